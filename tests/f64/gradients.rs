//! The derivative of every operation and loss agrees with central differences, in double precision.

use ndarray::array;
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::layer::Statistics;
use neural::loss::{one_hot, smooth, weigh};
use neural::regularize::Penalty;
use neural::{Dropout, Matrix, Mode, ParamId, Params, Real, Tape, Var, rng};
use rand::RngExt;

const TOLERANCE: Real = 1e-6;
const STEP: Real = 6e-6; // the cube root of the machine epsilon of f64

/// Entries between −1.5 and 1.5, none within 0.01 of 0, where ReLU and the absolute error have their kinks.
fn random(rows: usize, columns: usize, seed: u64) -> Matrix {
    let mut rng = rng(seed);
    Matrix::from_shape_simple_fn((rows, columns), || {
        let x = rng.random::<Real>() * 3.0 - 1.5;
        if x.abs() < 0.01 { x + 0.05 } else { x }
    })
}

/// Checks the gradient of `network` with respect to matrices of the given shapes, over five seeds.
fn check<const N: usize>(shapes: [(usize, usize); N], network: impl for<'t> Fn([Var<'t>; N]) -> Var<'t>) {
    for seed in 0..5 {
        let mut params = Params::default();
        let ids: [ParamId; N] = std::array::from_fn(|i| {
            let (rows, columns) = shapes[i];
            params.add(random(rows, columns, 10 * seed + i as u64))
        });
        let loss = |params: &Params| {
            let tape = Tape::new(params);
            weighted_sum(network(ids.map(|id| tape.param(id)))).value()[[0, 0]]
        };
        let grads = {
            let tape = Tape::new(&params);
            weighted_sum(network(ids.map(|id| tape.param(id)))).backward()
        };
        for id in ids {
            let tape = grads.get(id).expect("the loss depends on every matrix");
            let differences = numerical_gradient(&mut params, id, STEP, loss);
            let error = relative_error(tape, &differences);
            assert!(
                error < TOLERANCE,
                "seed {seed}, {id:?}: relative error {error:e}\n{tape}\n{differences}"
            );
        }
    }
}

/// One number that depends on every entry of `y` in a different way.
fn weighted_sum(y: Var) -> Var {
    let (rows, columns) = y.value().dim();
    (y * y.tape.constant(random(rows, columns, 99))).sum()
}

#[test]
fn arithmetic() {
    check([(3, 4), (3, 4)], |[a, b]| a + b);
    check([(3, 4), (3, 4)], |[a, b]| a - b);
    check([(3, 4), (3, 4)], |[a, b]| a * b);
    check([(3, 4)], |[a]| -a);
    check([(3, 4)], |[a]| a.scale(0.7));
    check([(3, 4)], |[a]| a.sum());
    check([(3, 4)], |[a]| a.mean());
    check([(3, 4)], |[a]| a.map(|x| x.powi(3), |x, _| 3.0 * x * x));
}

#[test]
fn products() {
    check([(5, 3), (3, 2)], |[x, w]| x.matmul(w));
    check([(5, 3), (3, 2), (1, 2)], |[x, w, b]| x.affine(w, b));
    check([(5, 3), (1, 3)], |[x, b]| x.add_row(b));
}

#[test]
fn activations() {
    check([(3, 4)], |[z]| z.sigmoid());
    check([(3, 4)], |[z]| z.tanh());
    check([(3, 4)], |[z]| z.relu());
    check([(3, 4)], |[z]| z.softmax());
    check([(3, 4)], |[z]| z.leaky_relu(0.01));
    check([(3, 4), (1, 4)], |[z, slopes]| z.prelu(slopes));
    check([(3, 4), (1, 1)], |[z, slope]| z.prelu(slope));
    check([(3, 4)], |[z]| z.elu(1.0));
    check([(3, 4)], |[z]| z.elu(0.3));
    check([(3, 4)], |[z]| z.selu());
    check([(3, 4)], |[z]| z.swish());
    check([(3, 4)], |[z]| z.gelu());
    check([(3, 4)], |[z]| z.gelu_tanh());
}

#[test]
fn batch_normalisation() {
    let given = Statistics { mean: random(1, 3, 52), variance: random(1, 3, 53).mapv(|x| x * x + 0.5) };
    for rows in [2, 3, 8] {
        check([(rows, 3), (1, 3), (1, 3)], |[x, gamma, beta]| x.batch_norm(gamma, beta, 1e-2).0);
        check([(rows, 3), (1, 3), (1, 3)], |[x, gamma, beta]| x.fixed_norm(gamma, beta, &given, 1e-5));
    }
    // What comes before depends on γ's own matrix too: gradients add up along both ways.
    check([(6, 3), (3, 3), (1, 3)], |[x, w, b]| x.matmul(w).batch_norm(b, b, 1e-2).0.tanh());
}

#[test]
fn penalties() {
    check([(3, 4)], |[w]| w.l1());
    check([(3, 4)], |[w]| w.l2());
    check([(3, 4)], |[w]| Penalty { l1: 0.3, l2: 0.7 }.of(w));
}

#[test]
fn dropout_with_one_mask() {
    // The same generator each time, so that forward, backward and every nudge see the same mask.
    check([(5, 4)], |[x]| Dropout::new(0.4).forward(x, &mut Mode::Train(&mut rng(7))).tanh());
    check([(5, 4)], |[x]| Dropout::new(0.4).forward(x, &mut Mode::Eval).tanh());
}

#[test]
fn regression_losses() {
    let y = random(6, 2, 50);
    check([(6, 2)], |[p]| p.mse(&y));
    check([(6, 2)], |[p]| p.mae(&y));
    check([(6, 2)], |[p]| p.huber(&y, 0.8));
}

#[test]
fn classification_losses() {
    let bits = random(6, 2, 51).mapv(|x| if x > 0.0 { 1.0 } else { 0.0 });
    check([(6, 2)], |[z]| z.sigmoid().binary_cross_entropy(&bits));
    check([(6, 2)], |[z]| z.bce_with_logits(&bits));
    let hot = one_hot(&[2, 0, 1, 2, 2], 3);
    for y in [smooth(&hot, 0.1), weigh(&hot, &[0.5, 2.0, 1.0]), hot] {
        check([(5, 3)], |[z]| z.softmax().categorical_cross_entropy(&y));
        check([(5, 3)], |[z]| z.softmax_cross_entropy(&y));
    }
}

#[test]
fn a_weight_that_is_used_twice_gets_the_sum_of_both_gradients() {
    check([(4, 3), (3, 3)], |[x, w]| x.matmul(w).tanh().matmul(w));
    let mut params = Params::default();
    let w = params.add(array![[3.0]]);
    let tape = Tape::new(&params);
    let grads = (tape.param(w) * tape.param(w)).backward();
    assert_eq!(grads.get(w), Some(&array![[6.0]]));
}

#[test]
fn a_whole_network() {
    let y = one_hot(&[1, 0, 2, 1], 3);
    check([(4, 5), (5, 6), (1, 6), (6, 3), (1, 3)], |[x, w1, b1, w2, b2]| {
        x.affine(w1, b1).relu().affine(w2, b2).softmax_cross_entropy(&y)
    });
}
