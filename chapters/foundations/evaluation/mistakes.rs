//! Look at the errors: the digits that a network reads wrongly.

use crate::network::{CLASSES, Model, Recipe, pixels};
use crate::percent;
use ndarray::Array2;
use neural::Matrix;
use neural::activation::softmax;
use neural::data::{Mnist, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows, confusion_matrix, overconfidence, reliability};
use neural::trials::over_seeds;
use report::plot::{Chart, Figure, HeatMap, Images};
use report::{Report, Table};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The chances (n × 10) that a network gives MNIST's test pictures, and its accuracy on unseen
/// pictures by the writers that it was trained on.
fn read_digits(mnist: &Mnist, seed: u64) -> (Matrix, f64) {
    let mut rng = neural::rng(seed);
    let split = stratified_split(&mnist.train.labels, 0.6, &mut rng);
    let (train, others) = (mnist.train.rows(&split.train), mnist.train.rows(&split.test));
    let recipe = Recipe { scale: pixels, hidden: 64, steps: 2000, ..CLASSES };
    let model = Model::fit(&train.x, &one_hot(&train.labels, 10), recipe, &mut rng);
    let familiar = accuracy(&others.labels, &argmax_rows(&model.predict(&others.x)));
    (softmax(&model.predict(&mnist.test.x)), familiar)
}

pub fn digits_read(report: &mut Report, mnist: &Mnist) {
    let labels = &mnist.test.labels;
    let runs = over_seeds(report.seeds(), |seed| read_digits(mnist, seed));
    let chances: Vec<&Matrix> = runs.iter().map(|(chances, _)| chances).collect();
    wrong_digits(report, &chances, labels);
    unsure(report, &runs, labels);
    averaged(report, &chances, labels);
    calibrated(report, &chances, labels);
    draw_wrong_digits(report, mnist, &runs[0].0);
}

/// Which digits are taken for which.
fn wrong_digits(report: &mut Report, chances: &[&Matrix], labels: &[usize]) {
    let counted: Vec<_> = chances.iter().map(|chances| confusions(chances, labels)).collect();
    let wrong = |pairs: &Confusions| pairs.iter().map(|(_, count)| count).sum::<usize>();
    report.value("digits-wrong", wrong(&counted[0]));
    report.value("digits-tested", labels.len());
    let ((label, predicted), count) = counted[0][0];
    report.value("worst-pair", format!("a {label} taken for a {predicted}"));
    report.value("worst-pair-count", count);
    let scattered = counted.iter().map(|pairs| 8 * pairs[0].1 < wrong(pairs));
    let most: Vec<_> = counted.iter().map(|pairs| (pairs[0].1, wrong(pairs))).collect();
    report.claim("no-pair-dominates", scattered, format!("most frequent pair, and all mistakes: {most:?}"));
}

/// Other writers, the same writers, and what is gained by passing on the pictures that are least
/// sure.
fn unsure(report: &mut Report, runs: &[(Matrix, f64)], labels: &[usize]) {
    let caption = "Digits: accuracy for writers not seen in training and for the same writers, \
                   and the mistakes among 2000 pictures by new writers, all of them and those \
                   among the 200 pictures of least confidence.";
    let columns = ["seed", "new writers (%)", "same writers (%)", "mistakes", "mistakes among the 200"];
    let mut table = Table::new("unsure", caption, columns);
    let scores: Vec<[usize; 2]> = runs.iter().map(|(chances, _)| all_and_unsure(chances, labels)).collect();
    let right = |all: usize| 1.0 - all as f64 / labels.len() as f64;
    for ((seed, [all, passed]), (_, familiar)) in report.seeds().zip(&scores).zip(runs) {
        let shares = [right(*all), *familiar].map(percent);
        let counts = [all, passed].map(|count| count.to_string());
        table.row([vec![seed.to_string()], shares.to_vec(), counts.to_vec()].concat());
    }
    report.table(table);
    let easier = scores.iter().zip(runs).map(|(&[all, _], (_, familiar))| *familiar > right(all));
    report.claim("known-writers-are-easier", easier, "more right among pictures by writers seen in training");
    let many = scores.iter().map(|[all, passed]| 5 * passed > 2 * all);
    let seen = format!("mistakes, and those in the tenth passed on: {scores:?}");
    report.claim("doubt-is-informative", many, seen);
}

