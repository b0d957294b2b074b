//! What normalising does to one feature, and what a batch does to one digit.

use crate::digits::{Digits, Network, Norm, Part, Setup, USUAL, nothing, train};
use crate::length;
use crate::opening::SMALL;
use neural::layer::batch_norm;
use neural::trials::Spread;
use neural::{Matrix, Mode, Rng, Tape};
use rand::RngExt;
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The root mean square of what each ReLU layer of a new network is given.
fn levels(digits: &Digits, norm: Norm, seed: u64) -> Vec<f64> {
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&Setup { norm, scale: SMALL, ..USUAL }, &mut rng);
    let tape = Tape::new(&network.params);
    let stages = network.layers.stages(tape.constant(rows.x), &mut Mode::Train(&mut rng));
    let level = |z: &Matrix| length(z) / (z.len() as f64).sqrt();
    stages[..USUAL.depth].iter().map(|stage| level(&stage.value().into_owned())).collect()
}

/// The weighted sums of a unit in the last hidden layer, over 256 digits.
fn sums(digits: &Digits, seed: u64) -> Matrix {
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&Setup { scale: SMALL, ..USUAL }, &mut rng);
    let tape = Tape::new(&network.params);
    let stages = network.layers.stages(tape.constant(rows.x), &mut Mode::Eval);
    stages[USUAL.depth - 1].value().column(0).to_owned().insert_axis(ndarray::Axis(1))
}

pub fn one_feature(report: &mut Report, digits: &Digits) {
    let caption = format!(
        "The root mean square of the weighted sums in each hidden layer of a new network whose \
         first weights are {SMALL} times He's. First seed."
    );
    let mut table = Table::new("levels", caption, ["hidden layer", "without", "with batch normalisation"]);
    let [without, with] = [Norm::Without, Norm::Before].map(|norm| levels(digits, norm, report.seed()));
    for (i, (without, with)) in without.iter().zip(&with).enumerate() {
        table.row([(i + 1).to_string(), format!("{without:.4}"), format!("{with:.4}")]);
    }
    report.table(table);
    report.fact(
        "the-signal-stays",
        without[USUAL.depth - 1] < 0.02 * without[0] && with.iter().all(|level| (level - 1.0).abs() < 0.02),
        format!("without {without:.4?}, with {with:.4?}"),
    );
    let x = sums(digits, report.seed());
    let one = Matrix::ones((1, 1));
    // The sums are tiny, so ε has to be tinier still.
    let (x_hat, _) = batch_norm(&x, &one, &Matrix::zeros((1, 1)), 1e-12);
    let panel = |title: &str, axis: &str, values: &Matrix| {
        let chart = Chart::new(axis, "digits").title(title).height(300.0);
        chart.histogram("256 digits", values.iter().copied(), 25)
    };
    let panels = Panels::new(2)
        .add(panel("as it arrives", "weighted sum × 1000", &(&x * 1000.0)))
        .add(panel("normalised", "x̂", &x_hat));
    report.figure("one-feature", &panels.svg());
}

/// The logit of a digit's own class among other rows of a batch, for many batches; and in use.
fn among_others(network: &Network, part: &Part, digit: usize, size: usize, rng: &mut Rng) -> (Vec<f64>, f64) {
    let mut network = network.clone();
    let (class, n) = (part.labels[digit], part.labels.len());
    let used = network.logits(&part.rows(&[digit]).x, &mut Mode::Eval)[[0, class]];
    let drawn = (0..BATCHES).map(|_| {
        let others = (1..size).map(|_| rng.random_range(0..n));
        let rows: Vec<usize> = std::iter::once(digit).chain(others).collect();
        let z = network.logits(&part.rows(&rows).x, &mut Mode::Train(&mut neural::rng(0)));
        f64::from(z[[0, class]])
    });
    (drawn.collect(), used.into())
}

/// In how many batches each of how many test digits is looked at.
const BATCHES: usize = 200;
const DIGITS: usize = 20;

pub fn one_digit(report: &mut Report, digits: &Digits) {
    let (network, _) = train(&digits.train, &Setup { norm: Norm::Before, ..USUAL }, report.seed(), nothing);
    let mut rng = neural::rng(report.seed());
    let mut panels = Panels::new(2);
    let mut spreads = Vec::new();
    for size in [8, 64] {
        let seen: Vec<_> =
            (0..DIGITS).map(|digit| among_others(&network, &digits.test, digit, size, &mut rng)).collect();
        let deviations = seen.iter().map(|(logits, _)| Spread::of(logits.iter().copied()).deviation);
        let mean = Spread::of(deviations).mean;
        report.value(&format!("spread-{size}"), format!("{mean:.1}"));
        spreads.push(mean);
        let (logits, used) = &seen[0];
        let top = BATCHES as f64 / 4.0;
        let chart = Chart::new("logit of its class", "batches")
            .title(&format!("batches of {size}"))
            .height(320.0)
            .x_range(-6, 14)
            .y_range(0, top)
            .histogram("in training", logits.iter().copied(), 25)
            .line("in use", [(*used, 0.0), (*used, top)]);
        panels = panels.add(chart);
    }
    report.figure("one-digit", &panels.svg());
    report.value("batches", BATCHES);
    report.value("looked-at", DIGITS);
    report.fact(
        "neighbours-change-the-answer",
        spreads[0] > 1.5 * spreads[1] && spreads[1] > 0.1,
        format!("the logits' standard deviation is {spreads:.2?} in batches of 8 and of 64"),
    );
}
