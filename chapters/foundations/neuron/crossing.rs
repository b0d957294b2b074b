//! Birds that no line separates: the rule never settles, and four of them show why.

use crate::birds::{self, MEASUREMENTS, PAIRS};
use crate::perceptron::{Training, five_runs};
use neural::data::Classification;
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};

pub fn never_settles(report: &mut Report, birds: &Classification) {
    let (bill, y) = birds::scaled_task(birds, PAIRS[2], &MEASUREMENTS[..2]);
    let wider = [MEASUREMENTS[0], MEASUREMENTS[1], MEASUREMENTS[3]];
    let (wider, _) = birds::scaled_task(birds, PAIRS[2], &wider);
    let (two, three) = (five_runs(report, &bill, &y, 1000), five_runs(report, &wider, &y, 1000));
    let caption = "Adelie or Chinstrap by length and depth of the bill, epochs 101 to 1000; and \
                   how long it takes when the body mass is added.";
    let columns = [
        "run",
        "fewest mistakes in an epoch",
        "most mistakes in an epoch",
        "epochs until none, with body mass",
    ];
    let mut table = Table::new("never-settles", caption, columns);
    for (run, (two, three)) in two.iter().zip(&three).enumerate() {
        let counts = || two.epochs.iter().skip(100).map(Vec::len);
        let (fewest, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
        table.row([run + 1, fewest, most, three.epochs.len()]);
    }
    report.table(table);
    let unsettled = two.iter().map(|run| !run.settled());
    report.claim("never-settles", unsettled, "1000 epochs, none without a mistake");
    let epochs: Vec<usize> = three.iter().map(|run| run.epochs.len()).collect();
    let settled = three.iter().map(|run| run.settled() && run.epochs.len() <= 200);
    report.claim("a-third-measurement-settles", settled, format!("after {epochs:?} epochs"));
    let first = |run: &Training| run.curve().take(100).collect::<Vec<_>>();
    let chart = Chart::new("epoch", "mistakes in the epoch");
    let chart = chart.line("two measurements", first(&two[0]));
    report.figure("settling", &chart.line("with body mass", first(&three[0])).svg());
}

pub fn four_birds(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::scaled_task(birds, PAIRS[2], &MEASUREMENTS[..2]);
    let four = crossing_birds(&x, &y);
    let at = |i: usize| [x[[i, 0]], x[[i, 1]]];
    let seen = "the segment between the Adelies crosses that between the Chinstraps";
    report.fact("four-birds-cross", crossing(four.map(at)) > 0.0, seen);
    let chart = Chart::new("bill length (standard deviations)", "bill depth (standard deviations)")
        .scatter("Adelie", birds::places(&x, &y, 0.0))
        .scatter("Chinstrap", birds::places(&x, &y, 1.0))
        .line("Adelie", [at(four[0]), at(four[1])])
        .line("Chinstrap", [at(four[2]), at(four[3])]);
    report.figure("four-birds", &chart.svg());
}

/// Of all two birds resting and two firing, those that lie most clearly crosswise.
fn crossing_birds(x: &Matrix, y: &Matrix) -> [usize; 4] {
    let of = |class: Real| -> Vec<usize> { (0..y.nrows()).filter(|&i| y[[i, 0]] == class).collect() };
    let (resting, firing) = (of(0.0), of(1.0));
    let mut best = (0.0, [0; 4]);
    for (i, &a) in resting.iter().enumerate() {
        for &b in &resting[..i] {
            for (j, &c) in firing.iter().enumerate() {
                for &d in &firing[..j] {
                    let clear = crossing([a, b, c, d].map(|i| [x[[i, 0]], x[[i, 1]]]));
                    if clear > best.0 {
                        best = (clear, [a, b, c, d]);
                    }
                }
            }
        }
    }
    best.1
}

/// How clearly the segment a–b crosses the segment c–d: above 0 if each one's ends lie on both
/// sides of the other.
fn crossing([a, b, c, d]: [[Real; 2]; 4]) -> Real {
    let side = |from: [Real; 2], to: [Real; 2], p: [Real; 2]| {
        (to[0] - from[0]) * (p[1] - from[1]) - (to[1] - from[1]) * (p[0] - from[0])
    };
    let sides = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
    if sides[0] * sides[1] >= 0.0 || sides[2] * sides[3] >= 0.0 {
        return 0.0;
    }
    sides.into_iter().map(Real::abs).fold(Real::INFINITY, Real::min)
}
