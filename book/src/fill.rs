//! What the programs recorded, put into the holes of the pages; a quiet placeholder where a program has yet to run.

use crate::accounts::{self, Assertions};
use crate::directive::Source;
use crate::expected::Expected;
use crate::face;
use crate::maths::Maths;
use crate::page::Page;
use crate::problem::Problems;
use crate::record::{Claim, Missing, Records};
use crate::slots::{Hole, Kind, Part, Slots, escape};
use crate::svg;
use crate::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// The holes of a book, filled as far as the programs have run.
#[derive(Debug, Default)]
pub struct Filled(BTreeMap<usize, Content>);

/// What stands in one hole.
#[derive(Debug)]
struct Content {
    html: String,
    /// Whether it is the last word on the hole.
    is_final: bool,
    problems: Problems,
}

/// What holes are filled from.
#[derive(Clone, Copy)]
pub struct Filler<'a> {
    /// The pages as they were written.
    pub pages: &'a [Page],
    /// What waits for its place on them.
    pub slots: &'a Slots,
    /// What the programs recorded.
    pub records: &'a Records,
    /// Sets formulas.
    pub maths: &'a Maths,
    /// What the programs assert.
    pub assertions: &'a Assertions,
    /// How large placeholders are.
    pub expected: &'a Expected,
}

impl Filled {
    /// What stands in the hole of the slot `number`.
    pub fn html(&self, number: usize) -> Option<&String> {
        self.0.get(&number).map(|content| &content.html)
    }

    /// Those of the holes `numbers` that wait no longer, with what stands in them.
    pub fn finals<'a>(&'a self, numbers: &'a [usize]) -> impl Iterator<Item = (usize, &'a str)> {
        let contents = numbers.iter().filter_map(|&number| Some((number, self.0.get(&number)?)));
        contents.filter(|(_, content)| content.is_final).map(|(number, content)| (number, &*content.html))
    }

    /// What is wrong with pages or programs: claims that fail, names that nothing reports.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        self.0.values().for_each(|content| problems.extend(content.problems.clone()));
        problems
    }
}

impl Filler<'_> {
    /// Fills every hole.
    pub fn all(self) -> Filled {
        let mut filled = Filled::default();
        self.again(&mut filled, |_| true);
        filled
    }

    /// Fills the holes that `wanted` names once more, and says which they were.
    pub fn again(self, filled: &mut Filled, wanted: impl Fn(&Hole) -> bool) -> BTreeSet<usize> {
        let wanted: Vec<(usize, &Hole)> = self.slots.holes().filter(|(_, hole)| wanted(hole)).collect();
        for &(number, hole) in &wanted {
            filled.0.insert(number, self.content(number, hole));
        }
        wanted.into_iter().map(|(number, _)| number).collect()
    }

    fn content(self, number: usize, hole: &Hole) -> Content {
        let Self { pages, records, maths, assertions, expected, .. } = self;
        let page = &pages[hole.page];
        let mut filling = Filling { page, records, maths, assertions, problems: Problems::default() };
        let instead = |failed| placeholder(number, hole, page, failed, expected);
        let (html, is_final) = match filling.hole(hole) {
            Ok(html) => (html, true),
            Err(Missing::Waiting) => (instead(None), false),
            Err(Missing::Failed(reason)) => (instead(Some(&reason)), true),
            Err(Missing::Wrong((message, cure))) => {
                filling.problem(hole.at, message, cure);
                (String::new(), true)
            }
        };
        Content { html, is_final, problems: filling.problems }
    }
}

struct Filling<'a> {
    page: &'a Page,
    records: &'a Records,
    maths: &'a Maths,
    assertions: &'a Assertions,
    problems: Problems,
}

