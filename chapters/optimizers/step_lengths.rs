//! How far a rule steps when the slope does not change, and what ε does.

use crate::{RULES, Rule};
use ndarray::arr2;
use neural::optim::{Adam, Optimizer};
use neural::plot::{Chart, Figure};
use neural::report::Report;
use neural::{Params, Real, Tape};

/// The lengths of `steps` steps down a constant slope, in units of the learning rate.
fn lengths(rule: Rule, slope: Real, steps: usize) -> Vec<Real> {
    let rate = 1e-3;
    let (mut params, mut optimizer) = (Params::default(), rule(rate));
    let w = params.add(arr2(&[[0.0]]));
    let step = |_| {
        params[w].fill(0.0);
        let grads = Tape::new(&params).param(w).sum().scale(slope).backward();
        optimizer.step(&mut params, &grads);
        -params[w][[0, 0]] / rate
    };
    (0..steps).map(step).collect()
}

/// Adam's steps down a constant slope if the running means, which start at zero, were not corrected.
fn uncorrected(slope: Real, steps: usize) -> Vec<Real> {
    let Adam { beta1, beta2, epsilon, .. } = Adam::new(1.0);
    let (mut m, mut v) = (0.0, 0.0);
    let step = |_| {
        m = beta1 * m + (1.0 - beta1) * slope;
        v = beta2 * v + (1.0 - beta2) * slope * slope;
        m / (Real::sqrt(v) + epsilon)
    };
    (0..steps).map(step).collect()
}

pub fn constant_slope(report: &mut Report) {
    report.section("lengths", "Steps down a constant slope, in units of the learning rate");
    let steps = 1000;
    writeln!(report, "rule         slope 1000: first  slope 0.001: first    10th   100th  1000th");
    for (name, rule) in &RULES[..6] {
        let (steep, flat) = (lengths(*rule, 1000.0, 1)[0], lengths(*rule, 0.001, steps));
        writeln!(report, "{name:<11} {steep:>18.3} {:>19.3} {:>7.3} {:>7.3} {:>7.3}", flat[0], flat[9], flat[99], flat[999]);
    }
    let raw = uncorrected(0.001, steps);
    writeln!(report, "{:<30} {:>19.3} {:>7.3} {:>7.3} {:>7.3}", "Adam without correction", raw[0], raw[9], raw[99], raw[999]);
    let adam = lengths(RULES[5].1, 0.001, steps);
    report.fact("adam-steps-are-even", adam.iter().all(|step| (step - 1.0).abs() < 1e-3), "all of them within a thousandth of the rate");
    draw_lengths(report, steps);
}

fn draw_lengths(report: &mut Report, steps: usize) {
    let points = |lengths: Vec<Real>| lengths.into_iter().enumerate().map(|(t, length)| (t + 1, length)).collect::<Vec<_>>();
    let mut chart = Chart::new("step", "length / learning rate").log_x().log_y();
    for (name, rule) in &RULES[3..6] {
        chart = chart.line(name, points(lengths(*rule, 1.0, steps)));
    }
    report.figure("lengths", &chart.line("Adam, not corrected", points(uncorrected(1.0, steps))).svg());
}

pub fn epsilon_inside_and_outside(report: &mut Report) {
    report.section("epsilon", "The first step of Adagrad with ε = 1e-8, in units of the learning rate");
    let epsilon: Real = 1e-8;
    writeln!(report, "slope    g / (√g² + ε)   g / √(g² + ε)");
    for slope in [1.0, 1e-2, 1e-4, 1e-6] {
        let (outside, inside) = (slope / (slope + epsilon), slope / (slope * slope + epsilon).sqrt());
        writeln!(report, "{slope:<8} {outside:>13.3} {inside:>15.3}");
    }
    let g: Real = 1e-6;
    let ratio = (g / (g + epsilon)) / (g / (g * g + epsilon).sqrt());
    report.fact("epsilon-place-matters", ratio > 50.0, format!("at a slope of {g} the steps differ by a factor of {ratio:.0}"));
}
