//! Multiplying a layer's weights by a number changes nothing, until a step is taken.

use crate::digits::{Digits, Network, Norm, Setup, USUAL, deal, train};
use crate::rates::{FEW_RATES, SCALES};
use crate::{RATES, draw_losses, length};
use ndarray::Array2;
use neural::trials::{Spread, trials};
use neural::{Mode, ParamId, Real};
use report::Report;
use report::plot::{Chart, Figure, Panels};

const NORMAL: Setup = Setup { norm: Norm::Before, ..USUAL };

/// The layer that is looked at, one in the middle.
const LAYER: usize = 2;

fn weights(network: &Network) -> Vec<ParamId> {
    network.layers.hidden.iter().map(|layer| layer.dense.w).collect()
}

pub fn scaled_weights(report: &mut Report, digits: &Digits) {
    report.section("scaled", "All hidden weights multiplied by c, in a new network");
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    writeln!(report, "    c       loss    gradient of a middle layer    its part along W");
    let mut seen = Vec::new();
    for c in [0.5, 1.0, 2.0, 8.0] {
        let mut rng = neural::rng(report.seed());
        let mut network = Network::new(&Setup { scale: c, ..NORMAL }, &mut rng);
        let id = weights(&network)[LAYER];
        let w = network.params[id].to_owned();
        let (loss, grads) = network.gradients(&rows, &mut Mode::Train(&mut rng));
        let dw = grads.get(id).expect("a gradient");
        let along = (dw * &w).sum().abs() / (length(dw) * length(&w)) as Real;
        writeln!(report, "{c:>5} {loss:>10.4} {:>29.4} {:>19}", length(dw), format!("{along:.0e}"));
        seen.push((f64::from(loss), length(dw) * f64::from(c), along));
    }
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

/// The losses of a run whose hidden weights are `c` times as large, and move with `factor` times the rate of the rest.
/// `before` is done to the network before each step.
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
    report.section("path", "The training loss with weights W, and with 4W");
    let runs =
        trials(&PAIRS, report.seeds(), |&(c, factor, _), seed| scaled_run(digits, c, factor, seed, |_| ()));
    writeln!(report, "step         W    4W, 16 times the rate    4W, the same rate");
    for t in [0, 1, 2, 4, 9, 49, 149] {
        writeln!(
            report,
            "{:>4} {:>9.4} {:>24.4} {:>20.4}",
            t + 1,
            runs[0][0][t],
            runs[1][0][t],
            runs[2][0][t]
        );
    }
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
    let mut chart = Chart::new("step", "training loss").height(340.0);
    for (runs, (.., name)) in runs.iter().zip(PAIRS) {
        chart = draw_losses(chart, name, &crate::stretched(runs));
    }
    report.figure("path", &chart.svg());
}

pub fn growth(report: &mut Report, digits: &Digits) {
    report.section(
        "growth",
        "The length of a middle layer's weights while training, and the rate over its square",
    );
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
    writeln!(report, "rate    length: first      last     rate / length²: first       last");
    let effective = |rate: Real, length: f64| f64::from(rate) / (length * length);
    for (&rate, runs) in rates.iter().zip(&runs) {
        let (first, last) = (runs[0][0], runs[0][USUAL.steps]);
        writeln!(
            report,
            "{rate:<6} {first:>14.2} {last:>9.2} {:>25.4} {:>10.4}",
            effective(rate, first),
            effective(rate, last)
        );
    }
    let grows = |run: &Vec<f64>| run.windows(2).all(|pair| pair[1] >= pair[0] * (1.0 - 1e-5));
    report.claim(
        "weights-only-grow",
        (0..runs[0].len()).map(|seed| runs.iter().all(|runs| grows(&runs[seed]))),
        "no step makes them shorter",
    );
    let ratio: Vec<f64> = runs[3]
        .iter()
        .map(|run| {
            let last = |rate: usize| runs[rate].iter().map(|run| run[USUAL.steps]).next().expect("a run");
            effective(rates[3], run[USUAL.steps]) / effective(rates[0], last(0))
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

/// What the scales of the experiment read, over the rate, and over the rate divided by the square of the scale.
pub fn collapse(report: &mut Report, before: &Array2<f64>) {
    let mut panels = Panels::new(2);
    for (name, power) in [("learning rate η", 0), ("η / c²", 2)] {
        let mut chart = Chart::new(name, "test digits read in %").log_x().y_range(0, 100).height(340.0);
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
    report.section(
        "brake",
        "Only the hidden weights have the large rate: mean training loss of the last 50 steps",
    );
    let rates: [Real; 5] = [0.1, 1.0, 3.0, 10.0, 100.0];
    let runs = trials(&rates, report.seeds(), |&rate, seed| {
        let (mut lengths, mut start) = (Vec::new(), Vec::new());
        let see = |network: &mut Network| lengths.push(length(&network.params[weights(network)[LAYER]]));
        let free = scaled_run(digits, 1.0, rate / NORMAL.rate, seed, see);
        let held = scaled_run(digits, 1.0, rate / NORMAL.rate, seed, |network| hold(network, &mut start));
        ([late(&free), late(&held)], lengths)
    });
    writeln!(report, "rate     free to grow              held    length of W: first    step 2    last");
    for (rate, runs) in rates.iter().zip(&runs) {
        let [free, held] = [0, 1].map(|way| format!("{:.2}", Spread::of(runs.iter().map(|run| run.0[way]))));
        let lengths = &runs[0].1;
        let last = lengths[NORMAL.steps - 1];
        writeln!(
            report,
            "{rate:<5} {free:>15}   {held:>15} {:>21.1} {:>9.1} {last:>7.1}",
            lengths[0], lengths[1]
        );
    }
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
