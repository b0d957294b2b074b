//! What descent does in a ravine, and what a sum that remembers does there.

use crate::surfaces::{ABOVE, Place, Surface, arrival, at_the_bottom, height, ravine, walk};
use neural::Real;
use neural::optim::{Momentum, Optimizer, Sgd};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// How much steeper the ravine is across than along.
const STEEP: usize = 30;
/// A rate with which descent arrives, and one with which it is thrown out.
const SAFE: Real = 0.06;
const BOLD: Real = 0.09;
/// β₁: how much of the sum is kept at each step.
const KEPT: Real = 0.5;

/// The same start for descent with either rate, and for momentum with the rate that descent cannot
/// bear.
pub fn three_walks(report: &mut Report) {
    let walks: [(String, Box<dyn Optimizer>); 3] = [
        (format!("descent, rate {SAFE}"), Box::new(Sgd { learning_rate: SAFE })),
        (format!("descent, rate {BOLD}"), Box::new(Sgd { learning_rate: BOLD })),
        (format!("momentum, rate {BOLD}"), Box::new(Momentum::new(BOLD, KEPT))),
    ];
    let mut panels = Panels::new(1);
    let mut ends = Vec::new();
    for (name, mut rule) in walks {
        let path = walk(ravine::<STEEP>, ABOVE, &mut *rule, 25);
        ends.push(path[path.len() - 1]);
        let out = path.iter().position(|place| place.1.abs() > 3.0).unwrap_or(path.len() - 1);
        let chart = Chart::new("along the floor, x", "across, y").title(&name).height(230.0);
        let chart = chart.x_range(-2, 11).y_range(-3, 3);
        let chart = chart.contours([2, 10, 40], |x, y| height(ravine::<STEEP>, (x as Real, y as Real)));
        panels = panels.add(chart.trail("", &path[..=out]));
    }
    report.figure("ravine", &panels.svg());
    let left = |end: Place| end.0.hypot(end.1);
    report.value("descent-left", format!("{:.1}", left(ends[0])));
    report.fact(
        "memory-bears-the-bold-rate",
        left(ends[1]) > 1e4 && left(ends[2]) < left(ends[0]) / 50.0,
        format!("distance left after 25 steps: {:?}", ends.iter().map(|&end| left(end)).collect::<Vec<_>>()),
    );
}

/// Five steps across the ravine, number by number.
pub fn by_hand(report: &mut Report) {
    let caption = format!(
        "Five steps across the ravine with momentum, β₁ = {KEPT} and η = {BOLD}; in the last column \
         the same steps without a memory."
    );
    let columns =
        ["step", "y", "slope g = 30 y", "kept β₁u", "new u = β₁u + g", "next y", "next y, no memory"];
    let mut table = Table::new("by-hand", caption, columns);
    let (mut y, mut u, mut forgetful): (Real, Real, Real) = (1.0, 0.0, 1.0);
    let mut opposed = true;
    for step in 1..=5 {
        let (here, g, kept) = (y, STEEP as Real * y, KEPT * u);
        u = kept + g;
        y -= BOLD * u;
        forgetful -= BOLD * STEEP as Real * forgetful;
        opposed &= step == 1 || kept * g < 0.0;
        let [here, next, lost] = [here, y, forgetful].map(|y| format!("{y:.2}"));
        let [g, kept, u] = [g, kept, u].map(|u| format!("{u:.1}"));
        table.row([step.to_string(), here, g, kept, u, next, lost]);
    }
    report.table(table);
    report.fact(
        "memory-opposes-the-next-push",
        opposed && y.abs() < 0.1 && forgetful.abs() > 10.0,
        format!("after five steps y is {y:.2} with the memory and {forgetful:.1} without"),
    );
}

/// How much of a sum the usual momentum keeps.
const USUAL: Real = 0.9;

/// The last ten arrows of descent, each older one shrunk by nine tenths, and their sum.
pub fn ten_arrows(report: &mut Report) {
    let places = walk(ravine::<STEEP>, ABOVE, &mut Sgd { learning_rate: SAFE }, 9);
    let mut chain = vec![(0.0, 0.0)];
    let (mut lengths, mut x, mut y): (Real, Real, Real) = (0.0, 0.0, 0.0);
    for (t, place) in places.iter().enumerate() {
        let share = Real::powi(USUAL, 9 - t as i32);
        let arrow = (-share * place.0, -share * STEEP as Real * place.1);
        (x, y) = (x + arrow.0, y + arrow.1);
        lengths += arrow.1.abs();
        chain.push((x, y));
    }
    let chart = Chart::new("along the floor", "across").height(250.0).y_range(-14, 3).x_range(-52, 2);
    let chart = chart.trail("ten arrows, each older one shrunk", chain);
    report.figure(
        "arrows",
        &chart
            .arrow((0.0, 0.0), (x, y), "")
            .note((-26, 1), "their sum")
            .note((-7, -12.8), "oldest")
            .note((-44, -10), "newest")
            .svg(),
    );
    report.value("across-pushed", format!("{lengths:.0}"));
    report.value("across-left", format!("{:.0}", y.abs()));
    report.fact(
        "across-cancels",
        y.abs() < lengths / 10.0,
        format!("across, arrows of {lengths:.1} in all leave {:.1}", y.abs()),
    );
}

/// Descent and momentum with the settings that converge fastest for curvatures from 1 to `ratio`
/// (Lessard, Recht and Packard, 2016).
fn best_for(ratio: Real) -> [Box<dyn Optimizer>; 2] {
    let root = ratio.sqrt();
    let q = (root - 1.0) / (root + 1.0);
    [
        Box::new(Sgd { learning_rate: 2.0 / (1.0 + ratio) }),
        Box::new(Momentum::new(4.0 / (1.0 + root).powi(2), q * q)),
    ]
}

/// The ravines that are compared.
pub const RAVINES: [(Real, Surface); 3] =
    [(10.0, ravine::<10>), (100.0, ravine::<100>), (1000.0, ravine::<1000>)];

pub fn steeper_and_steeper(report: &mut Report) {
    let patience = 5000;
    let caption = "Steps until a thousandth of the distance is left, each rule with its best settings.";
    let columns = ["times as steep across as along", "steps of descent", "steps of momentum"];
    let mut table = Table::new("ravines", caption, columns);
    let steps = RAVINES.map(|(ratio, surface)| {
        let steps = best_for(ratio).map(|mut rule| {
            let path = walk(surface, ABOVE, &mut *rule, patience);
            arrival(&path, patience, at_the_bottom).unwrap_or(patience)
        });
        table.row([ratio.to_string(), steps[0].to_string(), steps[1].to_string()]);
        steps
    });
    report.table(table);
    let growth = [0, 1].map(|rule| steps[2][rule] as f64 / steps[0][rule] as f64);
    report.fact(
        "momentum-takes-the-root",
        (90.0..110.0).contains(&growth[0]) && (9.0..13.0).contains(&growth[1]),
        format!("from the first ravine to the last the steps grow {growth:.0?}-fold"),
    );
    report.value("sgd-growth", format!("{:.0}", growth[0]));
    report.value("momentum-growth", format!("{:.0}", growth[1]));
}
