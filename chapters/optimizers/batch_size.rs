//! What a larger batch buys.

use crate::digits::{Digits, Network, deal};
use crate::in_parallel;
use neural::Real;
use neural::optim::{Momentum, Optimizer};
use neural::plot::{Chart, Figure};
use neural::report::Report;
use neural::Matrix;
use neural::Gradients;

/// All gradients of a network in one row.
fn flat(network: &Network, grads: &Gradients) -> Vec<f64> {
    network.params.ids().filter_map(|id| grads.get(id)).flat_map(|g| g.iter().map(|&g| f64::from(g))).collect()
}

fn length(v: impl Iterator<Item = f64>) -> f64 {
    v.map(|x| x * x).sum::<f64>().sqrt()
}

pub fn noise(report: &mut Report, digits: &Digits) {
    report.section("noise", "x");
    let mut rng = neural::rng(report.seed());
    let network = Network::new(&mut rng);
    let (_, full) = network.gradients(digits.train.x.clone(), &digits.train.y);
    let full = flat(&network, &full);
    for size in [4, 16, 64, 256, 1024] {
        let off: f64 = deal(digits.train.x.nrows(), size, neural::rng(1)).take(40).map(|rows| {
            let (x, y) = digits.train.rows(&rows);
            let g = flat(&network, &network.gradients(x, &y).1);
            length(g.iter().zip(&full).map(|(a, b)| a - b)).powi(2)
        }).sum();
        writeln!(report, "{size} {:.4}", (off / 40.0).sqrt() / length(full.iter().copied()));
    }
}

pub fn steps_to_target(report: &mut Report, digits: &Digits) {
    report.section("batch", "x");
    for size in [8usize, 32, 128, 512, 2048] {
        write!(report, "{size:>5}");
        let rates = [0.003, 0.01, 0.03, 0.1, 0.3];
        let out = in_parallel(&rates, |&rate| reach(digits, report.seed(), size, rate));
        writeln!(report, " {out:?}");
    }
}

/// Steps until 90 % of the rows to choose by are read rightly, looked at after every 512 digits or each step.
fn reach(digits: &Digits, seed: u64, size: usize, rate: Real) -> Option<usize> {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    let mut optimizer = Momentum::new(rate, 0.9);
    let every = (512 / size).max(1);
    let budget = 64_000.max(100 * size);
    for (t, rows) in deal(digits.train.x.nrows(), size, rng).take(budget / size).enumerate() {
        let (x, y): (Matrix, Matrix) = digits.train.rows(&rows);
        let (_, grads) = network.gradients(x, &y);
        optimizer.step(&mut network.params, &grads);
        if (t + 1) % every == 0 && network.score(&digits.choose).1 >= 0.9 {
            return Some(t + 1);
        }
    }
    None
}
