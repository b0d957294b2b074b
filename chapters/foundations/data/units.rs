//! Mistake 1: quantities in whatever units the file has.

use crate::census::{CHOOSE_ROWS, Census, Fit, Ready, Scale, TRAIN_ROWS, ready, share, standardised};
use crate::costs::{Cost, differences, each, mean, points};
use crate::digits::{ADAM, SGD};
use crate::network::{Network, Recipe, YES_OR_NO};
use neural::trials::{over_seeds, trials};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Chart, Figure};

const RATES: [Real; 9] = [1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3];

fn raw(_: &Matrix) -> Scale {
    Box::new(|x| x.clone())
}

/// For each seed training and test rows, and the rows to choose by in the place of the latter.
fn encoded(report: &Report, census: &Census, scale: Fit) -> Vec<[Ready; 2]> {
    over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        [ready(&train, &census.choose, scale), ready(&train, &census.test, scale)]
    })
}

/// Accuracy on the rows to choose by and on the test rows, in percent, for each rate and seed.
fn raced(report: &Report, rule: Recipe, rows: &[[Ready; 2]]) -> Vec<Vec<[f64; 2]>> {
    trials(&RATES, report.seeds(), |&rate, seed| {
        let rows = &rows[(seed - report.seed()) as usize];
        let recipe = Recipe { rule: rule.rule, rate, ..YES_OR_NO };
        let network = Network::train(&rows[0].x, &rows[0].y, recipe, &mut neural::rng(seed));
        [0, 1].map(|i| 100.0 * network.accuracy(&rows[i].test_x, &rows[i].test_labels))
    })
}

/// For each seed the test accuracy with the rate that is best on the rows to choose by.
pub fn tuned(runs: &[Vec<[f64; 2]>]) -> Vec<f64> {
    let best = |seed: usize| runs.iter().map(|runs| runs[seed]).max_by(|a, b| a[0].total_cmp(&b[0]));
    (0..runs[0].len()).map(|seed| best(seed).expect("a rate")[1]).collect()
}

pub fn unscaled(report: &mut Report, census: &Census) -> Cost {
    report.section("units", "Census, each with the best of nine rates: test accuracy in %");
    let mut chart = Chart::new("learning rate", "test accuracy (%)").log_x();
    let mut table = Vec::new();
    let ways =
        [("raw", encoded(report, census, raw)), ("standardised", encoded(report, census, standardised))];
    for (name, rule) in [SGD, ADAM] {
        for (how, rows) in &ways {
            let runs = raced(report, rule, rows);
            let means = runs.iter().map(|runs| mean(&each(runs, |run| run[1])));
            chart = chart.line(&format!("{name}, {how}"), RATES.into_iter().map(f64::from).zip(means));
            writeln!(report, "{name:<5} {how:<13} {:>12}", points(&tuned(&runs)));
            table.push(tuned(&runs));
        }
    }
    let nobody = 100.0 * (1.0 - share(&census.test));
    writeln!(report, "always \"no\"         {nobody:>5.1}");
    report.value("choose-rows", CHOOSE_ROWS);
    report.figure("units", &chart.svg());
    report.claim(
        "raw-units-stop-descent",
        differences(&table[1], &table[0]).iter().map(|&lost| lost > 3.0),
        format!("{:.1?} % with raw quantities, {nobody:.1} % for a constant", table[0]),
    );
    let lost = differences(&table[3], &table[2]);
    report.claim(
        "raw-units-cost-adam-too",
        lost.iter().map(|&lost| lost > 1.0),
        format!("{lost:.1?} points lost"),
    );
    Cost::lost(1, "inputs not scaled, Adam", "census", &table[2], &table[3])
}
