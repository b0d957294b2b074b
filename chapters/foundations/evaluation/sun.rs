//! Quantities: the sun's spots, one year ahead.

use crate::network::{Model, QUANTITY, Recipe};
use crate::{LEVEL, RESAMPLES, greatest, least, mean};
use ndarray::{Axis, s};
use neural::data::{Split, Standardize};
use neural::metrics::*;
use neural::trials::over_seeds;
use neural::{Matrix, Real, Rng};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// How many past years a forecast of the sun looks at.
pub const LAGS: usize = 9;
/// How many of the last years are kept for testing.
pub const LAST_YEARS: usize = 60;

/// Each year's number (n × 1), and the `lags` numbers before it, the last one first (n × lags).
pub fn lagged(series: &[Real], lags: usize) -> (Matrix, Matrix) {
    let rows = series.len() - lags;
    let x = Matrix::from_shape_fn((rows, lags), |(row, lag)| series[row + lags - 1 - lag]);
    (x, Matrix::from_shape_fn((rows, 1), |(row, _)| series[row + lags]))
}

/// Between −1 and 1: how closely two columns rise and fall together.
fn correlation(a: &Matrix, b: &Matrix) -> f64 {
    let centred = |x: &Matrix| x.mapv(f64::from) - mean(&x.mapv(f64::from));
    let (a, b) = (centred(a), centred(b));
    (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt()
}

/// Trains on some rows of a series and predicts others (n × 1).
pub fn forecast(x: &Matrix, y: &Matrix, split: &Split, recipe: Recipe, rng: &mut Rng) -> Matrix {
    let (x_train, y_train) = (x.select(Axis(0), &split.train), y.select(Axis(0), &split.train));
    let unit = Standardize::fit(&y_train);
    let model = Model::fit(&x_train, &unit.apply(&y_train), recipe, rng);
    unit.undo(&model.predict(&x.select(Axis(0), &split.test)))
}

/// The last years for testing, all before them for training.
pub fn last_years(rows: usize) -> Split {
    Split { train: (0..rows - LAST_YEARS).collect(), test: (rows - LAST_YEARS..rows).collect() }
}

/// Forecasts of the last years (n × 1): a neuron's, a network's, last year's number, and the mean of the past.
pub fn four_forecasts(sun: &[Real], seed: u64) -> [(&'static str, Matrix); 4] {
    let (x, y) = lagged(sun, LAGS);
    let (split, mut rng) = (last_years(x.nrows()), neural::rng(seed));
    let mean = y.select(Axis(0), &split.train).mean().expect("years to train on");
    [
        ("mean of the past", Matrix::from_elem((LAST_YEARS, 1), mean)),
        ("as last year", x.slice(s![split.test[0].., ..1]).to_owned()),
        ("one neuron", forecast(&x, &y, &split, QUANTITY, &mut rng)),
        ("network", forecast(&x, &y, &split, Recipe { hidden: 16, ..QUANTITY }, &mut rng)),
    ]
}

/// The true numbers of the last years (n × 1).
pub fn last_numbers(sun: &[Real]) -> Matrix {
    Matrix::from_shape_fn((LAST_YEARS, 1), |(row, _)| sun[sun.len() - LAST_YEARS + row])
}

pub fn sun_forecasts(report: &mut Report, sun: &[Real]) {
    let (runs, y) = (over_seeds(report.seeds(), |seed| four_forecasts(sun, seed)), last_numbers(sun));
    report.section("forecasts", "Sunspots, one year ahead");
    report.value("last-years", LAST_YEARS);
    writeln!(report, "forecast              MAE      MSE     RMSE       R²");
    for (name, predicted) in &runs[0] {
        let (mae, mse) = (mean_absolute_error(&y, predicted), mean_squared_error(&y, predicted));
        let (rmse, r2) = (root_mean_squared_error(&y, predicted), r2_score(&y, predicted));
        writeln!(report, "{name:17} {mae:7.1} {mse:8.0} {rmse:8.1} {r2:8.3}");
    }
    let r2 = |run: &[(&str, Matrix); 4], i: usize| r2_score(&y, &run[i].1);
    report.fact("the-mean-of-the-past-is-not-zero", r2(&runs[0], 0) < 0.0, "R² of a constant, below 0");
    let better = runs.iter().map(|run| r2(run, 2) > r2(run, 1));
    let seen: Vec<f64> = runs.iter().map(|run| r2(run, 2)).collect();
    report.claim("neuron-beats-last-year", better, format!("R² of the neuron: {seen:.3?}"));

    left_over(report, &y, &runs.iter().map(|run| &run[2].1).collect::<Vec<_>>());
    draw_forecasts(report, &y, &runs[0][2].1, sun.len());
}

/// What the neuron's residuals go with; `forecasts` are those of several seeds.
fn left_over(report: &mut Report, y: &Matrix, forecasts: &[&Matrix]) {
    report.section("residuals", "What the neuron's residuals go with");
    writeln!(report, "                                   correlation with");
    writeln!(report, "seed   mean   95 of 100 resamples   forecast   observed number");
    let mut rng = neural::rng(report.seed());
    let against = |forecast: &&Matrix| {
        let r = residuals(y, forecast);
        let of = |rows: &[usize]| mean(&rows.iter().map(|&row| f64::from(r[[row, 0]])).collect::<Vec<_>>());
        let interval = bootstrap_interval(LAST_YEARS, LEVEL, RESAMPLES, &mut rng, of);
        (mean(&r.mapv(f64::from)), interval, [correlation(&r, forecast), correlation(&r, y)])
    };
    let found: Vec<_> = forecasts.iter().map(against).collect();
    for (seed, (bias, interval, [forecast, observed])) in report.seeds().zip(&found) {
        let interval = format!("{:.1} to {:.1}", interval.start(), interval.end());
        writeln!(report, "{seed:4} {bias:6.1} {interval:>21} {forecast:10.2} {observed:17.2}");
    }
    let biases: Vec<f64> = found.iter().map(|(bias, ..)| *bias).collect();
    let between_seeds = greatest(&biases) - least(&biases);
    let narrow =
        found.iter().map(|(_, interval, _)| between_seeds < 0.5 * (interval.end() - interval.start()));
    report.claim("five-seeds-are-not-five-suns", narrow, format!("seeds differ by {between_seeds:.1}"));
    let tilted = found.iter().map(|&(.., [forecast, observed])| forecast.abs() < 0.15 && observed < -0.2);
    report.claim("observed-tilts-residuals", tilted, "a correlation with the observed number only");
}

fn draw_forecasts(report: &mut Report, y: &Matrix, predicted: &Matrix, years: usize) {
    let r = residuals(y, predicted);
    let first = 1700 + years - LAST_YEARS;
    let series =
        |numbers: &Matrix| numbers.iter().enumerate().map(|(i, &n)| (first + i, n)).collect::<Vec<_>>();
    let chart = Chart::new("year", "sunspot number").line("observed", series(y));
    report.figure("forecasts", &chart.line("forecast by one neuron", series(predicted)).svg());
    let (worst, _) = r.indexed_iter().min_by(|(_, a), (_, b)| a.total_cmp(b)).expect("residuals");
    let cloud = |axis: &str, across: &Matrix| {
        let cloud = Chart::new(axis, "residual").height(400.0).scatter("", across.iter().zip(&r));
        let beside = (across[worst] - 20.0, r[worst]);
        cloud.line("", [(0, 0), (190, 0)]).note(beside, &(first + worst.0).to_string())
    };
    let clouds = Panels::new(2).add(cloud("forecast", predicted)).add(cloud("observed", y));
    report.figure("residuals", &clouds.svg());
    report.value("worst-year", first + worst.0);
    report.value("worst-residual", format!("{:.0}", r[worst]).replace('-', "−"));
    let bins = Chart::new("residual", "years").histogram("", &r, 12);
    report.figure("residual-histogram", &bins.svg());
}
