//! A fully connected layer.

use crate::init::zeros;
use crate::{Matrix, ParamId, Params, Rng, Var};

/// A fully connected layer, `y = x·W + b`.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// The weights, (inputs × outputs).
    pub w: ParamId,
    /// The biases, (1 × outputs).
    pub b: ParamId,
}

impl Dense {
    /// A layer with weights from `init` (one of [`crate::init`]), (inputs × outputs), and biases of
    /// zero, (1 × outputs).
    pub fn new(
        params: &mut Params,
        inputs: usize,
        outputs: usize,
        init: fn(usize, usize, &mut Rng) -> Matrix,
        rng: &mut Rng,
    ) -> Self {
        let w = params.add(init(inputs, outputs, rng));
        let b = params.add(zeros(1, outputs, rng));
        Dense { w, b }
    }

    /// Shapes: `x` (n × inputs), result (n × outputs).
    ///
    /// # Panics
    /// If `x` has another number of columns.
    #[track_caller]
    pub fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        x.affine(x.tape.param(self.w), x.tape.param(self.b))
    }
}
