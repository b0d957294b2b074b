//! The program of the chapter `evaluation`: what a score says, what it hides, and how to come by one that is true.

mod classes;
mod curves;
mod folds;
mod leaks;
mod mistakes;
mod network;
mod rankings;
mod sun;
mod sureness;
mod wines;
mod years;

use neural::Real;
use neural::data::{DataError, breast_cancer, digits, mnist, sunspots, wine_quality};
use report::Report;
use std::process::ExitCode;

/// The share of rows that single splits keep for testing.
const TEST_SHARE: f64 = 0.25;
/// How sure the intervals are to be.
const LEVEL: f64 = 0.95;
/// How many times an interval draws the test rows anew.
const RESAMPLES: usize = 1000;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("evaluation");
    let all_wines = wine_quality()?;
    let wines = wines::distinct(&all_wines);
    let samples = breast_cancer()?.keep_classes(&["benign", "malignant"]); // a malignant sample is a 1
    let sun: Vec<Real> = sunspots()?.y.into_raw_vec_and_offset().0;

    wines::nothing_found(&mut report, &wines);
    wines::thresholds(&mut report, &wines);
    wines::chosen_thresholds(&mut report, &wines);
    classes::three_grades(&mut report, &wines);
    classes::one_column(&mut report, &samples);
    rankings::rankings(&mut report, &wines, &samples);
    sun::sun_forecasts(&mut report, &sun);
    folds::single_splits(&mut report, &samples);
    folds::rare_class(&mut report, &wines);
    folds::left_out(&mut report);
    leaks::twins(&mut report, &all_wines);
    leaks::dice(&mut report, &samples);
    leaks::scaled_first(&mut report, &samples);
    years::years(&mut report, &sunspots()?.x, &sun);
    sureness::intervals(&mut report, &wines, &samples, &sun);
    sureness::other_splits(&mut report, &wines);
    curves::learning_curve(&mut report, &digits()?);
    curves::validation_curve(&mut report, &sun);
    mistakes::wrong_digits(&mut report, &mnist()?);
    Ok(report.finish())
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn mean<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    let (sum, count) = numbers.into_iter().fold((0.0, 0), |(sum, count), number| (sum + number, count + 1));
    sum / f64::from(count)
}

/// The mean, and from where to where they go.
fn spread(numbers: &[f64]) -> String {
    format!("{:.2} ({:.2} to {:.2})", mean(numbers), least(numbers), greatest(numbers))
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::INFINITY, |least, number| number.min(least))
}

fn greatest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::NEG_INFINITY, |greatest, number| number.max(greatest))
}
