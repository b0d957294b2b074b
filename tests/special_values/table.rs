//! Every public function that takes numbers, with what an infinite one should become.

use ndarray::{array, aview1};
use neural::activation::*;
use neural::data::augment::{Augment, Move};
use neural::data::{Fill, Impute, MinMax, Robust, Standardize, rows as some_rows, shrink};
use neural::gradcheck::{numerical_gradient, relative_error};
use neural::layer::{Statistics, batch_norm, batch_norm_gradient};
use neural::loss::*;
use neural::metrics::*;
use neural::optim::schedule::*;
use neural::optim::*;
use neural::regularize::{Penalty, max_norm, soft_threshold};
use neural::train::{EarlyStopping, Network, Training};
use neural::trials::Spread;
use neural::*;

/// What an infinite number should become.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    Is(f64),
    Nan,
    Refused(&'static str),
}
use Expected::{Is, Nan, Refused};

/// A function of one number, and all the numbers in its result that depend on it.
pub struct Row {
    pub name: &'static str,
    pub function: Box<dyn Fn(Real) -> Vec<f64>>,
    /// For +∞ and for −∞.
    pub infinite: [Expected; 2],
    /// What finite numbers may be refused with.
    pub refuses: Option<&'static str>,
    /// The square of the largest number is infinite, and so may be what is computed on the way.
    pub overflows: bool,
    /// NaN means something else to it.
    pub ignores_nan: bool,
}

impl Row {
    fn refuses(mut self, with: &'static str) -> Self {
        self.refuses = Some(with);
        self
    }

    fn overflows(mut self) -> Self {
        self.overflows = true;
        self
    }

    fn ignores_nan(mut self) -> Self {
        self.ignores_nan = true;
        self
    }
}

const INF: Expected = Is(f64::INFINITY);
const MINUS: Expected = Is(f64::NEG_INFINITY);

fn row(name: &'static str, infinite: [Expected; 2], f: impl Fn(Real) -> Vec<f64> + 'static) -> Row {
    Row { name, function: Box::new(f), infinite, refuses: None, overflows: false, ignores_nan: false }
}

/// A function of one number.
fn scalar(name: &'static str, infinite: [Expected; 2], f: impl Fn(Real) -> Real + 'static) -> Row {
    row(name, infinite, move |x| vec![f(x).into()])
}

/// A function of a matrix with the number in it.
fn of(name: &'static str, infinite: [Expected; 2], f: impl Fn(&Matrix) -> Matrix + 'static) -> Row {
    row(name, infinite, move |x| numbers(&f(&array![[x]])))
}

fn numbers(matrix: &MatrixRef) -> Vec<f64> {
    matrix.iter().map(|&y| y.into()).collect()
}

pub fn rows() -> Vec<Row> {
    [activations(), losses(), metrics(), data(), operations(), steps(), rest()]
        .into_iter()
        .flatten()
        .collect()
}

