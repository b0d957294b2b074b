//! Two weights only: a ravine, a saddle, Rosenbrock's valley.

use crate::{MOMENTUM, RATES, RULES, Rule, least};
use ndarray::arr2;
use neural::optim::{Momentum, Nesterov, Optimizer, Sgd};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;
use neural::{Params, Real, Tape, Var};

/// A loss of two weights, each a 1 × 1 matrix.
type Surface = for<'t> fn(Var<'t>, Var<'t>) -> Var<'t>;

/// Two weights.
type Place = (Real, Real);

/// `(x² + RATIO · y²) / 2`: curvature 1 along x, `RATIO` along y.
fn ravine<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x + (y * y).scale(RATIO as Real)).scale(0.5)
}

/// The ravine, turned by 45 degrees.
fn turned<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let half = Real::sqrt(0.5);
    ravine::<RATIO>((x + y).scale(half), (x - y).scale(half))
}

/// `(x² − y²) / 2 + y⁴ / 4`: a saddle at (0, 0), lowest at (0, ±1).
fn saddle<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x - y * y).scale(0.5) + (y * y * y * y).scale(0.25)
}

/// Rosenbrock's valley, `(1 − x)² + 100 (y − x²)²`, lowest at (1, 1).
fn rosenbrock<'t>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let (along, across) = (x - x.tape.constant(arr2(&[[1.0]])), y - x * x);
    along * along + (across * across).scale(100.0)
}

/// The height of a surface at a place.
fn height(surface: Surface, (x, y): Place) -> Real {
    let params = Params::default();
    let tape = Tape::new(&params);
    surface(tape.constant(arr2(&[[x]])), tape.constant(arr2(&[[y]]))).value()[[0, 0]]
}

/// The places visited from `start` on: `steps + 1` of them, or fewer if the path leaves for infinity.
fn walk(surface: Surface, start: Place, optimizer: &mut dyn Optimizer, steps: usize) -> Vec<Place> {
    let mut params = Params::default();
    let [x, y] = [start.0, start.1].map(|w| params.add(arr2(&[[w]])));
    let mut path = vec![start];
    for _ in 0..steps {
        let tape = Tape::new(&params);
        let grads = surface(tape.param(x), tape.param(y)).backward();
        optimizer.step(&mut params, &grads);
        let here = (params[x][[0, 0]], params[y][[0, 0]]);
        let far = here.0.hypot(here.1);
        if far.is_nan() || far > 1e6 {
            break;
        }
        path.push(here);
    }
    path
}

/// The longest walk that is waited for.
const PATIENCE: usize = 5000;

/// The step after which the distance to (0, 0) stays below a thousandth of what it was, if there is one.
fn arrival(path: &[Place]) -> Option<usize> {
    let distance = |place: &Place| place.0.hypot(place.1);
    let far = path.iter().rposition(|place| distance(place) >= 1e-3 * distance(&path[0]))?;
    (path.len() == PATIENCE + 1 && far < PATIENCE).then_some(far + 1)
}

/// Where walks in a ravine begin.
const ABOVE: Place = (10.0, 1.0);

/// SGD, momentum and Nesterov's momentum with the settings that theory gives for curvatures from 1 to `ratio`.
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
    writeln!(report, "ratio of curvatures    SGD  momentum  Nesterov");
    let ravines: [(Real, Surface); 3] =
        [(10.0, ravine::<10>), (100.0, ravine::<100>), (1000.0, ravine::<1000>)];
    let table = ravines.map(|(ratio, surface)| {
        let walk = |mut rule: Box<dyn Optimizer>| walk(surface, ABOVE, &mut *rule, PATIENCE);
        let steps = best_for(ratio).map(|rule| arrival(&walk(rule)).unwrap_or(PATIENCE));
        writeln!(report, "{ratio:>19} {:>6} {:>9} {:>9}", steps[0], steps[1], steps[2]);
        steps
    });
    let growth = [0, 1, 2].map(|rule| table[2][rule] as f64 / table[0][rule] as f64);
    report.fact(
        "momentum-takes-the-root",
        growth[0] > 50.0 && growth[1] < 20.0 && growth[2] < 20.0,
        format!("from 10 to 1000 the steps grow {growth:.0?}-fold"),
    );
    report.fact(
        "parabolas-suit-the-heavy-ball",
        table.iter().all(|steps| steps[1] < steps[2]),
        format!("{table:?}"),
    );
    report.value("sgd-growth", format!("{:.0}", growth[0]));
    report.value("momentum-growth", format!("{:.0}", growth[1]));
    draw_ravine(report);
}

