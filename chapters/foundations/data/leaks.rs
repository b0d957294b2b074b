//! Mistake 5: test rows from which something was learnt.

use crate::census::{Census, Encoder, TRAIN_ROWS, mean_recall, rare, share, standardised};
use crate::costs::{Cost, differences, each, points, repeated};
use crate::network::{CLASSES, Network, Recipe, YES_OR_NO, column, sides};
use ndarray::{Axis, concatenate};
use neural::data::{DataError, Mixed, Standardize, over_sample, penguins, stratified_split};
use neural::loss::one_hot;
use neural::trials::over_seeds;
use neural::{Matrix, Real};
use report::{Report, Table};
use std::collections::HashMap;

/// The leak that everybody warns of: mean and deviation measured on all rows, here with 34 rows to
/// learn from.
pub fn scaling(report: &mut Report) -> Result<Cost, DataError> {
    let birds = penguins()?;
    let tested = |seed| {
        let split = stratified_split(&birds.labels, 0.9, &mut neural::rng(seed));
        let (train, test) = (birds.rows(&split.train), birds.rows(&split.test));
        [&birds.x, &train.x].map(|measured| {
            let scaler = Standardize::fit(measured);
            let (x, y) = (scaler.apply(&train.x), one_hot(&train.labels, 3));
            let network = Network::train(&x, &y, CLASSES, &mut neural::rng(seed));
            100.0 * network.accuracy(&scaler.apply(&test.x), &test.labels)
        })
    };
    let runs = over_seeds(report.seeds(), |seed| repeated(4, seed, tested));
    let [all, train] = [0, 1].map(|way| each(&runs, |run| run[way]));
    let caption = "Penguins, 34 training rows, scaled by the mean and deviation of different rows \
                   (mean and deviation of five seeds, four runs each).";
    let mut table = Table::new("leak-scaling", caption, ["measured on", "test accuracy (%)"]);
    table.row(["all rows".to_string(), points(&all)]);
    table.row(["training rows".to_string(), points(&train)]);
    report.table(table);
    let gained = differences(&all, &train);
    report.claim(
        "scaling-leaks-next-to-nothing",
        gained.iter().map(|gained| gained.abs() < 1.0),
        format!("{gained:.1?} points gained by the leak"),
    );
    Ok(Cost::promised(5, "scaled on all rows", "penguins", &gained, &vec![0.0; gained.len()]))
}

const LONG: Recipe = Recipe { hidden: &[64], steps: 600, ..YES_OR_NO };

/// Rows of the rare class are repeated before the split, or after it: the mean recall of both
/// classes that is reported each time, and that on new rows, in percent.
fn repeated_rows(census: &Census, seed: u64) -> [f64; 4] {
    let mut rng = neural::rng(seed);
    let rows = rare(&census.train, 1000, 0.05, &mut rng);
    let new = rare(&census.test, 3000, 0.05, &mut rng);
    let scores = |train: &Mixed, test: &Mixed| {
        let encoder = Encoder::fit(train, standardised);
        let (x, y) = (encoder.apply(train), column(&train.labels));
        let network = Network::train(&x, &y, LONG, &mut neural::rng(seed));
        [test, &new].map(|rows| mean_recall(&rows.labels, &sides(&network.logits(&encoder.apply(rows)), 0.0)))
    };
    let all = rows.rows(&over_sample(&rows.labels, &mut rng));
    let split = stratified_split(&all.labels, 0.25, &mut rng); // copies on both sides
    let before = scores(&all.rows(&split.train), &all.rows(&split.test));
    let split = stratified_split(&rows.labels, 0.25, &mut rng);
    let train = rows.rows(&split.train);
    let train = train.rows(&over_sample(&train.labels, &mut rng)); // copies in training only
    let after = scores(&train, &rows.rows(&split.test));
    [before[0], before[1], after[0], after[1]]
}

pub fn twins(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| repeated(4, seed, |seed| repeated_rows(census, seed)));
    let caption = "Census, the rare class repeated before or after the split: mean recall of both \
                   classes (%) as reported and on new rows (mean and deviation of five seeds, \
                   four runs each).";
    let mut table = Table::new("leak-twins", caption, ["repeated", "reported", "on new rows"]);
    let of = |k: usize| each(&runs, |run| run[k]);
    for (way, name) in ["before the split", "after the split"].iter().enumerate() {
        table.row([name.to_string(), points(&of(2 * way)), points(&of(2 * way + 1))]);
    }
    report.table(table);
    let (promised, cured) = (differences(&of(0), &of(1)), differences(&of(2), &of(3)));
    report.claim(
        "copies-on-both-sides-promise-too-much",
        promised.iter().zip(&cured).map(|(promised, cured)| *promised > 20.0 && cured.abs() < 8.0),
        format!("{promised:.0?} points too much before the split, {cured:.0?} after it"),
    );
    Cost::promised(5, "repeated before the split", "census", &promised, &cured)
}

