//! The program of the chapter `backprop`: gradients by brute force, by hand and by tape, on XOR and on the 8×8 digits.

use ndarray::{Array2, Axis, Zip, array, s};
use neural::activation::{relu, relu_prime, sigmoid, sigmoid_prime, tanh_prime};
use neural::data::{self, Classification, batches, stratified_split};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::init::{glorot_uniform, he_normal, lecun_normal, zeros};
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::optim::Sgd;
use neural::plot::{Chart, Diagram, Figure, HeatMap, Images, Panels};
use neural::report::Report;
use neural::{Dense, Matrix, MatrixRef, ParamId, Params, Real, Rng, Tape, Var};
use neural::{affine, loss, matmul, rng, sum_rows};
use std::process::ExitCode;

/// The network for the digits: 64 pixels, 64 hidden units, 10 classes.
const SIZES: [usize; 3] = [64, 64, 10];
const EPOCHS: usize = 20;
const BATCH: usize = 32;
const RATE: Real = 0.1;

fn main() -> ExitCode {
    let mut report = Report::from_args("backprop");
    let pictures = pictures();
    a_network_that_does_not_learn(&mut report, &pictures);
    nudging(&mut report);
    one_path(&mut report);
    xor_by_hand(&mut report);
    check_by_nudging(&mut report, &pictures);
    size_of_the_nudge(&mut report);
    mistakes(&mut report, &pictures);
    symmetry(&mut report, &pictures);
    three_ways(&mut report, &pictures);
    starting_sizes(&mut report, &pictures);
    batch_sizes(&mut report, &pictures);
    order_of_the_rows(&mut report, &pictures);
    digits_by_tape(&mut report, &pictures);
    report.finish()
}

// Data.

/// Rows to learn from or to be tested on: `x` (n × 64), `y` one-hot (n × 10), and the same classes as numbers.
struct Rows {
    x: Matrix,
    y: Matrix,
    labels: Vec<usize>,
}

/// The digits, dealt into rows to learn from and rows to be tested on.
struct Digits {
    train: Rows,
    test: Rows,
}

/// Reads the 8×8 digits, or ends the program with the reason why it cannot.
fn pictures() -> Classification {
    data::digits().unwrap_or_else(|error| {
        eprintln!("backprop: {error}");
        std::process::exit(1)
    })
}

/// Four fifths of the pictures to learn from, a fifth to be tested on; ink as numbers from 0 to 1.
fn deal(pictures: &Classification, rng: &mut Rng) -> Digits {
    let split = stratified_split(&pictures.labels, 0.2, rng);
    let part = |rows: &[usize]| {
        let part = pictures.rows(rows);
        Rows { x: part.x / 16.0, y: loss::one_hot(&part.labels, SIZES[2]), labels: part.labels }
    };
    Digits { train: part(&split.train), test: part(&split.test) }
}

/// The four questions of XOR and their answers.
fn xor() -> (Matrix, Matrix) {
    (array![[0., 0.], [0., 1.], [1., 0.], [1., 1.]], array![[0.], [1.], [1.], [0.]])
}

/// The rows of `x` and `y` that a batch names.
fn take(rows: &Rows, batch: &[usize]) -> (Matrix, Matrix) {
    (rows.x.select(Axis(0), batch), rows.y.select(Axis(0), batch))
}

// A network of two layers, by hand.

/// A function of one number and its derivative, which may use `z` or the result `a = f(z)`.
#[derive(Clone, Copy)]
struct Activation {
    f: fn(Real) -> Real,
    derivative: fn(Real, Real) -> Real,
}

const SIGMOID: Activation = Activation { f: sigmoid, derivative: |_, a| sigmoid_prime(a) };
const TANH: Activation = Activation { f: Real::tanh, derivative: |_, a| tanh_prime(a) };
const RELU: Activation = Activation { f: relu, derivative: |z, _| relu_prime(z) };

/// A loss of the last layer's weighted sums, and its gradient with respect to them.
#[derive(Clone, Copy)]
struct Loss {
    value: fn(&MatrixRef, &MatrixRef) -> Real,
    gradient: fn(&MatrixRef, &MatrixRef) -> Matrix,
}

const BINARY: Loss = Loss { value: loss::bce_with_logits, gradient: loss::bce_with_logits_gradient };
const CLASSES: Loss =
    Loss { value: loss::softmax_cross_entropy, gradient: loss::softmax_cross_entropy_gradient };

/// Two layers: the names of W₁, b₁, W₂, b₂, the activation between them and the loss after them.
#[derive(Clone, Copy)]
struct TwoLayers {
    ids: [ParamId; 4],
    activation: Activation,
    loss: Loss,
}

/// A way to choose the weights of a layer from its numbers of inputs and outputs.
type Init = fn(usize, usize, &mut Rng) -> Matrix;

/// Adds a network with `[d, H, K]` inputs, hidden units and outputs to `params`; biases start at 0.
fn two_layers(
    params: &mut Params,
    [d, h, k]: [usize; 3],
    (activation, loss): (Activation, Loss),
    init: Init,
    rng: &mut Rng,
) -> TwoLayers {
    let start = [init(d, h, rng), zeros(1, h, rng), init(h, k, rng), zeros(1, k, rng)];
    TwoLayers { ids: start.map(|matrix| params.add(matrix)), activation, loss }
}

/// What the forward pass computes and the backward pass needs again.
struct Pass {
    z1: Matrix,
    a1: Matrix,
    z2: Matrix,
}

/// From inputs to weighted sums. Shapes: `x` (n × d), `z1` and `a1` (n × H), `z2` (n × K).
fn forward(net: &TwoLayers, params: &Params, x: &MatrixRef) -> Pass {
    let [w1, b1, w2, b2] = net.ids.map(|id| &params[id]);
    let z1 = affine(x, w1, b1);
    let a1 = z1.mapv(net.activation.f);
    let z2 = affine(&a1, w2, b2);
    Pass { z1, a1, z2 }
}

/// The mean loss over the rows of `x`.
fn loss_of(net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef) -> Real {
    (net.loss.value)(&forward(net, params, x).z2, y)
}

/// ∂L/∂W₁, ∂L/∂b₁, ∂L/∂W₂, ∂L/∂b₂, each in the shape of its matrix.
fn backward(net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef, pass: &Pass) -> [Matrix; 4] {
    let delta2 = (net.loss.gradient)(&pass.z2, y); // (n × K)
    let delta1 = hidden_error(net, params, pass, &delta2); // (n × H)
    weight_gradients(x, pass, &delta1, &delta2)
}

