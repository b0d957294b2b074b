//! What the reader sees while programs are compiled and run: how far it is, and about how long it will take.

use crate::expected::Expected;
use crate::record::{Run, failed_claims};
use crate::runs::Step;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// What compiling one crate is taken for, and what compiling one program is, in seconds of the machine that
/// `book/expected.txt` was written on.
const UNIT: f64 = 0.5;
const PROGRAM: f64 = 3.0;

/// How far the programs are.
#[derive(Debug)]
pub struct Pace {
    expected: Expected,
    programs: Vec<String>,
    began: Instant,
    /// How many crates were compiled.
    pub units: usize,
    /// How long those programs ran that ran.
    pub times: BTreeMap<String, Duration>,
    ended: BTreeMap<String, bool>,
}

impl Pace {
    /// At the beginning, with `programs` to run.
    pub fn new(programs: &[String], expected: Expected) -> Self {
        let (times, ended) = (BTreeMap::new(), BTreeMap::new());
        Self { expected, programs: programs.to_vec(), began: Instant::now(), units: 0, times, ended }
    }

    /// Takes note of a step.
    pub fn hear(&mut self, step: &Step) {
        match step {
            Step::Compiled => self.units += 1,
            Step::Ended(program, run, time) => {
                let well = match run {
                    Run::Done(folder) => failed_claims(folder).is_empty(),
                    Run::Waiting | Run::Failed(_) => false,
                };
                self.ended.insert(program.clone(), well);
                self.times.extend(time.map(|time| (program.clone(), time)));
            }
            Step::Said(_) | Step::Begun(_) => {}
        }
    }

    /// How many programs have ended.
    pub fn ended(&self) -> usize {
        self.ended.len()
    }

    /// Whether every program has ended.
    pub fn is_complete(&self) -> bool {
        self.programs.iter().all(|program| self.ended.contains_key(program))
    }

    /// Those that failed, or whose claims did.
    pub fn failed(&self) -> impl Iterator<Item = &str> {
        self.ended.iter().filter(|(_, well)| !**well).map(|(name, _)| name.as_str())
    }

    /// About how long it will take from here, `now`; `None` while too little has been done to tell.
    fn left(&self, now: Instant) -> Option<Duration> {
        let weight = |program: &String| self.expected.seconds(program) + PROGRAM;
        let (ended, open): (Vec<_>, Vec<_>) =
            self.programs.iter().partition(|program| self.ended.contains_key(*program));
        let units = self.expected.units();
        // Where programs end although little was compiled, little had to be.
        let to_compile = if ended.is_empty() { units.saturating_sub(self.units) } else { 0 };
        let done = self.units as f64 * UNIT + ended.into_iter().map(weight).sum::<f64>();
        let to_do = to_compile as f64 * UNIT + open.into_iter().map(weight).sum::<f64>();
        let passed = now.duration_since(self.began).as_secs_f64();
        let enough = done > 0.05 * (done + to_do) && passed > 2.0;
        enough.then(|| Duration::from_secs_f64(to_do * passed / done))
    }

    /// One line: `4 of 35 programs; about 3 minutes left`.
    pub fn line(&self) -> String {
        self.line_at(Instant::now())
    }

    fn line_at(&self, now: Instant) -> String {
        let mut line = format!("{} of {} programs", self.ended(), self.programs.len());
        let failed: Vec<&str> = self.failed().collect();
        if !failed.is_empty() {
            line.push_str(&format!(" ({} failed)", failed.join(", ")));
        }
        if !self.is_complete() {
            let left = self.left(now).map(|left| match left.as_secs() {
                0..45 => "less than a minute left".to_string(),
                45..90 => "about a minute left".to_string(),
                seconds => format!("about {} minutes left", (seconds + 30) / 60),
            });
            line.push_str(&format!("; {}", left.as_deref().unwrap_or("compiling")));
        }
        line
    }
}

/// Where progress is shown.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// A bar that moves.
    Bar,
    /// A line for each step.
    Lines,
    /// Nothing: for tests.
    Silent,
}

impl Progress {
    /// A bar if a person watches, lines if the output goes elsewhere.
    pub fn for_output() -> Self {
        if std::io::stdout().is_terminal() { Self::Bar } else { Self::Lines }
    }

    /// Announces a step.
    pub fn say(self, what: &str) {
        if !matches!(self, Self::Silent) {
            println!("{what}");
        }
    }

    /// Begins to show how far `programs` are.
    pub fn begin(self, programs: &[String], expected: Expected) -> Shown {
        let pace = Pace::new(programs, expected);
        let bar = matches!(self, Self::Bar).then(|| {
            let bar = ProgressBar::new(programs.len() as u64);
            let style = ProgressStyle::with_template("[{bar:24}] {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Shown { progress: self, bar, pace }
    }
}

/// Programs whose progress is shown in the terminal.
pub struct Shown {
    progress: Progress,
    bar: Option<ProgressBar>,
    /// How far they are.
    pub pace: Pace,
}

impl Shown {
    /// Takes note of a step, and shows it.
    pub fn hear(&mut self, step: &Step) {
        self.pace.hear(step);
        match step {
            Step::Compiled if self.pace.units == 1 && self.bar.is_none() => {
                self.progress.say("Compiling the chapters' programs");
            }
            Step::Said(text) if !matches!(self.progress, Progress::Silent) => {
                self.above(|| eprint!("{text}"));
            }
            Step::Ended(program, Run::Failed(reason), _) => {
                let reason = reason.trim_end();
                self.print(&format!("  {program}: failed: {reason}"));
            }
            Step::Ended(program, _, Some(time)) => {
                self.print(&format!("  {program}: {:.1} s", time.as_secs_f64()));
            }
            _ => {}
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.pace.ended() as u64);
            bar.set_message(self.pace.line());
        }
    }

    fn print(&self, line: &str) {
        match self.bar {
            Some(_) => self.above(|| println!("{line}")),
            None => self.progress.say(&format!("{line} ({})", self.pace.line())),
        }
    }

    fn above(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Ends the showing.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn pace() -> Pace {
        Pace::new(&["a", "b", "c", "d"].map(String::from), Expected::default())
    }

    fn ended(program: &str, run: Run) -> Step {
        Step::Ended(program.to_string(), run, Some(Duration::from_secs(1)))
    }

    #[test]
    fn with_equal_programs_half_the_work_takes_half_the_time() {
        let mut pace = pace();
        let later = pace.began + Duration::from_secs(240);
        assert_eq!(pace.line_at(pace.began), "0 of 4 programs; compiling");
        pace.hear(&ended("a", Run::Done(PathBuf::new())));
        pace.hear(&ended("b", Run::Done(PathBuf::new())));
        assert_eq!(pace.line_at(later), "2 of 4 programs; about 4 minutes left");
    }

    #[test]
    fn what_failed_is_named() {
        let mut pace = pace();
        for program in ["a", "b", "c", "d"] {
            let run = if program == "c" { Run::Failed("no".into()) } else { Run::Done(PathBuf::new()) };
            pace.hear(&ended(program, run));
        }
        assert!(pace.is_complete());
        assert_eq!(pace.line(), "4 of 4 programs (c failed)");
    }
}
