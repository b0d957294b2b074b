//! Changes of the loss that are changes of the targets: label smoothing and class weights.

use crate::classes::parts;
use crate::layer::{RATE, descend, mean};
use ndarray::{Axis, array};
use neural::activation::softmax;
use neural::data::Classification;
use neural::loss::{
    balanced_weights, one_hot, smooth, softmax_cross_entropy, softmax_cross_entropy_gradient, weigh,
};
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::trials::{over_seeds, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// ζ of label smoothing.
const SMOOTHING: Real = 0.1;

/// On how many splits accuracies with and without smoothing are compared.
const SPLITS: u64 = 40;

/// What came of training with smoothed targets.
#[derive(Clone, Copy)]
struct Smoothed {
    /// How far apart the two scores of a training row are, on average.
    gap: f64,
    /// The chance that the neurons give to their own answer on the test rows, on average.
    confidence: f64,
    accuracy: f64,
    /// The loss on the test rows, against targets that are not smoothed.
    loss: f64,
}

/// Trains on targets smoothed by `amount`.
fn smoothed(samples: &Classification, amount: Real, steps: usize, seed: u64) -> Smoothed {
    let parts = parts(samples, 0.2, seed);
    let y = smooth(&one_hot(&parts.labels, 2), amount);
    let layer = descend(&parts.x, &y, softmax_cross_entropy_gradient, RATE, steps);
    let z = layer.outputs(&parts.test_x);
    let known = layer.outputs(&parts.x);
    Smoothed {
        gap: mean(known.rows().into_iter().map(|row| f64::from((row[0] - row[1]).abs()))),
        confidence: mean(softmax(&z).map_axis(Axis(1), |p| f64::from(p[0].max(p[1])))),
        accuracy: accuracy(&parts.test_labels, &argmax_rows(&z)),
        loss: softmax_cross_entropy(&z, &one_hot(&parts.test_labels, 2)).into(),
    }
}

pub fn smoothing(report: &mut Report, samples: &Classification) {
    let ideal = f64::from(((2.0 - SMOOTHING) / SMOOTHING).ln());
    let settings: Vec<(&str, Real, usize)> = [("one-hot", 0.0), ("smoothed", SMOOTHING)]
        .iter()
        .flat_map(|&(name, amount)| [100, 1000, 3000].map(|steps| (name, amount, steps)))
        .collect();
    let all =
        trials(&settings, report.seeds(), |&(_, amount, steps), seed| smoothed(samples, amount, steps, seed));
    let caption = format!(
        "Label smoothing, ζ = {SMOOTHING}, on the breast cancer samples; means of five seeds, all \
         but the gap on samples held back."
    );
    let columns = ["targets", "steps", "gap of the scores", "confidence (%)", "accuracy (%)", "loss"];
    let mut table = Table::new("smoothing", caption, columns);
    for ((name, _, steps), runs) in settings.iter().zip(&all) {
        let of = |pick: fn(&Smoothed) -> f64| mean(runs.iter().map(pick));
        table.row([
            name.to_string(),
            steps.to_string(),
            format!("{:.2}", of(|run| run.gap)),
            format!("{:.1}", of(|run| 100.0 * run.confidence)),
            format!("{:.1}", of(|run| 100.0 * run.accuracy)),
            format!("{:.3}", of(|run| run.loss)),
        ]);
    }
    report.table(table);
    report.value("ideal-gap", format!("{ideal:.2}"));
    report.value("smoothing", SMOOTHING);
    let each = |i: usize, pick: fn(&Smoothed) -> f64| all[i].iter().map(pick).collect::<Vec<_>>();
    let gaps = |i: usize| each(i, |run| run.gap);
    let grown = gaps(0).into_iter().zip(gaps(2)).map(|(early, late)| late > 1.5 * early);
    report.claim("one-hot-gap-grows", grown, format!("from {:.1?} to {:.1?}", gaps(0), gaps(2)));
    let near = gaps(5).into_iter().map(|gap| (gap / ideal - 1.0).abs() < 0.1);
    report.claim("smoothing-bounds-the-gap", near, format!("{:.2?}, ideal {ideal:.2}", gaps(5)));
    let (sure, right) = (each(4, |run| run.confidence), each(4, |run| run.accuracy));
    let seen = format!("confidence {sure:.2?}, accuracy {right:.2?}");
    let unsure = sure.iter().zip(&right).map(|(sure, right)| sure < right);
    report.claim("smoothing-makes-underconfident", unsure, seen);
    many_splits(report, samples);
}

/// With and without smoothing on many splits, 1000 steps each.
fn many_splits(report: &mut Report, samples: &Classification) {
    let first = report.seed();
    let pairs = over_seeds(first..first + SPLITS, |seed| {
        [0.0, SMOOTHING].map(|amount| smoothed(samples, amount, 1000, seed))
    });
    let percent = |i: usize| {
        let mean = mean(pairs.iter().map(|pair| pair[i].accuracy));
        format!("{:.1} %", 100.0 * mean)
    };
    report.value("splits", SPLITS);
    report.value("accuracy-one-hot", percent(0));
    report.value("accuracy-smoothed", percent(1));
    let count = |better: fn(f64, f64) -> bool| {
        let held = pairs.iter().filter(|[hot, soft]| better(soft.accuracy, hot.accuracy));
        held.count()
    };
    report.value("smoothing-worse", count(|soft, hot| soft < hot));
    report.value("smoothing-better", count(|soft, hot| soft > hot));
    let loss = |pairs: &[[Smoothed; 2]], i: usize| mean(pairs.iter().map(|pair| pair[i].loss));
    let groups: Vec<[f64; 2]> =
        pairs.chunks(pairs.len() / 5).map(|group| [0, 1].map(|i| loss(group, i))).collect();
    let seen = format!("means of {} splits, one-hot and smoothed: {groups:.3?}", pairs.len() / 5);
    report.claim("smoothing-costs-loss", groups.iter().map(|[hot, soft]| soft > hot), seen);
}

/// Recall and precision of class 1.
fn recall_and_precision(labels: &[usize], predicted: &[usize]) -> [f64; 2] {
    let counts = confusion_matrix(labels, predicted, 2);
    let found = counts[1][1] as f64;
    [found / (counts[1][0] + counts[1][1]) as f64, found / (counts[0][1] + counts[1][1]) as f64]
}

/// Recall and precision on test rows for neurons trained with the class weights 1 and `c`, and
/// for neurons trained without weights whose threshold is then moved by `ln c`.
fn weighed(data: &Classification, c: Real, seed: u64) -> [f64; 4] {
    let parts = parts(data, 0.5, seed);
    let y = one_hot(&parts.labels, 2);
    let scores = |y: &Matrix| {
        let layer = descend(&parts.x, y, softmax_cross_entropy_gradient, RATE, 1000);
        layer.outputs(&parts.test_x)
    };
    let weighted = argmax_rows(&scores(&weigh(&y, &[1.0, c])));
    let moved = argmax_rows(&(scores(&y) + &array![[0.0, c.ln()]]));
    let [weighted, moved] =
        [weighted, moved].map(|predicted| recall_and_precision(&parts.test_labels, &predicted));
    [weighted[0], weighted[1], moved[0], moved[1]]
}

pub fn weighing(report: &mut Report, samples: &Classification) {
    let balanced = balanced_weights(&one_hot(&samples.labels, 2));
    let weights = [1.0, balanced[1] / balanced[0], 3.0, 10.0, 30.0];
    report.value("balanced-weight", format!("{:.2}", weights[1]));
    let radius = samples.columns(&["mean radius"]);
    let caption = "Malignant samples weigh more, or the threshold is moved instead; recall and \
                   precision (%) on the half held back, means of five seeds.";
    let columns = [
        "measurements",
        "weight of a malignant sample",
        "recall, weighted",
        "precision, weighted",
        "recall, threshold",
        "precision, threshold",
    ];
    let mut table = Table::new("weights", caption, columns);
    let [one, thirty] = [("mean radius", &radius), ("all 30", samples)].map(|(name, data)| {
        let runs = trials(&weights, report.seeds(), |&c, seed| weighed(data, c, seed));
        for (c, runs) in weights.iter().zip(&runs) {
            let cell = |i: usize| format!("{:.1}", 100.0 * mean(runs.iter().map(|run| run[i])));
            let head = [name.to_string(), format!("{c:.2}")];
            table.row(head.into_iter().chain((0..4).map(cell)));
        }
        runs
    });
    report.table(table);
    let pairs = one[0].iter().zip(&one[3]);
    let traded = pairs.map(|(even, ten)| ten[0] > even[0] + 0.05 && ten[1] < even[1] - 0.05);
    let seen = format!("weight 10: recall and precision {:.2?}", firsts(&one[3]));
    report.claim("weights-trade-precision-for-recall", traded, seen);
    let apart: Vec<f64> = (0..one[0].len())
        .map(|i| {
            let apart = |run: &[f64; 4]| (run[0] - run[2]).abs().max((run[1] - run[3]).abs());
            one.iter().map(|runs| apart(&runs[i])).fold(0.0, f64::max)
        })
        .collect();
    let seen = format!("recall or precision at most {apart:.3?} apart");
    report.claim("one-measurement-is-one-threshold", apart.iter().map(|&a| a < 0.07), seen);
    let farther = thirty[4].iter().map(|run| run[2] >= run[0] && run[3] < run[1]);
    let seen = format!("recall and precision, weighted and moved: {:.2?}", thirty[4]);
    report.claim("a-threshold-goes-farther", farther, seen);
    draw_weights(report, &weights, &[("mean radius", &one), ("all 30 measurements", &thirty)]);
}

fn firsts(runs: &[[f64; 4]]) -> Vec<[f64; 2]> {
    runs.iter().map(|run| [run[0], run[1]]).collect()
}

/// Precision against recall, as weights or thresholds buy one with the other.
fn draw_weights(report: &mut Report, weights: &[Real], tasks: &[(&str, &Vec<Vec<[f64; 4]>>)]) {
    let mut panels = Panels::new(2);
    for ((title, runs), least) in tasks.iter().zip([(75, 40), (94, 70)]) {
        let path = |first: usize| -> Vec<(f64, f64)> {
            let of = |row: usize, i: usize| mean(runs[row].iter().map(|run| 100.0 * run[i]));
            (0..weights.len()).map(|row| (of(row, first), of(row, first + 1))).collect()
        };
        let chart = Chart::new("recall (%)", "precision (%)").title(title).height(400.0);
        let chart = chart.x_range(least.0, 100).y_range(least.1, 100);
        panels = panels.add(chart.trail("weighted", path(0)).trail("threshold", path(2)));
    }
    report.figure("weights", &panels.svg());
}
