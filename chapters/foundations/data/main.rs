//! The program of the chapter `data`: what happens to rows before a network sees them, and what ten
//! mistakes cost.

mod census;
mod choice;
mod costs;
mod digits;
mod gaps;
mod goals;
mod imbalance;
mod leaks;
mod network;
mod order;
mod outliers;
mod prepare;
mod size;
mod speed;
mod units;
mod words;

use neural::data::DataError;
use report::Report;
use std::process::ExitCode;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("data");
    let last_quarter = order::a_sorted_file(&mut report)?;
    prepare::six_birds(&mut report);
    gaps::in_the_file(&mut report)?;
    gaps::at_random(&mut report)?;
    gaps::not_at_random(&mut report)?;
    let census = census::read()?;
    gaps::occupations(&mut report, &census);
    words::codes_or_one_hot(&mut report, &census);
    outliers::a_slip(&mut report)?;
    outliers::capital_gains(&mut report, &census);
    let digits = neural::data::digits()?;
    let mut costs = vec![units::unscaled(&mut report, &census), goals::wrong_loss(&mut report, &digits)];
    goals::yes_or_no(&mut report, &census);
    costs.extend(speed::rates(&mut report, &digits));
    costs.extend(choice::no_validation(&mut report, &census));
    costs.push(leaks::scaling(&mut report)?);
    costs.push(leaks::twins(&mut report, &census));
    costs.push(leaks::means(&mut report, &census));
    costs.push(imbalance::cures(&mut report, &census));
    costs.push(size::too_complex(&mut report, &census));
    costs.push(size::over_trained(&mut report, &census));
    costs.push(speed::batch_sizes(&mut report, &digits));
    costs.push(order::batches_in_order(&mut report, &digits));
    costs.push(last_quarter);
    costs::told(&mut report, &costs);
    Ok(report.finish())
}
