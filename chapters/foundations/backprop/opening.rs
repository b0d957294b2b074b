//! A network that does not learn.

use crate::by_hand::{CLASSES, Init, RELU, accuracy_by_hand, epoch_by_hand, forward, loss_of, two_layers};
use crate::pictures::{Digits, Rows, deal};
use crate::{BATCH, EPOCHS, RATE, SIZES, percent, percent_sign};
use ndarray::s;
use neural::data::Classification;
use neural::init::{he_normal, zeros};
use neural::metrics::argmax_rows;
use neural::trials::over_seeds;
use neural::{Params, Real, rng};
use report::plot::{Figure, Images};
use report::{Report, Table};

/// What a network did in the course of training.
struct Course {
    /// Loss on the training set and accuracy on the test set, before the first epoch and after each.
    scores: Vec<(Real, f64)>,
    /// Whether it gives the same answer to every test picture in the end.
    one_answer: bool,
}

pub fn a_network_that_does_not_learn(report: &mut Report, pictures: &Classification) {
    let runs =
        over_seeds(report.seeds(), |seed| [zeros, he_normal].map(|init| learn_from(init, pictures, seed)));
    let [from_zeros, from_random] = &runs[0];
    let mut table = Table::new(
        "stuck",
        "Two networks that differ in their first weights only: loss on the training set and \
         accuracy on the test set.",
        ["epoch", "loss (zeros)", "accuracy (%, zeros)", "loss (random)", "accuracy (%, random)"],
    );
    for epoch in [0, 1, 2, 5, 10, EPOCHS] {
        let ((l0, a0), (l1, a1)) = (from_zeros.scores[epoch], from_random.scores[epoch]);
        let cells = [format!("{l0:.3}"), percent(a0), format!("{l1:.3}"), percent(a1)];
        table.row([epoch.to_string()].into_iter().chain(cells));
    }
    report.table(table);
    let Digits { train, test } = deal(pictures, &mut rng(report.seed()));
    draw_pictures(report, &train);
    report.value("pixels", SIZES[0]);
    report.value("epochs", EPOCHS);
    report.value("rate", RATE);
    report.value("batch", BATCH);
    report.value("train-rows", train.x.nrows());
    report.value("test-rows", test.x.nrows());
    report.value("stuck-accuracy", percent_sign(from_zeros.scores[EPOCHS].1));
    report.value("stuck-loss", format!("{:.3}", from_zeros.scores[EPOCHS].0));
    report.value("chance-loss", format!("{:.3}", (SIZES[2] as Real).ln()));
    report.value("random-accuracy", percent_sign(from_random.scores[EPOCHS].1));
    let last = |run: &Course| percent(run.scores[EPOCHS].1);
    let seen =
        |which: usize| runs.iter().map(|run| last(&run[which])).collect::<Vec<_>>().join(", ") + " % right";
    let same = runs.iter().map(|[zero, _]| zero.one_answer);
    report.claim("zeros-give-one-answer", same, format!("one answer to all: {}", seen(0)));
    let learned = runs.iter().map(|[_, random]| random.scores[EPOCHS].1 > 0.9);
    report.claim("random-numbers-learn", learned, seen(1));
}

fn learn_from(init: Init, pictures: &Classification, seed: u64) -> Course {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (RELU, CLASSES), init, &mut rng);
    let score =
        |params: &Params| (loss_of(&net, params, &train.x, &train.y), accuracy_by_hand(&net, params, &test));
    let mut scores = vec![score(&params)];
    for _ in 0..EPOCHS {
        epoch_by_hand(&net, &mut params, &train, &mut rng);
        scores.push(score(&params));
    }
    let answers = argmax_rows(&forward(&net, &params, &test.x).z2);
    Course { scores, one_answer: answers.iter().all(|answer| *answer == answers[0]) }
}

/// The first sixteen pictures to learn from, with the digits they show.
fn draw_pictures(report: &mut Report, rows: &Rows) {
    let images = (0..16).fold(Images::new(8, 8), |images, row| {
        images.image(rows.x.slice(s![row, ..]), &rows.labels[row].to_string())
    });
    report.figure("pictures", &images.svg());
}
