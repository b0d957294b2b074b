//! Other ways to count errors: absolute, Huber's, and what each of them believes.

use crate::cars::with_typos;
use crate::layer::{Gradient, RATE, descend, mean};
use neural::data::{Regression, Standardize};
use neural::loss::{huber, huber_gradient, mae, mae_gradient, mse, mse_gradient};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};
use std::f64::consts::PI;

/// κ, where Huber's loss turns from a parabola into a line, in miles per gallon.
pub const THRESHOLD: Real = 5.0;

/// The losses for quantities, each by its gradient.
pub const LINES: [(&str, Gradient); 3] =
    [("MSE", mse_gradient), ("MAE", mae_gradient), ("Huber", |p, y| huber_gradient(p, y, THRESHOLD))];

/// What the lines of [`LINES`] predict for the cars after learning from the mileages `y`.
fn predictions(cars: &Regression, y: &Matrix) -> [Matrix; 3] {
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    LINES.map(|(_, gradient)| descend(&x, y, gradient, RATE, 1000).outputs(&x))
}

/// Predictions by all three measures, against the true mileages.
fn measures(z: &Matrix, cars: &Regression) -> [Real; 3] {
    [mse(z, &cars.y), mae(z, &cars.y), huber(z, &cars.y, THRESHOLD)]
}

pub fn three_lines(report: &mut Report, cars: &Regression) {
    let clean = predictions(cars, &cars.y);
    let seeds = report.seeds();
    let typed: Vec<_> = seeds.map(|seed| predictions(cars, &with_typos(&cars.y, seed))).collect();
    let caption = format!(
        "Lines through the cars, each trained with one loss and measured by all three against the \
         true mileages; Huber's κ is {THRESHOLD} mpg. Lift: how much higher than the first line."
    );
    let columns = ["learnt from", "by", "MSE (mpg²)", "MAE (mpg)", "Huber (mpg²)", "lift (mpg)"];
    let mut table = Table::new("three-lines", caption, columns);
    for (source, lines) in [("as measured", &clean), ("as typed", &typed[0])] {
        for ((name, _), z) in LINES.iter().zip(lines) {
            let lift = (z - &clean[0]).mean().unwrap_or_default();
            let [squares, absolutes, huber] = measures(z, cars).map(|m| format!("{m:.3}"));
            let lift = format!("{lift:+.2}").replace('-', "−");
            table.row([source, name, &squares, &absolutes, &huber, &lift]);
        }
    }
    report.table(table);
    let by = clean.each_ref().map(|z| measures(z, cars));
    let wins = |m: usize| (0..3).all(|i| i == m || (by[m][m]..1.05 * by[m][m]).contains(&by[i][m]));
    let seen = format!("MSE, MAE and Huber of the three lines: {by:.3?}");
    report.fact("each-wins-by-its-own-measure", (0..3).all(wins), seen);
    let lifts = [1, 2].map(|i| (&clean[i] - &clean[0]).mean().unwrap_or_default());
    let lower = lifts.iter().all(|&lift| lift < -0.1);
    report.fact(
        "absolutes-lie-lower",
        lower,
        format!("MAE by {:.2}, Huber by {:.2} mpg", lifts[0], lifts[1]),
    );
    let absolute = |lines: &[Matrix; 3]| lines.each_ref().map(|z| mae(z, &cars.y));
    let before = absolute(&clean);
    let after: Vec<[Real; 3]> = typed.iter().map(absolute).collect();
    let seen = format!("mean absolute errors {before:.2?} before, {after:.2?} after");
    report.claim("squares-follow-typos", after.iter().map(|e| e[0] > 1.4 * before[0]), &seen);
    let stay = |e: &[Real; 3]| [1, 2].iter().all(|&i| (e[i] - before[i]).abs() < 0.1);
    report.claim("absolutes-resist-typos", after.iter().map(stay), &seen);
    report.value("threshold", THRESHOLD);
    draw_losses(report);
}

pub fn best_constants(report: &mut Report, cars: &Regression) {
    let nothing = Matrix::zeros(cars.x.dim());
    let typed = with_typos(&cars.y, report.seed());
    let caption = "A neuron whose inputs are all zero learns one number: what each loss finds, in \
                   miles per gallon.";
    let columns = ["mileages", "their mean", "their median", "by MSE", "by MAE", "by Huber"];
    let mut table = Table::new("constants", caption, columns);
    for (name, y) in [("as measured", &cars.y), ("as typed", &typed)] {
        let found = LINES.map(|(_, g)| descend(&nothing, y, g, RATE, 1000).b[[0, 0]]);
        let (low, high) = medians(y);
        let mean = y.mean().unwrap_or_default();
        let [by_mse, by_mae, by_huber] = found;
        let numbers = [mean, (low + high) / 2.0, by_mse, by_mae, by_huber];
        let cells = numbers.map(|number| format!("{number:.2}"));
        table.row([name.to_string()].into_iter().chain(cells));
        if y == cars.y {
            let right =
                (by_mse - mean).abs() < 0.01 && mean > high && (low - 0.1..=high + 0.1).contains(&by_mae);
            let seen = format!("{by_mse:.2} is the mean, {by_mae:.2} is near the medians, {low} to {high}");
            report.fact("mean-and-median", right, seen);
        }
    }
    report.table(table);
    skew(report, cars);
}

