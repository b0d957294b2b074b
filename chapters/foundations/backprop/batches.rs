//! Batches: how many rows a step sees, and in which order.

use crate::pictures::{Digits, deal};
use crate::tape::{Network, epoch};
use crate::{BATCH, EPOCHS, RATE, SIZES, mean, percent};
use neural::data::{Classification, batches};
use neural::init::he_normal;
use neural::metrics::argmax_rows;
use neural::trials::over_seeds;
use neural::{Params, Real, rng};
use report::Report;
use report::plot::{Chart, Figure};

const RATES: [Real; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
const FEW_EPOCHS: usize = 5;

/// The training loss after each epoch, and the test accuracy after the last.
struct Run {
    losses: Vec<(usize, Real)>,
    right: f64,
}

impl Run {
    fn last_loss(&self) -> Real {
        self.losses[FEW_EPOCHS].1
    }
}

fn train(size: usize, rate: Real, pictures: &Classification, seed: u64) -> Run {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let mut losses = vec![(0, network.loss(&params, &digits.train))];
    for passed in 1..=FEW_EPOCHS {
        let batches = batches(digits.train.x.nrows(), size, &mut rng);
        epoch(&network, &mut params, &digits.train, &batches, rate);
        losses.push((passed, network.loss(&params, &digits.train)));
    }
    Run { losses, right: network.accuracy(&params, &digits.test) }
}

/// The rate whose training loss is smallest in the end, and its run; NaN is larger than any loss.
fn best_rate(size: usize, pictures: &Classification, seed: u64) -> (Real, Run) {
    let runs = RATES.map(|rate| (rate, train(size, rate, pictures, seed)));
    runs.into_iter().min_by(|a, b| a.1.last_loss().total_cmp(&b.1.last_loss())).expect("several rates")
}

pub fn sizes_of_batches(report: &mut Report, pictures: &Classification) {
    report.section("batches", "Five epochs with batches of different sizes, each at the best of six rates");
    let rows = deal(pictures, &mut rng(report.seed())).train.x.nrows();
    let mut chart = Chart::new("epoch", "training loss").log_y();
    writeln!(report, "rows in a batch    steps    best rate    training loss    test right");
    for (name, size) in [("1", 1), ("32", BATCH), ("256", 256), ("all", rows)] {
        let (rate, run) = best_rate(size, pictures, report.seed());
        let (loss, right) = (run.last_loss(), percent(run.right));
        let steps = FEW_EPOCHS * rows.div_ceil(size);
        writeln!(report, "{size:15} {steps:8} {rate:12} {loss:16.3} {right:>13}");
        report.value(&format!("batch-{name}-loss"), format!("{loss:.3}"));
        report.value(&format!("batch-{name}-accuracy"), right);
        report.value(&format!("batch-{name}-steps"), steps);
        chart = chart.line(name, run.losses);
    }
    report.value("batch-epochs", FEW_EPOCHS);
    report.figure("batches", &chart.svg());
    let races = over_seeds(report.seeds(), |seed| {
        let small = train(BATCH, RATE, pictures, seed).last_loss();
        (small, best_rate(rows, pictures, seed).1.last_loss())
    });
    let ahead = races.iter().map(|(small, all)| small < all);
    report.claim("small-batches-learn-more-per-epoch", ahead, format!("{races:.3?}"));
}

/// How the rows are dealt into batches.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Sorted,
    ShuffledOnce,
    ShuffledEachEpoch,
}

const ORDERS: [(&str, &str, Order); 3] = [
    ("sorted", "sorted by class", Order::Sorted),
    ("once", "shuffled once", Order::ShuffledOnce),
    ("anew", "shuffled each epoch", Order::ShuffledEachEpoch),
];

/// The test accuracy after each epoch, and how often the last network says 9.
fn train_in_order(order: Order, pictures: &Classification, seed: u64) -> (Vec<f64>, usize) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let mut rows: Vec<usize> = (0..train.labels.len()).collect();
    if order == Order::Sorted {
        rows.sort_by_key(|&row| train.labels[row]);
    }
    let fixed: Vec<Vec<usize>> = rows.chunks(BATCH).map(<[usize]>::to_vec).collect();
    let mut right = Vec::new();
    for _ in 0..EPOCHS {
        let anew = (order == Order::ShuffledEachEpoch).then(|| batches(rows.len(), BATCH, &mut rng));
        epoch(&network, &mut params, &train, anew.as_ref().unwrap_or(&fixed), RATE);
        right.push(network.accuracy(&params, &test));
    }
    (right, nines(&argmax_rows(&network.predict(&params, &test.x))))
}

fn nines(labels: &[usize]) -> usize {
    labels.iter().filter(|&&label| label == 9).count()
}

pub fn order_of_the_rows(report: &mut Report, pictures: &Classification) {
    report.section("order", "The same rows, sorted or shuffled");
    let Digits { test, .. } = deal(pictures, &mut rng(report.seed()));
    let mut chart = Chart::new("epoch", "test accuracy, mean of five seeds");
    writeln!(
        report,
        "order                  test right, mean    said to be a 9 (there are {})",
        nines(&test.labels)
    );
    let mut last = Vec::new();
    for (key, name, order) in ORDERS {
        let runs = over_seeds(report.seeds(), |seed| train_in_order(order, pictures, seed));
        let means = (0..EPOCHS).map(|epoch| mean(runs.iter().map(|run| run.0[epoch]))).collect::<Vec<_>>();
        writeln!(report, "{name:20} {:>18} {:17}", percent(means[EPOCHS - 1]), runs[0].1);
        report.value(&format!("order-{key}"), percent(means[EPOCHS - 1]));
        report.value(&format!("order-{key}-nines"), runs[0].1);
        chart = chart.line(name, means.into_iter().enumerate().map(|(epoch, mean)| (epoch + 1, mean)));
        last.push(runs.into_iter().map(|run| run.0[EPOCHS - 1]).collect::<Vec<_>>());
    }
    report.value("true-nines", nines(&test.labels));
    report.figure("order", &chart.svg());
    let [sorted, once, anew] = &last[..] else { unreachable!("there are three orders") };
    let seen = format!("sorted {sorted:.3?}, shuffled once {once:.3?}, each epoch {anew:.3?}");
    let worse = sorted.iter().zip(once).map(|(sorted, once)| sorted < &(once - 0.05));
    report.claim("sorted-rows-learn-worse", worse, &seen);
    let same = once.iter().zip(anew).map(|(once, anew)| (once - anew).abs() < 0.03);
    report.claim("one-shuffle-is-enough-here", same, &seen);
}
