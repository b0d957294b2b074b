//! Training: the loop that every network needs, once and for all.
//!
//! ```text
//! each epoch   rows in a new order ──► batches of B
//! each batch   callbacks.before_step ──► augment ──► forward ──► loss
//!              ──► backward ──► optimiser
//! then         measure on the validation rows ──► callbacks.after_epoch
//!              ──► save
//! ```

mod callback;
mod diverged;
mod early_stopping;
mod fit;
mod plan;
mod stopping;

pub use callback::{Callback, Moment, OnPlateau, Scheduled};
pub use diverged::Diverged;
pub use early_stopping::EarlyStopping;
pub use fit::{Ending, FitError};
pub use plan::{Augment, Data, LossOf, Plan, Rows, Saver};
pub use stopping::StopEarly;

use crate::optim::Optimizer;
use crate::state::{Entry, fits_params, unreadable};
use crate::{Matrix, Mode, ParamId, Params, Rng, Shared, State, StateError, Stateful, Tape, Var, rng};
use rand::RngExt;

/// Layers joined to a whole. Its parameters lie in a [`Params`] beside it; its [`State`] is what changes in training
/// and is not a parameter, such as the running statistics of batch normalisation, and is often empty.
pub trait Network: Stateful {
    /// Shapes: `x` (n × inputs), result (n × outputs); for a classifier, logits.
    fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t>;

    /// The fewest rows that it can be trained on at once: two with batch normalisation, because a single row has no
    /// variance.
    fn least_rows(&self) -> usize {
        1
    }

    /// The name of a parameter in files and messages: `LAYER.WHAT`.
    fn name(&self, id: ParamId) -> String {
        format!("parameter.{}", id.0)
    }
}

/// What an epoch came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// The mean loss over the rows, each taken when its batch was trained on.
    pub loss: f64,
    /// The plan's metric, likewise.
    pub metric: f64,
    /// Loss and metric on the validation rows after the epoch, where they were measured.
    pub validation: Option<(f64, f64)>,
    /// η at the end of the epoch.
    pub learning_rate: f64,
}

/// A network in training, with everything that training changes.
pub struct Training<N> {
    /// The layers.
    pub network: N,
    /// What they learn.
    pub params: Params,
    /// The rule for the steps.
    pub optimizer: Box<dyn Optimizer>,
    /// What all of the training's chance comes from.
    pub seed: u64,
    /// How many epochs were made.
    pub epoch: usize,
    /// How many steps were made.
    pub step: usize,
    /// The epochs so far.
    pub history: Vec<Epoch>,
}

/// The generator of one epoch, which depends on nothing but the seed and the epoch's number.
///
/// So the state of chance between two epochs is these two numbers, and training that was stopped can go on without
/// anything else to remember.
///
/// ```
/// use rand::RngExt;
/// let draw = |seed, epoch| neural::train::epoch_rng(seed, epoch).random::<u64>();
/// assert_eq!(draw(7, 3), draw(7, 3));
/// assert!(draw(7, 3) != draw(7, 4) && draw(7, 3) != draw(8, 2));
/// ```
pub fn epoch_rng(seed: u64, epoch: usize) -> Rng {
    rng(rng(seed).random::<u64>().wrapping_add(epoch as u64))
}

impl<N: Network> Training<N> {
    /// A training that has not begun.
    pub fn new(network: N, params: Params, optimizer: Box<dyn Optimizer>, seed: u64) -> Self {
        Training { network, params, optimizer, seed, epoch: 0, step: 0, history: Vec::new() }
    }

    /// What the network says to `x`, in use and not in training, a few rows at a time.
    ///
    /// # Panics
    /// If `x` has no rows, or an entry that is not finite: what the network would make of it is no
    /// prediction.
    #[track_caller]
    pub fn predict(&mut self, x: &Shared) -> Matrix {
        assert!(x.nrows() > 0, "predict: there are no rows");
        if let Some(((row, column), value)) = x.indexed_iter().find(|(_, value)| !value.is_finite()) {
            panic!(
                "predict: row {row}, column {column} is {value}; fill gaps (data::Impute) or leave such rows out"
            );
        }
        self.outputs(x)
    }

    /// What comes out for `x`, whatever it holds.
    fn outputs(&mut self, x: &Shared) -> Matrix {
        let mut parts = Vec::new();
        for rows in x.axis_chunks_iter(ndarray::Axis(0), 1024) {
            let tape = Tape::new(&self.params);
            parts.push(self.network.forward(tape.constant(rows.to_owned()), &mut Mode::Eval).value());
        }
        let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
        ndarray::concatenate(ndarray::Axis(0), &views).expect("all parts have as many columns")
    }

