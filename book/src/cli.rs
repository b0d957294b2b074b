//! What the reader types: `cargo run`, `cargo run -- build`.

use crate::builder::{self, Ready};
use crate::expected::Expected;
use crate::interrupt;
use crate::layout::Layout;
use crate::lock::{self, Lock};
use crate::maths::Maths;
use crate::problem::{Problems, did_you_mean};
use crate::progress::Progress;
use crate::render::Loaded;
use crate::runs::{self, LIMIT, Order, Stop};
use crate::serve::{self, Wishes};
use anyhow::{Context as _, Result, anyhow, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const HELP: &str = "\
Builds and serves the book Neural Networks You Can Run.

Usage: cargo run [-- OPTIONS]          serves the book on the loopback address: at once what needs no program, the
                                       rest as the programs run; what is saved is shown
       cargo run -- build [OPTIONS]    builds the whole book into target/book/html

Options:
  --port PORT      the port to serve on; if it is taken, the next free one [default: 3000]
  --open           opens the book in your browser
  --out DIR        (build) builds into this folder instead
  --seed N         moves the seed of every program by N [default: 0]
  --limit SECONDS  how long one program may run [default: 600]
  -h, --help       shows this
";

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Serve(Wishes),
    Build { out: Option<PathBuf>, seed: u64, limit: Duration },
    Help,
}

fn parse(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Task> {
    let mut wishes = Wishes { port: 3000, seed: 0, limit: LIMIT, open: false };
    let (mut build, mut out, mut only_serve) = (false, None, None);
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Value(word) if word == "build" && !build => build = true,
            Arg::Long("port") => (wishes.port, only_serve) = (parser.value()?.parse()?, Some("--port")),
            Arg::Long("open") => (wishes.open, only_serve) = (true, Some("--open")),
            Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            Arg::Long("seed") => wishes.seed = parser.value()?.parse()?,
            Arg::Long("limit") => {
                let seconds = parser.value()?.parse().context("--limit takes seconds")?;
                wishes.limit = Duration::from_secs(seconds);
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(Task::Help),
            Arg::Value(word) => {
                let word = word.to_string_lossy();
                bail!("unknown command `{word}`: {}", did_you_mean(&word, ["build"]));
            }
            Arg::Long(name) => {
                let known = ["port", "open", "out", "seed", "limit", "help"];
                bail!("unknown option `--{name}`: {}", did_you_mean(name, known));
            }
            Arg::Short(letter) => bail!("unknown option `-{letter}`"),
        }
    }
    match (build, only_serve, out) {
        (true, Some(option), _) => bail!("`{option}` is for serving, not for `build`"),
        (true, None, out) => Ok(Task::Build { out, seed: wishes.seed, limit: wishes.limit }),
        (false, _, Some(_)) => bail!("`--out` is for `build`: cargo run -- build --out DIR"),
        (false, _, None) => Ok(Task::Serve(wishes)),
    }
}

/// Does what the command line asks for.
pub fn run() -> ExitCode {
    let task = match parse(std::env::args_os().skip(1)) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let done = match task {
        Task::Help => {
            print!("{HELP}");
            Ok(())
        }
        Task::Build { out, seed, limit } => build_command(out, seed, limit),
        Task::Serve(wishes) => Layout::find().and_then(|layout| serve::serve(&layout, &wishes)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("Interrupted; what has run is kept, and the next build goes on from there.");
            ExitCode::from(interrupt::CODE)
        }
        Err(error) => {
            match error.downcast_ref::<Problems>() {
                Some(problems) => {
                    eprintln!("{problems}; the book was not built, and what was built before stays.")
                }
                None => eprintln!("error: {error:#}"),
            }
            ExitCode::FAILURE
        }
    }
}

/// The reader pressed Ctrl-C.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
struct Interrupted;

