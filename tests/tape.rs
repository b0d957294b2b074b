//! What the tape promises: order, accumulation, constants, and errors that name the operation.

use ndarray::array;
use neural::loss::one_hot;
use neural::optim::Sgd;
use neural::{Params, Tape};

#[test]
fn a_constant_gets_no_gradient_and_costs_no_work() {
    let mut params = Params::default();
    let w = params.add(array![[2.0]]);
    let unused = params.add(array![[5.0]]);
    let tape = Tape::new(&params);
    let constant = tape.constant(array![[3.0]]).map(|x| x * x, |_, _| panic!("no gradient was asked for"));
    let grads = (constant * tape.param(w)).backward();
    assert_eq!(grads.get(w), Some(&array![[9.0]]));
    assert_eq!(grads.get(unused), None);
}

#[test]
fn a_detached_value_stops_the_gradient() {
    let mut params = Params::default();
    let w = params.add(array![[2.0]]);
    let tape = Tape::new(&params);
    let x = tape.param(w);
    let detached = tape.constant((x * x).value());
    let grads = (detached * x).backward();
    assert_eq!(grads.get(w), Some(&array![[4.0]]));
}

#[test]
fn only_what_the_loss_depends_on_is_walked() {
    let mut params = Params::default();
    let w = params.add(array![[2.0]]);
    let tape = Tape::new(&params);
    let x = tape.param(w);
    let loss = x.sum();
    let _later = x.map(|x| x, |_, _| panic!("the loss does not depend on this"));
    assert_eq!(loss.backward().get(w), Some(&array![[1.0]]));
}

#[test]
fn after_backward_the_parameters_are_updated_in_place() {
    let mut params = Params::default();
    let w = params.add(array![[2.0, 1.0]]);
    let before = params[w].as_ptr();
    let tape = Tape::new(&params);
    let x = tape.param(w);
    let grads = (x * x).sum().backward();
    Sgd { learning_rate: 0.25 }.step(&mut params, &grads);
    assert_eq!(params[w], array![[1.0, 0.5]]);
    assert_eq!(params[w].as_ptr(), before, "the matrix was copied");
}

#[test]
#[should_panic(expected = "affine: (1, 2) · (3, 1)")]
fn a_shape_mismatch_names_the_operation_and_both_shapes() {
    let params = Params::default();
    let tape = Tape::new(&params);
    let [x, w, b] = [array![[1., 2.]], array![[1.], [2.], [3.]], array![[0.]]].map(|m| tape.constant(m));
    x.affine(w, b);
}

#[test]
#[should_panic(expected = "expected a loss of shape (1, 1), found (1, 2)")]
fn backward_needs_a_single_number() {
    let params = Params::default();
    Tape::new(&params).constant(array![[1., 2.]]).backward();
}

#[test]
#[should_panic(expected = "read it before `backward`")]
fn a_value_read_after_backward_says_so() {
    let params = Params::default();
    let tape = Tape::new(&params);
    let x = tape.constant(array![[1.]]);
    x.sum().backward();
    x.value();
}

#[test]
#[should_panic(expected = "different tapes")]
fn variables_of_two_tapes_do_not_mix() {
    let params = Params::default();
    let (one, other) = (Tape::new(&params), Tape::new(&params));
    let _ = one.constant(array![[1.]]) + other.constant(array![[1.]]);
}

#[test]
#[should_panic(expected = "row 1 has the label 3; expected 0 to 2")]
fn a_label_outside_the_classes_is_named() {
    one_hot(&[0, 3], 3);
}
