//! A network that does not learn.

use crate::by_hand::{CLASSES, Init, RELU, accuracy_by_hand, backward, epoch_by_hand, loss_of, two_layers};
use crate::pictures::{Digits, Rows, deal};
use crate::{BATCH, EPOCHS, RATE, SIZES, percent};
use ndarray::s;
use neural::data::Classification;
use neural::init::{he_normal, zeros};
use neural::trials::over_seeds;
use neural::{Params, Real, rng};
use report::Report;
use report::plot::{Figure, Images};

/// Loss on the training rows and accuracy on the test rows, before the first epoch and after each.
type Scores = Vec<(Real, f64)>;

pub fn a_network_that_does_not_learn(report: &mut Report, pictures: &Classification) {
    report.section("stuck", "A network that does not learn");
    let runs =
        over_seeds(report.seeds(), |seed| [zeros, he_normal].map(|init| learn_from(init, pictures, seed)));
    let [from_zeros, from_random] = &runs[0];
    writeln!(report, "          from zeros       from random");
    writeln!(report, "epoch    loss   right     loss   right");
    for epoch in [0, 1, 2, 5, 10, EPOCHS] {
        let ((l0, a0), (l1, a1)) = (from_zeros[epoch], from_random[epoch]);
        writeln!(report, "{epoch:5}   {l0:5.3}  {:>6}    {l1:5.3}  {:>6}", percent(a0), percent(a1));
    }
    let Digits { train, test } = deal(pictures, &mut rng(report.seed()));
    draw_pictures(report, &train);
    report.value("pixels", SIZES[0]);
    report.value("epochs", EPOCHS);
    report.value("rate", RATE);
    report.value("batch", BATCH);
    report.value("train-rows", train.x.nrows());
    report.value("test-rows", test.x.nrows());
    report.value("stuck-accuracy", percent(from_zeros[EPOCHS].1));
    report.value("stuck-loss", format!("{:.3}", from_zeros[EPOCHS].0));
    report.value("chance-loss", format!("{:.3}", (SIZES[2] as Real).ln()));
    report.value("random-accuracy", percent(from_random[EPOCHS].1));
    let last: Vec<_> = runs.iter().map(|[zero, random]| (zero[EPOCHS].1, random[EPOCHS].1)).collect();
    let seen = format!("test accuracy from zeros and from random numbers: {last:.3?}");
    report.claim("zeros-stay-at-chance", last.iter().map(|run| run.0 < 0.15), &seen);
    report.claim("random-numbers-learn", last.iter().map(|run| run.1 > 0.9), &seen);
}

fn learn_from(init: Init, pictures: &Classification, seed: u64) -> Scores {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (RELU, CLASSES), init, &mut rng);
    let score =
        |params: &Params| (loss_of(&net, params, &train.x, &train.y), accuracy_by_hand(&net, params, &test));
    let mut scores = vec![score(&params)];
    for _ in 0..EPOCHS {
        epoch_by_hand(&net, &mut params, &train, backward, &mut rng);
        scores.push(score(&params));
    }
    scores
}

/// The first sixteen pictures to learn from, with the digits they show.
fn draw_pictures(report: &mut Report, rows: &Rows) {
    let images = (0..16).fold(Images::new(8, 8), |images, row| {
        images.image(rows.x.slice(s![row, ..]), &rows.labels[row].to_string())
    });
    report.figure("pictures", &images.svg());
}
