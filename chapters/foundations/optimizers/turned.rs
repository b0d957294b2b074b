//! Nesterov's two forms; rules that scale each weight, in a ravine along the axes and in one that
//! is turned.

use crate::betas::adam;
use crate::ravine::RAVINES;
use crate::surfaces::*;
use crate::{MOMENTUM, RULES, Rule, count};
use neural::optim::{Momentum, Nesterov};
use neural::trials::Spread;
use neural::{Real, Var};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// Nesterov's rule as it is printed and as it is programmed, and how far it overshoots.
pub fn two_forms_of_nesterov(report: &mut Report) {
    let (rate, steps) = (0.01, 100);
    let ours = walk(ravine::<30>, ABOVE, &mut Nesterov::new(rate, MOMENTUM), steps);
    let (mut place, mut u, mut apart) = (ABOVE, (0.0, 0.0), 0.0);
    for &(x, y) in &ours {
        let ahead = (place.0 - MOMENTUM * u.0, place.1 - MOMENTUM * u.1);
        apart = Real::max(apart, (ahead.0 - x).hypot(ahead.1 - y));
        let g = (ahead.0, 30.0 * ahead.1);
        u = (MOMENTUM * u.0 + rate * g.0, MOMENTUM * u.1 + rate * g.1);
        place = (place.0 - u.0, place.1 - u.1);
    }
    report.fact(
        "nesterov-forms-agree",
        apart < 1e-4,
        format!("in {steps} steps they are nowhere farther apart than {apart:.0e}"),
    );
    let heavy = walk(ravine::<30>, ABOVE, &mut Momentum::new(rate, MOMENTUM), steps);
    let beyond = |path: &[Place]| -path.iter().map(|place| place.0).fold(Real::INFINITY, Real::min);
    let [heavy, looking] = [beyond(&heavy), beyond(&ours)];
    report.value("ball-overshoots", format!("{heavy:.1}"));
    report.value("nesterov-overshoots", format!("{looking:.1}"));
    report.fact(
        "looking-ahead-brakes",
        looking < 0.8 * heavy,
        format!("momentum runs {heavy:.2} beyond the lowest point, Nesterov's rule {looking:.2}"),
    );
}

/// Nesterov's rule with the settings that converge fastest for curvatures from 1 to `ratio`
/// (Lessard,
/// Recht and Packard, 2016).
fn best_nesterov(ratio: Real) -> Nesterov {
    let wide = (3.0 * ratio + 1.0).sqrt();
    Nesterov::new(4.0 / (3.0 * ratio + 1.0), (wide - 2.0) / (wide + 2.0))
}

pub fn nesterov_in_ravines(report: &mut Report) {
    let patience = 5000;
    let caption = "Steps until a thousandth of the distance is left, each rule with its best settings.";
    let columns = ["times as steep across as along", "steps of momentum", "steps of Nesterov's rule"];
    let mut table = Table::new("nesterov", caption, columns);
    let steps = RAVINES.map(|(ratio, surface)| {
        let arrival = |path: Vec<Place>| arrival(&path, patience, at_the_bottom).unwrap_or(patience);
        let root = ratio.sqrt();
        let q = (root - 1.0) / (root + 1.0);
        let mut heavy = Momentum::new(4.0 / (1.0 + root).powi(2), q * q);
        let heavy = arrival(walk(surface, ABOVE, &mut heavy, patience));
        let looking = arrival(walk(surface, ABOVE, &mut best_nesterov(ratio), patience));
        table.row([ratio.to_string(), heavy.to_string(), looking.to_string()]);
        [heavy, looking]
    });
    report.table(table);
    report.fact(
        "parabolas-suit-the-heavy-ball",
        steps.iter().all(|[heavy, looking]| heavy < looking),
        format!("steps of momentum and of Nesterov's rule: {steps:?}"),
    );
}

/// The ravine, turned by 45 degrees.
fn turned<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let half = Real::sqrt(0.5);
    ravine::<RATIO>((x + y).scale(half), (x - y).scale(half))
}

/// Where the walks in the straight and in the turned ravine begin.
const STARTS: [Place; 3] = [(12.0, 0.7), ABOVE, (7.0, 1.2)];

/// The place of `start` when the ravine is turned.
fn turn(start: Place) -> Place {
    let half = Real::sqrt(0.5);
    (half * (start.0 + start.1), half * (start.0 - start.1))
}

/// Adam with one thing taken away.
const LESS: [(&str, Rule); 2] =
    [("Adam, β₁ = 0", |rate| adam(rate, 0.0, 0.999)), ("Adam, β₂ = 0.9", |rate| adam(rate, 0.9, 0.9))];

/// How far from the lowest point a walk may go: as far as the map.
const MAP: Real = 15.0;

pub fn turned_ravine(report: &mut Report) {
    let caption = "Steps needed in a ravine a hundred times as steep across as along, straight and turned by \
                   45 degrees; each rule with its best rate, mean of three starts.";
    let columns = ["rule", "rate, straight", "steps, straight", "rate, turned", "steps, turned"];
    let mut table = Table::new("turned", caption, columns);
    let patience = 2000;
    let ravines: [(Surface, [Place; 3]); 2] = [(ravine::<100>, STARTS), (turned::<100>, STARTS.map(turn))];
    let mut slower = Vec::new();
    for (name, rule) in RULES[..6].iter().chain(&LESS) {
        let [straight, turned] = ravines.map(|(surface, starts)| {
            best_rate(|rate| {
                let steps = starts.map(|start| {
                    let path = walk(surface, start, &mut *rule(rate), patience);
                    if path.iter().any(|place| place.0.hypot(place.1) > MAP) {
                        return f64::INFINITY;
                    }
                    arrival(&path, patience, at_the_bottom).map_or(f64::INFINITY, |steps| steps as f64)
                });
                Spread::of(steps).mean
            })
        });
        let cells = [straight, turned].map(|(rate, steps)| [format!("{rate:.3}"), count(steps)]);
        table.row([vec![name.to_string()], cells.concat()].concat());
        slower.push(turned.1 / straight.1);
    }
    report.table(table);
    report.fact(
        "turning-slows-adaptive-rules",
        slower[..3].iter().all(|&by| by < 1.05) && slower[3..5].iter().all(|&by| by > 3.0) && slower[5] < 1.5,
        format!("turned, the rules need {slower:.2?} times as many steps"),
    );
    report.fact(
        "momentum-saves-adam",
        slower[6] > 5.0 && slower[7] < 1.1,
        format!(
            "turned, Adam needs {:.1} times as many steps without momentum, {:.2} times with β₂ = 0.9",
            slower[6], slower[7]
        ),
    );
    report.value("fine-rates", fine_rates().count());
    draw_turned(report);
}

/// The rules that scale each weight, and rates with which forty steps can be followed by eye.
const SCALERS: [(usize, Real); 3] = [(3, 4.0), (4, 0.06), (5, 0.5)];

/// Their paths in the ravine of the core page, straight and turned.
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
