//! A table of text, read from a CSV file, whose columns become numbers or class labels.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::DataError;
use super::file::read_text;
use super::records::{Record, records};
use crate::{Matrix, Real};

/// What stands in a cell when its value is not known.
const MISSING: [&str; 3] = ["", "NA", "?"];

/// Rows and named columns of text, as they stand in a CSV file, plain or compressed (`.csv.gz`).
///
/// ```text
/// row 1   species, island,    bill_length_mm, …    ◄── columns()
/// row 2   Adelie,  Torgersen, 39.1,           …  ┐
/// row 3   Adelie,  Torgersen, 39.5,           …  ├── row_count() rows
/// row 5   Adelie,  Torgersen, NA,             …  ┘   (row 5 has a missing value)
///         │                   │
///         ▼                   ▼
///     classes("species")  numbers(&["bill_length_mm"])
/// ```
///
/// ```
/// use neural::data::{Table, data_file};
/// let mut table = Table::read(data_file("penguins.csv"))?;
/// assert_eq!(table.row_count(), 344);
/// assert_eq!(table.drop_missing(), 11);
/// let x = table.numbers(&["bill_length_mm", "bill_depth_mm"])?;
/// assert_eq!((x.dim(), x[(0, 0)]), ((333, 2), 39.1));
/// # Ok::<(), neural::data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    path: PathBuf,
    columns: Vec<String>,
    records: Vec<Record>,
}

