//! Why losses are computed from logits: the formulas as written, on numbers as they are stored.

use crate::classes::{column, parts};
use crate::layer::{Gradient, RATE, brief, descend};
use crate::outliers::{LINES, THRESHOLD};
use ndarray::{array, s};
use neural::activation::softmax;
use neural::data::{Classification, Regression, Standardize};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::loss::*;
use neural::{Matrix, MatrixRef, Params, Real};
use report::{Report, Table};

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

pub fn far_logits(report: &mut Report) {
    let logits = [-1e4, -100.0, -50.0, -10.0, 0.0, 10.0, 17.0, 50.0, 1e4];
    let caption = "The loss of one example with target 1, computed in three ways as f32.";
    let columns = ["logit z", "formula as written", "with 1e-9 added", "from the logit"];
    let mut table = Table::new("far-logits", caption, columns);
    for z in logits {
        let ways = [z, bce_by_the_book(z, 1.0), bce_patched(z, 1.0), bce_of_logit(z, 1.0)];
        let [_, written, patched, stable] = ways.map(brief);
        table.row([z.to_string().replace('-', "−"), written, patched, stable]);
    }
    report.table(table);
    let broken = logits.iter().filter(|&&z| !bce_by_the_book(z, 1.0).is_finite()).count();
    let kept = logits.iter().all(|&z| bce_of_logit(z, 1.0).is_finite());
    report.value("broken-logits", broken);
    let seen = format!("{broken} of {} losses are not finite as written, none from logits", logits.len());
    report.fact("only-the-logit-form-survives", broken > 0 && kept, seen);
    let (patched, true_loss) = (bce_patched(-100.0, 1.0), bce_of_logit(-100.0, 1.0));
    report.value("patched-most", format!("{patched:.1}"));
    let capped = patched < 21.0 && true_loss == 100.0;
    report.fact("the-patch-caps-the-loss", capped, format!("{patched:.1} instead of {true_loss}"));
}

pub fn trained_logits(report: &mut Report, samples: &Classification) {
    let caption = "The formula as written, on the training samples of a neuron after 1000 steps.";
    let columns =
        ["run", "greatest |z|", "losses not finite", "of samples", "mean as written", "mean from logits"];
    let mut table = Table::new("trained-logits", caption, columns);
    let (mut lost, mut lost_though_right) = (Vec::new(), Vec::new());
    for (run, seed) in report.seeds().enumerate() {
        let parts = parts(samples, 0.2, seed);
        let y = column(&parts.labels);
        let z = descend(&parts.x, &y, bce_with_logits_gradient, RATE, 1000).outputs(&parts.x);
        let pairs = || z.iter().copied().zip(y.iter().copied());
        let broken: Vec<_> = pairs().filter(|&(z, y)| !bce_by_the_book(z, y).is_finite()).collect();
        let right = broken.iter().filter(|(z, y)| (*z > 0.0) == (*y == 1.0)).count();
        let farthest = z.fold(0.0, |far: Real, z| far.max(z.abs()));
        let written = pairs().map(|(z, y)| bce_by_the_book(z, y)).sum::<Real>() / z.len() as Real;
        table.row([
            (run + 1).to_string(),
            format!("{farthest:.1}"),
            broken.len().to_string(),
            z.len().to_string(),
            written.to_string(),
            format!("{:.4}", bce_with_logits(&z, &y)),
        ]);
        lost.push(broken.len());
        lost_though_right.push(right);
    }
    report.table(table);
    report.value("lost-samples", lost[0]);
    report.value("lost-though-right", lost_though_right[0]);
    let fails = lost.iter().map(|&lost| lost > 0);
    let seen = format!("{lost:?} training samples without a finite loss");
    report.claim("written-formula-fails-on-real-logits", fails, seen);
    let mostly = lost.iter().zip(&lost_though_right).map(|(&lost, &right)| 2 * right > lost);
    let seen = format!("classified rightly: {lost_though_right:?} of {lost:?}");
    report.claim("it-fails-where-the-neuron-is-right", mostly, seen);
}

