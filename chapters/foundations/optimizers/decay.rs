//! Weights that no data ever reach: what L2 in the loss and decoupled decay do to them under Adam.

use crate::digits::{BATCH, Digits, Network, Part, SIDE, STEPS, deal};
use neural::optim::{Adam, AdamW, Optimizer};
use neural::trials::{Spread, trials};
use neural::{Real, Tape};
use report::plot::{Figure, Images};
use report::{Report, Table, scientific};

/// η of both rules.
const RATE: Real = 3e-3;

/// Trains for [`STEPS`] steps with λ/2 · Σ ‖θ‖² added to the loss, where the sum goes over all
/// parameters.
fn train(digits: &Digits, seed: u64, optimizer: &mut dyn Optimizer, penalty: Real) -> Network {
    let mut rng = neural::rng(seed);
    let mut network = Network::new(&mut rng);
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(STEPS) {
        let Part { x, y, .. } = digits.train.rows(&rows);
        let tape = Tape::new(&network.params);
        let mut loss = network.logits(tape.constant(x)).softmax_cross_entropy(&y);
        for id in network.params.ids() {
            let theta = tape.param(id);
            loss = loss + (theta * theta).sum().scale(penalty / 2.0);
        }
        let grads = loss.backward();
        optimizer.step(&mut network.params, &grads);
    }
    network
}

/// A name, and how to train with a seed.
type Way = (&'static str, fn(&Digits, u64) -> Network);

const WAYS: [Way; 7] = [
    ("Adam", |digits, seed| train(digits, seed, &mut Adam::new(RATE), 0.0)),
    ("L2, λ = 1e-9", |digits, seed| train(digits, seed, &mut Adam::new(RATE), 1e-9)),
    ("L2, λ = 1e-6", |digits, seed| train(digits, seed, &mut Adam::new(RATE), 1e-6)),
    ("L2, λ = 1e-4", |digits, seed| train(digits, seed, &mut Adam::new(RATE), 1e-4)),
    ("L2, λ = 1e-2", |digits, seed| train(digits, seed, &mut Adam::new(RATE), 1e-2)),
    ("AdamW, λ = 0.1", |digits, seed| train(digits, seed, &mut AdamW::new(RATE, 0.1), 0.0)),
    ("AdamW, λ = 1", |digits, seed| train(digits, seed, &mut AdamW::new(RATE, 1.0), 0.0)),
];

/// For each pixel the length of its row of weights into the hidden layer.
fn lengths(network: &Network) -> Vec<Real> {
    network.params[network.hidden.w].rows().into_iter().map(|row| row.dot(&row).sqrt()).collect()
}

/// Whether a pixel is paper in every picture that is trained on.
fn is_blank(digits: &Digits, pixel: usize) -> bool {
    digits.train.x.column(pixel).iter().all(|&x| x == 0.0)
}

/// The length of the weights of all these pixels together, after training, in percent of that
/// before.
fn left(digits: &Digits, network: &Network, seed: u64, blank: bool) -> f64 {
    let pixels: Vec<usize> = (0..SIDE * SIDE).filter(|&pixel| is_blank(digits, pixel) == blank).collect();
    let total = |lengths: &[Real]| pixels.iter().map(|&pixel| f64::from(lengths[pixel]).powi(2)).sum::<f64>();
    let before = lengths(&Network::new(&mut neural::rng(seed)));
    100.0 * (total(&lengths(network)) / total(&before)).sqrt()
}

pub fn blank_pixels(report: &mut Report, digits: &Digits) {
    let networks = trials(&WAYS, report.seeds(), |(_, train), seed| {
        let network = train(digits, seed);
        let left = [true, false].map(|blank| left(digits, &network, seed, blank));
        (left, network.score(&digits.test), network)
    });
    let caption = "Length of the weights after training, in percent of that before: of blank pixels, which \
                   no data ever reach, and of all others; test rows, mean ± standard deviation of five seeds.";
    let columns = ["rule", "left, blank (%)", "left, others (%)", "test loss", "accuracy (%)"];
    let mut table = Table::new("decay", caption, columns);
    for ((name, _), networks) in WAYS.iter().zip(&networks) {
        let left = [0, 1].map(|place| Spread::of(networks.iter().map(|n| n.0[place])).mean);
        let loss = Spread::of(networks.iter().map(|network| network.1.0));
        let accuracy = Spread::of(networks.iter().map(|network| 100.0 * network.1.1));
        let [blank, others] = left.map(|left| format!("{left:.1}"));
        table.row([name.to_string(), blank, others, format!("{loss:.3}"), format!("{accuracy:.1}")]);
    }
    report.table(table);
    let blank = |way: usize| networks[way].iter().map(|network| network.0[0]).collect::<Vec<_>>();
    let seen =
        format!("{:.2?} % left with the weakest, {:.2?} % with the strongest penalty", blank(2), blank(4));
    let erased = blank(2).into_iter().zip(blank(4)).map(|(weak, strong)| weak.max(strong) < 1.0);
    report.claim("l2-under-adam-forgets-its-strength", erased, seen);
    report.claim(
        "epsilon-shelters-weights-from-tiny-pulls",
        blank(1).into_iter().map(|left| left > 80.0),
        format!("{:.1?} % left with a penalty of a billionth", blank(1)),
    );
    let expected = 100.0 * (1.0 - f64::from(RATE) * 0.1).powi(STEPS as i32);
    let as_expected = blank(5).into_iter().map(|left| (left - expected).abs() < 0.1);
    report.claim(
        "adamw-decays-as-told",
        as_expected,
        format!("{:.1?} %, expected {expected:.1} %", blank(5)),
    );
    report.value("blank", (0..SIDE * SIDE).filter(|&pixel| is_blank(digits, pixel)).count());
    report.value("pixels", SIDE * SIDE);
    let under_sgd = 1.0 - (1.0 - f64::from(RATE) * 1e-6).powi(STEPS as i32);
    report.value("sgd-shrinks", scientific(under_sgd));
    report.value("decay-rate", RATE);
    report.value("decay-expected", format!("{expected:.1}\u{a0}%"));
    let start = Network::new(&mut neural::rng(report.seed()));
    draw(
        report,
        [
            ("before", &start),
            (WAYS[0].0, &networks[0][0].2),
            ("L2, 1e-6", &networks[2][0].2),
            ("AdamW, 1", &networks[6][0].2),
        ],
    );
}

fn draw(report: &mut Report, networks: [(&str, &Network); 4]) {
    let images = Images::new(SIDE, SIDE).across(4);
    let images =
        networks.into_iter().fold(images, |images, (name, network)| images.image(lengths(network), name));
    report.figure("decay", &images.svg());
}
