//! A small network that reads digits, and the loop that trains it.

pub use crate::parts::{Digits, Part};
pub use crate::small_digits::SIDE;
use neural::data::batches;
use neural::init::he_normal;
use neural::loss::softmax_cross_entropy;
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::Optimizer;
use neural::{Dense, Gradients, Matrix, Params, Real, Rng, Tape, Var};

/// How many hidden units the network has.
pub const HIDDEN: usize = 32;
/// How many digits a step sees, unless said otherwise.
pub const BATCH: usize = 64;
/// How many steps a run has, unless said otherwise.
pub const STEPS: usize = 300;

/// 196 pixels, one hidden layer of ReLU units, 10 logits.
pub struct Network {
    pub params: Params,
    pub hidden: Dense,
    pub output: Dense,
}

impl Network {
    pub fn new(rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let hidden = Dense::new(&mut params, SIDE * SIDE, HIDDEN, he_normal, rng);
        let output = Dense::new(&mut params, HIDDEN, 10, he_normal, rng);
        Network { params, hidden, output }
    }

    /// Shapes: `x` (n × 196), result (n × 10).
    pub fn logits<'t>(&self, x: Var<'t>) -> Var<'t> {
        self.output.forward(self.hidden.forward(x).relu())
    }

    /// The loss on a batch, and its gradients.
    pub fn gradients(&self, x: Matrix, y: &Matrix) -> (Real, Gradients) {
        let tape = Tape::new(&self.params);
        let loss = self.logits(tape.constant(x)).softmax_cross_entropy(y);
        (loss.value()[[0, 0]], loss.backward())
    }

    /// Mean loss, and the share of digits that are read rightly; after an explosion, infinity and
    /// none.
    pub fn score(&self, part: &Part) -> (f64, f64) {
        let tape = Tape::new(&self.params);
        let z = self.logits(tape.constant(part.x.clone())).value();
        if z.iter().any(|z| !z.is_finite()) {
            return (f64::INFINITY, 0.0);
        }
        (softmax_cross_entropy(&z, &part.y).into(), accuracy(&part.labels, &argmax_rows(&z)))
    }
}

/// Batches without end: the rows in a new order each epoch.
pub fn deal(rows: usize, size: usize, mut rng: Rng) -> impl Iterator<Item = Vec<usize>> {
    std::iter::repeat_with(move || batches(rows, size, &mut rng)).flatten()
}

/// Trains a new network for [`STEPS`] steps, with `before` each of them. Returns it, and the losses
/// on the batches.
pub fn train<O: Optimizer + ?Sized>(
    digits: &Digits,
    seed: u64,
    optimizer: &mut O,
    mut before: impl FnMut(usize, &Network, &mut O),
) -> (Network, Vec<f64>) {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    let mut losses = Vec::new();
    for (t, rows) in deal(digits.train.x.nrows(), BATCH, rng).take(STEPS).enumerate() {
        before(t, &network, optimizer);
        let Part { x, y, .. } = digits.train.rows(&rows);
        let (loss, grads) = network.gradients(x, &y);
        losses.push(loss.into());
        optimizer.step(&mut network.params, &grads);
    }
    (network, losses)
}

/// For `before` of [`train`]: nothing changes on the way.
pub fn constant<O: ?Sized>(_: usize, _: &Network, _: &mut O) {}
