//! Experiments with chance in them: run with several seeds, told as a mean and a spread.

use rayon::prelude::*;
use std::fmt::{self, Display};

/// `run` of each row of a table with each seed: one list of results for each row, in the order of the seeds.
///
/// The runs share the processor's cores; which of them ends first changes nothing.
///
/// ```
/// let sums = neural::trials::trials(&[10, 20], 0..3, |&row, seed| row + seed);
/// assert_eq!(sums, [[10, 11, 12], [20, 21, 22]]);
/// ```
pub fn trials<R: Sync, T: Send>(
    rows: &[R],
    seeds: impl IntoIterator<Item = u64>,
    run: impl Fn(&R, u64) -> T + Sync,
) -> Vec<Vec<T>> {
    let seeds: Vec<u64> = seeds.into_iter().collect();
    rows.par_iter().map(|row| seeds.par_iter().map(|&seed| run(row, seed)).collect()).collect()
}

/// `run` with each seed, as [`trials`] of a single row.
///
/// ```
/// assert_eq!(neural::trials::over_seeds(7..10, |seed| seed * seed), [49, 64, 81]);
/// ```
pub fn over_seeds<T: Send>(seeds: impl IntoIterator<Item = u64>, run: impl Fn(u64) -> T + Sync) -> Vec<T> {
    trials(&[()], seeds, |(), seed| run(seed)).remove(0)
}

/// What several runs gave: their mean, and how far a single one lies from it.
///
/// `{:.1}` prints both with one decimal.
///
/// ```
/// use neural::trials::Spread;
/// let spread = Spread::of([97.0, 98.0, 99.0]);
/// assert_eq!(format!("{spread:.1} %"), "98.0 ± 1.0 %");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, with `n − 1` below the sum of `n` squares; NaN for a single run.
    pub deviation: f64,
}

impl Spread {
    /// Of these numbers.
    ///
    /// # Panics
    /// If there are none.
    #[track_caller]
    pub fn of(seen: impl IntoIterator<Item = f64>) -> Self {
        let seen: Vec<f64> = seen.into_iter().collect();
        assert!(!seen.is_empty(), "spread: there are no numbers");
        // The mean of equal numbers may differ from them in its last digit.
        let flat = seen.iter().all(|&x| x == seen[0]);
        let mean = if flat { seen[0] } else { seen.iter().sum::<f64>() / seen.len() as f64 };
        let squares: f64 = seen.iter().map(|x| (x - mean).powi(2)).sum();
        Spread { mean, deviation: (squares / (seen.len() as f64 - 1.0)).sqrt() }
    }
}

impl Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.mean.fmt(f)?;
        f.write_str(" ± ")?;
        self.deviation.fmt(f)
    }
}
