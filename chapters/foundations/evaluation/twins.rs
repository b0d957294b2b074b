//! Twins: rows that stand in the training part and in the test part.

use crate::network::{CLASSES, Model, Recipe};
use crate::{TEST_SHARE, least, mean};
use ndarray::ArrayView1;
use neural::data::{Classification, Split, Standardize, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::over_seeds;
use neural::{Real, Rng};
use report::{Report, Table};
use std::collections::HashSet;

/// The rows that no earlier row repeats.
pub fn distinct(set: &Classification) -> Classification {
    let mut seen = HashSet::new();
    let is_new = |&row: &usize| seen.insert(bits(set, row));
    set.rows(&(0..set.labels.len()).filter(is_new).collect::<Vec<_>>())
}

/// The measurements of a row, as something that can be looked up.
fn bits(set: &Classification, row: usize) -> Vec<u64> {
    set.x.row(row).iter().map(|&value| f64::from(value).to_bits()).collect()
}

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
    let caption = "The grade of a wine, from 3 to 8, on test rows of the whole file: all of them, \
                   those with a twin in training, and the others (mean of five seeds).";
    let columns = ["who answers", "right, all (%)", "right, twins (%)", "right, others (%)"];
    let mut table = Table::new("twins", caption, columns);
    let names = ["copy of the most similar wine", "network", "network, twins kept out of training"];
    let at = |i: usize| {
        let of = |pick: fn(&(f64, [f64; 2])) -> f64| {
            100.0 * mean(&runs.iter().map(|(_, scores)| pick(&scores[i])).collect::<Vec<_>>())
        };
        [of(|(all, _)| *all), of(|(_, [twins, _])| *twins), of(|(_, [_, others])| *others)]
    };
    for (i, name) in names.iter().enumerate() {
        table.row([vec![name.to_string()], at(i).map(|share| format!("{share:.1}")).to_vec()].concat());
    }
    report.table(table);
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
    report.claim(
        "twins-flatter",
        remembered,
        format!("right on twins: {seen:.2?}; trained without them: {unseen:.2?}"),
    );
}
