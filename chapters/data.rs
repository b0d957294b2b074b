//! The program of the chapter `data`: what happens to rows before a network sees them, and what ten mistakes cost.

#[path = "data/census.rs"]
mod census;
#[path = "data/gaps.rs"]
mod gaps;
#[path = "data/network.rs"]
mod network;
#[path = "data/order.rs"]
mod order;

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
    let _costs = [order::batches_in_order(&mut report)?];
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
