//! What mistakes cost, and how it is told.

use neural::trials::{Spread, over_seeds};
use report::plot::{Bars, Figure};
use report::{Report, Table};

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

    /// By how much more the report promises with the mistake than without it: each time the score
    /// that is reported above that on new rows.
    pub fn promised(
        number: usize,
        mistake: &'static str,
        data: &'static str,
        with: &[f64],
        without: &[f64],
    ) -> Self {
        Cost { number, mistake, data, kind: "promised", points: differences(with, without) }
    }
}

pub fn told(report: &mut Report, costs: &[Cost]) {
    let caption = "What each mistake cost, in points of a score in %: lost on test rows, or \
                   promised and not kept (mean and deviation of five seeds).";
    let columns = ["number", "mistake", "data", "points are", "points"];
    let mut table = Table::new("costs", caption, columns);
    let mut bars = Bars::new("points lost, or promised and not kept").range(-25, 100);
    for Cost { number, mistake, data, kind, points: cost } in costs {
        let words = [mistake, data, kind].map(|word| word.to_string());
        table.row([vec![number.to_string()], words.to_vec(), vec![points(cost)]].concat());
        bars = bars.bar(&format!("{number} {mistake}"), mean(cost));
    }
    report.table(table);
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
