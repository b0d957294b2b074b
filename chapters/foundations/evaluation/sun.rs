//! Quantities: the sun's spots, one year ahead.

use crate::network::{Model, QUANTITY, Recipe};
use crate::{LEVEL, RESAMPLES, greatest, least, mean};
use ndarray::{Axis, s};
use neural::data::{Split, Standardize};
use neural::metrics::*;
use neural::trials::over_seeds;
use neural::{Matrix, Real, Rng};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

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

/// Forecasts of the last years (n × 1): a neuron's, a network's, last year's number, and the mean
/// of the past.
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
    let runs = over_seeds(report.seeds(), |seed| four_forecasts(sun, seed));
    let y = last_numbers(sun);
    report.value("last-years", LAST_YEARS);
    let caption = "Sunspot numbers forecast one year ahead, over the last sixty years.";
    let columns = ["forecast", "MAE (spots)", "MSE (spots²)", "RMSE (spots)", "R²"];
    let mut table = Table::new("forecasts", caption, columns);
    for (name, predicted) in &runs[0] {
        let (mae, mse) = (mean_absolute_error(&y, predicted), mean_squared_error(&y, predicted));
        let (rmse, r2) = (root_mean_squared_error(&y, predicted), r2_score(&y, predicted));
        let cells = [format!("{mae:.1}"), format!("{mse:.0}"), format!("{rmse:.1}"), format!("{r2:.2}")];
        table.row([vec![name.to_string()], cells.to_vec()].concat());
    }
    report.table(table);
    let r2 = |run: &[(&str, Matrix); 4], i: usize| r2_score(&y, &run[i].1);
    let constant = r2(&runs[0], 0);
    let seen = format!("R² of the mean of the past: {constant:.2}");
    report.fact("a-constant-below-zero", constant < 0.0, seen);
    let better = runs.iter().map(|run| r2(run, 2) > r2(run, 1));
    let neurons: Vec<f64> = runs.iter().map(|run| r2(run, 2)).collect();
    let seen = format!("R² of last year's number {:.3}, of the neuron {neurons:.3?}", r2(&runs[0], 1));
    report.claim("neuron-beats-last-year", better, seen);

    crossed(report, &y, &runs[0][2].1);
    left_over(report, &y, &runs.iter().map(|run| &run[2].1).collect::<Vec<_>>());
    draw_forecasts(report, &y, &runs[0][2].1, sun.len());
}

/// What comes of subtracting a column from a row: every forecast from every year.
fn crossed(report: &mut Report, y: &Matrix, predicted: &Matrix) {
    let differences = predicted - &y.t();
    report.value("crossed-entries", differences.len());
    let rmse = mean(&differences.mapv(|r| f64::from(r * r))).sqrt();
    report.value("crossed-rmse", format!("{rmse:.0}"));
    report.value("neuron-rmse", format!("{:.0}", root_mean_squared_error(y, predicted)));
}

/// What the neuron's residuals go with; `forecasts` are those of several seeds.
fn left_over(report: &mut Report, y: &Matrix, forecasts: &[&Matrix]) {
    let caption = "What one neuron's residuals (forecast minus observed) go with: their mean, its \
                   interval with the years drawn anew, and their correlation with two columns.";
    let columns = [
        "seed",
        "mean residual (spots)",
        "95 % interval (spots)",
        "correlation with the forecast",
        "correlation with the observed number",
    ];
    let mut table = Table::new("residuals", caption, columns);
    let mut rng = neural::rng(report.seed());
    let against = |forecast: &&Matrix| {
        let r = residuals(y, forecast);
        let drawn = |rows: &[usize]| rows.iter().map(|&row| f64::from(r[[row, 0]])).collect::<Vec<_>>();
        let interval = bootstrap_interval(LAST_YEARS, LEVEL, RESAMPLES, &mut rng, |rows| mean(&drawn(rows)));
        (mean(&r.mapv(f64::from)), interval, [correlation(&r, forecast), correlation(&r, y)])
    };
    let found: Vec<_> = forecasts.iter().map(against).collect();
    for (seed, (bias, interval, correlations)) in report.seeds().zip(&found) {
        let interval = format!("{:.1} to {:.1}", interval.start(), interval.end());
        let correlations = correlations.map(|correlation| format!("{correlation:.2}"));
        let cells = [seed.to_string(), format!("{bias:.1}"), interval];
        table.row([cells.to_vec(), correlations.to_vec()].concat());
    }
    report.table(table);
    let biases: Vec<f64> = found.iter().map(|(bias, ..)| *bias).collect();
    let between_seeds = greatest(&biases) - least(&biases);
    let narrow =
        found.iter().map(|(_, interval, _)| between_seeds < 0.5 * (interval.end() - interval.start()));
    let seen = format!("the means of five seeds differ by {between_seeds:.1} spots at most");
    report.claim("five-seeds-are-not-five-suns", narrow, seen);
    let with_zero = found.iter().filter(|(_, interval, _)| interval.contains(&0.0)).count();
    report.value("bias-may-be-zero", with_zero);
    let tilted = found.iter().map(|&(.., [forecast, observed])| forecast.abs() < 0.15 && observed < -0.2);
    let both: Vec<[f64; 2]> = found.iter().map(|&(.., both)| both).collect();
    let seen = format!("correlation with forecast and observed number: {both:.2?}");
    report.claim("observed-tilts-residuals", tilted, seen);
}

fn draw_forecasts(report: &mut Report, y: &Matrix, predicted: &Matrix, years: usize) {
    let r = residuals(y, predicted);
    let first = 1700 + years - LAST_YEARS;
    let series =
        |numbers: &Matrix| numbers.iter().zip(first..).map(|(&n, year)| (year, n)).collect::<Vec<_>>();
    let chart = Chart::new("year", "sunspot number").line("observed", series(y));
    report.figure("forecasts", &chart.line("forecast by one neuron", series(predicted)).svg());
    let (worst, _) = r.indexed_iter().min_by(|(_, a), (_, b)| a.total_cmp(b)).expect("residuals");
    let cloud = |axis: &str, across: &Matrix| {
        let cloud = Chart::new(axis, "residual (spots)").height(400.0).scatter("", across.iter().zip(&r));
        let beside = (across[worst] - 20.0, r[worst]);
        cloud.line("", [(0, 0), (190, 0)]).note(beside, &(first + worst.0).to_string())
    };
    let clouds = [cloud("forecast (spots)", predicted), cloud("observed (spots)", y)];
    let [left, right] = clouds;
    report.figure("residuals", &Panels::new(2).add(left).add(right).svg());
    report.value("worst-year", first + worst.0);
    report.value("worst-residual", format!("{:.0}", r[worst]).replace('-', "−"));
    let bins = Chart::new("residual (spots)", "years").histogram("", &r, 12);
    report.figure("residual-histogram", &bins.svg());
}
