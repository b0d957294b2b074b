//! Pictures of half the side.

use crate::{Matrix, MatrixRef};
use ndarray::Axis;

/// Every 2 × 2 pixels become one, their mean: a quarter of the numbers, and what is written can still be read.
///
/// Shapes: `x` (n × side²), a picture of `side` × `side` pixels in each row; result (n × side² / 4).
///
/// ```
/// use ndarray::array;
/// let x = array![[1., 3., 0., 0., 5., 7., 0., 8., 0., 0., 9., 9., 0., 0., 9., 9.]]; // one picture of 4 × 4 pixels
/// assert_eq!(neural::data::shrink(&x, 4), array![[4., 2., 0., 9.]]);
/// ```
///
/// # Panics
/// If `side` is odd, or the rows have not `side`² columns.
#[track_caller]
pub fn shrink(x: &MatrixRef, side: usize) -> Matrix {
    let (n, half) = (x.nrows(), side / 2);
    assert!(
        side.is_multiple_of(2) && x.ncols() == side * side,
        "shrink: {:?} with pictures of side {side}",
        x.dim()
    );
    let blocks = x.to_shape((n, half, 2, half, 2)).expect("side × side pixels a row");
    let sums = blocks.sum_axis(Axis(4)).sum_axis(Axis(2));
    sums.into_shape_with_order((n, half * half)).expect("half × half blocks a row") / 4.0
}
