//! Running programs side by side; a run is kept under its key only when it is complete.

use super::child::{self, Ended};
use super::{Order, Program, Step};
use crate::record::{Run, failed_claims, names_in};
use anyhow::{Context as _, Result};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

/// Programs that measure time, and need the machine for themselves.
const ALONE: [&str; 1] = ["speed"];

/// Compiled programs that wait for somebody to run them.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    together: VecDeque<Program>,
    alone: Vec<Program>,
    closed: bool,
}

impl Queue {
    /// One more.
    pub(super) fn add(&self, program: Program) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match ALONE.contains(&program.name.as_str()) {
            true => waiting.alone.push(program),
            false => waiting.together.push_back(program),
        }
        self.more.notify_one();
    }

    /// There will be no more.
    pub(super) fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.more.notify_all();
    }

    /// The next one, as soon as there is one; `None` when there will be none.
    fn next(&self) -> Option<Program> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match waiting.together.pop_front() {
                Some(program) => return Some(program),
                None if waiting.closed => return None,
                None => waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn alone(&self) -> Vec<Program> {
        std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner).alone)
    }
}

/// Runs what is in `queue`, one program after the other, until there is no more; several threads may do so at once.
pub(super) fn side_by_side(order: &Order, queue: &Queue, told: &(dyn Fn(Step) + Sync)) {
    while let Some(program) = queue.next() {
        ended(order, &program, told);
    }
}

/// Runs those programs of `queue` that need the machine for themselves.
pub(super) fn alone(order: &Order, queue: &Queue, told: &(dyn Fn(Step) + Sync)) {
    for program in queue.alone() {
        ended(order, &program, told);
    }
}

/// Sees to it that `program` has a record, and tells how that went.
fn ended(order: &Order, program: &Program, told: &(dyn Fn(Step) + Sync)) {
    let kept = program.record(order.layout);
    if kept.is_dir() {
        return told(Step::Ended(program.name.clone(), Run::Done(kept), None));
    }
    if order.stop.is_stopped() {
        return;
    }
    told(Step::Begun(program.name.clone()));
    let began = Instant::now();
    let run = match one(order, program) {
        Ok(Some(run)) => run,
        Ok(None) => return,
        Err(error) => Run::Failed(format!("`{}` could not be run: {error:#}", program.name)),
    };
    told(Step::Ended(program.name.clone(), run, Some(began.elapsed())));
}

/// Runs one program; a run whose claims failed is kept apart, for the report, and done again next time. `None` when
/// it was stopped.
fn one(order: &Order, program: &Program) -> Result<Option<Run>> {
    let name = &program.name;
    let home = order.layout.work.join("runs").join(name);
    fs::create_dir_all(&home)?;
    let fresh = tempfile::Builder::new().prefix(".new-").tempdir_in(&home)?;
    let mut command = Command::new(&program.path);
    if order.seed != 0 {
        command.args(["--seed", &order.seed.to_string()]);
    }
    command
        .current_dir(&order.layout.root)
        .env("NEURAL_RECORD", fresh.path())
        .stdin(Stdio::null())
        .stdout(File::create(fresh.path().join("stdout.txt"))?)
        .stderr(File::create(fresh.path().join("stderr.txt"))?);
    let mut running = child::start(&mut command)?;
    let status = match child::wait(&mut running, order.stop, order.limit)? {
        Ended::Exited(status) => status,
        Ended::Stopped => return Ok(None),
        Ended::TooLong => {
            let limit = order.limit.as_secs();
            let reason =
                format!("`{name}` was ended after {limit} seconds: it hangs, or the machine is too slow");
            return Ok(Some(Run::Failed(format!("{reason}\n{}", last_words(fresh.path())))));
        }
    };
    let target = match status.success() {
        true if is_empty(fresh.path()) => {
            return Ok(Some(Run::Failed(format!("`{name}` ended well, but reported nothing"))));
        }
        true => program.record(order.layout),
        false if !failed_claims(fresh.path()).is_empty() => home.join("failed"),
        false => {
            let reason = format!("`{name}` failed ({status})\n{}", last_words(fresh.path()));
            return Ok(Some(Run::Failed(reason.trim_end().to_string())));
        }
    };
    put(fresh, &target).with_context(|| format!("its record cannot be kept at {}", target.display()))?;
    Ok(Some(Run::Done(target)))
}

/// Moves the record in `fresh` to `target`, in one step.
fn put(fresh: tempfile::TempDir, target: &Path) -> Result<()> {
    if target.is_dir() {
        fs::remove_dir_all(target)?;
    }
    fs::rename(fresh.path(), target)?;
    // What was moved need not be removed.
    let _: PathBuf = fresh.keep();
    Ok(())
}

/// Whether nothing was reported into the folder `record`.
fn is_empty(record: &Path) -> bool {
    let kinds = ["output", "table", "value", "figure", "claim"];
    kinds.iter().all(|kind| names_in(&record.join(kind)).is_empty())
}

