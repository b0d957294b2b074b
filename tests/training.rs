//! What the training loop and its checkpoints promise.

use ndarray::{Axis, array};
use neural::checkpoint::{self, CheckpointError};
use neural::init::{glorot_uniform, he_normal};
use neural::optim::schedule::cosine;
use neural::optim::*;
use neural::train::*;
use neural::*;
use rand::RngExt;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A network with everything that is hard to continue: chance in training, and statistics that are no parameters.
struct Noisy {
    hidden: Dense,
    output: Dense,
    mean: Matrix, // 1 × 8, of the hidden layer's outputs
}

impl Noisy {
    fn new(params: &mut Params, rng: &mut Rng) -> Self {
        Noisy {
            hidden: Dense::new(params, 3, 8, he_normal, rng),
            output: Dense::new(params, 8, 2, glorot_uniform, rng),
            mean: Matrix::zeros((1, 8)),
        }
    }
}

impl Network for Noisy {
    fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let z = self.hidden.forward(x);
        if let Mode::Train(rng) = mode {
            let mean = z.value().mean_axis(Axis(0)).expect("rows").insert_axis(Axis(0));
            self.mean = &self.mean * 0.9 + mean * 0.1;
            let shape = z.value().dim();
            let mask = Matrix::from_shape_simple_fn(shape, || if rng.random_bool(0.25) { 0.0 } else { 1.0 });
            return self.output.forward(z.relu() * z.tape.constant(mask));
        }
        self.output.forward(z.add_row(z.tape.constant(-&self.mean)).relu())
    }

    fn name(&self, id: ParamId) -> String {
        let names = [
            (self.hidden.w, "hidden.weight"),
            (self.hidden.b, "hidden.bias"),
            (self.output.w, "output.weight"),
        ];
        names.iter().find(|(known, _)| *known == id).map_or("output.bias", |(_, name)| name).to_string()
    }
}

impl Stateful for Noisy {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("hidden.running_mean", Entry::Reals(self.mean.clone()));
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        self.mean = state.reals("hidden.running_mean", (1, 8))?;
        Ok(())
    }
}

type Rule = fn() -> Box<dyn Optimizer>;

const RULES: [(&str, Rule); 7] = [
    ("sgd", || Box::new(Sgd { learning_rate: 0.1 })),
    ("momentum", || Box::new(Momentum::new(0.03, 0.9))),
    ("nesterov", || Box::new(Nesterov::new(0.03, 0.9))),
    ("adagrad", || Box::new(Adagrad::new(0.05))),
    ("rmsprop", || Box::new(RmsProp::new(0.01))),
    ("adam", || Box::new(Adam::new(0.01))),
    ("adamw", || Box::new(AdamW::new(0.01, 0.1))),
];

fn training(rule: Rule) -> Training<Noisy> {
    let mut params = Params::default();
    let network = Noisy::new(&mut params, &mut rng(5));
    Training::new(network, params, rule(), 17)
}

