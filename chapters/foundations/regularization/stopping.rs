//! Early stopping: patience, and what it costs not to go back.

use crate::digits::*;
use crate::told;
use neural::Real;
use neural::train::EarlyStopping;
use neural::trials::over_seeds;
use report::Report;
use report::plot::{Chart, Figure};

/// The patiences, in looks of [`LOOK`] steps.
const PATIENCES: [usize; 4] = [1, 3, 8, 20];

/// When a run would have been stopped: after which step, and the test scores there and at the best place.
#[derive(Clone, Copy)]
struct Stop {
    step: usize,
    there: Score,
    restored: Score,
}

/// Validation losses of a whole run, one a look, and where each patience would have stopped it.
struct Watched {
    losses: Vec<f64>,
    stops: Vec<Option<Stop>>,
}

fn watch(digits: &Digits, seed: u64) -> Watched {
    let mut watchers = PATIENCES.map(EarlyStopping::new);
    let mut watched = Watched { losses: Vec::new(), stops: vec![None; PATIENCES.len()] };
    train(digits, &digits.sample(ROWS, seed), &Recipe::default(), seed, |now, network| {
        if now == 0 {
            return;
        }
        let loss = network.score(&digits.choose).loss;
        watched.losses.push(loss);
        for (watcher, stop) in watchers.iter_mut().zip(&mut watched.stops) {
            let stops = watcher.observe(loss as Real, &network.params) || now == LOOKS;
            if stops && stop.is_none() {
                let mut best = network.clone();
                watcher.restore(&mut best.params);
                let (there, restored) = (network.score(&digits.test), best.score(&digits.test));
                *stop = Some(Stop { step: now * LOOK, there, restored });
            }
        }
    });
    watched
}

pub fn patience(report: &mut Report, digits: &Digits) {
    report.section(
        "stopping",
        "Early stopping: where it stops, and the test rows with the best weights or the last",
    );
    let runs = over_seeds(report.seeds(), |seed| watch(digits, seed));
    let stops = |patience: usize| {
        runs.iter().map(move |run| run.stops[patience].expect("every run ends")).collect::<Vec<_>>()
    };
    writeln!(report, "                               restored                    not restored");
    writeln!(report, "patience     stops at       read (%)          loss       read (%)          loss");
    for (i, patience) in PATIENCES.iter().enumerate() {
        let spread = |number: fn(&Stop) -> f64, decimals| told(stops(i).iter().map(number), decimals);
        let step = spread(|stop| stop.step as f64, 0);
        let (read, loss) = (spread(|stop| stop.restored.read, 1), spread(|stop| stop.restored.loss, 2));
        let (last_read, last_loss) = (spread(|stop| stop.there.read, 1), spread(|stop| stop.there.loss, 2));
        writeln!(report, "{patience:>8} {step:>12} {read:>14} {loss:>13} {last_read:>14} {last_loss:>13}");
    }
    let dearer: Vec<f64> = stops(3).iter().map(|stop| stop.there.loss / stop.restored.loss).collect();
    report.claim(
        "not-restoring-costs",
        dearer.iter().map(|&times| times > 1.0),
        format!("with patience 20 the last weights have {dearer:.2?} times the loss of the best"),
    );
    let further: Vec<f64> = stops(3).iter().map(|stop| stop.there.read - stop.restored.read).collect();
    report.claim(
        "restoring-is-about-loss",
        further.iter().map(|points| points.abs() < 3.0),
        format!("the last weights read {further:.1?} points more than the best"),
    );
    let late: Vec<bool> = stops(3)
        .iter()
        .zip(stops(0))
        .map(|(late, early)| late.step > early.step && late.restored.loss <= early.restored.loss + 0.03)
        .collect();
    report.claim(
        "patience-pays",
        late,
        format!(
            "loss {:.2?} with patience 1, {:.2?} with patience 20",
            stops(0).iter().map(|stop| stop.restored.loss).collect::<Vec<_>>(),
            stops(3).iter().map(|stop| stop.restored.loss).collect::<Vec<_>>()
        ),
    );
    draw(report, &runs[0]);
}

fn draw(report: &mut Report, run: &Watched) {
    let steps = |i: usize| (i + 1) * LOOK;
    let points = run.losses.iter().enumerate().map(|(i, &loss)| (steps(i), loss));
    let mut chart = Chart::new("step", "validation loss").y_range(0.4, 1.2).line("", points);
    for (patience, stop) in PATIENCES.iter().zip(&run.stops) {
        let stop = stop.expect("every run ends");
        let loss = run.losses[stop.step / LOOK - 1];
        chart = chart.scatter(&format!("patience {patience}"), [(stop.step, loss)]);
    }
    let best =
        (0..run.losses.len()).min_by(|&a, &b| run.losses[a].total_cmp(&run.losses[b])).expect("losses");
    report.figure("stopping", &chart.scatter("lowest", [(steps(best), run.losses[best])]).svg());
}
