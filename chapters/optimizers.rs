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
const RATES: [Real; 9] = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0];

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("optimizers");
    let digits = digits::read()?;
    race::one_rate_for_all(&mut report, &digits);
    surfaces::ravines(&mut report);
    surfaces::two_forms_of_nesterov(&mut report);
    step_lengths::constant_slope(&mut report);
    step_lengths::epsilon_inside_and_outside(&mut report);
    surfaces::turned_ravine(&mut report);
    surfaces::saddle_and_valley(&mut report);
    race::tuned(&mut report, &digits);
    decay::blank_pixels(&mut report, &digits);
    schedules::race(&mut report, &digits);
    finder::three_rules(&mut report, &digits);
    clipping::an_explosion(&mut report, &digits);
    batch_size::noise(&mut report, &digits);
    batch_size::steps_to_target(&mut report, &digits);
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

/// Mean and standard deviation of what was seen on several seeds.
fn mean_and_deviation(seen: &[f64]) -> (f64, f64) {
    let mean = seen.iter().sum::<f64>() / seen.len() as f64;
    let squares: f64 = seen.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (seen.len() - 1) as f64).sqrt())
}
