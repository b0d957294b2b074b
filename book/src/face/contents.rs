//! The contents: every page by number and name, further pages and the files of a room below their own.

use crate::slots::escape;
use mdbook_driver::book::{BookItem, Chapter};

/// Where the templates leave room for the contents.
pub(super) const MARK: &str = "<!-- contents -->";

/// The contents as a list. It stands between single quotes in a script as well, so that it has none itself.
pub(super) fn list(items: &[BookItem]) -> String {
    format!("<ol class=\"chapter\">{}</ol>", entries(items))
}

fn entries(items: &[BookItem]) -> String {
    let entry = |item: &BookItem| match item {
        BookItem::Chapter(chapter) => page(chapter),
        BookItem::PartTitle(title) => format!("<li class=\"part-title\">{}</li>", quoted(title)),
        BookItem::Separator => "<li class=\"spacer\"></li>".to_string(),
    };
    items.iter().map(entry).collect()
}

fn page(chapter: &Chapter) -> String {
    let Some(path) = &chapter.path else { return String::new() };
    let address = path.with_extension("html").to_string_lossy().replace('\\', "/");
    let number = chapter.number.as_ref().map(|number| number.to_string());
    let number = number.map(|number| format!("<strong aria-hidden=\"true\">{number}</strong> "));
    let below = match chapter.sub_items.as_slice() {
        [] => String::new(),
        items => format!("<ol class=\"section\">{}</ol>", entries(items)),
    };
    format!(
        "<li class=\"chapter-item\"><a href=\"{address}\">{}{}</a>{below}</li>",
        number.unwrap_or_default(),
        quoted(&chapter.name)
    )
}

fn quoted(text: &str) -> String {
    escape(text).replace('\'', "&#39;").replace('\\', "&#92;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_page_stands_below_it() {
        let mut room = Chapter::new("Bob\u{27}s", String::new(), "library/a.md", Vec::new());
        let file = Chapter::new("a.rs", String::new(), "source/src/a.rs.md", Vec::new());
        room.sub_items.push(BookItem::Chapter(file));
        let html = list(&[BookItem::Chapter(room)]);
        let file = "<ol class=\"section\"><li class=\"chapter-item\"><a href=\"source/src/a.rs.html\">a.rs</a></li></ol>";
        let room = format!("<li class=\"chapter-item\"><a href=\"library/a.html\">Bob&#39;s</a>{file}</li>");
        assert_eq!(html, format!("<ol class=\"chapter\">{room}</ol>"));
    }
}
