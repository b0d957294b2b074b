//! The one place that multiplies matrices.

use super::buffers;
use super::crew::{is_worth_sharing, part, share};
use crate::{Matrix, Real};
use gemm_common::Parallelism;
#[cfg(not(feature = "f64"))]
use gemm_f32::gemm::f32::get_gemm_fn;
#[cfg(feature = "f64")]
use gemm_f64::gemm::f64::get_gemm_fn;
#[cfg(not(feature = "f64"))]
use nano_gemm::planless::execute_f32 as small_gemm;
#[cfg(feature = "f64")]
use nano_gemm::planless::execute_f64 as small_gemm;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use std::iter::once;

/// `a · b`, for `a` of shape (n × k) and `b` of shape (k × m).
///
/// # Panics
/// If the columns of `a` are not as many as the rows of `b`.
///
/// ```
/// use ndarray::array;
/// let (a, b) = (array![[1., 2.], [3., 4.]], array![[1.], [10.]]);
/// assert_eq!(neural::matmul(a.view(), b.view()), array![[21.], [43.]]);
/// ```
#[track_caller]
pub fn matmul(a: ArrayView2<Real>, b: ArrayView2<Real>) -> Matrix {
    let mut product = buffers::matrix((a.nrows(), b.ncols()));
    matmul_into(a, b, product.view_mut());
    product
}

/// Writes `a · b` over whatever `out` held; transposed and sliced views cost no copy.
///
/// Threads that share a large product cut the longest of its three sides, but `m` only if each gets a whole tile of columns.
/// Where `k` is cut, the last digits depend on how many threads there are.
///
/// # Panics
/// If the shapes do not fit: (n × k) · (k × m) into (n × m).
#[track_caller]
pub fn matmul_into(a: ArrayView2<Real>, b: ArrayView2<Real>, mut out: ArrayViewMut2<Real>) {
    let ((n, k), m) = (a.dim(), b.ncols());
    assert_eq!(k, b.nrows(), "matmul: {:?} · {:?}", a.dim(), b.dim());
    assert_eq!(out.dim(), (n, m), "matmul: {:?} · {:?} into {:?}", a.dim(), b.dim(), out.dim());
    if k > LONG {
        return long_product(a, b, out);
    }
    if !is_worth_sharing(n * k * m) {
        return product(a, b, out);
    }
    let cut = |length: usize, tile| length.div_ceil(rayon::current_num_threads()).next_multiple_of(tile);
    if k > n.max(m) {
        sum_of_products(a, b, out, cut(k, ROWS));
    } else if m >= 2 * COLUMNS && m >= n {
        let size = cut(m, COLUMNS);
        let pieces = b.axis_chunks_iter(Axis(1), size).zip(out.axis_chunks_iter_mut(Axis(1), size));
        share(pieces, |(b, out)| product(a, b, out));
    } else {
        let size = cut(n, ROWS);
        let pieces = a.axis_chunks_iter(Axis(0), size).zip(out.axis_chunks_iter_mut(Axis(0), size));
        share(pieces, |(a, out)| product(a, b, out));
    }
}

/// `a · b` as `a₁ · b₁ + a₂ · b₂ + …`, for `size` columns of `a` and rows of `b` at a time: a thread for each.
fn sum_of_products(a: ArrayView2<Real>, b: ArrayView2<Real>, mut out: ArrayViewMut2<Real>, size: usize) {
    let pieces = a.axis_chunks_iter(Axis(1), size).zip(b.axis_chunks_iter(Axis(0), size));
    let mut others: Vec<Matrix> = (1..pieces.len()).map(|_| buffers::matrix(out.dim())).collect();
    let terms: Vec<_> = once(out.view_mut()).chain(others.iter_mut().map(|other| other.view_mut())).collect();
    share(pieces.zip(terms), |((a, b), term)| product(a, b, term));
    let rows = part(out.nrows(), out.len());
    for other in others {
        let pieces = out.axis_chunks_iter_mut(Axis(0), rows).zip(other.axis_chunks_iter(Axis(0), rows));
        share(pieces, |(mut sum, term)| sum += &term);
        buffers::keep(other);
    }
}

