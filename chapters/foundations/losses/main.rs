//! The program of the chapter `losses`: one loop that learns, and the losses that tell it what to learn.

use ndarray::{Axis, array, s};
use neural::activation::{sigmoid, sigmoid_prime, softmax};
use neural::data::{Classification, DataError, Regression, Standardize};
use neural::data::{auto_mpg, breast_cancer, penguins, stratified_split};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::loss::*;
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::{Matrix, MatrixRef, Params, Real, affine, matmul, sum_rows};
use rand::seq::SliceRandom;
use report::Report;
use report::plot::{Chart, Figure};
use std::f64::consts::PI;
use std::process::ExitCode;

/// η wherever the columns are standardised.
const RATE: Real = 0.1;
/// How many of the cars' mileages lose their decimal point.
const TYPOS: usize = 10;
/// κ, where Huber's loss turns from a parabola into a line, in miles per gallon.
const THRESHOLD: Real = 5.0;
/// ζ of label smoothing.
const SMOOTHING: Real = 0.1;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("losses");
    let cars = auto_mpg()?.columns(&["weight"]);
    let samples = breast_cancer()?.keep_classes(&["benign", "malignant"]); // a malignant sample is a 1
    let birds = penguins()?;

    lost_decimal_points(&mut report, &cars);
    diverging(&mut report, &cars);
    three_units(&mut report, &cars);
    closed_form(&mut report, &cars);
    three_lines(&mut report, &cars);
    best_constants(&mut report, &cars);
    two_noises(&mut report, &cars);
    swapped_labels(&mut report, &samples);
    from_zero(&mut report, &samples);
    far_logits(&mut report);
    trained_logits(&mut report, &samples);
    far_scores(&mut report);
    three_species(&mut report, &birds);
    one_output(&mut report);
    checked_gradients(&mut report, &cars);
    smoothing(&mut report, &samples);
    weighing(&mut report, &samples);

    draw_lines(&mut report, &cars);
    draw_descents(&mut report, &cars);
    draw_losses(&mut report);
    draw_residuals(&mut report, &cars);
    Ok(report.finish())
}

/// How a loss says which way is better: predictions and targets to ∂L/∂predictions, each (n × outputs).
type Gradient = fn(&MatrixRef, &MatrixRef) -> Matrix;

/// Neurons that read the same inputs, here one or a few: `w` (inputs × outputs), `b` (1 × outputs).
#[derive(Clone)]
struct Layer {
    w: Matrix,
    b: Matrix,
}

impl Layer {
    fn zeros(inputs: usize, outputs: usize) -> Self {
        Layer { w: Matrix::zeros((inputs, outputs)), b: Matrix::zeros((1, outputs)) }
    }

    /// `z = x·w + b`: (n × inputs) to (n × outputs).
    fn outputs(&self, x: &Matrix) -> Matrix {
        affine(x, &self.w, &self.b)
    }

    /// One step of gradient descent with learning rate `rate`.
    fn step(&mut self, x: &Matrix, y: &Matrix, gradient: Gradient, rate: Real) {
        let dz = gradient(&self.outputs(x), y); // n × outputs
        self.w.scaled_add(-rate, &matmul(x.t(), dz.view()));
        self.b.scaled_add(-rate, &sum_rows(&dz));
    }
}

/// Takes `steps` steps from zeros.
fn descend(x: &Matrix, y: &Matrix, gradient: Gradient, rate: Real, steps: usize) -> Layer {
    let mut layer = Layer::zeros(x.ncols(), y.ncols());
    for _ in 0..steps {
        layer.step(x, y, gradient, rate);
    }
    layer
}

/// Slope and intercept of the line with the least mean squared error; `x` and `y` (n × 1).
fn least_squares(x: &Matrix, y: &Matrix) -> (f64, f64) {
    let (x, y) = (x.mapv(f64::from), y.mapv(f64::from));
    let (mean_x, mean_y) = (mean(x.iter().copied()), mean(y.iter().copied()));
    let (dx, dy) = (x - mean_x, y - mean_y);
    let w = (&dx * &dy).sum() / (&dx * &dx).sum();
    (w, mean_y - w * mean_x)
}

fn mean(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let (count, sum) = numbers.into_iter().fold((0, 0.0), |(count, sum), number| (count + 1, sum + number));
    sum / f64::from(count)
}

/// The mileages as a tired person typed them: in some rows the decimal point is lost, 18.0 became 180.
fn with_typos(y: &Matrix, seed: u64) -> Matrix {
    let mut rows: Vec<usize> = (0..y.nrows()).collect();
    rows.shuffle(&mut neural::rng(seed));
    let mut y = y.clone();
    for &row in &rows[..TYPOS] {
        y[[row, 0]] *= 10.0;
    }
    y
}

