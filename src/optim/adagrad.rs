//! A learning rate for each weight, from all the gradients that it ever had.

use super::{Memory, Optimizer, recall};
use crate::{Gradients, Params, Real};
use ndarray::Zip;

/// Adagrad (Duchi, Hazan and Singer, 2011): `v ← v + g²`, then `θ ← θ − η g / (√v + ε)`, each weight by itself.
///
/// ```
/// use neural::optim::{Adagrad, Optimizer};
/// use neural::{Params, Tape};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[0.0, 0.0]]);
/// let mut optimizer = Adagrad::new(0.1);
/// let tape = Tape::new(&params);
/// let grads = (tape.param(w) * tape.constant(array![[1000.0, -0.001]])).sum().backward();
/// optimizer.step(&mut params, &grads);
/// assert!((&params[w] - &array![[-0.1, 0.1]]).iter().all(|e| e.abs() < 1e-6)); // only the signs count
/// ```
#[derive(Clone, Debug)]
pub struct Adagrad {
    /// η, the size of the first step.
    pub learning_rate: Real,
    /// ε, which keeps the denominator from being zero; outside the root, as in the paper (where it is δ).
    pub epsilon: Real,
    pub(super) squares: Memory,
}

impl Adagrad {
    /// With `ε = 1e-10`.
    pub fn new(learning_rate: Real) -> Self {
        Adagrad { learning_rate, epsilon: 1e-10, squares: Memory::new() }
    }
}

impl Optimizer for Adagrad {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        let (rate, epsilon) = (self.learning_rate, self.epsilon);
        for id in params.ids() {
            let Some(grad) = grads.get(id) else { continue };
            let v = recall(&mut self.squares, id, grad);
            Zip::from(&mut params[id]).and(v).and(grad).for_each(|w, v, &g| {
                *v += g * g;
                *w -= rate * g / (v.sqrt() + epsilon);
            });
        }
    }
}
