//! A schedule that looks: the learning rate falls when the loss no longer does.

use crate::Real;

/// Multiplies the learning rate by `q` each time that more than `patience` losses in a row have not been lower than
/// the best by at least a ten-thousandth of it.
///
/// ```
/// let mut plateau = neural::optim::ReduceOnPlateau::new(0.5, 2);
/// let factors = [3.0, 2.0, 2.1, 2.1, 2.1, 1.0].map(|loss| plateau.factor(loss));
/// assert_eq!(factors, [1.0, 1.0, 1.0, 1.0, 0.5, 0.5]);
/// ```
#[derive(Clone, Debug)]
pub struct ReduceOnPlateau {
    /// By what the rate is multiplied on a plateau.
    pub q: Real,
    /// How many losses in a row may be no improvement.
    pub patience: usize,
    pub(super) best: Real,
    pub(super) waited: usize,
    pub(super) factor: Real,
}

/// What counts as an improvement, relative to the best loss.
const IMPROVEMENT: Real = 1e-4;

impl ReduceOnPlateau {
    /// A schedule that has seen no loss yet.
    pub fn new(q: Real, patience: usize) -> Self {
        ReduceOnPlateau { q, patience, best: Real::INFINITY, waited: 0, factor: 1.0 }
    }

    /// The factor after the next loss, usually that of an epoch on rows that are not trained on.
    pub fn factor(&mut self, loss: Real) -> Real {
        // Downwards from the best, which is away from zero if it is negative.
        let enough = if self.best < 0.0 { 1.0 + IMPROVEMENT } else { 1.0 - IMPROVEMENT };
        if loss < self.best * enough {
            (self.best, self.waited) = (loss, 0);
        } else {
            self.waited += 1;
        }
        if self.waited > self.patience {
            (self.factor, self.waited) = (self.factor * self.q, 0);
        }
        self.factor
    }
}
