//! Dropout: what its scaling preserves, and what it costs to forget the scaling or the mode.

use crate::digits::*;
use crate::race::Race;
use crate::told;
use neural::data::batches;
use neural::metrics::argmax_rows;
use neural::optim::Sgd;
use neural::trials::{Spread, over_seeds};
use neural::{Dropout, Matrix, Mode, Real, Tape};
use report::Report;

/// The rate of the experiments.
const HALF: Real = 0.5;

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

/// The logits of the first test digit in use, and with many masks (`PASSES` × 10), of a network trained with dropout.
fn masked(digits: &Digits, seed: u64) -> (Matrix, Matrix) {
    let (_, network) = result(digits, &Recipe { dropout: HALF, ..Recipe::default() }, seed);
    let one = digits.test.rows(&[0]);
    let used = network.answers(&one, &mut Mode::Eval);
    let many = Part { x: one.x.broadcast((PASSES, SIDE * SIDE)).expect("one row").to_owned(), ..one };
    (used, network.answers(&many, &mut Mode::Train(&mut neural::rng(seed))))
}

pub fn expectation(report: &mut Report, digits: &Digits) {
    report.section("expectation", "A test digit's logits: in use, and the mean over many masks");
    let runs = over_seeds(report.seeds(), |seed| masked(digits, seed));
    let column = |z: &Matrix, k: usize| Spread::of(z.column(k).iter().map(|&z| f64::from(z)));
    writeln!(report, "logit   in use   mean over masks   deviation   mean, not scaled");
    let (used, many) = &runs[0];
    let unscaled = many * (1.0 - HALF);
    for k in 0..10 {
        let (seen, without) = (column(many, k), column(&unscaled, k).mean);
        let Spread { mean, deviation, .. } = seen;
        writeln!(report, "{k:>5} {:>8.2} {mean:>17.2} {deviation:>11.2} {without:>18.2}", used[[0, k]]);
    }
    let worst = runs.iter().map(|(used, many)| {
        let errors = (0..10).map(|k| {
            let seen = column(many, k);
            (seen.mean - f64::from(used[[0, k]])).abs() / seen.deviation * (PASSES as f64).sqrt()
        });
        errors.fold(0.0, f64::max)
    });
    let worst: Vec<f64> = worst.collect();
    report.value("passes", PASSES);
    report.claim(
        "scaling-keeps-the-mean",
        worst.iter().map(|&errors| errors < 5.0),
        format!("the furthest mean is {worst:.1?} standard errors from the logit in use"),
    );
}

pub fn wrong_modes(report: &mut Report, digits: &Digits, race: &Race) {
    report.section("modes", "Trained in three ways, used in three ways: test digits read, and loss");
    let trained = over_seeds(report.seeds(), |seed| {
        let scaled = result(digits, &Recipe { dropout: HALF, ..Recipe::default() }, seed).1;
        (scaled, without_scaling(digits, seed))
    });
    let left_on = |network: &Network, seed: u64| {
        Score::of(&network.answers(&digits.test, &mut Mode::Train(&mut neural::rng(seed))), &digits.test)
    };
    let seeds: Vec<u64> = report.seeds().collect();
    let none: Vec<&Network> = race.of("none").runs.iter().map(|run| &run.network).collect();
    let plain: Vec<Score> = none.iter().map(|network| network.score(&digits.test)).collect();
    let shaken: Vec<Score> =
        none.iter().zip(&seeds).map(|(network, &seed)| left_on(&with_rate(network, HALF), seed)).collect();
    let right: Vec<Score> = trained.iter().map(|(network, _)| network.score(&digits.test)).collect();
    let on: Vec<Score> =
        trained.iter().zip(&seeds).map(|((network, _), &seed)| left_on(network, seed)).collect();
    let forgotten: Vec<Score> = trained.iter().map(|(_, network)| network.score(&digits.test)).collect();
    let mended = trained.iter().map(|(_, network)| {
        let mut halved = network.clone();
        halved.params[network.output.w] *= 1.0 - HALF;
        halved.score(&digits.test)
    });
    let mended: Vec<Score> = mended.collect();
    writeln!(report, "trained          used                         read (%)          loss");
    for (trained, used, scores) in [
        ("no dropout", "as trained", &plain),
        ("no dropout", "half of the units silent", &shaken),
        ("dropout", "Mode::Eval", &right),
        ("dropout", "left on", &on),
        ("without scaling", "as if it had been scaled", &forgotten),
        ("without scaling", "output weights halved", &mended),
    ] {
        let read = told(scores.iter().map(|score| score.read), 1);
        let loss = told(scores.iter().map(|score| score.loss), 2);
        writeln!(report, "{trained:<16} {used:<24} {read:>12} {loss:>13}");
    }
    let twice = trained.iter().zip(&seeds).map(|((network, _), &seed)| {
        let pass =
            |seed| argmax_rows(&network.answers(&digits.test, &mut Mode::Train(&mut neural::rng(seed))));
        let (first, second) = (pass(seed), pass(seed + 1));
        100.0 * first.iter().zip(&second).filter(|(a, b)| a != b).count() as f64 / first.len() as f64
    });
    let twice: Vec<f64> = twice.collect();
    let share = told(twice.iter().copied(), 1);
    writeln!(report, "left on, two passes answer differently for {share} % of the digits");
    report.claim(
        "dropout-left-on-costs",
        right.iter().zip(&on).map(|(right, on)| on.loss > right.loss && on.read < right.read - 0.5),
        format!("{:.1?} % read", on.iter().map(|score| score.read).collect::<Vec<_>>()),
    );
    report.claim(
        "dropout-makes-units-dispensable",
        plain
            .iter()
            .zip(&shaken)
            .zip(right.iter().zip(&on))
            .map(|((plain, shaken), (right, on))| plain.read - shaken.read > 2.0 * (right.read - on.read)),
        format!(
            "silence costs {:.1?} points without dropout in the training",
            plain.iter().zip(&shaken).map(|(plain, shaken)| plain.read - shaken.read).collect::<Vec<_>>()
        ),
    );
    report.claim(
        "forgotten-scaling-costs-loss",
        forgotten.iter().zip(&mended).map(|(forgotten, mended)| forgotten.loss > 1.1 * mended.loss),
        format!("{:.2?}", forgotten.iter().map(|score| score.loss).collect::<Vec<_>>()),
    );
    report.claim(
        "forgotten-scaling-hardly-shows",
        forgotten.iter().zip(&mended).map(|(forgotten, mended)| (forgotten.read - mended.read).abs() < 1.5),
        format!("{:.1?} % read", forgotten.iter().map(|score| score.read).collect::<Vec<_>>()),
    );
    report.claim(
        "some-answers-change",
        twice.iter().map(|&share| share > 3.0),
        format!("{twice:.1?} % of the answers"),
    );
}
