//! Mini-batches: each epoch visits every row once, in a new order, a few rows at a time.

use rand::seq::SliceRandom;

use crate::Rng;

/// The rows `0..rows` in random order, dealt into batches of `size`; the last one may be smaller.
///
/// The rows of a batch are taken with ndarray's `select`:
///
/// ```
/// use ndarray::{Axis, array};
/// use neural::data::batches;
/// let (x, y) = (array![[1.], [2.], [3.], [4.], [5.]], array![[2.], [4.], [6.], [8.], [10.]]);
/// let mut rng = neural::rng(0);
/// for batch in batches(x.nrows(), 2, &mut rng) {
///     let (x, y) = (x.select(Axis(0), &batch), y.select(Axis(0), &batch));
///     assert_eq!(y, x * 2.0);
/// }
/// assert_eq!(batches(5, 2, &mut rng).len(), 3);
/// ```
///
/// # Panics
/// If `size` is 0.
#[track_caller]
pub fn batches(rows: usize, size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    assert!(size > 0, "batches: a batch needs at least one row, but the size is 0");
    let mut order: Vec<usize> = (0..rows).collect();
    order.shuffle(rng);
    order.chunks(size).map(<[usize]>::to_vec).collect()
}
