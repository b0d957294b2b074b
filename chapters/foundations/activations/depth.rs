//! Twenty hidden layers: what becomes of the gradients, before training and after it.

use crate::digits::{Digits, Network, Part, deal};
use crate::table::{Init, named};
use neural::data::Classification;
use neural::init::{glorot_normal, he_normal, lecun_normal};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Chart, Figure, Panels};

pub const DEPTH: usize = 20;
pub const WIDTH: usize = 32;
const RATE: Real = 0.01;
pub const EPOCHS: usize = 5;

/// Activation, name of the first weights, and the first weights: as advised, and otherwise.
const ADVISED: [(&str, &str, Init); 4] = [
    ("sigmoid", "Glorot", glorot_normal),
    ("tanh", "Glorot", glorot_normal),
    ("ReLU", "He", he_normal),
    ("SELU", "LeCun", lecun_normal),
];
const OTHERWISE: [(&str, &str, Init); 4] = [
    ("sigmoid", "He", he_normal),
    ("tanh", "He", he_normal),
    ("ReLU", "Glorot", glorot_normal),
    ("SELU", "He", he_normal),
];

/// What one run of a deep network showed.
struct Run {
    before: Vec<f64>,   // the length of ∂L/∂W in each layer
    after: Vec<f64>,    // the same after training
    likeness: Vec<f64>, // in each hidden layer, before training
    accuracy: f64,
}

/// The mean cosine between the rows of pictures that follow each other: 1 if all point the same way.
fn likeness(a: &Matrix) -> f64 {
    let cosine = |i: usize| {
        let (p, q) = (a.row(i), a.row(i + 1));
        let lengths = (p.dot(&p) * q.dot(&q)).sqrt();
        if lengths > 0.0 { f64::from(p.dot(&q) / lengths) } else { 1.0 }
    };
    Spread::of((0..a.nrows() - 1).map(cosine)).mean
}

fn run(pictures: &Classification, activation: &str, init: Init, seed: u64) -> Run {
    let mut rng = neural::rng(seed);
    let Digits { train, test, .. } = deal(pictures, &mut rng);
    let mut network = Network::new(DEPTH, WIDTH, named(activation).bend, init, &mut rng);
    let before = network.gradient_norms(&train);
    let likeness = hidden_likeness(&network, &test);
    network.train(&train, RATE, EPOCHS, &mut rng, |_| ());
    Run { before, after: network.gradient_norms(&train), likeness, accuracy: network.score(&test).1 }
}

fn hidden_likeness(network: &Network, part: &Part) -> Vec<f64> {
    network.results(&part.x)[..DEPTH].iter().map(likeness).collect()
}

/// How much longer the last layer's gradient is than the first's, as a power of ten.
fn loss_of_length(norms: &[f64]) -> f64 {
    (norms[DEPTH] / norms[0]).log10()
}

/// The mean over the runs in which the number is finite; NaN if it is so in none.
fn mean_of(runs: &[Run], number: impl Fn(&Run) -> f64) -> f64 {
    let finite: Vec<f64> = runs.iter().map(number).filter(|number| number.is_finite()).collect();
    if finite.is_empty() { f64::NAN } else { Spread::of(finite).mean }
}

pub fn twenty_layers(report: &mut Report, pictures: &Classification) {
    let rows = [ADVISED, OTHERWISE].concat();
    let runs = trials(&rows, report.seeds(), |&(name, _, init), seed| run(pictures, name, init, seed));
    open(report, &runs);
    report.section("depth", "20 hidden layers: length of ∂L/∂W, means over seeds; read after 5 epochs");
    writeln!(report, "                  before training         after training");
    writeln!(report, "                  layer 1   layer 21      layer 1   layer 21     read");
    for ((name, init, _), runs) in rows.iter().zip(&runs) {
        let [b0, b1] = [0, DEPTH].map(|l| mean_of(runs, |run| run.before[l]));
        let [a0, a1] = [0, DEPTH].map(|l| mean_of(runs, |run| run.after[l]));
        let read = 100.0 * mean_of(runs, |run| run.accuracy);
        writeln!(report, "{name:8} {init:8} {b0:8.0e} {b1:10.0e} {a0:12.0e} {a1:10.0e} {read:6.0} %");
    }
    state(report, &runs);
    draw(report, &runs);
    tell_likeness(report, &runs[..4]);
}

/// What the page begins with: sigmoid and tanh.
fn open(report: &mut Report, runs: &[Vec<Run>]) {
    report.section("opening", "20 hidden layers, first weights after Glorot");
    writeln!(report, "          test digits read   length of the first layer's gradient");
    for (name, runs) in ["sigmoid", "tanh"].iter().zip(runs) {
        let read = Spread::of(runs.iter().map(|run| 100.0 * run.accuracy));
        let first = mean_of(runs, |run| run.before[0]);
        writeln!(report, "{name:9} {:>16} % {first:>31.0e}", format!("{read:.1}"));
    }
    report.value("depth", DEPTH);
    report.value("width", WIDTH);
    report.value("epochs", EPOCHS);
    report.value("deep-rate", RATE);
    let lost =
        runs[0].iter().zip(&runs[1]).map(|(sigmoid, tanh)| sigmoid.accuracy < 0.2 && tanh.accuracy > 0.25);
    let read: Vec<f64> = runs[..2].iter().map(|runs| 100.0 * mean_of(runs, |run| run.accuracy)).collect();
    report.claim("sigmoid-reads-nothing", lost, format!("{read:.0?} % read with sigmoid and with tanh"));
}

