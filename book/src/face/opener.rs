//! What a page begins with: part, number, title, what it takes to read it, and its sections.
//!
//! Two elements may stand anywhere on a page and are moved into its opener: `<div class="opener-able">` with what
//! the reader will be able to do, and `<div class="opener-needs">` with links to what should be known before.

use super::{Face, Place, depth, regex};
use crate::slots::escape;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Words of prose that are read in a minute where sums are followed, lines of a listing, and pictures and
/// tables: what readers of several pages took.
const WORDS: usize = 130;
const LINES: usize = 20;
const SHOWN: f64 = 2.5;

/// On a phone the list would push the text off the screen.
const CLOSE_ON_PHONES: &str =
    "<script>if (innerWidth < 620) document.currentScript.previousElementSibling.open = false</script>";

/// What the marks on a page mean.
const LEGEND: &str = "<p class=\"legend\"><span class=\"tick\" aria-hidden=\"true\">✓</span> marks a \
    sentence that the build asserts; it leads to the evidence.</p>";

static HEADING: LazyLock<Regex> =
    LazyLock::new(|| regex(r##"(?s)<h1 id="([^"]*)"><a class="header" href="#[^"]*">(.*?)</a></h1>"##));
static SECTION: LazyLock<Regex> =
    LazyLock::new(|| regex(r##"(?s)<h2 id="([^"]*)"><a class="header" href="#[^"]*">(.*?)</a></h2>"##));
static ABLE: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?s)<div class="opener-able">(.*?)</div>"#));
static NEEDS: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?s)<div class="opener-needs">(.*?)</div>"#));
static FOLDED: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?s)<details class="folded">.*?</details>"#));
static LISTING: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?s)<pre class="source[^"]*">(.*?)</pre>"#));
static PICTURE: LazyLock<Regex> = LazyLock::new(|| regex(r#"<figure class="(?:figure|table)"#));
static SILENT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?s)<(pre|svg|math|script|style)\b.*?</(?:pre|svg|math|script|style)>"));
static TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"<[^>]*>"));
static COMMAND: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"<(?:figcaption|p class="command")><code>(cargo run --example ([\w-]+))"#));

/// Puts the opener of the page `html`, which stands at `place` and has `checked` marks, around its title.
pub(super) fn put(face: &Face, html: &str, place: &Place, checked: usize) -> String {
    let able = ABLE.captures(html).map(|found| format!("<div class=\"able\">{}</div>", &found[1]));
    let facts = facts(face, html, place, checked);
    let sections = sections(html, place);
    let html = ABLE.replace(html, "");
    let html = NEEDS.replace(&html, "");
    let depth = depth(&place.path);
    let above = face.above(place).map(|above| format!(" · {}", above.link(depth, "", "", "")));
    let part = place
        .part
        .as_ref()
        .map(|part| format!("<p class=\"part\">{}{}</p>", escape(part), above.unwrap_or_default()));
    let number = place.number.as_ref().map(|number| {
        let kind = if place.is_further() { "Section" } else { "Chapter" };
        // A dot of its own width would tear the number apart.
        let number = number.replace('.', "<span class=\"dot\">.</span>");
        format!("<p class=\"number\"><span class=\"unseen\">{kind} </span>{number}</p>")
    });
    let legend = if checked > 0 { LEGEND } else { "" };
    let (part, number) = (part.unwrap_or_default(), number.unwrap_or_default());
    let able = able.unwrap_or_default();
    let opener = |found: &Captures| {
        format!(
            "<header class=\"opener\">{part}{number}<h1 id=\"{}\">{}</h1>{able}{facts}{legend}</header>\n{sections}",
            &found[1], &found[2]
        )
    };
    HEADING.replacen(&html, 1, opener).into_owned()
}

/// The title page `html`: no number, and the chapters at the end.
pub(super) fn title_page(html: &str, places: &[Place]) -> String {
    let html = html.replacen("<main id=\"main\"", "<main id=\"main\" class=\"title-page\"", 1);
    let html = HEADING.replacen(&html, 1, "<p class=\"kind\">A book in Rust</p>\n<h1 id=\"$1\">$2</h1>");
    let mut parts = String::new();
    let numbered: Vec<&Place> = places.iter().filter(|place| place.part.is_some()).collect();
    for chapters in numbered.chunk_by(|a, b| a.part == b.part) {
        let items = chapters.iter().filter(|place| !place.is_further());
        let items: String = items.map(|place| format!("<li>{}</li>", place.link(0, "", "", ""))).collect();
        let part = escape(chapters[0].part.as_deref().unwrap_or_default());
        parts.push_str(&format!("<h2>{part}</h2><ol>{items}</ol>"));
    }
    let plan = format!("<nav class=\"plan\" aria-label=\"Chapters\">{parts}</nav>\n</main>");
    html.replacen("</main>", &plan, 1)
}

