//! The program of the chapter `classifier`: a whole program that a reader can point at data of his own.

#[path = "classifier/experiments.rs"]
mod experiments;
#[path = "classifier/input.rs"]
mod input;
#[path = "classifier/learn.rs"]
mod learn;
#[path = "classifier/network.rs"]
mod network;
#[path = "classifier/results.rs"]
mod results;
#[path = "classifier/settings.rs"]
mod settings;
#[path = "classifier/watch.rs"]
mod watch;

use neural::train::{Ending, FitError};
use settings::Settings;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use watch::Watch;

/// Anything that the reader has to know of.
type Problem = Box<dyn Error>;

fn main() -> ExitCode {
    let settings = Settings::from_args(env::args_os());
    let done = if env::var_os("NEURAL_RECORD").is_some() { experiments::run() } else { run(&settings) };
    done.unwrap_or_else(|problem| {
        eprintln!("classifier: {problem}");
        ExitCode::from(2)
    })
}

/// Reads, trains, tells and writes what was asked for.
fn run(settings: &Settings) -> Result<ExitCode, Problem> {
    let input = input::read(settings)?;
    let (train, test) = (input.train.labels.len(), input.test.labels.len());
    println!("{train} rows to learn from, {test} to be tested on, {} classes", input.train.classes.len());
    let mut training = learn::begin(settings, &input);
    let mut watch = Watch::new(input.train.classes.len(), settings.epochs);
    learn::resume(settings, &input, &mut training, &mut watch)?;
    watch::catch_interrupt();
    match learn::train(settings, &input, &mut training, &mut watch, 1) {
        Ok(Ending::Complete) => (),
        Ok(Ending::Stopped(why)) => println!("stopped by {why} after epoch {}", training.epoch),
        Err(FitError::Diverged(diverged)) => {
            let kept = settings.save.as_ref().filter(|path| path.exists());
            let kept =
                kept.map_or(String::new(), |path| format!("; the last checkpoint is in {}", path.display()));
            return Err(format!("{diverged}{kept}").into());
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(path) = &settings.save {
        println!("the training is in {}; go on with --load {0}", path.display());
    }
    let x = training.network.scaled(&input.test.x).into();
    let judged = results::Judged::new(&training.predict(&x), &input);
    println!("{}", results::told(&judged, &input, &watch));
    results::draw(&settings.figures, &training.history, &watch, &judged, &input)?;
    if let Some(path) = &settings.predict {
        results::write_predictions(path, &judged, &input)?;
    }
    Ok(ExitCode::SUCCESS)
}
