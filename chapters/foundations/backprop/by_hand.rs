//! A network of two layers: its forward pass, and its backward pass derived by hand.

use crate::pictures::{Rows, share_right, take};
use crate::{BATCH, RATE};
use ndarray::Zip;
use neural::activation::{relu, relu_prime, sigmoid, sigmoid_prime, tanh_prime};
use neural::data::batches;
use neural::init::zeros;
use neural::{Matrix, MatrixRef, ParamId, Params, Real, Rng, affine, loss, matmul, sum_rows};

/// A function of one number and its derivative, which may use `z` or the result `a = f(z)`.
#[derive(Clone, Copy)]
pub struct Activation {
    pub f: fn(Real) -> Real,
    pub derivative: fn(Real, Real) -> Real,
}

pub const SIGMOID: Activation = Activation { f: sigmoid, derivative: |_, a| sigmoid_prime(a) };
pub const TANH: Activation = Activation { f: Real::tanh, derivative: |_, a| tanh_prime(a) };
pub const RELU: Activation = Activation { f: relu, derivative: |z, _| relu_prime(z) };

/// A loss of the last layer's weighted sums, and its gradient with respect to them.
#[derive(Clone, Copy)]
pub struct Loss {
    pub value: fn(&MatrixRef, &MatrixRef) -> Real,
    pub gradient: fn(&MatrixRef, &MatrixRef) -> Matrix,
}

pub const BINARY: Loss = Loss { value: loss::bce_with_logits, gradient: loss::bce_with_logits_gradient };
pub const CLASSES: Loss =
    Loss { value: loss::softmax_cross_entropy, gradient: loss::softmax_cross_entropy_gradient };

/// Two layers: the names of W₁, b₁, W₂, b₂, the activation between them and the loss after them.
#[derive(Clone, Copy)]
pub struct TwoLayers {
    pub ids: [ParamId; 4],
    pub activation: Activation,
    pub loss: Loss,
}

/// A way to choose the weights of a layer from its numbers of inputs and outputs.
pub type Init = fn(usize, usize, &mut Rng) -> Matrix;

/// Adds a network with `[d, H, K]` inputs, hidden units and outputs to `params`; biases start at 0.
pub fn two_layers(
    params: &mut Params,
    [d, h, k]: [usize; 3],
    (activation, loss): (Activation, Loss),
    init: Init,
    rng: &mut Rng,
) -> TwoLayers {
    let start = [init(d, h, rng), zeros(1, h, rng), init(h, k, rng), zeros(1, k, rng)];
    TwoLayers { ids: start.map(|matrix| params.add(matrix)), activation, loss }
}

/// What the forward pass computes and the backward pass needs again.
pub struct Pass {
    pub z1: Matrix,
    pub a1: Matrix,
    pub z2: Matrix,
}

/// From inputs to weighted sums. Shapes: `x` (n × d), `z1` and `a1` (n × H), `z2` (n × K).
pub fn forward(net: &TwoLayers, params: &Params, x: &MatrixRef) -> Pass {
    let [w1, b1, w2, b2] = net.ids.map(|id| &params[id]);
    let z1 = affine(x, w1, b1);
    let a1 = z1.mapv(net.activation.f);
    let z2 = affine(&a1, w2, b2);
    Pass { z1, a1, z2 }
}

/// The mean loss over the rows of `x`.
pub fn loss_of(net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef) -> Real {
    (net.loss.value)(&forward(net, params, x).z2, y)
}

/// ∂L/∂W₁, ∂L/∂b₁, ∂L/∂W₂, ∂L/∂b₂, each in the shape of its matrix.
pub fn backward(net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef, pass: &Pass) -> [Matrix; 4] {
    let delta2 = (net.loss.gradient)(&pass.z2, y); // (n × K)
    let delta1 = hidden_error(net, params, pass, &delta2); // (n × H)
    weight_gradients(x, pass, &delta1, &delta2)
}

/// Δ₁ = Δ₂·W₂ᵀ ⊙ f′(Z₁): the error of the outputs, sent back through the weights that made it.
pub fn hidden_error(net: &TwoLayers, params: &Params, pass: &Pass, delta2: &Matrix) -> Matrix {
    matmul(delta2.view(), params[net.ids[2]].t()) * slope(net, pass)
}

/// f′(Z₁), entry by entry, (n × H).
pub fn slope(net: &TwoLayers, pass: &Pass) -> Matrix {
    let derivative = net.activation.derivative;
    Zip::from(&pass.z1).and(&pass.a1).map_collect(|&z, &a| derivative(z, a))
}

/// What came in, times the error of what went out; into a bias came 1.
pub fn weight_gradients(x: &MatrixRef, pass: &Pass, delta1: &Matrix, delta2: &Matrix) -> [Matrix; 4] {
    let w1 = matmul(x.t(), delta1.view()); // (d × H)
    let w2 = matmul(pass.a1.t(), delta2.view()); // (H × K)
    [w1, sum_rows(delta1), w2, sum_rows(delta2)]
}

/// One step of gradient descent, θ ← θ − η ∂L/∂θ.
pub fn descend(net: &TwoLayers, params: &mut Params, gradients: &[Matrix; 4], rate: Real) {
    for (id, gradient) in net.ids.into_iter().zip(gradients) {
        params[id].scaled_add(-rate, gradient);
    }
}

/// One epoch: each row once, in random order, a batch at a time; a step of descent after each batch.
pub fn epoch_by_hand(net: &TwoLayers, params: &mut Params, rows: &Rows, rng: &mut Rng) {
    for batch in batches(rows.x.nrows(), BATCH, rng) {
        let (x, y) = take(rows, &batch);
        let pass = forward(net, params, &x);
        let gradients = backward(net, params, &x, &y, &pass);
        descend(net, params, &gradients, RATE);
    }
}

/// The share of rows whose class gets the largest weighted sum.
pub fn accuracy_by_hand(net: &TwoLayers, params: &Params, rows: &Rows) -> f64 {
    share_right(&forward(net, params, &rows.x).z2, rows)
}