/// Δ₁ = Δ₂·W₂ᵀ ⊙ f′(Z₁): the error of the outputs, sent back through the weights that made it.
fn hidden_error(net: &TwoLayers, params: &Params, pass: &Pass, delta2: &Matrix) -> Matrix {
    matmul(delta2.view(), params[net.ids[2]].t()) * slope(net, pass)
}

/// f′(Z₁), entry by entry, (n × H).
fn slope(net: &TwoLayers, pass: &Pass) -> Matrix {
    Zip::from(&pass.z1).and(&pass.a1).map_collect(|&z, &a| (net.activation.derivative)(z, a))
}

/// What came in, times the error of what went out: XᵀΔ₁ and A₁ᵀΔ₂; for a bias 1 came in.
fn weight_gradients(x: &MatrixRef, pass: &Pass, delta1: &Matrix, delta2: &Matrix) -> [Matrix; 4] {
    [matmul(x.t(), delta1.view()), sum_rows(delta1), matmul(pass.a1.t(), delta2.view()), sum_rows(delta2)]
}

/// One step of gradient descent, θ ← θ − η ∂L/∂θ.
fn descend(net: &TwoLayers, params: &mut Params, gradients: &[Matrix; 4], rate: Real) {
    for (id, gradient) in net.ids.into_iter().zip(gradients) {
        params[id].scaled_add(-rate, gradient);
    }
}

/// One epoch: each row once, in random order, a batch at a time; a step of descent after each batch.
fn epoch_by_hand(
    net: &TwoLayers,
    params: &mut Params,
    rows: &Rows,
    gradients: impl Fn(&TwoLayers, &Params, &MatrixRef, &MatrixRef, &Pass) -> [Matrix; 4],
    rng: &mut Rng,
) {
    for batch in batches(rows.x.nrows(), BATCH, rng) {
        let (x, y) = take(rows, &batch);
        let pass = forward(net, params, &x);
        let gradients = gradients(net, params, &x, &y, &pass);
        descend(net, params, &gradients, RATE);
    }
}

/// The share of rows whose class gets the largest weighted sum.
fn accuracy_by_hand(net: &TwoLayers, params: &Params, rows: &Rows) -> f64 {
    share_right(&forward(net, params, &rows.x).z2, rows)
}

/// NaN when a weighted sum is NaN: then training has failed, and nothing is the largest.
fn share_right(z: &Matrix, rows: &Rows) -> f64 {
    if z.iter().any(|z| z.is_nan()) { f64::NAN } else { accuracy(&rows.labels, &argmax_rows(z)) }
}

// How numbers are written.

fn percent(share: f64) -> String {
    if share.is_nan() { "NaN".to_string() } else { format!("{:.1} %", 100.0 * share) }
}

