//! A limit for gradients that explode.

use crate::{Gradients, Matrix, Real};

impl Gradients {
    /// Every gradient that there is, to be changed before a step.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Matrix> {
        self.by_param.iter_mut().flatten()
    }
}

/// Clipping by norm (Pascanu et al., 2013, algorithm 1): where `‖g‖ > limit`, `g ← g · limit / ‖g‖`.
///
/// `‖g‖` is the norm over all parameters together, so the direction is kept. Returns the norm found.
///
/// # Panics
/// If `limit` is not positive.
///
/// ```
/// use neural::optim::clip_norm;
/// use neural::{Params, Tape};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[30.0, 40.0]]);
/// let tape = Tape::new(&params);
/// let mut grads = (tape.param(w) * tape.param(w)).sum().scale(0.5).backward();
/// assert_eq!(clip_norm(&mut grads, 5.0), 50.0);
/// assert_eq!(grads.get(w), Some(&array![[3.0, 4.0]]));
/// ```
#[track_caller]
pub fn clip_norm(grads: &mut Gradients, limit: Real) -> Real {
    assert!(limit > 0.0, "clip_norm: the limit should be positive, is {limit}");
    // In double precision: the squares of large single-precision numbers would overflow.
    let squares = grads.iter_mut().flat_map(|g| g.iter()).map(|&g| f64::from(g).powi(2));
    let norm = squares.sum::<f64>().sqrt() as Real;
    if norm > limit {
        grads.iter_mut().for_each(|g| *g *= limit / norm);
    }
    norm
}

/// Clipping by value: each entry into `−limit..limit`, by itself, so that the direction may change.
///
/// # Panics
/// If `limit` is not positive.
#[track_caller]
pub fn clip_value(grads: &mut Gradients, limit: Real) {
    assert!(limit > 0.0, "clip_value: the limit should be positive, is {limit}");
    grads.iter_mut().for_each(|g| g.mapv_inplace(|g| g.clamp(-limit, limit)));
}
