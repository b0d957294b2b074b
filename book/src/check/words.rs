//! The words of a page: its text without code, formulas, directives, links and markup.

use crate::page::{Page, options};
use crate::problem::Problems;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The page's text with a blank in the place of every byte that is no prose, so that places stay the same.
pub(super) fn prose(page: &Page) -> String {
    let mut keep = vec![false; page.text.len()];
    let mut inside_code = false;
    for (event, range) in Parser::new_ext(&page.text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => inside_code = true,
            Event::End(TagEnd::CodeBlock) => inside_code = false,
            Event::Text(_) if !inside_code => keep[range].fill(true),
            _ => {}
        }
    }
    for placed in &page.directives {
        keep[placed.range.clone()].fill(false);
    }
    let chars = page.text.char_indices().flat_map(|(at, c)| {
        let c = if keep[at] || c == '\n' { c } else { ' ' };
        // A blank for every byte keeps the offsets.
        let count = if c == ' ' { page.text[at..].chars().next().map_or(1, char::len_utf8) } else { 1 };
        std::iter::repeat_n(c, count)
    });
    chars.collect()
}

/// A dollar sign begins or ends a formula; any other is a formula that went wrong.
pub(super) fn stray_dollars(page: &Page, problems: &mut Problems) {
    for (at, _) in page.text.match_indices('$') {
        let in_formula = page.formulas.iter().any(|formula| formula.range.contains(&at));
        let escaped = page.text[..at].chars().rev().take_while(|&c| c == '\\').count() % 2 == 1;
        if in_formula || escaped || page.is_code(at) {
            continue;
        }
        let start = page.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let around: String = page.text[at.max(start)..].chars().take(24).take_while(|&c| c != '\n').collect();
        let cure =
            "close the formula with `$` (no blank just inside, no `|` in a table), or write `\\$` for money";
        problems.add(&page.name, page.line(at), format!("a stray `$` before “{around}”"), cure);
    }
}
