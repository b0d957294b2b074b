use crate::Problem;
use std::process::ExitCode;
pub fn run() -> Result<ExitCode, Problem> {
    todo!()
}
