//! Where SELU's constants come from, and whether a deep network keeps to them.

use crate::digits::{Network, deal};
use crate::table::{Init, named};
use neural::activation::{SELU_ALPHA, SELU_LAMBDA, selu};
use neural::data::Classification;
use neural::init::{he_normal, lecun_normal};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real, matmul};
use rand::RngExt;
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The mean over standard normal numbers of `g(z)` where z lies below 0, and 0 elsewhere: Simpson's rule in f64.
fn mean_below_zero(g: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 4000;
    let width = 12.0 / STEPS as f64;
    let term = |i: usize| {
        let z = i as f64 * width - 12.0;
        let weight = if i == 0 || i == STEPS { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
        weight * g(z) * (-z * z / 2.0).exp()
    };
    (0..=STEPS).map(term).sum::<f64>() * width / 3.0 / std::f64::consts::TAU.sqrt()
}

/// `λ` and `α` for which a standard normal sum leaves SELU with mean 0 and mean square 1.
fn constants() -> (f64, f64) {
    let above = mean_below_zero(|z| -z); // the normal density is even
    let alpha = above / mean_below_zero(|z| -z.exp_m1());
    let square = mean_below_zero(|z| z * z) + alpha * alpha * mean_below_zero(|z| z.exp_m1().powi(2));
    (1.0 / square.sqrt(), alpha)
}

pub fn fixed_point(report: &mut Report) {
    let (lambda, alpha) = constants();
    let published = (f64::from(SELU_LAMBDA), f64::from(SELU_ALPHA));
    let mut table = Table::new(
        "constants",
        "SELU's two constants, from their equations and as published (in single precision).",
        ["constant", "computed", "published"],
    );
    for (name, computed, published) in [("λ", lambda, published.0), ("α", alpha, published.1)] {
        table.row([name.to_string(), format!("{computed:.9}"), format!("{published:.9}")]);
    }
    report.table(table);
    let apart = (lambda - published.0).abs().max((alpha - published.1).abs());
    report.fact("selu-constants", apart < 1e-7, format!("at most {apart:.0e} apart"));
}

/// Layers, width, and rows of the experiment.
const DEPTH: usize = 20;
const WIDTH: usize = 256;
const ROWS: usize = 200;

/// A name, the activation, first weights, and what is done to the pictures: a factor and a shift.
const WAYS: [(&str, &str, Init, Real, Real); 5] = [
    ("SELU, LeCun", "SELU", lecun_normal, 1.0, 0.0),
    ("SELU, inputs × 2", "SELU", lecun_normal, 2.0, 0.0),
    ("SELU, inputs + 1", "SELU", lecun_normal, 1.0, 1.0),
    ("SELU, He", "SELU", he_normal, 1.0, 0.0),
    ("ReLU, He", "ReLU", he_normal, 1.0, 0.0),
];

/// Dropout of every hidden layer with this chance.
const DROPPED: Real = 0.1;

/// Mean and variance of the last of twenty SELU layers, if a tenth of the units of each are dropped:
/// set to 0, with the others scaled by 1/(1 − p); or, as alpha dropout, set to the lowest value,
/// −λα, with all of them scaled and shifted back to mean 0 and variance 1.
fn dropped(pictures: &Classification, alpha: bool, seed: u64) -> (f64, f64) {
    let mut rng = neural::rng(seed);
    let mut a = deal(pictures, &mut rng).train.x.slice_move(ndarray::s![..ROWS, ..]);
    let (keep, low) = (1.0 - DROPPED, -SELU_LAMBDA * SELU_ALPHA);
    let scale = (keep + low * low * keep * DROPPED).sqrt().recip();
    let shift = -scale * DROPPED * low;
    for _ in 0..DEPTH {
        let w = lecun_normal(a.ncols(), WIDTH, &mut rng);
        a = matmul(a.view(), w.view()).mapv(selu);
        a.mapv_inplace(|a| match (rng.random::<Real>() < DROPPED, alpha) {
            (false, false) => a / keep,
            (true, false) => 0.0,
            (false, true) => scale * a + shift,
            (true, true) => scale * low + shift,
        });
    }
    let spread = Spread::of(a.iter().map(|&a| f64::from(a)));
    (spread.mean, spread.deviation.powi(2))
}

pub fn with_dropout(report: &mut Report, pictures: &Classification) {
    let mut table = Table::new(
        "alpha-dropout",
        format!(
            "Mean and variance of the last of {DEPTH} SELU layers before training, if a share of {DROPPED} \
             of the units of each layer are dropped (means over five seeds)."
        ),
        ["dropout", "mean, layer 20", "variance, layer 20"],
    );
    let runs = trials(&[false, true], report.seeds(), |&alpha, seed| dropped(pictures, alpha, seed));
    for (name, runs) in ["to zero, as usual", "to the lowest value (alpha dropout)"].iter().zip(&runs) {
        let [mean, variance] =
            [Spread::of(runs.iter().map(|run| run.0)).mean, Spread::of(runs.iter().map(|run| run.1)).mean];
        table.row([name.to_string(), format!("{mean:.2}"), format!("{variance:.2}")]);
    }
    report.table(table);
    report.value("selu-dropped", DROPPED);
    let nearer = runs[0].iter().zip(&runs[1]);
    let nearer = nearer.map(|(usual, alpha)| (alpha.1 - 1.0).abs() < 0.4 && usual.1 > 1.5);
    let seen = format!("mean and variance: usual {:.2?}, alpha {:.2?}", runs[0], runs[1]);
    report.claim("alpha-dropout-keeps-the-fixed-point", nearer, seen);
}

/// Mean and variance of all activations, layer by layer, of a new network.
fn moments(pictures: &Classification, way: &(&str, &str, Init, Real, Real), seed: u64) -> Vec<(f64, f64)> {
    let (_, name, init, factor, shift) = *way;
    let mut rng = neural::rng(seed);
    let x = deal(pictures, &mut rng).train.x.slice_move(ndarray::s![..ROWS, ..]) * factor + shift;
    let network = Network::new(DEPTH, WIDTH, named(name).bend, init, &mut rng);
    let moments = |a: &Matrix| {
        let spread = Spread::of(a.iter().map(|&a| f64::from(a)));
        (spread.mean, spread.deviation.powi(2))
    };
    network.results(&x)[..DEPTH].iter().map(moments).collect()
}

pub fn through_depth(report: &mut Report, pictures: &Classification) {
    let mut table = Table::new(
        "moments",
        format!(
            "Mean and variance of a layer's activations before training, in layers of {WIDTH} units \
             (means over five seeds)."
        ),
        [
            "network",
            "mean, layer 1",
            "mean, layer 5",
            "mean, layer 20",
            "variance, layer 1",
            "variance, layer 5",
            "variance, layer 20",
        ],
    );
    let runs = trials(&WAYS, report.seeds(), |way, seed| moments(pictures, way, seed));
    let at = |runs: &[Vec<(f64, f64)>], l: usize| {
        let mean_of = |of: fn(&(f64, f64)) -> f64| Spread::of(runs.iter().map(|run| of(&run[l]))).mean;
        (mean_of(|moments| moments.0), mean_of(|moments| moments.1))
    };
    for (way, runs) in WAYS.iter().zip(&runs) {
        let moments = [0, 4, 19].map(|l| at(runs, l));
        let moments = moments.iter().map(|m| m.0).chain(moments.iter().map(|m| m.1));
        let cells = moments.map(|moment| format!("{moment:.2}"));
        table.row([way.0.to_string()].into_iter().chain(cells));
    }
    report.table(table);
    let near = |run: &Vec<(f64, f64)>| run[DEPTH - 1].0.abs() < 0.25 && (run[DEPTH - 1].1 - 1.0).abs() < 0.6;
    report.claim(
        "selu-returns-to-its-fixed-point",
        (0..runs[0].len()).map(|i| runs[..3].iter().all(|runs| near(&runs[i]))),
        format!("last layer {:.2?}", runs[..3].iter().map(|runs| at(runs, DEPTH - 1)).collect::<Vec<_>>()),
    );
    report.claim(
        "he-throws-selu-off",
        runs[3].iter().map(|run| run[DEPTH - 1].1 > 5.0),
        format!("variance of the last layer {:.0}", at(&runs[3], DEPTH - 1).1),
    );
    report.claim(
        "relu-is-never-centred",
        runs[4].iter().map(|run| run.iter().all(|moments| moments.0 > 0.1)),
        format!("mean of the last layer {:.2}", at(&runs[4], DEPTH - 1).0),
    );
    report.value("selu-width", WIDTH);
    let panel = |y: &str, of: fn((f64, f64)) -> f64| {
        let chart = Chart::new("layer", y).height(400.0);
        let chart = if y == "variance" { chart.log_y() } else { chart };
        WAYS.iter().zip(&runs).fold(chart, |chart, ((name, ..), runs)| {
            chart.line(name, (0..DEPTH).map(|l| (l + 1, of(at(runs, l)))).collect::<Vec<_>>())
        })
    };
    let panels =
        Panels::new(2).add(panel("mean", |moments| moments.0)).add(panel("variance", |moments| moments.1));
    report.figure("moments", &panels.svg());
}
