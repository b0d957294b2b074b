//! Gradient descent: a step against the gradient.

use super::{Optimizer, update};
use crate::{Gradients, Params, Real};

/// `θ ← θ − η ∇L(θ)` (Robbins and Monro, 1951, when the gradient comes from a part of the data).
#[derive(Clone, Copy, Debug)]
pub struct Sgd {
    /// η, the learning rate.
    pub learning_rate: Real,
}

impl Sgd {
    /// Moves every parameter that has a gradient.
    pub fn step(&mut self, params: &mut Params, grads: &Gradients) {
        for id in params.ids() {
            if let Some(grad) = grads.get(id) {
                let rate = self.learning_rate;
                update(&mut params[id], grad, |w, g| *w -= rate * g);
            }
        }
    }
}

impl Optimizer for Sgd {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        Sgd::step(self, params, grads);
    }
}