/// The end of what the program wrote to its standard error.
fn last_words(folder: &Path) -> String {
    let text = fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].iter().map(|line| format!("  {line}\n")).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::layout::Layout;
    use crate::runs::Stop;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::MutexGuard;
    use std::time::Duration;

    /// A script that one test writes must not be open for writing while another test starts its own.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    struct Setting {
        folder: tempfile::TempDir,
        layout: Layout,
        stop: Stop,
        _alone: MutexGuard<'static, ()>,
    }

    impl Setting {
        fn new() -> Self {
            let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
            let folder = tempfile::tempdir().unwrap();
            let layout = Layout::of(folder.path(), &folder.path().join("target"));
            Self { layout, folder, stop: Stop::default(), _alone: alone }
        }

        fn program(&self, name: &str, script: &str) -> Program {
            let path = self.folder.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            Program { name: name.to_string(), path, key: "key".to_string() }
        }

        fn run(&self, program: &Program, seed: u64, limit: Duration) -> Option<Run> {
            let order = Order { layout: &self.layout, programs: &[], seed, limit, stop: &self.stop };
            one(&order, program).unwrap()
        }

        fn left(&self, program: &str) -> usize {
            fs::read_dir(self.layout.work.join("runs").join(program)).unwrap().count()
        }
    }

    const LONG: Duration = Duration::from_secs(60);
    const REPORT: &str = "mkdir $NEURAL_RECORD/value; echo $2 > $NEURAL_RECORD/value/seed.txt; echo printed";

    #[test]
    fn a_run_is_recorded_under_its_key_with_its_seed() {
        let setting = Setting::new();
        let program = setting.program("fine", REPORT);
        let folder = program.record(&setting.layout);
        assert_eq!(setting.run(&program, 7, LONG), Some(Run::Done(folder.clone())));
        assert_eq!(fs::read_to_string(folder.join("value/seed.txt")).unwrap(), "7\n");
        assert_eq!(fs::read_to_string(folder.join("stdout.txt")).unwrap(), "printed\n");
    }

    fn reason(run: Option<Run>) -> String {
        match run {
            Some(Run::Failed(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_last_words_and_leaves_no_run() {
        let setting = Setting::new();
        let bad = setting.program("bad", "echo thinking; echo 'no such data' >&2; exit 3");
        let reason = reason(setting.run(&bad, 0, LONG));
        assert!(reason.contains("`bad` failed (exit status: 3)\n  no such data"), "{reason}");
        assert_eq!(setting.left("bad"), 0);
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_all_it_started() {
        let setting = Setting::new();
        let script = format!("sleep 300 & echo $! > {}/child; wait", setting.folder.path().display());
        let program = setting.program("stuck", &script);
        let reason = reason(setting.run(&program, 0, Duration::from_secs(1)));
        assert!(reason.contains("`stuck` was ended after 1 seconds"), "{reason}");
        assert_eq!(setting.left("stuck"), 0);
        let child = fs::read_to_string(setting.folder.path().join("child")).unwrap();
        let ended = || {
            !fs::read_to_string(format!("/proc/{}/stat", child.trim()))
                .is_ok_and(|stat| !stat.contains(") Z "))
        };
        assert!((0..100).any(|_| ended() || {
            std::thread::sleep(Duration::from_millis(20));
            false
        }));
    }

    #[test]
    fn a_program_that_reports_nothing_is_told_so() {
        let setting = Setting::new();
        let silent = setting.program("silent", "echo printed");
        assert_eq!(reason(setting.run(&silent, 0, LONG)), "`silent` ended well, but reported nothing");
    }

    #[test]
    fn what_is_no_longer_wanted_is_ended_and_leaves_nothing() {
        let setting = Setting::new();
        let program = setting.program("slow", "sleep 300");
        let began = Instant::now();
        std::thread::scope(|scope| {
            let run = scope.spawn(|| setting.run(&program, 0, LONG));
            std::thread::sleep(Duration::from_millis(100));
            setting.stop.stop();
            assert_eq!(run.join().unwrap(), None);
        });
        assert!(began.elapsed() < Duration::from_secs(30));
        assert_eq!(setting.left("slow"), 0);
    }

    #[test]
    fn a_run_whose_claims_fail_is_kept_for_the_report_but_not_as_finished() {
        let setting = Setting::new();
        let claim = "mkdir $NEURAL_RECORD/claim; printf 'fails\\nexact\\na.rs:1\\nx\\n' > $NEURAL_RECORD/claim/c.txt; exit 1";
        let program = setting.program("doubtful", claim);
        let Some(Run::Done(folder)) = setting.run(&program, 0, LONG) else { panic!("no record") };
        assert_eq!(failed_claims(&folder)[0].file, "a.rs");
        assert!(!program.record(&setting.layout).exists());
    }
}
