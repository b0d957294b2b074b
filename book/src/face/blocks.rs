//! Blocks of a page: listings coloured and as wide as they need, printouts, marks after the full stop.

use super::{highlight, regex};
use crate::slots::escape;
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Characters that fit into the column: of a listing, and of a printout between its holes.
const LISTING: usize = 77;
const PRINTOUT: usize = 70;
/// Characters of a printout that fit into column and margin together; a longer line is wrapped.
const PRINTOUT_WIDE: usize = 113;

static BLOCK: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?s)<pre><code class="language-(\w+)[^"]*">(.*?)</code></pre>"#));
/// Lines of a doctest that a reader does not need.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| regex(r#"(?s)<span class="boring">.*?</span>"#));
/// A slot, and what the mark that fills it has to step over.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"\s*(<span data-slot="(\d+)"></span>)([.,;:!?…)”’]*)"#));
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r#"<(figcaption|p class="command")><code>([^<]*)</code>"#,
        r#" <span class="section">([^<]*)</span>"#
    ))
});

/// The legend of a question is words, which Markdown makes a paragraph.
static LEGEND: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)<legend>\s*<p>(.*?)</p>\s*</legend>"));

/// Dresses every block of `html`; `marks` are the slots that wait for the mark of a claim.
pub(super) fn dress(html: &str, marks: &BTreeSet<usize>) -> String {
    let html = BLOCK.replace_all(html, |found: &Captures| block(&found[1], &found[2]));
    let html = MARK.replace_all(&html, |found: &Captures| match is_mark(found, marks) {
        true => format!("{}{}", &found[3], &found[1]),
        false => found[0].to_string(),
    });
    let html = LEGEND.replace_all(&html, "<legend>$1</legend>");
    let mut printed = String::new();
    let html = COMMAND.replace_all(&html, |found: &Captures| {
        let (tag, command, section) = (&found[1], &found[2], &found[3]);
        // Where it is the command of the printout before, its section says more.
        let again = if command == printed { " data-again" } else { "" };
        printed = command.to_string();
        format!("<{tag}{again}><code>{command}</code><span class=\"section\">{section}</span>")
    });
    html.into_owned()
}

fn is_mark(found: &Captures, marks: &BTreeSet<usize>) -> bool {
    found[2].parse().is_ok_and(|number| marks.contains(&number))
}

/// How many marks of claims wait in `html`.
pub(super) fn count_marks(html: &str, marks: &BTreeSet<usize>) -> usize {
    MARK.captures_iter(html).filter(|found| is_mark(found, marks)).count()
}

/// What a program printed, `text`, as a sheet.
pub fn sheet(text: &str) -> String {
    block("text", &escape(text))
}

/// The Rust `text` as a listing without its caption.
pub fn listing(text: &str) -> String {
    block("rust", &escape(text))
}

fn block(language: &str, body: &str) -> String {
    let body = HIDDEN.replace_all(body, "");
    let text = unescape(&body);
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let (class, room) = match language {
        "text" => ("sheet", PRINTOUT),
        _ => ("source", LISTING),
    };
    let wide = match longest {
        length if length <= room => "",
        length if class == "sheet" && length > PRINTOUT_WIDE => " wide long",
        _ => " wide",
    };
    let body = match language {
        "rust" => highlight::rust(&text),
        _ => body.into_owned(),
    };
    format!("<pre class=\"{class}{wide}\"><code class=\"language-{language}\">{body}</code></pre>")
}

fn unescape(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    html.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> String {
        dress(html, &BTreeSet::new())
    }

    #[test]
    fn the_mark_stands_after_the_full_stop() {
        let (mark, value) = ("<span data-slot=\"7\"></span>", "<span data-slot=\"8\"></span>");
        let dress = |html: String| dress(&html, &BTreeSet::from([7]));
        assert_eq!(dress(format!("So it is {mark}. And")), format!("So it is.{mark} And"));
        assert_eq!(dress(format!("So it is.\n{mark} And")), format!("So it is.{mark} And"));
        assert_eq!(dress(format!("It is {value}.")), format!("It is {value}."));
    }

    #[test]
    fn a_block_is_as_wide_as_its_longest_line_needs() {
        let line = |length: usize| {
            format!("<pre><code class=\"language-text\">{}</code></pre>", "&lt;".repeat(length))
        };
        assert!(!plain(&line(PRINTOUT)).contains("wide"));
        assert!(plain(&line(PRINTOUT + 1)).contains("<pre class=\"sheet wide\">"));
    }

    #[test]
    fn a_command_that_is_repeated_steps_back() {
        let header = |section: &str| {
            format!(
                "<figcaption><code>cargo run</code> <span class=\"section\">{section}</span></figcaption>"
            )
        };
        let html = plain(&[header("one"), header("two")].concat());
        assert_eq!(html.matches(" data-again>").count(), 1, "{html}");
        assert!(html.starts_with("<figcaption><code>cargo run</code>"), "{html}");
    }
}
