//! Running programs side by side; a run is kept under its key only when it is complete.

use super::Program;
use crate::layout::Layout;
use crate::progress::Progress;
use crate::record::failed_claims;
use anyhow::{Context as _, Result, anyhow, bail};
use std::fs::{self, File};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// Runs `programs`, at most one for each core, and says where each recorded.
pub(super) fn all<'a>(
    layout: &Layout,
    programs: &[&'a Program],
    seed: u64,
    progress: Progress,
) -> Result<Vec<(&'a Program, PathBuf)>> {
    if programs.is_empty() {
        return Ok(Vec::new());
    }
    let steps = progress.begin("Running the chapters' programs", programs.len());
    let waiting = Mutex::new(programs.iter().rev().collect::<Vec<_>>());
    let results = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..cores.min(programs.len()) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().map(|mut waiting| waiting.pop());
                    let Ok(Some(program)) = next else { break };
                    let began = Instant::now();
                    let result = one(layout, program, seed);
                    steps.done(&format!("{}: {:.1} s", program.name, began.elapsed().as_secs_f64()));
                    if let Ok(mut results) = results.lock() {
                        results.push(result.map(|folder| (*program, folder)));
                    }
                }
            });
        }
    });
    let results = results.into_inner().map_err(|_| anyhow!("a run was interrupted"))?;
    results.into_iter().collect()
}

/// Runs one program; a run whose claims failed is kept apart, for the report, and done again next time.
fn one(layout: &Layout, program: &Program, seed: u64) -> Result<PathBuf> {
    let home = layout.work.join("runs").join(&program.name);
    fs::create_dir_all(&home)?;
    let fresh = tempfile::Builder::new().prefix(".new-").tempdir_in(&home)?;
    let mut command = Command::new(&program.path);
    if seed != 0 {
        command.args(["--seed", &seed.to_string()]);
    }
    let status = command
        .current_dir(&layout.root)
        .env("NEURAL_RECORD", fresh.path())
        .stdout(File::create(fresh.path().join("stdout.txt"))?)
        .stderr(File::create(fresh.path().join("stderr.txt"))?)
        .status()
        .with_context(|| format!("cannot run {}", program.path.display()))?;
    let target = match status.success() {
        true => program.record(layout),
        false if !failed_claims(fresh.path()).is_empty() => home.join("failed"),
        false => bail!("the program `{}` failed ({status})\n{}", program.name, last_words(fresh.path())),
    };
    if target.is_dir() {
        fs::remove_dir_all(&target)?;
    }
    fs::rename(fresh.keep(), &target)?;
    Ok(target)
}

/// The end of what the program wrote to its standard error.
fn last_words(folder: &std::path::Path) -> String {
    let text = fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].iter().map(|line| format!("  {line}\n")).collect()
}
