//! Filling gaps with what was measured on the training rows.

use ndarray::{Array1, Axis, concatenate};

use super::scale::check_columns;
use crate::metrics::quantile;
use crate::{Matrix, Real};

/// What stands in for a missing value of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// The mean of the column's known values.
    Mean,
    /// Their median, which a few wild values do not move.
    Median,
}

/// Fills the gaps of a matrix, which are NaN, column by column.
///
/// ```
/// use ndarray::array;
/// use neural::data::{Fill, Impute};
/// let gap = neural::Real::NAN;
/// let train = array![[1., 5.], [gap, 6.], [2., 7.], [9., 8.]];
/// assert_eq!(Impute::fit(&train, Fill::Mean).apply(&array![[gap, 4.]]), array![[4., 4.]]);
/// let median = Impute::fit(&train, Fill::Median);
/// assert_eq!(median.apply_with_indicators(&array![[gap, 4.]]), array![[2., 4., 1.]]);
/// ```
#[derive(Clone, Debug)]
pub struct Impute {
    fill: Array1<Real>,
    gappy: Vec<usize>, // the columns that had gaps
}

impl Impute {
    /// Measures each column's known values; `x`: rows × columns.
    ///
    /// # Panics
    /// If a column has no known value.
    #[track_caller]
    pub fn fit(x: &Matrix, fill: Fill) -> Self {
        let (mut values, mut gappy) = (Vec::new(), Vec::new());
        for (place, column) in x.columns().into_iter().enumerate() {
            let mut known: Vec<f64> =
                column.iter().filter(|value| !value.is_nan()).map(|&value| value.into()).collect();
            assert!(!known.is_empty(), "Impute: column {place} has no known value in {} rows", x.nrows());
            if known.len() < x.nrows() {
                gappy.push(place);
            }
            let value = match fill {
                Fill::Mean => known.iter().sum::<f64>() / known.len() as f64,
                Fill::Median => quantile(&mut known, 0.5),
            };
            values.push(value as Real);
        }
        Self { fill: values.into(), gappy }
    }

    /// `x` with its gaps filled; the shape is kept.
    ///
    /// # Panics
    /// If `x` has another number of columns than the rows it was fitted on.
    #[track_caller]
    pub fn apply(&self, x: &Matrix) -> Matrix {
        check_columns("Impute", x, self.fill.len());
        let mut filled = x.clone();
        for mut row in filled.rows_mut() {
            row.zip_mut_with(&self.fill, |value, &fill| {
                if value.is_nan() {
                    *value = fill;
                }
            });
        }
        filled
    }

    /// As [`Impute::apply`], with a column more for each column that had gaps in training: 1 where a value was
    /// missing, else 0.
    ///
    /// # Panics
    /// As [`Impute::apply`].
    #[track_caller]
    pub fn apply_with_indicators(&self, x: &Matrix) -> Matrix {
        check_columns("Impute", x, self.fill.len());
        let missing = x.select(Axis(1), &self.gappy).mapv(|value| if value.is_nan() { 1.0 } else { 0.0 });
        concatenate![Axis(1), self.apply(x), missing]
    }
}
