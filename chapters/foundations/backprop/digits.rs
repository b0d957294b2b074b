//! The digits, learned with the tape.

use crate::pictures::{Digits, Rows, deal};
use crate::tape::{Network, epoch};
use crate::{BATCH, RATE, SIZES, mean, percent};
use ndarray::{Array2, s};
use neural::data::{Classification, batches};
use neural::init::he_normal;
use neural::metrics::{argmax_rows, confusion_matrix};
use neural::trials::over_seeds;
use neural::{Params, rng};
use report::Report;
use report::plot::{Chart, Figure, HeatMap, Images};

const LONG: usize = 40;

/// A trained network, its data, and its accuracy after each epoch.
struct Trained {
    network: Network,
    params: Params,
    digits: Digits,
    train: Vec<f64>,
    test: Vec<f64>,
}

fn train(pictures: &Classification, seed: u64) -> Trained {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for _ in 0..LONG {
        let batches = batches(digits.train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &digits.train, &batches, RATE);
        train.push(network.accuracy(&params, &digits.train));
        test.push(network.accuracy(&params, &digits.test));
    }
    Trained { network, params, digits, train, test }
}

pub fn five_seeds(report: &mut Report, pictures: &Classification) {
    report.section("digits", "The digits, from five seeds");
    let runs = over_seeds(report.seeds(), |seed| train(pictures, seed));
    writeln!(report, "epoch    train right    test right");
    for epoch in [1, 2, 5, 10, 20, LONG] {
        let train = percent(mean(runs.iter().map(|run| run.train[epoch - 1])));
        let test = percent(mean(runs.iter().map(|run| run.test[epoch - 1])));
        writeln!(report, "{epoch:5} {train:>14} {test:>13}");
    }
    let last = runs.iter().map(|run| run.test[LONG - 1]);
    let each = last.clone().map(percent).collect::<Vec<_>>().join(", ");
    writeln!(report, "test right, seed by seed: {each}");
    report.value("digits-epochs", LONG);
    report.value("digits-accuracy", percent(mean(last.clone())));
    report.value("digits-train-accuracy", percent(mean(runs.iter().map(|run| run.train[LONG - 1]))));
    report.fact("digits-reach-96-percent-on-average", mean(last.clone()) >= 0.96, &each);
    report.claim("each-seed-reaches-94-percent", last.map(|right| right >= 0.94), each);
    draw_learning(report, &runs);
    draw_confusion(report, &runs);
    draw_errors(report, &runs[0]);
}

/// Mean, least and greatest accuracy over the seeds, for training and test rows.
fn draw_learning(report: &mut Report, runs: &[Trained]) {
    let chart = Chart::new("epoch", "accuracy").y_range(0.9, 1.0);
    let train: Vec<_> = runs.iter().map(|run| &run.train[..]).collect();
    let test: Vec<_> = runs.iter().map(|run| &run.test[..]).collect();
    let chart = add_curves(add_curves(chart, "train", &train), "test", &test);
    report.figure("learning", &chart.svg());
}

/// A line for the mean of `curves` and a band from the least to the greatest.
fn add_curves<'a>(chart: Chart<'a>, name: &str, curves: &[&[f64]]) -> Chart<'a> {
    let (mut low, mut high, mut middle) = (Vec::new(), Vec::new(), Vec::new());
    for epoch in 0..LONG {
        let right: Vec<f64> = curves.iter().map(|curve| curve[epoch]).collect();
        low.push((epoch + 1, right.iter().copied().fold(1.0, f64::min)));
        high.push((epoch + 1, right.iter().copied().fold(0.0, f64::max)));
        middle.push((epoch + 1, mean(right.into_iter())));
    }
    chart.band(name, low, high).line(name, middle)
}

/// Every test row of every seed: what it is, and what it was read as.
fn draw_confusion(report: &mut Report, runs: &[Trained]) {
    let mut counts = Array2::<usize>::zeros((SIZES[2], SIZES[2]));
    for Trained { network, params, digits, .. } in runs {
        let predicted = argmax_rows(&network.predict(params, &digits.test.x));
        let confusion = confusion_matrix(&digits.test.labels, &predicted, SIZES[2]);
        counts.indexed_iter_mut().for_each(|((i, j), count)| *count += confusion[i][j]);
    }
    let off_diagonal = counts.indexed_iter().filter(|((i, j), _)| i != j);
    let ((written, read), times) = off_diagonal.max_by_key(|(_, times)| **times).expect("several classes");
    report.value("commonest-error", format!("{written} read as {read}, {times} times"));
    report.value("tested", counts.sum());
    report.figure("confusion", &HeatMap::new("written", "read as", &counts).svg());
}

/// The test rows that one network reads wrongly.
fn draw_errors(report: &mut Report, run: &Trained) {
    let Rows { x, labels, .. } = &run.digits.test;
    let predicted = argmax_rows(&run.network.predict(&run.params, x));
    let wrong: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] != predicted[row]).collect();
    report.value("errors", wrong.len());
    let images = wrong.iter().take(16).fold(Images::new(8, 8), |images, &row| {
        images.image(x.slice(s![row, ..]), &format!("{} → {}", labels[row], predicted[row]))
    });
    report.figure("errors", &images.svg());
}