fn activations() -> Vec<Row> {
    let lambda = f64::from(SELU_LAMBDA);
    let low = f64::from(-SELU_LAMBDA * SELU_ALPHA);
    let mut rows = vec![
        scalar("step", [Is(1.0), Is(0.0)], step),
        scalar("sigmoid", [Is(1.0), Is(0.0)], sigmoid),
        scalar("sigmoid_prime", [MINUS, MINUS], sigmoid_prime),
        scalar("tanh_prime", [MINUS, MINUS], tanh_prime),
        scalar("relu", [INF, Is(0.0)], relu),
        scalar("relu_prime", [Is(1.0), Is(0.0)], relu_prime),
        scalar("leaky_relu", [INF, MINUS], |z| leaky_relu(z, 0.25)),
        scalar("leaky_relu_prime", [Is(1.0), Is(0.25)], |z| leaky_relu_prime(z, 0.25)),
        scalar("elu", [INF, Is(-2.0)], |z| elu(z, 2.0)),
        scalar("elu_prime", [Is(1.0), Is(0.0)], |z| elu_prime(z, 2.0)),
        scalar("selu", [INF, Is(low)], selu),
        scalar("selu_prime", [Is(lambda), Is(0.0)], selu_prime),
        scalar("swish", [INF, Is(0.0)], swish),
        scalar("swish_prime", [Is(1.0), Is(0.0)], swish_prime),
        scalar("gelu", [INF, Is(0.0)], gelu),
        scalar("gelu_prime", [Is(1.0), Is(0.0)], gelu_prime),
        scalar("gelu_tanh", [INF, Is(0.0)], gelu_tanh),
        scalar("gelu_tanh_prime", [Is(1.0), Is(0.0)], gelu_tanh_prime),
        scalar("normal_cdf", [Is(1.0), Is(0.0)], normal_cdf),
        scalar("normal_density", [Is(0.0), Is(0.0)], normal_density),
        row("softmax", [Nan, Is(0.0)], |z| vec![softmax(&array![[0.0, z]])[[0, 1]].into()]),
        row("softmax, the others", [Nan, Is(1.0)], |z| vec![softmax(&array![[0.0, z]])[[0, 0]].into()])
            .overflows(),
        row("log_sum_exp", [INF, Is(0.0)], |z| numbers(&log_sum_exp(&array![[0.0, z]]))),
        row("log_sum_exp, alone", [INF, MINUS], |z| numbers(&log_sum_exp(&array![[z]]))),
        row("log_sum_exp, twice", [INF, MINUS], |z| numbers(&log_sum_exp(&array![[z, z]]))),
    ];
    // On the tape: the value, and the gradient that comes back through it.
    type OnTape = for<'t> fn(Var<'t>) -> Var<'t>;
    let on_tape: [(&str, [Expected; 2], [Expected; 2], OnTape); 9] = [
        ("Var::sigmoid", [Is(1.0), Is(0.0)], [Is(0.0), Is(0.0)], |z| z.sigmoid()),
        ("Var::tanh", [Is(1.0), Is(-1.0)], [Is(0.0), Is(0.0)], |z| z.tanh()),
        ("Var::relu", [INF, Is(0.0)], [Is(1.0), Is(0.0)], |z| z.relu()),
        ("Var::leaky_relu", [INF, MINUS], [Is(1.0), Is(0.25)], |z| z.leaky_relu(0.25)),
        ("Var::elu", [INF, Is(-2.0)], [Is(1.0), Is(0.0)], |z| z.elu(2.0)),
        ("Var::selu", [INF, Is(low)], [Is(lambda), Is(0.0)], |z| z.selu()),
        ("Var::swish", [INF, Is(0.0)], [Is(1.0), Is(0.0)], |z| z.swish()),
        ("Var::gelu", [INF, Is(0.0)], [Is(1.0), Is(0.0)], |z| z.gelu()),
        ("Var::gelu_tanh", [INF, Is(0.0)], [Is(1.0), Is(0.0)], |z| z.gelu_tanh()),
    ];
    for (name, value, gradient, f) in on_tape {
        rows.push(of(name, value, move |z| on(z, f).0));
        rows.push(of(name, gradient, move |z| on(z, f).1));
    }
    rows
}

/// Value and gradient of a function of a parameter, with 1 as the gradient of the value.
fn on(x: &Matrix, f: impl for<'t> Fn(Var<'t>) -> Var<'t>) -> (Matrix, Matrix) {
    let mut params = Params::default();
    let id = params.add(x.clone());
    let tape = Tape::new(&params);
    let y = f(tape.param(id));
    let value = y.value().to_owned();
    let grads = y.sum().backward();
    (value, grads.get(id).expect("a gradient").clone())
}

/// A loss as a 1 × 1 matrix.
fn one(loss: Real) -> Matrix {
    array![[loss]]
}

