//! Words as numbers that a network can use.

use std::collections::BTreeSet;

use crate::{Matrix, Real};

/// The words that occur in a column of the training rows, sorted.
///
/// A word that was not among them is met sooner or later. Its row of [`Categories::one_hot`] is all zeros, "none
/// of those I know"; [`Categories::unseen`] counts such rows, so that nobody overlooks them.
///
/// ```
/// use ndarray::array;
/// let islands = neural::data::Categories::fit(&["Dream", "Biscoe", "Dream"]);
/// assert_eq!(islands.names(), ["Biscoe", "Dream"]);
/// let new = ["Dream", "Torgersen"];
/// assert_eq!(islands.one_hot(&new), array![[0., 1.], [0., 0.]]);
/// assert_eq!(islands.unseen(&new), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Categories {
    names: Vec<String>,
}

impl Categories {
    /// Collects the words of a column.
    ///
    /// # Panics
    /// If there are no rows.
    #[track_caller]
    pub fn fit(column: &[impl AsRef<str>]) -> Self {
        assert!(!column.is_empty(), "Categories: cannot be fitted on 0 rows");
        let names: BTreeSet<&str> = column.iter().map(AsRef::as_ref).collect();
        Self { names: names.into_iter().map(String::from).collect() }
    }

    /// The words, in the order of their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of a word, if it occurred.
    fn code(&self, word: &str) -> Option<usize> {
        self.names.binary_search_by(|name| name.as_str().cmp(word)).ok()
    }

    /// A column for each word, 1 where the row has it, else 0: shape (rows × words).
    pub fn one_hot(&self, column: &[impl AsRef<str>]) -> Matrix {
        let mut x = Matrix::zeros((column.len(), self.names.len()));
        for (row, word) in column.iter().enumerate() {
            if let Some(code) = self.code(word.as_ref()) {
                x[[row, code]] = 1.0;
            }
        }
        x
    }

    /// The numbers of the words as a column of quantities, -1 for a word that did not occur: shape (rows × 1).
    pub fn codes(&self, column: &[impl AsRef<str>]) -> Matrix {
        let code = |row: usize| self.code(column[row].as_ref()).map_or(-1.0, |code| code as Real);
        Matrix::from_shape_fn((column.len(), 1), |(row, _)| code(row))
    }

    /// How many rows have a word that did not occur.
    pub fn unseen(&self, column: &[impl AsRef<str>]) -> usize {
        column.iter().filter(|word| self.code(word.as_ref()).is_none()).count()
    }
}
