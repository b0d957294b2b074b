//! A function of ten features with noise, of which everything is known.

use neural::data::Regression;
use neural::{Matrix, Real, Rng};
use rand::RngExt;
use rand_distr::StandardNormal;

/// How many features a row has; the function looks at the first six.
pub const FEATURES: usize = 10;

/// The standard deviation of the noise.
pub const NOISE: f64 = 0.2;

/// The variance of the noise: no prediction has a lower expected square error.
pub const FLOOR: f64 = NOISE * NOISE;

/// The variance of the targets, term by term as the page works it out: what predicting their mean gets.
pub const VARIANCE: f64 = 0.2 * 0.2 * 2.0 + 0.3 * 0.3 + 0.5 * 0.5 + 0.1 * 0.1 * 3.0 + FLOOR;

/// What the best straight line gets: it explains the term of x₄, and of x₅·x₆² the part 1·x₅.
pub const LINE: f64 = VARIANCE - 0.5 * 0.5 - 0.1 * 0.1;

/// What is to be learned, without the noise.
pub fn truth(x: &[f64]) -> f64 {
    0.2 * x[0].powi(2) + 0.3 * x[1] * x[2] - 0.5 * x[3] + 0.1 * x[4] * x[5].powi(2)
}

/// So many rows with standard normal features; the target is the truth with noise.
pub fn rows(n: usize, rng: &mut Rng) -> Regression {
    let (mut x, mut y) = (Matrix::zeros((n, FEATURES)), Matrix::zeros((n, 1)));
    for (mut features, target) in x.rows_mut().into_iter().zip(&mut y) {
        let row: [f64; FEATURES] = std::array::from_fn(|_| rng.sample(StandardNormal));
        features.iter_mut().zip(row).for_each(|(feature, value)| *feature = value as Real);
        *target = (truth(&row) + NOISE * rng.sample::<f64, _>(StandardNormal)) as Real;
    }
    let features = (1..=FEATURES).map(|i| format!("x{i}")).collect();
    Regression { x, y, features, target: "y".to_string() }
}
