//! Units that no picture wakes: how many there are, whether they come back, what a leak does, and
//! what a single unit is worth.

use crate::digits::{Digits, Network, deal};
use crate::table::{Bend, named};
use neural::data::Classification;
use neural::init::he_normal;
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use rand::seq::SliceRandom;
use report::plot::{Chart, Figure};
use report::{Report, Table};

const RATES: [Real; 7] = [0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0];
const DEPTH: usize = 3;
const WIDTH: usize = 32;
const UNITS: usize = DEPTH * WIDTH;
const EPOCHS: usize = 10;

/// ReLU, and the same with slopes for sums below zero.
const LEAKS: [(&str, Bend); 3] = [
    ("0 (ReLU)", Bend::Fixed(|z| z.relu())),
    ("0.01", Bend::Fixed(|z| z.leaky_relu(0.01))),
    ("0.3", Bend::Fixed(|z| z.leaky_relu(0.3))),
];

/// For each hidden layer, whether each unit is at or below zero for every training picture.
fn asleep(network: &Network, x: &Matrix) -> Vec<Vec<bool>> {
    let layer = |a: &Matrix| {
        let units = a.columns().into_iter();
        units.map(|unit| unit.iter().all(|&a| a <= 0.0)).collect::<Vec<bool>>()
    };
    network.results(x)[..DEPTH].iter().map(layer).collect()
}

/// How many units have weights that get no gradient from all training pictures together: those that
/// sleep, and those that are heard by sleepers only.
fn cut_off(network: &Network, digits: &Digits) -> usize {
    let grads = network.gradients(digits.train.x.clone(), &digits.train.y);
    let layer = |l: usize| {
        let grad = grads.get(network.layers[l].w).expect("every layer takes part");
        grad.columns().into_iter().filter(|unit| unit.iter().all(|&g| g == 0.0)).count()
    };
    (0..DEPTH).map(layer).sum()
}

/// What one run showed.
struct Run {
    born: f64,         // share of the hidden units that sleep before training
    asleep: f64,       // the same after training
    cut_off: f64,      // share of the hidden units without a gradient after training
    slept: [usize; 2], // asleep after half of the epochs: in the first layer, in the later ones
    woke: [usize; 2],  // those of them that are awake at the end
    accuracy: f64,
    burst: bool, // whether the weights left for infinity
}

fn run(pictures: &Classification, bend: Bend, rate: Real, seed: u64) -> Run {
    let mut rng = neural::rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut network = Network::new(DEPTH, WIDTH, bend, he_normal, &mut rng);
    let share = |asleep: &[Vec<bool>]| {
        asleep.iter().flatten().filter(|&&asleep| asleep).count() as f64 / UNITS as f64
    };
    let born = share(&asleep(&network, &digits.train.x));
    network.train(&digits.train, rate, EPOCHS / 2, &mut rng, |_| ());
    let halfway = asleep(&network, &digits.train.x);
    network.train(&digits.train, rate, EPOCHS / 2, &mut rng, |_| ());
    let end = asleep(&network, &digits.train.x);
    let (mut slept, mut woke) = ([0; 2], [0; 2]);
    for (l, (halfway, end)) in halfway.iter().zip(&end).enumerate() {
        for (&then, &now) in halfway.iter().zip(end) {
            slept[l.min(1)] += usize::from(then);
            woke[l.min(1)] += usize::from(then && !now);
        }
    }
    let (loss, accuracy) = network.score(&digits.test);
    Run {
        born,
        asleep: share(&end),
        cut_off: cut_off(&network, &digits) as f64 / UNITS as f64,
        slept,
        woke,
        accuracy,
        burst: loss.is_infinite(),
    }
}

/// The mean of a share over runs, in percent.
fn mean(runs: &[Run], of: fn(&Run) -> f64) -> f64 {
    100.0 * Spread::of(runs.iter().map(of)).mean
}

