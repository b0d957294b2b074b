//! The networks of this chapter, and the one loop that trains them all.

use ndarray::Axis;
use neural::activation::sigmoid;
use neural::data::batches;
use neural::init::he_normal;
use neural::loss::{bce_with_logits, one_hot};
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::{Adam, Optimizer};
use neural::{Dense, Matrix, MatrixRef, Params, Real, Rng, Tape, Var};

/// A loss of outputs, given targets.
pub type Loss = for<'t> fn(Var<'t>, &MatrixRef) -> Var<'t>;

/// What is trained and how: the units of the hidden layers, the loss, the rule with its rate, and
/// for how long.
#[derive(Clone, Copy)]
pub struct Recipe {
    pub hidden: &'static [usize],
    pub loss: Loss,
    pub rule: fn(Real) -> Box<dyn Optimizer>,
    pub rate: Real,
    pub batch: usize,
    pub steps: usize,
}

/// One logit for a class or its absence.
pub const YES_OR_NO: Recipe = Recipe {
    hidden: &[16],
    loss: |z, y| z.bce_with_logits(y),
    rule: |rate| Box::new(Adam::new(rate)),
    rate: 0.01,
    batch: 64,
    steps: 300,
};
/// One logit for each class.
pub const CLASSES: Recipe = Recipe { loss: |z, y| z.softmax_cross_entropy(y), ..YES_OR_NO };

/// Layers with ReLU between them.
pub struct Network {
    pub params: Params,
    layers: Vec<Dense>,
}

impl Network {
    /// With `sizes` from the inputs to the outputs.
    pub fn new(sizes: &[usize], rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let dense = |pair: &[usize]| Dense::new(&mut params, pair[0], pair[1], he_normal, rng);
        let layers = sizes.windows(2).map(dense).collect();
        Network { params, layers }
    }

    /// Trained on `x` (n × d) and `y` (n × K), in batches that are dealt anew each epoch.
    pub fn train(x: &Matrix, y: &Matrix, recipe: Recipe, rng: &mut Rng) -> Self {
        let deal = |rng: &mut Rng| batches(x.nrows(), recipe.batch, rng);
        Self::train_watched(x, y, recipe, rng, deal, |_, _| ())
    }

    /// As [`Network::train`], with the batches of each epoch from `deal`; `watch` sees the network
    /// before each step.
    pub fn train_watched(
        x: &Matrix,
        y: &Matrix,
        recipe: Recipe,
        rng: &mut Rng,
        mut deal: impl FnMut(&mut Rng) -> Vec<Vec<usize>>,
        mut watch: impl FnMut(usize, &Network),
    ) -> Self {
        let sizes = [&[x.ncols()], recipe.hidden, &[y.ncols()]].concat();
        let (mut network, mut rule) = (Self::new(&sizes, rng), (recipe.rule)(recipe.rate));
        let epochs = std::iter::repeat_with(|| deal(rng)).flatten();
        for (t, rows) in epochs.take(recipe.steps).enumerate() {
            watch(t, &network);
            let tape = Tape::new(&network.params);
            let z = network.outputs(tape.constant(x.select(Axis(0), &rows)));
            let grads = (recipe.loss)(z, &y.select(Axis(0), &rows)).backward();
            rule.step(&mut network.params, &grads);
        }
        network
    }

    /// Shapes: `x` (n × d), result (n × K).
    fn outputs<'t>(&self, x: Var<'t>) -> Var<'t> {
        let (first, others) = self.layers.split_first().expect("at least one layer");
        others.iter().fold(first.forward(x), |z, layer| layer.forward(z.relu()))
    }

    /// Logits (n × K) for the rows of `x` (n × d).
    pub fn logits(&self, x: &Matrix) -> Matrix {
        let tape = Tape::new(&self.params);
        self.outputs(tape.constant(x.clone())).value().to_owned()
    }

    /// The share of rows whose class has the largest logit; of one logit, whose side of zero is
    /// right.
    pub fn accuracy(&self, x: &Matrix, labels: &[usize]) -> f64 {
        let z = self.logits(x);
        if z.ncols() == 1 { accuracy(labels, &sides(&z, 0.0)) } else { accuracy(labels, &argmax_rows(&z)) }
    }

    /// Mean binary cross-entropy.
    pub fn loss(&self, x: &Matrix, labels: &[usize]) -> f64 {
        bce_with_logits(&self.logits(x), &column(labels)).into()
    }

    /// The chances that a single logit stands for.
    pub fn chances(&self, x: &Matrix) -> Vec<Real> {
        self.logits(x).iter().map(|&z| sigmoid(z)).collect()
    }
}

/// 1 where the only logit is above the threshold, else 0.
pub fn sides(z: &Matrix, threshold: Real) -> Vec<usize> {
    z.iter().map(|&z| usize::from(z > threshold)).collect()
}

/// Labels 0 and 1 as a column of targets.
pub fn column(labels: &[usize]) -> Matrix {
    one_hot(labels, 2).select(Axis(1), &[1])
}
