//! How parameters follow their gradients.

mod adagrad;
mod adam;
mod clip;
mod finder;
mod memory;
mod momentum;
mod plateau;
mod rmsprop;
pub mod schedule;
mod sgd;
mod update;

pub use adagrad::Adagrad;
pub use adam::{Adam, AdamW};
pub use clip::{clip_norm, clip_value};
pub use finder::{range_test, suggested_rate};
pub use momentum::{Momentum, Nesterov};
pub use plateau::ReduceOnPlateau;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use crate::machine::buffers;
use crate::{Gradients, Matrix, ParamId, Params, Real, Stateful};
use std::collections::BTreeMap;
use update::{update, update_with};

/// A rule that turns gradients into steps; what it remembers of earlier gradients is its own.
///
/// A parameter without a gradient is left alone, and so is what is remembered for it. The memory can be taken out and
/// put back, as [`Stateful`] says.
pub trait Optimizer: Stateful {
    /// η, which a schedule may change between two steps.
    fn learning_rate(&mut self) -> &mut Real;

    /// Moves every parameter that has a gradient.
    fn step(&mut self, params: &mut Params, grads: &Gradients);
}

/// One matrix for each parameter, of its shape; made of zeros when the first gradient arrives.
type Memory = BTreeMap<ParamId, Matrix>;

/// What `memory` holds for `id`, or zeros in the shape of `like`.
fn recall<'m>(memory: &'m mut Memory, id: ParamId, like: &Matrix) -> &'m mut Matrix {
    memory.entry(id).or_insert_with(|| buffers::zeros(like.dim()))
}
