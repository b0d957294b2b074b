//! Two weights only: a ravine, a saddle, Rosenbrock's valley.

use crate::race::least;
use crate::{MOMENTUM, RATES, RULES};
use ndarray::arr2;
use neural::optim::{Momentum, Nesterov, Optimizer, Sgd};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;
use neural::{ParamId, Params, Real, Tape, Var};

/// A loss of two weights.
trait Surface: for<'t> Fn(Var<'t>, Var<'t>) -> Var<'t> {}
impl<F: for<'t> Fn(Var<'t>, Var<'t>) -> Var<'t>> Surface for F {}

/// Pins down the type of a closure that is a [`Surface`].
fn surface<F: for<'t> Fn(Var<'t>, Var<'t>) -> Var<'t>>(f: F) -> F {
    f
}

/// `(x² + ratio · y²) / 2`: curvature 1 along x, `ratio` along y.
fn ravine(ratio: Real) -> impl Surface {
    surface(move |x, y| (x * x).scale(0.5) + (y * y).scale(0.5 * ratio))
}

/// The ravine, turned by 45 degrees.
fn turned(ratio: Real) -> impl Surface {
    let (straight, half) = (ravine(ratio), Real::sqrt(0.5));
    surface(move |x, y| straight((x + y).scale(half), (x - y).scale(half)))
}

/// `(x² − y²) / 2 + y⁴ / 4`: a saddle at (0, 0), lowest points at (0, ±1) with a loss of −1/4.
fn saddle<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x - y * y).scale(0.5) + (y * y * y * y).scale(0.25)
}

/// Rosenbrock's valley (1960), `(1 − x)² + 100 (y − x²)²`, lowest at (1, 1).
fn rosenbrock<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let (off, up) = (x - x.tape.constant(arr2(&[[1.0]])), y - x * x);
    off * off + (up * up).scale(100.0)
}

/// Height of a surface at a place.
fn height(surface: &impl Surface, (x, y): (Real, Real)) -> Real {
    let params = Params::default();
    let tape = Tape::new(&params);
    surface(tape.constant(arr2(&[[x]])), tape.constant(arr2(&[[y]]))).value()[[0, 0]]
}

/// The places visited from `start` on, `steps + 1` of them, or fewer if the path leaves for infinity.
fn walk(
    surface: &impl Surface,
    start: (Real, Real),
    optimizer: &mut dyn Optimizer,
    steps: usize,
) -> Vec<(Real, Real)> {
    let mut params = Params::default();
    let [x, y]: [ParamId; 2] = [start.0, start.1].map(|w| params.add(arr2(&[[w]])));
    let mut path = vec![start];
    for _ in 0..steps {
        let tape = Tape::new(&params);
        let grads = surface(tape.param(x), tape.param(y)).backward();
        optimizer.step(&mut params, &grads);
        let here = (params[x][[0, 0]], params[y][[0, 0]]);
        if here.0.abs().max(here.1.abs()) > 1e6 || here.0.is_nan() || here.1.is_nan() {
            break;
        }
        path.push(here);
    }
    path
}

/// The first step after which the distance to (0, 0) stays below a thousandth of that at the start.
fn arrival(path: &[(Real, Real)], steps: usize) -> Option<usize> {
    let distance = |p: &(Real, Real)| p.0.hypot(p.1);
    let last_far = path.iter().rposition(|p| distance(p) >= 1e-3 * distance(&path[0]))?;
    (path.len() == steps + 1 && last_far < steps).then_some(last_far + 1)
}

/// Where walks in a ravine begin.
const ABOVE_RAVINE: (Real, Real) = (10.0, 1.0);

/// SGD, momentum and Nesterov's momentum with the settings that are best for curvatures from 1 to `ratio`.
fn best_for(ratio: Real) -> [Box<dyn Optimizer>; 3] {
    let root = ratio.sqrt();
    let q = (root - 1.0) / (root + 1.0);
    [
        Box::new(Sgd { learning_rate: 2.0 / (1.0 + ratio) }),
        Box::new(Momentum::new(4.0 / (1.0 + root).powi(2), q * q)),
        Box::new(Nesterov::new(1.0 / ratio, q)),
    ]
}

pub fn ravines(report: &mut Report) {
    report.section("ravines", "Steps to a thousandth of the distance, each rule with its best settings");
    let patience = 10_000;
    writeln!(report, "ratio of curvatures    SGD  momentum  Nesterov");
    let mut table = Vec::new();
    for ratio in [10.0, 100.0, 1000.0] {
        let steps = best_for(ratio).map(|mut optimizer| {
            let path = walk(&ravine(ratio), ABOVE_RAVINE, &mut *optimizer, patience);
            arrival(&path, patience).unwrap_or(patience)
        });
        writeln!(report, "{ratio:>19} {:>6} {:>9} {:>9}", steps[0], steps[1], steps[2]);
        table.push(steps.map(|steps| steps as f64));
    }
    let growth = [0, 1, 2].map(|rule| table[2][rule] / table[0][rule]);
    report.fact(
        "momentum-takes-the-root",
        growth[0] > 50.0 && growth[1] < 20.0 && growth[2] < 20.0,
        format!("from 10 to 1000 the steps grow by factors of {growth:.0?}"),
    );
    report.value("sgd-growth", format!("{:.0}", growth[0]));
    report.value("momentum-growth", format!("{:.0}", growth[1]));
    draw_ravine(report);
}

