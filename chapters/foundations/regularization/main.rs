//! The program of the chapter `regularization`: overfitting seen, what each cure against it does to
//! the function that is learned, and what it is worth.

mod confidence;
mod digits;
mod limits;
mod one_input;
mod opening;
#[path = "../../shared/parts.rs"]
mod parts;
mod penalties;
mod pictures;
mod race;
mod silence;
#[path = "../../shared/small_digits.rs"]
mod small_digits;
mod small_weights;
mod stopping;
mod strengths;
mod thinned;
mod verdict;

use neural::data::DataError;
use neural::trials::Spread;
use report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("regularization");
    let digits = small_digits::read(0.1)?;
    let race = race::run_all(&mut report, &digits);
    race::setting(&mut report, &digits, &race);
    opening::by_heart(&mut report, &digits, &race);
    small_weights::weight_decay(&mut report);
    penalties::neighbours(&mut report);
    penalties::decay(&mut report, &digits);
    thinned::thinned(&mut report);
    silence::four_masks(&mut report);
    silence::modes(&mut report, &digits, &race);
    stopping::leash(&mut report);
    stopping::noise_comes_later(&mut report, &digits);
    stopping::patience(&mut report, &digits);
    pictures::shown(&mut report, &digits);
    pictures::kinds(&mut report, &digits, &race);
    pictures::robustness(&mut report, &digits, &race);
    pictures::more_data(&mut report, &digits, &race);
    pictures::time(&mut report, &digits, &race);
    verdict::verdict(&mut report, &digits, &race);
    penalties::zeros(&mut report, &digits, &race);
    penalties::histograms(&mut report, &race);
    limits::norms(&mut report, &digits, &race);
    limits::widths(&mut report, &digits);
    confidence::smoothing(&mut report, &digits, &race);
    race::table(&mut report, &race);
    race::calibration_table(&mut report, &digits, &race);
    strengths::strengths(&mut report, &digits, &race);
    strengths::ensemble(&mut report, &digits);
    Ok(report.finish())
}

/// Mean and deviation of what several seeds gave, as a piece of a table.
fn told(seen: impl IntoIterator<Item = f64>, decimals: usize) -> String {
    format!("{:.decimals$}", Spread::of(seen))
}
