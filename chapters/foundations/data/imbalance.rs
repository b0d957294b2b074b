//! Mistake 6: one class is rare.

use crate::census::{Census, Encoder, mean_recall, rare, standardised};
use crate::costs::{Cost, each, points, repeated};
use crate::network::{CLASSES, Network, Recipe};
use ndarray::{Axis, s};
use neural::activation::softmax;
use neural::data::{over_sample, under_sample};
use neural::loss::{balanced_weights, one_hot, weigh};
use neural::metrics::{Average, accuracy, precision_score, recall_score, roc_auc_score};
use neural::trials::over_seeds;
use neural::{Matrix, Real};
use report::{Report, Table};

/// How many of the rows earn more than 50 000 dollars.
const SHARE: f64 = 0.04;

/// How many rows there are to learn from, and to be tested on.
const ROWS: usize = 3000;

const RECIPE: Recipe = Recipe { steps: 200, ..CLASSES };

const CURES: [&str; 6] =
    ["nothing", "class weights", "over-sampling", "under-sampling", "threshold moved", "always “no”"];

/// Accuracy, precision, recall, mean recall of both classes, area under the ROC and mean chance of
/// "yes", in percent.
const MEASURES: usize = 6;

fn measured(labels: &[usize], chances: &[Real], threshold: Real) -> [f64; MEASURES] {
    let said: Vec<usize> = chances.iter().map(|&chance| usize::from(chance > threshold)).collect();
    let positive: Vec<bool> = labels.iter().map(|&label| label == 1).collect();
    let one = Average::Binary(1);
    [
        100.0 * accuracy(labels, &said),
        100.0 * precision_score(labels, &said, one, 0.0),
        100.0 * recall_score(labels, &said, one, 0.0),
        mean_recall(labels, &said),
        100.0 * roc_auc_score(&positive, chances),
        100.0 * chances.iter().map(|&chance| f64::from(chance)).sum::<f64>() / chances.len() as f64,
    ]
}

/// The measures of each of `CURES`, one after the other.
fn cured(census: &Census, seed: u64) -> [f64; MEASURES * CURES.len()] {
    let mut rng = neural::rng(seed);
    let train = rare(&census.train, ROWS, SHARE, &mut rng);
    let test = rare(&census.all_test, ROWS, SHARE, &mut rng);
    let encoder = Encoder::fit(&train, standardised);
    let (x, y, test_x) = (encoder.apply(&train), one_hot(&train.labels, 2), encoder.apply(&test));
    let chances = |x: &Matrix, y: &Matrix| {
        let network = Network::train(x, y, RECIPE, &mut neural::rng(seed));
        softmax(&network.logits(&test_x)).slice(s![.., 1]).to_vec()
    };
    let of_rows = |rows: Vec<usize>| chances(&x.select(Axis(0), &rows), &y.select(Axis(0), &rows));
    let plain = chances(&x, &y);
    let tested = [
        (plain.clone(), 0.5),
        (chances(&x, &weigh(&y, &balanced_weights(&y))), 0.5),
        (of_rows(over_sample(&train.labels, &mut rng)), 0.5),
        (of_rows(under_sample(&train.labels, &mut rng)), 0.5),
        (plain, SHARE as Real),
        (vec![0.0; ROWS], 0.5),
    ];
    let measures = tested.iter().flat_map(|(chances, threshold)| measured(&test.labels, chances, *threshold));
    measures.collect::<Vec<_>>().try_into().expect("each measure of each cure")
}

pub fn cures(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| repeated(2, seed, |seed| cured(census, seed)));
    let of = |cure: usize, measure: usize| each(&runs, |run| run[MEASURES * cure + measure]);
    let caption = "Census with 4 people of 100 above 50 000 dollars, tested with the same share; \
                   all in % (mean and deviation of five seeds, two runs each).";
    let columns = [
        "cure",
        "accuracy",
        "precision",
        "recall",
        "mean recall of both classes",
        "area under the ROC",
        "mean chance",
    ];
    let mut table = Table::new("imbalance", caption, columns);
    for (i, name) in CURES.iter().enumerate() {
        let cells = (0..MEASURES).map(|k| points(&of(i, k)));
        table.row([name.to_string()].into_iter().chain(cells));
    }
    report.table(table);
    report.claim(
        "each-cure-finds-the-rare",
        (0..runs.len()).map(|seed| (1..5).all(|cure| of(cure, 3)[seed] > of(0, 3)[seed] + 5.0)),
        format!("mean recall {:.0?} % without a cure, {:.0?} % with weights", of(0, 3), of(1, 3)),
    );
    report.claim(
        "moving-the-threshold-does-as-well",
        (0..runs.len()).map(|seed| (1..4).all(|cure| of(4, 3)[seed] > of(cure, 3)[seed] - 2.0)),
        format!("mean recall {:.0?} %, {:.0?} % with weights", of(4, 3), of(1, 3)),
    );
    report.claim(
        "cures-do-not-rank-better",
        (0..runs.len()).map(|seed| (1..4).all(|cure| of(cure, 4)[seed] < of(0, 4)[seed] + 1.0)),
        format!("area {:.1?} without a cure, {:.1?} with weights", of(0, 4), of(1, 4)),
    );
    report.claim(
        "cures-spoil-the-chances",
        (0..runs.len()).map(|seed| (1..4).all(|cure| of(cure, 5)[seed] > 2.5 * of(0, 5)[seed])),
        format!("mean chance {:.0?} % without a cure, {:.0?} % with weights", of(0, 5), of(1, 5)),
    );
    Cost::lost(6, "imbalance ignored", "census", &of(0, 3), &of(1, 3))
}
