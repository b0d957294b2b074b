//! The program of the chapter `classifier`: a whole program that a reader can point at data of his own.

mod experiments;
mod input;
mod learn;
mod network;
mod penguins;
#[path = "../../shared/program.rs"]
mod program;
#[path = "../../shared/progress.rs"]
mod progress;
mod results;
mod settings;
#[path = "../../shared/summary.rs"]
mod summary;
mod watch;

use program::Problem;
use settings::Settings;
use std::process::ExitCode;
use watch::Watch;

fn main() -> ExitCode {
    program::start(run, experiments::run)
}

/// Reads, trains, tells and writes what was asked for.
fn run(settings: &Settings) -> Result<ExitCode, Problem> {
    let input = input::read(settings)?;
    let (train, test) = (input.train.labels.len(), input.test.labels.len());
    println!("{train} rows to learn from, {test} to be tested on, {} classes", input.train.classes.len());
    let mut training = learn::begin(settings, &input);
    let mut watch = Watch::new(input.train.classes.len(), settings.epochs);
    learn::resume(settings, &input, &mut training, &mut watch)?;
    println!("{}", summary::summary("summary", &training));
    progress::catch_interrupt();
    let ending = learn::train(settings, &input, &mut training, &mut watch, 1);
    program::tell(ending, training.epoch, settings.save.as_ref())?;
    let x = training.network.scaled(&input.test.x).into();
    let judged = results::Judged::new(&training.predict(&x), &input);
    println!("{}", results::confusions("confusions", &judged, &input));
    println!("{}", results::told(&judged, &input, &watch));
    results::draw(&settings.figures, &training.history, &watch, &judged, &input)?;
    if let Some(path) = &settings.predict {
        results::write_predictions(path, &judged, &input)?;
    }
    Ok(ExitCode::SUCCESS)
}
