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

/// Programs that measure time, and need the machine for themselves.
const ALONE: [&str; 1] = ["speed"];

/// Runs `programs`, at most one for each core, then those that run [`ALONE`], and says where each recorded.
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
    let (alone, together): (Vec<&'a Program>, Vec<&'a Program>) =
        programs.iter().rev().partition(|program| ALONE.contains(&program.name.as_str()));
    let results = Mutex::new(Vec::new());
    let run = |program: &'a Program| {
        let began = Instant::now();
        let result = one(layout, program, seed);
        steps.done(&format!("{}: {:.1} s", program.name, began.elapsed().as_secs_f64()));
        if let Ok(mut results) = results.lock() {
            results.push(result.map(|folder| (program, folder)));
        }
    };
    let waiting = Mutex::new(together);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..cores.min(programs.len()) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().map(|mut waiting| waiting.pop());
                    let Ok(Some(program)) = next else { break };
                    run(program);
                }
            });
        }
    });
    alone.into_iter().for_each(run);
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::{MutexGuard, PoisonError};

    /// A script that one test writes must not be open for writing while another test starts its own.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    struct Setting {
        folder: tempfile::TempDir,
        layout: Layout,
        _alone: MutexGuard<'static, ()>,
    }

    impl Setting {
        fn new() -> Self {
            let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
            let folder = tempfile::tempdir().unwrap();
            Self { layout: Layout::of(folder.path(), &folder.path().join("target")), folder, _alone: alone }
        }

        fn program(&self, name: &str, script: &str) -> Program {
            let path = self.folder.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            Program { name: name.to_string(), path, key: "key".to_string() }
        }

        fn run(&self, programs: &[&Program], seed: u64) -> Result<Vec<PathBuf>> {
            let done = all(&self.layout, programs, seed, Progress::Silent)?;
            Ok(done.into_iter().map(|(_, folder)| folder).collect())
        }
    }

    #[test]
    fn a_run_is_recorded_under_its_key_with_its_seed() {
        let setting = Setting::new();
        let script = "mkdir $NEURAL_RECORD/value; echo $2 > $NEURAL_RECORD/value/seed.txt; echo printed";
        let program = setting.program("fine", script);
        let folder = setting.run(&[&program], 7).unwrap().remove(0);
        assert_eq!(folder, program.record(&setting.layout));
        assert_eq!(fs::read_to_string(folder.join("value/seed.txt")).unwrap(), "7\n");
        assert_eq!(fs::read_to_string(folder.join("stdout.txt")).unwrap(), "printed\n");
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_last_words_and_leaves_no_run() {
        let setting = Setting::new();
        let good = setting.program("good", "true");
        let bad = setting.program("bad", "echo thinking; echo 'no such data' >&2; exit 3");
        let error = setting.run(&[&good, &bad], 0).unwrap_err().to_string();
        assert!(
            error.contains("`bad` failed (exit status: 3)") && error.contains("  no such data"),
            "{error}"
        );
        assert!(!bad.record(&setting.layout).exists());
        let left = fs::read_dir(setting.layout.work.join("runs/bad")).unwrap().count();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_run_whose_claims_fail_is_kept_for_the_report_but_not_as_finished() {
        let setting = Setting::new();
        let claim = "mkdir $NEURAL_RECORD/claim; printf 'fails\\nexact\\na.rs:1\\nx\\n' > $NEURAL_RECORD/claim/c.txt; exit 1";
        let program = setting.program("doubtful", claim);
        let folder = setting.run(&[&program], 0).unwrap().remove(0);
        assert_eq!(failed_claims(&folder)[0].file, "a.rs");
        assert!(!program.record(&setting.layout).exists());
    }
}
