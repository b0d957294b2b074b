//! The program of the chapter `activations`.

#[path = "activations/dead.rs"]
mod dead;
#[path = "activations/depth.rs"]
mod depth;
#[path = "activations/digits.rs"]
mod digits;
#[path = "activations/table.rs"]
mod table;

use neural::data::DataError;
use neural::report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("activations");
    let pictures = neural::data::digits()?;
    depth::twenty_layers(&mut report, &pictures);
    dead::against_the_rate(&mut report, &pictures);
    Ok(report.finish())
}
