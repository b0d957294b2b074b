//! What a page says of itself before it begins: what its reader will be able to do, and what comes
//! first. [`crate::face`] moves both into the opener.

use super::Expansion;
use crate::problem::did_you_mean;
use crate::slots::escape;
use std::ops::Range;

impl Expansion<'_> {
    /// The sentence that `inside` completes.
    pub(super) fn able(&mut self, at: usize, inside: Range<usize>) -> String {
        let words = self.range(inside);
        let words = words.trim();
        let wrong = match () {
            () if words.is_empty() => Some(("`{{#able}}` says nothing", "say what the reader can do")),
            () if words.ends_with('.') => {
                Some(("`{{#able}}` ends in a full stop", "leave it out: it is added"))
            }
            () if words.contains("\n\n") => {
                Some(("`{{#able}}` is longer than a paragraph", "complete one sentence"))
            }
            () => None,
        };
        if let Some((message, cure)) = wrong {
            self.problem(at, message, format!("{cure}, after the words “After this page you can”"));
        }
        format!("<div class=\"opener-able\">\n\nAfter this page you can {words}.\n\n</div>\n")
    }

    /// Links to the chapters `names`, called after their folders; without any, Rust is enough.
    pub(super) fn needs(&mut self, names: &[String], at: usize) -> String {
        let links: Vec<String> = names.iter().filter_map(|name| self.need(name, at)).collect();
        let needs = if names.is_empty() { "Rust alone".to_string() } else { links.join(", ") };
        format!("<div class=\"opener-needs\">{needs}</div>\n")
    }

    fn need(&mut self, name: &str, at: usize) -> Option<String> {
        let pages = self.context.pages;
        let mut cores = pages.iter().filter(|page| page.is_core());
        let Some(needed) = cores.find(|page| page.chapter() == Some(name)) else {
            let known = pages.iter().filter(|page| page.is_core()).filter_map(|page| page.chapter());
            self.problem(at, format!("there is no chapter `{name}`"), did_you_mean(name, known));
            return None;
        };
        let before = pages[..self.index].iter().any(|page| page.path == needed.path);
        if needed.same_chapter(self.page) {
            let message = format!("`{name}` is the chapter that this page belongs to");
            self.problem(at, message, "leave it out");
        } else if !before {
            let message = format!("the chapter `{name}` comes later in the book");
            self.problem(at, message, "leave it out, or move one of the two in SUMMARY.md");
        }
        let number = needed.number.as_deref().unwrap_or_default();
        Some(format!(
            "<a href=\"{}{}\"><span class=\"place\">{number}</span> {}</a>",
            self.root(),
            needed.html(),
            escape(&needed.title)
        ))
    }
}