fn losses() -> Vec<Row> {
    let no_chance = "a probability is from 0 to 1";
    let nothing = array![[0.0]];
    let sure = array![[1.0]];
    let mut rows = vec![
        of("mse", [INF, INF], |p| one(mse(p, &array![[0.0]]))),
        of("mse of targets", [INF, INF], |t| one(mse(&array![[0.0]], t))),
        of("mse_gradient", [INF, MINUS], |p| mse_gradient(p, &array![[0.0]])),
        of("mae", [INF, INF], |p| one(mae(p, &array![[0.0]]))),
        of("mae_gradient", [Is(1.0), Is(-1.0)], |p| mae_gradient(p, &array![[0.0]])),
        of("huber", [INF, INF], |p| one(huber(p, &array![[0.0]], 1.0))),
        of("huber_gradient", [Is(1.0), Is(-1.0)], |p| huber_gradient(p, &array![[0.0]], 1.0)),
    ];
    for (y, infinite) in [(nothing.clone(), [INF, Is(0.0)]), (sure.clone(), [Is(0.0), INF])] {
        let of_gradient = [Is(1.0 - f64::from(y[[0, 0]])), Is(-f64::from(y[[0, 0]]))];
        let (a, b) = (y.clone(), y.clone());
        rows.push(of("bce_with_logits", infinite, move |z| one(bce_with_logits(z, &a))));
        rows.push(of("bce_with_logits_gradient", of_gradient, move |z| bce_with_logits_gradient(z, &b)));
        let beside = |z: &Matrix| array![[z[[0, 0]], 0.0]];
        let target = array![[y[[0, 0]], 1.0 - y[[0, 0]]]];
        let limit = if y[[0, 0]] == 0.0 { Is(0.0) } else { INF };
        rows.push(of("softmax_cross_entropy", [Nan, limit], {
            let target = target.clone();
            move |z| one(softmax_cross_entropy(&beside(z), &target))
        }));
        let slope = Is(-f64::from(y[[0, 0]]));
        rows.push(of("softmax_cross_entropy_gradient", [Nan, slope], move |z| {
            array![[softmax_cross_entropy_gradient(&beside(z), &target)[[0, 0]]]]
        }));
        type OfChance = fn(&MatrixRef, &MatrixRef) -> Matrix;
        let of_chances: [(&str, OfChance); 4] = [
            ("binary_cross_entropy", |p, y| one(binary_cross_entropy(p, y))),
            ("binary_cross_entropy_gradient", binary_cross_entropy_gradient),
            ("categorical_cross_entropy", |p, y| one(categorical_cross_entropy(p, y))),
            ("categorical_cross_entropy_gradient", categorical_cross_entropy_gradient),
        ];
        for (name, f) in of_chances {
            let y = y.clone();
            let refused = [Refused(no_chance), Refused(no_chance)];
            rows.push(of(name, refused, move |p| f(p, &y)).refuses(no_chance));
        }
    }
    let no_row = "has no row";
    rows.push(of("smooth", [INF, MINUS], |y| smooth(y, 0.5)));
    rows.push(of("weigh", [INF, MINUS], |w| weigh(&array![[1.0]], &[w[[0, 0]]])));
    let weights = |y: &Matrix| aview1(&balanced_weights(y)).insert_axis(ndarray::Axis(0)).to_owned();
    rows.push(of("balanced_weights", [Is(0.0), Refused(no_row)], weights).refuses(no_row));
    rows
}

