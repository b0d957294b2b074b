//! Over-fitting, seen: digits learnt by heart, and labels that mean nothing learnt as well.

use crate::digits::*;
use crate::race::{Point, Race};
use crate::told;
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real};
use rand::seq::SliceRandom;
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// The digits of a seed, with their labels dealt out anew: each as frequent as before, none with a meaning.
fn shuffled(digits: &Digits, seed: u64) -> Part {
    let Part { x, mut labels, .. } = digits.sample(ROWS, seed);
    labels.shuffle(&mut neural::rng(seed + 1));
    Part { x, y: one_hot(&labels, 10), labels }
}

pub fn by_heart(report: &mut Report, digits: &Digits, race: &Race) {
    report.section("by-heart", "Three hundred digits with their labels, and with labels dealt at random");
    let random = over_seeds(report.seeds(), |seed| {
        let rows = shuffled(digits, seed);
        let network = train(digits, &rows, &Recipe { ..Recipe::default() }, seed, |_, _| {});
        (network.score(&rows).read, network.score(&digits.test).read)
    });
    let runs = &race.of("none").runs;
    writeln!(report, "labels            read: trained on             test");
    for (name, runs) in [
        ("as they are", runs.iter().map(|run| (run.train.read, run.test.read)).collect()),
        ("dealt at random", random.clone()),
    ] {
        let (train, test): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
        writeln!(report, "{name:<16} {:>15} % {:>14} %", told(train, 1), told(test, 1));
    }
    report.claim(
        "learns-by-heart",
        runs.iter().map(|run| run.train.read == 100.0 && run.test.read < 90.0),
        format!("{:.1?} % of the test digits", race.of("none").read()),
    );
    report.claim(
        "learns-nonsense",
        random.iter().map(|&(train, test)| train > 95.0 && test < 20.0),
        format!("{random:.0?} % read of nonsense and of the test digits"),
    );
    draw(report, race);
    turns(report, race);
}

/// Where the test loss is lowest, and what has become of it at the end.
fn turns(report: &mut Report, race: &Race) {
    report.section("turns", "No cure: where the test loss is lowest, and the end");
    let best = |curve: &[Point]| {
        (0..curve.len()).min_by(|&a, &b| curve[a].test.loss.total_cmp(&curve[b].test.loss)).expect("points")
    };
    writeln!(
        report,
        "                        loss             read (%)         confidence (%)   answers that"
    );
    writeln!(report, "seed   lowest at step   there  at end    there  at end    there  at end    differ (%)");
    let mut seen = Vec::new();
    for (seed, run) in report.seeds().zip(&race.of("none").runs) {
        let (there, last) = (&run.curve[best(&run.curve)], run.curve.last().expect("points"));
        let (Point { step, test, .. }, end) = (there, last.test);
        let answers = [there, last].map(|point| argmax_rows(&point.believes));
        let sure = [there, last].map(|point| 100.0 * mean_of_largest(&point.believes));
        let changed = 100.0 - 100.0 * accuracy(&answers[0], &answers[1]);
        writeln!(
            report,
            "{seed:>4} {step:>16} {:>7.3} {:>7.3} {:>8.1} {:>7.1} {:>8.1} {:>7.1} {changed:>13.1}",
            test.loss, end.loss, test.read, end.read, sure[0], sure[1]
        );
        seen.push((end.loss / test.loss, end.read - test.read, sure[1] - sure[0]));
    }
    report.claim(
        "test-loss-turns",
        seen.iter().map(|(loss, ..)| *loss > 1.05),
        format!(
            "at the end the loss is {:.2?} times its lowest",
            seen.iter().map(|s| s.0).collect::<Vec<_>>()
        ),
    );
    report.value("read-falls", format!("{:.1}", seen.iter().map(|s| -s.1).fold(0.0, f64::max)));
    report.claim(
        "accuracy-does-not-turn",
        seen.iter().map(|(_, read, _)| *read > -2.0),
        format!("the share read has changed by {:.1?} points", seen.iter().map(|s| s.1).collect::<Vec<_>>()),
    );
    report.claim(
        "late-steps-make-surer",
        seen.iter().map(|(.., surer)| *surer > 3.0),
        format!("confidence rises by {:.1?} points", seen.iter().map(|s| s.2).collect::<Vec<_>>()),
    );
}

/// The mean confidence: of the largest probability of each row.
fn mean_of_largest(p: &Matrix) -> f64 {
    Spread::of(p.rows().into_iter().map(|row| row.iter().copied().fold(0.0, Real::max).into())).mean
}

fn draw(report: &mut Report, race: &Race) {
    let runs = &race.of("none").runs;
    type Number = fn(&Point) -> f64;
    let panel = |chart: Chart<'static>, numbers: [(&str, Number); 2]| {
        numbers.into_iter().fold(chart.log_x().height(330.0), |chart, (name, number)| {
            let spread = |i: usize| Spread::of(runs.iter().map(|run| number(&run.curve[i])));
            let points: Vec<_> =
                (0..runs[0].curve.len()).map(|i| (runs[0].curve[i].step, spread(i))).collect();
            let edge = |by: f64| {
                points.iter().map(move |(step, s)| (*step, s.mean + by * s.deviation)).collect::<Vec<_>>()
            };
            chart.line(name, edge(0.0)).band(name, edge(-1.0), edge(1.0))
        })
    };
    let loss = panel(
        Chart::new("step", "loss"),
        [("train", |point| point.train.loss), ("test", |point| point.test.loss)],
    );
    let read = panel(
        Chart::new("step", "read (%)").y_range(0, 102),
        [("train", |point| point.train.read), ("test", |point| point.test.read)],
    );
    report.figure("by-heart", &Panels::new(2).add(loss).add(read).svg());
}
