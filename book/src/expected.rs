//! What the builder expects of programs that have not run yet: how large their figures, tables and outputs will be, and how
//! long they take. Only the layout of placeholders and the estimate of the time left depend on it.
//!
//! `book/expected.txt` is kept like a lock file: `cargo run -- build` writes it anew when a program has changed.

use crate::layout::Layout;
use crate::progress::Pace;
use crate::record::{Records, Run, names_in};
use crate::svg;
use crate::table::{Size, Table};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Sizes and times, by program.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Expected {
    outputs: BTreeMap<String, usize>,
    tables: BTreeMap<String, Size>,
    figures: BTreeMap<String, (usize, usize)>,
    seconds: BTreeMap<String, f64>,
    units: Option<usize>,
}

/// What an output or a table is taken for that nothing is known of, in lines.
const LINES: usize = 12;

/// What a figure is taken for that nothing is known of, in units of its drawing.
const SIZE: (usize, usize) = (640, 400);

/// How many crates the programs are made of, if that is not known.
const UNITS: usize = 150;

/// What a program is taken for that nothing is known of.
const SECONDS: f64 = 5.0;

const HEADER: &str =
    "# What the builder expects before the programs have run; `cargo run -- build` keeps this file.\n";

impl Expected {
    /// Reads `book/expected.txt`; what cannot be read is not expected.
    pub fn load(layout: &Layout) -> Self {
        Self::parse(&fs::read_to_string(file(layout)).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let mut expected = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match *words.as_slice() {
                ["output", name, lines] => {
                    expected.outputs.extend(lines.parse().ok().map(|lines| (name.to_string(), lines)));
                }
                ["table", name, lines, ref width @ ..] => {
                    let size = |lines| Size { lines, wide: !width.is_empty() };
                    let size = lines.parse().ok().map(|lines| (name.to_string(), size(lines)));
                    expected.tables.extend(size);
                }
                ["figure", name, width, height] => {
                    let size = width.parse().ok().zip(height.parse().ok());
                    expected.figures.extend(size.map(|size| (name.to_string(), size)));
                }
                ["seconds", name, seconds] => {
                    expected.seconds.extend(seconds.parse().ok().map(|s| (name.to_string(), s)));
                }
                ["crates", count] => expected.units = count.parse().ok(),
                _ => {}
            }
        }
        expected
    }

    fn text(&self) -> String {
        let mut text = HEADER.to_string();
        if let Some(units) = self.units {
            text.push_str(&format!("crates {units}\n"));
        }
        for (name, seconds) in &self.seconds {
            // Writing to a string does not fail.
            let _ = writeln!(text, "seconds {name} {seconds:.0}");
        }
        for (name, lines) in &self.outputs {
            let _ = writeln!(text, "output {name} {lines}");
        }
        for (name, Size { lines, wide }) in &self.tables {
            let wide = if *wide { " wide" } else { "" };
            let _ = writeln!(text, "table {name} {lines}{wide}");
        }
        for (name, (width, height)) in &self.figures {
            let _ = writeln!(text, "figure {name} {width} {height}");
        }
        text
    }

    /// How many lines the output `name` of `program` has.
    pub fn lines(&self, program: &str, name: &str) -> usize {
        self.outputs.get(&format!("{program}/{name}")).copied().unwrap_or(LINES)
    }

    /// How large the table `name` of `program` is.
    pub fn table(&self, program: &str, name: &str) -> Size {
        let known = self.tables.get(&format!("{program}/{name}")).copied();
        known.unwrap_or(Size { lines: LINES, wide: false })
    }

    /// Width and height of the figure `name` of `program`.
    pub fn size(&self, program: &str, name: &str) -> (usize, usize) {
        self.figures.get(&format!("{program}/{name}")).copied().unwrap_or(SIZE)
    }

    /// How long `program` runs.
    pub fn seconds(&self, program: &str) -> f64 {
        self.seconds.get(program).copied().unwrap_or(SECONDS)
    }

    /// How many crates the programs are made of, themselves included.
    pub fn units(&self) -> usize {
        self.units.unwrap_or(UNITS)
    }