/// As a power of ten with one digit before it, as on a page: 3 × 10⁻⁵.
fn scientific(x: Real) -> String {
    if x == 0.0 {
        return "0".to_string();
    }
    let text = format!("{x:.0e}");
    let (digit, power) = text.split_once('e').expect("the format has an exponent");
    let raised = |c| if c == '-' { '⁻' } else { "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - '0' as usize).expect("a digit") };
    format!("{digit} × 10{}", power.chars().map(raised).collect::<String>())
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

// The story.

fn a_network_that_does_not_learn(report: &mut Report, pictures: &Classification) {
    report.section("stuck", "A network that does not learn");
    let runs: Vec<_> = report
        .seeds()
        .map(|seed| [zeros, he_normal].map(|init| learn_from(init, pictures, seed)))
        .collect();
    let [from_zeros, from_random] = &runs[0];
    writeln!(report, "          from zeros            from random numbers");
    writeln!(report, "epoch     loss    test right    loss    test right");
    for epoch in [0, 1, 2, 5, 10, EPOCHS] {
        let ((l0, a0), (l1, a1)) = (from_zeros[epoch], from_random[epoch]);
        writeln!(report, "{epoch:5}    {l0:5.3}    {:>8}     {l1:5.3}    {:>8}", percent(a0), percent(a1));
    }
    report.value("epochs", EPOCHS);
    report.value("rate", RATE);
    report.value("batch", BATCH);
    report.value("train-rows", deal(pictures, &mut rng(report.seed())).train.x.nrows());
    report.value("test-rows", deal(pictures, &mut rng(report.seed())).test.x.nrows());
    report.value("stuck-accuracy", percent(from_zeros[EPOCHS].1));
    report.value("stuck-loss", format!("{:.3}", from_zeros[EPOCHS].0));
    report.value("random-accuracy", percent(from_random[EPOCHS].1));
    let last = |run: &Vec<(Real, f64)>| run[EPOCHS].1;
    let seen = runs.iter().map(|[zero, random]| format!("{} and {}", percent(last(zero)), percent(last(random))));
    let seen = seen.collect::<Vec<_>>().join(", ");
    report.claim("zeros-stay-at-chance", runs.iter().map(|[zero, _]| last(zero) < 0.15), &seen);
    report.claim("random-numbers-learn", runs.iter().map(|[_, random]| last(random) > 0.9), &seen);
}

/// Loss on the training rows and accuracy on the test rows, before the first epoch and after each.
fn learn_from(init: Init, pictures: &Classification, seed: u64) -> Vec<(Real, f64)> {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (RELU, CLASSES), init, &mut rng);
    let score = |params: &Params| {
        (loss_of(&net, params, &train.x, &train.y), accuracy_by_hand(&net, params, &test))
    };
    let mut scores = vec![score(&params)];
    for _ in 0..EPOCHS {
        epoch_by_hand(&net, &mut params, &train, backward, &mut rng);
        scores.push(score(&params));
    }
    scores
}

/// The step that suits central differences in this precision, ε^(1/3).
fn nudge() -> Real {
    Real::EPSILON.cbrt()
}

/// All four gradients by brute force.
fn by_nudging(net: &TwoLayers, params: &mut Params, x: &MatrixRef, y: &MatrixRef, h: Real) -> [Matrix; 4] {
    net.ids.map(|id| numerical_gradient(params, id, h, |params| loss_of(net, params, x, y)))
}

fn nudging(report: &mut Report) {
    report.section("nudging", "XOR, learned by nudging every number in turn");
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    let mut losses = Vec::new();
    for step in 0..=400 {
        losses.push(loss_of(&net, &params, &x, &y));
        if step % 100 == 0 {
            writeln!(report, "after {step:3} steps the loss is {:.3}", losses[step]);
        }
        let gradients = by_nudging(&net, &mut params, &x, &y, nudge());
        descend(&net, &mut params, &gradients, XOR_RATE);
    }
    writeln!(report, "\nwhat one gradient costs                    XOR        digits");
    let (small, large) = (Cost::of(4, [2, 4, 1]), Cost::of(BATCH, SIZES));
    for (name, cost) in [
        ("numbers to learn", Cost::numbers as fn(&Cost) -> usize),
        ("forward passes, nudging", Cost::passes),
        ("multiplications, nudging", Cost::by_nudging),
        ("multiplications, backpropagation", Cost::by_backpropagation),
    ] {
        writeln!(report, "{name:34} {:11} {:13}", cost(&small), cost(&large));
    }
    report.value("numbers", large.numbers());
    report.value("nudging-passes", large.passes());
    report.value("nudging-ratio", (large.by_nudging() as f64 / large.by_backpropagation() as f64).round());
    let ratio = large.by_backpropagation() as f64 / large.forward() as f64;
    report.value("backward-ratio", format!("{ratio:.2}"));
    report.fact("backpropagation-costs-less-than-three-forward-passes", ratio < 3.0, format!("{ratio:.3}"));
    report.fact("nudging-solves-xor", solves_xor(&net, &params), format!("loss {:.4}", losses[400]));
}

/// Counts what a gradient of a two-layer network costs, for a batch of `rows`.
struct Cost {
    rows: usize,
    sizes: [usize; 3],
}

impl Cost {
    fn of(rows: usize, sizes: [usize; 3]) -> Self {
        Cost { rows, sizes }
    }

    /// Weights and biases.
    fn numbers(&self) -> usize {
        let [d, h, k] = self.sizes;
        (d + 1) * h + (h + 1) * k
    }

    /// Two forward passes for each number.
    fn passes(&self) -> usize {
        2 * self.numbers()
    }

    /// Multiplications of one forward pass: X·W₁ and A₁·W₂.
    fn forward(&self) -> usize {
        let [d, h, k] = self.sizes;
        self.rows * (d * h + h * k)
    }

    fn by_nudging(&self) -> usize {
        self.passes() * self.forward()
    }

    /// A forward pass, then Xᵀ·Δ₁, A₁ᵀ·Δ₂ and Δ₂·W₂ᵀ.
    fn by_backpropagation(&self) -> usize {
        let [d, h, k] = self.sizes;
        self.forward() + self.rows * (d * h + 2 * h * k)
    }
}

fn one_path(report: &mut Report) {
    report.section("path", "One path through a network: from one weight to the loss");
    let (x, y) = (array![[1., 0.]], array![[1.]]);
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    let Pass { a1, z2, .. } = forward(&net, &params, &x);
    let slopes = [
        ("L moves with z₂", "ŷ − y", sigmoid(z2[[0, 0]]) - y[[0, 0]]),
        ("z₂ moves with a₁", "the weight w₂", params[net.ids[2]][[0, 0]]),
        ("a₁ moves with z₁", "1 − a₁²", tanh_prime(a1[[0, 0]])),
        ("z₁ moves with w₁", "the input x", x[[0, 0]]),
    ];
    for (which, formula, slope) in slopes {
        writeln!(report, "{which:17} {formula:14} {slope:9.5}");
    }
    let product: Real = slopes.iter().map(|(.., slope)| slope).product();
    let nudged = by_nudging(&net, &mut params, &x, &y, nudge())[0][[0, 0]];
    writeln!(report, "{:32} {product:9.5}", "their product");
    writeln!(report, "{:32} {nudged:9.5}", "∂L/∂w₁ by nudging w₁");
    let difference = (product - nudged).abs() / product.abs();
    report.fact("a-product-of-slopes", difference < 1e-3, format!("relative difference {difference:e}"));
}

// XOR, by hand.

const XOR_RATE: Real = 0.5;
const XOR_STEPS: usize = 500;
/// Starts for each seed; with five seeds, 200 in all.
const STARTS: usize = 40;

/// A network of `hidden` units after 500 steps on all four questions.
fn train_on_xor(hidden: usize, activation: Activation, init: Init, rng: &mut Rng) -> (TwoLayers, Params) {
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, hidden, 1], (activation, BINARY), init, rng);
    for _ in 0..XOR_STEPS {
        let pass = forward(&net, &params, &x);
        let gradients = backward(&net, &params, &x, &y, &pass);
        descend(&net, &mut params, &gradients, XOR_RATE);
    }
    (net, params)
}

/// Whether all four answers are on the right side of one half: z₂ > 0 where the answer is 1.
fn solves_xor(net: &TwoLayers, params: &Params) -> bool {
    let (x, y) = xor();
    Zip::from(&forward(net, params, &x).z2).and(&y).all(|&z, &y| (z > 0.0) == (y > 0.5))
}

fn xor_by_hand(report: &mut Report) {
    report.section("xor", "XOR by hand: how many of 200 random starts solve it");
    writeln!(report, "hidden units     tanh     ReLU");
    let mut first_and_last = Vec::new();
    for hidden in [2, 4, 8] {
        let solved = [(TANH, lecun_normal as Init), (RELU, he_normal)].map(|(activation, init)| {
            report.seeds().map(|seed| starts_that_solve_xor(hidden, activation, init, seed)).collect::<Vec<_>>()
        });
        let [tanh, relu]: [usize; 2] = [0, 1].map(|i| solved[i].iter().sum());
        writeln!(report, "{hidden:12} {tanh:8} {relu:8}");
        report.value(&format!("xor-tanh-{hidden}"), tanh);
        report.value(&format!("xor-relu-{hidden}"), relu);
        first_and_last.push(solved);
    }
    report.value("xor-steps", XOR_STEPS);
    report.value("xor-rate", XOR_RATE);
    let [two, .., eight] = &first_and_last[..] else { unreachable!("four widths were tried") };
    let enough = eight[0].iter().zip(&two[0]).map(|(eight, two)| *eight > 37 && *two < 37);
    report.claim("eight-units-solve-what-two-often-miss", enough, format!("{:?} and {:?} of 40", eight[0], two[0]));
    let fewer = two[1].iter().zip(&two[0]).map(|(relu, tanh)| relu < tanh);
    report.claim("two-relus-fail-more-often-than-two-tanhs", fewer, format!("{:?} and {:?} of 40", two[1], two[0]));
    draw_xor(report);
}

fn starts_that_solve_xor(hidden: usize, activation: Activation, init: Init, seed: u64) -> usize {
    let mut rng = rng(seed);
    let tries = (0..STARTS).map(|_| train_on_xor(hidden, activation, init, &mut rng));
    tries.filter(|(net, params)| solves_xor(net, params)).count()
}

// Checking a gradient.

