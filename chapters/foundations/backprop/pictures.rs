//! The data: XOR's four questions, and the 8×8 digits.

use crate::SIZES;
use ndarray::{Axis, array};
use neural::data::{self, Classification, stratified_split};
use neural::metrics::{accuracy, argmax_rows};
use neural::{Matrix, Rng, loss};

/// Rows to learn from or to be tested on: `x` (n × 64), `y` one-hot (n × 10), and the same classes as
/// numbers.
pub struct Rows {
    pub x: Matrix,
    pub y: Matrix,
    pub labels: Vec<usize>,
}

/// The digits, dealt into rows to learn from and rows to be tested on.
pub struct Digits {
    pub train: Rows,
    pub test: Rows,
}

/// Reads the 8×8 digits, or ends the program with the reason why it cannot.
pub fn read() -> Classification {
    data::digits().unwrap_or_else(|error| {
        eprintln!("backprop: {error}");
        std::process::exit(1)
    })
}

/// Four fifths of the pictures to learn from, a fifth to be tested on; ink as numbers from 0 to 1.
pub fn deal(pictures: &Classification, rng: &mut Rng) -> Digits {
    let split = stratified_split(&pictures.labels, 0.2, rng);
    let part = |rows: &[usize]| {
        let part = pictures.rows(rows);
        Rows { x: part.x / 16.0, y: loss::one_hot(&part.labels, SIZES[2]), labels: part.labels }
    };
    Digits { train: part(&split.train), test: part(&split.test) }
}

/// Some of these rows.
pub fn part(rows: &Rows, chosen: &[usize]) -> Rows {
    let (x, y) = take(rows, chosen);
    Rows { x, y, labels: chosen.iter().map(|&row| rows.labels[row]).collect() }
}

/// The four questions of XOR and their answers.
pub fn xor() -> (Matrix, Matrix) {
    (array![[0., 0.], [0., 1.], [1., 0.], [1., 1.]], array![[0.], [1.], [1.], [0.]])
}

/// The rows of `x` and `y` that a batch names.
pub fn take(rows: &Rows, batch: &[usize]) -> (Matrix, Matrix) {
    (rows.x.select(Axis(0), batch), rows.y.select(Axis(0), batch))
}

/// The share of rows whose class got the largest weighted sum in `z` (n × K). NaN when a weighted sum is NaN:
/// then training has failed, and nothing is the largest.
pub fn share_right(z: &Matrix, rows: &Rows) -> f64 {
    if z.iter().any(|z| z.is_nan()) { f64::NAN } else { accuracy(&rows.labels, &argmax_rows(z)) }
}
