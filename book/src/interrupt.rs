//! Ctrl-C: the first ends the work in order, the second at once.

use anyhow::{Context as _, Result};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a program's exit code is when the reader interrupted it.
pub const CODE: u8 = 130;

/// Calls `end` at the first Ctrl-C (or when the system asks the program to end); a second one leaves at once.
///
/// # Errors
/// When it was called before.
pub fn on(end: impl Fn() + Send + 'static) -> Result<()> {
    let again = AtomicBool::new(false);
    let handler = move || match again.swap(true, Ordering::SeqCst) {
        false => end(),
        true => process::exit(CODE.into()),
    };
    ctrlc::set_handler(handler).context("cannot listen for Ctrl-C")
}
