//! When to stop, and what to go back to.

use crate::state::{by_param, put_by_param, replace, unreadable};
use crate::{Entry, Params, Real, State, StateError, Stateful};
use ndarray::arr2;

/// Early stopping (Prechelt, 1998): remembers the parameters with the lowest loss on rows that are not trained on, and
/// says when that loss has not improved for a while.
///
/// ```
/// use neural::Params;
/// use neural::train::EarlyStopping;
/// use ndarray::array;
/// let (mut params, mut stopping) = (Params::default(), EarlyStopping::new(2));
/// let w = params.add(array![[0.0]]);
/// let stops = [0.9, 0.5, 0.7, 0.6].map(|loss| {
///     params[w] += 1.0; // training
///     stopping.observe(loss, &params)
/// });
/// assert_eq!(stops, [false, false, false, true]);
/// stopping.restore(&mut params);
/// assert_eq!((params[w][[0, 0]], stopping.best()), (2.0, Some(0.5)));
/// ```
#[derive(Clone, Debug)]
pub struct EarlyStopping {
    /// How many losses in a row that are no improvement end the training.
    pub patience: usize,
    /// By how much a loss must be lower than the best to count as an improvement.
    pub min_delta: Real,
    best: Option<(Real, Params)>,
    waited: usize,
}

impl EarlyStopping {
    /// Has seen no loss yet; every lower loss is an improvement.
    ///
    /// # Panics
    /// If `patience` is 0: training would stop before it began.
    #[track_caller]
    pub fn new(patience: usize) -> Self {
        assert!(patience > 0, "early stopping: the patience should be at least 1");
        EarlyStopping { patience, min_delta: 0.0, best: None, waited: 0 }
    }

    /// Takes note of the next loss, usually that of an epoch; `true` means stop now. A loss that is NaN is no improvement.
    pub fn observe(&mut self, loss: Real, params: &Params) -> bool {
        let limit = self.best().map_or(Real::INFINITY, |best| best - self.min_delta);
        if loss < limit {
            // The matrices are shared with `params` until the next step writes to them.
            (self.best, self.waited) = (Some((loss, params.clone())), 0);
        } else {
            self.waited += 1;
        }
        self.is_over()
    }

    /// Whether the patience is used up.
    pub fn is_over(&self) -> bool {
        self.waited >= self.patience
    }

    /// The lowest loss so far; `None` before the first that is finite.
    pub fn best(&self) -> Option<Real> {
        self.best.as_ref().map(|(loss, _)| *loss)
    }

    /// Gives `params` the values that they had at the lowest loss; leaves them alone if there was none.
    pub fn restore(&self, params: &mut Params) {
        if let Some((_, best)) = &self.best {
            params.clone_from(best);
        }
    }
}

/// How long nothing has improved, the lowest loss, and the parameters that had it.
impl Stateful for EarlyStopping {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("waited", Entry::Counts(vec![self.waited as u64]));
        if let Some((loss, params)) = &self.best {
            state.put("loss", Entry::Reals(arr2(&[[*loss]])));
            let best: Vec<_> = params.ids().map(|id| (id, params[id].to_owned())).collect();
            put_by_param(&mut state, "best", best.iter().map(|(id, matrix)| (id, matrix)));
        }
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        replace(self, state, |next| {
            next.waited = state.count("waited")? as usize;
            // Before the first loss nothing but the waiting is remembered.
            next.best = None;
            if state.iter().any(|(name, _)| name != "waited") {
                let mut best = Params::default();
                for (place, matrix) in by_param(state, "best")? {
                    if best.add(matrix) != place {
                        return Err(unreadable("parameters", "the places of all parameters"));
                    }
                }
                next.best = Some((state.real("loss")?, best));
            }
            Ok(())
        })
    }
}
