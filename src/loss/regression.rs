//! Losses for predicted quantities: squared, absolute, and Huber's compromise.

use super::check;
use crate::machine::sums;
use crate::{Matrix, MatrixRef, Real, Var};
use ndarray::Zip;

/// The mean of `f(prediction − target)` over all entries, in double precision.
fn mean_of(f: impl Fn(f64) -> f64, predictions: &MatrixRef, targets: &MatrixRef) -> Real {
    sums::mean([predictions, targets], |[p, t]| f(p - t))
}

/// The gradient of such a mean: `f'(prediction − target)`, divided by the number of entries.
fn gradient_of(derivative: impl Fn(Real) -> Real, predictions: &MatrixRef, targets: &MatrixRef) -> Matrix {
    let count = predictions.len() as Real;
    Zip::from(predictions).and(targets).map_collect(|&p, &t| derivative(p - t) / count)
}

/// Mean squared error, `L = 1/n Σ (ŷ − y)²`.
///
/// # Panics
/// If the shapes differ or the batch is empty.
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::loss::mse(&array![[1.], [4.]], &array![[1.], [2.]]), 2.0);
/// ```
#[track_caller]
pub fn mse(predictions: &MatrixRef, targets: &MatrixRef) -> Real {
    check("mse", predictions, targets);
    mean_of(|r| r * r, predictions, targets)
}

/// `∂L/∂ŷ = 2 (ŷ − y) / n` for `n` entries, in the shape of the predictions.
///
/// # Panics
/// As [`mse`].
#[track_caller]
pub fn mse_gradient(predictions: &MatrixRef, targets: &MatrixRef) -> Matrix {
    check("mse_gradient", predictions, targets);
    gradient_of(|r| 2.0 * r, predictions, targets)
}

/// Mean absolute error, `L = 1/n Σ |ŷ − y|`.
///
/// # Panics
/// If the shapes differ or the batch is empty.
#[track_caller]
pub fn mae(predictions: &MatrixRef, targets: &MatrixRef) -> Real {
    check("mae", predictions, targets);
    mean_of(f64::abs, predictions, targets)
}

/// `∂L/∂ŷ = sign(ŷ − y) / n`, in the shape of the predictions, and 0 where the prediction is exact:
/// there the derivative does not exist.
///
/// # Panics
/// As [`mae`].
#[track_caller]
pub fn mae_gradient(predictions: &MatrixRef, targets: &MatrixRef) -> Matrix {
    check("mae_gradient", predictions, targets);
    gradient_of(|r| if r == 0.0 { 0.0 } else { r.signum() }, predictions, targets)
}

/// Huber's loss (1964, eq. 2.2): with the residual `r = ŷ − y`, the mean of `r²/2` where `|r| ≤ κ`, else `κ(|r| − κ/2)`.
///
/// # Panics
/// If the shapes differ, the batch is empty, or `threshold` is not positive.
///
/// ```
/// use ndarray::array;
/// let (far, target) = (array![[10.]], array![[0.]]);
/// assert_eq!(neural::loss::huber(&far, &target, 1.0), 9.5); // not 50
/// ```
#[track_caller]
pub fn huber(predictions: &MatrixRef, targets: &MatrixRef, threshold: Real) -> Real {
    check("huber", predictions, targets);
    check_threshold("huber", threshold);
    let k = f64::from(threshold);
    mean_of(|r| if r.abs() <= k { r * r / 2.0 } else { k * (r.abs() - k / 2.0) }, predictions, targets)
}

/// `∂L/∂ŷ = clamp(ŷ − y, −κ, κ) / n`, in the shape of the predictions.
///
/// # Panics
/// As [`huber`].
#[track_caller]
pub fn huber_gradient(predictions: &MatrixRef, targets: &MatrixRef, threshold: Real) -> Matrix {
    check("huber_gradient", predictions, targets);
    check_threshold("huber_gradient", threshold);
    gradient_of(|r| r.clamp(-threshold, threshold), predictions, targets)
}

/// Panics unless κ is positive; it may be infinite, which is half the squared error.
#[track_caller]
fn check_threshold(loss: &str, threshold: Real) {
    assert!(threshold > 0.0, "{loss}: threshold should be positive, is {threshold}");
}

impl<'t> Var<'t> {
    /// [`mse`] of these predictions, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`mse`].
    #[track_caller]
    pub fn mse(self, targets: &MatrixRef) -> Var<'t> {
        let (p, t) = (self.value(), targets.to_owned());
        self.loss(mse(&p, &t), move || mse_gradient(&p, &t))
    }

    /// [`mae`] of these predictions, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`mae`].
    #[track_caller]
    pub fn mae(self, targets: &MatrixRef) -> Var<'t> {
        let (p, t) = (self.value(), targets.to_owned());
        self.loss(mae(&p, &t), move || mae_gradient(&p, &t))
    }

    /// [`huber`] of these predictions, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`huber`].
    #[track_caller]
    pub fn huber(self, targets: &MatrixRef, threshold: Real) -> Var<'t> {
        let (p, t) = (self.value(), targets.to_owned());
        self.loss(huber(&p, &t, threshold), move || huber_gradient(&p, &t, threshold))
    }
}
