//! Whether a network is right as often as it believes.

use super::{accuracy, argmax_rows};
use crate::loss::check_probabilities;
use crate::{MatrixRef, Real};

/// Predictions of similar confidence, the probability of the class that was predicted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReliabilityBin {
    /// How many predictions there are.
    pub count: usize,
    /// Their mean confidence; 0 without predictions.
    pub confidence: f64,
    /// The share of them that is right; 0 without predictions.
    pub accuracy: f64,
}

/// The reliability diagram (Guo et al., 2017, section 2): the predictions by confidence, in `bins` equal intervals of
/// which the `m`-th is from above `(m − 1) / bins` to `m / bins`, both as [`Real`].
///
/// Shapes: `p` (n × classes), each row probabilities.
///
/// # Panics
/// If the number of labels is not that of rows or is zero, if there are no classes or bins, or if
/// an entry is not from 0 to 1.
///
/// ```
/// use neural::metrics::reliability;
/// use ndarray::array;
/// let bins = reliability(&[0, 1, 1], &array![[0.75, 0.25], [0.75, 0.25], [0.0, 1.0]], 4);
/// assert_eq!((bins[2].count, bins[2].confidence, bins[2].accuracy), (2, 0.75, 0.5));
/// assert_eq!((bins[3].count, bins[3].confidence, bins[3].accuracy), (1, 1.0, 1.0));
/// ```
#[track_caller]
pub fn reliability(labels: &[usize], p: &MatrixRef, bins: usize) -> Vec<ReliabilityBin> {
    let predicted = check("reliability", labels, p);
    assert!(bins > 0, "reliability: there are no bins");
    let ends: Vec<Real> = (1..=bins).map(|m| (m as f64 / bins as f64) as Real).collect();
    let mut diagram = vec![ReliabilityBin::default(); bins];
    for (row, (&label, &class)) in labels.iter().zip(&predicted).enumerate() {
        let confidence = p[[row, class]];
        let place = ends.partition_point(|&end| end < confidence).min(bins - 1);
        let bin = &mut diagram[place];
        bin.count += 1;
        bin.confidence += f64::from(confidence);
        bin.accuracy += f64::from(u8::from(label == class));
    }
    for bin in diagram.iter_mut().filter(|bin| bin.count > 0) {
        bin.confidence /= bin.count as f64;
        bin.accuracy /= bin.count as f64;
    }
    diagram
}

/// The classes predicted with these probabilities; panics unless they are some, for as many rows as
/// labels.
#[track_caller]
fn check(name: &str, labels: &[usize], p: &MatrixRef) -> Vec<usize> {
    let n = p.nrows();
    assert!(labels.len() == n && n > 0, "{name}: {} labels for {n} rows", labels.len());
    assert!(p.ncols() > 0, "{name}: the shape is {:?}, rows without a class", p.dim());
    check_probabilities(name, p);
    if let Some(((row, column), _)) = p.indexed_iter().find(|(_, p)| p.is_nan()) {
        panic!("{name}: row {row}, column {column} is NaN, and a probability is from 0 to 1");
    }
    argmax_rows(p)
}

/// The expected calibration error (Naeini et al., 2015): `Σ_m n_m / n · |accuracy_m − confidence_m|` over the bins of
/// [`reliability`].
///
/// # Panics
/// As [`reliability`].
///
/// ```
/// use neural::metrics::expected_calibration_error;
/// use ndarray::array;
/// let p = array![[0.75, 0.25], [0.75, 0.25], [0.0, 1.0]];
/// let error = expected_calibration_error(&[0, 1, 1], &p, 4);
/// assert!((error - 2.0 / 3.0 * 0.25).abs() < 1e-12); // two of three rows are a quarter too sure
/// ```
#[track_caller]
pub fn expected_calibration_error(labels: &[usize], p: &MatrixRef, bins: usize) -> f64 {
    let part = |bin: ReliabilityBin| bin.count as f64 * (bin.accuracy - bin.confidence).abs();
    reliability(labels, p, bins).into_iter().map(part).sum::<f64>() / labels.len() as f64
}

/// The mean confidence less the accuracy: positive for a network that is overconfident.
///
/// Shapes: a label for each row of `p`, (n × classes).
///
/// # Panics
/// As [`reliability`].
///
/// ```
/// use ndarray::array;
/// assert_eq!(neural::metrics::overconfidence(&[0, 1], &array![[1.0, 0.0], [1.0, 0.0]]), 0.5);
/// ```
#[track_caller]
pub fn overconfidence(labels: &[usize], p: &MatrixRef) -> f64 {
    let predicted = check("overconfidence", labels, p);
    let confidence = predicted.iter().enumerate().map(|(row, &class)| f64::from(p[[row, class]]));
    confidence.sum::<f64>() / p.nrows() as f64 - accuracy(labels, &predicted)
}
