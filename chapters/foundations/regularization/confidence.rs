//! Label smoothing, and whether a network is right as often as it believes.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::metrics::{ReliabilityBin, expected_calibration_error, overconfidence, reliability};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// The amounts of smoothing; the third is the guide's.
const AMOUNTS: [Real; 5] = [0.02, 0.05, 0.1, 0.2, 0.4];

/// The intervals of confidence.
const BINS: usize = 10;

pub fn smoothing(report: &mut Report, digits: &Digits, race: &Race) {
    report.section("smoothing", "Label smoothing: test digits read, confidence and its error, loss");
    let mut runs: Vec<Vec<Matrix>> = trials(&AMOUNTS, report.seeds(), |&smoothing, seed| {
        result(digits, &Recipe { smoothing, ..Recipe::default() }, seed).1.probabilities(&digits.test)
    });
    runs.insert(0, race.of("none").runs.iter().map(|run| run.network.probabilities(&digits.test)).collect());
    let labels = &digits.test.labels;
    let part = |p: &Matrix| {
        let read = 100.0 * neural::metrics::accuracy(labels, &neural::metrics::argmax_rows(p));
        let over = 100.0 * overconfidence(labels, p);
        let error = 100.0 * expected_calibration_error(labels, p, BINS);
        let loss = f64::from(neural::loss::categorical_cross_entropy(p, &digits.test.y));
        [read, read + over, over, error, loss]
    };
    let seen: Vec<Vec<[f64; 5]>> = runs.iter().map(|runs| runs.iter().map(part).collect()).collect();
    writeln!(report, "ζ         read (%)   confidence   too sure by   calibration error          loss");
    for (amount, seen) in std::iter::once(&0.0).chain(&AMOUNTS).zip(&seen) {
        let column = |i: usize| seen.iter().map(move |seen| seen[i]);
        let [read, over, error] = [0, 2, 3].map(|i| told(column(i), 1));
        let (confidence, loss) = (Spread::of(column(1)).mean, told(column(4), 2));
        writeln!(report, "{amount:<4} {read:>13} {confidence:>12.1} {over:>13} {error:>19} {loss:>13}");
    }
    let column = |amount: usize, i: usize| seen[amount].iter().map(|seen| seen[i]).collect::<Vec<f64>>();
    report.claim(
        "smoothing-lowers-confidence",
        (0..seen[0].len()).map(|seed| seen.windows(2).all(|pair| pair[1][seed][1] < pair[0][seed][1])),
        format!("confidence falls from {:.1?}", column(0, 1)),
    );
    report.claim(
        "too-much-makes-unsure",
        column(5, 2).iter().zip(column(0, 2)).map(|(smoothed, plain)| *smoothed < -10.0 && plain > 0.0),
        format!("with ζ = 0.4 the confidence is off by {:.1?} points", column(5, 2)),
    );
    report.claim(
        "a-little-calibrates",
        column(1, 3).iter().zip(column(0, 3)).map(|(smoothed, plain)| *smoothed < plain),
        format!("calibration errors {:.1?} with ζ = 0.02, {:.1?} without", column(1, 3), column(0, 3)),
    );
    report.claim(
        "the-guides-amount-overshoots",
        column(3, 2).iter().map(|&over| over < 0.0),
        format!("with ζ = 0.1 the confidence is off by {:.1?} points", column(3, 2)),
    );
    let lost = column(0, 0).into_iter().zip(column(3, 0)).map(|(plain, smoothed)| plain - smoothed);
    let [least, most] = [f64::min, f64::max].map(|pick| lost.clone().reduce(pick).expect("there are seeds"));
    report.value("smoothing-costs-least", format!("{least:.1}"));
    report.value("smoothing-costs-most", format!("{most:.1}"));
    report.claim(
        "smoothing-does-not-teach",
        column(3, 0).iter().zip(column(0, 0)).map(|(smoothed, plain)| smoothed - plain < 2.5),
        format!("{:.1?} % read with ζ = 0.1, {:.1?} % without", column(3, 0), column(0, 0)),
    );
    draw(report, [("one-hot", &runs[0]), ("ζ = 0.1", &runs[3]), ("ζ = 0.4", &runs[5])], labels);
}

/// Reliability diagrams of all seeds together.
fn draw(report: &mut Report, networks: [(&str, &Vec<Matrix>); 3], labels: &[usize]) {
    let mut chart = Chart::new("confidence", "share that is right").x_range(0, 1).y_range(0, 1);
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
