//! Loops over entries: what every element-wise operation is made of.
//!
//! Each loop walks plain slices in the widest vectors of the processor: see [`wide`].

use crate::exp::exp;
use crate::{Matrix, MatrixRef, Real, buffers};
use ndarray::CowArray;
use ndarray::Ix2;

/// The entries of a matrix row by row, copied only if they lie in another order.
macro_rules! slices {
    ($($matrix:ident),+) => {
        let shape = [$($matrix.dim()),+];
        assert!(shape.iter().all(|&other| other == shape[0]), "the shapes differ: {shape:?}");
        $(let $matrix: CowArray<Real, Ix2> = $matrix.as_standard_layout();
        let $matrix: &[Real] = $matrix.as_slice().expect("it was just laid out");)+
    };
}

/// `f(a_ij)`.
pub(crate) fn map(a: &MatrixRef, mut f: impl FnMut(Real) -> Real) -> Matrix {
    let mut result = buffers::matrix(a.dim());
    let out = entries_mut(&mut result);
    slices!(a);
    wide(|| out.iter_mut().zip(a).for_each(|(y, &a)| *y = f(a)));
    result
}

/// `f(a_ij, b_ij)`.
#[track_caller]
pub(crate) fn zip(a: &MatrixRef, b: &MatrixRef, f: impl Fn(Real, Real) -> Real) -> Matrix {
    let mut result = buffers::matrix(a.dim());
    let out = entries_mut(&mut result);
    slices!(a, b);
    wide(|| out.iter_mut().zip(a).zip(b).for_each(|((y, &a), &b)| *y = f(a, b)));
    result
}

/// `f(a_ij, b_ij, c_ij)`.
#[track_caller]
pub(crate) fn zip3(
    a: &MatrixRef,
    b: &MatrixRef,
    c: &MatrixRef,
    f: impl Fn(Real, Real, Real) -> Real,
) -> Matrix {
    let mut result = buffers::matrix(a.dim());
    let out = entries_mut(&mut result);
    slices!(a, b, c);
    wide(|| out.iter_mut().zip(a).zip(b).zip(c).for_each(|(((y, &a), &b), &c)| *y = f(a, b, c)));
    result
}

/// `f(a_ij, b_ij, r_j, s_j)`, with two rows (1 × columns).
#[track_caller]
pub(crate) fn zip_rows(
    [a, b]: [&MatrixRef; 2],
    [r, s]: [&MatrixRef; 2],
    f: impl Fn(Real, Real, Real, Real) -> Real,
) -> Matrix {
    let columns = a.ncols();
    assert_eq!(
        (r.dim(), s.dim()),
        ((1, columns), (1, columns)),
        "the rows do not fit a matrix of {:?}",
        a.dim()
    );
    let mut result = buffers::matrix(a.dim());
    let out = entries_mut(&mut result);
    slices!(a, b);
    slices!(r, s);
    wide(|| {
        let width = columns.max(1);
        for ((y, a), b) in out.chunks_exact_mut(width).zip(a.chunks_exact(width)).zip(b.chunks_exact(width)) {
            let each = y.iter_mut().zip(a).zip(b).zip(r).zip(s);
            each.for_each(|((((y, &a), &b), &r), &s)| *y = f(a, b, r, s));
        }
    });
    result
}

/// `a_ij + r_j`, in place, with a row (1 × columns).
#[track_caller]
pub(crate) fn add_row(a: &mut Matrix, r: &MatrixRef) {
    assert_eq!(r.dim(), (1, a.ncols()), "the row does not fit a matrix of {:?}", a.dim());
    slices!(r);
    each_row(a, |a| a.iter_mut().zip(r).for_each(|(a, &r)| *a += r));
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

/// `Σ_i f(a_ij, b_ij)`, as a row (1 × columns).
#[track_caller]
pub(crate) fn sum_columns(a: &MatrixRef, b: &MatrixRef, f: impl Fn(Real, Real) -> Real) -> Matrix {
    let width = a.ncols().max(1);
    let mut result = buffers::matrix((1, a.ncols()));
    let sums = entries_mut(&mut result);
    sums.fill(0.0);
    slices!(a, b);
    wide(|| {
        for (a, b) in a.chunks_exact(width).zip(b.chunks_exact(width)) {
            sums.iter_mut().zip(a).zip(b).for_each(|((sum, &a), &b)| *sum += f(a, b));
        }
    });
    result
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
