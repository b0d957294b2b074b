//! Multiplying a layer's weights by a number changes nothing, until a step is taken.

use crate::digits::{Digits, Network, Norm, Setup, USUAL, deal, train};
use crate::rates::{FEW_RATES, SCALES};
use crate::{RATES, length, told};
use ndarray::Array2;
use neural::trials::{Spread, trials};
use neural::{Mode, ParamId, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

const NORMAL: Setup = Setup { norm: Norm::Before, ..USUAL };

/// The layer that is looked at, one in the middle.
const LAYER: usize = 2;

fn weights(network: &Network) -> Vec<ParamId> {
    network.layers.hidden.iter().map(|layer| layer.dense.w).collect()
}

pub fn scaled_weights(report: &mut Report, digits: &Digits) {
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    let caption = "A new network with batch normalisation, all hidden weights multiplied by c: \
                   the loss, the length of the gradient of a middle layer's weights, and the \
                   cosine of its angle with the weights.";
    let columns = ["c", "loss", "length of the gradient", "cosine with W"];
    let mut table = Table::new("scaled", caption, columns);
    let mut seen = Vec::new();
    for c in [0.5, 1.0, 2.0, 8.0] {
        let mut rng = neural::rng(report.seed());
        let mut network = Network::new(&Setup { scale: c, ..NORMAL }, &mut rng);
        let id = weights(&network)[LAYER];
        let w = network.params[id].to_owned();
        let (loss, grads) = network.gradients(&rows, &mut Mode::Train(&mut rng));
        let dw = grads.get(id).expect("a gradient");
        let along = (dw * &w).sum().abs() / (length(dw) * length(&w)) as Real;
        table.row([
            c.to_string(),
            format!("{loss:.4}"),
            format!("{:.4}", length(dw)),
            format!("{along:.0e}"),
        ]);
        seen.push((f64::from(loss), length(dw) * f64::from(c), along));
    }
    report.table(table);
    let (loss, gradient, _) = seen[1];
    report.fact(
        "the-output-stays",
        seen.iter().all(|(other, ..)| (other / loss - 1.0).abs() < 1e-3),
        format!("losses {:.4?}", seen.iter().map(|s| s.0).collect::<Vec<_>>()),
    );
    report.fact(
        "the-gradient-shrinks",
        seen.iter().all(|(_, times_c, _)| (times_c / gradient - 1.0).abs() < 1e-2),
        format!("c times the gradient: {:.3?}", seen.iter().map(|s| s.1).collect::<Vec<_>>()),
    );
    report.fact(
        "the-gradient-is-upright",
        seen.iter().all(|(.., along)| *along < 1e-3),
        format!("cosines {:.0e}", seen.iter().map(|s| s.2).fold(0.0, Real::max)),
    );
}

/// The losses of a run whose hidden weights are `c` times as large, and move with `factor` times
/// the rate of the rest. `before` is done to the network before each step.
fn scaled_run(
    digits: &Digits,
    c: Real,
    factor: Real,
    seed: u64,
    mut before: impl FnMut(&mut Network),
) -> Vec<f64> {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&Setup { scale: c, ..NORMAL }, &mut rng);
    let (weights, mut chance) = (weights(&network), rng.clone());
    let mut step = |rows: Vec<usize>| {
        before(&mut network);
        let (loss, grads) = network.gradients(&digits.train.rows(&rows), &mut Mode::Train(&mut chance));
        for id in network.params.ids() {
            let rate = if weights.contains(&id) { factor * NORMAL.rate } else { NORMAL.rate };
            network.params[id].scaled_add(-rate, grads.get(id).expect("a gradient"));
        }
        f64::from(loss)
    };
    deal(digits.train.x.nrows(), NORMAL.batch, rng).take(NORMAL.steps).map(&mut step).collect()
}

/// The mean loss of the last 50 steps.
fn late(losses: &[f64]) -> f64 {
    Spread::of(losses[NORMAL.steps - 50..].iter().copied()).mean
}