fn lost_decimal_points(report: &mut Report, cars: &Regression) {
    report.section("lost-points", "A line through the cars, before and after some decimal points were lost");
    let (w, b) = least_squares(&cars.x, &cars.y);
    let (w_typed, b_typed) = least_squares(&cars.x, &with_typos(&cars.y, report.seed()));
    writeln!(report, "{} cars, {TYPOS} of them with a lost decimal point", cars.x.nrows());
    writeln!(report, "weight    miles per gallon by the line");
    writeln!(report, "(pounds)  as measured   as typed");
    for weight in [2000.0, 3000.0, 4000.0] {
        writeln!(report, "{weight:>8} {:>12.1} {:>10.1}", w * weight + b, w_typed * weight + b_typed);
    }
    let lift = |seed| (with_typos(&cars.y, seed).sum() - cars.y.sum()) / cars.y.len() as Real;
    let lifts: Vec<Real> = report.seeds().map(lift).collect();
    report.value("cars", cars.x.nrows());
    report.value("typos", TYPOS);
    report.value("lift", format!("{:.1}", lifts[0]));
    report.claim(
        "typos-lift-the-line",
        lifts.iter().map(|&lift| lift > 3.0),
        format!("by {lifts:.1?} miles per gallon"),
    );
}

fn diverging(report: &mut Report, cars: &Regression) {
    report.section(
        "diverging",
        "Gradient descent on weight in pounds, with a learning rate that many examples use",
    );
    let mut neuron = Layer::zeros(1, 1);
    let mut losses = Vec::new();
    writeln!(report, "step  mean squared error");
    while losses.last().is_none_or(|loss: &Real| !loss.is_nan()) {
        let loss = mse(&neuron.outputs(&cars.x), &cars.y);
        writeln!(report, "{:>4}  {loss:.1e}", losses.len());
        losses.push(loss);
        neuron.step(&cars.x, &cars.y, mse_gradient, RATE);
    }
    report.value("rate", RATE);
    report.value("nan-step", losses.len() - 1);
    report.value("inf-step", losses.iter().take_while(|loss| loss.is_finite()).count());
    report.fact(
        "pounds-diverge",
        losses[1] > 1e6 * losses[0],
        format!("from {:.0} to {:.0e}", losses[0], losses[1]),
    );
}

/// The least and the greatest curvature of the mean squared error over (w, b): the eigenvalues of its matrix of
/// second derivatives, `2 [[mean of x², mean of x], [mean of x, 1]]`.
fn curvatures(x: &Matrix) -> (f64, f64) {
    let x = x.mapv(f64::from);
    let (m, q) = (mean(x.iter().copied()), mean(x.iter().map(|x| x * x)));
    let greatest = (q + 1.0) + ((q - 1.0).powi(2) + 4.0 * m * m).sqrt();
    let determinant = 4.0 * (q - m * m); // the product of the two
    (determinant / greatest, greatest)
}

/// How many steps of size `rate` bring the loss within a hundredth of `best`, if at most `patience`.
fn steps_to(best: Real, x: &Matrix, y: &Matrix, rate: Real, patience: usize) -> Option<usize> {
    let mut neuron = Layer::zeros(1, 1);
    (0..=patience).find(|_| {
        let there = mse(&neuron.outputs(x), y) < 1.01 * best;
        neuron.step(x, y, mse_gradient, rate);
        there
    })
}

fn three_units(report: &mut Report, cars: &Regression) {
    report.section(
        "units",
        "The same descent with the weight in three units, each with its best learning rate",
    );
    let units = [
        ("pounds", cars.x.clone()),
        ("1000 pounds", &cars.x / 1000.0),
        ("standardised", Standardize::fit(&cars.x).apply(&cars.x)),
    ];
    let (w, b) = least_squares(&cars.x, &cars.y);
    let best = mse(&cars.x.mapv(|x| (w * f64::from(x) + b) as Real), &cars.y);
    let patience = 10_000;
    let mut needed = Vec::new();
    writeln!(report, "              curvature of the loss");
    writeln!(report, "unit            least    greatest     ratio  limit of η         steps");
    for (unit, x) in &units {
        let (least, greatest) = curvatures(x);
        let steps = steps_to(best, x, &cars.y, (2.0 / (least + greatest)) as Real, patience);
        let told = steps.map_or(format!("over {patience}"), |steps| steps.to_string());
        let [low, high, ratio, limit] =
            [least, greatest, greatest / least, 2.0 / greatest].map(|number| brief(number as Real));
        writeln!(report, "{unit:<13} {low:>7} {high:>11} {ratio:>9} {limit:>11} {told:>13}");
        needed.push(steps.unwrap_or(patience + 1));
    }
    report.value("patience", patience);
    report.value("steps-thousands", needed[1]);
    report.fact(
        "units-decide",
        needed[0] > 10 * needed[1] && needed[1] > 10 * needed[2],
        format!("{needed:?} steps"),
    );
}

fn closed_form(report: &mut Report, cars: &Regression) {
    report.section("closed-form", "Descent against the formula, on standardised weight");
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    let (w, b) = least_squares(&x, &cars.y);
    writeln!(report, "steps          w          b");
    for steps in [0, 10, 20, 50, 100, 200] {
        let neuron = descend(&x, &cars.y, mse_gradient, RATE, steps);
        writeln!(report, "{steps:>5} {:>10.5} {:>10.5}", neuron.w[[0, 0]], neuron.b[[0, 0]]);
    }
    writeln!(report, "formula {w:>8.5} {b:>10.5}");
    let neuron = descend(&x, &cars.y, mse_gradient, RATE, 200);
    let apart = (f64::from(neuron.w[[0, 0]]) - w).abs().max((f64::from(neuron.b[[0, 0]]) - b).abs());
    report.fact("descent-finds-least-squares", apart < 1e-4, format!("at most {apart:.0e} apart"));
}