/// What a numbered page takes and offers, as far as the page itself tells.
fn facts(face: &Face, html: &str, place: &Place, checked: usize) -> String {
    if place.number.is_none() {
        return String::new();
    }
    let mut facts = vec![("read", "Read", format!("{} min", minutes(html)))];
    if let Some(needs) = NEEDS.captures(html) {
        facts.push(("needs", "Needs", needs[1].trim().to_string()));
    }
    if let Some(command) = COMMAND.captures(html) {
        let run = format!("<code>{}</code>", &command[1]);
        let run = match face.programs.get(&command[2]) {
            Some(page) => format!("<a href=\"{}{page}\">{run}</a>", "../".repeat(depth(&place.path))),
            None => run,
        };
        facts.push(("run", "Run", run));
    }
    if checked > 0 {
        let word = if checked == 1 { "claim" } else { "claims" };
        let tick = "<span class=\"tick\" aria-hidden=\"true\">✓</span>";
        facts.push(("checked", "Checked", format!("{tick} {checked} {word}")));
    }
    let facts = facts
        .into_iter()
        .map(|(class, name, fact)| format!("<div class=\"{class}\"><dt>{name}</dt><dd>{fact}</dd></div>"));
    format!("<dl class=\"facts\">{}</dl>", facts.collect::<String>())
}

/// How long the page takes a reader, to five minutes.
fn minutes(html: &str) -> usize {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let visible = FOLDED.replace_all(main, "");
    let lines: usize = LISTING.captures_iter(&visible).map(|found| found[1].lines().count()).sum();
    let prose = SILENT.replace_all(&visible, " ");
    let words = TAG.replace_all(&prose, "").split_whitespace().count();
    let shown = PICTURE.find_iter(&visible).count();
    let minutes = words as f64 / WORDS as f64 + lines as f64 / LINES as f64 + shown as f64 / SHOWN;
    5 * ((minutes / 5.0).round() as usize).max(1)
}

/// The sections of a numbered page, folded.
fn sections(html: &str, place: &Place) -> String {
    let sections: Vec<String> = SECTION
        .captures_iter(html)
        .map(|found| format!("<li><a href=\"#{}\">{}</a></li>", &found[1], &found[2]))
        .collect();
    if place.number.is_none() || sections.len() < 3 {
        return String::new();
    }
    let count = sections.len();
    let here = if place.is_further() { "On this page" } else { "In this chapter" };
    let sections = sections.concat();
    format!(
        "<details class=\"in-chapter\" open><summary>{here} <span>{count} sections</span>\
         </summary><ol>{sections}</ol></details>{CLOSE_ON_PHONES}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{face, place};
    use super::*;

    #[test]
    fn reading_time_counts_prose_and_open_listings_only() {
        let prose = "word ".repeat(WORDS * 10);
        let source = format!("<pre class=\"source\"><code>{}</code></pre>", "line\n".repeat(100));
        let page = |listing: &str| format!("<main>{prose}{listing}</main>elsewhere");
        assert_eq!(minutes(&page("")), 10);
        assert_eq!(minutes(&page(&source)), 15);
        let figures = "<figure class=\"figure\"></figure><figure class=\"table\"></figure>".repeat(6);
        assert_eq!(minutes(&page(&figures)), 15);
        let folded = format!("<details class=\"folded\">{source}</details>");
        assert_eq!(minutes(&page(&folded)), 10);
        assert_eq!(minutes("<main>short</main>"), 5);
    }

    #[test]
    fn the_first_command_on_a_page_runs_its_program() {
        let run = |block: &str| {
            let html = format!("<main><h1 id=\"a\"><a class=\"header\" href=\"#a\">A</a></h1>{block}</main>");
            put(&face(), &html, &place("a.html", Some("1"), "A"), 0)
        };
        let dd = "<dt>Run</dt><dd><code>cargo run --example neuron</code></dd>";
        let printout = "<figure><figcaption><code>cargo run --example neuron</code></figcaption></figure>";
        let table =
            "<div class=\"output\"><p class=\"command\"><code>cargo run --example neuron</code></p></div>";
        assert!(run(printout).contains(dd) && run(table).contains(dd));
        assert!(!run("<p><code>cargo run --example neuron</code></p>").contains("<dt>Run"));
    }

    #[test]
    fn what_a_page_needs_moves_into_its_opener() {
        let html = "<main><h1 id=\"a\"><a class=\"header\" href=\"#a\">A</a></h1>\
            <div class=\"opener-needs\"><a href=\"b.html\">B</a></div><p>Text.</p></main>";
        let html = put(&face(), html, &place("a.html", Some("1"), "A"), 0);
        let opener = html.split_once("</header>").unwrap().0;
        assert!(opener.contains("<dt>Needs</dt><dd><a href=\"b.html\">B</a></dd>"), "{html}");
        assert!(!html.contains("opener-needs"), "{html}");
    }
}