/// How far the mean lies above the median, with all cars and without the sixty most frugal.
fn skew(report: &mut Report, cars: &Regression) {
    let mut miles: Vec<Real> = cars.y.iter().copied().collect();
    miles.sort_by(Real::total_cmp);
    let gap = |miles: &[Real]| {
        let y = Matrix::from_shape_fn((miles.len(), 1), |(i, _)| miles[i]);
        let (low, high) = medians(&y);
        y.mean().unwrap_or_default() - (low + high) / 2.0
    };
    report.value("gap", format!("{:.2}", gap(&miles)));
    report.value("gap-without-frugal", format!("{:.2}", gap(&miles[..miles.len() - 60])));
}

/// The two middle values: any number from one to the other is a median.
fn medians(y: &Matrix) -> (Real, Real) {
    let mut sorted: Vec<Real> = y.iter().copied().collect();
    sorted.sort_by(Real::total_cmp);
    (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// The mean of `−ln density` over the residuals, under the normal and the Laplace distribution
/// that fit them best.
fn surprises(cars: &Regression, y: &Matrix) -> [f64; 2] {
    let [squares, absolutes, _] = predictions(cars, y);
    let (variance, scale) = (f64::from(mse(&squares, y)), f64::from(mae(&absolutes, y)));
    [((2.0 * PI * variance).ln() + 1.0) / 2.0, (2.0 * scale).ln() + 1.0]
}

pub fn two_noises(report: &mut Report, cars: &Regression) {
    let clean = surprises(cars, &cars.y);
    let typed: Vec<[f64; 2]> =
        report.seeds().map(|seed| surprises(cars, &with_typos(&cars.y, seed))).collect();
    let caption = "How surprised two kinds of noise are by the cars' residuals: the mean of −ln \
                   density, each with its best scale. Less is better.";
    let columns = ["mileages", "normal noise (nats a car)", "Laplace noise (nats a car)"];
    let mut table = Table::new("noises", caption, columns);
    for (name, [normal, laplace]) in [("as measured", clean), ("as typed", typed[0])] {
        table.row([name.to_string(), format!("{normal:.2}"), format!("{laplace:.2}")]);
    }
    report.table(table);
    let near = (clean[0] - clean[1]).abs() < 0.02;
    report.fact("noises-alike-when-clean", near, format!("{clean:.3?} nats a car"));
    let shocked = typed.iter().map(|[normal, laplace]| normal - laplace > 1.0);
    report.claim("laplace-expects-typos", shocked, format!("normal and Laplace: {typed:.2?}"));
    draw_residuals(report, cars);
}

fn draw_losses(report: &mut Report) {
    let one = |number: f64| Matrix::from_elem((1, 1), number as Real);
    let span = -15.0..=15.0;
    let name = "residual ŷ − y (mpg)";
    let cost = Chart::new(name, "loss").title("what it costs").height(400.0).y_range(0, 60);
    let cost = cost
        .curve("MSE", span.clone(), |r| mse(&one(r), &one(0.0)))
        .curve("MAE", span.clone(), |r| mae(&one(r), &one(0.0)))
        .curve("Huber", span.clone(), |r| huber(&one(r), &one(0.0), THRESHOLD));
    let mut pull = Chart::new(name, "derivative").title("how hard it pulls").height(400.0).y_range(-12, 12);
    for (name, gradient) in LINES {
        pull = pull.curve(name, span.clone(), |r| gradient(&one(r), &one(0.0))[[0, 0]]);
    }
    report.figure("losses", &Panels::new(2).add(cost).add(pull).svg());
}

fn draw_residuals(report: &mut Report, cars: &Regression) {
    let [squares, ..] = predictions(cars, &cars.y);
    let residuals = (&cars.y - &squares).mapv(f64::from);
    let (spread, scale) = (residuals.std(0.0), mean(residuals.iter().map(|r| r.abs())));
    let ends = |(low, high): (f64, f64), &r: &f64| (low.min(r), high.max(r));
    let (low, high) = residuals.iter().fold((0.0, 0.0), ends);
    let count = residuals.len() as f64 * (high - low) / 30.0; // cars × width of a bin
    let normal = |r: f64| count * (-(r / spread).powi(2) / 2.0).exp() / (spread * (2.0 * PI).sqrt());
    let laplace = |r: f64| count * (-r.abs() / scale).exp() / (2.0 * scale);
    let chart = Chart::new("measured − predicted (mpg)", "cars")
        .histogram("cars", residuals.iter().copied(), 30)
        .curve("normal", -14.0..=18.0, normal)
        .curve("Laplace", -14.0..=18.0, laplace);
    report.figure("residuals", &chart.svg());
}
