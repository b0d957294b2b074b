//! The same network on the tape, and deeper ones.

use crate::by_hand::{CLASSES, Init, RELU, TANH, TwoLayers, backward, epoch_by_hand, forward, two_layers};
use crate::check::{FEW_ROWS, TOLERANCE, disagreement, worst};
use crate::nudging::{by_nudging, nudge};
use crate::pictures::{Digits, Rows, deal, share_right, take};
use crate::{BATCH, EPOCHS, RATE, SIZES};
use neural::data::{Classification, batches};
use neural::init::{he_normal, lecun_normal};
use neural::loss::softmax_cross_entropy;
use neural::optim::Sgd;
use neural::{Dense, Matrix, Params, Real, Rng, Tape, Var, rng};
use report::plot::{Diagram, Figure};
use report::{Report, Table, scientific};

/// An activation on the tape, such as `|z| z.relu()`.
pub type OnTape = for<'t> fn(Var<'t>) -> Var<'t>;

/// Any number of layers, with an activation between them.
pub struct Network {
    pub layers: Vec<Dense>,
    pub activation: OnTape,
}

impl Network {
    /// Layers from `sizes[0]` inputs to `sizes[1]` units, and so on to the outputs.
    pub fn new(params: &mut Params, sizes: &[usize], activation: OnTape, init: Init, rng: &mut Rng) -> Self {
        let layers = sizes.windows(2).map(|pair| Dense::new(params, pair[0], pair[1], init, rng)).collect();
        Network { layers, activation }
    }

    /// The weighted sums of the last layer: `x` (n × d), result (n × K).
    pub fn logits<'t>(&self, x: Var<'t>) -> Var<'t> {
        let (last, hidden) = self.layers.split_last().expect("a network has a layer");
        last.forward(hidden.iter().fold(x, |a, layer| (self.activation)(layer.forward(a))))
    }

    /// The same as a matrix, when no gradient is wanted.
    pub fn predict(&self, params: &Params, x: &Matrix) -> Matrix {
        let tape = Tape::new(params);
        self.logits(tape.constant(x.clone())).value().to_owned()
    }

    pub fn loss(&self, params: &Params, rows: &Rows) -> Real {
        softmax_cross_entropy(&self.predict(params, &rows.x), &rows.y)
    }

    pub fn accuracy(&self, params: &Params, rows: &Rows) -> f64 {
        share_right(&self.predict(params, &rows.x), rows)
    }
}

/// For each batch: forward, loss, backward, and a step of descent.
pub fn epoch(
    network: &Network,
    params: &mut Params,
    rows: &Rows,
    batches: &[Vec<usize>],
    learning_rate: Real,
) {
    for batch in batches {
        let (x, y) = take(rows, batch);
        let tape = Tape::new(params);
        let gradients = network.logits(tape.constant(x)).softmax_cross_entropy(&y).backward();
        Sgd { learning_rate }.step(params, &gradients);
    }
}

/// The two-layer network as a [`Network`] of the same parameters.
fn on_tape(net: &TwoLayers, activation: OnTape) -> Network {
    let [w1, b1, w2, b2] = net.ids;
    Network { layers: vec![Dense { w: w1, b: b1 }, Dense { w: w2, b: b2 }], activation }
}

pub fn one_gradient_three_ways(report: &mut Report, pictures: &Classification) {
    let mut rng = rng(report.seed());
    let Digits { train, .. } = deal(pictures, &mut rng);
    let (x, y) = take(&train, &FEW_ROWS);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (TANH, CLASSES), lecun_normal, &mut rng);
    let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
    let tape = {
        let (network, tape) = (on_tape(&net, |z| z.tanh()), Tape::new(&params));
        let gradients = network.logits(tape.constant(x.clone())).softmax_cross_entropy(&y).backward();
        net.ids.map(|id| gradients.get(id).expect("the loss depends on every matrix").clone())
    };
    let errors = disagreement(&tape, &by_nudging(&net, &mut params, &x, &y, nudge()));
    let mut table = Table::new(
        "three-ways",
        "One gradient, found in three ways: by hand, by tape and by nudging.",
        ["gradient", "shape", "tape − hand, largest entry", "tape and nudging, relative error"],
    );
    for (i, name) in ["∂L/∂W₁", "∂L/∂b₁", "∂L/∂W₂", "∂L/∂b₂"].into_iter().enumerate()
    {
        let apart = (&tape[i] - &hand[i]).iter().fold(0.0 as Real, |most, by| most.max(by.abs()));
        let shape = format!("{} × {}", hand[i].nrows(), hand[i].ncols());
        table.row([name.to_string(), shape, format!("{apart}"), scientific(errors[i])]);
    }
    report.table(table);
    report.value("three-ways-error", scientific(worst(errors)));
    report.fact("tape-is-hand-to-the-last-bit", tape == hand, "all four matrices are equal");
    report.fact("tape-agrees-with-nudging", worst(errors) < TOLERANCE, format!("{:.0e}", worst(errors)));
    let same = ends_with_the_same_weights(pictures, report.seed());
    report.fact("tape-trains-as-the-hand-does", same, format!("equal weights after {EPOCHS} epochs"));
    draw_tape(report);
}

/// Whether hand and tape, from one start and with the same batches, end with the same weights.
fn ends_with_the_same_weights(pictures: &Classification, seed: u64) -> bool {
    let mut rng = rng(seed);
    let Digits { train, .. } = deal(pictures, &mut rng);
    let mut by_hand = Params::default();
    let net = two_layers(&mut by_hand, SIZES, (RELU, CLASSES), he_normal, &mut rng);
    let network = on_tape(&net, |z| z.relu());
    let (mut by_tape, mut same_rng) = (by_hand.clone(), rng.clone());
    for _ in 0..EPOCHS {
        epoch_by_hand(&net, &mut by_hand, &train, &mut rng);
        let batches = batches(train.x.nrows(), BATCH, &mut same_rng);
        epoch(&network, &mut by_tape, &train, &batches, RATE);
    }
    net.ids.into_iter().all(|id| by_hand[id] == by_tape[id])
}

/// What the tape holds after one forward pass of two layers, numbered in the order of computing.
fn draw_tape(report: &mut Report) {
    let diagram = Diagram::new(190.0)
        .node("0: x", (40.0, 140.0))
        .node("1: W₁", (120.0, 45.0))
        .node("2: b₁", (205.0, 45.0))
        .block("3: affine", (165.0, 140.0))
        .block("4: ReLU", (285.0, 140.0))
        .node("5: W₂", (360.0, 45.0))
        .node("6: b₂", (445.0, 45.0))
        .block("7: affine", (405.0, 140.0))
        .block("8: loss", (540.0, 140.0));
    let arrows = [
        ("0: x", "3: affine"),
        ("1: W₁", "3: affine"),
        ("2: b₁", "3: affine"),
        ("3: affine", "4: ReLU"),
        ("4: ReLU", "7: affine"),
        ("5: W₂", "7: affine"),
        ("6: b₂", "7: affine"),
        ("7: affine", "8: loss"),
    ];
    let diagram = arrows.into_iter().fold(diagram, |diagram, (from, to)| diagram.arrow(from, to, ""));
    report.figure("tape", &diagram.svg());
}
