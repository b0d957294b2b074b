//! A deep network with a place for batch normalisation, and the loop that trains it on digits.

use crate::greatest;
pub use crate::parts::{Digits, Part};
use crate::small_digits::SIDE;
use neural::data::batches;
use neural::init::he_normal;
use neural::loss::softmax_cross_entropy;
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::Sgd;
use neural::trials::{Spread, trials};
use neural::{BatchNorm, Dense, Gradients, Matrix, Mode, ParamId, Params, Real, Rng, Tape, Var};
use rand::RngExt;
use report::Report;

/// Whether a layer's numbers are normalised, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Norm {
    Without,
    /// The weighted sums.
    Before,
    /// The activations.
    After,
    /// The weighted sums, and then noise is added that is drawn anew at each step.
    Noisy,
}

impl Norm {
    /// What tables and figures call it.
    pub fn name(self) -> &'static str {
        match self {
            Norm::Without => "none",
            Norm::Before => "before the activation",
            Norm::After => "after the activation",
            Norm::Noisy => "before, and noise",
        }
    }
}

/// What a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub norm: Norm,
    /// Hidden layers, and the units in each.
    pub depth: usize,
    pub width: usize,
    /// By how much the first weights of the hidden layers are larger than He's rule says.
    pub scale: Real,
    pub rate: Real,
    pub batch: usize,
    pub steps: usize,
}

/// A run of five hidden layers, unless said otherwise.
pub const USUAL: Setup =
    Setup { norm: Norm::Without, depth: 5, width: 32, scale: 1.0, rate: 0.1, batch: 64, steps: 150 };

/// Weighted sums, perhaps normalised, then ReLU, perhaps normalised.
#[derive(Clone)]
pub struct Hidden {
    pub dense: Dense,
    pub norm: Option<BatchNorm>,
}

impl Hidden {
    /// Its parameters.
    pub fn ids(&self) -> Vec<ParamId> {
        let norm = self.norm.iter().flat_map(|norm| [norm.gamma, norm.beta]);
        [self.dense.w, self.dense.b].into_iter().chain(norm).collect()
    }
}

/// Everything of a network but its parameters.
#[derive(Clone)]
pub struct Layers {
    pub hidden: Vec<Hidden>,
    pub output: Dense,
    pub place: Norm,
}

/// 196 pixels, hidden layers of ReLU units, 10 logits.
#[derive(Clone)]
pub struct Network {
    pub params: Params,
    pub layers: Layers,
}

impl Network {
    pub fn new(setup: &Setup, rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let mut inputs = SIDE * SIDE;
        let mut hidden = Vec::new();
        for _ in 0..setup.depth {
            let dense = Dense::new(&mut params, inputs, setup.width, he_normal, rng);
            params[dense.w] *= setup.scale;
            let norm = (setup.norm != Norm::Without).then(|| BatchNorm::new(&mut params, setup.width));
            hidden.push(Hidden { dense, norm });
            inputs = setup.width;
        }
        let output = Dense::new(&mut params, inputs, 10, he_normal, rng);
        Network { params, layers: Layers { hidden, output, place: setup.norm } }
    }

    /// The loss on these rows, and its gradients.
    pub fn gradients(&mut self, rows: &Part, mode: &mut Mode) -> (Real, Gradients) {
        let tape = Tape::new(&self.params);
        let loss = self.layers.forward(tape.constant(rows.x.clone()), mode).softmax_cross_entropy(&rows.y);
        (loss.value()[[0, 0]], loss.backward())
    }

    /// Shapes: `x` (n × 196), result (n × 10).
    pub fn logits(&mut self, x: &Matrix, mode: &mut Mode) -> Matrix {
        let tape = Tape::new(&self.params);
        self.layers.forward(tape.constant(x.clone()), mode).value().to_owned()
    }

    /// How good its answers are in use.
    pub fn score(&mut self, part: &Part) -> Score {
        Score::of(&self.logits(&part.x, &mut Mode::Eval), part)
    }
}

/// Mean loss, and the accuracy in percent.
#[derive(Clone, Copy)]
pub struct Score {
    pub loss: f64,
    pub accuracy: f64,
}

