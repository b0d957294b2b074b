//! Large, small and nearly equal numbers: what can be held is right, however large the squares on
//! the way to it are.

use approx::assert_relative_eq;
use ndarray::{Array2, array};
use neural::data::{MinMax, Robust, Standardize};
use neural::gradcheck::relative_error;
use neural::loss::*;
use neural::metrics::*;
use neural::optim::schedule::OneCycle;
use neural::optim::{ReduceOnPlateau, clip_norm, range_test};
use neural::regularize::max_norm;
use neural::trials::Spread;
use neural::{Gradients, Matrix, ParamId, Params, Real, Tape};

/// From the smallest number that is held in full to the largest.
const SCALES: [Real; 7] = [1e-37, 1e-30, 1e-20, 1.0, 1e19, 1e20, 1e38];

/// Gradients of two parameters: (3, 0) and (0, 4), times `scale`.
fn gradients(scale: Real) -> ([ParamId; 2], Gradients) {
    let mut params = Params::default();
    let ids = [(); 2].map(|()| params.add(array![[1.0, 1.0]]));
    let tape = Tape::new(&params);
    let times = |id, slope: Matrix| (tape.param(id) * tape.constant(slope * scale)).sum();
    let loss = times(ids[0], array![[3.0, 0.0]]) + times(ids[1], array![[0.0, 4.0]]);
    (ids, loss.backward())
}

#[test]
fn a_norm_is_clipped_whatever_its_size() {
    for scale in SCALES {
        let scale = scale / 2.0;
        for limit in [scale, scale * 1e-3] {
            let ([a, b], mut grads) = gradients(scale);
            assert_relative_eq!(clip_norm(&mut grads, limit), 5.0 * scale, max_relative = 1e-6);
            let clipped = grads.get(a).unwrap() + grads.get(b).unwrap();
            assert_relative_eq!(clipped, array![[0.6, 0.8]] * limit, max_relative = 1e-5);

            let mut params = Params::default();
            let w = params.add(array![[3.0, 0.0], [4.0, 0.0]] * scale);
            assert_eq!(max_norm(&mut params, w, limit), 1);
            let shortened = array![[0.6, 0.0], [0.8, 0.0]] * limit;
            assert_relative_eq!(params[w].to_owned(), shortened, max_relative = 1e-5);
        }
    }
}

// In double precision there is no wider type for what lies between.
#[cfg(not(feature = "f64"))]
#[test]
fn a_norm_above_the_largest_number_is_clipped_all_the_same() {
    let mut params = Params::default();
    let w = params.add(Matrix::from_elem((1, 4), Real::MAX));
    let tape = Tape::new(&params);
    let mut grads = (tape.param(w) * tape.param(w)).sum().scale(0.5).backward();
    assert_eq!(clip_norm(&mut grads, 1.0), Real::INFINITY, "twice the largest number");
    assert_relative_eq!(grads.get(w).unwrap(), &Matrix::from_elem((1, 4), 0.5), max_relative = 1e-6);
}

// In double precision there is no wider type for what lies between.
#[cfg(not(feature = "f64"))]
#[test]
fn a_relative_error_does_not_depend_on_the_unit() {
    for scale in SCALES {
        let (a, b) = (array![[1.0, 2.0]] * scale, array![[1.0, 1.0]] * scale);
        let expected = 1.0 / (Real::sqrt(5.0) + Real::sqrt(2.0));
        assert_relative_eq!(relative_error(&a, &b), expected, max_relative = 1e-5);
    }
    let smallest = array![[Real::from_bits(1)]];
    assert_eq!(relative_error(&smallest, &-&smallest), 1.0);
    assert_eq!(relative_error(&array![[Real::MAX]], &array![[Real::MIN]]), 1.0);
}

// In double precision there is no wider type for what lies between.
#[cfg(not(feature = "f64"))]
#[test]
fn a_mean_is_held_though_the_sum_is_not() {
    let largest = Matrix::from_elem((1, 8), Real::MAX);
    let params = Params::default();
    let tape = Tape::new(&params);
    assert_eq!(tape.constant(largest.clone()).mean().value(), array![[Real::MAX]]);
    assert_eq!(mae(&largest, &Matrix::zeros((1, 8))), Real::MAX);
    // One square alone cannot be held, the mean of many can.
    let mut one = Matrix::zeros((1000, 1));
    one[[0, 0]] = Real::sqrt(Real::MAX) * 2.0;
    assert_relative_eq!(mse(&one, &Matrix::zeros((1000, 1))), Real::MAX / 250.0, max_relative = 1e-5);
    assert_eq!(huber(&array![[Real::MAX]], &array![[Real::MIN]], 0.25), Real::MAX / 2.0);
}

