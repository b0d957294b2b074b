//! Training with the settings, from the beginning or from where a checkpoint stands.

use crate::input::Input;
use crate::network::Mlp;
use crate::settings::Settings;
use crate::watch::Watch;
use neural::checkpoint::{self, CheckpointError};
use neural::data::augment;
use neural::loss::one_hot;
use neural::optim::schedule::cosine;
use neural::train::{Augment, Data, Ending, FitError, Plan, Rows, Saver, Scheduled, Training};
use neural::{Matrix, Params, Rng, rng};

/// A network with these settings, nothing learned yet.
pub fn begin(settings: &Settings, input: &Input) -> Training<Mlp> {
    let ends = (input.train.x.ncols(), input.train.classes.len());
    let mut params = Params::default();
    let mut network = Mlp::new(ends.0, ends.1, settings, &mut params, &mut rng(settings.seed));
    network.scale = input.scale.clone();
    Training::new(network, params, settings.optimizer.with(settings.lr), settings.seed)
}

/// Puts the file's training into the place of one that has not begun.
pub fn resume(
    settings: &Settings,
    input: &Input,
    training: &mut Training<Mlp>,
    watch: &mut Watch,
) -> Result<(), CheckpointError> {
    let Some(path) = &settings.load else { return Ok(()) };
    let saved = checkpoint::load(path)?;
    saved.agrees(&settings.about(&input.train.classes))?;
    let mut still = Scheduled { learning_rate: settings.lr, factor: |_| 1.0 };
    let set = training.set_state(&saved.state, &mut [&mut still, watch]);
    set.map_err(|error| CheckpointError::Mismatch { path: path.clone(), error })?;
    println!("{}: goes on after epoch {} of {}", path.display(), training.epoch, settings.epochs);
    Ok(())
}

/// Trains until the settings' number of epochs is reached, and looks at the test rows now and then.
pub fn train(
    settings: &Settings,
    input: &Input,
    training: &mut Training<Mlp>,
    watch: &mut Watch,
    measure_every: usize,
) -> Result<Ending, FitError> {
    let n = input.train.x.nrows();
    let batch = if settings.batch == 0 { n } else { settings.batch.min(n) };
    let classes = input.train.classes.len();
    let rows = |x: &Matrix, labels: &[usize]| Rows::new(training.network.scaled(x), one_hot(labels, classes));
    let data = Data {
        train: rows(&input.train.x, &input.train.labels),
        validation: Some(rows(&input.test.x, &input.test.labels)),
    };
    let random = augment::Augment {
        shift: settings.shift,
        turn: settings.turn,
        zoom: settings.zoom,
        ..augment::Augment::default()
    };
    let moved = |x: Matrix, rng: &mut Rng| random.rows(&x, input.side.unwrap_or_default(), rng);
    let moves = input.side.is_some() && random != augment::Augment::default();
    let augment: Option<&Augment> = if moves { Some(&moved) } else { None };
    let about = settings.about(&input.train.classes);
    let save = settings.save.clone().map(|path| Saver { path, every: 1, about });
    let plan = Plan { augment, save, measure_every, ..Plan::classification(settings.epochs, batch) };
    let steps = settings.epochs * n.div_ceil(batch);
    let factor = |t| if settings.constant { 1.0 } else { cosine(t, steps, 0.0) };
    let mut schedule = Scheduled { learning_rate: settings.lr, factor };
    training.fit(&data, &plan, &mut [&mut schedule, watch])
}