fn check_by_nudging(report: &mut Report, pictures: &Classification) {
    report.section("check", "Is the gradient right? Relative error against nudging");
    let mut rng = rng(report.seed());
    let Digits { train, .. } = deal(pictures, &mut rng);
    let batch = take(&train, &(0..BATCH).collect::<Vec<_>>());
    writeln!(report, "                         W₁        b₁        W₂        b₂");
    let cases = [
        ("XOR, tanh", xor(), [2, 4, 1], (TANH, BINARY)),
        ("digits, tanh", batch.clone(), SIZES, (TANH, CLASSES)),
        ("digits, ReLU", batch, SIZES, (RELU, CLASSES)),
        ("XOR, ReLU", xor(), [2, 4, 1], (RELU, BINARY)),
    ];
    let mut worst = Vec::new();
    for (name, (x, y), sizes, functions) in cases {
        let mut params = Params::default();
        let net = two_layers(&mut params, sizes, functions, he_normal, &mut rng);
        let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
        let errors = disagreement(&hand, &by_nudging(&net, &mut params, &x, &y, nudge()));
        writeln!(report, "{name:16} {}", errors.map(|e| format!("{:>10}", format!("{e:.0e}"))).concat());
        worst.push(errors.into_iter().fold(0.0, Real::max));
    }
    report.value("nudge", scientific(nudge()));
    report.value("check-tanh", scientific(worst[1]));
    report.value("check-kink", percent(worst[3].into()));
    report.fact("hand-agrees-with-nudging", worst[0].max(worst[1]) < TOLERANCE, format!("{worst:?}"));
    report.fact("a-kink-spoils-the-check", worst[3] > 0.05, format!("{:e}", worst[3]));
    if cfg!(feature = "f64") {
        report.fact("relu-agrees-with-nudging", worst[2] < TOLERANCE, format!("{:e}", worst[2]));
    }
}

/// How far central differences may be from a right gradient: some tens of times ε^(2/3).
const TOLERANCE: Real = if cfg!(feature = "f64") { 1e-6 } else { 1e-2 };

/// The relative error of each gradient.
fn disagreement(one: &[Matrix; 4], other: &[Matrix; 4]) -> [Real; 4] {
    [0, 1, 2, 3].map(|i| relative_error(&one[i], &other[i]))
}

fn size_of_the_nudge(report: &mut Report) {
    report.section("nudge", "How large should the nudge be?");
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
    writeln!(report, "   nudge    both sides    one side");
    let (mut both, mut one) = (Vec::new(), Vec::new());
    let digits = if cfg!(feature = "f64") { 13 } else { 6 };
    for half in 0..=2 * digits {
        let h = Real::powf(10.0, -(half as Real) / 2.0);
        let error = |gradients: [Matrix; 4]| disagreement(&hand, &gradients)[0];
        both.push((h, error(by_nudging(&net, &mut params, &x, &y, h))));
        one.push((h, error(from_one_side(&net, &mut params, &x, &y, h))));
        writeln!(report, "{h:8.0e} {:13.0e} {:11.0e}", both[half].1, one[half].1);
    }
    let best = |curve: &[(Real, Real)]| curve.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).expect("points");
    report.value("best-nudge", scientific(best(&both).0));
    report.value("best-error", scientific(best(&both).1));
    report.value("best-one-sided-error", scientific(best(&one).1));
    report.fact(
        "two-sides-are-better-than-one",
        best(&both).1 < best(&one).1,
        format!("{:?} against {:?}", best(&both), best(&one)),
    );
    let seen = |h: usize| both[h].1 / best(&both).1;
    report.fact(
        "neither-too-large-nor-too-small",
        seen(0) > 100.0 && seen(2 * digits) > 100.0,
        format!("{} and {} times the best", seen(0), seen(2 * digits)),
    );
    draw_nudges(report, &both, &one);
}

/// Forward differences, (L(θ + h) − L(θ)) / h.
fn from_one_side(net: &TwoLayers, params: &mut Params, x: &MatrixRef, y: &MatrixRef, h: Real) -> [Matrix; 4] {
    let start = loss_of(net, params, x, y);
    net.ids.map(|id| {
        let mut gradient = Matrix::zeros(params[id].dim());
        for (place, slope) in gradient.indexed_iter_mut() {
            let before = params[id][place];
            params[id][place] = before + h;
            *slope = (loss_of(net, params, x, y) - start) / (params[id][place] - before);
            params[id][place] = before;
        }
        gradient
    })
}

// Gradients that are wrong.

/// A way to compute Δ₁, right or wrong.
type HiddenError = fn(&TwoLayers, &Params, &Pass, &Matrix) -> Matrix;

/// The right Δ₁ and six that are not.
const HIDDEN_ERRORS: [(&str, &str, HiddenError); 7] = [
    ("none", "none", hidden_error),
    ("updated", "W₂ updated before it is used", |net, params, pass, delta2| {
        let mut updated = params.clone();
        updated[net.ids[2]].scaled_add(-RATE, &matmul(pass.a1.t(), delta2.view()));
        hidden_error(net, &updated, pass, delta2)
    }),
    ("transpose", "W₂ in place of its transpose", |net, params, pass, delta2| {
        matmul(delta2.view(), params[net.ids[2]].view()) * slope(net, pass)
    }),
    ("slope", "f′ left out", |net, params, _, delta2| matmul(delta2.view(), params[net.ids[2]].t())),
    ("nothing", "nothing sent back", |_, _, pass, _| Matrix::zeros(pass.z1.dim())),
    ("sign", "the wrong sign", |net, params, pass, delta2| -hidden_error(net, params, pass, delta2)),
    ("variable", "1 − z² in place of 1 − a²", |net, params, pass, delta2| {
        matmul(delta2.view(), params[net.ids[2]].t()) * pass.z1.mapv(tanh_prime)
    }),
];

/// The backward pass with another rule for Δ₁.
fn backward_with(
    rule: HiddenError,
    net: &TwoLayers,
    params: &Params,
    (x, y): (&MatrixRef, &MatrixRef),
    pass: &Pass,
) -> [Matrix; 4] {
    let delta2 = (net.loss.gradient)(&pass.z2, y);
    weight_gradients(x, pass, &rule(net, params, pass, &delta2), &delta2)
}

