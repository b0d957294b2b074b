//! The networks that are timed, written as a chapter would write them.

use crate::shapes::{INFERENCE, Shape, WORKLOADS};
use neural::data::{deal, rows};
use neural::init::he_normal;
use neural::loss::one_hot;
use neural::optim::{Adam, Optimizer, Sgd};
use neural::{BatchNorm, Dense, Dropout, Matrix, Mode, Params, Real, Rng, Shared, Tape, Var, rng};
use rand::RngExt;

/// Every name that can be chosen.
pub fn names() -> Vec<&'static str> {
    WORKLOADS.iter().map(|shape| shape.name).chain(["I1", "I2"]).collect()
}

/// Uniform inputs and random classes: what is learned does not change the time that it takes.
fn data(rows: usize, inputs: usize, classes: usize, rng: &mut Rng) -> (Matrix, Matrix) {
    let x = Matrix::from_shape_simple_fn((rows, inputs), || rng.random::<Real>());
    let labels: Vec<usize> = (0..rows).map(|_| rng.random_range(0..classes)).collect();
    (x, one_hot(&labels, classes))
}

/// Layers of units with ReLU between them, batch norm and dropout after each hidden one if wanted.
struct Network {
    dense: Vec<Dense>,
    norms: Vec<BatchNorm>,
    dropout: Dropout,
}

impl Network {
    fn new(shape: &Shape, params: &mut Params, rng: &mut Rng) -> Self {
        let dense =
            shape.sizes.windows(2).map(|ends| Dense::new(params, ends[0], ends[1], he_normal, rng)).collect();
        let hidden = if shape.normed { &shape.sizes[1..shape.sizes.len() - 1] } else { &[] };
        let norms = hidden.iter().map(|&units| BatchNorm::new(params, units)).collect();
        Network { dense, norms, dropout: Dropout::new(0.2) }
    }

    fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let (last, hidden) = self.dense.split_last().expect("a network has layers");
        let mut x = x;
        for (i, layer) in hidden.iter().enumerate() {
            x = layer.forward(x).relu();
            if let Some(norm) = self.norms.get_mut(i) {
                x = self.dropout.forward(norm.forward(x, mode), mode);
            }
        }
        last.forward(x)
    }
}

/// A network in training.
pub struct Training {
    batch: usize,
    x: Shared,
    y: Shared,
    params: Params,
    network: Network,
    optimizer: Box<dyn Optimizer + Send>,
    rng: Rng,
}

impl Training {
    /// With He's weights and random data.
    pub fn new(shape: &Shape) -> Self {
        let mut rng = rng(1);
        let (x, y) = data(shape.rows, shape.sizes[0], shape.sizes[shape.sizes.len() - 1], &mut rng);
        let mut params = Params::default();
        let network = Network::new(shape, &mut params, &mut rng);
        let optimizer: Box<dyn Optimizer + Send> =
            if shape.adam { Box::new(Adam::new(1e-3)) } else { Box::new(Sgd { learning_rate: 0.1 }) };
        let (x, y) = (x.into_shared(), y.into_shared());
        Training { batch: shape.batch, x, y, params, network, optimizer, rng }
    }

    /// Each row once, in a new order.
    pub fn epoch(&mut self) {
        self.steps(usize::MAX);
    }

    /// The first steps of an epoch.
    #[inline(never)] // `instructions.sh` counts what happens in here
    pub fn steps(&mut self, most: usize) {
        for (x, y) in deal(&self.x, &self.y, self.batch, &mut self.rng).take(most) {
            let tape = Tape::new(&self.params);
            let scores = self.network.forward(tape.constant(x), &mut Mode::Train(&mut self.rng));
            let grads = scores.softmax_cross_entropy(&y).backward();
            self.optimizer.step(&mut self.params, &grads);
        }
    }
}

/// The network of W2 in use, on 10 000 rows.
pub struct Inference {
    params: Params,
    network: Network,
    x: Shared,
}

impl Inference {
    /// Untrained: the answers take as long.
    pub fn new() -> Self {
        let Training { params, network, x, .. } = Training::new(&INFERENCE);
        Inference { params, network, x }
    }

    /// How many rows are asked for.
    pub fn rows(&self) -> usize {
        self.x.nrows()
    }

    /// The scores of each row by itself.
    pub fn one_by_one(&mut self) {
        for i in 0..self.rows() {
            self.scores(rows(&self.x, &[i]).into());
        }
    }

    /// The scores of all rows together.
    pub fn at_once(&mut self) {
        self.scores(self.x.clone());
    }

    fn scores(&mut self, x: Shared) {
        let tape = Tape::new(&self.params);
        let x = tape.constant(x);
        std::hint::black_box(self.network.forward(x, &mut Mode::Eval).value());
    }
}
