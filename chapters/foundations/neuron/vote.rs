//! One neuron with weights set by hand: how two measurements vote, and the line that it draws.

use crate::birds::{self, PAIRS, TWO};
use crate::perceptron::{Perceptron, row};
use ndarray::{Axis, array};
use neural::Real;
use neural::data::Classification;
use report::Report;
use report::plot::{Bars, Figure, Panels};

/// Gentoos have shallow bills and are heavy: one measurement votes against, one for.
fn by_hand(bias: Real) -> Perceptron {
    Perceptron { w: array![[-3.0], [2.0]], b: array![[bias]] }
}

/// The lightest Gentoo: what its two measurements say, and the answer.
pub fn one_bird(report: &mut Report, birds: &Classification) {
    let (raw, y) = birds::task(birds, PAIRS[0], &TWO);
    let (x, _) = birds::scaled_task(birds, PAIRS[0], &TWO);
    let gentoos = (0..y.nrows()).filter(|&i| y[[i, 0]] == 1.0);
    let bird = gentoos.min_by(|&i, &j| raw[[i, 1]].total_cmp(&raw[[j, 1]])).expect("Gentoos");
    let neuron = by_hand(-1.0);
    let rounded = row(&x, bird).mapv(|x| (100.0 * x).round() / 100.0);
    let votes = [0, 1].map(|j| f64::from(rounded[[0, j]] * neuron.w[[j, 0]]));
    report.value("bird-depth", format!("{}", raw[[bird, 0]]));
    report.value("bird-mass", raw[[bird, 1]]);
    report.value("bird-depth-scaled", signed(rounded[[0, 0]]));
    report.value("bird-mass-scaled", signed(rounded[[0, 1]]));
    report.value("vote-depth", signed(votes[0]));
    report.value("vote-mass", signed(votes[1]));
    report.value("votes", signed(votes[0] + votes[1]));
    report.value("sum", format!("{:.2}", votes[0] + votes[1] - 1.0));
    let deviation = raw.std_axis(Axis(0), 0.0)[1];
    report.value("mass-deviation", format!("{deviation:.0}"));
    report.value("weight-per-gram", format!("{:.4}", neuron.w[[1, 0]] / deviation));
    for (name, bias) in [("hand-right", -1.0), ("hand-right-eager", 1.0)] {
        let answers = by_hand(bias).answers(&x);
        let right = answers.iter().zip(&y).filter(|(answer, y)| answer == y).count();
        report.value(name, right);
    }
    let bars = Bars::new("votes for Gentoo")
        .range(-2, 5)
        .bar("bill depth", votes[0])
        .bar("body mass", votes[1])
        .bar("both together", votes[0] + votes[1])
        .bar("needed", 1.0);
    report.figure("vote", &bars.svg());
}

/// A number with its sign, set as in a formula.
pub fn signed(x: impl Into<f64>) -> String {
    format!("{:+.2}", x.into()).replace('-', "−")
}

/// Where the vote is even: the line, the arrow of the weights, and what the bias does.
pub fn the_line(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::scaled_task(birds, PAIRS[0], &TWO);
    // The place on the line that is nearest to (0, 0), where half of the arrow (−3, 2) starts.
    let foot = (-3.0 / 13.0, 2.0 / 13.0);
    let arrow = birds::plane("w points to the side that fires", &x, &y, 1)
        .region(|depth, mass| usize::from(-3.0 * depth + 2.0 * mass - 1.0 >= 0.0))
        .arrow(foot, (foot.0 - 1.5, foot.1 + 1.0), "")
        .note((foot.0 - 1.0, foot.1 + 1.1), "w");
    let mut lines = birds::plane("b slides the line", &x, &y, 6);
    for (bias, place) in [(-7.0, (-1.6, 2.5)), (-1.0, (0.45, 2.5)), (5.0, (1.4, -2.4))] {
        let mass = |depth: f64| (3.0 * depth - bias) / 2.0; // where z = 0
        lines = lines.line("", [-3.0, 3.0].map(|depth| (depth, mass(depth))));
        lines = lines.note(place, &format!("b = {bias}").replace('-', "−"));
    }
    report.figure("line", &Panels::new(2).add(arrow).add(lines).svg());
}
