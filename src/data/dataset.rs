//! A data set ready for learning: a matrix of features, and what is to be predicted.

use ndarray::Axis;
use std::collections::BTreeMap;

use crate::Matrix;

/// Rows to be classified: row `i` of `x` belongs to the class `labels[i]`.
#[derive(Clone, Debug)]
pub struct Classification {
    /// Rows × features.
    pub x: Matrix,
    /// For each row the number of its class, an index into `classes`.
    pub labels: Vec<usize>,
    /// The names of the columns of `x`.
    pub features: Vec<String>,
    /// The names of the classes.
    pub classes: Vec<String>,
    /// How many rows of the file were left out because a value was missing.
    pub dropped: usize,
}

impl Classification {
    /// The data set with only these rows, in this order.
    ///
    /// # Panics
    /// If a row does not exist.
    #[track_caller]
    pub fn rows(&self, rows: &[usize]) -> Self {
        check_rows(rows, self.x.nrows());
        Self {
            x: self.x.select(Axis(0), rows),
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
            features: self.features.clone(),
            classes: self.classes.clone(),
            dropped: self.dropped,
        }
    }

    /// The data set with only these features, in this order.
    ///
    /// # Panics
    /// If there is no such feature.
    #[track_caller]
    pub fn columns(&self, features: &[&str]) -> Self {
        Self {
            x: self.x.select(Axis(1), &places("feature", &self.features, features)),
            labels: self.labels.clone(),
            features: owned(features),
            classes: self.classes.clone(),
            dropped: self.dropped,
        }
    }

    /// The rows of only these classes, which are numbered anew in the order given.
    ///
    /// ```
    /// let two = neural::data::penguins()?.keep_classes(&["Adelie", "Gentoo"]);
    /// assert_eq!(two.x.nrows(), 146 + 119);
    /// assert_eq!(two.labels.iter().sum::<usize>(), 119); // a Gentoo is a 1
    /// # Ok::<(), neural::data::DataError>(())
    /// ```
    ///
    /// # Panics
    /// If there is no such class.
    #[track_caller]
    pub fn keep_classes(&self, classes: &[&str]) -> Self {
        let kept = places("class", &self.classes, classes);
        let new_labels: BTreeMap<usize, usize> =
            kept.into_iter().enumerate().rev().map(|(k, label)| (label, k)).collect();
        let new_label = |row: usize| Some((row, *new_labels.get(&self.labels[row])?));
        let (rows, labels): (Vec<_>, Vec<_>) = (0..self.labels.len()).filter_map(new_label).unzip();
        Self { labels, classes: owned(classes), ..self.rows(&rows) }
    }
}

/// Rows with a number to be predicted for each: row `i` of `y` belongs to row `i` of `x`.
#[derive(Clone, Debug)]
pub struct Regression {
    /// Rows × features.
    pub x: Matrix,
    /// Rows × 1.
    pub y: Matrix,
    /// The names of the columns of `x`.
    pub features: Vec<String>,
    /// The name of what is predicted.
    pub target: String,
}

impl Regression {
    /// The data set with only these rows, in this order.
    ///
    /// # Panics
    /// If a row does not exist.
    #[track_caller]
    pub fn rows(&self, rows: &[usize]) -> Self {
        check_rows(rows, self.x.nrows());
        Self {
            x: self.x.select(Axis(0), rows),
            y: self.y.select(Axis(0), rows),
            features: self.features.clone(),
            target: self.target.clone(),
        }
    }

    /// The data set with only these features, in this order.
    ///
    /// # Panics
    /// If there is no such feature.
    #[track_caller]
    pub fn columns(&self, features: &[&str]) -> Self {
        Self {
            x: self.x.select(Axis(1), &places("feature", &self.features, features)),
            y: self.y.clone(),
            features: owned(features),
            target: self.target.clone(),
        }
    }
}

/// Rows to be classified by quantities and by words: row `i` of `x` and of each column of `words` belongs to the
/// class `labels[i]`.
#[derive(Clone, Debug)]
pub struct Mixed {
    /// Rows × quantities.
    pub x: Matrix,
    /// The columns of words, each with a word for every row.
    pub words: Vec<Vec<String>>,
    /// For each row the number of its class, an index into `classes`.
    pub labels: Vec<usize>,
    /// The names of the columns of `x`.
    pub quantities: Vec<String>,
    /// The names of the columns of words.
    pub categories: Vec<String>,
    /// The names of the classes.
    pub classes: Vec<String>,
}

impl Mixed {
    /// The data set with only these rows, in this order.
    ///
    /// # Panics
    /// If a row does not exist.
    #[track_caller]
    pub fn rows(&self, rows: &[usize]) -> Self {
        check_rows(rows, self.x.nrows());
        let chosen = |column: &Vec<String>| rows.iter().map(|&row| column[row].clone()).collect();
        Self {
            x: self.x.select(Axis(0), rows),
            words: self.words.iter().map(chosen).collect(),
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
            quantities: self.quantities.clone(),
            categories: self.categories.clone(),
            classes: self.classes.clone(),
        }
    }
}

/// Panics if one of the chosen rows does not exist.
#[track_caller]
fn check_rows(chosen: &[usize], rows: usize) {
    let missing = chosen.iter().find(|&&row| row >= rows);
    assert!(missing.is_none(), "rows: there is no row {} among {rows}", missing.unwrap_or(&0));
}

#[track_caller]
fn places(what: &str, names: &[String], asked: &[&str]) -> Vec<usize> {
    let known: BTreeMap<&str, usize> =
        names.iter().enumerate().rev().map(|(place, name)| (name.as_str(), place)).collect();
    let place = |name: &&str| match known.get(name) {
        Some(&place) => place,
        None => panic!("no {what} `{name}`; there are {}", names.join(", ")),
    };
    asked.iter().map(place).collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}
