//! What a larger batch buys: less noise, fewer steps, more work.

use crate::digits::{Digits, HIDDEN, Network, Part, SIDE, STEPS, deal, train};
use crate::{MOMENTUM, count, least, tune};
use neural::Real;
use neural::optim::schedule::cosine;
use neural::optim::{Momentum, Optimizer};
use neural::trials::{Spread, over_seeds, trials};
use report::plot::{Chart, Figure};
use report::{Report, Table};
use std::time::Instant;

/// The sizes whose gradients are compared with that of all rows.
const SIZES: [usize; 5] = [4, 16, 64, 256, 1024];

/// All gradients of a network on these rows, one number after the other.
fn gradient(digits: &Digits, network: &Network, rows: &[usize]) -> Vec<Real> {
    let Part { x, y, .. } = digits.train.rows(rows);
    let (_, mut grads) = network.gradients(x, &y);
    grads.iter_mut().flat_map(|matrix| matrix.iter().copied()).collect()
}

/// The length of the gradient of all rows, and for each size how far that of a batch typically lies
/// from it.
type Noise = (f64, [f64; 5]);

fn gradient_and_noise(digits: &Digits, network: &Network, seed: u64) -> Noise {
    let n = digits.train.x.nrows();
    let full = gradient(digits, network, &(0..n).collect::<Vec<_>>());
    let noise = SIZES.map(|size| {
        let batches: Vec<_> = deal(n, size, neural::rng(seed)).take(50).collect();
        let squares = batches.iter().map(|rows| {
            let parts = gradient(digits, network, rows);
            parts.iter().zip(&full).map(|(part, all)| f64::from(part - all).powi(2)).sum::<f64>()
        });
        (squares.sum::<f64>() / batches.len() as f64).sqrt()
    });
    (full.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt(), noise)
}

pub fn noise(report: &mut Report, digits: &Digits) {
    let seeds = over_seeds(report.seeds(), |seed| {
        let fresh = Network::new(&mut neural::rng(seed));
        let falling =
            |t: usize, _: &Network, rule: &mut Momentum| rule.learning_rate = 0.1 * cosine(t, STEPS, 0.0);
        let trained = train(digits, seed, &mut Momentum::new(0.1, MOMENTUM), falling).0;
        [fresh, trained].map(|network| gradient_and_noise(digits, &network, seed))
    });
    let mean = |place: &dyn Fn(&[Noise; 2]) -> f64| Spread::of(seeds.iter().map(place)).mean;
    let caption = "How long the gradient of all rows is, and how far from it that of a batch typically lies, \
                   before and after training (means of five seeds); in brackets, as a multiple of the \
                   gradient's length.";
    let columns = ["batch", "before training", "after training"];
    let mut table = Table::new("noise", caption, columns);
    let lengths = [0, 1].map(|when| mean(&|seed| seed[when].0));
    let [before, after] = lengths.map(|length| format!("{length:.3}"));
    table.row(["all rows: the gradient".to_string(), before, after]);
    for (i, size) in SIZES.iter().enumerate() {
        let cells = [0, 1].map(|when| {
            let noise = mean(&|seed| seed[when].1[i]);
            format!("{noise:.3} ({:.2})", noise / lengths[when])
        });
        table.row([format!("{size} rows: the error"), cells[0].clone(), cells[1].clone()]);
    }
    report.table(table);
    let falls: Vec<f64> = seeds.iter().map(|[(_, noise), _]| noise[0] / noise[3]).collect();
    report.claim(
        "noise-falls-with-the-root",
        falls.iter().map(|fall| (7.0..9.0).contains(fall)),
        format!("64 times the batch, {falls:.1?} times less noise"),
    );
    let shrink: Vec<[f64; 2]> =
        seeds.iter().map(|[fresh, trained]| [fresh.0 / trained.0, fresh.1[2] / trained.1[2]]).collect();
    report.claim(
        "noise-drowns-the-end",
        seeds
            .iter()
            .zip(&shrink)
            .map(|([_, trained], [gradient, noise])| *gradient > 3.0 * noise && trained.1[3] > trained.0),
        format!("training shortens the gradient and the noise of 64 rows {shrink:.1?} times"),
    );
}

