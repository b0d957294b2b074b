//! The program of the chapter `losses`.

use neural::report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    let report = Report::from_args("losses");
    report.finish()
}
