//! Overfitting, seen: digits learned by heart, and labels that mean nothing learned as well.

use crate::digits::*;
use crate::race::{Point, Race};
use crate::told;
use neural::loss::one_hot;
use neural::trials::{Spread, over_seeds};
use rand::seq::SliceRandom;
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The digits of a seed, with their labels dealt out anew: each as frequent as before, none with a
/// meaning.
fn shuffled(digits: &Digits, seed: u64) -> Part {
    let Part { x, mut labels, .. } = digits.sample(ROWS, seed);
    labels.shuffle(&mut neural::rng(seed + 1));
    Part { x, y: one_hot(&labels, 10), labels }
}

pub fn by_heart(report: &mut Report, digits: &Digits, race: &Race) {
    let random = over_seeds(report.seeds(), |seed| {
        let rows = shuffled(digits, seed);
        let network = train(digits, &rows, &Recipe::default(), seed, |_, _| {});
        (network.score(&rows).accuracy, network.score(&digits.test).accuracy)
    });
    let runs = &race.of("none").runs;
    let honest: Vec<_> = runs.iter().map(|run| (run.train.accuracy, run.test.accuracy)).collect();
    let caption = format!(
        "A network trained on {ROWS} digits with their own labels, and with shuffled ones. Mean \
         and standard deviation of five seeds."
    );
    let columns = ["labels", "training accuracy (%)", "test accuracy (%)"];
    let mut table = Table::new("by-heart", caption, columns);
    for (name, runs) in [("their own", &honest), ("shuffled", &random)] {
        let [train, test] =
            [0, 1].map(|i| told(runs.iter().map(|run| if i == 0 { run.0 } else { run.1 }), 1));
        table.row([name.to_string(), train, test]);
    }
    report.table(table);
    report.claim(
        "learns-by-heart",
        honest.iter().map(|&(train, test)| train == 100.0 && (15.0..=25.0).contains(&(100.0 - test))),
        format!("no training digit wrong; of the test digits {:.1?} % right", race.of("none").accuracy()),
    );
    report.claim(
        "learns-nonsense",
        random.iter().map(|&(train, test)| train > 95.0 && (5.0..=15.0).contains(&test)),
        format!("shuffled, training and test accuracy in percent: {random:.0?}"),
    );
    draw(report, race);
    turns(report, race);
}

/// The place of the lowest validation loss on a curve.
fn lowest(curve: &[Point]) -> &Point {
    curve.iter().min_by(|a, b| a.choose.loss.total_cmp(&b.choose.loss)).expect("a curve has points")
}

/// Where the validation loss is lowest, and what has become of it at the end.
fn turns(report: &mut Report, race: &Race) {
    let runs = &race.of("none").runs;
    let caption = "Without any cure: where the validation loss is lowest, and at the end. Mean \
                   and standard deviation of five seeds.";
    let columns = ["moment", "step", "test loss", "test accuracy (%)", "confidence (%)"];
    let mut table = Table::new("turns", caption, columns);
    type Place = fn(&[Point]) -> &Point;
    let places: [(&str, Place); 2] =
        [("lowest validation loss", lowest), ("the end", |curve| curve.last().expect("points"))];
    for (name, place) in places {
        let points: Vec<&Point> = runs.iter().map(|run| place(&run.curve)).collect();
        let of = |number: fn(&Point) -> f64, decimals| told(points.iter().map(|p| number(p)), decimals);
        table.row([
            name.to_string(),
            of(|point| point.step as f64, 0),
            of(|point| point.test.loss, 2),
            of(|point| point.test.accuracy, 1),
            of(|point| point.confidence, 1),
        ]);
    }
    report.table(table);
    let seen: Vec<[f64; 3]> = runs
        .iter()
        .map(|run| {
            let (there, end) = (lowest(&run.curve), run.curve.last().expect("points"));
            let (loss, accuracy) = (end.test.loss / there.test.loss, end.test.accuracy - there.test.accuracy);
            [loss, accuracy, end.confidence - there.confidence]
        })
        .collect();
    let column = |i: usize| seen.iter().map(|seen| seen[i]).collect::<Vec<f64>>();
    report.claim(
        "test-loss-turns",
        column(0).iter().map(|&times| times > 1.05),
        format!("at the end the test loss is {:.2?} times what it was", column(0)),
    );
    report.claim(
        "accuracy-does-not-turn",
        column(1).iter().map(|&points| points > -1.0),
        format!("the accuracy has changed by {:.1?} points", column(1)),
    );
    report.claim(
        "late-steps-make-overconfident",
        column(2).iter().map(|&points| points > 3.0),
        format!("the confidence has risen by {:.1?} points", column(2)),
    );
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
        [("training", |point| point.train.loss), ("test", |point| point.test.loss)],
    );
    let accuracy = panel(
        Chart::new("step", "accuracy (%)").y_range(0, 102),
        [("training", |point| point.train.accuracy), ("test", |point| point.test.accuracy)],
    );
    report.figure("by-heart", &Panels::new(2).add(loss).add(accuracy).svg());
}
