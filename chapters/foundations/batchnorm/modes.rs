//! Statistics of the batch while training, running ones in use: how far apart, and what the wrong
//! ones cost.

use crate::digits::{Digits, Network, Norm, Part, Score, Setup, USUAL, deal, nothing, train};
use crate::{length, told};
use neural::trials::{Spread, over_seeds, trials};
use neural::{Mode, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The batch sizes that are compared.
const SIZES: [usize; 7] = [2, 4, 8, 16, 32, 64, 128];

/// How many steps each of them has.
const STEPS: usize = 300;

const NORMAL: Setup = Setup { norm: Norm::Before, ..USUAL };

/// The scores in use, those with the statistics of batches, and how far apart the logits are.
struct Modes {
    used: Score,
    by_batch: Score,
    apart: f64,
}

/// What `network` makes of these groups of rows with the statistics of each group. The network is
/// left as it was.
fn by_batch(network: &Network, part: &Part, groups: &[Vec<usize>]) -> Modes {
    let (mut network, mut chance) = (network.clone(), neural::rng(0));
    let (mut seen, mut squares, mut all) = (Vec::new(), 0.0, 0.0);
    for rows in groups {
        let rows = part.rows(rows);
        let used = network.logits(&rows.x, &mut Mode::Eval);
        let running: Vec<_> = network.layers.hidden.iter().map(|layer| layer.norm.clone()).collect();
        let z = network.logits(&rows.x, &mut Mode::Train(&mut chance));
        network.layers.hidden.iter_mut().zip(running).for_each(|(layer, norm)| layer.norm = norm);
        seen.push(Score::of(&z, &rows));
        squares += length(&(z - &used)).powi(2);
        all += length(&used).powi(2);
    }
    let mean = |of: fn(&Score) -> f64| Spread::of(seen.iter().map(of)).mean;
    Modes {
        used: network.score(part),
        by_batch: Score { loss: mean(|s| s.loss), accuracy: mean(|s| s.accuracy) },
        apart: (squares / all).sqrt(),
    }
}

/// All rows, in batches of equal size: in random order, or sorted by what they show.
fn groups(part: &Part, size: usize, sorted: bool, seed: u64) -> Vec<Vec<usize>> {
    let n = part.labels.len();
    if sorted {
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&row| part.labels[row]);
        return order.chunks_exact(size).map(<[usize]>::to_vec).collect();
    }
    deal(n, size, neural::rng(seed)).take(n / size).collect()
}

pub fn batch_sizes(report: &mut Report, digits: &Digits) {
    let modes = trials(&SIZES, report.seeds(), |&batch, seed| {
        let (network, _) = train(&digits.train, &Setup { batch, steps: STEPS, ..NORMAL }, seed, nothing);
        by_batch(&network, &digits.test, &groups(&digits.test, batch, false, seed))
    });
    let without = trials(&SIZES, report.seeds(), |&batch, seed| {
        let (mut network, _) = train(&digits.train, &Setup { batch, steps: STEPS, ..USUAL }, seed, nothing);
        network.score(&digits.test).accuracy
    });
    let caption = format!(
        "Networks trained with batches of each size for {STEPS} steps; then tested with running \
         statistics, and with those of test batches of the same size. Mean (and standard \
         deviation) of five seeds."
    );
    let columns = [
        "batch size",
        "test loss, running",
        "test loss, by batch",
        "accuracy, running (%)",
        "accuracy, by batch (%)",
        "logits apart",
        "accuracy without normalisation (%)",
    ];
    let mut table = Table::new("sizes", caption, columns);
    for ((size, runs), without) in SIZES.iter().zip(&modes).zip(&without) {
        let of = |number: fn(&Modes) -> f64| runs.iter().map(number);
        table.row([
            size.to_string(),
            format!("{:.2}", Spread::of(of(|m| m.used.loss)).mean),
            format!("{:.2}", Spread::of(of(|m| m.by_batch.loss)).mean),
            told(of(|m| m.used.accuracy), 0),
            told(of(|m| m.by_batch.accuracy), 0),
            format!("{:.2}", Spread::of(of(|m| m.apart)).mean),
            told(without.iter().copied(), 0),
        ]);
    }
    report.table(table);
    let falls: Vec<f64> =
        modes[2].iter().zip(&modes[6]).map(|(small, large)| small.apart / large.apart).collect();
    report.claim(
        "the-modes-approach",
        falls.iter().map(|&fall| fall > 2.0 && fall < 4.5),
        format!("16 times the batch, {falls:.1?} times nearer"),
    );
    let twos: Vec<f64> = modes[0].iter().map(|m| m.used.accuracy).collect();
    report.claim(
        "two-rows-teach-little",
        twos.iter().zip(&without[0]).map(|(with, without)| *with < 25.0 && with < without),
        format!("with batches of two {twos:.0?} %, without normalisation {:.0?} %", without[0]),
    );
    let gains: Vec<f64> = modes[2].iter().map(|m| m.used.accuracy - m.by_batch.accuracy).collect();
    report.claim(
        "running-statistics-are-better",
        gains.iter().map(|&gain| gain > 3.0),
        format!("with batches of 8 by {gains:.0?} points"),
    );
    report.value("sizes-steps", STEPS);
    report.value("sizes-rate", NORMAL.rate);
    report.value("digits-of-two", 2 * STEPS);
    report.value("digits-of-many", SIZES[6] * STEPS);
    let points = |of: fn(&Modes) -> f64| {
        SIZES.iter().zip(&modes).map(move |(&size, runs)| (size, Spread::of(runs.iter().map(of)).mean))
    };
    let losses = Chart::new("batch size", "test loss").log_x().height(300.0);
    let losses =
        losses.line("running", points(|m| m.used.loss)).line("by batch", points(|m| m.by_batch.loss));
    let apart = Chart::new("batch size", "logits apart").log_x().log_y().height(300.0);
    let apart = apart.line("measured", points(|m| m.apart));
    let root = SIZES
        .map(|size| (size, Spread::of(modes[2].iter().map(|m| m.apart)).mean * (8.0 / size as f64).sqrt()));
    report.figure("sizes", &Panels::new(2).add(losses).add(apart.line("as 1/√B", root)).svg());
}

