//! Builds, checks and serves the book.

use std::process::ExitCode;

fn main() -> ExitCode {
    book::cli::run()
}
