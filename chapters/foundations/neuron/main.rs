//! The program of the chapter `neuron`: a weighted sum and a threshold, and what one layer of them
//! can learn.

mod birds;
mod bound;
mod corrections;
mod crossing;
mod logic;
mod perceptron;
mod two_birds;
mod two_layers;
mod units;
mod unseen;
mod vote;

use neural::data::{DataError, penguins};
use report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("neuron");
    let penguins = penguins()?;
    birds::count(&mut report, &penguins);
    vote::one_bird(&mut report, &penguins);
    units::grams_and_millimetres(&mut report, &penguins);
    vote::the_line(&mut report, &penguins);
    corrections::every_correction(&mut report, &penguins);
    corrections::the_rate_is_a_unit(&mut report, &penguins);
    two_birds::uncentred_and_centred(&mut report);
    units::draw_arrows(&mut report, &penguins);
    let ways = units::shift_or_stretch(&mut report, &penguins);
    let tasks = bound::mistakes_against_bound(&mut report, &penguins);
    bound::draw(&mut report, &tasks, &ways);
    unseen::new_birds(&mut report, &penguins);
    crossing::never_settles(&mut report, &penguins);
    crossing::four_birds(&mut report, &penguins);
    logic::by_hand(&mut report);
    logic::exclusive_or(&mut report);
    logic::every_truth_table(&mut report);
    two_layers::exclusive_or(&mut report);
    two_layers::without_the_threshold(&mut report, &penguins);
    Ok(report.finish())
}
