//! Statistics of the batch while training, running ones in use: how far apart, and what the wrong ones cost.

use crate::digits::{Digits, Network, Norm, Part, Setup, USUAL, deal, nothing, told, train};
use crate::length;
use neural::trials::{Spread, over_seeds, trials};
use neural::{Mode, Real};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// The batch sizes that are compared.
const SIZES: [usize; 7] = [2, 4, 8, 16, 32, 64, 128];

/// How many steps each of them has.
const STEPS: usize = 300;

const NORMAL: Setup = Setup { norm: Norm::Before, ..USUAL };

/// Loss and share read in use, the same with the statistics of batches, and how far apart the logits are.
struct Modes {
    used: (f64, f64),
    by_batch: (f64, f64),
    apart: f64,
}

/// What `network` makes of these groups of rows with the statistics of each group. The network is left as it was.
fn by_batch(network: &Network, part: &Part, groups: &[Vec<usize>]) -> Modes {
    let (mut network, mut chance) = (network.clone(), neural::rng(0));
    let (mut seen, mut squares, mut all) = (Vec::new(), 0.0, 0.0);
    for rows in groups {
        let rows = part.rows(rows);
        let used = network.logits(&rows.x, &mut Mode::Eval);
        let running: Vec<_> = network.layers.hidden.iter().map(|layer| layer.norm.clone()).collect();
        let z = network.logits(&rows.x, &mut Mode::Train(&mut chance));
        network.layers.hidden.iter_mut().zip(running).for_each(|(layer, norm)| layer.norm = norm);
        seen.push(told(&z, &rows));
        squares += length(&(z - &used)).powi(2);
        all += length(&used).powi(2);
    }
    let mean = |of: fn(&(f64, f64)) -> f64| Spread::of(seen.iter().map(of)).mean;
    Modes {
        used: network.score(part),
        by_batch: (mean(|s| s.0), mean(|s| s.1)),
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
    report.section(
        "sizes",
        "Trained with batches of each size; then read by running statistics, and by batches",
    );
    let modes = trials(&SIZES, report.seeds(), |&batch, seed| {
        let (network, _) = train(&digits.train, &Setup { batch, steps: STEPS, ..NORMAL }, seed, nothing);
        by_batch(&network, &digits.test, &groups(&digits.test, batch, false, seed))
    });
    let without = trials(&SIZES, report.seeds(), |&batch, seed| {
        let (mut network, _) = train(&digits.train, &Setup { batch, steps: STEPS, ..USUAL }, seed, nothing);
        100.0 * network.score(&digits.test).1
    });
    writeln!(report, "            test loss                 read                                 read by a");
    writeln!(
        report,
        "batch   running   by batch      running     by batch      logits apart   network without"
    );
    let mean = |runs: &[Modes], of: fn(&Modes) -> f64| Spread::of(runs.iter().map(of));
    for (i, (size, runs)) in SIZES.iter().zip(&modes).enumerate() {
        let losses = [mean(runs, |m| m.used.0), mean(runs, |m| m.by_batch.0)];
        let read = [mean(runs, |m| 100.0 * m.used.1), mean(runs, |m| 100.0 * m.by_batch.1)];
        let apart = mean(runs, |m| m.apart);
        writeln!(
            report,
            "{size:>5} {:>9.2} {:>10.2} {:>12} {:>12} {:>15} {:>17}",
            losses[0].mean,
            losses[1].mean,
            format!("{:.0} %", read[0]),
            format!("{:.0} %", read[1]),
            format!("{apart:.2}"),
            format!("{:.0} %", Spread::of(without[i].iter().copied()))
        );
    }
    let falls: Vec<f64> =
        modes[2].iter().zip(&modes[6]).map(|(small, large)| small.apart / large.apart).collect();
    report.claim(
        "the-modes-approach",
        falls.iter().map(|&fall| fall > 2.0 && fall < 4.5),
        format!("16 times the batch, {falls:.1?} times closer"),
    );
    report.claim(
        "two-rows-teach-nothing",
        modes[0].iter().map(|m| m.used.1 < 0.3),
        format!("{:.2?} read", modes[0].iter().map(|m| m.used.1).collect::<Vec<_>>()),
    );
    let gains: Vec<f64> = modes[2].iter().map(|m| 100.0 * (m.used.1 - m.by_batch.1)).collect();
    report.claim(
        "running-statistics-read-better",
        gains.iter().map(|&gain| gain > 3.0),
        format!("with batches of 8 by {gains:.0?} points"),
    );
    report.value("sizes-steps", STEPS);
    report.value("sizes-rate", NORMAL.rate);
    report.value("sizes-depth", NORMAL.depth);
    report.value("digits-of-two", 2 * STEPS);
    report.value("digits-of-many", SIZES[6] * STEPS);
    let points = |of: fn(&Modes) -> f64| {
        SIZES.iter().zip(&modes).map(move |(&size, runs)| (size, Spread::of(runs.iter().map(of)).mean))
    };
    let losses = Chart::new("batch size", "test loss").log_x().height(300.0);
    let losses = losses.line("running", points(|m| m.used.0)).line("by batch", points(|m| m.by_batch.0));
    let apart = Chart::new("batch size", "logits apart").log_x().log_y().height(300.0);
    let apart = apart.line("measured", points(|m| m.apart));
    let root = SIZES
        .map(|size| (size, Spread::of(modes[2].iter().map(|m| m.apart)).mean * (8.0 / size as f64).sqrt()));
    report.figure("sizes", &Panels::new(2).add(losses).add(apart.line("as 1/√B", root)).svg());
}

pub fn wrong_mode(report: &mut Report, digits: &Digits) {
    report.value("wrong-steps", NORMAL.steps);
    report.section("wrong", "One network, trained with batches of 64: the share of test digits read");
    let rows = [(64, false), (8, false), (2, false), (64, true), (8, true)];
    let read = over_seeds(report.seeds(), |seed| {
        let (mut network, _) = train(&digits.train, &NORMAL, seed, nothing);
        let right = 100.0 * network.score(&digits.test).1;
        let wrong = rows.map(|(size, sorted)| {
            100.0 * by_batch(&network, &digits.test, &groups(&digits.test, size, sorted, seed)).by_batch.1
        });
        (right, wrong)
    });
    writeln!(report, "running statistics               {:.0} %", Spread::of(read.iter().map(|r| r.0)));
    for (i, (size, sorted)) in rows.iter().enumerate() {
        let name = format!("batches of {size}, {}", if *sorted { "sorted" } else { "mixed" });
        writeln!(report, "{name:<33}{:.0} %", Spread::of(read.iter().map(|r| r.1[i])));
    }
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

/// The share of the rows to choose by that a network in training reads by running statistics and by those of the rows.
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
            seen.push([100.0 * modes.used.1, 100.0 * modes.by_batch.1]);
        }
    });
    seen
}

