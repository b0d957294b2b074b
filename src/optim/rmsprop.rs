//! A learning rate for each weight, from its recent gradients.

use super::{Memory, Optimizer, recall};
use crate::{Gradients, Params, Real};
use ndarray::Zip;

/// RMSprop (Tieleman and Hinton, 2012): `v ← β₂v + (1 − β₂)g²`, then `θ ← θ − η g / (√v + ε)`, each weight by itself.
///
/// `v` starts at zero and is at first too small, so that the first step has length `η / √(1 − β₂)`.
#[derive(Clone, Debug)]
pub struct RmsProp {
    /// η, about the size of a step.
    pub learning_rate: Real,
    /// β₂, how much of the running mean of g² is kept at each step.
    pub beta2: Real,
    /// ε, which keeps the denominator from being zero; outside the root, as in PyTorch.
    pub epsilon: Real,
    pub(super) squares: Memory,
}

impl RmsProp {
    /// With `β₂ = 0.99` and `ε = 1e-8`.
    pub fn new(learning_rate: Real) -> Self {
        RmsProp { learning_rate, beta2: 0.99, epsilon: 1e-8, squares: Memory::new() }
    }
}

impl Optimizer for RmsProp {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        let (rate, beta2, epsilon) = (self.learning_rate, self.beta2, self.epsilon);
        for id in params.ids() {
            let Some(grad) = grads.get(id) else { continue };
            let v = recall(&mut self.squares, id, grad);
            Zip::from(&mut params[id]).and(v).and(grad).for_each(|w, v, &g| {
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *w -= rate * g / (v.sqrt() + epsilon);
            });
        }
    }
}
