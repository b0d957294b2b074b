//! What mistakes cost, and how it is told.

use neural::trials::{Spread, over_seeds};
use report::Report;
use report::plot::{Bars, Figure};

/// What a mistake of the list cost, in points, seed by seed.
pub struct Cost {
    number: usize,
    mistake: &'static str,
    data: &'static str,
    kind: &'static str,
    points: Vec<f64>,
}

impl Cost {
    /// By how much the score on test rows, in percent, is lower with the mistake than without it.
    pub fn lost(
        number: usize,
        mistake: &'static str,
        data: &'static str,
        with: &[f64],
        without: &[f64],
    ) -> Self {
        Cost { number, mistake, data, kind: "lost", points: differences(without, with) }
    }

    /// By how much the score that is reported with the mistake is above the same network's score on new rows.
    pub fn promised(
        number: usize,
        mistake: &'static str,
        data: &'static str,
        said: &[f64],
        new: &[f64],
    ) -> Self {
        Cost { number, mistake, data, kind: "promised", points: differences(said, new) }
    }
}

pub fn told(report: &mut Report, costs: &[Cost]) {
    report.section("costs", "What each mistake cost, in points of a score in %");
    let mut bars = Bars::new("points lost, or promised in vain").range(-25, 100);
    for Cost { number, mistake, data, kind, points: cost } in costs {
        writeln!(report, "{number:>2}  {mistake:<29} {data:<9} {kind:<9} {:>12}", points(cost));
        bars = bars.bar(&format!("{number} {mistake}"), mean(cost));
    }
    report.figure("costs", &bars.svg());
}

/// The means of what several runs gave, with seeds that are drawn from `seed`.
pub fn repeated<const N: usize>(times: u64, seed: u64, run: impl Fn(u64) -> [f64; N] + Sync) -> [f64; N] {
    let runs = over_seeds((0..times).map(|i| times * seed + i), run);
    std::array::from_fn(|k| mean(&each(&runs, |run| run[k])))
}

/// `a − b`, seed by seed.
pub fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Mean and deviation of scores, in points or percent.
pub fn points(scores: &[f64]) -> String {
    format!("{:.1}", Spread::of(scores.iter().copied()))
}

/// The mean of scores.
pub fn mean(scores: &[f64]) -> f64 {
    Spread::of(scores.iter().copied()).mean
}

/// One of the scores of each run.
pub fn each<T>(runs: &[T], score: impl Fn(&T) -> f64) -> Vec<f64> {
    runs.iter().map(score).collect()
}
