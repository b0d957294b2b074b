//! The opening: a line through cars, and what lost decimal points do to it.

use crate::layer::{Layer, RATE, descend, mean};
use ndarray::array;
use neural::data::{Regression, Standardize};
use neural::loss::{mse, mse_gradient};
use neural::{Matrix, Real};
use rand::seq::SliceRandom;
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How many of the cars' mileages lose their decimal point.
pub const TYPOS: usize = 10;

/// Slope and intercept of the line with the least mean squared error; `x` and `y` (n × 1).
pub fn least_squares(x: &Matrix, y: &Matrix) -> (f64, f64) {
    let (x, y) = (x.mapv(f64::from), y.mapv(f64::from));
    let (mean_x, mean_y) = (mean(x.iter().copied()), mean(y.iter().copied()));
    let (dx, dy) = (x - mean_x, y - mean_y);
    let w = (&dx * &dy).sum() / (&dx * &dx).sum();
    (w, mean_y - w * mean_x)
}

/// The mileages as a tired person typed them: in some rows the decimal point is lost, 18.0 became
/// 180.
pub fn with_typos(y: &Matrix, seed: u64) -> Matrix {
    let mut rows: Vec<usize> = (0..y.nrows()).collect();
    rows.shuffle(&mut neural::rng(seed));
    let mut y = y.clone();
    for &row in &rows[..TYPOS] {
        y[[row, 0]] *= 10.0;
    }
    y
}

pub fn lost_decimal_points(report: &mut Report, cars: &Regression) {
    let (w, b) = least_squares(&cars.x, &cars.y);
    let (w_typed, b_typed) = least_squares(&cars.x, &with_typos(&cars.y, report.seed()));
    let caption = format!(
        "Miles per gallon by the line through {} cars, as measured and after {TYPOS} of their \
         mileages lost the decimal point.",
        cars.x.nrows()
    );
    let columns = ["weight (pounds)", "as measured (mpg)", "as typed (mpg)"];
    let mut table = Table::new("lost-points", caption, columns);
    for weight in [2000.0, 3000.0, 4000.0] {
        let line = |w: f64, b: f64| format!("{:.1}", w * weight + b);
        table.row([weight.to_string(), line(w, b), line(w_typed, b_typed)]);
    }
    report.table(table);
    let lift = |seed| (with_typos(&cars.y, seed).sum() - cars.y.sum()) / cars.y.len() as Real;
    let lifts: Vec<Real> = report.seeds().map(lift).collect();
    report.value("cars", cars.x.nrows());
    report.value("typos", TYPOS);
    report.value("lift", format!("{:.1}", lifts[0]));
    let seen = format!("the mean of all mileages, and with it the line, rises by {lifts:.1?} mpg");
    report.claim("typos-lift-the-line", lifts.iter().map(|&lift| lift > 3.0), seen);
    draw_lines(report, cars);
}

fn draw_lines(report: &mut Report, cars: &Regression) {
    let typed = with_typos(&cars.y, report.seed());
    let points = |y: &Matrix| cars.x.iter().copied().zip(y.iter().copied()).collect::<Vec<_>>();
    let line = |y: &Matrix| {
        let (w, b) = least_squares(&cars.x, y);
        [1600.0, 5150.0].map(|weight| (weight, w * weight + b))
    };
    let chart = Chart::new("weight (pounds)", "miles per gallon").x_range(1500, 5250).y_range(0, 50);
    let chart = chart
        .scatter("cars", points(&cars.y))
        .line("as measured", line(&cars.y))
        .line("as typed", line(&typed));
    report.figure("lines", &chart.svg());
}

/// Does descent find what the formula finds?
pub fn closed_form(report: &mut Report, cars: &Regression) {
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    let (w, b) = least_squares(&x, &cars.y);
    let caption = format!(
        "Gradient descent on the cars' squared error, from zeros, weight standardised, learning \
         rate {RATE}; and the formula."
    );
    let columns = ["steps", "slope w", "intercept b", "mean squared error"];
    let mut table = Table::new("closed-form", caption, columns);
    let mut row = |name: &str, w: f64, b: f64| {
        let line = Layer { w: array![[w as Real]], b: array![[b as Real]] };
        let loss = mse(&line.outputs(&x), &cars.y);
        let [w, b, loss] = [format!("{w:.4}"), format!("{b:.4}"), format!("{loss:.3}")];
        table.row([name.to_string(), w.replace('-', "−"), b, loss]);
    };
    let mut apart = f64::NAN;
    for steps in [0, 10, 20, 50, 100] {
        let neuron = descend(&x, &cars.y, mse_gradient, RATE, steps);
        let (found_w, found_b) = (f64::from(neuron.w[[0, 0]]), f64::from(neuron.b[[0, 0]]));
        row(&steps.to_string(), found_w, found_b);
        apart = (found_w - w).abs().max((found_b - b).abs());
    }
    row("formula", w, b);
    report.table(table);
    let seen = format!("after 100 steps at most {apart:.0e} apart");
    report.fact("descent-finds-least-squares", apart < 1e-4, seen);
}
