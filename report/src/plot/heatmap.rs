//! A matrix as a table of shades with its numbers, such as a confusion matrix.

use ndarray::Array2;

use super::Figure;
use super::axis::alike;
use super::canvas::{Anchor, Area, Canvas};
use super::data::{self, Number};
use super::theme::{Paint, ROW, SMALL, TEXT, widest};

/// The darkest shade: numbers stay readable on it.
const DARKEST: f64 = 0.45;

/// A table of shades; rows run downwards, columns to the right.
///
/// A shade grows with the square root of its value, so that small counts show; negative values have another
/// colour, and their sign.
///
/// ```
/// use ndarray::array;
/// use report::plot::{Figure, HeatMap};
/// let confusion = array![[48_usize, 2], [5, 45]];
/// let svg = HeatMap::new("actual", "predicted", &confusion).names(["benign", "malignant"]).svg();
/// assert_eq!(svg.matches("<rect").count(), 4);
/// assert!(svg.contains(">\n45\n<"));
/// ```
pub struct HeatMap {
    title: String,
    axes: [String; 2],
    values: Array2<f64>,
    names: [Vec<String>; 2],
    blank_diagonal: bool,
}

impl HeatMap {
    /// The values of a matrix; `rows` and `columns` say what its two directions mean.
    ///
    /// # Panics
    /// If the matrix is empty, or a value is not finite.
    #[track_caller]
    pub fn new(rows: &str, columns: &str, values: &Array2<impl Number>) -> Self {
        Self::of(rows, columns, values.dim(), data::values(rows, values))
    }

    /// Compiled once, and not for each kind of numbers.
    fn of(rows: &str, columns: &str, shape: (usize, usize), values: Vec<f64>) -> Self {
        let values = Array2::from_shape_vec(shape, values).expect("as many numbers as before");
        let count = |n: usize| (0..n).map(|i| i.to_string()).collect();
        let names = [count(values.nrows()), count(values.ncols())];
        let axes = [rows.to_string(), columns.to_string()];
        Self { title: String::new(), axes, values, names, blank_diagonal: false }
    }

    /// A title above the table.
    pub fn title(mut self, title: &str) -> Self {
        self.title = title.to_string();
        self
    }

    /// The names of the classes, for rows and columns alike; they are numbered from 0 if not told.
    ///
    /// # Panics
    /// If the matrix has not as many rows and columns as there are names.
    #[track_caller]
    pub fn names<'n>(self, names: impl IntoIterator<Item = &'n str> + Clone) -> Self {
        self.row_names(names.clone()).column_names(names)
    }

    /// The names of the rows.
    ///
    /// # Panics
    /// As [`HeatMap::names`].
    #[track_caller]
    pub fn row_names<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.names[0] = collect(names, self.values.nrows(), "rows");
        self
    }

    /// The names of the columns.
    ///
    /// # Panics
    /// As [`HeatMap::names`].
    #[track_caller]
    pub fn column_names<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.names[1] = collect(names, self.values.ncols(), "columns");
        self
    }

    /// Leaves the diagonal empty, where the right answers of a confusion matrix would outshine the wrong ones.
    ///
    /// ```
    /// use ndarray::array;
    /// use report::plot::{Figure, HeatMap};
    /// let svg = HeatMap::new("actual", "predicted", &array![[48_usize, 2], [5, 45]]).blank_diagonal().svg();
    /// assert!(svg.contains(">\n5\n<") && !svg.contains(">\n48\n<"));
    /// ```
    pub fn blank_diagonal(mut self) -> Self {
        self.values.diag_mut().fill(0.0);
        self.blank_diagonal = true;
        self
    }

    fn row_height(&self, width: f64) -> f64 {
        (0.6 * width / self.values.ncols() as f64).clamp(ROW + 4.0, 56.0)
    }

    fn head(&self) -> f64 {
        if self.title.is_empty() { ROW + 4.0 } else { 2.0 * ROW + 4.0 }
    }
}

#[track_caller]
fn collect<'n>(names: impl IntoIterator<Item = &'n str>, wanted: usize, what: &str) -> Vec<String> {
    let names: Vec<String> = names.into_iter().map(str::to_string).collect();
    assert!(names.len() == wanted, "plot: {} names for {wanted} {what}", names.len());
    names
}

impl Figure for HeatMap {
    fn height(&self, width: f64) -> f64 {
        self.head() + self.row_height(width) * self.values.nrows() as f64 + 2.0 * ROW + 8.0
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let [row_names, column_names] = &self.names;
        let left = area.left + widest(row_names) + 12.0;
        let top = area.top + self.head();
        let (wide, high) = ((area.right() - left) / self.values.ncols() as f64, self.row_height(area.width));
        let largest = self.values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let numbers = alike(&self.values.iter().copied().collect::<Vec<_>>());
        let blank = |row, column| self.blank_diagonal && row == column;
        for ((row, column), &value) in
            self.values.indexed_iter().filter(|&((row, column), _)| !blank(row, column))
        {
            let (left, top) = (left + wide * column as f64, top + high * row as f64);
            let cell = Area { left: left + 1.0, top: top + 1.0, width: wide - 2.0, height: high - 2.0 };
            let share = if largest > 0.0 { (value.abs() / largest).sqrt() } else { 0.0 };
            // The backend leaves out what cannot be seen; an empty cell keeps a trace of colour.
            canvas.rect(cell, Paint::Strong(usize::from(value < 0.0)), (DARKEST * share).max(0.03));
            let size = if wide < 60.0 { SMALL } else { TEXT };
            let number = &numbers[self.values.ncols() * row + column];
            canvas.text((left + wide / 2.0, top + high / 2.0), Anchor::Middle, size, number);
        }
        let bottom = top + high * self.values.nrows() as f64;
        for (row, name) in row_names.iter().enumerate() {
            canvas.text((left - 8.0, top + high * (row as f64 + 0.5)), Anchor::Right, TEXT, name);
        }
        for (column, name) in column_names.iter().enumerate() {
            canvas.text((left + wide * (column as f64 + 0.5), bottom + 6.0), Anchor::Top, TEXT, name);
        }
        canvas.text((area.left, top - 0.8 * TEXT), Anchor::Left, TEXT, &self.axes[0]);
        canvas.text(((left + area.right()) / 2.0, bottom + 6.0 + ROW), Anchor::Top, TEXT, &self.axes[1]);
        canvas.title(area, &self.title);
    }
}
