//! What stands inside a sentence: formulas, claims and citations.

use super::Expansion;
use crate::accounts;
use crate::bibliography;
use crate::directive::Source;
use crate::slots::{Kind, Part, escape};
use std::ops::Range;

impl Expansion<'_> {
    pub(super) fn formula(&mut self, place: Range<usize>, display: bool) -> String {
        let dollars = if display { 2 } else { 1 };
        let inside = place.start + dollars..place.end - dollars;
        let wrong = ("only `{{#value}}` may stand in a formula", "move it out of the `$`");
        let tex = self.parts(inside.clone(), wrong);
        if tex.iter().any(|part| matches!(part, Part::Value(..))) {
            return self.hole(place.start, Kind::Formula { tex, display });
        }
        match self.context.maths.render(&self.page.text[inside], display) {
            Ok(html) => self.slots.keep(html),
            Err(finding) => {
                self.problem(place.start, finding.0, finding.1);
                String::new()
            }
        }
    }

    pub(super) fn claim(&mut self, source: &Source, place: &Range<usize>) -> String {
        if self.quoting {
            return String::new();
        }
        let sentence = self.page.sentence(place);
        let id = accounts::anchor(self.page, source, place.start);
        self.hole(place.start, Kind::Claim { source: source.clone(), sentence, id })
    }

    pub(super) fn cited(&mut self, key: &str, text: &str, at: usize) -> String {
        let label = self.context.bibliography.label(key);
        let Some(label) = self.noted(label, at) else { return String::new() };
        let link = format!("[{label}]({}{}#{key})", self.root(), bibliography::PAGE);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_are_not_markup() {
        assert_eq!(escape_markdown("a*b|c"), "a\\*b\\|c");
    }
}
