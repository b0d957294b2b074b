//! Gradient descent with a memory of where it was going.

use super::{Memory, Optimizer, recall};
use crate::{Gradients, Params, Real};

/// Momentum, or the heavy ball (Polyak, 1964): `u ← β₁u + g`, then `θ ← θ − ηu`.
///
/// Others put η into the velocity, `u ← β₁u + ηg` and `θ ← θ − u`: the same path while η is constant. Here a change
/// of η acts at once on all of the velocity, as in PyTorch.
///
/// ```
/// use neural::optim::{Momentum, Optimizer};
/// use neural::{Params, Tape};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[0.0]]);
/// let mut optimizer = Momentum::new(0.1, 0.9);
/// for _ in 0..100 {
///     let grads = Tape::new(&params).param(w).sum().backward(); // a slope of 1 everywhere
///     optimizer.step(&mut params, &grads);
/// }
/// let before = params[w][[0, 0]];
/// let grads = Tape::new(&params).param(w).sum().backward();
/// optimizer.step(&mut params, &grads);
/// assert!((before - params[w][[0, 0]] - 1.0).abs() < 1e-3); // steps of η / (1 − β₁), ten times η
/// ```
#[derive(Clone, Debug)]
pub struct Momentum {
    /// η, the learning rate.
    pub learning_rate: Real,
    /// β₁, how much of the velocity is kept at each step.
    pub momentum: Real,
    pub(super) velocity: Memory,
}

impl Momentum {
    /// A ball at rest.
    pub fn new(learning_rate: Real, momentum: Real) -> Self {
        Momentum { learning_rate, momentum, velocity: Memory::new() }
    }
}

impl Optimizer for Momentum {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        for id in params.ids() {
            let Some(grad) = grads.get(id) else { continue };
            let u = recall(&mut self.velocity, id, grad);
            u.zip_mut_with(grad, |u, &g| *u = self.momentum * *u + g);
            params[id].scaled_add(-self.learning_rate, u);
        }
    }
}

/// Nesterov's momentum (1983): as [`Momentum`], but the gradient is taken where the velocity alone would lead.
///
/// `u ← β₁u + g`, then `θ ← θ − η(g + β₁u)`. In this form, which PyTorch uses too, `θ` is the point looked ahead
/// to: the gradient is needed at the parameters themselves. See Sutskever et al. (2013) for the form with two points.
#[derive(Clone, Debug)]
pub struct Nesterov {
    /// η, the learning rate.
    pub learning_rate: Real,
    /// β₁, how much of the velocity is kept at each step.
    pub momentum: Real,
    pub(super) velocity: Memory,
}

impl Nesterov {
    /// A ball at rest.
    pub fn new(learning_rate: Real, momentum: Real) -> Self {
        Nesterov { learning_rate, momentum, velocity: Memory::new() }
    }
}

impl Optimizer for Nesterov {
    fn learning_rate(&mut self) -> &mut Real {
        &mut self.learning_rate
    }

    fn step(&mut self, params: &mut Params, grads: &Gradients) {
        for id in params.ids() {
            let Some(grad) = grads.get(id) else { continue };
            let u = recall(&mut self.velocity, id, grad);
            u.zip_mut_with(grad, |u, &g| *u = self.momentum * *u + g);
            params[id].scaled_add(-self.learning_rate, grad);
            params[id].scaled_add(-self.learning_rate * self.momentum, u);
        }
    }
}
