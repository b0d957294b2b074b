//! Seven rules race on the digits: first with one rate for all, then each with its own.

use crate::digits::{Digits, STEPS, constant, train};
use crate::{RATES, RULES, Rule, in_parallel, mean_and_deviation};
use neural::Real;
use neural::plot::{Chart, Figure};
use neural::report::Report;

/// The two rates of the opening.
const LOW: Real = 3e-3;
const HIGH: Real = 0.3;

/// Loss and accuracy on the test rows after a run with a constant rate.
fn test_score(digits: &Digits, rule: Rule, rate: Real, seed: u64) -> (f64, f64) {
    train(digits, seed, &mut *rule(rate), constant).0.score(&digits.test)
}

pub fn one_rate_for_all(report: &mut Report, digits: &Digits) {
    report.section("one-rate", "Seven rules, the same network, batches and steps: the share of test digits read");
    writeln!(report, "rule        rate {LOW}   rate {HIGH}");
    for (name, rule) in RULES {
        let [low, high] = [LOW, HIGH].map(|rate| test_score(digits, rule, rate, report.seed()).1);
        writeln!(report, "{name:<9} {:>9.1} % {:>8.1} %", 100.0 * low, 100.0 * high);
    }
    let seeds: Vec<u64> = report.seeds().collect();
    let (sgd, adam) = (RULES[0].1, RULES[5].1);
    let pairs = in_parallel(&seeds, |&seed| {
        [LOW, HIGH].map(|rate| [sgd, adam].map(|rule| test_score(digits, rule, rate, seed).1))
    });
    report.claim(
        "rate-decides",
        pairs.iter().map(|[low, high]| low[1] > low[0] + 0.2 && high[0] > high[1] + 0.05),
        format!("SGD and Adam read {pairs:.2?}"),
    );
    report.value("low-rate", LOW);
    report.value("high-rate", HIGH);
    report.value("steps", STEPS);
    report.value("test-rows", digits.test.x.nrows());
    report.value("train-rows", digits.train.x.nrows());
    report.value("choose-rows", digits.choose.x.nrows());
}

/// The loss on the rows to choose by, for each rule and rate: 7 × 9.
fn grid(digits: &Digits, seed: u64) -> Vec<Vec<f64>> {
    let jobs: Vec<_> = RULES.iter().flat_map(|(_, rule)| RATES.map(|rate| (*rule, rate))).collect();
    let run = |&(rule, rate): &(Rule, Real)| {
        train(digits, seed, &mut *rule(rate), constant).0.score(&digits.choose).0
    };
    in_parallel(&jobs, run).chunks(RATES.len()).map(<[f64]>::to_vec).collect()
}

/// The place of the least number.
pub fn least(numbers: &[f64]) -> usize {
    (0..numbers.len()).min_by(|&a, &b| numbers[a].total_cmp(&numbers[b])).expect("there are numbers")
}

pub fn tuned(report: &mut Report, digits: &Digits) {
    report.section("tuned", "The same race, each rule with the best of nine rates (five seeds)");
    let grid = grid(digits, report.seed());
    let best: Vec<usize> = grid.iter().map(|losses| least(losses)).collect();
    let jobs: Vec<(usize, u64)> =
        (0..RULES.len()).flat_map(|rule| report.seeds().map(move |seed| (rule, seed))).collect();
    let runs = in_parallel(&jobs, |&(rule, seed)| {
        let (network, losses) = train(digits, seed, &mut *RULES[rule].1(RATES[best[rule]]), constant);
        let (loss, read) = network.score(&digits.test);
        (loss, read, losses)
    });
    let by_rule: Vec<&[(f64, f64, Vec<f64>)]> = runs.chunks(jobs.len() / RULES.len()).collect();
    writeln!(report, "rule       rate   test loss        read          rates within 10 % of its best");
    let mut usable = Vec::new();
    for (i, (name, _)) in RULES.iter().enumerate() {
        let (loss, spread) = mean_and_deviation(&by_rule[i].iter().map(|run| run.0).collect::<Vec<_>>());
        let (read, dread) = mean_and_deviation(&by_rule[i].iter().map(|run| 100.0 * run.1).collect::<Vec<_>>());
        let near = grid[i].iter().filter(|&&loss| loss < 1.1 * grid[i][best[i]]).count();
        let rate = RATES[best[i]];
        writeln!(report, "{name:<9} {rate:>6}   {loss:.3} ± {spread:.3}   {read:.1} ± {dread:.1} %   {near}");
        usable.push(near);
    }
    draw_rates(report, &grid);
    draw_race(report, &by_rule);
}

fn draw_rates(report: &mut Report, grid: &[Vec<f64>]) {
    let mut chart = Chart::new("learning rate", "validation loss").log_x().log_y().y_range(0.2, 2.5);
    for ((name, _), losses) in RULES.iter().zip(grid).take(6) {
        let finite = RATES.iter().zip(losses).filter(|(_, loss)| loss.is_finite());
        chart = chart.line(name, finite.map(|(&rate, &loss)| (rate, loss)));
    }
    report.figure("rates", &chart.svg());
}

/// Mean and standard deviation over the seeds of the training loss, over stretches of 20 steps.
fn draw_race(report: &mut Report, by_rule: &[&[(f64, f64, Vec<f64>)]]) {
    let mut chart = Chart::new("step", "training loss").log_y();
    for ((name, _), runs) in RULES.iter().zip(by_rule).take(6) {
        let at = |stretch: usize| {
            let mean = |losses: &[f64]| losses[20 * stretch..20 * (stretch + 1)].iter().sum::<f64>() / 20.0;
            let seen: Vec<f64> = runs.iter().map(|run| mean(&run.2)).collect();
            (20.0 * stretch as f64 + 10.0, mean_and_deviation(&seen))
        };
        let points: Vec<_> = (0..STEPS / 20).map(at).collect();
        chart = chart
            .line(name, points.iter().map(|&(t, (mean, _))| (t, mean)))
            .band(name, points.iter().map(|&(t, (m, s))| (t, m - s)), points.iter().map(|&(t, (m, s))| (t, m + s)));
    }
    report.figure("race", &chart.svg());
}