/// The sizes that race, and the rates that each of them may try.
const RACERS: [usize; 5] = [8, 32, 128, 512, 2048];
const RACE_RATES: [Real; 8] = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

/// Trains a new network, at most for `limit` steps, until `done` says so; returns it with the steps
/// it took.
fn run(
    digits: &Digits,
    (size, rate): (usize, Real),
    seed: u64,
    limit: usize,
    done: impl Fn(usize, &Network) -> bool,
) -> (usize, Network) {
    let mut rng = neural::rng(seed);
    let (mut network, mut optimizer) = (Network::new(&mut rng), Momentum::new(rate, MOMENTUM));
    for (t, rows) in deal(digits.train.x.nrows(), size, rng).take(limit).enumerate() {
        if done(t, &network) {
            return (t, network);
        }
        step(digits, &rows, &mut network, &mut optimizer);
    }
    (limit, network)
}

fn step(digits: &Digits, rows: &[usize], network: &mut Network, optimizer: &mut Momentum) {
    let Part { x, y, .. } = digits.train.rows(rows);
    let (_, grads) = network.gradients(x, &y);
    optimizer.step(&mut network.params, &grads);
}

/// The steps until 9 of 10 validation rows are read; looked at every 4 steps, or every 512 digits.
///
/// Patience ends after 1500 steps of 8 digits, and twice as early for four times the size; the
/// result is infinite then.
fn steps_to_target(digits: &Digits, size: usize, rate: Real, seed: u64) -> f64 {
    let done = |t: usize, network: &Network| {
        t.is_multiple_of((512 / size).max(4)) && network.score(&digits.choose).1 >= 0.9
    };
    let patience = 1500 / (size / RACERS[0]).isqrt();
    match run(digits, (size, rate), seed, patience, done).0 {
        steps if steps < patience => steps as f64,
        _ => f64::INFINITY,
    }
}

/// For each size the rate for which `cost` is least, with two seeds that decide nothing else.
fn best(
    report: &Report,
    cost: impl Fn(usize, Real, u64) -> f64 + Sync,
) -> (Vec<(usize, Real)>, Vec<Vec<f64>>) {
    let grid = tune(report, &RACERS, &RACE_RATES, |&size, rate, seed| cost(size, rate, seed));
    (RACERS.iter().zip(&grid).map(|(&size, costs)| (size, RACE_RATES[least(costs)])).collect(), grid)
}

pub fn race_to_target(report: &mut Report, digits: &Digits) {
    let (best, grid) = best(report, |size, rate, seed| steps_to_target(digits, size, rate, seed));
    let steps =
        trials(&best, report.seeds(), |&(size, rate), seed| steps_to_target(digits, size, rate, seed));
    let caption = "Momentum until nine of ten validation digits are read, each batch size with the rate that \
                   gets there in the fewest steps: mean ± standard deviation of five seeds.";
    let columns = ["batch size", "best rate", "steps", "digits looked at", "multiplications (millions)"];
    let mut table = Table::new("batch", caption, columns);
    let means: Vec<f64> = steps.iter().map(|steps| Spread::of(steps.iter().copied()).mean).collect();
    for (i, (size, rate)) in best.iter().enumerate() {
        let (spread, looked) = (Spread::of(steps[i].iter().copied()), means[i] * *size as f64);
        let work = format!("{:.0}", means[i] * multiplications(*size) / 1e6);
        table.row([size.to_string(), rate.to_string(), format!("{spread:.0}"), format!("{looked:.0}"), work]);
    }
    report.table(table);
    let caption = "Steps to the target for every batch size and rate, with two other seeds, from which the \
                   best rates were chosen; a dash where patience ended first.";
    let columns = ["batch size".to_string()].into_iter();
    let columns = columns.chain(RACE_RATES.map(|rate| format!("rate {rate}")));
    let mut table = Table::new("batch-rates", caption, columns);
    for (size, steps) in RACERS.iter().zip(&grid) {
        table.row([size.to_string()].into_iter().chain(steps.iter().map(|&steps| count(steps))));
    }
    report.table(table);
    let saved =
        |small: usize, large: usize| steps[small].iter().zip(&steps[large]).map(|(a, b)| a / b).collect();
    let (early, late): (Vec<f64>, Vec<f64>) = (saved(0, 2), saved(2, 4));
    report.claim(
        "larger-batches-save-less",
        early.iter().zip(&late).map(|(early, late)| early > &(2.0 * late)),
        format!("fewer steps from 8 to 128: {early:.1?} times; from 128 to 2048: {late:.1?} times"),
    );
    let points =
        |of: &dyn Fn(usize) -> f64| RACERS.iter().enumerate().map(|(i, &size)| (size, of(i))).collect();
    let (count, work): (Vec<_>, Vec<_>) = (points(&|i| means[i]), points(&|i| means[i] * RACERS[i] as f64));
    let chart = Chart::new("batch size", "until the target").log_x().log_y();
    report.figure("batch", &chart.line("steps", count).line("digits looked at", work).svg());
    by_the_clock(report, digits, &means);
}