/// The mistakes of single networks, and of the mean of their chances.
fn averaged(report: &mut Report, chances: &[&Matrix], labels: &[usize]) {
    let wrong = |chances: &Matrix| {
        let predicted = argmax_rows(chances);
        labels.iter().zip(&predicted).filter(|(label, predicted)| label != predicted).count()
    };
    let singles: Vec<usize> = chances.iter().map(|chances| wrong(chances)).collect();
    let sum = chances.iter().fold(Matrix::zeros(chances[0].dim()), |sum, &chances| sum + chances);
    let together = wrong(&sum);
    let mean = singles.iter().sum::<usize>() as f64 / singles.len() as f64;
    report.value("single-mistakes", format!("{mean:.0}"));
    report.value("averaged-mistakes", together);
    report.value("averaging-saves", format!("{:.0} %", 100.0 * (1.0 - together as f64 / mean)));
    let seen = format!("mistakes of single networks {singles:?}, of their average {together}");
    report.claim("an-average-errs-less", singles.iter().map(|&single| together < single), seen);
}

/// Whether a confidence of nine tenths is right nine times of ten.
fn calibrated(report: &mut Report, chances: &[&Matrix], labels: &[usize]) {
    const BINS: usize = 10;
    let mut chart =
        Chart::new("confidence of the network", "share that is right").x_range(0, 1).y_range(0, 1.02);
    for (i, chances) in chances.iter().enumerate() {
        let bins = reliability(labels, chances, BINS);
        let points = bins.iter().filter(|bin| bin.count >= 10).map(|bin| (bin.confidence, bin.accuracy));
        chart = chart.line("network", points.collect::<Vec<_>>());
        if i > 0 {
            chart = chart.faint();
        }
    }
    report.figure("reliability", &chart.line("as often as it believes", [(0, 0), (1, 1)]).svg());
    let over: Vec<f64> = chances.iter().map(|chances| overconfidence(labels, chances)).collect();
    report.value("overconfidence", format!("{:.1}", 100.0 * over.iter().sum::<f64>() / over.len() as f64));
    let seen = format!("mean confidence less accuracy: {over:.3?}");
    report.claim("digits-network-is-overconfident", over.iter().map(|&over| over > 0.0), seen);
}

/// Pairs of a digit and what it was taken for, with how often that happened, the most frequent one
/// first.
type Confusions = Vec<((usize, usize), usize)>;

fn confusions(chances: &Matrix, labels: &[usize]) -> Confusions {
    let mut pairs: HashMap<(usize, usize), usize> = HashMap::new();
    for (&label, predicted) in labels.iter().zip(argmax_rows(chances)) {
        if label != predicted {
            *pairs.entry((label, predicted)).or_default() += 1;
        }
    }
    let mut pairs: Confusions = pairs.into_iter().collect();
    pairs.sort_by_key(|&(pair, count)| (Reverse(count), pair));
    pairs
}

/// The wrong answers, and those among the tenth of all rows whose largest chance is smallest.
fn all_and_unsure(chances: &Matrix, labels: &[usize]) -> [usize; 2] {
    let predicted = argmax_rows(chances);
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| chances[[a, predicted[a]]].total_cmp(&chances[[b, predicted[b]]]));
    [&order[..], &order[..labels.len() / 10]]
        .map(|rows| rows.iter().filter(|&&row| predicted[row] != labels[row]).count())
}

/// The wrong answers that the network was surest of, and all of them as a table.
fn draw_wrong_digits(report: &mut Report, mnist: &Mnist, chances: &Matrix) {
    let (labels, predicted) = (&mnist.test.labels, argmax_rows(chances));
    let mut wrong: Vec<usize> = (0..labels.len()).filter(|&row| predicted[row] != labels[row]).collect();
    wrong.sort_by(|&a, &b| chances[[b, predicted[b]]].total_cmp(&chances[[a, predicted[a]]]));
    let mut pictures = Images::new(28, 28);
    for &row in &wrong[..16] {
        pictures = pictures.image(mnist.test.x.row(row), &format!("{} → {}", labels[row], predicted[row]));
    }
    report.figure("wrong-digits", &pictures.svg());
    let matrix = confusion_matrix(labels, &predicted, 10);
    let matrix = Array2::from_shape_fn((10, 10), |(i, j)| matrix[i][j]);
    report.figure("digit-confusion", &HeatMap::new("actual", "predicted", &matrix).blank_diagonal().svg());
}
