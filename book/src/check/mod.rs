//! The checks: of each page as it was written, and of the whole book as it was rendered.

mod columns;
mod contents;
mod docs;
mod fences;
mod html;
mod links;
mod numbers;
mod shape;
mod texts;
mod words;

pub use columns::columns;
pub use contents::contents;
pub use docs::docs;
pub use links::site;
pub use shape::{old_pages, shape};
pub use texts::crowded_texts;

use crate::page::Page;
use crate::problem::Problems;

/// Checks a page as it was written: dollars, numbers, fences and headings.
pub fn page(page: &Page, problems: &mut Problems) {
    words::stray_dollars(page, problems);
    numbers::typed_numbers(page, problems);
    fences::fences(page, problems);
    contents::headings(page, problems);
}
