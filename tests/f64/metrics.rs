//! Metrics and folds agree with scikit-learn: see tests/reference/metrics.py, which made the vectors.

use ndarray::Array2;
use neural::data::{Split, k_fold, stratified_k_fold, time_series_split};
use neural::metrics::*;
use std::collections::BTreeMap;

const VECTORS: &str = include_str!("../reference/metrics.csv");
const TOLERANCE: f64 = 1e-12;

struct Case {
    measure: String,
    option: String,
    truth: Vec<f64>,
    prediction: Vec<f64>,
    result: String,
}

impl Case {
    fn labels(&self) -> Vec<usize> {
        self.truth.iter().map(|&label| label as usize).collect()
    }

    fn predicted(&self) -> Vec<usize> {
        self.prediction.iter().map(|&label| label as usize).collect()
    }

    fn positive(&self) -> Vec<bool> {
        self.truth.iter().map(|&label| label == 1.0).collect()
    }

    /// Truth and prediction of a regression, with as many columns as the option says.
    fn matrices(&self) -> (Array2<f64>, Array2<f64>) {
        let columns: usize = self.option.parse().expect("a number of columns");
        let shape = (self.truth.len() / columns, columns);
        let matrix = |numbers: &[f64]| Array2::from_shape_vec(shape, numbers.to_vec()).expect("whole rows");
        (matrix(&self.truth), matrix(&self.prediction))
    }

    /// The average and the value of `zero_division` that the option asks for.
    fn average(&self) -> (Average, f64) {
        let (average, zero_division) = self.option.split_once(' ').expect("two words");
        let average = match average {
            "macro" => Average::Macro,
            "micro" => Average::Micro,
            "weighted" => Average::Weighted,
            class => Average::Binary(class.parse().expect("a class")),
        };
        (average, zero_division.parse().expect("a number"))
    }

    fn classes(&self) -> usize {
        self.truth.iter().chain(&self.prediction).fold(0.0, |a: f64, &b| a.max(b)) as usize + 1
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

fn cases() -> Vec<Case> {
    let case = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [measure, option, truth, prediction, result] = cells[..] else { panic!("five cells in {line}") };
        Case {
            measure: measure.to_string(),
            option: option.to_string(),
            truth: numbers(truth),
            prediction: numbers(prediction),
            result: result.to_string(),
        }
    };
    VECTORS.lines().skip(1).map(case).collect()
}

/// How many rows of each class each part tests on.
fn sizes_by_class(folds: &[Split], labels: &[usize]) -> Vec<f64> {
    let classes = labels.iter().max().expect("labels") + 1;
    let count = |fold: &Split, class: usize| fold.test.iter().filter(|&&row| labels[row] == class).count();
    folds.iter().flat_map(|fold| (0..classes).map(|class| count(fold, class) as f64)).collect()
}

/// What this crate makes of the case.
fn ours(case: &Case) -> Vec<f64> {
    let (labels, rng) = (case.labels(), &mut neural::rng(0));
    let of_classes = |score: fn(&[usize], &[usize], Average, f64) -> f64| {
        let (average, zero_division) = case.average();
        vec![score(&labels, &case.predicted(), average, zero_division)]
    };
    let of_matrices = |score: fn(&ndarray::ArrayRef2<f64>, &ndarray::ArrayRef2<f64>) -> f64| {
        let (targets, predictions) = case.matrices();
        vec![score(&targets, &predictions)]
    };
    let roc = || roc_curve(&case.positive(), &case.prediction);
    let curve = || precision_recall_curve(&case.positive(), &case.prediction);
    let parts = || case.option.parse().expect("a number of parts");
    match case.measure.as_str() {
        "accuracy" => vec![accuracy(&labels, &case.predicted())],
        "confusion_matrix" => {
            let rows = confusion_matrix(&labels, &case.predicted(), case.classes());
            rows.into_iter().flatten().map(|count| count as f64).collect()
        }
        "precision" => of_classes(precision_score),
        "recall" => of_classes(recall_score),
        "f1" => of_classes(f1_score),
        "fpr" => roc().fpr,
        "tpr" => roc().tpr,
        "roc_thresholds" => roc().thresholds,
        "precision_curve" => curve().precision,
        "recall_curve" => curve().recall,
        "pr_thresholds" => curve().thresholds,
        "roc_auc" => vec![roc_auc_score(&case.positive(), &case.prediction)],
        "average_precision" => vec![average_precision_score(&case.positive(), &case.prediction)],
        "mae" => of_matrices(mean_absolute_error),
        "mse" => of_matrices(mean_squared_error),
        "rmse" => of_matrices(root_mean_squared_error),
        "r2" => of_matrices(r2_score),
        "quantile" => vec![quantile(&mut case.truth.clone(), case.option.parse().expect("a share"))],
        "k_fold" => k_fold(labels.len(), parts(), rng).iter().map(|fold| fold.test.len() as f64).collect(),
        "stratified_k_fold" => sizes_by_class(&stratified_k_fold(&labels, parts(), rng), &labels),
        "time_series_split" => {
            let splits = time_series_split(labels.len(), parts());
            splits.iter().flat_map(|split| [split.train.len() as f64, split.test.len() as f64]).collect()
        }
        other => panic!("the measure {other:?} is unknown"),
    }
}

fn agree(ours: f64, theirs: f64) -> bool {
    ours == theirs
        || (ours.is_nan() && theirs.is_nan())
        || (ours - theirs).abs() <= TOLERANCE * theirs.abs().max(1.0)
}

#[test]
fn every_measure_agrees_with_scikit_learn() {
    let mut seen = BTreeMap::new();
    for case in cases().iter().filter(|case| case.measure != "classification_report") {
        let (ours, theirs) = (ours(case), numbers(&case.result));
        let all = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(&a, &b)| agree(a, b));
        let (measure, option, truth, prediction) =
            (&case.measure, &case.option, &case.truth, &case.prediction);
        assert!(all, "{measure} {option} of {truth:?} and {prediction:?}: {ours:?}, scikit-learn {theirs:?}");
        *seen.entry(case.measure.clone()).or_insert(0) += 1;
    }
    let at_least =
        |measure: &str, count: usize| assert!(seen[measure] >= count, "{measure}: {}", seen[measure]);
    ["precision", "recall", "f1"].iter().for_each(|measure| at_least(measure, 500));
    ["fpr", "tpr", "roc_auc", "precision_curve", "average_precision"].iter().for_each(|m| at_least(m, 50));
    ["accuracy", "mae", "mse", "rmse", "r2"].iter().for_each(|measure| at_least(measure, 40));
    assert_eq!(seen.len(), 21);
}

#[test]
fn the_printed_report_is_scikit_learns_to_the_letter() {
    let reports: Vec<Case> =
        cases().into_iter().filter(|case| case.measure == "classification_report").collect();
    assert!(reports.len() >= 40, "{} reports", reports.len());
    for case in reports {
        let names: Vec<String> =
            (0..case.classes()).map(|class| format!("class {}", "x".repeat(class))).collect();
        let ours = classification_report(&case.labels(), &case.predicted(), &names);
        assert_eq!(ours, case.result.replace('|', "\n"));
    }
}
