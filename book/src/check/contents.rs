//! The table of contents names every page, every page has something to say, and headings form a tree.

use crate::layout::Layout;
use crate::page::Page;
use crate::problem::Problems;
use crate::render::files_under;
use std::io;

/// Pages that belong to no chapter.
const UNLISTED: [&str; 2] = ["SUMMARY.md", "404.md"];

/// Checks that the table of contents and the folder of pages agree, and that no page is empty.
///
/// # Errors
/// When the folder cannot be read.
pub fn contents(layout: &Layout, pages: &[Page], problems: &mut Problems) -> io::Result<()> {
    for page in pages {
        if page.text.trim().is_empty() {
            problems.add(&page.name, 0, "the page is empty", "write it, or take it out of SUMMARY.md");
        }
    }
    let folder = layout.pages();
    for file in files_under(&folder)? {
        let path = file.strip_prefix(&folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let listed = UNLISTED.contains(&&*path) || pages.iter().any(|page| page.path == path);
        if path.ends_with(".md") && !listed {
            let cure =
                "list it there (mdBook ignores what follows the back matter's first entries), or remove it";
            problems.add(layout.name(&file), 0, "the page is not part of SUMMARY.md", cure);
        }
    }
    Ok(())
}

/// A page begins with its title, and no heading skips a level.
pub(super) fn headings(page: &Page, problems: &mut Problems) {
    let mut above = 0;
    for heading in &page.headings {
        let line = page.line(heading.at);
        if heading.level > above + 1 {
            let message = format!(
                "the heading “{}” has level {}, but the one above it has level {above}",
                heading.text, heading.level
            );
            problems.add(&page.name, line, message, format!("begin it with {}", "#".repeat(above + 1)));
        }
        if heading.level == 1 && above > 0 {
            let message = format!("a second title: “{}”", heading.text);
            problems.add(&page.name, line, message, "begin it with ##");
        }
        above = heading.level;
    }
    if page.headings.is_empty() && !page.text.trim().is_empty() {
        problems.add(&page.name, 1, "the page has no title", "begin it with `# Title`");
    }
}
