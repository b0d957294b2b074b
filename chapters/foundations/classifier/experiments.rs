//! What the page shows: the original's settings, what each change bought, and the configuration at the end.

use crate::input::{self, Input};
use crate::network::{Activation, Mlp};
use crate::results::{self, Judged};
use crate::settings::{Rule, Settings};
use crate::watch::Watch;
use crate::{Problem, learn, penguins};
use neural::data::{Classification, shrink, stratified_split};
use neural::train::{Epoch, Training};
use neural::trials::{Spread, over_seeds, trials};
use neural::{Matrix, Real};
use report::{Report, Table};
use std::process::ExitCode;

/// How many rows the original's settings are tried on: with all of them, and whole pictures, a run takes minutes.
const FEW: usize = 100;

pub fn run(seed: u64) -> Result<ExitCode, Problem> {
    let mut report = Report::with_seed("classifier", seed);
    penguins::run(&mut report)?;
    let all = input::read(&ours())?;
    let shrunk = |part: &Classification| Classification { x: shrink(&part.x, 28), ..part.clone() };
    let small = Input {
        train: shrunk(&all.train),
        test: shrunk(&all.test),
        scale: (Matrix::zeros((1, 196)), Matrix::from_elem((1, 196), 255.0)),
        width: Some(14),
        side: Some(14),
    };
    changes(&mut report, &small);
    looking(&mut report, &small);
    broken(&mut report, &small);
    at_the_end(&mut report, &all);
    Ok(report.finish())
}

/// The settings of the original's text; each of its steps sees all rows.
fn original() -> Settings {
    let network = ["--hidden", "64", "--activation", "sigmoid", "--optimizer", "sgd", "--lr", "0.1"];
    let course =
        ["--constant", "--epochs", "1000", "--batch", "0", "--shift", "0", "--turn", "0", "--zoom", "0"];
    Settings::of(&[&network[..], &course].concat())
}

/// The configuration that the page ends with.
fn ours() -> Settings {
    Settings::of(&["--hidden", "192,96", "--batch-norm", "--lr", "0.01", "--epochs", "18"])
}

/// `rows` of the rows to learn from, equally many of each digit, drawn anew for each seed.
fn few(all: &Input, rows: usize, scaled: bool, seed: u64) -> Input {
    let share = rows as f64 / all.train.labels.len() as f64;
    let rows = stratified_split(&all.train.labels, share, &mut neural::rng(seed)).test;
    let (mean, deviation) = all.scale.clone();
    let deviation = if scaled { deviation } else { Matrix::ones(mean.dim()) };
    let (train, test) = (all.train.rows(&rows), all.test.clone());
    Input { train, test, scale: (mean, deviation), width: all.width, side: all.side }
}

/// Trains in silence, and measures the test rows after each `every` epochs and at the end.
fn trained(settings: &Settings, input: &Input, every: usize) -> (Judged, Watch, Vec<Epoch>) {
    from(learn::begin(settings, input), settings, input, every)
}

/// The same from weights that are there.
fn from(
    mut training: Training<Mlp>,
    settings: &Settings,
    input: &Input,
    every: usize,
) -> (Judged, Watch, Vec<Epoch>) {
    let mut watch = Watch::silent(input.train.classes.len());
    learn::train(settings, input, &mut training, &mut watch, every).expect("rates that are not too large");
    let x = training.network.scaled(&input.test.x).into();
    (Judged::new(&training.predict(&x), input), watch, training.history)
}

/// One row of the table: what differs from the original's text.
struct Change {
    name: &'static str,
    settings: Settings,
    rows: usize,
    scaled: bool,
    /// The standard deviation of the output's first weights, if it is not ours.
    output: Option<Real>,
}

