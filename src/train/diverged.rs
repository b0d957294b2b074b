//! Numbers that are none any more: when, where first, and what to try.

use super::Network;
use crate::tape::Origin;
use crate::{ParamId, Params, Real, Tape};

/// The loss, or a weight, became infinite or NaN.
///
/// Weights are looked at, too, because a loss is found before the step that spoils them.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "training broke down in epoch {epoch}, step {step}, with a loss of {loss}: {place}; the largest weight was \
     {largest:e}. Try a learning \
     rate a tenth as large, scaled inputs, or clipped gradients"
)]
pub struct Diverged {
    /// The loss of that step.
    pub loss: Real,
    /// The epoch, counted from 1.
    pub epoch: usize,
    /// The step in all epochs, counted from 1.
    pub step: usize,
    /// Where the first number stands that is not finite.
    pub place: String,
    /// The largest weight, without its sign.
    pub largest: Real,
}

impl Diverged {
    /// Looks along the tape for the first value that is not finite: the order of the tape is that of the computation.
    pub(super) fn find(tape: &Tape, loss: Real, network: &impl Network, epoch: usize, step: usize) -> Self {
        let (mut place, mut last, mut largest) = (None, None, 0.0);
        for node in tape.nodes.borrow().iter() {
            if let Origin::Param(id) = node.origin {
                last = Some(id);
                largest = node.value.iter().fold(largest, |largest: Real, w| largest.max(w.abs()));
            }
            if place.is_none() && node.value.iter().any(|value| !value.is_finite()) {
                place = Some(told(last, matches!(node.origin, Origin::Param(_)), network));
            }
        }
        let place = place.unwrap_or("all values are finite except the loss itself".to_string());
        Diverged { loss, epoch: epoch + 1, step: step + 1, place, largest }
    }

    /// Looks for a parameter that is not finite after the step number `step`.
    pub(super) fn check(
        params: &Params,
        inputs_are_finite: impl FnOnce() -> bool,
        loss: Real,
        network: &impl Network,
        (epoch, step): (usize, usize),
    ) -> Result<(), Self> {
        let Some(bad) = params.ids().find(|&id| params[id].iter().any(|w| !w.is_finite())) else {
            return Ok(());
        };
        let weights = params.ids().flat_map(|id| params[id].iter().copied().collect::<Vec<_>>());
        let largest = weights.filter(|w| w.is_finite()).fold(0.0, |largest: Real, w| largest.max(w.abs()));
        let place = told(Some(bad).filter(|_| inputs_are_finite()), true, network);
        Err(Diverged { loss, epoch: epoch + 1, step, place, largest })
    }
}

/// Where a value stands: in a parameter, in what comes of the parameter last used, or before the first one.
fn told(last: Option<ParamId>, in_param: bool, network: &impl Network) -> String {
    match last.map(|id| network.name(id)) {
        None => "the inputs hold a value that is not finite".to_string(),
        Some(name) if in_param => format!("first in the weights `{name}`"),
        Some(name) => {
            let layer = name.rsplit_once('.').map_or(name.as_str(), |(layer, _)| layer);
            format!("first in what comes out of the layer `{layer}`")
        }
    }
}
