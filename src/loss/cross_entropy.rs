//! Losses for predicted probabilities: cross-entropy from probabilities, and from logits.

use super::check;
use crate::activation::{below_largest, sigmoid};
use crate::machine::entries::{entries_mut, exp_each, wide};
use crate::machine::sums::{self, dot, sum};
use crate::{Matrix, MatrixRef, Real, Var};
use ndarray::{Axis, Zip};

/// `−t ln p`, given `ln p`, and 0 where `t = 0`: what does not happen costs nothing, even at
/// `p = 0`.
fn surprise(t: f64, ln_p: f64) -> f64 {
    if t == 0.0 && !ln_p.is_nan() { 0.0 } else { -t * ln_p }
}

/// Sums of exponentials are sometimes a little above 1.
const ABOVE_ONE: Real = 1.0 + 1e-4;

/// Panics if `p` has an entry that is no probability. NaN passes, and makes a loss NaN.
#[track_caller]
pub(crate) fn check_probabilities(name: &str, p: &MatrixRef) {
    let wrong = |p: &Real| *p < 0.0 || *p > ABOVE_ONE;
    if let Some(((row, column), p)) = p.indexed_iter().find(|(_, p)| wrong(p)) {
        panic!("{name}: row {row}, column {column} is {p}, and a probability is from 0 to 1");
    }
}

/// Binary cross-entropy, `L = −1/n Σ [y ln p + (1 − y) ln(1 − p)]`, from probabilities.
///
/// Infinite when something happened that was given no chance. Train with [`bce_with_logits`].
///
/// # Panics
/// If the shapes differ, the batch is empty, or an entry of `p` is below 0 or above 1.
///
/// ```
/// use ndarray::array;
/// use neural::loss::binary_cross_entropy;
/// assert_eq!(binary_cross_entropy(&array![[1.0], [0.0]], &array![[1.], [0.]]), 0.0);
/// assert_eq!(binary_cross_entropy(&array![[0.0]], &array![[1.]]), neural::Real::INFINITY);
/// ```
#[track_caller]
pub fn binary_cross_entropy(p: &MatrixRef, y: &MatrixRef) -> Real {
    check("binary_cross_entropy", p, y);
    check_probabilities("binary_cross_entropy", p);
    // For a small p nothing would be left of it in 1 − p.
    sums::mean([p, y], |[p, y]| {
        let p = if p > 1.0 { 1.0 } else { p };
        surprise(y, p.ln()) + surprise(1.0 - y, (-p).ln_1p())
    })
}

/// `∂L/∂p = (p − y) / (n p (1 − p))` for `n` entries, in the shape of `p`, and 0 where `p = y`.
///
/// # Panics
/// As [`binary_cross_entropy`].
#[track_caller]
pub fn binary_cross_entropy_gradient(p: &MatrixRef, y: &MatrixRef) -> Matrix {
    check("binary_cross_entropy_gradient", p, y);
    check_probabilities("binary_cross_entropy_gradient", p);
    let n = p.len() as Real;
    Zip::from(p).and(y).map_collect(|&p, &y| if p == y { 0.0 } else { (p - y) / (n * p * (1.0 - p)) })
}

/// Binary cross-entropy of `σ(z)`, from the logits `z`: the mean of `ln(1 + e^−|z|) + t |z|`, where
/// `t` is how little of the target lies on the side of `z`: `1 − y` for a positive `z`, else `y`.
///
/// Finite for every finite logit, and 0 for an infinite one that is right.
///
/// # Panics
/// If the shapes differ or the batch is empty.
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::loss::bce_with_logits(&array![[-1e4]], &array![[1.]]), 1e4);
/// ```
#[track_caller]
pub fn bce_with_logits(z: &MatrixRef, y: &MatrixRef) -> Real {
    check("bce_with_logits", z, y);
    sums::mean([z, y], |[z, y]| {
        let wrong = if z > 0.0 { 1.0 - y } else { y };
        (-z.abs()).exp().ln_1p() + if wrong == 0.0 { 0.0 } else { wrong * z.abs() }
    })
}

/// `∂L/∂z = (σ(z) − y) / n` for `n` entries, in the shape of `z`.
///
/// # Panics
/// As [`bce_with_logits`].
#[track_caller]
pub fn bce_with_logits_gradient(z: &MatrixRef, y: &MatrixRef) -> Matrix {
    check("bce_with_logits_gradient", z, y);
    let n = z.len() as Real;
    Zip::from(z).and(y).map_collect(|&z, &y| (sigmoid(z) - y) / n)
}

/// Categorical cross-entropy, `L = −1/n Σ_rows Σ_k y_k ln p_k`, from probabilities.
///
/// # Panics
/// As [`binary_cross_entropy`].
#[track_caller]
pub fn categorical_cross_entropy(p: &MatrixRef, y: &MatrixRef) -> Real {
    check("categorical_cross_entropy", p, y);
    check_probabilities("categorical_cross_entropy", p);
    (sums::total([p, y], |[p, y]| surprise(y, p.ln())) / p.nrows() as f64) as Real
}

/// `∂L/∂p_k = −y_k / (n p_k)` for `n` rows, in the shape of `p`, and 0 where `y_k = 0`.
///
/// # Panics
/// As [`categorical_cross_entropy`].
#[track_caller]
pub fn categorical_cross_entropy_gradient(p: &MatrixRef, y: &MatrixRef) -> Matrix {
    check("categorical_cross_entropy_gradient", p, y);
    check_probabilities("categorical_cross_entropy_gradient", p);
    let n = p.nrows() as Real;
    Zip::from(p).and(y).map_collect(|&p, &y| if y == 0.0 && !p.is_nan() { 0.0 } else { -y / (n * p) })
}

