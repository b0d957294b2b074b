//! The program of the chapter `optimizers`: seven rules that turn gradients into steps, and what they are worth.

#[path = "optimizers/batch_size.rs"]
mod batch_size;
#[path = "optimizers/clipping.rs"]
mod clipping;
#[path = "optimizers/decay.rs"]
mod decay;
#[path = "optimizers/digits.rs"]
mod digits;
#[path = "optimizers/finder.rs"]
mod finder;
#[path = "optimizers/race.rs"]
mod race;
#[path = "optimizers/schedules.rs"]
mod schedules;
#[path = "optimizers/step_lengths.rs"]
mod step_lengths;
#[path = "optimizers/surfaces.rs"]
mod surfaces;

use neural::Real;
use neural::data::DataError;
use neural::optim::*;
use neural::report::Report;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Makes an optimiser with the learning rate that it is given.
type Rule = fn(Real) -> Box<dyn Optimizer>;

/// How much of a velocity is kept at each step, unless said otherwise.
const MOMENTUM: Real = 0.9;

/// The rules that race, with the other settings that are usual.
const RULES: [(&str, Rule); 7] = [
    ("SGD", |rate| Box::new(Sgd { learning_rate: rate })),
    ("momentum", |rate| Box::new(Momentum::new(rate, MOMENTUM))),
    ("Nesterov", |rate| Box::new(Nesterov::new(rate, MOMENTUM))),
    ("Adagrad", |rate| Box::new(Adagrad::new(rate))),
    ("RMSprop", |rate| Box::new(RmsProp::new(rate))),
    ("Adam", |rate| Box::new(Adam::new(rate))),
    ("AdamW", |rate| Box::new(AdamW::new(rate, 0.01))),
];

/// The learning rates that may be tried: two for each power of ten.
const RATES: [Real; 9] = [3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("optimizers");
    let digits = digits::read()?;
    let untuned = race::one_rate_for_all(&mut report, &digits);
    surfaces::ravines(&mut report);
    surfaces::two_forms_of_nesterov(&mut report);
    step_lengths::constant_slope(&mut report);
    step_lengths::epsilon_inside_and_outside(&mut report);
    surfaces::turned_ravine(&mut report);
    surfaces::saddle_and_valley(&mut report);
    let tuned = race::tuned(&mut report, &digits, &untuned);
    decay::blank_pixels(&mut report, &digits);
    schedules::race(&mut report, &digits);
    finder::three_rules(&mut report, &digits, &tuned);
    clipping::an_explosion(&mut report, &digits);
    batch_size::noise(&mut report, &digits);
    batch_size::race_to_target(&mut report, &digits);
    Ok(report.finish())
}

/// `run` of each job, in their order; the jobs share the processor's cores.
fn in_parallel<J: Sync, T: Send>(jobs: &[J], run: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < jobs.len());
    let work = || std::iter::from_fn(take).map(|i| (i, run(&jobs[i]))).collect::<Vec<_>>();
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a job does not panic")).collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

/// `run` of each row with each of the report's seeds: one list of results for each row.
fn on_all_seeds<R: Sync, T: Send>(
    report: &Report,
    rows: &[R],
    run: impl Fn(&R, u64) -> T + Sync,
) -> Vec<Vec<T>> {
    let jobs: Vec<(&R, u64)> =
        rows.iter().flat_map(|row| report.seeds().map(move |seed| (row, seed))).collect();
    let mut results = in_parallel(&jobs, |(row, seed)| run(row, *seed)).into_iter();
    rows.iter().map(|_| results.by_ref().take(report.seeds().count()).collect()).collect()
}

/// What is to be made small, for each row and each rate: the mean over two seeds that decide nothing else.
fn tune<R: Sync>(
    report: &Report,
    rows: &[R],
    rates: &[Real],
    run: impl Fn(&R, Real, u64) -> f64 + Sync,
) -> Vec<Vec<f64>> {
    let jobs: Vec<_> = rows.iter().flat_map(|row| rates.iter().map(move |&rate| (row, rate))).collect();
    let seeds = [100, 101].map(|offset| report.seed() + offset);
    let means =
        in_parallel(&jobs, |(row, rate)| seeds.map(|seed| run(row, *rate, seed)).iter().sum::<f64>() / 2.0);
    means.chunks(rates.len()).map(<[f64]>::to_vec).collect()
}

/// Mean and standard deviation of what was seen on several seeds.
fn mean_and_deviation(seen: &[f64]) -> (f64, f64) {
    let mean = seen.iter().sum::<f64>() / seen.len() as f64;
    let squares: f64 = seen.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (seen.len() - 1) as f64).sqrt())
}

/// Losses and accuracies of several seeds, as a piece of a table.
fn told(scores: &[(f64, f64)]) -> String {
    let (losses, shares): (Vec<f64>, Vec<f64>) =
        scores.iter().map(|(loss, read)| (*loss, 100.0 * read)).unzip();
    let ((loss, loss_spread), (read, read_spread)) =
        (mean_and_deviation(&losses), mean_and_deviation(&shares));
    format!("{loss:.3} ± {loss_spread:.3}   {read:.1} ± {read_spread:.1} %")
}

/// The place of the least number.
fn least(numbers: &[f64]) -> usize {
    (0..numbers.len()).min_by(|&a, &b| numbers[a].total_cmp(&numbers[b])).expect("there are numbers")
}