/// What rows have in common that go together: age, schooling, marital status and occupation.
type Group<'a> = (u64, u64, &'a str, &'a str);

fn group(rows: &Mixed, row: usize) -> Group<'_> {
    let whole = |column: usize| rows.x[(row, column)] as u64;
    (whole(0), whole(2), &rows.words[2][row], &rows.words[3][row])
}

/// The sum of the labels of each group, and how many rows it has.
fn groups(known: &Mixed) -> HashMap<Group<'_>, (usize, usize)> {
    let mut groups: HashMap<_, (usize, usize)> = HashMap::new();
    for row in 0..known.labels.len() {
        let (sum, count) = groups.entry(group(known, row)).or_default();
        (*sum, *count) = (*sum + known.labels[row], *count + 1);
    }
    groups
}

/// A column: for each of `rows` the mean label of its group among `known`, and that of all where
/// there is no such group.
fn group_means(known: &Mixed, rows: &Mixed) -> Matrix {
    let (groups, all) = (groups(known), share(known) as Real);
    let mean = |row| groups.get(&group(rows, row)).map_or(all, |&(sum, count)| sum as Real / count as Real);
    Matrix::from_shape_fn((rows.labels.len(), 1), |(row, _)| mean(row))
}

/// The same for the known rows themselves, each with the mean of the *others* of its group.
fn means_without_self(known: &Mixed) -> Matrix {
    let (groups, all) = (groups(known), share(known) as Real);
    Matrix::from_shape_fn((known.labels.len(), 1), |(row, _)| match groups[&group(known, row)] {
        (_, 1) => all,
        (sum, count) => (sum - known.labels[row]) as Real / (count - 1) as Real,
    })
}

/// Whose labels the means of groups are made of.
const MEANS_OF: [&str; 4] =
    ["all rows", "training rows", "nobody (no such column)", "training rows, but not its own"];

/// The accuracy that is reported on test rows, and that on new rows, in percent.
fn with_means(census: &Census, of: usize, seed: u64) -> [f64; 2] {
    let all = census.draw(TRAIN_ROWS + 1000, &mut neural::rng(seed));
    let part = |from: usize, to: usize| all.rows(&(from..to).collect::<Vec<_>>());
    let (train, test) = (part(0, TRAIN_ROWS), part(TRAIN_ROWS, TRAIN_ROWS + 1000));
    let encoder = Encoder::fit(&train, standardised);
    let features = |rows: &Mixed| match of {
        0 => concatenate![Axis(1), encoder.apply(rows), group_means(&all, rows)],
        1 | 3 => concatenate![Axis(1), encoder.apply(rows), group_means(&train, rows)],
        _ => encoder.apply(rows),
    };
    let x = match of {
        3 => concatenate![Axis(1), encoder.apply(&train), means_without_self(&train)],
        _ => features(&train),
    };
    let network = Network::train(&x, &column(&train.labels), YES_OR_NO, &mut neural::rng(seed));
    [&test, &census.test].map(|rows| 100.0 * network.accuracy(&features(rows), &rows.labels))
}

pub fn means(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| [0, 1, 2, 3].map(|of| with_means(census, of, seed)));
    let caption = "Census, with the mean label of similar people as a column: accuracy (%) as \
                   reported and on new rows (mean and deviation of five seeds).";
    let mut table = Table::new("leak-means", caption, ["means of the labels of", "reported", "on new rows"]);
    let scores = |of: usize| [0, 1].map(|k| each(&runs, |run| run[of][k]));
    for (of, name) in MEANS_OF.iter().enumerate() {
        let [reported, new] = scores(of).map(|scores| points(&scores));
        table.row([name.to_string(), reported, new]);
    }
    report.table(table);
    let ([said, new], [_, halfway], [plain, without]) = (scores(0), scores(1), scores(2));
    report.claim(
        "labels-in-a-feature-promise-too-much",
        differences(&said, &new).iter().map(|&promised| promised > 8.0),
        format!("{:.0?} points too much", differences(&said, &new)),
    );
    report.claim(
        "own-label-in-a-feature-hurts",
        differences(&without, &halfway).iter().map(|&lost| lost > 1.0),
        format!("{:.1?} points lost with means of training rows", differences(&without, &halfway)),
    );
    let [_, others] = scores(3);
    report.claim(
        "without-itself-nothing-is-lost",
        differences(&others, &without).iter().map(|&gained| gained.abs() < 1.5),
        format!("{:.1?} points above having no such column", differences(&others, &without)),
    );
    let honest = differences(&plain, &without);
    Cost::promised(5, "labels in a feature", "census", &differences(&said, &new), &honest)
}
