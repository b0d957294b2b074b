//! A table that a program recorded: read back, measured, and set as HTML.

use crate::slots::escape;

/// What `Report::table` recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, understandable by itself.
    pub caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    is_number: bool,
}

/// What a placeholder has to know of the table that will stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Its height, in lines of a printout.
    pub lines: usize,
    /// Whether it reaches into the margin.
    pub wide: bool,
}

/// Heights in pixels, as in `theme/blocks.css`: a line of a printout, a row, the header.
const LINE: usize = 22;
const ROW: usize = 26;
const HEADER: usize = 32;

/// Widths in pixels: the column of text between a printout's holes, the room beside a cell's text,
/// a character of a cell and one of a header.
const ROOM: usize = 576;
const BESIDE: usize = 28;
const CHARACTER: usize = 8;
const HEADING: usize = 7;

impl Table {
    /// Reads what `Report` writes: caption, names, kinds and rows, the cells apart by tabs.
    ///
    /// ```
    /// let record = "Periods.\nlength (m)\tperiod (s)\nnumber\tnumber\n1\t2.01\n";
    /// let table = book::table::Table::parse(record).unwrap();
    /// assert_eq!(table.caption, "Periods.");
    /// assert_eq!(book::table::Table::parse("Periods.\n"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut cells = || Some(lines.next()?.split('\t').map(str::to_string).collect::<Vec<_>>());
        let caption = cells()?.join(" ");
        let (names, kinds) = (cells()?, cells()?);
        let columns = names.into_iter().zip(&kinds);
        let columns = columns.map(|(name, kind)| Column { name, is_number: kind == "number" });
        let columns: Vec<Column> = columns.collect();
        let rows: Vec<Vec<String>> = std::iter::from_fn(cells).collect();
        let even = kinds.len() == columns.len() && rows.iter().all(|row| row.len() == kinds.len());
        (even && !rows.is_empty()).then_some(Self { caption, columns, rows })
    }

    /// The table in the box that scrolls where it is too wide; the element `label` names it.
    pub fn html(&self, label: &str) -> String {
        let first_names = self.first_column_names_rows();
        let head = |column: &Column| {
            let (class, name) = (column.class(), escape(&column.name));
            format!("<th scope=\"col\"{class}>{name}</th>")
        };
        let header: String = self.columns.iter().map(head).collect();
        let row = |cells: &Vec<String>| {
            let cells = cells.iter().zip(&self.columns).enumerate();
            let cells = cells.map(|(number, (cell, column))| {
                let (class, cell) = (column.class(), escape(cell));
                match number == 0 && first_names {
                    true => format!("<th scope=\"row\"{class}>{cell}</th>"),
                    false => format!("<td{class}>{cell}</td>"),
                }
            });
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let rows: String = self.rows.iter().map(row).collect();
        let named = format!("aria-labelledby=\"{label}\"");
        let wide = if self.size().wide { " wide" } else { "" };
        // Focusable, so that the keyboard can scroll it without scripts, too.
        format!(
            "<div class=\"table-wrapper{wide}\" role=\"group\" {named} tabindex=\"0\">\n\
             <table {named}>\n<thead><tr>{header}</tr></thead>\n\
             <tbody>\n{rows}</tbody>\n</table>\n</div>"
        )
    }

    /// How large it is on a page.
    pub fn size(&self) -> Size {
        let lines = (HEADER + ROW * self.rows.len()).div_ceil(LINE);
        let width: usize = (0..self.columns.len()).map(|column| self.width(column)).sum();
        Size { lines, wide: width > ROOM }
    }

    /// How wide a column is whose cells stand on one line each; its name may take two.
    fn width(&self, column: usize) -> usize {
        let length = |text: &str| text.chars().count();
        let name = &self.columns[column].name;
        let word = name.split_whitespace().map(length).max().unwrap_or(0);
        let name = word.max(length(name).div_ceil(2));
        let cell = self.rows.iter().map(|row| length(&row[column])).max().unwrap_or(0);
        BESIDE + (CHARACTER * cell).max(HEADING * name)
    }

    /// A column that says something else in each row says which row it is.
    fn first_column_names_rows(&self) -> bool {
        let mut names: Vec<&str> = self.rows.iter().map(|row| row[0].trim()).collect();
        names.sort_unstable();
        names.dedup();
        self.columns.len() > 1 && names.len() == self.rows.len() && !names.contains(&"")
    }
}

impl Column {
    fn class(&self) -> &'static str {
        if self.is_number { " class=\"number\"" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(record: &str) -> Table {
        Table::parse(record).unwrap()
    }

    #[test]
    fn a_record_whose_rows_do_not_fit_is_damaged() {
        assert_eq!(Table::parse("C.\na\tb\ntext\n1\t2\n"), None);
        assert_eq!(Table::parse("C.\na\tb\ntext\ttext\n1\n"), None);
        assert_eq!(Table::parse("C.\na\tb\ntext\ttext\n"), None);
    }

    #[test]
    fn the_first_column_heads_its_rows_only_where_it_tells_them_apart() {
        let rows = |first: &str, second: &str| {
            table(&format!("C.\nrule\trate\ntext\tnumber\n{first}\t1\n{second}\t2\n")).html("c")
        };
        let row = "<th scope=\"row\">SGD</th><td class=\"number\">1</td>";
        assert!(rows("SGD", "Adam").contains(row));
        assert!(rows("SGD", "SGD").contains("<td>SGD</td>"));
        assert!(rows("SGD", "").contains("<td>SGD</td>"));
    }

    #[test]
    fn a_table_is_wide_when_its_cells_need_more_than_the_column_of_text() {
        let record = |length: usize| format!("C.\na\ntext\n{}\n", "x".repeat(length));
        let cell = |length: usize| table(&record(length)).size().wide;
        assert!(!cell(60) && cell(70));
    }

    #[test]
    fn what_means_something_in_html_is_escaped() {
        let html = table("C.\n<a>\tb & c\ntext\ttext\nx < y\tz\n").html("c");
        assert!(html.contains("&lt;a&gt;") && html.contains("b &amp; c"), "{html}");
        assert!(html.contains("x &lt; y"), "{html}");
    }
}
