//! The program of the chapter `backprop`: gradients by brute force, by hand and by tape, on XOR and on the 8×8 digits.

mod batches;
mod by_hand;
mod check;
mod digits;
mod mistakes;
mod nudging;
mod opening;
mod pictures;
mod sizes;
mod symmetry;
mod tape;
mod xor;

use neural::Real;
use report::Report;
use std::process::ExitCode;

/// The network for the digits: 64 pixels, 64 hidden units, 10 classes.
const SIZES: [usize; 3] = [64, 64, 10];
const EPOCHS: usize = 20;
const BATCH: usize = 32;
const RATE: Real = 0.1;

fn main() -> ExitCode {
    let mut report = Report::from_args("backprop");
    let pictures = pictures::read();
    opening::a_network_that_does_not_learn(&mut report, &pictures);
    nudging::every_number_in_turn(&mut report);
    nudging::one_path(&mut report);
    xor::from_random_starts(&mut report);
    check::hand_against_nudging(&mut report, &pictures);
    check::size_of_the_nudge(&mut report);
    mistakes::six_wrong_gradients(&mut report, &pictures);
    symmetry::equal_units(&mut report, &pictures);
    tape::one_gradient_three_ways(&mut report, &pictures);
    if cfg!(feature = "f64") {
        return report.finish(); // more digits are for the checks; what follows needs no more
    }
    sizes::eight_layers(&mut report, &pictures);
    batches::sizes_of_batches(&mut report, &pictures);
    batches::order_of_the_rows(&mut report, &pictures);
    digits::five_seeds(&mut report, &pictures);
    report.finish()
}

fn percent(share: f64) -> String {
    if share.is_nan() { "NaN".to_string() } else { format!("{:.1} %", 100.0 * share) }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}
