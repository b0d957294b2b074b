//! The order of the rows: sorted, shuffled once, shuffled anew for each epoch.

use crate::pictures::{Digits, Rows, deal};
use crate::tape::{Network, epoch};
use crate::{BATCH, EPOCHS, RATE, SIZES, mean, percent, percent_sign};
use neural::data::{Classification, batches};
use neural::init::he_normal;
use neural::metrics::argmax_rows;
use neural::trials::{Spread, over_seeds};
use neural::{Params, rng};
use report::plot::{Chart, Figure};
use report::{Report, SEEDS, Table};

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

/// Small differences need many seeds.
const ORDER_SEEDS: u64 = 20;

/// The test accuracy after each epoch, and how often the last network says 9.
fn train_in_order(order: Order, pictures: &Classification, seed: u64) -> (Vec<f64>, usize) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let fixed = match order {
        Order::Sorted => in_lessons(&train),
        _ => (0..train.labels.len()).collect::<Vec<_>>().chunks(BATCH).map(<[usize]>::to_vec).collect(),
    };
    let mut right = Vec::new();
    for _ in 0..EPOCHS {
        let anew = order == Order::ShuffledEachEpoch;
        let anew = anew.then(|| batches(train.labels.len(), BATCH, &mut rng));
        epoch(&network, &mut params, &train, anew.as_ref().unwrap_or(&fixed), RATE);
        right.push(network.accuracy(&params, &test));
    }
    (right, nines(&argmax_rows(&network.predict(&params, &test.x))))
}

/// All zeros, then all ones, and so on, in batches.
fn in_lessons(train: &Rows) -> Vec<Vec<usize>> {
    let mut rows: Vec<usize> = (0..train.labels.len()).collect();
    rows.sort_by_key(|&row| train.labels[row]);
    rows.chunks(BATCH).map(<[usize]>::to_vec).collect()
}

fn nines(labels: &[usize]) -> usize {
    labels.iter().filter(|&&label| label == 9).count()
}

pub fn order_of_the_rows(report: &mut Report, pictures: &Classification) {
    let Digits { test, .. } = deal(pictures, &mut rng(report.seed()));
    let mut chart = Chart::new("epoch", "test accuracy (%)");
    let mut table = Table::new(
        "order",
        format!(
            "The same rows in three orders, {EPOCHS} epochs: accuracy on the test set (mean ± standard \
             deviation; {SEEDS} seeds for the first row, {ORDER_SEEDS} for the others)."
        ),
        ["order of the rows", "accuracy (%)"],
    );
    let first = report.seed();
    let mut last = Vec::new();
    for (key, name, order) in ORDERS {
        let seeds = first..first + if order == Order::Sorted { SEEDS } else { ORDER_SEEDS };
        let runs = over_seeds(seeds, |seed| train_in_order(order, pictures, seed));
        let means = (0..EPOCHS).map(|epoch| mean(runs.iter().map(|run| run.0[epoch])));
        let means: Vec<_> = means.collect();
        let spread = Spread::of(runs.iter().map(|run| 100.0 * run.0[EPOCHS - 1]));
        table.row([name.to_string(), format!("{spread:.1}")]);
        report.value(&format!("order-{key}"), percent_sign(means[EPOCHS - 1]));
        report.value(&format!("order-{key}-nines"), runs[0].1);
        chart = chart.line(name, (1..).zip(means.into_iter().map(|mean| 100.0 * mean)).collect::<Vec<_>>());
        last.push(runs.into_iter().map(|run| run.0[EPOCHS - 1]).collect::<Vec<_>>());
    }
    report.table(table);
    report.value("true-nines", nines(&test.labels));
    report.value("order-seeds", ORDER_SEEDS);
    report.figure("order", &chart.svg());
    let [sorted, once, anew] = &last[..] else { unreachable!("there are three orders") };
    let worse = sorted.iter().zip(once).map(|(sorted, once)| sorted < &(once - 0.05));
    let least = sorted.iter().zip(once).map(|(sorted, once)| once - sorted).fold(1.0, f64::min);
    let seen = format!("at least {} points behind", percent(least));
    report.claim("sorted-rows-learn-worse", worse, seen);
    let difference = Spread::of(once.iter().zip(anew).map(|(once, anew)| 100.0 * (anew - once)));
    report.value("order-difference", format!("{:.1}", difference.mean).replace('-', "−"));
    let seen = format!("each epoch minus once, mean ± deviation over the seeds: {difference:.2} points");
    report.fact("one-shuffle-is-as-good-to-half-a-point", difference.mean.abs() < 0.5, seen);
}

/// How many epochs pass before we look.
const LESSONS: usize = 5;

/// In the last of five epochs of sorted rows: the test accuracy for each digit after each batch, and
/// what the batch showed.
fn lessons(pictures: &Classification, seed: u64) -> Vec<(usize, Vec<f64>)> {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &SIZES, |z| z.relu(), he_normal, &mut rng);
    let batches = in_lessons(&train);
    (1..LESSONS).for_each(|_| epoch(&network, &mut params, &train, &batches, RATE));
    let after = batches.iter().map(|batch| {
        epoch(&network, &mut params, &train, std::slice::from_ref(batch), RATE);
        let answers = argmax_rows(&network.predict(&params, &test.x));
        let of = |digit: usize| {
            let rows = (0..answers.len()).filter(|&row| test.labels[row] == digit);
            let right: Vec<_> = rows.map(|row| f64::from(u8::from(answers[row] == digit))).collect();
            mean(right.into_iter())
        };
        (train.labels[*batch.last().expect("a batch has rows")], (0..SIZES[2]).map(of).collect())
    });
    after.collect()
}

pub fn forgetting(report: &mut Report, pictures: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| lessons(pictures, seed));
    let mut chart = Chart::new("batch of the epoch", "test accuracy for the digit (%)");
    for digit in [0, 4, 9] {
        let line = runs[0].iter().enumerate().map(|(batch, after)| (batch + 1, 100.0 * after.1[digit]));
        chart = chart.line(&format!("digit {digit}"), line.collect::<Vec<_>>());
    }
    report.figure("forgetting", &chart.svg());
    // Directly after the digit's own rows, and after all others have been shown.
    let kept = runs.iter().map(|run| {
        let after = |digit: usize| run.iter().rev().find(|batch| batch.0 == digit).expect("a lesson");
        let taught = mean((0..SIZES[2] - 1).map(|digit| after(digit).1[digit]));
        let end = mean((0..SIZES[2] - 1).map(|digit| run[run.len() - 1].1[digit]));
        (taught, end)
    });
    let kept: Vec<_> = kept.collect();
    report.value("lessons", LESSONS);
    report.value("taught", percent_sign(kept[0].0));
    report.value("forgotten", percent_sign(kept[0].1));
    let seen = kept.iter().map(|(taught, end)| format!("{} → {}", percent(*taught), percent(*end)));
    let seen = "% right, after the digit's own rows → at the end of the epoch: ".to_string()
        + &seen.collect::<Vec<_>>().join(", ");
    report.claim("lessons-are-forgotten", kept.iter().map(|(taught, end)| *end < taught - 0.1), seen);
}
