//! Look at the errors: the digits that a network reads wrongly.

use crate::network::{CLASSES, Model, Recipe, pixels};
use crate::percent;
use ndarray::Array2;
use neural::Matrix;
use neural::activation::softmax;
use neural::data::{Mnist, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::trials::over_seeds;
use report::Report;
use report::plot::{Figure, HeatMap, Images};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The chances (n × 10) that a network gives MNIST's test pictures, and its accuracy on unseen pictures by the
/// writers that it was trained on.
fn read_digits(mnist: &Mnist, seed: u64) -> (Matrix, f64) {
    let mut rng = neural::rng(seed);
    let split = stratified_split(&mnist.train.labels, 0.6, &mut rng);
    let (train, others) = (mnist.train.rows(&split.train), mnist.train.rows(&split.test));
    let recipe = Recipe { scale: pixels, hidden: 64, steps: 2000, ..CLASSES };
    let model = Model::fit(&train.x, &one_hot(&train.labels, 10), recipe, &mut rng);
    let familiar = accuracy(&others.labels, &argmax_rows(&model.predict(&others.x)));
    (softmax(&model.predict(&mnist.test.x)), familiar)
}

pub fn wrong_digits(report: &mut Report, mnist: &Mnist) {
    let labels = &mnist.test.labels;
    let runs = over_seeds(report.seeds(), |seed| read_digits(mnist, seed));
    let counted: Vec<_> = runs.iter().map(|(chances, _)| confusions(chances, labels)).collect();
    let wrong = |pairs: &Confusions| pairs.iter().map(|(_, count)| count).sum::<usize>();
    report.section("wrong-digits", "Which digits are taken for which");
    writeln!(report, "{} of {} wrong", wrong(&counted[0]), labels.len());
    for ((label, predicted), count) in &counted[0][..6] {
        writeln!(report, "a {label} taken for a {predicted}: {count}");
    }
    let scattered = counted.iter().map(|pairs| 8 * pairs[0].1 < wrong(pairs));
    let most: Vec<_> = counted.iter().map(|pairs| pairs[0]).collect();
    report.claim("no-pair-dominates", scattered, format!("most frequent: {most:?}"));

    report.section("unsure", "Other writers, the same writers, and passing on the 200 that are least sure");
    writeln!(report, "         right, by writers       mistakes, of them");
    writeln!(report, "seed    unseen     seen        all    passed on");
    let scores: Vec<[usize; 2]> = runs.iter().map(|(chances, _)| all_and_unsure(chances, labels)).collect();
    for ((seed, [all, passed]), (_, familiar)) in report.seeds().zip(&scores).zip(&runs) {
        let right = 1.0 - *all as f64 / labels.len() as f64;
        writeln!(report, "{seed:4} {:>9} {:>8} {all:10} {passed:12}", percent(right), percent(*familiar));
    }
    let right = |all: usize| 1.0 - all as f64 / labels.len() as f64;
    let easier = scores.iter().zip(&runs).map(|(&[all, _], (_, familiar))| *familiar > right(all));
    report.claim("known-writers-are-easier", easier, "more right among pictures by writers seen in training");
    let many = scores.iter().map(|[all, passed]| 3 * passed > *all);
    report.claim("doubt-is-informative", many, format!("all, and in the tenth passed on: {scores:?}"));
    draw_wrong_digits(report, mnist, &runs[0].0);
}

/// Pairs of a digit and what it was taken for, with how often that happened, the most frequent one first.
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
