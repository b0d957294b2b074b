//! What is seen while it trains.

use crate::progress::{Progress, unless_interrupted};
use neural::Real;
use neural::train::{Callback, Epoch, Moment};
use std::ops::ControlFlow;

/// Progress in the target's own unit, if it is wanted.
pub struct Watch {
    pub progress: Option<Progress>,
    pub unit: f64,
}

/// What the last of these epochs came to, in the target's own unit, and what the callbacks made of it.
pub fn line(history: &[Epoch], unit: f64) -> String {
    let (epoch, before) = history.split_last().expect("an epoch was made");
    let (loss, mae) = epoch.validation.unwrap_or((epoch.loss, epoch.metric));
    let (training, validation) = (epoch.loss * unit * unit, loss * unit * unit);
    let rate = epoch.learning_rate;
    let mut line =
        format!("loss {training:.4}, validation {validation:.4}, MAE {:.4}, rate {rate:.1e}", mae * unit);
    if before.last().is_some_and(|last| last.learning_rate > rate) {
        line += " (lowered)";
    }
    let watched = |epoch: &Epoch| epoch.validation.map_or(epoch.loss, |(loss, _)| loss) as Real;
    if before.iter().all(|earlier| watched(epoch) < watched(earlier)) {
        line += ", best so far";
    }
    line
}

impl Callback for Watch {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        if let Some(progress) = &self.progress {
            progress.tell(now, &line(now.history, self.unit), "");
        }
        unless_interrupted()
    }
}