    /// What `records` show, with what `pace` saw where nothing is known yet.
    pub fn learn(&self, records: &Records, pace: &Pace) -> Self {
        let seen = (pace.units > UNITS / 2).then_some(pace.units);
        let mut learnt = Self { units: self.units.or(seen), ..Self::default() };
        for (program, run) in records.programs() {
            let Run::Done(folder) = run else { continue };
            for name in names_in(&folder.join("output")) {
                let text = fs::read_to_string(folder.join("output").join(format!("{name}.txt")));
                let lines = text.unwrap_or_default().trim_matches('\n').lines().count();
                learnt.outputs.insert(format!("{program}/{name}"), lines);
            }
            for name in names_in(&folder.join("table")) {
                let record = fs::read_to_string(folder.join("table").join(format!("{name}.txt")));
                let table = Table::parse(&record.unwrap_or_default());
                learnt.tables.extend(table.map(|table| (format!("{program}/{name}"), table.size())));
            }
            for name in names_in(&folder.join("figure")) {
                let drawing = fs::read_to_string(folder.join("figure").join(format!("{name}.svg")));
                let size = svg::size(&drawing.unwrap_or_default());
                learnt.figures.extend(size.map(|size| (format!("{program}/{name}"), size)));
            }
            let run = pace.times.get(program).map(Duration::as_secs_f64);
            let seconds = self.seconds.get(program).copied().or(run);
            learnt.seconds.extend(seconds.map(|seconds| (program.to_string(), seconds)));
        }
        learnt
    }

    /// Whether placeholders made from `self` are about as large as what `other` shows.
    pub fn is_close_to(&self, other: &Self) -> bool {
        let near = |a: &usize, b: &usize| a.abs_diff(*b) <= 1 + a.max(b) / 10;
        let same = |name: &String, lines: &usize| self.outputs.get(name).is_some_and(|l| near(l, lines));
        let table = |name: &String, size: &Size| {
            let known = self.tables.get(name);
            known.is_some_and(|s| near(&s.lines, &size.lines) && s.wide == size.wide)
        };
        let shape = |name: &String, (w, h): &(usize, usize)| {
            self.figures.get(name).is_some_and(|(width, height)| near(width, w) && near(height, h))
        };
        self.outputs.len() == other.outputs.len()
            && self.tables.len() == other.tables.len()
            && self.figures.len() == other.figures.len()
            && other.outputs.iter().all(|(name, lines)| same(name, lines))
            && other.tables.iter().all(|(name, size)| table(name, size))
            && other.figures.iter().all(|(name, size)| shape(name, size))
            && self.seconds.keys().eq(other.seconds.keys())
            && self.units.is_some() == other.units.is_some()
    }

    /// Writes `book/expected.txt` anew.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, layout: &Layout) -> std::io::Result<()> {
        fs::write(file(layout), self.text())
    }
}

fn file(layout: &Layout) -> impl AsRef<Path> {
    layout.book.join("expected.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> Expected {
        Expected::parse(
            "seconds neuron 8\noutput neuron/training 14\ntable neuron/rates 5 wide\nfigure neuron/xor 640 480\nnoise\n",
        )
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Expected::parse(&expected().text()), expected());
        assert_eq!(expected().lines("neuron", "training"), 14);
        assert_eq!(expected().table("neuron", "rates"), Size { lines: 5, wide: true });
        assert_eq!(expected().size("neuron", "xor"), (640, 480));
        assert_eq!((expected().lines("x", "y"), expected().size("x", "y")), (LINES, SIZE));
    }

    #[test]
    fn a_line_more_is_close_and_another_table_or_figure_is_not() {
        let with = |from: &str, to: &str| Expected::parse(&expected().text().replace(from, to));
        assert!(expected().is_close_to(&with("training 14", "training 15")));
        assert!(!expected().is_close_to(&with("training 14", "training 20")));
        assert!(!expected().is_close_to(&with("5 wide", "5")));
        assert!(!expected().is_close_to(&with("neuron/xor", "neuron/or")));
    }
}
