//! How sure a score is: intervals from the test rows, and what they do not know.

use crate::network::{Recipe, YES_OR_NO};
use crate::rankings::measures;
use crate::sun::{LAST_YEARS, four_forecasts, last_numbers};
use crate::wines::{Tested, tasted};
use crate::{LEVEL, RESAMPLES, mean};
use neural::Real;
use neural::data::Classification;
use neural::metrics::{bootstrap_interval, residuals};
use neural::trials::{Spread, over_seeds};
use report::Report;
use std::ops::RangeInclusive;

pub fn intervals(report: &mut Report, wines: &Classification, samples: &Classification, sun: &[Real]) {
    let rng = &mut neural::rng(report.seed());
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tumours = Tested::new(&samples.x, &samples.labels, one_layer, report.seed());
    let wines = tasted(wines, report.seed());
    report.section("intervals", "What the test rows can say, and how surely");
    writeln!(report, "                               rows   measured   95 of 100 resamples");
    let rows = [
        ("tumours: accuracy", &tumours, Tested::accuracy as fn(&Tested, Real) -> f64),
        ("tumours: recall", &tumours, |tested, from| tested.counts(from).recall(0.0)),
        ("poor wines: area under ROC", &wines, |tested, _| measures(tested).0),
        ("poor wines: average precision", &wines, |tested, _| measures(tested).1),
    ];
    for (name, tested, measure) in rows {
        let of = |rows: &[usize]| {
            let positive = rows.iter().map(|&row| tested.positive[row]).collect();
            measure(&Tested { positive, chances: rows.iter().map(|&row| tested.chances[row]).collect() }, 0.5)
        };
        let n = tested.positive.len();
        let interval = bootstrap_interval(n, LEVEL, RESAMPLES, rng, of);
        let (low, high) = interval.into_inner();
        writeln!(report, "{name:29} {n:5} {:10.3}   {low:.3} to {high:.3}", measure(tested, 0.5));
    }
    let name = "sun: MAE gained over last year";
    let runs = over_seeds(report.seeds(), |seed| gain(sun, seed));
    let (measured, (low, high)) = (runs[0].0, runs[0].1.clone().into_inner());
    writeln!(report, "{name:30} {LAST_YEARS:4} {measured:10.2}   {low:.2} to {high:.2}");
    let from: Vec<f64> = runs.iter().map(|(_, interval)| *interval.start()).collect();
    report.claim("gain-is-above-zero", from.iter().map(|&from| from > 0.0), format!("from {from:.1?}"));
    report.value("level", format!("{:.0} %", 100.0 * LEVEL));
    let certain = bootstrap_interval(20, LEVEL, RESAMPLES, rng, |_| 1.0);
    report.fact("no-error-no-doubt", certain == (1.0..=1.0), "20 of 20 right: the interval has no width");
}

/// By how much one neuron's mean absolute error is below that of last year's number, with its interval.
fn gain(sun: &[Real], seed: u64) -> (f64, RangeInclusive<f64>) {
    let [_, last_year, neuron, _] =
        four_forecasts(sun, seed).map(|(_, forecast)| residuals(&last_numbers(sun), &forecast));
    let gains: Vec<f64> = last_year.iter().zip(&neuron).map(|(a, b)| f64::from(a.abs() - b.abs())).collect();
    let of = |rows: &[usize]| rows.iter().map(|&row| gains[row]).sum::<f64>() / rows.len() as f64;
    (mean(&gains), bootstrap_interval(LAST_YEARS, LEVEL, RESAMPLES, &mut neural::rng(seed), of))
}

/// The area under the ROC of one experiment with wines, and its interval.
fn area(wines: &Classification, seed: u64) -> (f64, RangeInclusive<f64>) {
    let run = tasted(wines, seed);
    let of = |rows: &[usize]| {
        let positive = rows.iter().map(|&row| run.positive[row]).collect();
        measures(&Tested { positive, chances: rows.iter().map(|&row| run.chances[row]).collect() }).0
    };
    let rng = &mut neural::rng(seed);
    (measures(&run).0, bootstrap_interval(run.positive.len(), LEVEL, RESAMPLES, rng, of))
}

pub fn other_splits(report: &mut Report, wines: &Classification) {
    const SPLITS: u64 = 40;
    let from = report.seed();
    let runs = over_seeds(from..from + SPLITS, |seed| area(wines, seed));
    let all = Spread::of(runs.iter().map(|(area, _)| *area));
    let holds = |(_, interval): &&(f64, RangeInclusive<f64>)| interval.contains(&all.mean);
    report.section("other-splits", "Poor wines: area under ROC, with other splits and other starts");
    writeln!(report, "seed    area   95 of 100 resamples");
    for (seed, (area, interval)) in report.seeds().zip(&runs) {
        let (low, high) = interval.clone().into_inner();
        writeln!(report, "{seed:4}   {area:.3}   {low:.3} to {high:.3}");
    }
    writeln!(report, "mean and deviation of {SPLITS} seeds: {all:.3}");
    let held: Vec<usize> = runs.chunks(8).map(|eight| eight.iter().filter(holds).count()).collect();
    writeln!(report, "intervals that hold this mean: {} of {SPLITS}", held.iter().sum::<usize>());
    let implied = runs.iter().map(|(_, interval)| (interval.end() - interval.start()) / (2.0 * 1.96));
    writeln!(report, "deviation that an interval implies, mean: {:.3}", Spread::of(implied).mean);
    let kept = held.iter().map(|&held| held >= 5);
    report.claim("intervals-mostly-hold", kept, format!("that hold the mean, of eight each: {held:?}"));
}
