//! Loops over entries: what every element-wise operation is made of.
//!
//! Each loop walks plain slices in the widest vectors of the processor: see [`wide`].

use super::buffers;
use super::exp::exp;
use super::sums::BLOCK;
use crate::{Matrix, MatrixRef, Real};
use ndarray::s;
use std::borrow::Cow;

/// `f([a_ij, b_ij, …])`, for matrices of one shape.
#[track_caller]
pub(crate) fn zip<const M: usize>(matrices: [&MatrixRef; M], f: impl Fn([Real; M]) -> Real) -> Matrix {
    let mut result = buffers::matrix(matrices[0].dim());
    let out = entries_mut(&mut result);
    let laid_out = laid_out(matrices);
    let (matrices, work) = (laid_out.each_ref().map(|a| &**a), |y: &mut Real, a, []: [Real; 0]| *y = f(a));
    pulp::Arch::new().dispatch(RowByRow { count: 1, width: out.len(), out, matrices, rows: [], work });
    result
}

/// `f([a_ij, b_ij, …], [r_j, s_j, …])`, for matrices of one shape and rows (1 × columns).
#[track_caller]
pub(crate) fn zip_rows<const M: usize, const R: usize>(
    matrices: [&MatrixRef; M],
    rows: [&MatrixRef; R],
    f: impl Fn([Real; M], [Real; R]) -> Real,
) -> Matrix {
    let mut result = buffers::matrix(matrices[0].dim());
    row_by_row(&mut result, matrices, rows, |y, a, r| *y = f(a, r));
    result
}

/// `Σ_i f([a_ij, b_ij, …], [r_j, s_j, …])`, as a row (1 × columns), for the same; in blocks of so
/// many rows.
#[track_caller]
pub(crate) fn sum_columns<const M: usize, const R: usize>(
    matrices: [&MatrixRef; M],
    rows: [&MatrixRef; R],
    f: impl Fn([Real; M], [Real; R]) -> Real,
) -> Matrix {
    let (count, width) = matrices[0].dim();
    let mut sums = buffers::zeros((1, width));
    if count <= BLOCK {
        row_by_row(&mut sums, matrices, rows, |sum, a, r| *sum += f(a, r));
        return sums;
    }
    let mut totals = vec![0.0; width];
    for start in (0..count).step_by(BLOCK) {
        let block = matrices.map(|a| a.slice(s![start..count.min(start + BLOCK), ..]));
        sums.fill(0.0);
        row_by_row(&mut sums, block.each_ref().map(|a| &**a), rows, |sum, a, r| *sum += f(a, r));
        totals.iter_mut().zip(&sums).for_each(|(total, &sum)| *total += f64::from(sum));
    }
    sums.iter_mut().zip(totals).for_each(|(sum, total)| *sum = total as Real);
    sums
}

/// Does `work` on each entry of `out`, which has the shape of the matrices or is one row that meets each of theirs.
#[track_caller]
fn row_by_row<const M: usize, const R: usize>(
    out: &mut Matrix,
    matrices: [&MatrixRef; M],
    rows: [&MatrixRef; R],
    work: impl Fn(&mut Real, [Real; M], [Real; R]),
) {
    let (shape, width) = (matrices[0].dim(), matrices[0].ncols());
    let fit = rows.iter().all(|row| row.dim() == (1, width));
    assert!(fit, "the rows {:?} do not fit a matrix of {shape:?}", rows.map(|row| row.dim()));
    let (matrices, rows) = (laid_out(matrices), laid_out(rows));
    let (matrices, rows) = (matrices.each_ref().map(|a| &**a), rows.each_ref().map(|r| &**r));
    pulp::Arch::new().dispatch(RowByRow {
        width,
        count: shape.0,
        out: entries_mut(out),
        matrices,
        rows,
        work,
    });
}

/// Not a closure for [`wide`]: one of this size is not merged into the copy for wide vectors.
struct RowByRow<'e, const M: usize, const R: usize, F> {
    count: usize,
    width: usize,
    out: &'e mut [Real],
    matrices: [&'e [Real]; M],
    rows: [&'e [Real]; R],
    work: F,
}

impl<const M: usize, const R: usize, F: Fn(&mut Real, [Real; M], [Real; R])> pulp::WithSimd
    for RowByRow<'_, M, R, F>
{
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let RowByRow { count, width, out, matrices, rows, work } = self;
        let rows = part(rows, 0, width);
        for i in 0..count {
            let a = part(matrices, i * width, width);
            let start = if out.len() == width { 0 } else { i * width };
            let y = &mut out[start..][..width];
            #[allow(clippy::needless_range_loop)]
            // with `iter_mut` the compiler no longer sees that every index is in range
            for j in 0..width {
                work(&mut y[j], at(j, a), at(j, rows));
            }
        }
    }
}

/// The entries of matrices of one shape, row by row; copied only if they lie in another order.
#[track_caller]
pub(crate) fn laid_out<'m, const M: usize>(matrices: [&'m MatrixRef; M]) -> [Cow<'m, [Real]>; M] {
    let fit = matrices.iter().all(|matrix| matrix.dim() == matrices[0].dim());
    assert!(fit, "the shapes differ: {:?}", matrices.map(|matrix| matrix.dim()));
    matrices.map(|matrix| match matrix.as_slice() {
        Some(entries) => Cow::Borrowed(entries),
        None => Cow::Owned(matrix.iter().copied().collect()),
    })
}

/// So many entries of each, from `start` on.
#[inline(always)]
pub(crate) fn part<const M: usize>(entries: [&[Real]; M], start: usize, length: usize) -> [&[Real]; M] {
    let mut parts = entries;
    for part in &mut parts {
        *part = &part[start..][..length];
    }
    parts
}

/// The entry `i` of each.
#[inline(always)]
pub(crate) fn at<const M: usize>(i: usize, slices: [&[Real]; M]) -> [Real; M] {
    let mut entries = [0.0; M];
    for (entry, slice) in entries.iter_mut().zip(slices) {
        *entry = slice[i];
    }
    entries
}

/// `a_ij + r_j`, in place, with a row (1 × columns).
#[track_caller]
pub(crate) fn add_row(a: &mut Matrix, r: &MatrixRef) {
    assert_eq!(r.dim(), (1, a.ncols()), "the row does not fit a matrix of {:?}", a.dim());
    let [r] = &laid_out([r]);
    each_row(a, |a| a.iter_mut().zip(&**r).for_each(|(a, &r)| *a += r));
}

/// Does `work` on each row, in place.
pub(crate) fn each_row(a: &mut Matrix, mut work: impl FnMut(&mut [Real])) {
    let width = a.ncols().max(1);
    let a = entries_mut(a);
    wide(|| a.chunks_exact_mut(width).for_each(&mut work));
}

/// `e^{a_ij}`, in place.
pub(crate) fn exp_each(a: &mut Matrix) {
    let a = entries_mut(a);
    wide(|| a.iter_mut().for_each(|a| *a = exp(*a)));
}

/// The entries of a matrix that was just made, row by row.
pub(crate) fn entries_mut(matrix: &mut Matrix) -> &mut [Real] {
    matrix.as_slice_mut().expect("a new matrix lies row by row")
}

/// Does `work` in a copy that was compiled for the widest vectors of this processor: a plain loop over numbers in a row
/// then takes eight or sixteen at a time instead of four. No number changes by it.
#[inline(always)]
pub(crate) fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}
