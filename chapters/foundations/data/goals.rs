//! Mistake 2: a loss that asks for something else.

use crate::census::{Census, TRAIN_ROWS, ready, standardised};
use crate::costs::{Cost, differences, each, mean, points};
use crate::digits::{DIGITS, dealt};
use crate::network::{Loss, Network, Recipe, YES_OR_NO};
use neural::data::Classification;
use neural::metrics::accuracy;
use neural::trials::{over_seeds, trials};
use neural::{Matrix, Real};
use report::{Report, Table};

/// Losses of ten outputs, the right one first.
const LOSSES: [(&str, Loss); 5] = [
    ("cross-entropy of softmax", |z, y| z.softmax_cross_entropy(y)),
    ("softmax taken twice", |z, y| z.softmax().softmax_cross_entropy(y)),
    ("squared error of softmax", |z, y| z.softmax().mse(y)),
    ("squared error of logits", |z, y| z.mse(y)),
    ("ten times yes or no", |z, y| z.bce_with_logits(y)),
];

/// A shorter and a longer training, in steps.
const STEPS: [usize; 2] = [300, 1200];

/// One output that is to be the digit itself: the share of test digits that it is nearest to, in
/// percent.
fn as_a_quantity(digits: &Classification, steps: usize, seed: u64) -> f64 {
    let parts = dealt(digits, seed);
    let column = |labels: &[usize]| Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real);
    let recipe = Recipe { loss: |z, y| z.mse(y), steps, ..DIGITS };
    let network =
        Network::train(&parts.train.x, &column(&parts.train.labels), recipe, &mut neural::rng(seed));
    let nearest = |z: &Real| z.round().clamp(0.0, 9.0) as usize;
    let said: Vec<usize> = network.logits(&parts.test.x).iter().map(nearest).collect();
    100.0 * accuracy(&parts.test.labels, &said)
}

pub fn wrong_loss(report: &mut Report, digits: &Classification) -> Cost {
    let of = |loss: Loss| {
        let train =
            |&steps: &usize, seed| dealt(digits, seed).scores(Recipe { loss, steps, ..DIGITS }, seed)[1];
        trials(&STEPS, report.seeds(), train)
    };
    let mut table: Vec<(&str, Vec<Vec<f64>>)> = LOSSES.iter().map(|&(name, loss)| (name, of(loss))).collect();
    let number = trials(&STEPS, report.seeds(), |&steps, seed| as_a_quantity(digits, steps, seed));
    table.push(("the digit as a quantity", number));
    let caption = "Ten digits, one network, six losses: test accuracy (%) after a shorter and a \
                   longer training (mean and deviation of five seeds).";
    let columns = ["loss".to_string(), format!("{} steps", STEPS[0]), format!("{} steps", STEPS[1])];
    let mut printed = Table::new("loss", caption, columns);
    for (name, runs) in &table {
        printed.row([name.to_string(), points(&runs[0]), points(&runs[1])]);
    }
    report.table(printed);
    report.value("hidden", DIGITS.hidden[0]);
    report.value("quantity-at-last", format!("{:.0}", mean(&table[5].1[1])));
    let long = |row: usize| &table[row].1[1];
    let lost = differences(long(0), long(5));
    report.claim(
        "digits-are-no-quantity",
        lost.iter().map(|&lost| lost > 30.0),
        format!("{lost:.0?} points lost after {} steps", STEPS[1]),
    );
    report.claim(
        "squares-of-chances-do-here",
        differences(long(0), long(2)).iter().map(|lost| lost.abs() < 2.0),
        format!("the squared error of the softmax loses {:.1?} points", differences(long(0), long(2))),
    );
    Cost::lost(2, "digit as a quantity", "digits", long(5), long(0))
}

pub fn yes_or_no(report: &mut Report, census: &Census) {
    let losses: [(&str, Loss); 2] = [
        ("binary cross-entropy", |z, y| z.bce_with_logits(y)),
        ("squared error of sigmoid", |z, y| z.sigmoid().mse(y)),
    ];
    let runs = over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let ready = ready(&train, &census.test, standardised);
        losses.map(|(_, loss)| {
            let recipe = Recipe { loss, ..YES_OR_NO };
            let network = Network::train(&ready.x, &ready.y, recipe, &mut neural::rng(seed));
            100.0 * network.accuracy(&ready.test_x, &ready.test_labels)
        })
    });
    let caption = "Census, two losses of one output (mean and deviation of five seeds).";
    let mut table = Table::new("loss-yes-or-no", caption, ["loss", "test accuracy (%)"]);
    for (way, (name, _)) in losses.iter().enumerate() {
        table.row([name.to_string(), points(&each(&runs, |run| run[way]))]);
    }
    report.table(table);
    let apart = each(&runs, |run| run[0] - run[1]);
    report.claim(
        "squares-cost-nothing-here",
        apart.iter().map(|apart| apart.abs() < 1.0),
        format!("cross-entropy above squared error by {apart:.1?} points"),
    );
}
