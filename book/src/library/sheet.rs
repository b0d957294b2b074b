//! The page of one file: what it is about, then piece by piece the comment and the code beside it.

use super::pieces::Piece;
use super::prose::{Setter, example};
use crate::face;
use crate::page::Page;
use crate::showings::{Listing, Showings};
use crate::slots::escape;
use crate::source_pages::root;
use crate::sources::{Doc, SourceFile};
use std::collections::BTreeSet;

/// What stands around a file in the book.
pub struct Around<'a> {
    /// The written pages.
    pub pages: &'a [Page],
    /// Which of them show what.
    pub showings: &'a Showings,
    /// The page with the file's room.
    pub room: Option<usize>,
}

/// What stands below the title of the page of `file`, which is cut into `pieces`.
pub fn html(file: &SourceFile, pieces: &[Piece], around: &Around, setter: &mut Setter) -> String {
    let shown: Vec<&Listing> = around.showings.of_file(&file.name).collect();
    let about = setter.set(file, None, &file.about);
    let examples: String = about.examples.iter().map(|text| example(text)).collect();
    let mut out = facts(file, &shown, around);
    out.push_str(&format!("<div class=\"about\">\n{}{}{examples}</div>\n", places(&file.about), about.html));
    let lines = coloured_lines(&file.text);
    for piece in pieces {
        let set = piece.doc.map(|doc| setter.set(file, piece.item, doc)).unwrap_or_default();
        let heading = match piece.id.as_str() {
            "" => String::new(),
            id => format!(
                "<h2 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{}</a></h2>\n",
                escape(&piece.name)
            ),
        };
        let places = piece.doc.map(places).unwrap_or_default();
        let back = shown_where(file, piece, &shown, around);
        let code: String = piece.lines.iter().map(|&number| line(number, &lines[number - 1])).collect();
        let code = match code.is_empty() {
            true => code,
            false => {
                format!("<pre class=\"source numbered\"><code class=\"language-rust\">{code}</code></pre>\n")
            }
        };
        let examples: String = set.examples.iter().map(|text| example(text)).collect();
        out.push_str(&format!(
            "<section class=\"piece\">\n<div class=\"words\">\n{heading}{places}{}{back}</div>\n\
             <div class=\"code\">\n{code}{examples}</div>\n</section>\n",
            set.html
        ));
    }
    if let Some(tests) = file.tests.first() {
        let (first, last) = (tests.start(), file.tests.last().map_or(tests.end(), |lines| lines.end()));
        out.push_str(&format!(
            "<p class=\"tests\" id=\"L{first}\">Its tests are lines {first} to {last} of the file.</p>\n"
        ));
    }
    out
}

/// Room, chapters and size.
fn facts(file: &SourceFile, shown: &[&Listing], around: &Around) -> String {
    let root = root(&file.name);
    let link = |page: &Page| format!("<a href=\"{root}{}\">{}</a>", page.html(), escape(&named(page)));
    let mut facts = Vec::new();
    if let Some(room) = around.room {
        facts.push(("Room", link(&around.pages[room])));
    }
    let taught: BTreeSet<usize> = shown.iter().map(|listing| listing.page).collect();
    if !taught.is_empty() {
        let pages: Vec<String> = taught.iter().map(|&page| link(&around.pages[page])).collect();
        facts.push(("Taught in", pages.join(", ")));
    }
    facts.push(("File", format!("<code>{}</code>, {} lines", file.name, file.text.lines().count())));
    let facts = facts.iter().map(|(name, fact)| format!("<div><dt>{name}</dt><dd>{fact}</dd></div>"));
    format!("<dl class=\"facts\">{}</dl>\n", facts.collect::<String>())
}

/// Number and title of a page.
fn named(page: &Page) -> String {
    match &page.number {
        Some(number) => format!("{number} {}", page.title),
        None => page.title.clone(),
    }
}

/// The lines of a comment keep their addresses.
fn places(doc: &Doc) -> String {
    let lines = (doc.first.max(1)..=doc.last).map(|number| format!("<span id=\"L{number}\"></span>"));
    lines.collect()
}

/// The sections of the book that show the code of `piece`, as links.
fn shown_where(file: &SourceFile, piece: &Piece, shown: &[&Listing], around: &Around) -> String {
    let shows = |listing: &Listing| {
        let mut cuts = listing.cuts.iter().filter(|cut| cut.file == file.name);
        cuts.any(|cut| cut.lines.iter().any(|line| piece.lines.contains(&line.number)))
    };
    let root = root(&file.name);
    let mut links: Vec<String> = Vec::new();
    for listing in shown.iter().filter(|listing| shows(listing)) {
        let page = &around.pages[listing.page];
        let section = page.section(listing.at);
        let place = match section == page.title {
            true => escape(&named(page)),
            false => format!("{}, “{}”", escape(&named(page)), escape(section)),
        };
        let link = format!("<a href=\"{root}{}#{}\">{place}</a>", page.html(), listing.id);
        if !links.iter().any(|known| known.ends_with(&format!(">{place}</a>"))) {
            links.push(link);
        }
    }
    match links.is_empty() {
        true => String::new(),
        false => format!("<p class=\"taught\">Shown in {}</p>\n", links.join("; ")),
    }
}

fn line(number: usize, html: &str) -> String {
    format!("<span class=\"l\" id=\"L{number}\" data-n=\"{number}\">{html}\n</span>")
}

/// The lines of `text` in colour; what spans several of them is closed at the end of one and opened in the next.
fn coloured_lines(text: &str) -> Vec<String> {
    let html = face::highlight(text);
    let mut open: Option<&str> = None;
    let mut lines = Vec::new();
    for line in html.lines() {
        let before = open.unwrap_or_default();
        let mut rest = line;
        while let Some(at) = rest.find("<span ").into_iter().chain(rest.find("</span>")).min() {
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            let tag = &rest[at..end];
            open = (!tag.starts_with("</")).then_some(tag);
            rest = &rest[end..];
        }
        let after = if open.is_some() { "</span>" } else { "" };
        lines.push(format!("{before}{line}{after}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_spans_lines_is_taken_up_again() {
        let lines = coloured_lines("/* a\nb */ let x;\nx");
        assert_eq!(lines[0], "<span class=\"c\">/* a</span>");
        assert!(lines[1].starts_with("<span class=\"c\">b */</span> <span"), "{}", lines[1]);
        assert_eq!(lines[2], "x");
    }
}
