//! Yes or no, and one of several: cross-entropy, and squared error in its place.

use crate::layer::{Gradient, Layer, RATE, descend, mean};
use ndarray::array;
use neural::activation::{sigmoid, sigmoid_prime, softmax};
use neural::data::{Classification, Standardize, stratified_split};
use neural::loss::{
    bce_with_logits_gradient, mse_gradient, one_hot, softmax_cross_entropy, softmax_cross_entropy_gradient,
};
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::over_seeds;
use neural::{Matrix, MatrixRef, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// Standardised rows to learn from and rows to be tested on.
pub struct Parts {
    pub x: Matrix,
    pub labels: Vec<usize>,
    pub test_x: Matrix,
    pub test_labels: Vec<usize>,
}

pub fn parts(data: &Classification, test_share: f64, seed: u64) -> Parts {
    let split = stratified_split(&data.labels, test_share, &mut neural::rng(seed));
    let (train, test) = (data.rows(&split.train), data.rows(&split.test));
    let scaler = Standardize::fit(&train.x);
    let (x, test_x) = (scaler.apply(&train.x), scaler.apply(&test.x));
    Parts { x, labels: train.labels, test_x, test_labels: test.labels }
}

/// Labels 0 and 1 as a column (n × 1).
pub fn column(labels: &[usize]) -> Matrix {
    Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real)
}

/// The share of rows on whose side of 0 the logit lies rightly.
fn right_sides(neuron: &Layer, x: &Matrix, labels: &[usize]) -> f64 {
    let predicted: Vec<usize> = neuron.outputs(x).iter().map(|&z| usize::from(z > 0.0)).collect();
    accuracy(labels, &predicted)
}

/// `∂/∂z` of the mean squared error of `p = σ(z)`: `2 (p − y) p (1 − p) / n`.
fn mse_of_sigmoid_gradient(z: &MatrixRef, y: &MatrixRef) -> Matrix {
    let p = z.mapv(sigmoid);
    mse_gradient(&p, y) * p.mapv(sigmoid_prime)
}

/// The chance that one neuron gives to a sample, by the mean radius of its nuclei.
pub fn draw_chance(report: &mut Report, samples: &Classification) {
    let radius = samples.columns(&["mean radius"]);
    let scaler = Standardize::fit(&radius.x);
    let y = column(&radius.labels);
    let neuron = descend(&scaler.apply(&radius.x), &y, bce_with_logits_gradient, 1.0, 1000);
    let chance = |radius: f64| sigmoid(neuron.outputs(&scaler.apply(&array![[radius as Real]]))[[0, 0]]);
    let of = |class: usize| {
        let rows = (0..y.nrows()).filter(|&i| radius.labels[i] == class);
        rows.map(|i| (radius.x[[i, 0]], class as Real)).collect::<Vec<_>>()
    };
    let chart = Chart::new("mean radius of the nuclei", "chance of malignant")
        .x_range(5, 30)
        .y_range(-0.1, 1.1)
        .scatter("benign", of(0))
        .scatter("malignant", of(1))
        .curve("σ(xw + b)", 5.0..=30.0, chance);
    report.figure("chance", &chart.svg());
    let chart = Chart::new("chance that was given to what happened", "loss −ln p").y_range(0, 5);
    report.figure("surprise", &chart.height(300.0).curve("", 0.007..=1.0, |p| -p.ln()).svg());
    let one = |number: f64| Matrix::from_elem((1, 1), number as Real);
    let chart = Chart::new("logit z, when y = 1", "derivative of the loss by z")
        .curve("cross-entropy", -8.0..=8.0, |z| bce_with_logits_gradient(&one(z), &one(1.0))[[0, 0]])
        .curve("squared error", -8.0..=8.0, |z| mse_of_sigmoid_gradient(&one(z), &one(1.0))[[0, 0]]);
    report.figure("pull", &chart.svg());
}

/// How often steps are taken at most.
const PATIENCE: usize = 1000;

/// How many steps bring `neuron` to an accuracy of 0.9 on the training rows, or [`PATIENCE`].
fn recovery(mut neuron: Layer, parts: &Parts, gradient: Gradient, rate: Real) -> usize {
    let y = column(&parts.labels);
    let recovered = (0..PATIENCE).find(|_| {
        let right = right_sides(&neuron, &parts.x, &parts.labels) >= 0.9;
        neuron.step(&parts.x, &y, gradient, rate);
        right
    });
    recovered.unwrap_or(PATIENCE)
}

