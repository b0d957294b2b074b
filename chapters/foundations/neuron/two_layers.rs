//! A hidden layer, set by hand; and layers that merge where nothing bends between them.

use crate::logic::truth_table;
use crate::perceptron::Perceptron;
use ndarray::array;
use neural::data::{Classification, Standardize};
use neural::{Matrix, Real, affine, matmul, rng};
use rand::RngExt;
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// OR and AND of two bits, and then "the first but not the second".
fn xor_by_hand() -> [Perceptron; 2] {
    let hidden = Perceptron { w: array![[1., 1.], [1., 1.]], b: array![[-0.5, -1.5]] };
    let output = Perceptron { w: array![[1.], [-1.]], b: array![[-0.5]] };
    [hidden, output]
}

pub fn exclusive_or(report: &mut Report) {
    let [hidden, output] = xor_by_hand();
    let x = truth_table();
    let h = hidden.answers(&x); // 4 × 2
    let y = output.answers(&h); // 4 × 1
    let caption = "Two layers, set by hand, on every input of two bits.";
    let columns = ["x₁", "x₂", "hidden unit “or”", "hidden unit “and”", "output"];
    let mut table = Table::new("two-layers", caption, columns);
    for ((x, h), y) in x.rows().into_iter().zip(h.rows()).zip(&y) {
        table.row(x.iter().chain(h).chain([y]));
    }
    report.table(table);
    report.fact("two-layers-xor", y == array![[0.], [1.], [1.], [0.]], "all four rows are right");
    draw_xor(report, &hidden, &output);
}

/// The one layer that computes what two layers compute when nothing stands between them.
fn merged(first: &Perceptron, second: &Perceptron) -> Perceptron {
    let w = matmul(first.w.view(), second.w.view());
    Perceptron { w, b: affine(&first.b, &second.w, &second.b) }
}

pub fn without_the_threshold(report: &mut Report, birds: &Classification) {
    let mut rng = rng(report.seed());
    let mut random = |inputs, units| Perceptron {
        w: Matrix::from_shape_simple_fn((inputs, units), || rng.random_range(-1.0..1.0)),
        b: Matrix::from_shape_simple_fn((1, units), || rng.random_range(-1.0..1.0)),
    };
    let layers = [random(4, 16), random(16, 16), random(16, 16), random(16, 3)];
    let x = Standardize::fit(&birds.x).apply(&birds.x);
    let deep = layers.iter().fold(x.clone(), |z, layer| layer.sums(&z)); // birds × 3
    let one = merged(&merged(&merged(&layers[0], &layers[1]), &layers[2]), &layers[3]);
    let apart = largest(&(&deep - &one.sums(&x))) / largest(&deep);
    let seen = format!("sums of all birds, at most {apart:.0e} of the largest sum apart");
    report.fact("layers-collapse", apart < 1e-5, seen);
    let [hidden, output] = xor_by_hand();
    let xor = merged(&hidden, &output);
    let [w1, w2, b] = [xor.w[[0, 0]], xor.w[[1, 0]], xor.b[[0, 0]]];
    let blind = xor.answers(&truth_table()) == Matrix::ones((4, 1));
    report.fact("merged-xor-always-fires", blind, format!("w = ({w1}, {w2}), b = {b}"));
}

fn largest(x: &Matrix) -> Real {
    x.fold(0.0, |a, &b| a.max(b.abs()))
}

/// Left the inputs, right what the hidden layer makes of them, each with the lines of the units
/// that look at it.
fn draw_xor(report: &mut Report, hidden: &Perceptron, output: &Perceptron) {
    let fires = |unit: &Perceptron, x: &Matrix| unit.answers(x)[[0, 0]] as usize;
    let point = |x: f64, y: f64| array![[x as Real, y as Real]];
    let panel = |x: &str, y: &str| Chart::new(x, y).height(400.0).x_range(-0.5, 1.5).y_range(-0.5, 1.5);
    let inputs = panel("x₁", "x₂")
        .title("inputs")
        .scatter("target 0", [(0, 0), (1, 1)])
        .scatter("target 1", [(0, 1), (1, 0)])
        .region(|x1, x2| fires(output, &hidden.answers(&point(x1, x2))));
    let inside = panel("or", "and")
        .title("hidden layer")
        .scatter("target 0", [(0, 0), (1, 1)])
        .scatter("target 1", [(1, 0)])
        .region(|h1, h2| fires(output, &point(h1, h2)));
    report.figure("xor", &Panels::new(2).add(inputs).add(inside).svg());
}
