//! The program of the chapter `backprop`: gradients by brute force, by hand and by tape, on XOR and
//! on the 8×8 digits.

mod batches;
mod by_hand;
mod check;
mod digits;
mod mistakes;
mod nudging;
mod opening;
mod order;
mod paths;
mod pictures;
mod symmetry;
mod tape;
mod weights;
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
    paths::two_paths(&mut report);
    xor::from_random_starts(&mut report);
    check::hand_against_nudging(&mut report, &pictures);
    check::size_of_the_nudge(&mut report);
    mistakes::six_wrong_gradients(&mut report, &pictures);
    symmetry::equal_units(&mut report, &pictures);
    tape::one_gradient_three_ways(&mut report, &pictures);
    if cfg!(feature = "f64") {
        return report.finish(); // more digits are for the checks; what follows needs no more
    }
    digits::against_simpler_classifiers(&mut report, &pictures);
    mistakes::updating_early(&mut report, &pictures);
    weights::eight_layers(&mut report, &pictures);
    batches::noise_of_a_batch(&mut report, &pictures);
    batches::sizes_of_batches(&mut report, &pictures);
    order::order_of_the_rows(&mut report, &pictures);
    order::forgetting(&mut report, &pictures);
    report.finish()
}

/// A share as a percentage, without its sign, for tables whose columns say what they hold.
fn percent(share: f64) -> String {
    if share.is_nan() { "NaN".to_string() } else { format!("{:.1}", 100.0 * share) }
}

/// The same with its sign, for sentences.
fn percent_sign(share: f64) -> String {
    format!("{} %", percent(share))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// A number with a real minus sign and two decimals, for sentences and pictures.
fn signed(x: impl Into<f64>) -> String {
    format!("{:.2}", x.into()).replace('-', "−")
}
