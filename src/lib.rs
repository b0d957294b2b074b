//! # Neural networks you can run
//!
//! The core crate of the book: everything the chapters build, one idea a file.
#![doc = "Read the files in the order of the modules below."]

pub mod data;
pub mod report;

use ndarray::Array2;
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
