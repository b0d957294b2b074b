//! One page of the book, scanned: where its code, formulas, headings and directives are.

use crate::directive::{self, Placed};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A formula of a page.
#[derive(Debug, Clone)]
pub struct Formula {
    /// From the first `$` to after the last.
    pub range: Range<usize>,
    /// Whether it stands on a line of its own (`$$`).
    pub display: bool,
}

/// A heading of a page.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Where it begins.
    pub at: usize,
    /// From 1.
    pub level: usize,
    /// Its words, without markup.
    pub text: String,
}

/// A Markdown page and what was found in it.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its path under `pages/`, such as `neuron.md`.
    pub path: String,
    /// Its name in messages, such as `book/pages/neuron.md`.
    pub name: String,
    /// Its title in the table of contents.
    pub title: String,
    /// Its number in the table of contents, such as `2`.
    pub number: Option<String>,
    /// The Markdown.
    pub text: String,
    /// Fenced blocks and code spans: here everything is literal.
    pub code: Vec<Range<usize>>,
    /// The formulas.
    pub formulas: Vec<Formula>,
    /// The headings.
    pub headings: Vec<Heading>,
    /// The directives.
    pub directives: Vec<Placed>,
    line_starts: Vec<usize>,
}

impl Page {
    /// Scans the Markdown `text` of the page at `path`, called `name` in messages.
    pub fn new(path: &str, name: &str, title: &str, number: Option<String>, text: &str) -> Self {
        let mut page = Self {
            path: path.to_string(),
            name: name.to_string(),
            title: title.to_string(),
            number,
            text: text.to_string(),
            code: Vec::new(),
            formulas: Vec::new(),
            headings: Vec::new(),
            directives: Vec::new(),
            line_starts: std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect(),
        };
        page.scan();
        page.directives = directive::find(&page.text, |at| page.is_code(at));
        page
    }

    /// The line of the byte `at`, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= at)
    }

    /// Whether the byte `at` lies in code.
    pub fn is_code(&self, at: usize) -> bool {
        self.code.iter().any(|range| range.contains(&at))
    }

    /// The address of the page in the built book.
    pub fn html(&self) -> String {
        format!("{}.html", self.path.trim_end_matches(".md"))
    }

    /// The way from the page to the root of the built book: nothing, or `../` once or more.
    pub fn root(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// The last heading before the byte `at`, or the page's title.
    pub fn section(&self, at: usize) -> &str {
        let before = self.headings.iter().rev().find(|heading| heading.at <= at);
        before.map_or(&self.title, |heading| &heading.text)
    }

    /// The programs that its directives name, in their order.
    pub fn programs(&self) -> impl Iterator<Item = &str> {
        self.directives.iter().filter_map(|placed| placed.directive.as_ref().ok()?.program())
    }

    /// The first line that holds one of `needles`, from 1; 0 when none does.
    pub fn find_line(&self, needles: &[String]) -> usize {
        let found = needles.iter().filter(|needle| !needle.is_empty()).find_map(|n| self.text.find(n));
        found.map_or(0, |at| self.line(at))
    }

    fn scan(&mut self) {
        let mut heading: Option<Heading> = None;
        for (event, range) in Parser::new_ext(&self.text, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => self.code.push(range.clone()),
                Event::InlineMath(_) => self.formulas.push(Formula { range: range.clone(), display: false }),
                Event::DisplayMath(_) => self.formulas.push(Formula { range: range.clone(), display: true }),
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some(Heading { at: range.start, level: level as usize, text: String::new() });
                }
                Event::End(TagEnd::Heading(_)) => self.headings.extend(heading.take()),
                _ => {}
            }
            if let (Some(heading), Event::Text(text) | Event::Code(text) | Event::InlineMath(text)) =
                (&mut heading, &event)
            {
                heading.text.push_str(text);
            }
        }
    }
}

/// Markdown as mdBook reads it, and formulas besides.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page::new("a.md", "book/pages/a.md", "A", None, text)
    }

    #[test]
    fn directives_in_code_are_literal() {
        let page = page("`{{#value a b}}` and {{#value a c}}\n\n```text\n{{#value a d}}\n```\n");
        assert_eq!(page.directives.len(), 1);
        assert_eq!(page.line(page.directives[0].range.start), 1);
    }

    #[test]
    fn a_directive_inside_a_formula_is_found() {
        let page = page("so $w = {{#value a w}}$ here");
        assert_eq!((page.formulas.len(), page.directives.len()), (1, 1));
    }

    #[test]
    fn lines_count_from_one() {
        let page = page("a\nb\n");
        assert_eq!((page.line(0), page.line(1), page.line(2)), (1, 1, 2));
    }
}
