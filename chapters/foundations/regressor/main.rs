//! The program of the chapter `regressor`: a whole program that predicts a number, from a reader's own table too.

mod bikes;
mod experiments;
mod input;
mod learn;
mod network;
#[path = "../../shared/program.rs"]
mod program;
#[path = "../../shared/progress.rs"]
mod progress;
mod results;
mod settings;
#[path = "../../shared/summary.rs"]
mod summary;
mod synthetic;
mod watch;

use learn::Session;
use program::Problem;
use progress::Progress;
use results::best_epoch;
use settings::Settings;
use std::process::ExitCode;

fn main() -> ExitCode {
    program::start(run, experiments::run)
}

/// Reads, trains, tells and writes what was asked for.
fn run(settings: &Settings) -> Result<ExitCode, Problem> {
    let input = input::read(settings)?;
    println!("{}", input.told());
    if let Some(folder) = &settings.export {
        input::export(folder, &input)?;
    }
    let mut session = Session::new(settings, &input);
    println!("{}", summary::summary("summary", &session.training));
    session.resume()?;
    progress::catch_interrupt();
    session.watch.progress = Some(Progress::new(settings.epochs));
    let ending = session.train();
    program::tell(ending, session.training.epoch, settings.save.as_ref())?;
    if let (false, Some((epoch, _))) = (settings.last, best_epoch(&session.training.history)) {
        println!("the weights of epoch {epoch} are put back, those with the lowest validation loss");
    }
    let judged = session.judge()?;
    println!("{}", results::told(&judged, &input));
    results::draw(&settings.figures, &session, &judged)?;
    if let Some(path) = &settings.predict {
        results::write_predictions(path, &judged, &input.test)?;
    }
    Ok(ExitCode::SUCCESS)
}
