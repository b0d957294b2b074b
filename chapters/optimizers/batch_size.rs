//! What a larger batch buys: less noise, fewer steps, more work.

use crate::digits::{Digits, Network, STEPS, deal, train};
use crate::{MOMENTUM, least, tune};
use neural::Real;
use neural::optim::schedule::cosine;
use neural::optim::{Momentum, Optimizer};
use neural::plot::{Chart, Figure};
use neural::report::Report;
use neural::trials::{Spread, trials};

/// The sizes whose gradients are compared with that of all rows.
const SIZES: [usize; 5] = [4, 16, 64, 256, 1024];

/// All gradients of a network on these rows, one number after the other.
fn gradient(digits: &Digits, network: &Network, rows: &[usize]) -> Vec<Real> {
    let (x, y) = digits.train.rows(rows);
    let (_, mut grads) = network.gradients(x, &y);
    grads.iter_mut().flat_map(|matrix| matrix.iter().copied()).collect()
}

/// How far the gradient of a batch typically lies from that of all rows, in units of the latter's length.
fn relative_noise(digits: &Digits, network: &Network, size: usize, seed: u64) -> f64 {
    let n = digits.train.x.nrows();
    let full = gradient(digits, network, &(0..n).collect::<Vec<_>>());
    let batches: Vec<_> = deal(n, size, neural::rng(seed)).take(50).collect();
    let squares = batches.iter().map(|rows| {
        let differences =
            gradient(digits, network, rows).into_iter().zip(&full).map(|(part, all)| f64::from(part - all));
        differences.map(|difference| difference.powi(2)).sum::<f64>()
    });
    let length = full.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>();
    (squares.sum::<f64>() / batches.len() as f64 / length).sqrt()
}

pub fn noise(report: &mut Report, digits: &Digits) {
    report
        .section("noise", "How far a batch's gradient lies from that of all rows, in lengths of the latter");
    let seeds = trials(&[()], report.seeds(), |_, seed| {
        let fresh = Network::new(&mut neural::rng(seed));
        let falling =
            |t: usize, _: &Network, rule: &mut Momentum| rule.learning_rate = 0.1 * cosine(t, STEPS, 0.0);
        let trained = train(digits, seed, &mut Momentum::new(0.1, MOMENTUM), falling).0;
        [fresh, trained].map(|network| SIZES.map(|size| relative_noise(digits, &network, size, seed)))
    });
    let seeds = &seeds[0];
    writeln!(report, "batch   before training   after training");
    for (i, size) in SIZES.iter().enumerate() {
        writeln!(report, "{size:>5} {:>17.2} {:>16.1}", seeds[0][0][i], seeds[0][1][i]);
    }
    let falls: Vec<f64> = seeds.iter().map(|[fresh, _]| fresh[0] / fresh[3]).collect();
    report.claim(
        "noise-falls-with-the-root",
        falls.iter().map(|fall| (fall / 8.0 - 1.0).abs() < 0.25),
        format!("64 times the batch, {falls:.1?} times less noise"),
    );
    let rises: Vec<f64> = seeds.iter().map(|[fresh, trained]| trained[2] / fresh[2]).collect();
    report.claim(
        "noise-drowns-the-end",
        seeds.iter().zip(&rises).map(|([_, trained], &rise)| rise > 3.0 && trained[3] > 1.0),
        format!("relative to its length the gradient is {rises:.0?} times as noisy after training"),
    );
}

/// The sizes that race to the target, and the rates that each of them may try.
const RACERS: [usize; 5] = [8, 32, 128, 512, 2048];
const RACE_RATES: [Real; 5] = [0.025, 0.05, 0.1, 0.2, 0.4];

/// Trains a new network, at most for `limit` steps, until `done` says so; returns it with the steps it took.
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
        let (x, y) = digits.train.rows(&rows);
        let (_, grads) = network.gradients(x, &y);
        optimizer.step(&mut network.params, &grads);
    }
    (limit, network)
}

/// The steps, at most 1500, until 9 of 10 rows to choose by are read; looked at every 4 steps, or every 512 digits.
fn steps_to_target(digits: &Digits, size: usize, rate: Real, seed: u64) -> f64 {
    let done = |t: usize, network: &Network| {
        t.is_multiple_of((512 / size).max(4)) && network.score(&digits.choose).1 >= 0.9
    };
    run(digits, (size, rate), seed, 1500, done).0 as f64
}

/// How many digits a network may look at when the work is to be equal: two epochs and a little.
const WORK: usize = 16_384;

/// The share of test digits, in percent, that are read after looking at [`WORK`] digits.
fn read_after_equal_work(digits: &Digits, size: usize, rate: Real, seed: u64) -> f64 {
    100.0 * run(digits, (size, rate), seed, WORK / size, |_, _| false).1.score(&digits.test).1
}

pub fn race_to_target(report: &mut Report, digits: &Digits) {
    report.section(
        "batch",
        "Momentum until 9 of 10 validation digits are read, each size with the best of five rates",
    );
    let grid =
        tune(report, &RACERS, &RACE_RATES, |&size, rate, seed| steps_to_target(digits, size, rate, seed));
    let best: Vec<_> =
        RACERS.iter().zip(&grid).map(|(&size, steps)| (size, RACE_RATES[least(steps)])).collect();
    let steps =
        trials(&best, report.seeds(), |&(size, rate), seed| steps_to_target(digits, size, rate, seed));
    let read =
        trials(&best, report.seeds(), |&(size, rate), seed| read_after_equal_work(digits, size, rate, seed));
    writeln!(report, "batch    rate   steps to target   digits to target   read after {WORK} digits");
    let mut means = Vec::new();
    for (((size, rate), steps), read) in best.iter().zip(&steps).zip(&read) {
        let Spread { mean, deviation } = Spread::of(steps.iter().copied());
        let read = Spread::of(read.iter().copied()).mean;
        let work = mean * *size as f64;
        writeln!(report, "{size:>5} {rate:>7} {mean:>10.0} ± {deviation:<4.0} {work:>18.0} {read:>23.1} %");
        means.push((*size, mean));
    }
    report.claim(
        "equal-work-favours-small",
        read[2].iter().zip(&read[4]).map(|(small, large)| small - large > 5.0),
        format!("{:.0?} % read with batches of 128, {:.0?} % with 2048", read[2], read[4]),
    );
    report.value("work", WORK);
    let saved =
        |small: usize, large: usize| steps[small].iter().zip(&steps[large]).map(|(a, b)| a / b).collect();
    let (early, late): (Vec<f64>, Vec<f64>) = (saved(0, 2), saved(2, 4));
    report.claim(
        "larger-batches-save-less",
        early.iter().zip(&late).map(|(early, late)| early > &(2.0 * late)),
        format!("fewer steps from 8 to 128: {early:.1?} times; from 128 to 2048: {late:.1?} times"),
    );
    let work = means.iter().map(|&(size, mean)| (size, mean * size as f64));
    let chart = Chart::new("batch size", "until the target").log_x().log_y();
    report.figure("batch", &chart.line("steps", means.iter().copied()).line("digits looked at", work).svg());
}
