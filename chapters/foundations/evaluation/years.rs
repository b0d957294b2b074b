//! Years dealt at random, or split forwards: which methods are flattered.

use crate::mean;
use crate::network::{QUANTITY, Recipe};
use crate::sun::{LAGS, forecast, lagged};
use ndarray::{Axis, s};
use neural::data::{Split, k_fold, time_series_split};
use neural::metrics::mean_absolute_error;
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real, Rng};
use report::Report;

/// The mean absolute error over several splits of predictions that are copied from the nearest year.
fn by_nearest_year(years: &Matrix, y: &Matrix, splits: &[Split]) -> f64 {
    let copied = |split: &Split, row: usize| {
        let distance = |&other: &usize| (years[[other, 0]] - years[[row, 0]]).abs() as u32;
        let near = *split.train.iter().min_by_key(|other| distance(other)).expect("training rows");
        y[[near, 0]]
    };
    let error = |split: &Split| {
        let predicted: Vec<Real> = split.test.iter().map(|&row| copied(split, row)).collect();
        let predicted = Matrix::from_shape_vec((predicted.len(), 1), predicted).expect("one column");
        mean_absolute_error(&y.select(Axis(0), &split.test), &predicted)
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

/// The same for the mean of the training years.
fn by_mean(y: &Matrix, splits: &[Split]) -> f64 {
    let error = |split: &Split| {
        let mean = y.select(Axis(0), &split.train).mean().expect("training rows");
        mean_absolute_error(&y.select(Axis(0), &split.test), &Matrix::from_elem((split.test.len(), 1), mean))
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

/// The same for a network that sees the years before.
pub fn by_network(x: &Matrix, y: &Matrix, splits: &[Split], recipe: Recipe, rng: &mut Rng) -> f64 {
    let error = |split: &Split| {
        let predicted = forecast(x, y, split, recipe, rng);
        mean_absolute_error(&y.select(Axis(0), &split.test), &predicted)
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

/// A network with room to remember single years.
const ROOMY: Recipe = Recipe { hidden: 64, steps: 4000, ..QUANTITY };

pub fn years(report: &mut Report, years: &Matrix, sun: &[Real]) {
    let (x, y) = lagged(sun, LAGS);
    let years = years.slice(s![LAGS.., ..]).to_owned();
    let rows = y.nrows();
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let (random, forward) = (k_fold(rows, 5, &mut rng), time_series_split(rows, 5));
        let fewer = random.iter().zip(&forward).map(|(random, forward)| {
            let train = random.train.iter().copied().take(forward.train.len()).collect();
            Split { train, test: random.test.clone() }
        });
        let fewer: Vec<Split> = fewer.collect();
        [random, fewer, forward].map(|splits| {
            let neuron = by_network(&x, &y, &splits, QUANTITY, &mut rng);
            let network = by_network(&x, &y, &splits, ROOMY, &mut rng);
            [by_nearest_year(&years, &y, &splits), by_mean(&y, &splits), neuron, network]
        })
    });
    report.section("years", "Sunspots again: mean absolute error under three ways to split, five seeds");
    writeln!(report, "                         at random   at random, as   forward in time");
    writeln!(report, "                                     few to learn");
    let names = ["as in the nearest year", "mean of training years", "one neuron", "64 hidden units"];
    for (i, name) in names.iter().enumerate() {
        let [random, fewer, forward] =
            [0, 1, 2].map(|split| Spread::of(runs.iter().map(|run| run[split][i])));
        let [random, fewer] = [random, fewer].map(|spread| format!("{spread:.1}"));
        let forward = if i < 2 { format!("{:.1}", forward.mean) } else { format!("{forward:.1}") };
        writeln!(report, "{name:22} {random:>11} {fewer:>15} {forward:>17}");
    }
    let reversed =
        runs.iter().map(|[random, _, forward]| random[0] < 0.75 * random[1] && forward[0] > forward[1]);
    report.claim(
        "random-years-flatter",
        reversed,
        "the nearest year beats the mean only when split at random",
    );
    let ratios = |i: usize| runs.iter().map(|run| run[0][i] / run[2][i]).collect::<Vec<f64>>();
    let (neuron, network) = (ratios(2), ratios(3));
    let honest = neuron.iter().map(|ratio| (0.8..1.2).contains(ratio));
    report.claim("lags-are-not-fooled", honest, format!("random over forward: {neuron:.2?}"));
    let fooled = network.iter().zip(&neuron).map(|(network, neuron)| network < neuron);
    report.claim("room-is-fooled-more", fooled, format!("random over forward: {network:.2?}"));
    let worse = runs.iter().map(|[.., forward]| forward[3] > forward[2]);
    report.claim("room-does-not-pay", worse, "forwards the network errs more than the neuron");
}
