//! A saddle, and Rosenbrock's valley.

use crate::surfaces::{Place, arrival, best_rate, height, walk};
use crate::{RULES, Rule, count};
use ndarray::arr2;
use neural::optim::Sgd;
use neural::{Real, Var};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

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

/// The steps from beside the ridge, (1.5, `aside`), until the walk stays within a tenth of a lowest
/// point.
fn descent(rule: Rule, rate: Real, aside: Real) -> f64 {
    let path = walk(saddle, (1.5, aside), &mut *rule(rate), PATIENCE);
    let low = arrival(&path, PATIENCE, |place| place.0.hypot(place.1.abs() - 1.0) < 0.1);
    low.map_or(f64::INFINITY, |steps| steps as f64)
}

pub fn beside_a_ridge(report: &mut Report) {
    let common = 0.01;
    let caption = "Steps from (1.5, y), beside the ridge, until a walk stays within a tenth of the lowest \
                   point; the best rate is the best from y = 0.0001.";
    let columns = [
        "rule".to_string(),
        format!("from y = 0.0001 at rate {common}"),
        "best rate".to_string(),
        "from y = 0.01".to_string(),
        "from y = 0.0001".to_string(),
        "from y = 0.000001".to_string(),
    ];
    let mut table = Table::new("saddle", caption, columns);
    let mut walks = Vec::new();
    for (name, rule) in &RULES[..6] {
        let (rate, _) = best_rate(|rate| descent(*rule, rate, ASIDE[1]));
        let (untuned, steps) = (descent(*rule, common, ASIDE[1]), ASIDE.map(|y| descent(*rule, rate, y)));
        let [far, near, nearest] = steps.map(count);
        table.row([name.to_string(), count(untuned), format!("{rate:.3}"), far, near, nearest]);
        walks.push(steps);
    }
    report.table(table);
    let later: Vec<f64> = walks.iter().map(|steps| steps[2] - steps[0]).collect();
    report.fact(
        "divided-gradients-see-no-distance",
        later[3..].iter().all(|&later| later.abs() <= 6.0) && later[0] >= 12.0,
        format!("steps more from y = 0.000001 than from y = 0.01, rule by rule: {later:?}"),
    );
    let ridge = walk(saddle, (1.5, 0.0), &mut Sgd { learning_rate: common }, PATIENCE)[PATIENCE];
    report.fact(
        "a-ridge-holds",
        ridge.1 == 0.0 && ridge.0.abs() < 1e-6,
        format!("after {PATIENCE} steps from the ridge itself at {ridge:?}"),
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

/// Where walks in the valley begin, how long they are, and how far they may go: as far as the map.
const BEND: Place = (-1.2, 1.0);
const STEPS: usize = 500;
const MAP: Real = 3.0;

pub fn bent_valley(report: &mut Report) {
    let caption = format!(
        "Rosenbrock's valley from (−1.2, 1): the loss after {STEPS} steps, each rule with its best rate."
    );
    let mut table = Table::new("rosenbrock", caption, ["rule", "best rate", "loss"]);
    let mut losses = Vec::new();
    for (name, rule) in &RULES[..6] {
        let (rate, loss) = best_rate(|rate| {
            let path = walk(rosenbrock, BEND, &mut *rule(rate), STEPS);
            let stays = path.iter().all(|place| place.0.hypot(place.1) < MAP);
            path.get(STEPS).filter(|_| stays).map_or(f64::INFINITY, |&end| height(rosenbrock, end).into())
        });
        table.row([name.to_string(), format!("{rate:.4}"), report::scientific(loss)]);
        losses.push(loss);
    }
    report.table(table);
    report.fact(
        "momentum-follows-the-valley",
        losses[1] < losses[0].min(losses[3]).min(losses[4]) / 100.0,
        format!("losses, rule by rule: {losses:.6?}"),
    );
}
