//! Mistakes 3 and 9: the learning rate and the size of the batch taken as they come.

use crate::costs::{Cost, differences, each, mean, points};
use crate::digits::{ADAM, DIGITS, SGD, dealt};
use crate::network::Recipe;
use crate::units::tuned;
use neural::Real;
use neural::data::Classification;
use neural::trials::trials;
use report::plot::{Chart, Figure};
use report::{Report, Table};

const RATES: [Real; 10] = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

/// Multiples of the best rate.
const FACTORS: [Real; 4] = [0.01, 0.1, 1.0, 10.0];

/// The rate that is best on validation rows, on average over seeds.
fn best_rate(runs: &[Vec<[f64; 2]>]) -> Real {
    let scores: Vec<f64> = runs.iter().map(|runs| mean(&each(runs, |run| run[0]))).collect();
    let best = (0..RATES.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    RATES[best.expect("a rate")]
}

pub fn rates(report: &mut Report, digits: &Classification) -> [Cost; 2] {
    let caption = "Digits: the rate that is best on validation rows, and the test accuracy (%) \
                   with it, with multiples of it, and with a rate that libraries start from (0.01 \
                   for SGD, 0.001 for Adam); mean and deviation of five seeds.";
    let columns = [
        "rule",
        "best rate",
        "a hundredth of it",
        "a tenth of it",
        "the best",
        "ten times it",
        "usual start",
    ];
    let mut printed = Table::new("rates", caption, columns);
    let mut chart = Chart::new("learning rate", "test accuracy (%)").log_x();
    let mut table = Vec::new();
    for (name, rule) in [SGD, ADAM] {
        let score = |&rate: &Real, seed| dealt(digits, seed).scores(Recipe { rate, ..rule }, seed);
        let runs = trials(&RATES, report.seeds(), score);
        let means = runs.iter().map(|runs| mean(&each(runs, |run| run[1])));
        chart = chart.line(name, RATES.into_iter().map(f64::from).zip(means));
        let rate = best_rate(&runs);
        let missed: Vec<Vec<f64>> =
            trials(&FACTORS, report.seeds(), |factor, seed| score(&(factor * rate), seed)[1]);
        let start = if name == "Adam" { 0.001 } else { 0.01 };
        let at_start = trials(&[start], report.seeds(), |rate, seed| score(rate, seed)[1]).remove(0);
        let cells = missed.iter().chain([&at_start]).map(|scores| points(scores));
        printed.row([name.to_string(), rate.to_string()].into_iter().chain(cells));
        table.push((tuned(&runs), missed));
    }
    report.table(printed);
    report.figure("rates", &chart.svg());
    let sgd = &table[0].1;
    let [hundredth, tenth, tenfold] = [0, 1, 3].map(|way| differences(&sgd[2], &sgd[way]));
    report.claim(
        "too-slow-costs-too-fast-ruins",
        (0..tenth.len()).map(|seed| hundredth[seed] > 20.0 && tenfold[seed] > 50.0 && tenth[seed] < 15.0),
        format!("SGD loses {hundredth:.0?}, {tenth:.0?} and {tenfold:.0?} points"),
    );
    let apart = differences(&table[1].0, &table[0].0);
    report.value("adam-ahead", points(&apart));
    [
        Cost::lost(3, "SGD, hundredth of best rate", "digits", &sgd[0], &sgd[2]),
        Cost::lost(3, "SGD, ten times best rate", "digits", &sgd[3], &sgd[2]),
    ]
}

/// The sizes of batches; all training rows come last.
const SIZES: [usize; 7] = [1, 8, 31, 32, 33, 64, 256];
const EPOCHS: usize = 6;

pub fn batch_sizes(report: &mut Report, digits: &Classification) -> Cost {
    let rows = dealt(digits, report.seed()).train.labels.len();
    let steps_of = |batch: usize| EPOCHS * rows.div_ceil(batch);
    let score = |batch, steps, seed| dealt(digits, seed).scores(Recipe { batch, steps, ..DIGITS }, seed)[1];
    let sizes: Vec<usize> = SIZES.into_iter().chain([rows]).collect();
    let runs = trials(&sizes, report.seeds(), |&batch, seed| score(batch, steps_of(batch), seed));
    let whole = trials(&[rows], report.seeds(), |&batch, seed| score(batch, steps_of(32), seed)).remove(0);
    let caption = "Digits, Adam, six epochs with batches of several sizes; in the last row all \
                   rows at once take as many steps as batches of 32 (mean and deviation of five \
                   seeds).";
    let mut table =
        Table::new("batches", caption, ["rows in a batch", "epochs", "steps", "test accuracy (%)"]);
    for (&batch, runs) in sizes.iter().zip(&runs) {
        table.row([batch.to_string(), EPOCHS.to_string(), steps_of(batch).to_string(), points(runs)]);
    }
    let steps = steps_of(32).to_string();
    table.row([rows.to_string(), steps.clone(), steps, points(&whole)]);
    report.table(table);
    report.value("whole-epochs", steps_of(32));
    report.value("whole-times", steps_of(32) / EPOCHS);
    report.claim(
        "no-magic-in-powers-of-two",
        differences(&runs[3], &runs[2])
            .iter()
            .zip(differences(&runs[3], &runs[4]))
            .map(|(a, b)| (a + b).abs() / 2.0 < 1.5),
        format!(
            "32 above 31 and 33: {:.1?}, {:.1?}",
            differences(&runs[3], &runs[2]),
            differences(&runs[3], &runs[4])
        ),
    );
    let lost = differences(&runs[3], &runs[7]);
    report.claim(
        "few-steps-learn-little",
        lost.iter().map(|&lost| lost > 30.0),
        format!("{lost:.0?} points lost with one batch"),
    );
    let apart = differences(&whole, &runs[3]);
    report.claim(
        "large-batches-generalise-here",
        apart.iter().map(|&apart| apart > -1.0),
        format!("with equal steps, all rows are {apart:.1?} points above 32"),
    );
    Cost::lost(9, "all rows in one batch", "digits", &runs[7], &runs[3])
}
