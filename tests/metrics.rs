//! Metrics counted by hand, folds that lose no row, and what is refused.

use approx::assert_relative_eq;
use ndarray::array;
use neural::Real;
use neural::data::{Split, k_fold, leave_one_out, stratified_k_fold, time_series_split};
use neural::metrics::*;
use rand::RngExt;

/// Ten rows, of which 4 are of class 1; 3 of the 5 rows called 1 are.
const LABELS: [usize; 10] = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
const PREDICTED: [usize; 10] = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0];

#[test]
fn ten_rows_counted_by_hand() {
    assert_eq!(confusion_matrix(&LABELS, &PREDICTED, 2), [[4, 2], [1, 3]]);
    let (zero, one) = (Average::Binary(0), Average::Binary(1));
    assert_eq!(precision_score(&LABELS, &PREDICTED, one, 0.0), 3.0 / 5.0);
    assert_eq!(recall_score(&LABELS, &PREDICTED, one, 0.0), 3.0 / 4.0);
    assert_relative_eq!(f1_score(&LABELS, &PREDICTED, one, 0.0), 2.0 / (5.0 / 3.0 + 4.0 / 3.0));
    assert_eq!(precision_score(&LABELS, &PREDICTED, zero, 0.0), 4.0 / 5.0);
    assert_eq!(recall_score(&LABELS, &PREDICTED, zero, 0.0), 4.0 / 6.0);
    assert_relative_eq!(
        recall_score(&LABELS, &PREDICTED, Average::Macro, 0.0),
        (3.0 / 4.0 + 4.0 / 6.0) / 2.0
    );
    assert_relative_eq!(
        precision_score(&LABELS, &PREDICTED, Average::Weighted, 0.0),
        (4.0 * 0.6 + 6.0 * 0.8) / 10.0
    );
}

#[test]
fn what_has_no_denominator_takes_the_value_that_is_asked_for() {
    let (labels, nobody) = ([1, 0, 0], [0, 0, 0]);
    let precision = |zero_division| precision_score(&labels, &nobody, Average::Binary(1), zero_division);
    assert_eq!((precision(0.0), precision(1.0)), (0.0, 1.0));
    assert!(precision(f64::NAN).is_nan());
    // NaN leaves the class out of the average: the other one has 2 right of 3.
    assert_eq!(precision_score(&labels, &nobody, Average::Macro, f64::NAN), 2.0 / 3.0);
}

#[test]
fn a_class_that_occurs_nowhere_changes_an_average_only_if_it_is_named() {
    let (labels, predicted) = ([0, 2, 2], [0, 2, 2]);
    assert_eq!(f1_score(&labels, &predicted, Average::Macro, 0.0), 1.0);
    let report = classification_report(&labels, &predicted, &["a", "b", "c"]);
    assert!(report.contains("macro avg       0.67      0.67      0.67         3"), "{report}");
}

#[test]
fn the_area_is_the_share_of_pairs_in_order() {
    let mut rng = neural::rng(3);
    for levels in [2, 5, 1000] {
        let positive: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
        let scores: Vec<Real> = positive
            .iter()
            .map(|&p| (rng.random_range(0..levels) + u32::from(p) * levels / 4) as Real)
            .collect();
        let (mut points, mut pairs) = (0.0, 0.0);
        for (a, _) in scores.iter().zip(&positive).filter(|&(_, &p)| p) {
            for (b, _) in scores.iter().zip(&positive).filter(|&(_, &p)| !p) {
                points += if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                };
                pairs += 1.0;
            }
        }
        assert_relative_eq!(roc_auc_score(&positive, &scores), points / pairs, max_relative = 1e-12);
    }
}

#[test]
fn only_the_order_of_scores_matters() {
    let positive = [true, false, true, false, false, true];
    let scores: [Real; 6] = [0.9, 0.8, 0.4, 0.3, -2.0, 0.35];
    let squeezed = scores.map(|score| score.exp() / 100.0);
    assert_eq!(roc_auc_score(&positive, &scores), roc_auc_score(&positive, &squeezed));
    assert_eq!(average_precision_score(&positive, &scores), average_precision_score(&positive, &squeezed));
}

#[test]
fn rows_that_tie_pass_together_whatever_their_order() {
    let first = roc_curve(&[true, false, true], &[0.5, 0.5, 0.5]);
    assert_eq!((first.fpr.as_slice(), first.tpr.as_slice()), (&[0.0, 1.0][..], &[0.0, 1.0][..]));
    assert_eq!(first, roc_curve(&[false, true, true], &[0.5, 0.5, 0.5]));
}

