//! How well scores put the positives first: ROC, precision against recall, and the areas under both.

use crate::Real;

/// What passes when every row that scores at least `threshold` is called positive.
struct Passed {
    threshold: Real,
    true_positives: usize,
    false_positives: usize,
}

/// One entry for each distinct score, from the highest down; rows that tie pass together.
#[track_caller]
fn sweep(name: &str, positive: &[bool], scores: &[Real]) -> Vec<Passed> {
    assert_eq!(positive.len(), scores.len(), "{name}: as many scores as labels are needed");
    assert!(!scores.is_empty(), "{name}: there are no scores");
    assert!(scores.iter().all(|score| !score.is_nan()), "{name}: a score is NaN, which has no rank");
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let mut passed: Vec<Passed> = Vec::new();
    let (mut true_positives, mut false_positives) = (0, 0);
    for row in order {
        true_positives += usize::from(positive[row]);
        false_positives += usize::from(!positive[row]);
        let now = Passed { threshold: scores[row], true_positives, false_positives };
        match passed.last_mut() {
            Some(last) if last.threshold == now.threshold => *last = now,
            _ => passed.push(now),
        }
    }
    passed
}

/// A receiver operating characteristic: entry `i` belongs to "positive from `thresholds[i]` upwards".
#[derive(Clone, Debug, PartialEq)]
pub struct RocCurve {
    /// The share of negatives that pass: false alarms.
    pub fpr: Vec<f64>,
    /// The share of positives that pass: recall.
    pub tpr: Vec<f64>,
    /// From infinity, which nothing passes, down to the lowest score.
    pub thresholds: Vec<Real>,
}

/// The ROC of `scores`, of which higher ones mean more positive, with a point for each distinct score.
///
/// Without positives the true-positive rate is NaN, without negatives the false-positive rate. (scikit-learn
/// leaves out points on straight stretches unless told `drop_intermediate=False`; we keep them.)
///
/// ```
/// use neural::metrics::roc_curve;
/// let roc = roc_curve(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]);
/// assert_eq!(roc.fpr, [0.0, 0.0, 0.5, 0.5, 1.0]);
/// assert_eq!(roc.tpr, [0.0, 0.5, 0.5, 1.0, 1.0]);
/// ```
///
/// # Panics
/// If the lengths differ or are zero, or a score is NaN.
#[track_caller]
pub fn roc_curve(positive: &[bool], scores: &[Real]) -> RocCurve {
    let passed = sweep("roc_curve", positive, scores);
    let positives = positive.iter().filter(|&&positive| positive).count();
    let share = |part: usize, whole: usize| if whole == 0 { f64::NAN } else { part as f64 / whole as f64 };
    let nothing = Passed { threshold: Real::INFINITY, true_positives: 0, false_positives: 0 };
    let points = || std::iter::once(&nothing).chain(&passed);
    RocCurve {
        fpr: points().map(|point| share(point.false_positives, positive.len() - positives)).collect(),
        tpr: points().map(|point| share(point.true_positives, positives)).collect(),
        thresholds: points().map(|point| point.threshold).collect(),
    }
}

/// The area under the straight lines through the points (`x`, `y`): the trapezoidal rule.
///
/// # Panics
/// If the lengths differ, there are fewer than two points, or `x` goes both up and down.
#[track_caller]
pub fn auc(x: &[f64], y: &[f64]) -> f64 {
    assert!(x.len() == y.len() && x.len() >= 2, "auc: {} and {} coordinates", x.len(), y.len());
    let falls = x.windows(2).any(|pair| pair[1] < pair[0]);
    let rises = x.windows(2).any(|pair| pair[1] > pair[0]);
    assert!(!(falls && rises), "auc: x goes both up and down");
    let strips = x.windows(2).zip(y.windows(2)).map(|(x, y)| (x[1] - x[0]).abs() * (y[0] + y[1]) / 2.0);
    strips.sum()
}

/// The area under the ROC: the chance that a random positive scores higher than a random negative, where a tie
/// counts one half (Hanley and McNeil, 1982). NaN when one of the classes is missing.
///
/// ```
/// use neural::metrics::roc_auc_score;
/// assert_eq!(roc_auc_score(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]), 0.75); // 3 pairs of 4
/// assert_eq!(roc_auc_score(&[false, true, false, true], &[0.5; 4]), 0.5); // all tied
/// ```
///
/// # Panics
/// As [`roc_curve`].
#[track_caller]
pub fn roc_auc_score(positive: &[bool], scores: &[Real]) -> f64 {
    let roc = roc_curve(positive, scores);
    auc(&roc.fpr, &roc.tpr)
}

/// Precision against recall: entry `i` belongs to "positive from `thresholds[i]` upwards".
#[derive(Clone, Debug, PartialEq)]
pub struct PrecisionRecallCurve {
    /// The share of what passes that is positive; one entry more than thresholds, the last is 1.
    pub precision: Vec<f64>,
    /// The share of positives that pass; one entry more than thresholds, the last is 0.
    pub recall: Vec<f64>,
    /// Every distinct score, from the lowest up.
    pub thresholds: Vec<Real>,
}

/// Precision and recall at each distinct score. Without positives, recall is 1 by scikit-learn's convention.
///
/// ```
/// use neural::metrics::precision_recall_curve;
/// let curve = precision_recall_curve(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]);
/// assert_eq!(curve.precision, [0.5, 2.0 / 3.0, 0.5, 1.0, 1.0]);
/// assert_eq!(curve.recall, [1.0, 1.0, 0.5, 0.5, 0.0]);
/// ```
///
/// # Panics
/// As [`roc_curve`].
#[track_caller]
pub fn precision_recall_curve(positive: &[bool], scores: &[Real]) -> PrecisionRecallCurve {
    let mut passed = sweep("precision_recall_curve", positive, scores);
    passed.reverse();
    let positives = positive.iter().filter(|&&positive| positive).count();
    let precision = |p: &Passed| p.true_positives as f64 / (p.true_positives + p.false_positives) as f64;
    let recall = |p: &Passed| if positives == 0 { 1.0 } else { p.true_positives as f64 / positives as f64 };
    PrecisionRecallCurve {
        precision: passed.iter().map(precision).chain([1.0]).collect(),
        recall: passed.iter().map(recall).chain([0.0]).collect(),
        thresholds: passed.iter().map(|point| point.threshold).collect(),
    }
}

/// The mean of precision over the positives, each at the threshold that lets it pass:
/// `Σ_i (recall_i − recall_{i+1}) · precision_i`. A step function, not straight lines: between two points of
/// the curve a straight line promises too much (Davis and Goadrich, 2006). 0 without positives.
///
/// ```
/// use neural::metrics::average_precision_score;
/// let score = average_precision_score(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8]);
/// assert_eq!(score, (1.0 + 2.0 / 3.0) / 2.0); // the first positive comes 1st, the second one 3rd
/// ```
///
/// # Panics
/// As [`roc_curve`].
#[track_caller]
pub fn average_precision_score(positive: &[bool], scores: &[Real]) -> f64 {
    let curve = precision_recall_curve(positive, scores);
    let steps = curve.recall.windows(2).map(|pair| pair[0] - pair[1]);
    steps.zip(&curve.precision).map(|(step, precision)| step * precision).sum()
}
