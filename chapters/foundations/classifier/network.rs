//! Any number of hidden layers between inputs and logits.

use crate::settings::Settings;
use clap::ValueEnum;
use neural::init::{glorot_uniform, he_normal, lecun_normal};
use neural::train::Network;
use neural::{
    BatchNorm, Dense, Dropout, Entry, Matrix, Mode, ParamId, Params, Rng, State, StateError, Stateful, Var,
};

/// What hidden neurons do with their weighted sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Activation {
    Sigmoid,
    Tanh,
    Relu,
}

impl Activation {
    fn of<'t>(self, z: Var<'t>) -> Var<'t> {
        match self {
            Activation::Sigmoid => z.sigmoid(),
            Activation::Tanh => z.tanh(),
            Activation::Relu => z.relu(),
        }
    }

    /// The starting weights that suit the activation.
    fn init(self) -> fn(usize, usize, &mut Rng) -> Matrix {
        match self {
            Activation::Sigmoid => glorot_uniform,
            Activation::Tanh => lecun_normal,
            Activation::Relu => he_normal,
        }
    }
}

/// A multilayer perceptron, and what its inputs are scaled by.
pub struct Mlp {
    /// Subtracted from the inputs, and then divided by: both 1 × inputs.
    pub scale: (Matrix, Matrix),
    hidden: Vec<Hidden>,
    output: Dense,
    activation: Activation,
    dropout: Dropout,
}

/// A hidden layer: weighted sums, normalised or not.
struct Hidden {
    sum: Dense,
    norm: Option<BatchNorm>,
}

impl Mlp {
    /// From `inputs` columns through the hidden layers of the settings to `classes` logits.
    pub fn new(
        inputs: usize,
        classes: usize,
        settings: &Settings,
        params: &mut Params,
        rng: &mut Rng,
    ) -> Self {
        let (mut width, init) = (inputs, settings.activation.init());
        let mut layer = |&neurons: &usize| {
            let sum = Dense::new(params, width, neurons, init, rng);
            width = neurons;
            Hidden { sum, norm: settings.batch_norm.then(|| BatchNorm::new(params, neurons)) }
        };
        let hidden = settings.hidden.iter().map(&mut layer).collect();
        let output = Dense::new(params, width, classes, glorot_uniform, rng);
        let scale = (Matrix::zeros((1, inputs)), Matrix::ones((1, inputs)));
        let dropout = Dropout::new(settings.dropout);
        Mlp { scale, hidden, output, activation: settings.activation, dropout }
    }

    /// Inputs as the network wants them.
    pub fn scaled(&self, x: &Matrix) -> Matrix {
        (x - &self.scale.0) / &self.scale.1
    }
}

impl Network for Mlp {
    fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let (activation, dropout) = (self.activation, self.dropout);
        let x = self.hidden.iter_mut().fold(x, |x, Hidden { sum, norm }| {
            let z = sum.forward(x);
            let z = norm.as_mut().map_or(z, |norm| norm.forward(z, mode));
            dropout.forward(activation.of(z), mode)
        });
        self.output.forward(x)
    }

    fn least_rows(&self) -> usize {
        if self.hidden.iter().any(|layer| layer.norm.is_some()) { 2 } else { 1 }
    }

    /// `layer1.weight`, `layer1.bias`, `norm1.gamma`, `norm1.beta`, `layer2.weight` …
    fn name(&self, id: ParamId) -> String {
        let sums = self.hidden.iter().map(|layer| layer.sum).chain([self.output]);
        let sums =
            sums.zip(1..).flat_map(|(sum, i)| [(sum.w, "layer", i, "weight"), (sum.b, "layer", i, "bias")]);
        let norms = self.hidden.iter().zip(1..).filter_map(|(layer, i)| Some((layer.norm.as_ref()?, i)));
        let norms =
            norms.flat_map(|(norm, i)| [(norm.gamma, "norm", i, "gamma"), (norm.beta, "norm", i, "beta")]);
        let (_, kind, i, what) =
            sums.chain(norms).find(|(own, ..)| *own == id).expect("each parameter belongs to a layer");
        format!("{kind}{i}.{what}")
    }
}

/// Scale and running statistics are no parameters, and predictions are worth nothing without them.
impl Stateful for Mlp {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("scale.mean", Entry::Reals(self.scale.0.clone()));
        state.put("scale.deviation", Entry::Reals(self.scale.1.clone()));
        for (i, layer) in self.hidden.iter().enumerate() {
            if let Some(norm) = &layer.norm {
                state.nest(&format!("norm{}", i + 1), norm.state());
            }
        }
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let shape = self.scale.0.dim();
        self.scale = (state.reals("scale.mean", shape)?, state.reals("scale.deviation", shape)?);
        for (i, layer) in self.hidden.iter_mut().enumerate() {
            if let Some(norm) = &mut layer.norm {
                norm.set_state(&state.part(&format!("norm{}", i + 1)))?;
            }
        }
        Ok(())
    }
}