fn draw_ravine(report: &mut Report) {
    let (ratio, names) = (30.0, ["SGD", "momentum", "Nesterov"]);
    let mut panels = Panels::new(1);
    for (name, mut optimizer) in names.into_iter().zip(best_for(ratio)) {
        let path = walk(&ravine(ratio), (10.0, 2.0), &mut *optimizer, 25);
        let chart = Chart::new("x", "y").title(name).height(210.0).x_range(-4, 11).y_range(-2.5, 2.5);
        let chart = chart.contours([2.0, 10.0, 40.0], move |x, y| height(&ravine(ratio), (x as Real, y as Real)));
        panels = panels.add(chart.trail(name, path));
    }
    report.figure("ravine", &panels.svg());
}

pub fn two_forms_of_nesterov(report: &mut Report) {
    report.section("nesterov", "Nesterov's momentum as it is usually printed, and as it is programmed");
    let (rate, ratio, steps) = (0.01, 30.0, 100);
    let ours = walk(&ravine(ratio), (10.0, 2.0), &mut Nesterov::new(rate, MOMENTUM), steps);
    let slope = |(x, y): (Real, Real)| (x, ratio * y);
    let (mut place, mut u) = ((10.0, 2.0), (0.0, 0.0));
    let mut apart: Real = 0.0;
    writeln!(report, "step   printed: looks ahead to   programmed: stands at");
    for (t, &(x, y)) in ours.iter().enumerate() {
        let ahead = (place.0 - MOMENTUM * u.0, place.1 - MOMENTUM * u.1);
        apart = apart.max((ahead.0 - x).abs()).max((ahead.1 - y).abs());
        if t % 25 == 0 {
            writeln!(report, "{t:>4}   ({:>8.5}, {:>8.5})      ({x:>8.5}, {y:>8.5})", ahead.0, ahead.1);
        }
        let g = slope(ahead);
        u = (MOMENTUM * u.0 + rate * g.0, MOMENTUM * u.1 + rate * g.1);
        place = (place.0 - u.0, place.1 - u.1);
    }
    report.fact("nesterov-forms-agree", apart < 1e-4, format!("at most {apart:.0e} apart in {steps} steps"));
}

pub fn turned_ravine(report: &mut Report) {
    let (ratio, patience) = (100.0, 3000);
    report.section("turned", "A ravine along the axes, and turned by 45 degrees: steps with the best rate");
    writeln!(report, "rule         straight    turned");
    let half = Real::sqrt(0.5);
    let (x, y) = ABOVE_RAVINE;
    let mut table = Vec::new();
    for (name, rule) in &RULES[..6] {
        let straight = RATES.iter().filter_map(|&rate| {
            arrival(&walk(&ravine(ratio), ABOVE_RAVINE, &mut *rule(rate), patience), patience)
        });
        let aslant = RATES.iter().filter_map(|&rate| {
            let start = (half * (x + y), half * (x - y));
            arrival(&walk(&turned(ratio), start, &mut *rule(rate), patience), patience)
        });
        let steps = [straight.min(), aslant.min()];
        let told = steps.map(|steps| steps.map_or(format!("> {patience}"), |steps| steps.to_string()));
        writeln!(report, "{name:<9} {:>11} {:>9}", told[0], told[1]);
        table.push(steps);
    }
}

pub fn saddle_and_valley(report: &mut Report) {
    report.section("saddle", "From beside a ridge, (1.5, 0.0001): steps until the walk has left the saddle");
    let start = (1.5, 1e-4);
    writeln!(report, "rule       rate 0.01  rate 0.1");
    let left = |path: &[(Real, Real)]| path.iter().position(|p| p.1.abs() > 0.5);
    for (name, rule) in &RULES[..6] {
        let steps = [0.01, 0.1].map(|rate| left(&walk(&saddle, start, &mut *rule(rate), 3000)));
        let told = steps.map(|steps| steps.map_or("never".to_string(), |steps| steps.to_string()));
        writeln!(report, "{name:<9} {:>10} {:>9}", told[0], told[1]);
    }
    let stuck = walk(&saddle, (1.5, 0.0), &mut Sgd { learning_rate: 0.1 }, 3000);
    report.fact("a-ridge-holds", stuck.last() .is_some_and(|p| p.1 == 0.0 && p.0.abs() < 1e-6), format!("{:?}", stuck.last()));

    report.section("rosenbrock", "Rosenbrock's valley from (-1.2, 1): the loss after 500 steps with the best rate");
    writeln!(report, "rule       rate   loss");
    let mut chart = Chart::new("x", "y").x_range(-2, 2).y_range(-1, 3);
    chart = chart.contours([1.0, 10.0, 100.0, 500.0], |x, y| height(&rosenbrock, (x as Real, y as Real)));
    for (name, rule) in &RULES[..6] {
        let ends: Vec<f64> = RATES.iter().map(|&rate| {
            let path = walk(&rosenbrock, (-1.2, 1.0), &mut *rule(rate), 500);
            if path.len() < 501 { f64::INFINITY } else { height(&rosenbrock, path[500]).into() }
        }).collect();
        let best = least(&ends);
        writeln!(report, "{name:<9} {:>6}  {:.1e}", RATES[best], ends[best]);
        chart = chart.line(name, walk(&rosenbrock, (-1.2, 1.0), &mut *rule(RATES[best]), 500));
    }
    report.figure("rosenbrock", &chart.svg());
    draw_saddle(report, start);
}

fn draw_saddle(report: &mut Report, start: (Real, Real)) {
    let mut chart = Chart::new("x", "y").x_range(-1, 2).y_range(-0.5, 1.5);
    chart = chart.contours([-0.2, -0.1, 0.0, 0.2, 0.5, 1.0], |x, y| height(&saddle, (x as Real, y as Real)));
    for (name, rule) in &RULES[..6] {
        chart = chart.line(name, walk(&saddle, start, &mut *rule(0.1), 60));
    }
    report.figure("saddle", &chart.svg());
}
