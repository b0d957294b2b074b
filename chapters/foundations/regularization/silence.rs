//! Dropout: what its scaling preserves, what a wrong mode costs, and where it pays.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::data::batches;
use neural::optim::Sgd;
use neural::trials::{Spread, over_seeds};
use neural::{Dropout, Matrix, Mode, Real, Tape};
use report::{Report, Table};

/// The rate of the experiments.
const HALF: Real = 0.5;

/// Two units with activations 3 and 1 and output weights 1 and 2, under each of the four masks.
pub fn four_masks(report: &mut Report) {
    let (activations, weights) = ([3.0, 1.0], [1.0, 2.0]);
    let output = |mask: [f64; 2]| -> f64 {
        mask.iter().zip(activations).zip(weights).map(|((m, a), w)| m * a * w).sum()
    };
    let kept = 1.0 / (1.0 - f64::from(HALF));
    let masks = [[0.0, 0.0], [kept, 0.0], [0.0, kept], [kept, kept]];
    let caption = "Two units with activations 3 and 1 and output weights 1 and 2: the output \
                   under each of the four masks of dropout at one half.";
    let mut table = Table::new("four-masks", caption, ["mask", "activations", "output"]);
    for mask in masks {
        let [a, b] = [mask[0] * activations[0], mask[1] * activations[1]];
        table.row([format!("{}, {}", mask[0], mask[1]), format!("{a}, {b}"), output(mask).to_string()]);
    }
    let mean = masks.map(output).iter().sum::<f64>() / 4.0;
    table.row(["mean of the four", "", &mean.to_string()]);
    table.row(["in use: no mask", "3, 1", &output([1.0, 1.0]).to_string()]);
    report.table(table);
    report.fact("masks-keep-the-mean", mean == output([1.0, 1.0]), format!("{mean}"));
}

/// Trains with masks of 0 and 1: dropout whose scaling was forgotten.
fn without_scaling(digits: &Digits, seed: u64) -> Network {
    let rows = digits.sample(ROWS, seed);
    let mut rng = neural::rng(seed);
    let mut network = Network::new(HIDDEN, HALF, &mut rng);
    for _ in 0..LOOKS {
        for batch in batches(ROWS, BATCH, &mut rng) {
            let batch = rows.rows(&batch);
            let tape = Tape::new(&network.params);
            let hidden = network.hidden.forward(tape.constant(batch.x)).relu();
            let silenced = network.dropout.forward(hidden, &mut Mode::Train(&mut rng)).scale(1.0 - HALF);
            let grads = network.output.forward(silenced).softmax_cross_entropy(&batch.y).backward();
            Sgd { learning_rate: RATE }.step(&mut network.params, &grads);
        }
    }
    network
}

/// The network with dropout of this rate.
fn with_rate(network: &Network, rate: Real) -> Network {
    Network { dropout: Dropout::new(rate), ..network.clone() }
}

/// How many masks a mean is taken over.
const PASSES: usize = 10_000;

/// The logits of the first test digit in use, and with many masks ([`PASSES`] × 10).
fn masked(digits: &Digits, network: &Network, seed: u64) -> (Matrix, Matrix) {
    let one = digits.test.rows(&[0]);
    let used = network.answers(&one, &mut Mode::Eval);
    let many = Part { x: one.x.broadcast((PASSES, SIDE * SIDE)).expect("one row").to_owned(), ..one };
    (used, network.answers(&many, &mut Mode::Train(&mut neural::rng(seed))))
}

/// How far the mean logit over many masks is from the logit in use: the most, in standard errors.
fn furthest(digits: &Digits, network: &Network, seed: u64) -> f64 {
    let (used, many) = masked(digits, network, seed);
    let errors = (0..10).map(|k| {
        let seen = Spread::of(many.column(k).iter().map(|&z| f64::from(z)));
        (seen.mean - f64::from(used[[0, k]])).abs() / seen.deviation * (PASSES as f64).sqrt()
    });
    errors.fold(0.0, f64::max)
}

