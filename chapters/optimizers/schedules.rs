//! Schedules: drawn, then raced.

use crate::digits::{Digits, Network, STEPS, train};
use crate::{MOMENTUM, least, on_all_seeds, told, tune};
use neural::Real;
use neural::optim::schedule::*;
use neural::optim::{Momentum, ReduceOnPlateau};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;

/// A schedule that knows from the start how long the run is.
type Schedule = fn(usize) -> Real;

const SCHEDULES: [(&str, Schedule); 6] = [
    ("constant", |_| 1.0),
    ("step", |t| step_decay(t, STEPS / 3, 0.2)),
    ("exponential", |t| exponential(t, 0.99)),
    ("cosine", |t| cosine(t, STEPS, 0.0)),
    ("warm restarts", |t| warm_restarts(t, STEPS / 7 + 1, 2, 0.0)), // cycles of 43, 86 and 172 steps
    ("warm-up, cosine", |t| linear_warmup(t, STEPS / 10, 0.0) * cosine(t, STEPS, 0.0)),
];

/// The schedules that need more than the number of the step.
const OTHERS: [&str; 2] = ["one-cycle", "on plateau"];

/// The peaks that every schedule may try.
const PEAKS: [Real; 4] = [0.05, 0.1, 0.2, 0.4];

/// How many steps lie between two looks at the rows to choose by.
const LOOK: usize = 20;

/// Trains with momentum under the `i`-th of all schedules.
fn run(digits: &Digits, seed: u64, i: usize, peak: Real) -> Network {
    let cycle = OneCycle::new(STEPS);
    let (mut plateau, mut factor) = (ReduceOnPlateau::new(0.5, 1), 1.0);
    let before = |t: usize, network: &Network, optimizer: &mut Momentum| {
        if let Some((_, schedule)) = SCHEDULES.get(i) {
            factor = schedule(t);
        } else if i == SCHEDULES.len() {
            factor = cycle.rate(t);
            optimizer.momentum = cycle.momentum(t, 0.85, 0.95);
        } else if t.is_multiple_of(LOOK) {
            factor = plateau.factor(network.score(&digits.choose).0 as Real);
        }
        optimizer.learning_rate = peak * factor;
    };
    train(digits, seed, &mut Momentum::new(peak, MOMENTUM), before).0
}

pub fn race(report: &mut Report, digits: &Digits) {
    report
        .section("schedules", "Momentum under eight schedules, each with the best of four peaks; five seeds");
    let names: Vec<&str> = SCHEDULES.iter().map(|(name, _)| *name).chain(OTHERS).collect();
    let numbers: Vec<usize> = (0..names.len()).collect();
    let grid =
        tune(report, &numbers, &PEAKS, |&i, peak, seed| run(digits, seed, i, peak).score(&digits.choose).0);
    let best: Vec<(usize, Real)> = grid.iter().map(|losses| PEAKS[least(losses)]).enumerate().collect();
    let scores =
        on_all_seeds(report, &best, |&(i, peak), seed| run(digits, seed, i, peak).score(&digits.test));
    writeln!(report, "schedule          peak   test loss       read");
    for ((i, peak), scores) in best.iter().zip(&scores) {
        writeln!(report, "{:<15} {peak:>6}   {}", names[*i], told(scores));
    }
    let gained: Vec<f64> =
        scores[0].iter().zip(&scores[3]).map(|(constant, cosine)| constant.0 - cosine.0).collect();
    report.claim(
        "falling-rates-help",
        gained.iter().map(|&gain| gain > 0.0),
        format!("the loss is lower by {gained:.3?}"),
    );
    report.value("peaks", PEAKS.len());
    draw_schedules(report);
}

fn draw_schedules(report: &mut Report) {
    let cycle = OneCycle::new(STEPS);
    let chart = || Chart::new("step", "factor").height(300.0);
    let add = |chart: Chart<'static>, i: usize| {
        let (name, schedule) = SCHEDULES[i];
        chart.line(name, (0..STEPS).map(|t| (t, schedule(t))))
    };
    let left = [1, 2].into_iter().fold(chart(), add);
    let left = left.line("one-cycle", (0..STEPS).map(|t| (t, cycle.rate(t))));
    let right = [3, 4, 5].into_iter().fold(chart(), add);
    report.figure("schedules", &Panels::new(2).add(left).add(right).svg());
}
