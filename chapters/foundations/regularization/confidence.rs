//! Label smoothing, and whether a network is right as often as it believes.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::loss::categorical_cross_entropy;
use neural::metrics::{ReliabilityBin, expected_calibration_error, overconfidence, reliability};
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The amounts of smoothing; the third is the usual one.
const AMOUNTS: [Real; 5] = [0.02, 0.05, 0.1, 0.2, 0.4];

/// The intervals of confidence.
const BINS: usize = 10;

pub fn smoothing(report: &mut Report, digits: &Digits, race: &Race) {
    let mut runs: Vec<Vec<Matrix>> = trials(&AMOUNTS, report.seeds(), |&smoothing, seed| {
        result(digits, &Recipe { smoothing, ..Recipe::default() }, seed).1.probabilities(&digits.test)
    });
    runs.insert(0, race.of("none").runs.iter().map(|run| run.network.probabilities(&digits.test)).collect());
    let labels = &digits.test.labels;
    let part = |p: &Matrix| {
        let right = 100.0 * accuracy(labels, &argmax_rows(p));
        let over = 100.0 * overconfidence(labels, p);
        let error = 100.0 * expected_calibration_error(labels, p, BINS);
        let loss = f64::from(categorical_cross_entropy(p, &digits.test.y));
        [right, right + over, over, error, loss]
    };
    let seen: Vec<Vec<[f64; 5]>> = runs.iter().map(|runs| runs.iter().map(part).collect()).collect();
    let caption = format!(
        "Label smoothing by ζ, {ROWS} digits: test scores, and how far the confidence is from \
         the accuracy; mean and standard deviation of five seeds."
    );
    let columns = [
        "ζ",
        "test accuracy (%)",
        "mean confidence (%)",
        "confidence − accuracy (points)",
        "calibration error (points)",
        "test loss",
    ];
    let mut table = Table::new("smoothing", caption, columns);
    for (amount, seen) in std::iter::once(&0.0).chain(&AMOUNTS).zip(&seen) {
        let cell = |i: usize| told(seen.iter().map(|seen| seen[i]), if i == 4 { 2 } else { 1 });
        table.row([amount.to_string(), cell(0), cell(1), cell(2), cell(3), cell(4)]);
    }
    report.table(table);
    let column = |amount: usize, i: usize| seen[amount].iter().map(|seen| seen[i]).collect::<Vec<f64>>();
    report.claim(
        "smoothing-lowers-confidence",
        (0..seen[0].len()).map(|seed| seen.windows(2).all(|pair| pair[1][seed][1] < pair[0][seed][1])),
        format!("confidence falls from {:.1?}", column(0, 1)),
    );
    report.claim(
        "too-much-smoothing-makes-timid",
        column(5, 2).iter().zip(column(0, 2)).map(|(smoothed, plain)| *smoothed < -10.0 && plain > 0.0),
        format!("with ζ = 0.4 the confidence is off by {:.1?} points", column(5, 2)),
    );
    report.claim(
        "a-little-calibrates",
        column(1, 3).iter().zip(column(0, 3)).map(|(smoothed, plain)| *smoothed < plain),
        format!("calibration errors {:.1?} with ζ = 0.02, {:.1?} without", column(1, 3), column(0, 3)),
    );
    report.claim(
        "a-tenth-makes-underconfident",
        column(3, 2).iter().map(|&over| over < -5.0),
        format!("with ζ = 0.1 the confidence is off by {:.1?} points", column(3, 2)),
    );
    let gained: Vec<f64> =
        column(0, 0).into_iter().zip(column(3, 0)).map(|(plain, smoothed)| smoothed - plain).collect();
    report.claim(
        "smoothing-does-not-teach",
        gained.iter().map(|&gain| gain < 2.5),
        format!("with ζ = 0.1 the accuracy is {gained:.1?} points higher"),
    );
    report.value("smoothing-gain", format!("{:.1}", Spread::of(gained.iter().copied()).mean));
    draw(report, [("one-hot", &runs[0]), ("ζ = 0.1", &runs[3]), ("ζ = 0.4", &runs[5])], labels);
}

/// Reliability diagrams of all seeds together.
fn draw(report: &mut Report, networks: [(&str, &Vec<Matrix>); 3], labels: &[usize]) {
    let mut chart = Chart::new("confidence", "accuracy").x_range(0, 1).y_range(0, 1);
    chart = chart.line("", [(0, 0), (1, 1)]);
    let mut counts = Chart::new("confidence", "test digits").x_range(0, 1).height(300.0);
    for (name, runs) in networks {
        let rows: Vec<_> = runs.iter().map(|p| p.view()).collect();
        let p = ndarray::concatenate(ndarray::Axis(0), &rows).expect("equal columns");
        let bins = reliability(&labels.repeat(runs.len()), &p, BINS);
        let seen = |bin: &&ReliabilityBin| bin.count >= 20;
        let points = bins.iter().filter(seen).map(|bin| (bin.confidence, bin.accuracy));
        chart = chart.line(name, points.clone()).scatter(name, points);
        let middle = |i: usize| (i as f64 + 0.5) / BINS as f64;
        let mean = |count: usize| count as f64 / runs.len() as f64;
        counts = counts.line(name, bins.iter().enumerate().map(|(i, bin)| (middle(i), mean(bin.count))));
    }
    report.figure("reliability", &Panels::new(1).add(chart).add(counts).svg());
}
