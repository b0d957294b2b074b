//! All activations on one task: the same budget, a tuned rate for each, ten seeds, intervals.

use crate::digits::{Hidden, Network, deal};
use crate::table::{Activation, TABLE};
use neural::Real;
use neural::data::Classification;
use neural::trials::{Spread, trials};
use rand::RngExt;
use report::plot::{Chart, Figure};
use report::{Report, Table};

const RATES: [Real; 6] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2];
const DEPTH: usize = 3;
const WIDTH: usize = 32;
const EPOCHS: usize = 10;

/// How many seeds the table is made from.
const RUNS: u64 = 20;
/// Student's t for 19 degrees of freedom: 95 of 100 lie between −t and t.
const STUDENT: f64 = 2.093;

/// Loss on the validation set, test accuracy in percent, and the network, after training.
fn run(pictures: &Classification, row: &Activation, rate: Real, seed: u64) -> (f64, f64, Network) {
    let mut rng = neural::rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut network = Network::new(DEPTH, WIDTH, row.bend, row.init, &mut rng);
    network.train(&digits.train, rate, EPOCHS, &mut rng, |_| ());
    let read = 100.0 * network.score(&digits.test).1;
    (network.score(&digits.choose).0, read, network)
}

/// The loss on the validation set, for each activation and rate: means over four seeds that decide
/// nothing else.
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

/// How often seeds are drawn again for the ranks.
const DRAWS: usize = 2_000;

/// For each activation the ranks between which it lies in nine of ten draws, if as many seeds are
/// drawn from the seeds, with repetition.
fn ranks(accuracy: &[Vec<f64>], seed: u64) -> Vec<(usize, usize)> {
    let mut rng = neural::rng(seed);
    let mut drawn = vec![Vec::with_capacity(DRAWS); accuracy.len()];
    for _ in 0..DRAWS {
        let runs: Vec<usize> = (0..RUNS).map(|_| rng.random_range(0..RUNS as usize)).collect();
        let sum = |row: &Vec<f64>| runs.iter().map(|&run| row[run]).sum::<f64>();
        let sums: Vec<f64> = accuracy.iter().map(sum).collect();
        for (ranks, sum) in drawn.iter_mut().zip(&sums) {
            ranks.push(1 + sums.iter().filter(|other| *other > sum).count());
        }
    }
    let ends = drawn.into_iter().map(|mut ranks| {
        ranks.sort_unstable();
        (ranks[DRAWS / 20], ranks[DRAWS - 1 - DRAWS / 20])
    });
    ends.collect()
}