fn metrics() -> Vec<Row> {
    let pair = |x: Real| (array![[1.0], [2.0]], array![[x], [2.0]]);
    let no_chance = "a probability is from 0 to 1";
    let refused = [Refused(no_chance), Refused(no_chance)];
    let chances = |p: Real| array![[p, 0.5], [0.5, 0.5]];
    vec![
        row("argmax_rows", [Is(0.0), Is(1.0)], |x| vec![argmax_rows(&array![[x, 0.0]])[0] as f64]),
        row("residuals", [INF, MINUS], move |x| vec![residuals(&pair(x).0, &pair(x).1)[[0, 0]].into()]),
        row("mean_absolute_error", [INF, INF], move |x| vec![mean_absolute_error(&pair(x).0, &pair(x).1)]),
        row("mean_squared_error", [INF, INF], move |x| vec![mean_squared_error(&pair(x).0, &pair(x).1)]),
        row("root_mean_squared_error", [INF, INF], move |x| {
            vec![root_mean_squared_error(&pair(x).0, &pair(x).1)]
        }),
        row("r2_score", [MINUS, MINUS], move |x| vec![r2_score(&pair(x).0, &pair(x).1)]).overflows(),
        row("r2_score of targets", [Nan, Nan], move |x| vec![r2_score(&pair(x).1, &pair(x).0)]).overflows(),
        row("r2_score of equal targets", [Is(0.0), Is(0.0)], |x| {
            vec![r2_score(&array![[3.0], [3.0]], &array![[x], [3.0]])]
        }),
        row("roc_auc_score", [Is(1.0), Is(0.0)], |x| vec![roc_auc_score(&[true, false], &[x, 0.5])]),
        row("roc_curve", [Is(1.0), Is(1.0)], |x| {
            vec![*roc_curve(&[true, false], &[x, 0.5]).tpr.last().expect("a point")]
        }),
        row("average_precision_score", [Is(1.0), Is(0.5)], |x| {
            vec![average_precision_score(&[true, false], &[x, 0.5])]
        }),
        row("precision_recall_curve", [Is(1.0), Is(1.0)], |x| {
            vec![precision_recall_curve(&[true, false], &[x, 0.5]).recall[0]]
        }),
        row("auc", [INF, MINUS], |x| vec![auc(&[0.0, 1.0], &[x.into(), 0.0])]),
        row("quantile", [Is(3.0), Is(2.0)], |x| vec![quantile(&mut [2.0, 3.0, x.into()], 0.5)]),
        row("quantile between", [INF, Is(2.0)], |x| vec![quantile(&mut [2.0, x.into()], 1.0)]),
        row("reliability", refused, move |p| vec![reliability(&[0, 0], &chances(p), 2)[1].confidence])
            .refuses(no_chance),
        row("expected_calibration_error", refused, move |p| {
            vec![expected_calibration_error(&[0, 0], &chances(p), 2)]
        })
        .refuses(no_chance),
        row("overconfidence", refused, move |p| vec![overconfidence(&[0, 0], &chances(p))])
            .refuses(no_chance),
        row("bootstrap_interval", [INF, MINUS], |x| {
            vec![*bootstrap_interval(1, 0.5, 3, &mut rng(0), |_| x.into()).start()]
        }),
    ]
}

