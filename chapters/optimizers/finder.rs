//! The learning-rate range test, and what its advice is worth.

use crate::digits::{BATCH, Digits, Network, constant, deal, train};
use crate::{RATES, RULES, Rule, in_parallel};
use neural::Real;
use neural::optim::{range_test, suggested_rate};
use neural::plot::{Chart, Figure};
use neural::report::Report;

const TEST_STEPS: usize = 150;

/// One short run of a new network with a rate that grows from 1e-5 to 10.
fn curve(digits: &Digits, rule: Rule, seed: u64) -> Vec<(Real, Real)> {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    let mut optimizer = rule(1.0);
    let mut batches = deal(digits.train.x.nrows(), BATCH, rng);
    range_test(1e-5..=10.0, TEST_STEPS, |rate| {
        let rows = batches.next().expect("batches have no end");
        let (x, y) = digits.train.rows(&rows);
        let (loss, grads) = network.gradients(x, &y);
        *optimizer.learning_rate() = rate;
        optimizer.step(&mut network.params, &grads);
        loss
    })
}

pub fn three_rules(report: &mut Report, digits: &Digits) {
    report.section("finder", "Rates found by one short run each");
    let seeds: Vec<u64> = report.seeds().collect();
    let mut chart = Chart::new("learning rate", "running mean of the loss").log_x();
    writeln!(report, "rule       found (five seeds)    loss with it, best in grid");
    for (name, rule) in [RULES[0], RULES[1], RULES[5]] {
        let found = in_parallel(&seeds, |&seed| {
            let rate = suggested_rate(&curve(digits, rule, seed));
            (rate, train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).0)
        });
        let best = in_parallel(&seeds, |&seed| RATES.map(|rate| train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).0).into_iter().fold(f64::INFINITY, f64::min));
        writeln!(report, "{name:<9} {found:.4?} {best:.3?}");
        chart = chart.line(name, curve(digits, rule, report.seed()));
    }
    report.figure("finder", &chart.svg());
}
