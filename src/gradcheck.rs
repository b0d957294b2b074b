//! Gradients by brute force: nudge each parameter and watch the loss.

use crate::{Matrix, MatrixRef, ParamId, Params, Real};

/// Central differences: `∂L/∂θ ≈ (L(θ + h) − L(θ − h)) / 2h`, for each entry of `params[id]`.
///
/// The error is of order `h²` from the curvature and `ε/h` from rounding (`ε` the machine epsilon), smallest
/// near `h = ε^(1/3)`.
///
/// ```
/// use ndarray::array;
/// let mut params = neural::Params::default();
/// let x = params.add(array![[3.0]]);
/// let slope = neural::gradcheck::numerical_gradient(&mut params, x, 1e-2, |p| p[x][[0, 0]].powi(2));
/// assert!((slope[[0, 0]] - 6.0).abs() < 1e-3);
/// ```
pub fn numerical_gradient(
    params: &mut Params,
    id: ParamId,
    h: Real,
    loss: impl Fn(&Params) -> Real,
) -> Matrix {
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
pub fn relative_error(a: &MatrixRef, b: &MatrixRef) -> Real {
    let norm = |m: &MatrixRef| m.iter().map(|x| x * x).sum::<Real>().sqrt();
    let difference = norm(&(a - b));
    if difference == 0.0 { 0.0 } else { difference / (norm(a) + norm(b)) }
}
