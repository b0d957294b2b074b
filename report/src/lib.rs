//! Where a chapter's program puts what it found: sections of text, values, tables, figures and claims.
//!
//! Figures are drawn by [`plot`].

pub mod plot;
mod table;

pub use table::Table;

use std::collections::BTreeSet;
use std::fmt::{self, Display, LowerExp};
use std::fs;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many seeds each statement about a random process is tried on.
pub const SEEDS: u64 = 5;

/// The results of one chapter's program.
///
/// Everything is printed for the person who runs the program, and figures are written to
/// `target/figures/CHAPTER/`. When the environment variable `NEURAL_RECORD` names a folder, everything is
/// also recorded there as files, from which the book is built:
///
/// | file | holds |
/// |---|---|
/// | `output/SECTION.txt` | what was printed in the section |
/// | `value/NAME.txt` | one formatted number or word |
/// | `table/NAME.txt` | caption; column names; `text` or `number` for each; rows: cells apart by tabs |
/// | `figure/NAME.svg` | a figure |
/// | `claim/NAME.txt` | four lines: `holds` or `fails`; `exact` or `seeds N of M`; `FILE:LINE`; what was seen |
pub struct Report {
    chapter: &'static str,
    base_seed: u64,
    record: Option<PathBuf>,
    figures: PathBuf,
    section: Option<(String, String)>,
    used: BTreeSet<String>,
    failed: Vec<String>,
}

impl Report {
    /// The report of `chapter`, with its command line read: `--seed N` moves every seed by `N`.
    ///
    /// # Errors
    /// Prints what is wrong with the command line, and the cure, and exits with code 2.
    pub fn from_args(chapter: &'static str) -> Self {
        let base_seed = parse_seed(std::env::args().skip(1)).unwrap_or_else(|problem| {
            eprintln!("{chapter}: {problem}\nusage: cargo run --example {chapter} [-- --seed N]");
            std::process::exit(2);
        });
        Self::with_seed(chapter, base_seed)
    }

    /// The report of `chapter`, every seed moved by `base_seed`: for a program that reads its command line itself.
    pub fn with_seed(chapter: &'static str, base_seed: u64) -> Self {
        let record = std::env::var_os("NEURAL_RECORD").map(PathBuf::from);
        let figures = figures_dir().unwrap_or_else(|| Path::new("target/figures").join(chapter));
        Self::new(chapter, base_seed, record, figures)
    }

    fn new(chapter: &'static str, base_seed: u64, record: Option<PathBuf>, figures: PathBuf) -> Self {
        Self { chapter, base_seed, record, figures, section: None, used: BTreeSet::new(), failed: Vec::new() }
    }

    /// The seed of the run that the page shows.
    pub fn seed(&self) -> u64 {
        self.base_seed
    }

    /// The seeds that every claim about a random process is tried on; the first is [`Report::seed`].
    pub fn seeds(&self) -> impl Iterator<Item = u64> + use<> {
        let first = self.base_seed;
        (0..SEEDS).map(move |i| first + i)
    }

    /// Begins a section: what is written from here on belongs to it.
    ///
    /// # Panics
    /// If `name` is not lower-case words joined by hyphens, or was used before.
    #[track_caller]
    pub fn section(&mut self, name: &str, title: &str) {
        self.end_section();
        self.take_name("output", name);
        println!("\n== {title} ==");
        self.section = Some((name.to_string(), String::new()));
    }

    /// Prints a line, and keeps it for the current section; called by `writeln!(report, …)`.
    ///
    /// # Panics
    /// If no section has begun.
    #[track_caller]
    pub fn write_fmt(&mut self, text: fmt::Arguments) {
        let (_, kept) = self.section.as_mut().expect("report: begin a section before writing to it");
        let text = text.to_string();
        print!("{text}");
        kept.push_str(&text);
    }

    /// Records one number or word, formatted, for use inside a sentence.
    ///
    /// # Panics
    /// As [`Report::section`].
    #[track_caller]
    pub fn value(&mut self, name: &str, value: impl Display) {
        self.take_name("value", name);
        self.keep("value", name, "txt", &value.to_string());
    }

    /// Prints a table and records it; it belongs to no section.
    ///
    /// # Panics
    /// As [`Report::section`], or if the table has no rows.
    #[track_caller]
    pub fn table(&mut self, table: Table) {
        self.take_name("table", table.name());
        assert!(table.has_rows(), "table {:?}: there are no rows; add them with `row`", table.name());
        println!("\n{table}");
        self.keep("table", table.name(), "txt", &table.record());
    }

    /// Writes the figure `svg` to `target/figures/CHAPTER/NAME.svg`.
    ///
    /// # Panics
    /// As [`Report::section`], or if the file cannot be written.
    #[track_caller]
    pub fn figure(&mut self, name: &str, svg: &str) {
        self.take_name("figure", name);
        let path = self.figures.join(format!("{name}.svg"));
        write(&path, svg);
        println!("[figure] {}", path.display());
        self.keep("figure", name, "svg", svg);
    }

    /// States something that is not a matter of chance; `seen` says what was found.
    ///
    /// A claim that fails does not stop the program: [`Report::finish`] reports all of them.
    ///
    /// # Panics
    /// As [`Report::section`].
    #[track_caller]
    pub fn fact(&mut self, name: &str, holds: bool, seen: impl Display) {
        self.state(name, holds, "exact".to_string(), seen.to_string(), Location::caller());
    }

