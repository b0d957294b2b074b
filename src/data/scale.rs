//! Bringing columns to a common scale, fitted on the training rows and applied to all rows.
//!
//! Each scaler is a shift and a division, column by column; only what they measure on the training rows differs.

use ndarray::{Array1, ArrayView1};

use crate::metrics::quantile;
use crate::{Matrix, Real};

/// Gives each column mean 0 and variance 1: `z = (x − μ) / σ`.
///
/// The mean `μ` and the standard deviation `σ = √(Σ(x − μ)² / n)` are those of the rows it was fitted on. A
/// column that was constant there has no spread to divide by: `σ` is taken as 1, and the column becomes 0.
///
/// ```
/// use ndarray::array;
/// let scaler = neural::data::Standardize::fit(&array![[1., 7.], [3., 7.]]);
/// assert_eq!(scaler.apply(&array![[1., 7.], [5., 8.]]), array![[-1., 0.], [3., 1.]]);
/// ```
#[derive(Clone, Debug)]
pub struct Standardize {
    mean: Array1<Real>,
    deviation: Array1<Real>,
}

impl Standardize {
    /// Measures mean and standard deviation of each column; `x`: rows × columns.
    ///
    /// # Panics
    /// If `x` has no rows.
    #[track_caller]
    pub fn fit(x: &Matrix) -> Self {
        assert!(x.nrows() > 0, "Standardize: cannot be fitted on 0 rows");
        let (mean, deviation) =
            x.columns().into_iter().map(mean_and_deviation).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { mean: mean.into(), deviation: deviation.into() }
    }

    /// `(x − μ) / σ`; the shape of `x` is kept.
    ///
    /// # Panics
    /// If `x` has another number of columns than the rows it was fitted on.
    #[track_caller]
    pub fn apply(&self, x: &Matrix) -> Matrix {
        check_columns("Standardize", x, &self.mean);
        (x - &self.mean) / &self.deviation
    }

    /// Back to the original units: `z · σ + μ`; the shape of `z` is kept.
    ///
    /// # Panics
    /// As [`Standardize::apply`].
    #[track_caller]
    pub fn undo(&self, z: &Matrix) -> Matrix {
        check_columns("Standardize", z, &self.mean);
        z * &self.deviation + &self.mean
    }
}

/// Brings each column to the range from 0 to 1: `z = (x − min) / (max − min)`.
///
/// Rows it was not fitted on may fall outside the range. A column that was constant there has no range to
/// divide by: the range is taken as 1, and the column becomes 0.
///
/// ```
/// use ndarray::array;
/// let scaler = neural::data::MinMax::fit(&array![[10.], [30.]]);
/// assert_eq!(scaler.apply(&array![[10.], [15.], [50.]]), array![[0.], [0.25], [2.]]);
/// ```
#[derive(Clone, Debug)]
pub struct MinMax {
    min: Array1<Real>,
    range: Array1<Real>,
}

impl MinMax {
    /// Measures the smallest and the largest value of each column; `x`: rows × columns.
    ///
    /// # Panics
    /// If `x` has no rows.
    #[track_caller]
    pub fn fit(x: &Matrix) -> Self {
        assert!(x.nrows() > 0, "MinMax: cannot be fitted on 0 rows");
        let min_and_range = |column| {
            let (min, max) = min_and_max(column);
            (min, if max > min { max - min } else { 1.0 })
        };
        let (min, range) = x.columns().into_iter().map(min_and_range).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { min: min.into(), range: range.into() }
    }

    /// `(x − min) / (max − min)`; the shape of `x` is kept.
    ///
    /// # Panics
    /// If `x` has another number of columns than the rows it was fitted on.
    #[track_caller]
    pub fn apply(&self, x: &Matrix) -> Matrix {
        check_columns("MinMax", x, &self.min);
        (x - &self.min) / &self.range
    }

    /// Back to the original units: `z · (max − min) + min`; the shape of `z` is kept.
    ///
    /// # Panics
    /// As [`MinMax::apply`].
    #[track_caller]
    pub fn undo(&self, z: &Matrix) -> Matrix {
        check_columns("MinMax", z, &self.min);
        z * &self.range + &self.min
    }
}

/// Gives each column median 0 and a middle half of width 1: `z = (x − median) / (q₇₅ − q₂₅)`.
///
/// The quartiles `q₂₅` and `q₇₅` have a quarter of the training rows below and above them; whatever the few
/// largest and smallest values are, they do not move. A column whose quartiles are equal, as when most of its
/// values are 0, has no such width to divide by: it is taken as 1, and the column is only shifted.
///
/// ```
/// use ndarray::array;
/// let scaler = neural::data::Robust::fit(&array![[1.], [2.], [3.], [4.], [5000.]]);
/// assert_eq!(scaler.apply(&array![[3.], [5.]]), array![[0.], [1.]]); // quartiles 2 and 4
/// ```
#[derive(Clone, Debug)]
pub struct Robust {
    median: Array1<Real>,
    width: Array1<Real>,
}

impl Robust {
    /// Measures median and quartiles of each column; `x`: rows × columns.
    ///
    /// # Panics
    /// If `x` has no rows.
    #[track_caller]
    pub fn fit(x: &Matrix) -> Self {
        assert!(x.nrows() > 0, "Robust: cannot be fitted on 0 rows");
        let median_and_width = |column: ArrayView1<Real>| {
            let mut column: Vec<f64> = column.iter().copied().map(f64::from).collect();
            let [low, median, high] = [0.25, 0.5, 0.75].map(|q| quantile(&mut column, q) as Real);
            (median, if high > low { high - low } else { 1.0 })
        };
        let (median, width) = x.columns().into_iter().map(median_and_width).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { median: median.into(), width: width.into() }
    }

    /// `(x − median) / (q₇₅ − q₂₅)`; the shape of `x` is kept.
    ///
    /// # Panics
    /// If `x` has another number of columns than the rows it was fitted on.
    #[track_caller]
    pub fn apply(&self, x: &Matrix) -> Matrix {
        check_columns("Robust", x, &self.median);
        (x - &self.median) / &self.width
    }
}

/// Mean and standard deviation, summed in double precision: single precision loses digits over many rows.
fn mean_and_deviation(column: ArrayView1<Real>) -> (Real, Real) {
    let (min, max) = min_and_max(column);
    if min == max {
        return (min, 1.0);
    }
    let column = column.mapv(f64::from);
    let mean = column.sum() / column.len() as f64;
    let variance = column.mapv(|value| (value - mean).powi(2)).sum() / column.len() as f64;
    (mean as Real, variance.sqrt() as Real)
}

fn min_and_max(column: ArrayView1<Real>) -> (Real, Real) {
    column.fold((Real::INFINITY, Real::NEG_INFINITY), |(min, max), &value| (min.min(value), max.max(value)))
}

#[track_caller]
pub(super) fn check_columns(name: &str, x: &Matrix, fitted: &Array1<Real>) {
    assert!(
        x.ncols() == fitted.len(),
        "{name}: fitted on {} columns, applied to {:?}",
        fitted.len(),
        x.dim()
    );
}
