//! The program of the chapter `batchnorm`: features normalised over the batch, what it buys, and
//! what is known about why.

mod by_hand;
mod depth;
mod digits;
mod features;
mod invariance;
mod modes;
mod opening;
#[path = "../../shared/parts.rs"]
mod parts;
mod rates;
mod small;
#[path = "../../shared/small_digits.rs"]
mod small_digits;
mod why;

use digits::Run;
use neural::data::DataError;
use neural::trials::Spread;
use neural::{MatrixRef, Real};
use report::Report;
use report::plot::Chart;
use std::process::ExitCode;

/// The learning rates that are tried: three decades.
const RATES: [Real; 7] = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("batchnorm");
    let digits = small_digits::read(0.2)?;
    let small = opening::weights_too_small(&mut report, &digits);
    features::one_feature(&mut report, &digits);
    features::one_digit(&mut report, &digits);
    by_hand::four_rows(&mut report);
    by_hand::small_batches(&mut report);
    by_hand::four_ways(&mut report, &digits);
    by_hand::the_bias_is_redundant(&mut report, &digits);
    modes::batch_sizes(&mut report, &digits);
    modes::wrong_mode(&mut report, &digits);
    modes::running_behind(&mut report, &digits);
    let usual = rates::rates(&mut report, &digits);
    let before = rates::scales(&mut report, &digits, small, usual);
    invariance::scaled_weights(&mut report, &digits);
    invariance::same_path(&mut report, &digits);
    invariance::growth(&mut report, &digits);
    invariance::brake(&mut report, &digits);
    invariance::collapse(&mut report, &before);
    depth::gradients(&mut report, &digits);
    depth::deep_training(&mut report, &digits);
    small::does_it_regularise(&mut report, &digits);
    why::two_explanations(&mut report, &digits);
    Ok(report.finish())
}

/// The root of the sum of squares.
fn length(matrix: &MatrixRef) -> f64 {
    matrix.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt()
}

/// The place of the greatest number.
fn greatest(numbers: impl Iterator<Item = f64>) -> usize {
    numbers.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).expect("there are numbers").0
}

/// Mean and deviation of what several seeds gave, as a piece of a table.
fn told(seen: impl IntoIterator<Item = f64>, decimals: usize) -> String {
    format!("{:.decimals$}", Spread::of(seen))
}

/// Mean and standard deviation over the seeds of the loss, over stretches of ten steps, at their
/// middle.
fn stretches(runs: &[Run]) -> Vec<(usize, Spread)> {
    stretched(&runs.iter().map(|run| run.losses.clone()).collect::<Vec<_>>())
}

fn stretched(losses: &[Vec<f64>]) -> Vec<(usize, Spread)> {
    let stretch = |from: usize| {
        let means = losses.iter().map(|run| run[from..from + 10].iter().sum::<f64>() / 10.0);
        (from + 5, Spread::of(means))
    };
    (0..losses[0].len()).step_by(10).map(stretch).collect()
}

/// A line for the means, a band for the deviations.
fn draw_losses<'a>(chart: Chart<'a>, name: &str, points: &[(usize, Spread)]) -> Chart<'a> {
    let edge = |side: f64| points.iter().map(move |(t, spread)| (*t, spread.mean + side * spread.deviation));
    chart.line(name, points.iter().map(|(t, spread)| (*t, spread.mean))).band(name, edge(-1.0), edge(1.0))
}
