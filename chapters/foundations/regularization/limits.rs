//! Limits: for the length of a unit's weights, and for the number of units.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::Real;
use neural::trials::{Spread, trials};
use report::Report;
use report::plot::{Chart, Figure};

/// The lengths of the weights that lead into every unit, of the hidden layer and of the output layer.
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
    report.section("norms", "The lengths of units' weights, hidden and output layer, and what a limit does");
    let limits: [Real; 3] = [1.0, 2.0, 3.0];
    let runs = trials(&limits, report.seeds(), |&max_norm, seed| {
        let network = result(digits, &Recipe { max_norm, ..Recipe::default() }, seed).1;
        (lengths(&network), network.score(&digits.test))
    });
    let none: Vec<([Vec<f64>; 2], Score)> =
        race.of("none").runs.iter().map(|run| (lengths(&run.network), run.test)).collect();
    writeln!(report, "        hidden units                     output units");
    writeln!(
        report,
        "limit   mean   greatest   at limit (%)   greatest   at limit (%)     read (%)          loss"
    );
    let rows = std::iter::once((Real::INFINITY, &none)).chain(limits.into_iter().zip(&runs));
    let mut at_limit = Vec::new();
    for (limit, runs) in rows {
        let [hidden, output] =
            [0, 1].map(|layer| runs.iter().flat_map(|run| run.0[layer].clone()).collect::<Vec<f64>>());
        let mean = Spread::of(hidden.iter().copied()).mean;
        let [most, most_out] = [&hidden, &output].map(|all| all.iter().fold(0.0, |a: f64, &b| a.max(b)));
        let [held, held_out] = [&hidden, &output].map(|all| held(all, limit));
        let read = told(runs.iter().map(|run| run.1.read), 1);
        let loss = told(runs.iter().map(|run| run.1.loss), 2);
        let name = if limit.is_finite() { limit.to_string() } else { "none".to_string() };
        writeln!(
            report,
            "{name:<5} {mean:>6.2} {most:>10.2} {held:>14.1} {most_out:>10.2} {held_out:>14.1} {read:>12} {loss:>13}"
        );
        at_limit.push([held, held_out]);
    }
    for (name, held) in ["held-by-three", "outputs-held-by-three"].iter().zip(at_limit[3]) {
        report.value(name, format!("{held:.1}\u{a0}%"));
    }
    report.claim(
        "three-is-no-limit-here",
        runs[2].iter().zip(&none).map(|(with, without)| (with.1.read - without.1.read).abs() < 1.5),
        format!("{:.1?} % of the hidden and of the output units are held by a limit of 3", at_limit[3]),
    );
}

/// How many hidden units the networks have.
const WIDTHS: [usize; 5] = [4, 8, 16, 64, 128];

pub fn widths(report: &mut Report, digits: &Digits) {
    report.section("widths", "Fewer and more hidden units, with no other cure");
    let runs = trials(&WIDTHS, report.seeds(), |&hidden, seed| {
        let (rows, network) = result(digits, &Recipe { hidden, ..Recipe::default() }, seed);
        (network.score(&rows), network.score(&digits.test), network.params.count())
    });
    writeln!(report, "units   weights       train (%)      test (%)           gap     test loss");
    for (hidden, runs) in WIDTHS.iter().zip(&runs) {
        type Number = fn(&(Score, Score, usize)) -> f64;
        let spread = |number: Number, decimals| told(runs.iter().map(number), decimals);
        let (train, test) = (spread(|run| run.0.read, 1), spread(|run| run.1.read, 1));
        let (gap, loss) = (spread(|run| run.0.read - run.1.read, 1), spread(|run| run.1.loss, 2));
        let weights = runs[0].2;
        writeln!(report, "{hidden:>5} {weights:>9} {train:>15} {test:>13} {gap:>13} {loss:>13}");
    }
    let gap = |width: usize| runs[width].iter().map(|run| run.0.read - run.1.read).collect::<Vec<f64>>();
    report.claim(
        "small-networks-over-fit-more",
        gap(1).into_iter().zip(gap(3)).map(|(small, large)| small > large),
        format!("gap with {} units {:.1?}, with {} units {:.1?}", WIDTHS[1], gap(1), WIDTHS[3], gap(3)),
    );
    let mean = |number: fn(&(Score, Score, usize)) -> f64| {
        let means = runs.iter().map(|runs| Spread::of(runs.iter().map(number)).mean);
        WIDTHS.iter().copied().zip(means).collect::<Vec<_>>()
    };
    let chart = Chart::new("hidden units", "digits read (%)").log_x().y_range(0, 102);
    let chart = chart.line("train", mean(|run| run.0.read)).line("test", mean(|run| run.1.read));
    report.figure("widths", &chart.svg());
}
