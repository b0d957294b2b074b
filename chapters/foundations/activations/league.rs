//! All activations on one task: the same budget, a tuned rate for each, ten seeds, intervals.

use crate::digits::{Hidden, Network, deal};
use crate::table::{Activation, TABLE};
use neural::Real;
use neural::data::Classification;
use neural::trials::{Spread, trials};
use report::Report;
use report::plot::{Chart, Figure};

const RATES: [Real; 7] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2];
const DEPTH: usize = 3;
const WIDTH: usize = 32;
const EPOCHS: usize = 10;

/// How many seeds the table is made from.
const RUNS: u64 = 10;
/// Student's t for 9 degrees of freedom: 95 of 100 lie between −t and t.
const STUDENT: f64 = 2.262;

/// A network after training, and the digits that it was dealt: loss to choose by, and percent of test digits read.
fn run(pictures: &Classification, row: &Activation, rate: Real, seed: u64) -> (f64, f64, Network) {
    let mut rng = neural::rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut network = Network::new(DEPTH, WIDTH, row.bend, row.init, &mut rng);
    network.train(&digits.train, rate, EPOCHS, &mut rng, |_| ());
    let read = 100.0 * network.score(&digits.test).1;
    (network.score(&digits.choose).0, read, network)
}

/// The loss on the rows to choose by, for each activation and rate: means over four seeds that decide nothing else.
fn tune(report: &Report, pictures: &Classification) -> Vec<Vec<f64>> {
    let jobs: Vec<_> = TABLE.iter().flat_map(|row| RATES.map(|rate| (row, rate))).collect();
    let seeds = [100, 101, 102, 103].map(|offset| report.seed() + offset);
    let runs = trials(&jobs, seeds, |&(row, rate), seed| run(pictures, row, rate, seed).0);
    let means: Vec<f64> = runs.into_iter().map(|losses| Spread::of(losses).mean).collect();
    means.chunks(RATES.len()).map(<[f64]>::to_vec).collect()
}

/// The mean of paired differences, and how far a 95 % interval reaches on both sides: Student's t.
fn interval(differences: impl Iterator<Item = f64>) -> (f64, f64) {
    let spread = Spread::of(differences);
    (spread.mean, STUDENT * spread.deviation / (RUNS as f64).sqrt())
}

/// The slopes of each hidden layer.
fn slopes(network: &Network) -> Vec<Vec<f64>> {
    let learned = network.bends.iter().filter_map(|bend| match bend {
        Hidden::Learned(layer) => Some(&network.params[layer.slopes]),
        Hidden::Fixed(_) => None,
    });
    learned.map(|slopes| slopes.iter().map(|&a| f64::from(a)).collect()).collect()
}