#[test]
fn without_positives_there_is_no_rate_of_them() {
    let roc = roc_curve(&[false, false], &[0.1, 0.2]);
    assert!(roc.tpr.iter().all(|rate| rate.is_nan()));
    assert!(roc_auc_score(&[true, true], &[0.1, 0.2]).is_nan());
    assert_eq!(average_precision_score(&[false, false], &[0.1, 0.2]), 0.0);
}

#[test]
fn r2_of_targets_without_variance() {
    let flat = array![[3.0], [3.0]];
    assert_eq!(r2_score(&flat, &flat), 1.0);
    assert_eq!(r2_score(&flat, &array![[3.0], [4.0]]), 0.0);
    assert!(r2_score(&array![[3.0]], &array![[3.0]]).is_nan());
}

#[test]
fn residuals_are_positive_where_the_prediction_is_too_high() {
    assert_eq!(residuals(&array![[1.0], [5.0]], &array![[3.0], [4.0]]), array![[2.0], [-1.0]]);
}

/// Every row is tested on once, and trained on whenever it is not tested on.
fn covers_each_row_once(splits: &[Split], rows: usize) {
    let mut tested: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
    tested.sort_unstable();
    assert_eq!(tested, (0..rows).collect::<Vec<_>>());
    for split in splits {
        let mut both = [&split.train[..], &split.test[..]].concat();
        both.sort_unstable();
        assert_eq!(both, (0..rows).collect::<Vec<_>>());
    }
}

#[test]
fn folds_test_each_row_once() {
    let labels: Vec<usize> = (0..53).map(|row| usize::from(row % 7 == 0)).collect();
    covers_each_row_once(&k_fold(53, 10, &mut neural::rng(1)), 53);
    covers_each_row_once(&stratified_k_fold(&labels, 5, &mut neural::rng(1)), 53);
    covers_each_row_once(&leave_one_out(53), 53);
}

#[test]
fn folds_depend_on_the_seed_and_on_nothing_else() {
    let folds = |seed| k_fold(30, 3, &mut neural::rng(seed));
    assert_eq!(folds(1), folds(1));
    assert_ne!(folds(1), folds(2));
}

#[test]
fn time_never_runs_backwards() {
    for split in time_series_split(100, 6) {
        assert!(split.train.iter().max() < split.test.iter().min());
        assert_eq!(split.train.len(), split.test[0]);
    }
}

#[test]
fn an_interval_narrows_with_the_root_of_the_rows() {
    let width = |rows: usize| {
        let share =
            |chosen: &[usize]| chosen.iter().filter(|&&row| row % 2 == 0).count() as f64 / rows as f64;
        let interval = bootstrap_interval(rows, 0.95, 2000, &mut neural::rng(5), share);
        interval.end() - interval.start()
    };
    assert_relative_eq!(width(100) / width(1600), 4.0, max_relative = 0.15);
    // The normal approximation: 2 · 1.96 · √(¼ / n).
    assert_relative_eq!(width(1600), 2.0 * 1.96 * (0.25f64 / 1600.0).sqrt(), max_relative = 0.1);
}

#[test]
#[should_panic(expected = "the statistic of a resample is NaN")]
fn an_interval_refuses_nan() {
    bootstrap_interval(3, 0.95, 10, &mut neural::rng(0), |_| f64::NAN);
}

#[test]
#[should_panic(expected = "roc_curve: a score is NaN")]
fn a_score_that_is_nan_has_no_rank() {
    roc_curve(&[true, false], &[Real::NAN, 0.5]);
}

#[test]
#[should_panic(expected = "k_fold: 3 rows cannot be dealt into 4 parts")]
fn more_parts_than_rows_are_refused() {
    k_fold(3, 4, &mut neural::rng(0));
}

#[test]
#[should_panic(expected = "5 parts, but the largest class has 4 rows")]
fn strata_smaller_than_the_parts_are_refused() {
    stratified_k_fold(&[0, 0, 0, 0, 1, 1, 1, 1], 5, &mut neural::rng(0));
}

#[test]
#[should_panic(expected = "residuals: targets and predictions differ in shape")]
fn a_column_against_a_row_is_refused() {
    mean_absolute_error(&array![[1., 2.]], &array![[1.], [2.]]);
}
