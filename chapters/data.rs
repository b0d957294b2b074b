//! The program of the chapter `data`: what happens to rows before a network sees them, and what ten mistakes cost.

#[path = "data/census.rs"]
mod census;
#[path = "data/gaps.rs"]
mod gaps;
#[path = "data/imbalance.rs"]
mod imbalance;
#[path = "data/leaks.rs"]
mod leaks;
#[path = "data/mistakes.rs"]
mod mistakes;
#[path = "data/network.rs"]
mod network;
#[path = "data/order.rs"]
mod order;
#[path = "data/outliers.rs"]
mod outliers;
#[path = "data/words.rs"]
mod words;

use neural::data::DataError;
use neural::report::Report;
use neural::trials::Spread;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("data");
    order::a_sorted_file(&mut report)?;
    gaps::in_the_file(&mut report)?;
    gaps::at_random(&mut report)?;
    gaps::not_at_random(&mut report)?;
    let census = census::read()?;
    gaps::occupations(&mut report, &census);
    outliers::a_slip(&mut report)?;
    outliers::capital_gains(&mut report, &census);
    words::codes_or_one_hot(&mut report, &census);
    let digits = neural::data::digits()?;
    let costs = [
        mistakes::unscaled(&mut report, &census),
        mistakes::wrong_loss(&mut report, &digits, &census),
        mistakes::rates(&mut report, &digits),
        mistakes::no_validation(&mut report, &census),
        leaks::scaling(&mut report)?,
        leaks::twins(&mut report, &census),
        leaks::means(&mut report, &census),
        imbalance::cures(&mut report, &census),
        mistakes::too_complex(&mut report, &census),
        mistakes::overfitting(&mut report, &census),
        mistakes::batch_sizes(&mut report, &digits),
        order::batches_in_order(&mut report)?,
    ];
    report.section("costs", "all");
    for cost in &costs {
        writeln!(report, "{:>2} {:<30} {:<14} {}", cost.number, cost.mistake, cost.data, points(&cost.points, 1));
    }
    Ok(report.finish())
}

/// What a mistake of the list cost, in points of a score on test rows, seed by seed.
pub struct Cost {
    pub number: usize,
    pub mistake: &'static str,
    pub data: &'static str,
    pub points: Vec<f64>,
}

impl Cost {
    /// The difference between the scores without and with the mistake, which are in percent.
    pub fn new(number: usize, mistake: &'static str, data: &'static str, with: &[f64], without: &[f64]) -> Self {
        let points = without.iter().zip(with).map(|(without, with)| without - with).collect();
        Cost { number, mistake, data, points }
    }
}

/// A share as a percentage.
fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Mean and spread of several scores.
fn points(scores: &[f64], decimals: usize) -> String {
    format!("{:.decimals$}", Spread::of(scores.iter().copied()))
}
