//! How large the first weights should be.

use crate::by_hand::Init;
use crate::pictures::{Rows, deal, part};
use crate::tape::{Network, OnTape, epoch};
use crate::{BATCH, SIZES, mean, percent, percent_sign};
use neural::data::{Classification, batches, stratified_split};
use neural::init::{glorot_uniform, he_normal, lecun_normal};
use neural::trials::trials;
use neural::{Matrix, MatrixRef, Params, Real, Rng, Tape, rng};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table, scientific};

/// 64 inputs, eight hidden layers of 32 units, 10 outputs.
const DEEP: [usize; 10] = [SIZES[0], 32, 32, 32, 32, 32, 32, 32, 32, SIZES[2]];
const HIDDEN: usize = DEEP.len() - 2;
const DEEP_EPOCHS: usize = 5;
/// Each way to begin takes the one at which it does best on the validation sets of two seeds that
/// decide nothing else.
const RATES: [Real; 7] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0];

/// Standard deviation 1, whatever the number of inputs.
fn one(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    lecun_normal(inputs, outputs, rng) * (inputs as Real).sqrt()
}

/// Standard deviation 0.01.
fn hundredth(inputs: usize, outputs: usize, rng: &mut Rng) -> Matrix {
    one(inputs, outputs, rng) * 0.01
}

/// A way to begin, with a factor for the last layer.
type Start = (&'static str, &'static str, Init, Real);

const STARTS: [Start; 6] = [
    ("hundredth", "sd 0.01", hundredth, 1.0),
    ("lecun", "LeCun", lecun_normal, 1.0),
    ("glorot", "Glorot", glorot_uniform, 1.0),
    ("he", "He", he_normal, 1.0),
    ("quiet", "He, last layer × 1/100", he_normal, 0.01),
    ("one", "sd 1", one, 1.0),
];

const ACTIVATIONS: [(&str, OnTape); 2] = [("tanh", |z| z.tanh()), ("ReLU", |z| z.relu())];

/// One network: before training, and after five epochs at one rate.
struct Run {
    /// Root mean square of the activations, by layer; the inputs are layer 0.
    signal: Vec<(usize, Real)>,
    /// Root mean square of an example's error term Δ, by layer.
    errors: Vec<(usize, Real)>,
    /// The share of hidden activations at which tanh has a slope below a tenth.
    saturated: f64,
    validation: f64,
    test: f64,
}

fn root_mean_square(a: &MatrixRef) -> Real {
    (a.iter().map(|a| a * a).sum::<Real>() / a.len() as Real).sqrt()
}

/// The activations of each hidden layer.
fn activations(network: &Network, params: &Params, x: &Matrix) -> Vec<Matrix> {
    let tape = Tape::new(params);
    let mut a = tape.constant(x.clone());
    let hidden = network.layers[..HIDDEN].iter().map(|layer| {
        a = (network.activation)(layer.forward(a));
        a.value().to_owned()
    });
    hidden.collect()
}

/// The error term of each layer. A matrix of zeros is added to each weighted sum: the gradient that
/// arrives there is Δ, of a mean over n rows, so n times as much is what belongs to one row.
fn error_terms(network: &Network, params: &Params, rows: &Rows) -> Vec<Matrix> {
    let (mut params, n) = (params.clone(), rows.x.nrows());
    let collectors: Vec<_> = DEEP[1..].iter().map(|&units| params.add(Matrix::zeros((n, units)))).collect();
    let tape = Tape::new(&params);
    let mut a = tape.constant(rows.x.clone());
    for (i, (layer, &collector)) in network.layers.iter().zip(&collectors).enumerate() {
        let z = layer.forward(a) + tape.param(collector);
        a = if i < HIDDEN { (network.activation)(z) } else { z };
    }
    let gradients = a.softmax_cross_entropy(&rows.y).backward();
    let of = |id| gradients.get(id).expect("every sum takes part").clone() * n as Real;
    collectors.into_iter().map(of).collect()
}

