//! The chapters' programs: compiled, run once for each version of themselves and their data, and recorded.

mod compile;
mod execute;
mod stamp;

use crate::layout::Layout;
use crate::progress::Progress;
use crate::record::Records;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

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

/// Compiles the programs if their sources changed, runs those that have no finished run yet, and gives access to
/// what all of them recorded.
///
/// # Errors
/// When the sources do not compile, or a program fails for another reason than its claims.
pub fn all(layout: &Layout, seed: u64, progress: Progress) -> Result<Records> {
    let stamp = stamp::of_inputs(layout, seed)?;
    let programs = match stamp::unchanged(layout, &stamp) {
        Some(programs) => programs,
        None => {
            progress.say("Compiling the chapters' programs");
            let programs = compile::examples(layout, seed)?;
            stamp::keep(layout, &stamp, &programs)?;
            programs
        }
    };
    let mut records = Records::default();
    let (done, due): (Vec<_>, Vec<_>) = programs.iter().partition(|program| program.record(layout).is_dir());
    for program in done {
        records.insert(&program.name, &program.record(layout));
    }
    for (program, folder) in execute::all(layout, &due, seed, progress)? {
        records.insert(&program.name, &folder);
    }
    for program in &programs {
        forget_older_runs(layout, program);
    }
    Ok(records)
}

/// Removes the finished runs of earlier versions; what cannot be removed stays.
fn forget_older_runs(layout: &Layout, program: &Program) {
    let current = program.record(layout);
    let runs = fs::read_dir(layout.work.join("runs").join(&program.name)).into_iter().flatten().flatten();
    for run in runs.map(|entry| entry.path()).filter(|path| current.is_dir() && *path != current) {
        fs::remove_dir_all(run).unwrap_or_default();
    }
}
