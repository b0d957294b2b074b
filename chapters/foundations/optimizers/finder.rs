//! The learning-rate range test, and what its advice is worth.

use crate::digits::{BATCH, Digits, Network, Part, constant, deal, train};
use crate::race::Tuned;
use crate::{RULES, Rule};
use neural::Real;
use neural::optim::{range_test, suggested_rate};
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How many steps a test has at most.
const TEST_STEPS: usize = 150;

/// One short run of a new network with a rate that grows from 1e-5 to 10.
fn curve(digits: &Digits, rule: Rule, seed: u64) -> Vec<(Real, Real)> {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    let mut optimizer = rule(1e-5);
    let mut batches = deal(digits.train.x.nrows(), BATCH, rng);
    range_test(1e-5..=10.0, TEST_STEPS, |rate| {
        let Part { x, y, .. } = digits.train.rows(&batches.next().expect("batches have no end"));
        let (loss, grads) = network.gradients(x, &y);
        *optimizer.learning_rate() = rate;
        optimizer.step(&mut network.params, &grads);
        loss
    })
}

pub fn three_rules(report: &mut Report, digits: &Digits, tuned: &[Tuned]) {
    let tests = [0, 1, 5].map(|i| (RULES[i].0, RULES[i].1, &tuned[i])); // SGD, momentum, Adam
    let found = trials(&tests, report.seeds(), |&(_, rule, _), seed| {
        let rate = suggested_rate(&curve(digits, rule, seed));
        (rate, train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).0)
    });
    let caption = "Rates that the range test advises, with five seeds, and the tuned ones; test loss of a \
                   full run (mean ± standard deviation).";
    let columns = ["rule", "rates advised", "test loss with them", "tuned rate", "test loss with it"];
    let mut table = Table::new("finder", caption, columns);
    for ((name, _, tuned), found) in tests.iter().zip(&found) {
        let rates = || found.iter().map(|(rate, _)| *rate);
        let (low, high) = (rates().fold(Real::INFINITY, Real::min), rates().fold(0.0, Real::max));
        let there = Spread::of(found.iter().map(|(_, loss)| *loss));
        let with = Spread::of(tuned.scores.iter().map(|(loss, _)| *loss));
        let [there, with] = [there, with].map(|loss| format!("{loss:.3}"));
        let rates = format!("{low:.3}–{high:.3}");
        table.row([name.to_string(), rates, there, tuned.rate.to_string(), with]);
    }
    report.table(table);
    state(report, &found, &tests.map(|test| test.2));
    let chart = Chart::new("learning rate", "running mean of the loss").log_x();
    let chart = tests
        .iter()
        .fold(chart, |chart, (name, rule, _)| chart.line(name, curve(digits, *rule, report.seed())));
    report.figure("finder", &chart.svg());
    report.value("test-steps", TEST_STEPS);
}

/// What the pages say about the rates found and the losses with them, of SGD, momentum and Adam.
fn state(report: &mut Report, found: &[Vec<(Real, f64)>], tuned: &[&Tuned]) {
    let ratios = |i: usize| found[i].iter().zip(&tuned[i].scores).map(|(found, tuned)| found.1 / tuned.0);
    let all: Vec<Vec<f64>> = (0..3).map(|i| ratios(i).collect()).collect();
    report.claim(
        "found-rates-work",
        all[1].iter().zip(&all[2]).map(|(momentum, adam)| momentum.max(*adam) < 1.4),
        format!("losses against those of tuned rates: momentum {:.2?}, Adam {:.2?}", all[1], all[2]),
    );
    let rates: Vec<Real> = found[0].iter().map(|(rate, _)| *rate).collect();
    report.claim(
        "sgd-could-have-more",
        rates.iter().map(|&rate| rate < tuned[0].rate / 2.0),
        format!("found {rates:.2?}, tuned {}; losses {:.2?} times as high", tuned[0].rate, all[0]),
    );
}
