//! Penalties, limits, moved pictures and calibration agree with PyTorch, scikit-learn and SciPy: see
//! tests/reference/regularization.py, which made the vectors.

use approx::assert_abs_diff_eq;
use ndarray::Axis;
use neural::data::augment::Move;
use neural::metrics::{ReliabilityBin, expected_calibration_error, reliability};
use neural::optim::Sgd;
use neural::regularize::{Penalty, max_norm, soft_threshold};
use neural::{Matrix, Params, Tape};
use std::collections::BTreeMap;

const VECTORS: &str = include_str!("../reference/regularization.csv");

struct Case {
    kind: String,
    parameters: Vec<f64>,
    input: Matrix,
    other: Vec<f64>,
    result: Vec<f64>,
}

fn cases() -> Vec<Case> {
    let numbers = |text: &str| -> Vec<f64> {
        text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
    };
    let case = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [kind, parameters, rows, columns, input, other, result] = cells[..] else {
            panic!("seven cells in {line}")
        };
        let shape = (rows.parse().expect("rows"), columns.parse().expect("columns"));
        Case {
            kind: kind.to_string(),
            parameters: numbers(parameters),
            input: Matrix::from_shape_vec(shape, numbers(input)).expect("rows times columns numbers"),
            other: numbers(other),
            result: numbers(result),
        }
    };
    VECTORS.lines().skip(1).map(case).collect()
}

/// Weights of least squares with an elastic net, by descent on the squares and proximal steps.
fn elastic_net(x: &Matrix, y: &[f64], l1: f64, l2: f64) -> Vec<f64> {
    let (penalty, rate) = (Penalty { l1, l2 }, 0.1);
    let y = Matrix::from_shape_vec((y.len(), 1), y.to_vec()).expect("a column");
    let mut params = Params::default();
    let w = params.add(Matrix::zeros((x.ncols(), 1)));
    for _ in 0..5000 {
        let tape = Tape::new(&params);
        let grads = tape.constant(x.clone()).matmul(tape.param(w)).mse(&y).scale(0.5).backward();
        Sgd { learning_rate: rate }.step(&mut params, &grads);
        penalty.proximal_step(&mut params, w, rate);
    }
    params[w].iter().copied().collect()
}

fn ours(case: &Case) -> Vec<f64> {
    let Case { kind, parameters, input, other, .. } = case;
    let labels = || other.iter().map(|&label| label as usize).collect::<Vec<_>>();
    match (kind.as_str(), &parameters[..]) {
        ("soft_threshold", &[amount]) => input.iter().map(|&w| soft_threshold(w, amount)).collect(),
        ("max_norm", &[limit]) => {
            let mut params = Params::default();
            let w = params.add(input.clone());
            max_norm(&mut params, w, limit);
            params[w].iter().copied().collect()
        }
        ("elastic_net", &[l1, l2]) => elastic_net(input, other, l1, l2),
        ("move", &[right, down, turn, zoom]) => {
            let picture = input.flatten();
            Move { right, down, turn, zoom }.picture(picture.view(), input.nrows())
        }
        ("reliability", &[bins]) => {
            let bins = reliability(&labels(), input, bins as usize);
            let filled: Vec<&ReliabilityBin> = bins.iter().filter(|bin| bin.count > 0).collect();
            let confidences = filled.iter().map(|bin| bin.confidence);
            confidences.chain(filled.iter().map(|bin| bin.accuracy)).collect()
        }
        ("calibration_error", &[bins]) => vec![expected_calibration_error(&labels(), input, bins as usize)],
        other => panic!("the case {other:?} is unknown"),
    }
}

#[test]
fn every_case_agrees() {
    let mut seen = BTreeMap::new();
    for case in cases() {
        let ours = ours(&case);
        let what = format!("{} {:?}", case.kind, case.parameters);
        assert_eq!(ours.len(), case.result.len(), "{what}");
        // PyTorch divides by the norm plus 1e-7.
        let tolerance = if case.kind == "max_norm" { 1e-6 } else { 1e-9 };
        for (&ours, &theirs) in ours.iter().zip(&case.result) {
            assert!((ours - theirs).abs() < tolerance, "{what}: {ours}, the reference {theirs}");
        }
        *seen.entry(case.kind).or_insert(0) += 1;
    }
    let counts: Vec<usize> = seen.into_values().collect();
    assert_eq!(counts, [9, 5, 10, 20, 9, 10]); // in the order of the alphabet
}

#[test]
fn proximal_descent_finds_the_zeros_that_scikit_learn_finds() {
    let mut zeros = 0;
    for case in cases().iter().filter(|case| case.kind == "elastic_net") {
        for (ours, theirs) in ours(case).into_iter().zip(&case.result) {
            assert_eq!(ours == 0.0, *theirs == 0.0, "{ours} and {theirs}");
            zeros += usize::from(ours == 0.0);
        }
    }
    assert!(zeros >= 10, "{zeros} zeros");
}

#[test]
fn a_proximal_step_finds_the_lowest_point_of_its_definition() {
    let (penalty, rate) = (Penalty { l1: 0.7, l2: 1.3 }, 0.4);
    for w in [-2.0, -0.3, 0.0, 0.28, 0.5, 3.0] {
        let mut params = Params::default();
        let id = params.add(Matrix::from_elem((1, 1), w));
        penalty.proximal_step(&mut params, id, rate);
        let height = |v: f64| 0.5 * (v - w).powi(2) + rate * (0.7 * v.abs() + 0.65 * v * v);
        let lowest = (-40_000..=40_000).map(|i| f64::from(i) * 1e-4);
        let lowest = lowest.min_by(|a, b| height(*a).total_cmp(&height(*b))).expect("places");
        assert_abs_diff_eq!(params[id][[0, 0]], lowest, epsilon = 1e-4);
    }
}

#[test]
fn a_limit_leaves_no_unit_longer() {
    let mut params = Params::default();
    let w = params.add(Matrix::from_shape_fn((6, 5), |(i, k)| (i as f64 - 2.0) * k as f64));
    max_norm(&mut params, w, 1.5);
    let lengths = params[w].map_axis(Axis(0), |unit| unit.dot(&unit).sqrt());
    assert!(lengths.iter().all(|&length| length <= 1.5 + 1e-12), "{lengths}");
}
