//! What a neuron does with its weighted sum: functions of one number, with their derivatives.
//!
//! A derivative is a function of the result where that is cheapest ([`sigmoid_prime`], [`tanh_prime`]), else of the
//! weighted sum. At a corner, where there is none, it is the slope to the left, as in PyTorch.

mod exponential;
mod gated;
mod leaky;

pub use exponential::{SELU_ALPHA, SELU_LAMBDA, elu, elu_prime, selu, selu_prime};
pub use gated::{
    gelu, gelu_prime, gelu_tanh, gelu_tanh_prime, normal_cdf, normal_density, swish, swish_prime,
};
pub use leaky::{PRelu, leaky_relu, leaky_relu_prime};

use crate::machine::{buffers, entries, sums};
use crate::{Matrix, MatrixRef, Real, Var};
use ndarray::Axis;

/// The threshold of McCulloch and Pitts (1943) and of Rosenblatt (1958): 1 from 0 upwards, else 0.
///
/// Its derivative is 0 wherever it exists, so that gradients tell nothing.
pub fn step(z: Real) -> Real {
    if z >= 0.0 { 1.0 } else { unless_nan(0.0, z) }
}

/// `y`, but NaN where `z` is: no comparison holds for NaN, so that it would end up on one of its
/// sides.
#[inline(always)]
fn unless_nan(y: Real, z: Real) -> Real {
    if z.is_nan() { z } else { y }
}

/// The logistic function, `σ(z) = 1 / (1 + e^−z)`, between 0 and 1.
///
/// Only exponentials of numbers that are not positive are taken, so nothing overflows.
///
/// ```
/// use neural::activation::sigmoid;
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!((sigmoid(-1e4), sigmoid(1e4)), (0.0, 1.0));
/// ```
pub fn sigmoid(z: Real) -> Real {
    let e = (-z.abs()).exp();
    if z >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// `σ'(z) = a(1 − a)`, from the result `a = σ(z)`.
pub fn sigmoid_prime(a: Real) -> Real {
    a * (1.0 - a)
}

/// `tanh'(z) = 1 − a²`, from the result `a = tanh z`.
pub fn tanh_prime(a: Real) -> Real {
    1.0 - a * a
}

/// The rectifier, `max(0, z)` (Nair and Hinton, 2010).
///
/// Not `z.max(0.0)`, which is 0 for NaN: a network whose sums are no numbers would answer as if
/// nothing were wrong.
///
/// ```
/// use neural::activation::relu;
/// assert_eq!((relu(-3.0), relu(3.0)), (0.0, 3.0));
/// assert!(relu(neural::Real::NAN).is_nan());
/// ```
pub fn relu(z: Real) -> Real {
    if z < 0.0 { 0.0 } else { z }
}

/// `relu'(z)`: 1 above 0, else 0. At 0 itself there is no derivative; 0 is the usual choice.
pub fn relu_prime(z: Real) -> Real {
    if z > 0.0 { 1.0 } else { unless_nan(0.0, z) }
}

impl<'t> Var<'t> {
    /// [`sigmoid`] of every entry.
    pub fn sigmoid(self) -> Var<'t> {
        self.map(sigmoid, |_, a| sigmoid_prime(a))
    }

    /// Hyperbolic tangent of every entry, between −1 and 1.
    pub fn tanh(self) -> Var<'t> {
        self.map(Real::tanh, |_, a| tanh_prime(a))
    }

    /// [`relu`] of every entry.
    pub fn relu(self) -> Var<'t> {
        self.map(relu, |z, _| relu_prime(z))
    }

    /// [`softmax`] of every row;  `∂z = p ⊙ (∂p − Σ_columns ∂p ⊙ p)`.
    pub fn softmax(self) -> Var<'t> {
        let p = softmax(&self.value());
        let result = p.clone();
        self.tape.push([self], p, move |dp, grads| {
            grads.add(self.id, || {
                let terms = entries::zip([dp, &result], |[dp, p]| dp * p);
                let inner = terms.map_axis(Axis(1), |row| {
                    sums::sum(row.to_slice().expect("a new matrix lies row by row")) as Real
                });
                (dp - &inner.insert_axis(Axis(1))) * &result
            })
        })
    }
}

/// Each row of scores as probabilities: `p_k = e^{z_k} / Σ_j e^{z_j}` (Bridle, 1990).
///
/// Adding a constant to a row changes nothing, so the row's largest score is subtracted first:
/// the largest exponential is then 1 and none overflows. A score of −∞ has no chance; a row that
/// holds NaN, +∞ or nothing but −∞ has no softmax, and is NaN.
///
/// ```
/// use ndarray::array;
/// let p = neural::activation::softmax(&array![[1e4, 1e4, -1e4]]);
/// assert_eq!(p, array![[0.5, 0.5, 0.0]]);
/// ```
pub fn softmax(z: &MatrixRef) -> Matrix {
    let mut p = below_largest(z);
    entries::exp_each(&mut p);
    entries::each_row(&mut p, |row| {
        let total = sums::sum(row) as Real;
        row.iter_mut().for_each(|p| *p /= total);
    });
    p
}

/// Each score minus the largest of its row: `ln Σ_j e^{z_j}` and every `z_k` fall by the same.
pub(crate) fn below_largest(z: &MatrixRef) -> Matrix {
    let mut shifted = buffers::copy(z);
    entries::each_row(&mut shifted, |row| {
        // A plain comparison passes over NaN as `max` does, in fewer instructions.
        let largest = row.iter().fold(Real::NEG_INFINITY, |a, &b| if b > a { b } else { a });
        row.iter_mut().for_each(|z| *z -= largest);
    });
    shifted
}
