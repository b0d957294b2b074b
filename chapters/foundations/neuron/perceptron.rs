//! Rosenblatt's perceptron: threshold units, the rule that corrects them, and training.

use ndarray::{ArrayView2, s};
use neural::activation::step;
use neural::{Matrix, MatrixRef, Real, Rng, affine, matmul, rng};
use rand::seq::SliceRandom;
use report::Report;

/// A layer of threshold units: each fires, 1, where its weighted sum reaches 0, and rests, 0,
/// where not.
pub struct Perceptron {
    pub w: Matrix, // inputs × units
    pub b: Matrix, // 1 × units
}

impl Perceptron {
    pub fn zeros(inputs: usize, units: usize) -> Self {
        Self { w: Matrix::zeros((inputs, units)), b: Matrix::zeros((1, units)) }
    }

    /// The weighted sum of each unit for each row of `x`: rows × units.
    pub fn sums(&self, x: &MatrixRef) -> Matrix {
        affine(x, &self.w, &self.b)
    }

    /// What each unit answers to each row of `x`: rows × units.
    pub fn answers(&self, x: &MatrixRef) -> Matrix {
        self.sums(x).mapv(step)
    }

    /// Rosenblatt's rule for one example, `x` (1 × inputs) with targets `y` (1 × units): was it a
    /// mistake?
    pub fn correct(&mut self, x: &MatrixRef, y: &MatrixRef, rate: Real) -> bool {
        let error = y.to_owned() - self.answers(x); // 1 × units; each entry −1, 0 or 1
        let mistake = error.iter().any(|&e| e != 0.0);
        if mistake {
            self.w.scaled_add(rate, &matmul(x.t(), error.view())); // xᵀ: inputs × 1
            self.b.scaled_add(rate, &error);
        }
        mistake
    }
}

/// What came of training: the layer, and for each epoch the rows that were mistaken, in order.
pub struct Training {
    pub layer: Perceptron,
    pub epochs: Vec<Vec<usize>>,
}

impl Training {
    pub fn mistakes(&self) -> usize {
        self.epochs.iter().map(Vec::len).sum()
    }

    /// Whether an epoch passed without a mistake: nothing can change any more.
    pub fn settled(&self) -> bool {
        self.epochs.last().is_some_and(Vec::is_empty)
    }

    /// Mistakes of each epoch, for a chart.
    pub fn curve(&self) -> impl Iterator<Item = (usize, usize)> {
        self.epochs.iter().enumerate().map(|(epoch, mistaken)| (epoch + 1, mistaken.len()))
    }
}

/// Shows all rows again and again, each epoch in a new order, until one passes without a mistake.
pub fn train(x: &Matrix, y: &Matrix, most_epochs: usize, rate: Real, rng: &mut Rng) -> Training {
    let layer = Perceptron::zeros(x.ncols(), y.ncols());
    let mut training = Training { layer, epochs: Vec::new() };
    let mut order: Vec<usize> = (0..x.nrows()).collect();
    while training.epochs.len() < most_epochs && !training.settled() {
        order.shuffle(rng);
        let mut mistaken = order.clone();
        mistaken.retain(|&i| training.layer.correct(&row(x, i), &row(y, i), rate));
        training.epochs.push(mistaken);
    }
    training
}

/// One run for each of the report's seeds.
pub fn five_runs(report: &Report, x: &Matrix, y: &Matrix, most_epochs: usize) -> Vec<Training> {
    report.seeds().map(|seed| train(x, y, most_epochs, 1.0, &mut rng(seed))).collect()
}

/// Row `i` as a matrix of one row.
pub fn row(x: &Matrix, i: usize) -> ArrayView2<'_, Real> {
    x.slice(s![i..=i, ..])
}
