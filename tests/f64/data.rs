//! Gaps filled, columns scaled and words coded agree with scikit-learn: see tests/reference/data.py, which made the vectors.

use approx::assert_relative_eq;
use neural::Matrix;
use neural::data::{Categories, Fill, Impute, MinMax, Robust, Standardize};
use std::collections::BTreeMap;

const VECTORS: &str = include_str!("../reference/data.csv");

struct Case<'a> {
    kind: &'a str,
    columns: usize,
    train: Vec<&'a str>,
    new: Vec<&'a str>,
    result: Vec<f64>,
}

fn cases() -> Vec<Case<'static>> {
    let case = |line: &'static str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [kind, _, columns, train, new, result] = cells[..] else { panic!("six cells in {line}") };
        Case {
            kind,
            columns: columns.parse().expect("columns"),
            train: train.split_whitespace().collect(),
            new: new.split_whitespace().collect(),
            result: result.split_whitespace().map(number).collect(),
        }
    };
    VECTORS.lines().skip(1).map(case).collect()
}

fn number(word: &str) -> f64 {
    word.parse().expect("a number")
}

fn matrix(words: &[&str], columns: usize) -> Matrix {
    let numbers = words.iter().map(|word| number(word)).collect();
    Matrix::from_shape_vec((words.len() / columns, columns), numbers).expect("rows times columns numbers")
}

/// What the new rows become after whatever is named was fitted on the training rows.
fn ours(case: &Case) -> Matrix {
    if let "one_hot" | "codes" = case.kind {
        let known = Categories::fit(&case.train);
        return if case.kind == "codes" { known.codes(&case.new) } else { known.one_hot(&case.new) };
    }
    let (train, new) = (matrix(&case.train, case.columns), matrix(&case.new, case.columns));
    match case.kind {
        "standardize" => Standardize::fit(&train).apply(&new),
        "min_max" => MinMax::fit(&train).apply(&new),
        "robust" => Robust::fit(&train).apply(&new),
        "mean" => Impute::fit(&train, Fill::Mean).apply(&new),
        "mean_marked" => Impute::fit(&train, Fill::Mean).apply_with_indicators(&new),
        "median" => Impute::fit(&train, Fill::Median).apply(&new),
        "median_marked" => Impute::fit(&train, Fill::Median).apply_with_indicators(&new),
        other => panic!("unknown kind {other}"),
    }
}

#[test]
fn rows_are_prepared_as_scikit_learn_prepares_them() {
    let mut seen = BTreeMap::new();
    for (i, case) in cases().iter().enumerate() {
        let got = ours(case);
        assert_eq!(got.len(), case.result.len(), "line {}: {}", i + 2, case.kind);
        for (&got, &expected) in got.iter().zip(&case.result) {
            assert_relative_eq!(got, expected, epsilon = 1e-12, max_relative = 1e-12);
        }
        *seen.entry(case.kind).or_insert(0) += 1;
    }
    assert!(seen.len() == 9 && seen.values().all(|&count| count == 12), "{seen:?}");
}
