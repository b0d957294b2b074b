//! Losses for predicted probabilities: cross-entropy from probabilities, and from logits.

use super::check;
use crate::activation::{below_largest, sigmoid};
use crate::machine::entries::{entries_mut, exp_each, wide};
use crate::{Matrix, MatrixRef, Real, Var};
use ndarray::{Axis, Zip};

/// `−t ln p`, and 0 where `t = 0`: what does not happen costs nothing, even at `p = 0`.
fn surprise(t: Real, p: Real) -> Real {
    if t == 0.0 { 0.0 } else { -t * p.ln() }
}

/// Binary cross-entropy, `L = −1/n Σ [y ln p + (1 − y) ln(1 − p)]`, from probabilities.
///
/// Infinite when something happened that was given no chance. Train with [`bce_with_logits`].
///
/// # Panics
/// If the shapes differ or the batch is empty.
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
    let total =
        Zip::from(p).and(y).fold(0.0, |sum, &p, &y| sum + surprise(y, p) + surprise(1.0 - y, 1.0 - p));
    total / p.len() as Real
}

/// `∂L/∂p = (p − y) / (n p (1 − p))`, and 0 where `p = y`.
pub fn binary_cross_entropy_gradient(p: &MatrixRef, y: &MatrixRef) -> Matrix {
    let n = p.len() as Real;
    Zip::from(p).and(y).map_collect(|&p, &y| if p == y { 0.0 } else { (p - y) / (n * p * (1.0 - p)) })
}

/// Binary cross-entropy of `σ(z)`, from the logits `z`: the mean of `max(z, 0) − z y + ln(1 + e^−|z|)`.
///
/// Finite for every finite logit.
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
    let total =
        Zip::from(z).and(y).fold(0.0, |sum, &z, &y| sum + z.max(0.0) - z * y + (-z.abs()).exp().ln_1p());
    total / z.len() as Real
}

/// `∂L/∂z = (σ(z) − y) / n`.
pub fn bce_with_logits_gradient(z: &MatrixRef, y: &MatrixRef) -> Matrix {
    let n = z.len() as Real;
    Zip::from(z).and(y).map_collect(|&z, &y| (sigmoid(z) - y) / n)
}

/// Categorical cross-entropy, `L = −1/n Σ_rows Σ_k y_k ln p_k`, from probabilities.
///
/// # Panics
/// If the shapes differ or the batch is empty.
#[track_caller]
pub fn categorical_cross_entropy(p: &MatrixRef, y: &MatrixRef) -> Real {
    check("categorical_cross_entropy", p, y);
    Zip::from(p).and(y).fold(0.0, |sum, &p, &y| sum + surprise(y, p)) / p.nrows() as Real
}

/// `∂L/∂p_k = −y_k / (n p_k)`, and 0 where `y_k = 0`.
pub fn categorical_cross_entropy_gradient(p: &MatrixRef, y: &MatrixRef) -> Matrix {
    let n = p.nrows() as Real;
    Zip::from(p).and(y).map_collect(|&p, &y| if y == 0.0 { 0.0 } else { -y / (n * p) })
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
        largest + row.mapv(|z| (z - largest).exp()).sum().ln()
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

/// `∂L/∂z = (p Σ_k y_k − y) / n` with `p = softmax(z)`; for targets that sum to 1 this is `(p − y) / n`.
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
            loss -= z.iter().zip(y).map(|(z, y)| z * y).sum::<Real>();
        }
    });
    exp_each(&mut p);
    wide(|| {
        for (p, y) in entries_mut(&mut p).chunks_exact_mut(columns).zip(rows_of_y()) {
            let (total, weight): (Real, Real) = (p.iter().sum(), y.iter().sum());
            loss += weight * total.ln();
            p.iter_mut().zip(y).for_each(|(p, y)| *p = (*p / total * weight - y) / n);
        }
    });
    (loss / n, p)
}

impl<'t> Var<'t> {
    /// [`binary_cross_entropy`] of these probabilities.
    #[track_caller]
    pub fn binary_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (p, y) = (self.value(), y.to_owned());
        self.loss(binary_cross_entropy(&p, &y), move || binary_cross_entropy_gradient(&p, &y))
    }

    /// [`bce_with_logits`] of these logits.
    #[track_caller]
    pub fn bce_with_logits(self, y: &MatrixRef) -> Var<'t> {
        let (z, y) = (self.value(), y.to_owned());
        self.loss(bce_with_logits(&z, &y), move || bce_with_logits_gradient(&z, &y))
    }

    /// [`categorical_cross_entropy`] of these probabilities.
    #[track_caller]
    pub fn categorical_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (p, y) = (self.value(), y.to_owned());
        self.loss(categorical_cross_entropy(&p, &y), move || categorical_cross_entropy_gradient(&p, &y))
    }

    /// [`softmax_cross_entropy`] of these logits.
    #[track_caller]
    pub fn softmax_cross_entropy(self, y: &MatrixRef) -> Var<'t> {
        let (loss, gradient) = loss_and_gradient(&self.value(), y);
        self.loss(loss, || gradient)
    }
}
