//! How test rows seep into training: twins, and choices made too early.

use crate::network::{CLASSES, Model, Recipe, YES_OR_NO, column, unchanged};
use crate::wines::{bits, distinct};
use crate::{TEST_SHARE, least, mean, percent};
use ndarray::{ArrayView1, Axis};
use neural::data::{Classification, Split, Standardize, stratified_k_fold, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::over_seeds;
use neural::{Matrix, Real, Rng};
use rand::RngExt;
use rand::seq::SliceRandom;
use report::Report;
use std::collections::HashSet;

/// For each test row the label of the training row that is nearest to it.
fn nearest(train: &Classification, test: &Classification) -> Vec<usize> {
    let scaler = Standardize::fit(&train.x);
    let (known, asked) = (scaler.apply(&train.x), scaler.apply(&test.x));
    let distance = |row: usize, x: &ArrayView1<Real>| {
        known.row(row).iter().zip(x).map(|(a, b)| (a - b).powi(2)).sum::<Real>()
    };
    let copied = |x: ArrayView1<Real>| {
        let by_distance = |&a: &usize, &b: &usize| distance(a, &x).total_cmp(&distance(b, &x));
        train.labels[(0..train.labels.len()).min_by(by_distance).expect("training rows")]
    };
    asked.rows().into_iter().map(copied).collect()
}

/// The share of right grades among wines with an exact twin in training, and among the others.
fn with_and_without(twin: &[bool], labels: &[usize], predicted: &[usize]) -> [f64; 2] {
    [true, false].map(|wanted| {
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| twin[row] == wanted).collect();
        rows.iter().filter(|&&row| labels[row] == predicted[row]).count() as f64 / rows.len() as f64
    })
}

/// Predictions of the grades of `test` by a network trained on `train`.
fn learnt(train: &Classification, test: &Classification, rng: &mut Rng) -> Vec<usize> {
    let recipe = Recipe { hidden: 128, steps: 8000, learning_rate: 0.05, ..CLASSES };
    let model = Model::fit(&train.x, &one_hot(&train.labels, 6), recipe, rng);
    argmax_rows(&model.predict(&test.x))
}

pub fn twins(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let Split { train, test } = stratified_split(&wines.labels, TEST_SHARE, &mut rng);
        let keys = |rows: &[usize]| rows.iter().map(|&row| bits(wines, row)).collect::<HashSet<_>>();
        let (known, asked) = (keys(&train), keys(&test));
        let without: Vec<usize> =
            train.iter().copied().filter(|&row| !asked.contains(&bits(wines, row))).collect();
        let twin: Vec<bool> = test.iter().map(|&row| known.contains(&bits(wines, row))).collect();
        let (train, without, test) = (wines.rows(&train), wines.rows(&without), wines.rows(&test));
        let answers =
            [nearest(&train, &test), learnt(&train, &test, &mut rng), learnt(&without, &test, &mut rng)];
        let scores = answers.map(|p| (accuracy(&test.labels, &p), with_and_without(&twin, &test.labels, &p)));
        (twin.iter().filter(|&&twin| twin).count(), scores)
    });
    report.section("twins", "The grade of a wine, from 3 to 8: percent right, mean of five seeds");
    writeln!(report, "                                   all    twins   others");
    let names = ["copied from the most similar", "network", "network, twins kept from it"];
    let at = |i: usize| {
        let of = |pick: fn(&(f64, [f64; 2])) -> f64| {
            100.0 * mean(&runs.iter().map(|(_, scores)| pick(&scores[i])).collect::<Vec<_>>())
        };
        [of(|(all, _)| *all), of(|(_, [twins, _])| *twins), of(|(_, [_, others])| *others)]
    };
    for (i, name) in names.iter().enumerate() {
        let [all, twins, others] = at(i);
        writeln!(report, "{name:30} {all:8.1} {twins:8.1} {others:8.1}");
    }
    let ([_, seen, of_others], [_, unseen, _]) = (at(1), at(2));
    report.value("twins-better", format!("{:.0}", seen - of_others));
    report.value("twins-remembered", format!("{:.0}", seen - unseen));
    let counts: Vec<f64> = runs.iter().map(|(count, _)| *count as f64).collect();
    report.value("twins-tested", format!("{:.0}", mean(&counts)));
    report.value("all-wines", wines.labels.len());
    report.value("repeats", wines.labels.len() - distinct(wines).labels.len());
    let on_twins = |i: usize| runs.iter().map(|(_, scores)| scores[i].1[0]).collect::<Vec<f64>>();
    let (copied, seen, unseen) = (on_twins(0), on_twins(1), on_twins(2));
    report.fact("a-copyist-knows-twins", least(&copied) == 1.0, "every twin has the grade of its twin");
    let easier = runs.iter().map(|(_, scores)| scores[1].1[0] > scores[1].1[1]);
    let remembered = seen.iter().zip(&unseen).map(|(seen, unseen)| seen - unseen > 0.05);
    let remembered = remembered.zip(easier).map(|(remembered, easier)| remembered && easier);
    report.claim("twins-flatter", remembered, format!("on twins: {seen:.2?}; kept from it: {unseen:.2?}"));
}

