//! Layers: each holds the ids of its parameters, if it has any, and knows its forward pass.

mod batch_norm;
mod dense;
mod dropout;

pub use batch_norm::{BatchNorm, Statistics, batch_norm, batch_norm_gradient};
pub use dense::Dense;
pub use dropout::Dropout;