fn data() -> Vec<Row> {
    let column = |x: Real| array![[1.0], [x], [2.0], [4.0]];
    let picture = |x: Real| Move { right: 0.0, ..Move::NONE }.picture(aview1(&[x, 0.0, 0.0, 0.0]), 2)[0];
    vec![
        row("Standardize::fit", [Nan, Nan], move |x| {
            numbers(&Standardize::fit(&column(x)).apply(&column(1.0)))
        })
        .overflows(),
        row("Standardize::fit, else constant", [Nan, Nan], |x| {
            numbers(&Standardize::fit(&array![[7.0], [x], [7.0]]).apply(&array![[7.0]]))
        }),
        row("MinMax::fit", [Nan, Nan], move |x| numbers(&MinMax::fit(&column(x)).apply(&column(1.0)))),
        row("MinMax::fit, alone", [Nan, Nan], |x| {
            numbers(&MinMax::fit(&array![[x], [x]]).apply(&array![[7.0]]))
        }),
        row("Robust::fit", [Nan, Nan], |x| numbers(&Robust::fit(&array![[1.0], [x]]).apply(&array![[1.0]]))),
        row("Standardize::apply", [INF, MINUS], move |x| {
            numbers(&Standardize::fit(&column(1.0)).apply(&array![[x]]))
        }),
        row("Standardize::undo", [INF, MINUS], move |x| {
            numbers(&Standardize::fit(&column(1.0)).undo(&array![[x]]))
        }),
        row("MinMax::apply", [INF, MINUS], move |x| numbers(&MinMax::fit(&column(1.0)).apply(&array![[x]]))),
        row("MinMax::undo", [INF, MINUS], move |x| numbers(&MinMax::fit(&column(1.0)).undo(&array![[x]]))),
        row("Robust::apply", [INF, MINUS], move |x| numbers(&Robust::fit(&column(1.0)).apply(&array![[x]]))),
        row("Impute::apply", [INF, MINUS], |x| {
            numbers(&Impute::fit(&array![[1.0]], Fill::Mean).apply(&array![[x]]))
        })
        .ignores_nan(),
        row("Impute::fit", [INF, MINUS], move |x| {
            numbers(&Impute::fit(&column(x), Fill::Mean).apply(&array![[Real::NAN]]))
        })
        .ignores_nan(),
        of("shrink", [INF, MINUS], |x| shrink(&array![[x[[0, 0]], 0.0, 0.0, 0.0]], 2)),
        of("rows", [INF, MINUS], |x| some_rows(x, &[0])),
        scalar("Move::picture", [Nan, Nan], picture),
        row("Augment::rows", [INF, MINUS], |x| {
            let noise = Augment { noise: 1.0, ..Augment::default() };
            numbers(&noise.rows(&array![[x]], 1, &mut rng(0)))
        }),
    ]
}

fn operations() -> Vec<Row> {
    let unit = |x: &Matrix| array![[x[[0, 0]]], [0.5]];
    let given = || Statistics { mean: array![[0.0]], variance: array![[1.0]] };
    vec![
        of("matmul", [INF, MINUS], |x| matmul(x.view(), array![[1.0]].view())),
        of("matmul with zero", [Nan, Nan], |x| matmul(x.view(), array![[0.0]].view())),
        of("affine", [INF, MINUS], |x| affine(x, &array![[1.0]], &array![[0.0]])),
        of("sum_rows", [INF, MINUS], |x| sum_rows(x)),
        of("Var::sum", [INF, MINUS], |x| on(x, |x| x.sum()).0),
        of("Var::mean", [INF, MINUS], |x| on(x, |x| x.mean()).0),
        of("Var::scale", [INF, MINUS], |x| on(x, |x| x.scale(2.0)).0),
        of("Var + Var", [INF, MINUS], |x| on(x, |x| x + x).0),
        of("Var - Var", [Nan, Nan], |x| on(x, |x| x - x.scale(1.0)).0),
        of("Var * Var", [INF, INF], |x| on(x, |x| x * x).0),
        of("-Var", [MINUS, INF], |x| on(x, |x| -x).0),
        of("Var::matmul", [INF, INF], |x| on(x, |x| x.matmul(x)).0),
        of("Var::affine", [INF, MINUS], |x| {
            on(x, |x| {
                let zero = x.tape.constant(array![[1.0]]);
                zero.affine(x, x)
            })
            .0
        }),
        of("Var::add_row", [INF, MINUS], |x| on(x, |x| x.add_row(x)).0),
        of("Var::l1", [INF, INF], |x| on(x, |x| x.l1()).0),
        of("Var::l1, gradient", [Is(1.0), Is(-1.0)], |x| on(x, |x| x.l1()).1),
        of("Var::l2", [INF, INF], |x| on(x, |x| x.l2()).0),
        of("Var::prelu", [INF, MINUS], |x| on(x, |x| x.prelu(x.tape.constant(array![[0.25]]))).0),
        of("Var::prelu, slope", [Is(0.0), MINUS], |x| {
            let x = x.clone();
            on(&array![[0.25]], move |slope| slope.tape.constant(x.clone()).prelu(slope)).1
        }),
        of("Var::softmax", [Nan, Is(0.5)], |x| {
            let p = softmax(&array![[x[[0, 0]], 0.0]]);
            array![[p[[0, 1]] / 2.0]]
        })
        .overflows(),
        of("batch_norm", [Nan, Nan], move |x| batch_norm(&unit(x), &array![[1.0]], &array![[0.0]], 1e-5).0)
            .overflows(),
        of("batch_norm_gradient", [Nan, Nan], move |x| {
            let seen = Statistics::of(&unit(x));
            batch_norm_gradient(&array![[1.0], [1.0]], &unit(x), &seen, &array![[1.0]], 1e-5)[0].clone()
        })
        .overflows(),
        of("Statistics::of", [Nan, Nan], move |x| Statistics::of(&unit(x)).variance).overflows(),
        of("Var::fixed_norm", [INF, MINUS], move |x| {
            let given = given();
            on(x, move |x| {
                let [gamma, beta] = [1.0, 0.0].map(|value| x.tape.constant(array![[value]]));
                x.fixed_norm(gamma, beta, &given, 0.0)
            })
            .0
        }),
        of("BatchNorm, in use", [INF, MINUS], |x| {
            let mut params = Params::default();
            let mut norm = BatchNorm::new(&mut params, 1);
            let tape = Tape::new(&params);
            norm.forward(tape.constant(x.clone()), &mut Mode::Eval).value().to_owned()
        }),
        of("Dropout", [INF, MINUS], |x| {
            on(x, |x| Dropout::new(0.0).forward(x, &mut Mode::Train(&mut rng(0)))).0
        }),
    ]
}