#[test]
fn differences_are_taken_before_digits_are_lost() {
    let (y, p) = (array![[1e8], [1e8]], array![[1.0], [3.0]]);
    assert_eq!(mean_absolute_error(&y, &p), 1e8 - 2.0);
    assert_eq!(mean_squared_error(&y, &p), ((1e8f64 - 1.0).powi(2) + (1e8f64 - 3.0).powi(2)) / 2.0);
    assert_eq!(
        r2_score(&array![[1e8], [1.0]], &array![[1e8], [3.0]]),
        1.0 - 4.0 / ((1e8f64 - 1.0).powi(2) / 2.0)
    );
}

#[test]
fn a_small_chance_that_did_not_come_true_costs_as_little() {
    for p in [1e-3, 1e-9, 1e-30, Real::MIN_POSITIVE] {
        let expected = -(-f64::from(p)).ln_1p() as Real;
        assert_relative_eq!(
            binary_cross_entropy(&array![[p]], &array![[0.0]]),
            expected,
            max_relative = 1e-6
        );
    }
    for z in [10.0, 30.0, 80.0] {
        let expected = (-f64::from(z)).exp().ln_1p() as Real;
        assert_relative_eq!(bce_with_logits(&array![[z]], &array![[1.0]]), expected, max_relative = 1e-6);
        assert_relative_eq!(bce_with_logits(&array![[-z]], &array![[0.0]]), expected, max_relative = 1e-6);
    }
}

#[test]
fn the_log_of_a_sum_knows_infinite_scores() {
    let (inf, minus) = (Real::INFINITY, Real::NEG_INFINITY);
    let z = array![[minus, minus], [inf, 0.0], [inf, minus], [inf, inf], [minus, 1.0]];
    assert_eq!(log_sum_exp(&z), array![[minus], [inf], [inf], [inf], [1.0]]);
    assert!(log_sum_exp(&array![[inf, Real::NAN], [minus, Real::NAN]]).iter().all(|y| y.is_nan()));
    assert_eq!(log_sum_exp(&Matrix::zeros((2, 0))), array![[minus], [minus]], "of a sum without terms");
}

#[test]
fn a_class_that_is_ruled_out_costs_nothing_where_it_is_not_the_one() {
    let z = array![[Real::NEG_INFINITY, 0.0, 0.0]];
    let y = one_hot(&[1], 3);
    assert_relative_eq!(softmax_cross_entropy(&z, &y), Real::ln(2.0));
    assert_eq!(softmax_cross_entropy_gradient(&z, &y), array![[0.0, -0.5, 0.5]]);
    assert_eq!(softmax_cross_entropy(&z, &one_hot(&[0], 3)), Real::INFINITY);
}

/// A column of 1, 2 … 9, times a step, far from zero.
fn far(offset: Real, step: Real) -> Matrix {
    Matrix::from_shape_fn((9, 1), |(row, _)| offset + step * (row + 1) as Real)
}

#[test]
fn scalers_see_small_differences_of_large_numbers() {
    let near = far(0.0, 1.0);
    for (offset, step) in
        [(1e6, 0.125), (1e7, 1.0), (16_777_216.0, 2.0), (1e9, 64.0), (-1e9, 64.0), (0.0, 1e-30)]
    {
        let x = far(offset, step);
        let scaled = [Standardize::fit(&x).apply(&x), MinMax::fit(&x).apply(&x), Robust::fit(&x).apply(&x)];
        let wanted = [
            Standardize::fit(&near).apply(&near),
            MinMax::fit(&near).apply(&near),
            Robust::fit(&near).apply(&near),
        ];
        for (scaled, wanted) in scaled.iter().zip(&wanted) {
            assert_relative_eq!(scaled, wanted, max_relative = 1e-6);
        }
        assert_relative_eq!(Standardize::fit(&x).undo(&scaled[0]), x, max_relative = 2.0 * Real::EPSILON);
        assert_relative_eq!(MinMax::fit(&x).undo(&scaled[1]), x, max_relative = 2.0 * Real::EPSILON);
    }
}

