//! What is seen while it trains: progress, and Ctrl-C.

use indicatif::{ProgressBar, ProgressStyle};
use neural::train::{Callback, Moment};
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

/// Progress, in the target's own unit.
pub struct Watch {
    /// A bar on a terminal, a line for each epoch elsewhere.
    pub aloud: bool,
    unit: f64,
    bar: ProgressBar,
}

impl Watch {
    pub fn new(epochs: usize, unit: f64) -> Self {
        let bar =
            if stderr().is_terminal() { ProgressBar::new(epochs as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} epoch {pos} of {len}, {eta} left; {msg}");
        bar.set_style(style.expect("a template that is right"));
        Watch { aloud: false, unit, bar }
    }
}

impl Callback for Watch {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        if let Some(epoch) = now.history.last().filter(|_| self.aloud) {
            let (loss, mae) = epoch.validation.unwrap_or((epoch.loss, epoch.metric));
            let square = self.unit * self.unit;
            let line = format!(
                "loss {:.4}, validation {:.4}, MAE {:.4}, rate {:.0e}",
                epoch.loss * square,
                loss * square,
                mae * self.unit,
                epoch.learning_rate
            );
            if stderr().is_terminal() {
                self.bar.set_position(now.epoch as u64);
                self.bar.set_message(line);
            } else {
                println!("epoch {} of {}: {line}", now.epoch, now.epochs);
            }
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            ControlFlow::Break("Ctrl-C".to_string())
        } else {
            ControlFlow::Continue(())
        }
    }
}