/// The losses for quantities, each by its gradient.
const LINES: [(&str, Gradient); 3] =
    [("MSE", mse_gradient), ("MAE", mae_gradient), ("Huber", |p, y| huber_gradient(p, y, THRESHOLD))];

/// What the lines of [`LINES`] predict for the cars after learning from the mileages `y`.
fn predictions(cars: &Regression, y: &Matrix) -> [Matrix; 3] {
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    LINES.map(|(_, gradient)| descend(&x, y, gradient, RATE, 1000).outputs(&x))
}

fn three_lines(report: &mut Report, cars: &Regression) {
    report.section("three-lines", "Three losses, measured against the true mileages");
    let clean = predictions(cars, &cars.y);
    let typed = report.seeds().map(|seed| predictions(cars, &with_typos(&cars.y, seed))).collect::<Vec<_>>();
    writeln!(report, "               learnt as measured         learnt as typed");
    writeln!(report, "loss     root of MSE     MAE    lift   root of MSE     MAE    lift");
    for (i, (name, _)) in LINES.iter().enumerate() {
        write!(report, "{name:<8}");
        for z in [&clean[i], &typed[0][i]] {
            let lift = (z - &clean[0]).mean().unwrap_or_default();
            write!(report, " {:>11.3} {:>7.3} {lift:>7.2}", mse(z, &cars.y).sqrt(), mae(z, &cars.y));
        }
        writeln!(report);
    }
    let (squares, absolutes) = (mse(&clean[0], &cars.y), mae(&clean[1], &cars.y));
    let own = clean[1..].iter().all(|z| (squares..1.05 * squares).contains(&mse(z, &cars.y)))
        && [0, 2].iter().all(|&i| (absolutes..1.05 * absolutes).contains(&mae(&clean[i], &cars.y)));
    report.fact(
        "each-wins-by-its-own-measure",
        own,
        "MSE has the least MSE, MAE the least MAE, none by much",
    );
    let lifts = [1, 2].map(|i| (&clean[i] - &clean[0]).mean().unwrap_or_default());
    report.fact("absolutes-lie-lower", lifts.iter().all(|&lift| lift < -0.1), format!("by {lifts:.2?}"));
    let errors: Vec<[Real; 3]> =
        typed.iter().map(|lines| lines.each_ref().map(|z| mae(z, &cars.y))).collect();
    let seen = format!("mean absolute errors {errors:.2?}");
    let before = mae(&clean[0], &cars.y);
    report.claim("squares-follow-typos", errors.iter().map(|e| e[0] > 1.4 * before), &seen);
    report.claim("absolutes-resist-typos", errors.iter().map(|e| e[1].max(e[2]) < absolutes + 0.1), &seen);
    report.value("threshold", THRESHOLD);
}

fn best_constants(report: &mut Report, cars: &Regression) {
    report.section("constants", "A neuron that sees nothing can only learn one number");
    let nothing = Matrix::zeros(cars.x.dim());
    let typed = with_typos(&cars.y, report.seed());
    writeln!(report, "mileages       mean  median  learnt by MSE     MAE   Huber");
    for (name, y) in [("as measured", &cars.y), ("as typed", &typed)] {
        let [by_mse, by_mae, by_huber] = LINES.map(|(_, g)| descend(&nothing, y, g, RATE, 1000).b[[0, 0]]);
        let (low, high) = medians(y);
        let (mean, median) = (y.mean().unwrap_or_default(), (low + high) / 2.0);
        writeln!(report, "{name:<12} {mean:>6.2} {median:>7.2} {by_mse:>14.2} {by_mae:>7.2} {by_huber:>7.2}");
        if y == cars.y {
            let right =
                (by_mse - mean).abs() < 0.01 && mean > high && (low - 0.1..=high + 0.1).contains(&by_mae);
            let seen = format!("{by_mse:.2} is the mean, {by_mae:.2} is near the medians, {low} to {high}");
            report.fact("mean-and-median", right, seen);
        }
    }
}

