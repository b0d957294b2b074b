//! The program of the chapter `backprop`.

use neural::report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    let report = Report::from_args("backprop");
    report.finish()
}
