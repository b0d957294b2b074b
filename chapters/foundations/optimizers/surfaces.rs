//! Two weights only: a ravine, a saddle, Rosenbrock's valley.

use crate::{MOMENTUM, RULES, least};
use ndarray::arr2;
use neural::optim::{Momentum, Nesterov, Optimizer, Sgd};
use neural::trials::Spread;
use neural::{Params, Real, Tape, Var};
use rayon::prelude::*;
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// A loss of two weights, each a 1 × 1 matrix.
pub type Surface = for<'t> fn(Var<'t>, Var<'t>) -> Var<'t>;

/// Two weights.
pub type Place = (Real, Real);

/// `(x² + RATIO · y²) / 2`: curvature 1 along x, `RATIO` along y.
fn ravine<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    (x * x + (y * y).scale(RATIO as Real)).scale(0.5)
}

/// The ravine, turned by 45 degrees.
fn turned<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let half = Real::sqrt(0.5);
    ravine::<RATIO>((x + y).scale(half), (x - y).scale(half))
}

/// The height of a surface at a place.
pub fn height(surface: Surface, (x, y): Place) -> Real {
    let params = Params::default();
    let tape = Tape::new(&params);
    surface(tape.constant(arr2(&[[x]])), tape.constant(arr2(&[[y]]))).value()[[0, 0]]
}

/// The places visited from `start` on: `steps + 1` of them, or fewer if the path leaves for infinity.
pub fn walk(surface: Surface, start: Place, optimizer: &mut dyn Optimizer, steps: usize) -> Vec<Place> {
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

/// The step after which a walk of `patience` steps stays `near` where it should go, if there is one.
pub fn arrival(path: &[Place], patience: usize, near: impl Fn(&Place) -> bool) -> Option<usize> {
    let far = path.iter().rposition(|place| !near(place))?;
    (path.len() == patience + 1 && far < patience).then_some(far + 1)
}

/// Less than a thousandth of the way from [`ABOVE`] to (0, 0) is left.
fn at_the_bottom(place: &Place) -> bool {
    place.0.hypot(place.1) < 1e-3 * ABOVE.0.hypot(ABOVE.1)
}

/// Where walks in a ravine begin.
const ABOVE: Place = (10.0, 1.0);

/// SGD, momentum and Nesterov's momentum with the settings that converge fastest for curvatures from 1 to `ratio`
/// (Lessard, Recht and Packard, 2016).
fn best_for(ratio: Real) -> [Box<dyn Optimizer>; 3] {
    let (root, wide) = (ratio.sqrt(), (3.0 * ratio + 1.0).sqrt());
    let q = (root - 1.0) / (root + 1.0);
    [
        Box::new(Sgd { learning_rate: 2.0 / (1.0 + ratio) }),
        Box::new(Momentum::new(4.0 / (1.0 + root).powi(2), q * q)),
        Box::new(Nesterov::new(4.0 / (3.0 * ratio + 1.0), (wide - 2.0) / (wide + 2.0))),
    ]
}

pub fn ravines(report: &mut Report) {
    report.section(
        "ravines",
        "Steps until a thousandth of the distance is left, with the best rate and momentum",
    );
    let patience = 5000;
    writeln!(report, "ratio of curvatures    SGD  momentum  Nesterov");
    let ravines: [(Real, Surface); 3] =
        [(10.0, ravine::<10>), (100.0, ravine::<100>), (1000.0, ravine::<1000>)];
    let table = ravines.map(|(ratio, surface)| {
        let walk = |mut rule: Box<dyn Optimizer>| walk(surface, ABOVE, &mut *rule, patience);
        let steps =
            best_for(ratio).map(|rule| arrival(&walk(rule), patience, at_the_bottom).unwrap_or(patience));
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

/// The rates that a rule may try on a surface: four for each power of ten, from 1e-3 to 10.
pub fn fine_rates() -> impl Iterator<Item = Real> {
    (0..=16).map(|i| Real::powf(10.0, i as Real / 4.0 - 3.0))
}

/// The rate for which `cost` is least, with that cost; the rates are tried side by side.
pub fn best_rate(cost: impl Fn(Real) -> f64 + Sync) -> (Real, f64) {
    let rates: Vec<Real> = fine_rates().collect();
    let costs: Vec<f64> = rates.par_iter().map(|&rate| cost(rate)).collect();
    let best = least(&costs);
    (rates[best], costs[best])
}

/// Where the walks in the straight and in the turned ravine begin.
const STARTS: [Place; 3] = [(12.0, 0.7), ABOVE, (7.0, 1.2)];

/// The place of `start` when the ravine is turned.
fn turn(start: Place) -> Place {
    let half = Real::sqrt(0.5);
    (half * (start.0 + start.1), half * (start.0 - start.1))
}

pub fn turned_ravine(report: &mut Report) {
    report.section(
        "turned",
        "A ravine 100 times as steep across as along, straight and turned by 45 degrees: steps needed",
    );
    writeln!(report, "             straight              turned");
    writeln!(report, "rule       rate    steps       rate    steps");
    let patience = 2000;
    let ravines: [(Surface, [Place; 3]); 2] = [(ravine::<100>, STARTS), (turned::<100>, STARTS.map(turn))];
    let mut table = Vec::new();
    for (name, rule) in &RULES[..6] {
        let [straight, turned] = ravines.map(|(surface, starts)| {
            best_rate(|rate| {
                let steps = starts.map(|start| {
                    let path = walk(surface, start, &mut *rule(rate), patience);
                    arrival(&path, patience, at_the_bottom).map_or(f64::INFINITY, |steps| steps as f64)
                });
                Spread::of(steps).mean
            })
        });
        writeln!(
            report,
            "{name:<9} {:>6.3} {:>7.0}   {:>8.3} {:>8.0}",
            straight.0, straight.1, turned.0, turned.1
        );
        table.push([straight.1, turned.1]);
    }
    let slower: Vec<f64> = table.iter().map(|[straight, turned]| turned / straight).collect();
    report.fact(
        "turning-slows-adaptive-rules",
        slower[..3].iter().all(|&by| by < 1.05) && slower[3..5].iter().all(|&by| by > 3.0),
        format!("{slower:.2?} times as many steps"),
    );
    draw_turned(report);
}

/// The rules that scale each weight, and rates with which forty steps can be followed by eye.
const SCALERS: [(usize, Real); 3] = [(3, 4.0), (4, 0.06), (5, 0.5)];

/// Their paths in the ravine of the first figure, straight and turned.
fn draw_turned(report: &mut Report) {
    let chart = |surface: Surface, start: Place| {
        let chart =
            Chart::new("x", "y").contours([2, 10, 40], move |x, y| height(surface, (x as Real, y as Real)));
        SCALERS.iter().fold(chart, |chart, &(rule, rate)| {
            let (name, make) = RULES[rule];
            chart.trail(name, walk(surface, start, &mut *make(rate), 40))
        })
    };
    let straight = chart(ravine::<30>, ABOVE).height(300.0).x_range(-3, 11).y_range(-2.5, 2.5);
    let turned = chart(turned::<30>, turn(ABOVE)).height(560.0).x_range(-3, 9).y_range(-3, 9);
    report.figure("straight", &straight.svg());
    report.figure("turned", &turned.svg());
}
