//! How fast descent goes: the curvature of the loss, and the unit that decides it.

use crate::cars::least_squares;
use crate::layer::{Layer, RATE, brief, mean};
use ndarray::array;
use neural::data::{Regression, Standardize};
use neural::loss::{mse, mse_gradient};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

pub fn diverging(report: &mut Report, cars: &Regression) {
    let mut neuron = Layer::zeros(1, 1);
    let mut losses = Vec::new();
    let caption = format!("Descent on the cars with the weight in pounds, learning rate {RATE}.");
    let mut table = Table::new("diverging", caption, ["step", "mean squared error"]);
    while losses.last().is_none_or(|loss: &Real| !loss.is_nan()) {
        let loss = mse(&neuron.outputs(&cars.x), &cars.y);
        if losses.len() < 4 || loss.is_nan() {
            table.row([losses.len().to_string(), brief(loss)]);
        }
        losses.push(loss);
        neuron.step(&cars.x, &cars.y, mse_gradient, RATE);
    }
    report.table(table);
    report.value("rate", RATE);
    report.value("nan-step", losses.len() - 1);
    report.value("inf-step", losses.iter().take_while(|loss| loss.is_finite()).count());
    let seen = format!("the loss goes from {:.0} to {} in one step", losses[0], brief(losses[1]));
    report.fact("pounds-diverge", losses[1] > 1e6 * losses[0], seen);
}

/// The least and the greatest curvature of the mean squared error over (w, b): the eigenvalues of
/// its matrix of second derivatives, `2 [[mean of x², mean of x], [mean of x, 1]]`.
fn curvatures(x: &Matrix) -> (f64, f64) {
    let x = x.mapv(f64::from);
    let (m, q) = (mean(x.iter().copied()), mean(x.iter().map(|x| x * x)));
    let greatest = (q + 1.0) + ((q - 1.0).powi(2) + 4.0 * m * m).sqrt();
    let determinant = 4.0 * (q - m * m); // the product of the two
    (determinant / greatest, greatest)
}

/// How many steps of size `rate` bring the loss within a hundredth of `best`, if at most
/// `patience`.
fn steps_to(best: Real, x: &Matrix, y: &Matrix, rate: Real, patience: usize) -> Option<usize> {
    let mut neuron = Layer::zeros(1, 1);
    (0..=patience).find(|_| {
        let there = mse(&neuron.outputs(x), y) < 1.01 * best;
        neuron.step(x, y, mse_gradient, rate);
        there
    })
}

pub fn three_units(report: &mut Report, cars: &Regression) {
    let units = [
        ("pounds", cars.x.clone()),
        ("1000 pounds", &cars.x / 1000.0),
        ("standardised", Standardize::fit(&cars.x).apply(&cars.x)),
    ];
    let (w, b) = least_squares(&cars.x, &cars.y);
    let best = mse(&cars.x.mapv(|x| (w * f64::from(x) + b) as Real), &cars.y);
    let patience = 10_000;
    let caption = "Descent on the cars' squared error, weight in three units, each with its \
                   best learning rate: steps until the loss is within 1 % of the least one.";
    let columns =
        ["unit of the weight", "least curvature", "greatest curvature", "limit of the rate", "steps"];
    let mut table = Table::new("units", caption, columns);
    let mut needed = Vec::new();
    for (unit, x) in &units {
        let (least, greatest) = curvatures(x);
        let steps = steps_to(best, x, &cars.y, (2.0 / (least + greatest)) as Real, patience);
        let told = steps.map_or(format!("> {patience}"), |steps| steps.to_string());
        let [low, high, limit] = [least, greatest, 2.0 / greatest].map(brief);
        table.row([unit.to_string(), low, high, limit, told]);
        needed.push(steps);
    }
    report.table(table);
    let (least, greatest) = curvatures(&units[0].1);
    report.value("ratio-pounds", format!("{:.0}", greatest / least / 1e6)); // in millions
    report.value("patience", patience);
    report.value("steps-thousands", needed[1].unwrap_or(patience));
    let decided = needed[0].is_none() && needed[1].is_some_and(|n| n > 100) && needed[2] == Some(1);
    report.fact("units-decide", decided, format!("{needed:?} steps; none within {patience}"));
    draw_descents(report, cars);
}

/// The first steps of a descent from zeros, as points (w, b).
fn path(x: &Matrix, y: &Matrix, rate: Real, steps: usize) -> Vec<(Real, Real)> {
    let mut neuron = Layer::zeros(1, 1);
    let mut path = vec![(0.0, 0.0)];
    for _ in 0..steps {
        neuron.step(x, y, mse_gradient, rate);
        path.push((neuron.w[[0, 0]], neuron.b[[0, 0]]));
    }
    path
}

/// The loss over slope and intercept as a map, in two units, with the first steps downhill.
fn draw_descents(report: &mut Report, cars: &Regression) {
    let scaled = Standardize::fit(&cars.x).apply(&cars.x);
    let thousands = &cars.x / 1000.0;
    let map = |title: &str, x: &Matrix, rate: Real, steps: usize| {
        let (inputs, y) = (x.clone(), cars.y.clone());
        let neuron = |w: f64, b: f64| Layer { w: array![[w as Real]], b: array![[b as Real]] };
        let loss = move |w, b| mse(&neuron(w, b).outputs(&inputs), &y);
        Chart::new("slope w (mpg a unit)", "intercept b (mpg)")
            .title(title)
            .height(430.0)
            .x_range(-36, 36)
            .y_range(-6, 56)
            .contours([30, 100, 300, 1000, 3000], loss)
            .trail("descent", path(x, &cars.y, rate, steps))
            .scatter("least loss", [least_squares(x, &cars.y)])
    };
    report.figure("bowl", &map("standardised weight", &scaled, RATE, 30).svg());
    let valley = map("weight in 1000 pounds", &thousands, 0.9 * RATE, 30);
    let panels = Panels::new(2).add(valley).add(map("standardised weight", &scaled, RATE, 30));
    report.figure("valley", &panels.svg());
}