/// The relative error of ∂L/∂W₁ at the start, and the test accuracy after 20 epochs.
fn train_with(rule: HiddenError, pictures: &Classification, seed: u64) -> (Real, f64) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    // As many hidden units as classes: W₂ is square, and no shape gives a forgotten transpose away.
    let net = two_layers(&mut params, [SIZES[0], SIZES[2], SIZES[2]], (TANH, CLASSES), glorot_uniform, &mut rng);
    let (x, y) = take(&train, &(0..BATCH).collect::<Vec<_>>());
    let hand = backward_with(rule, &net, &params, (&x, &y), &forward(&net, &params, &x));
    let error = disagreement(&hand, &by_nudging(&net, &mut params, &x, &y, nudge()))[0];
    for _ in 0..EPOCHS {
        let gradients = |net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef, pass: &Pass| {
            backward_with(rule, net, params, (x, y), pass)
        };
        epoch_by_hand(&net, &mut params, &train, gradients, &mut rng);
    }
    (error, accuracy_by_hand(&net, &params, &test))
}

fn mistakes(report: &mut Report, pictures: &Classification) {
    report.section("mistakes", "Wrong gradients: what the check says, and what training says");
    writeln!(report, "mistake                         relative error    test right after {EPOCHS} epochs");
    let mut runs = Vec::new();
    for (key, name, rule) in HIDDEN_ERRORS {
        let outcomes: Vec<_> = report.seeds().map(|seed| train_with(rule, pictures, seed)).collect();
        let (error, right) = outcomes[0];
        let right = percent(right);
        writeln!(report, "{name:32} {:>13} {right:>21}", format!("{error:.0e}"));
        report.value(&format!("mistake-{key}-error"), scientific(error));
        report.value(&format!("mistake-{key}-accuracy"), &right);
        runs.push((key, outcomes));
    }
    let run = |key: &str| &runs.iter().find(|(known, _)| *known == key).expect("a known mistake").1;
    let right = |key: &str, seed: usize| run(key)[seed].1;
    let seeds = || 0..run("none").len();
    let seen = |key: &str| format!("{:?}", run(key));
    report.claim(
        "updating-too-early-trains-as-well",
        seeds().map(|i| (right("updated", i) - right("none", i)).abs() < 0.02),
        seen("updated"),
    );
    report.claim(
        "a-missing-transpose-still-trains",
        seeds().map(|i| right("transpose", i) > right("nothing", i) + 0.1),
        format!("{} against {}", seen("transpose"), seen("nothing")),
    );
    report.claim(
        "a-missing-slope-still-trains",
        seeds().map(|i| right("slope", i) > right("nothing", i) + 0.1),
        seen("slope"),
    );
    report.claim(
        "the-check-sees-every-mistake",
        seeds().map(|i| {
            let limit = 3.0 * run("none")[i].0;
            runs.iter().all(|(key, run)| *key == "none" || run[i].0 > limit)
        }),
        format!("{:?}", runs.iter().map(|(key, run)| (key, run[0].0)).collect::<Vec<_>>()),
    );
}

// Symmetry.

fn constant(inputs: usize, outputs: usize, _: &mut Rng) -> Matrix {
    Matrix::from_elem((inputs, outputs), 0.1)
}

/// How many of the columns differ from all before them.
fn distinct_columns(matrix: &MatrixRef) -> usize {
    let columns: Vec<_> = matrix.columns().into_iter().collect();
    (0..columns.len()).filter(|&j| !columns[..j].contains(&columns[j])).count()
}

fn symmetry(report: &mut Report, pictures: &Classification) {
    report.section("symmetry", "How many different hidden units are there after training?");
    writeln!(report, "weights start   activation    before    after    test right");
    let starts = [("0", zeros as Init), ("0.1", constant), ("random", he_normal)];
    let activations = [("sigmoid", SIGMOID), ("tanh", TANH), ("ReLU", RELU)];
    let (mut together, mut apart, mut zero) = (true, true, true);
    for (start, init) in starts {
        for (name, activation) in activations {
            let mut rng = rng(report.seed());
            let Digits { train, test } = deal(pictures, &mut rng);
            let mut params = Params::default();
            let net = two_layers(&mut params, SIZES, (activation, CLASSES), init, &mut rng);
            let before = distinct_columns(&params[net.ids[0]]);
            (0..EPOCHS).for_each(|_| epoch_by_hand(&net, &mut params, &train, backward, &mut rng));
            let after = distinct_columns(&params[net.ids[0]]);
            let right = percent(accuracy_by_hand(&net, &params, &test));
            writeln!(report, "{start:13}   {name:10} {before:9} {after:8} {right:>13}");
            together &= before == after;
            apart &= start != "random" || after == SIZES[1];
            zero &= start != "0" || name == "sigmoid" || params[net.ids[0]].iter().all(|&w| w == 0.0);
        }
    }
    report.fact("equal-units-stay-equal", together, "as many different units after training as before");
    report.fact("random-units-are-all-different", apart, "64 of 64");
    report.fact("zero-weights-stay-zero", zero, "W₁ is 0 to the last bit, with tanh and with ReLU");
}

// The tape.

/// A function of a value on a tape, such as `|z| z.relu()`.
type OnTape = for<'t> fn(Var<'t>) -> Var<'t>;

/// Any number of layers with an activation between them.
struct Network {
    layers: Vec<Dense>,
    activation: OnTape,
}

impl Network {
    /// Layers of these sizes, from the number of inputs to the number of outputs.
    fn new(params: &mut Params, sizes: &[usize], activation: OnTape, init: Init, rng: &mut Rng) -> Self {
        let layers = sizes.windows(2).map(|pair| Dense::new(params, pair[0], pair[1], init, rng)).collect();
        Network { layers, activation }
    }

    /// The weighted sums of the last layer: `x` (n × d), result (n × K).
    fn logits<'t>(&self, x: Var<'t>) -> Var<'t> {
        let (last, hidden) = self.layers.split_last().expect("a network has a layer");
        last.forward(hidden.iter().fold(x, |a, layer| (self.activation)(layer.forward(a))))
    }

    /// The same, for the end result only.
    fn predict(&self, params: &Params, x: &Matrix) -> Matrix {
        let tape = Tape::new(params);
        self.logits(tape.constant(x.clone())).value().to_owned()
    }

    fn accuracy(&self, params: &Params, rows: &Rows) -> f64 {
        share_right(&self.predict(params, &rows.x), rows)
    }

    fn loss(&self, params: &Params, rows: &Rows) -> Real {
        loss::softmax_cross_entropy(&self.predict(params, &rows.x), &rows.y)
    }
}

/// A step of descent after each batch: forward, loss, backward, update.
fn epoch(network: &Network, params: &mut Params, rows: &Rows, batches: &[Vec<usize>], learning_rate: Real) {
    for batch in batches {
        let (x, y) = take(rows, batch);
        let tape = Tape::new(params);
        let gradients = network.logits(tape.constant(x)).softmax_cross_entropy(&y).backward();
        Sgd { learning_rate }.step(params, &gradients);
    }
}