/// A neuron learned from swapped labels, and is then more or less sure; how long do two losses
/// take to put it right?
pub fn swapped_labels(report: &mut Report, samples: &Classification) {
    const SURE: [Real; 4] = [1.0, 2.0, 4.0, 8.0];
    const RATES: [Real; 2] = [1.0, 10.0];
    let losses: [Gradient; 2] = [bce_with_logits_gradient, mse_of_sigmoid_gradient];
    // For each seed and each factor: steps of both losses at the first rate, then at the second.
    let runs: Vec<Vec<[usize; 4]>> = over_seeds(report.seeds(), |seed| {
        let parts = parts(samples, 0.2, seed);
        let swapped = 1.0 - column(&parts.labels);
        let start = descend(&parts.x, &swapped, bce_with_logits_gradient, RATE, 1000);
        let from = |factor: Real| {
            let start = Layer { w: &start.w * factor, b: &start.b * factor };
            [0, 1, 2, 3].map(|i| recovery(start.clone(), &parts, losses[i % 2], RATES[i / 2]))
        };
        SURE.map(from).to_vec()
    });
    let caption = format!(
        "Steps until a neuron that learned from swapped labels gets 90 % of the training samples \
         right, its weights multiplied before; medians of five seeds, at most {PATIENCE} steps."
    );
    let columns = [
        "weights times",
        "cross-entropy, rate 1",
        "squared error, rate 1",
        "cross-entropy, rate 10",
        "squared error, rate 10",
    ];
    let mut table = Table::new("swapped", caption, columns);
    for (row, factor) in SURE.iter().enumerate() {
        let median = |column: usize| {
            let mut steps: Vec<usize> = runs.iter().map(|run| run[row][column]).collect();
            steps.sort();
            let middle = steps[steps.len() / 2];
            if middle < PATIENCE { middle.to_string() } else { format!("> {PATIENCE}") }
        };
        table.row([factor.to_string()].into_iter().chain((0..4).map(median)));
    }
    report.table(table);
    let frozen = runs.iter().map(|run| {
        let [once, twice, fourfold, eightfold] = [0, 1, 2, 3].map(|row: usize| run[row]);
        let tenfold = (7 * once[0]..=14 * once[0]).contains(&eightfold[0]);
        tenfold && twice[1] > 4 * once[1] && fourfold[1] == PATIENCE
    });
    report.claim("confidence-freezes-squared-error", frozen, format!("steps {runs:?}"));
}

/// Both losses from zero weights: accuracy on samples held back.
pub fn from_zero(report: &mut Report, samples: &Classification) {
    let losses: [Gradient; 2] = [bce_with_logits_gradient, mse_of_sigmoid_gradient];
    let pairs: Vec<[f64; 2]> = over_seeds(report.seeds(), |seed| {
        let parts = parts(samples, 0.2, seed);
        losses.map(|gradient| {
            let neuron = descend(&parts.x, &column(&parts.labels), gradient, RATE, 1000);
            right_sides(&neuron, &parts.test_x, &parts.test_labels)
        })
    });
    let tested = parts(samples, 0.2, report.seed()).test_labels.len();
    let percent = |i: usize| format!("{:.1} %", 100.0 * mean(pairs.iter().map(|pair| pair[i])));
    report.value("bce-accuracy", percent(0));
    report.value("mse-accuracy", percent(1));
    report.value("samples-tested", tested);
    let close = pairs.iter().map(|[bce, mse]| ((bce - mse).abs() * tested as f64).round() <= 3.0);
    let seen = format!("accuracies of cross-entropy and squared error: {pairs:.3?}");
    report.claim("neutral-start-hides-it", close, seen);
}

pub fn three_species(report: &mut Report, birds: &Classification) {
    let mut accuracies = Vec::new();
    for seed in report.seeds() {
        let parts = parts(birds, 0.3, seed);
        let y = one_hot(&parts.labels, 3);
        let layer = descend(&parts.x, &y, softmax_cross_entropy_gradient, RATE, 1000);
        accuracies.push(accuracy(&parts.test_labels, &argmax_rows(&layer.outputs(&parts.test_x))));
        if seed == report.seed() {
            let baseline = accuracy(&parts.test_labels, &vec![0; parts.test_labels.len()]);
            report.value("species-baseline", format!("{:.1} %", 100.0 * baseline));
        }
    }
    let average = 100.0 * mean(accuracies.iter().copied());
    report.value("species-accuracy", format!("{average:.1} %"));
    let seen = format!("accuracies {accuracies:.3?}");
    report.claim("species-learnt", accuracies.iter().map(|&a| a > 0.93), seen);
}

/// What a softmax does with a single score.
pub fn one_output(report: &mut Report) {
    let z = array![[-3.0], [0.5], [20.0], [-3.0]];
    let y = array![[1.0], [1.0], [0.0], [0.0]];
    let (p, gradient) = (softmax(&z), softmax_cross_entropy_gradient(&z, &y));
    let caption = "A softmax over a single score: chance and gradient, whatever score and target.";
    let columns = ["score", "target", "chance", "gradient"];
    let mut table = Table::new("one-output", caption, columns);
    for row in 0..4 {
        let cells = [&z, &y, &p, &gradient].map(|m| m[[row, 0]].to_string().replace('-', "−"));
        table.row(cells);
    }
    report.table(table);
    let loss = softmax_cross_entropy(&z, &y);
    let blind = p.iter().all(|&p| p == 1.0) && gradient.iter().all(|&g| g == 0.0) && loss == 0.0;
    report.fact("one-output-learns-nothing", blind, "every chance 1, every gradient 0, loss 0");
}
