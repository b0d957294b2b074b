//! Losses and activations agree with PyTorch: see tests/reference/losses.py, which made the vectors.

use approx::assert_relative_eq;
use neural::loss::smooth;
use neural::{Matrix, Params, Tape, Var};

const VECTORS: &str = include_str!("../reference/losses.csv");

struct Case {
    name: String,
    parameter: f64,
    predictions: Matrix,
    targets: Matrix,
    loss: f64,
    gradient: Matrix,
}

fn cases() -> Vec<Case> {
    let mut reader = csv::Reader::from_reader(VECTORS.as_bytes());
    let case = |row: csv::StringRecord| {
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let shape = (number(2) as usize, number(3) as usize);
        let matrix = |i: usize| {
            let numbers = row[i].split(' ').map(|word| word.parse().expect("a number")).collect();
            Matrix::from_shape_vec(shape, numbers).expect("rows times columns numbers")
        };
        let (predictions, targets, gradient) = (matrix(4), matrix(5), matrix(7));
        Case {
            name: row[0].to_string(),
            parameter: number(1),
            predictions,
            targets,
            loss: number(6),
            gradient,
        }
    };
    reader.records().map(|row| case(row.expect("a row"))).collect()
}

fn ours<'t>(case: &Case, z: Var<'t>) -> Var<'t> {
    let y = &case.targets;
    let weighted = |a: Var<'t>| (a * a.tape.constant(y.clone())).sum();
    match case.name.as_str() {
        "mse" => z.mse(y),
        "mae" => z.mae(y),
        "huber" => z.huber(y, case.parameter),
        "bce_with_logits" => z.bce_with_logits(y),
        "binary_cross_entropy" => z.binary_cross_entropy(y),
        "softmax_cross_entropy" | "weighted" => z.softmax_cross_entropy(y),
        "smoothed" => z.softmax_cross_entropy(&smooth(y, case.parameter)),
        "sigmoid" => weighted(z.sigmoid()),
        "tanh" => weighted(z.tanh()),
        "relu" => weighted(z.relu()),
        "softmax" => weighted(z.softmax()),
        other => panic!("the case {other:?} is unknown"),
    }
}

#[test]
fn losses_and_activations_agree_with_pytorch() {
    let cases = cases();
    assert!(cases.len() > 200, "{} cases", cases.len());
    for case in cases {
        let mut params = Params::default();
        let id = params.add(case.predictions.clone());
        let tape = Tape::new(&params);
        let loss = ours(&case, tape.param(id));
        assert_relative_eq!(loss.value()[[0, 0]], case.loss, max_relative = 1e-11, epsilon = 1e-14);
        let grads = loss.backward();
        let gradient = grads.get(id).expect("a gradient");
        assert_relative_eq!(*gradient, case.gradient, max_relative = 1e-10, epsilon = 1e-14);
    }
}