/// Which of three numbers is larger than the mean of the others.
fn data() -> Data {
    let rows = |n, seed| {
        let mut rng = rng(seed);
        let x = Matrix::from_shape_simple_fn((n, 3), || rng.random::<Real>() - 0.5);
        let label = |x: ndarray::ArrayView1<Real>| usize::from(2.0 * x[0] > x[1] + x[2]);
        let labels: Vec<usize> = x.rows().into_iter().map(label).collect();
        Rows::new(x, loss::one_hot(&labels, 2))
    };
    Data { train: rows(70, 1), validation: Some(rows(40, 2)) }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn saved_to(name: &str) -> Option<Saver> {
    let about = vec![("network".to_string(), "3 8 2".to_string())];
    Some(Saver { path: file(name), every: 1, about })
}

/// Ends the training after an epoch, as somebody who presses Ctrl-C does.
struct StopAfter(usize);

impl Callback for StopAfter {
    fn after_epoch(&mut self, now: &mut Moment) -> ControlFlow<String> {
        if now.epoch == self.0 { ControlFlow::Break("enough".to_string()) } else { ControlFlow::Continue(()) }
    }
}

fn schedule() -> impl Callback {
    Scheduled { learning_rate: 0.02, factor: |t| cosine(t, 60, 0.1) }
}

#[test]
fn training_that_was_stopped_and_continued_ends_with_the_same_bits() {
    for (name, rule) in RULES {
        let plan = |name: &str| Plan { save: saved_to(name), ..Plan::classification(6, 16) };
        let (whole, parts) = (format!("{name}-whole.safetensors"), format!("{name}-parts.safetensors"));
        let mut straight = training(rule);
        let ending = straight.fit(&data(), &plan(&whole), &mut [&mut schedule()]).unwrap();
        assert_eq!(ending, Ending::Complete);

        for stop in [2, 5] {
            let from = (stop == 5).then(|| checkpoint::load(file(&parts)).unwrap());
            let mut part = training(rule);
            let (mut schedule, mut stop_after) = (schedule(), StopAfter(stop));
            let callbacks: &mut [&mut dyn Callback] = &mut [&mut schedule, &mut stop_after];
            if let Some(from) = from {
                part.set_state(&from.state, callbacks).unwrap();
            }
            let ending = part.fit(&data(), &plan(&parts), callbacks).unwrap();
            assert_eq!(ending, Ending::Stopped("enough".to_string()));
        }
        let mut last = training(rule);
        last.params = Params::default(); // every number must come from the file
        last.network = Noisy::new(&mut last.params, &mut rng(99));
        *last.optimizer.learning_rate() = 7.0;
        let mut schedule = schedule();
        last.set_state(&checkpoint::load(file(&parts)).unwrap().state, &mut [&mut schedule]).unwrap();
        last.fit(&data(), &plan(&parts), &mut [&mut schedule]).unwrap();

        assert_eq!(straight.state(&[]), last.state(&[]), "{name}");
        assert_eq!(fs::read(file(&whole)).unwrap(), fs::read(file(&parts)).unwrap(), "{name}");
        assert_eq!((last.epoch, last.step, last.history.len()), (6, 30, 6));
    }
}

#[test]
fn a_plateau_is_remembered_by_the_checkpoint() {
    let on_plateau = || OnPlateau { learning_rate: 0.5, rule: ReduceOnPlateau::new(0.5, 0) };
    let run = |epochs, from: Option<State>| {
        let (mut training, mut callback) = (training(RULES[0].1), on_plateau());
        if let Some(state) = from {
            training.set_state(&state, &mut [&mut callback]).unwrap();
        }
        training.fit(&data(), &Plan::classification(epochs, 16), &mut [&mut callback]).unwrap();
        training.state(&[&mut callback])
    };
    let whole = run(12, None);
    assert_eq!(run(12, Some(run(7, None))), whole);
    assert!(
        whole.part("optimizer").real("learning_rate").unwrap() < 0.5,
        "the rate has fallen at least once"
    );
}

/// Batch normalisation and dropout between two layers.
struct Normalised(Dense, BatchNorm, Dropout, Dense);

impl Normalised {
    fn training(seed: u64) -> Training<Self> {
        let (mut params, mut rng) = (Params::default(), rng(seed));
        let (hidden, norm) =
            (Dense::new(&mut params, 3, 8, he_normal, &mut rng), BatchNorm::new(&mut params, 8));
        let output = Dense::new(&mut params, 8, 2, glorot_uniform, &mut rng);
        let network = Normalised(hidden, norm, Dropout::new(0.2), output);
        Training::new(network, params, Box::new(Adam::new(0.1)), 3)
    }
}

impl Network for Normalised {
    fn least_rows(&self) -> usize {
        2
    }

    fn forward<'t>(&mut self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        let x = self.1.forward(self.0.forward(x), mode).relu();
        self.3.forward(self.2.forward(x, mode))
    }
}

