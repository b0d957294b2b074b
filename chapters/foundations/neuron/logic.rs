//! What one threshold unit can compute from bits, and what it cannot.

use crate::perceptron::{Perceptron, row};
use ndarray::array;
use neural::{Matrix, Real};
use report::{Report, Table};
use std::collections::BTreeSet;

/// All inputs of two bits: 4 × 2.
pub fn truth_table() -> Matrix {
    all_inputs(2)
}

/// All inputs of so many bits, as rows: 2^bits × bits.
fn all_inputs(bits: usize) -> Matrix {
    let bit = |(row, column)| ((row >> (bits - 1 - column)) & 1) as Real;
    Matrix::from_shape_fn((1 << bits, bits), bit)
}

/// Four units with weights set by hand.
pub fn by_hand(report: &mut Report) {
    let x = truth_table();
    // One column for each unit: AND, OR, NOT x₁, NAND.
    let w = array![[1., 1., -1., -1.], [1., 1., 0., -1.]];
    let answers = Perceptron { w, b: array![[-1.5, -0.5, 0.5, 1.5]] }.answers(&x);
    let caption = "The answers of four threshold units, set by hand, to every input of two bits.";
    let columns = ["x₁", "x₂", "AND", "OR", "NOT x₁", "NAND"];
    let mut table = Table::new("logic", caption, columns);
    for (x, a) in x.rows().into_iter().zip(answers.rows()) {
        table.row(x.iter().chain(a));
    }
    report.table(table);
    let expected = array![[0., 0., 1., 1.], [0., 1., 1., 1.], [0., 1., 0., 1.], [1., 1., 0., 0.]];
    report.fact("gates", answers == expected, "all sixteen answers are right");
}

/// Rosenblatt's rule on a task that cannot be done.
pub fn exclusive_or(report: &mut Report) {
    let (x, y) = (truth_table(), array![[0.], [1.], [1.], [0.]]);
    let mut unit = Perceptron::zeros(2, 1);
    let mut after = Vec::new();
    let caption = "Rosenblatt's rule on exclusive or, the four rows shown in order.";
    let columns = ["epoch", "mistakes", "w₁ at its end", "w₂ at its end", "b at its end"];
    let mut table = Table::new("xor", caption, columns);
    for epoch in 1..=6 {
        let mistakes = (0..4).filter(|&i| unit.correct(&row(&x, i), &row(&y, i), 1.0)).count();
        let weights = [unit.w[[0, 0]], unit.w[[1, 0]], unit.b[[0, 0]]];
        let [w1, w2, b] = weights.map(|w| w.to_string().replace('-', "−"));
        table.row([epoch.to_string(), mistakes.to_string(), w1, w2, b]);
        after.push(weights);
    }
    report.table(table);
    let circle = after[4] == after[5];
    report.fact("xor-goes-in-circles", circle, "epoch 6 ends with the weights of epoch 5");
}

/// Counts the truth tables that one unit can compute, by trying weights that are whole numbers.
pub fn every_truth_table(report: &mut Report) {
    let caption = "How many truth tables one threshold unit can compute: found by trying all units \
                   whose weights and bias are whole numbers of these sizes.";
    let columns =
        ["inputs", "truth tables", "weights up to", "bias up to", "units tried", "tables found", "share (%)"];
    let mut table = Table::new("truth-tables", caption, columns);
    for (inputs, weight, bias) in [(2, 50, 50), (3, 5, 10), (4, 4, 14)] {
        let units = every_unit(inputs, weight, bias);
        let found = tables(&units, inputs);
        let (all, tried) = (1_u64 << (1 << inputs), units.w.ncols());
        let share = format!("{:.1}", 100.0 * found.len() as f64 / all as f64);
        table.row([
            inputs.to_string(),
            all.to_string(),
            weight.to_string(),
            bias.to_string(),
            tried.to_string(),
            found.len().to_string(),
            share,
        ]);
        report.value(&format!("tables-of-{inputs}"), found.len());
        if inputs == 2 {
            report.value("units-tried", tried);
            let missing: Vec<String> =
                (0..16).filter(|t| !found.contains(t)).map(|t| format!("{t:04b}")).collect();
            let seen = format!("{} of 16; {} are missing", found.len(), missing.join(" and "));
            report.fact("one-unit-cannot-xor", missing == ["0110", "1001"], seen);
        }
    }
    report.table(table);
}

/// One layer of all units with weights and a bias that are whole numbers up to these sizes.
fn every_unit(inputs: usize, most_weight: usize, most_bias: usize) -> Perceptron {
    let (weights, biases) = (2 * most_weight + 1, 2 * most_bias + 1);
    let units = weights.pow(inputs as u32) * biases;
    let number = |digit: usize, most: usize| digit as Real - most as Real;
    let weight = |(input, unit): (usize, usize)| {
        number(unit / biases / weights.pow(input as u32) % weights, most_weight)
    };
    let w = Matrix::from_shape_fn((inputs, units), weight);
    let b = Matrix::from_shape_fn((1, units), |(_, unit)| number(unit % biases, most_bias));
    Perceptron { w, b }
}

/// The different columns of answers, each read as a binary number.
fn tables(units: &Perceptron, inputs: usize) -> BTreeSet<u64> {
    let answers = units.answers(&all_inputs(inputs)); // 2^inputs × units
    let read = |table: u64, answer: &Real| 2 * table + *answer as u64;
    answers.columns().into_iter().map(|column| column.iter().fold(0, read)).collect()
}
