//! What a training came to: curves, predicted against actual, residuals, and predictions as a file.

use crate::Problem;
use crate::input::{Input, write_table};
use crate::learn::Session;
use neural::data::Regression;
use neural::metrics::{mean_absolute_error, mean_squared_error, r2_score, residuals};
use neural::train::Epoch;
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use std::fs;
use std::path::Path;

/// How many points a scatter shows at most: more hide each other.
const POINTS: usize = 600;

/// How the network does on the test rows, in the target's own unit.
pub struct Judged {
    /// n × 1.
    pub predicted: Matrix,
    /// ŷ − y.
    pub residuals: Matrix,
    pub mse: f64,
    pub mae: f64,
    pub r2: f64,
}

impl Judged {
    pub fn new(predicted: Matrix, test: &Regression) -> Self {
        let (y, p) = (&test.y, &predicted);
        let (mse, mae) = (mean_squared_error(y, p), mean_absolute_error(y, p));
        Judged { residuals: residuals(y, p), mse, mae, r2: r2_score(y, p), predicted }
    }
}

/// Numbers, and the worst mistakes, as text.
pub fn told(judged: &Judged, input: &Input) -> String {
    let mean = input.train.y.mean().expect("there are rows");
    let mean = Judged::new(Matrix::from_elem(judged.predicted.dim(), mean), &input.test);
    let mut text = format!(
        "test rows: MSE {:.4}, RMSE {:.4}, MAE {:.4}, R² {:.3}\n",
        judged.mse,
        judged.mse.sqrt(),
        judged.mae,
        judged.r2
    );
    text +=
        &format!("the mean of the training rows as prediction: MSE {:.4}, MAE {:.4}\n", mean.mse, mean.mae);
    let mut rows: Vec<usize> = (0..judged.residuals.len()).collect();
    rows.sort_by(|&a, &b| judged.residuals[[b, 0]].abs().total_cmp(&judged.residuals[[a, 0]].abs()));
    text += "the worst mistakes:\n";
    for &row in rows.iter().take(5) {
        let (actual, predicted) = (input.test.y[[row, 0]], judged.predicted[[row, 0]]);
        text += &format!("test row {row}: {actual:.3}, predicted {predicted:.3}\n");
    }
    text
}

/// The number of the epoch with the lowest validation loss, and that loss; `None` before any was measured.
pub fn best_epoch(history: &[Epoch]) -> Option<(usize, f64)> {
    let losses = history.iter().zip(1..).filter_map(|(epoch, i)| Some((i, epoch.validation?.0)));
    losses.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Training and validation over the epochs, by `number` of an epoch and of its validation, times `unit`.
fn curves(name: &str, history: &[Epoch], number: fn(f64, f64) -> f64, unit: f64) -> Chart<'static> {
    let train = history.iter().zip(1..).map(|(epoch, i)| (i, unit * number(epoch.loss, epoch.metric)));
    let validation = history.iter().zip(1..).filter_map(|(epoch, i)| {
        let (loss, metric) = epoch.validation?;
        Some((i, unit * number(loss, metric)))
    });
    Chart::new("epoch", name).line("training rows", train).line("validation rows", validation)
}

pub fn loss_curves(history: &[Epoch], unit: f64) -> Chart<'static> {
    curves("mean squared error", history, |loss, _| loss, unit * unit).log_y()
}

pub fn mae_curves(history: &[Epoch], unit: f64) -> Chart<'static> {
    curves("mean absolute error", history, |_, mae| mae, unit)
}

/// Every row would be a blot; evenly spaced ones show the same.
fn some<'m>(values: &'m Matrix) -> impl Iterator<Item = Real> + 'm {
    values.iter().copied().step_by(values.len().div_ceil(POINTS))
}

pub fn predicted_against_actual(judged: &Judged, test: &Regression) -> Chart<'static> {
    let ends =
        some(&test.y).fold((Real::INFINITY, Real::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    Chart::new(&format!("actual {}", test.target), "predicted")
        .scatter("test rows", some(&test.y).zip(some(&judged.predicted)))
        .line("exact", [(ends.0, ends.0), (ends.1, ends.1)])
}

pub fn residuals_over_predictions(judged: &Judged) -> Chart<'static> {
    Chart::new("predicted", "residual (predicted − actual)")
        .scatter("test rows", some(&judged.predicted).zip(some(&judged.residuals)))
}

pub fn residual_histogram(judged: &Judged) -> Chart<'static> {
    Chart::new("residual (predicted − actual)", "test rows").histogram(
        "test rows",
        judged.residuals.iter().copied(),
        41,
    )
}

/// Writes all figures to a folder.
pub fn draw(folder: &Path, session: &Session, judged: &Judged) -> Result<(), Problem> {
    let (history, unit, test) = (&session.training.history, session.input.unit(), &session.input.test);
    let figures = [
        ("loss", loss_curves(history, unit)),
        ("mae", mae_curves(history, unit)),
        ("predicted", predicted_against_actual(judged, test)),
        ("residuals", residuals_over_predictions(judged)),
        ("histogram", residual_histogram(judged)),
    ];
    fs::create_dir_all(folder).map_err(|error| format!("{}: cannot be made ({error})", folder.display()))?;
    for (name, chart) in figures {
        let path = folder.join(name).with_extension("svg");
        fs::write(&path, chart.svg())
            .map_err(|error| format!("{}: cannot be written ({error})", path.display()))?;
        println!("[figure] {}", path.display());
    }
    Ok(())
}

/// A line for each test row: its number, the target, the prediction and the residual.
pub fn write_predictions(path: &Path, judged: &Judged, test: &Regression) -> Result<(), Problem> {
    let names = ["row", "actual", "predicted", "residual"].map(String::from).to_vec();
    let line = |row: usize| {
        let numbers = [&test.y, &judged.predicted, &judged.residuals].map(|of| of[[row, 0]].to_string());
        [&[row.to_string()][..], &numbers].concat()
    };
    write_table(path, std::iter::once(names).chain((0..test.y.nrows()).map(line)))?;
    println!("predictions are in {}", path.display());
    Ok(())
}
