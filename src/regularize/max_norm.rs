//! A limit for the weights of each unit.

use crate::machine::sums::norm;
use crate::{ParamId, Params, Real};
use ndarray::Axis;
use std::iter::once;

/// The max-norm constraint (Srivastava et al., 2014, section 5.1): where the weights of a unit, a column of the matrix,
/// are longer than `limit`, they are shortened to it: `w ← w · min(1, limit / ‖w‖)`. Done after a step, with any
/// optimiser.
///
/// Returns how many units were too long.
///
/// # Panics
/// If `limit` is not positive.
///
/// ```
/// use neural::{Params, regularize::max_norm};
/// use ndarray::array;
/// let mut params = Params::default();
/// let w = params.add(array![[3.0, 0.3], [4.0, 0.4]]); // two units with two inputs each, of norms 5 and 0.5
/// assert_eq!(max_norm(&mut params, w, 1.0), 1);
/// assert!((params[w][[1, 0]] - 0.8).abs() < 1e-6);
/// assert_eq!(params[w][[1, 1]], 0.4);
/// ```
#[track_caller]
pub fn max_norm(params: &mut Params, w: ParamId, limit: Real) -> usize {
    assert!(limit > 0.0, "max_norm: the limit should be positive, is {limit}");
    let mut shortened = 0;
    for mut unit in params[w].axis_iter_mut(Axis(1)) {
        let norm = norm(once([&*unit.view().insert_axis(Axis(1))]), |[w]| w);
        if norm > f64::from(limit) {
            let factor = f64::from(limit) / norm;
            unit.mapv_inplace(|w| (f64::from(w) * factor) as Real);
            shortened += 1;
        }
    }
    shortened
}
