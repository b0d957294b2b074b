//! The shape of chapters: further pages stand below their core page; a core page says at its top what
//! it is for, and ends with what to remember, exercises, questions and where to go on.
//!
//! Core pages that were written before they had a shape are listed in `book/old-pages.txt`.

use crate::chapter::CORE;
use crate::directive::Directive;
use crate::layout::Layout;
use crate::page::{Heading, Page, options};
use crate::problem::Problems;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::fs;
use std::ops::RangeInclusive;

/// How a core page ends.
const END: [&str; 5] = ["To remember", "Exercises", "Questions", "Where to go on", "Further reading"];

/// How many sentences, exercises and questions a core page has.
const SENTENCES: RangeInclusive<usize> = 3..=5;
const EXERCISES: RangeInclusive<usize> = 3..=6;
const QUESTIONS: RangeInclusive<usize> = 5..=5;

/// Checks the place and the shape of every page of a chapter.
pub fn shape(layout: &Layout, pages: &[Page], problems: &mut Problems) {
    let old = old_pages(layout, pages, problems);
    let summary = layout.pages().join("SUMMARY.md");
    let summary =
        Summary { name: layout.name(&summary), text: fs::read_to_string(&summary).unwrap_or_default() };
    for page in pages {
        place(page, pages, &summary, problems);
        opener(page, problems);
        if page.is_core() && !old.contains(&page.path) {
            core(page, problems);
        }
    }
}

/// The core pages in `book/old-pages.txt`, whose shape is not checked.
pub fn old_pages(layout: &Layout, pages: &[Page], problems: &mut Problems) -> Vec<String> {
    let path = layout.book.join("old-pages.txt");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let lines = (1..).zip(text.lines().map(str::trim));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut old = Vec::new();
    for (number, line) in lines {
        if !pages.iter().any(|page| page.is_core() && page.path == line) {
            let message = format!("`{line}` is no core page of the book");
            problems.add(layout.name(&path), number, message, "take the line out");
        }
        old.push(line.to_string());
    }
    old
}

/// The table of contents as it was written.
struct Summary {
    name: String,
    text: String,
}

impl Summary {
    /// The line that names the page at `path`.
    fn line(&self, path: &str) -> usize {
        let names = |line: &str| line.contains(&format!("({path})")) || line.contains(&format!("(./{path})"));
        self.text.lines().position(names).map_or(0, |at| at + 1)
    }
}

/// A core page stands by itself, a further page below the core page of its folder.
fn place(page: &Page, pages: &[Page], summary: &Summary, problems: &mut Problems) {
    let number = page.number.as_deref().unwrap_or_default();
    let above = number.rsplit_once('.').map(|(above, _)| above);
    let above = pages.iter().find(|page| above.is_some() && page.number.as_deref() == above);
    let mut refuse = |message: String, cure: String| {
        problems.add(&summary.name, summary.line(&page.path), message, cure);
    };
    if page.is_core() {
        if let Some(above) = above {
            let message = format!("the core page `{}` stands below `{}`", page.path, above.path);
            refuse(message, "begin its line as far left as the chapters' lines".to_string());
        }
        return;
    }
    if !page.is_further() {
        return;
    }
    let core_path =
        page.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/{CORE}"));
    let path = &page.path;
    if !pages.iter().any(|page| page.path == core_path) {
        let cure = format!("write `{core_path}`, list it, and indent this line below it");
        refuse(format!("the further page `{path}` has no core page"), cure);
    } else if above.is_none_or(|above| above.path != core_path) {
        let message = format!("the further page `{path}` does not stand right below its core page");
        refuse(message, format!("put its line below that of `{core_path}`, indented by two"));
    }
}

