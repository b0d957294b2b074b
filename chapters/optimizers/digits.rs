//! The digits, a small network that reads them, and the loop that trains it.

use ndarray::Axis;
use neural::data::{Classification, DataError, batches, mnist, stratified_split};
use neural::init::he_normal;
use neural::loss::{one_hot, softmax_cross_entropy};
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::Optimizer;
use neural::{Dense, Gradients, Matrix, Params, Real, Rng, Tape, Var};

/// The side of a picture after every 2 × 2 pixels became one.
pub const SIDE: usize = 14;
/// How many hidden units the network has.
pub const HIDDEN: usize = 32;
/// How many digits a step sees, unless said otherwise.
pub const BATCH: usize = 64;
/// How many steps a run has, unless said otherwise.
pub const STEPS: usize = 300;

/// Pictures from 0 (paper) to 1 (ink), one a row, and what they show.
pub struct Part {
    pub x: Matrix, // n × 196
    pub y: Matrix, // n × 10, one-hot
    pub labels: Vec<usize>,
}

/// Rows to learn from, rows to choose settings by, rows to be tested on.
pub struct Digits {
    pub train: Part,
    pub choose: Part,
    pub test: Part,
}

pub fn read() -> Result<Digits, DataError> {
    let mnist = mnist()?;
    let split = stratified_split(&mnist.train.labels, 0.2, &mut neural::rng(0));
    let part =
        |data: Classification| Part { x: shrink(&data.x), y: one_hot(&data.labels, 10), labels: data.labels };
    let (train, choose) = (mnist.train.rows(&split.train), mnist.train.rows(&split.test));
    Ok(Digits { train: part(train), choose: part(choose), test: part(mnist.test) })
}

/// Every 2 × 2 pixels become one, their mean, and 255 becomes 1: (n × 784) to (n × 196).
fn shrink(x: &Matrix) -> Matrix {
    let n = x.nrows();
    let blocks = x.view().into_shape_with_order((n, SIDE, 2, SIDE, 2)).expect("28 × 28 pixels a row");
    let sums = blocks.sum_axis(Axis(4)).sum_axis(Axis(2));
    sums.into_shape_with_order((n, SIDE * SIDE)).expect("14 × 14 blocks a row") / (4.0 * 255.0)
}

impl Part {
    /// Pictures and targets of these rows.
    pub fn rows(&self, rows: &[usize]) -> (Matrix, Matrix) {
        (self.x.select(Axis(0), rows), self.y.select(Axis(0), rows))
    }
}

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

    /// Mean loss, and the share of digits that are read rightly; after an explosion, infinity and none.
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

/// Trains a new network for [`STEPS`] steps, with `before` each of them. Returns it, and the losses on the batches.
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
        let (x, y) = digits.train.rows(&rows);
        let (loss, grads) = network.gradients(x, &y);
        losses.push(loss.into());
        optimizer.step(&mut network.params, &grads);
    }
    (network, losses)
}

/// For `before` of [`train`]: nothing changes on the way.
pub fn constant<O: ?Sized>(_: usize, _: &Network, _: &mut O) {}