/// c, the factor of the rate, and what it is called.
const PAIRS: [(Real, Real, &str); 3] =
    [(1.0, 1.0, "W"), (4.0, 16.0, "4W, 16 times the rate"), (4.0, 1.0, "4W, the same rate")];

pub fn same_path(report: &mut Report, digits: &Digits) {
    let runs =
        trials(&PAIRS, report.seeds(), |&(c, factor, _), seed| scaled_run(digits, c, factor, seed, |_| ()));
    let caption = "Training loss on the same batches, first seed: first weights W, four times as \
                   large with sixteen times the rate, and four times as large with the same \
                   rate.";
    let columns = std::iter::once("step").chain(PAIRS.map(|(.., name)| name));
    let mut table = Table::new("path", caption, columns);
    for t in [0, 1, 2, 4, 9, 49, 149] {
        let cells = [0, 1, 2].map(|which| format!("{:.4}", runs[which][0][t]));
        table.row(std::iter::once((t + 1).to_string()).chain(cells));
    }
    report.table(table);
    let early = |t: usize| runs[0].iter().zip(&runs[1]).map(move |(a, b)| (a[t] / b[t] - 1.0).abs());
    report.claim(
        "rate-over-square-of-weights",
        (0..runs[0].len())
            .map(|seed| (0..4).all(|t| (runs[0][seed][t] / runs[1][seed][t] - 1.0).abs() < 1e-2)),
        format!("relative difference at step 5: {:.0e}", early(4).fold(0.0, f64::max)),
    );
    let slow: Vec<[f64; 3]> =
        (0..runs[0].len()).map(|seed| [0, 1, 2].map(|which| late(&runs[which][seed]))).collect();
    report.claim(
        "large-weights-are-slow",
        slow.iter().map(|[plain, quick, slow]| (quick / plain - 1.0).abs() < 0.25 && *slow > 1.5 * plain),
        format!("mean loss of the last 50 steps: {slow:.2?}"),
    );
}

pub fn growth(report: &mut Report, digits: &Digits) {
    let rates = &RATES[3..];
    let runs = trials(rates, report.seeds(), |&rate, seed| {
        let mut lengths = Vec::new();
        let setup = Setup { rate, ..NORMAL };
        let (network, _) = train(&digits.train, &setup, seed, |_, network, _| {
            lengths.push(length(&network.params[weights(network)[LAYER]]));
        });
        lengths.push(length(&network.params[weights(&network)[LAYER]]));
        lengths
    });
    let caption = format!(
        "The length of a middle layer's weights before the first and after the last of {} steps, \
         and the learning rate divided by its square. First seed.",
        USUAL.steps
    );
    let columns =
        ["learning rate", "length, first", "length, last", "η / length², first", "η / length², last"];
    let mut table = Table::new("growth", caption, columns);
    let effective = |rate: Real, length: f64| f64::from(rate) / (length * length);
    for (&rate, runs) in rates.iter().zip(&runs) {
        let (first, last) = (runs[0][0], runs[0][USUAL.steps]);
        table.row([
            rate.to_string(),
            format!("{first:.2}"),
            format!("{last:.2}"),
            format!("{:.4}", effective(rate, first)),
            format!("{:.4}", effective(rate, last)),
        ]);
    }
    report.table(table);
    let grows = |run: &Vec<f64>| run.windows(2).all(|pair| pair[1] >= pair[0] * (1.0 - 1e-5));
    report.claim(
        "weights-only-grow",
        (0..runs[0].len()).map(|seed| runs.iter().all(|runs| grows(&runs[seed]))),
        "no step makes them shorter",
    );
    let ratio: Vec<f64> = runs[3]
        .iter()
        .map(|run| {
            let usual = runs[0][0][USUAL.steps];
            effective(rates[3], run[USUAL.steps]) / effective(rates[0], usual)
        })
        .collect();
    report.value("rates-apart", format!("{:.0}", rates[3] / rates[0]));
    report.value("rates-end-apart", format!("{:.0}", Spread::of(ratio.iter().copied()).mean));
    report.claim(
        "large-rates-tame-themselves",
        ratio.iter().map(|&ratio| ratio < 0.8 * f64::from(rates[3] / rates[0])),
        format!("rates {:.0} times apart, {ratio:.0?} times at the end", rates[3] / rates[0]),
    );
}

