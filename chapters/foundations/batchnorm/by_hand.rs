//! The forward pass in single steps, the backward pass step by step, and three other ways to the same gradients.

use crate::digits::{Digits, Network, Norm, Setup, USUAL};
use crate::length;
use ndarray::{Axis, array, s};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::init::lecun_normal;
use neural::layer::{Statistics, batch_norm, batch_norm_gradient};
use neural::{Matrix, MatrixRef, Mode, Params, Real, Tape, rng, sum_rows};
use report::{Report, scientific};

const EPSILON: Real = 1e-5;

/// What the forward pass computes on its way; (n × d) or (1 × d).
struct Steps {
    centred: Matrix, // c = x − μ, n × d
    inverse: Matrix, // r = 1 / √(s² + ε), 1 × d
    x_hat: Matrix,   // x̂ = c ⊙ r, n × d
    y: Matrix,       // y = γ ⊙ x̂ + β, n × d
}

fn forward(x: &Matrix, gamma: &Matrix, beta: &Matrix) -> Steps {
    let n = x.nrows() as Real;
    let mean = sum_rows(x) / n; // μ
    let centred = x - &mean;
    let variance = sum_rows(&(&centred * &centred)) / n; // s²
    let inverse = variance.mapv(|variance| 1.0 / (variance + EPSILON).sqrt());
    let x_hat = &centred * &inverse;
    let y = &x_hat * gamma + beta;
    Steps { centred, inverse, x_hat, y }
}

/// `[∂x, ∂γ, ∂β]` from `∂y`: each line of [`forward`], from the last to the first.
fn backward(dy: &Matrix, Steps { centred, inverse, x_hat, .. }: &Steps, gamma: &Matrix) -> [Matrix; 3] {
    let n = dy.nrows() as Real;
    let dbeta = sum_rows(dy); // y = γ ⊙ x̂ + β
    let dgamma = sum_rows(&(dy * x_hat));
    let dx_hat = dy * gamma;
    let dinverse = sum_rows(&(&dx_hat * centred)); // x̂ = c ⊙ r
    let dvariance = dinverse * inverse.mapv(|r| -0.5 * r.powi(3)); // r = (s² + ε)^(−1/2)
    let dcentred = &dx_hat * inverse + centred * &dvariance * (2.0 / n); // s² = Σ c² / n, and x̂ again
    let dmean = -sum_rows(&dcentred); // c = x − μ
    let dx = &dcentred + &dmean / n; // μ = Σ x / n, and c again
    [dx, dgamma, dbeta]
}

pub fn four_ways(report: &mut Report, digits: &Digits) {
    report.section("four-ways", "Gradients by hand, against three other ways: the relative difference");
    let mut rng = rng(report.seed());
    let mut params = Params::default();
    let pixels = digits.train.x.slice(s![..16, ..]).to_owned();
    let z = pixels.dot(&lecun_normal(pixels.ncols(), 6, &mut rng)); // weighted sums of 16 digits
    let [x, gamma, beta] = [z, lecun_normal(1, 6, &mut rng) + 1.0, lecun_normal(1, 6, &mut rng)]
        .map(|matrix| params.add(matrix));
    let dy = lecun_normal(16, 6, &mut rng); // so the loss is Σ y ⊙ ∂y
    let [xv, gv, bv] = [x, gamma, beta].map(|id| params[id].to_owned());

    let steps = forward(&xv, &gv, &bv);
    let hand = backward(&dy, &steps, &gv);
    let compact = batch_norm_gradient(&dy, &xv, &Statistics::of(&xv), &gv, EPSILON);
    let tape = Tape::new(&params);
    let (y, _) = tape.param(x).batch_norm(tape.param(gamma), tape.param(beta), EPSILON);
    let grads = (y * tape.constant(dy.clone())).sum().backward();
    let on_tape = [x, gamma, beta].map(|id| grads.get(id).expect("a gradient").clone());
    let loss = |params: &Params| {
        let [x, gamma, beta] = [x, gamma, beta].map(|id| params[id].to_owned());
        (forward(&x, &gamma, &beta).y * &dy).sum()
    };
    let nudged = [x, gamma, beta].map(|id| numerical_gradient(&mut params, id, 1e-2, loss));

    let mut worst = [0.0; 3];
    writeln!(report, "                              ∂x        ∂γ        ∂β");
    for (i, (way, theirs)) in
        [("the compact form", compact), ("one node on the tape", on_tape), ("central differences", nudged)]
            .into_iter()
            .enumerate()
    {
        let errors = [0, 1, 2].map(|j| relative_error(&hand[j], &theirs[j]));
        let words = errors.map(|error| format!("{:>10}", format!("{error:.0e}"))).concat();
        writeln!(report, "{way:<22} {words}");
        worst[i] = errors.into_iter().fold(0.0, Real::max);
    }
    report.fact(
        "the-forms-agree",
        worst[0].max(worst[1]) < 1e-5,
        format!("{:.0e} and {:.0e}", worst[0], worst[1]),
    );
    report.fact("nudging-agrees", worst[2] < 1e-2, format!("{:.0e}", worst[2]));

    let scale = length(&hand[0]);
    let (shift, stretch) =
        (length(&sum_rows(&hand[0])) / scale, length(&sum_rows(&(&hand[0] * &steps.x_hat))) / scale);
    report.fact(
        "the-batch-cannot-move-as-one",
        shift < 1e-5 && stretch < 1e-2,
        format!("sum over the rows {shift:.0e}, along x̂ {stretch:.0e}, of the gradient's length"),
    );
    report.value("sum-of-rows", scientific(shift));
    report.value("along-x-hat", scientific(stretch));
}

