//! Changes of a classification loss that are changes of its targets: one-hot, smoothed, weighted.

use crate::{Matrix, MatrixRef, Real};
use ndarray::{ArrayView1, Axis};

/// Labels as rows of 0 with a single 1: shape (n × classes).
///
/// # Panics
/// If a label is not below `classes`.
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::loss::one_hot(&[2, 0], 3), array![[0., 0., 1.], [1., 0., 0.]]);
/// ```
#[track_caller]
pub fn one_hot(labels: &[usize], classes: usize) -> Matrix {
    let mut y = Matrix::zeros((labels.len(), classes));
    for (row, &label) in labels.iter().enumerate() {
        assert!(
            label < classes,
            "one_hot: row {row} has the label {label}; expected 0 to {}",
            classes as i64 - 1
        );
        y[[row, label]] = 1.0;
    }
    y
}

/// Label smoothing (Szegedy et al., 2016, section 7): `(1 − ζ) y + ζ / K` for `K` classes,
/// a row for each example.
///
/// # Panics
/// If `amount`, the ζ, is not from 0 to 1.
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::loss::smooth(&array![[1., 0.]], 0.5), array![[0.75, 0.25]]);
/// ```
#[track_caller]
pub fn smooth(y: &MatrixRef, amount: Real) -> Matrix {
    assert!((0.0..=1.0).contains(&amount), "smooth: the amount should be from 0 to 1, is {amount}");
    y * (1.0 - amount) + amount / y.ncols() as Real
}

/// Each row multiplied by the weight of its class, so that rare classes count more.
///
/// `y` (n × classes), `weights` one for each class; a smoothed row takes the mean of the weights under its targets.
///
/// # Panics
/// If the weights are not one for each class.
#[track_caller]
pub fn weigh(y: &MatrixRef, weights: &[Real]) -> Matrix {
    assert_eq!(weights.len(), y.ncols(), "weigh: one weight for each class is needed");
    let of_row = |y: ArrayView1<Real>| {
        y.iter().zip(weights).map(|(&y, &weight)| f64::from(y) * f64::from(weight)).sum::<f64>() as Real
    };
    y.map_axis(Axis(1), of_row).insert_axis(Axis(1)) * y
}

/// Weights `c_k = n / (K n_k)`, for `n_k` rows of class `k` out of `K`: every class counts the same in all, and the
/// mean weight of a row is 1.
///
/// # Panics
/// If a class has no row: no weight makes up for that.
#[track_caller]
pub fn balanced_weights(y: &MatrixRef) -> Vec<Real> {
    let (n, classes) = y.dim();
    let weight = |(class, column): (usize, ArrayView1<Real>)| {
        let count: f64 = column.iter().map(|&y| f64::from(y)).sum();
        assert!(count > 0.0, "balanced_weights: class {class} has no row among {n}");
        (n as f64 / (classes as f64 * count)) as Real
    };
    y.columns().into_iter().enumerate().map(weight).collect()
}
