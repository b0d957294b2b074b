//! Seven rules race on the digits: first with one rate for all, then each with its own.

use crate::digits::{BATCH, Digits, HIDDEN, STEPS, constant, train};
use crate::{RATES, RULES, Rule, least, tune};
use neural::Real;
use neural::trials::{Spread, trials};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The two rates of the opening.
const LOW: Real = 0.003;
const HIGH: Real = 0.3;

/// For each of the report's seeds: the test accuracies of SGD and Adam after a run with [`LOW`].
pub struct Untuned(Vec<[f64; 2]>);

pub fn one_rate_for_all(report: &mut Report, digits: &Digits) -> Untuned {
    let read = |rule: Rule, rate, seed| {
        100.0 * train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).1
    };
    let caption = format!("Test accuracy after {STEPS} steps, the same learning rate for every rule.");
    let columns = ["rule".to_string()]
        .into_iter()
        .chain([LOW, HIGH].map(|rate| format!("accuracy (%) at rate {rate}")));
    let mut table = Table::new("one-rate", caption, columns);
    for (name, rule) in RULES {
        let [low, high] = [LOW, HIGH].map(|rate| read(rule, rate, report.seed()));
        table.row([name.to_string(), format!("{low:.1}"), format!("{high:.1}")]);
    }
    report.table(table);
    let rates = trials(&[LOW, HIGH], report.seeds(), |&rate, seed| {
        [RULES[0], RULES[5]].map(|(_, rule)| read(rule, rate, seed)) // SGD, Adam
    });
    report.claim(
        "rate-decides",
        rates[0].iter().zip(&rates[1]).map(|(low, high)| low[1] > low[0] + 40.0 && high[0] > high[1] + 25.0),
        format!(
            "accuracy (%) of SGD and Adam: {:.0?} at the low rate, {:.0?} at the high one",
            rates[0], rates[1]
        ),
    );
    report.value("steps", STEPS);
    report.value("batch-size", BATCH);
    report.value("hidden", HIDDEN);
    report.value("choose-rows", digits.choose.x.nrows());
    report.value("test-rows", digits.test.x.nrows());
    Untuned(rates.into_iter().next().expect("the low rate"))
}

/// What a tuned rule did: its rate, and for each seed the test loss and accuracy, and the training
/// losses.
pub struct Tuned {
    pub rate: Real,
    pub scores: Vec<(f64, f64)>,
    losses: Vec<Vec<f64>>,
}

impl Tuned {
    /// Test accuracies in percent.
    pub fn accuracy(&self) -> Spread {
        Spread::of(self.scores.iter().map(|(_, accuracy)| 100.0 * accuracy))
    }
}

/// Each rule with the best of [`RATES`]: chosen with two seeds on validation rows, tested with five
/// others.
pub fn tuned(report: &mut Report, digits: &Digits, untuned: &Untuned) -> Vec<Tuned> {
    let grid = tune(report, &RULES, &RATES, |(_, rule), rate, seed| {
        train(digits, seed, &mut *rule(rate), constant).0.score(&digits.choose).0
    });
    let rates: Vec<(Rule, Real)> =
        RULES.iter().zip(&grid).map(|((_, rule), losses)| (*rule, RATES[least(losses)])).collect();
    let runs = trials(&rates, report.seeds(), |&(rule, rate), seed| {
        let (network, losses) = train(digits, seed, &mut *rule(rate), constant);
        (network.score(&digits.test), losses)
    });
    let tuned = runs.into_iter().zip(&rates).map(|(runs, &(_, rate))| {
        let (scores, losses) = runs.into_iter().unzip();
        Tuned { rate, scores, losses }
    });
    let tuned: Vec<Tuned> = tuned.collect();
    let caption = format!(
        "The race after tuning: each rule with the best of {} rates; test rows, mean ± standard \
         deviation of five seeds.",
        RATES.len()
    );
    let mut table = Table::new("tuned", caption, ["rule", "best rate", "test loss", "accuracy (%)"]);
    for ((name, _), rule) in RULES.iter().zip(&tuned) {
        let loss = Spread::of(rule.scores.iter().map(|(loss, _)| *loss));
        let (rate, accuracy) = (rule.rate.to_string(), format!("{:.1}", rule.accuracy()));
        table.row([name.to_string(), rate, format!("{loss:.3}"), accuracy]);
    }
    report.table(table);
    state_tuned(report, &tuned, untuned);
    report.value("rates", RATES.len());
    report.value("sgd-rate", tuned[0].rate);
    report.value("momentum-rate", tuned[1].rate);
    draw_valleys(report, &grid);
    draw_rates(report, &grid);
    draw_race(report, &tuned);
    tuned
}