impl Table {
    /// Reads a CSV file whose first row names the columns.
    ///
    /// # Errors
    /// If the file cannot be read, is empty or not UTF-8, names a column twice, has no rows below its header,
    /// or has a row with more or fewer cells than the header.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, DataError> {
        let path = path.as_ref();
        let mut records = records(path, &read_text(path)?, 1)?;
        let columns = if records.is_empty() { Vec::new() } else { records.remove(0).cells };
        Self::checked(path, columns, records, "the header")
    }

    /// Reads a CSV file that does not name its columns: they are called `columns`, and the rows above
    /// `first_row` (counted from 1) are not read.
    ///
    /// # Errors
    /// If the file cannot be read, is empty or not UTF-8, ends before `first_row`, or has a row with more or
    /// fewer cells than there are names; if a name is given twice.
    ///
    /// # Panics
    /// If `first_row` is 0.
    #[track_caller]
    pub fn read_headless(
        path: impl AsRef<Path>,
        first_row: usize,
        columns: &[&str],
    ) -> Result<Self, DataError> {
        assert!(first_row > 0, "read_headless: rows are counted from 1, but first_row is 0");
        let path = path.as_ref();
        let text = read_text(path)?;
        let above: usize = text.split_inclusive('\n').take(first_row - 1).map(str::len).sum();
        let records = records(path, &text[above..], first_row)?;
        let columns = columns.iter().map(|name| name.to_string()).collect();
        Self::checked(path, columns, records, "the list of columns")
    }

    fn checked(
        path: &Path,
        columns: Vec<String>,
        records: Vec<Record>,
        model: &str,
    ) -> Result<Self, DataError> {
        let mut names = HashSet::new();
        if let Some(twice) = columns.iter().find(|name| !names.insert(name.as_str())) {
            let (found, cure) = (format!("the name twice in {model}"), "Rename one of the two columns.");
            return Err(DataError::new(path, found, "a name of its own for each column", cure).column(twice));
        }
        if let Some(ragged) = records.iter().find(|record| record.cells.len() != columns.len()) {
            let found = format!("{} cells", ragged.cells.len());
            let expected = format!("{}, as in {model}", columns.len());
            let cure = "Add or remove cells; a cell with a comma in it needs quotes.";
            return Err(DataError::new(path, found, expected, cure).row(ragged.row));
        }
        if records.is_empty() {
            let cure = "Copy or download the file again.";
            return Err(DataError::new(path, "no rows of data", "at least one", cure));
        }
        Ok(Self { path: path.to_path_buf(), columns, records })
    }

    /// The names of the columns, in the order of the file.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows of data there are.
    pub fn row_count(&self) -> usize {
        self.records.len()
    }

    /// Removes the rows in which any cell is empty, `NA` or `?`, and returns how many that were.
    #[must_use = "say how many rows were dropped"]
    pub fn drop_missing(&mut self) -> usize {
        let before = self.records.len();
        self.records.retain(|record| !record.cells.iter().any(|cell| is_missing(cell)));
        before - self.records.len()
    }

    /// Removes the rows in which a cell of one of these columns is missing, and returns how many that were.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn drop_missing_in(&mut self, columns: &[&str]) -> Result<usize, DataError> {
        let places = self.positions(columns)?;
        let before = self.records.len();
        self.records.retain(|record| !places.iter().any(|&place| is_missing(&record.cells[place])));
        Ok(before - self.records.len())
    }

    /// The asked columns as numbers: rows × `columns.len()`.
    ///
    /// # Errors
    /// If there is no such column, or a cell is missing, a word, not finite, or too large for [`Real`].
    pub fn numbers(&self, columns: &[&str]) -> Result<Matrix, DataError> {
        self.matrix(columns, number)
    }

    /// As [`Table::numbers`], but a missing value becomes NaN, for [`Impute`](super::Impute) to fill in.
    ///
    /// ```
    /// use neural::data::{Table, data_file};
    /// let table = Table::read(data_file("penguins.csv"))?;
    /// let mass = table.numbers_with_gaps(&["body_mass_g"])?;
    /// assert_eq!(mass.iter().filter(|value| value.is_nan()).count(), 2);
    /// # Ok::<(), neural::data::DataError>(())
    /// ```
    ///
    /// # Errors
    /// If there is no such column, or a cell is a word, not finite, or too large for [`Real`].
    pub fn numbers_with_gaps(&self, columns: &[&str]) -> Result<Matrix, DataError> {
        self.matrix(columns, |cell| if is_missing(cell) { Ok(Real::NAN) } else { number(cell) })
    }

    /// Reads each cell of the asked columns with `read`, which says what it found if it is no number.
    fn matrix(
        &self,
        columns: &[&str],
        read: impl Fn(&str) -> Result<Real, (String, &'static str)>,
    ) -> Result<Matrix, DataError> {
        let places = self.positions(columns)?;
        let mut matrix = Matrix::zeros((self.records.len(), columns.len()));
        for (mut row, record) in matrix.rows_mut().into_iter().zip(&self.records) {
            for (value, &place) in row.iter_mut().zip(&places) {
                *value = read(&record.cells[place]).map_err(|found| self.at(record, place, found))?;
            }
        }
        Ok(matrix)
    }

    /// The cells of a column as they stand in the file, missing ones too, for [`Categories`](super::Categories).
    ///
    /// # Errors
    /// If there is no such column.
    pub fn words(&self, column: &str) -> Result<Vec<String>, DataError> {
        let place = self.position(column)?;
        Ok(self.records.iter().map(|record| record.cells[place].clone()).collect())
    }

    /// The labels of a column in which each cell is one of `codes`: label `k` stands for `codes[k]`.
    ///
    /// # Errors
    /// If there is no such column, or a cell is missing or not one of `codes`.
    pub fn labels(&self, column: &str, codes: &[&str]) -> Result<Vec<usize>, DataError> {
        let place = self.position(column)?;
        // Of a code given twice, the first counts.
        let known: HashMap<&str, usize> =
            codes.iter().enumerate().rev().map(|(k, &code)| (code, k)).collect();
        let label = |record: &Record| {
            let cell = record.cells[place].as_str();
            known.get(cell).copied().filter(|_| !is_missing(cell)).ok_or_else(|| {
                let (found, cure) = described(cell, "Correct the cell, or add the class to the list.");
                let expected = format!("one of the classes {}", codes.join(", "));
                DataError::new(&self.path, found, expected, cure).row(record.row).column(column)
            })
        };
        self.records.iter().map(label).collect()
    }

    /// The labels of a column of class names, and the names that occur, sorted as text: label `k` stands for
    /// `names[k]`.
    ///
    /// # Errors
    /// If there is no such column, or a cell is missing.
    pub fn classes(&self, column: &str) -> Result<(Vec<usize>, Vec<String>), DataError> {
        let place = self.position(column)?;
        let cells = self.records.iter().map(|record| record.cells[place].as_str());
        let names: Vec<&str> =
            cells.filter(|cell| !is_missing(cell)).collect::<BTreeSet<_>>().into_iter().collect();
        Ok((self.labels(column, &names)?, names.iter().map(|name| name.to_string()).collect()))
    }

    fn position(&self, column: &str) -> Result<usize, DataError> {
        Ok(self.positions(&[column])?[0])
    }

    fn positions(&self, columns: &[&str]) -> Result<Vec<usize>, DataError> {
        let known: HashMap<&str, usize> = self.columns.iter().map(String::as_str).zip(0..).collect();
        let position = |&column: &&str| {
            known.get(column).copied().ok_or_else(|| {
                let expected = format!("one of the columns {}", self.columns.join(", "));
                DataError::new(&self.path, "no such column", expected, "Check the spelling.").column(column)
            })
        };
        columns.iter().map(position).collect()
    }

    fn at(&self, record: &Record, place: usize, (found, cure): (String, &str)) -> DataError {
        DataError::new(&self.path, found, "a finite number", cure)
            .row(record.row)
            .column(&self.columns[place])
    }
}

fn is_missing(cell: &str) -> bool {
    MISSING.contains(&cell)
}

/// The number in a cell, or what was found instead and the cure.
fn number(cell: &str) -> Result<Real, (String, &'static str)> {
    match cell.parse::<Real>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) if cell.contains(|c: char| c.is_ascii_digit()) => {
            Err((format!("`{cell}`, too large for {}", std::any::type_name::<Real>()), "Use a larger unit."))
        }
        _ => Err(described(cell, "Correct the cell, or leave it empty if the value is not known.")),
    }
}

/// How to name `cell` in an error, and the cure: `cure`, unless the value is missing.
fn described<'a>(cell: &str, cure: &'a str) -> (String, &'a str) {
    if is_missing(cell) {
        let cure = "Drop the rows with missing values first: `Table::drop_missing`.";
        return (format!("a missing value (`{cell}`)"), cure);
    }
    (format!("`{cell}`"), cure)
}
