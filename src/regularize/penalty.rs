//! L1, L2 and the elastic net: as terms of the loss, and as a step that makes exact zeros.

use crate::{ParamId, Params, Real, Var};

impl<'t> Var<'t> {
    /// `Σ |w|`, as a 1 × 1 matrix;  `∂w = ∂y · sign(w)`, and 0 where `w = 0`, a choice among the subgradients.
    pub fn l1(self) -> Var<'t> {
        self.map(Real::abs, |w, _| if w == 0.0 { 0.0 } else { w.signum() }).sum()
    }

    /// `½ Σ w²`, as a 1 × 1 matrix;  `∂w = ∂y · w`.
    pub fn l2(self) -> Var<'t> {
        (self * self).sum().scale(0.5)
    }
}

/// The elastic net (Zou and Hastie, 2005), `λ₁ Σ |w| + λ₂/2 Σ w²`; L1 alone with `λ₂ = 0`, L2 alone with `λ₁ = 0`.
///
/// Belongs to weights, not to biases: whoever uses it says which matrix it is for.
///
/// ```
/// use neural::{Params, Tape, regularize::Penalty};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[3.0, -0.5, 0.0]]);
/// let penalty = Penalty { l1: 1.0, l2: 2.0 };
/// let tape = Tape::new(&params);
/// let loss = penalty.of(tape.param(w));
/// assert_eq!(loss.value()[[0, 0]], 3.5 + 9.25);
/// assert_eq!(loss.backward().get(w), Some(&array![[1.0 + 6.0, -1.0 - 1.0, 0.0]]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// λ₁, the strength of L1.
    pub l1: Real,
    /// λ₂, the strength of L2; as there is a ½ before it, the decay is `ηλ₂` a step.
    pub l2: Real,
}

impl Penalty {
    /// The penalty of these weights, `λ₁ Σ |w| + λ₂/2 Σ w²`, as a 1 × 1 matrix, to be added to the loss.
    pub fn of<'t>(&self, w: Var<'t>) -> Var<'t> {
        w.l1().scale(self.l1) + w.l2().scale(self.l2)
    }

    /// The proximal step, after a step down the loss alone with learning rate `rate`: `w` moves to the place that is
    /// best for `½(v − w)² + η(λ₁|v| + λ₂/2 v²)`, which is the soft threshold of `w` at `ηλ₁`, divided by `1 + ηλ₂`.
    ///
    /// Unlike the gradient of [`Penalty::of`], it makes weights exactly zero.
    ///
    /// # Panics
    /// If a strength or the rate is negative.
    ///
    /// ```
    /// use neural::{Params, regularize::Penalty};
    /// use ndarray::array;
    /// let mut params = Params::default();
    /// let w = params.add(array![[3.0, -0.5, 0.0]]);
    /// Penalty { l1: 1.0, l2: 0.0 }.proximal_step(&mut params, w, 1.0);
    /// assert_eq!(params[w], array![[2.0, 0.0, 0.0]]);
    /// ```
    #[track_caller]
    pub fn proximal_step(&self, params: &mut Params, w: ParamId, rate: Real) {
        let Penalty { l1, l2 } = *self;
        assert!(
            l1 >= 0.0 && l2 >= 0.0 && rate >= 0.0,
            "proximal_step: λ₁ = {l1}, λ₂ = {l2}, rate {rate}; none may be negative"
        );
        params[w].mapv_inplace(|w| soft_threshold(w, rate * l1) / (1.0 + rate * l2));
    }
}

/// Towards zero by `amount`, and to zero where that is further: `sign(w) · max(|w| − amount, 0)` (Donoho, 1995).
///
/// ```
/// use neural::regularize::soft_threshold;
/// assert_eq!([2.0, 0.5, -0.5, -2.0].map(|w| soft_threshold(w, 1.0)), [1.0, 0.0, 0.0, -1.0]);
/// ```
pub fn soft_threshold(w: Real, amount: Real) -> Real {
    if w.abs() <= amount { 0.0 } else { w - amount * w.signum() }
}