    /// States something about a random process: `each` says for each seed whether it held.
    ///
    /// # Panics
    /// As [`Report::section`], or if fewer than [`SEEDS`] seeds were tried.
    #[track_caller]
    pub fn claim(&mut self, name: &str, each: impl IntoIterator<Item = bool>, seen: impl Display) {
        self.state_tried(name, &Vec::from_iter(each), seen.to_string(), Location::caller());
    }

    /// Ends the report. The exit code is 1 when a claim failed.
    pub fn finish(mut self) -> ExitCode {
        self.end_section();
        println!();
        if self.failed.is_empty() {
            println!("Read the page: cargo run, then the chapter `{}`.", self.chapter);
            return ExitCode::SUCCESS;
        }
        for claim in &self.failed {
            eprintln!("claim no longer holds: {claim}");
        }
        ExitCode::FAILURE
    }

    #[track_caller]
    fn state_tried(&mut self, name: &str, each: &[bool], seen: String, place: &Location) {
        let (tried, held) = (each.len(), each.iter().filter(|&&held| held).count());
        assert!(tried as u64 >= SEEDS, "claim {name}: tried on {tried} seeds; at least {SEEDS} are needed");
        self.state(name, held == tried, format!("seeds {held} of {tried}"), seen, place);
    }

    #[track_caller]
    fn state(&mut self, name: &str, holds: bool, evidence: String, seen: String, place: &Location) {
        self.take_name("claim", name);
        let verdict = if holds { "holds" } else { "fails" };
        let place = format!("{}:{}", place.file().replace('\\', "/"), place.line());
        println!("[claim {verdict}] {name} ({evidence}): {seen}");
        if !holds {
            self.failed.push(format!("{name} ({evidence}), asserted at {place}: {seen}"));
        }
        self.keep("claim", name, "txt", &format!("{verdict}\n{evidence}\n{place}\n{seen}\n"));
    }

    fn end_section(&mut self) {
        if let Some((name, text)) = self.section.take() {
            self.keep("output", &name, "txt", &text);
        }
    }

    #[track_caller]
    fn take_name(&mut self, kind: &str, name: &str) {
        let good = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(good, "report: the name {name:?} should be lower-case words joined by hyphens");
        assert!(self.used.insert(format!("{kind}/{name}")), "report: the {kind} {name:?} was reported twice");
    }

    fn keep(&self, kind: &str, name: &str, extension: &str, text: &str) {
        if let Some(folder) = &self.record {
            write(&folder.join(kind).join(format!("{name}.{extension}")), text);
        }
    }
}

/// A number that is far from one, for a sentence: a digit times a power of ten, which no line breaks apart.
///
/// ```
/// assert_eq!(report::scientific(0.000_031), "3\u{a0}×\u{a0}10⁻⁵");
/// ```
pub fn scientific(x: impl LowerExp) -> String {
    let text = format!("{x:.0e}");
    let (digit, power) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = |c: char| match c.to_digit(10) {
        Some(digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize).unwrap_or(c),
        None => '⁻',
    };
    match digit {
        "0" => digit.to_string(),
        _ => format!("{digit}\u{a0}×\u{a0}10{}", power.chars().map(raised).collect::<String>()),
    }
}

fn parse_seed(mut args: impl Iterator<Item = String>) -> Result<u64, String> {
    match args.next().as_deref() {
        None => Ok(0),
        Some("--seed") => {
            let word = args.next().ok_or("--seed needs a number")?;
            word.parse().map_err(|_| format!("--seed {word}: expected a whole number from 0 to {}", u64::MAX))
        }
        Some(other) => Err(format!("unknown argument {other:?}")),
    }
}

/// `target/figures/NAME` for a program that cargo put at `target/debug/examples/NAME`.
fn figures_dir() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.ancestors().nth(3)?.join("figures").join(program.file_stem()?))
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file lies in a folder");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent() -> Report {
        Report::new("test", 0, None, PathBuf::from("unused"))
    }

    #[test]
    #[should_panic(expected = "at least 5 are needed")]
    fn a_claim_about_chance_needs_five_seeds() {
        silent().claim("lucky", [true; 4], "4 of 4");
    }

    #[test]
    #[should_panic(expected = "table \"rates\": there are no rows")]
    fn a_table_without_rows_is_refused() {
        silent().table(Table::new("rates", "What each rule needs.", ["rule", "rate"]));
    }

    #[test]
    fn a_table_needs_no_section_and_takes_its_name_once() {
        let table = || {
            let mut table = Table::new("rates", "What each rule needs.", ["rule", "rate"]);
            table.row(["SGD", "0.1"]);
            table
        };
        let mut report = silent();
        report.table(table());
        let again = std::panic::AssertUnwindSafe(|| report.table(table()));
        let told = std::panic::catch_unwind(again).unwrap_err();
        assert!(told.downcast_ref::<String>().unwrap().contains("\"rates\" was reported twice"));
    }

    #[test]
    fn a_failed_claim_fails_the_program() {
        let mut report = silent();
        report.claim("unlucky", [true, true, false, true, true], "4 of 5");
        assert_eq!(report.failed.len(), 1);
        assert_eq!(report.finish(), ExitCode::FAILURE);
    }

    #[test]
    fn a_seed_that_is_no_number_is_refused() {
        let parse = |args: &[&str]| parse_seed(args.iter().map(|a| a.to_string()));
        assert_eq!(parse(&["--seed", "12"]), Ok(12));
        assert!(parse(&["--seed", "twelve"]).unwrap_err().contains("twelve"));
        assert!(parse(&["--fast"]).unwrap_err().contains("--fast"));
    }
}
