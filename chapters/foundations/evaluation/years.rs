//! Years dealt at random, or split forwards, and scored on the same years: which methods are
//! flattered.

use crate::mean;
use crate::network::{QUANTITY, Recipe};
use crate::sun::{LAGS, forecast, lagged};
use ndarray::Axis;
use neural::data::{Split, k_fold, time_series_split};
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real};
use report::{Report, Table};

/// A number for each year that a split tests (n × 1), from the years that it trains on.
type Forecast<'a> = Box<dyn FnMut(&Split) -> Matrix + 'a>;

/// The mean absolute error of forecasts over all years from `first` on that the splits test.
fn error(y: &Matrix, splits: &[Split], first: usize, mut predict: Forecast) -> f64 {
    let errors = splits.iter().flat_map(|split| {
        let predicted = predict(split);
        let pairs = split.test.iter().zip(predicted).filter(|&(&row, _)| row >= first);
        pairs.map(|(&row, number)| f64::from((y[[row, 0]] - number).abs())).collect::<Vec<_>>()
    });
    mean(&errors.collect::<Vec<_>>())
}

/// The number of the training year that is nearest in time.
fn nearest_year<'a>(y: &'a Matrix) -> Forecast<'a> {
    Box::new(|split| {
        let copied = |&row: &usize| {
            let near = split.train.iter().min_by_key(|other| other.abs_diff(row));
            y[[*near.expect("training rows"), 0]]
        };
        Matrix::from_shape_fn((split.test.len(), 1), |(i, _)| copied(&split.test[i]))
    })
}

/// The mean of the training years.
fn mean_of_training<'a>(y: &'a Matrix) -> Forecast<'a> {
    Box::new(|split| {
        let mean = y.select(Axis(0), &split.train).mean().expect("training rows");
        Matrix::from_elem((split.test.len(), 1), mean)
    })
}

/// A network with room to remember single years.
const ROOMY: Recipe = Recipe { hidden: 64, steps: 4000, ..QUANTITY };

/// Three ways to split `rows` years: at random; at random with no more years to learn from than the
/// third way has; forward in time.
fn three_ways(rows: usize, seed: u64) -> [Vec<Split>; 3] {
    let random = k_fold(rows, 5, &mut neural::rng(seed));
    let forward = time_series_split(rows, 5);
    let shorter = |(random, forward): (&Split, &Split)| Split {
        train: random.train.iter().copied().take(forward.train.len()).collect(),
        test: random.test.clone(),
    };
    let fewer = random.iter().zip(&forward).map(shorter).collect();
    [random, fewer, forward]
}

pub fn years(report: &mut Report, sun: &[Real]) {
    let (x, y) = lagged(sun, LAGS);
    let runs = over_seeds(report.seeds(), |seed| {
        let ways = three_ways(y.nrows(), seed);
        let first = ways[2][0].test[0]; // the first year that the forward splits test
        ways.map(|splits| {
            let mut rng = neural::rng(seed);
            let neuron = error(&y, &splits, first, Box::new(|s| forecast(&x, &y, s, QUANTITY, &mut rng)));
            let network = error(&y, &splits, first, Box::new(|s| forecast(&x, &y, s, ROOMY, &mut rng)));
            let [near, mean] = [nearest_year(&y), mean_of_training(&y)].map(|f| error(&y, &splits, first, f));
            [near, mean, neuron, network]
        })
    });
    let caption = "Sunspots: mean absolute error (spots) under three ways to split, scored on the \
                   same 250 years (mean and deviation of five seeds).";
    let columns = ["forecast", "split at random", "at random, as few to learn from", "forward in time"];
    let mut table = Table::new("years", caption, columns);
    let names = ["as in the nearest year", "mean of the training years", "one neuron", "64 hidden units"];
    for (i, name) in names.iter().enumerate() {
        let cells = [0, 1, 2].map(|way| {
            let spread = Spread::of(runs.iter().map(|run| run[way][i]));
            let settled = way == 2 && i < 2; // no chance is involved
            if settled { format!("{:.1}", spread.mean) } else { format!("{spread:.1}") }
        });
        table.row([vec![name.to_string()], cells.to_vec()].concat());
    }
    report.table(table);
    let reversed =
        |[random, _, forward]: &[[f64; 4]; 3]| random[0] < 0.75 * random[1] && forward[0] > forward[1];
    let seen = "the nearest year against the mean: under three quarters at random, above it forwards";
    report.claim("random-years-flatter", runs.iter().map(reversed), seen);
    let ratios = |way: usize, i: usize| runs.iter().map(|run| run[way][i] / run[2][i]).collect::<Vec<f64>>();
    let (neuron, network, fewer) = (ratios(0, 2), ratios(0, 3), ratios(1, 3));
    let near = neuron.iter().map(|ratio| (0.9..1.1).contains(ratio));
    report.claim(
        "lags-are-not-fooled",
        near,
        format!("the neuron's error, random over forward: {neuron:.2?}"),
    );
    let flattered = network.iter().map(|&ratio| ratio < 0.95);
    let seen = format!("the network's error, random over forward: {network:.2?}");
    report.claim("a-roomy-network-gains", flattered, seen);
    let narrower = fewer.iter().zip(&network).map(|(fewer, random)| fewer > random);
    let seen =
        format!("the network's error over forward: random {network:.2?}, with as few years {fewer:.2?}");
    report.claim("fewer-years-narrow-the-gap", narrower, seen);
}
