//! No hidden machinery: which lines of the sources no page shows.

use crate::layout::Layout;
use crate::page::Page;
use crate::problem::Problems;
use crate::showings::Showings;
use crate::sources::{Lines, SourceFile, Sources};
use std::collections::BTreeSet;
use std::fmt;

/// How much of one file the pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The file.
    pub file: String,
    /// How many lines should be shown.
    pub due: usize,
    /// How many of them no page shows.
    pub hidden: usize,
    /// Those that no page shows, as ranges.
    pub missing: Vec<Lines>,
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let percent = (100 * (self.due - self.hidden)).checked_div(self.due).unwrap_or(100);
        write!(f, "{}: {percent} % shown", self.file)?;
        if self.missing.is_empty() {
            return Ok(());
        }
        let ranges = self.missing.iter().map(|lines| match lines.start() == lines.end() {
            true => lines.start().to_string(),
            false => format!("{}–{}", lines.start(), lines.end()),
        });
        write!(f, "; no page shows {}", ranges.collect::<Vec<_>>().join(", "))
    }
}

/// Measures every file of the core crate and of the package `report`, and of every program its functions.
///
/// Blank lines, tests and outer doc comments need not be shown; `use`, `mod name;`, `//!` and inner attributes of the two
/// are shown by a page with `{{#crate-index}}`.
pub fn measure(layout: &Layout, pages: &[Page], problems: &mut Problems) -> Vec<Coverage> {
    let sources = Sources::load(layout, problems);
    let showings = Showings::collect(pages, &sources, problems);
    sources.files.iter().map(|file| of_file(file, &showings)).collect()
}

fn of_file(file: &SourceFile, showings: &Showings) -> Coverage {
    let due = if file.is_core() { core_lines(file, showings.has_index) } else { function_lines(file) };
    let shown = showings.lines_shown(&file.name);
    let hidden: Vec<usize> = due.difference(&shown).copied().collect();
    Coverage { file: file.name.clone(), due: due.len(), hidden: hidden.len(), missing: ranges(&hidden, &due) }
}

fn core_lines(file: &SourceFile, has_index: bool) -> BTreeSet<usize> {
    let exempt = file.docs.iter().chain(&file.tests).chain(file.frame.iter().filter(|_| has_index));
    let exempt: BTreeSet<usize> = exempt.cloned().flatten().collect();
    let lines = 1..=file.text.lines().count();
    lines.filter(|&number| !file.line(number).trim().is_empty() && !exempt.contains(&number)).collect()
}

fn function_lines(file: &SourceFile) -> BTreeSet<usize> {
    let docs: BTreeSet<usize> = file.docs.iter().cloned().flatten().collect();
    let functions = file.items.iter().filter(|item| item.is_function);
    let lines = functions.flat_map(|item| item.lines.clone());
    lines.filter(|number| !file.line(*number).trim().is_empty() && !docs.contains(number)).collect()
}

/// Runs of numbers; lines between them that need not be shown do not break a run.
fn ranges(numbers: &[usize], due: &BTreeSet<usize>) -> Vec<Lines> {
    let mut ranges: Vec<Lines> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some(last) if due.range(last.end() + 1..number).next().is_none() => {
                *last = *last.start()..=number;
            }
            _ => ranges.push(number..=number),
        }
    }
    ranges
}
