//! What is seen while it trains: progress, the classes predicted, and Ctrl-C.

use indicatif::{ProgressBar, ProgressStyle};
use neural::metrics::argmax_rows;
use neural::train::{Callback, Moment};
use neural::{Entry, State, StateError};
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

/// Progress and the distribution of the predicted classes, epoch after epoch.
pub struct Watch {
    classes: usize,
    /// For each epoch, how many test rows each class was predicted for.
    pub counts: Vec<Vec<usize>>,
    bar: Option<ProgressBar>,
}

impl Watch {
    /// Watches in silence.
    pub fn silent(classes: usize) -> Self {
        Watch { classes, counts: Vec::new(), bar: None }
    }

    /// Watches aloud: a bar on a terminal, a line for each epoch elsewhere.
    pub fn new(classes: usize, epochs: usize) -> Self {
        let bar =
            if stderr().is_terminal() { ProgressBar::new(epochs as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} epoch {pos} of {len}, {eta} left; {msg}");
        bar.set_style(style.expect("a template that is right"));
        Watch { bar: Some(bar), ..Watch::silent(classes) }
    }

    fn tell(&self, now: &Moment) {
        let (Some(bar), Some(epoch)) = (&self.bar, now.history.last()) else { return };
        let mut line = format!("cost {:.4}, train {:.2} %", epoch.loss, 100.0 * epoch.metric);
        if let Some((_, accuracy)) = epoch.validation {
            line += &format!(", test {:.2} %", 100.0 * accuracy);
        }
        if stderr().is_terminal() {
            bar.set_position(now.epoch as u64);
            bar.set_message(format!(
                "{line}; predicted {}",
                self.counts.last().map_or(String::new(), |c| bars(c))
            ));
        } else {
            println!("epoch {} of {}: {line}", now.epoch, now.epochs);
        }
    }
}

/// A bar of text for each class, as high as its share, full at twice an even share.
pub fn bars(counts: &[usize]) -> String {
    let even = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let bar = |&count: &usize| {
        ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'][((count as f64 / even * 4.0) as usize).min(7)]
    };
    counts.iter().map(bar).collect()
}

impl Callback for Watch {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        if let Some(outputs) = now.outputs {
            let mut counts = vec![0; self.classes];
            argmax_rows(outputs).into_iter().for_each(|class| counts[class] += 1);
            self.counts.push(counts);
        }
        self.tell(now);
        if INTERRUPTED.load(Ordering::Relaxed) {
            ControlFlow::Break("Ctrl-C".to_string())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn state(&self) -> State {
        let mut state = State::default();
        let counts = self.counts.iter().flatten().map(|&count| count as f64);
        state.put("counts", Entry::Measures(counts.collect()));
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let counts: Vec<usize> = state.measures("counts")?.iter().map(|&count| count as usize).collect();
        self.counts = counts.chunks_exact(self.classes).map(<[usize]>::to_vec).collect();
        Ok(())
    }
}
