//! Pictures of digits, dealt into parts.

use ndarray::Axis;
use neural::Matrix;
use neural::loss::one_hot;

/// Pictures, one a row, and what they show.
pub struct Part {
    pub x: Matrix, // n × pixels
    pub y: Matrix, // n × 10, one-hot
    pub labels: Vec<usize>,
}

/// Rows to learn from, rows to choose settings by, rows to be tested on.
pub struct Digits {
    pub train: Part,
    pub choose: Part,
    pub test: Part,
}

impl Part {
    pub fn new(x: Matrix, labels: Vec<usize>) -> Self {
        Part { x, y: one_hot(&labels, 10), labels }
    }

    /// These rows as a part of their own.
    pub fn rows(&self, rows: &[usize]) -> Self {
        let labels = rows.iter().map(|&row| self.labels[row]).collect();
        Part { x: self.x.select(Axis(0), rows), y: self.y.select(Axis(0), rows), labels }
    }
}