impl Stateful for Normalised {
    fn state(&self) -> State {
        let mut state = State::default();
        state.nest("norm", self.1.state());
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        self.1.set_state(&state.part("norm"))
    }
}

#[test]
fn early_stopping_with_batch_norm_and_dropout_continues_and_restores_both_kinds_of_numbers() {
    let run = |parts: &[usize]| {
        let path = file("normalised.safetensors");
        let mut result = None;
        for (part, &epochs) in parts.iter().enumerate() {
            let mut training = Normalised::training(if part == 0 { 7 } else { part as u64 });
            let mut stop = StopEarly::new(6);
            if part > 0 {
                let saved = checkpoint::load(&path).unwrap();
                training.set_state(&saved.state, &mut [&mut stop]).unwrap();
            }
            let plan = Plan { save: saved_to("normalised.safetensors"), ..Plan::classification(epochs, 16) };
            let ending = training.fit(&data(), &plan, &mut [&mut stop]).unwrap();
            if stop.is_over() {
                stop.restore(&mut training).unwrap();
            }
            result = Some((ending, training));
        }
        result.expect("at least one part")
    };
    let (ending, mut straight) = run(&[300]);
    assert!(matches!(&ending, Ending::Stopped(why) if why.contains("early stopping")), "{ending:?}");
    let losses: Vec<f64> = straight.history.iter().filter_map(|epoch| Some(epoch.validation?.0)).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let rows = data().validation.unwrap();
    let tape = Tape::new(&straight.params);
    let outputs = tape.constant(straight.network.forward(tape.constant(rows.x), &mut Mode::Eval).value());
    let restored = outputs.softmax_cross_entropy(&rows.y).value()[[0, 0]];
    approx::assert_relative_eq!(restored, best as Real, max_relative = 1e-5);
    let part = straight.epoch / 2;
    assert_eq!(run(&[part, part + 2, 300]).1.state(&[]), straight.state(&[]));
}

#[test]
fn a_last_batch_that_cannot_be_normalised_is_refused_before_anything_is_done() {
    for (batch, last) in [(69, 1), (23, 1), (1, 1), (70, 70), (1000, 70), (68, 2), (35, 35)] {
        let mut training = Normalised::training(7);
        let before = training.state(&[]);
        let ended = training.fit(&data(), &Plan::classification(1, batch), &mut []);
        if last > 1 {
            assert_eq!(ended.unwrap(), Ending::Complete, "batches of {batch}");
            continue;
        }
        let text = ended.unwrap_err().to_string();
        let found = format!("70 rows in batches of {batch} leave 1 for the last batch");
        assert!(text.starts_with(&found) && text.contains("needs at least 2"), "{text}");
        assert!(text.ends_with("Choose another batch size"), "{text}");
        assert_eq!(training.state(&[]), before);
    }
    let ended = training(RULES[0].1).fit(&data(), &Plan::classification(1, 69), &mut []);
    assert_eq!(ended.unwrap(), Ending::Complete, "without batch normalisation a single row is a batch");
}

#[test]
fn training_learns_and_its_history_says_so() {
    let mut training = training(RULES[5].1);
    training.fit(&data(), &Plan { measure_every: 10, ..Plan::classification(40, 8) }, &mut []).unwrap();
    let measured: Vec<_> = training.history.iter().filter_map(|epoch| epoch.validation).collect();
    assert_eq!(measured.len(), 4);
    assert!(measured[3].0 < measured[0].0 && measured[3].1 > 0.85, "{measured:?}");
}

#[test]
fn a_batch_of_all_rows_is_one_step_of_descent() {
    let mut training = training(RULES[0].1);
    training.fit(&data(), &Plan::classification(3, 1000), &mut []).unwrap();
    assert_eq!((training.epoch, training.step), (3, 3));
}

