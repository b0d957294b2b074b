//! The learning-rate range test: one short run with a growing rate tells which rates can work.

use crate::Real;
use std::ops::RangeInclusive;

/// How much of the running mean of the loss is kept at each step.
const KEPT: Real = 0.9;
/// A loss so many times the lowest has exploded.
const EXPLODED: Real = 4.0;

/// Trains for up to `steps` steps with rates that grow by a constant factor over `rates`.
///
/// `train` takes one step with the rate that it is given and returns the loss before that step. The result are the
/// rates tried, each with the running mean of the losses so far; the test ends early when that mean exceeds four
/// times its lowest value or is no number. After Smith (2017, section 3.3), who let the rate grow linearly and
/// watched the accuracy.
///
/// # Panics
/// If the rates are not positive and growing, or the steps fewer than 2.
///
/// ```
/// // L(w) = 10 w² has curvature 20: descent explodes above a rate of 2 / 20. The noise keeps w from being 0.
/// let (mut w, mut noise) = (1.0, 0.1);
/// let curve = neural::optim::range_test(1e-4..=1.0, 200, |rate| {
///     let loss = 10.0 * w * w;
///     noise = -noise;
///     w -= rate * (20.0 * w + noise);
///     loss
/// });
/// let (last, _) = curve[curve.len() - 1];
/// assert!(0.1 < last && last < 0.3);
/// ```
#[track_caller]
pub fn range_test(
    rates: RangeInclusive<Real>,
    steps: usize,
    mut train: impl FnMut(Real) -> Real,
) -> Vec<(Real, Real)> {
    let (low, high) = rates.into_inner();
    assert!(
        0.0 < low && low < high && steps > 1,
        "range_test: {steps} steps with rates from {low} to {high}"
    );
    let factor = (high / low).powf(1.0 / (steps - 1) as Real);
    let (mut curve, mut mean, mut lowest) = (Vec::new(), 0.0, Real::INFINITY);
    for t in 0..steps {
        let rate = low * factor.powi(t as i32);
        mean = KEPT * mean + (1.0 - KEPT) * train(rate);
        let loss = mean / (1.0 - KEPT.powi(t as i32 + 1)); // as Adam makes up for starting at zero
        lowest = lowest.min(loss);
        if !loss.is_finite() || loss > lowest + (EXPLODED - 1.0) * lowest.abs() {
            break;
        }
        curve.push((rate, loss));
    }
    curve
}

/// A tenth of the rate at which the curve of a [`range_test`] is lowest.
///
/// A rule of thumb: where the curve is lowest, the loss no longer falls; the rate is on the verge of being too large.
///
/// # Panics
/// If the curve has no points, or a loss that is NaN.
///
/// ```
/// let curve = [(0.001, 2.3), (0.01, 1.9), (0.1, 0.8), (1.0, 3.0)];
/// assert_eq!(neural::optim::suggested_rate(&curve), 0.01);
/// ```
#[track_caller]
pub fn suggested_rate(curve: &[(Real, Real)]) -> Real {
    let unknown = curve.iter().find(|(_, loss)| loss.is_nan());
    assert!(unknown.is_none(), "suggested_rate: a loss of the curve is NaN: {unknown:?}");
    let lowest = curve.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    lowest.expect("suggested_rate: the curve has no points").0 / 10.0
}