#[test]
fn a_constant_column_becomes_zero_however_large_it_is() {
    for constant in [0.1, 16_777_217.0, 1e9, 1e-30, Real::MAX] {
        let x = Matrix::from_elem((7, 1), constant);
        for scaled in [Standardize::fit(&x).apply(&x), MinMax::fit(&x).apply(&x), Robust::fit(&x).apply(&x)] {
            assert_eq!(scaled, Matrix::zeros((7, 1)), "{constant}");
        }
    }
}

// In double precision there is no wider type for what lies between.
#[cfg(not(feature = "f64"))]
#[test]
fn a_range_wider_than_the_largest_number_is_still_a_range() {
    let x = array![[Real::MIN], [0.0], [Real::MAX]];
    assert_eq!(MinMax::fit(&x).apply(&x), array![[0.0], [0.5], [1.0]]);
    assert_eq!(MinMax::fit(&x).undo(&array![[0.0], [0.5], [1.0]]), x);
    assert_eq!(quantile(&mut [f64::MIN, f64::MAX], 0.5), 0.0);
    assert_eq!(quantile(&mut [f64::INFINITY, f64::INFINITY], 0.3), f64::INFINITY);
}

#[test]
fn equal_numbers_have_no_spread_though_their_mean_is_rounded() {
    for n in 2..50 {
        let flat = Array2::from_elem((n, 1), 0.1);
        assert_eq!(r2_score(&flat, &(&flat + 1.0)), 0.0, "{n} targets");
        assert_eq!(r2_score(&flat, &flat), 1.0);
        let spread = Spread::of(vec![0.1; n]);
        assert_eq!((spread.mean, spread.deviation), (0.1, 0.0), "{n} numbers");
    }
}

#[test]
fn rules_that_look_at_a_loss_work_below_zero_too() {
    let falling = (1..40).map(|t| -(t as Real));
    let mut plateau = ReduceOnPlateau::new(0.5, 0);
    assert!(falling.map(|loss| plateau.factor(loss)).all(|factor| factor == 1.0));
    let mut flat = ReduceOnPlateau::new(0.5, 1);
    assert_eq!([-1.0; 4].map(|loss| flat.factor(loss)), [1.0, 1.0, 0.5, 0.5]);
    assert_eq!(range_test(0.1..=1.0, 9, |rate| -1.0 - rate).len(), 9);
    assert!(range_test(0.1..=1.0, 9, |rate| if rate < 0.5 { -1.0 } else { 1e3 }).len() < 9);
    assert_eq!(range_test(0.1..=1.0, 9, |_| Real::INFINITY).len(), 0);
}

#[test]
fn one_cycle_is_a_number_at_every_step_whatever_its_length() {
    for steps in 0..30 {
        for rise in [0.0, 0.1, 0.25, 0.3, 0.5, 1.0 / 3.0, 1.0] {
            let cycle = OneCycle { rise, ..OneCycle::new(steps) };
            for t in 0..steps + 2 {
                let (rate, momentum) = (cycle.rate(t), cycle.momentum(t, 0.85, 0.95));
                assert!((0.0..=1.0).contains(&rate), "step {t} of {steps}, rise {rise}: {rate}");
                assert!((0.849..=0.951).contains(&momentum), "step {t} of {steps}, rise {rise}: {momentum}");
            }
        }
    }
    assert_eq!(OneCycle { rise: 0.5, ..OneCycle::new(2) }.rate(0), 1.0);
}

#[test]
fn a_confidence_at_the_end_of_a_bin_belongs_to_it() {
    for bins in 1..60 {
        for m in 1..=bins {
            let confidence = (m as f64 / bins as f64) as Real;
            let p = array![[confidence, 0.0]];
            assert_eq!(reliability(&[0], &p, bins)[m - 1].count, 1, "{m} of {bins}");
        }
        assert_eq!(reliability(&[0], &array![[0.0, 0.0]], bins)[0].count, 1);
    }
}