impl Score {
    /// Of these logits; after an explosion, infinite loss and no right answer.
    pub fn of(z: &Matrix, part: &Part) -> Self {
        if z.iter().any(|z| !z.is_finite()) {
            return Score { loss: f64::INFINITY, accuracy: 0.0 };
        }
        let accuracy = 100.0 * accuracy(&part.labels, &argmax_rows(z));
        Score { loss: softmax_cross_entropy(z, &part.y).into(), accuracy }
    }
}

impl Layers {
    /// Shapes: `x` (n × 196), result (n × 10).
    pub fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        self.stages(x, mode).pop().expect("the logits")
    }

    /// What each ReLU is given, layer by layer, and the logits.
    pub fn stages<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Vec<Var<'t>> {
        let (mut a, mut stages) = (x, Vec::new());
        for Hidden { dense, norm } in &mut self.hidden {
            let mut z = dense.forward(a);
            match (self.place, norm) {
                (Norm::Before, Some(norm)) => z = norm.forward(z, mode),
                (Norm::Noisy, Some(norm)) => z = disturb(norm.forward(z, mode), mode),
                (Norm::After, Some(norm)) => a = norm.forward(z.relu(), mode),
                _ => {}
            }
            stages.push(z);
            if self.place != Norm::After {
                a = z.relu();
            }
        }
        stages.push(self.output.forward(a));
        stages
    }
}

/// In training, a new scale between ½ and 3⁄2 and a new shift between −½ and ½ for each unit, one
/// for the whole batch.
fn disturb<'t>(z: Var<'t>, mode: &mut Mode) -> Var<'t> {
    let Mode::Train(rng) = mode else { return z };
    let (rows, units) = z.value().dim();
    let scales = Matrix::from_shape_simple_fn((1, units), || rng.random::<Real>() + 0.5);
    let shifts = Matrix::from_shape_simple_fn((1, units), || rng.random::<Real>() - 0.5);
    let scales = scales.broadcast((rows, units)).expect("a row for each row").to_owned();
    (z * z.tape.constant(scales)).add_row(z.tape.constant(shifts))
}

/// Batches of equal size without end: the rows in a new order each epoch, what is left over left
/// out.
pub fn deal(rows: usize, size: usize, mut rng: Rng) -> impl Iterator<Item = Vec<usize>> {
    let epochs = std::iter::repeat_with(move || batches(rows, size, &mut rng));
    epochs.flatten().filter(move |batch| batch.len() == size)
}

/// Trains a new network, with `before` each step. Returns it, and the losses on the batches.
pub fn train(
    train: &Part,
    setup: &Setup,
    seed: u64,
    mut before: impl FnMut(usize, &mut Network, &Part),
) -> (Network, Vec<f64>) {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(setup, &mut rng);
    let mut losses = Vec::new();
    let mut chance = rng.clone();
    for (t, rows) in deal(train.x.nrows(), setup.batch, rng).take(setup.steps).enumerate() {
        let rows = train.rows(&rows);
        before(t, &mut network, &rows);
        let (loss, grads) = network.gradients(&rows, &mut Mode::Train(&mut chance));
        losses.push(loss.into());
        Sgd { learning_rate: setup.rate }.step(&mut network.params, &grads);
    }
    (network, losses)
}

/// What a run left behind: the losses on its batches, and the scores on validation and test rows.
pub struct Run {
    pub losses: Vec<f64>,
    pub choose: Score,
    pub test: Score,
}

/// Each setup with each seed.
pub fn runs(report: &Report, digits: &Digits, setups: &[Setup]) -> Vec<Vec<Run>> {
    trials(setups, report.seeds(), |setup, seed| {
        let (mut network, losses) = train(&digits.train, setup, seed, nothing);
        Run { losses, choose: network.score(&digits.choose), test: network.score(&digits.test) }
    })
}

/// The test accuracy of each run, in percent.
pub fn accuracies(runs: &[Run]) -> Vec<f64> {
    runs.iter().map(|run| run.test.accuracy).collect()
}

/// The place of the setup with the highest validation accuracy, mean over the seeds.
pub fn chosen(runs: &[Vec<Run>]) -> usize {
    greatest(runs.iter().map(|runs| Spread::of(runs.iter().map(|run| run.choose.accuracy)).mean))
}

/// For `before` of [`train`]: nothing happens on the way.
pub fn nothing(_: usize, _: &mut Network, _: &Part) {}
