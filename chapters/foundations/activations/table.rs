//! The activations of this chapter: one row each.

use neural::activation::*;
use neural::init::{glorot_normal, he_normal, lecun_normal};
use neural::{Matrix, Real, Rng, Var};

/// Makes the first weights of a layer (inputs × outputs).
pub type Init = fn(usize, usize, &mut Rng) -> Matrix;

/// What a network is told about its hidden layers.
#[derive(Clone, Copy)]
pub enum Bend {
    /// The same function everywhere.
    Fixed(for<'t> fn(Var<'t>) -> Var<'t>),
    /// PReLU, with a slope for each unit.
    PerUnit,
}

/// An activation with everything that the experiments need of it.
#[derive(Clone, Copy)]
pub struct Activation {
    pub name: &'static str,
    /// The function, and its derivative, both of the weighted sum.
    pub f: fn(Real) -> Real,
    pub prime: fn(Real) -> Real,
    pub bend: Bend,
    /// First weights as usually advised.
    pub init: Init,
}

/// Where this chapter needs a slope for leaky ReLU, and where PReLU starts.
pub const LEAK: Real = 0.01;
const START: Real = 0.25;

pub const TABLE: [Activation; 10] = [
    Activation {
        name: "sigmoid",
        f: sigmoid,
        prime: |z| sigmoid_prime(sigmoid(z)),
        bend: Bend::Fixed(|z| z.sigmoid()),
        init: glorot_normal,
    },
    Activation {
        name: "tanh",
        f: Real::tanh,
        prime: |z| tanh_prime(z.tanh()),
        bend: Bend::Fixed(|z| z.tanh()),
        init: glorot_normal,
    },
    Activation { name: "ReLU", f: relu, prime: relu_prime, bend: Bend::Fixed(|z| z.relu()), init: he_normal },
    Activation {
        name: "leaky ReLU",
        f: |z| leaky_relu(z, LEAK),
        prime: |z| leaky_relu_prime(z, LEAK),
        bend: Bend::Fixed(|z| z.leaky_relu(LEAK)),
        init: he_normal,
    },
    Activation {
        name: "PReLU",
        f: |z| leaky_relu(z, START),
        prime: |z| leaky_relu_prime(z, START),
        bend: Bend::PerUnit,
        init: he_normal,
    },
    Activation {
        name: "ELU",
        f: |z| elu(z, 1.0),
        prime: |z| elu_prime(z, 1.0),
        bend: Bend::Fixed(|z| z.elu(1.0)),
        init: he_normal,
    },
    Activation {
        name: "SELU",
        f: selu,
        prime: selu_prime,
        bend: Bend::Fixed(|z| z.selu()),
        init: lecun_normal,
    },
    Activation {
        name: "Swish",
        f: swish,
        prime: swish_prime,
        bend: Bend::Fixed(|z| z.swish()),
        init: he_normal,
    },
    Activation { name: "GELU", f: gelu, prime: gelu_prime, bend: Bend::Fixed(|z| z.gelu()), init: he_normal },
    Activation {
        name: "GELU, tanh",
        f: gelu_tanh,
        prime: gelu_tanh_prime,
        bend: Bend::Fixed(|z| z.gelu_tanh()),
        init: he_normal,
    },
];

/// The activation of this name.
pub fn named(name: &str) -> Activation {
    *TABLE.iter().find(|row| row.name == name).expect("an activation of the table")
}