fn draw_ravine(report: &mut Report) {
    let mut panels = Panels::new(1);
    for (name, mut rule) in ["SGD", "momentum", "Nesterov"].into_iter().zip(best_for(30.0)) {
        let path = walk(ravine::<30>, ABOVE, &mut *rule, 25);
        let chart = Chart::new("x", "y").title(name).height(240.0).x_range(-3, 11).y_range(-3, 3);
        let chart = chart.contours([2, 10, 40], |x, y| height(ravine::<30>, (x as Real, y as Real)));
        panels = panels.add(chart.trail("", path));
    }
    report.figure("ravine", &panels.svg());
}

pub fn two_forms_of_nesterov(report: &mut Report) {
    report.section("nesterov", "Nesterov's momentum as it is usually printed, and as it is programmed");
    let (rate, steps) = (0.01, 100);
    let ours = walk(ravine::<30>, ABOVE, &mut Nesterov::new(rate, MOMENTUM), steps);
    let (mut place, mut u, mut apart) = (ABOVE, (0.0, 0.0), 0.0);
    writeln!(report, "step   printed: looks ahead to   programmed: stands at");
    for (t, &(x, y)) in ours.iter().enumerate() {
        let ahead = (place.0 - MOMENTUM * u.0, place.1 - MOMENTUM * u.1);
        apart = Real::max(apart, (ahead.0 - x).hypot(ahead.1 - y));
        if t % 20 == 0 {
            writeln!(report, "{t:>4}   ({:>8.5}, {:>8.5})      ({x:>8.5}, {y:>8.5})", ahead.0, ahead.1);
        }
        let g = (ahead.0, 30.0 * ahead.1);
        u = (MOMENTUM * u.0 + rate * g.0, MOMENTUM * u.1 + rate * g.1);
        place = (place.0 - u.0, place.1 - u.1);
    }
    report.fact("nesterov-forms-agree", apart < 1e-4, format!("at most {apart:.0e} apart in {steps} steps"));
}

/// The fewest steps with which `rule` arrives, over all rates.
fn fewest(surface: Surface, start: Place, rule: Rule) -> Option<usize> {
    RATES.iter().filter_map(|&rate| arrival(&walk(surface, start, &mut *rule(rate), PATIENCE))).min()
}

pub fn turned_ravine(report: &mut Report) {
    report.section(
        "turned",
        "A ravine along the axes, and the same turned by 45 degrees: steps with the best rate",
    );
    writeln!(report, "rule       straight    turned");
    let half = Real::sqrt(0.5);
    let aslant = (half * (ABOVE.0 + ABOVE.1), half * (ABOVE.0 - ABOVE.1));
    let mut slower = Vec::new();
    for (name, rule) in &RULES[..6] {
        let steps = [fewest(ravine::<100>, ABOVE, *rule), fewest(turned::<100>, aslant, *rule)];
        let [straight, turned] = steps.map(|steps| steps.unwrap_or(PATIENCE));
        writeln!(report, "{name:<9} {straight:>9} {turned:>9}");
        slower.push(turned as f64 / straight as f64);
    }
    report.fact(
        "turning-slows-adaptive-rules",
        slower[..3].iter().all(|&by| by < 1.05)
            && slower[5] > 1.5
            && slower[3..5].iter().all(|&by| by > 3.0 * slower[5]),
        format!("{slower:.2?} times as many steps"),
    );
}