/// How many digits a network may look at when the work is to be equal: two epochs and a little.
const WORK: usize = 16_384;

/// A network that has looked at [`WORK`] digits in batches of `size`.
fn after_equal_work(digits: &Digits, size: usize, rate: Real, seed: u64) -> Network {
    run(digits, (size, rate), seed, WORK / size, |_, _| false).1
}

pub fn equal_work(report: &mut Report, digits: &Digits) {
    let (best, _) =
        best(report, |size, rate, seed| after_equal_work(digits, size, rate, seed).score(&digits.choose).0);
    let read = trials(&best, report.seeds(), |&(size, rate), seed| {
        100.0 * after_equal_work(digits, size, rate, seed).score(&digits.test).1
    });
    let caption = format!(
        "Test accuracy of momentum after looking at {WORK} digits, each batch size with the rate that has \
         the lowest validation loss then (mean ± standard deviation of five seeds)."
    );
    let mut table = Table::new("equal-work", caption, ["batch size", "best rate", "steps", "accuracy (%)"]);
    for ((size, rate), read) in best.iter().zip(&read) {
        let spread = format!("{:.1}", Spread::of(read.iter().copied()));
        table.row([size.to_string(), rate.to_string(), (WORK / size).to_string(), spread]);
    }
    report.table(table);
    report.claim(
        "equal-work-favours-small",
        read[2].iter().zip(&read[4]).map(|(small, large)| small - large > 5.0),
        format!("accuracy (%) with batches of 128: {:.1?}, of 2048: {:.1?}", read[2], read[4]),
    );
    report.value("work", WORK);
}

/// The multiplications of a step: in each layer one product forward, and backward one for the
/// weights; the second
/// layer has one more, for what is before it.
fn multiplications(size: usize) -> f64 {
    let (first, second) = (SIDE * SIDE * HIDDEN, HIDDEN * 10);
    (size * (2 * first + 3 * second)) as f64
}

/// The seconds that a step takes, without dealing the batches: the least of seven measurements,
/// which other
/// programs disturb least.
fn seconds(digits: &Digits, size: usize) -> f64 {
    let steps = 10;
    let mut rng = neural::rng(0);
    let (mut network, mut optimizer) = (Network::new(&mut rng), Momentum::new(0.05, MOMENTUM));
    let batches: Vec<_> = deal(digits.train.x.nrows(), size, rng).take(steps).collect();
    let measurement = |_| {
        let began = Instant::now();
        batches.iter().for_each(|rows| step(digits, rows, &mut network, &mut optimizer));
        began.elapsed().as_secs_f64() / steps as f64
    };
    (0..7).map(measurement).fold(f64::INFINITY, f64::min)
}

/// The time of a step, of a digit and of the way to the target, as the clock has it in this run.
fn by_the_clock(report: &mut Report, digits: &Digits, steps: &[f64]) {
    let caption = "The same race by the clock of the machine that built this book; no two runs agree on it.";
    let columns = ["batch size", "a step (ms)", "a digit (µs)", "to the target (ms)"];
    let mut table = Table::new("batch-by-the-clock", caption, columns);
    for (&size, steps) in RACERS.iter().zip(steps) {
        let time = 1e3 * seconds(digits, size);
        let cells = [format!("{time:.3}"), format!("{:.2}", 1e3 * time / size as f64)];
        let [step, digit] = cells;
        table.row([size.to_string(), step, digit, format!("{:.1}", time * steps)]);
    }
    report.table(table);
}
