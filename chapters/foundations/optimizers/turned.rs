//! Rules that scale each weight, in a ravine along the axes and in one that is turned.

use crate::surfaces::*;
use crate::{MOMENTUM, RULES};
use neural::optim::Nesterov;
use neural::trials::Spread;
use neural::{Real, Var};
use report::Report;
use report::plot::{Chart, Figure};

/// The ravine, turned by 45 degrees.
fn turned<'t, const RATIO: usize>(x: Var<'t>, y: Var<'t>) -> Var<'t> {
    let half = Real::sqrt(0.5);
    ravine::<RATIO>((x + y).scale(half), (x - y).scale(half))
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
