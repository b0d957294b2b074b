//! What the reader types: `cargo run`, `cargo run -- build`.

use crate::builder::{self, Ready};
use crate::layout::Layout;
use crate::maths::Maths;
use crate::problem::Problems;
use crate::progress::Progress;
use crate::{runs, serve};
use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Builds and serves the book Neural Networks You Can Run.
///
/// Without a command: builds the book, serves it on the loopback address, and rebuilds it when a page, a source or
/// the data change.
#[derive(Debug, Parser)]
#[command(name = "cargo run --", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Debug, Args)]
struct ServeArguments {
    /// The port to serve on; if it is taken, the next free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Moves the seed of every program by this number.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds the book into target/book/html.
    Build {
        /// Builds into this folder instead.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Moves the seed of every program by this number.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

/// Does what the command line asks for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Task::Build { out, seed }) => build_command(out, seed),
        None => Layout::find()
            .and_then(|layout| serve::serve(&layout, arguments.serve.port, arguments.serve.seed)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
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

fn build_command(out: Option<PathBuf>, seed: u64) -> Result<()> {
    let layout = Layout::find()?;
    let out = match out {
        Some(out) => std::env::current_dir()?.join(out),
        None => layout.html(),
    };
    let began = Instant::now();
    prepare(&layout, seed, &Maths::default(), &out, Progress::for_output())?.put_in_place()?;
    println!("Built {} in {:.1} s.", out.display(), began.elapsed().as_secs_f64());
    println!("To read it: cargo run");
    Ok(())
}

/// A finished build, and the lock that keeps a second builder waiting until it is in place.
#[must_use]
pub struct Locked {
    ready: Ready,
    _lock: File,
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

/// Runs what must be run, and builds the book that is to be put into `out`.
///
/// # Errors
/// As [`runs::all`] and [`builder::prepare`].
pub fn prepare(layout: &Layout, seed: u64, maths: &Maths, out: &Path, progress: Progress) -> Result<Locked> {
    fs::create_dir_all(&layout.work).with_context(|| format!("cannot create {}", layout.work.display()))?;
    let lock = File::create(layout.work.join("lock"))?;
    if lock.try_lock().is_err() {
        progress.say("Waiting for another build of the book");
        lock.lock()?;
    }
    let records = runs::all(layout, seed, progress)?;
    progress.say("Building the pages");
    Ok(Locked { ready: builder::prepare(layout, &records, maths, out)?, _lock: lock })
}
