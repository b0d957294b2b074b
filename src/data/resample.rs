//! Rows drawn so that each class has as many as the others. For training rows only: never before a split.

use rand::seq::{IndexedRandom, SliceRandom};

use super::split::rows_by_class;
use crate::Rng;

/// Every row once, and rows of the rarer classes again, drawn with replacement, until each class has as many as the
/// largest; in random order.
///
/// ```
/// let rows = neural::data::over_sample(&[0, 0, 0, 1], &mut neural::rng(1));
/// assert_eq!(rows.iter().filter(|&&row| row == 3).count(), 3);
/// ```
///
/// # Panics
/// If there are no rows.
#[track_caller]
pub fn over_sample(labels: &[usize], rng: &mut Rng) -> Vec<usize> {
    assert!(!labels.is_empty(), "over_sample: there are no rows");
    let classes = rows_by_class(labels);
    let largest = classes.iter().map(Vec::len).max().expect("at least one class");
    let mut rows = Vec::new();
    for class in &classes {
        rows.extend(class);
        rows.extend((class.len()..largest).map(|_| class.choose(rng).expect("a class has a row")));
    }
    rows.shuffle(rng);
    rows
}

/// As many rows of each class as the smallest has, drawn without replacement; in random order.
///
/// ```
/// let rows = neural::data::under_sample(&[0, 0, 0, 1], &mut neural::rng(1));
/// assert_eq!((rows.len(), rows.contains(&3)), (2, true));
/// ```
///
/// # Panics
/// If there are no rows.
#[track_caller]
pub fn under_sample(labels: &[usize], rng: &mut Rng) -> Vec<usize> {
    assert!(!labels.is_empty(), "under_sample: there are no rows");
    let classes = rows_by_class(labels);
    let smallest = classes.iter().map(Vec::len).min().expect("at least one class");
    let mut rows: Vec<usize> =
        classes.iter().flat_map(|class| class.sample(rng, smallest)).copied().collect();
    rows.shuffle(rng);
    rows
}
