//! The face of a page: its place in the book, its opener, its blocks and where to go on.
//!
//! mdBook renders a page without knowing what stands around it. [`Face::dress`] takes the finished HTML and puts in
//! what the templates leave open: the title with its number, the opener above the text, widths and colours of listings
//! and printouts, and the previous and the next page by name.

mod blocks;
mod contents;
mod foot;
mod highlight;
mod opener;

pub use blocks::{listing, sheet};
pub use highlight::rust as highlight;

use crate::slots::escape;
use mdbook_driver::book::{Book, BookItem};
use regex::{Captures, Regex};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A page's place in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its address under the root of the book, such as `neuron.html`.
    pub path: String,
    /// The part that it belongs to; what has no number belongs to none.
    pub part: Option<String>,
    /// Its number, such as `7` or `7.1`.
    pub number: Option<String>,
    /// Its title, without the number.
    pub title: String,
}

/// All pages in their order, under the book's title.
#[derive(Debug, Clone)]
pub struct Face {
    title: String,
    places: Vec<Place>,
    contents: String,
    /// The page of each program.
    programs: BTreeMap<String, String>,
}

/// The page that the book opens with.
const TITLE_PAGE: &str = "index.html";

static TITLE: LazyLock<Regex> = LazyLock::new(|| regex("(?s)<title>.*?</title>"));

impl Face {
    /// The face of `book`, which is called `title`.
    pub fn new(title: &str, book: &Book) -> Self {
        let mut part = None;
        let mut places = Vec::new();
        for item in book.iter() {
            match item {
                BookItem::PartTitle(title) => part = Some(title.clone()),
                BookItem::Chapter(chapter) => {
                    let Some(path) = &chapter.path else { continue };
                    let path = path.with_extension("html").to_string_lossy().replace('\\', "/");
                    let number = chapter.number.as_ref().map(|number| number.to_string());
                    let number = number.map(|number| number.trim_end_matches('.').to_string());
                    let part = part.clone().filter(|_| number.is_some());
                    places.push(Place { path, part, number, title: chapter.name.clone() });
                }
                BookItem::Separator => part = None,
            }
        }
        let contents = contents::list(&book.items);
        let programs = programs(&places);
        Self { title: title.to_string(), places, contents, programs }
    }

    /// The contents in their place in `text`, a script or a page.
    pub fn put_contents(&self, text: &str) -> String {
        text.replacen(contents::MARK, &self.contents, 1)
    }

    /// The place of the page at `path`, if it stands in the contents.
    pub fn place(&self, path: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.path == path)
    }

    /// The core page that the further page at `place` belongs to.
    fn above(&self, place: &Place) -> Option<&Place> {
        let (above, _) = place.number.as_ref()?.rsplit_once('.')?;
        self.places.iter().find(|place| place.number.as_deref() == Some(above))
    }

    /// The page `html`, which lies at `path`, with its face; a page that is not in the contents gets what it can. The slots
    /// `marks` wait for marks of claims.
    pub fn dress(&self, html: &str, path: &str, marks: &BTreeSet<usize>) -> String {
        let html = blocks::dress(html, marks);
        let Some(at) = self.places.iter().position(|place| place.path == path) else {
            return foot::none(&html);
        };
        let place = &self.places[at];
        let title = if path == TITLE_PAGE {
            escape(&self.title)
        } else {
            format!("{} · {}", escape(&place.named()), escape(&self.title))
        };
        let title = format!("<title>{title}</title>");
        let html = TITLE.replacen(&html, 1, |_: &Captures| title.clone());
        let html = match path {
            TITLE_PAGE => opener::title_page(&html, &self.places),
            _ => opener::put(self, &html, place, blocks::count_marks(&html, marks)),
        };
        foot::put(&html, &self.places, at)
    }
}

impl Place {
    /// Whether it stands below another page.
    fn is_further(&self) -> bool {
        self.number.as_ref().is_some_and(|number| number.contains('.'))
    }

    /// Number and title, such as `7 Optimisers`.
    pub fn named(&self) -> String {
        match &self.number {
            Some(number) => format!("{number} {}", self.title),
            None => self.title.clone(),
        }
    }

    /// The link to this page from one that lies `depth` folders below the root: number, then title.
    fn link(&self, depth: usize, attributes: &str, before: &str, after: &str) -> String {
        let number = self.number.as_ref();
        let number = number.map(|number| format!("<span class=\"place\">{number}</span> "));
        format!(
            "<a {attributes}href=\"{}{}\">{before}{}{}{after}</a>",
            "../".repeat(depth),
            self.path,
            number.unwrap_or_default(),
            escape(&self.title)
        )
    }
}

/// The pages of the programs among `places`: `source/chapters/PART/NAME/main.rs.html`, or without a part.
fn programs(places: &[Place]) -> BTreeMap<String, String> {
    let mut programs = BTreeMap::new();
    for Place { path, .. } in places {
        let folder =
            path.strip_prefix("source/chapters/").and_then(|path| path.strip_suffix("/main.rs.html"));
        if let Some(folder) = folder {
            let name = folder.rsplit('/').next().unwrap_or_default();
            programs.insert(name.to_string(), path.clone());
        }
    }
    programs
}

/// How many folders below the root `path` lies.
fn depth(path: &str) -> usize {
    path.matches('/').count()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn place(path: &str, number: Option<&str>, title: &str) -> Place {
        let part = number.map(|_| "Part I".to_string());
        let (path, title) = (path.to_string(), title.to_string());
        Place { path, part, number: number.map(str::to_string), title }
    }

    pub(super) fn face() -> Face {
        let places = vec![
            place("index.html", None, "A Book"),
            place("a/one.html", Some("1"), "One"),
            place("a/two.html", Some("2"), "R & D"),
        ];
        Face { title: "A Book".to_string(), places, contents: String::new(), programs: BTreeMap::new() }
    }

    const PAGE: &str = "<title>x - y</title><main id=\"main\" tabindex=\"-1\"><h1 id=\"two\">\
        <a class=\"header\" href=\"#two\">R &amp; D</a></h1></main><!-- foot -->";

    #[test]
    fn title_opener_and_foot_have_the_number() {
        let html = face().dress(PAGE, "a/two.html", &BTreeSet::new());
        assert!(html.contains("<title>2 R &amp; D · A Book</title>"), "{html}");
        assert!(html.contains("<span class=\"unseen\">Chapter </span>2</p>"), "{html}");
        assert!(html.contains("<a rel=\"prev\" href=\"../a/one.html\">"), "{html}");
        assert!(!html.contains("rel=\"next\"") && !html.contains("<!--"), "{html}");
    }

    #[test]
    fn a_page_outside_the_contents_keeps_its_title() {
        let html = face().dress(PAGE, "404.html", &BTreeSet::new());
        assert!(html.contains("<title>x - y</title>"), "{html}");
    }
}
