//! From a page as it was written to Markdown that mdBook can render: every directive and formula replaced.
//!
//! What comes from a program's run becomes a hole, which [`crate::fill`] fills when the program has run.

mod blocks;
mod figure;
mod inline;
mod map;
mod opener;
mod question;
mod table;

use crate::bibliography::Bibliography;
use crate::directive::{Directive, Placed};
use crate::library::Rooms;
use crate::maths::Maths;
use crate::page::Page;
use crate::problem::Problems;
use crate::record::Finding;
use crate::showings::Showings;
use crate::slots::{Hole, Kind, Part, Slots};
use crate::sources::Sources;
use std::ops::Range;

/// What directives draw from.
pub struct Context<'a> {
    /// All pages, in the order of the book.
    pub pages: &'a [Page],
    /// The Rust sources.
    pub sources: &'a Sources,
    /// Which page shows which source.
    pub showings: &'a Showings,
    /// Which file is in which room of the library.
    pub rooms: &'a Rooms,
    /// The works cited.
    pub bibliography: &'a Bibliography,
    /// Sets formulas.
    pub maths: &'a Maths,
}

/// Expands the page with the number `page`; finished HTML waits in `slots`.
pub fn expand(context: &Context, page: usize, slots: &mut Slots, problems: &mut Problems) -> String {
    let mut expansion = Expansion::new(context, page, slots, problems);
    expansion.range(0..expansion.page.text.len())
}

/// Expands the words at `range` of the page with the number `page` once more, without the marks of claims.
pub fn quote(context: &Context, page: usize, range: Range<usize>, slots: &mut Slots) -> String {
    // What is wrong with these words has been told where they stand.
    let mut problems = Problems::default();
    let mut expansion = Expansion::new(context, page, slots, &mut problems);
    expansion.quoting = true;
    expansion.range(range)
}

struct Expansion<'a> {
    context: &'a Context<'a>,
    page: &'a Page,
    index: usize,
    slots: &'a mut Slots,
    problems: &'a mut Problems,
    figures: usize,
    questions: usize,
    tables: usize,
    /// Whether words are repeated elsewhere, where marks of claims would lead to themselves.
    quoting: bool,
}

/// Something in the text that is replaced.
enum Token<'a> {
    Formula { display: bool },
    Directive(&'a Result<Directive, Finding>),
}

impl<'a> Expansion<'a> {
    fn new(context: &'a Context<'a>, index: usize, slots: &'a mut Slots, problems: &'a mut Problems) -> Self {
        let page = &context.pages[index];
        Self { context, page, index, slots, problems, figures: 0, questions: 0, tables: 0, quoting: false }
    }

    fn range(&mut self, range: Range<usize>) -> String {
        let page = self.page;
        let mut out = String::new();
        let mut at = range.start;
        while let Some((place, token)) = self.next_token(at, range.end) {
            out.push_str(&page.text[at..place.start]);
            at = place.end;
            match token {
                Token::Formula { display } => out.push_str(&self.formula(place, display)),
                Token::Directive(Err((message, cure))) => self.problem(place.start, message, cure),
                Token::Directive(Ok(directive)) => {
                    let (text, end) = self.directive(directive, place, range.end);
                    out.push_str(&text);
                    at = end;
                }
            }
        }
        out.push_str(&page.text[at..range.end]);
        out
    }

    /// The replacement of one directive, and where the text goes on.
    fn directive(&mut self, directive: &Directive, place: Range<usize>, end: usize) -> (String, usize) {
        let (at, after) = (place.start, place.end);
        let alone = matches!(
            directive,
            Directive::Code { .. }
                | Directive::Output(_)
                | Directive::Table(_)
                | Directive::Figure { .. }
                | Directive::Aside(_)
                | Directive::Able
                | Directive::Needs(_)
                | Directive::Question
                | Directive::Map
                | Directive::Room(_)
        );
        if alone && !self.stands_alone(&place) {
            self.problem(at, "this directive stands on a line of its own", "put it between line breaks");
            return (String::new(), after);
        }
        let text = match directive {
            Directive::Code { .. } => self.code(at),
            Directive::Output(source) => self.output(source, at),
            Directive::Table(source) => self.table(source, at),
            Directive::Value(source) => self.hole(at, Kind::Value(source.clone())),
            Directive::Claim(source) => self.claim(source, &place),
            Directive::Cited { key, text } => self.cited(key, text, at),
            Directive::Entry { key, label } => inline::entry(key, label),
            Directive::Needs(names) => self.needs(names, at),
            Directive::Map => self.map(),
            Directive::Room(_) => self.room(at),
            Directive::Figure { program, names } => {
                let Some((inside, after)) = self.until("figure", after, end) else {
                    self.problem(at, "a figure without its end", "close it with `{{/figure}}`");
                    return (String::new(), after);
                };
                return (self.figure(program, names, at, inside), after);
            }
            Directive::Aside(title) => {
                let Some((inside, after)) = self.until("aside", after, end) else {
                    self.problem(at, "an aside without its end", "close it with `{{/aside}}`");
                    return (String::new(), after);
                };
                return (self.aside(title, place, inside), after);
            }
            Directive::Able => {
                let Some((inside, after)) = self.until("able", after, end) else {
                    self.problem(at, "`{{#able}}` without its end", "close it with `{{/able}}`");
                    return (String::new(), after);
                };
                return (self.able(at, inside), after);
            }
            Directive::Question => {
                let Some((inside, after)) = self.until("question", after, end) else {
                    self.problem(at, "a question without its end", "close it with `{{/question}}`");
                    return (String::new(), after);
                };
                return (self.question(at, inside), after);
            }
            Directive::End(name) => {
                let message = format!("`{{{{/{name}}}}}` ends what did not begin");
                self.problem(at, message, format!("begin with `{{{{#{name} …}}}}`, or leave it out"));
                String::new()
            }
        };
        (text, after)
    }

