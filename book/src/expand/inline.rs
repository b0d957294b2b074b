//! What stands inside a sentence: formulas, values, claims and citations.

use super::Expansion;
use crate::bibliography;
use crate::directive::{Directive, Source};
use crate::slots::escape;
use crate::source_pages;
use std::ops::Range;

impl Expansion<'_> {
    pub(super) fn formula(&mut self, place: Range<usize>, display: bool) -> String {
        let dollars = if display { 2 } else { 1 };
        let tex = self.tex(place.start + dollars..place.end - dollars);
        match self.context.maths.render(&tex, display) {
            Ok(html) => self.slots.keep(html),
            Err(error) => {
                let message = format!("the formula `{}` does not parse: {error}", tex.trim());
                self.problem(place.start, message, "correct the LaTeX; a dollar sign is written `\\$`");
                String::new()
            }
        }
    }

    /// LaTeX with its values put in.
    fn tex(&mut self, place: Range<usize>) -> String {
        let page = self.page;
        let mut tex = String::new();
        let mut at = place.start;
        for placed in
            page.directives.iter().filter(|d| d.range.start >= place.start && d.range.end <= place.end)
        {
            tex.push_str(&page.text[at..placed.range.start]);
            at = placed.range.end;
            match &placed.directive {
                Ok(Directive::Value(source)) => {
                    let value = self.context.records.value(&source.program, &source.name);
                    let value = self.noted(value, placed.range.start).unwrap_or_default();
                    tex.push_str(&value_in_tex(&value));
                }
                Ok(_) => {
                    let start = placed.range.start;
                    self.problem(start, "only `{{#value}}` may stand in a formula", "move it out of the `$`");
                }
                Err((message, cure)) => self.problem(placed.range.start, message, cure),
            }
        }
        tex.push_str(&page.text[at..place.end]);
        tex
    }

    pub(super) fn value(&mut self, source: &Source, at: usize) -> String {
        let value = self.context.records.value(&source.program, &source.name);
        escape_markdown(&self.noted(value, at).unwrap_or_default())
    }

    pub(super) fn claim(&mut self, source: &Source, at: usize) -> String {
        let claim = self.context.records.claim(&source.program, &source.name);
        let Some(claim) = self.noted(claim, at) else { return String::new() };
        if !claim.holds {
            let sentence = self.page.directives.iter().find(|placed| placed.range.start == at);
            let sentence = sentence.map(|placed| self.page.sentence(&placed.range)).unwrap_or_default();
            let message = format!(
                "the claim `{}` of `{}` no longer holds ({}, asserted at {}:{}, seen: {}): “{sentence}”",
                claim.name, source.program, claim.evidence, claim.file, claim.line, claim.seen,
            );
            self.problem(at, message, "correct the sentence, or the program");
            return String::new();
        }
        let checked = match claim.evidence.strip_prefix("seeds ") {
            Some(seeds) => format!("Checked: {seeds} seeds"),
            None => format!("Checked: {}", claim.evidence),
        };
        let note = escape(&format!("{checked}. Seen: {}", claim.seen));
        let href = source_pages::address(&claim.file, claim.line);
        let mark = format!(
            "<a class=\"claim\" href=\"{href}\" data-note=\"{note}\" aria-label=\"{}\">✓</a>",
            escape(&checked)
        );
        self.slots.keep(mark)
    }

    pub(super) fn cited(&mut self, key: &str, text: &str, at: usize) -> String {
        let label = self.context.bibliography.label(key);
        let Some(label) = self.noted(label, at) else { return String::new() };
        let link = format!("[{label}]({}#{key})", bibliography::PAGE);
        if text.is_empty() { link } else { format!("{} ({link})", escape_markdown(text)) }
    }
}

/// The head of an entry of the bibliography.
pub(super) fn entry(key: &str, label: &str) -> String {
    format!("<span id=\"{}\" class=\"entry\"></span>**{label}.**", escape(key))
}

/// Text that Markdown would otherwise read as markup.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>|~&$#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
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

    #[test]
    fn a_value_in_a_sentence_is_not_markup() {
        assert_eq!(escape_markdown("a*b|c"), "a\\*b\\|c");
    }
}
