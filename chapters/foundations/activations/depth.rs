//! Twenty hidden layers: what becomes of the gradients, before training and after it.

use crate::digits::{Digits, Network, Part, deal};
use crate::table::{Init, named};
use neural::data::Classification;
use neural::init::{glorot_normal, he_normal, lecun_normal};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table, scientific};

pub const DEPTH: usize = 20;
pub const WIDTH: usize = 32;
pub const EPOCHS: usize = 5;
/// Each row takes the one with the best accuracy on the validation sets of two seeds that decide
/// nothing else.
const RATES: [Real; 5] = [0.003, 0.01, 0.03, 0.1, 1.0];

/// Activation, name of the first weights, and the first weights.
type Row = (&'static str, &'static str, Init);

const ROWS: [Row; 10] = [
    ("sigmoid", "Glorot", glorot_normal),
    ("tanh", "Glorot", glorot_normal),
    ("ReLU", "He", he_normal),
    ("SELU", "LeCun", lecun_normal),
    ("ELU", "He", he_normal),
    ("Swish", "He", he_normal),
    ("sigmoid", "He", he_normal),
    ("tanh", "He", he_normal),
    ("ReLU", "Glorot", glorot_normal),
    ("SELU", "He", he_normal),
];
/// The rows with the advised first weights, and those with weights that are advised for others.
const FIGURES: [(&str, [usize; 4]); 2] = [("gradients", [0, 1, 2, 3]), ("gradients-otherwise", [6, 7, 8, 9])];

