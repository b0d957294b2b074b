//! What the page shows: the original's settings, what each change bought, and the configuration at the end.

use crate::input::{self, Input};
use crate::network::Activation;
use crate::results::{self, Judged};
use crate::settings::{Rule, Settings};
use crate::watch::Watch;
use crate::{Problem, learn};
use neural::Matrix;
use neural::data::stratified_split;
use neural::report::Report;
use neural::trials::{Spread, trials};
use std::process::ExitCode;

/// How many rows the original's settings are tried on: with all of them, a run takes minutes.
const FEW: usize = 200;

pub fn run() -> Result<ExitCode, Problem> {
    let mut report = Report::from_args("classifier");
    let ours = Settings::of(&["--hidden", "256,128", "--epochs", "10", "--batch", "200", "--lr", "0.004"]);
    let all = input::read(&ours)?;
    changes(&mut report, &all);
    at_the_end(&mut report, &all, &ours);
    Ok(report.finish())
}

/// The settings of the original's text.
fn original() -> Settings {
    let settings =
        ["--hidden", "64", "--activation", "sigmoid", "--optimizer", "sgd", "--lr", "0.1", "--constant"];
    Settings::of(&[&settings[..], &["--epochs", "1000", "--batch", "0", "--shift", "0"]].concat())
}

/// A few rows of each digit, drawn anew for each seed.
fn few(all: &Input, scaled: bool, seed: u64) -> Input {
    let share = FEW as f64 / all.train.labels.len() as f64;
    let rows = stratified_split(&all.train.labels, share, &mut neural::rng(seed)).test;
    let deviation = if scaled { all.scale.1.clone() } else { Matrix::ones(all.scale.1.dim()) };
    let scale = (all.scale.0.clone(), deviation);
    Input { train: all.train.rows(&rows), test: all.test.clone(), scale, width: all.width }
}

/// Trains in silence, and measures the test rows at the end only, unless `watched`.
fn trained(settings: &Settings, input: &Input, watched: bool) -> (Judged, Watch, Vec<neural::train::Epoch>) {
    let mut training = learn::begin(settings, input);
    let mut watch = Watch::silent(input.train.classes.len());
    let every = if watched { 1 } else { settings.epochs };
    learn::train(settings, input, &mut training, &mut watch, every).expect("rates that are not too large");
    let x = training.network.scaled(&input.test.x).into();
    (Judged::new(&training.predict(&x), input), watch, training.history)
}

/// The original on a few rows, as its text and as its code has it, and with one change at a time.
fn changes(report: &mut Report, all: &Input) {
    let relu = Settings { activation: Activation::Relu, ..original() };
    let rows = [
        ("the text: sigmoid", original(), true),
        ("the code: ReLU", relu.clone(), true),
        ("ReLU, two layers of 64", Settings { hidden: vec![64, 64], ..relu.clone() }, true),
        (
            "ReLU, Adam, 60 epochs of batches",
            Settings { optimizer: Rule::Adam, lr: 0.003, epochs: 60, batch: 50, ..relu.clone() },
            true,
        ),
        ("the text, pixels up to 255", original(), false),
    ];
    let runs = trials(&rows, report.seeds(), |(_, settings, scaled), seed| {
        let settings = Settings { seed, ..settings.clone() };
        100.0 * trained(&settings, &few(all, *scaled, seed), false).0.accuracy
    });
    report.section("changes", "The original's settings, and one change at a time; test accuracy, five seeds");
    writeln!(report, "settings                            read            beside the text's, same seed");
    for ((name, ..), seen) in rows.iter().zip(&runs) {
        let gained = Spread::of(seen.iter().zip(&runs[0]).map(|(new, old)| new - old));
        writeln!(report, "{name:<33} {:.1} %   {gained:.1} points", Spread::of(seen.iter().copied()));
    }
    report.value("few-rows", FEW);
    report.claim(
        "scaling-matters",
        runs[4].iter().zip(&runs[0]).map(|(raw, scaled)| raw < scaled),
        format!("{:.1?} % raw, {:.1?} % scaled", runs[4], runs[0]),
    );
}

/// Our configuration, five seeds; of the first, everything that the program draws.
fn at_the_end(report: &mut Report, all: &Input, ours: &Settings) {
    let seeds: Vec<u64> = report.seeds().collect();
    let mut runs = trials(&[()], seeds.iter().copied(), |(), seed| {
        trained(&Settings { seed, ..ours.clone() }, all, seed == seeds[0])
    })
    .remove(0);
    let read = Spread::of(runs.iter().map(|(judged, ..)| 100.0 * judged.accuracy));
    report.value("final", format!("{read:.2} %"));
    report.claim(
        "most-digits-are-read",
        runs.iter().map(|(judged, ..)| judged.accuracy > 0.945),
        format!("{read:.2} %"),
    );
    let (judged, watch, history) = runs.swap_remove(0);
    report.section("final", "Our configuration, first seed");
    for line in results::told(&judged, all, &watch).lines() {
        writeln!(report, "{line}");
    }
    report.figure("accuracy", &results::curves(&history));
    report.figure("classes", &results::classes_over_time(&watch, &all.train.classes));
    report.figure("confusion", &results::confusion_map(&judged, all));
    if let Some(svg) = results::mistakes_drawn(&judged, all) {
        report.figure("mistakes", &svg);
    }
}
