//! Gradients by brute force: nudge each parameter and watch the loss.

use crate::machine::sums::norm;
use crate::ops::same_shape;
use crate::{Matrix, MatrixRef, ParamId, Params, Real};
use std::iter::once;

/// Central differences: `∂L/∂θ ≈ (L(θ + h) − L(θ − h)) / 2h`, for each entry of `params[id]`.
///
/// The error is of order `h²` from the curvature and `ε/h` from rounding (`ε` the machine epsilon), smallest
/// near `h = ε^(1/3)`.
///
/// # Panics
/// If `h` is not positive.
///
/// ```
/// use ndarray::array;
/// let mut params = neural::Params::default();
/// let x = params.add(array![[3.0]]);
/// let slope = neural::gradcheck::numerical_gradient(&mut params, x, 1e-2, |p| p[x][[0, 0]].powi(2));
/// assert!((slope[[0, 0]] - 6.0).abs() < 1e-3);
/// ```
#[track_caller]
pub fn numerical_gradient(
    params: &mut Params,
    id: ParamId,
    h: Real,
    loss: impl Fn(&Params) -> Real,
) -> Matrix {
    assert!(h > 0.0, "numerical_gradient: the step h should be positive, is {h}");
    let mut gradient = Matrix::zeros(params[id].dim());
    for (index, slope) in gradient.indexed_iter_mut() {
        let start = params[id][index];
        let (above, below) = (start + h, start - h);
        params[id][index] = above;
        let up = loss(params);
        params[id][index] = below;
        let down = loss(params);
        params[id][index] = start;
        *slope = (up - down) / (above - below);
    }
    gradient
}

/// `‖a − b‖ / (‖a‖ + ‖b‖)`: 0 for equal matrices, 1 for opposite ones, and 0 when both are zero.
///
/// # Panics
/// If the shapes differ.
///
/// ```
/// use ndarray::array;
/// // Their squares are zero and infinite.
/// let (tiny, huge) = (array![[3e-30, 4e-30]], array![[3e30, 4e30]]);
/// assert_eq!(neural::gradcheck::relative_error(&tiny, &-&tiny), 1.0);
/// assert_eq!(neural::gradcheck::relative_error(&huge, &(&huge * 3.0)), 0.5);
/// ```
#[track_caller]
pub fn relative_error(a: &MatrixRef, b: &MatrixRef) -> Real {
    same_shape("relative_error", a.dim(), b.dim());
    // Of halves, because the difference of two numbers may be larger than the largest number.
    let difference = norm(once([a, b]), |[a, b]| 0.5 * a - 0.5 * b);
    let both = norm(once([a]), |[a]| 0.5 * a) + norm(once([b]), |[b]| 0.5 * b);
    if difference == 0.0 { 0.0 } else { (difference / both) as Real }
}
