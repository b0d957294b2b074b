//! Every fence names its language, and Rust in a fence is tested.

use crate::page::{Page, options};
use crate::problem::Problems;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// What would keep a Rust fence from being compiled and run.
const UNTESTED: [&str; 4] = ["ignore", "no_run", "noplayground", "mdbook-runnable"];

pub(super) fn fences(page: &Page, problems: &mut Problems) {
    for (event, range) in Parser::new_ext(&page.text, options()).into_offset_iter() {
        let Event::Start(Tag::CodeBlock(kind)) = event else { continue };
        let line = page.line(range.start);
        let CodeBlockKind::Fenced(info) = kind else {
            problems.add(&page.name, line, "indented code", "use a fence that names its language");
            continue;
        };
        let mut words = info.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        let Some(language) = words.next() else {
            problems.add(&page.name, line, "a fence without a language", "write ```text, ```sh, ```rust …");
            continue;
        };
        let untested = words.find(|word| UNTESTED.iter().any(|option| word.starts_with(option)));
        if let (true, Some(word)) = (language == "rust", untested) {
            let cure = "make it a complete program that runs (lines that begin with `# ` are hidden)";
            problems.add(&page.name, line, format!("a Rust fence marked `{word}` is not tested"), cure);
        }
        if UNTESTED.contains(&language) {
            problems.add(&page.name, line, format!("the fence `{info}` is not tested Rust"), "write ```rust");
        }
    }
}
