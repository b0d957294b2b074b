//! What keeps weights small: penalties, as terms of the loss or as steps of their own, and a limit for their norm.
//!
//! All are told which matrices they are for, so that biases can be left alone, and work beside any optimiser.

mod max_norm;
mod penalty;

pub use max_norm::max_norm;
pub use penalty::{Penalty, soft_threshold};