#[test]
fn a_loss_that_is_no_number_names_epoch_step_and_layer() {
    let mut training = training(|| Box::new(Sgd { learning_rate: Real::MAX / 1e8 }));
    let error = training.fit(&data(), &Plan::classification(9, 16), &mut []).unwrap_err();
    let text = error.to_string();
    let FitError::Diverged(diverged) = error else { panic!("{text}") };
    assert_eq!(diverged.epoch, 1);
    assert!(diverged.step > 1 && diverged.largest > 1e6, "{text}");
    assert!(text.contains("layer `") || text.contains("weights `"), "{text}");
    assert!(text.contains("in epoch 1, step ") && text.contains("learning rate a tenth"), "{text}");
}

#[test]
fn inputs_that_are_no_numbers_are_told_from_weights_that_are_not() {
    let mut data = data();
    data.train.x[[69, 1]] = Real::NAN;
    let error = training(RULES[0].1).fit(&data, &Plan::classification(1, 1000), &mut []).unwrap_err();
    assert!(error.to_string().contains("the inputs hold a value that is not finite"), "{error}");
}

#[test]
fn a_diverged_training_leaves_its_last_checkpoint() {
    let plan = |epochs| Plan { save: saved_to("diverges.safetensors"), ..Plan::classification(epochs, 1000) };
    let mut training = training(RULES[0].1);
    training.fit(&data(), &plan(2), &mut []).unwrap();
    let before = fs::read(file("diverges.safetensors")).unwrap();
    *training.optimizer.learning_rate() = Real::INFINITY;
    training.fit(&data(), &plan(9), &mut []).unwrap_err();
    let after = checkpoint::load(file("diverges.safetensors")).unwrap();
    assert!(after.state.count("training.epoch").unwrap() >= 2);
    assert!(!before.is_empty());
}

/// A small training's checkpoint, saved as `name`.
fn small(name: &str) -> PathBuf {
    let mut training = training(RULES[5].1);
    let plan = Plan { save: saved_to(name), ..Plan::classification(2, 16) };
    training.fit(&data(), &plan, &mut []).unwrap();
    file(name)
}

#[test]
fn the_names_in_the_file_are_those_that_the_documentation_gives() {
    let state = checkpoint::load(small("names.safetensors")).unwrap().state;
    let names: Vec<&str> = state.iter().map(|(name, _)| name).collect();
    let own = ["hidden.bias", "hidden.running_mean", "hidden.weight", "output.bias", "output.weight"];
    assert_eq!(names[..5], own.map(|name| format!("network.{name}")));
    for name in ["optimizer.learning_rate", "optimizer.m.3", "optimizer.v.0", "optimizer.t.0"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert_eq!(
        names[names.len() - 4..],
        ["epoch", "history", "seed", "step"].map(|n| format!("training.{n}"))
    );
    assert_eq!(state.count("optimizer.t.0"), Ok(10));
}

#[test]
fn a_file_that_breaks_off_anywhere_is_an_error_that_says_so() {
    let path = small("cut.safetensors");
    let whole = fs::read(&path).unwrap();
    for length in [9, 50, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = checkpoint::load(&path).unwrap_err();
        assert!(matches!(error, CheckpointError::Truncated { .. }), "{length}: {error}");
        assert!(error.to_string().contains(&format!("breaks off after {length} bytes")), "{error}");
    }
    for length in [0, 1, 8] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(checkpoint::load(&path).unwrap_err(), CheckpointError::Foreign { .. }), "{length}");
    }
}