pub fn saddle_and_valley(report: &mut Report) {
    let (start, rate) = ((1.5, 1e-4), 0.01);
    report.section("saddle", "From beside a ridge, (1.5, 0.0001), with rate 0.01: steps until |y| > 1/2");
    let leaves = |rule: Rule| {
        let path = walk(saddle, start, &mut *rule(rate), PATIENCE);
        path.iter().position(|place| place.1.abs() > 0.5).unwrap_or(PATIENCE)
    };
    let steps: Vec<usize> = RULES[..6].iter().map(|(_, rule)| leaves(*rule)).collect();
    writeln!(report, "rule      steps until |y| > 1/2");
    for ((name, _), steps) in RULES.iter().zip(&steps) {
        writeln!(report, "{name:<9} {steps:>5}");
    }
    report.fact(
        "even-steps-leave-first",
        2 * steps[4].max(steps[5]) < steps[1] && 2 * steps[1] < steps[0],
        format!("{steps:?} steps"),
    );
    let ridge = walk(saddle, (1.5, 0.0), &mut Sgd { learning_rate: rate }, PATIENCE)[PATIENCE];
    report.fact(
        "a-ridge-holds",
        ridge.1 == 0.0 && ridge.0.abs() < 1e-6,
        format!("after {PATIENCE} steps at {ridge:?}"),
    );
    draw_saddle(report, start, rate);

    report.section(
        "rosenbrock",
        "Rosenbrock's valley from (-1.2, 1): the loss after 500 steps with the best rate",
    );
    writeln!(report, "rule        rate      loss");
    let mut bests = Vec::new();
    for (name, rule) in &RULES[..6] {
        let path = |rate: Real| walk(rosenbrock, (-1.2, 1.0), &mut *rule(rate), 500);
        let loss = |rate| path(rate).get(500).map_or(f64::INFINITY, |&end| height(rosenbrock, end).into());
        let losses = RATES.map(loss);
        let best = least(&losses);
        writeln!(report, "{name:<9} {:>6} {:>9.1e}", RATES[best], losses[best]);
        bests.push((*name, losses[best], path(RATES[best])));
    }
    report.fact(
        "momentum-follows-the-valley",
        bests[1].1.max(bests[5].1) < bests[0].1.min(bests[3].1).min(bests[4].1) / 100.0,
        format!("{:.0e} and {:.0e} with momentum and Adam", bests[1].1, bests[5].1),
    );
    draw_valley(report, &bests);
}

fn draw_saddle(report: &mut Report, start: Place, rate: Real) {
    let mut panels = Panels::new(2);
    for rules in [&RULES[..3], &RULES[3..6]] {
        let mut chart = Chart::new("x", "y").height(330.0).x_range(-0.5, 1.6).y_range(-0.2, 1.3);
        chart = chart.contours([-0.2, 0.0, 0.2, 0.5], |x, y| height(saddle, (x as Real, y as Real)));
        for (name, rule) in rules {
            chart = chart.line(name, walk(saddle, start, &mut *rule(rate), 1200));
        }
        panels = panels.add(chart);
    }
    report.figure("saddle", &panels.svg());
}

fn draw_valley(report: &mut Report, bests: &[(&str, f64, Vec<Place>)]) {
    let mut panels = Panels::new(2);
    for bests in bests.chunks(3) {
        let mut chart = Chart::new("x", "y").height(330.0).x_range(-1.6, 1.6).y_range(-1, 2.4);
        chart = chart.contours([1, 10, 100], |x, y| height(rosenbrock, (x as Real, y as Real)));
        for (name, _, path) in bests {
            chart = chart.line(name, path);
        }
        panels = panels.add(chart);
    }
    report.figure("rosenbrock", &panels.svg());
}