/// What one run of a deep network showed.
struct Run {
    before: Vec<f64>,   // the length of ∂L/∂W in each layer
    after: Vec<f64>,    // the same after training
    likeness: Vec<f64>, // in each hidden layer, before training
    validation: f64,    // accuracy
    test: f64,
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

fn run(pictures: &Classification, (name, _, init): Row, rate: Real, seed: u64) -> Run {
    let mut rng = neural::rng(seed);
    let Digits { train, choose, test } = deal(pictures, &mut rng);
    let mut network = Network::new(DEPTH, WIDTH, named(name).bend, init, &mut rng);
    let before = network.gradient_norms(&train);
    let likeness = hidden_likeness(&network, &test);
    network.train(&train, rate, EPOCHS, &mut rng, |_| ());
    Run {
        before,
        after: network.gradient_norms(&train),
        likeness,
        validation: network.score(&choose).1,
        test: network.score(&test).1,
    }
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

/// A row at its best rate.
struct Best {
    rate: Real,
    /// The best validation accuracy at any rate, on the seeds of the choice.
    tried: f64,
    runs: Vec<Run>,
}

/// The rows at their best rates: chosen on two seeds, run on the others.
fn race(report: &Report, pictures: &Classification) -> Vec<Best> {
    let jobs: Vec<_> = ROWS.iter().flat_map(|&row| RATES.map(|rate| (row, rate))).collect();
    let once = |&(row, rate): &(Row, Real), seed| run(pictures, row, rate, seed);
    let tried = trials(&jobs, [100, 101].map(|offset| report.seed() + offset), once);
    let score = |runs: &Vec<Run>| mean_of(runs, |run| run.validation);
    let best = ROWS.into_iter().zip(tried.chunks(RATES.len())).map(|(row, tried)| {
        let scores = RATES.into_iter().zip(tried.iter().map(score));
        let (rate, score) = scores.max_by(|a, b| a.1.total_cmp(&b.1)).expect("there are rates");
        ((row, rate), score)
    });
    let (jobs, scores): (Vec<_>, Vec<f64>) = best.unzip();
    let runs = trials(&jobs, report.seeds(), once);
    let rows = jobs.into_iter().zip(scores).zip(runs);
    rows.map(|(((_, rate), tried), runs)| Best { rate, tried, runs }).collect()
}

pub fn twenty_layers(report: &mut Report, pictures: &Classification) {
    let rows = race(report, pictures);
    open(report, &rows);
    let mut table = Table::new(
        "depth",
        format!(
            "{DEPTH} hidden layers of {WIDTH} units: length of ∂L/∂W in the first and in the last layer, \
             and test accuracy after {EPOCHS} epochs at each row's best rate (means of five seeds)."
        ),
        [
            "activation",
            "first weights",
            "layer 1, before training",
            "layer 21, before training",
            "layer 1, after",
            "layer 21, after",
            "best rate",
            "accuracy (%)",
        ],
    );
    for ((name, init, _), best) in ROWS.iter().zip(&rows) {
        let length = |of: fn(&Run) -> &[f64], layer: usize| short(mean_of(&best.runs, |run| of(run)[layer]));
        let before = [0, DEPTH].map(|layer| length(|run| &run.before, layer));
        let after = [0, DEPTH].map(|layer| length(|run| &run.after, layer));
        let accuracy = format!("{:.0}", 100.0 * mean_of(&best.runs, |run| run.test));
        let cells = [name.to_string(), init.to_string()].into_iter().chain(before).chain(after);
        table.row(cells.chain([best.rate.to_string(), accuracy]));
    }
    report.table(table);
    let runs: Vec<&[Run]> = rows.iter().map(|row| &row.runs[..]).collect();
    state(report, &runs);
    draw(report, &runs);
    tell_likeness(report, &runs);
}

/// Two digits; as a power of ten where that is shorter.
fn short(x: f64) -> String {
    if (0.01..1000.0).contains(&x) { format!("{x:.2}") } else { scientific(x) }
}

/// What the page begins with: sigmoid and tanh.
fn open(report: &mut Report, rows: &[Best]) {
    let mut table = Table::new(
        "opening",
        format!(
            "{DEPTH} hidden layers, Glorot's first weights, {EPOCHS} epochs, each at the best of \
             {} learning rates (mean ± standard deviation of five seeds).",
            RATES.len()
        ),
        ["activation", "best rate", "test accuracy (%)", "length of the first layer's gradient"],
    );
    for (name, best) in ["sigmoid", "tanh"].iter().zip(rows) {
        let accuracy = Spread::of(best.runs.iter().map(|run| 100.0 * run.test));
        let first = short(mean_of(&best.runs, |run| run.before[0]));
        table.row([name.to_string(), best.rate.to_string(), format!("{accuracy:.1}"), first]);
    }
    report.table(table);
    report.value("depth", DEPTH);
    report.value("width", WIDTH);
    report.value("epochs", EPOCHS);
    report.value("depth-rates", RATES.len());
    let [sigmoid, tanh] = &rows[..2] else { unreachable!("there are ten rows") };
    let lost = sigmoid.runs.iter().map(|run| run.test < 0.2 && sigmoid.tried < 0.2);
    let seen = format!(
        "test accuracy {}; best validation accuracy at any rate {:.1} %",
        percents(&sigmoid.runs),
        100.0 * sigmoid.tried
    );
    report.claim("twenty-sigmoids-learn-at-no-rate", lost, seen);
    let learned = tanh.runs.iter().map(|run| run.test > 0.5);
    report.claim("twenty-tanhs-learn", learned, percents(&tanh.runs));
}

fn percents(runs: &[Run]) -> String {
    let each = runs.iter().map(|run| format!("{:.0}", 100.0 * run.test));
    each.collect::<Vec<_>>().join(", ") + " %"
}

fn state(report: &mut Report, runs: &[&[Run]]) {
    let &[sigmoid, tanh, relu, selu, elu, swish, sigmoid_he, tanh_he, relu_glorot, selu_he] = runs else {
        unreachable!("there are ten rows")
    };
    let lost = |runs: &[Run]| runs.iter().map(|run| loss_of_length(&run.before)).collect::<Vec<_>>();
    let lost_after = |runs: &[Run]| runs.iter().map(|run| loss_of_length(&run.after)).collect::<Vec<_>>();
    let powers = lost(sigmoid);
    report.value("sigmoid-powers", format!("{:.0}", Spread::of(powers.iter().copied()).mean));
    report.value("sigmoid-powers-he", format!("{:.0}", Spread::of(lost(sigmoid_he)).mean));
    report.value("twenty-quarters", scientific(0.25_f64.powi(DEPTH as i32)));
    report.claim(
        "sigmoid-vanishes",
        powers.iter().map(|&power| (11.0..13.5).contains(&power)),
        format!("powers of ten between the first gradient and the last: {powers:.1?}"),
    );
    let both = lost_after(sigmoid).into_iter().zip(lost(sigmoid_he));
    report.claim(
        "neither-training-nor-he-helps-sigmoid",
        both.map(|(trained, he)| trained > 8.0 && he > 8.0),
        format!(
            "powers of ten after training {:.1?}, with He's weights {:.1?}",
            lost_after(sigmoid),
            lost(sigmoid_he)
        ),
    );
    let others: Vec<Vec<f64>> = [tanh, relu, selu].map(lost).to_vec();
    report.claim(
        "tanh-relu-selu-keep-their-length",
        (0..tanh.len()).map(|i| others.iter().all(|powers| powers[i].abs() < 1.0)),
        format!("powers of ten for tanh, ReLU, SELU: {others:.1?}"),
    );
    let starved = relu.iter().zip(swish).map(|(relu, swish)| relu.before[10] / swish.before[10]);
    let starved: Vec<f64> = starved.collect();
    let grown: Vec<f64> = elu.iter().zip(relu).map(|(elu, relu)| elu.before[10] / relu.before[10]).collect();
    report.value("elu-accuracy", format!("{:.0} %", 100.0 * mean_of(elu, |run| run.test)));
    report.value("elu-longer", format!("{:.0}", Spread::of(grown).mean));
    report.claim(
        "he-starves-swish",
        starved.iter().zip(swish).map(|(&times, run)| times > 20.0 && run.test < 0.5),
        format!("ReLU's gradients are {starved:.0?} times as long; Swish: {}", percents(swish)),
    );
    let shrunk = relu_glorot.iter().zip(relu).map(|(glorot, he)| he.before[10] / glorot.before[10]);
    let shrunk: Vec<f64> = shrunk.collect();
    report.value("relu-shrinks", format!("{:.0}", 2_f64.powi(DEPTH as i32 / 2)));
    report.claim(
        "glorot-starves-relu",
        shrunk.iter().zip(lost(relu_glorot)).map(|(&times, power)| times > 200.0 && power.abs() < 1.3),
        format!("in the middle layer He's gradients are {shrunk:.0?} times as long"),
    );
    let grown = selu_he.iter().zip(selu).map(|(he, lecun)| he.before[10] / lecun.before[10]);
    let grown: Vec<f64> = grown.collect();
    report.claim(
        "he-overdrives-selu",
        grown.iter().map(|&times| times > 5.0),
        format!("in the middle layer {grown:.0?} times as long with He's weights"),
    );
    let [he, glorot] = [tanh_he, tanh].map(|runs| mean_of(runs, |run| run.test));
    report.value("tanh-he", format!("{:.0} %", 100.0 * he));
    report.value("tanh-glorot", format!("{:.0} %", 100.0 * glorot));
    report.fact(
        "he-does-not-harm-tanh",
        he > glorot - 0.03,
        format!("He: {}; Glorot: {}", percents(tanh_he), percents(tanh)),
    );
    let [relus, selus] = [relu, selu].map(|runs| mean_of(runs, |run| run.test));
    report.fact(
        "healthy-gradients-are-not-learning",
        relus < selus - 0.1,
        format!("ReLU: {}; SELU: {}", percents(relu), percents(selu)),
    );
}

fn draw(report: &mut Report, runs: &[&[Run]]) {
    for (figure, shown) in FIGURES {
        let panel = |title: &str, of: fn(&Run) -> &[f64]| {
            let chart = Chart::new("layer", "length of ∂L/∂W").title(title).log_y();
            let chart = chart.y_range(1e-13, 1e3).height(440.0);
            shown.iter().fold(chart, |chart, &row| {
                let (name, init, _) = ROWS[row];
                let length = |l: usize| mean_of(runs[row], |run| of(run)[l].log10());
                let points = (0..=DEPTH).map(|l| (l + 1, length(l)));
                let points = points.filter(|point| point.1.is_finite());
                let points = points.map(|(l, power)| (l, 10_f64.powf(power))).collect::<Vec<_>>();
                chart.line(&format!("{name}, {init}"), points)
            })
        };
        let before = panel("before training", |run| &run.before);
        let after = panel(&format!("after {EPOCHS} epochs"), |run| &run.after);
        report.figure(figure, &Panels::new(2).add(before).add(after).svg());
    }
}

fn tell_likeness(report: &mut Report, runs: &[&[Run]]) {
    let mut table = Table::new(
        "likeness",
        "Cosine between what a layer returns for one picture and for the next, before training: means \
         over the test set and five seeds.",
        ["activation", "first weights", "layer 1", "layer 5", "layer 10", "layer 20"],
    );
    for ((name, init, _), runs) in ROWS.iter().zip(runs).take(6) {
        let cosines = [0, 4, 9, 19].map(|l| format!("{:.2}", mean_of(runs, |run| run.likeness[l])));
        table.row([name.to_string(), init.to_string()].into_iter().chain(cosines));
    }
    report.table(table);
    let fifth: Vec<f64> = runs[0].iter().map(|run| run.likeness[4]).collect();
    report.claim(
        "sigmoid-makes-pictures-the-same",
        fifth.iter().map(|&cosine| cosine > 0.99),
        format!("cosines in layer 5 with the sigmoid: {fifth:.3?}"),
    );
    let last = |runs: &[Run]| runs.iter().map(|run| run.likeness[DEPTH - 1]).collect::<Vec<_>>();
    let (relu, tanh, selu) = (last(runs[2]), last(runs[1]), last(runs[3]));
    report.claim(
        "relu-makes-pictures-alike",
        (0..relu.len()).map(|i| relu[i] > tanh[i] && relu[i] > selu[i]),
        format!("cosines in the last hidden layer: ReLU {relu:.2?}, tanh {tanh:.2?}, SELU {selu:.2?}"),
    );
}
