//! A saddle, and Rosenbrock's valley.

use crate::surfaces::{Place, arrival, best_rate, fine_rates, height, walk};
use crate::{RULES, Rule, count};
use ndarray::arr2;
use neural::optim::Sgd;
use neural::{Real, Var};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// `(x² − y²) / 2 + y⁴ / 4`: a saddle at (0, 0), lowest at (0, ±1).
fn saddle<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x - y * y).scale(0.5) + (y * y * y * y).scale(0.25)
}

/// Rosenbrock's valley, `(1 − x)² + 100 (y − x²)²`, lowest at (1, 1).
fn rosenbrock<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let (along, across) = (x - x.tape.constant(arr2(&[[1.0]])), y - x * x);
    along * along + (across * across).scale(100.0)
}

/// How long a walk from the saddle may take.
const PATIENCE: usize = 2000;

/// How far from the ridge the walks begin.
const ASIDE: [Real; 3] = [1e-2, 1e-4, 1e-6];

/// The steps from beside the ridge, (1.5, `aside`), until the walk stays within a tenth of a lowest point.
fn descent(rule: Rule, rate: Real, aside: Real) -> f64 {
    let path = walk(saddle, (1.5, aside), &mut *rule(rate), PATIENCE);
    let low = arrival(&path, PATIENCE, |place| place.0.hypot(place.1.abs() - 1.0) < 0.1);
    low.map_or(f64::INFINITY, |steps| steps as f64)
}

pub fn beside_a_ridge(report: &mut Report) {
    report.section("saddle", "Steps from (1.5, y) to within a tenth of the lowest point, (0, 1)");
    writeln!(
        report,
        "           one rate for all          each rule with the rate that is best from y = 1e-4"
    );
    writeln!(report, "rule       rate   y = 1e-4           rate   y = 1e-2   y = 1e-4   y = 1e-6");
    let (mut table, common) = (Vec::new(), 0.01);
    for (name, rule) in &RULES[..6] {
        let (rate, _) = best_rate(|rate| descent(*rule, rate, ASIDE[1]));
        let (untuned, steps) = (descent(*rule, common, ASIDE[1]), ASIDE.map(|y| descent(*rule, rate, y)));
        write!(report, "{name:<9} {common:>5} {:>10} {rate:>14.3}", count(untuned));
        steps.iter().for_each(|&steps| write!(report, " {:>10}", count(steps)));
        writeln!(report);
        table.push(steps);
    }
    let later: Vec<f64> = table.iter().map(|steps| steps[2] - steps[0]).collect();
    report.fact(
        "divided-gradients-see-no-distance",
        later[3..].iter().all(|&later| later.abs() <= 6.0) && later[0] >= 12.0,
        format!("steps more from y = 1e-6 than from y = 1e-2: {later:?}"),
    );
    let ridge = walk(saddle, (1.5, 0.0), &mut Sgd { learning_rate: common }, PATIENCE)[PATIENCE];
    report.fact(
        "a-ridge-holds",
        ridge.1 == 0.0 && ridge.0.abs() < 1e-6,
        format!("after {PATIENCE} steps at {ridge:?}"),
    );
    draw_saddle(report);
}

/// Six paths with small steps: their shape counts, not their number of steps.
fn draw_saddle(report: &mut Report) {
    let mut panels = Panels::new(1);
    for rules in [&RULES[..3], &RULES[3..6]] {
        let mut chart = Chart::new("x", "y").height(420.0).x_range(-0.5, 1.6).y_range(-0.2, 1.3);
        chart = chart.contours([-0.2, 0.0, 0.2, 0.5], |x, y| height(saddle, (x as Real, y as Real)));
        for (name, rule) in rules {
            chart = chart.line(name, walk(saddle, (1.5, ASIDE[1]), &mut *rule(0.01), PATIENCE));
        }
        panels = panels.add(chart);
    }
    report.figure("saddle", &panels.svg());
}

/// Where walks in the valley begin, and how long they are.
const BEND: Place = (-1.2, 1.0);
const STEPS: usize = 500;

pub fn bent_valley(report: &mut Report) {
    report.section(
        "rosenbrock",
        "Rosenbrock's valley from (-1.2, 1): the loss after 500 steps with the best rate",
    );
    writeln!(report, "rule        rate      loss");
    let mut bests = Vec::new();
    for (name, rule) in &RULES[..6] {
        let path = |rate: Real| walk(rosenbrock, BEND, &mut *rule(rate), STEPS);
        let loss = |rate| path(rate).get(STEPS).map_or(f64::INFINITY, |&end| height(rosenbrock, end).into());
        let (rate, loss) = best_rate(loss);
        writeln!(report, "{name:<9} {rate:>6.4} {loss:>9.1e}");
        bests.push((*name, loss, path(rate)));
    }
    report.fact(
        "momentum-follows-the-valley",
        bests[1].1.max(bests[5].1) < bests[0].1.min(bests[3].1).min(bests[4].1) / 100.0,
        format!("{:.0e} and {:.0e} with momentum and Adam", bests[1].1, bests[5].1),
    );
    report.value("fine-rates", fine_rates().count());
    draw_valley(report, &bests);
}

fn draw_valley(report: &mut Report, bests: &[(&str, f64, Vec<Place>)]) {
    let mut panels = Panels::new(1);
    for bests in bests.chunks(3) {
        let mut chart = Chart::new("x", "y").height(420.0).x_range(-1.8, 1.8).y_range(-1, 2.4);
        chart = chart.contours([1, 10, 100], |x, y| height(rosenbrock, (x as Real, y as Real)));
        for (name, _, path) in bests {
            chart = chart.line(name, path);
        }
        panels = panels.add(chart);
    }
    report.figure("rosenbrock", &panels.svg());
}
