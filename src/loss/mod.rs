//! How wrong a prediction is, as one number, and which way is better.
//!
//! Each loss is the mean over the batch. `loss` computes it, `loss_gradient` its derivative with respect to the
//! predictions, and the method of the same name puts both on the tape.

mod cross_entropy;
mod regression;
mod targets;

pub use cross_entropy::*;
pub use regression::*;
pub use targets::*;

use crate::{Matrix, MatrixRef, Real, Var};
use ndarray::Array2;

/// Panics unless predictions and targets have one shape, with at least one row.
#[track_caller]
fn check(loss: &str, predictions: &MatrixRef, targets: &MatrixRef) {
    let (p, t) = (predictions.dim(), targets.dim());
    assert_eq!(p, t, "{loss}: predictions and targets differ in shape");
    assert!(p.0 > 0 && p.1 > 0, "{loss}: the batch is empty, of shape {p:?}");
}

impl<'t> Var<'t> {
    /// Records a loss of these predictions that is known with its gradient; `∂predictions = ∂L · gradient`.
    #[track_caller]
    fn loss(self, value: Real, gradient: impl FnOnce() -> Matrix + 'static) -> Var<'t> {
        self.tape.push([self], Array2::from_elem((1, 1), value), move |dl, grads| {
            grads.add(self.id, || {
                let mut gradient = gradient();
                if dl[[0, 0]] != 1.0 {
                    gradient *= dl[[0, 0]];
                }
                gradient
            })
        })
    }
}
