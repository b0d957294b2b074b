//! What the settings of momentum and Adam are worth on the digits, and what each rule remembers.

use crate::digits::{Digits, Network, constant, train};
use crate::race::Tuned;
use crate::{RATES, RULES, Rule, least, tune};
use neural::Entry;
use neural::Real;
use neural::optim::{Adam, Momentum, Optimizer};
use neural::trials::{Spread, trials};
use report::{Report, Table};

/// Settings that are tried besides the usual ones: the rule, what is varied, and the rule with it.
const SETTINGS: [(&str, &str, Rule); 6] = [
    ("momentum", "β₁ = 0.5", |rate| Box::new(Momentum::new(rate, 0.5))),
    ("momentum", "β₁ = 0.99", |rate| Box::new(Momentum::new(rate, 0.99))),
    ("Adam", "β₁ = 0, β₂ = 0.999", |rate| adam(rate, 0.0, 0.999)),
    ("Adam", "β₁ = 0.99, β₂ = 0.999", |rate| adam(rate, 0.99, 0.999)),
    ("Adam", "β₁ = 0.9, β₂ = 0.9", |rate| adam(rate, 0.9, 0.9)),
    ("Adam", "β₁ = 0.9, β₂ = 0.99", |rate| adam(rate, 0.9, 0.99)),
];

/// The usual settings, and SGD, which is momentum without any: their places in [`RULES`].
const USUAL: [(usize, &str, &str); 3] =
    [(0, "momentum", "β₁ = 0 (SGD)"), (1, "momentum", "β₁ = 0.9"), (5, "Adam", "β₁ = 0.9, β₂ = 0.999")];

/// Adam with these settings.
pub fn adam(rate: Real, beta1: Real, beta2: Real) -> Box<dyn Optimizer> {
    let mut adam = Adam::new(rate);
    (adam.beta1, adam.beta2) = (beta1, beta2);
    Box::new(adam)
}

pub fn varied(report: &mut Report, digits: &Digits, tuned: &[Tuned]) {
    let rates = &RATES[..7];
    let grid = tune(report, &SETTINGS, rates, |(_, _, rule), rate, seed| {
        train(digits, seed, &mut *rule(rate), constant).0.score(&digits.choose).0
    });
    let best: Vec<(Rule, Real)> =
        SETTINGS.iter().zip(&grid).map(|((_, _, rule), losses)| (*rule, rates[least(losses)])).collect();
    let runs = trials(&best, report.seeds(), |&(rule, rate), seed| {
        train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test)
    });
    let caption = "Settings of momentum and Adam, each with its own best rate: test rows, mean ± standard \
                   deviation of five seeds.";
    let mut table =
        Table::new("settings", caption, ["rule", "setting", "best rate", "test loss", "accuracy (%)"]);
    let usual = USUAL.map(|(place, rule, setting)| (rule, setting, tuned[place].rate, &tuned[place].scores));
    let others = SETTINGS.iter().zip(&best).zip(&runs);
    let others = others.map(|(((rule, setting, _), (_, rate)), runs)| (*rule, *setting, *rate, runs));
    let mut all: Vec<_> = usual.into_iter().chain(others).collect();
    all.sort_by_key(|&(rule, setting, ..)| (rule != "momentum", setting));
    for (rule, setting, rate, runs) in all {
        let loss = Spread::of(runs.iter().map(|(loss, _)| *loss));
        let accuracy = Spread::of(runs.iter().map(|(_, accuracy)| 100.0 * accuracy));
        let [rate, loss] = [rate.to_string(), format!("{loss:.3}")];
        table.row([rule.to_string(), setting.to_string(), rate, loss, format!("{accuracy:.1}")]);
    }
    report.table(table);
    let worse: Vec<f64> =
        runs[1].iter().zip(&tuned[1].scores).map(|(much, usual)| much.0 - usual.0).collect();
    report.claim(
        "too-much-memory-costs",
        worse.iter().map(|&worse| worse > 0.05),
        format!("test loss of momentum with β₁ = 0.99 above that with 0.9: {worse:.2?}"),
    );
}

/// How many numbers a rule has after one step, besides its rate.
fn remembered(digits: &Digits, rule: Rule) -> usize {
    let mut network = Network::new(&mut neural::rng(0));
    let (_, grads) = network.gradients(digits.test.x.clone(), &digits.test.y);
    let mut rule = rule(0.0);
    rule.step(&mut network.params, &grads);
    let numbers = |(_, entry): (&str, &Entry)| match entry {
        Entry::Reals(matrix) => matrix.len(),
        _ => 0,
    };
    rule.state().iter().map(numbers).sum::<usize>() - 1
}

pub fn memory(report: &mut Report, digits: &Digits) {
    let network = Network::new(&mut neural::rng(0));
    let weights: usize = network.params.ids().map(|id| network.params[id].len()).sum();
    let caption = format!("What a rule keeps between steps, for the {weights} weights and biases.");
    let columns = ["rule", "numbers a weight", "bytes"];
    let mut table = Table::new("memory", caption, columns);
    for (name, rule) in RULES {
        let numbers = remembered(digits, rule);
        table.row([
            name.to_string(),
            (numbers / weights).to_string(),
            (numbers * size_of::<Real>()).to_string(),
        ]);
    }
    report.table(table);
}
