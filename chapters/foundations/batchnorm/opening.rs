//! Five hidden layers whose weights are too small, with and without batch normalisation.

use crate::digits::{Digits, Norm, Run, Setup, USUAL, read_by, runs};
use crate::{RATES, draw_losses, stretches};
use neural::Real;
use neural::trials::Spread;
use report::Report;
use report::plot::{Chart, Figure};

/// How large the first weights are, compared with He's rule.
pub const SMALL: Real = 0.3;

/// Those of the runs of [`RATES`] whose curves are drawn.
const DRAWN: usize = 3;

/// Returns the runs without and with batch normalisation, a list for each rate.
pub fn weights_too_small(report: &mut Report, digits: &Digits) -> [Vec<Vec<Run>>; 2] {
    report
        .section("opening", "First weights three tenths of He's: the share of test digits read, five seeds");
    let all = [Norm::Without, Norm::Before]
        .map(|norm| runs(report, digits, &RATES.map(|rate| Setup { norm, scale: SMALL, rate, ..USUAL })));
    writeln!(report, "learning rate            without       with batch normalisation");
    for (i, rate) in RATES.iter().enumerate() {
        let [without, with] = [0, 1].map(|which| Spread::of(read_by(&all[which][i])));
        writeln!(report, "{rate:>13} {:>18} {:>18}", format!("{without:.0} %"), format!("{with:.0} %"));
    }
    let best = |which: usize, seed: usize| {
        all[which].iter().map(|runs| 100.0 * runs[seed].test.1).fold(0.0, f64::max)
    };
    let bests: Vec<[f64; 2]> = (0..all[0][0].len()).map(|seed| [best(0, seed), best(1, seed)]).collect();
    report.claim(
        "small-weights-need-it",
        bests.iter().map(|[without, with]| *without < 25.0 && *with > 80.0),
        format!("read with the best of all rates, without and with: {bests:.0?}"),
    );
    let worst = |seed: usize| all[1].iter().map(|runs| 100.0 * runs[seed].test.1).fold(100.0, f64::min);
    let worsts: Vec<f64> = (0..bests.len()).map(worst).collect();
    report.claim(
        "any-rate-does",
        worsts.iter().map(|&worst| worst > 40.0),
        format!("with the worst of all rates: {worsts:.0?}"),
    );
    report.value("rates", RATES.len());
    report.value("depth", USUAL.depth);
    report.value("width", USUAL.width);
    report.value("batch-size", USUAL.batch);
    report.value("steps", USUAL.steps);
    report.value("small", SMALL);
    report.value("train-rows", digits.train.x.nrows());
    report.value("test-rows", digits.test.x.nrows());
    report.value("signal-left", format!("{:.4}", SMALL.powi(USUAL.depth as i32)));
    report.value("drawn-rate", RATES[DRAWN]);
    let chart = Chart::new("step", "training loss").y_range(0, 2.6);
    let chart = draw_losses(chart, "without", &stretches(&all[0][DRAWN]));
    report.figure("opening", &draw_losses(chart, "with", &stretches(&all[1][DRAWN])).svg());
    all
}