/// The numbers of those columns (of `x`, n × d) that go best with the labels: largest |Σ (y − ȳ) z|, scaled.
fn best_columns(x: &Matrix, labels: &[usize], count: usize) -> Vec<usize> {
    let z = Standardize::fit(x).apply(x);
    let share = labels.iter().sum::<usize>() as Real / labels.len() as Real;
    let relation = |column: usize| -> Real {
        z.column(column).iter().zip(labels).map(|(z, &label)| (label as Real - share) * z).sum()
    };
    let mut columns: Vec<usize> = (0..x.ncols()).collect();
    columns.sort_by(|&a, &b| relation(b).abs().total_cmp(&relation(a).abs()));
    columns[..count].to_vec()
}

/// The five-fold accuracy of one neuron on the best 20 of 1000 columns: chosen once from all rows, or anew from
/// the training rows of each split.
fn chosen(x: &Matrix, labels: &[usize], before_the_split: bool, rng: &mut Rng) -> f64 {
    let folds = stratified_k_fold(labels, 5, rng);
    let recipe = Recipe { hidden: 0, steps: 200, ..YES_OR_NO };
    let tested = |Split { train, test }: &Split| {
        let seen: Vec<usize> = if before_the_split { (0..labels.len()).collect() } else { train.clone() };
        let of = |rows: &[usize]| rows.iter().map(|&row| labels[row]).collect::<Vec<_>>();
        let best = best_columns(&x.select(Axis(0), &seen), &of(&seen), 20);
        let x = x.select(Axis(1), &best);
        let model = Model::fit(&x.select(Axis(0), train), &column(&of(train)), recipe, rng);
        let z = model.predict(&x.select(Axis(0), test));
        accuracy(&of(test), &z.iter().map(|&z| usize::from(z >= 0.0)).collect::<Vec<_>>())
    };
    mean(&folds.iter().map(tested).collect::<Vec<_>>())
}

/// The numbers of 25 benign and 25 malignant samples.
fn fifty(samples: &Classification, rng: &mut Rng) -> Vec<usize> {
    let of_class = |class| {
        let mut rows: Vec<usize> =
            (0..samples.labels.len()).filter(|&row| samples.labels[row] == class).collect();
        rows.shuffle(rng);
        rows.truncate(25);
        rows
    };
    [0, 1].map(of_class).concat()
}

pub fn dice(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let patients = fifty(samples, &mut rng);
        let labels: Vec<usize> = patients.iter().map(|&row| samples.labels[row]).collect();
        let x = Matrix::from_shape_simple_fn((50, 1000), || rng.random_range(1..=6) as Real);
        [true, false].map(|before| chosen(&x, &labels, before, &mut rng))
    });
    report.section("dice", "The diagnoses of 50 patients, from the best 20 of 1000 throws of a die for each");
    writeln!(report, "seed   chosen before the split   within each");
    for (seed, [before, within]) in report.seeds().zip(&runs) {
        writeln!(report, "{seed:4} {:>25} {:>13}", percent(*before), percent(*within));
    }
    let [before, within] = [0, 1].map(|i| mean(&runs.iter().map(|run| run[i]).collect::<Vec<_>>()));
    report.value("dice-before", format!("{:.0} %", 100.0 * before));
    report.value("dice-within", format!("{:.0} %", 100.0 * within));
    let inflated = runs.iter().map(|[before, within]| before - within > 0.15 && *before > 0.7);
    report.claim("choosing-first-flatters", inflated, format!("{before:.2} and {within:.2} on average"));
}

pub fn scaled_first(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let patients = samples.rows(&fifty(samples, &mut rng));
        let (folds, y) = (stratified_k_fold(&patients.labels, 5, &mut rng), column(&patients.labels));
        let within = Recipe { hidden: 0, steps: 200, ..YES_OR_NO };
        let first = Standardize::fit(&patients.x).apply(&patients.x);
        [(first, Recipe { scale: unchanged, ..within }), (patients.x, within)].map(|(x, recipe)| {
            let rng = &mut neural::rng(seed); // the same start and the same batches
            let right = |Split { train, test }: &Split| {
                let (seen, unseen) = (x.select(Axis(0), train), x.select(Axis(0), test));
                let z = Model::fit(&seen, &y.select(Axis(0), train), recipe, rng).predict(&unseen);
                z.iter().zip(test).filter(|&(&z, &row)| (z >= 0.0) == (patients.labels[row] == 1)).count()
            };
            folds.iter().map(right).sum::<usize>()
        })
    });
    let [first, within] = [0, 1].map(|i| runs.iter().map(|run| run[i]).collect::<Vec<_>>());
    report
        .section("scaled-first", "Fifty patients, their true measurements: right answers of 50, five seeds");
    writeln!(report, "standardised before the split   {first:2?}");
    writeln!(report, "standardised within each        {within:2?}");
    let alike = first.iter().zip(&within).map(|(first, within)| first.abs_diff(*within) <= 3);
    report.claim("scaling-first-hardly-flatters", alike, format!("{first:?} and {within:?} of 50"));
}
