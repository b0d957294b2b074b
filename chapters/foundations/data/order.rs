//! Mistake 10: the order of the rows.

use crate::costs::{Cost, differences, each, mean, points};
use crate::digits::{DIGITS, dealt};
use crate::network::{CLASSES, Network};
use neural::Rng;
use neural::data::{Classification, DataError, Split, Standardize};
use neural::data::{batches, penguins, train_test_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::{over_seeds, trials};
use report::plot::{Bars, Figure};
use report::{Report, Table};

/// The last quarter of the rows for testing, as the file lies.
fn last_quarter(rows: usize) -> Split {
    let train = rows - rows / 4;
    Split { train: (0..train).collect(), test: (train..rows).collect() }
}

/// Trains on some rows; returns the accuracy on them and on the others, and how many Chinstraps
/// were found there.
fn tested(birds: &Classification, split: &Split, rng: &mut Rng) -> (f64, f64, usize) {
    let (train, test) = (birds.rows(&split.train), birds.rows(&split.test));
    let scaler = Standardize::fit(&train.x);
    let x = scaler.apply(&train.x);
    let network = Network::train(&x, &one_hot(&train.labels, birds.classes.len()), CLASSES, rng);
    let said = argmax_rows(&network.logits(&scaler.apply(&test.x)));
    let found = said.iter().zip(&test.labels).filter(|pair| *pair == (&1, &1)).count();
    (network.accuracy(&x, &train.labels), accuracy(&test.labels, &said), found)
}

pub fn a_sorted_file(report: &mut Report) -> Result<Cost, DataError> {
    let birds = penguins()?;
    let rows = birds.labels.len();
    let cut = last_quarter(rows);
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let dealt = train_test_split(rows, 0.25, &mut rng);
        [&cut, &dealt].map(|split| tested(&birds, split, &mut rng))
    });
    let caption = "Three species of penguins told apart by four measurements: accuracy (%) when \
                   the last quarter of the file is tested, and when a random quarter is.";
    let columns = [
        "seed",
        "training rows, last quarter tested",
        "test rows, last quarter tested",
        "training rows, random quarter tested",
        "test rows, random quarter tested",
    ];
    let mut table = Table::new("sorted-file", caption, columns);
    for (seed, [(train, test, _), (dealt_train, dealt_test, _)]) in report.seeds().zip(&runs) {
        let shares = [train, test, dealt_train, dealt_test].map(|share| format!("{:.1}", 100.0 * share));
        table.row([vec![seed.to_string()], shares.to_vec()].concat());
    }
    report.table(table);
    let chinstraps = |rows: &[usize]| rows.iter().filter(|&&row| birds.labels[row] == 1).count();
    report.value("birds-tested", cut.test.len());
    report.value("chinstraps-trained", chinstraps(&cut.train));
    report.value("chinstraps-tested", chinstraps(&cut.test));
    report.claim(
        "a-cut-file-tests-strangers",
        runs.iter().map(|[cut, dealt]| cut.0 > 0.97 && cut.2 == 0 && dealt.1 > 0.93),
        format!("Chinstraps found: {:?}", runs.iter().map(|[cut, _]| cut.2).collect::<Vec<_>>()),
    );
    let [cut, dealt] = [0, 1].map(|way| each(&runs, |run| 100.0 * run[way].1));
    Ok(Cost::lost(10, "tested on the last quarter", "penguins", &cut, &dealt))
}

/// The orders in which an epoch may visit the rows.
const ORDERS: [&str; 3] = ["sorted by class", "dealt once, never again", "dealt anew each epoch"];

/// The batches of one epoch in the order `ORDERS[order]`.
fn deal(order: usize, labels: &[usize], size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut rows: Vec<usize> = (0..labels.len()).collect();
    match order {
        0 => rows.sort_by_key(|&row| labels[row]),
        1 => (), // as they were dealt into parts
        _ => return batches(labels.len(), size, rng),
    }
    rows.chunks(size).map(<[usize]>::to_vec).collect()
}

/// For each digit the share of its rows that were read, in percent.
fn recalls(labels: &[usize], said: &[usize]) -> [f64; 10] {
    std::array::from_fn(|digit| {
        let rows = labels.iter().zip(said).filter(|(label, _)| **label == digit);
        mean(&rows.map(|(label, said)| if label == said { 100.0 } else { 0.0 }).collect::<Vec<_>>())
    })
}

pub fn batches_in_order(report: &mut Report, digits: &Classification) -> Cost {
    let orders: Vec<usize> = (0..ORDERS.len()).collect();
    let runs = trials(&orders, report.seeds(), |&order, seed| {
        let parts = dealt(digits, seed);
        let deal = |rng: &mut Rng| deal(order, &parts.train.labels, DIGITS.batch, rng);
        let mut rng = neural::rng(seed);
        let network = Network::train_watched(&parts.train.x, &parts.y(), DIGITS, &mut rng, deal, |_, _| ());
        let said = argmax_rows(&network.logits(&parts.test.x));
        (100.0 * accuracy(&parts.test.labels, &said), recalls(&parts.test.labels, &said))
    });
    let found: Vec<f64> = (0..10).map(|digit| mean(&each(&runs[0], |run| run.1[digit])).round()).collect();
    let zeros = each(&runs[0], |run| run.1[0]);
    let runs = runs.iter().map(|runs| each(runs, |run| run.0)).collect::<Vec<_>>();
    let caption = "Digits: the order in which every epoch visits the training rows (mean and \
                   deviation of five seeds).";
    let mut table = Table::new("order", caption, ["order of the rows", "test accuracy (%)"]);
    for (name, runs) in ORDERS.iter().zip(&runs) {
        table.row([name.to_string(), points(runs)]);
    }
    report.table(table);
    let bars = Bars::new("test digits read (%)").upright().range(0, 100);
    let bars = (0..10).fold(bars, |bars, digit| bars.bar(&digit.to_string(), found[digit]));
    report.figure("order", &bars.svg());
    report.claim(
        "zeros-are-not-forgotten",
        zeros.iter().map(|&zeros| zeros > 90.0),
        format!("{zeros:.0?} % of the zeros are read"),
    );
    report.claim(
        "sorted-batches-cost",
        differences(&runs[2], &runs[0]).iter().map(|&lost| lost > 1.0),
        format!("{:.0?} % sorted, {:.0?} % shuffled", runs[0], runs[2]),
    );
    report.claim(
        "one-shuffle-suffices",
        differences(&runs[1], &runs[2]).iter().map(|apart| apart.abs() < 2.0),
        format!("{:.1?} % dealt once, {:.1?} % each epoch", runs[1], runs[2]),
    );
    Cost::lost(10, "batches sorted by class", "digits", &runs[0], &runs[2])
}
