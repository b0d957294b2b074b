//! Rows of the census as features.

use ndarray::{Axis, concatenate};
use neural::data::{Adult, Categories, DataError, Mixed, Standardize, adult};
use neural::metrics::{Average, recall_score};
use neural::{Matrix, Rng};
use rand::seq::SliceRandom;
use rand::seq::index::sample;

use crate::network::column;

/// How many rows a network learns from, unless said otherwise.
pub const TRAIN_ROWS: usize = 2000;
/// How many rows of the test file it is tested on.
pub const TEST_ROWS: usize = 4000;

/// How many other rows of the test file are validation rows.
pub const VALIDATION_ROWS: usize = 2000;

/// The census: the training file, the test file, and the rows of the latter that are mostly used.
pub struct Census {
    pub train: Mixed,
    pub all_test: Mixed,
    pub test: Mixed,
    pub validation: Mixed,
}

pub fn read() -> Result<Census, DataError> {
    let Adult { train, test: all_test } = adult()?;
    let part = |from: usize, rows: usize| all_test.rows(&(from..from + rows).collect::<Vec<_>>());
    let (test, validation) = (part(0, TEST_ROWS), part(TEST_ROWS, VALIDATION_ROWS));
    Ok(Census { train, all_test, test, validation })
}

/// The share of rows with label 1.
pub fn share(rows: &Mixed) -> f64 {
    rows.labels.iter().sum::<usize>() as f64 / rows.labels.len() as f64
}

/// The mean of the recalls of both classes, in percent.
pub fn mean_recall(labels: &[usize], predicted: &[usize]) -> f64 {
    100.0 * recall_score(labels, predicted, Average::Macro, 0.0)
}

impl Census {
    /// This many training rows, drawn without replacement.
    pub fn draw(&self, rows: usize, rng: &mut Rng) -> Mixed {
        self.train.rows(&sample(rng, self.train.labels.len(), rows).into_vec())
    }

    /// This many training rows, and those that were not drawn.
    pub fn draw_and_others(&self, rows: usize, rng: &mut Rng) -> (Mixed, Mixed) {
        let drawn = sample(rng, self.train.labels.len(), rows).into_vec();
        let mut left = vec![true; self.train.labels.len()];
        drawn.iter().for_each(|&row| left[row] = false);
        let others: Vec<usize> = (0..left.len()).filter(|&row| left[row]).collect();
        (self.train.rows(&drawn), self.train.rows(&others))
    }
}

/// Some of the rows, drawn so that a given share of them has label 1.
pub fn rare(from: &Mixed, rows: usize, share: f64, rng: &mut Rng) -> Mixed {
    let positives = (share * rows as f64).round() as usize;
    let mut order: Vec<usize> = (0..from.labels.len()).collect();
    order.shuffle(rng);
    let (rich, poor): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|&row| from.labels[row] == 1);
    let mut chosen = [&rich[..positives], &poor[..rows - positives]].concat();
    chosen.shuffle(rng);
    from.rows(&chosen)
}

/// What is done to quantities, as measured on training rows.
pub type Scale = Box<dyn Fn(&Matrix) -> Matrix>;
/// How that is measured.
pub type Fit = fn(&Matrix) -> Scale;

pub fn standardised(train: &Matrix) -> Scale {
    let scaler = Standardize::fit(train);
    Box::new(move |x| scaler.apply(x))
}

/// Quantities scaled, words one-hot.
pub struct Encoder {
    scale: Scale,
    words: Vec<Categories>,
}

impl Encoder {
    pub fn fit(train: &Mixed, scale: Fit) -> Self {
        let words = train.words.iter().map(|column| Categories::fit(column)).collect();
        Encoder { scale: scale(&train.x), words }
    }

    /// Shape: rows × (quantities + words of all columns).
    pub fn apply(&self, rows: &Mixed) -> Matrix {
        let mut parts = vec![(self.scale)(&rows.x)];
        parts.extend(self.words.iter().zip(&rows.words).map(|(known, column)| known.one_hot(column)));
        let parts: Vec<_> = parts.iter().map(|part| part.view()).collect();
        concatenate(Axis(1), &parts).expect("parts with one row for each row")
    }
}

/// Training and test rows ready for a network.
pub struct Ready {
    pub x: Matrix,
    pub y: Matrix,
    pub test_x: Matrix,
    pub test_labels: Vec<usize>,
}

/// Encodes both parts as the training rows ask for.
pub fn ready(train: &Mixed, test: &Mixed, scale: Fit) -> Ready {
    let encoder = Encoder::fit(train, scale);
    Ready {
        x: encoder.apply(train),
        y: column(&train.labels),
        test_x: encoder.apply(test),
        test_labels: test.labels.clone(),
    }
}
