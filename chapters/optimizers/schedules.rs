//! Schedules: drawn, then raced.

use crate::digits::{Digits, Network, STEPS, train};
use crate::{MOMENTUM, least, told, tune};
use neural::Real;
use neural::optim::schedule::*;
use neural::optim::{Momentum, ReduceOnPlateau};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;
use neural::trials::trials;

const SCHEDULES: [&str; 8] = [
    "constant",
    "step",
    "exponential",
    "on plateau",
    "cosine",
    "warm restarts",
    "warm-up, cosine",
    "one-cycle",
];

/// The peaks that every schedule may try.
const PEAKS: [Real; 4] = [0.05, 0.1, 0.2, 0.4];

/// Trains with momentum under a schedule; returns the network and the factor at each step.
fn run(digits: &Digits, seed: u64, schedule: &str, peak: Real) -> (Network, Vec<Real>) {
    let (cycle, mut plateau, mut factors) = (OneCycle::new(STEPS), ReduceOnPlateau::new(0.5, 1), Vec::new());
    let before = |t: usize, network: &Network, optimizer: &mut Momentum| {
        let factor = match schedule {
            "constant" => 1.0,
            "step" => step_decay(t, STEPS / 3, 0.2),
            "exponential" => exponential(t, 0.99),
            "on plateau" if !t.is_multiple_of(20) => factors[t - 1], // a look every 20 steps
            "on plateau" => plateau.factor(network.score(&digits.choose).0 as Real),
            "cosine" => cosine(t, STEPS, 0.0),
            "warm restarts" => warm_restarts(t, STEPS / 7 + 1, 2, 0.0), // cycles of 43, 86 and 172 steps
            "warm-up, cosine" => linear_warmup(t, STEPS / 10, 0.0) * cosine(t, STEPS, 0.0),
            _ => {
                optimizer.momentum = cycle.momentum(t, 0.85, 0.95);
                cycle.rate(t)
            }
        };
        optimizer.learning_rate = peak * factor;
        factors.push(factor);
    };
    let (network, _) = train(digits, seed, &mut Momentum::new(peak, MOMENTUM), before);
    (network, factors)
}

pub fn race(report: &mut Report, digits: &Digits) {
    report
        .section("schedules", "Momentum under eight schedules, each with the best of four peaks; five seeds");
    let loss = |schedule: &&str, peak, seed| run(digits, seed, schedule, peak).0.score(&digits.choose).0;
    let grid = tune(report, &SCHEDULES, &PEAKS, loss);
    let best: Vec<(&str, Real)> =
        SCHEDULES.iter().zip(&grid).map(|(schedule, losses)| (*schedule, PEAKS[least(losses)])).collect();
    let runs = trials(&best, report.seeds(), |&(schedule, peak), seed| {
        let (network, factors) = run(digits, seed, schedule, peak);
        (network.score(&digits.test), factors)
    });
    let (scores, factors): (Vec<Vec<_>>, Vec<Vec<_>>) =
        runs.into_iter().map(|runs| runs.into_iter().unzip()).unzip();
    writeln!(report, "schedule          peak   test loss       read");
    for ((schedule, peak), scores) in best.iter().zip(&scores) {
        writeln!(report, "{schedule:<15} {peak:>6}   {}", told(scores));
    }
    let gained: Vec<f64> =
        scores[0].iter().zip(&scores[4]).map(|(constant, cosine)| constant.0 - cosine.0).collect();
    report.claim(
        "falling-rates-help",
        gained.iter().map(|&gain| gain > 0.0),
        format!("under the cosine the loss is lower by {gained:.3?}"),
    );
    report.value("peaks", PEAKS.len());
    draw_schedules(report, &factors.iter().map(|seeds| &seeds[0][..]).collect::<Vec<_>>());
}

fn draw_schedules(report: &mut Report, factors: &[&[Real]]) {
    let panel = |schedules: std::ops::Range<usize>| {
        schedules.fold(Chart::new("step", "factor").height(300.0), |chart, i| {
            chart.line(SCHEDULES[i], factors[i].iter().copied().enumerate())
        })
    };
    report.figure("schedules", &Panels::new(2).add(panel(0..4)).add(panel(4..8)).svg());
}