fn build_command(out: Option<PathBuf>, seed: u64, limit: Duration) -> Result<()> {
    let layout = Layout::find()?;
    let out = match out {
        Some(out) => std::env::current_dir()?.join(out),
        None => layout.html(),
    };
    let began = Instant::now();
    let stop = Arc::new(Stop::default());
    let stopped = Arc::clone(&stop);
    interrupt::on(move || stopped.stop())?;
    let build = Build { layout: &layout, out: &out, seed, limit, stop: &stop, keeps_expected: seed == 0 };
    build.prepare(Progress::for_output())?.put_in_place()?;
    println!("Built {} in {:.1} s.", out.display(), began.elapsed().as_secs_f64());
    println!("To read it: cargo run");
    Ok(())
}

/// A whole build, all or nothing.
pub struct Build<'a> {
    /// What is built.
    pub layout: &'a Layout,
    /// Where it is to be put.
    pub out: &'a Path,
    /// Moves the seed of every program by this number.
    pub seed: u64,
    /// How long a program may run.
    pub limit: Duration,
    /// Ends the build early.
    pub stop: &'a Stop,
    /// Whether `book/expected.txt` is written anew where it no longer fits.
    pub keeps_expected: bool,
}

/// A finished build, and the lock that keeps a second builder waiting until it is in place.
#[must_use]
pub struct Locked {
    ready: Ready,
    _lock: Lock,
}

impl Locked {
    /// As [`Ready::put_in_place`].
    ///
    /// # Errors
    /// As there.
    pub fn put_in_place(self) -> Result<()> {
        self.ready.put_in_place()
    }
}

impl Build<'_> {
    /// Runs what must be run, and builds the book.
    ///
    /// # Errors
    /// As [`runs::all`] and [`builder::prepare`].
    pub fn prepare(&self, progress: Progress) -> Result<Locked> {
        let layout = self.layout;
        let lock = lock::building(layout, || progress.say("Waiting for another build of the book"))?;
        let pages = Loaded::new(layout)?.pages(layout);
        let programs = runs::in_order(layout, &pages)?;
        let expected = Expected::load(layout);
        let shown = Mutex::new(progress.begin(&programs, expected.clone()));
        let order =
            Order { layout, programs: &programs, seed: self.seed, limit: self.limit, stop: self.stop };
        let records = runs::all(&order, &|step| {
            shown.lock().unwrap_or_else(PoisonError::into_inner).hear(&step);
        })?;
        if self.stop.is_stopped() {
            return Err(anyhow!(Interrupted));
        }
        let shown = shown.into_inner().unwrap_or_else(PoisonError::into_inner);
        shown.end();
        progress.say("Building the pages");
        let ready = builder::prepare(layout, &records, &Maths::default(), self.out)?;
        let learnt = expected.learn(&records, &shown.pace);
        if self.keeps_expected && !expected.is_close_to(&learnt) {
            learnt.save(layout).context("cannot write book/expected.txt")?;
        }
        Ok(Locked { ready, _lock: lock })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_serves() {
        let wishes = Wishes { port: 3000, seed: 0, limit: LIMIT, open: false };
        assert_eq!(parse([""; 0]).unwrap(), Task::Serve(wishes));
    }

    #[test]
    fn options_stand_where_they_belong() {
        let built = parse(["build", "--seed", "7", "--out", "x"]).unwrap();
        assert_eq!(built, Task::Build { out: Some("x".into()), seed: 7, limit: LIMIT });
        assert!(parse(["--port", "4000", "--open"]).is_ok());
        let refused = |arguments: &[&str]| parse(arguments.iter().copied()).unwrap_err().to_string();
        assert!(refused(&["build", "--open"]).contains("`--open` is for serving"));
        assert!(refused(&["--out", "x"]).contains("cargo run -- build"));
        assert!(refused(&["biuld"]).contains("did you mean `build`?"));
        assert!(refused(&["--prot", "1"]).contains("did you mean `port`"));
        assert!(refused(&["--port", "many"]).contains("many"));
    }
}
