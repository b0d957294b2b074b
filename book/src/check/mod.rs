//! The checks: of each page as it was written, and of the whole book as it was rendered.

use crate::page::Page;
use crate::problem::Problems;
use std::path::Path;

/// Checks a page as it was written.
pub fn page(_page: &Page, _problems: &mut Problems) {}

/// Checks the rendered book in `folder`.
///
/// # Errors
/// When a file of the book cannot be read.
pub fn site(_folder: &Path, _pages: &[Page], _problems: &mut Problems) -> std::io::Result<()> {
    Ok(())
}