/// Sums of more terms than these are cut into parts, which are added in double precision: a sum in
/// single precision would stop growing.
const LONG: usize = 1 << 16;
const PART: usize = 1 << 12;

/// `a · b` for a very long inner side.
fn long_product(a: ArrayView2<Real>, b: ArrayView2<Real>, mut out: ArrayViewMut2<Real>) {
    let (mut sum, mut term) = (Array2::<f64>::zeros(out.dim()), buffers::matrix(out.dim()));
    for (a, b) in a.axis_chunks_iter(Axis(1), PART).zip(b.axis_chunks_iter(Axis(0), PART)) {
        matmul_into(a, b, term.view_mut());
        sum.zip_mut_with(&term, |sum, &term| *sum += f64::from(term));
    }
    out.zip_mut_with(&sum, |out, &sum| *out = sum as Real);
    buffers::keep(term);
}

/// The tile of a result that `gemm` computes at once with vectors of sixteen numbers: a part should have whole ones.
const ROWS: usize = 6;
const COLUMNS: usize = 64;
/// Below so many multiplications `gemm` prepares itself longer than it works; the variant for small matrices, which
/// copies nothing beforehand, is faster where the rows of `b` lie in one piece, and there are at least two columns.
const SMALL: usize = 100_000;

/// The product on this thread.
#[rustfmt::skip] // one matrix a line in the call
#[allow(unsafe_code)] // the only place in the project: `gemm` and `small_gemm` take pointers and strides
fn product(a: ArrayView2<Real>, b: ArrayView2<Real>, mut out: ArrayViewMut2<Real>) {
    let ((n, k), m) = (a.dim(), b.ncols());
    assert!(k == b.nrows() && out.dim() == (n, m));
    if let (1, true, Some(x), Some(w), Some(y)) =
        (n, m.is_multiple_of(COLUMNS), a.to_slice(), b.to_slice(), out.as_slice_mut())
    {
        return pulp::Arch::new().dispatch(RowProduct { x, w, y });
    }
    let strides = |view: &[isize]| (view[0], view[1]);
    if n * k * m < SMALL && m > 1 && b.strides()[1] == 1 {
        let (out_rs, out_cs) = strides(out.strides());
        let ((a_rs, a_cs), (b_rs, b_cs)) = (strides(a.strides()), strides(b.strides()));
        // SAFETY: each pointer and its strides come from a view that is borrowed for the whole call and that has the
        // dimensions given, as asserted above; `out` is borrowed mutably, so it overlaps neither `a` nor `b`.
        return unsafe {
            small_gemm(
                n, m, k,
                out.as_mut_ptr(), out_rs, out_cs,
                a.as_ptr(), a_rs, a_cs,
                b.as_ptr(), b_rs, b_cs,
                0.0, 1.0, false, false,
            )
        };
    }
    let (a, b, mut out) = forwards(a, b, out);
    let (n, m) = out.dim();
    let (out_rs, out_cs) = strides(out.strides());
    let ((a_rs, a_cs), (b_rs, b_cs)) = (strides(a.strides()), strides(b.strides()));
    // SAFETY: as above; the views were only turned.
    unsafe {
        get_gemm_fn()(
            n, m, k,
            out.as_mut_ptr(), out_cs, out_rs, false,
            a.as_ptr(), a_cs, a_rs,
            b.as_ptr(), b_cs, b_rs,
            0.0, 1.0, false, false, false, Parallelism::None,
        );
    }
}

/// The same product as `gemm` likes it best: a result that lies column by column, which for one that lies row by row is
/// the transpose, `outᵀ = bᵀ · aᵀ`, and no way backwards through memory.
fn forwards<'v>(
    a: ArrayView2<'v, Real>,
    b: ArrayView2<'v, Real>,
    out: ArrayViewMut2<'v, Real>,
) -> (ArrayView2<'v, Real>, ArrayView2<'v, Real>, ArrayViewMut2<'v, Real>) {
    let (mut a, mut b, mut out) = match out.strides() {
        [rows, columns] if columns.abs() < rows.abs() => {
            (b.reversed_axes(), a.reversed_axes(), out.reversed_axes())
        }
        _ => (a, b, out),
    };
    if out.strides()[0] < 0 {
        out.invert_axis(Axis(0));
        a.invert_axis(Axis(0));
    }
    if out.strides()[1] < 0 {
        out.invert_axis(Axis(1));
        b.invert_axis(Axis(1));
    }
    if a.strides()[1] < 0 {
        a.invert_axis(Axis(1));
        b.invert_axis(Axis(0));
    }
    (a, b, out)
}

