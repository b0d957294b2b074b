//! Batch normalisation agrees with PyTorch: see tests/reference/batch_norm.py, which made the vectors.

use approx::assert_relative_eq;
use neural::layer::Statistics;
use neural::{BatchNorm, Matrix, Mode, Params, Tape, rng};

const VECTORS: &str = include_str!("../reference/batch_norm.csv");

#[test]
fn results_gradients_and_running_statistics_agree_with_pytorch() {
    let (mut trained, mut used) = (0, 0);
    for row in csv::Reader::from_reader(VECTORS.as_bytes()).records() {
        let row = row.expect("a row");
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let (rows, columns) = (number(1) as usize, number(2) as usize);
        let matrix = |i: usize, rows: usize| {
            let numbers = row[i].split(' ').map(|word| word.parse().expect("a number")).collect();
            Matrix::from_shape_vec((rows, columns), numbers).expect("rows times columns numbers")
        };
        let mut params = Params::default();
        let x = params.add(matrix(5, rows));
        let mut norm = BatchNorm::new(&mut params, columns);
        params[norm.gamma].assign(&matrix(6, 1));
        params[norm.beta].assign(&matrix(7, 1));
        (norm.epsilon, norm.kept) = (number(3), number(4));
        norm.running = Statistics { mean: matrix(8, 1), variance: matrix(9, 1) };

        let mut rng = rng(0);
        let mut mode = if &row[0] == "train" { Mode::Train(&mut rng) } else { Mode::Eval };
        *(if &row[0] == "train" { &mut trained } else { &mut used }) += 1;
        let tape = Tape::new(&params);
        let y = norm.forward(tape.param(x), &mut mode);
        let close = |ours: &Matrix, theirs: Matrix| {
            // Rounding is in proportion to the largest numbers of a matrix: sums of many terms cancel in single ones.
            let largest = theirs.fold(0.0, |largest: f64, number| largest.max(number.abs()));
            assert_relative_eq!(*ours, theirs, max_relative = 1e-10, epsilon = 1e-11 * largest.max(1e-3));
        };
        close(&y.value().to_owned(), matrix(10, rows));
        let numbers = (1..=rows * columns).map(|i| (i as f64).sin()).collect();
        let weights = Matrix::from_shape_vec((rows, columns), numbers).expect("as many numbers");
        let grads = (y * tape.constant(weights)).sum().backward();
        close(grads.get(x).expect("a gradient"), matrix(11, rows));
        close(grads.get(norm.gamma).expect("a gradient"), matrix(12, 1));
        close(grads.get(norm.beta).expect("a gradient"), matrix(13, 1));
        close(&norm.running.mean, matrix(14, 1));
        close(&norm.running.variance, matrix(15, 1));
    }
    assert_eq!((trained, used), (30, 36));
}
