//! Any number of hidden layers between inputs and logits.

use clap::ValueEnum;
use neural::init::{glorot_uniform, he_normal, lecun_normal};
use neural::train::Network;
use neural::{Dense, Entry, Matrix, Mode, ParamId, Params, Rng, State, StateError, Stateful, Var};

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
    layers: Vec<Dense>,
    activation: Activation,
}

impl Mlp {
    /// `sizes`: inputs, the hidden layers, classes.
    pub fn new(sizes: &[usize], activation: Activation, params: &mut Params, rng: &mut Rng) -> Self {
        let last = sizes.len() - 2;
        let layer = |(place, ends): (usize, &[usize])| {
            let init = if place == last { glorot_uniform } else { activation.init() };
            Dense::new(params, ends[0], ends[1], init, rng)
        };
        let scale = (Matrix::zeros((1, sizes[0])), Matrix::ones((1, sizes[0])));
        Mlp { scale, layers: sizes.windows(2).enumerate().map(layer).collect(), activation }
    }

    /// Inputs as the network wants them.
    pub fn scaled(&self, x: &Matrix) -> Matrix {
        (x - &self.scale.0) / &self.scale.1
    }
}

impl Network for Mlp {
    fn forward<'t>(&mut self, x: Var<'t>, _: &mut Mode) -> Var<'t> {
        let (output, hidden) = self.layers.split_last().expect("at least one layer");
        output.forward(hidden.iter().fold(x, |x, layer| self.activation.of(layer.forward(x))))
    }

    /// `layer1.weight`, `layer1.bias`, `layer2.weight` …
    fn name(&self, id: ParamId) -> String {
        let layer = self.layers.iter().position(|layer| layer.w == id || layer.b == id);
        let layer = layer.expect("each parameter belongs to a layer");
        let what = if self.layers[layer].w == id { "weight" } else { "bias" };
        format!("layer{}.{what}", layer + 1)
    }
}

/// The scale is no parameter, and predictions are worth nothing without it.
impl Stateful for Mlp {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("scale.mean", Entry::Reals(self.scale.0.clone()));
        state.put("scale.deviation", Entry::Reals(self.scale.1.clone()));
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let shape = self.scale.0.dim();
        self.scale = (state.reals("scale.mean", shape)?, state.reals("scale.deviation", shape)?);
        Ok(())
    }
}
