//! What is seen while a program trains: how far it is, and Ctrl-C.

use indicatif::{ProgressBar, ProgressStyle};
use neural::train::Moment;
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody has pressed Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C ends the epoch, not the program.
pub fn catch_interrupt() {
    let caught = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    caught.expect("it is set once");
}

/// What a callback returns after an epoch: the end of the training, if somebody has pressed Ctrl-C.
pub fn unless_interrupted() -> ControlFlow<String> {
    if INTERRUPTED.load(Ordering::Relaxed) {
        ControlFlow::Break("Ctrl-C".to_string())
    } else {
        ControlFlow::Continue(())
    }
}

/// How far training is: a bar on a terminal, a line for each epoch elsewhere.
pub struct Progress(ProgressBar);

impl Progress {
    pub fn new(epochs: usize) -> Self {
        let bar =
            if stderr().is_terminal() { ProgressBar::new(epochs as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} epoch {pos} of {len}, {eta} left; {msg}");
        bar.set_style(style.expect("a template that is right"));
        Progress(bar)
    }

    /// Says what an epoch came to; beside a bar there is room for `more`.
    pub fn tell(&self, now: &Moment, line: &str, more: &str) {
        if stderr().is_terminal() {
            self.0.set_position(now.epoch as u64);
            self.0.set_message(format!("{line}{more}"));
        } else {
            println!("epoch {} of {}: {line}", now.epoch, now.epochs);
        }
    }
}
