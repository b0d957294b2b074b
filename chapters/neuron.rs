//! The program of the chapter `neuron`.

use neural::report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    let report = Report::from_args("neuron");
    report.finish()
}
