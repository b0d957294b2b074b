//! Dropout as an average: functions of thinned networks, their mean, and the whole network in use.

use crate::one_input::*;
use crate::told;
use neural::loss::mse;
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How often a thinned function is drawn for a mean, and its dropout.
const THINNED: usize = 100;
const HALF: Real = 0.5;

/// Errors against the truth: without dropout; with it, a thinned function, the mean of many, in
/// use.
fn thinning(seed: u64) -> ([f64; 4], Vec<Matrix>, Matrix, Fit) {
    let (plain, fit) = (fit(&WAVE, 0.0, 0.0, seed), fit(&WAVE, 0.0, HALF, seed));
    let (grid, mut rng) = (everywhere(), neural::rng(seed));
    let truth = grid.mapv(WAVE.truth);
    let thin: Vec<Matrix> = (0..THINNED).map(|_| fit.curve.thinned(&grid, &mut rng)).collect();
    let single = Spread::of(thin.iter().map(|y| mse(y, &truth).into())).mean;
    let mean = thin.iter().fold(Matrix::zeros(grid.dim()), |sum, y| sum + y) / THINNED as Real;
    ([plain.off_truth, single, mse(&mean, &truth).into(), fit.off_truth], thin, mean, fit)
}

pub fn thinned(report: &mut Report) {
    let runs = over_seeds(report.seeds(), thinning);
    let caption = format!(
        "Dropout on {FEW} noisy points: mean square error against the truth; mean and standard \
         deviation of five seeds."
    );
    let mut table = Table::new("thinned", caption, ["function", "error against the truth"]);
    let names = [
        "trained without dropout".to_string(),
        "trained with it: one thinned network".to_string(),
        format!("the mean of {THINNED} thinned networks"),
        "the whole network, in use".to_string(),
    ];
    for (i, name) in names.into_iter().enumerate() {
        table.row([name, told(runs.iter().map(|run| run.0[i]), 3)]);
    }
    report.table(table);
    report.claim(
        "the-mean-of-thinned-networks-errs-less",
        runs.iter().map(|([_, single, mean, used], ..)| mean < &(0.8 * single) && used < &(0.8 * single)),
        format!(
            "without dropout, one thinned, their mean, in use: {:.3?}",
            runs.iter().map(|run| run.0).collect::<Vec<_>>()
        ),
    );
    let (_, thin, mean, fit) = &runs[0];
    let grid = everywhere();
    let chart = Chart::new("x", "y").y_range(-2, 2);
    let chart = thin[..4].iter().fold(chart, |chart, y| chart.line("thinned networks", along(y)).faint());
    let chart = chart
        .line("mean of many", along(mean))
        .line("in use", along(&fit.curve.at(&grid)))
        .line("truth", along(&grid.mapv(WAVE.truth)));
    report.figure("thinned", &chart.svg());
}
