//! # Neural networks you can run
//!
//! The core crate of the book, built chapter by chapter, one idea a file. A tour, in the order of the pages:
//! data becomes a [`Matrix`]; [`activation`] and [`loss`] say what a neuron does and how wrong it is; [`matmul()`]
//! carries the arithmetic; [`Params`] own what is learned; the [`Tape`] records a computation and finds its
//! gradients; [`optim`] follows them, and [`regularize`] keeps the weights small meanwhile; [`train`] does so epoch
//! after epoch, and a [`checkpoint`] keeps where it got to; [`trials`] repeat it all; [`metrics`] say what came of it.
//!
//! How the arithmetic is made fast is the business of one room, `machine`.
//!
//! ## Numbers that are none, and numbers that are too large
//!
//! Three rules hold everywhere, and `tests/special_values.rs` tries them on every function that
//! takes numbers. *A NaN that enters comes out*, as NaN or as an error that says where it stands:
//! never as a number that looks sound. *An infinite number* gives the limit where there is one,
//! else NaN. *What is right is found if it can be held*: squares and sums on the way to it may be
//! larger than a [`Real`], and no sum stops growing (`tests/sums.rs`). Two places mean something by
//! NaN: in [`data::Impute`] it is a gap, and to [`train::EarlyStopping`],
//! [`optim::ReduceOnPlateau`] and [`optim::range_test`] a loss that is no improvement.

pub mod activation;
pub mod checkpoint;
pub mod data;
pub mod gradcheck;
pub mod init;
pub mod layer;
pub mod loss;
mod machine;
pub mod metrics;
mod mode;
mod ops;
pub mod optim;
mod params;
pub mod regularize;
mod state;
mod tape;
pub mod train;
pub mod trials;

pub use layer::{BatchNorm, Dense, Dropout};
pub use machine::{crew, matmul, matmul_into};
pub use mode::Mode;
pub use ops::{affine, sum_rows};
pub use params::{ParamId, Params};
pub use state::{Entry, State, StateError, Stateful};
pub use tape::{Gradients, Tape, Var};

use ndarray::{ArcArray2, Array2, ArrayRef2};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// The number type of every matrix: `f32`, or `f64` under the cargo feature `f64`.
#[cfg(not(feature = "f64"))]
pub type Real = f32;
/// The number type of every matrix: `f32`, or `f64` under the cargo feature `f64`.
#[cfg(feature = "f64")]
pub type Real = f64;

/// A table of numbers: rows are examples, columns are features.
pub type Matrix = Array2<Real>;

/// What a function reads: a [`Matrix`], a [`Shared`] one, or a view of either.
pub type MatrixRef = ArrayRef2<Real>;

/// A matrix that several places hold: cheap to clone, copied only when written to while shared.
pub type Shared = ArcArray2<Real>;

/// The source of all randomness: always an argument, never a global.
///
/// Xoshiro256++ (Blackman and Vigna, 2021): small, fast, and the same numbers on every platform.
pub type Rng = Xoshiro256PlusPlus;

/// A generator that depends on nothing but `seed`.
///
/// ```
/// use rand::RngExt;
/// let (mut a, mut b) = (neural::rng(7), neural::rng(7));
/// assert_eq!(a.random::<u64>(), b.random::<u64>());
/// ```
pub fn rng(seed: u64) -> Rng {
    Rng::seed_from_u64(seed)
}
