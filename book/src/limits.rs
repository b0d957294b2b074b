//! How much a page asks of its reader: words of prose, lines of listings, marks of claims; and how much it may ask.

use crate::directive::Directive;
use crate::page::{Page, options};
use crate::showings::Showings;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// Lines of listings that a page of a chapter may show.
pub const LINES: usize = 200;

/// Characters of a line, in listings and in the pages' own text.
pub const WIDTH: usize = 100;

/// What a page holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Words of prose: everything but listings, printouts, tables, formulas on lines of their own, and questions.
    pub words: usize,
    /// Lines of listings that need not be unfolded.
    pub lines: usize,
    /// Characters of the longest line of its listings.
    pub longest: usize,
    /// The most marks of claims that one paragraph, item or cell has.
    pub marks: usize,
    /// Where the second mark of a paragraph, item or cell stands.
    pub second_marks: Vec<usize>,
    /// The lines of the page whose words need more than [`WIDTH`] characters, from 1; rows of tables may.
    pub long_lines: Vec<usize>,
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { words, lines, longest, marks, .. } = self;
        write!(f, "{words:6} words {lines:5} lines, longest {longest:3}, {:2} ✓ a paragraph", marks)
    }
}

/// Words of prose that `page` may have; a page outside the chapters as many as it needs.
pub fn words(page: &Page) -> Option<usize> {
    match (page.is_core(), page.is_further()) {
        (true, _) => Some(2_500),
        (_, true) => Some(2_000),
        _ => None,
    }
}

/// Measures the page with the number `number` of `pages`.
pub fn measure(pages: &[Page], number: usize, showings: &Showings) -> Load {
    let page = &pages[number];
    let (words, fences) = prose(page);
    let listings = || showings.listings.iter().filter(|listing| listing.page == number);
    let open = listings().filter(|listing| !listing.folded && !listing.cuts.is_empty());
    // A blank line stands between two pieces of one listing.
    let lines = open.map(|listing| listing.cuts.iter().map(|cut| cut.lines.len() + 1).sum::<usize>() - 1);
    let lines = lines.sum::<usize>() + fences.iter().map(|fence| fence.lines().count()).sum::<usize>();
    let shown = listings().flat_map(|listing| &listing.cuts).flat_map(|cut| &cut.lines);
    let shown = shown.map(|line| line.text.as_str()).chain(fences.iter().flat_map(|fence| fence.lines()));
    let longest = shown.map(|line| line.chars().count()).max().unwrap_or(0);
    let (marks, second_marks) = marks(page);
    Load { words, lines, longest, marks, second_marks, long_lines: long_lines(page) }
}

/// The words of prose of `page`, and its own listings.
fn prose(page: &Page) -> (usize, Vec<String>) {
    let text = without_directives(page);
    let (mut words, mut fences) = (String::new(), Vec::new());
    let (mut table, mut fence) = (false, None);
    for event in Parser::new_ext(&text, options()) {
        match event {
            Event::Start(Tag::Table(_)) => table = true,
            Event::End(TagEnd::Table) => table = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                let printed = matches!(&kind, CodeBlockKind::Fenced(language) if &**language == "text");
                fence = Some((printed, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                fences.extend(fence.take().and_then(|(printed, text)| (!printed).then_some(text)));
            }
            Event::Text(text) if fence.is_some() => {
                fence.iter_mut().for_each(|(_, kept)| kept.push_str(&text));
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) if !table => {
                words.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) => words.push(' '),
            _ => {}
        }
    }
    (words.split_whitespace().count(), fences)
}

/// Where a text with directives stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Prose,
    /// In a figure, before its caption.
    Figure,
    Question,
}

