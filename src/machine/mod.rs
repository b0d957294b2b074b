//! The machine room: how products, loops over entries, memory and threads are made fast.
//!
//! Nothing in here is about networks. What the rest of the crate calls has a plain meaning (a product, a sum over rows, a
//! matrix of zeros); how it is done in little time is the subject of the page “Speed”.

pub(crate) mod buffers;
pub(crate) mod crew;
pub(crate) mod entries;
mod exp;
mod matmul;
pub(crate) mod sums;

pub use crew::crew;
pub use matmul::{matmul, matmul_into};
