//! The program of the chapter `regressor`: a whole program that predicts a number, from a reader's own table too.

#[path = "regressor/bikes.rs"]
mod bikes;
#[path = "regressor/experiments.rs"]
mod experiments;
#[path = "regressor/input.rs"]
mod input;
#[path = "regressor/learn.rs"]
mod learn;
#[path = "regressor/network.rs"]
mod network;
#[path = "regressor/results.rs"]
mod results;
#[path = "regressor/settings.rs"]
mod settings;
#[path = "regressor/synthetic.rs"]
mod synthetic;
#[path = "regressor/watch.rs"]
mod watch;

use learn::Session;
use neural::train::{Ending, FitError};
use settings::Settings;
use std::env;
use std::error::Error;
use std::process::ExitCode;

/// Anything that the reader has to know of.
type Problem = Box<dyn Error>;

fn main() -> ExitCode {
    let settings = Settings::from_args(env::args_os());
    let done = if env::var_os("NEURAL_RECORD").is_some() { experiments::run() } else { run(&settings) };
    done.unwrap_or_else(|problem| {
        eprintln!("regressor: {problem}");
        ExitCode::from(2)
    })
}

/// Reads, trains, tells and writes what was asked for.
fn run(settings: &Settings) -> Result<ExitCode, Problem> {
    let input = input::read(settings)?;
    println!("{}", input.told());
    if let Some(folder) = &settings.export {
        input::export(folder, &input)?;
    }
    let mut session = Session::new(settings, &input);
    session.resume()?;
    watch::catch_interrupt();
    session.watch.aloud = true;
    match session.train() {
        Ok(Ending::Complete) => (),
        Ok(Ending::Stopped(why)) => println!("stopped by {why} after epoch {}", session.training.epoch),
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
    let judged = session.judge()?;
    println!("{}", results::told(&judged, &input));
    results::draw(&settings.figures, &session, &judged)?;
    if let Some(path) = &settings.predict {
        results::write_predictions(path, &judged, &input.test)?;
    }
    Ok(ExitCode::SUCCESS)
}
