//! Layers: each holds the ids of its parameters, if it has any, and knows its forward pass.

mod dense;
mod dropout;

pub use dense::Dense;
pub use dropout::Dropout;