pub fn modes(report: &mut Report, digits: &Digits, race: &Race) {
    let trained = over_seeds(report.seeds(), |seed| {
        let scaled = result(digits, &Recipe { dropout: HALF, ..Recipe::default() }, seed).1;
        (furthest(digits, &scaled, seed), scaled, without_scaling(digits, seed))
    });
    let worst: Vec<f64> = trained.iter().map(|(furthest, ..)| *furthest).collect();
    report.claim(
        "scaling-keeps-the-mean",
        worst.iter().map(|&errors| errors < 5.0),
        format!("the furthest of ten mean logits is {worst:.1?} standard errors from the logit in use"),
    );
    let left_on = |network: &Network, seed: u64| {
        Score::of(&network.answers(&digits.test, &mut Mode::Train(&mut neural::rng(seed))), &digits.test)
    };
    let seeds: Vec<u64> = report.seeds().collect();
    let none: Vec<&Network> = race.of("none").runs.iter().map(|run| &run.network).collect();
    let plain: Vec<Score> = none.iter().map(|network| network.score(&digits.test)).collect();
    let shaken: Vec<Score> =
        none.iter().zip(&seeds).map(|(network, &seed)| left_on(&with_rate(network, HALF), seed)).collect();
    let right: Vec<Score> = trained.iter().map(|(_, network, _)| network.score(&digits.test)).collect();
    let on: Vec<Score> =
        trained.iter().zip(&seeds).map(|((_, network, _), &seed)| left_on(network, seed)).collect();
    let forgotten: Vec<Score> = trained.iter().map(|(.., network)| network.score(&digits.test)).collect();
    let halved = trained.iter().map(|(.., network)| {
        let mut halved = network.clone();
        halved.params[network.output.w] *= 1.0 - HALF;
        halved.score(&digits.test)
    });
    let halved: Vec<Score> = halved.collect();
    let caption = format!(
        "Networks trained on {ROWS} digits in three ways and used in several; dropout at one \
         half. Mean and standard deviation of five seeds."
    );
    let columns = ["trained", "used", "test accuracy (%)", "test loss"];
    let mut table = Table::new("modes", caption, columns);
    for (trained, used, scores) in [
        ("no dropout", "as trained", &plain),
        ("no dropout", "half of the units silenced", &shaken),
        ("dropout", "Mode::Eval, as it should be", &right),
        ("dropout", "Mode::Train, dropout left on", &on),
        ("dropout without scaling", "as if it had been scaled", &forgotten),
        ("dropout without scaling", "output weights halved", &halved),
    ] {
        let accuracy = told(scores.iter().map(|score| score.accuracy), 1);
        let loss = told(scores.iter().map(|score| score.loss), 2);
        table.row([trained, used, &accuracy, &loss]);
    }
    report.table(table);
    let pairs = || plain.iter().zip(&shaken).zip(right.iter().zip(&on));
    report.claim(
        "dropout-left-on-costs",
        right
            .iter()
            .zip(&on)
            .map(|(right, on)| on.loss > 1.2 * right.loss && on.accuracy < right.accuracy - 3.0),
        format!("with dropout left on {:.1?} %", on.iter().map(|score| score.accuracy).collect::<Vec<_>>()),
    );
    report.claim(
        "dropout-makes-units-dispensable",
        pairs().map(|((plain, shaken), (right, on))| {
            plain.accuracy - shaken.accuracy > 2.0 * (right.accuracy - on.accuracy)
        }),
        format!(
            "silencing half of the units costs {:.1?} points without dropout in training, {:.1?} with it",
            pairs().map(|((plain, shaken), _)| plain.accuracy - shaken.accuracy).collect::<Vec<_>>(),
            pairs().map(|(_, (right, on))| right.accuracy - on.accuracy).collect::<Vec<_>>()
        ),
    );
    report.claim(
        "forgotten-scaling-shows-in-the-loss-only",
        forgotten.iter().zip(&halved).map(|(forgotten, halved)| {
            forgotten.loss > 1.1 * halved.loss && (forgotten.accuracy - halved.accuracy).abs() < 1.5
        }),
        format!(
            "forgotten and put right: loss {:.2?} and {:.2?}, accuracy {:.1?} and {:.1?} %",
            forgotten.iter().map(|score| score.loss).collect::<Vec<_>>(),
            halved.iter().map(|score| score.loss).collect::<Vec<_>>(),
            forgotten.iter().map(|score| score.accuracy).collect::<Vec<_>>(),
            halved.iter().map(|score| score.accuracy).collect::<Vec<_>>()
        ),
    );
}
