//! What to train on, for how long, and towards what.

use crate::metrics::{accuracy, argmax_rows, mean_absolute_error};
use crate::{Matrix, MatrixRef, Rng, Shared, Var};
use std::path::PathBuf;

/// Inputs and what should come out, row by row.
#[derive(Clone, Debug)]
pub struct Rows {
    /// n × inputs.
    pub x: Shared,
    /// n × outputs; for classes, one-hot.
    pub y: Shared,
}

impl Rows {
    /// Rows of inputs with their targets: `x` (n × features), `y` (n × outputs).
    ///
    /// # Panics
    /// If there are more of one than of the other, or none.
    #[track_caller]
    pub fn new(x: impl Into<Shared>, y: impl Into<Shared>) -> Self {
        let (x, y) = (x.into(), y.into());
        assert_eq!(x.nrows(), y.nrows(), "rows: inputs {:?} and targets {:?}", x.dim(), y.dim());
        assert!(x.nrows() > 0, "rows: there are none");
        Rows { x, y }
    }
}

/// Rows to learn from, and rows to watch the learning by.
#[derive(Clone, Debug)]
pub struct Data {
    /// What steps are made on.
    pub train: Rows,
    /// What is measured after an epoch, never trained on.
    pub validation: Option<Rows>,
}

/// The loss of outputs, given targets.
pub type LossOf<'a> = dyn for<'t> Fn(Var<'t>, &MatrixRef) -> Var<'t> + Sync + 'a;

/// Changes the inputs of a batch at random.
pub type Augment<'a> = dyn Fn(Matrix, &mut Rng) -> Matrix + Sync + 'a;

/// How to train.
pub struct Plan<'a> {
    /// How many epochs the training has when it is complete.
    pub epochs: usize,
    /// B, the rows of a step; if there are not more rows than that, a step takes all of them, in order.
    pub batch: usize,
    /// The loss of outputs, given targets.
    pub loss: &'a LossOf<'a>,
    /// A measure for people, of targets and outputs; like the loss a mean over rows.
    pub metric: fn(&MatrixRef, &MatrixRef) -> f64,
    /// Changes the inputs of a batch at random before it is trained on.
    pub augment: Option<&'a Augment<'a>>,
    /// After how many epochs the validation rows are measured; after the last one always.
    pub measure_every: usize,
    /// Where to keep the training; `None` if it need not outlive the program.
    pub save: Option<Saver>,
}

/// Where the loop saves, and how often.
#[derive(Clone, Debug)]
pub struct Saver {
    /// The file, replaced each time.
    pub path: PathBuf,
    /// After how many epochs; at the end, and when training is stopped, always.
    pub every: usize,
    /// What the file says about the network, line by line: a name and a value.
    pub about: Vec<(String, String)>,
}

impl<'a> Plan<'a> {
    /// Towards a low cross-entropy of logits; the metric is the accuracy.
    pub fn classification(epochs: usize, batch: usize) -> Self {
        Plan {
            epochs,
            batch,
            loss: &|z, y| z.softmax_cross_entropy(y),
            metric: |y, z| accuracy(&argmax_rows(y), &argmax_rows(z)),
            augment: None,
            measure_every: 1,
            save: None,
        }
    }

    /// Towards a low mean squared error; the metric is the mean absolute error.
    pub fn regression(epochs: usize, batch: usize) -> Self {
        Plan {
            loss: &|outputs, y| outputs.mse(y),
            metric: mean_absolute_error,
            ..Plan::classification(epochs, batch)
        }
    }
}