/// One step of a rule from 1 with such a gradient.
fn step_with(rule: &mut dyn Optimizer, gradient: Real) -> Vec<f64> {
    let mut params = Params::default();
    let w = params.add(array![[1.0]]);
    let tape = Tape::new(&params);
    let grads = (tape.param(w) * tape.constant(array![[gradient]])).sum().backward();
    rule.step(&mut params, &grads);
    numbers(&params[w])
}

/// Gradients that hold this number and a 3.
fn gradients(x: Real) -> (ParamId, Gradients) {
    let mut params = Params::default();
    let w = params.add(array![[1.0, 1.0]]);
    let tape = Tape::new(&params);
    (w, (tape.param(w) * tape.constant(array![[x, 3.0]])).sum().backward())
}

fn steps() -> Vec<Row> {
    vec![
        row("Sgd", [MINUS, INF], |g| step_with(&mut Sgd { learning_rate: 0.5 }, g)),
        row("Momentum", [MINUS, INF], |g| step_with(&mut Momentum::new(0.5, 0.9), g)),
        row("Nesterov", [MINUS, INF], |g| step_with(&mut Nesterov::new(0.5, 0.9), g)).overflows(),
        row("Adagrad", [Nan, Nan], |g| step_with(&mut Adagrad::new(0.5), g)),
        row("RmsProp", [Nan, Nan], |g| step_with(&mut RmsProp::new(0.5), g)),
        row("Adam", [Nan, Nan], |g| step_with(&mut Adam::new(0.5), g)).overflows(),
        row("AdamW", [Nan, Nan], |g| step_with(&mut AdamW::new(0.5, 0.1), g)).overflows(),
        row("clip_norm", [INF, INF], |g| vec![clip_norm(&mut gradients(g).1, 1.0).into()]),
        row("clip_norm, the gradient", [Nan, Nan], |g| {
            let (w, mut grads) = gradients(g);
            clip_norm(&mut grads, 1.0);
            vec![grads.get(w).expect("a gradient")[[0, 0]].into()]
        }),
        row("clip_value", [Is(1.0), Is(-1.0)], |g| {
            let (w, mut grads) = gradients(g);
            clip_value(&mut grads, 1.0);
            vec![grads.get(w).expect("a gradient")[[0, 0]].into()]
        }),
        scalar("step_decay", [INF, MINUS], |q| step_decay(1, 1, q)),
        scalar("exponential", [INF, MINUS], |q| exponential(1, q)),
        scalar("cosine", [Nan, Nan], |floor| cosine(9, 9, floor)),
        scalar("warm_restarts", [Nan, Nan], |floor| warm_restarts(1, 2, 1, floor)).overflows(),
        scalar("linear_warmup", [Nan, Nan], |start| linear_warmup(0, 9, start)),
        scalar("OneCycle, start", [INF, MINUS], |start| OneCycle { start, ..OneCycle::new(9) }.rate(0)),
        row("range_test", [Is(0.0), Is(0.0)], |loss| vec![range_test(0.1..=1.0, 2, |_| loss).len() as f64])
            .ignores_nan(),
        scalar("suggested_rate", [Is(0.25), Is(0.5)], |loss| suggested_rate(&[(5.0, loss), (2.5, 1.0)])),
        of("max_norm", [Nan, Nan], |w| {
            let mut params = Params::default();
            let id = params.add(w.clone());
            max_norm(&mut params, id, 1.0);
            params[id].to_owned()
        }),
        scalar("soft_threshold", [INF, MINUS], |w| soft_threshold(w, 1.0)),
        of("Penalty::proximal_step", [INF, MINUS], |w| {
            let mut params = Params::default();
            let id = params.add(w.clone());
            Penalty { l1: 1.0, l2: 1.0 }.proximal_step(&mut params, id, 1.0);
            params[id].to_owned()
        }),
        of("Penalty::of", [INF, INF], |w| on(w, |w| Penalty { l1: 1.0, l2: 1.0 }.of(w)).0),
        // An epoch without a usable loss is no improvement, and is never the best.
        row("EarlyStopping", [Is(1.0), MINUS], |loss| {
            let mut stopping = EarlyStopping::new(9);
            let _ = [1.0, loss].map(|loss| stopping.observe(loss, &Params::default()));
            vec![stopping.best().expect("a loss").into()]
        })
        .ignores_nan(),
        row("ReduceOnPlateau", [Is(0.5), Is(1.0)], |loss| {
            let mut plateau = ReduceOnPlateau::new(0.5, 0);
            vec![[0.0, loss].map(|loss| plateau.factor(loss))[1].into()]
        })
        .ignores_nan(),
    ]
}

