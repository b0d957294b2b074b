//! The program of the chapter `evaluation`: what a score says, what it hides, and how to come by
//! one that is true.

mod classes;
mod curves;
mod folds;
mod intervals;
mod leaks;
mod mistakes;
mod network;
mod rankings;
mod sun;
mod ten;
mod twins;
mod wines;
mod years;

use neural::Real;
use neural::data::{DataError, breast_cancer, digits, mnist, sunspots, wine_quality};
use report::Report;
use std::process::ExitCode;

/// The share of rows that single splits keep for testing.
const TEST_SHARE: f64 = 0.25;
/// The share of resamples that an interval holds.
const LEVEL: f64 = 0.95;
/// How many times an interval draws the test rows anew.
const RESAMPLES: usize = 1000;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("evaluation");
    let all_wines = wine_quality()?;
    let wines = twins::distinct(&all_wines);
    let samples = breast_cancer()?.keep_classes(&["benign", "malignant"]); // malignant is 1
    let sun: Vec<Real> = sunspots()?.y.into_raw_vec_and_offset().0;
    report.value("level", format!("{:.0} %", 100.0 * LEVEL));

    // The core page.
    wines::nothing_found(&mut report, &wines);
    ten::ten_wines(&mut report);
    wines::thresholds(&mut report, &wines);
    wines::chosen_thresholds(&mut report, &wines);
    rankings::rankings(&mut report, &wines, &samples);
    classes::three_grades(&mut report, &wines);
    classes::one_column(&mut report, &samples);
    // Forecasts.
    sun::sun_forecasts(&mut report, &sun);
    // Leaks.
    leaks::dice(&mut report, &samples);
    leaks::scaled_first(&mut report, &samples);
    twins::twins(&mut report, &all_wines);
    years::years(&mut report, &sun);
    // How far a score can be believed.
    intervals::intervals(&mut report, &wines, &samples, &sun);
    intervals::other_splits(&mut report, &wines);
    folds::single_splits(&mut report, &samples);
    folds::rare_class(&mut report, &wines);
    folds::left_out(&mut report);
    // More rows, or another network?
    curves::learning_curves(&mut report, &digits()?);
    curves::validation_curve(&mut report, &sun);
    mistakes::digits_read(&mut report, &mnist()?);
    Ok(report.finish())
}

/// A share as a percentage, without its sign: for a column that names the unit.
fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn mean<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    let add = |(sum, count), number: &f64| (sum + number, count + 1);
    let (sum, count) = numbers.into_iter().fold((0.0, 0), add);
    sum / f64::from(count)
}

/// The mean, and the least and the greatest of the numbers.
fn spread(numbers: &[f64]) -> String {
    format!("{:.2} ({:.2}–{:.2})", mean(numbers), least(numbers), greatest(numbers))
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::INFINITY, |least, number| number.min(least))
}

fn greatest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::NEG_INFINITY, |greatest, number| number.max(greatest))
}
