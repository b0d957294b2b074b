//! The chapters' programs: compiled, run once for each version of themselves and their data, and recorded.
//!
//! Programs are compiled a few at a time, in the order in which the book needs them, and each runs as soon as it is
//! compiled. Whoever asked for the work is told of every step.

mod child;
mod compile;
mod execute;
mod stamp;

pub use child::Stop;
pub use compile::names;
pub use stamp::of_inputs as stamp;

use crate::layout::Layout;
use crate::page::Page;
use crate::record::{Records, Run};
use anyhow::Result;
use compile::News;
use execute::Queue;
use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

/// A program that runs longer than this is ended: on any machine that the book is meant for, it hangs.
pub const LIMIT: Duration = Duration::from_secs(600);

/// A compiled program of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its name: `neuron` for `cargo run --example neuron`.
    pub name: String,
    /// The executable.
    pub path: PathBuf,
    /// Changes when the executable, the data or the seed do.
    pub key: String,
}

impl Program {
    /// Where its finished run is kept.
    pub fn record(&self, layout: &Layout) -> PathBuf {
        layout.work.join("runs").join(&self.name).join(&self.key)
    }
}

/// What is to be run.
pub struct Order<'a> {
    /// Where.
    pub layout: &'a Layout,
    /// The programs, those first that are wanted first.
    pub programs: &'a [String],
    /// Moves the seed of every program by this number.
    pub seed: u64,
    /// How long a program may run.
    pub limit: Duration,
    /// Ends the work early.
    pub stop: &'a Stop,
}

/// What has just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// One more crate is compiled.
    Compiled,
    /// What the compiler has to say.
    Said(String),
    /// A program has begun to run.
    Begun(String),
    /// A program has its record, or has failed; with the time it ran, unless its record was there already.
    Ended(String, Run, Option<Duration>),
}

/// The programs of the workspace: those that the pages name in the order in which they do, then the others.
///
/// # Errors
/// When cargo cannot be started or does not understand the workspace.
pub fn in_order(layout: &Layout, pages: &[Page]) -> Result<Vec<String>> {
    let mut programs = names(layout)?;
    let named: Vec<&str> = pages.iter().flat_map(Page::programs).collect();
    programs.sort_by_key(|program| {
        let place = named.iter().position(|name| name == program);
        (place.unwrap_or(named.len()), program.clone())
    });
    Ok(programs)
}

/// Compiles and runs what `order` asks for, as far as it has not been done before, and tells `told` of every step.
///
/// A program that fails is told as such, and the others go on.
///
/// # Errors
/// When cargo cannot be started, or the folder of the runs cannot be written to.
pub fn work(order: &Order, told: &(dyn Fn(Step) + Sync)) -> Result<()> {
    let stamp = stamp::of_inputs(order.layout, order.seed)?;
    let queue = Queue::default();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let kept = stamp::unchanged(order.layout, &stamp);
    let ready = thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| execute::side_by_side(order, &queue, told));
        }
        let ready = match kept {
            Some(programs) => {
                Ok(programs.into_iter().inspect(|program| queue.add(program.clone())).collect())
            }
            None => compiled(order, cores, &queue, told),
        };
        queue.close();
        ready
    })?;
    execute::alone(order, &queue, told);
    if order.stop.is_stopped() {
        return Ok(());
    }
    if ready.len() == order.programs.len() {
        stamp::keep(order.layout, &stamp, &ready)?;
    }
    for program in &ready {
        forget_older_runs(order.layout, program);
    }
    Ok(())
}

/// Compiles the programs and puts each into `queue` as soon as it is ready.
fn compiled(
    order: &Order,
    cores: usize,
    queue: &Queue,
    told: &(dyn Fn(Step) + Sync),
) -> Result<Vec<Program>> {
    let data = stamp::of_data(order.layout)?;
    // The first time, the reader waits for the first chapters; later, cargo is asked once, which is quicker.
    let together = if stamp::exists(order.layout) { order.programs.len() } else { cores };
    let mut ready = Vec::new();
    let mut first_failed: Option<String> = None;
    for names in order.programs.chunks(together.max(1)) {
        if order.stop.is_stopped() {
            break;
        }
        if let Some(first) = &first_failed {
            let reason = |name: &String| Run::Failed(compile::same_reason(name, first));
            names.iter().for_each(|name| told(Step::Ended(name.clone(), reason(name), None)));
            continue;
        }
        let failures = compile::programs(order.layout, names, order.stop, |news| {
            match news {
                News::Unit => told(Step::Compiled),
                News::Message(text) => told(Step::Said(text)),
                News::Program(name, path) => {
                    let key = stamp::of_program(&path, &data, order.seed)?;
                    let program = Program { name, path, key };
                    queue.add(program.clone());
                    ready.push(program);
                }
            }
            Ok(())
        })?;
        first_failed = failures.shared;
        for (name, reason) in failures.reasons {
            told(Step::Ended(name, Run::Failed(reason), None));
        }
    }
    Ok(ready)
}

/// Runs everything that must be run, and gives access to what was recorded.
///
/// # Errors
/// As [`work`].
pub fn all(order: &Order, told: &(dyn Fn(Step) + Sync)) -> Result<Records> {
    let records = Mutex::new(Records::waiting_for(order.programs));
    work(order, &|step| {
        if let (Step::Ended(name, run, _), Ok(mut records)) = (&step, records.lock()) {
            records.set(name, run.clone());
        }
        told(step);
    })?;
    Ok(records.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Removes the finished runs of earlier versions; what cannot be removed stays.
fn forget_older_runs(layout: &Layout, program: &Program) {
    let current = program.record(layout);
    let runs = fs::read_dir(layout.work.join("runs").join(&program.name)).into_iter().flatten().flatten();
    for run in runs.map(|entry| entry.path()).filter(|path| current.is_dir() && *path != current) {
        fs::remove_dir_all(run).unwrap_or_default();
    }
}
