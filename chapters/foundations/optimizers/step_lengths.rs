//! How far a rule steps when the slope does not change, and what ε does.

use crate::adam::OneWeight;
use crate::{RULES, Rule};
use ndarray::arr2;
use neural::optim::Adam;
use neural::{Params, Real, Tape};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The number of steps that are looked at.
const STEPS: usize = 1000;

/// The lengths of the steps down a constant slope, in units of the learning rate.
fn lengths(rule: Rule, slope: Real) -> Vec<Real> {
    let rate = 1e-3;
    let (mut params, mut optimizer) = (Params::default(), rule(rate));
    let w = params.add(arr2(&[[0.0]]));
    let step = |_| {
        params[w].fill(0.0);
        let grads = Tape::new(&params).param(w).sum().scale(slope).backward();
        optimizer.step(&mut params, &grads);
        -params[w][[0, 0]] / rate
    };
    (0..STEPS).map(step).collect()
}

/// The same of Adam if its running means, which start at zero, were not corrected.
fn uncorrected(slope: Real) -> Vec<Real> {
    let Adam { beta1, beta2, epsilon, .. } = Adam::new(1.0);
    let (mut m, mut v) = (0.0, 0.0);
    let step = |_| {
        m = beta1 * m + (1.0 - beta1) * slope;
        v = beta2 * v + (1.0 - beta2) * slope * slope;
        m / (Real::sqrt(v) + epsilon)
    };
    (0..STEPS).map(step).collect()
}

pub fn constant_slope(report: &mut Report) {
    let caption = "Lengths of the steps down a slope that never changes, in units of the learning rate.";
    let columns = [
        "rule",
        "slope 1000, step 1",
        "slope 0.001, step 1",
        "slope 0.001, step 10",
        "slope 0.001, step 100",
        "slope 0.001, step 1000",
    ];
    let mut table = Table::new("lengths", caption, columns);
    let raw = ("Adam, uncorrected", uncorrected(1000.0), uncorrected(0.001));
    let rules = RULES[..6].iter().map(|(name, rule)| (*name, lengths(*rule, 1000.0), lengths(*rule, 0.001)));
    for (name, steep, flat) in rules.chain([raw]) {
        let cells = [steep[0], flat[0], flat[9], flat[99], flat[999]].map(|x| format!("{x:.3}"));
        table.row([vec![name.to_string()], cells.to_vec()].concat());
    }
    report.table(table);
    let adam = lengths(RULES[5].1, 0.001);
    let worst = adam.iter().map(|length| (length - 1.0).abs()).fold(0.0, Real::max);
    report.fact("adam-steps-evenly", worst < 1e-3, format!("at most {worst:.0e} of the rate from the rate"));
    after_a_silence(report);
    draw_lengths(report);
}

/// Adam's steps when a weight has had no slope for ten thousand steps, and then has one that stays.
fn after_a_silence(report: &mut Report) {
    let mut weight = OneWeight::default();
    (0..10_000).for_each(|_| _ = weight.step(0.0));
    let steps: Vec<Real> = (0..1000).map(|_| weight.step(1.0)).collect();
    let longest = steps.iter().copied().fold(0.0, Real::max);
    report.value("silence-first", format!("{:.1}", steps[0]));
    report.value("silence-tenth", format!("{:.1}", steps[9]));
    report.fact(
        "silence-lengthens-steps",
        steps[0] > 3.0 && steps[9] > 6.0 && longest < 7.3,
        format!("first {:.2}, tenth {:.2}, longest {longest:.2} times the rate", steps[0], steps[9]),
    );
}

fn draw_lengths(report: &mut Report) {
    let points = |lengths: Vec<Real>| lengths.into_iter().enumerate().map(|(t, length)| (t + 1, length));
    let mut chart = Chart::new("step", "length / learning rate").log_x().log_y();
    for (name, rule) in &RULES[3..6] {
        chart = chart.line(name, points(lengths(*rule, 1.0)));
    }
    report.figure("lengths", &chart.line("Adam, uncorrected", points(uncorrected(1.0))).svg());
}

pub fn epsilon_inside_and_outside(report: &mut Report) {
    let epsilon: Real = 1e-8;
    let caption = "The first step of Adagrad with ε = 10⁻⁸, in units of the learning rate.";
    let columns = ["slope g", "ε outside: g / (√g² + ε)", "ε inside: g / √(g² + ε)"];
    let mut table = Table::new("epsilon", caption, columns);
    let steps = [1.0, 1e-2, 1e-4, 1e-6].map(|g: Real| {
        let (outside, inside) = (g / (g + epsilon), g / (g * g + epsilon).sqrt());
        table.row([g.to_string(), format!("{outside:.3}"), format!("{inside:.3}")]);
        (outside, inside)
    });
    report.table(table);
    let (outside, inside) = steps[3];
    report.fact(
        "place-of-epsilon-matters",
        outside > 0.9 && inside < 0.02,
        format!("for a slope of a millionth {outside:.2} outside, {inside:.2} inside"),
    );
}
