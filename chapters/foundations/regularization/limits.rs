//! Limits: for the length of a unit's weights, and for the number of units.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::Real;
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The lengths of the weights that lead into every unit, of the hidden layer and of the output
/// layer.
fn lengths(network: &Network) -> [Vec<f64>; 2] {
    network.weights().map(|w| {
        let columns = network.params[w].columns().into_iter();
        columns.map(|unit| f64::from(unit.dot(&unit)).sqrt()).collect()
    })
}

/// Of lengths, the share in percent that a limit holds.
fn held(lengths: &[f64], limit: Real) -> f64 {
    let held = lengths.iter().filter(|&&length| length > 0.999 * f64::from(limit)).count();
    100.0 * held as f64 / lengths.len() as f64
}

pub fn norms(report: &mut Report, digits: &Digits, race: &Race) {
    let limits: [Real; 3] = [1.0, 2.0, 3.0];
    let runs = trials(&limits, report.seeds(), |&max_norm, seed| {
        let network = result(digits, &Recipe { max_norm, ..Recipe::default() }, seed).1;
        (lengths(&network), network.score(&digits.test))
    });
    let none: Vec<([Vec<f64>; 2], Score)> =
        race.of("none").runs.iter().map(|run| (lengths(&run.network), run.test)).collect();
    let caption = "Max-norm: the greatest length of a unit's weights in the hidden and the \
                   output layer, how many units are held at the limit, and the test scores; five \
                   seeds.";
    let columns = [
        "limit",
        "longest, hidden",
        "held, hidden (%)",
        "longest, output",
        "held, output (%)",
        "test accuracy (%)",
        "test loss",
    ];
    let mut table = Table::new("norms", caption, columns);
    let mut at_limit = Vec::new();
    for (limit, runs) in std::iter::once((Real::INFINITY, &none)).chain(limits.into_iter().zip(&runs)) {
        let layers: [Vec<f64>; 2] =
            [0, 1].map(|layer| runs.iter().flat_map(|run| run.0[layer].clone()).collect());
        let [longest, longest_out] =
            layers.each_ref().map(|all| format!("{:.2}", all.iter().fold(0.0, |a: f64, &b| a.max(b))));
        let shares = layers.each_ref().map(|all| held(all, limit));
        let [here, out] = shares.map(|share| format!("{share:.0}"));
        table.row([
            if limit.is_finite() { limit.to_string() } else { "none".to_string() },
            longest,
            here,
            longest_out,
            out,
            told(runs.iter().map(|run| run.1.accuracy), 1),
            told(runs.iter().map(|run| run.1.loss), 2),
        ]);
        at_limit.push(shares);
    }
    report.table(table);
    for (name, held) in ["held-by-three", "outputs-held-by-three"].iter().zip(at_limit[3]) {
        report.value(name, format!("{held:.0}\u{a0}%"));
    }
    report.claim(
        "three-is-no-limit-here",
        runs[2].iter().zip(&none).map(|(with, without)| (with.1.accuracy - without.1.accuracy).abs() < 1.5),
        format!("{:.1?} % of the hidden and of the output units are held by a limit of 3", at_limit[3]),
    );
}

/// How many hidden units the networks have.
const WIDTHS: [usize; 5] = [4, 8, 16, 64, 128];

pub fn widths(report: &mut Report, digits: &Digits) {
    let runs = trials(&WIDTHS, report.seeds(), |&hidden, seed| {
        let (rows, network) = result(digits, &Recipe { hidden, ..Recipe::default() }, seed);
        (network.score(&rows), network.score(&digits.test), network.params.count())
    });
    let caption = format!(
        "Fewer and more hidden units, no other cure, {ROWS} digits; mean and standard \
         deviation of five seeds."
    );
    let columns =
        ["units", "parameters", "training accuracy (%)", "test accuracy (%)", "gap (points)", "test loss"];
    let mut table = Table::new("widths", caption, columns);
    for (hidden, runs) in WIDTHS.iter().zip(&runs) {
        type Number = fn(&(Score, Score, usize)) -> f64;
        let spread = |number: Number, decimals| told(runs.iter().map(number), decimals);
        table.row([
            hidden.to_string(),
            runs[0].2.to_string(),
            spread(|run| run.0.accuracy, 1),
            spread(|run| run.1.accuracy, 1),
            spread(|run| run.0.accuracy - run.1.accuracy, 1),
            spread(|run| run.1.loss, 2),
        ]);
    }
    report.table(table);
    let gap = |width: usize| -> Vec<f64> {
        runs[width].iter().map(|run| run.0.accuracy - run.1.accuracy).collect()
    };
    report.claim(
        "small-networks-overfit-more",
        gap(1).into_iter().zip(gap(3)).map(|(small, large)| small > large),
        format!("gap with {} units {:.1?}, with {} units {:.1?}", WIDTHS[1], gap(1), WIDTHS[3], gap(3)),
    );
    let mean = |number: fn(&(Score, Score, usize)) -> f64| {
        let means = runs.iter().map(|runs| Spread::of(runs.iter().map(number)).mean);
        WIDTHS.iter().copied().zip(means).collect::<Vec<_>>()
    };
    let chart = Chart::new("hidden units", "accuracy (%)").log_x().y_range(0, 102);
    let chart = chart.line("training", mean(|run| run.0.accuracy)).line("test", mean(|run| run.1.accuracy));
    report.figure("widths", &chart.svg());
}