#[test]
fn files_of_another_kind_or_of_a_newer_version_are_refused() {
    let path = small("other.safetensors");
    let whole = fs::read(&path).unwrap();
    let place = whole.windows(9).position(|window| window == b"format: 1").unwrap();
    let mut newer = whole.clone();
    newer[place + 8] = b'9';
    fs::write(&path, newer).unwrap();
    let error = checkpoint::load(&path).unwrap_err().to_string();
    assert!(error.contains("has format 9") && error.contains("up to 1"), "{error}");

    fs::write(&path, "species,island\nAdelie,Torgersen\n").unwrap();
    assert!(checkpoint::load(&path).unwrap_err().to_string().contains("is no checkpoint of this crate"));

    fs::write(&path, safetensors_of_somebody_else()).unwrap();
    assert!(checkpoint::load(&path).unwrap_err().to_string().contains("without the key `neural`"));

    let error = checkpoint::load("no/such.safetensors").unwrap_err().to_string();
    assert!(error.contains("no/such.safetensors: cannot be read"), "{error}");
}

fn safetensors_of_somebody_else() -> Vec<u8> {
    let header = br#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#;
    [&(header.len() as u64).to_le_bytes()[..], header, &1f32.to_le_bytes()].concat()
}

#[test]
fn a_checkpoint_of_another_shape_is_named_and_changes_nothing() {
    let mut state = checkpoint::load(small("shape.safetensors")).unwrap().state;
    state.put("network.output.bias", Entry::Reals(array![[1.0, 2.0, 3.0]]));
    let mut other = training(RULES[0].1);
    let before = other.network_state();
    let error = other.set_state(&state, &mut []).unwrap_err();
    assert_eq!(error.to_string(), "`output.bias` is 1 × 3, and 1 × 2 is needed");
    assert_eq!(other.network_state(), before);
}

