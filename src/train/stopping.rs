//! Early stopping beside a training.

use super::callback::watched;
use super::{Callback, EarlyStopping, Moment, Network, Training};
use crate::state::fits_params;
use crate::{ParamId, Params, Real, State, StateError, Stateful};
use std::ops::ControlFlow;

/// Ends a training when the loss has not improved for a while, and knows the network as it was at the lowest loss: the
/// validation loss if there are validation rows.
///
/// The best network is the parameters *and* what the network keeps beside them: weights from one epoch with running
/// statistics from another are a network that never was. It is put back when asked for, not when training ends, so that
/// the training can still go on from where it stood.
///
/// ```
/// let stopping = neural::train::StopEarly::new(20);
/// assert_eq!((stopping.best(), stopping.is_over()), (None, false)); // has seen no epoch yet
/// ```
pub struct StopEarly {
    rule: EarlyStopping,
    network: State,
}

impl StopEarly {
    /// Ends the training after `patience` epochs in a row that are no improvement.
    ///
    /// # Panics
    /// If `patience` is 0.
    #[track_caller]
    pub fn new(patience: usize) -> Self {
        StopEarly { rule: EarlyStopping::new(patience), network: State::default() }
    }

    /// Whether the patience is used up.
    pub fn is_over(&self) -> bool {
        self.rule.is_over()
    }

    /// The lowest loss so far; `None` before the first.
    pub fn best(&self) -> Option<Real> {
        self.rule.best()
    }

    /// Gives the network back what it had at the lowest loss.
    ///
    /// # Errors
    /// If that was another network.
    pub fn restore<N: Network>(&self, training: &mut Training<N>) -> Result<(), StateError> {
        if self.best().is_some() {
            self.fits(&training.params, &training.network.state())?;
            training.network.replace_state(&self.network)?;
            self.rule.restore(&mut training.params);
        }
        Ok(())
    }
}

impl Callback for StopEarly {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        let before = self.best();
        let over = self.rule.observe(watched(now), now.params);
        if self.best() != before {
            self.network = now.network.state();
        }
        if over { ControlFlow::Break("early stopping".to_string()) } else { ControlFlow::Continue(()) }
    }

    fn state(&self) -> State {
        let mut state = self.rule.state();
        state.nest("network", self.network.clone());
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let mut rule = state.clone();
        let network = rule.take("network");
        self.rule.set_state(&rule)?;
        self.network = network;
        Ok(())
    }

    fn fits(&self, params: &Params, network: &State) -> Result<(), StateError> {
        if self.best().is_none() {
            return Ok(());
        }
        let state = self.rule.state();
        fits_params(&state, params)?;
        let shape = |id: ParamId| state.reals(&format!("best.{}", id.0), params[id].dim()).map(drop);
        params.ids().try_for_each(shape)?;
        self.network.same_entries(network).map_err(|error| error.within("network"))
    }
}
