//! Sums that do not stop growing.
//!
//! In single precision a sum of many terms does: once it is 2²⁴ times as large as a term, adding
//! the term changes nothing, and long before that the last digits of each term are lost. So terms
//! are summed in double precision, or, where that would cost time, in blocks whose sums are.

use super::entries::{at, laid_out, part};
use crate::{MatrixRef, Real};

/// So many terms are summed in [`Real`]: what is lost of them comes to a millionth of the sum at
/// most.
pub(crate) const BLOCK: usize = 64;

/// `Σ a_i`, in blocks; to be called within [`super::entries::wide`].
#[inline(always)]
pub(crate) fn sum(a: &[Real]) -> f64 {
    let of_block = |a: &[Real]| f64::from(a.iter().sum::<Real>());
    // Most rows are short, and a loop over blocks would cost them time.
    if a.len() <= BLOCK { of_block(a) } else { a.chunks(BLOCK).map(of_block).sum() }
}

/// `Σ a_i b_i`, likewise, for slices of one length.
#[inline(always)]
pub(crate) fn dot(a: &[Real], b: &[Real]) -> f64 {
    let of_block = |(a, b): (&[Real], &[Real])| f64::from(a.iter().zip(b).map(|(a, b)| a * b).sum::<Real>());
    if a.len() <= BLOCK { of_block((a, b)) } else { a.chunks(BLOCK).zip(b.chunks(BLOCK)).map(of_block).sum() }
}

/// `Σ f([a_ij, b_ij, …])` over all entries of matrices of one shape. Each term is computed in
/// double precision too: no square of a single-precision number overflows there.
#[track_caller]
pub(crate) fn total<const M: usize>(matrices: [&MatrixRef; M], f: impl Fn([f64; M]) -> f64) -> f64 {
    let laid_out = laid_out(matrices);
    pulp::Arch::new().dispatch(Total { matrices: laid_out.each_ref().map(|a| &**a), f })
}

/// The mean of such terms.
#[track_caller]
pub(crate) fn mean<const M: usize>(matrices: [&MatrixRef; M], f: impl Fn([f64; M]) -> f64) -> Real {
    (total(matrices, f) / matrices[0].len() as f64) as Real
}

/// The root of `Σ f([a_ij, b_ij, …])²` over all entries of all matrices, right even where a square
/// is too large or too small for double precision.
pub(crate) fn norm<'m, const M: usize>(
    matrices: impl Iterator<Item = [&'m MatrixRef; M]> + Clone,
    f: impl Fn([f64; M]) -> f64,
) -> f64 {
    let squares: f64 = matrices.clone().map(|each| total(each, |entries| f(entries).powi(2))).sum();
    if squares.is_normal() || squares.is_nan() {
        return squares.sqrt();
    }
    let largest = matrices.clone().map(|each| largest(each, &f)).fold(0.0, f64::max);
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    let squares: f64 = matrices.map(|each| total(each, |entries| (f(entries) / largest).powi(2))).sum();
    largest * squares.sqrt()
}

/// The largest `|f([a_ij, b_ij, …])|`.
fn largest<const M: usize>(matrices: [&MatrixRef; M], f: impl Fn([f64; M]) -> f64) -> f64 {
    let laid_out = laid_out(matrices);
    let slices = laid_out.each_ref().map(|a| &**a);
    (0..matrices[0].len()).map(|i| f(at(i, slices).map(f64::from)).abs()).fold(0.0, f64::max)
}

/// Not a closure for [`super::entries::wide`]: one of this size is not merged into the copy for
/// wide vectors.
struct Total<'e, const M: usize, F> {
    matrices: [&'e [Real]; M],
    f: F,
}

impl<const M: usize, F: Fn([f64; M]) -> f64> pulp::WithSimd for Total<'_, M, F> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> f64 {
        /// So many sums grow side by side, whatever the processor: two of the widest vectors.
        const LANES: usize = 16;
        let Total { matrices, f } = self;
        let (mut sums, length) = ([0.0; LANES], matrices[0].len());
        let whole = length - length % LANES;
        for start in (0..whole).step_by(LANES) {
            let entries = part(matrices, start, LANES);
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += f(at(i, entries).map(f64::from));
            }
        }
        let rest = part(matrices, whole, length - whole);
        for (i, sum) in sums.iter_mut().enumerate().take(length - whole) {
            *sum += f(at(i, rest).map(f64::from));
        }
        sums.iter().sum()
    }
}