/// `ln Σ_k e^{z_k}` of each row, as a column; the largest score is taken out first, so that nothing overflows.
///
/// ```
/// use ndarray::array;
/// let lse = neural::loss::log_sum_exp(&array![[1e4, 1e4]]);
/// assert!((lse[[0, 0]] - (1e4 + std::f64::consts::LN_2 as neural::Real)).abs() < 1e-3); // e^1e4 alone overflows
/// ```
pub fn log_sum_exp(z: &MatrixRef) -> Matrix {
    let of_row = |row: ndarray::ArrayView1<Real>| {
        let largest = row.fold(Real::NEG_INFINITY, |a, &b| a.max(b));
        if largest.is_infinite() && !row.iter().any(|z| z.is_nan()) {
            return largest; // ∞ − ∞ would be no number
        }
        let of_largest: f64 = row.iter().map(|&z| (f64::from(z) - f64::from(largest)).exp()).sum();
        (f64::from(largest) + of_largest.ln()) as Real
    };
    z.map_axis(Axis(1), of_row).insert_axis(Axis(1))
}

/// Categorical cross-entropy of `softmax(z)`, from the logits `z`: the mean over rows of `Σ_k y_k (ln Σ_j e^{z_j} − z_k)`.
///
/// The targets `y` need not be one-hot: smoothed or weighted rows are welcome.
///
/// # Panics
/// If the shapes differ or the batch is empty.
///
/// ```
/// use ndarray::array;
/// let loss = neural::loss::softmax_cross_entropy(&array![[0., 0., 0., 0.]], &array![[1., 0., 0., 0.]]);
/// assert!((loss - (4.0f32).ln() as neural::Real).abs() < 1e-6); // four equal chances
/// ```
#[track_caller]
pub fn softmax_cross_entropy(z: &MatrixRef, y: &MatrixRef) -> Real {
    loss_and_gradient(z, y).0
}

/// `∂L/∂z = (p Σ_k y_k − y) / n` with `p = softmax(z)`, in the shape of `z`; for targets that sum
/// to 1 this is `(p − y) / n`.
///
/// # Panics
/// As [`softmax_cross_entropy`].
#[track_caller]
pub fn softmax_cross_entropy_gradient(z: &MatrixRef, y: &MatrixRef) -> Matrix {
    loss_and_gradient(z, y).1
}

/// [`softmax_cross_entropy`] and [`softmax_cross_entropy_gradient`], from the same exponentials.
#[track_caller]
fn loss_and_gradient(z: &MatrixRef, y: &MatrixRef) -> (Real, Matrix) {
    check("softmax_cross_entropy", z, y);
    let (n, columns, y) = (z.nrows() as Real, z.ncols(), y.as_standard_layout());
    let rows_of_y = || y.as_slice().expect("it was just laid out").chunks_exact(columns);
    let (mut loss, mut p) = (0.0, below_largest(z));
    wide(|| {
        for (z, y) in entries_mut(&mut p).chunks_exact(columns).zip(rows_of_y()) {
            let fit = dot(z, y);
            loss -= if fit.is_nan() { dot_of_finite(z, y) } else { fit };
        }
    });
    exp_each(&mut p);
    wide(|| {
        for (p, y) in entries_mut(&mut p).chunks_exact_mut(columns).zip(rows_of_y()) {
            let (total, weight) = (sum(p) as Real, sum(y) as Real);
            loss += f64::from(weight * total.ln());
            p.iter_mut().zip(y).for_each(|(p, y)| *p = (*p / total * weight - y) / n);
        }
    });
    ((loss / f64::from(n)) as Real, p)
}

/// `Σ z_k y_k` where a score of −∞ counts nothing if its target is 0: zero times infinity is no number.
#[cold]
fn dot_of_finite(z: &[Real], y: &[Real]) -> f64 {
    let each = z.iter().zip(y).filter(|&(z, y)| *y != 0.0 || z.is_nan());
    each.map(|(&z, &y)| f64::from(z) * f64::from(y)).sum()
}

impl<'t> Var<'t> {
    /// [`binary_cross_entropy`] of these probabilities, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`binary_cross_entropy`].
    #[track_caller]
    pub fn binary_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (p, y) = (self.value(), y.to_owned());
        self.loss(binary_cross_entropy(&p, &y), move || binary_cross_entropy_gradient(&p, &y))
    }

    /// [`bce_with_logits`] of these logits, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`bce_with_logits`].
    #[track_caller]
    pub fn bce_with_logits(self, y: &MatrixRef) -> Var<'t> {
        let (z, y) = (self.value(), y.to_owned());
        self.loss(bce_with_logits(&z, &y), move || bce_with_logits_gradient(&z, &y))
    }

    /// [`categorical_cross_entropy`] of these probabilities, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`categorical_cross_entropy`].
    #[track_caller]
    pub fn categorical_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (p, y) = (self.value(), y.to_owned());
        self.loss(categorical_cross_entropy(&p, &y), move || categorical_cross_entropy_gradient(&p, &y))
    }

    /// [`softmax_cross_entropy`] of these logits, as a 1 × 1 matrix.
    ///
    /// # Panics
    /// As [`softmax_cross_entropy`].
    #[track_caller]
    pub fn softmax_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (loss, gradient) = loss_and_gradient(&self.value(), y);
        self.loss(loss, || gradient)
    }
}
