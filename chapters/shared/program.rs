//! What a whole program does before and after its training: it reads the command line, and says how training ended.

use clap::{Arg, ArgAction, Parser};
use neural::train::{Ending, FitError};
use std::error::Error;
use std::path::PathBuf;
use std::process::{ExitCode, exit};

/// Anything that the reader has to know of.
pub type Problem = Box<dyn Error>;

/// Reads the command line and does what it asks for: `run` with the settings, or for `--page`, and when the book is
/// built, the page's `experiments` with a seed. Of a problem the reader is told, and the exit code is 2.
pub fn start<S: Parser>(
    run: fn(&S) -> Result<ExitCode, Problem>,
    experiments: fn(u64) -> Result<ExitCode, Problem>,
) -> ExitCode {
    let page = Arg::new("page").long("page").action(ArgAction::SetTrue);
    let command = S::command().arg(page.help("Repeat what the program's page in the book shows"));
    let name = command.get_name().to_string();
    let read = || {
        let line = command.try_get_matches()?;
        let page = line.get_flag("page") || std::env::var_os("NEURAL_RECORD").is_some();
        let seed = line.get_one::<u64>("seed").copied().unwrap_or_default();
        Ok((S::from_arg_matches(&line)?, page.then_some(seed)))
    };
    let (settings, page) = read().unwrap_or_else(|error: clap::Error| {
        if !error.use_stderr() {
            error.exit(); // --help
        }
        eprintln!("{error}usage: cargo run --example {name} -- [OPTIONS]");
        exit(2)
    });
    let done = page.map_or_else(|| run(&settings), experiments);
    done.unwrap_or_else(|problem| {
        eprintln!("{name}: {problem}");
        ExitCode::from(2)
    })
}

/// Says how a training ended after so many epochs, and where it is kept.
pub fn tell(ending: Result<Ending, FitError>, epoch: usize, save: Option<&PathBuf>) -> Result<(), Problem> {
    match ending {
        Ok(Ending::Complete) => (),
        Ok(Ending::Stopped(why)) => println!("stopped by {why} after epoch {epoch}"),
        Err(FitError::Diverged(diverged)) => {
            let kept = save.filter(|path| path.exists());
            let kept =
                kept.map_or(String::new(), |path| format!("; the last checkpoint is in {}", path.display()));
            return Err(format!("{diverged}{kept}").into());
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(path) = save {
        println!("the training is in {}; go on with --load {0}", path.display());
    }
    Ok(())
}
