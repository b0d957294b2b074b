//! One loop that learns: neurons, and gradient descent with whatever gradient it is given.

use neural::{Matrix, MatrixRef, Real, affine, matmul, sum_rows};

/// η wherever the columns are standardised.
pub const RATE: Real = 0.1;

/// How a loss says which way is better: predictions and targets to ∂L/∂predictions, each
/// (n × outputs).
pub type Gradient = fn(&MatrixRef, &MatrixRef) -> Matrix;

/// Neurons that read the same inputs, here one or a few: `w` (inputs × outputs), `b`
/// (1 × outputs).
#[derive(Clone)]
pub struct Layer {
    pub w: Matrix,
    pub b: Matrix,
}

impl Layer {
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Layer { w: Matrix::zeros((inputs, outputs)), b: Matrix::zeros((1, outputs)) }
    }

    /// `z = x·w + b`: (n × inputs) to (n × outputs).
    pub fn outputs(&self, x: &Matrix) -> Matrix {
        affine(x, &self.w, &self.b)
    }

    /// One step of gradient descent with learning rate `rate`.
    pub fn step(&mut self, x: &Matrix, y: &Matrix, gradient: Gradient, rate: Real) {
        let dz = gradient(&self.outputs(x), y); // n × outputs
        self.w.scaled_add(-rate, &matmul(x.t(), dz.view()));
        self.b.scaled_add(-rate, &sum_rows(&dz));
    }
}

/// Takes `steps` steps from zeros.
pub fn descend(x: &Matrix, y: &Matrix, gradient: Gradient, rate: Real, steps: usize) -> Layer {
    let mut layer = Layer::zeros(x.ncols(), y.ncols());
    for _ in 0..steps {
        layer.step(x, y, gradient, rate);
    }
    layer
}

pub fn mean(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let add = |(count, sum), number| (count + 1, sum + number);
    let (count, sum) = numbers.into_iter().fold((0, 0.0), add);
    sum / f64::from(count)
}

/// A number with four decimals, or with a power of ten if it is tiny or huge.
pub fn brief(number: impl Into<f64>) -> String {
    let number = number.into();
    let size = number.abs();
    let text = match size {
        0.0 => "0".to_string(),
        _ if !size.is_finite() => number.to_string(),
        _ if (1e-2..1e5).contains(&size) => format!("{number:.4}"),
        _ => report::scientific(number),
    };
    text.replace('-', "−")
}
