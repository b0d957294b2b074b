//! What the tape promises: order, accumulation, constants, and errors that name the operation.

use ndarray::array;
use neural::loss::one_hot;
use neural::optim::Sgd;
use neural::{Params, Tape, Var};

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

/// What may be tried with a variable that is older than the last `backward`.
type Use = fn(Var, Var);

#[test]
fn a_variable_from_before_backward_is_refused_in_every_use_though_its_place_is_taken_again() {
    let uses: [(&str, Use); 8] = [
        ("value", |old, _| drop(old.value())),
        ("backward", |old, _| drop(old.backward())),
        ("sum", |old, _| drop(old.sum().value())),
        ("add", |old, new| drop((old + new).value())),
        ("mul from the right", |old, new| drop((new * old).value())),
        ("affine", |old, new| drop(new.affine(new, old).value())),
        ("map", |old, _| drop(old.relu().value())),
        ("push", |old, new| drop(new.tape.push([old], array![[0.0]], |_, _| {}).value())),
    ];
    for (name, r#use) in uses {
        let mut params = Params::default();
        let w = params.add(array![[2.0]]);
        let tape = Tape::new(&params);
        let old = tape.param(w);
        for _ in 0..3 {
            let x = tape.param(w);
            x.sum().backward();
        }
        let new = tape.param(w); // lies where `old` lay
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| r#use(old, new)));
        let message = *refused.expect_err(name).downcast::<String>().expect("a message");
        assert!(message.contains("read it before `backward`"), "{name}: {message}");
        assert_eq!(new.value(), array![[2.0]]);
    }
}

#[test]
fn a_tape_can_be_used_again_after_backward() {
    let mut params = Params::default();
    let w = params.add(array![[2.0]]);
    let tape = Tape::new(&params);
    for _ in 0..3 {
        let x = tape.param(w);
        assert_eq!((x * x).backward().get(w), Some(&array![[4.0]]));
    }
}

#[test]
fn a_parameter_added_later_has_no_gradient_and_one_of_another_network_is_named() {
    let mut params = Params::default();
    let w = params.add(array![[2.0]]);
    let grads = Tape::new(&params).param(w).sum().backward();
    let late = params.add(array![[1.0]]);
    assert_eq!(grads.get(late), None);
    let refused = std::panic::catch_unwind(|| Params::default()[w].clone()).unwrap_err();
    let message = refused.downcast_ref::<String>().expect("a message");
    assert!(message.starts_with("params: there is no parameter 0 among 0"), "{message}");
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
