//! How large the first weights should be.

use crate::by_hand::Init;
use crate::pictures::{Digits, deal};
use crate::tape::{Network, OnTape, epoch};
use crate::{BATCH, RATE, SIZES, percent};
use neural::data::{Classification, batches};
use neural::init::{glorot_uniform, he_normal, lecun_normal};
use neural::trials::over_seeds;
use neural::{Matrix, MatrixRef, Params, Real, Rng, Tape, rng};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// 64 inputs, eight hidden layers of 32 units, 10 outputs.
const DEEP: [usize; 10] = [SIZES[0], 32, 32, 32, 32, 32, 32, 32, 32, SIZES[2]];
const DEEP_EPOCHS: usize = 5;

/// Standard deviation 1, whatever the number of inputs.
fn one(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    lecun_normal(inputs, outputs, rng) * (inputs as Real).sqrt()
}

/// Standard deviation 0.01.
fn hundredth(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    one(inputs, outputs, rng) * 0.01
}

const STARTS: [(&str, &str, Init); 5] = [
    ("hundredth", "sd 0.01", hundredth),
    ("lecun", "LeCun", lecun_normal),
    ("glorot", "Glorot", glorot_uniform),
    ("he", "He", he_normal),
    ("one", "sd 1", one),
];

/// The root mean square of the inputs and of each hidden layer's activations.
fn signal(network: &Network, params: &Params, x: &Matrix) -> Vec<(usize, Real)> {
    let root_mean_square = |a: &MatrixRef| (a.iter().map(|a| a * a).sum::<Real>() / a.len() as Real).sqrt();
    let tape = Tape::new(params);
    let mut a = tape.constant(x.clone());
    let mut sizes = vec![(0, root_mean_square(x))];
    for (i, layer) in network.layers[..DEEP.len() - 2].iter().enumerate() {
        a = (network.activation)(layer.forward(a));
        sizes.push((i + 1, root_mean_square(&a.value())));
    }
    sizes
}

/// The signal before training, and the test accuracy after five epochs at half the usual rate.
fn train_deep(
    activation: OnTape,
    init: Init,
    pictures: &Classification,
    seed: u64,
) -> (Vec<(usize, Real)>, f64) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let network = Network::new(&mut params, &DEEP, activation, init, &mut rng);
    let signal = signal(&network, &params, &test.x);
    for _ in 0..DEEP_EPOCHS {
        let batches = batches(train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &train, &batches, RATE / 2.0);
    }
    (signal, network.accuracy(&params, &test))
}

pub fn eight_layers(report: &mut Report, pictures: &Classification) {
    report.section("sizes", "Eight hidden layers: what becomes of a signal, and of learning");
    let mut panels = Panels::new(2);
    let [tanh, relu] =
        [("tanh", (|z| z.tanh()) as OnTape), ("ReLU", |z| z.relu())].map(|(name, activation)| {
            writeln!(
                report,
                "{name:8} signal in layer 1, in layer 8    test right after {DEEP_EPOCHS} epochs"
            );
            let mut chart = Chart::new("layer", "root mean square").title(name).log_y().y_range(1e-3, 1e3);
            let after = STARTS.map(|(key, start, init)| {
                let runs = over_seeds(report.seeds(), |seed| train_deep(activation, init, pictures, seed));
                let (signal, right) = &runs[0];
                let (first, last) = (signal[1].1, signal[8].1);
                writeln!(report, "{start:8} {first:17.0e} {last:12.0e} {:>28}", percent(*right));
                report.value(&format!("deep-{}-{key}", name.to_lowercase()), percent(*right));
                chart = std::mem::replace(&mut chart, Chart::new("", "")).line(start, signal);
                runs.into_iter().map(|run| run.1).collect::<Vec<_>>()
            });
            panels = std::mem::replace(&mut panels, Panels::new(2)).add(chart);
            after
        });
    report.value("deep-epochs", DEEP_EPOCHS);
    report.figure("signal", &panels.svg());
    let seeds = 0..relu[0].len();
    let [small, lecun, glorot, he, large] = &relu;
    let ahead = seeds.clone().map(|i| he[i] > lecun[i].max(glorot[i]) + 0.05);
    report.claim(
        "he-is-ahead-for-relu",
        ahead,
        format!("He {he:.2?}, Glorot {glorot:.2?}, LeCun {lecun:.2?}"),
    );
    let lost = |right: f64| right.is_nan() || right < 0.3;
    let none = seeds.clone().map(|i| [small, large, &tanh[0], &tanh[4]].iter().all(|right| lost(right[i])));
    report.claim("wrong-sizes-do-not-learn", none, format!("ReLU {small:.2?}, {large:.2?}, tanh {tanh:.2?}"));
    let all = seeds.map(|i| tanh[1..4].iter().all(|right| right[i] > 0.6));
    report.claim("tanh-learns-from-all-three", all, format!("{tanh:.2?}"));
}
