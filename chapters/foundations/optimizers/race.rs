//! Seven rules race on the digits: first with one rate for all, then each with its own.

use crate::digits::{BATCH, Digits, HIDDEN, STEPS, constant, train};
use crate::{RATES, RULES, Rule, least, told, tune};
use neural::Real;
use neural::trials::{Spread, trials};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// The two rates of the opening.
const LOW: Real = 3e-3;
const HIGH: Real = 0.3;

/// For each of the report's seeds: the share of test digits that SGD and Adam read after a run with [`LOW`].
pub struct Untuned(Vec<[f64; 2]>);

pub fn one_rate_for_all(report: &mut Report, digits: &Digits) -> Untuned {
    report.section("one-rate", "Seven rules, one network, the same batches: the share of test digits read");
    let read = |rule: Rule, rate, seed| {
        100.0 * train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test).1
    };
    writeln!(report, "rule       rate {LOW}     rate {HIGH}");
    for (name, rule) in RULES {
        let [low, high] = [LOW, HIGH].map(|rate| read(rule, rate, report.seed()));
        writeln!(report, "{name:<9} {low:>9.1} % {high:>10.1} %");
    }
    let rates = trials(&[LOW, HIGH], report.seeds(), |&rate, seed| {
        [RULES[0], RULES[5]].map(|(_, rule)| read(rule, rate, seed)) // SGD, Adam
    });
    report.claim(
        "rate-decides",
        rates[0].iter().zip(&rates[1]).map(|(low, high)| low[1] > low[0] + 20.0 && high[0] > high[1] + 5.0),
        format!("SGD and Adam read {:.0?} with the low rate, {:.0?} with the high one", rates[0], rates[1]),
    );
    report.value("low-rate", LOW);
    report.value("high-rate", HIGH);
    report.value("steps", STEPS);
    report.value("batch-size", BATCH);
    report.value("hidden", HIDDEN);
    report.value("train-rows", digits.train.x.nrows());
    report.value("choose-rows", digits.choose.x.nrows());
    report.value("test-rows", digits.test.x.nrows());
    Untuned(rates.into_iter().next().expect("the low rate"))
}

/// What a tuned rule did: its rate, and for each seed the test loss, the share read, and the training losses.
pub struct Tuned {
    pub rate: Real,
    pub scores: Vec<(f64, f64)>,
    losses: Vec<Vec<f64>>,
}

pub fn tuned(report: &mut Report, digits: &Digits, untuned: &Untuned) -> Vec<Tuned> {
    report.section("tuned", "The same race, each rule with the best of eight rates; five seeds");
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
    writeln!(report, "rule        rate   test loss       read");
    for ((name, _), Tuned { rate, scores, .. }) in RULES.iter().zip(&tuned) {
        writeln!(report, "{name:<9} {rate:>6}   {}", told(scores));
    }
    state_tuned(report, &tuned, untuned);
    report.value("rates", RATES.len());
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
        gaps.iter().map(|[before, after]| *after < before / 4.0),
        format!("from first to last rule, in points, before and after tuning: {gaps:.0?}"),
    );
    let early = |rule: usize, seed: usize| Spread::of(tuned[rule].losses[seed][20..60].iter().copied()).mean;
    let losses: Vec<[f64; 2]> = (0..gaps.len()).map(|seed| [early(0, seed), early(5, seed)]).collect();
    report.claim(
        "adam-starts-faster",
        losses.iter().map(|[sgd, adam]| adam < sgd),
        format!("training loss of SGD and Adam over steps 20 to 60: {losses:.2?}"),
    );
}

/// The rules in two panels, as a chart holds no more than six lines; SGD is in both.
const PANELS: [&[usize]; 2] = [&[0, 1, 2, 3], &[0, 4, 5, 6]];

fn draw_rates(report: &mut Report, grid: &[Vec<f64>]) {
    let mut panels = Panels::new(1);
    for rules in PANELS {
        let mut chart =
            Chart::new("learning rate", "validation loss").height(330.0).log_x().log_y().y_range(0.2, 3);
        for &rule in rules {
            let points = RATES.iter().zip(&grid[rule]).filter(|(_, loss)| loss.is_finite());
            chart = chart.line(RULES[rule].0, points.map(|(&rate, &loss)| (rate, loss)));
        }
        panels = panels.add(chart);
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