pub fn against_the_rate(report: &mut Report, pictures: &Classification) {
    let rows: Vec<_> = LEAKS.iter().flat_map(|leak| RATES.map(|rate| (leak.1, rate))).collect();
    let runs = trials(&rows, report.seeds(), |&(bend, rate), seed| run(pictures, bend, rate, seed));
    let leaks: Vec<&[Vec<Run>]> = runs.chunks(RATES.len()).collect();
    let relu = leaks[0];
    let mut table = Table::new(
        "silent",
        format!(
            "ReLU in three hidden layers, {UNITS} units, after {EPOCHS} epochs at seven learning rates \
             (means of five seeds). Asleep: zero for every training picture. Cut off: no gradient from \
             any training picture."
        ),
        ["learning rate", "asleep (%)", "cut off (%)", "test accuracy (%)"],
    );
    let born = mean(&relu[0], |run| run.born);
    for (rate, runs) in RATES.iter().zip(relu) {
        let shares = [mean(runs, |run| run.asleep), mean(runs, |run| run.cut_off)];
        let shares = [shares[0], shares[1], mean(runs, |run| run.accuracy)];
        table.row([rate.to_string()].into_iter().chain(shares.map(|share| format!("{share:.1}"))));
    }
    report.table(table);
    report.value("born-asleep", format!("{born:.1} %"));
    report.value("hidden-units", UNITS);
    report.value("silent-epochs", EPOCHS);
    tell_leaks(report, &leaks);
    assert_deaths(report, &leaks);
    tell_the_woken(report, relu);
    let points = |runs: &[Vec<Run>], of: fn(&Run) -> f64| {
        let points = RATES.iter().zip(runs).map(|(&rate, runs)| (f64::from(rate), mean(runs, of)));
        points.collect::<Vec<_>>()
    };
    let chart = Chart::new("learning rate", "share (%)").log_x();
    let chart = chart.line("ReLU: units asleep", points(relu, |run| run.asleep));
    let chart = chart.line("ReLU: accuracy", points(relu, |run| run.accuracy));
    let chart = chart.line("α = 0.01: accuracy", points(leaks[1], |run| run.accuracy));
    let chart = chart.line("α = 0.3: accuracy", points(leaks[2], |run| run.accuracy));
    report.figure("silent", &chart.svg());
}

/// Accuracy by the rate and by the slope below zero.
fn tell_leaks(report: &mut Report, leaks: &[&[Vec<Run>]]) {
    let columns = LEAKS.iter().map(|leak| format!("accuracy (%), α = {}", leak.0));
    let mut table = Table::new(
        "leaks",
        "Test accuracy by learning rate and by the slope α below zero (means of five seeds; a run \
         whose weights left for infinity counts as 0, and the brackets hold how many did).",
        ["learning rate".to_string()].into_iter().chain(columns),
    );
    for (i, rate) in RATES.iter().enumerate() {
        let cells = leaks.iter().map(|runs| {
            let burst = runs[i].iter().filter(|run| run.burst).count();
            let accuracy = format!("{:.1}", mean(&runs[i], |run| run.accuracy));
            if burst == 0 { accuracy } else { format!("{accuracy} ({burst})") }
        });
        table.row([rate.to_string()].into_iter().chain(cells));
    }
    report.table(table);
}

fn assert_deaths(report: &mut Report, leaks: &[&[Vec<Run>]]) {
    let (relu, top) = (leaks[0], RATES.len() - 1);
    let seeds = 0..relu[top].len();
    report.value("edge-rate", RATES[top - 1]);
    report.value("largest-rate", RATES[top]);
    report.value("asleep-at-the-top", format!("{:.0} %", mean(&relu[top], |run| run.asleep)));
    report.value("cut-off-at-the-top", format!("{:.0} %", mean(&relu[top], |run| run.cut_off)));
    let deaths = [2, top].map(|i| relu[i].iter().map(|run| 100.0 * run.asleep).collect::<Vec<_>>());
    report.claim(
        "large-rates-put-units-to-sleep",
        seeds.clone().map(|i| relu[top][i].asleep > 0.4 && relu[2][i].asleep < 0.1),
        format!("asleep at the rates {} and {}: {deaths:.0?} %", RATES[2], RATES[top]),
    );
    // In a network whose numbers are infinite nothing can be said of gradients.
    let alive = |i: usize| {
        let runs = leaks[1..].iter().flat_map(|runs| runs.iter().map(move |runs| &runs[i]));
        runs.filter(|run| !run.burst).all(|run| run.cut_off == 0.0)
    };
    let burst = leaks[1..].iter().flat_map(|runs| runs.iter().flatten());
    let burst = burst.filter(|run| run.burst).count();
    report.claim(
        "no-leaky-unit-is-cut-off",
        seeds.clone().map(alive),
        format!("none in any run but the {burst} that left for infinity"),
    );
    let fails = |i: usize| leaks[1..].iter().all(|runs| runs[top][i].accuracy < runs[1][i].accuracy - 0.2);
    let seen = leaks[1..].iter().map(|runs| format!("{:.0}", mean(&runs[top], |run| run.accuracy)));
    report.claim(
        "a-leak-does-not-save-the-run",
        seeds.map(fails),
        format!("accuracy at the largest rate, by leak: {} %", seen.collect::<Vec<_>>().join(", ")),
    );
}

