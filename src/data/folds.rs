//! Many splits of the same rows, so that each row is tested on once.
//!
//! ```text
//!              k_fold             leave_one_out        time_series_split
//! split 1   ■ ■ □ □ □ □ □ □      ■ □ □ □ □ □ □ □      □ □ ■ ■ · · · ·
//! split 2   □ □ ■ ■ □ □ □ □      □ ■ □ □ □ □ □ □      □ □ □ □ ■ ■ · ·
//! split 3   □ □ □ □ ■ ■ □ □      □ □ ■ □ □ □ □ □      □ □ □ □ □ □ ■ ■
//! split 4   □ □ □ □ □ □ ■ ■      …
//!           □ train   ■ test   · not used            (k_fold deals at random)
//! ```

use rand::seq::SliceRandom;

use super::{Split, split::rows_by_class};
use crate::Rng;

/// The rows `0..rows`, dealt at random into `k` parts of nearly equal size; split `i` tests on part `i` and
/// trains on the others.
///
/// ```
/// let folds = neural::data::k_fold(10, 3, &mut neural::rng(1));
/// assert_eq!(folds.iter().map(|fold| fold.test.len()).collect::<Vec<_>>(), [4, 3, 3]);
/// ```
///
/// # Panics
/// If `k` is less than 2 or more than `rows`.
#[track_caller]
pub fn k_fold(rows: usize, k: usize, rng: &mut Rng) -> Vec<Split> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.shuffle(rng);
    deal("k_fold", &order, k)
}

/// As [`k_fold`], with each class spread evenly over the parts.
///
/// ```
/// let labels = [[0; 90].as_slice(), &[1; 10]].concat(); // a class with only ten rows
/// let folds = neural::data::stratified_k_fold(&labels, 5, &mut neural::rng(1));
/// assert!(folds.iter().all(|fold| fold.test.iter().filter(|&&row| labels[row] == 1).count() == 2));
/// ```
///
/// # Panics
/// As [`k_fold`], or if every class has fewer than `k` rows.
#[track_caller]
pub fn stratified_k_fold(labels: &[usize], k: usize, rng: &mut Rng) -> Vec<Split> {
    let largest = rows_by_class(labels).iter().map(Vec::len).max().unwrap_or(0);
    assert!(k <= largest, "stratified_k_fold: {k} parts, but the largest class has {largest} rows");
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.shuffle(rng);
    order.sort_by_key(|&row| labels[row]); // class by class, each still in random order
    deal("stratified_k_fold", &order, k)
}

/// Deals rows out like cards: part `i` gets the entries `i`, `i + k`, `i + 2k` … of `order`.
#[track_caller]
fn deal(name: &str, order: &[usize], k: usize) -> Vec<Split> {
    assert!(k >= 2 && k <= order.len(), "{name}: {} rows cannot be dealt into {k} parts", order.len());
    let part = |i: usize| {
        let (test, train): (Vec<_>, Vec<_>) = order.iter().enumerate().partition(|(place, _)| place % k == i);
        let rows = |part: Vec<(usize, &usize)>| part.into_iter().map(|(_, &row)| row).collect();
        Split { train: rows(train), test: rows(test) }
    };
    (0..k).map(part).collect()
}

/// As many splits as rows, each tested on one row and trained on all others. No chance is involved.
///
/// # Panics
/// If there are fewer than 2 rows.
#[track_caller]
pub fn leave_one_out(rows: usize) -> Vec<Split> {
    assert!(rows >= 2, "leave_one_out: with {rows} rows nothing is left to train on");
    (0..rows).map(|row| Split { train: (0..rows).filter(|&r| r != row).collect(), test: vec![row] }).collect()
}

/// For rows in the order of time: `splits` test parts, one after the other up to the end, each trained on
/// everything before it. Each test part has `rows / (splits + 1)` rows, rounded down.
///
/// ```
/// let splits = neural::data::time_series_split(7, 2);
/// assert_eq!((&splits[0].train[..], &splits[0].test[..]), (&[0, 1, 2][..], &[3, 4][..]));
/// assert_eq!((&splits[1].train[..], &splits[1].test[..]), (&[0, 1, 2, 3, 4][..], &[5, 6][..]));
/// ```
///
/// # Panics
/// If `splits` is 0 or a part would be empty.
#[track_caller]
pub fn time_series_split(rows: usize, splits: usize) -> Vec<Split> {
    let size = rows / (splits + 1);
    assert!(splits > 0 && size > 0, "time_series_split: {rows} rows, {splits} splits");
    let part = |start: usize| Split { train: (0..start).collect(), test: (start..start + size).collect() };
    (rows - splits * size..rows).step_by(size).map(part).collect()
}