/// The two-layer network as a [`Network`] over the same parameters.
fn on_tape(net: &TwoLayers, activation: OnTape) -> Network {
    let [w1, b1, w2, b2] = net.ids;
    Network { layers: vec![Dense { w: w1, b: b1 }, Dense { w: w2, b: b2 }], activation }
}

fn three_ways(report: &mut Report, pictures: &Classification) {
    report.section("three-ways", "One gradient, three ways");
    let mut rng = rng(report.seed());
    let Digits { train, .. } = deal(pictures, &mut rng);
    let (x, y) = take(&train, &(0..BATCH).collect::<Vec<_>>());
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (TANH, CLASSES), lecun_normal, &mut rng);
    let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
    let network = on_tape(&net, |z| z.tanh());
    let tape = {
        let tape = Tape::new(&params);
        let gradients = network.logits(tape.constant(x.clone())).softmax_cross_entropy(&y).backward();
        net.ids.map(|id| gradients.get(id).expect("the loss depends on every matrix").clone())
    };
    let nudged = by_nudging(&net, &mut params, &x, &y, nudge());
    writeln!(report, "gradient      shape     tape − hand    nudged against hand");
    let errors = disagreement(&hand, &nudged);
    for (i, name) in ["W₁", "b₁", "W₂", "b₂"].into_iter().enumerate() {
        let largest = (&tape[i] - &hand[i]).iter().fold(0.0 as Real, |largest, d| largest.max(d.abs()));
        let shape = format!("{} × {}", hand[i].nrows(), hand[i].ncols());
        writeln!(report, "∂L/∂{name}     {shape:>7} {largest:>15} {:>22}", format!("{:.0e}", errors[i]));
    }
    let worst = errors.into_iter().fold(0.0, Real::max);
    report.value("three-ways-error", scientific(worst));
    report.fact("tape-is-hand-to-the-last-bit", tape == hand, "all four matrices are equal");
    report.fact("tape-agrees-with-nudging", worst < TOLERANCE, format!("relative error {worst:e}"));
    report.fact("tape-trains-as-the-hand-does", same_weights(pictures, report.seed()), "equal after 20 epochs");
}

/// Whether hand and tape, from one start and with the same batches, end with the same weights.
fn same_weights(pictures: &Classification, seed: u64) -> bool {
    let mut rng = rng(seed);
    let Digits { train, .. } = deal(pictures, &mut rng);
    let mut by_hand = Params::default();
    let net = two_layers(&mut by_hand, SIZES, (RELU, CLASSES), he_normal, &mut rng);
    let network = on_tape(&net, |z| z.relu());
    let (mut by_tape, mut same_rng) = (by_hand.clone(), rng.clone());
    for _ in 0..EPOCHS {
        epoch_by_hand(&net, &mut by_hand, &train, backward, &mut rng);
        let batches = batches(train.x.nrows(), BATCH, &mut same_rng);
        epoch(&network, &mut by_tape, &train, &batches, RATE);
    }
    net.ids.into_iter().all(|id| by_hand[id] == by_tape[id])
}

// The size of the first weights.

const DEPTH: usize = 8;
const WIDTH: usize = 32;

/// Standard deviation 1, whatever the number of inputs.
fn too_large(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    lecun_normal(inputs, outputs, rng) * (inputs as Real).sqrt()
}

/// A hundredth of that.
fn too_small(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    too_large(inputs, outputs, rng) * 0.01
}

const STARTS_OF_WEIGHTS: [(&str, Init); 5] = [
    ("sd 0.01", too_small),
    ("LeCun", lecun_normal),
    ("Glorot", glorot_uniform),
    ("He", he_normal),
    ("sd 1", too_large),
];

/// The root mean square of the inputs and of each hidden layer's activations, before training.
fn signal(network: &Network, params: &Params, x: &Matrix) -> Vec<(usize, Real)> {
    let tape = Tape::new(params);
    let mut a = tape.constant(x.clone());
    let mut sizes = vec![root_mean_square(x)];
    for layer in &network.layers[..DEPTH] {
        a = (network.activation)(layer.forward(a));
        sizes.push(root_mean_square(&a.value()));
    }
    sizes.into_iter().enumerate().collect()
}

fn root_mean_square(a: &MatrixRef) -> Real {
    (a.iter().map(|a| a * a).sum::<Real>() / a.len() as Real).sqrt()
}

fn starting_sizes(report: &mut Report, pictures: &Classification) {
    report.section("sizes", "Eight hidden layers: what becomes of a signal, and of learning");
    let sizes = [&[SIZES[0]][..], &[WIDTH; DEPTH], &[SIZES[2]]].concat();
    let mut panels = Panels::new(2);
    let mut after = Vec::new();
    for (name, activation) in [("tanh", (|z| z.tanh()) as OnTape), ("ReLU", |z| z.relu())] {
        writeln!(report, "{name:8} size of the signal in layer 1, in layer {DEPTH}    test right after 5 epochs");
        let mut chart = Chart::new("layer", "root mean square").title(name).log_y();
        for (start, init) in STARTS_OF_WEIGHTS {
            let runs: Vec<_> = report.seeds().map(|seed| deep_run(&sizes, activation, init, pictures, seed)).collect();
            let (signal, right) = &runs[0];
            let (first, last) = (signal[1].1, signal[DEPTH].1);
            writeln!(report, "{start:8} {first:22.0e} {last:16.0e} {:>25}", percent(*right));
            report.value(&format!("deep-{}-{}", name.to_lowercase(), start.to_lowercase().replace([' ', '.'], "-")), percent(*right));
            chart = chart.line(start, signal);
            after.push((name, start, runs.iter().map(|run| run.1).collect::<Vec<_>>()));
        }
        panels = panels.add(chart);
    }
    report.figure("signal", &panels.svg());
    let of = |name, start| &after.iter().find(|run| (run.0, run.1) == (name, start)).expect("a run").2;
    let (he, glorot, lecun) = (of("ReLU", "He"), of("ReLU", "Glorot"), of("ReLU", "LeCun"));
    let seen = format!("He {he:?}, Glorot {glorot:?}, LeCun {lecun:?}");
    let ahead = (0..he.len()).map(|i| he[i] > glorot[i].max(lecun[i]) + 0.05);
    report.claim("he-is-ahead-for-relu", ahead, seen);
    let chance = (0..he.len()).map(|i| {
        [("tanh", "sd 0.01"), ("ReLU", "sd 0.01"), ("ReLU", "sd 1")].iter().all(|&(f, s)| of(f, s)[i].is_nan() || of(f, s)[i] < 0.3)
    });
    report.claim("wrong-sizes-do-not-learn", chance, format!("{:?}", of("ReLU", "sd 1")));
    let tanh = (0..he.len()).map(|i| of("tanh", "He")[i] > of("tanh", "Glorot")[i] - 0.02);
    report.claim("he-is-no-worse-for-tanh", tanh, format!("{:?} {:?}", of("tanh", "He"), of("tanh", "Glorot")));
}