    /// The text up to `{{/name}}`, and where the text goes on behind it.
    fn until(&self, name: &str, from: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let stop = Directive::End(name.to_string());
        let mut placed = self.page.directives.iter();
        let close = placed.find(|placed| {
            placed.range.start >= from
                && placed.range.end <= end
                && placed.directive.as_ref().is_ok_and(|directive| *directive == stop)
        })?;
        Some((from..close.range.start, close.range.end))
    }

    /// The first formula or directive at or after `from`; a formula comes before the directives inside it.
    fn next_token(&self, from: usize, end: usize) -> Option<(Range<usize>, Token<'a>)> {
        let page = self.page;
        let formula = page.formulas.iter().find(|formula| formula.range.start >= from);
        let directive = page.directives.iter().find(|placed| placed.range.start >= from);
        let formula = formula.map(|f| (f.range.clone(), Token::Formula { display: f.display }));
        let directive = directive.map(|d| (d.range.clone(), Token::Directive(&d.directive)));
        let first = match (formula, directive) {
            (Some(formula), Some(directive)) => match formula.0.start < directive.0.start {
                true => formula,
                false => directive,
            },
            (formula, directive) => formula.or(directive)?,
        };
        (first.0.end <= end).then_some(first)
    }

    /// A place for what a program has to say.
    fn hole(&mut self, at: usize, kind: Kind) -> String {
        self.slots.hole(Hole { page: self.index, at, kind })
    }

    /// The text of `place`, whose only directives are values: not yet put in, and told apart. What else stands there
    /// is refused because of `wrong`, with a cure.
    fn parts(&mut self, place: Range<usize>, wrong: (&str, &str)) -> Vec<Part> {
        let page = self.page;
        let mut parts = Vec::new();
        let mut at = place.start;
        let inside = |d: &&Placed| d.range.start >= place.start && d.range.end <= place.end;
        for placed in page.directives.iter().filter(inside) {
            parts.push(Part::Text(page.text[at..placed.range.start].to_string()));
            at = placed.range.end;
            match &placed.directive {
                Ok(Directive::Value(source)) => {
                    parts.push(Part::Value(source.clone(), placed.range.start));
                }
                Ok(_) => self.problem(placed.range.start, wrong.0, wrong.1),
                Err((message, cure)) => self.problem(placed.range.start, message, cure),
            }
        }
        parts.push(Part::Text(page.text[at..place.end].to_string()));
        parts
    }

    /// `Figure 7.1`: the `count`th of its `kind` on this page.
    fn number(&self, kind: &str, count: usize) -> String {
        match &self.page.number {
            Some(chapter) => format!("{kind} {chapter}.{count}"),
            None => format!("{kind} {count}"),
        }
    }

    /// The way from this page to the root of the book.
    fn root(&self) -> String {
        self.page.root()
    }

    fn stands_alone(&self, place: &Range<usize>) -> bool {
        let text = &self.page.text;
        let before = text[..place.start].rsplit('\n').next().unwrap_or_default();
        let after = text[place.end..].split('\n').next().unwrap_or_default();
        before.trim().is_empty() && after.trim().is_empty()
    }

    /// Takes the value of `result`, or notes what is wrong at `at`.
    fn noted<T>(&mut self, result: Result<T, Finding>, at: usize) -> Option<T> {
        result.map_err(|(message, cure)| self.problem(at, message, cure)).ok()
    }

    fn problem(&mut self, at: usize, message: impl Into<String>, cure: impl Into<String>) {
        self.problems.add(&self.page.name, self.page.line(at), message, cure);
    }
}
