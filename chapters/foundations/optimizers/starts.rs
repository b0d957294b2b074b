//! Customary learning rates against tuned ones, and what too small and too large look like.

use crate::digits::{Digits, STEPS, constant, train};
use crate::race::Tuned;
use crate::{MOMENTUM, Rule};
use neural::Real;
use neural::optim::{Adam, Momentum, RmsProp, Sgd};
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The rates that examples begin with, with the place of the rule in [`crate::RULES`].
const CUSTOMARY: [(usize, &str, Real, Rule); 4] = [
    (0, "SGD", 0.01, |rate| Box::new(Sgd { learning_rate: rate })),
    (1, "momentum", 0.01, |rate| Box::new(Momentum::new(rate, MOMENTUM))),
    (4, "RMSprop", 0.001, |rate| Box::new(RmsProp::new(rate))),
    (5, "Adam", 0.001, |rate| Box::new(Adam::new(rate))),
];

/// The customary rates after the same run as the tuned ones.
pub fn customary(report: &mut Report, digits: &Digits, tuned: &[Tuned]) {
    let runs = trials(&CUSTOMARY, report.seeds(), |&(_, _, rate, rule), seed| {
        100.0 * train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).1
    });
    let caption = format!(
        "Where to begin: customary rates and the rates that tuning found, test accuracy after {STEPS} \
         steps (mean ± standard deviation of five seeds)."
    );
    let columns = ["rule", "customary rate", "accuracy there (%)", "tuned rate", "accuracy with it (%)"];
    let mut table = Table::new("customary", caption, columns);
    for ((rule, name, rate, _), read) in CUSTOMARY.iter().zip(&runs) {
        let (there, tuned) = (Spread::of(read.iter().copied()), &tuned[*rule]);
        let [there, with] = [there, tuned.accuracy()].map(|spread| format!("{spread:.1}"));
        table.row([name.to_string(), rate.to_string(), there, tuned.rate.to_string(), with]);
    }
    report.table(table);
    let lost = CUSTOMARY.iter().zip(&runs).map(|((rule, ..), read)| {
        let best = tuned[*rule].scores.iter().map(|(_, accuracy)| 100.0 * accuracy);
        best.zip(read).map(|(best, read)| best - read).collect()
    });
    let lost: Vec<Vec<f64>> = lost.collect();
    report.claim(
        "customary-rates-are-low-here",
        (0..lost[0].len()).map(|seed| lost.iter().all(|lost| lost[seed] > 1.0)),
        format!("points lost by SGD, momentum, RMSprop, Adam: {lost:.1?}"),
    );
}

/// Rates of Adam that are too small, about right, too large.
const TRIED: [Real; 3] = [0.0003, 0.01, 0.3];

/// The training loss of Adam with each of them.
pub fn how_it_looks(report: &mut Report, digits: &Digits) {
    let mut chart = Chart::new("step", "training loss").height(340.0).log_y();
    let mut ends = Vec::new();
    for rate in TRIED {
        let (_, losses) = train(digits, report.seed(), &mut Adam::new(rate), constant);
        let smooth = losses.chunks(5).enumerate();
        let smooth = smooth.map(|(i, five)| (5 * i + 3, five.iter().sum::<f64>() / five.len() as f64));
        chart = chart.line(&format!("rate {rate}"), smooth);
        ends.push(losses[STEPS - 20..].iter().sum::<f64>() / 20.0);
    }
    report.figure("looks", &chart.svg());
    report.value("adam-travel", format!("{:.1}", 0.001 * STEPS as f64));
}
