//! Hidden units that start equal stay equal.

use crate::by_hand::{
    Activation, CLASSES, Init, RELU, SIGMOID, TANH, accuracy_by_hand, epoch_by_hand, two_layers,
};
use crate::pictures::{Digits, deal};
use crate::{EPOCHS, SIZES, percent};
use neural::data::Classification;
use neural::init::{he_normal, zeros};
use neural::{Matrix, MatrixRef, Params, Rng, rng};
use report::plot::{Figure, Images};
use report::{Report, Table};

/// Every weight the same, but not zero.
fn constant(inputs: usize, outputs: usize, _: &mut Rng) -> Matrix {
    Matrix::from_elem((inputs, outputs), 0.1)
}

/// How many columns differ from all columns before them.
fn distinct_columns(matrix: &MatrixRef) -> usize {
    let columns: Vec<_> = matrix.columns().into_iter().collect();
    (0..columns.len()).filter(|&j| !columns[..j].contains(&columns[j])).count()
}

/// W₁ before training, both matrices of weights after it, and the test accuracy.
fn train(
    init: Init,
    activation: Activation,
    pictures: &Classification,
    seed: u64,
) -> (Matrix, [Matrix; 2], f64) {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut params = Params::default();
    let net = two_layers(&mut params, SIZES, (activation, CLASSES), init, &mut rng);
    let [w1, _, w2, _] = net.ids;
    let before = params[w1].to_owned();
    (0..EPOCHS).for_each(|_| epoch_by_hand(&net, &mut params, &train, &mut rng));
    (before, [w1, w2].map(|id| params[id].to_owned()), accuracy_by_hand(&net, &params, &test))
}

pub fn equal_units(report: &mut Report, pictures: &Classification) {
    let mut table = Table::new(
        "symmetry",
        format!(
            "How many of {} hidden units differ, before training and after {EPOCHS} epochs, and the \
             accuracy on the test set.",
            SIZES[1]
        ),
        ["first weights", "activation", "different before", "different after", "accuracy (%)"],
    );
    let (mut together, mut zero, mut apart) = (true, true, true);
    let mut images = Images::new(8, 8);
    for (start, init) in [("all 0", zeros as Init), ("all 0.1", constant), ("random", he_normal)] {
        for (name, activation) in [("sigmoid", SIGMOID), ("tanh", TANH), ("ReLU", RELU)] {
            let (before, after, right) = train(init, activation, pictures, report.seed());
            let units = [&before, &after[0]].map(|w1| distinct_columns(w1));
            let counts = units.map(|count| count.to_string());
            let cells = [start.to_string(), name.to_string()].into_iter().chain(counts);
            table.row(cells.chain([percent(right)]));
            together &= units[0] == units[1];
            zero &= start != "all 0" || name == "sigmoid" || after.iter().flatten().all(|&w| w == 0.0);
            if name == "ReLU" && start != "all 0" {
                images = add_units(images, &after[0], start);
            }
            apart &= start != "random" || units[1] == SIZES[1];
        }
    }
    report.table(table);
    report.figure("units", &images.svg());
    report.fact("equal-units-stay-equal", together, "as many different units after training as before");
    report.fact("zeros-stay-zeros", zero, "all weights are 0 to the last bit, with tanh and with ReLU");
    report.fact("random-units-differ", apart, format!("{} different units", SIZES[1]));
}

/// The weights of the first eight hidden units, each as a picture of its 64 inputs.
fn add_units(images: Images, w1: &Matrix, start: &str) -> Images {
    w1.columns().into_iter().take(8).fold(images, |images, unit| images.image(unit, start))
}
