//! The learning-rate range test, and what its advice is worth.

use crate::digits::{BATCH, Digits, Network, Part, constant, deal, train};
use crate::race::Tuned;
use crate::{RULES, Rule};
use neural::Real;
use neural::optim::{range_test, suggested_rate};
use neural::trials::trials;
use report::Report;
use report::plot::{Chart, Figure};

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
    report.section("finder", "Rates found in one short run; then a full run with the rate found");
    let tests = [0, 1, 5].map(|i| (RULES[i].0, RULES[i].1, &tuned[i])); // SGD, momentum, Adam
    let found = trials(&tests, report.seeds(), |&(_, rule, _), seed| {
        let rate = suggested_rate(&curve(digits, rule, seed));
        (rate, train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).0)
    });
    writeln!(report, "rule       seed   rate found   test loss   rate tuned   test loss");
    for ((name, _, tuned), found) in tests.iter().zip(&found) {
        for ((seed, (rate, loss)), (best, _)) in report.seeds().zip(found).zip(&tuned.scores) {
            writeln!(report, "{name:<9} {seed:>5} {rate:>12.4} {loss:>11.3} {:>12} {best:>11.3}", tuned.rate);
        }
    }
    let ratios = |i: usize| found[i].iter().zip(&tests[i].2.scores).map(|(found, tuned)| found.1 / tuned.0);
    let all: Vec<Vec<f64>> = (0..3).map(|i| ratios(i).collect()).collect();
    report.claim(
        "found-rates-work",
        all[1].iter().zip(&all[2]).map(|(momentum, adam)| momentum.max(*adam) < 1.4),
        format!("losses against those of tuned rates: SGD, momentum, Adam {all:.2?}"),
    );
    report.claim(
        "sgd-could-have-more",
        found[0].iter().map(|(rate, _)| *rate < tests[0].2.rate / 2.0),
        format!(
            "found {:.2?}, tuned {}",
            found[0].iter().map(|(rate, _)| *rate).collect::<Vec<_>>(),
            tests[0].2.rate
        ),
    );
    report.claim(
        "the-tenth-costs-sgd-most",
        (0..all[0].len()).map(|seed| all[0][seed] > all[1][seed].max(all[2][seed])),
        "the ratios above",
    );
    let chart = Chart::new("learning rate", "running mean of the loss").log_x();
    let chart = tests
        .iter()
        .fold(chart, |chart, (name, rule, _)| chart.line(name, curve(digits, *rule, report.seed())));
    report.figure("finder", &chart.svg());
    report.value("test-steps", TEST_STEPS);
}