impl Filling<'_> {
    fn hole(&mut self, hole: &Hole) -> Result<String, Missing> {
        let at = hole.at;
        match &hole.kind {
            Kind::Value(source) => Ok(escape(&self.records.value(&source.program, &source.name)?)),
            Kind::Output(source) => self.output(source),
            Kind::Table { source, label } => Ok(self.table(source)?.html(label)),
            Kind::Caption(source) => Ok(escape(&self.table(source)?.caption)),
            Kind::Claim { source, sentence, id } => {
                let claim = self.records.claim(&source.program, &source.name)?;
                Ok(self.claim(source, &claim, sentence, id, at))
            }
            Kind::Evidence(source) => match self.records.claim(&source.program, &source.name) {
                Ok(claim) => Ok(self.assertions.evidence(&claim)),
                // The hole of the mark tells what is wrong.
                Err(Missing::Wrong(_)) => Ok(String::new()),
                Err(missing) => Err(missing),
            },
            Kind::Drawings { program, names, alt } => self.drawings(program, names, alt, at),
            Kind::Formula { tex, display } => {
                let tex = self.text(tex, value_in_tex)?;
                self.maths.render(&tex, *display).map_err(Missing::Wrong)
            }
        }
    }

    fn output(&self, source: &Source) -> Result<String, Missing> {
        let text = self.records.output(&source.program, &source.name)?;
        Ok(face::sheet(text.trim_end_matches('\n').trim_start_matches('\n')))
    }

    fn table(&self, source: &Source) -> Result<Table, Missing> {
        self.records.table(&source.program, &source.name)
    }

    fn claim(&mut self, source: &Source, claim: &Claim, sentence: &str, id: &str, at: usize) -> String {
        let checked = match claim.evidence.strip_prefix("seeds ") {
            Some(seeds) => format!("Checked: {seeds} seeds"),
            None => format!("Checked: {}", claim.evidence),
        };
        let (class, mark, checked) = match claim.holds {
            true => ("claim", "✓", checked),
            false => {
                let message = format!(
                    "the claim `{}` of `{}` no longer holds ({}, asserted at {}:{}, seen: {}): “{sentence}”",
                    claim.name, source.program, claim.evidence, claim.file, claim.line, claim.seen,
                );
                self.problem(at, message, "correct the sentence, or the program");
                ("claim failed", "✗", format!("No longer holds: {}", claim.evidence))
            }
        };
        let note = escape(&format!("{checked}. Seen: {}", claim.seen));
        format!(
            "<a class=\"{class}\" {} data-note=\"{note}\" aria-label=\"{}\">{mark}</a>",
            way(source, id, self.page),
            escape(&checked)
        )
    }

    fn drawings(
        &mut self,
        program: &str,
        names: &[String],
        alt: &[Part],
        at: usize,
    ) -> Result<String, Missing> {
        let alt = self.text(alt, str::to_string)?;
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut drawings = String::new();
        for name in names {
            match self.records.figure(program, name) {
                Ok(drawing) => match svg::inline(&drawing, &format!("{program}-{name}")) {
                    Ok(svg) => drawings.push_str(&svg),
                    Err(message) => {
                        let message = format!("the figure `{name}` of `{program}` {message}");
                        self.problem(at, message, "draw it with `report::plot`");
                    }
                },
                Err(Missing::Wrong((message, cure))) => self.problem(at, message, cure),
                Err(missing) => return Err(missing),
            }
        }
        Ok(format!("<div class=\"plots\" role=\"img\" aria-label=\"{}\">{drawings}</div>", escape(&alt)))
    }

    /// A text with its values put in, each written by `write`; one that does not exist is left out and told.
    fn text(&mut self, parts: &[Part], write: impl Fn(&str) -> String) -> Result<String, Missing> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Value(source, at) => match self.records.value(&source.program, &source.name) {
                    Ok(value) => text.push_str(&write(&value)),
                    Err(Missing::Wrong((message, cure))) => self.problem(*at, message, cure),
                    Err(missing) => return Err(missing),
                },
            }
        }
        Ok(text)
    }

    fn problem(&mut self, at: usize, message: impl Into<String>, cure: impl Into<String>) {
        self.problems.add(&self.page.name, self.page.line(at), message, cure);
    }
}

/// The anchor of the mark of a claim on `page`, and its way to the account.
fn way(source: &Source, id: &str, page: &Page) -> String {
    format!("id=\"{}\" href=\"{}{}\"", escape(id), page.root(), escape(&accounts::address(source)))
}