/// Two features in units that have nothing to do with each other.
fn example() -> Matrix {
    array![[1.0, 400.0], [2.0, 300.0], [3.0, 800.0], [6.0, 500.0]]
}

fn print(report: &mut Report, name: &str, matrix: &MatrixRef) {
    for (i, row) in matrix.axis_iter(Axis(0)).enumerate() {
        let name = if i == 0 { name } else { "" };
        writeln!(report, "{name:<24} {}", row.iter().map(|x| format!("{x:>9.3}")).collect::<String>());
    }
}

pub fn four_rows(report: &mut Report) {
    report.section("identity", "Four rows of two features, normalised, and turned back by γ and β");
    let x = example();
    let (ones, zeros) = (Matrix::ones((1, 2)), Matrix::zeros((1, 2)));
    let (x_hat, Statistics { mean, variance }) = batch_norm(&x, &ones, &zeros, EPSILON);
    let root = variance.mapv(|variance| (variance + EPSILON).sqrt());
    let (back, _) = batch_norm(&x, &root, &mean, EPSILON);
    print(report, "x", &x);
    print(report, "mean", &mean);
    print(report, "standard deviation", &root);
    print(report, "normalised", &x_hat);
    print(report, "γ = deviation, β = mean", &back);
    let apart = relative_error(&back, &x);
    report.fact("it-can-be-the-identity", apart < 1e-6, format!("relative difference {apart:.0e}"));

    report.section("one-row", "Batches of one and of two rows, γ = 2 and β = 5");
    let mut same = Vec::new();
    for rows in [array![[7.0]], array![[-300.0]], array![[1.0], [1.5]], array![[1.0], [900.0]]] {
        let y = forward(&rows, &array![[2.0]], &array![[5.0]]).y;
        let list = |matrix: &Matrix| matrix.iter().map(|x| format!("{x:>8.2}")).collect::<String>();
        writeln!(report, "{:<18} becomes {}", list(&rows), list(&y));
        same.push(y);
    }
    report.fact("a-row-alone-becomes-beta", same[0] == array![[5.0]] && same[1] == same[0], "5 and 5");
    let apart = relative_error(&same[2], &same[3]);
    report.fact(
        "of-two-rows-only-the-order-is-left",
        apart < 1e-3,
        format!("relative difference {apart:.0e}"),
    );
}

pub fn the_bias_is_redundant(report: &mut Report, digits: &Digits) {
    report.section(
        "bias",
        "The gradients of the first layer's biases and weights, and what biases of 5 change",
    );
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    writeln!(report, "normalised     ‖∂b‖       ‖∂W‖      change of the logits, in their length");
    let mut seen = Vec::new();
    for norm in [Norm::Without, Norm::Before, Norm::After] {
        let mut rng = rng(report.seed());
        let mut network = Network::new(&Setup { norm, ..USUAL }, &mut rng);
        let first = network.layers.hidden[0].dense;
        let (_, grads) = network.gradients(&rows, &mut Mode::Train(&mut rng));
        let [db, dw] = [first.b, first.w].map(|id| length(grads.get(id).expect("a gradient")));
        let before = network.logits(&rows.x, &mut Mode::Train(&mut rng));
        network.params[first.b].fill(5.0);
        let after = network.logits(&rows.x, &mut Mode::Train(&mut rng));
        let change = length(&(after - &before)) / length(&before);
        writeln!(
            report,
            "{:<10} {:>10} {dw:>10.3} {:>18}",
            norm.name(),
            format!("{db:.0e}"),
            format!("{change:.0e}")
        );
        seen.push((db / dw, change));
    }
    report.fact(
        "a-bias-before-it-is-idle",
        seen[1].0 < 1e-4 && seen[1].1 < 1e-3,
        format!("gradient {:.0e} of that of the weights, change {:.0e}", seen[1].0, seen[1].1),
    );
    report.fact(
        "otherwise-it-is-not",
        seen[0].0.min(seen[2].0) > 1e-2 && seen[0].1.min(seen[2].1) > 1e-1,
        format!("{:.0e} and {:.0e}", seen[0].0.min(seen[2].0), seen[0].1.min(seen[2].1)),
    );
}
