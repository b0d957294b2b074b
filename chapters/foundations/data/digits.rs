//! The small digits, dealt into training, validation and test rows.

use crate::network::{CLASSES, Network, Recipe};
use neural::Matrix;
use neural::data::{Classification, stratified_split};
use neural::loss::one_hot;
use neural::optim::{Adam, Sgd};

/// What is trained on the digits, unless said otherwise.
pub const DIGITS: Recipe = Recipe { hidden: &[32], rate: 0.003, ..CLASSES };

/// Plain descent and Adam, with the names they go by.
pub const SGD: (&str, Recipe) =
    ("SGD", Recipe { rule: |rate| Box::new(Sgd { learning_rate: rate }), ..DIGITS });
pub const ADAM: (&str, Recipe) = ("Adam", Recipe { rule: |rate| Box::new(Adam::new(rate)), ..DIGITS });

/// Three parts of one set, with all pixels between 0 and 1.
pub struct Parts {
    pub train: Classification,
    pub validation: Classification,
    pub test: Classification,
}

/// Deals three fifths of the digits for training, a fifth for validation, and a fifth for testing.
pub fn dealt(digits: &Classification, seed: u64) -> Parts {
    let mut rng = neural::rng(seed);
    let part = |rows: &[usize]| {
        let rows = digits.rows(rows);
        Classification { x: rows.x / 16.0, ..rows }
    };
    let split = stratified_split(&digits.labels, 0.4, &mut rng);
    let rest: Vec<usize> = split.test.iter().map(|&row| digits.labels[row]).collect();
    let halves = stratified_split(&rest, 0.5, &mut rng);
    let of_rest = |rows: &[usize]| rows.iter().map(|&row| split.test[row]).collect::<Vec<_>>();
    Parts {
        train: part(&split.train),
        validation: part(&of_rest(&halves.train)),
        test: part(&of_rest(&halves.test)),
    }
}

impl Parts {
    /// Targets of the training rows, one-hot.
    pub fn y(&self) -> Matrix {
        one_hot(&self.train.labels, 10)
    }

    /// Trained as the recipe says; the accuracy on the validation rows and on the test rows, in
    /// percent.
    pub fn scores(&self, recipe: Recipe, seed: u64) -> [f64; 2] {
        let network = Network::train(&self.train.x, &self.y(), recipe, &mut neural::rng(seed));
        [&self.validation, &self.test].map(|part| 100.0 * network.accuracy(&part.x, &part.labels))
    }
}