fn train_deep(
    activation: OnTape,
    (_, _, init, last): Start,
    rate: Real,
    pictures: &Classification,
    seed: u64,
) -> Run {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let split = stratified_split(&digits.train.labels, 0.2, &mut rng);
    let [train, validation] = [&split.train, &split.test].map(|rows| part(&digits.train, rows));
    let mut params = Params::default();
    let network = Network::new(&mut params, &DEEP, activation, init, &mut rng);
    params[network.layers[HIDDEN].w] *= last;
    let hidden = activations(&network, &params, &validation.x);
    let flat = hidden.iter().flatten().filter(|&a| 1.0 - a * a < 0.1).count();
    let units: usize = hidden.iter().map(|a| a.len()).sum();
    let sizes =
        |of: &[Matrix]| (1..).zip(of.iter().map(|a| root_mean_square(a))).collect::<Vec<(usize, Real)>>();
    let signal = [vec![(0, root_mean_square(&validation.x))], sizes(&hidden)].concat();
    let errors = sizes(&error_terms(&network, &params, &validation));
    for _ in 0..DEEP_EPOCHS {
        let batches = batches(train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &train, &batches, rate);
    }
    Run {
        signal,
        errors,
        saturated: flat as f64 / units as f64,
        validation: network.accuracy(&params, &validation),
        test: network.accuracy(&params, &digits.test),
    }
}

/// A way to begin at its best rate: the runs of all seeds.
struct Best {
    rate: Real,
    runs: Vec<Run>,
}

impl Best {
    fn test(&self) -> f64 {
        mean(self.runs.iter().map(|run| run.test))
    }

    fn tests(&self) -> String {
        self.runs.iter().map(|run| percent(run.test)).collect::<Vec<_>>().join(", ")
    }

    /// By how much the error grows on its way from the last hidden layer to the first.
    fn growth(&self) -> f64 {
        mean(self.runs.iter().map(|run| f64::from(run.errors[0].1 / run.errors[HIDDEN - 1].1)))
    }
}

/// Each way to begin, at its best rate: chosen on two seeds, run on the others.
fn race(report: &Report, activation: OnTape, pictures: &Classification) -> Vec<Best> {
    let run = |&(start, rate): &(Start, Real), seed| train_deep(activation, start, rate, pictures, seed);
    let jobs: Vec<_> = STARTS.iter().flat_map(|start| RATES.map(|rate| (*start, rate))).collect();
    let tried = trials(&jobs, [100, 101].map(|offset| report.seed() + offset), run);
    let score = |runs: &[Run]| {
        let score = mean(runs.iter().map(|run| run.validation));
        if score.is_nan() { 0.0 } else { score }
    };
    let best = tried.chunks(RATES.len()).zip(STARTS).map(|(tried, start)| {
        let places = (0..RATES.len()).rev(); // of equals the smallest rate
        let place = places.max_by(|&a, &b| score(&tried[a]).total_cmp(&score(&tried[b])));
        (start, RATES[place.expect("there are rates")])
    });
    let best: Vec<_> = best.collect();
    let runs = trials(&best, report.seeds(), run);
    best.iter().zip(runs).map(|((_, rate), runs)| Best { rate: *rate, runs }).collect()
}

pub fn eight_layers(report: &mut Report, pictures: &Classification) {
    let [tanh, relu] = ACTIVATIONS.map(|(_, activation)| race(report, activation, pictures));
    for ((name, _), starts) in ACTIVATIONS.into_iter().zip([&tanh, &relu]) {
        tell(report, name, starts);
    }
    report.value("deep-epochs", DEEP_EPOCHS);
    report.value("deep-rates", RATES.len());
    draw(report, [&tanh, &relu]);
    let large = &tanh[5];
    report.value("saturated", percent_sign(mean(large.runs.iter().map(|run| run.saturated))));
    report.value("tanh-growth", format!("{:.0}", large.growth()));
    let steps = (HIDDEN - 1) as f64;
    report.value("tanh-growth-square", format!("{:.1}", large.growth().powf(2.0 / steps)));
    assert(report, &tanh, &relu);
}

/// Two digits; as a power of ten where that is shorter.
fn short(x: Real) -> String {
    match x {
        10.0..1000.0 => format!("{x:.0}"),
        0.01..10.0 => format!("{x:.*}", if x < 0.1 { 3 } else { 2 }),
        _ => scientific(x),
    }
}

fn tell(report: &mut Report, name: &str, starts: &[Best]) {
    let mut table = Table::new(
        &format!("deep-{}", name.to_lowercase()),
        format!(
            "Eight hidden layers with {name}: root mean square of activations and of error terms before \
             training (first seed), and accuracy on the test set after {DEEP_EPOCHS} epochs at the \
             rate that was best on a validation set (mean of five seeds)."
        ),
        [
            "first weights",
            "activations, layer 1",
            "activations, layer 8",
            "error, layer 8",
            "error, layer 1",
            "best rate",
            "accuracy (%)",
        ],
    );
    for ((key, start, ..), best) in STARTS.iter().zip(starts) {
        let run = &best.runs[0];
        let sizes = [run.signal[1].1, run.signal[HIDDEN].1, run.errors[HIDDEN - 1].1, run.errors[0].1];
        let sizes = sizes.map(short);
        let cells = [start.to_string()].into_iter().chain(sizes);
        table.row(cells.chain([format!("{}", best.rate), percent(best.test())]));
        report.value(&format!("deep-{}-{key}", name.to_lowercase()), percent_sign(best.test()));
    }
    report.table(table);
}

