//! What happens beside the steps: schedules, early stopping, progress.

use super::Epoch;
use crate::optim::{Optimizer, ReduceOnPlateau};
use crate::{Matrix, Params, Real, State, StateError, Stateful};
use std::ops::ControlFlow;

/// Where a training stands, and what a callback may change.
pub struct Moment<'m> {
    /// What is learned.
    pub params: &'m mut Params,
    /// What else the network keeps: running statistics.
    pub network: &'m mut dyn Stateful,
    /// The rule for the steps.
    pub optimizer: &'m mut dyn Optimizer,
    /// Epochs made.
    pub epoch: usize,
    /// Epochs of the plan.
    pub epochs: usize,
    /// Steps made in all epochs.
    pub step: usize,
    /// Steps of one epoch.
    pub steps_per_epoch: usize,
    /// The epochs made.
    pub history: &'m [Epoch],
    /// After an epoch in which they were measured: the outputs for the validation rows.
    pub outputs: Option<&'m Matrix>,
}

/// Something that accompanies a training.
pub trait Callback {
    /// Before each step.
    fn before_step(&mut self, _: &mut Moment) {}

    /// After each epoch; `Break` ends the training, with the reason.
    fn after_epoch(&mut self, _: &mut Moment) -> ControlFlow<String> {
        ControlFlow::Continue(())
    }

    /// What it must remember when training is continued later.
    fn state(&self) -> State {
        State::default()
    }

    /// Puts back what [`Callback::state`] returned.
    ///
    /// # Errors
    /// If something is missing or has another shape.
    fn set_state(&mut self, _: &State) -> Result<(), StateError> {
        Ok(())
    }

    /// Whether what it remembers can belong to a training of these parameters, and of a network
    /// with this state.
    ///
    /// # Errors
    /// If something has another shape.
    fn fits(&self, _: &Params, _: &State) -> Result<(), StateError> {
        Ok(())
    }
}

/// A schedule: before step `t`, counted from 0, η is `learning_rate · factor(t)`.
pub struct Scheduled<F: Fn(usize) -> Real> {
    /// η where the factor is 1.
    pub learning_rate: Real,
    /// One of [`crate::optim::schedule`], or several multiplied.
    pub factor: F,
}

/// Nothing to remember: a schedule's position is the number of the step.
impl<F: Fn(usize) -> Real> Callback for Scheduled<F> {
    fn before_step(&mut self, now: &mut Moment) {
        *now.optimizer.learning_rate() = self.learning_rate * (self.factor)(now.step);
    }
}

/// Lets η fall when the loss no longer does: the validation loss if there are validation rows.
pub struct OnPlateau {
    /// η before the first fall.
    pub learning_rate: Real,
    /// When it falls, and how far.
    pub rule: ReduceOnPlateau,
}

impl Callback for OnPlateau {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        *now.optimizer.learning_rate() = self.learning_rate * self.rule.factor(watched(now));
        ControlFlow::Continue(())
    }

    fn state(&self) -> State {
        self.rule.state()
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        self.rule.set_state(state)
    }
}

/// The loss to judge an epoch by: on the validation rows where they were measured, else on the training rows.
pub(super) fn watched(now: &Moment) -> Real {
    let epoch = now.history.last().expect("an epoch was made");
    epoch.validation.map_or(epoch.loss, |(loss, _)| loss) as Real
}
