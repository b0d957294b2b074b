//! Gradients in deep networks: what batch normalisation does to their size.

use crate::digits::{Digits, Network, Norm, Setup, USUAL, accuracies, chosen, runs};
use crate::{length, told};
use neural::trials::{Spread, trials};
use neural::{Mode, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};
use std::f64::consts::PI;

/// Hidden layers and units of the networks that are looked at, but not trained.
const DEPTH: usize = 20;
const WIDTH: usize = 64;

/// The sizes of their first weights, in units of He's.
const SCALES: [Real; 3] = [0.7, 1.0, 1.4];

/// The length of the gradient of each hidden layer's weights, in a new network.
fn lengths(digits: &Digits, norm: Norm, scale: Real, seed: u64) -> Vec<f64> {
    let rows = digits.train.rows(&(0..256).collect::<Vec<_>>());
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&Setup { norm, depth: DEPTH, width: WIDTH, scale, ..USUAL }, &mut rng);
    let (_, grads) = network.gradients(&rows, &mut Mode::Train(&mut rng));
    network.layers.hidden.iter().map(|layer| length(grads.get(layer.dense.w).expect("a gradient"))).collect()
}

/// By what factor the gradient grows from one layer to the one before it, from the last to the
/// second.
fn growth(lengths: &[f64]) -> f64 {
    (lengths[1] / lengths[DEPTH - 1]).powf(1.0 / (DEPTH - 2) as f64)
}

pub fn gradients(report: &mut Report, digits: &Digits) {
    let rows: Vec<(Norm, Real)> = [Norm::Without, Norm::Before]
        .into_iter()
        .flat_map(|norm| SCALES.map(|scale| (norm, scale)))
        .collect();
    let runs = trials(&rows, report.seeds(), |&(norm, scale), seed| lengths(digits, norm, scale, seed));
    let caption = format!(
        "The length of the gradient of each layer's weights in new networks of {DEPTH} layers \
         (first seed), and by what factor it grows from one layer to the one before it (mean and \
         standard deviation of five seeds)."
    );
    let columns = [
        "batch normalisation",
        "scale of the weights",
        "layer 1",
        "layer 2",
        "layer 10",
        "layer 20",
        "growth per layer",
    ];
    let mut table = Table::new("depth", caption, columns);
    for ((norm, scale), runs) in rows.iter().zip(&runs) {
        let [first, second, tenth, last] = [0, 1, 9, 19].map(|layer| format!("{:.1e}", runs[0][layer]));
        let growth = told(runs.iter().map(|run| growth(run)), 2);
        let name = if *norm == Norm::Without { "without" } else { "with" };
        table.row([name.to_string(), scale.to_string(), first, second, tenth, last, growth]);
    }
    report.table(table);
    let expected = (PI / (PI - 1.0)).sqrt();
    report.value("growth", format!("{expected:.2}"));
    let measured = Spread::of(runs[4].iter().map(|run| growth(run))).mean;
    report.value("growth-measured", format!("{measured:.2}"));
    report.value("deep", DEPTH);
    report.value("deep-width", WIDTH);
    report.value("deep-growth", format!("{:.0}", expected.powi(DEPTH as i32 - 1)));
    let growths = |row: usize| runs[row].iter().map(|run| growth(run)).collect::<Vec<f64>>();
    report.claim(
        "scales-no-longer-matter",
        (0..runs[0].len()).map(|seed| {
            let spread = |net: usize| {
                let (small, large) = (runs[net][seed][0], runs[net + 2][seed][0]);
                large.max(small) / large.min(small)
            };
            spread(0) > 1e3 && spread(3) < 3.0
        }),
        "from scale 0.7 to 1.4 the first layer's gradient changes more than a thousandfold \
         without, less than threefold with",
    );
    report.claim(
        "he-needs-no-help",
        growths(1).iter().map(|&growth| (growth - 1.0).abs() < 0.1),
        format!("without, at scale 1: {:.2?}", growths(1)),
    );
    report.claim(
        "it-makes-gradients-grow",
        growths(4).iter().map(|&growth| (growth / expected - 1.0).abs() < 0.06),
        format!("with, at scale 1: {:.2?}, expected {expected:.3}", growths(4)),
    );
    let mut panels = Panels::new(2);
    for (title, net) in [("without", 0), ("with", 3)] {
        let mut chart = Chart::new("layer", "length of the gradient")
            .title(title)
            .log_y()
            .y_range(1e-6, 1e5)
            .height(320.0);
        for (i, scale) in SCALES.iter().enumerate() {
            let points = runs[net + i][0].iter().enumerate().map(|(layer, &length)| (layer + 1, length));
            chart = chart.line(&format!("{scale} × He"), points);
        }
        panels = panels.add(chart);
    }
    report.figure("depth", &panels.svg());
}

pub fn deep_training(report: &mut Report, digits: &Digits) {
    let steps = 80;
    let rates = [0.01, 0.1, 0.3];
    let caption = format!(
        "Test accuracy (%) of networks with more layers after {steps} steps, each at the rate of \
         {} with the highest validation accuracy; mean and standard deviation of five seeds.",
        rates.map(|rate| rate.to_string()).join(", ")
    );
    let columns = ["hidden layers", "without", "with batch normalisation"];
    let mut table = Table::new("deeper", caption, columns);
    let mut all = Vec::new();
    for depth in [2, 10, 20] {
        let nets = [Norm::Without, Norm::Before].map(|norm| {
            let mut tried =
                runs(report, digits, &rates.map(|rate| Setup { norm, rate, depth, steps, ..USUAL }));
            let best = chosen(&tried);
            accuracies(&tried.swap_remove(best))
        });
        let [without, with] = nets.each_ref().map(|seen| told(seen.iter().copied(), 0));
        table.row([depth.to_string(), without, with]);
        all.push(nets);
    }
    report.table(table);
    report.claim(
        "depth-is-not-free",
        all[0][1].iter().zip(&all[2][1]).map(|(two, twenty)| *two > twenty + 20.0),
        format!("with it, two and twenty layers: {:.0?} and {:.0?} %", all[0][1], all[2][1]),
    );
    report.claim(
        "deep-networks-gain",
        (0..all[0][0].len()).map(|seed| [1, 2].iter().all(|&i| all[i][1][seed] > all[i][0][seed] + 10.0)),
        format!(
            "ten layers {:.0?} % without and {:.0?} % with it; twenty {:.0?} and {:.0?}",
            all[1][0], all[1][1], all[2][0], all[2][1]
        ),
    );
}