    /// Parameters and running statistics, under the network's names for them.
    pub fn network_state(&self) -> State {
        let mut state = self.network.state();
        for id in self.params.ids() {
            state.put(self.network.name(id), Entry::Reals(self.params[id].to_owned()));
        }
        state
    }

    /// Puts back what [`Training::network_state`] returned.
    ///
    /// # Errors
    /// If something is missing, left over, or has another shape; nothing is changed then.
    pub fn set_network_state(&mut self, state: &State) -> Result<(), StateError> {
        let read = |id| state.reals(&self.network.name(id), self.params[id].dim());
        let values = self.params.ids().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut own = state.clone();
        self.params.ids().for_each(|id| own.remove(&self.network.name(id)));
        self.network.replace_state(&own)?;
        for (id, value) in self.params.ids().zip(values) {
            self.params[id] = value.into_shared();
        }
        Ok(())
    }

    /// Everything that training changes, also in its callbacks.
    pub fn state(&self, callbacks: &[&mut dyn Callback]) -> State {
        let mut state = State::default();
        state.nest("network", self.network_state());
        state.nest("optimizer", self.optimizer.state());
        for (place, callback) in callbacks.iter().enumerate() {
            state.nest(&format!("callback.{place}"), callback.state());
        }
        for (name, count) in [("epoch", self.epoch as u64), ("step", self.step as u64), ("seed", self.seed)] {
            state.put(format!("training.{name}"), Entry::Counts(vec![count]));
        }
        state
            .put("training.history", Entry::Measures(self.history.iter().flat_map(Epoch::numbers).collect()));
        state
    }

    /// Puts back what [`Training::state`] returned: the next epoch is the one that would have come next.
    ///
    /// # Errors
    /// If something is missing, left over, unreadable, or has another shape; nothing is changed
    /// then.
    pub fn set_state(
        &mut self,
        state: &State,
        callbacks: &mut [&mut dyn Callback],
    ) -> Result<(), StateError> {
        let before = self.state(callbacks);
        let set = self.put_state(state, callbacks).and_then(|()| state.same_entries(&self.state(callbacks)));
        if set.is_err() {
            self.set_network_state(&before.part("network")).expect("its own state fits");
            self.put_rest(&before, callbacks).expect("its own state fits");
        }
        set
    }

    /// The same, but an error leaves changed what was read before it.
    fn put_state(&mut self, state: &State, callbacks: &mut [&mut dyn Callback]) -> Result<(), StateError> {
        self.set_network_state(&state.part("network"))?;
        let fits = fits_params(&state.part("optimizer"), &self.params);
        fits.map_err(|error| error.within("optimizer"))?;
        self.put_rest(state, callbacks)?;
        let network = self.network.state();
        callbacks.iter().enumerate().try_for_each(|(place, callback)| {
            let fits = callback.fits(&self.params, &network);
            fits.map_err(|error| error.within(&format!("callback.{place}")))
        })
    }

    /// All but the network.
    fn put_rest(&mut self, state: &State, callbacks: &mut [&mut dyn Callback]) -> Result<(), StateError> {
        let set = self.optimizer.set_state(&state.part("optimizer"));
        set.map_err(|error| error.within("optimizer"))?;
        for (place, callback) in callbacks.iter_mut().enumerate() {
            let owner = format!("callback.{place}");
            callback.set_state(&state.part(&owner)).map_err(|error| error.within(&owner))?;
        }
        let count = |name: &str| {
            let count = usize::try_from(state.count(name)?);
            count.map_err(|_| unreadable(name, "a number that this machine can count to"))
        };
        let history = state.measures("training.history")?;
        if !history.len().is_multiple_of(Epoch::NUMBERS) {
            return Err(unreadable("training.history", "five measurements for each epoch"));
        }
        self.history = history.chunks_exact(Epoch::NUMBERS).map(Epoch::of_numbers).collect();
        self.seed = state.count("training.seed")?;
        (self.epoch, self.step) = (count("training.epoch")?, count("training.step")?);
        Ok(())
    }
}

impl Epoch {
    /// How many numbers an epoch is in a [`State`].
    const NUMBERS: usize = 5;

    /// What was not measured is NaN.
    fn numbers(&self) -> [f64; Self::NUMBERS] {
        let (loss, metric) = self.validation.unwrap_or((f64::NAN, f64::NAN));
        [self.loss, self.metric, loss, metric, self.learning_rate]
    }

    fn of_numbers(numbers: &[f64]) -> Self {
        let validation = (!numbers[2].is_nan()).then_some((numbers[2], numbers[3]));
        Epoch { loss: numbers[0], metric: numbers[1], validation, learning_rate: numbers[4] }
    }
}
