//! A layer: the ids of its parameters and a forward pass.

mod batch_norm;
mod dense;

pub use batch_norm::{BatchNorm, Statistics, batch_norm, batch_norm_gradient};
pub use dense::Dense;
