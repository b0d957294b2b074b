//! What every ✓ leads to: for each program a page that gives, claim by claim, the sentence of the book,
//! what was seen, and the lines that assert it, and leads back to the sentence.
//!
//! These pages stand neither in the contents nor in the index of the search: one comes to them from a mark.

mod evidence;

pub use evidence::Assertions;

use crate::directive::{Directive, Source};
use crate::expand::{Context, quote};
use crate::fill::command;
use crate::page::{Page, options};
use crate::slots::{Hole, Kind, Slots, escape};
use pulldown_cmark::{CowStr, Event, Parser, Tag, html};
use std::collections::BTreeMap;
use std::ops::Range;

/// The folder of these pages in the built book.
const FOLDER: &str = "claims";

/// The way from one of these pages to the root of the book.
const ROOT: &str = "../";

/// A sentence of fewer words is quoted with the one before it.
const ALONE: usize = 8;

/// The accounts of one program's claims.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// Its path among the pages, such as `claims/optimizers.md`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What stands below the title, with places for what the program has to say.
    pub html: String,
}

/// A mark on a page.
struct Mark<'a> {
    page: usize,
    range: &'a Range<usize>,
    source: &'a Source,
}

/// The address of the account of a claim, from the root of the book.
pub fn address(source: &Source) -> String {
    format!("{FOLDER}/{}.html#claim-{}", source.program, source.name)
}

/// The anchor of the mark of `source` that stands at `at` on `page`.
pub fn anchor(page: &Page, source: &Source, at: usize) -> String {
    let same = |directive: &Directive| matches!(directive, Directive::Claim(other) if other == source);
    let marks = page.directives.iter().filter(|placed| placed.directive.as_ref().is_ok_and(same));
    let id = format!("claim-{}-{}", source.program, source.name);
    match marks.filter(|placed| placed.range.start < at).count() {
        0 => id,
        before => format!("{id}-{}", before + 1),
    }
}

/// The pages for all claims that `context`'s pages mark.
pub fn pages(context: &Context, slots: &mut Slots) -> Vec<AccountPage> {
    let mut programs: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
    for (number, page) in context.pages.iter().enumerate() {
        for placed in &page.directives {
            if let Ok(Directive::Claim(source)) = &placed.directive {
                let mark = Mark { page: number, range: &placed.range, source };
                programs.entry(&source.program).or_default().push(mark);
            }
        }
    }
    programs.into_iter().map(|(program, marks)| page(program, &marks, context, slots)).collect()
}

fn page(program: &str, marks: &[Mark], context: &Context, slots: &mut Slots) -> AccountPage {
    let mut html = format!(
        "<p>A ✓ marks a sentence that the build of the book asserts: when it no longer holds, there is no \
         book. Below are the sentences that <code>{}</code> decides about, each with what was seen and \
         the lines that assert it.</p>",
        command(program)
    );
    let mut told: Vec<&Source> = Vec::new();
    for of_page in marks.chunk_by(|a, b| a.page == b.page) {
        let fresh: Vec<&Mark> = of_page.iter().filter(|mark| !told.contains(&mark.source)).collect();
        if !fresh.is_empty() {
            html.push_str(&format!("<h2>{}</h2>", link(&context.pages[of_page[0].page], "")));
        }
        for mark in fresh {
            if !told.contains(&mark.source) {
                told.push(mark.source);
                html.push_str(&account(mark.source, marks, context, slots));
            }
        }
    }
    let title = format!("Evidence from {program}");
    AccountPage { path: format!("{FOLDER}/{program}.md"), title, html }
}

/// The account of the claim `source`: every sentence that it is marked behind, and what it rests on.
fn account(source: &Source, marks: &[Mark], context: &Context, slots: &mut Slots) -> String {
    let marks: Vec<&Mark> = marks.iter().filter(|mark| mark.source == source).collect();
    let quotes: String = marks.iter().map(|mark| quotation(mark, context, slots)).collect();
    let (page, at) = (marks[0].page, marks[0].range.start);
    let evidence = slots.hole(Hole { page, at, kind: Kind::Evidence(source.clone()) });
    let id = format!("claim-{}", escape(&source.name));
    format!(
        "<section class=\"account\" id=\"{id}\" aria-labelledby=\"{id}-name\">\
         <h3 id=\"{id}-name\">{}</h3>{quotes}{evidence}</section>",
        escape(&in_words(&source.name))
    )
}

/// The sentence before a mark, and the way back to it.
fn quotation(mark: &Mark, context: &Context, slots: &mut Slots) -> String {
    let page = &context.pages[mark.page];
    let sentence = page.sentence_at(mark.range);
    let mut range = sentence.range;
    if page.text[range.clone()].split_whitespace().count() < ALONE {
        range.start = sentence.before;
    }
    let text = quote(context, mark.page, range, slots);
    let words = slots.fill(&set(&format!("{text}{}", sentence.end), page));
    let id = anchor(page, mark.source, mark.range.start);
    let section = match page.section(mark.range.start) {
        section if section == page.title => String::new(),
        section => format!(", “{}”", escape(section)),
    };
    format!("<blockquote><p>{words}</p></blockquote><p class=\"back\">{}{section}</p>", link(page, &id))
}

/// The sentence `markdown` of `page` as HTML that may stand on a page of accounts.
fn set(markdown: &str, page: &Page) -> String {
    let markdown = markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    let events = Parser::new_ext(&markdown, options()).filter_map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = CowStr::from(seen_from_here(&dest_url, page));
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::FootnoteReference(_) => None,
        event => Some(event),
    });
    let mut set = String::new();
    html::push_html(&mut set, events);
    let set = set.trim();
    set.strip_prefix("<p>").and_then(|set| set.strip_suffix("</p>")).unwrap_or(set).to_string()
}

/// A link on `page` as a page of accounts has to write it.
fn seen_from_here(link: &str, page: &Page) -> String {
    let (path, fragment) = link.find('#').map_or((link, ""), |at| link.split_at(at));
    if path.contains(':') {
        return link.to_string();
    }
    if path.is_empty() {
        return format!("{ROOT}{}{fragment}", page.html());
    }
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let path = path.strip_suffix(".md").map_or(path.clone(), |stem| format!("{stem}.html"));
    format!("{ROOT}{path}{fragment}")
}

fn link(page: &Page, id: &str) -> String {
    let number = page.number.as_ref().map(|number| format!("<span class=\"place\">{number}</span> "));
    let fragment = if id.is_empty() { String::new() } else { format!("#{id}") };
    let before = if id.is_empty() { "" } else { "← " };
    format!(
        "<a href=\"{ROOT}{}{fragment}\">{before}{}{}</a>",
        page.html(),
        number.unwrap_or_default(),
        escape(&page.title)
    )
}

/// `Adam gets there first` for `adam-gets-there-first`.
fn in_words(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut rest = words.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_on_from_the_folder_of_accounts() {
        let page = Page::new("foundations/a/index.md", "", "A", None, "");
        let seen = |link| seen_from_here(link, &page);
        assert_eq!(seen("../b/index.md#x"), "../foundations/b/index.html#x");
        assert_eq!(seen("../../bibliography.html#k"), "../bibliography.html#k");
        assert_eq!(seen("#here"), "../foundations/a/index.html#here");
        assert_eq!(seen("https://example.org/a.md"), "https://example.org/a.md");
    }

    #[test]
    fn a_name_reads_as_words() {
        assert_eq!(in_words("adam-gets-there-first"), "Adam gets there first");
    }
}
