//! A mistake of the programmer is answered with the function, the argument and the shapes.

#![allow(dropping_copy_types, reason = "`drop` says that only the panic matters")]

use ndarray::array;
use neural::data::augment::Augment;
use neural::data::{Fill, Impute, Standardize, penguins};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::init::*;
use neural::layer::{Statistics, batch_norm_gradient};
use neural::loss::*;
use neural::metrics::*;
use neural::optim::suggested_rate;
use neural::{Matrix, Params, Real, Tape, matmul, rng};
use std::panic::catch_unwind;

fn message(wrong: fn()) -> String {
    let panic = catch_unwind(wrong).expect_err("it was accepted");
    let text = panic.downcast_ref::<String>().cloned();
    text.or(panic.downcast_ref::<&str>().map(|text| text.to_string())).expect("a message")
}

/// Whether each mistake is answered with these words.
fn each_is_answered<const N: usize>(mistakes: [(&str, fn()); N]) {
    for (words, wrong) in mistakes {
        let message = message(wrong);
        assert!(message.contains(words), "`{message}` should say `{words}`");
    }
}

/// Two matrices that do not fit.
fn pair() -> (Matrix, Matrix) {
    (array![[0.5, 0.5]], array![[0.5], [0.5]])
}

#[test]
fn losses_and_their_gradients_name_themselves_and_both_shapes() {
    type Loss = fn(&Matrix, &Matrix);
    let losses: [(&str, Loss); 14] = [
        ("mse", |a, b| drop(mse(a, b))),
        ("mse_gradient", |a, b| drop(mse_gradient(a, b))),
        ("mae", |a, b| drop(mae(a, b))),
        ("mae_gradient", |a, b| drop(mae_gradient(a, b))),
        ("huber", |a, b| drop(huber(a, b, 1.0))),
        ("huber_gradient", |a, b| drop(huber_gradient(a, b, 1.0))),
        ("binary_cross_entropy", |a, b| drop(binary_cross_entropy(a, b))),
        ("binary_cross_entropy_gradient", |a, b| drop(binary_cross_entropy_gradient(a, b))),
        ("bce_with_logits", |a, b| drop(bce_with_logits(a, b))),
        ("bce_with_logits_gradient", |a, b| drop(bce_with_logits_gradient(a, b))),
        ("categorical_cross_entropy", |a, b| drop(categorical_cross_entropy(a, b))),
        ("categorical_cross_entropy_gradient", |a, b| drop(categorical_cross_entropy_gradient(a, b))),
        ("softmax_cross_entropy", |a, b| drop(softmax_cross_entropy(a, b))),
        ("softmax_cross_entropy", |a, b| drop(softmax_cross_entropy_gradient(a, b))),
    ];
    for (name, loss) in losses {
        let panic = catch_unwind(|| loss(&pair().0, &pair().1)).expect_err(name);
        let message = panic.downcast_ref::<String>().expect("a message");
        assert!(message.contains(&format!("{name}: ")), "{message}");
        assert!(message.contains("(1, 2)") && message.contains("(2, 1)"), "{message}");
        let panic = catch_unwind(|| loss(&Matrix::zeros((0, 3)), &Matrix::zeros((0, 3)))).expect_err(name);
        let message = panic.downcast_ref::<String>().expect("a message");
        assert!(message.contains(&format!("{name}: the batch is empty, of shape (0, 3)")), "{message}");
    }
}

