//! Mistakes 7 and 8: a large network at once, trained to the end.

use crate::census::{Census, Encoder, TRAIN_ROWS, ready, standardised};
use crate::costs::{Cost, differences, each, mean, points};
use crate::network::{Network, Recipe, YES_OR_NO, column};
use neural::Real;
use neural::data::batches;
use neural::train::EarlyStopping;
use neural::trials::{over_seeds, trials};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// Hidden layers, from none to many.
const NETWORKS: [(&str, &[usize]); 5] = [
    ("none", &[]),
    ("16", &[16]),
    ("64-64", &[64, 64]),
    ("128-128-128", &[128; 3]),
    ("eight of 64", &[64; 8]),
];

pub fn too_complex(report: &mut Report, census: &Census) -> Cost {
    let runs = trials(&NETWORKS, report.seeds(), |&(_, hidden), seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let ready = ready(&train, &census.test, standardised);
        let recipe = Recipe { hidden, ..YES_OR_NO };
        let network = Network::train(&ready.x, &ready.y, recipe, &mut neural::rng(seed));
        let train = 100.0 * network.accuracy(&ready.x, &train.labels);
        (network.params.count(), train, 100.0 * network.accuracy(&ready.test_x, &ready.test_labels))
    });
    let caption = "Census, 2000 training rows: accuracy (%) of networks from small to large (mean \
                   and deviation of five seeds; parameters of the first).";
    let columns = ["hidden layers", "parameters", "training rows (%)", "test rows (%)"];
    let mut table = Table::new("size", caption, columns);
    for ((name, _), runs) in NETWORKS.iter().zip(&runs) {
        let [train, test] = [points(&each(runs, |run| run.1)), points(&each(runs, |run| run.2))];
        table.row([name.to_string(), runs[0].0.to_string(), train, test]);
    }
    report.table(table);
    let of = |row: usize| each(&runs[row], |run| run.2);
    let lost = differences(&of(0), &of(3));
    report.claim(
        "the-smallest-is-best-here",
        (0..lost.len()).map(|seed| {
            lost[seed] > 0.0 && (1..NETWORKS.len()).all(|row| runs[row][seed].1 > runs[0][seed].1)
        }),
        format!("{lost:.1?} points lost by three layers of 128"),
    );
    Cost::lost(7, "three layers of 128 first", "census", &of(3), &of(0))
}

const LONG: Recipe = Recipe { hidden: &[64], steps: 401, ..YES_OR_NO };
/// After how many steps the losses are looked at.
const EVERY: usize = 10;
/// How many looks without a better loss end the training.
const PATIENCE: usize = 5;

/// The losses on training, validation and test rows at each look.
type Curve = Vec<[f64; 3]>;

/// Trains to the end on 300 rows; 200 others are for validation. Returns the curve, the number of
/// the look with the least validation loss before early stopping ends the training, and the test
/// accuracy there and at the end, in %.
fn to_the_end(census: &Census, seed: u64) -> (Curve, usize, [f64; 2]) {
    let rows = census.draw(500, &mut neural::rng(seed));
    let part = |from: usize, to: usize| rows.rows(&(from..to).collect::<Vec<_>>());
    let (train, validation) = (part(0, 300), part(300, 500));
    let encoder = Encoder::fit(&train, standardised);
    let parts = [&train, &validation, &census.test];
    let encoded = parts.map(|part| encoder.apply(part));
    let (mut curve, mut stopping, mut stopped) = (Curve::new(), EarlyStopping::new(PATIENCE), false);
    let deal = |rng: &mut neural::Rng| batches(300, LONG.batch, rng);
    let look = |t: usize, network: &Network| {
        if t.is_multiple_of(EVERY) {
            let losses = [0, 1, 2].map(|i| network.loss(&encoded[i], &parts[i].labels));
            stopped = stopped || stopping.observe(losses[1] as Real, &network.params);
            curve.push(losses);
        }
    };
    let y = column(&train.labels);
    let mut network = Network::train_watched(&encoded[0], &y, LONG, &mut neural::rng(seed), deal, look);
    let tested = |network: &Network| 100.0 * network.accuracy(&encoded[2], &census.test.labels);
    let at_the_end = tested(&network);
    stopping.restore(&mut network.params);
    let best =
        curve.iter().position(|losses| Some(losses[1] as Real) == stopping.best()).expect("a best loss");
    (curve, best, [tested(&network), at_the_end])
}

pub fn over_trained(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| {
        over_seeds(3 * seed..3 * seed + 3, |seed| to_the_end(census, seed))
    });
    let first: Vec<_> = runs.iter().map(|runs| &runs[0]).collect();
    let mut chart = Chart::new("step", "loss (binary cross-entropy)");
    for (k, name) in ["training rows", "validation rows", "test rows"].iter().enumerate() {
        let at = |look: usize| mean(&each(&first, |run| run.0[look][k]));
        chart = chart.line(name, (0..first[0].0.len()).map(|look| ((look * EVERY) as f64, at(look))));
    }
    report.figure("over-trained", &chart.svg());
    let of = |score: fn(&(Curve, usize, [f64; 2])) -> f64| each(&runs, |runs| mean(&each(runs, score)));
    let loss = [of(|run| run.0[run.1][2]), of(|run| run.0.last().expect("a look")[2])];
    let right = [of(|run| run.2[0]), of(|run| run.2[1])];
    let caption = "Census, 300 training rows: a network stopped early and one trained to the end \
                   (mean and deviation of five seeds, three runs each).";
    let columns = ["training", "test accuracy (%)", "test loss"];
    let mut table = Table::new("over-trained", caption, columns);
    for (way, name) in ["stopped early", "trained to the end"].iter().enumerate() {
        let loss = neural::trials::Spread::of(loss[way].iter().copied());
        table.row([name.to_string(), points(&right[way]), format!("{loss:.2}")]);
    }
    report.table(table);
    report.value("stopped-at", format!("{:.0}", mean(&of(|run| (EVERY * run.1) as f64))));
    report.claim(
        "stopping-saves-the-loss",
        loss[0].iter().zip(&loss[1]).map(|(early, end)| *end > 2.0 * early),
        format!("test loss {:.2?} stopped early, {:.2?} at the end", loss[0], loss[1]),
    );
    report.claim(
        "stopping-saves-points",
        differences(&right[0], &right[1]).iter().map(|&lost| lost > 0.0),
        format!("{:.1?} points lost", differences(&right[0], &right[1])),
    );
    Cost::lost(8, "trained to the end", "census", &right[1], &right[0])
}
