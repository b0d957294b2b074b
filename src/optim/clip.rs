//! A limit for gradients that explode.

use crate::machine::sums::norm;
use crate::{Gradients, Matrix, Real};

impl Gradients {
    /// Every gradient that there is, in its parameter's shape, to be changed before a step.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Matrix> {
        self.by_param.iter_mut().flatten()
    }
}

/// Clipping by norm (Pascanu et al., 2013, algorithm 1): where `‖g‖ > limit`, `g ← g · limit / ‖g‖`.
///
/// `‖g‖` is the norm over all parameters together, so the direction is kept. Returns the norm
/// found, infinite if it is too large for a [`Real`]; the gradients are right even then.
///
/// # Panics
/// If `limit` is not positive.
///
/// ```
/// use neural::optim::clip_norm;
/// use neural::{Params, Tape};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[30.0, 40.0]]);
/// let tape = Tape::new(&params);
/// let mut grads = (tape.param(w) * tape.param(w)).sum().scale(0.5).backward();
/// assert_eq!(clip_norm(&mut grads, 5.0), 50.0);
/// assert_eq!(grads.get(w), Some(&array![[3.0, 4.0]]));
/// ```
#[track_caller]
pub fn clip_norm(grads: &mut Gradients, limit: Real) -> Real {
    assert!(limit > 0.0, "clip_norm: the limit should be positive, is {limit}");
    // In double precision: the norm of large single-precision numbers may be larger than any of
    // that kind.
    let norm = norm(grads.by_param.iter().flatten().map(|g| [&**g]), |[g]| g);
    if norm > f64::from(limit) {
        let factor = f64::from(limit) / norm;
        grads.iter_mut().for_each(|g| g.mapv_inplace(|g| (f64::from(g) * factor) as Real));
    }
    norm as Real
}

/// Clipping by value: each entry into `−limit..limit`, by itself, so that the direction may change.
///
/// # Panics
/// If `limit` is not positive.
#[track_caller]
pub fn clip_value(grads: &mut Gradients, limit: Real) {
    assert!(limit > 0.0, "clip_value: the limit should be positive, is {limit}");
    grads.iter_mut().for_each(|g| g.mapv_inplace(|g| g.clamp(-limit, limit)));
}
