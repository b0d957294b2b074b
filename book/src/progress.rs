//! What the reader sees while the builder works: a bar on a terminal, plain lines otherwise.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Says what is being done and how far it is.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// A bar that moves.
    Bar,
    /// A line for each step.
    Lines,
    /// Nothing: for tests.
    Silent,
}

impl Progress {
    /// A bar if a person watches, lines if the output goes elsewhere.
    pub fn for_output() -> Self {
        if std::io::stdout().is_terminal() { Self::Bar } else { Self::Lines }
    }

    /// Announces a step.
    pub fn say(self, what: &str) {
        if !matches!(self, Self::Silent) {
            println!("{what}");
        }
    }

    /// Begins `total` things to be done together, called `what`.
    pub fn begin(self, what: &str, total: usize) -> Steps {
        let bar = matches!(self, Self::Bar).then(|| {
            let bar = ProgressBar::new(total as u64).with_message(what.to_string());
            let style = ProgressStyle::with_template("{msg} [{bar:24}] {pos}/{len} {wide_msg:.dim}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        if matches!(self, Self::Lines) {
            println!("{what} ({total})");
        }
        Steps { progress: self, bar }
    }
}

/// Things that are being done together.
pub struct Steps {
    progress: Progress,
    bar: Option<ProgressBar>,
}

impl Steps {
    /// One more is done; `what` says which, and how it went.
    pub fn done(&self, what: &str) {
        match &self.bar {
            Some(bar) => {
                bar.println(format!("  {what}"));
                bar.inc(1);
            }
            None => self.progress.say(&format!("  {what}")),
        }
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
