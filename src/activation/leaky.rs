//! Rectifiers that let a little through: a slope below zero that is chosen, or learned.

use super::unless_nan;
use crate::machine::entries;
use crate::ops::sum;
use crate::{Matrix, ParamId, Params, Real, Var, sum_rows};
use ndarray::Zip;

/// Leaky ReLU (Maas, Hannun and Ng, 2013): `z` above 0, else `αz`; the authors used `α = 0.01`.
///
/// ```
/// use neural::activation::leaky_relu;
/// assert_eq!((leaky_relu(3.0, 0.25), leaky_relu(-3.0, 0.25)), (3.0, -0.75));
/// ```
pub fn leaky_relu(z: Real, alpha: Real) -> Real {
    if z > 0.0 { z } else { alpha * z }
}

/// `leaky_relu'(z)`: 1 above 0, else `α`; at 0 itself, where there is no derivative, `α`.
pub fn leaky_relu_prime(z: Real, alpha: Real) -> Real {
    if z > 0.0 { 1.0 } else { unless_nan(alpha, z) }
}

impl<'t> Var<'t> {
    /// [`leaky_relu`] of every entry.
    pub fn leaky_relu(self, alpha: Real) -> Var<'t> {
        self.map(move |z| leaky_relu(z, alpha), move |z, _| leaky_relu_prime(z, alpha))
    }

    /// [`leaky_relu`] with slopes that are learned, (1 × columns) for one slope a column, or (1 × 1) for one in all:
    /// `∂z = ∂y` above 0, else `α ∂y`;  `∂α = Σ ∂y ⊙ min(z, 0)` over all entries that share the slope.
    ///
    /// # Panics
    /// If the slopes have another shape.
    #[track_caller]
    pub fn prelu(self, slopes: Var<'t>) -> Var<'t> {
        let (z, alpha) = (self.value(), slopes.value());
        let (shape, wanted) = (z.dim(), alpha.dim());
        assert!(wanted == (1, shape.1) || wanted == (1, 1), "prelu: {shape:?} with slopes {wanted:?}");
        // The slope at each entry is also its factor: y = slope · z.
        let slope = Zip::from(&z).and_broadcast(&alpha).map_collect(|&z, &a| leaky_relu_prime(z, a));
        self.tape.push([self, slopes], &z * &slope, move |dy, grads| {
            grads.add(self.id, || dy * &slope);
            grads.add(slopes.id, || {
                let below = entries::zip([dy, &z], |[dy, z]| if z > 0.0 { 0.0 } else { dy * z });
                if below.ncols() == wanted.1 { sum_rows(&below) } else { sum(&below) }
            });
        })
    }
}

/// Parametric ReLU (He et al., 2015, section 2.1): leaky ReLU whose slopes are trained with the weights.
///
/// The slopes start at 0.25, as in the paper, and are no weights: a penalty on weights should spare them.
///
/// ```
/// use ndarray::array;
/// use neural::{Params, Tape, activation::PRelu};
/// let mut params = Params::default();
/// let layer = PRelu::per_unit(&mut params, 2);
/// let tape = Tape::new(&params);
/// let a = layer.forward(tape.constant(array![[4.0, -4.0], [-2.0, 1.0]]));
/// assert_eq!(a.value(), array![[4.0, -1.0], [-0.5, 1.0]]);
/// assert_eq!(a.sum().backward().get(layer.slopes), Some(&array![[-2.0, -4.0]])); // the sums below 0
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PRelu {
    /// α, the slopes below 0: (1 × units), or (1 × 1) when all units share one.
    pub slopes: ParamId,
}

impl PRelu {
    /// A slope for each unit.
    pub fn per_unit(params: &mut Params, units: usize) -> Self {
        PRelu { slopes: params.add(Matrix::from_elem((1, units), 0.25)) }
    }

    /// One slope for all units of the layer.
    pub fn shared(params: &mut Params) -> Self {
        Self::per_unit(params, 1)
    }

    /// Shapes: `z` (n × units), result (n × units). Gradients as for [`Var::prelu`].
    ///
    /// # Panics
    /// If `z` has another number of columns than there are slopes.
    #[track_caller]
    pub fn forward<'t>(&self, z: Var<'t>) -> Var<'t> {
        z.prelu(z.tape.param(self.slopes))
    }
}
