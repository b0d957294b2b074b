//! Where weights start: small random numbers of the right size.
//!
//! Shapes are (inputs × outputs): `fan_in` is the number of rows, `fan_out` the number of columns.

use crate::{Matrix, Real, Rng};
use rand::distr::{Distribution, Uniform};
use rand_distr::Normal;

/// Panics unless there are numbers by which a variance can be divided.
#[track_caller]
fn check(name: &str, (fan_in, fan_out): (usize, usize), divisor: usize) {
    assert!(divisor > 0, "{name}: weights of shape ({fan_in}, {fan_out}) have no inputs to be scaled by");
}

fn normal(fan_in: usize, fan_out: usize, variance: f64, rng: &mut Rng) -> Matrix {
    let normal = Normal::new(0.0, variance.sqrt()).expect("a variance is finite and not negative");
    Matrix::from_shape_simple_fn((fan_in, fan_out), || normal.sample(rng) as Real)
}

/// All zeros, (fan_in × fan_out): right for biases, and for weights the mistake that the chapter
/// `backprop` makes first.
pub fn zeros(fan_in: usize, fan_out: usize, _: &mut Rng) -> Matrix {
    Matrix::zeros((fan_in, fan_out))
}

/// Variance `1 / fan_in` (LeCun et al., 1998, section 4.6): keeps the size of signals;
/// for tanh and SELU.
///
/// Shape: (fan_in × fan_out).
///
/// # Panics
/// If `fan_in` is zero.
#[track_caller]
pub fn lecun_normal(fan_in: usize, fan_out: usize, rng: &mut Rng) -> Matrix {
    check("lecun_normal", (fan_in, fan_out), fan_in);
    normal(fan_in, fan_out, 1.0 / fan_in as f64, rng)
}

/// Variance `2 / (fan_in + fan_out)`, uniform (Glorot and Bengio, 2010, eq. 16): a compromise between the sizes
/// of signals going forward and of gradients coming back. Also known as Xavier's.
///
/// Shape: (fan_in × fan_out).
///
/// # Panics
/// If both are zero.
#[track_caller]
pub fn glorot_uniform(fan_in: usize, fan_out: usize, rng: &mut Rng) -> Matrix {
    check("glorot_uniform", (fan_in, fan_out), fan_in + fan_out);
    let limit = (6.0 / (fan_in + fan_out) as f64).sqrt();
    let uniform = Uniform::new_inclusive(-limit, limit).expect("the limit is finite");
    Matrix::from_shape_simple_fn((fan_in, fan_out), || uniform.sample(rng) as Real)
}

/// Variance `2 / (fan_in + fan_out)`, normal.
///
/// Shape: (fan_in × fan_out).
///
/// # Panics
/// If both are zero.
#[track_caller]
pub fn glorot_normal(fan_in: usize, fan_out: usize, rng: &mut Rng) -> Matrix {
    check("glorot_normal", (fan_in, fan_out), fan_in + fan_out);
    normal(fan_in, fan_out, 2.0 / (fan_in + fan_out) as f64, rng)
}

/// Variance `2 / fan_in` (He et al., 2015, eq. 10): as LeCun's, doubled because
/// ReLU passes half of the signal.
///
/// Shape: (fan_in × fan_out).
///
/// ```
/// let w = neural::init::he_normal(400, 500, &mut neural::rng(1));
/// assert!((w.var(0.0) / (2.0 / 400.0) - 1.0).abs() < 0.02);
/// ```
///
/// # Panics
/// If `fan_in` is zero.
#[track_caller]
pub fn he_normal(fan_in: usize, fan_out: usize, rng: &mut Rng) -> Matrix {
    check("he_normal", (fan_in, fan_out), fan_in);
    normal(fan_in, fan_out, 2.0 / fan_in as f64, rng)
}
