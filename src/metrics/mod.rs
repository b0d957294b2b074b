//! Measures of a finished prediction, for people; a loss is for the optimiser.
//!
//! Names, argument order (truth first, prediction second) and edge cases are scikit-learn's.

mod bootstrap;
mod calibration;
mod classification;
mod ranking;
mod regression;

pub use bootstrap::*;
pub use calibration::*;
pub use classification::*;
pub use ranking::*;
pub use regression::*;

use crate::{MatrixRef, Real};

/// The column of the largest entry of each row; the first of several.
///
/// # Panics
/// If an entry is NaN, or the rows have no columns: there is no largest then.
#[track_caller]
pub fn argmax_rows(scores: &MatrixRef) -> Vec<usize> {
    let shape = scores.dim();
    assert!(shape.0 == 0 || shape.1 > 0, "argmax_rows: the shape is {shape:?}, rows without an entry");
    let largest = |(row, scores): (usize, ndarray::ArrayView1<Real>)| {
        let mut best = 0;
        for (column, &score) in scores.iter().enumerate() {
            assert!(!score.is_nan(), "argmax_rows: row {row}, column {column} is NaN");
            if score > scores[best] {
                best = column;
            }
        }
        best
    };
    scores.rows().into_iter().enumerate().map(largest).collect()
}

/// The share of labels that were predicted.
///
/// # Panics
/// If the lengths differ or are zero.
///
/// ```
/// assert_eq!(neural::metrics::accuracy(&[1, 0, 2, 1], &[1, 0, 2, 2]), 0.75);
/// ```
#[track_caller]
pub fn accuracy(labels: &[usize], predicted: &[usize]) -> f64 {
    assert_eq!(labels.len(), predicted.len(), "accuracy: as many predictions as labels are needed");
    assert!(!labels.is_empty(), "accuracy: there are no labels");
    let right = labels.iter().zip(predicted).filter(|(label, predicted)| label == predicted).count();
    right as f64 / labels.len() as f64
}

/// Row `i`, column `j`: how many of class `i` were predicted as `j`.
///
/// # Panics
/// If the lengths differ, or a label is not below `classes`.
#[track_caller]
pub fn confusion_matrix(labels: &[usize], predicted: &[usize], classes: usize) -> Vec<Vec<usize>> {
    assert_eq!(labels.len(), predicted.len(), "confusion_matrix: as many predictions as labels are needed");
    let mut counts = vec![vec![0; classes]; classes];
    for (&label, &predicted) in labels.iter().zip(predicted) {
        assert!(
            label.max(predicted) < classes,
            "confusion_matrix: label {label}, predicted {predicted}, of {classes} classes"
        );
        counts[label][predicted] += 1;
    }
    counts
}
