//! Mistake 1: quantities in whatever units the file has.

use crate::census::{Census, Fit, Ready, Scale, TRAIN_ROWS, VALIDATION_ROWS, ready, share, standardised};
use crate::costs::{Cost, differences, each, mean, points};
use crate::digits::{ADAM, SGD};
use crate::network::{Network, Recipe, YES_OR_NO};
use neural::trials::{over_seeds, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table as PrintedTable};

const RATES: [Real; 9] = [1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3];

fn raw(_: &Matrix) -> Scale {
    Box::new(|x| x.clone())
}

/// For each seed training and test rows, and the validation rows in the place of the latter.
fn encoded(report: &Report, census: &Census, scale: Fit) -> Vec<[Ready; 2]> {
    over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        [ready(&train, &census.validation, scale), ready(&train, &census.test, scale)]
    })
}

/// Accuracy on the validation rows and on the test rows, in percent, for each rate and seed.
fn raced(report: &Report, rule: Recipe, rows: &[[Ready; 2]]) -> Vec<Vec<[f64; 2]>> {
    trials(&RATES, report.seeds(), |&rate, seed| {
        let rows = &rows[(seed - report.seed()) as usize];
        let recipe = Recipe { rule: rule.rule, rate, ..YES_OR_NO };
        let network = Network::train(&rows[0].x, &rows[0].y, recipe, &mut neural::rng(seed));
        [0, 1].map(|i| 100.0 * network.accuracy(&rows[i].test_x, &rows[i].test_labels))
    })
}

/// For each seed the test accuracy with the rate that is best on the validation rows.
pub fn tuned(runs: &[Vec<[f64; 2]>]) -> Vec<f64> {
    let best = |seed: usize| runs.iter().map(|runs| runs[seed]).max_by(|a, b| a[0].total_cmp(&b[0]));
    (0..runs[0].len()).map(|seed| best(seed).expect("a rate")[1]).collect()
}

/// How large the entries of two columns are on average.
fn sizes(report: &mut Report, census: &Census) {
    let column = |name: &str| census.train.quantities.iter().position(|feature| feature == name);
    for name in ["age", "fnlwgt"] {
        let column = column(name).expect("a quantity of the census");
        let mean = census.train.x.column(column).iter().map(|&value| f64::from(value)).sum::<f64>();
        report.value(&format!("mean-{name}"), format!("{:.0}", mean / census.train.labels.len() as f64));
    }
}

pub fn unscaled(report: &mut Report, census: &Census) -> Cost {
    let caption = "Census: test accuracy (%) of each rule with the best of nine rates, chosen on \
                   validation rows (mean and deviation of five seeds).";
    let mut printed = PrintedTable::new("units", caption, ["rule", "inputs", "test accuracy (%)"]);
    let mut chart = Chart::new("learning rate", "test accuracy (%)").log_x();
    let mut table = Vec::new();
    let ways =
        [("raw", encoded(report, census, raw)), ("standardised", encoded(report, census, standardised))];
    for (name, rule) in [SGD, ADAM] {
        for (how, rows) in &ways {
            let runs = raced(report, rule, rows);
            let means = runs.iter().map(|runs| mean(&each(runs, |run| run[1])));
            chart = chart.line(&format!("{name}, {how}"), RATES.into_iter().map(f64::from).zip(means));
            printed.row([name.to_string(), how.to_string(), points(&tuned(&runs))]);
            table.push(tuned(&runs));
        }
    }
    let nobody = 100.0 * (1.0 - share(&census.test));
    printed.row(["always “no”".to_string(), "none".to_string(), format!("{nobody:.1}")]);
    report.table(printed);
    sizes(report, census);
    report.value("validation-rows", VALIDATION_ROWS);
    report.figure("units", &chart.svg());
    report.claim(
        "raw-units-stop-descent",
        table[0].iter().map(|&right| right < nobody + 3.0),
        format!("raw, descent gets {:.1?} %; always “no” {nobody:.1} %", table[0]),
    );
    let lost = differences(&table[3], &table[2]);
    report.claim(
        "raw-units-cost-adam-too",
        lost.iter().map(|&lost| lost > 2.0),
        format!("{lost:.1?} points lost"),
    );
    Cost::lost(1, "inputs not scaled, Adam", "census", &table[2], &table[3])
}