/// A network whose output weights begin with this standard deviation.
fn with_output(settings: &Settings, input: &Input, deviation: Real) -> Training<Mlp> {
    let mut training = learn::begin(settings, input);
    let ids: Vec<_> = training.params.ids().collect();
    let weights = ids[ids.len() - 2]; // the bias is the last
    let now = training.params[weights].std(0.0);
    training.params[weights].mapv_inplace(|w| w / now * deviation);
    training
}

/// The original as its text and as its code has it, and then with one change at a time.
fn changes(report: &mut Report, all: &Input) {
    let with = |name, settings| Change { name, settings, rows: FEW, scaled: true, output: None };
    let text = original();
    let adam = Settings { optimizer: Rule::Adam, lr: 0.003, epochs: 60, batch: 50, ..text.clone() };
    let relu = Settings { activation: Activation::Relu, ..text.clone() };
    let table = [
        with("the text: sigmoid", text.clone()),
        with("the code: ReLU", relu.clone()),
        with("1a: 128 neurons", Settings { hidden: vec![128], ..text.clone() }),
        with("1b: two layers of 64", Settings { hidden: vec![64, 64], ..text.clone() }),
        with("2a: a rate of 1", Settings { lr: 1.0, ..text.clone() }),
        with("2b: Adam, batches, 60 epochs", adam.clone()),
        Change { scaled: false, ..with("3: pixels left up to 255", text) },
        Change { rows: 10 * FEW, ..with("2b, on ten times the rows", adam) },
        Change { output: Some(0.01), ..with("the code, output weights × 0.01", relu) },
    ];
    let seen = trials(&table, report.seeds(), |change, seed| {
        let settings = Settings { seed, ..change.settings.clone() };
        let input = few(all, change.rows, change.scaled, seed);
        let begun = change.output.map_or_else(
            || learn::begin(&settings, &input),
            |deviation| with_output(&settings, &input, deviation),
        );
        let (judged, _, history) = from(begun, &settings, &input, settings.epochs);
        (100.0 * judged.accuracy, 100.0 * history[history.len() - 1].metric)
    });
    let part = |part: fn(&(f64, f64)) -> f64| -> Vec<Vec<f64>> {
        seen.iter().map(|runs| runs.iter().map(part).collect()).collect()
    };
    let (runs, learned) = (part(|run| run.0), part(|run| run.1));
    tell_changes(report, &table, &runs);
    for ((row, name), seen) in ["text", "code", "wide", "deep", "rate", "adam", "raw", "many", "output"]
        .iter()
        .enumerate()
        .zip(&runs)
    {
        let gained = Spread::of(seen.iter().zip(&runs[0]).map(|(new, old)| new - old));
        let (lost, accuracy) =
            (Spread { mean: gained.mean.abs(), ..gained }, Spread::of(seen.iter().copied()));
        report.value(name, if row == 0 { format!("{accuracy:.1} %") } else { format!("{lost:.1} points") });
    }
    report.value("few-rows", FEW);
    report.value("many-rows", 10 * FEW);
    report.value("text-learned", format!("{:.1} %", Spread::of(learned[0].iter().copied())));
    report.value("deep-learned", format!("{:.1} %", Spread::of(learned[3].iter().copied())));
    let less = |left: &[f64], right: &[f64]| -> Vec<bool> {
        left.iter().zip(right).map(|(left, right)| left < right).collect()
    };
    let [text, deep, raw, many] = [0, 3, 6, 7].map(|row: usize| &runs[row]);
    let seen = |a: &[f64], b: &[f64]| format!("{a:.1?} % and {b:.1?} %");
    report.claim("raw-pixels-cost-accuracy", less(raw, text), seen(raw, text));
    report.claim("a-second-sigmoid-layer-costs-accuracy", less(deep, text), seen(deep, text));
    report.claim("on-training-rows-too", less(&learned[3], &learned[0]), seen(&learned[3], &learned[0]));
    let best: Vec<f64> =
        (0..many.len()).map(|seed| runs[..7].iter().map(|row| row[seed]).fold(0.0, f64::max)).collect();
    report.claim("rows-buy-most", less(&best, many), seen(&best, many));
}

