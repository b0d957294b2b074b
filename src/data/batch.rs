//! Mini-batches: each epoch visits every row once, in a new order, a few rows at a time.

use crate::crew::{part, share};
use crate::{Matrix, MatrixRef, Rng, buffers};
use ndarray::Axis;
use rand::seq::SliceRandom;

/// The rows `0..rows` in random order, dealt into batches of `size`; the last one may be smaller.
///
/// The rows of a batch are taken with [`rows`]:
///
/// ```
/// use ndarray::array;
/// use neural::data::{batches, rows};
/// let (x, y) = (array![[1.], [2.], [3.], [4.], [5.]], array![[2.], [4.], [6.], [8.], [10.]]);
/// let mut rng = neural::rng(0);
/// for batch in batches(x.nrows(), 2, &mut rng) {
///     let (x, y) = (rows(&x, &batch), rows(&y, &batch));
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

/// The rows of `x` at the places `chosen`, in that order: what ndarray's `select` does, into memory that is used again.
///
/// ```
/// use ndarray::array;
/// let x = array![[1., 2.], [3., 4.], [5., 6.]];
/// assert_eq!(neural::data::rows(&x, &[2, 0]), array![[5., 6.], [1., 2.]]);
/// ```
///
/// # Panics
/// If `x` has no such row.
#[track_caller]
pub fn rows(x: &MatrixRef, chosen: &[usize]) -> Matrix {
    if let Some(missing) = chosen.iter().find(|&&row| row >= x.nrows()) {
        panic!("rows: there is no row {missing} among {}", x.nrows());
    }
    let mut taken = buffers::matrix((chosen.len(), x.ncols()));
    let size = part(chosen.len(), taken.len());
    let parts = taken.axis_chunks_iter_mut(Axis(0), size).zip(chosen.chunks(size));
    share(parts, |(mut taken, chosen)| {
        for (mut taken, &row) in taken.outer_iter_mut().zip(chosen) {
            match (taken.as_slice_mut(), x.row(row).to_slice()) {
                (Some(taken), Some(row)) => taken.copy_from_slice(row),
                _ => taken.assign(&x.row(row)),
            }
        }
    });
    taken
}
