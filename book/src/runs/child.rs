//! Processes that can be ended: when the reader stops the builder, and when they take too long.

use anyhow::{Context as _, Result};
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often a process is asked whether it has ended.
const TICK: Duration = Duration::from_millis(10);

/// Says to everybody who works on something that it is no longer wanted.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// From now on nothing new begins, and what runs is ended.
    pub fn stop(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether the work is no longer wanted.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// How a process ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// By itself.
    Exited(ExitStatus),
    /// It was ended because it ran longer than it may.
    TooLong,
    /// It was ended because it is no longer wanted.
    Stopped,
}

/// Starts `command` in a process group of its own, so that what it starts ends with it.
pub(super) fn start(command: &mut Command) -> Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))
}

/// Waits for `child`, at most `limit`.
pub(super) fn wait(child: &mut Child, stop: &Stop, limit: Duration) -> Result<Ended> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::Exited(status));
        }
        if stop.is_stopped() {
            end(child);
            return Ok(Ended::Stopped);
        }
        if began.elapsed() > limit {
            end(child);
            return Ok(Ended::TooLong);
        }
        thread::sleep(TICK);
    }
}

/// Ends `child` and what it has started.
pub(super) fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // A group that has ended by itself needs no end.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