/// The two middle values: any number from one to the other is a median.
fn medians(y: &Matrix) -> (Real, Real) {
    let mut sorted: Vec<Real> = y.iter().copied().collect();
    sorted.sort_by(Real::total_cmp);
    (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// The mean of `−ln density` over the residuals, under the normal and the Laplace distribution that fit them best.
fn surprises(cars: &Regression, y: &Matrix) -> [f64; 2] {
    let [squares, absolutes, _] = predictions(cars, y);
    let (variance, scale) = (f64::from(mse(&squares, y)), f64::from(mae(&absolutes, y)));
    [((2.0 * PI * variance).ln() + 1.0) / 2.0, (2.0 * scale).ln() + 1.0]
}

fn two_noises(report: &mut Report, cars: &Regression) {
    report.section(
        "noises",
        "How surprised are two kinds of noise by the cars? (mean of −ln density; less is better)",
    );
    let clean = surprises(cars, &cars.y);
    let typed: Vec<[f64; 2]> =
        report.seeds().map(|seed| surprises(cars, &with_typos(&cars.y, seed))).collect();
    writeln!(report, "mileages      normal  Laplace");
    writeln!(report, "as measured  {:>7.2} {:>8.2}", clean[0], clean[1]);
    writeln!(report, "as typed     {:>7.2} {:>8.2}", typed[0][0], typed[0][1]);
    report.fact("noises-alike-when-clean", (clean[0] - clean[1]).abs() < 0.1, format!("{clean:.3?}"));
    report.claim(
        "laplace-expects-typos",
        typed.iter().map(|[normal, laplace]| normal - laplace > 0.5),
        format!("{typed:.2?}"),
    );
}

/// Standardised rows to learn from and rows to be tested on.
struct Parts {
    x: Matrix,
    labels: Vec<usize>,
    test_x: Matrix,
    test_labels: Vec<usize>,
}

fn parts(data: &Classification, test_share: f64, seed: u64) -> Parts {
    let split = stratified_split(&data.labels, test_share, &mut neural::rng(seed));
    let (train, test) = (data.rows(&split.train), data.rows(&split.test));
    let scaler = Standardize::fit(&train.x);
    let (x, test_x) = (scaler.apply(&train.x), scaler.apply(&test.x));
    Parts { x, labels: train.labels, test_x, test_labels: test.labels }
}

/// Labels 0 and 1 as a column (n × 1).
fn column(labels: &[usize]) -> Matrix {
    Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real)
}

/// The share of rows on whose side of 0 the logit lies rightly.
fn sides(neuron: &Layer, x: &Matrix, labels: &[usize]) -> f64 {
    let predicted: Vec<usize> = neuron.outputs(x).iter().map(|&z| usize::from(z > 0.0)).collect();
    accuracy(labels, &predicted)
}

/// `∂/∂z` of the mean squared error of `p = σ(z)`: `2 (p − y) p (1 − p) / n`.
fn mse_of_sigmoid_gradient(z: &MatrixRef, y: &MatrixRef) -> Matrix {
    let p = z.mapv(sigmoid);
    mse_gradient(&p, y) * p.mapv(sigmoid_prime)
}

/// The training accuracy of `neuron` before each of 1000 more steps.
fn recovery(mut neuron: Layer, parts: &Parts, gradient: Gradient) -> Vec<f64> {
    let y = column(&parts.labels);
    let mut right = Vec::new();
    for _ in 0..1000 {
        right.push(sides(&neuron, &parts.x, &parts.labels));
        neuron.step(&parts.x, &y, gradient, RATE);
    }
    right
}

fn swapped_labels(report: &mut Report, samples: &Classification) {
    report.section("swapped", "The labels were the wrong way round; they are put right and training goes on");
    writeln!(report, "seed  right at first  steps to 90 %: cross-entropy  squared error");
    let mut factors = Vec::new();
    let mut curves = Vec::new();
    for seed in report.seeds() {
        let parts = parts(samples, 0.2, seed);
        let swapped = 1.0 - column(&parts.labels);
        let start = descend(&parts.x, &swapped, bce_with_logits_gradient, RATE, 1000);
        let pair =
            [bce_with_logits_gradient, mse_of_sigmoid_gradient].map(|g| recovery(start.clone(), &parts, g));
        let steps = pair.each_ref().map(|right| right.iter().position(|&r| r >= 0.9).unwrap_or(1000));
        writeln!(report, "{seed:>4} {:>15.3} {:>28} {:>14}", pair[0][0], steps[0], steps[1]);
        factors.push(steps[1] as f64 / steps[0] as f64);
        curves.push(pair);
    }
    report.value("recovery-factor", format!("{:.0}", mean(factors.iter().copied())));
    report.claim(
        "cross-entropy-recovers-first",
        factors.iter().map(|&f| f > 5.0),
        format!("factors {factors:.1?}"),
    );
    let steps = |right: &[f64]| right.iter().enumerate().map(|(i, &r)| (i as f64, r)).collect::<Vec<_>>();
    let chart =
        Chart::new("steps since the labels were put right", "share of training samples right").y_range(0, 1);
    let chart = chart.line("cross-entropy", steps(&curves[0][0])).line("squared error", steps(&curves[0][1]));
    report.figure("recovery", &chart.svg());
}

fn from_zero(report: &mut Report, samples: &Classification) {
    report.section("from-zero", "Both losses from a neutral start: accuracy on samples held back");
    writeln!(report, "seed  cross-entropy  squared error");
    let mut pairs = Vec::new();
    for seed in report.seeds() {
        let parts = parts(samples, 0.2, seed);
        let pair = [bce_with_logits_gradient, mse_of_sigmoid_gradient].map(|gradient| {
            let neuron = descend(&parts.x, &column(&parts.labels), gradient, RATE, 1000);
            sides(&neuron, &parts.test_x, &parts.test_labels)
        });
        writeln!(report, "{seed:>4} {:>14.3} {:>14.3}", pair[0], pair[1]);
        pairs.push(pair);
    }
    report.value("bce-accuracy", format!("{:.3}", mean(pairs.iter().map(|pair| pair[0]))));
    report.value("mse-accuracy", format!("{:.3}", mean(pairs.iter().map(|pair| pair[1]))));
    let close = pairs.iter().map(|[bce, mse]| (bce - mse).abs() < 0.05);
    report.claim("neutral-start-hides-it", close, format!("{pairs:.3?}"));
}

/// Binary cross-entropy as the formula is written, for one example.
fn bce_by_the_book(z: Real, y: Real) -> Real {
    let p = 1.0 / (1.0 + (-z).exp());
    -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
}

/// The same with a small number added inside each logarithm, a patch often seen.
fn bce_patched(z: Real, y: Real) -> Real {
    let p = 1.0 / (1.0 + (-z).exp());
    -(y * (p + 1e-9).ln() + (1.0 - y) * (1.0 - p + 1e-9).ln())
}

/// [`bce_with_logits`] of one example.
fn bce_of_logit(z: Real, y: Real) -> Real {
    bce_with_logits(&Matrix::from_elem((1, 1), z), &Matrix::from_elem((1, 1), y))
}

fn far_logits(report: &mut Report) {
    report.section("far-logits", "The loss of one example with y = 1, computed in three ways");
    let logits = [-1e4, -100.0, -50.0, -10.0, 0.0, 10.0, 17.0, 50.0, 1e4];
    writeln!(report, "     z  as written  with 1e-9  from the logit");
    for z in logits {
        let ways = [bce_by_the_book(z, 1.0), bce_patched(z, 1.0), bce_of_logit(z, 1.0)];
        writeln!(report, "{z:>6} {:>11} {:>10} {:>15}", brief(ways[0]), brief(ways[1]), brief(ways[2]));
    }
    let broken = logits.iter().filter(|&&z| !bce_by_the_book(z, 1.0).is_finite()).count();
    let kept = logits.iter().all(|&z| bce_of_logit(z, 1.0).is_finite());
    report.value("broken-logits", broken);
    report.fact(
        "only-the-logit-form-survives",
        broken > 0 && kept,
        format!("{broken} of {} not finite", logits.len()),
    );
    let (patched, true_loss) = (bce_patched(-100.0, 1.0), bce_of_logit(-100.0, 1.0));
    report.value("patched-most", format!("{patched:.1}"));
    report.fact(
        "the-patch-caps-the-loss",
        patched < 21.0 && true_loss == 100.0,
        format!("{patched} instead of {true_loss}"),
    );
}

/// A number with four decimals, or with a power of ten if it is tiny or huge.
fn brief(number: Real) -> String {
    let size = number.abs();
    match size {
        0.0 => "0".to_string(),
        _ if !size.is_finite() || (1e-2..1e5).contains(&size) => format!("{number:.4}"),
        _ => format!("{number:.1e}"),
    }
}

fn trained_logits(report: &mut Report, samples: &Classification) {
    report
        .section("trained-logits", "The formula as written, on logits of a neuron that learnt (1000 steps)");
    writeln!(report, "seed  greatest |z|  losses not finite  mean as written  mean from logits");
    let (mut lost, mut lost_though_right) = (Vec::new(), Vec::new());
    for seed in report.seeds() {
        let parts = parts(samples, 0.2, seed);
        let y = column(&parts.labels);
        let z = descend(&parts.x, &y, bce_with_logits_gradient, RATE, 1000).outputs(&parts.x);
        let pairs = || z.iter().copied().zip(y.iter().copied());
        let broken: Vec<_> = pairs().filter(|&(z, y)| !bce_by_the_book(z, y).is_finite()).collect();
        let right = broken.iter().filter(|(z, y)| (*z > 0.0) == (*y == 1.0)).count();
        let farthest = z.fold(0.0, |far: Real, z| far.max(z.abs()));
        let written = pairs().map(|(z, y)| bce_by_the_book(z, y)).sum::<Real>() / z.len() as Real;
        let share = format!("{} of {}", broken.len(), z.len());
        let stable = bce_with_logits(&z, &y);
        writeln!(report, "{seed:>4} {farthest:>13.1} {share:>18} {written:>16} {stable:>17.4}");
        lost.push(broken.len());
        lost_though_right.push(right);
    }
    report.value("lost-samples", lost[0]);
    report.value("lost-though-right", lost_though_right[0]);
    let fails = lost.iter().map(|&lost| lost > 0);
    report.claim("written-formula-fails-on-real-logits", fails, format!("{lost:?} samples"));
    let mostly = lost.iter().zip(&lost_though_right).map(|(&lost, &right)| 2 * right > lost);
    report.claim("it-fails-where-the-neuron-is-right", mostly, format!("{lost_though_right:?} of {lost:?}"));
}

/// Softmax as the formula is written, for one row of scores.
fn softmax_by_the_book(z: &MatrixRef) -> Matrix {
    let e = z.mapv(Real::exp);
    &e / e.sum()
}

fn far_scores(report: &mut Report) {
    report.section(
        "far-scores",
        "Three scores, each one more than the last: the same chances wherever they lie",
    );
    writeln!(report, "scores           as written          from the largest    ln Σ e^z");
    for start in [0.0, 50.0, 100.0, 1e4] {
        let z = Matrix::from_shape_fn((1, 3), |(_, k)| start + k as Real);
        let row = |p: Matrix| p.iter().map(|p| format!("{p:.3}")).collect::<Vec<_>>().join(" ");
        let (written, shifted) = (row(softmax_by_the_book(&z)), row(softmax(&z)));
        writeln!(
            report,
            "{start:>5} … {:<7}  {written:<18}  {shifted:<18}  {:.4}",
            start + 2.0,
            log_sum_exp(&z)[[0, 0]]
        );
    }
    let far = softmax_by_the_book(&array![[100.0, 101.0, 102.0]]);
    let same = softmax(&array![[100.0, 101.0, 102.0]]) == softmax(&array![[0.0, 1.0, 2.0]]);
    report.fact(
        "softmax-needs-the-shift",
        far.iter().all(|p| p.is_nan()) && same,
        "NaN as written, unchanged when shifted",
    );
}

fn three_species(report: &mut Report, birds: &Classification) {
    report.section("species", "Three neurons and a softmax tell three species of penguins apart");
    let mut accuracies = Vec::new();
    for seed in report.seeds() {
        let parts = parts(birds, 0.3, seed);
        let y = one_hot(&parts.labels, 3);
        let layer = descend(&parts.x, &y, softmax_cross_entropy_gradient, RATE, 1000);
        let predicted = argmax_rows(&layer.outputs(&parts.test_x));
        accuracies.push(accuracy(&parts.test_labels, &predicted));
        if seed == report.seed() {
            writeln!(report, "training loss {:.3}", softmax_cross_entropy(&layer.outputs(&parts.x), &y));
            writeln!(report, "test birds    predicted {}", birds.classes.join(" "));
            for (name, row) in birds.classes.iter().zip(confusion_matrix(&parts.test_labels, &predicted, 3)) {
                writeln!(report, "{name:<23} {:>6} {:>9} {:>6}", row[0], row[1], row[2]);
            }
        }
    }
    report.value("species-accuracy", format!("{:.3}", mean(accuracies.iter().copied())));
    report.claim("species-learnt", accuracies.iter().map(|&a| a > 0.93), format!("{accuracies:.3?}"));
}

fn one_output(report: &mut Report) {
    report.section("one-output", "A softmax over a single score, for targets 1 and 0");
    let (z, y) = (array![[-3.0], [0.5], [20.0], [-3.0]], array![[1.0], [1.0], [0.0], [0.0]]);
    let (p, gradient) = (softmax(&z), softmax_cross_entropy_gradient(&z, &y));
    writeln!(report, "score  target  chance  gradient");
    for row in 0..4 {
        writeln!(
            report,
            "{:>5} {:>7} {:>7} {:>9}",
            z[[row, 0]],
            y[[row, 0]],
            p[[row, 0]],
            gradient[[row, 0]]
        );
    }
    let loss = softmax_cross_entropy(&z, &y);
    writeln!(report, "loss {loss}");
    let blind = p.iter().all(|&p| p == 1.0) && gradient.iter().all(|&g| g == 0.0) && loss == 0.0;
    report.fact("one-output-learns-nothing", blind, "every chance 1, every gradient 0, loss 0");
}

/// The relative error of a loss's gradient against central differences.
fn gradient_error(
    z: &Matrix,
    y: &Matrix,
    loss: impl Fn(&MatrixRef, &MatrixRef) -> Real,
    gradient: Gradient,
) -> Real {
    let mut params = Params::default();
    let id = params.add(z.clone());
    let by_force = numerical_gradient(&mut params, id, Real::EPSILON.cbrt(), |params| loss(&params[id], y));
    relative_error(&by_force, &gradient(z, y))
}

fn checked_gradients(report: &mut Report, cars: &Regression) {
    report.section("gradients", "Every gradient against central differences, in single precision");
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    let miles = cars.y.slice(s![..12, ..]).to_owned(); // 12 × 1
    let line = descend(&x, &cars.y, mse_gradient, RATE, 100).outputs(&x).slice(s![..12, ..]).to_owned();
    let scores = x.slice(s![..12, ..]).to_shape((4, 3)).expect("twelve numbers").to_owned(); // any will do
    let (chances, classes) = (softmax(&scores), one_hot(&[0, 2, 1, 1], 3));
    let (huber_k, huber_k_gradient): (_, Gradient) =
        (|p: &MatrixRef, y: &MatrixRef| huber(p, y, THRESHOLD), LINES[2].1);
    let errors = [
        ("mse", gradient_error(&line, &miles, mse, mse_gradient)),
        ("mae", gradient_error(&line, &miles, mae, mae_gradient)),
        ("huber", gradient_error(&line, &miles, huber_k, huber_k_gradient)),
        (
            "binary_cross_entropy",
            gradient_error(&chances, &classes, binary_cross_entropy, binary_cross_entropy_gradient),
        ),
        ("bce_with_logits", gradient_error(&scores, &classes, bce_with_logits, bce_with_logits_gradient)),
        (
            "categorical_cross_entropy",
            gradient_error(&chances, &classes, categorical_cross_entropy, categorical_cross_entropy_gradient),
        ),
        (
            "softmax_cross_entropy",
            gradient_error(&scores, &classes, softmax_cross_entropy, softmax_cross_entropy_gradient),
        ),
    ];
    for (loss, error) in errors {
        writeln!(report, "{loss:<26} {error:.1e}");
    }
    let worst = errors.iter().fold(0.0, |worst: Real, error| worst.max(error.1));
    report.value("worst-gradient", format!("{worst:.0e}"));
    report.fact("gradients-agree", worst < 1e-3, format!("relative error at most {worst:.0e}"));
}

/// How far apart the two scores of each row are, on average.
fn mean_gap(z: &Matrix) -> f64 {
    mean(z.rows().into_iter().map(|row| f64::from((row[0] - row[1]).abs())))
}

fn smoothing(report: &mut Report, samples: &Classification) {
    report.section("smoothing", "Label smoothing on the breast cancer samples (means over the seeds)");
    let ideal = ((2.0 - SMOOTHING) / SMOOTHING).ln();
    writeln!(report, "targets   steps  gap of scores  confidence  accuracy  test loss");
    let mut all = Vec::new();
    for (name, amount) in [("one-hot", 0.0), ("smoothed", SMOOTHING)] {
        for steps in [100, 1000, 3000] {
            let runs: Vec<[f64; 4]> =
                report.seeds().map(|seed| smoothed(samples, amount, steps, seed)).collect();
            let [gap, confidence, right, loss] = [0, 1, 2, 3].map(|i| mean(runs.iter().map(|run| run[i])));
            writeln!(report, "{name:<8} {steps:>6} {gap:>14.2} {confidence:>11.3} {right:>9.3} {loss:>10.3}");
            all.push(runs);
        }
    }
    writeln!(report, "the gap that smoothed targets ask for: {ideal:.2}");
    report.value("ideal-gap", format!("{ideal:.2}"));
    report.value("smoothing", SMOOTHING);
    let gaps = |i: usize| all[i].iter().map(|run| run[0]).collect::<Vec<_>>();
    let grown = gaps(0).into_iter().zip(gaps(2)).map(|(early, late)| late > 1.5 * early);
    report.claim("one-hot-gap-grows", grown, format!("{:.1?} to {:.1?}", gaps(0), gaps(2)));
    let near = gaps(5).into_iter().map(|gap| (gap / f64::from(ideal) - 1.0).abs() < 0.1);
    report.claim("smoothing-bounds-the-gap", near, format!("{:.2?}", gaps(5)));
    let unsure = all[4].iter().map(|[_, confidence, right, _]| confidence < right);
    report.claim("smoothing-makes-unsure", unsure, format!("gap, confidence, accuracy, loss {:.2?}", all[4]));
    let pairs = || all[1].iter().zip(&all[4]);
    let seen = format!("{:.3?} to {:.3?}", all[1], all[4]);
    report.claim("smoothing-costs-loss", pairs().map(|(hot, soft)| soft[3] > hot[3]), &seen);
    report.claim(
        "smoothing-keeps-accuracy",
        pairs().map(|(hot, soft)| (soft[2] - hot[2]).abs() < 0.05),
        &seen,
    );
}

/// After `steps` steps: mean gap on the training rows; mean confidence, accuracy and loss on the test rows.
fn smoothed(samples: &Classification, amount: Real, steps: usize, seed: u64) -> [f64; 4] {
    let parts = parts(samples, 0.2, seed);
    let y = smooth(&one_hot(&parts.labels, 2), amount);
    let layer = descend(&parts.x, &y, softmax_cross_entropy_gradient, RATE, steps);
    let z = layer.outputs(&parts.test_x);
    let confidence = softmax(&z).map_axis(Axis(1), |p| f64::from(p[0].max(p[1])));
    let loss = softmax_cross_entropy(&z, &one_hot(&parts.test_labels, 2));
    let right = accuracy(&parts.test_labels, &argmax_rows(&z));
    [mean_gap(&layer.outputs(&parts.x)), mean(confidence), right, f64::from(loss)]
}

/// Recall and precision of class 1.
fn recall_and_precision(labels: &[usize], predicted: &[usize]) -> [f64; 2] {
    let counts = confusion_matrix(labels, predicted, 2);
    let found = counts[1][1] as f64;
    [found / (counts[1][0] + counts[1][1]) as f64, found / (counts[0][1] + counts[1][1]) as f64]
}

/// Recall and precision on test rows for a layer trained with the class weights 1 and `c`, and for one trained
/// without weights whose threshold is then moved by `ln c`.
fn weighed(data: &Classification, c: Real, seed: u64) -> [f64; 4] {
    let parts = parts(data, 0.5, seed);
    let y = one_hot(&parts.labels, 2);
    let train =
        |y: &Matrix| descend(&parts.x, y, softmax_cross_entropy_gradient, RATE, 1000).outputs(&parts.test_x);
    let weighted = argmax_rows(&train(&weigh(&y, &[1.0, c])));
    let moved = argmax_rows(&(train(&y) + &array![[0.0, c.ln()]]));
    let [weighted, moved] =
        [weighted, moved].map(|predicted| recall_and_precision(&parts.test_labels, &predicted));
    [weighted[0], weighted[1], moved[0], moved[1]]
}

fn weighing(report: &mut Report, samples: &Classification) {
    report.section(
        "weights",
        "A screening by one measurement, the mean radius, in which a missed cancer costs more",
    );
    let radius = samples.columns(&["mean radius"]);
    let balanced = balanced_weights(&one_hot(&radius.labels, 2));
    writeln!(report, "weight of a      trained with weights     threshold moved instead");
    writeln!(report, "malignant one    recall     precision     recall        precision");
    let weights = [1.0, balanced[1] / balanced[0], 3.0, 10.0, 30.0];
    let mut runs = Vec::new();
    for c in weights {
        let of_seeds: Vec<[f64; 4]> = report.seeds().map(|seed| weighed(&radius, c, seed)).collect();
        let [recall, precision, moved_recall, moved_precision] =
            [0, 1, 2, 3].map(|i| mean(of_seeds.iter().map(|run| run[i])));
        writeln!(
            report,
            "{c:>13.2} {recall:>9.3} {precision:>13.3} {moved_recall:>10.3} {moved_precision:>16.3}"
        );
        runs.push(of_seeds);
    }
    report.value("balanced-weight", format!("{:.2}", weights[1]));
    let pairs = runs[0].iter().zip(&runs[3]);
    let traded = pairs.map(|(even, ten)| ten[0] > even[0] + 0.05 && ten[1] < even[1] - 0.05);
    report.claim("weights-trade-precision-for-recall", traded, format!("weight 10: {:.2?}", runs[3]));
    let near = (0..runs[0].len()).map(|i| runs.iter().all(|run| (run[i][0] - run[i][2]).abs() < 0.1));
    report.claim("a-moved-threshold-does-the-same", near, "recalls less than 0.1 apart at every weight");
    let curve = |which: usize| {
        weights
            .iter()
            .zip(&runs)
            .map(move |(&c, runs)| (c, mean(runs.iter().map(|run| run[which]))))
            .collect::<Vec<_>>()
    };
    let chart = Chart::new("weight of a malignant sample", "share").log_x().y_range(0, 1);
    report.figure("weights", &chart.line("recall", curve(0)).line("precision", curve(1)).svg());
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

fn draw_descents(report: &mut Report, cars: &Regression) {
    let scaled = Standardize::fit(&cars.x).apply(&cars.x);
    let thousands = &cars.x / 1000.0;
    let units = [
        ("valley", "weight in 1000 pounds", thousands, 0.9 * RATE),
        ("bowl", "standardised weight", scaled, RATE),
    ];
    for (name, title, x, rate) in units {
        let neuron = |w: f64, b: f64| Layer { w: array![[w as Real]], b: array![[b as Real]] };
        let loss = |w, b| mse(&neuron(w, b).outputs(&x), &cars.y);
        let chart = Chart::new("w", "b").title(title).height(580.0).x_range(-36, 36).y_range(-6, 56);
        let chart = chart.contours([30, 100, 300, 1000, 3000], loss);
        let chart = chart.trail("descent", path(&x, &cars.y, rate, 30));
        report.figure(name, &chart.scatter("least loss", [least_squares(&x, &cars.y)]).svg());
    }
}

fn draw_losses(report: &mut Report) {
    let one = |number: f64| Matrix::from_elem((1, 1), number as Real);
    let span = -15.0..=15.0;
    let chart = Chart::new("residual ŷ − y (miles per gallon)", "loss").y_range(0, 60);
    let chart = chart.curve("MSE", span.clone(), |r| mse(&one(r), &one(0.0)));
    let chart = chart.curve("MAE", span.clone(), |r| mae(&one(r), &one(0.0)));
    report.figure(
        "losses",
        &chart.curve("Huber", span.clone(), |r| huber(&one(r), &one(0.0), THRESHOLD)).svg(),
    );
    let mut chart = Chart::new("residual ŷ − y (miles per gallon)", "derivative").y_range(-12, 12);
    for (name, gradient) in LINES {
        chart = chart.curve(name, span.clone(), |r| gradient(&one(r), &one(0.0))[[0, 0]]);
    }
    report.figure("slopes", &chart.svg());
    let chart = Chart::new("logit z, when y = 1", "derivative of the loss");
    let chart =
        chart.curve("cross-entropy", -8.0..=8.0, |z| bce_with_logits_gradient(&one(z), &one(1.0))[[0, 0]]);
    let chart =
        chart.curve("squared error", -8.0..=8.0, |z| mse_of_sigmoid_gradient(&one(z), &one(1.0))[[0, 0]]);
    report.figure("pull", &chart.svg());
}

fn draw_residuals(report: &mut Report, cars: &Regression) {
    let [squares, ..] = predictions(cars, &cars.y);
    let residuals = &cars.y - &squares;
    let (spread, scale) = (residuals.std(0.0), residuals.mapv(Real::abs).mean().unwrap_or_default());
    let (low, high) = residuals.fold((0.0, 0.0), |(low, high): (Real, Real), &r| (low.min(r), high.max(r)));
    let count = f64::from(residuals.len() as Real * (high - low)) / 30.0; // cars × width of a bin
    let (spread, scale) = (f64::from(spread), f64::from(scale));
    let normal = |r: f64| count * (-(r / spread).powi(2) / 2.0).exp() / (spread * (2.0 * PI).sqrt());
    let laplace = |r: f64| count * (-r.abs() / scale).exp() / (2.0 * scale);
    let chart =
        Chart::new("residual (miles per gallon)", "cars").histogram("cars", residuals.iter().copied(), 30);
    let chart = chart.curve("normal", -14.0..=18.0, normal).curve("Laplace", -14.0..=18.0, laplace);
    report.figure("residuals", &chart.svg());
}
