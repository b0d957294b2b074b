//! What is seen while it trains.

use crate::progress::{Progress, unless_interrupted};
use neural::train::{Callback, Moment};
use std::ops::ControlFlow;

/// Progress in the target's own unit, if it is wanted.
pub struct Watch {
    pub progress: Option<Progress>,
    pub unit: f64,
}

impl Callback for Watch {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        if let (Some(progress), Some(epoch)) = (&self.progress, now.history.last()) {
            let (loss, mae) = epoch.validation.unwrap_or((epoch.loss, epoch.metric));
            let square = self.unit * self.unit;
            let line = format!(
                "loss {:.4}, validation {:.4}, MAE {:.4}, rate {:.0e}",
                epoch.loss * square,
                loss * square,
                mae * self.unit,
                epoch.learning_rate
            );
            progress.tell(now, &line, "");
        }
        unless_interrupted()
    }
}
