//! The 8×8 digits, networks of any depth with any activation, and the loop that trains them.

pub use crate::parts::{Digits, Part};
use crate::table::{Bend, Init};
use neural::activation::PRelu;
use neural::data::{Classification, batches, stratified_split};
use neural::loss::softmax_cross_entropy;
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::Sgd;
use neural::{Dense, Gradients, Matrix, Params, Real, Rng, Tape, Var};

/// How many pictures a step looks at.
pub const BATCH: usize = 32;

/// Deals the pictures at random: 64 of 100 to the training set, 16 to the validation set, 20 to the
/// test set; with mean 0 and mean square 1 over the training set.
pub fn deal(pictures: &Classification, rng: &mut Rng) -> Digits {
    let test = stratified_split(&pictures.labels, 0.2, rng);
    let rest = pictures.rows(&test.train);
    let split = stratified_split(&rest.labels, 0.2, rng);
    let train = rest.rows(&split.train);
    let mean = train.x.mean().expect("there are pictures");
    let deviation = train.x.std(0.0);
    let part = |data: Classification| Part::new((data.x - mean) / deviation, data.labels);
    Digits { choose: part(rest.rows(&split.test)), test: part(pictures.rows(&test.test)), train: part(train) }
}

/// Layers, and what bends their sums: one entry for each hidden layer.
pub struct Network {
    pub params: Params,
    pub layers: Vec<Dense>,
    pub bends: Vec<Hidden>,
}

/// What a hidden layer does to its sums.
#[derive(Clone, Copy)]
pub enum Hidden {
    Fixed(for<'t> fn(Var<'t>) -> Var<'t>),
    Learned(PRelu),
}

impl Hidden {
    pub fn forward<'t>(&self, z: Var<'t>) -> Var<'t> {
        match self {
            Hidden::Fixed(f) => f(z),
            Hidden::Learned(slopes) => slopes.forward(z),
        }
    }
}

impl Network {
    /// 64 inputs, `depth` hidden layers of `width` units, 10 logits.
    pub fn new(depth: usize, width: usize, bend: Bend, init: Init, rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let (mut layers, mut bends, mut inputs) = (Vec::new(), Vec::new(), 64);
        for _ in 0..depth {
            layers.push(Dense::new(&mut params, inputs, width, init, rng));
            bends.push(match bend {
                Bend::Fixed(f) => Hidden::Fixed(f),
                Bend::PerUnit => Hidden::Learned(PRelu::per_unit(&mut params, width)),
            });
            inputs = width;
        }
        layers.push(Dense::new(&mut params, inputs, 10, init, rng));
        Network { params, layers, bends }
    }

    /// The activations of every hidden layer, and at the end the logits: `x` (n × 64), results (n × width), (n × 10).
    pub fn forward<'t>(&self, x: Var<'t>) -> Vec<Var<'t>> {
        let mut results = vec![x];
        for (i, layer) in self.layers.iter().enumerate() {
            let z = layer.forward(results[i]);
            results.push(self.bends.get(i).map_or(z, |bend| bend.forward(z)));
        }
        results.split_off(1)
    }

    /// The same as matrices, when no gradient is wanted.
    pub fn results(&self, x: &Matrix) -> Vec<Matrix> {
        let tape = Tape::new(&self.params);
        self.forward(tape.constant(x.clone())).into_iter().map(|a| a.value().to_owned()).collect()
    }

    pub fn logits(&self, x: &Matrix) -> Matrix {
        self.results(x).pop().expect("a network has an output")
    }

    /// All gradients of the loss on a batch.
    pub fn gradients(&self, x: Matrix, y: &Matrix) -> Gradients {
        let tape = Tape::new(&self.params);
        let results = self.forward(tape.constant(x));
        results[results.len() - 1].softmax_cross_entropy(y).backward()
    }

    /// The length of each layer's ∂L/∂W on these rows.
    pub fn gradient_norms(&self, part: &Part) -> Vec<f64> {
        let grads = self.gradients(part.x.clone(), &part.y);
        let norm = |layer: &Dense| {
            let grad = grads.get(layer.w).expect("every layer takes part");
            grad.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt()
        };
        self.layers.iter().map(norm).collect()
    }

    /// Mean loss and share of pictures read rightly; after an explosion, infinity and none.
    pub fn score(&self, part: &Part) -> (f64, f64) {
        let z = self.logits(&part.x);
        if z.iter().any(|z| !z.is_finite()) {
            return (f64::INFINITY, 0.0);
        }
        (softmax_cross_entropy(&z, &part.y).into(), accuracy(&part.labels, &argmax_rows(&z)))
    }

    /// `epochs` times over the rows by gradient descent, with `after` each epoch.
    pub fn train(
        &mut self,
        part: &Part,
        learning_rate: Real,
        epochs: usize,
        rng: &mut Rng,
        mut after: impl FnMut(&Network),
    ) {
        for _ in 0..epochs {
            for rows in batches(part.x.nrows(), BATCH, rng) {
                let Part { x, y, .. } = part.rows(&rows);
                let grads = self.gradients(x, &y);
                Sgd { learning_rate }.step(&mut self.params, &grads);
            }
            after(self);
        }
    }
}
