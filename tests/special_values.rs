//! NaN, infinities, zeros, the smallest and the largest numbers, through every public function that
//! takes numbers.
//!
//! The rule: a NaN that enters comes out, or is refused by name; an infinite number gives the limit
//! where there is one, else NaN; of the other numbers none becomes NaN.

#[path = "special_values/table.rs"]
mod table;

use neural::Real;
use std::panic::{AssertUnwindSafe, catch_unwind};
use table::{Expected, Row, rows};

/// What a function made of a number.
enum Outcome {
    Numbers(Vec<f64>),
    Refused(String),
}

fn outcome(row: &Row, x: Real) -> Outcome {
    match catch_unwind(AssertUnwindSafe(|| (row.function)(x))) {
        Ok(numbers) => Outcome::Numbers(numbers),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            Outcome::Refused(text.expect("a panic with a message").to_string())
        }
    }
}

/// NaN with either sign and every single bit of its payload, and with all of them.
fn nans() -> Vec<Real> {
    let bits = Real::MANTISSA_DIGITS - 1;
    let payloads = (0..bits).map(|bit| 1 << bit).chain([(1 << bits) - 1]);
    let nans = payloads.map(|payload| Real::from_bits(Real::INFINITY.to_bits() | payload));
    nans.flat_map(|nan| [nan, -nan]).collect()
}

/// Runs `check` on every row, and tells all rows that do not pass it.
fn each_row(check: impl Fn(&Row) -> Result<(), String>) {
    let problems: Vec<String> =
        rows().iter().filter_map(|row| Some(format!("{}: {}", row.name, check(row).err()?))).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn a_nan_that_enters_comes_out_or_is_refused_by_name() {
    each_row(|row| {
        for nan in nans() {
            match outcome(row, nan) {
                Outcome::Numbers(numbers) if row.ignores_nan || numbers.iter().all(|y| y.is_nan()) => {}
                Outcome::Numbers(numbers) => return Err(format!("{:x} gives {numbers:?}", nan.to_bits())),
                Outcome::Refused(why) if why.contains("NaN") || why.contains("no row") => {}
                Outcome::Refused(why) => return Err(format!("refuses NaN with the words: {why}")),
            }
        }
        Ok(())
    });
}

#[test]
fn an_infinite_number_gives_the_limit_or_nan_or_is_refused() {
    each_row(|row| {
        for (x, expected) in [Real::INFINITY, Real::NEG_INFINITY].into_iter().zip(row.infinite) {
            match (outcome(row, x), expected) {
                (Outcome::Numbers(numbers), Expected::Is(y)) if numbers.iter().all(|&found| found == y) => {}
                (Outcome::Numbers(numbers), Expected::Nan) if numbers.iter().all(|y| y.is_nan()) => {}
                (Outcome::Refused(why), Expected::Refused(with)) if why.contains(with) => {}
                (Outcome::Numbers(numbers), _) => {
                    return Err(format!("{x} gives {numbers:?}, and {expected:?} is right"));
                }
                (Outcome::Refused(why), _) => return Err(format!("{x} is refused: {why}")),
            }
        }
        Ok(())
    });
}

// In double precision there is no wider type for what lies between.
#[cfg(not(feature = "f64"))]
#[test]
fn no_other_number_becomes_nan() {
    let smallest = Real::from_bits(1);
    each_row(|row| {
        for x in [0.0, smallest, Real::MIN_POSITIVE, Real::MAX].into_iter().flat_map(|x| [x, -x]) {
            match outcome(row, x) {
                Outcome::Numbers(_) if row.overflows && x.abs() == Real::MAX => {}
                Outcome::Numbers(numbers) if numbers.iter().all(|y| !y.is_nan()) => {}
                Outcome::Numbers(numbers) => return Err(format!("{x:e} gives {numbers:?}")),
                Outcome::Refused(why) if row.refuses.is_some_and(|with| why.contains(with)) => {}
                Outcome::Refused(why) => return Err(format!("{x:e} is refused: {why}")),
            }
        }
        Ok(())
    });
}
