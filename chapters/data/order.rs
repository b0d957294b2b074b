//! Mistake 10: the order of the rows.

use crate::network::{CLASSES, Network};
use crate::{Cost, percent, points};
use neural::data::{Classification, Split, Standardize, batches, digits, stratified_split, train_test_split};
use neural::data::{DataError, penguins};
use neural::loss::one_hot;
use neural::report::Report;
use neural::trials::{over_seeds, trials};
use neural::{Matrix, Rng};

/// Trains on some rows, and returns the accuracy on them and on the others.
fn accuracies(set: &Classification, split: &Split, rng: &mut Rng) -> [f64; 2] {
    let (train, test) = (set.rows(&split.train), set.rows(&split.test));
    let scaler = Standardize::fit(&train.x);
    let x = scaler.apply(&train.x);
    let network = Network::train(&x, &one_hot(&train.labels, set.classes.len()), CLASSES, rng);
    [network.accuracy(&x, &train.labels), network.accuracy(&scaler.apply(&test.x), &test.labels)]
}

/// The last fifth of the file for testing, as it lies.
fn last_fifth(rows: usize) -> Split {
    let train = rows - rows / 5;
    Split { train: (0..train).collect(), test: (train..rows).collect() }
}

pub fn a_sorted_file(report: &mut Report) -> Result<(), DataError> {
    let birds = penguins()?;
    let rows = birds.labels.len();
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let dealt = train_test_split(rows, 0.2, &mut rng);
        [last_fifth(rows), dealt].map(|split| accuracies(&birds, &split, &mut rng))
    });
    report.section("sorted-file", "The same network, the same penguins; accuracy on rows it learns from, and on the others");
    writeln!(report, "        last fifth tested     random fifth tested");
    writeln!(report, "seed    trained    tested     trained    tested");
    for (seed, [cut, dealt]) in report.seeds().zip(&runs) {
        let [a, b, c, d] = [cut[0], cut[1], dealt[0], dealt[1]].map(percent);
        writeln!(report, "{seed:<4} {a:>10} {b:>9}  {c:>10} {d:>9}");
    }
    let cut = last_fifth(rows);
    let chinstraps = |rows: &[usize]| rows.iter().filter(|&&row| birds.labels[row] == 1).count();
    report.value("birds-tested", cut.test.len());
    report.value("chinstraps-trained", chinstraps(&cut.train));
    report.value("chinstraps-tested", chinstraps(&cut.test));
    report.claim(
        "a-cut-file-tests-strangers",
        runs.iter().map(|[cut, dealt]| cut[0] > 0.97 && cut[1] < 0.1 && dealt[1] > 0.9),
        format!("{runs:.2?}"),
    );
    Ok(())
}

/// The orders in which an epoch may visit rows.
const ORDERS: [&str; 4] = ["sorted by class", "as the file lies", "shuffled once", "shuffled each epoch"];

/// The batches of one epoch in the order `ORDERS[order]`.
fn deal(order: usize, labels: &[usize], size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut rows: Vec<usize> = (0..labels.len()).collect();
    match order {
        0 => rows.sort_by_key(|&row| labels[row]),
        1 => (),
        2 => return batches(labels.len(), size, &mut neural::rng(7)),
        _ => return batches(labels.len(), size, rng),
    }
    rows.chunks(size).map(<[usize]>::to_vec).collect()
}

pub fn batches_in_order(report: &mut Report) -> Result<Cost, DataError> {
    let set = digits()?;
    let orders: Vec<usize> = (0..ORDERS.len()).collect();
    let runs = trials(&orders, report.seeds(), |&order, seed| {
        let mut rng = neural::rng(seed);
        let mut split = stratified_split(&set.labels, 0.25, &mut rng);
        split.train.sort_unstable(); // as the file lies
        let (train, test) = (set.rows(&split.train), set.rows(&split.test));
        let (x, test_x): (Matrix, Matrix) = (&train.x / 16.0, &test.x / 16.0);
        let deal = |rng: &mut Rng| deal(order, &train.labels, CLASSES.batch, rng);
        let y = one_hot(&train.labels, 10);
        let network = Network::train_watched(&x, &y, CLASSES, &mut rng, deal, |_, _| ());
        100.0 * network.accuracy(&test_x, &test.labels)
    });
    report.section("order", "Small digits: the order in which each epoch visits the training rows, and test accuracy");
    for (name, runs) in ORDERS.iter().zip(&runs) {
        writeln!(report, "{name:<20} {}", points(runs, 1));
    }
    report.claim(
        "sorted-batches-cost",
        runs[0].iter().zip(&runs[3]).map(|(sorted, shuffled)| sorted < &(shuffled - 3.0)),
        format!("{:.0?} % sorted, {:.0?} % shuffled", runs[0], runs[3]),
    );
    Ok(Cost::new(10, "batches sorted by class", "digits", &runs[0], &runs[3]))
}
