//! Five hidden layers whose weights are too small, with and without batch normalisation.

use crate::digits::{Digits, Norm, Run, Setup, USUAL, accuracies, runs};
use crate::{RATES, draw_losses, stretches, told};
use neural::Real;
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How large the first weights are, compared with He's rule.
pub const SMALL: Real = 0.3;

/// Those of the runs of [`RATES`] whose curves are drawn.
const DRAWN: usize = 3;

/// Returns the runs without and with batch normalisation, a list for each rate.
pub fn weights_too_small(report: &mut Report, digits: &Digits) -> [Vec<Vec<Run>>; 2] {
    let all = [Norm::Without, Norm::Before]
        .map(|norm| runs(report, digits, &RATES.map(|rate| Setup { norm, scale: SMALL, rate, ..USUAL })));
    let caption = format!(
        "Test accuracy (%) of a network with {} hidden layers whose first weights are {SMALL} \
         times He's, after {} steps; mean and standard deviation of five seeds.",
        USUAL.depth, USUAL.steps
    );
    let columns = ["learning rate", "without", "with batch normalisation"];
    let mut table = Table::new("opening", caption, columns);
    for (i, rate) in RATES.iter().enumerate() {
        let [without, with] = [0, 1].map(|which| told(accuracies(&all[which][i]), 0));
        table.row([rate.to_string(), without, with]);
    }
    report.table(table);
    let of_seed = |which: usize, seed: usize| -> Vec<f64> {
        all[which].iter().map(|runs| runs[seed].test.accuracy).collect()
    };
    let highest: Vec<f64> =
        (0..all[0][0].len()).map(|seed| of_seed(0, seed).into_iter().fold(0.0, f64::max)).collect();
    report.claim(
        "small-weights-need-it",
        highest.iter().map(|&highest| highest < 20.0),
        format!("without, the highest accuracy over all rates is {highest:.0?} %"),
    );
    let lowest: Vec<f64> =
        (0..highest.len()).map(|seed| of_seed(1, seed).into_iter().fold(100.0, f64::min)).collect();
    report.claim(
        "any-rate-does",
        lowest.iter().map(|&lowest| lowest > 50.0),
        format!("with it, the lowest accuracy over all rates is {lowest:.0?} %"),
    );
    report.value("depth", USUAL.depth);
    report.value("width", USUAL.width);
    report.value("steps", USUAL.steps);
    report.value("small", SMALL);
    report.value("train-rows", digits.train.x.nrows());
    report.value("test-rows", digits.test.x.nrows());
    report.value("choose-rows", digits.choose.x.nrows());
    report.value("drawn-rate", RATES[DRAWN]);
    let chart = Chart::new("step", "training loss").y_range(0, 2.6);
    let chart = draw_losses(chart, "without", &stretches(&all[0][DRAWN]));
    report.figure("opening", &draw_losses(chart, "with", &stretches(&all[1][DRAWN])).svg());
    all
}