/// A network that gives back what it gets.
struct Same;

impl Network for Same {
    fn forward<'t>(&mut self, x: Var<'t>, _: &mut Mode) -> Var<'t> {
        x
    }
}

impl Stateful for Same {
    fn state(&self) -> State {
        State::default()
    }

    fn set_state(&mut self, _: &State) -> Result<(), StateError> {
        Ok(())
    }
}

fn rest() -> Vec<Row> {
    let place = "predict: row 1, column 1 is";
    vec![
        row("Training::predict", [Refused(place), Refused(place)], |x| {
            let sgd = Box::new(Sgd { learning_rate: 0.1 });
            let x = array![[0.0, 1.0], [2.0, x]].into_shared();
            numbers(&Training::new(Same, Params::default(), sgd, 0).predict(&x))
        }),
        of("relative_error", [Nan, Nan], |x| array![[relative_error(x, &array![[1.0]])]]),
        of("numerical_gradient", [INF, MINUS], |slope| {
            let mut params = Params::default();
            let (id, slope) = (params.add(array![[0.0]]), slope[[0, 0]]);
            numerical_gradient(&mut params, id, 0.5, |params| slope * params[id][[0, 0]])
        }),
        row("Spread::of", [INF, MINUS], |x| vec![Spread::of([x.into(), 1.0]).mean]),
        row("Spread::of, deviation", [Nan, Nan], |x| vec![Spread::of([x.into(), 1.0]).deviation]),
    ]
}
