//! A shallow well beside a deep one: which rules leave which.

use crate::{RULES, Rule};
use ndarray::Array2;
use neural::{Matrix, Params, Real, Tape};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How much lower the left well is made than the right one.
const TILT: Real = 0.2;
/// The top of the wall between the wells.
const WALL: Real = 0.2091;
/// How many walks there are, and how long they are.
const STARTS: usize = 101;
const STEPS: usize = 1000;

/// Where walks of [`STEPS`] steps on `x⁴/4 − x²/2 + 0.2x` end.
///
/// All of them are entries of one matrix: rules treat every entry by itself.
fn ends(starts: &Matrix, rule: Rule, rate: Real) -> Matrix {
    let (mut params, mut optimizer) = (Params::default(), rule(rate));
    let x = params.add(starts.clone());
    for _ in 0..STEPS {
        let tape = Tape::new(&params);
        let x = tape.param(x);
        let square = x * x;
        let loss = (square * square).scale(0.25) - square.scale(0.5) + x.scale(TILT);
        let grads = loss.sum().backward();
        optimizer.step(&mut params, &grads);
    }
    params[x].to_owned().into()
}

/// Of the walks that begin in the shallow well, and of those in the deep one, how many percent
/// leave it.
fn left(rule: Rule, rate: Real) -> [f64; 2] {
    let starts = Array2::from_shape_fn((1, STARTS), |(_, i)| 5.0 * i as Real / (STARTS - 1) as Real - 2.5);
    let ends = ends(&starts, rule, rate);
    let walks = || starts.iter().zip(&ends).map(|(&start, &end)| (start > WALL, end > WALL));
    [true, false].map(|shallow| {
        let all = walks().filter(|(start, _)| *start == shallow);
        let gone = all.clone().filter(|(start, end)| start != end).count();
        100.0 * gone as f64 / all.count() as f64
    })
}

/// Rules, by their places in [`RULES`], with rates.
const WALKS: [(usize, Real); 7] = [(0, 0.1), (0, 0.3), (1, 0.003), (1, 0.01), (1, 0.03), (5, 0.1), (5, 0.3)];

pub fn shallow_and_deep(report: &mut Report) {
    let caption = format!(
        "A shallow and a deep well: of {STARTS} walks from places between −2.5 and 2.5, the share that \
         has left the well in which it began after {STEPS} steps."
    );
    let columns = ["rule", "rate", "left the shallow well (%)", "left the deep well (%)"];
    let mut table = Table::new("wells", caption, columns);
    let walks = WALKS.map(|(place, rate)| {
        let (name, rule) = RULES[place];
        let [shallow, deep] = left(rule, rate);
        table.row([name.to_string(), rate.to_string(), format!("{shallow:.0}"), format!("{deep:.0}")]);
        [shallow, deep]
    });
    report.table(table);
    let [descent, _, careful, momentum, ..] = walks;
    report.fact(
        "momentum-crosses-the-wall",
        descent == [0.0; 2] && careful == [0.0; 2] && momentum[0] > 3.0 * momentum[1] && momentum[1] > 5.0,
        format!("left the shallow and the deep well: descent {descent:.0?} %, momentum {momentum:.0?} %"),
    );
    let height = |x: f64| x.powi(4) / 4.0 - x.powi(2) / 2.0 + f64::from(TILT) * x;
    let chart = Chart::new("weight x", "loss").height(280.0).y_range(-0.7, 0.8);
    let chart =
        chart.curve("", -1.7..=1.6, height).note((-1.09, -0.58), "deep").note((0.88, -0.2), "shallow");
    report.figure("wells", &chart.svg());
}
