//! A few hundred of the digits, a network that is too large for them, and a loop that knows every
//! cure.

pub use crate::parts::{Digits, Part};
pub use crate::small_digits::SIDE;
use neural::activation::softmax;
use neural::data::augment::Augment;
use neural::data::batches;
use neural::init::he_normal;
use neural::loss::{one_hot, smooth, softmax_cross_entropy};
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::Sgd;
use neural::regularize::{Penalty, max_norm};
use neural::train::EarlyStopping;
use neural::{Dense, Dropout, Gradients, Matrix, Mode, ParamId, Params, Real, Rng, Tape, Var};
use rand::RngExt;
use rand::seq::SliceRandom;

/// How many digits a network learns from, unless said otherwise.
pub const ROWS: usize = 300;
/// How many hidden units it has, unless said otherwise.
pub const HIDDEN: usize = 64;
/// How many digits a step sees.
pub const BATCH: usize = 30;
/// How many steps lie between two looks at the losses: an epoch of [`ROWS`] digits.
pub const LOOK: usize = 10;
/// How many such looks a run has, unless said otherwise.
pub const LOOKS: usize = 60;
/// η of plain descent.
pub const RATE: Real = 0.5;

impl Digits {
    /// As many digits of each kind to learn from, `rows` in all, other ones for each seed; a larger
    /// sample holds the smaller one.
    pub fn sample(&self, rows: usize, seed: u64) -> Part {
        let mut order: Vec<usize> = (0..self.train.labels.len()).collect();
        order.shuffle(&mut neural::rng(seed));
        let mut taken = [0; 10];
        order.retain(|&row| {
            let count = &mut taken[self.train.labels[row]];
            *count += 1;
            *count <= rows / 10
        });
        self.train.rows(&order)
    }
}

/// The same digits, but each with this chance is given the label of another one.
pub fn mislabelled(part: Part, chance: f64, seed: u64) -> Part {
    let mut rng = neural::rng(seed);
    let mut other = |label: usize| {
        let wrong = (label + rng.random_range(1..10)) % 10;
        if rng.random_bool(chance) { wrong } else { label }
    };
    let labels: Vec<usize> = part.labels.iter().map(|&label| other(label)).collect();
    Part { y: one_hot(&labels, 10), labels, ..part }
}

/// 196 pixels, one hidden layer of ReLU units, dropout if wanted, 10 logits.
#[derive(Clone)]
pub struct Network {
    pub params: Params,
    pub hidden: Dense,
    pub output: Dense,
    pub dropout: Dropout,
}

impl Network {
    pub fn new(hidden: usize, dropout: Real, rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let layers = [(SIDE * SIDE, hidden), (hidden, 10)];
        let [hidden, output] =
            layers.map(|(inputs, outputs)| Dense::new(&mut params, inputs, outputs, he_normal, rng));
        Network { params, hidden, output, dropout: Dropout::new(dropout) }
    }

    /// Shapes: `x` (n × 196), result (n × 10).
    pub fn logits<'t>(&self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let hidden = self.hidden.forward(x).relu();
        self.output.forward(self.dropout.forward(hidden, mode))
    }

    /// The matrices that penalties and limits are for: weights, not biases.
    pub fn weights(&self) -> [ParamId; 2] {
        [self.hidden.w, self.output.w]
    }

    /// The logits of all pictures of a part.
    pub fn answers(&self, part: &Part, mode: &mut Mode) -> Matrix {
        let tape = Tape::new(&self.params);
        self.logits(tape.constant(part.x.clone()), mode).value().into_owned()
    }

    /// The gradients of the loss on a batch, without any cure.
    pub fn gradients(&self, batch: &Part) -> Gradients {
        let tape = Tape::new(&self.params);
        let logits = self.logits(tape.constant(batch.x.clone()), &mut Mode::Eval);
        logits.softmax_cross_entropy(&batch.y).backward()
    }

    /// What it believes in use.
    pub fn probabilities(&self, part: &Part) -> Matrix {
        softmax(&self.answers(part, &mut Mode::Eval))
    }

    pub fn score(&self, part: &Part) -> Score {
        Score::of(&self.answers(part, &mut Mode::Eval), part)
    }
}

