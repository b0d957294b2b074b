//! No sum stops growing: every reduction against an exact one, for more and more terms.

use ndarray::{Axis, array};
use neural::data::Standardize;
use neural::gradcheck::relative_error;
use neural::layer::{Statistics, batch_norm_gradient};
use neural::loss::*;
use neural::metrics::{mean_absolute_error, mean_squared_error};
use neural::optim::clip_norm;
use neural::regularize::max_norm;
use neural::{Matrix, Params, Real, Tape, Var, matmul, rng, sum_rows};
use rand::RngExt;

/// What the issue of single precision would leave of ten million equal terms is far above this.
const LOST: f64 = 2e-6;

/// A column, and what should come of it: the sum of `f(x)` over its entries, with the digits that
/// an addition loses carried along (Neumaier, 1974).
fn exact(x: &Matrix, f: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for term in x.iter().map(|&x| f(f64::from(x))) {
        let next = sum + term;
        lost += if sum.abs() > term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    sum + lost
}

/// The value of a 1 × 1 variable that was computed from `x`.
fn on_tape(x: &Matrix, f: impl Fn(Var) -> Var) -> f64 {
    let params = Params::default();
    let tape = Tape::new(&params);
    f(tape.constant(x.clone())).value()[[0, 0]].into()
}

#[track_caller]
fn close(what: &str, n: usize, found: impl Into<f64>, exact: f64) {
    let (found, lost) = (found.into(), LOST.max(8.0 * f64::from(Real::EPSILON)));
    assert!((found / exact - 1.0).abs() <= lost, "{what} of {n}: {found}, and exact {exact}");
}

/// Every reduction of a column of `n` numbers between 0 and 1, or of their row.
fn every_reduction(x: &Matrix) {
    let n = x.nrows();
    let (zeros, ones) = (Matrix::zeros(x.dim()), Matrix::ones(x.dim()));
    let mean = |f: fn(f64) -> f64| exact(x, f) / n as f64;
    close("mse", n, mse(x, &zeros), mean(|x| x * x));
    close("mae", n, mae(x, &zeros), mean(|x| x));
    close("huber", n, huber(x, &zeros, 2.0), mean(|x| x * x / 2.0));
    close("binary_cross_entropy", n, binary_cross_entropy(x, &ones), mean(|x| -x.ln()));
    close("bce_with_logits", n, bce_with_logits(x, &zeros), mean(|x| x.exp().ln_1p()));
    close("categorical_cross_entropy", n, categorical_cross_entropy(x, &ones), mean(|x| -x.ln()));
    close("mean_absolute_error", n, mean_absolute_error(&zeros, x), mean(|x| x));
    close("mean_squared_error", n, mean_squared_error(&zeros, x), mean(|x| x * x));

    close("sum_rows", n, sum_rows(x)[[0, 0]], exact(x, |x| x));
    close("sum", n, on_tape(x, |x| x.sum()), exact(x, |x| x));
    close("mean", n, on_tape(x, |x| x.mean()), mean(|x| x));
    close("l1", n, on_tape(x, |x| x.l1()), exact(x, |x| x));
    close("l2", n, on_tape(x, |x| x.l2()), exact(x, |x| x * x) / 2.0);
    close("matmul", n, matmul(x.t(), x.view())[[0, 0]], exact(x, |x| x * x));
    let root = exact(x, |x| x * x).sqrt();
    close("relative_error", n, relative_error(x, &(x * 2.0)), 1.0 / 3.0);
    norms(x, root);
    statistics(x, mean(|x| x));
    wide(x);
}

/// The two norms: over all entries, and over a column.
fn norms(x: &Matrix, root: f64) {
    let mut params = Params::default();
    let w = params.add(x.clone());
    let mut grads = Tape::new(&params).param(w).l2().backward();
    close("clip_norm", x.nrows(), clip_norm(&mut grads, Real::INFINITY), root);
    max_norm(&mut params, w, (root / 2.0) as Real);
    close("max_norm", x.nrows(), exact(&params[w].to_owned(), |w| w * w).sqrt(), root / 2.0);
}

/// Batch normalisation, standardising, and the gradient of a slope that all entries share.
fn statistics(x: &Matrix, mean: f64) {
    let n = x.nrows();
    let seen = Statistics::of(x);
    close("statistics, mean", n, seen.mean[[0, 0]], mean);
    let variance = exact(x, |x| (x - mean).powi(2)) / n as f64;
    if variance > 0.1 * mean * mean {
        close("statistics, variance", n, seen.variance[[0, 0]], variance);
        let scaled = Standardize::fit(x).apply(x);
        close("standardize", n, exact(&scaled, |z| z * z) / n as f64, 1.0);
    }
    let unit = Statistics { mean: array![[0.0]], variance: array![[1.0]] };
    let [_, of_gamma, of_beta] = batch_norm_gradient(x, x, &unit, &array![[1.0]], 0.0);
    close("batch norm, gamma", n, of_gamma[[0, 0]], exact(x, |x| x * x));
    close("batch norm, beta", n, of_beta[[0, 0]], exact(x, |x| x));
    for slopes in [1, 2] {
        let mut params = Params::default();
        let slope = params.add(Matrix::ones((1, slopes)));
        let tape = Tape::new(&params);
        let pair = ndarray::concatenate![Axis(1), *x, *x];
        let z = tape.constant(if slopes == 1 { -x.clone() } else { -pair });
        let grads = z.prelu(tape.param(slope)).sum().backward();
        close("prelu", n, -grads.get(slope).expect("a gradient")[[0, 0]], exact(x, |x| x));
    }
}

/// As many classes as entries: sums along a row.
fn wide(x: &Matrix) {
    let (n, row) = (x.nrows(), x.t().to_owned());
    let log_sum = exact(x, f64::exp).ln();
    close("log_sum_exp", n, log_sum_exp(&row)[[0, 0]], log_sum);
    let p = neural::activation::softmax(&row);
    close("softmax", n, exact(&p, |p| p), 1.0);
    let uniform = Matrix::from_elem((1, n), 1.0 / n as Real);
    let loss = log_sum - exact(x, |x| x) / n as f64;
    if n > 1 {
        close("softmax_cross_entropy", n, softmax_cross_entropy(&row, &uniform), loss);
    }
    let weighed = weigh(&uniform, row.as_slice().expect("in order"));
    close("weigh", n, weighed[[0, 0]] * n as Real, exact(x, |x| x) / n as f64);
    softmax_backwards(&row, &p);
}

/// `∂z = p (∂p − Σ ∂p p)`, where `∂p` is the row itself.
fn softmax_backwards(row: &Matrix, p: &Matrix) {
    let mut params = Params::default();
    let z = params.add(row.clone());
    let tape = Tape::new(&params);
    let grads = (tape.param(z).softmax() * tape.constant(row.clone())).sum().backward();
    let inner: f64 = p.iter().zip(row).map(|(&p, &dp)| f64::from(p) * f64::from(dp)).sum();
    let first = f64::from(p[[0, 0]]) * (f64::from(row[[0, 0]]) - inner);
    let found = f64::from(grads.get(z).expect("a gradient")[[0, 0]]);
    // The difference of two numbers of about one half.
    let lost = f64::from(p[[0, 0]]) * (LOST + 4.0 * f64::from(Real::EPSILON));
    assert!((found - first).abs() <= lost, "softmax backwards: {found}, and exact {first}");
}

#[test]
fn every_reduction_is_right_at_growing_lengths() {
    for n in [1, 2, 63, 64, 65, 127, 1000, 100_000, 3_000_000] {
        let mut rng = rng(n as u64);
        every_reduction(&Matrix::from_shape_simple_fn((n, 1), || rng.random::<Real>().max(1e-3)));
        for constant in [0.1, 0.3, 0.7] {
            every_reduction(&Matrix::from_elem((n, 1), constant));
        }
    }
}

#[test]
fn thirty_million_ones_are_thirty_million() {
    let n = 30_000_000;
    let (ones, zeros) = (Matrix::ones((n, 1)), Matrix::zeros((n, 1)));
    assert_eq!(mse(&ones, &zeros), 1.0);
    assert_eq!(mae(&ones, &zeros), 1.0);
    assert_eq!(Statistics::of(&ones).mean, array![[1.0]]);
    assert_eq!(sum_rows(&ones), array![[n as Real]]);
    assert_eq!(matmul(ones.t(), ones.view()), array![[n as Real]]);
    assert_eq!(on_tape(&ones, |x| x.sum()), n as f64);
    assert_eq!(balanced_weights(&ones), [1.0]);
}