/// Softmax as the formula is written, for one row of scores.
fn softmax_by_the_book(z: &MatrixRef) -> Matrix {
    let e = z.mapv(Real::exp);
    &e / e.sum()
}

pub fn far_scores(report: &mut Report) {
    let caption = "Chances of three scores, each one more than the last, wherever they lie.";
    let columns = ["scores", "softmax as written", "softmax from the largest", "ln Σ e^z"];
    let mut table = Table::new("far-scores", caption, columns);
    for start in [0.0, 50.0, 100.0, 1e4] {
        let z = Matrix::from_shape_fn((1, 3), |(_, k)| start + k as Real);
        let row = |p: Matrix| p.iter().map(|p| format!("{p:.3}")).collect::<Vec<_>>().join(", ");
        table.row([
            row(z.clone()).replace(".000", ""),
            row(softmax_by_the_book(&z)),
            row(softmax(&z)),
            format!("{:.4}", log_sum_exp(&z)[[0, 0]]),
        ]);
    }
    report.table(table);
    let far = softmax_by_the_book(&array![[100.0, 101.0, 102.0]]);
    let same = softmax(&array![[100.0, 101.0, 102.0]]) == softmax(&array![[0.0, 1.0, 2.0]]);
    let lost = far.iter().all(|p| p.is_nan());
    report.fact("softmax-needs-the-shift", lost && same, "NaN as written, unchanged when shifted");
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
    let of = |params: &Params| loss(&params[id], y);
    let by_force = numerical_gradient(&mut params, id, Real::EPSILON.cbrt(), of);
    relative_error(&by_force, &gradient(z, y))
}

pub fn checked_gradients(report: &mut Report, cars: &Regression) {
    let x = Standardize::fit(&cars.x).apply(&cars.x);
    let miles = cars.y.slice(s![..12, ..]).to_owned(); // 12 × 1
    let line = descend(&x, &cars.y, mse_gradient, RATE, 100).outputs(&x);
    let line = line.slice(s![..12, ..]).to_owned();
    let scores = x.slice(s![..12, ..]).to_shape((4, 3)).expect("twelve numbers").to_owned();
    let (chances, classes) = (softmax(&scores), one_hot(&[0, 2, 1, 1], 3));
    let huber_k = |p: &MatrixRef, y: &MatrixRef| huber(p, y, THRESHOLD);
    let scored = |loss: fn(&MatrixRef, &MatrixRef) -> Real, gradient| {
        gradient_error(&scores, &classes, loss, gradient)
    };
    let of_chances = |loss: fn(&MatrixRef, &MatrixRef) -> Real, gradient| {
        gradient_error(&chances, &classes, loss, gradient)
    };
    let errors = [
        ("mse", gradient_error(&line, &miles, mse, mse_gradient)),
        ("mae", gradient_error(&line, &miles, mae, mae_gradient)),
        ("huber", gradient_error(&line, &miles, huber_k, LINES[2].1)),
        ("binary_cross_entropy", of_chances(binary_cross_entropy, binary_cross_entropy_gradient)),
        (
            "categorical_cross_entropy",
            of_chances(categorical_cross_entropy, categorical_cross_entropy_gradient),
        ),
        ("bce_with_logits", scored(bce_with_logits, bce_with_logits_gradient)),
        ("softmax_cross_entropy", scored(softmax_cross_entropy, softmax_cross_entropy_gradient)),
    ];
    let caption = "Each gradient against central differences, in f32: 0 if they agree, \
                   1 if they are opposite.";
    let mut table = Table::new("gradients", caption, ["loss", "relative error"]);
    for (loss, error) in errors {
        table.row([loss.to_string(), brief(error)]);
    }
    report.table(table);
    let worst = errors.iter().fold(0.0, |worst: Real, error| worst.max(error.1));
    report.value("worst-gradient", brief(worst));
    report.fact("gradients-agree", worst < 1e-3, format!("relative error at most {}", brief(worst)));
}