fn tell_the_woken(report: &mut Report, relu: &[Vec<Run>]) {
    let count = |of: fn(&Run) -> usize| relu.iter().flatten().map(of).sum::<usize>();
    let (first, woke_first) = (count(|run| run.slept[0]), count(|run| run.woke[0]));
    let (later, woke_later) = (count(|run| run.slept[1]), count(|run| run.woke[1]));
    let mut table = Table::new(
        "woken",
        "ReLU units asleep after half of the epochs, all rates and seeds together, and how many of them \
         were awake at the end.",
        ["where", "asleep halfway", "awake at the end"],
    );
    for (place, slept, woke) in [("first layer", first, woke_first), ("later layers", later, woke_later)] {
        table.row([place.to_string(), slept.to_string(), woke.to_string()]);
    }
    report.table(table);
    report.fact(
        "the-first-layer-never-wakes",
        first > 50 && woke_first == 0,
        format!("{woke_first} of {first} in the first layer"),
    );
    let seen = format!("{woke_later} of {later} in later layers");
    report.fact("later-layers-can-wake", woke_later > 0, seen);
}

/// What a trained network loses when units of its last hidden layer are silenced.
pub fn worth_of_a_unit(report: &mut Report, pictures: &Classification) {
    let relu = named("ReLU");
    let runs = trials(&[()], report.seeds(), |(), seed| {
        let mut rng = neural::rng(seed);
        let digits = deal(pictures, &mut rng);
        let mut network = Network::new(DEPTH, WIDTH, relu.bend, relu.init, &mut rng);
        network.train(&digits.train, 0.1, EPOCHS, &mut rng, |_| ());
        let whole = network.score(&digits.test).1;
        let without = |network: &mut Network, units: &[usize]| {
            let last = network.layers[DEPTH].w;
            let kept = network.params[last].clone();
            units.iter().for_each(|&unit| network.params[last].row_mut(unit).fill(0.0));
            let accuracy = network.score(&digits.test).1;
            network.params[last] = kept;
            100.0 * (whole - accuracy)
        };
        let costs: Vec<f64> = (0..WIDTH).map(|unit| without(&mut network, &[unit])).collect();
        let mut order: Vec<usize> = (0..WIDTH).collect();
        order.shuffle(&mut rng);
        let [quarter, half] = [4, 2].map(|part| without(&mut network, &order[..WIDTH / part]));
        let worst = costs.iter().copied().fold(0.0, f64::max);
        [Spread::of(costs).mean, worst, quarter, half]
    });
    let runs = &runs[0];
    let mut table = Table::new(
        "worth",
        format!(
            "What silencing units of the last hidden layer, {WIDTH} in all, costs on the test set (mean \
             ± standard deviation of five seeds)."
        ),
        ["silenced", "accuracy lost (points)"],
    );
    let names = ["one unit, on average", "one unit, the worst", "a quarter, at random", "half, at random"];
    for (i, name) in names.into_iter().enumerate() {
        let cost = Spread::of(runs.iter().map(|run| run[i]));
        table.row([name.to_string(), format!("{cost:.1}")]);
    }
    report.table(table);
    let seen = format!("points lost on average, at worst, for a quarter, for a half: {runs:.1?}");
    report.claim("one-unit-is-hardly-missed", runs.iter().map(|run| run[0] < 3.0), seen);
}
