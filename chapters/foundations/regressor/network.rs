//! Hidden layers with batch normalisation and dropout between the inputs and one number.

use crate::input::Scale;
use crate::settings::Settings;
use neural::init::{glorot_uniform, he_normal};
use neural::train::Network;
use neural::{
    BatchNorm, Dense, Dropout, Entry, Mode, ParamId, Params, Rng, State, StateError, Stateful, Var,
};

/// A regression network, and what its inputs and outputs are scaled by.
pub struct Regressor {
    pub scale: [Scale; 2],
    hidden: Vec<(Dense, Option<BatchNorm>)>,
    dropout: Dropout,
    output: Dense,
}

impl Regressor {
    pub fn new(settings: &Settings, scale: [Scale; 2], params: &mut Params, rng: &mut Rng) -> Self {
        let (mut hidden, mut inputs) = (Vec::new(), scale[0].mean.ncols());
        for &units in &settings.hidden {
            let dense = Dense::new(params, inputs, units, he_normal, rng);
            hidden.push((dense, (!settings.plain).then(|| BatchNorm::new(params, units))));
            inputs = units;
        }
        let output = Dense::new(params, inputs, 1, glorot_uniform, rng);
        Regressor { scale, hidden, dropout: Dropout::new(settings.dropout), output }
    }
}

impl Network for Regressor {
    /// Each hidden layer: weighted sums, ReLU, batch normalisation, dropout; the output is a weighted sum alone.
    fn forward<'t>(&mut self, mut x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        for (dense, norm) in &mut self.hidden {
            x = dense.forward(x).relu();
            if let Some(norm) = norm {
                x = norm.forward(x, mode);
            }
            x = self.dropout.forward(x, mode);
        }
        self.output.forward(x)
    }

    fn least_rows(&self) -> usize {
        if self.hidden.iter().any(|(_, norm)| norm.is_some()) { 2 } else { 1 }
    }

    /// `layer1.weight`, `layer1.bias`, `norm1.gamma`, `norm1.beta`, `layer2.weight` … `output.bias`.
    fn name(&self, id: ParamId) -> String {
        for ((dense, norm), place) in self.hidden.iter().zip(1..) {
            match norm {
                _ if id == dense.w => return format!("layer{place}.weight"),
                _ if id == dense.b => return format!("layer{place}.bias"),
                Some(norm) if id == norm.gamma => return format!("norm{place}.gamma"),
                Some(norm) if id == norm.beta => return format!("norm{place}.beta"),
                _ => (),
            }
        }
        if id == self.output.w { "output.weight".to_string() } else { "output.bias".to_string() }
    }
}

/// Running statistics and scales are no parameters, and predictions are worth nothing without them.
impl Stateful for Regressor {
    fn state(&self) -> State {
        let mut state = State::default();
        for (Scale { mean, deviation }, what) in self.scale.iter().zip(["input", "target"]) {
            state.put(format!("scale.{what}.mean"), Entry::Reals(mean.clone()));
            state.put(format!("scale.{what}.deviation"), Entry::Reals(deviation.clone()));
        }
        for ((_, norm), place) in self.hidden.iter().zip(1..) {
            if let Some(norm) = norm {
                state.nest(&format!("norm{place}"), norm.state());
            }
        }
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        for (Scale { mean, deviation }, what) in self.scale.iter_mut().zip(["input", "target"]) {
            *mean = state.reals(&format!("scale.{what}.mean"), mean.dim())?;
            *deviation = state.reals(&format!("scale.{what}.deviation"), deviation.dim())?;
        }
        for ((_, norm), place) in self.hidden.iter_mut().zip(1..) {
            if let Some(norm) = norm {
                norm.set_state(&state.part(&format!("norm{place}")))?;
            }
        }
        Ok(())
    }
}
