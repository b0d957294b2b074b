//! Weights that no data ever reach: what L2 in the loss and decoupled decay do to them under Adam.

use crate::digits::{BATCH, Digits, Network, SIDE, STEPS, deal};
use crate::in_parallel;
use neural::optim::{Adam, AdamW, Optimizer};
use neural::plot::{Figure, Images};
use neural::report::Report;
use neural::{Real, Tape};

/// How a run shrinks its weights.
#[derive(Clone, Copy)]
enum Shrink {
    /// λ/2 · ‖W‖² is added to the loss, and Adam sees the sum of the gradients.
    Penalty(Real),
    /// AdamW multiplies the weights by 1 − ηλ.
    Decay(Real),
}

const RATE: Real = 3e-3;

/// Trains a network for [`STEPS`] steps.
fn train(digits: &Digits, seed: u64, shrink: Shrink) -> Network {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    let (mut optimizer, penalty): (Box<dyn Optimizer>, Real) = match shrink {
        Shrink::Penalty(strength) => (Box::new(Adam::new(RATE)), strength),
        Shrink::Decay(strength) => (Box::new(AdamW::new(RATE, strength)), 0.0),
    };
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(STEPS) {
        let (x, y) = digits.train.rows(&rows);
        let tape = Tape::new(&network.params);
        let w = tape.param(network.hidden.w);
        let loss = network.logits(tape.constant(x)).softmax_cross_entropy(&y);
        let grads = (loss + (w * w).sum().scale(penalty / 2.0)).backward();
        optimizer.step(&mut network.params, &grads);
    }
    network
}

/// The length of each pixel's row of weights into the hidden layer.
fn lengths(network: &Network) -> Vec<Real> {
    network.params[network.hidden.w].rows().into_iter().map(|row| row.dot(&row).sqrt()).collect()
}

/// Root of the mean square of the lengths at these pixels.
fn size(lengths: &[Real], pixels: &[usize]) -> Real {
    (pixels.iter().map(|&pixel| lengths[pixel].powi(2)).sum::<Real>() / pixels.len() as Real).sqrt()
}

pub fn blank_pixels(report: &mut Report, digits: &Digits) {
    report.section("decay", "Adam with L2 in the loss, and AdamW: what is left of the first layer's weights");
    let ink = |pixel: usize| digits.train.x.column(pixel).iter().any(|&x| x > 0.0);
    let (inked, blank): (Vec<usize>, Vec<usize>) = (0..SIDE * SIDE).partition(|&pixel| ink(pixel));
    let ways = [
        ("Adam", Shrink::Penalty(0.0)),
        ("Adam, L2 1e-6", Shrink::Penalty(1e-6)),
        ("Adam, L2 1e-4", Shrink::Penalty(1e-4)),
        ("Adam, L2 1e-2", Shrink::Penalty(1e-2)),
        ("AdamW 0.01", Shrink::Decay(0.01)),
        ("AdamW 0.1", Shrink::Decay(0.1)),
        ("AdamW 1", Shrink::Decay(1.0)),
    ];
    let seeds: Vec<u64> = report.seeds().collect();
    let jobs: Vec<_> = ways.iter().flat_map(|way| seeds.iter().map(move |&seed| (way.1, seed))).collect();
    let runs = in_parallel(&jobs, |&(shrink, seed)| {
        let before = lengths(&Network::new(&mut neural::rng(seed)));
        let network = train(digits, seed, shrink);
        let after = lengths(&network);
        let left = [&blank, &inked].map(|pixels| size(&after, pixels) / size(&before, pixels));
        (left, network.score(&digits.test), after)
    });
    let by_way: Vec<_> = runs.chunks(seeds.len()).collect();
    writeln!(report, "{} of {} pixels are blank in all {} pictures", blank.len(), SIDE * SIDE, digits.train.x.nrows());
    writeln!(report, "                 left at blank pixels  at the others   test loss, accuracy");
    for ((name, _), runs) in ways.iter().zip(&by_way) {
        let mean = |f: &dyn Fn(&([Real; 2], (f64, f64), Vec<Real>)) -> f64| {
            runs.iter().map(f).sum::<f64>() / runs.len() as f64
        };
        writeln!(
            report,
            "{name:<14} {:>18.1} % {:>14.1} % {:>10.3} {:>8.1} %",
            100.0 * mean(&|run| run.0[0].into()), 100.0 * mean(&|run| run.0[1].into()), mean(&|run| run.1.0), 100.0 * mean(&|run| run.1.1)
        );
    }
    let expected = (1.0 - RATE * 0.1).powi(STEPS as i32);
    writeln!(report, "(1 - 0.003 x 0.1)^300 = {expected}");
    let mut images = Images::new(SIDE, SIDE).across(4);
    let start = lengths(&Network::new(&mut neural::rng(report.seed())));
    images = images.image(start, "at the start");
    for i in [0, 1, 6] {
        images = images.image(by_way[i][0].2.clone(), ways[i].0);
    }
    report.figure("decay", &images.svg());
}