/// The signal before training and the accuracy after five epochs at half the usual rate.
fn deep_run(
    sizes: &[usize],
    activation: OnTape,
    init: Init,
    pictures: &Classification,
    seed: u64,
) -> (Vec<(usize, Real)>, f64) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, sizes, activation, init, &mut rng);
    let signal = signal(&network, &params, &train.x);
    for _ in 0..5 {
        let batches = batches(train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &train, &batches, RATE / 2.0);
    }
    (signal, network.accuracy(&params, &test))
}

// Batches.

const RATES: [Real; 5] = [0.01, 0.03, 0.1, 0.3, 1.0];
const BATCH_EPOCHS: usize = 10;

/// The training loss after each epoch, and the test accuracy after the last.
fn run_with_batches(
    size: usize,
    rate: Real,
    epochs: usize,
    pictures: &Classification,
    seed: u64,
) -> (Vec<(usize, Real)>, f64) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let mut losses = vec![(0, network.loss(&params, &train))];
    for passed in 1..=epochs {
        let batches = batches(train.x.nrows(), size, &mut rng);
        epoch(&network, &mut params, &train, &batches, rate);
        losses.push((passed, network.loss(&params, &train)));
    }
    (losses, network.accuracy(&params, &test))
}

fn batch_sizes(report: &mut Report, pictures: &Classification) {
    report.section("batches", "Ten epochs with batches of different sizes, each at its best learning rate");
    let rows = deal(pictures, &mut rng(report.seed())).train.x.nrows();
    let mut chart = Chart::new("epoch", "training loss").log_y();
    writeln!(report, "rows in a batch    steps    best rate    training loss    test right");
    for size in [1, 32, 256, rows] {
        let runs = RATES.map(|rate| (rate, run_with_batches(size, rate, BATCH_EPOCHS, pictures, report.seed())));
        let last = |run: &(Real, (Vec<(usize, Real)>, f64))| run.1.0[BATCH_EPOCHS].1;
        let best = runs.iter().min_by(|a, b| last(a).total_cmp(&last(b))).expect("several rates");
        let (rate, (losses, right)) = best;
        let steps = BATCH_EPOCHS * rows.div_ceil(size);
        writeln!(report, "{size:15} {steps:8} {rate:12} {:16.3} {:>13}", last(best), percent(*right));
        let name = if size == rows { "all".to_string() } else { size.to_string() };
        report.value(&format!("batch-{name}-loss"), format!("{:.3}", last(best)));
        report.value(&format!("batch-{name}-accuracy"), percent(*right));
        report.value(&format!("batch-{name}-rate"), rate);
        report.value(&format!("batch-{name}-steps"), steps);
        chart = chart.line(&name, losses);
    }
    report.figure("batches", &chart.svg());
    let races: Vec<_> = report
        .seeds()
        .map(|seed| {
            let last = |size, rate| run_with_batches(size, rate, BATCH_EPOCHS, pictures, seed).0[BATCH_EPOCHS].1;
            let all = RATES.map(|rate| last(rows, rate)).into_iter().fold(Real::INFINITY, Real::min);
            (last(BATCH, RATE), all)
        })
        .collect();
    report.claim("small-batches-learn-more-per-epoch", races.iter().map(|(few, all)| few < all), format!("{races:?}"));
}

// The order of the rows.

fn order_of_the_rows(report: &mut Report, pictures: &Classification) {
    report.section("order", "The same batches, sorted or shuffled");
    let seeds: Vec<u64> = report.seeds().collect();
    let orders = ["sorted by class", "shuffled once", "shuffled each epoch"];
    let runs = orders.map(|order| seeds.iter().map(|&seed| run_in_order(order, pictures, seed)).collect::<Vec<_>>());
    writeln!(report, "order                  test right, mean of {} seeds    said to be a 9, of {}", seeds.len(), runs[0][0].2);
    let mut chart = Chart::new("epoch", "test accuracy");
    for (order, runs) in orders.iter().zip(&runs) {
        let at = |epoch: usize| mean(runs.iter().map(|run| run.0[epoch]));
        writeln!(report, "{order:20} {:>29} {:>24}", percent(at(EPOCHS - 1)), runs[0].1);
        let key = order.replace(' ', "-");
        report.value(&key, percent(at(EPOCHS - 1)));
        report.value(&format!("{key}-nines"), runs[0].1);
        chart = chart.line(order, (0..EPOCHS).map(|epoch| (epoch + 1, at(epoch))));
    }
    report.value("true-nines", runs[0][0].3);
    report.figure("order", &chart.svg());
    let right = |order: usize, seed: usize| runs[order][seed].0[EPOCHS - 1];
    let seen = orders.iter().zip(&runs).map(|(order, runs)| (order, runs.iter().map(|run| run.0[EPOCHS - 1]).collect()));
    let seen = format!("{:?}", seen.collect::<Vec<(_, Vec<f64>)>>());
    report.claim("sorted-rows-learn-worse", (0..seeds.len()).map(|i| right(0, i) < right(1, i) - 0.05), &seen);
    report.claim("one-shuffle-is-enough-here", (0..seeds.len()).map(|i| (right(1, i) - right(2, i)).abs() < 0.02), seen);
}

/// Test accuracy after each epoch; how often the last network says 9; the number of test rows, and of nines.
fn run_in_order(order: &str, pictures: &Classification, seed: u64) -> (Vec<f64>, usize, usize, usize) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let mut rows: Vec<usize> = (0..train.labels.len()).collect();
    if order == "sorted by class" {
        rows.sort_by_key(|&row| train.labels[row]);
    }
    let mut right = Vec::new();
    for _ in 0..EPOCHS {
        let fixed = || rows.chunks(BATCH).map(<[usize]>::to_vec).collect();
        let batches = if order == "shuffled each epoch" { batches(rows.len(), BATCH, &mut rng) } else { fixed() };
        epoch(&network, &mut params, &train, &batches, RATE);
        right.push(network.accuracy(&params, &test));
    }
    let nines = |labels: &[usize]| labels.iter().filter(|&&label| label == 9).count();
    (right, nines(&argmax_rows(&network.predict(&params, &test.x))), test.labels.len(), nines(&test.labels))
}

