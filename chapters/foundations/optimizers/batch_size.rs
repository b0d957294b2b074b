//! What a larger batch buys: less noise, fewer steps, more work.

use crate::digits::{Digits, HIDDEN, Network, Part, SIDE, STEPS, deal, train};
use crate::{MOMENTUM, count, least, tune};
use neural::Real;
use neural::optim::schedule::cosine;
use neural::optim::{Momentum, Optimizer};
use neural::trials::{Spread, over_seeds, trials};
use report::Report;
use report::plot::{Chart, Figure};
use std::time::Instant;

/// The sizes whose gradients are compared with that of all rows.
const SIZES: [usize; 5] = [4, 16, 64, 256, 1024];

/// All gradients of a network on these rows, one number after the other.
fn gradient(digits: &Digits, network: &Network, rows: &[usize]) -> Vec<Real> {
    let Part { x, y, .. } = digits.train.rows(rows);
    let (_, mut grads) = network.gradients(x, &y);
    grads.iter_mut().flat_map(|matrix| matrix.iter().copied()).collect()
}

/// The length of the gradient of all rows, and for each size how far that of a batch typically lies from it.
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
    report.section("noise", "How long the gradient of all rows is, and how far from it that of a batch lies");
    let seeds = over_seeds(report.seeds(), |seed| {
        let fresh = Network::new(&mut neural::rng(seed));
        let falling =
            |t: usize, _: &Network, rule: &mut Momentum| rule.learning_rate = 0.1 * cosine(t, STEPS, 0.0);
        let trained = train(digits, seed, &mut Momentum::new(0.1, MOMENTUM), falling).0;
        [fresh, trained].map(|network| gradient_and_noise(digits, &network, seed))
    });
    let mean = |place: &dyn Fn(&[Noise; 2]) -> f64| Spread::of(seeds.iter().map(place)).mean;
    writeln!(report, "             before training             after training");
    writeln!(report, "batch     length   of gradient's      length   of gradient's");
    let [before, after] = [0, 1].map(|when| mean(&|seed| seed[when].0));
    writeln!(report, "all    {before:>9.3} {:>27.3}", after);
    for (i, size) in SIZES.iter().enumerate() {
        write!(report, "{size:>5}");
        for (when, gap) in [(0, 11), (1, 11)] {
            let noise = mean(&|seed| seed[when].1[i]);
            let share = mean(&|seed| seed[when].1[i] / seed[when].0);
            write!(report, " {noise:>gap$.3} {share:>14.2} ×");
        }
        writeln!(report);
    }
    let falls: Vec<f64> = seeds.iter().map(|[(_, noise), _]| noise[0] / noise[3]).collect();
    report.claim(
        "noise-falls-with-the-root",
        falls.iter().map(|fall| (fall / 8.0 - 1.0).abs() < 0.25),
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

/// The sizes that race to the target, and the rates that each of them may try.
const RACERS: [usize; 5] = [8, 32, 128, 512, 2048];
const RACE_RATES: [Real; 8] = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

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
        let Part { x, y, .. } = digits.train.rows(&rows);
        let (_, grads) = network.gradients(x, &y);
        optimizer.step(&mut network.params, &grads);
    }
    (limit, network)
}

/// The steps until 9 of 10 rows to choose by are read; looked at every 4 steps, or every 512 digits.
///
/// Patience ends after 1500 steps of 8 digits, and twice as early for four times the size; the result is infinite then.
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

/// How many digits a network may look at when the work is to be equal: two epochs and a little.
const WORK: usize = 16_384;

/// The share of test digits, in percent, that are read after looking at [`WORK`] digits.
fn read_after_equal_work(digits: &Digits, size: usize, rate: Real, seed: u64) -> f64 {
    100.0 * run(digits, (size, rate), seed, WORK / size, |_, _| false).1.score(&digits.test).1
}

pub fn race_to_target(report: &mut Report, digits: &Digits) {
    report.section(
        "batch",
        "Momentum until 9 of 10 validation digits are read, each size with the best of eight rates",
    );
    let grid =
        tune(report, &RACERS, &RACE_RATES, |&size, rate, seed| steps_to_target(digits, size, rate, seed));
    let best: Vec<_> =
        RACERS.iter().zip(&grid).map(|(&size, steps)| (size, RACE_RATES[least(steps)])).collect();
    let steps =
        trials(&best, report.seeds(), |&(size, rate), seed| steps_to_target(digits, size, rate, seed));
    let read =
        trials(&best, report.seeds(), |&(size, rate), seed| read_after_equal_work(digits, size, rate, seed));
    writeln!(report, "batch    rate   steps to target   multiplications   read after {WORK} digits");
    let means: Vec<f64> = steps.iter().map(|steps| Spread::of(steps.iter().copied()).mean).collect();
    for (i, (size, rate)) in best.iter().enumerate() {
        let Spread { mean, deviation } = Spread::of(steps[i].iter().copied());
        let (work, read) = (mean * multiplications(*size), Spread::of(read[i].iter().copied()));
        writeln!(
            report,
            "{size:>5} {rate:>7} {mean:>10.0} ± {deviation:<4.0} {work:>17.1e}   {:>15.1} %",
            read.mean
        );
    }
    writeln!(report, "\nsteps to target with two other seeds, from which the rates were chosen");
    write!(report, "batch  rate");
    RACE_RATES.iter().for_each(|rate| write!(report, " {rate:>7}"));
    writeln!(report);
    for (size, steps) in RACERS.iter().zip(&grid) {
        write!(report, "{size:>5}      ");
        steps.iter().for_each(|&steps| write!(report, " {:>7}", count(steps)));
        writeln!(report);
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
    let points =
        |of: &dyn Fn(usize) -> f64| RACERS.iter().enumerate().map(|(i, &size)| (size, of(i))).collect();
    let (count, work): (Vec<_>, Vec<_>) = (points(&|i| means[i]), points(&|i| means[i] * RACERS[i] as f64));
    let chart = Chart::new("batch size", "until the target").log_x().log_y();
    report.figure("batch", &chart.line("steps", count).line("digits looked at", work).svg());
    by_the_clock(report, digits, &means);
}

/// The multiplications of a step: in each layer one product forward, and backward one for the weights; the second
/// layer has one more, for what is before it.
fn multiplications(size: usize) -> f64 {
    let (first, second) = (SIDE * SIDE * HIDDEN, HIDDEN * 10);
    (size * (2 * first + 3 * second)) as f64
}

/// The seconds that a step takes: the least of seven measurements, which other programs disturb least.
fn seconds(digits: &Digits, size: usize) -> f64 {
    let steps = 10;
    let measurement = |_| {
        let began = Instant::now();
        run(digits, (size, 0.05), 0, steps, |_, _| false);
        began.elapsed().as_secs_f64() / steps as f64
    };
    (0..7).map(measurement).fold(f64::INFINITY, f64::min)
}

/// The time of a step, of a digit and of the way to the target, as the clock has it in this run.
fn by_the_clock(report: &mut Report, digits: &Digits, steps: &[f64]) {
    report.section("batch-by-the-clock", "The race by the clock");
    writeln!(report, "batch   ms a step   µs a digit   ms to target");
    for (&size, steps) in RACERS.iter().zip(steps) {
        let time = 1e3 * seconds(digits, size);
        let digit = 1e3 * time / size as f64;
        writeln!(report, "{size:>5} {time:>11.3} {digit:>12.2} {:>14.1}", time * steps);
    }
}