fn state(report: &mut Report, runs: &[Vec<Run>]) {
    let [sigmoid, tanh, relu, selu, sigmoid_he, tanh_he, relu_glorot, selu_he] = runs else { unreachable!() };
    let lost = |runs: &[Run]| runs.iter().map(|run| loss_of_length(&run.before)).collect::<Vec<_>>();
    let lost_after = |runs: &[Run]| runs.iter().map(|run| loss_of_length(&run.after)).collect::<Vec<_>>();
    let read = |runs: &[Run]| 100.0 * mean_of(runs, |run| run.accuracy);
    let powers = lost(sigmoid);
    report.value("sigmoid-powers", format!("{:.0}", Spread::of(powers.iter().copied()).mean));
    report.value("sigmoid-powers-he", format!("{:.0}", Spread::of(lost(sigmoid_he)).mean));
    report.claim(
        "sigmoid-vanishes",
        powers.iter().map(|&power| power > 9.0),
        format!("the last gradient is 10 to the {powers:.1?} longer than the first"),
    );
    let both = lost_after(sigmoid).into_iter().zip(lost(sigmoid_he));
    report.claim(
        "neither-training-nor-he-helps-sigmoid",
        both.map(|(trained, he)| trained > 6.0 && he > 6.0),
        format!(
            "powers after training {:.1?}, with He's numbers {:.1?}",
            lost_after(sigmoid),
            lost(sigmoid_he)
        ),
    );
    let others: Vec<Vec<f64>> = [tanh, relu, selu].iter().map(|runs| lost(runs)).collect();
    report.claim(
        "the-others-do-not-vanish",
        (0..tanh.len()).map(|i| others.iter().all(|powers| powers[i].abs() < 1.3)),
        format!("powers for tanh, ReLU, SELU: {others:.1?}"),
    );
    let shrunk: Vec<f64> = relu_glorot.iter().zip(relu).map(|(g, he)| he.before[10] / g.before[10]).collect();
    report.value("relu-shrinks", format!("{:.0}", 2_f64.powi(DEPTH as i32 / 2)));
    report.claim(
        "glorot-starves-relu",
        shrunk.iter().zip(lost(relu_glorot)).map(|(&times, power)| times > 100.0 && power.abs() < 1.3),
        format!("He's gradients are {shrunk:.0?} times as long, in all layers"),
    );
    let grown: Vec<f64> =
        selu_he.iter().zip(selu).map(|(he, lecun)| he.before[10] / lecun.before[10]).collect();
    report.claim(
        "he-overdrives-selu",
        grown.iter().map(|&times| times > 4.0),
        format!("{grown:.0?} times as long with He's numbers"),
    );
    report.claim(
        "he-does-not-harm-tanh",
        tanh_he.iter().zip(tanh).map(|(he, glorot)| he.accuracy > glorot.accuracy - 0.02),
        format!("{:.0} % read with He, {:.0} % with Glorot", read(tanh_he), read(tanh)),
    );
    report.claim(
        "healthy-gradients-are-not-learning",
        relu.iter().zip(selu).map(|(relu, selu)| relu.accuracy < selu.accuracy - 0.1),
        format!("{:.0} % read with ReLU, {:.0} % with SELU", read(relu), read(selu)),
    );
}

fn draw(report: &mut Report, runs: &[Vec<Run>]) {
    for (figure, rows, runs) in
        [("gradients", ADVISED, &runs[..4]), ("gradients-otherwise", OTHERWISE, &runs[4..])]
    {
        let panel = |title: &str, of: fn(&Run) -> &[f64]| {
            let mut chart = Chart::new("layer", "length of ∂L/∂W").title(title).log_y().y_range(1e-13, 1e3);
            for ((name, init, _), runs) in rows.iter().zip(runs) {
                let points = (0..=DEPTH).map(|l| (l + 1, mean_of(runs, |run| of(run)[l].log10())));
                let points =
                    points.filter(|point| point.1.is_finite()).map(|(l, power)| (l, 10_f64.powf(power)));
                chart = chart.line(&format!("{name}, {init}"), points.collect::<Vec<_>>());
            }
            chart.height(440.0)
        };
        let before = panel("before training", |run| &run.before);
        let after = panel(&format!("after {EPOCHS} epochs"), |run| &run.after);
        report.figure(figure, &Panels::new(2).add(before).add(after).svg());
    }
}

fn tell_likeness(report: &mut Report, runs: &[Vec<Run>]) {
    report.section("likeness", "Cosine between two pictures, before training, means over pictures and seeds");
    writeln!(report, "          layer 1   layer 5   layer 10   layer 20");
    for ((name, ..), runs) in ADVISED.iter().zip(runs) {
        let [a, b, c, d] = [0, 4, 9, 19].map(|l| mean_of(runs, |run| run.likeness[l]));
        writeln!(report, "{name:8} {a:8.2} {b:9.2} {c:10.2} {d:10.3}");
    }
    let fifth: Vec<f64> = runs[0].iter().map(|run| run.likeness[4]).collect();
    report.claim(
        "sigmoid-makes-pictures-the-same",
        fifth.iter().map(|&cosine| cosine > 0.99),
        format!("cosines in layer 5 with the sigmoid: {fifth:.3?}"),
    );
    let last = |runs: &[Run]| runs.iter().map(|run| run.likeness[DEPTH - 1]).collect::<Vec<_>>();
    let (relu, tanh, selu) = (last(&runs[2]), last(&runs[1]), last(&runs[3]));
    report.claim(
        "relu-makes-pictures-alike",
        (0..relu.len()).map(|i| relu[i] > 0.6 && relu[i] > tanh[i] && relu[i] > selu[i]),
        format!("cosines in the last hidden layer: ReLU {relu:.2?}, tanh {tanh:.2?}, SELU {selu:.2?}"),
    );
}
