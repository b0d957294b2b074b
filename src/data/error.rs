//! What can be wrong with a file, said in one form.

use std::fmt;
use std::path::Path;

/// Something in a file that cannot be used: where, what was found, what was expected, and the cure.
///
/// ```
/// let error = neural::data::Table::read("no/such.csv").unwrap_err();
/// assert!(error.to_string().starts_with("no/such.csv: found "));
/// ```
#[derive(thiserror::Error)]
#[error("{place}: found {found}; expected {expected}. {cure}")]
pub struct DataError {
    place: String,
    found: String,
    expected: String,
    cure: String,
}

impl DataError {
    pub(super) fn new(
        path: &Path,
        found: impl Into<String>,
        expected: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        let place = path.display().to_string();
        Self { place, found: found.into(), expected: expected.into(), cure: cure.into() }
    }

    /// Adds the row, counted from 1 as an editor counts lines.
    pub(super) fn row(mut self, row: usize) -> Self {
        self.place += &format!(", row {row}");
        self
    }

    pub(super) fn column(mut self, column: &str) -> Self {
        self.place += &format!(", column `{column}`");
        self
    }
}

/// The same sentence as `Display`, so that it is also what `unwrap` and `fn main() -> Result` print.
impl fmt::Debug for DataError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
