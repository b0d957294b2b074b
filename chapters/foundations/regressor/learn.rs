//! Training with the settings, from the beginning or from where a checkpoint stands.

use crate::Problem;
use crate::input::Input;
use crate::network::Regressor;
use crate::results::Judged;
use crate::settings::Settings;
use crate::watch::Watch;
use neural::checkpoint::{self, CheckpointError};
use neural::data::Regression;
use neural::optim::{Adam, ReduceOnPlateau};
use neural::train::{
    Callback, Data, Ending, FitError, Moment, OnPlateau, Plan, Rows, Saver, StopEarly, Training,
};
use neural::{Matrix, Params, Real, rng};
use std::ops::ControlFlow;

/// Keeps η from falling further.
struct AtLeast(Real);

impl Callback for AtLeast {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        let rate = now.optimizer.learning_rate();
        *rate = rate.max(self.0);
        ControlFlow::Continue(())
    }
}

/// A training with what accompanies it.
pub struct Session<'a> {
    pub settings: &'a Settings,
    pub input: &'a Input,
    pub training: Training<Regressor>,
    pub stopping: StopEarly,
    plateau: OnPlateau,
    pub watch: Watch,
}

impl<'a> Session<'a> {
    /// Nothing learned yet.
    pub fn new(settings: &'a Settings, input: &'a Input) -> Self {
        let mut params = Params::default();
        let network = Regressor::new(settings, input.scale.clone(), &mut params, &mut rng(settings.seed));
        let training = Training::new(network, params, Box::new(Adam::new(settings.lr)), settings.seed);
        let rule = ReduceOnPlateau::new(0.2, settings.plateau);
        let plateau = OnPlateau { learning_rate: settings.lr, rule };
        let watch = Watch { progress: None, unit: input.unit() };
        Session { settings, input, training, stopping: StopEarly::new(settings.patience), plateau, watch }
    }

    /// Puts the file's training into the place of one that has not begun.
    pub fn resume(&mut self) -> Result<(), CheckpointError> {
        let Some(path) = &self.settings.load else { return Ok(()) };
        let saved = checkpoint::load(path)?;
        saved.agrees(&self.about())?;
        let set = self.training.set_state(&saved.state, &mut [&mut self.stopping, &mut self.plateau]);
        set.map_err(|error| CheckpointError::Mismatch { path: path.clone(), error })?;
        println!(
            "{}: goes on after epoch {} of {}",
            path.display(),
            self.training.epoch,
            self.settings.epochs
        );
        Ok(())
    }

    /// The settings that go into a checkpoint, and without which it cannot be continued.
    fn about(&self) -> Vec<(String, String)> {
        let hidden: Vec<String> = self.settings.hidden.iter().map(usize::to_string).collect();
        let norm = if self.settings.plain { "none" } else { "batch" };
        let entries =
            [("hidden", hidden.join(",")), ("norm", norm.to_string()), ("data", self.input.name.clone())];
        entries.map(|(name, value)| (name.to_string(), value)).to_vec()
    }

    /// Trains until the settings' epochs are made or the validation loss has not fallen for long enough.
    pub fn train(&mut self) -> Result<Ending, FitError> {
        if self.stopping.is_over() {
            return Ok(Ending::Stopped("early stopping".to_string())); // before it was saved
        }
        let scaled = |part: &Regression| {
            let [x, y] = &self.input.scale;
            Rows::new(x.apply(&part.x), y.apply(&part.y))
        };
        let data =
            Data { train: scaled(&self.input.train), validation: Some(scaled(&self.input.validation)) };
        let batch = batch_of(self.settings.batch, data.train.x.nrows());
        let save = self.settings.save.clone().map(|path| Saver { path, every: 1, about: self.about() });
        let plan = Plan { save, ..Plan::regression(self.settings.epochs, batch) };
        let mut least = AtLeast(self.settings.min_lr.min(self.settings.lr));
        let mut callbacks: [&mut dyn Callback; 4] =
            [&mut self.stopping, &mut self.plateau, &mut least, &mut self.watch];
        self.training.fit(&data, &plan, &mut callbacks)
    }

    /// How the network does on the test rows: the best one, unless the last one was asked for.
    pub fn judge(&mut self) -> Result<Judged, Problem> {
        if !self.settings.last {
            self.stopping.restore(&mut self.training)?;
        }
        Ok(Judged::new(self.predict(&self.input.test.x), &self.input.test))
    }

    /// What the network says to these inputs; both are in their own units.
    pub fn predict(&mut self, x: &Matrix) -> Matrix {
        let [inputs, target] = &self.input.scale;
        target.undo(&self.training.predict(&inputs.apply(x).into_shared()))
    }
}

/// The size of a batch nearest to the one asked for that leaves no single row over: batch normalisation cannot use one.
fn batch_of(asked: usize, rows: usize) -> usize {
    let asked = if asked == 0 { rows } else { asked.min(rows) };
    (asked..=rows).find(|batch| rows % batch != 1).unwrap_or(rows)
}
