//! Schedules: drawn, then raced.

use crate::digits::{Digits, Network, STEPS, train};
use crate::race::with_band;
use crate::{MOMENTUM, least, tune};
use neural::Real;
use neural::optim::schedule::*;
use neural::optim::{Adam, Momentum, ReduceOnPlateau};
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

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
const PEAKS: [Real; 5] = [0.05, 0.1, 0.2, 0.4, 0.8];

/// A run with momentum under a schedule.
struct Run {
    network: Network,
    /// The loss on each batch.
    losses: Vec<f64>,
    /// The factor at each step.
    factors: Vec<Real>,
}

fn run(digits: &Digits, seed: u64, schedule: &str, peak: Real) -> Run {
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
            "warm-up, cosine" => warmed_up(t),
            _ => {
                optimizer.momentum = cycle.momentum(t, 0.85, 0.95);
                cycle.rate(t)
            }
        };
        optimizer.learning_rate = peak * factor;
        factors.push(factor);
    };
    let (network, losses) = train(digits, seed, &mut Momentum::new(peak, MOMENTUM), before);
    Run { network, losses, factors }
}

/// A tenth of the run to get up, then the rest of the cosine.
fn warmed_up(t: usize) -> Real {
    linear_warmup(t, STEPS / 10, 0.0) * cosine(t, STEPS, 0.0)
}

pub fn race(report: &mut Report, digits: &Digits) {
    let loss =
        |schedule: &&str, peak, seed| run(digits, seed, schedule, peak).network.score(&digits.choose).0;
    let grid = tune(report, &SCHEDULES, &PEAKS, loss);
    let best: Vec<(&str, Real)> =
        SCHEDULES.iter().zip(&grid).map(|(schedule, losses)| (*schedule, PEAKS[least(losses)])).collect();
    let runs = trials(&best, report.seeds(), |&(schedule, peak), seed| run(digits, seed, schedule, peak));
    let scores: Vec<Vec<(f64, f64)>> =
        runs.iter().map(|runs| runs.iter().map(|run| run.network.score(&digits.test)).collect()).collect();
    let caption = format!(
        "Momentum under eight schedules, each with the best of {} peak rates: test rows, mean ± standard \
         deviation of five seeds; loss saved against the constant rate, seed by seed.",
        PEAKS.len()
    );
    let columns = ["schedule", "peak rate", "test loss", "accuracy (%)", "loss saved"];
    let mut table = Table::new("schedules", caption, columns);
    for ((schedule, peak), those) in best.iter().zip(&scores) {
        let saved = scores[0].iter().zip(those).map(|(constant, this)| constant.0 - this.0);
        let loss = Spread::of(those.iter().map(|(loss, _)| *loss));
        let accuracy = Spread::of(those.iter().map(|(_, accuracy)| 100.0 * accuracy));
        let [loss, accuracy] = [format!("{loss:.3}"), format!("{accuracy:.1}")];
        let saved = format!("{:.3}", Spread::of(saved));
        table.row([schedule.to_string(), peak.to_string(), loss, accuracy, saved]);
    }
    report.table(table);
    let last = |schedule: usize, seed: usize| {
        Spread::of(runs[schedule][seed].losses[STEPS - 60..].iter().copied()).mean
    };
    let ends: Vec<[f64; 3]> = (0..runs[0].len()).map(|seed| [0, 4, 7].map(|i| last(i, seed))).collect();
    report.claim(
        "falling-rates-end-lower",
        ends.iter().map(|[constant, cosine, cycle]| cosine < constant && cycle < constant),
        format!("training loss over the last 60 steps, constant, cosine, one-cycle: {ends:.2?}"),
    );
    report.value("peaks", PEAKS.len());
    draw_schedules(report, &runs.iter().map(|runs| &runs[0].factors[..]).collect::<Vec<_>>());
    draw_losses(report, &runs);
}

/// The peaks at which warm-up is looked at, for momentum and for Adam.
const WARMED: [[Real; 3]; 2] = [[0.2, 0.4, 0.8], [0.03, 0.1, 0.3]];

pub fn warm_up(report: &mut Report, digits: &Digits) {
    let momentum = trials(&WARMED[0], report.seeds(), |&peak, seed| {
        ["cosine", "warm-up, cosine"].map(|name| run(digits, seed, name, peak).network.score(&digits.test).0)
    });
    let adam = trials(&WARMED[1], report.seeds(), |&peak, seed| {
        let factors: [fn(usize) -> Real; 2] = [|t| cosine(t, STEPS, 0.0), warmed_up];
        factors.map(|factor| {
            let before =
                |t: usize, _: &Network, optimizer: &mut Adam| optimizer.learning_rate = peak * factor(t);
            train(digits, seed, &mut Adam::new(peak), before).0.score(&digits.test).0
        })
    });
    let caption = "The cosine without and with warm-up: test loss, mean ± standard deviation of five seeds.";
    let columns = ["rule", "peak rate", "loss without warm-up", "loss with warm-up"];
    let mut table = Table::new("warm-up", caption, columns);
    for (rule, (peaks, losses)) in ["momentum", "Adam"].iter().zip(WARMED.iter().zip([&momentum, &adam])) {
        for (peak, losses) in peaks.iter().zip(losses) {
            let [without, with] = [0, 1].map(|way| Spread::of(losses.iter().map(|pair| pair[way])));
            table.row([rule.to_string(), peak.to_string(), format!("{without:.3}"), format!("{with:.3}")]);
        }
    }
    report.table(table);
    report.claim(
        "warm-up-bears-a-high-rate",
        adam[2].iter().map(|[without, with]| with < &(0.66 * without)),
        format!("loss of Adam at the highest peak without and with warm-up: {:.2?}", adam[2]),
    );
}

/// Rates in three panels, and the momentum of one-cycle in a fourth.
fn draw_schedules(report: &mut Report, factors: &[&[Real]]) {
    let empty = |name: &str| Chart::new("step", name).height(260.0).x_range(0, STEPS);
    let panel = |schedules: &[usize]| {
        schedules.iter().fold(empty("factor of the rate").y_range(0, 1.05), |chart, &i| {
            chart.line(SCHEDULES[i], factors[i].iter().copied().enumerate())
        })
    };
    let cycle = OneCycle::new(STEPS);
    let momentum = empty("momentum").y_range(0.8, 1);
    let momentum = momentum.line(SCHEDULES[7], (0..STEPS).map(|t| (t, cycle.momentum(t, 0.85, 0.95))));
    let panels = Panels::new(1).add(panel(&[0, 1, 2, 3])).add(panel(&[4, 5])).add(panel(&[6, 7]));
    report.figure("schedules", &panels.add(momentum).svg());
}

/// The training losses, in two panels with the constant rate in both.
fn draw_losses(report: &mut Report, runs: &[Vec<Run>]) {
    let panel = |schedules: &[usize]| {
        let chart = Chart::new("step", "training loss").height(330.0).log_y();
        schedules.iter().fold(chart, |chart, &i| {
            let losses: Vec<Vec<f64>> = runs[i].iter().map(|run| run.losses.clone()).collect();
            with_band(chart, SCHEDULES[i], &losses)
        })
    };
    report.figure(
        "schedule-race",
        &Panels::new(1).add(panel(&[0, 1, 2, 3])).add(panel(&[0, 4, 5, 6, 7])).svg(),
    );
}
