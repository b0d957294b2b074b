//! How far a rule steps when the slope does not change, and what ε does.

use crate::{RULES, Rule};
use ndarray::arr2;
use neural::optim::Adam;
use neural::{Params, Real, Tape};
use report::Report;
use report::plot::{Chart, Figure};

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
    report.section("lengths", "The lengths of steps down a constant slope, in units of the learning rate");
    writeln!(report, "                        slope 1000                 slope 0.001");
    writeln!(report, "rule                    1st step      1st      10th     100th    1000th");
    let raw = ("uncorrected Adam", uncorrected(1000.0), uncorrected(0.001));
    let rules = RULES[..6].iter().map(|(name, rule)| (*name, lengths(*rule, 1000.0), lengths(*rule, 0.001)));
    for (name, steep, flat) in rules.chain([raw]) {
        let [first, tenth, hundredth, last] = [0, 9, 99, 999].map(|t| flat[t]);
        writeln!(
            report,
            "{name:<18} {:>13.3} {first:>8.3} {tenth:>9.3} {hundredth:>9.3} {last:>9.3}",
            steep[0]
        );
    }
    let adam = lengths(RULES[5].1, 0.001);
    let worst = adam.iter().map(|length| (length - 1.0).abs()).fold(0.0, Real::max);
    report.fact("adam-steps-evenly", worst < 1e-3, format!("at most {worst:.0e} of the rate from the rate"));
    draw_lengths(report);
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
    report.section("epsilon", "The first step of Adagrad with ε = 1e-8, in units of the learning rate");
    writeln!(report, "slope g    ε outside: g / (√g² + ε)    ε inside: g / √(g² + ε)");
    let steps = [1.0, 1e-2, 1e-4, 1e-6].map(|g: Real| {
        let (outside, inside) = (g / (g + epsilon), g / (g * g + epsilon).sqrt());
        writeln!(report, "{g:<8} {outside:>26.3} {inside:>26.3}");
        (outside, inside)
    });
    let (outside, inside) = steps[3];
    report.fact(
        "place-of-epsilon-matters",
        outside > 50.0 * inside,
        format!("{outside:.2} against {inside:.2}"),
    );
}
