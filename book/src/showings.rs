//! Which page shows which source: every `{{#code}}` of every page, cut and counted.

use crate::directive::Directive;
use crate::page::Page;
use crate::problem::Problems;
use crate::sources::{Cut, Sources};
use std::collections::BTreeMap;

/// A listing on a page.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Its anchor on the page.
    pub id: String,
    /// The page's place in the book.
    pub page: usize,
    /// Where its directive stands in the page.
    pub at: usize,
    /// What it shows.
    pub cuts: Vec<Cut>,
    /// Whether the reader has to unfold it.
    pub folded: bool,
}

/// All listings of the book.
#[derive(Debug, Default)]
pub struct Showings {
    /// In the order of the pages.
    pub listings: Vec<Listing>,
}

impl Showings {
    /// Cuts every listing of `pages`; what cannot be found is added to `problems`.
    pub fn collect(pages: &[Page], sources: &Sources, problems: &mut Problems) -> Self {
        let mut showings = Self::default();
        for (number, page) in pages.iter().enumerate() {
            let mut ids = BTreeMap::new();
            for placed in &page.directives {
                let Ok(Directive::Code { items, doc, signature, folded }) = &placed.directive else {
                    continue;
                };
                let (at, folded) = (placed.range.start, *folded);
                let mut cuts = Vec::new();
                for name in items {
                    match sources.find(name) {
                        Ok(found) => {
                            let cut = |&(file, item): &(_, _)| Cut::new(file, item, *doc, *signature);
                            cuts.extend(found.iter().map(cut));
                        }
                        Err((message, cure)) => problems.add(&page.name, page.line(at), message, cure),
                    }
                }
                let id = unique(anchor(&items[0]), &mut ids);
                showings.listings.push(Listing { id, page: number, at, cuts, folded });
            }
        }
        showings
    }

    /// The listing whose directive stands at `at` on the page `page`.
    pub fn listing(&self, page: usize, at: usize) -> Option<&Listing> {
        self.listings.iter().find(|listing| listing.page == page && listing.at == at)
    }

    /// The first page that shows something of `file`.
    pub fn first_page(&self, file: &str) -> Option<usize> {
        self.of_file(file).map(|listing| listing.page).min()
    }

    /// The listings that show something of `file`.
    pub fn of_file<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Listing> {
        self.listings.iter().filter(move |listing| listing.cuts.iter().any(|cut| cut.file == file))
    }
}

fn anchor(item: &str) -> String {
    let words = item.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    format!("code-{}", words.collect::<Vec<_>>().join("-"))
}

fn unique(id: String, used: &mut BTreeMap<String, usize>) -> String {
    let count = used.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}-{count}") }
}
