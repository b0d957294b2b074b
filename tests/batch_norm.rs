//! What batch normalisation promises: modes, running statistics, and errors that name the cure.

use approx::assert_relative_eq;
use ndarray::{array, s};
use neural::layer::{Statistics, batch_norm};
use neural::{BatchNorm, Matrix, Mode, Params, Tape, rng};

fn numbers() -> Matrix {
    Matrix::from_shape_fn((8, 3), |(i, j)| ((i * i + 3 * j) % 7) as neural::Real - 2.0 * j as neural::Real)
}

#[test]
fn in_training_every_feature_has_mean_beta_and_deviation_gamma() {
    let (gamma, beta) = (array![[1.0, 2.0, 0.5]], array![[0.0, -3.0, 7.0]]);
    let (y, _) = batch_norm(&numbers(), &gamma, &beta, 0.0);
    let (x_hat, _) = batch_norm(&numbers(), &Matrix::ones((1, 3)), &Matrix::zeros((1, 3)), 0.0);
    let (seen, raw) = (Statistics::of(&y), Statistics::of(&x_hat));
    assert_relative_eq!(seen.mean, beta, epsilon = 1e-5);
    assert_relative_eq!(seen.variance, &gamma * &gamma, max_relative = 1e-5);
    assert_relative_eq!(raw.variance, Matrix::ones((1, 3)), max_relative = 1e-5);
}

#[test]
fn in_use_a_row_does_not_depend_on_its_neighbours() {
    let mut params = Params::default();
    let mut norm = BatchNorm::new(&mut params, 3);
    norm.running = Statistics { mean: array![[1.0, 0.0, -1.0]], variance: array![[4.0, 1.0, 0.25]] };
    let tape = Tape::new(&params);
    let all = norm.forward(tape.constant(numbers()), &mut Mode::Eval).value();
    let one = norm.forward(tape.constant(numbers().slice(s![2..3, ..]).to_owned()), &mut Mode::Eval).value();
    assert_eq!(all.slice(s![2..3, ..]), one);
    assert_eq!(norm.running.mean, array![[1.0, 0.0, -1.0]], "use moves no running statistics");
}

#[test]
fn running_statistics_arrive_at_those_of_a_batch_that_is_seen_again_and_again() {
    let mut params = Params::default();
    let mut norm = BatchNorm::new(&mut params, 3);
    let mut rng = rng(0);
    for _ in 0..200 {
        let tape = Tape::new(&params);
        norm.forward(tape.constant(numbers()), &mut Mode::Train(&mut rng));
    }
    let seen = Statistics::of(&numbers());
    assert_relative_eq!(norm.running.mean, seen.mean, max_relative = 1e-4);
    assert_relative_eq!(norm.running.variance, seen.variance * (8.0 / 7.0), max_relative = 1e-4);
}

#[test]
fn a_feature_that_does_not_vary_becomes_beta() {
    let (y, _) = batch_norm(&array![[3.0], [3.0]], &array![[2.0]], &array![[0.5]], 1e-5);
    assert_eq!(y, array![[0.5], [0.5]]);
}

#[test]
#[should_panic(expected = "1 row in training, but a variance needs two; leave out the last, smaller batch")]
fn a_batch_of_one_row_is_refused_with_the_cure() {
    let mut params = Params::default();
    let mut norm = BatchNorm::new(&mut params, 2);
    let tape = Tape::new(&params);
    norm.forward(tape.constant(array![[1.0, 2.0]]), &mut Mode::Train(&mut rng(0)));
}

#[test]
#[should_panic(expected = "batch_norm: (8, 3) · (1, 2) + (1, 2)")]
fn a_shape_mismatch_names_the_shapes() {
    let mut params = Params::default();
    let norm = BatchNorm::new(&mut params, 2);
    let tape = Tape::new(&params);
    norm.eval(tape.constant(numbers()));
}
