//! Rows of the census as features.

use ndarray::{Axis, concatenate};
use neural::data::{Adult, Categories, DataError, Mixed, Standardize, adult};
use neural::{Matrix, Rng};
use rand::seq::index::sample;

use crate::network::column;

/// How many rows a network learns from, unless said otherwise.
pub const TRAIN_ROWS: usize = 2000;
/// How many rows of the test file it is tested on.
pub const TEST_ROWS: usize = 4000;

/// The census, with the test rows that are used.
pub struct Census {
    pub train: Mixed,
    pub test: Mixed,
}

pub fn read() -> Result<Census, DataError> {
    let Adult { train, test } = adult()?;
    Ok(Census { train, test: test.rows(&(0..TEST_ROWS).collect::<Vec<_>>()) })
}

impl Census {
    /// This many training rows, drawn without replacement.
    pub fn draw(&self, rows: usize, rng: &mut Rng) -> Mixed {
        self.train.rows(&sample(rng, self.train.labels.len(), rows).into_vec())
    }
}

/// What is done to quantities, as measured on training rows.
pub type Scale = Box<dyn Fn(&Matrix) -> Matrix>;

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
    pub fn fit(train: &Mixed, scale: fn(&Matrix) -> Scale) -> Self {
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
    pub labels: Vec<usize>,
    pub test_x: Matrix,
    pub test_labels: Vec<usize>,
}

/// Encodes both parts as the training rows ask for.
pub fn ready(train: &Mixed, test: &Mixed, scale: fn(&Matrix) -> Scale) -> Ready {
    let encoder = Encoder::fit(train, scale);
    Ready {
        x: encoder.apply(train),
        y: column(&train.labels),
        labels: train.labels.clone(),
        test_x: encoder.apply(test),
        test_labels: test.labels.clone(),
    }
}
