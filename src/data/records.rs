//! CSV text as rows of cells, each row knowing its place in the file.

use std::path::Path;

use super::DataError;

/// One row of a CSV file: cells without the space around them, and the row's number in the file, from 1.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub row: usize,
    pub cells: Vec<String>,
}

/// Splits `text` into records, of which the first stands on row `first_row` of the file.
///
/// Cells are separated by commas and may be quoted: `"a, b"`. Each record is one line: a line break between
/// quotes is refused, since it nearly always means a quote that was never closed. Blank lines are ignored at
/// the end of the file and refused elsewhere.
pub(super) fn records(path: &Path, text: &str, first_row: usize) -> Result<Vec<Record>, DataError> {
    let text = text.trim_end_matches(['\r', '\n']);
    if let Some(blank) = text.lines().position(str::is_empty) {
        let problem = DataError::new(path, "a blank line", "a row of cells", "Delete the line.");
        return Err(problem.row(first_row + blank));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let record = |(row, cells): (usize, csv::Result<csv::StringRecord>)| {
        let cells = cells.map_err(|error| {
            DataError::new(path, error.to_string(), "comma-separated cells", "Repair the row.").row(row)
        })?;
        if cells.iter().any(|cell| cell.contains(['\n', '\r'])) {
            let found = "a line break between quotes";
            let cure = "Close the quote that is open, or write the row on one line.";
            return Err(DataError::new(path, found, "each row on one line", cure).row(row));
        }
        Ok(Record { row, cells: cells.iter().map(|cell| cell.trim().to_string()).collect() })
    };
    (first_row..).zip(reader.records()).map(record).collect()
}