/// The text of `page` with a word for each value and citation, and nothing for other directives; captions stay.
fn without_directives(page: &Page) -> String {
    let (mut text, mut at, mut place) = (String::new(), 0, Place::Prose);
    for placed in &page.directives {
        let Range { start, end } = placed.range;
        let mut before = &page.text[at.min(start)..start];
        at = end;
        if place == Place::Figure
            && let Some((_, caption)) = before.split_once("caption:")
        {
            (before, place) = (caption, Place::Prose);
        }
        if place == Place::Prose {
            text.push_str(before);
        }
        match &placed.directive {
            Ok(Directive::Figure { .. }) => place = Place::Figure,
            Ok(Directive::Question) => place = Place::Question,
            Ok(Directive::End(_)) => place = Place::Prose,
            Ok(Directive::Value(_) | Directive::Cited { .. }) if place == Place::Prose => text.push('1'),
            _ => {}
        }
    }
    text.push_str(&page.text[at..]);
    text
}

/// The most marks in one block, and where the second of each block stands.
fn marks(page: &Page) -> (usize, Vec<usize>) {
    let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for placed in &page.directives {
        if matches!(placed.directive, Ok(Directive::Claim(_))) {
            blocks.entry(page.block_before(placed.range.start)).or_default().push(placed.range.start);
        }
    }
    let most = blocks.values().map(Vec::len).max().unwrap_or(0);
    (most, blocks.values().filter_map(|marks| marks.get(1).copied()).collect())
}

/// Formulas and directives are as long as they are.
fn long_lines(page: &Page) -> Vec<usize> {
    let mut text = page.text.clone();
    let formulas = page.formulas.iter().map(|formula| &formula.range);
    for range in formulas.chain(page.directives.iter().map(|placed| &placed.range)) {
        let blank: String =
            page.text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { '\r' }).collect();
        text.replace_range(range.clone(), &blank);
    }
    let words = |line: &str| line.chars().filter(|&c| c != '\r').count();
    let long = |line: &str| words(line) > WIDTH && !line.starts_with('|');
    (1..).zip(text.split('\n')).filter(|(_, line)| long(line)).map(|(number, _)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Load {
        let pages = [Page::new("a/b/index.md", "book/pages/a/b/index.md", "B", None, text)];
        measure(&pages, 0, &Showings::default())
    }

    #[test]
    fn prose_is_what_is_read_and_not_what_is_looked_at() {
        let words = |text: &str| load(text).words;
        assert_eq!(words("# One\n\nTwo *three* `four`, {{#value a b}} six.{{#claim a b}}\n"), 6);
        assert_eq!(words("One.\n\n```rust\nlet two = 2;\n```\n\n| a | b |\n|---|---|\n| c | d |\n"), 1);
        let figure = "{{#figure a b}}\nalt: Not read {{#value a b}}.\n\
                      caption: One two {{#value a b}} four.\n{{/figure}}\n\nFive six.\n";
        assert_eq!(words(figure), 6);
        assert_eq!(words("One.\n\n{{#question}}\nWhy?\n\n- [x] A.\n  : B.\n{{/question}}\n\nTwo.\n"), 2);
        assert_eq!(words("$$a + b$$\n\nSo $x$ is.\n"), 3);
    }

    #[test]
    fn a_listing_of_the_page_itself_counts_and_a_printout_does_not() {
        let load = load("```rust\nlet two = 2;\nlet x = 1;\n```\n\n```text\nprinted, wide and long\n```\n");
        assert_eq!((load.lines, load.longest), (2, 12));
    }

    #[test]
    fn marks_count_by_paragraph() {
        let text = "It is.{{#claim a b}}\n\n- So.{{#claim a c}}\n- No.{{#claim a d}} It.{{#claim a e}}\n";
        let Load { marks, second_marks, .. } = load(text);
        assert_eq!((marks, second_marks.len()), (2, 1));
        assert!(text[second_marks[0]..].starts_with("{{#claim a e"));
    }

    #[test]
    fn long_lines_are_found_but_for_tables_formulas_and_directives() {
        let long = format!("# A\n\n{{{{#code {}}}}} and ${}$ b\n", "b".repeat(100), "ä".repeat(100));
        assert_eq!(load(&long).long_lines, [0; 0]);
        assert_eq!(load(&format!("# A\n\n| {} |\n", "b".repeat(100))).long_lines, [0; 0]);
        assert_eq!(load(&format!("# A\n\n{}\n", "b".repeat(101))).long_lines, [3]);
    }
}
