//! The works that pages cite, by key: the entries of `bibliography.md`.

use crate::directive::Directive;
use crate::page::Page;
use crate::problem::{Problems, did_you_mean};
use crate::record::Finding;
use std::collections::BTreeMap;

/// The page that holds the entries.
pub const PAGE: &str = "bibliography.md";

/// Labels such as `Rosenblatt 1958`, by key.
#[derive(Debug, Default)]
pub struct Bibliography(BTreeMap<String, String>);

impl Bibliography {
    /// Reads the entries; a key used twice, or an entry on another page, is added to `problems`.
    pub fn collect(pages: &[Page], problems: &mut Problems) -> Self {
        let mut entries = BTreeMap::new();
        for page in pages {
            for placed in &page.directives {
                let Ok(Directive::Entry { key, label }) = &placed.directive else { continue };
                let line = page.line(placed.range.start);
                if page.path != PAGE {
                    let cure = format!("move it to book/pages/{PAGE}");
                    problems.add(&page.name, line, "an entry outside the bibliography", cure);
                }
                if entries.insert(key.clone(), label.clone()).is_some() {
                    problems.add(&page.name, line, format!("a second entry `{key}`"), "rename one of them");
                }
            }
        }
        Self(entries)
    }

    /// The label of the entry `key`.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn label(&self, key: &str) -> Result<&str, Finding> {
        self.0.get(key).map(String::as_str).ok_or_else(|| {
            let message = format!("the bibliography has no entry `{key}`");
            (message, did_you_mean(key, self.0.keys().map(String::as_str)))
        })
    }
}
