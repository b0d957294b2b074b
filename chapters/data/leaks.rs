//! Mistake 5: test rows that are not new.

use crate::Cost;
use crate::census::{Census, Encoder, standardised};
use crate::network::{CLASSES, Network, Recipe, YES_OR_NO, column, sides};
use crate::points;
use ndarray::{Axis, concatenate};
use neural::data::{Classification, DataError, Mixed, Standardize, over_sample, penguins, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{Average, recall_score};
use neural::report::Report;
use neural::trials::over_seeds;
use neural::{Matrix, Real};
use std::collections::HashMap;

/// Rows of the census of which `share` have label 1.
pub fn rare(census: &Mixed, rows: usize, share: f64, rng: &mut neural::Rng) -> Mixed {
    use rand::seq::SliceRandom;
    let positives = (share * rows as f64).round() as usize;
    let mut order: Vec<usize> = (0..census.labels.len()).collect();
    order.shuffle(rng);
    let of = |label: usize, count: usize| order.iter().copied().filter(move |&row| census.labels[row] == label).take(count).collect::<Vec<_>>();
    let mut chosen = [of(1, positives), of(0, rows - positives)].concat();
    chosen.shuffle(rng);
    census.rows(&chosen)
}

/// The mean of the recalls of both classes, in percent.
pub fn balanced(labels: &[usize], predicted: &[usize]) -> f64 {
    100.0 * recall_score(labels, predicted, Average::Macro, 0.0)
}

pub fn scaling(report: &mut Report) -> Result<Cost, DataError> {
    let birds = penguins()?;
    let runs = over_seeds(report.seeds(), |seed| {
        let split = stratified_split(&birds.labels, 0.9, &mut neural::rng(seed));
        let (train, test): (Classification, Classification) = (birds.rows(&split.train), birds.rows(&split.test));
        [&birds.x, &train.x].map(|fit| {
            let scaler = Standardize::fit(fit);
            let y = one_hot(&train.labels, 3);
            let network = Network::train(&scaler.apply(&train.x), &y, CLASSES, &mut neural::rng(seed));
            100.0 * network.accuracy(&scaler.apply(&test.x), &test.labels)
        })
    });
    let [all, train] = [0, 1].map(|i| runs.iter().map(|run| run[i]).collect::<Vec<_>>());
    report.section("leak-scaling", "Standardised on all rows, or on the training rows (33 penguins)");
    writeln!(report, "all {}  training {}", points(&all, 1), points(&train, 1));
    writeln!(report, "{all:.1?} {train:.1?}");
    Ok(Cost::new(5, "scaled on all rows", "penguins", &train, &all))
}

const LONG: Recipe = Recipe { hidden: &[64], steps: 600, ..YES_OR_NO };

pub fn twins(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let rows = rare(&census.train, 1000, 0.05, &mut rng);
        let truth = rare(&census.test, 3000, 0.05, &mut rng);
        let test = |train: &Mixed, test: &Mixed| {
            let encoder = Encoder::fit(train, standardised);
            let network = Network::train(&encoder.apply(train), &column(&train.labels), LONG, &mut neural::rng(seed));
            [test, &truth].map(|test| balanced(&test.labels, &sides(&network.logits(&encoder.apply(test)), 0.0)))
        };
        // Before the split: copies of one row on both sides.
        let all = rows.rows(&over_sample(&rows.labels, &mut rng));
        let split = stratified_split(&all.labels, 0.25, &mut rng);
        let before = test(&all.rows(&split.train), &all.rows(&split.test));
        // After it: copies among the training rows only.
        let split = stratified_split(&rows.labels, 0.25, &mut rng);
        let train = rows.rows(&split.train);
        let train = train.rows(&over_sample(&train.labels, &mut rng));
        let after = test(&train, &rows.rows(&split.test));
        [before, after]
    });
    report.section("leak-twins", "Rows of the rare class repeated before the split, or after it: mean recall of both classes");
    for (i, name) in ["before", "after"].iter().enumerate() {
        let [a, t] = [0, 1].map(|k| runs.iter().map(|run| run[i][k]).collect::<Vec<_>>());
        writeln!(report, "{name:<9} reported {}   on 3000 new rows {}", points(&a, 1), points(&t, 1));
    }
    let [before, truth] = [0, 1].map(|k| runs.iter().map(|run| run[0][k]).collect::<Vec<_>>());
    Cost::new(5, "repeated before the split", "census", &truth, &before)
}

/// Which rows go together: same age, education, occupation and hours.
fn group(rows: &Mixed, row: usize) -> (u64, u64, &str, &str) {
    let whole = |column: usize| f64::from(rows.x[(row, column)]) as u64;
    (whole(0), whole(5), &rows.words[1][row], &rows.words[3][row])
}

/// For each of `rows` the mean label of its group among `known`; for a group that is not there, that of all.
fn group_means(known: &Mixed, rows: &Mixed) -> Matrix {
    let mut groups: HashMap<_, (Real, Real)> = HashMap::new();
    for row in 0..known.labels.len() {
        let (sum, count) = groups.entry(group(known, row)).or_default();
        *sum += known.labels[row] as Real;
        *count += 1.0;
    }
    let all = known.labels.iter().sum::<usize>() as Real / known.labels.len() as Real;
    Matrix::from_shape_fn((rows.labels.len(), 1), |(row, _)| groups.get(&group(rows, row)).map_or(all, |(sum, count)| sum / count))
}

pub fn means(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let all = census.draw(3000, &mut rng);
        let (train, test) = (all.rows(&(0..2000).collect::<Vec<_>>()), all.rows(&(2000..3000).collect::<Vec<_>>()));
        let encoder = Encoder::fit(&train, standardised);
        let x = [&train, &test, &census.test].map(|rows| encoder.apply(rows));
        let run = |extra: Option<&Mixed>| {
            let x: Vec<Matrix> = [&train, &test, &census.test].into_iter().zip(&x).map(|(rows, x)| match extra {
                Some(known) => concatenate![Axis(1), *x, group_means(known, rows) * 4.0 ],
                None => x.clone(),
            }).collect();
            let network = Network::train(&x[0], &column(&train.labels), YES_OR_NO, &mut neural::rng(seed));
            [(1, &test.labels), (2, &census.test.labels)].map(|(i, labels)| 100.0 * network.accuracy(&x[i], labels))
        };
        [run(Some(&all)), run(Some(&train)), run(None)]
    });
    report.section("leak-means", "Mean income of like rows as a feature");
    for (i, name) in ["from all rows", "from training rows", "without"].iter().enumerate() {
        let [a, t] = [0, 1].map(|k| runs.iter().map(|run| run[i][k]).collect::<Vec<_>>());
        writeln!(report, "{name:<19} reported {}   on 4000 new rows {}", points(&a, 1), points(&t, 1));
    }
    let [before, truth] = [0, 1].map(|k| runs.iter().map(|run| run[0][k]).collect::<Vec<_>>());
    Cost::new(5, "group means of all rows", "census", &truth, &before)
}
