//! The program of the chapter `losses`: one loop that learns, and the losses that tell it what to
//! learn.

mod cars;
mod classes;
mod descent;
mod layer;
mod logits;
mod outliers;
mod targets;

use neural::data::{DataError, auto_mpg, breast_cancer, penguins};
use report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("losses");
    let cars = auto_mpg()?.columns(&["weight"]);
    let samples = breast_cancer()?.keep_classes(&["benign", "malignant"]); // a malignant one is a 1
    let birds = penguins()?;

    cars::lost_decimal_points(&mut report, &cars);
    cars::closed_form(&mut report, &cars);
    descent::diverging(&mut report, &cars);
    descent::three_units(&mut report, &cars);
    outliers::three_lines(&mut report, &cars);
    outliers::best_constants(&mut report, &cars);
    outliers::two_noises(&mut report, &cars);
    classes::draw_chance(&mut report, &samples);
    classes::swapped_labels(&mut report, &samples);
    classes::from_zero(&mut report, &samples);
    classes::three_species(&mut report, &birds);
    classes::one_output(&mut report);
    logits::far_logits(&mut report);
    logits::trained_logits(&mut report, &samples);
    logits::far_scores(&mut report);
    logits::checked_gradients(&mut report, &cars);
    targets::smoothing(&mut report, &samples);
    targets::weighing(&mut report, &samples);
    Ok(report.finish())
}
