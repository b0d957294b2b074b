//! Schedules: drawn, then raced.

use crate::digits::{Digits, Network, STEPS, train};
use crate::race::least;
use crate::{MOMENTUM, in_parallel, mean_and_deviation};
use neural::Real;
use neural::optim::schedule::*;
use neural::optim::{Momentum, ReduceOnPlateau};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;

/// A schedule that knows its run from the start.
type Schedule = fn(usize) -> Real;

const SCHEDULES: [(&str, Schedule); 6] = [
    ("constant", |_| 1.0),
    ("step", |t| step_decay(t, STEPS / 3, 0.2)),
    ("exponential", |t| exponential(t, 0.99)),
    ("cosine", |t| cosine(t, STEPS, 0.0)),
    ("warm restarts", |t| warm_restarts(t, STEPS / 7 + 1, 2, 0.0)),
    ("warm-up, cosine", |t| linear_warmup(t, STEPS / 10, 0.0) * cosine(t, STEPS, 0.0)),
];

/// The peaks that every schedule may try.
const PEAKS: [Real; 5] = [0.03, 0.1, 0.2, 0.3, 0.5];

/// Trains with the `i`-th schedule: the six above, then one-cycle, then reduce on plateau.
fn run(digits: &Digits, seed: u64, i: usize, peak: Real) -> Network {
    let cycle = OneCycle::new(STEPS);
    let (mut plateau, mut factor) = (ReduceOnPlateau::new(0.5, 1), 1.0);
    let before = |t: usize, network: &Network, optimizer: &mut Momentum| {
        if let Some((_, schedule)) = SCHEDULES.get(i) {
            factor = schedule(t);
        } else if i == SCHEDULES.len() {
            factor = cycle.rate(t);
            optimizer.momentum = cycle.momentum(t, 0.85, 0.95);
        } else if t % 20 == 0 {
            factor = plateau.factor(network.score(&digits.choose).0 as Real);
        }
        optimizer.learning_rate = peak * factor;
    };
    train(digits, seed, &mut Momentum::new(peak, MOMENTUM), before).0
}

pub fn race(report: &mut Report, digits: &Digits) {
    report.section("schedules", "Momentum under eight schedules, each with the best of its peak rates");
    let names: Vec<&str> = SCHEDULES.iter().map(|s| s.0).chain(["one-cycle", "on plateau"]).collect();
    let jobs: Vec<(usize, Real)> = (0..names.len()).flat_map(|i| PEAKS.map(|peak| (i, peak))).collect();
    let grid = in_parallel(&jobs, |&(i, peak)| run(digits, report.seed(), i, peak).score(&digits.choose).0);
    let peaks: Vec<Real> = grid.chunks(PEAKS.len()).map(|losses| PEAKS[least(losses)]).collect();
    for g in grid.chunks(PEAKS.len()) { writeln!(report, "{g:.3?}"); }
    let jobs: Vec<(usize, u64)> =
        (0..names.len()).flat_map(|i| report.seeds().map(move |seed| (i, seed))).collect();
    let scores = in_parallel(&jobs, |&(i, seed)| run(digits, seed, i, peaks[i]).score(&digits.test));
    writeln!(report, "schedule           peak   test loss       read");
    for (i, scores) in scores.chunks(jobs.len() / names.len()).enumerate() {
        let (loss, spread) = mean_and_deviation(&scores.iter().map(|score| score.0).collect::<Vec<_>>());
        let (read, dread) = mean_and_deviation(&scores.iter().map(|score| 100.0 * score.1).collect::<Vec<_>>());
        writeln!(report, "{:<16} {:>6}   {loss:.3} ± {spread:.3}   {read:.1} ± {dread:.1} %", names[i], peaks[i]);
    }
    draw(report);
}

fn draw(report: &mut Report) {
    let mut chart = Chart::new("step", "factor").height(300.0);
    for (name, schedule) in &SCHEDULES[1..] {
        chart = chart.line(name, (0..STEPS).map(|t| (t, schedule(t))));
    }
    let cycle = OneCycle::new(STEPS);
    chart = chart.line("one-cycle", (0..STEPS).map(|t| (t, cycle.rate(t))));
    report.figure("schedules", &Panels::new(1).add(chart).svg());
}