fn draw(report: &mut Report, starts: [&[Best]; 2]) {
    type Sizes = fn(&Run) -> &[(usize, Real)];
    let figures: [(&str, &str, Sizes); 2] = [
        ("signal", "root mean square of activations", |run| &run.signal),
        ("deep-errors", "root mean square of Δ", |run| &run.errors),
    ];
    for (figure, axis, sizes) in figures {
        let panels = ACTIVATIONS.iter().zip(starts).fold(Panels::new(2), |panels, ((name, _), starts)| {
            let chart = Chart::new("layer", axis).title(name).log_y().y_range(1e-3, 1e3);
            let shown = STARTS.iter().zip(starts).filter(|((key, ..), _)| *key != "quiet");
            panels.add(shown.fold(chart, |chart, ((_, start, ..), best)| {
                chart.line(start, sizes(&best.runs[0]).iter().copied())
            }))
        });
        report.figure(figure, &panels.svg());
    }
}

fn assert(report: &mut Report, tanh: &[Best], relu: &[Best]) {
    let seeds = 0..relu[0].runs.len();
    let each = |holds: &dyn Fn(usize) -> bool| seeds.clone().map(holds).collect::<Vec<_>>();
    let behind = relu[1].test().max(relu[2].test());
    let seen =
        format!("% right: He {}; Glorot {}; LeCun {}", relu[3].tests(), relu[2].tests(), relu[1].tests());
    report.fact("he-is-far-ahead-for-relu-on-average", relu[3].test() > behind + 0.15, seen);
    // LeCun's and He's weights are the same random numbers, up to √2 in each of eight layers.
    let last = |best: &Best, i: usize| best.runs[i].signal[HIDDEN].1;
    let ratios: Vec<Real> = seeds.clone().map(|i| last(&relu[3], i) / last(&relu[1], i)).collect();
    let sixteen = ratios.iter().map(|&ratio| (ratio - 16.0).abs() < 0.1);
    let seen = format!("He's activations in layer 8 are {ratios:.2?} times LeCun's");
    report.claim("relu-with-lecun-is-sixteen-times-too-quiet", sixteen, seen);
    let change = |run: &Run| run.signal[HIDDEN].1 / run.signal[1].1;
    let changes: Vec<[Real; 2]> =
        seeds.clone().map(|i| [change(&relu[3].runs[i]), change(&tanh[1].runs[i])]).collect();
    let kept = changes.iter().map(|run| run.iter().all(|change| (0.1..10.0).contains(change)));
    let seen = format!("layer 8 against layer 1: He with ReLU, LeCun with tanh {changes:.1?}");
    report.claim("he-and-lecun-keep-the-signal", kept, seen);
    let none = each(&|i| relu[0].runs[i].test < 0.2 && tanh[0].runs[i].test < 0.2);
    let seen = format!("% right: tanh {}; ReLU {}", tanh[0].tests(), relu[0].tests());
    report.claim("tiny-weights-do-not-learn", none, seen);
    let all = each(&|i| tanh[1..4].iter().all(|best| best.runs[i].test > 0.7));
    let seen =
        format!("% right: LeCun {}; Glorot {}; He {}", tanh[1].tests(), tanh[2].tests(), tanh[3].tests());
    report.claim("tanh-learns-from-all-three", all, seen);
    let behind = each(&|i| tanh[5].runs[i].test < tanh[1].runs[i].test - 0.1);
    let seen = format!("% right: sd 1 {}; LeCun {}", tanh[5].tests(), tanh[1].tests());
    report.claim("tanh-with-large-weights-learns-worse", behind, seen);
    let ratios: Vec<Real> =
        tanh[5].runs.iter().map(|run| run.errors[0].1 / run.errors[HIDDEN - 1].1).collect();
    let grown = ratios.iter().map(|&ratio| ratio > 10.0);
    let seen = format!("layer 1 against layer 8: {ratios:.0?} times");
    report.claim("errors-explode-through-saturated-units", grown, seen);
}