pub fn league(report: &mut Report, pictures: &Classification) {
    let grid = tune(report, pictures);
    let best = TABLE.iter().zip(&grid).map(|(row, losses)| {
        let place = (0..RATES.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        (row, RATES[place.expect("there are rates")])
    });
    let best: Vec<_> = best.collect();
    let first = report.seed();
    let runs = trials(&best, first..first + RUNS, |&(row, rate), seed| run(pictures, row, rate, seed));
    let accuracy: Vec<Vec<f64>> = runs.iter().map(|runs| runs.iter().map(|run| run.1).collect()).collect();
    tell(report, &best, &accuracy);
    let at = |rate: Real| RATES.iter().position(|&tried| tried == rate).expect("a rate of the list");
    let [sigmoid, relu] = [0, RELU];
    report.value("league-relu-rate", best[relu].1);
    report.value("league-sigmoid-rate", best[sigmoid].1);
    report.value("sigmoid-at-that-rate", format!("{:.2}", grid[0][at(best[relu].1)]));
    report.value("sigmoid-at-its-best", format!("{:.2}", grid[0][at(best[sigmoid].1)]));
    let others = best[1..].iter().map(|row| row.1).fold(0.0, Real::max);
    report.fact(
        "sigmoid-wants-the-largest-rate",
        best[sigmoid].1 > others,
        format!("{} for sigmoid, at most {others} for the others", best[sigmoid].1),
    );
    draw_rates(report, &grid);
    tell_slopes(report, &runs[4].iter().map(|run| slopes(&run.2)).collect::<Vec<_>>());
}

const RELU: usize = 2;

fn tell(report: &mut Report, best: &[(&Activation, Real)], accuracy: &[Vec<f64>]) {
    let spreads: Vec<Spread> = accuracy.iter().map(|row| Spread::of(row.iter().copied())).collect();
    let mut order: Vec<usize> = (0..TABLE.len()).collect();
    order.sort_by(|&a, &b| spreads[b].mean.total_cmp(&spreads[a].mean));
    let against = |i: usize| interval(accuracy[i].iter().zip(&accuracy[RELU]).map(|(a, b)| a - b));
    let ranks = ranks(accuracy, report.seed());
    let mut table = Table::new(
        "league",
        format!(
            "{DEPTH} hidden layers of {WIDTH} units, {EPOCHS} epochs, each activation at the best of \
             {} rates: test accuracy (mean ± standard deviation of {RUNS} seeds), difference to ReLU \
             (95 % interval) and rank (in nine of ten resamplings of the seeds).",
            RATES.len()
        ),
        ["activation", "best rate", "accuracy (%)", "against ReLU (points)", "rank"],
    );
    for &i in &order {
        let (difference, reach) = against(i);
        let told = if i == RELU { String::new() } else { format!("{difference:+.1} ± {reach:.1}") };
        let rank = format!("{} to {}", ranks[i].0, ranks[i].1);
        let cells = [best[i].1.to_string(), format!("{:.1}", spreads[i]), told, rank];
        table.row([best[i].0.name.to_string()].into_iter().chain(cells));
    }
    report.table(table);
    report.value("runs", RUNS);
    report.value("league-rates", RATES.len());
    report.value("league-epochs", EPOCHS);
    report.value("league-width", WIDTH);
    let clear = (0..TABLE.len()).filter(|&i| i != RELU && against(i).0.abs() > against(i).1);
    report.value("clear", clear.count());
    let tanh = against(1);
    report.value("tanh-lead", format!("{:.1}", tanh.0));
    let seen = format!("{:+.1} ± {:.1} points", tanh.0, tanh.1);
    report.fact("tanh-is-ahead-of-relu", tanh.0 > 0.3, seen);
    report.value("relu-spread", format!("{:.1}", spreads[RELU].deviation));
    report.value("relu-worst", format!("{:.0} %", accuracy[RELU].iter().copied().fold(100.0, f64::min)));
    let others: Vec<f64> = spreads[1..].iter().map(|spread| spread.mean).collect();
    let [low, high] = [f64::min, f64::max].map(|pick| others.iter().copied().reduce(pick).expect("rows"));
    report.value("league-close", format!("{:.1}", high - low));
    report.fact(
        "nine-are-within-three-points",
        high - low < 3.0,
        format!("without sigmoid the means lie between {low:.1} and {high:.1} %"),
    );
}

fn draw_rates(report: &mut Report, grid: &[Vec<f64>]) {
    let mut chart = Chart::new("learning rate", "validation loss").log_x().log_y();
    for i in [0, 1, 2, 6, 8] {
        let points = RATES.iter().zip(&grid[i]).filter(|(_, loss)| loss.is_finite());
        let points: Vec<_> = points.map(|(&rate, &loss)| (f64::from(rate), loss.min(10.0))).collect();
        chart = chart.line(TABLE[i].name, points);
    }
    report.figure("rates", &chart.svg());
}

/// What training did to PReLU's slopes.
fn tell_slopes(report: &mut Report, runs: &[Vec<Vec<f64>>]) {
    let mut table = Table::new(
        "slopes",
        format!("PReLU's slopes after training, all started at 0.25 ({RUNS} seeds together)."),
        ["layer", "mean ± standard deviation", "least", "greatest", "moved by less than a tenth (%)"],
    );
    let mut moved = Vec::new();
    for l in 0..DEPTH {
        let slopes: Vec<f64> = runs.iter().flat_map(|run| run[l].iter().copied()).collect();
        let [least, most] =
            [f64::min, f64::max].map(|pick| slopes.iter().copied().reduce(pick).expect("units"));
        let near = slopes.iter().filter(|&a| (a - 0.25).abs() <= 0.1).count();
        let near = 100.0 * near as f64 / slopes.len() as f64;
        let spread = Spread::of(slopes);
        let ends = [least, most].map(|slope| format!("{:.2}", slope + 0.0));
        let cells = [(l + 1).to_string(), format!("{spread:.2}")].into_iter().chain(ends);
        table.row(cells.chain([format!("{near:.0}")]));
        moved.push(most - least);
    }
    report.table(table);
    report.value("prelu-slopes", DEPTH * WIDTH);
    report.claim(
        "slopes-spread",
        runs.iter().map(|run| run.iter().flatten().any(|a| (a - 0.25).abs() > 0.1)),
        format!("greatest minus least in each layer: {moved:.2?}"),
    );
}
