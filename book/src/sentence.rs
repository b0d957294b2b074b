//! The sentence that the mark of a claim belongs to, cut out of a page's Markdown.

use crate::page::Page;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What may begin a line and is no part of the sentence behind it: items, choices, captions, cells,
/// and the directives that open an aside or a question.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?m)^[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|:[ \t]+|>[ \t]+",
        r"|caption:[ \t]+|\|[ \t]*|#+[ \t]+|\{\{#(?:aside|question|able)[^}]*\}\}[ \t]*\n)"
    ))
});
/// Where a sentence ends: a stop, and the marks of claims that follow it.
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"[.!?…][”’)*_]*(?:\s*\{\{#claim [^}]*\}\})*(?:\s+|$)|[.!?…]\{\{#claim [^}]*\}\}")
});
static CLAIM: LazyLock<Regex> = LazyLock::new(|| regex(r"\s*\{\{#claim [^}]*\}\}"));

/// Abbreviations, without the stop at their end.
const SHORT: [&str; 5] = ["e.g", "i.e", "cf", "vs", " al"];

/// A sentence as far as a mark asserts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From its first word to the mark.
    pub range: Range<usize>,
    /// From the first word of the sentence before, if the paragraph has one.
    pub before: usize,
    /// What it ends with behind the mark: its stop, or an ellipsis where it goes on.
    pub end: &'static str,
}

impl Page {
    /// The sentence up to the mark at `mark`: the one that it stands in, or the one that it follows.
    ///
    /// ```
    /// use book::page::Page;
    /// let page = Page::new("a.md", "a.md", "A", None, "Adam wins. {{#claim a b}} It does.");
    /// assert_eq!(page.sentence(&page.directives[0].range), "Adam wins.");
    /// ```
    pub fn sentence(&self, mark: &Range<usize>) -> String {
        let Sentence { range, end, .. } = self.sentence_at(mark);
        let words = CLAIM.replace_all(&self.text[range], "");
        format!("{}{end}", words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Where the sentence of [`Page::sentence`] stands.
    pub fn sentence_at(&self, mark: &Range<usize>) -> Sentence {
        let text = &self.text;
        let block = self.block_before(mark.start);
        let before = text[block..mark.start].trim_end();
        // Marks between this one and the words say nothing.
        let words = CLAIM.find_iter(before).last().filter(|found| found.end() == before.len());
        let before = words.map_or(before, |found| before[..found.start()].trim_end());
        let to = block + before.len();
        let ended = before.trim_end_matches(['”', '’', ')', '*', '_']).ends_with(['.', '!', '?', '…']);
        let begins = |stop: regex::Match| {
            let at = block + stop.end();
            let starts = !text[at..].starts_with(|c: char| c.is_lowercase() || c.is_numeric());
            let short = SHORT.iter().any(|short| text[block..block + stop.start()].ends_with(short));
            (starts && !short && at < to && !self.is_literal(block + stop.start())).then_some(at)
        };
        let mut starts: Vec<usize> = vec![block];
        starts.extend(STOP.find_iter(&text[block..to]).filter_map(begins));
        let from = starts[starts.len() - 1];
        let one_before = starts[starts.len().saturating_sub(2)];
        let end = if ended { "" } else { goes_on(&text[mark.end..]) };
        let words = text[from..to].trim_end_matches([',', ';', ':']);
        let words = if end == " …" { words.len() } else { to - from };
        Sentence { range: from..from + words, before: one_before, end }
    }

    /// Where the paragraph, item, cell or caption begins that the byte `at` lies in.
    pub(crate) fn block_before(&self, at: usize) -> usize {
        let paragraph = self.text[..at].rfind("\n\n").map_or(0, |i| i + 2);
        let inside = &self.text[paragraph..at];
        let prefix = PREFIX.find_iter(inside).last().map_or(0, |found| found.end());
        let line = inside.rfind('\n').map_or(0, |i| i + 1);
        let cell = match inside[line..].trim_start().starts_with('|') {
            true => inside.rfind("| ").map_or(0, |i| i + 2),
            false => 0,
        };
        paragraph + prefix.max(cell)
    }

    /// Whether the byte `at` lies in code or in a formula, where a stop ends nothing.
    fn is_literal(&self, at: usize) -> bool {
        self.is_code(at) || self.formulas.iter().any(|formula| formula.range.contains(&at))
    }
}

/// How a sentence ends whose mark stands before `rest`.
fn goes_on(rest: &str) -> &'static str {
    let rest = CLAIM.replace_all(rest, "");
    let rest = rest.trim_start_matches(' ');
    let over = ["\n\n", "|", "\n{{/"].iter().any(|end| rest.starts_with(end));
    let next = rest.strip_prefix('\n').and_then(|next| PREFIX.find(next));
    match rest.chars().next() {
        Some('.') => ".",
        Some('!') => "!",
        Some('?') => "?",
        _ if over || rest.trim().is_empty() || next.is_some_and(|next| next.start() == 0) => "",
        _ => " …",
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of all marks of `text`.
    fn sentences(text: &str) -> Vec<String> {
        let page = Page::new("a.md", "book/pages/a.md", "A", None, text);
        let marks = page.directives.iter().filter(|placed| text[placed.range.clone()].contains("#claim"));
        marks.map(|placed| page.sentence(&placed.range)).collect()
    }

    #[test]
    fn a_mark_behind_a_full_stop_asserts_the_sentence_before() {
        let text = "First one. Adam gets\nthere first.{{#claim a b}} Slow? No.{{#claim a c}} End.";
        assert_eq!(sentences(text), ["Adam gets there first.", "No."]);
        assert_eq!(sentences("So “it is.” {{#claim a b}}"), ["So “it is.”"]);
    }

    #[test]
    fn a_mark_inside_a_sentence_asserts_what_stands_before_it() {
        let text = "One. It {{#claim a b}}, and more,\n{{#claim a c}} stays {{#claim a d}}. End.";
        assert_eq!(sentences(text), ["It …", "It, and more …", "It, and more, stays."]);
    }

    #[test]
    fn values_abbreviations_formulas_and_code_do_not_end_a_sentence() {
        let text = "No. It needs {{#value a b}} steps, e.g. $x. Y$ and `a. B`. {{#claim a c}}";
        assert_eq!(sentences(text), ["It needs {{#value a b}} steps, e.g. $x. Y$ and `a. B`."]);
    }

    #[test]
    fn items_cells_captions_and_asides_begin_a_sentence() {
        assert_eq!(sentences("- one\n- two {{#claim a b}}\n- three\n"), ["two"]);
        assert_eq!(sentences("| a | b |\n|---|---|\n| no | yes {{#claim a b}} |\n"), ["yes"]);
        let figure = "{{#figure a b}}\nalt: It is.\ncaption: See it. {{#claim a b}}\n{{/figure}}\n";
        assert_eq!(sentences(figure), ["See it."]);
        assert_eq!(sentences("{{#aside Why}}\nBecause.{{#claim a b}}\n{{/aside}}\n"), ["Because."]);
    }

    #[test]
    fn two_marks_of_one_sentence_assert_the_same() {
        assert_eq!(sentences("It is so.{{#claim a b}}{{#claim a c}}"), ["It is so.", "It is so."]);
    }
}
