//! Rows to learn from and rows to be tested on.

use rand::seq::SliceRandom;
use std::collections::BTreeMap;

use crate::Rng;

/// The row numbers of two parts: together every row, none twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to be tested on.
    pub test: Vec<usize>,
}

/// Deals the rows `0..rows` at random; the test part gets `test_share` of them, rounded.
///
/// ```
/// let split = neural::data::train_test_split(150, 0.2, &mut neural::rng(1));
/// assert_eq!((split.train.len(), split.test.len()), (120, 30));
/// ```
///
/// # Panics
/// If a part would be empty.
#[track_caller]
pub fn train_test_split(rows: usize, test_share: f64, rng: &mut Rng) -> Split {
    let mut train: Vec<usize> = (0..rows).collect();
    train.shuffle(rng);
    let test = train.split_off(rows - test_rows(rows, test_share));
    checked(Split { train, test }, rows, test_share)
}

/// As [`train_test_split`], class by class, so that both parts have the classes in the same proportion: the
/// test part gets `test_share` of the rows of each class, rounded.
///
/// ```
/// let labels = [[0; 90].as_slice(), &[1; 10]].concat(); // a class with only ten rows
/// let split = neural::data::stratified_split(&labels, 0.2, &mut neural::rng(1));
/// assert_eq!(split.test.iter().filter(|&&row| labels[row] == 1).count(), 2);
/// ```
///
/// # Panics
/// If a part would be empty.
#[track_caller]
pub fn stratified_split(labels: &[usize], test_share: f64, rng: &mut Rng) -> Split {
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for mut rows in rows_by_class(labels) {
        rows.shuffle(rng);
        test.extend(rows.split_off(rows.len() - test_rows(rows.len(), test_share)));
        train.extend(rows);
    }
    // So that neither part is sorted by class.
    train.shuffle(rng);
    test.shuffle(rng);
    checked(Split { train, test }, labels.len(), test_share)
}

/// The rows of each class that has any, the classes in the order of their labels.
pub(super) fn rows_by_class(labels: &[usize]) -> Vec<Vec<usize>> {
    let mut classes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, &label) in labels.iter().enumerate() {
        classes.entry(label).or_default().push(row);
    }
    classes.into_values().collect()
}

#[track_caller]
fn test_rows(rows: usize, test_share: f64) -> usize {
    assert!((0.0..=1.0).contains(&test_share), "split: the test part's share is {test_share}, not in 0..=1");
    (test_share * rows as f64).round() as usize
}

#[track_caller]
fn checked(split: Split, rows: usize, test_share: f64) -> Split {
    let (train, test) = (split.train.len(), split.test.len());
    assert!(
        train > 0 && test > 0,
        "split: {rows} rows with a share of {test_share} to test on leave {train} to train and {test} to test"
    );
    split
}
