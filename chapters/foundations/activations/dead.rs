//! Units that no picture wakes: how many there are, and whether they come back.

use crate::digits::{Digits, Network, deal};
use crate::table::named;
use neural::data::Classification;
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Chart, Figure};

const RATES: [Real; 7] = [0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0];
const DEPTH: usize = 3;
const WIDTH: usize = 32;
const EPOCHS: usize = 10;

/// For each hidden layer, whether each unit is at or below zero for every training picture.
fn asleep(network: &Network, x: &Matrix) -> Vec<Vec<bool>> {
    let layer = |a: &Matrix| a.columns().into_iter().map(|unit| unit.iter().all(|&a| a <= 0.0)).collect();
    network.results(x)[..DEPTH].iter().map(layer).collect()
}

/// For each hidden layer, whether each unit's weights get no gradient from all training pictures together.
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
    born: f64,         // share of the hidden units that get no gradient before training
    cut_off: f64,      // the same after training
    slept: [usize; 2], // asleep after half of the epochs: in the first layer, in the later ones
    woke: [usize; 2],  // those of them that are awake at the end
    accuracy: f64,
    burst: bool, // whether the weights left for infinity
}

fn run(pictures: &Classification, name: &str, rate: Real, seed: u64) -> Run {
    let mut rng = neural::rng(seed);
    let digits = deal(pictures, &mut rng);
    let activation = named(name);
    let mut network = Network::new(DEPTH, WIDTH, activation.bend, activation.init, &mut rng);
    let units = (DEPTH * WIDTH) as f64;
    let born = cut_off(&network, &digits) as f64 / units;
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
    Run {
        born,
        cut_off: cut_off(&network, &digits) as f64 / units,
        slept,
        woke,
        accuracy: network.score(&digits.test).1,
        burst: network.score(&digits.test).0.is_infinite(),
    }
}

/// The mean of a share over runs, in percent.
fn mean(runs: &[Run], of: fn(&Run) -> f64) -> f64 {
    100.0 * Spread::of(runs.iter().map(of)).mean
}

pub fn against_the_rate(report: &mut Report, pictures: &Classification) {
    let rows: Vec<_> =
        ["ReLU", "leaky ReLU"].iter().flat_map(|&name| RATES.map(|rate| (name, rate))).collect();
    let runs = trials(&rows, report.seeds(), |&(name, rate), seed| run(pictures, name, rate, seed));
    let (relu, leaky) = runs.split_at(RATES.len());
    report.section("dead", "96 hidden units, 10 epochs: shares in percent, means over seeds");
    writeln!(report, "           ReLU                    leaky ReLU");
    writeln!(report, "     rate  dead   read  infinite   no gradient   read  infinite");
    let [relu_born, leaky_born] = [relu, leaky].map(|runs| mean(&runs[0], |run| run.born));
    writeln!(report, "untrained{relu_born:6.1} {leaky_born:30.1}");
    for ((rate, relu), leaky) in RATES.iter().zip(relu).zip(leaky) {
        write!(report, "{rate:>9}");
        for (runs, room) in [(relu, 6), (leaky, 14)] {
            let (dead, read) = (mean(runs, |run| run.cut_off), mean(runs, |run| run.accuracy));
            let burst = runs.iter().filter(|run| run.burst).count();
            write!(report, "{dead:room$.1} {read:6.1} {:>9}", format!("{burst} of {}", runs.len()));
        }
        writeln!(report);
    }
    assert_deaths(report, relu, leaky);
    tell_the_woken(report, relu);
    let points = |runs: &[Vec<Run>], of: fn(&Run) -> f64| {
        RATES.iter().zip(runs).map(|(&rate, runs)| (f64::from(rate), mean(runs, of))).collect::<Vec<_>>()
    };
    let chart = Chart::new("learning rate", "share (%)").log_x();
    let chart = chart.line("ReLU: units dead", points(relu, |run| run.cut_off));
    let chart = chart.line("ReLU: digits read", points(relu, |run| run.accuracy));
    report.figure("dead", &chart.line("leaky ReLU: digits read", points(leaky, |run| run.accuracy)).svg());
}

fn assert_deaths(report: &mut Report, relu: &[Vec<Run>], leaky: &[Vec<Run>]) {
    report.value("hidden-units", DEPTH * WIDTH);
    let top = RATES.len() - 1;
    let read = |runs: &[Run]| mean(runs, |run| run.accuracy);
    report.value("edge-rate", RATES[top - 1]);
    report.value("leak-gains", format!("{:.0}", read(&leaky[top - 1]) - read(&relu[top - 1])));
    report.value("leak-loses", format!("{:.0}", read(&relu[top]) - read(&leaky[top])));
    let deaths = [2, top].map(|i| mean(&relu[i], |run| run.cut_off));
    report.claim(
        "large-rates-kill",
        (0..relu[top].len()).map(|i| relu[top][i].cut_off > 0.4 && relu[2][i].cut_off < 0.1),
        format!("{deaths:.0?} % dead at the rates {} and {}", RATES[2], RATES[top]),
    );
    let alive = |i: usize| leaky.iter().all(|runs| runs[i].cut_off == 0.0);
    report.claim("leaky-never-dies", (0..leaky[0].len()).map(alive), "no leaky unit is without a gradient");
    report.claim(
        "leaky-does-not-save-the-run",
        leaky[top].iter().zip(&leaky[2]).map(|(fast, slow)| fast.accuracy < slow.accuracy - 0.1),
        format!("{:.0} % read with leaky ReLU at the largest rate", mean(&leaky[top], |run| run.accuracy)),
    );
}

fn tell_the_woken(report: &mut Report, relu: &[Vec<Run>]) {
    let count = |of: fn(&Run) -> usize| relu.iter().flatten().map(of).sum::<usize>();
    let (first, woke_first) = (count(|run| run.slept[0]), count(|run| run.woke[0]));
    let (later, woke_later) = (count(|run| run.slept[1]), count(|run| run.woke[1]));
    report.section("woken", "ReLU units dead after half of the epochs, all rates and seeds together");
    writeln!(report, "first layer    {first:4}, of which awake at the end {woke_first:4}");
    writeln!(report, "later layers   {later:4}, of which awake at the end {woke_later:4}");
    report.fact(
        "the-first-layer-never-wakes",
        first > 50 && woke_first == 0,
        format!("{woke_first} of {first} in the first layer"),
    );
    report.fact("later-layers-can-wake", woke_later > 0, format!("{woke_later} of {later} in later layers"));
}