/// Mean loss, and the accuracy in percent.
#[derive(Clone, Copy)]
pub struct Score {
    pub loss: f64,
    pub accuracy: f64,
}

impl Score {
    pub fn of(logits: &Matrix, part: &Part) -> Self {
        let accuracy = 100.0 * accuracy(&part.labels, &argmax_rows(logits));
        Score { loss: softmax_cross_entropy(logits, &part.y).into(), accuracy }
    }
}

/// Everything that can be done against overfitting; the default does nothing.
#[derive(Clone, Copy)]
pub struct Recipe {
    pub rows: usize,
    /// The chance of a wrong label.
    pub wrong: f64,
    pub hidden: usize,
    /// λ₁ of proximal steps.
    pub l1: Real,
    /// λ₁ and λ₂ of a term of the loss.
    pub term: Penalty,
    pub dropout: Real,
    pub patience: usize,
    pub looks: usize,
    pub augment: Augment,
    pub max_norm: Real,
    pub smoothing: Real,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            rows: ROWS,
            wrong: 0.0,
            hidden: HIDDEN,
            l1: 0.0,
            term: Penalty::default(),
            dropout: 0.0,
            patience: LOOKS,
            looks: LOOKS,
            augment: Augment::default(),
            max_norm: Real::INFINITY,
            smoothing: 0.0,
        }
    }
}

/// One step on one batch, with everything that the recipe asks for.
pub fn step(network: &mut Network, recipe: &Recipe, batch: &Part, rng: &mut Rng) {
    let x = recipe.augment.rows(&batch.x, SIDE, rng);
    let y = smooth(&batch.y, recipe.smoothing);
    let tape = Tape::new(&network.params);
    let mut loss = network.logits(tape.constant(x), &mut Mode::Train(rng)).softmax_cross_entropy(&y);
    if recipe.term != Penalty::default() {
        for w in network.weights() {
            loss = loss + recipe.term.of(tape.param(w));
        }
    }
    let grads = loss.backward();
    Sgd { learning_rate: RATE }.step(&mut network.params, &grads);
    for w in network.weights() {
        if recipe.l1 > 0.0 {
            Penalty { l1: recipe.l1, l2: 0.0 }.proximal_step(&mut network.params, w, RATE);
        }
        if recipe.max_norm.is_finite() {
            max_norm(&mut network.params, w, recipe.max_norm);
        }
    }
}

/// Trains a new network on these digits and calls `look` before the first step and after every
/// [`LOOK`] steps.
pub fn train(
    digits: &Digits,
    train: &Part,
    recipe: &Recipe,
    seed: u64,
    mut look: impl FnMut(usize, &Network),
) -> Network {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(recipe.hidden, recipe.dropout, &mut rng);
    let mut stopping = EarlyStopping::new(recipe.patience);
    let mut deck = Vec::new();
    look(0, &network);
    for now in 1..=recipe.looks {
        for _ in 0..LOOK {
            if deck.is_empty() {
                deck = batches(train.labels.len(), BATCH, &mut rng);
            }
            let rows = deck.pop().expect("an epoch has batches");
            step(&mut network, recipe, &train.rows(&rows), &mut rng);
        }
        look(now, &network);
        if recipe.patience < LOOKS
            && stopping.observe(network.score(&digits.choose).loss as Real, &network.params)
        {
            break;
        }
    }
    stopping.restore(&mut network.params);
    network
}

/// The digits that a recipe is tried on with this seed.
pub fn deal(digits: &Digits, recipe: &Recipe, seed: u64) -> Part {
    mislabelled(digits.sample(recipe.rows, seed), recipe.wrong, seed + 7)
}

/// Trains with a recipe on the digits of a seed, and has nobody look.
pub fn result(digits: &Digits, recipe: &Recipe, seed: u64) -> (Part, Network) {
    let rows = deal(digits, recipe, seed);
    let network = train(digits, &rows, recipe, seed, |_, _| {});
    (rows, network)
}
