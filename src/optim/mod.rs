//! How parameters follow their gradients.

mod sgd;

pub use sgd::Sgd;
