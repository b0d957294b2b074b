//! What every optimiser promises, and what clipping and the range test do at their limits.

use ndarray::array;
use neural::optim::schedule::{OneCycle, cosine, warm_restarts};
use neural::optim::*;
use neural::{Gradients, Matrix, ParamId, Params, Real, Tape};

fn all(rate: Real) -> [Box<dyn Optimizer>; 7] {
    [
        Box::new(Sgd { learning_rate: rate }),
        Box::new(Momentum::new(rate, 0.9)),
        Box::new(Nesterov::new(rate, 0.9)),
        Box::new(Adagrad::new(rate)),
        Box::new(RmsProp::new(rate)),
        Box::new(Adam::new(rate)),
        Box::new(AdamW::new(rate, 0.1)),
    ]
}

/// The gradient `slope` for the parameter `id`, and none for others.
fn slope(params: &Params, id: ParamId, slope: Matrix) -> Gradients {
    let tape = Tape::new(params);
    (tape.param(id) * tape.constant(slope)).sum().backward()
}

#[test]
fn a_parameter_without_a_gradient_is_left_alone() {
    for mut optimizer in all(0.1) {
        let mut params = Params::default();
        let (moved, still) = (params.add(array![[1.0, 2.0]]), params.add(array![[3.0]]));
        for _ in 0..3 {
            let grads = slope(&params, moved, array![[1.0, -1.0]]);
            optimizer.step(&mut params, &grads);
        }
        assert_eq!(params[still], array![[3.0]]);
        assert!(params[moved][[0, 0]] < 1.0 && params[moved][[0, 1]] > 1.9);
    }
}

#[test]
fn a_rate_of_zero_moves_nothing_and_the_next_step_uses_the_rate_set() {
    for mut optimizer in all(0.0) {
        let mut params = Params::default();
        let w = params.add(array![[1.0]]);
        let grads = slope(&params, w, array![[2.0]]);
        optimizer.step(&mut params, &grads);
        assert_eq!(params[w], array![[1.0]]);
        *optimizer.learning_rate() = 0.1;
        let grads = slope(&params, w, array![[2.0]]);
        optimizer.step(&mut params, &grads);
        assert!(params[w][[0, 0]] < 1.0);
    }
}

#[test]
fn adaptive_rules_do_not_notice_the_unit_of_the_loss() {
    for place in [3, 4, 5] {
        let end = |unit: Real| {
            let mut optimizer = all(0.01).into_iter().nth(place).expect("seven rules");
            let mut params = Params::default();
            let w = params.add(array![[1.0, 2.0]]);
            for t in 0..20 {
                let grads = slope(&params, w, array![[unit, if t % 2 == 0 { -unit } else { 3.0 * unit }]]);
                optimizer.step(&mut params, &grads);
            }
            params[w].to_owned()
        };
        approx::assert_abs_diff_eq!(end(1.0), end(1000.0), epsilon = 1e-5);
    }
}

#[test]
fn gradients_below_the_limit_are_not_touched() {
    let mut params = Params::default();
    let w = params.add(array![[0.0, 0.0]]);
    let mut grads = slope(&params, w, array![[3.0, -4.0]]);
    assert_eq!(clip_norm(&mut grads, 5.0), 5.0);
    clip_value(&mut grads, 4.0);
    assert_eq!(grads.get(w), Some(&array![[3.0, -4.0]]));
}

#[test]
fn the_norm_of_large_gradients_does_not_overflow() {
    let mut params = Params::default();
    let w = params.add(array![[0.0, 0.0]]);
    let mut grads = slope(&params, w, array![[3e30, 4e30]]);
    clip_norm(&mut grads, 5.0);
    approx::assert_relative_eq!(*grads.get(w).expect("a gradient"), array![[3.0, 4.0]], max_relative = 1e-6);
}

#[test]
#[should_panic(expected = "clip_norm: the limit should be positive, is 0")]
fn a_limit_of_zero_is_refused() {
    let mut params = Params::default();
    let w = params.add(array![[0.0]]);
    clip_norm(&mut slope(&params, w, array![[1.0]]), 0.0);
}

#[test]
fn a_range_test_ends_at_the_first_loss_that_is_no_number() {
    let curve = range_test(1e-3..=1.0, 100, |rate| if rate > 0.1 { Real::NAN } else { 1.0 });
    let (last, _) = curve[curve.len() - 1];
    assert!(last <= 0.1 && last > 0.09 && curve.iter().all(|(_, loss)| (loss - 1.0).abs() < 1e-5));
}

#[test]
fn schedules_stay_at_their_ends() {
    assert_eq!(cosine(1000, 100, 0.1), 0.1);
    assert_eq!(warm_restarts(10, 10, 1, 0.0), 1.0);
    let cycle = OneCycle::new(100);
    assert_eq!(cycle.rate(99), cycle.rate(500));
}
