//! The loop.

use super::{Callback, Data, Diverged, Epoch, Moment, Network, Plan, Rows, Training, epoch_rng};
use crate::checkpoint::{self, CheckpointError};
use crate::data::deal;
use crate::machine::buffers;
use crate::{Gradients, Matrix, Mode, Real, Rng, Tape};
use std::ops::ControlFlow;

/// How a training ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// After the last epoch of the plan.
    Complete,
    /// Before, by a callback, for this reason.
    Stopped(String),
}

/// Why a training could not go on.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The loss is no number any more.
    #[error(transparent)]
    Diverged(#[from] Diverged),
    /// The training could not be saved.
    #[error(transparent)]
    Save(#[from] CheckpointError),
    /// The last batch of an epoch is what is left over, and that is too little for the network.
    #[error(
        "{rows} rows in batches of {batch} leave {last} for the last batch, and this network needs at least {least}: a \
         single row has no variance to be normalised by. Choose another batch size"
    )]
    #[expect(missing_docs, reason = "the message says what they are")]
    Batch { rows: usize, batch: usize, last: usize, least: usize },
}

impl<N: Network> Training<N> {
    /// Trains until the plan is complete or a callback ends it, from the epoch reached so far.
    ///
    /// # Errors
    /// If the last batch of an epoch has fewer rows than [`Network::least_rows`], before anything is done; if the loss or
    /// a weight becomes infinite or NaN, or the training cannot be saved.
    ///
    /// # Panics
    /// If inputs, targets and network do not fit together, or the plan's batch, or a period in it, is 0.
    #[track_caller]
    pub fn fit(
        &mut self,
        data: &Data,
        plan: &Plan,
        callbacks: &mut [&mut dyn Callback],
    ) -> Result<Ending, FitError> {
        assert!(plan.batch > 0 && plan.measure_every > 0, "fit: a batch or a period of 0");
        let n = data.train.x.nrows();
        self.check_batches(n, plan.batch)?;
        while self.epoch < plan.epochs {
            let (loss, metric) = self.pass(&data.train, plan, callbacks)?;
            self.epoch += 1;
            let due = self.epoch.is_multiple_of(plan.measure_every) || self.epoch == plan.epochs;
            let outputs = data.validation.as_ref().filter(|_| due).map(|rows| (rows, self.outputs(&rows.x)));
            let validation = match &outputs {
                Some((rows, outputs)) => Some(self.measure(rows, outputs, plan)?),
                None => None,
            };
            let learning_rate = f64::from(*self.optimizer.learning_rate());
            self.history.push(Epoch { loss, metric, validation, learning_rate });
            let mut stop = None;
            for callback in callbacks.iter_mut() {
                let outputs = outputs.as_ref().map(|(_, outputs)| outputs);
                if let ControlFlow::Break(why) = callback.after_epoch(&mut self.moment(n, plan, outputs)) {
                    stop = Some(why);
                }
            }
            if let Some(saver) = &plan.save {
                let last = stop.is_some() || self.epoch == plan.epochs;
                if last || self.epoch.is_multiple_of(saver.every.max(1)) {
                    checkpoint::save(&saver.path, &saver.about, &self.state(callbacks))?;
                }
            }
            if let Some(why) = stop {
                return Ok(Ending::Stopped(why));
            }
        }
        Ok(Ending::Complete)
    }

    /// Whether the network can be trained on the last, smallest batch of an epoch.
    fn check_batches(&self, rows: usize, batch: usize) -> Result<(), FitError> {
        let last = if rows.is_multiple_of(batch) { batch } else { rows % batch };
        let least = self.network.least_rows();
        if last < least { Err(FitError::Batch { rows, batch, last, least }) } else { Ok(()) }
    }

    /// One epoch over the rows; returns the mean loss and metric of its batches, by rows.
    fn pass(
        &mut self,
        rows: &Rows,
        plan: &Plan,
        callbacks: &mut [&mut dyn Callback],
    ) -> Result<(f64, f64), Diverged> {
        let n = rows.x.nrows();
        let mut rng = epoch_rng(self.seed, self.epoch);
        let (mut losses, mut metrics) = (0.0, 0.0);
        for batch in each_batch(rows, plan.batch, &mut rng) {
            for callback in callbacks.iter_mut() {
                callback.before_step(&mut self.moment(n, plan, None));
            }
            let (loss, metric, grads) = self.gradients(&batch, plan, &mut rng)?;
            self.optimizer.step(&mut self.params, &grads);
            self.step += 1;
            let finite = || batch.x.iter().all(|x| x.is_finite());
            Diverged::check(&self.params, finite, loss, &self.network, (self.epoch, self.step))?;
            let share = batch.x.nrows() as f64 / n as f64;
            (losses, metrics) = (losses + share * f64::from(loss), metrics + share * metric);
            [batch.x, batch.y].into_iter().for_each(buffers::keep_unless_shared);
        }
        Ok((losses, metrics))
    }

    /// Loss, metric and gradients of a batch.
    fn gradients(
        &mut self,
        batch: &Rows,
        plan: &Plan,
        rng: &mut Rng,
    ) -> Result<(Real, f64, Gradients), Diverged> {
        let x = match plan.augment {
            Some(augment) => augment(batch.x.to_owned(), rng).into_shared(),
            None => batch.x.clone(),
        };
        let tape = Tape::new(&self.params);
        let outputs = self.network.forward(tape.constant(x), &mut Mode::Train(rng));
        let loss = (plan.loss)(outputs, &batch.y);
        let value = loss.value()[[0, 0]];
        if !value.is_finite() {
            return Err(Diverged::find(&tape, value, &self.network, self.epoch, self.step));
        }
        let metric = (plan.metric)(&batch.y, &outputs.value());
        Ok((value, metric, loss.backward()))
    }

    /// Loss and metric of these outputs.
    fn measure(&mut self, rows: &Rows, outputs: &Matrix, plan: &Plan) -> Result<(f64, f64), Diverged> {
        let tape = Tape::new(&self.params);
        let loss = (plan.loss)(tape.constant(outputs.clone()), &rows.y).value()[[0, 0]];
        if !loss.is_finite() {
            let tape = Tape::new(&self.params);
            self.network.forward(tape.constant(rows.x.clone()), &mut Mode::Eval);
            return Err(Diverged::find(&tape, loss, &self.network, self.epoch - 1, self.step));
        }
        Ok((loss.into(), (plan.metric)(&rows.y, outputs)))
    }

    /// Where the training on `n` rows stands.
    fn moment<'m>(&'m mut self, n: usize, plan: &Plan, outputs: Option<&'m Matrix>) -> Moment<'m> {
        Moment {
            params: &mut self.params,
            network: &mut self.network,
            optimizer: &mut *self.optimizer,
            epoch: self.epoch,
            epochs: plan.epochs,
            step: self.step,
            steps_per_epoch: n.div_ceil(plan.batch),
            history: &self.history,
            outputs,
        }
    }
}

/// The rows in a new order, `size` at a time; all of them at once need no order, and no copy.
fn each_batch<'r>(rows: &'r Rows, size: usize, rng: &mut Rng) -> Box<dyn Iterator<Item = Rows> + 'r> {
    if size >= rows.x.nrows() {
        return Box::new(std::iter::once(rows.clone()));
    }
    Box::new(deal(&rows.x, &rows.y, size, rng).map(|(x, y)| Rows::new(x, y)))
}