/// Accuracies at the scales of the experiment, over the rate, and over the rate divided by the
/// square of the scale.
pub fn collapse(report: &mut Report, before: &Array2<f64>) {
    let mut panels = Panels::new(2);
    for (name, power) in [("learning rate η", 0), ("η / c²", 2)] {
        let mut chart = Chart::new(name, "test accuracy (%)").log_x().y_range(0, 100).height(340.0);
        for (i, scale) in SCALES.iter().enumerate() {
            let points =
                FEW_RATES.iter().zip(before.row(i)).map(|(rate, &read)| (rate / scale.powi(power), read));
            chart = chart.line(&format!("c = {scale}"), points);
        }
        panels = panels.add(chart);
    }
    report.figure("collapse", &panels.svg());
}

/// Hidden weights with a rate of their own, free to grow; and the same, held at their first length.
pub fn brake(report: &mut Report, digits: &Digits) {
    let rates: [Real; 5] = [0.1, 1.0, 3.0, 10.0, 100.0];
    let runs = trials(&rates, report.seeds(), |&rate, seed| {
        let (mut lengths, mut start) = (Vec::new(), Vec::new());
        let see = |network: &mut Network| lengths.push(length(&network.params[weights(network)[LAYER]]));
        let free = scaled_run(digits, 1.0, rate / NORMAL.rate, seed, see);
        let held = scaled_run(digits, 1.0, rate / NORMAL.rate, seed, |network| hold(network, &mut start));
        ([late(&free), late(&held)], lengths)
    });
    let caption = "Only the hidden weights have this learning rate: mean training loss of the \
                   last 50 steps, weights free to grow or held at their first length (five \
                   seeds), and the length of a middle layer's free weights (first seed).";
    let columns =
        ["learning rate", "loss, free", "loss, held", "length, first", "length, second step", "length, last"];
    let mut table = Table::new("brake", caption, columns);
    for (rate, runs) in rates.iter().zip(&runs) {
        let [free, held] = [0, 1].map(|way| told(runs.iter().map(|run| run.0[way]), 2));
        let lengths = &runs[0].1;
        let [first, second, last] = [0, 1, NORMAL.steps - 1].map(|t| format!("{:.1}", lengths[t]));
        table.row([rate.to_string(), free, held, first, second, last]);
    }
    report.table(table);
    report.value("usual-rate", NORMAL.rate);
    report.claim(
        "hidden-weights-bear-any-rate",
        runs[4].iter().zip(&runs[0]).map(|(huge, usual)| huge.0[0] < 1.5 * usual.0[0]),
        format!("loss with rate 100: {:.2?}", runs[4].iter().map(|run| run.0[0]).collect::<Vec<_>>()),
    );
    report.claim(
        "tenfold-needs-no-brake",
        runs[1].iter().zip(&runs[0]).map(|(tenfold, usual)| tenfold.0[1] < usual.0[1]),
        format!("held, with rate 1: {:.2?}", runs[1].iter().map(|run| run.0[1]).collect::<Vec<_>>()),
    );
    report.claim(
        "because-they-grow",
        runs[4].iter().map(|run| run.0[1] > 2.0),
        format!("held: {:.2?}", runs[4].iter().map(|run| run.0[1]).collect::<Vec<_>>()),
    );
}

/// Brings all hidden weights back to the lengths in `start`, which are those of the first call.
fn hold(network: &mut Network, start: &mut Vec<f64>) {
    let ids = weights(network);
    if start.is_empty() {
        start.extend(ids.iter().map(|&id| length(&network.params[id])));
    }
    for (id, start) in ids.into_iter().zip(start) {
        let by = *start / length(&network.params[id]);
        network.params[id] *= by as Real;
    }
}
