//! Tables: what a program found, in rows and named columns under a caption.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement};
use comfy_table::{LineStyle, TableStyle, Width};
use std::collections::BTreeSet;
use std::fmt::{self, Display};

/// How many characters wide a table on a terminal may be before its words are wrapped.
const TERMINAL: u16 = 100;

/// A table, which [`Report::table`](crate::Report::table) prints and records.
///
/// A reader may see it alone: the caption says what was measured on what, and each column's name
/// makes sense by itself and carries the unit. A column whose cells are all numbers is set as
/// numbers; the first column names the row where its cells differ.
///
/// ```
/// use report::Table;
///
/// let caption = "The period of a pendulum, by its length.";
/// let mut table = Table::new("periods", caption, ["length (m)", "period (s)"]);
/// for length in [0.25_f64, 1.0] {
///     let period = std::f64::consts::TAU * (length / 9.81).sqrt();
///     table.row([format!("{length}"), format!("{period:.2}")]);
/// }
/// assert_eq!(
///     table.to_string(),
///     "\
/// The period of a pendulum, by its length.
///
/// length (m)  period (s)
/// ──────────────────────
///       0.25        1.00
///          1        2.01
/// "
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    name: String,
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// The table `name` with these columns and no rows yet.
    ///
    /// # Panics
    /// If the caption or a column's name is empty, two columns have the same name, or there are
    /// none.
    #[track_caller]
    pub fn new<C>(name: &str, caption: impl Display, columns: impl IntoIterator<Item = C>) -> Self
    where
        C: Display,
    {
        let caption = caption.to_string();
        let columns: Vec<String> = columns.into_iter().map(|column| column.to_string()).collect();
        assert!(
            !caption.trim().is_empty(),
            "table {name:?}: the caption is empty; say what the table shows, and of what"
        );
        assert!(!columns.is_empty(), "table {name:?}: there are no columns; name each of them");
        one_line(name, "the caption", &caption);
        let mut known = BTreeSet::new();
        for (number, column) in columns.iter().enumerate() {
            let place = format!("the name of column {}", number + 1);
            assert!(
                !column.trim().is_empty(),
                "table {name:?}: {place} is empty; say what it holds, and in which unit"
            );
            one_line(name, &place, column);
            assert!(
                known.insert(column.trim()),
                "table {name:?}: two columns are called {column:?}; say how they differ"
            );
        }
        Self { name: name.to_string(), caption, columns, rows: Vec::new() }
    }

    /// Adds a row: a cell for each column, `""` where there is nothing to say.
    ///
    /// # Panics
    /// If there are more or fewer cells than columns, or a cell holds a tab or a line break.
    #[track_caller]
    pub fn row<C: Display>(&mut self, cells: impl IntoIterator<Item = C>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
        let (name, row, width) = (&self.name, self.rows.len() + 1, self.columns.len());
        assert!(
            cells.len() == width,
            "table {name:?}: row {row} has {} cells for {width} columns ({}); give one for each, \
             \"\" where there is nothing",
            cells.len(),
            self.columns.join(", "),
        );
        for (cell, column) in cells.iter().zip(&self.columns) {
            one_line(name, &format!("the cell of {column:?} in row {row}"), cell);
        }
        self.rows.push(cells);
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// What the book is built from: lines of cells, which are apart by tabs.
    pub(crate) fn record(&self) -> String {
        let kind = |column| if self.holds_numbers(column) { "number" } else { "text" };
        let kinds: Vec<&str> = (0..self.columns.len()).map(kind).collect();
        let rows = self.rows.iter().map(|row| row.join("\t"));
        let head = [self.caption.clone(), self.columns.join("\t"), kinds.join("\t")];
        head.into_iter().chain(rows).map(|line| line + "\n").collect()
    }

    fn holds_numbers(&self, column: usize) -> bool {
        let cells = || self.rows.iter().map(|row| row[column].trim());
        cells().any(is_number) && cells().all(|cell| is_number(cell) || is_missing(cell))
    }
}

/// The table for a terminal: its columns apart by two blanks, its words wrapped when it is wide.
impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rule = LineStyle::none().fill('─').junction('─');
        let mut table = comfy_table::Table::new();
        table
            .load_style(TableStyle::new().header_separator(rule))
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(TERMINAL)
            .set_header(&self.columns)
            .add_rows(&self.rows);
        for (number, column) in table.column_iter_mut().enumerate() {
            // One blank beside each column; between two of them comfy-table sets another.
            let apart = u16::from(number + 1 < self.columns.len());
            column.set_padding((0, apart));
            if self.holds_numbers(number) {
                // A name may be wrapped, a number not.
                let cells = self.rows.iter().map(|row| row[number].chars().count() as u16);
                let least = Width::Fixed(cells.max().unwrap_or(0) + apart);
                column.set_constraint(ColumnConstraint::LowerBoundary(least));
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(f, "{}\n\n{}", self.caption, table.trim_fmt())
    }
}

#[track_caller]
fn one_line(table: &str, place: &str, text: &str) {
    assert!(
        !text.contains(char::is_control),
        "table {table:?}: {place}, {text:?}, holds a tab or a line break; leave it out"
    );
}

/// Whether a cell is one number or several: `-1.5`, `97 %`, `0.8 ± 0.1`, `3 × 10⁻⁵`, `5 of 5`.
fn is_number(cell: &str) -> bool {
    let plain = cell.replace('−', "-").replace("10⁻", "10").replace(" of ", " ");
    let mut parts = plain
        .split(|c: char| c.is_whitespace() || "±×–/()[]<>≤≥≈…%".contains(c))
        .map(|part| part.replace(|c| c == ',' || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c), ""))
        .filter(|part| !part.is_empty())
        .peekable();
    parts.peek().is_some() && parts.all(|part| part.parse::<f64>().is_ok())
}

/// Whether a cell says that there is nothing.
fn is_missing(cell: &str) -> bool {
    ["", "-", "–", "—", "…"].contains(&cell)
}
