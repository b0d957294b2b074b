//! How far predicted quantities are from true ones.
//!
//! All are computed in double precision. Shapes: `targets` and `predictions` (n × K), of whose columns the mean
//! is taken.

use crate::{Matrix, MatrixRef};
use ndarray::Array1;

/// The residuals `r = ŷ − y`: positive where the prediction is too high.
///
/// # Panics
/// If the shapes differ or are empty.
#[track_caller]
pub fn residuals(targets: &MatrixRef, predictions: &MatrixRef) -> Matrix {
    check(targets, predictions);
    predictions - targets
}

/// Panics unless targets and predictions have one shape, with at least one entry.
#[track_caller]
fn check(targets: &MatrixRef, predictions: &MatrixRef) {
    let (t, p) = (targets.dim(), predictions.dim());
    assert_eq!(t, p, "residuals: targets and predictions differ in shape");
    assert!(!targets.is_empty(), "residuals: there are no targets, the shape is {t:?}");
}

/// The mean over columns of `measure(targets, residuals)`, both in double precision before anything
/// is computed.
#[track_caller]
fn over_columns(
    targets: &MatrixRef,
    predictions: &MatrixRef,
    measure: impl Fn(&Array1<f64>, &Array1<f64>) -> f64,
) -> f64 {
    check(targets, predictions);
    let columns = targets.columns().into_iter().zip(predictions.columns());
    let each = columns.map(|(y, p)| {
        let y = y.mapv(f64::from);
        measure(&y, &(p.mapv(f64::from) - &y))
    });
    each.sum::<f64>() / targets.ncols() as f64
}

fn mean_square(numbers: &Array1<f64>) -> f64 {
    numbers.mapv(|number| number * number).sum() / numbers.len() as f64
}

/// MAE, `1/n Σ |ŷ − y|`, in the unit of the targets; the mean over columns, where there are several.
///
/// # Panics
/// As [`residuals`].
#[track_caller]
pub fn mean_absolute_error(targets: &MatrixRef, predictions: &MatrixRef) -> f64 {
    over_columns(targets, predictions, |_, r| r.mapv(f64::abs).sum() / r.len() as f64)
}

/// MSE, `1/n Σ (ŷ − y)²`, in the unit of the targets squared; the mean over columns, where there are
/// several.
///
/// # Panics
/// As [`residuals`].
#[track_caller]
pub fn mean_squared_error(targets: &MatrixRef, predictions: &MatrixRef) -> f64 {
    over_columns(targets, predictions, |_, r| mean_square(r))
}

/// RMSE, `√MSE`, in the unit of the targets; of several columns the mean of their roots.
///
/// ```
/// use ndarray::array;
/// use neural::metrics::{mean_absolute_error, root_mean_squared_error};
/// let (y, y_hat) = (array![[10.], [20.], [30.], [40.]], array![[10.], [20.], [30.], [44.]]);
/// assert_eq!(mean_absolute_error(&y, &y_hat), 1.0);
/// assert_eq!(root_mean_squared_error(&y, &y_hat), 2.0); // one large error weighs more than four small ones
/// ```
///
/// # Panics
/// As [`residuals`].
#[track_caller]
pub fn root_mean_squared_error(targets: &MatrixRef, predictions: &MatrixRef) -> f64 {
    over_columns(targets, predictions, |_, r| mean_square(r).sqrt())
}

/// R², `1 − Σ (ŷ − y)² / Σ (y − ȳ)²`: 1 is perfect, 0 is what predicting the mean of these targets gets, and
/// there is no lower end.
///
/// Targets that are all equal leave zero to divide by: the value is then 1 if every prediction is exact, else 0.
/// One row alone has no variance at all, and the value is NaN.
///
/// ```
/// use ndarray::array;
/// let y = array![[1.], [2.], [3.]];
/// assert_eq!(neural::metrics::r2_score(&y, &array![[2.], [2.], [2.]]), 0.0);
/// assert_eq!(neural::metrics::r2_score(&y, &array![[3.], [2.], [1.]]), -3.0); // worse than the mean
/// ```
///
/// # Panics
/// As [`residuals`].
#[track_caller]
pub fn r2_score(targets: &MatrixRef, predictions: &MatrixRef) -> f64 {
    let of_column = |y: &Array1<f64>, r: &Array1<f64>| {
        // The mean of equal numbers may differ from them in its last digit.
        let flat = y.iter().all(|&target| target == y[0]);
        let mean = y.sum() / y.len() as f64;
        let (unexplained, variance) = (mean_square(r), mean_square(&(y - mean)));
        match unexplained {
            _ if y.len() < 2 || unexplained.is_nan() => f64::NAN,
            0.0 => 1.0,
            _ if flat => 0.0,
            _ => 1.0 - unexplained / variance,
        }
    };
    over_columns(targets, predictions, of_column)
}
