//! The program of the chapter `regularization`: over-fitting seen, and what each cure against it is worth.

mod confidence;
mod digits;
mod limits;
mod opening;
#[path = "../../shared/parts.rs"]
mod parts;
mod penalties;
mod pictures;
mod race;
mod silence;
#[path = "../../shared/small_digits.rs"]
mod small_digits;
mod stopping;

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
    penalties::decay(&mut report, &digits);
    penalties::zeros(&mut report, &digits, &race);
    penalties::histograms(&mut report, &race);
    limits::norms(&mut report, &digits, &race);
    limits::widths(&mut report, &digits);
    silence::expectation(&mut report, &digits);
    silence::wrong_modes(&mut report, &digits, &race);
    stopping::patience(&mut report, &digits);
    pictures::shown(&mut report, &digits);
    pictures::kinds(&mut report, &digits, &race);
    pictures::more_data(&mut report, &digits, &race);
    confidence::smoothing(&mut report, &digits, &race);
    race::table(&mut report, &race);
    race::calibration_table(&mut report, &digits, &race);
    Ok(report.finish())
}

/// Mean and deviation of what several seeds gave, as a piece of a table.
fn told(seen: impl IntoIterator<Item = f64>, decimals: usize) -> String {
    format!("{:.decimals$}", Spread::of(seen))
}
