//! Momentum and a learning rate for each weight together.

use super::{Optimizer, update_with};
use crate::machine::buffers;
use crate::{Gradients, Matrix, ParamId, Params, Real};
use std::collections::BTreeMap;

/// Adam (Kingma and Ba, 2015, algorithm 1), each weight by itself:
///
/// `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`, then `θ ← θ − η m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and
/// `v̂ = v / (1 − β₂ᵗ)`, which make up for starting at zero.
///
/// ```
/// use neural::optim::{Adam, Optimizer};
/// use neural::{Params, Tape};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[0.0, 0.0]]);
/// let mut optimizer = Adam::new(0.001);
/// let tape = Tape::new(&params);
/// let grads = (tape.param(w) * tape.constant(array![[1000.0, -0.001]])).sum().backward();
/// optimizer.step(&mut params, &grads);
/// assert!((&params[w] - &array![[-0.001, 0.001]]).iter().all(|e| e.abs() < 1e-6)); // the first step has length η
/// ```
#[derive(Clone, Debug)]
pub struct Adam {
    /// η, about the greatest size of a step.
    pub learning_rate: Real,
    /// β₁, how much of the running mean of g is kept at each step.
    pub beta1: Real,
    /// β₂, how much of the running mean of g² is kept at each step.
    pub beta2: Real,
    /// ε, which keeps the denominator from being zero; outside the root, as in the paper.
    pub epsilon: Real,
    pub(super) moments: BTreeMap<ParamId, Moments>,
}

/// What is remembered for one parameter: how many gradients it had, and the running means of `g` and `g²`.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    pub(super) t: i32,
    pub(super) m: Matrix,
    pub(super) v: Matrix,
}

impl Adam {
    /// With `β₁ = 0.9`, `β₂ = 0.999` and `ε = 1e-8`, as the paper suggests.
    pub fn new(learning_rate: Real) -> Self {
        Adam { learning_rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, moments: BTreeMap::new() }
    }
}

impl Optimizer for Adam {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        let Adam { learning_rate, beta1, beta2, epsilon, .. } = *self;
        for id in params.ids() {
            let Some(grad) = grads.get(id) else { continue };
            let zeros = || buffers::zeros(grad.dim());
            let state = self.moments.entry(id).or_insert_with(|| Moments { t: 0, m: zeros(), v: zeros() });
            state.t += 1;
            let (from_zero1, from_zero2) =
                (1.0 / (1.0 - beta1.powi(state.t)), 1.0 / (1.0 - beta2.powi(state.t)));
            update_with(&mut params[id], [&mut state.m, &mut state.v], grad, |w, m, v, g| {
                *m = normal(beta1 * *m + (1.0 - beta1) * g);
                *v = normal(beta2 * *v + (1.0 - beta2) * g * g);
                *w -= learning_rate * (*m * from_zero1) / ((*v * from_zero2).sqrt() + epsilon);
            });
        }
    }
}

/// `x`, or 0 where it is too small to be held in full precision: many processors take a hundred
/// times as long for such a number, and what is remembered for a unit that fell silent shrinks to
/// one, step by step, and stays there.
#[inline(always)]
fn normal(x: Real) -> Real {
    if x.abs() < Real::MIN_POSITIVE { 0.0 } else { x }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): `θ ← θ − ηλθ`, then a step of [`Adam`].
///
/// In the paper (algorithm 2) the decay is `λθ` times the schedule's factor and knows nothing of η; with the η here,
/// as in PyTorch, the paper's λ is our `ηλ`. Every parameter with a gradient decays, biases too.
#[derive(Clone, Debug)]
pub struct AdamW {
    /// The rule for the gradients.
    pub adam: Adam,
    /// λ, the strength of the decay.
    pub weight_decay: Real,
}

impl AdamW {
    /// With [`Adam::new`] for the gradients.
    pub fn new(learning_rate: Real, weight_decay: Real) -> Self {
        AdamW { adam: Adam::new(learning_rate), weight_decay }
    }
}

impl Optimizer for AdamW {
    fn learning_rate(&mut self) -> &mut Real {
        self.adam.learning_rate()
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        let kept = 1.0 - self.adam.learning_rate * self.weight_decay;
        for id in params.ids().filter(|&id| grads.get(id).is_some()) {
            params[id] *= kept;
        }
        self.adam.step(params, grads);
    }
}
