//! Schedules: by what the learning rate is multiplied at step `t`, counted from 0.
//!
//! Factors combine by multiplication: `linear_warmup(t, 100, 0.0) * cosine(t, 1000, 0.0)`.

use crate::Real;
use std::f64::consts::PI;

/// `q^⌊t / period⌋`: a staircase down.
///
/// # Panics
/// If `period` is 0.
///
/// ```
/// use neural::optim::schedule::step_decay;
/// assert_eq!([9, 10, 20].map(|t| step_decay(t, 10, 0.5)), [1.0, 0.5, 0.25]);
/// ```
#[track_caller]
pub fn step_decay(t: usize, period: usize, q: Real) -> Real {
    assert!(period > 0, "step_decay: the period is 0 steps");
    exponential(t / period, q)
}

/// `q^t`; others write `e^−kt`, with `k = −ln q`.
pub fn exponential(t: usize, q: Real) -> Real {
    q.powi(i32::try_from(t).unwrap_or(i32::MAX))
}

/// From `from` at `share = 0` to `to` at `share = 1` along half a wave of the cosine: level at both ends.
fn half_wave(from: Real, to: Real, share: Real) -> Real {
    to + (from - to) * (1.0 + (PI as Real * share).cos()) / 2.0
}

/// Cosine annealing (Loshchilov and Hutter, 2017, eq. 5): from 1 to `floor` in `steps` steps, then `floor`.
///
/// # Panics
/// If `steps` is 0.
///
/// ```
/// use neural::optim::schedule::cosine;
/// assert_eq!([0, 1000, 2000].map(|t| cosine(t, 1000, 0.1)), [1.0, 0.1, 0.1]);
/// assert!((cosine(500, 1000, 0.0) - 0.5).abs() < 1e-6);
/// ```
#[track_caller]
pub fn cosine(t: usize, steps: usize, floor: Real) -> Real {
    assert!(steps > 0, "cosine: a descent in 0 steps");
    half_wave(1.0, floor, t.min(steps) as Real / steps as Real)
}

/// Cosine annealing with warm restarts (SGDR, Loshchilov and Hutter, 2017): from 1 to `floor` in `first` steps, back
/// to 1 at once, and again, each time in `growth` times as many steps.
///
/// # Panics
/// If `first` or `growth` is 0.
///
/// ```
/// use neural::optim::schedule::warm_restarts;
/// assert_eq!([0, 10, 30].map(|t| warm_restarts(t, 10, 2, 0.0)), [1.0; 3]); // cycles of 10, 20, 40 …
/// assert!(warm_restarts(29, 10, 2, 0.0) < 0.01);
/// ```
#[track_caller]
pub fn warm_restarts(t: usize, first: usize, growth: usize, floor: Real) -> Real {
    assert!(first > 0 && growth > 0, "warm_restarts: cycles of {first} steps, growing {growth}-fold");
    let (mut since, mut cycle) = (t, first);
    while since >= cycle {
        since -= cycle;
        cycle = cycle.saturating_mul(growth);
    }
    cosine(since, cycle, floor)
}

/// Linear warm-up: from `start` to 1 in `steps` steps, then 1.
///
/// # Panics
/// If `steps` is 0.
///
/// ```
/// use neural::optim::schedule::linear_warmup;
/// assert_eq!([0, 5, 10, 99].map(|t| linear_warmup(t, 10, 0.0)), [0.0, 0.5, 1.0, 1.0]);
/// ```
#[track_caller]
pub fn linear_warmup(t: usize, steps: usize, start: Real) -> Real {
    assert!(steps > 0, "linear_warmup: a warm-up in 0 steps");
    start + (1.0 - start) * t.min(steps) as Real / steps as Real
}

/// The one-cycle policy (Smith and Topin, 2019): the rate rises to 1 and falls far below its start, once in the whole
/// run, while the momentum falls and rises. With half waves of the cosine, as in PyTorch.
///
/// ```
/// let cycle = neural::optim::schedule::OneCycle::new(101);
/// assert!((cycle.rate(0) - 0.04).abs() < 1e-6 && cycle.rate(100) < 1e-5);
/// assert!(cycle.rate(29) > 0.99 && cycle.momentum(29, 0.85, 0.95) < 0.86);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneCycle {
    /// The number of steps of the run.
    pub steps: usize,
    /// The share of the steps in which the rate rises.
    pub rise: Real,
    /// The factor at the first step.
    pub start: Real,
    /// The factor at the last step.
    pub end: Real,
}

impl OneCycle {
    /// Rises for 30 % of the steps from 1/25, and ends at a ten-thousandth of that: the defaults of PyTorch.
    pub fn new(steps: usize) -> Self {
        OneCycle { steps, rise: 0.3, start: 1.0 / 25.0, end: 1.0 / 25.0e4 }
    }

    /// The factor of the learning rate at step `t`; from step `steps − 1` on, `end`.
    pub fn rate(&self, t: usize) -> Real {
        let (rising, share) = self.phase(t);
        if rising { half_wave(self.start, 1.0, share) } else { half_wave(1.0, self.end, share) }
    }

    /// The momentum at step `t`: `high` while the rate is low, `low` at its peak.
    pub fn momentum(&self, t: usize, low: Real, high: Real) -> Real {
        let (rising, share) = self.phase(t);
        if rising { half_wave(high, low, share) } else { half_wave(low, high, share) }
    }

    /// Whether the rate rises at step `t`, and which share of the rise or of the fall is done.
    fn phase(&self, t: usize) -> (bool, Real) {
        let last = self.steps.saturating_sub(1) as Real;
        let (t, peak) = ((t as Real).min(last), self.rise * self.steps as Real - 1.0);
        if t <= peak {
            (true, if peak > 0.0 { t / peak } else { 1.0 }) // a rise of a single step is done at once
        } else {
            (false, (t - peak) / (last - peak))
        }
    }
}
