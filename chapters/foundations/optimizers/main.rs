//! The program of the chapter `optimizers`: seven rules that turn gradients into steps, and what
//! they are worth.

mod adam;
mod batch_size;
mod betas;
mod clipping;
mod decay;
mod digits;
mod finder;
#[path = "../../shared/parts.rs"]
mod parts;
mod race;
mod ravine;
mod saddle;
mod schedules;
#[path = "../../shared/small_digits.rs"]
mod small_digits;
mod sparse;
mod starts;
mod step_lengths;
mod surfaces;
mod turned;
mod wells;

use neural::Real;
use neural::data::DataError;
use neural::optim::*;
use neural::trials::{Spread, trials};
use report::Report;
use std::process::ExitCode;

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
const RATES: [Real; 8] = [1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("optimizers");
    let digits = small_digits::read(0.2)?;
    let untuned = race::one_rate_for_all(&mut report, &digits);
    ravine::three_walks(&mut report);
    ravine::by_hand(&mut report);
    ravine::ten_arrows(&mut report);
    ravine::steeper_and_steeper(&mut report);
    adam::unequal_slopes(&mut report, &digits);
    adam::by_hand(&mut report);
    adam::agreement(&mut report);
    step_lengths::constant_slope(&mut report);
    step_lengths::epsilon_inside_and_outside(&mut report);
    turned::two_forms_of_nesterov(&mut report);
    turned::nesterov_in_ravines(&mut report);
    turned::turned_ravine(&mut report);
    saddle::beside_a_ridge(&mut report);
    saddle::bent_valley(&mut report);
    wells::shallow_and_deep(&mut report);
    sparse::rare_words(&mut report)?;
    let tuned = race::tuned(&mut report, &digits, &untuned);
    betas::varied(&mut report, &digits, &tuned);
    betas::memory(&mut report, &digits);
    starts::customary(&mut report, &digits, &tuned);
    starts::how_it_looks(&mut report, &digits);
    decay::blank_pixels(&mut report, &digits);
    schedules::race(&mut report, &digits);
    schedules::warm_up(&mut report, &digits);
    finder::three_rules(&mut report, &digits, &tuned);
    clipping::an_explosion(&mut report, &digits);
    batch_size::noise(&mut report, &digits);
    batch_size::race_to_target(&mut report, &digits);
    batch_size::equal_work(&mut report, &digits);
    Ok(report.finish())
}

/// Two seeds that decide nothing but rates.
fn tuning_seeds(report: &Report) -> [u64; 2] {
    [100, 101].map(|offset| report.seed() + offset)
}

/// What is to be made small, for each row and each rate: the mean over two seeds.
fn tune<R: Sync>(
    report: &Report,
    rows: &[R],
    rates: &[Real],
    run: impl Fn(&R, Real, u64) -> f64 + Sync,
) -> Vec<Vec<f64>> {
    let jobs: Vec<_> = rows.iter().flat_map(|row| rates.iter().map(move |&rate| (row, rate))).collect();
    let runs = trials(&jobs, tuning_seeds(report), |&(row, rate), seed| run(row, rate, seed));
    let means: Vec<f64> = runs.into_iter().map(|run| Spread::of(run).mean).collect();
    means.chunks(rates.len()).map(<[f64]>::to_vec).collect()
}

/// A number of steps for a table; a dash if patience ended first.
fn count(steps: f64) -> String {
    if steps.is_finite() { format!("{steps:.0}") } else { "–".to_string() }
}

/// The place of the least number.
fn least(numbers: &[f64]) -> usize {
    (0..numbers.len()).min_by(|&a, &b| numbers[a].total_cmp(&numbers[b])).expect("there are numbers")
}