pub fn wrong_mode(report: &mut Report, digits: &Digits) {
    let rows = [(64, false), (8, false), (2, false), (64, true), (8, true)];
    let read = over_seeds(report.seeds(), |seed| {
        let (mut network, _) = train(&digits.train, &NORMAL, seed, nothing);
        let right = network.score(&digits.test).accuracy;
        let wrong = rows.map(|(size, sorted)| {
            by_batch(&network, &digits.test, &groups(&digits.test, size, sorted, seed)).by_batch.accuracy
        });
        (right, wrong)
    });
    let caption = format!(
        "One network, trained with batches of {}, tested in both modes; mean and standard \
         deviation of five seeds.",
        NORMAL.batch
    );
    let mut table = Table::new("wrong", caption, ["mode", "test digits come", "test accuracy (%)"]);
    table.row(["Eval".to_string(), "in any way".to_string(), told(read.iter().map(|r| r.0), 0)]);
    for (i, (size, sorted)) in rows.iter().enumerate() {
        let order = if *sorted { "sorted by digit" } else { "mixed" };
        let accuracy = told(read.iter().map(|r| r.1[i]), 0);
        table.row(["Train".to_string(), format!("in batches of {size}, {order}"), accuracy]);
    }
    report.table(table);
    report.claim(
        "large-mixed-batches-hide-it",
        read.iter().map(|(right, wrong)| right - wrong[0] < 5.0 && right - wrong[2] > 30.0),
        format!(
            "lost with mixed batches of 64, 8 and 2: {:.0?}",
            read.iter().map(|(right, wrong)| [0, 1, 2].map(|i| right - wrong[i])).collect::<Vec<_>>()
        ),
    );
    report.claim(
        "sorted-batches-ruin-it",
        read.iter().map(|(right, wrong)| *right > 75.0 && wrong[3] < 30.0),
        format!(
            "{:.0?} instead of {:.0?}",
            read.iter().map(|r| r.1[3]).collect::<Vec<_>>(),
            read.iter().map(|r| r.0).collect::<Vec<_>>()
        ),
    );
}

/// The steps after which a network is looked at.
const LOOKS: [usize; 6] = [5, 10, 20, 50, 100, 149];

/// The validation accuracy of a network in training by running statistics, and by those of all
/// these rows at once.
fn looks(digits: &Digits, kept: Real, seed: u64) -> Vec<[f64; 2]> {
    let mut seen = Vec::new();
    train(&digits.train, &NORMAL, seed, |t, network, _| {
        network
            .layers
            .hidden
            .iter_mut()
            .filter_map(|layer| layer.norm.as_mut())
            .for_each(|norm| norm.kept = kept);
        if LOOKS.contains(&t) {
            let part = &digits.choose;
            let modes = by_batch(network, part, &[(0..part.labels.len()).collect()]);
            seen.push([modes.used.accuracy, modes.by_batch.accuracy]);
        }
    });
    seen
}

pub fn running_behind(report: &mut Report, digits: &Digits) {
    let runs = trials(&[0.9, 0.99], report.seeds(), |&kept, seed| looks(digits, kept, seed));
    let mean = |kept: usize, look: usize, way: usize| {
        format!("{:.0}", Spread::of(runs[kept].iter().map(|run| run[look][way])).mean)
    };
    let caption = "Validation accuracy (%) while a network trains: by the statistics of all \
                   validation digits at once, and by running statistics of which nine tenths, or \
                   ninety-nine hundredths, are kept at each step. Means of five seeds.";
    let columns = ["step", "all rows at once", "running, 0.9 kept", "running, 0.99 kept"];
    let mut table = Table::new("lag", caption, columns);
    for (i, t) in LOOKS.iter().enumerate() {
        table.row([t.to_string(), mean(0, i, 1), mean(0, i, 0), mean(1, i, 0)]);
    }
    report.table(table);
    report.value("still-the-start", format!("{:.0} %", 100.0 * Real::powi(0.99, 20)));
    let behind = |kept: usize| runs[kept].iter().map(|run| run[2][1] - run[2][0]).collect::<Vec<f64>>();
    report.claim(
        "slow-statistics-lag",
        behind(0).iter().zip(behind(1)).map(|(fast, slow)| slow > 8.0 && slow > fast + 5.0),
        format!("behind after 20 steps by {:.0?} and {:.0?} points", behind(0), behind(1)),
    );
}
