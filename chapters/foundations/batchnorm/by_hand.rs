//! The forward pass in single steps, the backward pass step by step, and three other ways to the
//! same gradients.

use crate::digits::{Digits, Network, Norm, Setup, USUAL};
use crate::length;
use ndarray::{array, s};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::init::lecun_normal;
use neural::layer::{Statistics, batch_norm, batch_norm_gradient};
use neural::{Matrix, Mode, Params, Real, Tape, rng, sum_rows};
use report::{Report, Table, scientific};

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

    let caption = "Gradients of batch normalisation by hand, on the weighted sums of 16 digits, \
                   against three other ways: the relative difference.";
    let mut table = Table::new("four-ways", caption, ["way", "∂x", "∂γ", "∂β"]);
    let mut worst = [0.0; 3];
    for (i, (way, theirs)) in
        [("the compact form", compact), ("one node on the tape", on_tape), ("central differences", nudged)]
            .into_iter()
            .enumerate()
    {
        let errors = [0, 1, 2].map(|j| relative_error(&hand[j], &theirs[j]));
        let [x, gamma, beta] = errors.map(|error| format!("{error:.0e}"));
        table.row([way.to_string(), x, gamma, beta]);
        worst[i] = errors.into_iter().fold(0.0, Real::max);
    }
    report.table(table);
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

/// One feature of four rows through both lines, and back.
pub fn four_rows(report: &mut Report) {
    let x = array![[1.0], [2.0], [3.0], [6.0]];
    let (gamma, beta) = (array![[2.0]], array![[5.0]]);
    let Steps { centred, x_hat, y, .. } = forward(&x, &gamma, &beta);
    let (_, Statistics { mean, variance }) = batch_norm(&x, &gamma, &beta, EPSILON);
    let root = variance.mapv(|variance| (variance + EPSILON).sqrt());
    let (back, _) = batch_norm(&x, &root, &mean, EPSILON);
    let caption = format!(
        "One feature over a batch of four rows. Its mean is {}, its variance {}, its standard \
         deviation {:.2}; γ = 2 and β = 5. In the last column γ is the deviation and β the \
         mean.",
        mean[[0, 0]],
        variance[[0, 0]],
        root[[0, 0]]
    );
    let columns = ["x", "x − μ", "x̂", "y = 2 x̂ + 5", "undone"];
    let mut table = Table::new("four-rows", caption, columns);
    for i in 0..4 {
        let [x, centred, x_hat, y, back] = [&x, &centred, &x_hat, &y, &back].map(|m| m[[i, 0]]);
        table.row([
            format!("{x}"),
            format!("{centred}"),
            format!("{x_hat:.2}"),
            format!("{y:.2}"),
            format!("{back:.2}"),
        ]);
    }
    report.table(table);
    let apart = relative_error(&back, &x);
    report.fact("it-can-be-the-identity", apart < 1e-6, format!("relative difference {apart:.0e}"));
}

/// What is left of one row, and of two.
pub fn small_batches(report: &mut Report) {
    let caption =
        "Batches of one and of two rows with γ = 2 and β = 5 (without the check that refuses a single row).";
    let mut table = Table::new("one-row", caption, ["batch", "becomes"]);
    let mut same = Vec::new();
    for rows in [array![[7.0]], array![[-300.0]], array![[1.0], [1.5]], array![[1.0], [900.0]]] {
        let y = forward(&rows, &array![[2.0]], &array![[5.0]]).y;
        let list = |matrix: &Matrix, decimals: usize| {
            matrix.iter().map(|x| format!("{x:.decimals$}")).collect::<Vec<_>>().join(" and ")
        };
        table.row([list(&rows, 1), list(&y, 2)]);
        same.push(y);
    }
    report.table(table);
    report.fact("a-row-alone-becomes-beta", same[0] == array![[5.0]] && same[1] == same[0], "5 and 5");
    let apart = relative_error(&same[2], &same[3]);
    report.fact(
        "of-two-rows-only-the-order-is-left",
        apart < 1e-3,
        format!("relative difference {apart:.0e}"),
    );
}

pub fn the_bias_is_redundant(report: &mut Report, digits: &Digits) {
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    let caption = "The first layer of a new network: the lengths of the gradients of its biases \
                   and weights, and how far the logits move, in their own length, when all its \
                   biases are set to 5.";
    let columns = ["normalised", "gradient of b", "gradient of W", "change of the logits"];
    let mut table = Table::new("bias", caption, columns);
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
        table.row([
            norm.name().to_string(),
            format!("{db:.0e}"),
            format!("{dw:.1}"),
            format!("{change:.0e}"),
        ]);
        seen.push((db / dw, change));
    }
    report.table(table);
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
