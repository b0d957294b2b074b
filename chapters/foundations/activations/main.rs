//! The program of the chapter `activations`: ten ways to bend a sum, and softmax.

mod centre;
mod cost;
mod curves;
mod depth;
mod digits;
mod league;
#[path = "../../shared/parts.rs"]
mod parts;
mod selu;
mod silent;
mod softmax;
mod table;

use neural::data::DataError;
use report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("activations");
    let pictures = neural::data::digits()?;
    depth::twenty_layers(&mut report, &pictures);
    curves::ranges(&mut report);
    curves::draw_curves(&mut report);
    curves::formulas_as_printed(&mut report);
    curves::corners(&mut report);
    centre::positive_inputs(&mut report);
    silent::against_the_rate(&mut report, &pictures);
    silent::worth_of_a_unit(&mut report, &pictures);
    selu::fixed_point(&mut report);
    selu::through_depth(&mut report, &pictures);
    selu::with_dropout(&mut report, &pictures);
    softmax::shifts(&mut report);
    softmax::slopes(&mut report);
    softmax::temperatures(&mut report, &pictures);
    league::league(&mut report, &pictures);
    cost::time(&mut report);
    Ok(report.finish())
}