#[test]
fn what_cannot_be_written_leaves_what_was_there() {
    let path = small("kept.safetensors");
    let before = fs::read(&path).unwrap();
    // The name beside it, under which the new file begins, is taken by a folder.
    let taken = file(".kept.safetensors.unfinished");
    fs::create_dir_all(&taken).unwrap();
    let error = checkpoint::save(&path, &[], &State::default()).unwrap_err().to_string();
    fs::remove_dir(&taken).unwrap();
    assert!(error.contains("cannot be written") && error.contains("untouched"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn predictions_do_not_depend_on_how_many_rows_are_asked_at_once() {
    let mut training = training(RULES[0].1);
    let x = Matrix::from_shape_fn((2500, 3), |(i, j)| (i + j) as Real % 7.0);
    let all = training.predict(&x.clone().into_shared());
    let last = training.predict(&x.slice(ndarray::s![2499.., ..]).to_owned().into_shared());
    approx::assert_abs_diff_eq!(all.row(2499).insert_axis(Axis(0)), last, epsilon = 1e-5);
}

#[test]
fn the_mean_absolute_error_is_the_metric_of_regression() {
    let mut params = Params::default();
    let network = Noisy::new(&mut params, &mut rng(5));
    let mut training = Training::new(network, params, Box::new(Adam::new(0.01)), 0);
    let Data { train, .. } = data();
    let y = train.x.slice(ndarray::s![.., ..2]).to_owned();
    let data = Data { train: Rows::new(train.x, y), validation: None };
    training.fit(&data, &Plan::regression(60, 10), &mut []).unwrap();
    let (first, last) = (training.history[0], training.history[59]);
    assert!(last.loss < 0.6 * first.loss && last.metric < first.metric, "{first:?} {last:?}");
    assert_eq!(last.validation, None);
}

#[test]
fn early_stopping_puts_back_the_whole_network_of_the_best_epoch() {
    let (data, plan) = (data(), Plan::classification(40, 10));
    let (mut stopping, mut training) = (StopEarly::new(1000), training(RULES[5].1));
    training.fit(&data, &plan, &mut [&mut stopping]).unwrap();
    let losses: Vec<f64> = training.history.iter().map(|epoch| epoch.validation.unwrap().0).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(losses[39] > best, "the last epoch is the best one, so this test shows nothing");
    stopping.restore(&mut training).unwrap();
    let rows = data.validation.as_ref().unwrap();
    let loss = loss::softmax_cross_entropy(&training.predict(&rows.x), &rows.y);
    assert_eq!(f64::from(loss), best);
}

#[test]
fn early_stopping_goes_on_waiting_where_it_was() {
    let (data, patience) = (data(), 3);
    let (mut straight, mut whole) = (StopEarly::new(patience), training(RULES[5].1));
    let ending = whole.fit(&data, &Plan::classification(500, 10), &mut [&mut straight]).unwrap();
    assert_eq!(ending, Ending::Stopped("early stopping".to_string()));
    // Interrupted one epoch before its patience was used up.
    let (mut first, mut half) = (StopEarly::new(patience), training(RULES[5].1));
    half.fit(&data, &Plan::classification(whole.epoch - 1, 10), &mut [&mut first]).unwrap();
    let (mut second, mut rest) = (StopEarly::new(patience), training(RULES[5].1));
    rest.set_state(&half.state(&[&mut first]), &mut [&mut second]).unwrap();
    assert!(!second.is_over());
    rest.fit(&data, &Plan::classification(500, 10), &mut [&mut second]).unwrap();
    assert!(second.is_over());
    assert_eq!(rest.state(&[&mut second]), whole.state(&[&mut straight]));
}

/// A training with statistics that are no parameters, an optimiser with memory, and a callback with
/// all kinds of it.
fn remembered(epochs: usize) -> (Training<Normalised>, StopEarly, OnPlateau) {
    let mut training = Normalised::training(7);
    let mut stop = StopEarly::new(1000);
    let mut plateau = OnPlateau { learning_rate: 0.1, rule: ReduceOnPlateau::new(0.5, 3) };
    training.fit(&data(), &Plan::classification(epochs, 16), &mut [&mut stop, &mut plateau]).unwrap();
    (training, stop, plateau)
}

/// Puts `state` into a training that has gone another way, and returns the error; that nothing else
/// came of it is checked to the bit.
fn refused(state: &State) -> String {
    let (mut training, mut stop, mut plateau) = remembered(2);
    let before = training.state(&[&mut stop, &mut plateau]);
    let (params, history) = (training.params.clone(), training.history.clone());
    let error = training.set_state(state, &mut [&mut stop, &mut plateau]).unwrap_err().to_string();
    assert_eq!(training.state(&[&mut stop, &mut plateau]), before, "{error}");
    assert_eq!(training.history, history);
    assert!(params.ids().all(|id| params[id] == training.params[id]));
    error
}

/// The state without this entry, or with another one in its place.
fn changed(state: &State, name: &str, entry: Option<Entry>) -> State {
    let mut changed = State::default();
    for (own, kept) in state.iter().filter(|(own, _)| *own != name) {
        changed.put(own, kept.clone());
    }
    if let Some(entry) = entry {
        changed.put(name, entry);
    }
    changed
}

#[test]
fn whatever_is_missing_extra_misshapen_or_of_another_kind_is_named_and_changes_nothing() {
    let (training, mut stop, mut plateau) = remembered(4);
    let state = training.state(&[&mut stop, &mut plateau]);
    let (mut fresh, mut stop, mut plateau) = remembered(1);
    fresh.set_state(&state, &mut [&mut stop, &mut plateau]).expect("its own state fits");
    assert_eq!(fresh.state(&[&mut stop, &mut plateau]), state);

    for (name, entry) in state.iter() {
        let told = |error: String| {
            // The network's own names are told as the network gives them; a list that promises a
            // parameter 99 leads to the entry that is not there.
            let short = name.strip_prefix("network.").unwrap_or(name);
            let part = short.rsplit_once('.').map_or(short, |(part, _)| part);
            let names = [format!("`{short}`"), format!("`{part}.parameters`"), short.replace("norm.", "`")];
            let promised = name.ends_with(".parameters") && error.contains(".99`");
            assert!(promised || names.iter().any(|name| error.contains(name)), "{name}: {error}");
        };
        told(refused(&changed(&state, name, None)));
        let other_kind = match entry {
            Entry::Reals(_) => Entry::Counts(vec![1, 2]),
            _ => Entry::Reals(array![[1.0]]),
        };
        told(refused(&changed(&state, name, Some(other_kind))));
        let other_shape = match entry {
            Entry::Reals(_) => Entry::Reals(Matrix::zeros((5, 7))),
            Entry::Counts(counts) => Entry::Counts([&counts[..], &[99]].concat()),
            Entry::Measures(measures) => Entry::Measures([&measures[..], &[0.0]].concat()),
        };
        told(refused(&changed(&state, name, Some(other_shape))));
        told(refused(&changed(&state, &format!("{name}x"), Some(entry.clone()))).replace("x`", "`"));
    }
    for extra in
        ["", "network", "training.more", "callback.2.waited", "callback.0", "optimizer.m.77", "else.0"]
    {
        let error = refused(&changed(&state, extra, Some(Entry::Reals(array![[1.0]]))));
        assert_eq!(error, format!("`{extra}` belongs to nothing here"));
    }
    let error = refused(&changed(&state, "optimizer.t.0", Some(Entry::Counts(vec![1 << 40]))));
    assert_eq!(error, "`optimizer.t.0` is not a number of steps");
}

#[test]
fn an_optimiser_without_its_memory_is_refused_by_every_rule_that_has_one() {
    for (name, rule) in RULES {
        let mut trained = training(rule);
        trained.fit(&data(), &Plan::classification(1, 16), &mut []).unwrap();
        let state = trained.state(&[]);
        for (entry, _) in state.iter().filter(|(entry, _)| entry.starts_with("optimizer.")) {
            let mut fresh = training(rule);
            let error = fresh.set_state(&changed(&state, entry, None), &mut []).expect_err(name);
            assert_eq!(error, StateError::Missing(entry.to_string()), "{name}");
        }
        for (other, another) in RULES.iter().filter(|(other, _)| !other.starts_with(&name[..2])) {
            let same = |rule: &str| {
                matches!(rule, "momentum" | "nesterov") as u8
                    + 2 * matches!(rule, "adagrad" | "rmsprop") as u8
            };
            if same(name) == 0 || same(name) != same(other) {
                assert!(training(*another).set_state(&state, &mut []).is_err(), "{name} into {other}");
            }
        }
    }
}

#[test]
fn early_stopping_is_not_restored_into_another_network() {
    let (_, stop, _) = remembered(3);
    let mut other = training(RULES[0].1);
    let before = other.state(&[]);
    assert!(stop.restore(&mut other).is_err());
    assert_eq!(other.state(&[]), before);
}

#[test]
fn each_part_by_itself_is_read_whole_or_not_at_all() {
    fn is_strict(part: &mut dyn Stateful) {
        let before = part.state();
        for (name, _) in before.iter() {
            assert!(part.set_state(&changed(&before, name, None)).is_err(), "without {name}");
            let other = changed(&before, name, Some(Entry::Measures(vec![0.5; 3])));
            assert!(part.set_state(&other).is_err(), "another {name}");
            assert_eq!(part.state(), before);
        }
        let more = changed(&before, "more", Some(Entry::Counts(vec![1])));
        assert!(part.set_state(&more).is_err(), "with something more");
        assert_eq!(part.state(), before);
        assert_eq!(part.set_state(&before), Ok(()));
    }
    for (_, rule) in RULES {
        let mut trained = training(rule);
        trained.fit(&data(), &Plan::classification(1, 16), &mut []).unwrap();
        is_strict(&mut *trained.optimizer);
    }
    is_strict(&mut BatchNorm::new(&mut Params::default(), 3));
    let mut plateau = ReduceOnPlateau::new(0.5, 0);
    plateau.factor(1.0);
    is_strict(&mut plateau);
    let mut stopping = EarlyStopping::new(3);
    is_strict(&mut stopping);
    stopping.observe(1.0, &training(RULES[0].1).params);
    is_strict(&mut stopping);
}