/// What stands in a hole of `page` while its program has not run, or because it failed for this reason.
fn placeholder(number: usize, hole: &Hole, page: &Page, failed: Option<&str>, expected: &Expected) -> String {
    let program = hole.kind.programs().first().copied().unwrap_or_default();
    let command = command(program);
    let (class, words) = match failed {
        None => ("wait", format!("<code>{command}</code> has not run yet")),
        Some(reason) => {
            let first = escape(reason.lines().next().unwrap_or_default());
            ("wait failed", format!("{first}; to see it alone: <code>{command}</code>"))
        }
    };
    let attributes = match failed {
        None => format!("class=\"{class}\" data-wait=\"{program}\" data-hole=\"{number}\""),
        Some(_) => format!("class=\"{class}\""),
    };
    let title = match failed {
        None => format!("`{command}` has not run yet"),
        Some(reason) => format!("{reason}\nTo see it alone: {command}"),
    };
    let inline = |sign: &str| format!("<span {attributes} title=\"{}\">{sign}</span>", escape(&title));
    match &hole.kind {
        Kind::Value(_) | Kind::Caption(_) | Kind::Formula { display: false, .. } => {
            inline(if failed.is_some() { "✗" } else { "…" })
        }
        Kind::Claim { source, id, .. } => {
            let attributes = attributes.replacen("class=\"", "class=\"claim ", 1);
            let (way, title) = (way(source, id, page), escape(&title));
            let (sign, label) = if failed.is_some() { ("✗", "Failed") } else { ("·", "Not checked yet") };
            format!("<a {attributes} {way} title=\"{title}\" aria-label=\"{label}\">{sign}</a>")
        }
        Kind::Formula { display: true, .. } => format!("<span {attributes}>{words}</span>"),
        Kind::Evidence(_) => format!("<p {attributes}>{words}</p>"),
        Kind::Output(source) => {
            let lines = expected.lines(program, &source.name);
            format!("<div {attributes} style=\"--lines:{lines}\">{words}</div>")
        }
        Kind::Table { source, .. } => {
            let size = expected.table(program, &source.name);
            let class = if size.wide { "class=\"wide " } else { "class=\"" };
            let attributes = attributes.replacen("class=\"", class, 1);
            format!("<div {attributes} style=\"--lines:{}\">{words}</div>", size.lines)
        }
        Kind::Drawings { names, .. } => {
            let sizes = names.iter().map(|name| expected.size(program, name));
            let boxes: String = sizes
                .map(|(width, height)| {
                    format!(
                        "<span class=\"plot\" style=\"max-width:{width}px;aspect-ratio:{width}/{height}\">\
                         {words}</span>"
                    )
                })
                .collect();
            format!("<div {attributes}><div class=\"plots\">{boxes}</div></div>")
        }
    }
}

impl Kind {
    /// The programs whose runs fill the hole.
    pub fn programs(&self) -> Vec<&str> {
        fn of<'a>(parts: &'a [Part]) -> impl Iterator<Item = &'a str> + use<'a> {
            parts.iter().filter_map(|part| match part {
                Part::Value(source, _) => Some(&*source.program),
                Part::Text(_) => None,
            })
        }
        match self {
            Kind::Value(source) | Kind::Output(source) | Kind::Caption(source) => {
                vec![&source.program]
            }
            Kind::Table { source, .. } | Kind::Claim { source, .. } => vec![&source.program],
            Kind::Evidence(source) => vec![&source.program],
            Kind::Drawings { program, alt, .. } => std::iter::once(&**program).chain(of(alt)).collect(),
            Kind::Formula { tex, .. } => of(tex).collect(),
        }
    }
}

/// Programs that train one network, unless they are asked for what their page shows.
const WITH_SETTINGS: [&str; 2] = ["classifier", "regressor"];

/// What the reader types to see the same.
pub fn command(program: &str) -> String {
    if WITH_SETTINGS.contains(&program) {
        return format!("cargo run --example {program} -- --page");
    }
    match program.strip_suffix("-f64") {
        Some(chapter) => format!("cargo run --example {chapter} --features f64"),
        None => format!("cargo run --example {program}"),
    }
}

/// A value as LaTeX: `96 %` needs its sign escaped, `1.5e-6` becomes a power of ten.
fn value_in_tex(value: &str) -> String {
    let escaped = value.replace('%', "\\%");
    match escaped.split_once('e') {
        Some((mantissa, power)) if mantissa.parse::<f64>().is_ok() && power.parse::<i32>().is_ok() => {
            format!("{mantissa} \\times 10^{{{}}}", power.trim_start_matches('+'))
        }
        _ => escaped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_a_formula_is_latex() {
        assert_eq!(value_in_tex("96.3 %"), "96.3 \\%");
        assert_eq!(value_in_tex("1.5e-6"), "1.5 \\times 10^{-6}");
        assert_eq!(value_in_tex("three"), "three");
    }
}
