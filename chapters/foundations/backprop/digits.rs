//! The digits: a network with a hidden layer beside simpler classifiers.

use crate::by_hand::{CLASSES, RELU, TwoLayers, accuracy_by_hand, epoch_by_hand, forward, two_layers};
use crate::pictures::{Digits, Rows, deal};
use crate::tape::{Network, epoch};
use crate::{BATCH, RATE, SIZES, mean, percent_sign};
use ndarray::{Axis, s};
use neural::data::{Classification, batches};
use neural::init::{he_normal, zeros};
use neural::metrics::{accuracy, argmax_rows};
use neural::trials::{Spread, over_seeds};
use neural::{Params, matmul, rng};
use report::plot::{Chart, Figure, Images};
use report::{Report, Table};

const LONG: usize = 40;
/// What each network reaches at least.
const FLOOR: f64 = 0.94;

/// A trained network, its data, and its accuracy after each epoch.
struct Trained {
    net: TwoLayers,
    params: Params,
    digits: Digits,
    train: Vec<f64>,
    test: Vec<f64>,
}

fn train(pictures: &Classification, seed: u64) -> Trained {
    let mut rng = rng(seed);
    let digits = deal(pictures, &mut rng);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (RELU, CLASSES), he_normal, &mut rng);
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for _ in 0..LONG {
        epoch_by_hand(&net, &mut params, &digits.train, &mut rng);
        train.push(accuracy_by_hand(&net, &params, &digits.train));
        test.push(accuracy_by_hand(&net, &params, &digits.test));
    }
    Trained { net, params, digits, train, test }
}

/// Accuracy on training and on test set without a hidden layer: one neuron for each digit, trained
/// as long and at the same rate.
fn without_hidden_layer(digits: &Digits, seed: u64) -> [f64; 2] {
    let mut rng = rng(seed);
    let mut params = Params::default();
    let network = Network::new(&mut params, &[SIZES[0], SIZES[2]], |z| z, zeros, &mut rng);
    for _ in 0..LONG {
        let batches = batches(digits.train.x.nrows(), BATCH, &mut rng);
        epoch(&network, &mut params, &digits.train, &batches, RATE);
    }
    [&digits.train, &digits.test].map(|rows| network.accuracy(&params, rows))
}

/// The accuracy of giving each test picture the label of the training picture that is nearest to it.
fn nearest_neighbour(digits: &Digits) -> f64 {
    let Digits { train, test } = digits;
    let squares = train.x.mapv(|x| x * x).sum_axis(Axis(1)).insert_axis(Axis(0));
    let likeness = 2.0 * matmul(test.x.view(), train.x.t()) - squares; // the nearest has the largest
    let nearest = argmax_rows(&likeness);
    let answers: Vec<usize> = nearest.into_iter().map(|row| train.labels[row]).collect();
    accuracy(&test.labels, &answers)
}

/// The accuracy of always naming the digit that is commonest in the training set.
fn commonest(rows: &Rows, digits: &Digits) -> f64 {
    let count = |digit: usize, rows: &Rows| rows.labels.iter().filter(|&&label| label == digit).count();
    let most = (0..SIZES[2]).max_by_key(|&digit| count(digit, &digits.train)).expect("digits");
    count(most, rows) as f64 / rows.labels.len() as f64
}

/// One seed: the network, and what the simpler classifiers reach with the same digits.
struct Compared {
    trained: Trained,
    flat: [f64; 2],
    nearest: f64,
}

pub fn against_simpler_classifiers(report: &mut Report, pictures: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let trained = train(pictures, seed);
        let flat = without_hidden_layer(&trained.digits, seed);
        Compared { flat, nearest: nearest_neighbour(&trained.digits), trained }
    });
    let of = |number: fn(&Compared) -> f64| Spread::of(runs.iter().map(|run| 100.0 * number(run)));
    let rows = [
        (
            "the commonest digit, always",
            of(|run| commonest(&run.trained.digits.train, &run.trained.digits)),
            of(|run| commonest(&run.trained.digits.test, &run.trained.digits)),
        ),
        ("no hidden layer", of(|run| run.flat[0]), of(|run| run.flat[1])),
        ("64 hidden units", of(|run| run.trained.train[LONG - 1]), of(|run| run.trained.test[LONG - 1])),
        ("the nearest training picture", of(|_| 1.0), of(|run| run.nearest)),
    ];
    let mut table = Table::new(
        "digits",
        format!("The digits after {LONG} epochs: mean ± standard deviation of five seeds."),
        ["classifier", "training accuracy (%)", "test accuracy (%)"],
    );
    for (name, train, test) in rows {
        table.row([name.to_string(), format!("{train:.1}"), format!("{test:.1}")]);
    }
    report.table(table);
    let trained: Vec<&Trained> = runs.iter().map(|run| &run.trained).collect();
    let last: Vec<f64> = trained.iter().map(|run| run.test[LONG - 1]).collect();
    let each = last.iter().copied().map(percent_sign).collect::<Vec<_>>().join(", ");
    report.value("digits-epochs", LONG);
    report.value("digits-accuracy", percent_sign(mean(last.iter().copied())));
    report.value("digits-floor", format!("{:.0} %", 100.0 * FLOOR));
    let on_train = mean(trained.iter().map(|run| run.train[LONG - 1]));
    report.value("digits-train-accuracy", percent_sign(on_train));
    report.value("nearest-accuracy", percent_sign(mean(runs.iter().map(|run| run.nearest))));
    report.value("flat-accuracy", percent_sign(mean(runs.iter().map(|run| run.flat[1]))));
    report.claim("every-network-is-above-the-floor", last.iter().map(|&right| right > FLOOR), each);
    draw_learning(report, &trained);
    draw_errors(report, trained[0]);
}

/// Mean, least and greatest accuracy over the seeds, for training and test set.
fn draw_learning(report: &mut Report, runs: &[&Trained]) {
    let chart = Chart::new("epoch", "accuracy (%)").y_range(90, 100);
    let train: Vec<_> = runs.iter().map(|run| &run.train[..]).collect();
    let test: Vec<_> = runs.iter().map(|run| &run.test[..]).collect();
    let chart = add_curves(add_curves(chart, "training set", &train), "test set", &test);
    report.figure("learning", &chart.svg());
}

/// A line for the mean of `curves` and a band from the least to the greatest.
fn add_curves<'a>(chart: Chart<'a>, name: &str, curves: &[&[f64]]) -> Chart<'a> {
    let (mut low, mut high, mut middle) = (Vec::new(), Vec::new(), Vec::new());
    for epoch in 0..LONG {
        let right: Vec<f64> = curves.iter().map(|curve| 100.0 * curve[epoch]).collect();
        low.push((epoch + 1, right.iter().copied().fold(100.0, f64::min)));
        high.push((epoch + 1, right.iter().copied().fold(0.0, f64::max)));
        middle.push((epoch + 1, mean(right.into_iter())));
    }
    chart.band(name, low, high).line(name, middle)
}

/// The test pictures that one network gets wrong.
fn draw_errors(report: &mut Report, run: &Trained) {
    let Rows { x, labels, .. } = &run.digits.test;
    let predicted = argmax_rows(&forward(&run.net, &run.params, x).z2);
    let wrong: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] != predicted[row]).collect();
    report.value("errors", wrong.len());
    let images = wrong.iter().take(16).fold(Images::new(8, 8), |images, &row| {
        images.image(x.slice(s![row, ..]), &format!("{} → {}", labels[row], predicted[row]))
    });
    report.figure("errors", &images.svg());
}
