//! Activations and their derivatives follow PyTorch: see tests/reference/activations.py, which made the numbers.

use approx::assert_relative_eq;
use ndarray::{Array2, array};
use neural::activation::*;
use neural::{Params, Real, Tape};

const NUMBERS: &str = include_str!("../reference/activations.csv");

/// The rows of a function.
fn rows(function: &str) -> Vec<[String; 3]> {
    let mut reader = csv::Reader::from_reader(NUMBERS.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row")).filter(|row| &row[0] == function);
    let rows: Vec<_> = rows.map(|row| [1, 2, 3].map(|i| row[i].to_string())).collect();
    assert!(!rows.is_empty(), "{function} is not in the file");
    rows
}

fn follows(function: &str, f: impl Fn(Real) -> Real, prime: impl Fn(Real) -> Real, relative: Real) {
    for row in rows(function) {
        let [z, value, slope] = row.map(|word| word.parse::<Real>().expect("a number"));
        assert_relative_eq!(f(z), value, epsilon = 1e-300, max_relative = relative);
        // Slopes near 1 are told apart by what they lack, slopes of saturated ends by their own size.
        assert_relative_eq!(prime(z), slope, epsilon = 1e-15, max_relative = relative);
    }
}

#[test]
fn every_function_of_one_number_and_its_derivative() {
    follows("sigmoid", sigmoid, |z| sigmoid_prime(sigmoid(z)), 1e-13);
    follows("tanh", Real::tanh, |z| tanh_prime(z.tanh()), 1e-13);
    follows("relu", relu, relu_prime, 0.0);
    follows("leaky_relu", |z| leaky_relu(z, 0.01), |z| leaky_relu_prime(z, 0.01), 1e-15);
    follows("elu", |z| elu(z, 1.0), |z| elu_prime(z, 1.0), 1e-14);
    follows("elu_half", |z| elu(z, 0.5), |z| elu_prime(z, 0.5), 1e-14);
    follows("selu", selu, selu_prime, 1e-14);
    follows("swish", swish, swish_prime, 1e-13);
}

/// PyTorch's `1 + erf` loses the digits far below zero, where ours keeps them: there the absolute error counts.
#[test]
fn gelu_both_forms() {
    for (name, f, prime) in [
        ("gelu", gelu as fn(Real) -> Real, gelu_prime as fn(Real) -> Real),
        ("gelu_tanh", gelu_tanh, gelu_tanh_prime),
    ] {
        for row in rows(name) {
            let [z, value, slope] = row.map(|word| word.parse::<Real>().expect("a number"));
            assert_relative_eq!(f(z), value, epsilon = 1e-14, max_relative = 1e-13);
            assert_relative_eq!(prime(z), slope, epsilon = 1e-14, max_relative = 1e-13);
        }
    }
}

#[test]
fn prelu_with_the_slope_that_it_starts_with() {
    let mut params = Params::default();
    let layer = PRelu::shared(&mut params);
    for row in rows("prelu") {
        let [z, value, slope] = row.map(|word| word.parse::<Real>().expect("a number"));
        let mut inputs = Params::default();
        let (x, alpha) = (inputs.add(array![[z]]), inputs.add(params[layer.slopes].to_owned()));
        let tape = Tape::new(&inputs);
        let y = tape.param(x).prelu(tape.param(alpha)).sum();
        assert_eq!(y.value(), array![[value]]);
        let grads = y.backward();
        assert_eq!(grads.get(x), Some(&array![[slope]]));
        assert_eq!(grads.get(alpha), Some(&array![[z.min(0.0)]]));
    }
}

#[test]
fn softmax_and_its_gradient() {
    for row in rows("softmax") {
        let [z, p, gradient] = row.map(|words| {
            let numbers: Vec<Real> = words.split(' ').map(|word| word.parse().expect("a number")).collect();
            Array2::from_shape_vec((1, 4), numbers).expect("four numbers")
        });
        let mut params = Params::default();
        let logits = params.add(z);
        let tape = Tape::new(&params);
        let result = tape.param(logits).softmax();
        assert_relative_eq!(result.value().to_owned(), p, epsilon = 1e-15);
        let weighted = (result * tape.constant(array![[0.3, -1.0, 0.7, 2.0]])).sum();
        assert_relative_eq!(
            weighted.backward().get(logits).expect("it depends on the logits"),
            &gradient,
            epsilon = 1e-15
        );
    }
}

/// The two equations of the fixed point, solved in closed form.
#[test]
fn selu_has_the_constants_that_its_equations_ask_for() {
    let below = 0.5 - Real::exp(0.5) * normal_cdf(-1.0); // E[1 − e^z; z < 0]
    let squares = Real::exp(2.0) * normal_cdf(-2.0) - 2.0 * Real::exp(0.5) * normal_cdf(-1.0) + 0.5;
    let alpha = normal_density(0.0) / below;
    assert_relative_eq!(SELU_ALPHA, alpha, max_relative = 1e-14);
    assert_relative_eq!(SELU_LAMBDA, 1.0 / (0.5 + alpha * alpha * squares).sqrt(), max_relative = 1e-14);
}