fn state_tuned(report: &mut Report, tuned: &[Tuned], untuned: &Untuned) {
    let gaps = (0..untuned.0.len()).map(|seed| {
        let read = tuned.iter().map(|rule| 100.0 * rule.scores[seed].1);
        let (low, high) =
            read.fold((100.0, 0.0), |(low, high): (f64, f64), read| (low.min(read), high.max(read)));
        [untuned.0[seed][1] - untuned.0[seed][0], high - low]
    });
    let gaps: Vec<[f64; 2]> = gaps.collect();
    report.claim(
        "tuning-closes-the-gap",
        gaps.iter().map(|[before, after]| *before > 40.0 && *after < 6.0),
        format!("points between SGD and Adam before, between best and worst rule after tuning: {gaps:.1?}"),
    );
    let means = tuned.iter().map(|rule| rule.accuracy().mean);
    let (worst, best) = means.fold((100.0, 0.0), |(low, high): (f64, f64), m| (low.min(m), high.max(m)));
    report.value("tuned-gap", format!("{:.1}", best - worst));
    let early = |rule: usize, seed: usize| Spread::of(tuned[rule].losses[seed][20..60].iter().copied()).mean;
    let losses: Vec<[f64; 2]> = (0..gaps.len()).map(|seed| [early(0, seed), early(5, seed)]).collect();
    report.claim(
        "adam-starts-faster",
        losses.iter().map(|[sgd, adam]| adam < sgd),
        format!("training loss of SGD and Adam over steps 20 to 60: {losses:.2?}"),
    );
}

/// Validation loss over the rate, with the two rates of the opening.
fn draw_valleys(report: &mut Report, grid: &[Vec<f64>]) {
    let (low, high) = (0.2, 3.0);
    let mut chart = Chart::new("learning rate", "validation loss").log_x().log_y().y_range(low, high);
    for rule in [0, 1, 5] {
        chart = chart.line(RULES[rule].0, valley(&grid[rule]));
    }
    for rate in [LOW, HIGH] {
        chart = chart.line("", [(rate, low), (rate, high)]).note((rate, 2.7), "opening");
    }
    report.figure("valleys", &chart.svg());
}

/// The losses that are numbers, with their rates.
fn valley(losses: &[f64]) -> impl Iterator<Item = (Real, f64)> {
    RATES.into_iter().zip(losses.iter().copied()).filter(|(_, loss)| loss.is_finite())
}

/// The rules in two panels, as a chart holds no more than six lines; SGD is in both.
const PANELS: [&[usize]; 2] = [&[0, 1, 2, 3], &[0, 4, 5, 6]];

fn draw_rates(report: &mut Report, grid: &[Vec<f64>]) {
    let mut panels = Panels::new(1);
    for rules in PANELS {
        let chart = Chart::new("learning rate", "validation loss").height(330.0);
        let chart = chart.log_x().log_y().y_range(0.2, 3);
        let add = |chart: Chart<'static>, &rule: &usize| chart.line(RULES[rule].0, valley(&grid[rule]));
        panels = panels.add(rules.iter().fold(chart, add));
    }
    report.figure("rates", &panels.svg());
}

fn draw_race(report: &mut Report, tuned: &[Tuned]) {
    let mut panels = Panels::new(1);
    for rules in PANELS {
        let chart = Chart::new("step", "training loss").height(330.0).log_y();
        panels = panels.add(
            rules.iter().fold(chart, |chart, &rule| with_band(chart, RULES[rule].0, &tuned[rule].losses)),
        );
    }
    report.figure("race", &panels.svg());
}

/// Adds mean and standard deviation over the runs of the training loss, over stretches of 20 steps.
pub fn with_band<'a>(chart: Chart<'a>, name: &str, losses: &[Vec<f64>]) -> Chart<'a> {
    let stretch = |from: usize| {
        let means = losses.iter().map(|run| run[from..from + 20].iter().sum::<f64>() / 20.0);
        let Spread { mean, deviation } = Spread::of(means);
        (from + 10, mean, deviation)
    };
    let points: Vec<_> = (0..STEPS).step_by(20).map(stretch).collect();
    chart.line(name, points.iter().map(|&(t, mean, _)| (t, mean))).band(
        name,
        points.iter().map(|&(t, mean, deviation)| (t, mean - deviation)),
        points.iter().map(|&(t, mean, deviation)| (t, mean + deviation)),
    )
}
