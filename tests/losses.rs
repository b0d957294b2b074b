//! Losses at the edges: certain probabilities, huge logits, empty batches.

use approx::assert_relative_eq;
use ndarray::array;
use neural::loss::*;
use neural::{Matrix, Real};

#[test]
fn certain_and_right_costs_nothing() {
    let y = array![[1., 0.], [0., 1.]];
    assert_eq!(binary_cross_entropy(&y, &y), 0.0);
    assert_eq!(categorical_cross_entropy(&y, &y), 0.0);
    assert!(binary_cross_entropy_gradient(&y, &y).iter().all(|g| g.is_finite()));
    assert!(categorical_cross_entropy_gradient(&y, &y).iter().all(|g| g.is_finite()));
}

#[test]
fn certain_and_wrong_costs_infinitely_much_and_is_never_nan() {
    let (p, y) = (array![[0., 1.]], array![[1., 0.]]);
    assert_eq!(binary_cross_entropy(&p, &y), Real::INFINITY);
    assert_eq!(categorical_cross_entropy(&p, &y), Real::INFINITY);
    assert_eq!(binary_cross_entropy_gradient(&p, &y), array![[Real::NEG_INFINITY, Real::INFINITY]]);
}

#[test]
fn huge_logits_give_the_exact_limit() {
    let z = array![[1e4], [-1e4], [1e4], [-1e4]];
    let y = array![[1.], [0.], [0.], [1.]];
    assert_eq!(bce_with_logits(&z, &y), 5e3);
    assert_eq!(bce_with_logits_gradient(&z, &y), array![[0.], [0.], [0.25], [-0.25]]);
    let z = array![[1e4, 0., -1e4], [1e4, 0., -1e4]];
    let y = one_hot(&[0, 2], 3);
    assert_eq!(softmax_cross_entropy(&z, &y), 1e4);
    assert_eq!(softmax_cross_entropy_gradient(&z, &y), array![[0., 0., 0.], [0.5, 0., -0.5]]);
}

#[test]
fn from_logits_is_from_probabilities_where_both_are_exact() {
    let z: Matrix = array![[0.3, -1.2, 2.0], [0.0, 0.5, -0.5]];
    let y = one_hot(&[2, 1], 3);
    let p = neural::activation::softmax(&z);
    assert_relative_eq!(
        softmax_cross_entropy(&z, &y),
        categorical_cross_entropy(&p, &y),
        max_relative = 1e-6
    );
    let p = z.mapv(neural::activation::sigmoid);
    assert_relative_eq!(bce_with_logits(&z, &y), binary_cross_entropy(&p, &y), max_relative = 1e-6);
}

#[test]
fn softmax_is_unchanged_by_adding_a_constant_to_its_logits() {
    let z: Matrix = array![[1., 2., 4.]];
    assert_eq!(neural::activation::softmax(&z), neural::activation::softmax(&(&z + 64.0)));
}

#[test]
fn every_loss_refuses_an_empty_batch_and_says_which_it_is() {
    let none = Matrix::zeros((0, 3));
    type OfItself = fn(&Matrix) -> Real;
    let losses: [(&str, OfItself); 7] = [
        ("mse", |x| mse(x, x)),
        ("mae", |x| mae(x, x)),
        ("huber", |x| huber(x, x, 1.0)),
        ("binary_cross_entropy", |x| binary_cross_entropy(x, x)),
        ("bce_with_logits", |x| bce_with_logits(x, x)),
        ("categorical_cross_entropy", |x| categorical_cross_entropy(x, x)),
        ("softmax_cross_entropy", |x| softmax_cross_entropy(x, x)),
    ];
    for (name, loss) in losses {
        let refused = std::panic::catch_unwind(|| loss(&none)).expect_err("an empty batch was accepted");
        let message = refused.downcast_ref::<String>().expect("a message");
        assert_eq!(message, &format!("{name}: the batch is empty, of shape (0, 3)"));
    }
}

#[test]
#[should_panic(expected = "mse: predictions and targets differ in shape")]
fn a_column_against_a_row_is_refused_and_not_broadcast() {
    mse(&array![[1., 2.]], &array![[1.], [2.]]);
}

#[test]
fn balanced_weights_make_rare_classes_count_as_much() {
    let y = one_hot(&[0, 0, 0, 1], 2);
    let weights = balanced_weights(&y);
    assert_relative_eq!(weights[0] * 3.0, weights[1]);
    assert_relative_eq!(weigh(&y, &weights).sum(), 4.0, max_relative = 1e-6);
}

#[test]
#[should_panic(expected = "class 1 has no row among 2")]
fn a_class_without_rows_cannot_be_balanced() {
    balanced_weights(&one_hot(&[0, 2], 3));
}
