//! The networks of the chapter: one recipe trains them all.

use ndarray::Axis;
use neural::data::{Standardize, batches};
use neural::init::he_normal;
use neural::optim::Sgd;
use neural::{Dense, Matrix, MatrixRef, Params, Real, Rng, Tape, Var};

/// What is done to the inputs of a network before it sees them.
pub type Scale = Box<dyn Fn(&Matrix) -> Matrix>;

/// Standardises columns as the training rows ask for.
pub fn standardised(train: &Matrix) -> Scale {
    let scaler = Standardize::fit(train);
    Box::new(move |x| scaler.apply(x))
}

/// Leaves columns as they are.
pub fn unchanged(_: &Matrix) -> Scale {
    Box::new(Matrix::clone)
}

/// Brings pixels from 0..=255 to 0..=1, whatever the training rows.
pub fn pixels(_: &Matrix) -> Scale {
    Box::new(|x| x / 255.0)
}

/// What is trained and how: the scale, the units of a hidden layer (0 for none), the loss, and the
/// descent.
#[derive(Clone, Copy)]
pub struct Recipe {
    pub scale: fn(&Matrix) -> Scale,
    pub hidden: usize,
    pub loss: for<'t> fn(Var<'t>, &MatrixRef) -> Var<'t>,
    pub learning_rate: Real,
    pub batch: usize,
    pub steps: usize,
}

/// One logit, for a class or its absence.
pub const YES_OR_NO: Recipe = Recipe {
    scale: standardised,
    hidden: 16,
    loss: |z, y| z.bce_with_logits(y),
    learning_rate: 0.1,
    batch: 32,
    steps: 1000,
};
/// One logit for each class.
pub const CLASSES: Recipe = Recipe { loss: |z, y| z.softmax_cross_entropy(y), ..YES_OR_NO };
/// A quantity, from a single neuron.
pub const QUANTITY: Recipe = Recipe { hidden: 0, loss: |z, y| z.mse(y), learning_rate: 0.02, ..YES_OR_NO };

/// A network with the scale of its inputs: all it knows, it knows from the rows it was trained on.
pub struct Model {
    scale: Scale,
    params: Params,
    layers: Vec<Dense>,
}

impl Model {
    /// Trains on `x` (n × d) and `y` (n × K).
    pub fn fit(x: &Matrix, y: &Matrix, recipe: Recipe, rng: &mut Rng) -> Self {
        let scale = (recipe.scale)(x);
        let x = scale(x);
        let sizes = [x.ncols(), recipe.hidden, y.ncols()];
        let sizes: Vec<usize> = sizes.into_iter().filter(|&size| size > 0).collect();
        let mut params = Params::default();
        let dense = |pair: &[usize]| Dense::new(&mut params, pair[0], pair[1], he_normal, rng);
        let layers: Vec<Dense> = sizes.windows(2).map(dense).collect();
        let mut descent = Sgd { learning_rate: recipe.learning_rate };
        let mut left = recipe.steps;
        while left > 0 {
            for rows in batches(x.nrows(), recipe.batch, rng).into_iter().take(left) {
                let tape = Tape::new(&params);
                let z = forward(&layers, tape.constant(x.select(Axis(0), &rows)));
                let gradients = (recipe.loss)(z, &y.select(Axis(0), &rows)).backward();
                descent.step(&mut params, &gradients);
                left -= 1;
            }
        }
        Model { scale, params, layers }
    }

    /// Logits or quantities, (n × K), of the rows of `x` (n × d).
    pub fn predict(&self, x: &Matrix) -> Matrix {
        let tape = Tape::new(&self.params);
        forward(&self.layers, tape.constant((self.scale)(x))).value().to_owned()
    }
}

/// The layers one after the other, with ReLU between them.
fn forward<'t>(layers: &[Dense], x: Var<'t>) -> Var<'t> {
    let (first, others) = layers.split_first().expect("at least one layer");
    others.iter().fold(first.forward(x), |z, layer| layer.forward(z.relu()))
}

/// A column of zeros and ones from labels 0 and 1.
pub fn column(labels: &[usize]) -> Matrix {
    Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real)
}
