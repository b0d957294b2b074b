//! Units that fall silent at random while a network is trained.

use crate::machine::buffers;
use crate::machine::entries::{entries_mut, zip};
use crate::{Mode, Real, Var};
use rand::RngExt;

/// Dropout (Srivastava et al., 2014), in the inverted form: while training, each entry of `x` by itself becomes 0 with
/// chance `p_drop`, and `x / (1 − p_drop)` otherwise, so that its mean stays `x`; in use nothing happens.
///
/// Shapes: `x` and the result (n × units). Gradient: `∂x = ∂y ⊙ M`, where the mask `M` holds 0 or `1 / (1 − p_drop)`.
///
/// ```
/// use neural::{Dropout, Matrix, Mode, Params, Tape};
/// let (params, mut rng) = (Params::default(), neural::rng(1));
/// let tape = Tape::new(&params);
/// let x = tape.constant(Matrix::ones((100, 100)));
/// let dropout = Dropout::new(0.75);
/// let trained = dropout.forward(x, &mut Mode::Train(&mut rng)).value();
/// assert!(trained.iter().all(|&y| y == 0.0 || y == 4.0)); // a quarter survives, four times as large
/// assert!((trained.mean().unwrap() - 1.0).abs() < 0.05);
/// assert_eq!(dropout.forward(x, &mut Mode::Eval).value(), x.value());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    rate: Real,
}

impl Dropout {
    /// Silences each entry with the chance `rate`, the `p_drop`.
    ///
    /// # Panics
    /// If `rate` is not from 0 to below 1.
    #[track_caller]
    pub fn new(rate: Real) -> Self {
        assert!((0.0..1.0).contains(&rate), "dropout: the rate should be from 0 to below 1, is {rate}");
        Dropout { rate }
    }

    /// `y = x ⊙ M` with a new mask, in the shape of `x`, at each call; `y = x` in [`Mode::Eval`].
    pub fn forward<'t>(&self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let Mode::Train(rng) = mode else { return x };
        let (rate, scale) = (self.rate, 1.0 / (1.0 - self.rate));
        let mut draws = buffers::matrix(x.value().dim());
        let mut own = rng.clone(); // a generator of its own stays in registers
        entries_mut(&mut draws).iter_mut().for_each(|draw| *draw = own.random());
        **rng = own;
        let masked = move |[x, draw]: [Real; 2]| x * (scale * Real::from(draw >= rate));
        let y = zip([&x.value(), &draws], masked);
        x.tape.push([x], y, move |dy, grads| {
            grads.add(x.id, || zip([dy, &draws], masked));
            buffers::keep(draws);
        })
    }
}
