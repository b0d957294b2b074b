//! Which page shows which source: every `{{#code}}` of every page, cut and counted.

use crate::directive::Directive;
use crate::page::Page;
use crate::problem::Problems;
use crate::sources::{Cut, Sources};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether some page holds `{{#crate-index}}`, which shows the frame of each file of the core crate.
    pub has_index: bool,
}

impl Showings {
    /// Cuts every listing of `pages`; what cannot be found is added to `problems`.
    pub fn collect(pages: &[Page], sources: &Sources, problems: &mut Problems) -> Self {
        let mut showings = Self::default();
        for (number, page) in pages.iter().enumerate() {
            let mut ids = BTreeMap::new();
            for placed in &page.directives {
                match &placed.directive {
                    Ok(Directive::CrateIndex) => showings.has_index = true,
                    Ok(Directive::Code { items, doc, signature, folded }) => {
                        let mut cuts = Vec::new();
                        for name in items {
                            match sources.find(name) {
                                Ok(found) => cuts.extend(
                                    found.iter().map(|(file, item)| Cut::new(file, item, *doc, *signature)),
                                ),
                                Err((message, cure)) => {
                                    problems.add(&page.name, page.line(placed.range.start), message, cure);
                                }
                            }
                        }
                        let id = unique(anchor(&items[0]), &mut ids);
                        let (at, folded) = (placed.range.start, *folded);
                        showings.listings.push(Listing { id, page: number, at, cuts, folded });
                    }
                    _ => {}
                }
            }
        }
        showings
    }

    /// The listing whose directive stands at `at` on the page `page`.
    pub fn listing(&self, page: usize, at: usize) -> Option<&Listing> {
        self.listings.iter().find(|listing| listing.page == page && listing.at == at)
    }

    /// The lines of `file` that some page shows.
    pub fn lines_shown(&self, file: &str) -> BTreeSet<usize> {
        let cuts = self.listings.iter().flat_map(|listing| &listing.cuts).filter(|cut| cut.file == file);
        let lines = cuts.flat_map(|cut| cut.lines.iter().map(|line| line.number).chain(cut.implied.clone()));
        lines.filter(|&number| number > 0).collect()
    }

    /// The first page that shows something of `file`.
    pub fn first_page(&self, file: &str) -> Option<usize> {
        let shows = |listing: &&Listing| listing.cuts.iter().any(|cut| cut.file == file);
        self.listings.iter().filter(shows).map(|listing| listing.page).min()
    }

    /// The listings that show `line` of `file`.
    pub fn of_line<'a>(&'a self, file: &'a str, line: usize) -> impl Iterator<Item = &'a Listing> {
        self.listings.iter().filter(move |listing| {
            let mut cuts = listing.cuts.iter().filter(|cut| cut.file == file);
            cuts.any(|cut| cut.lines.iter().any(|shown| shown.number == line))
        })
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