/// The accuracy of each change on five seeds, and the difference to the first row, seed by seed.
fn tell_changes(report: &mut Report, changes: &[Change], runs: &[Vec<f64>]) {
    let caption = "A classifier of digits with one setting changed at a time, by the number of the \
                   item in the list of improvements: accuracy on test rows, and its difference to the \
                   first row, seed by seed (mean of five seeds).";
    let columns = ["settings", "test accuracy (%)", "difference (points)"];
    let mut table = Table::new("changes", caption, columns);
    for (row, (change, seen)) in changes.iter().zip(runs).enumerate() {
        let gained = Spread::of(seen.iter().zip(&runs[0]).map(|(new, old)| new - old));
        let gained = match row {
            0 => String::new(),
            _ => format!("{:+.1} ± {:.1}", gained.mean, gained.deviation),
        };
        let accuracy = format!("{:.1}", Spread::of(seen.iter().copied()));
        table.row([change.name, &accuracy, &gained]);
    }
    report.table(table);
}

/// The list's fourth and fifth item: classes over time and confusions, of the original's settings.
fn looking(report: &mut Report, all: &Input) {
    let settings = Settings { seed: report.seed(), ..original() };
    let input = few(all, FEW, true, settings.seed);
    let (judged, watch, history) = trained(&settings, &input, 25);
    let (unwatched, ..) = trained(&settings, &input, settings.epochs);
    report.fact("looking-changes-no-bit", judged.p == unwatched.p, "probabilities of all test rows compared");
    report.figure("original-classes", &results::classes_over_time(&watch, &history, &input.train.classes));
    let (early, late) = (&watch.counts[0], &watch.counts[watch.counts.len() - 1]);
    let extremes = [early.iter().max(), late.iter().min(), late.iter().max()];
    for (name, count) in
        ["early-most", "late-least", "late-most"].into_iter().zip(extremes.into_iter().flatten())
    {
        report.value(name, count);
    }
    report.figure("original-confusion", &results::confusion_map(&judged, &input));
}

/// What the program says when a rate is far too large.
fn broken(report: &mut Report, all: &Input) {
    let settings = Settings { lr: 1e20, activation: Activation::Relu, batch: 20, ..original() };
    let input = few(all, FEW, true, 0);
    let mut training = learn::begin(&settings, &input);
    let ending = learn::train(&settings, &input, &mut training, &mut Watch::silent(10), 1);
    report.section("broken", "A rate that is far too large");
    let error = ending.expect_err("a rate that no network survives").to_string();
    writeln!(
        report,
        "classifier: {}",
        error.replace("; ", ";\n").replace(". Try", ".\nTry").replace(": first", ":\nfirst")
    );
}

/// Our configuration, five seeds; of the first, everything that the program draws.
fn at_the_end(report: &mut Report, all: &Input) {
    let first = report.seed();
    let runs = over_seeds(report.seeds(), |seed| {
        let settings = Settings { seed, ..ours() };
        trained(&settings, all, if seed == first { 1 } else { settings.epochs })
    });
    let read = Spread::of(runs.iter().map(|(judged, ..)| 100.0 * judged.accuracy));
    report.value("final", format!("{read:.2} %"));
    report.fact("ninety-seven-of-a-hundred", read.mean >= 97.0, format!("{read:.2} %"));
    let (judged, watch, history) = &runs[0];
    report.section("final", "Our configuration, first seed");
    for line in results::told(judged, all, watch).lines() {
        writeln!(report, "{line}");
    }
    report.figure("accuracy", &results::curves(history));
    report.figure("classes", &results::classes_over_time(watch, history, &all.train.classes));
    report.figure("confusion", &results::confusion_map(judged, all));
    if let Some(svg) = results::mistakes_drawn(judged, all) {
        report.figure("mistakes", &svg);
    }
}