pub fn table(report: &mut Report, pictures: &Classification) {
    let grid = tune(report, pictures);
    let best: Vec<_> = TABLE
        .iter()
        .zip(&grid)
        .map(|(row, losses)| {
            let place = (0..RATES.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
            (row, RATES[place.expect("there are rates")])
        })
        .collect();
    let at = |rate: Real| RATES.iter().position(|&tried| tried == rate).expect("a rate of the list");
    let first = report.seed();
    let runs = trials(&best, first..first + RUNS, |&(row, rate), seed| run(pictures, row, rate, seed));
    let read: Vec<Vec<f64>> = runs.iter().map(|runs| runs.iter().map(|run| run.1).collect()).collect();
    report.section(
        "league",
        "Test digits read after 10 epochs, ten seeds; paired differences with 95 % intervals",
    );
    writeln!(report, "              rate   digits read    against ReLU   against leaky ReLU");
    let mut order: Vec<usize> = (0..TABLE.len()).collect();
    let mean = |i: usize| Spread::of(read[i].iter().copied()).mean;
    order.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)));
    let [relu, leaky] = [2, 3];
    let against = |i: usize, other: usize| interval(read[i].iter().zip(&read[other]).map(|(a, b)| a - b));
    for &i in &order {
        let ((row, rate), spread) = (best[i], Spread::of(read[i].iter().copied()));
        write!(report, "{:<12} {rate:>5}   {spread:.1} %", row.name);
        for (other, room) in [(relu, 16), (leaky, 21)] {
            let (difference, reach) = against(i, other);
            let told = if i == other { String::new() } else { format!("{difference:+.1} ± {reach:.1}") };
            write!(report, "{told:>room$}");
        }
        writeln!(report);
    }
    report.value("runs", RUNS);
    report.value("confidence", "95\u{a0}%");
    report.value("league-rates", RATES.len());
    report.value("league-epochs", EPOCHS);
    report.value("league-width", WIDTH);
    let clear = |other: usize| {
        let excludes = |(difference, reach): (f64, f64)| difference.abs() > reach;
        (0..TABLE.len()).filter(|&i| i != other && excludes(against(i, other))).count()
    };
    report.value("clear", clear(relu));
    report.value("clear-of-leaky", clear(leaky));
    report.value("league-relu-rate", best[relu].1);
    report.value("sigmoid-at-that-rate", format!("{:.2}", grid[0][at(best[relu].1)]));
    report.value("sigmoid-at-its-best", format!("{:.2}", grid[0][at(best[0].1)]));
    let rectifiers: Vec<f64> = (1..TABLE.len()).map(mean).collect();
    let [low, high] = [f64::min, f64::max].map(|pick| rectifiers.iter().copied().reduce(pick).expect("rows"));
    report.value("league-close", format!("{:.1}", high - low));
    report.fact(
        "nine-are-close",
        low > 92.0 && high - low < 4.0,
        format!("without sigmoid the means lie between {low:.1} and {high:.1} %"),
    );
    let others = best[1..].iter().map(|row| row.1).fold(0.0, Real::max);
    report.fact(
        "sigmoid-wants-large-rates",
        best[0].1 > others,
        format!("{} for sigmoid, at most {others} for the others", best[0].1),
    );
    let spread = |i: usize| Spread::of(read[i].iter().copied()).deviation;
    report.value("relu-spread", format!("{:.1}", spread(relu)));
    report.value("relu-worst", format!("{:.0}", read[relu].iter().copied().fold(100.0, f64::min)));
    draw_rates(report, &grid);
    tell_slopes(report, &runs[4].iter().map(|run| slopes(&run.2)).collect::<Vec<_>>());
}

fn draw_rates(report: &mut Report, grid: &[Vec<f64>]) {
    let mut chart = Chart::new("learning rate", "loss on the rows to choose by").log_x().log_y();
    for i in [0, 1, 2, 6, 8] {
        let points = RATES.iter().zip(&grid[i]).filter(|(_, loss)| loss.is_finite());
        let points: Vec<_> = points.map(|(&rate, &loss)| (f64::from(rate), loss.min(10.0))).collect();
        chart = chart.line(TABLE[i].name, points);
    }
    report.figure("rates", &chart.svg());
}

/// What training did to PReLU's slopes.
fn tell_slopes(report: &mut Report, runs: &[Vec<Vec<f64>>]) {
    report.section("slopes", "PReLU's slopes after training, all started at 0.25; all seeds together");
    writeln!(report, "          mean ± deviation   least   greatest   within a tenth (%)");
    let mut moved = Vec::new();
    for l in 0..DEPTH {
        let slopes: Vec<f64> = runs.iter().flat_map(|run| run[l].iter().copied()).collect();
        let [least, most] =
            [f64::min, f64::max].map(|pick| slopes.iter().copied().reduce(pick).expect("units"));
        let near = slopes.iter().filter(|&a| (a - 0.25).abs() <= 0.1).count();
        let near = 100.0 * near as f64 / slopes.len() as f64;
        let spread = Spread::of(slopes);
        writeln!(report, "layer {}     {spread:.2} {least:>15.2} {most:>10.2} {near:>19.0}", l + 1);
        moved.push(most - least);
    }
    report.claim(
        "slopes-spread",
        runs.iter().map(|run| run.iter().flatten().any(|a| (a - 0.25).abs() > 0.1)),
        format!("greatest minus least in each layer: {moved:.2?}"),
    );
}
