//! Nothing is quadratic in rows, labels or categories, and memory follows the labels that occur,
//! not the largest.

use ndarray::Axis;
use neural::data::*;
use neural::metrics::*;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Far more than any of it takes on a busy machine, and far less than a quadratic one does.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = work();
    assert!(began.elapsed() < SOON, "it took {:?}", began.elapsed());
    result
}

#[test]
fn averages_over_labels_of_any_size_take_no_room_for_those_between() {
    let labels = [usize::MAX, 7, 7, usize::MAX - 1];
    let predicted = [usize::MAX, 7, 3, usize::MAX - 1];
    for average in [Average::Macro, Average::Micro, Average::Weighted, Average::Binary(7)] {
        for score in [precision_score, recall_score, f1_score] {
            let found = soon(|| score(&labels, &predicted, average, 0.0));
            let renamed = [8, 7, 7, 9];
            let as_predicted = [8, 7, 3, 9];
            assert_eq!(found, score(&renamed, &as_predicted, average, 0.0));
        }
    }
}

#[test]
fn a_label_for_each_of_many_rows_is_soon_counted_split_and_drawn() {
    let n = 300_000;
    let labels: Vec<usize> = (0..n).map(|row| row * 1_000_003).collect();
    let shifted: Vec<usize> = (0..n).map(|row| (row + row % 2) * 1_000_003).collect();
    assert_eq!(soon(|| recall_score(&labels, &shifted, Average::Micro, 0.0)), 0.5);
    let pairs: Vec<usize> = (0..n).map(|row| row / 2 * 1_000_003).collect();
    let mut rng = neural::rng(1);
    assert_eq!(soon(|| stratified_k_fold(&pairs, 2, &mut rng))[0].test.len(), n / 2);
    assert_eq!(soon(|| stratified_split(&pairs, 0.5, &mut rng)).test.len(), n / 2);
    assert_eq!(soon(|| over_sample(&pairs, &mut rng)).len(), n);
    assert_eq!(soon(|| under_sample(&pairs, &mut rng)).len(), n);
    let each: Vec<usize> = (0..n).collect();
    assert!(soon(|| class_counts(&each, &each, n)).iter().all(|class| class.true_positives == 1));
}

#[test]
fn many_rows_of_few_classes_are_soon_dealt() {
    let labels: Vec<usize> = (0..1_000_000).map(|row| row % 10).collect();
    let folds = soon(|| stratified_k_fold(&labels, 5, &mut neural::rng(1)));
    assert!(folds.iter().all(|fold| fold.test.len() == 200_000));
}

/// A table with a name of its own in each row, and its columns.
fn names(rows: usize) -> Table {
    let mut text = String::from("id,x\n");
    (0..rows).for_each(|row| writeln!(text, "name{row},{row}").expect("room"));
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("names.csv");
    std::fs::write(&path, text).expect("a file");
    Table::read(path).expect("a table")
}

#[test]
fn as_many_classes_or_categories_as_rows_are_soon_numbered() {
    let table = names(100_000);
    let (labels, classes) = soon(|| table.classes("id")).expect("classes");
    assert_eq!((labels.len(), classes.len()), (100_000, 100_000));
    assert!((0..100_000).all(|row| classes[labels[row]] == format!("name{row}")));
    let words = table.words("id").expect("words");
    let codes = soon(|| Categories::fit(&words).codes(&words));
    assert_eq!(codes.sum_axis(Axis(0)).len(), 1);
    assert_eq!(soon(|| Categories::fit(&words).unseen(&words)), 0);
}

#[test]
fn as_many_columns_as_one_likes_are_soon_found() {
    let n = 50_000;
    let columns: Vec<String> = (0..n).map(|column| format!("c{column}")).collect();
    let cells = vec!["1"; n].join(",");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("columns.csv");
    std::fs::write(&path, format!("{}\n{cells}\n", columns.join(","))).expect("a file");
    let table = soon(|| Table::read(path)).expect("a table");
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    assert_eq!(soon(|| table.numbers(&names)).expect("numbers").dim(), (1, n));
}

#[test]
fn a_class_given_by_name_among_many_is_soon_kept() {
    let n = 100_000;
    let all = Classification {
        x: neural::Matrix::zeros((n, 1)),
        labels: (0..n).rev().collect(),
        features: vec!["x".to_string()],
        classes: (0..n).map(|class| class.to_string()).collect(),
        dropped: 0,
    };
    let names: Vec<&str> = all.classes.iter().map(String::as_str).collect();
    let kept = soon(|| all.keep_classes(&names[n / 2..]));
    assert_eq!((kept.labels.len(), kept.labels[0]), (n / 2, n / 2 - 1));
}