/// `{{#able}}` and `{{#needs}}` stand once each, before the first section.
fn opener(page: &Page, problems: &mut Problems) {
    let first = page.headings.iter().find(|heading| heading.level > 1);
    let first = first.map_or(page.text.len(), |heading| heading.at);
    for name in ["able", "needs"] {
        let places = places(page, name);
        let mut refuse = |at: usize, message: String, cure: &str| {
            problems.add(&page.name, page.line(at), message, cure);
        };
        for &at in &places {
            if name == "able" && !page.is_core() {
                let cure = "leave it out: a further page begins with its answer";
                refuse(at, "`{{#able}}` on a page that is no core page".to_string(), cure);
            }
            if at > first {
                let message = format!("`{{{{#{name}}}}}` behind the first section");
                refuse(at, message, "move it below the title");
            }
        }
        if let Some(&second) = places.get(1) {
            refuse(second, format!("a second `{{{{#{name}}}}}`"), "make one of the two");
        }
    }
}

/// Where the directive stands.
fn places(page: &Page, name: &str) -> Vec<usize> {
    let is = |directive: &Directive| match directive {
        Directive::Able => name == "able",
        Directive::Needs(_) => name == "needs",
        Directive::Question => name == "question",
        _ => false,
    };
    let found = page.directives.iter().filter(|placed| placed.directive.as_ref().is_ok_and(is));
    found.map(|placed| placed.range.start).collect()
}

/// A core page has its opener and its end.
fn core(page: &Page, problems: &mut Problems) {
    let title = page.headings.first().map_or(1, |heading| page.line(heading.at));
    for (name, cure) in [
        ("able", "say below the title what its reader will be able to do: `{{#able}} … {{/able}}`"),
        ("needs", "name below the title what comes first: `{{#needs CHAPTER…}}`; `{{#needs}}` is Rust alone"),
    ] {
        if places(page, name).is_empty() {
            problems.add(&page.name, title, format!("a core page without `{{{{#{name}}}}}`"), cure);
        }
    }
    let sections: Vec<&Heading> = page.headings.iter().filter(|heading| heading.level == 2).collect();
    let order =
        format!("a core page ends with {}, in this order", END.map(|end| format!("`## {end}`")).join(", "));
    let missing = END.iter().filter(|end| !sections.iter().any(|section| section.text == **end));
    let mut complete = true;
    for end in missing {
        complete = false;
        let message = format!("a core page without the section “{end}”");
        problems.add(&page.name, title, message, &order);
    }
    if !complete {
        return;
    }
    let last = &sections[sections.len() - END.len()..];
    if let Some((section, end)) = last.iter().zip(END).find(|(section, end)| section.text != *end) {
        let message = format!("the section “{}” stands where “{end}” belongs", section.text);
        problems.add(&page.name, page.line(section.at), message, &order);
        return;
    }
    let room = |at: usize| last[at].at..last.get(at + 1).map_or(page.text.len(), |next| next.at);
    let questions = places(page, "question");
    let asked = questions.iter().filter(|place| room(2).contains(place)).count();
    for (at, count, due, what) in [
        (0, items(&page.text[room(0)], false), SENTENCES, "a list of sentences (`- …`)"),
        (1, items(&page.text[room(1)], true), EXERCISES, "a numbered list of exercises (`1. …`)"),
        (2, asked, QUESTIONS, "questions (`{{#question}}`)"),
    ] {
        if !due.contains(&count) {
            let due = match due.start() == due.end() {
                true => due.start().to_string(),
                false => format!("{} to {}", due.start(), due.end()),
            };
            let message = format!("“{}” has {count} entries, not {due}", END[at]);
            problems.add(&page.name, page.line(last[at].at), message, format!("write {what} there"));
        }
    }
}

/// How many items the lists of `text` have that are numbered, or are not; lists in lists do not count.
fn items(text: &str, numbered: bool) -> usize {
    let (mut depth, mut wanted, mut count) = (0_usize, false, 0);
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::List(first)) => {
                depth += 1;
                if depth == 1 {
                    wanted = first.is_some() == numbered;
                }
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 && wanted => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_items_of_the_outer_lists_count() {
        assert_eq!(items("1. a\n\n   - b\n   - c\n\n2. d\n\n- e\n", true), 2);
        assert_eq!(items("1. a\n\n- e\n- f\n", false), 2);
    }
}