pub fn running_behind(report: &mut Report, digits: &Digits) {
    report
        .section("lag", "Do the running statistics keep up? The share of validation digits read in training");
    let runs = trials(&[0.9, 0.99], report.seeds(), |&kept, seed| looks(digits, kept, seed));
    writeln!(report, "           0.9 kept                0.99 kept");
    writeln!(report, "step   running   all rows      running   all rows");
    let mean =
        |kept: usize, look: usize, way: usize| Spread::of(runs[kept].iter().map(|run| run[look][way])).mean;
    for (i, t) in LOOKS.iter().enumerate() {
        let [a, b, c, d] =
            [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(kept, way)| format!("{:.0} %", mean(kept, i, way)));
        writeln!(report, "{t:>4} {a:>9} {b:>10} {c:>12} {d:>10}");
    }
    report.value("still-the-start", format!("{:.0} %", 100.0 * Real::powi(0.99, 20)));
    let behind = |kept: usize| runs[kept].iter().map(|run| run[2][1] - run[2][0]).collect::<Vec<f64>>();
    report.claim(
        "slow-statistics-lag",
        behind(0).iter().zip(behind(1)).map(|(fast, slow)| slow > 8.0 && slow > fast + 5.0),
        format!("behind after 20 steps by {:.0?} and {:.0?} points", behind(0), behind(1)),
    );
}
