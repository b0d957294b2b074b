//! How much a measured number would have varied with other rows from the same source.

use crate::Rng;
use rand::RngExt;
use std::ops::RangeInclusive;

/// The percentile interval of the bootstrap (Efron, 1979): `statistic` is computed on `resamples` lists of
/// `rows` row numbers, each drawn from `0..rows` with replacement; the interval holds the middle `level` of the
/// results.
///
/// ```
/// // 80 answers of 100 are right. How well is the share known?
/// let right: Vec<bool> = (0..100).map(|row| row < 80).collect();
/// let share = |rows: &[usize]| rows.iter().filter(|&&row| right[row]).count() as f64 / rows.len() as f64;
/// let interval = neural::metrics::bootstrap_interval(100, 0.95, 2000, &mut neural::rng(0), share);
/// assert!((interval.start() - 0.72).abs() < 0.02 && (interval.end() - 0.88).abs() < 0.02);
/// ```
///
/// # Panics
/// If there are no rows or resamples, `level` is not between 0 and 1, or `statistic` returns NaN.
#[track_caller]
pub fn bootstrap_interval(
    rows: usize,
    level: f64,
    resamples: usize,
    rng: &mut Rng,
    statistic: impl Fn(&[usize]) -> f64,
) -> RangeInclusive<f64> {
    assert!(rows > 0 && resamples > 0, "bootstrap_interval: {rows} rows, {resamples} resamples");
    assert!(level > 0.0 && level < 1.0, "bootstrap_interval: the level {level} is not between 0 and 1");
    let mut resample = vec![0; rows];
    let mut results = Vec::with_capacity(resamples);
    for _ in 0..resamples {
        resample.fill_with(|| rng.random_range(0..rows));
        let result = statistic(&resample);
        assert!(
            !result.is_nan(),
            "bootstrap_interval: the statistic of a resample is NaN; give it a value there"
        );
        results.push(result);
    }
    let tail = (1.0 - level) / 2.0;
    quantile(&mut results, tail)..=quantile(&mut results, 1.0 - tail)
}

/// The value below which the share `q` of `numbers` lies, on a straight line between two of them where
/// necessary (NumPy's default, type 7 of Hyndman and Fan, 1996). Sorts the numbers. NaN if one of
/// them is.
///
/// ```
/// assert_eq!(neural::metrics::quantile(&mut [4.0, 1.0, 2.0, 3.0], 0.5), 2.5);
/// ```
///
/// # Panics
/// If there are no numbers, or `q` is not in 0..=1.
#[track_caller]
pub fn quantile(numbers: &mut [f64], q: f64) -> f64 {
    assert!(!numbers.is_empty(), "quantile: there are no numbers");
    assert!((0.0..=1.0).contains(&q), "quantile: the share {q} is not in 0..=1");
    numbers.sort_by(f64::total_cmp);
    // Sorted, NaN stands first or last, as its sign says.
    let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
    if first.is_nan() || last.is_nan() {
        return f64::NAN;
    }
    let place = q * (numbers.len() - 1) as f64;
    let (below, above) = (numbers[place.floor() as usize], numbers[place.ceil() as usize]);
    match above - below {
        _ if below == above => below, // both may be infinite
        step if step.is_finite() => below + step * place.fract(),
        _ => below * (1.0 - place.fract()) + above * place.fract(),
    }
}