#[test]
fn arguments_without_a_meaning_are_named() {
    each_is_answered([
        ("huber: threshold should be positive, is -1", || drop(huber(&array![[1.0]], &array![[1.0]], -1.0))),
        ("huber_gradient: threshold should be positive, is -1", || {
            drop(huber_gradient(&array![[1.0]], &array![[1.0]], -1.0))
        }),
        ("huber_gradient: threshold should be positive, is NaN", || {
            drop(huber_gradient(&array![[1.0]], &array![[1.0]], Real::NAN))
        }),
        ("numerical_gradient: the step h should be positive, is 0", || {
            let mut params = Params::default();
            let id = params.add(array![[1.0]]);
            drop(numerical_gradient(&mut params, id, 0.0, |_| 0.0))
        }),
        ("suggested_rate: a loss of the curve is NaN", || drop(suggested_rate(&[(0.1, -Real::NAN)]))),
        ("augment: these are no limits", || {
            let wrong = Augment { shift: Real::NAN, ..Augment::default() };
            drop(wrong.rows(&array![[1.0]], 1, &mut rng(0)))
        }),
        ("augment: these are no limits", || {
            let wrong = Augment { zoom: 1.5, ..Augment::default() };
            drop(wrong.rows(&array![[1.0]], 1, &mut rng(0)))
        }),
        ("lecun_normal: weights of shape (0, 3)", || drop(lecun_normal(0, 3, &mut rng(0)))),
        ("he_normal: weights of shape (0, 3)", || drop(he_normal(0, 3, &mut rng(0)))),
        ("glorot_normal: weights of shape (0, 0)", || drop(glorot_normal(0, 0, &mut rng(0)))),
        ("glorot_uniform: weights of shape (0, 0)", || drop(glorot_uniform(0, 0, &mut rng(0)))),
    ]);
}

#[test]
fn chances_outside_of_zero_to_one_are_named_with_their_place() {
    each_is_answered([
        ("binary_cross_entropy: row 1, column 0 is 1.5", || {
            drop(binary_cross_entropy(&array![[0.5], [1.5]], &array![[0.0], [1.0]]))
        }),
        ("categorical_cross_entropy: row 0, column 1 is -0.25", || {
            drop(categorical_cross_entropy(&array![[0.5, -0.25]], &array![[1.0, 0.0]]))
        }),
        ("reliability: row 0, column 1 is -0.25", || drop(reliability(&[0], &array![[0.5, -0.25]], 2))),
        ("overconfidence: row 0, column 0 is 1.5", || drop(overconfidence(&[0], &array![[1.5, 0.0]]))),
        ("overconfidence: row 0, column 0 is NaN", || drop(overconfidence(&[0], &array![[Real::NAN]]))),
    ]);
}

#[test]
fn shapes_without_a_meaning_are_named() {
    each_is_answered([
        ("reliability: the shape is (3, 0)", || drop(reliability(&[0; 3], &Matrix::zeros((3, 0)), 2))),
        ("overconfidence: the shape is (3, 0)", || drop(overconfidence(&[0; 3], &Matrix::zeros((3, 0))))),
        ("argmax_rows: the shape is (3, 0)", || drop(argmax_rows(&Matrix::zeros((3, 0))))),
        ("relative_error: the shapes differ", || drop(relative_error(&pair().0, &pair().1))),
        ("matmul: (1, 2) · (1, 2)", || drop(matmul(pair().0.view(), pair().0.view()))),
        ("Impute: fitted on 2 columns, applied to (2, 1)", || {
            drop(Impute::fit(&array![[1.0, Real::NAN], [1.0, 2.0]], Fill::Mean).apply(&pair().1))
        }),
        ("Impute: fitted on 2 columns, applied to (2, 1)", || {
            let impute = Impute::fit(&array![[1.0, Real::NAN], [1.0, 2.0]], Fill::Mean);
            drop(impute.apply_with_indicators(&pair().1))
        }),
        ("Standardize: fitted on 2 columns, applied to (2, 1)", || {
            drop(Standardize::fit(&pair().0).apply(&pair().1))
        }),
        ("batch_norm_gradient: (1, 2) of (2, 1)", || {
            let seen = Statistics::of(&pair().1);
            drop(batch_norm_gradient(&pair().0, &pair().1, &seen, &array![[1.0]], 0.0))
        }),
        ("fixed_norm: (2, 1) with a mean (1, 2)", || {
            let params = Params::default();
            let tape = Tape::new(&params);
            let [gamma, beta] = [1.0, 0.0].map(|value| tape.constant(array![[value]]));
            let _ = tape.constant(pair().1).fixed_norm(gamma, beta, &Statistics::of(&pair().0), 0.0);
        }),
        ("rows: there is no row 333 among 333", || drop(penguins().expect("the file").rows(&[0, 333]))),
        ("as many predictions as labels are needed", || drop(f1_score(&[0, 1], &[0], Average::Macro, 0.0))),
        ("recall_score: there are no labels", || drop(recall_score(&[], &[], Average::Macro, 0.0))),
    ]);
}
