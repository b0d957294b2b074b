//! The penguins as tasks for a neuron.

use ndarray::{Array1, Axis};
use neural::data::{Classification, Standardize};
use neural::{Matrix, Real};
use report::Report;
use report::plot::Chart;

pub const MEASUREMENTS: [&str; 4] = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
pub const PAIRS: [[&str; 2]; 3] = [["Adelie", "Gentoo"], ["Chinstrap", "Gentoo"], ["Adelie", "Chinstrap"]];

/// The bill's depth and the body's mass: enough to tell Adelies from Gentoos.
pub const TWO: [&str; 2] = [MEASUREMENTS[1], MEASUREMENTS[3]];

/// How many birds there are.
pub fn count(report: &mut Report, birds: &Classification) {
    report.value("birds", birds.labels.len());
    report.value("dropped", birds.dropped);
}

/// Two species as a task: measurements (birds × k) and targets (birds × 1), 1 for the second
/// species.
pub fn task(birds: &Classification, species: [&str; 2], measurements: &[&str]) -> (Matrix, Matrix) {
    let two = birds.keep_classes(&species).columns(measurements);
    let y = two.labels.iter().map(|&label| label as Real).collect::<Array1<Real>>();
    (two.x, y.insert_axis(Axis(1)))
}

/// As [`task`], each measurement in standard deviations from its mean.
pub fn scaled_task(birds: &Classification, species: [&str; 2], measurements: &[&str]) -> (Matrix, Matrix) {
    let (x, y) = task(birds, species, measurements);
    (Standardize::fit(&x).apply(&x), y)
}

/// The places of the birds with target `class`, for a chart of two measurements.
pub fn places(x: &Matrix, y: &Matrix, class: Real) -> Vec<[Real; 2]> {
    (0..y.nrows()).filter(|&i| y[[i, 0]] == class).map(|i| [x[[i, 0]], x[[i, 1]]]).collect()
}

/// The plane of depth and mass in standard deviations, for one of two panels; one bird of `n`.
pub fn plane<'a>(title: &str, x: &Matrix, y: &Matrix, n: usize) -> Chart<'a> {
    Chart::new("bill depth (standard deviations)", "body mass (s. d.)")
        .title(title)
        .height(400.0) // which makes the plane square
        .x_range(-3, 3)
        .y_range(-3, 3)
        .scatter("Adelie", places(x, y, 0.0).into_iter().step_by(n))
        .scatter("Gentoo", places(x, y, 1.0).into_iter().step_by(n))
}