/// The product of a single row: `gemm` would store the sums after each row of `w`; a tile of them fits into registers.
struct RowProduct<'a> {
    x: &'a [Real],
    w: &'a [Real],
    y: &'a mut [Real],
}

/// Not a closure for [`super::entries::wide`]: one of this size is not merged into the copy for wide vectors.
impl pulp::WithSimd for RowProduct<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let m = self.y.len();
        for (tile, y) in self.y.chunks_exact_mut(COLUMNS).enumerate() {
            let mut sums = [0.0; COLUMNS];
            for (&x, row) in self.x.iter().zip(self.w.chunks_exact(m)) {
                let part = &row[tile * COLUMNS..][..COLUMNS];
                sums.iter_mut().zip(part).for_each(|(sum, w)| *sum += x * w);
            }
            y.copy_from_slice(&sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;
    use ndarray::s;
    use rand::RngExt;

    fn random(n: usize, m: usize, seed: u64) -> Matrix {
        let mut rng = rng(seed);
        Matrix::from_shape_simple_fn((n, m), || rng.random::<Real>() - 0.5)
    }

    /// The definition, as a reference.
    fn naive(a: ArrayView2<Real>, b: ArrayView2<Real>) -> Matrix {
        Matrix::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).map(|l| a[[i, l]] * b[[l, j]]).sum()
        })
    }

    #[test]
    fn the_product_is_the_definition_for_every_layout() {
        for (n, k, m) in
            [(1, 1, 1), (3, 5, 2), (17, 64, 10), (33, 1, 7), (1, 30, 128), (1, 0, 64), (200, 150, 140)]
        {
            let (a, b) = (random(n, k, 1), random(k, m, 2));
            let (at, bt) = (random(k, n, 3), random(m, k, 4));
            let wide = random(n, 2 * k, 5);
            let reversed = a.slice(s![..;-1, ..;-1]);
            let sparse = wide.slice(s![.., ..;2]);
            for (a, b) in [
                (a.view(), b.view()),
                (at.t(), b.view()),
                (a.view(), bt.t()),
                (at.t(), bt.t()),
                (sparse, b.view()),
                (reversed, b.view()),
            ] {
                approx::assert_abs_diff_eq!(matmul(a, b), naive(a, b), epsilon = 1e-5 * (k as Real).sqrt());
            }
        }
    }

    #[test]
    fn the_product_is_written_into_every_layout() {
        for (n, k, m) in [(7, 5, 6), (60, 50, 40)] {
            let (a, b) = (random(n, k, 1), random(k, m, 2));
            let [mut upwards, mut turned, mut both, mut sparse] =
                [(n, m), (m, n), (m, n), (n, 2 * m)].map(Matrix::zeros);
            for mut out in [
                upwards.slice_mut(s![..;-1, ..]),
                turned.view_mut().reversed_axes(),
                both.slice_mut(s![..;-1, ..;-1]).reversed_axes(),
                sparse.slice_mut(s![.., ..;-2]),
            ] {
                matmul_into(a.view(), b.view(), out.view_mut());
                approx::assert_abs_diff_eq!(out, naive(a.view(), b.view()), epsilon = 1e-4);
            }
        }
    }

    #[test]
    fn an_empty_inner_dimension_gives_zeros() {
        assert_eq!(matmul(random(2, 0, 1).view(), random(0, 3, 2).view()), Matrix::zeros((2, 3)));
    }

    #[test]
    fn old_contents_are_overwritten_even_when_they_are_nan() {
        let mut out = Matrix::from_elem((2, 2), Real::NAN);
        matmul_into(Matrix::eye(2).view(), Matrix::eye(2).view(), out.view_mut());
        assert_eq!(out, Matrix::eye(2));
    }

    #[test]
    #[should_panic(expected = "matmul: (2, 3) · (2, 3)")]
    fn shapes_that_do_not_fit_are_named() {
        matmul(random(2, 3, 1).view(), random(2, 3, 1).view());
    }
}