// The digits.

const LONG: usize = 40;

/// A network trained on the digits, with its accuracies before the first epoch and after each.
struct Trained {
    network: Network,
    params: Params,
    digits: Digits,
    train: Vec<f64>,
    test: Vec<f64>,
}

fn train_on_digits(pictures: &Classification, seed: u64) -> Trained {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for _ in 0..LONG {
        let batches = batches(digits.train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &digits.train, &batches, RATE);
        train.push(network.accuracy(&params, &digits.train));
        test.push(network.accuracy(&params, &digits.test));
    }
    Trained { network, params, digits, train, test }
}

fn digits_by_tape(report: &mut Report, pictures: &Classification) {
    report.section("digits", "The digits, with the tape, from five seeds");
    let runs: Vec<Trained> = report.seeds().map(|seed| train_on_digits(pictures, seed)).collect();
    writeln!(report, "epoch    train right    test right");
    for epoch in [1, 2, 5, 10, 20, LONG] {
        let at = |curve: fn(&Trained) -> &Vec<f64>| percent(mean(runs.iter().map(|run| curve(run)[epoch - 1])));
        writeln!(report, "{epoch:5} {:>14} {:>13}", at(|run| &run.train), at(|run| &run.test));
    }
    let last = |run: &Trained| run.test[LONG - 1];
    let (average, each) = (mean(runs.iter().map(last)), runs.iter().map(|run| percent(last(run))).collect::<Vec<_>>());
    writeln!(report, "test right, seed by seed: {}", each.join(", "));
    report.value("digits-epochs", LONG);
    report.value("digits-accuracy", percent(average));
    report.value("digits-train-accuracy", percent(mean(runs.iter().map(|run| run.train[LONG - 1]))));
    report.fact("digits-reach-96-percent-on-average", average >= 0.96, format!("mean {average}: {each:?}"));
    report.claim("digits-reach-94-percent-each", runs.iter().map(|run| last(run) >= 0.94), format!("{each:?}"));
    draw_learning(report, &runs);
    draw_confusion(report, &runs);
    draw_errors(report, &runs[0]);
}

// The figures.

/// The plane of inputs and the plane of the two hidden units, for the first start with two tanh units that solves XOR.
fn draw_xor(report: &mut Report) {
    let mut rng = rng(report.seed());
    let solved = (0..1000).map(|_| train_on_xor(2, TANH, lecun_normal, &mut rng));
    let (net, params) = solved.into_iter().find(|(net, params)| solves_xor(net, params)).expect("a start that solves XOR");
    let (x, _) = xor();
    let hidden = forward(&net, &params, &x).a1;
    let class = |points: &Matrix, rows: [usize; 2]| rows.map(|i| (points[[i, 0]], points[[i, 1]]));
    let inputs = |x1: f64, x2: f64| forward(&net, &params, &array![[x1 as Real, x2 as Real]]).z2[[0, 0]] > 0.0;
    let (w2, b2) = (&params[net.ids[2]], &params[net.ids[3]]);
    let units = |a1: f64, a2: f64| f64::from(w2[[0, 0]]) * a1 + f64::from(w2[[1, 0]]) * a2 + f64::from(b2[[0, 0]]) > 0.0;
    let panel = |title, names: [&str; 2], points: &Matrix| {
        Chart::new(names[0], names[1])
            .title(title)
            .scatter("answer 0", class(points, [0, 3]))
            .scatter("answer 1", class(points, [1, 2]))
    };
    let left = panel("inputs", ["x₁", "x₂"], &x).x_range(-0.5, 1.5).y_range(-0.5, 1.5);
    let right = panel("hidden units", ["a₁", "a₂"], &hidden).x_range(-1.2, 1.2).y_range(-1.2, 1.2);
    let left = left.region(move |x1, x2| usize::from(inputs(x1, x2)));
    let right = right.region(move |a1, a2| usize::from(units(a1, a2)));
    report.figure("xor", &Panels::new(2).add(left).add(right).svg());
}

fn draw_nudges(report: &mut Report, both: &[(Real, Real)], one: &[(Real, Real)]) {
    let chart = Chart::new("nudge h", "relative error").log_x().log_y();
    report.figure("nudge", &chart.line("both sides", both).line("one side", one).svg());
}

/// What the tape holds after a forward pass of the two-layer network, from the inputs to the loss.
fn draw_tape(report: &mut Report) {
    let _ = Diagram::new(10.0);
    let _ = report;
}

fn draw_learning(report: &mut Report, runs: &[Trained]) {
    let mut chart = Chart::new("epoch", "accuracy").y_range(0.9, 1.0);
    for (name, curve) in [("train", (|run| &run.train) as fn(&Trained) -> &Vec<f64>), ("test", |run| &run.test)] {
        let at = |epoch: usize| runs.iter().map(move |run| curve(run)[epoch]);
        let points = |f: &dyn Fn(usize) -> f64| (0..LONG).map(|epoch| (epoch + 1, f(epoch))).collect::<Vec<_>>();
        let low = points(&|epoch| at(epoch).fold(1.0, f64::min));
        let high = points(&|epoch| at(epoch).fold(0.0, f64::max));
        chart = chart.band(name, low, high).line(name, points(&|epoch| mean(at(epoch))));
    }
    report.figure("learning", &chart.svg());
}

fn draw_confusion(report: &mut Report, runs: &[Trained]) {
    let mut counts = Array2::<usize>::zeros((SIZES[2], SIZES[2]));
    for Trained { network, params, digits, .. } in runs {
        let predicted = argmax_rows(&network.predict(params, &digits.test.x));
        let confusion = confusion_matrix(&digits.test.labels, &predicted, SIZES[2]);
        counts.indexed_iter_mut().for_each(|((i, j), count)| *count += confusion[i][j]);
    }
    report.figure("confusion", &HeatMap::new("drawn", "read as", &counts).svg());
}

fn draw_errors(report: &mut Report, run: &Trained) {
    let Rows { x, labels, .. } = &run.digits.test;
    let predicted = argmax_rows(&run.network.predict(&run.params, x));
    let wrong: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] != predicted[row]).collect();
    report.value("errors", wrong.len());
    let shown = wrong.iter().take(16).fold(Images::new(8, 8), |images, &row| {
        images.image(x.slice(s![row, ..]), &format!("{} → {}", labels[row], predicted[row]))
    });
    report.figure("errors", &shown.svg());
}
