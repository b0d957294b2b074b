//! What is seen while it trains: progress, and the classes predicted.

use crate::progress::{Progress, unless_interrupted};
use neural::metrics::argmax_rows;
use neural::train::{Callback, Epoch, Moment};
use neural::{Entry, State, StateError};
use std::ops::ControlFlow;

/// Progress and the distribution of the predicted classes, epoch after epoch.
pub struct Watch {
    classes: usize,
    /// For each epoch, how many test rows each class was predicted for.
    pub counts: Vec<Vec<usize>>,
    progress: Option<Progress>,
}

impl Watch {
    /// Watches in silence.
    pub fn silent(classes: usize) -> Self {
        Watch { classes, counts: Vec::new(), progress: None }
    }

    /// Watches aloud.
    pub fn new(classes: usize, epochs: usize) -> Self {
        Watch { progress: Some(Progress::new(epochs)), ..Watch::silent(classes) }
    }

    fn tell(&self, now: &Moment) {
        let (Some(progress), Some(epoch)) = (&self.progress, now.history.last()) else { return };
        let predicted = self.counts.last().map_or(String::new(), |counts| bars(counts));
        progress.tell(now, &line(epoch), &format!("; predicted {predicted}"));
    }
}

/// What an epoch came to, in a line.
pub fn line(epoch: &Epoch) -> String {
    let mut line = format!("cost {:.4}, train {:.2} %", epoch.loss, 100.0 * epoch.metric);
    if let Some((_, accuracy)) = epoch.validation {
        line += &format!(", test {:.2} %", 100.0 * accuracy);
    }
    line
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
        unless_interrupted()
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
