//! Bringing columns to a common scale, fitted on the training rows and applied to all rows.
//!
//! Each scaler is a shift and a division, column by column; only what they measure on the training
//! rows differs. A column that holds NaN or an infinite value there has no scale and comes out as
//! NaN: fill gaps with [`Impute`](super::Impute).

use ndarray::{Array1, ArrayView1, Zip};

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
    mean: Array1<f64>,
    deviation: Array1<f64>,
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
        check_columns("Standardize", x, self.mean.len());
        scaled(x, &self.mean, &self.deviation)
    }

    /// Back to the original units: `z · σ + μ`; the shape of `z` is kept.
    ///
    /// # Panics
    /// As [`Standardize::apply`].
    #[track_caller]
    pub fn undo(&self, z: &Matrix) -> Matrix {
        check_columns("Standardize", z, self.mean.len());
        unscaled(z, &self.mean, &self.deviation)
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
    min: Array1<f64>,
    range: Array1<f64>,
}

impl MinMax {
    /// Measures the smallest and the largest value of each column; `x`: rows × columns.
    ///
    /// # Panics
    /// If `x` has no rows.
    #[track_caller]
    pub fn fit(x: &Matrix) -> Self {
        assert!(x.nrows() > 0, "MinMax: cannot be fitted on 0 rows");
        let min_and_range = |column: ArrayView1<Real>| {
            // Only `min` and `max` of Rust pass over NaN; a column that holds one has no range.
            let column = column.mapv(f64::from);
            let min = column.fold(f64::INFINITY, |min, &x| if x < min || x.is_nan() { x } else { min });
            let max = column.fold(f64::NEG_INFINITY, |max, &x| max.max(x));
            (min, divisor(max - min))
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
        check_columns("MinMax", x, self.min.len());
        scaled(x, &self.min, &self.range)
    }

    /// Back to the original units: `z · (max − min) + min`; the shape of `z` is kept.
    ///
    /// # Panics
    /// As [`MinMax::apply`].
    #[track_caller]
    pub fn undo(&self, z: &Matrix) -> Matrix {
        check_columns("MinMax", z, self.min.len());
        unscaled(z, &self.min, &self.range)
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
    median: Array1<f64>,
    width: Array1<f64>,
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
            let [low, median, high] = [0.25, 0.5, 0.75].map(|q| quantile(&mut column, q));
            (median, divisor(high - low))
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
        check_columns("Robust", x, self.median.len());
        scaled(x, &self.median, &self.width)
    }
}

/// `(x − shift) / unit`, column by column. In double precision: of numbers far from zero, such as
/// years or prices, little would be left of a small difference.
fn scaled(x: &Matrix, shift: &Array1<f64>, unit: &Array1<f64>) -> Matrix {
    by_column(x, shift, unit, |x, shift, unit| (x - shift) / unit)
}

/// `z · unit + shift`, column by column.
fn unscaled(z: &Matrix, shift: &Array1<f64>, unit: &Array1<f64>) -> Matrix {
    by_column(z, shift, unit, |z, shift, unit| z * unit + shift)
}

fn by_column(
    x: &Matrix,
    shift: &Array1<f64>,
    unit: &Array1<f64>,
    f: impl Fn(f64, f64, f64) -> f64,
) -> Matrix {
    let mut result = x.clone();
    for row in result.rows_mut() {
        let each = Zip::from(row).and(shift).and(unit);
        each.for_each(|x, &shift, &unit| *x = f(f64::from(*x), shift, unit) as Real);
    }
    result
}

/// What to divide by: the spread of a column, or 1 if it has none. NaN where the spread is no
/// finite number: a column with a value that is NaN or infinite would otherwise come out as if all
/// its rows were alike.
fn divisor(spread: f64) -> f64 {
    match spread {
        0.0 => 1.0,
        spread if spread.is_finite() => spread,
        _ => f64::NAN,
    }
}

/// Mean and standard deviation; of equal numbers exactly their value and 1.
fn mean_and_deviation(column: ArrayView1<Real>) -> (f64, f64) {
    let column = column.mapv(f64::from);
    if column.iter().all(|&value| value == column[0]) {
        return (column[0], 1.0);
    }
    let mean = column.sum() / column.len() as f64;
    let variance = column.mapv(|value| (value - mean).powi(2)).sum() / column.len() as f64;
    (mean, divisor(variance.sqrt()))
}

#[track_caller]
pub(super) fn check_columns(name: &str, x: &Matrix, fitted: usize) {
    assert!(x.ncols() == fitted, "{name}: fitted on {fitted} columns, applied to {:?}", x.dim());
}
