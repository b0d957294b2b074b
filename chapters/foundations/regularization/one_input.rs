//! Networks with one input, so that the function that is learned can be drawn.

use neural::init::he_normal;
use neural::loss::mse;
use neural::optim::{Adam, Optimizer};
use neural::regularize::Penalty;
use neural::{Dense, Dropout, Matrix, MatrixRef, Mode, Params, Real, Rng, Tape, Var};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// What is to be learned, from how many points, with how much noise.
#[derive(Clone, Copy)]
pub struct Task {
    pub name: &'static str,
    pub truth: fn(Real) -> Real,
    pub points: usize,
    pub noise: Real,
}

const NOISE: Real = 0.3;
pub const FEW: usize = 20;

/// The task of most pictures.
pub const WAVE: Task =
    Task { name: "a wave, few noisy points", truth: |x| (3.0 * x).sin(), points: FEW, noise: NOISE };
pub const MANY: Task = Task { name: "the same wave, many noisy points", points: 200, ..WAVE };
pub const STEP: Task = Task {
    name: "a step, few points without noise",
    truth: |x| if x > 0.1 { 1.0 } else { -1.0 },
    points: FEW,
    noise: 0.0,
};

/// Inputs from −1 to 1 at about equal distances, and what was measured there: (n × 1) both.
fn measure(task: &Task, rng: &mut Rng) -> (Matrix, Matrix) {
    let n = task.points;
    let place = |i: usize| (2.0 * (i as Real + rng.random::<Real>()) / n as Real) - 1.0;
    let x: Vec<Real> = (0..n).map(place).collect();
    let noise = |rng: &mut Rng| -> Real { StandardNormal.sample(rng) };
    let y = x.iter().map(|&x| (task.truth)(x) + task.noise * noise(rng)).collect();
    let column = |values| Matrix::from_shape_vec((n, 1), values).expect("a value for each point");
    (column(x), column(y))
}

/// Places at equal distances, all with points on both sides, at which functions are compared.
pub fn everywhere() -> Matrix {
    Matrix::from_shape_fn((181, 1), |(i, _)| i as Real / 100.0 - 0.9)
}

const UNITS: usize = 30;
const STEPS: usize = 1500;
const RATE: Real = 0.005;

/// One input, two hidden layers of ReLU units, dropout after the second if wanted, one output.
#[derive(Clone)]
pub struct Curve {
    pub params: Params,
    pub layers: [Dense; 3],
    dropout: Dropout,
}

impl Curve {
    fn new(dropout: Real, rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let layers = [(1, UNITS), (UNITS, UNITS), (UNITS, 1)];
        let layers = layers.map(|(inputs, outputs)| Dense::new(&mut params, inputs, outputs, he_normal, rng));
        // The bends of the first layer begin spread over the inputs, not all at zero.
        let slopes = params[layers[0].w].to_owned();
        let biases = slopes.mapv(|slope| slope * (2.0 * rng.random::<Real>() - 1.0));
        params[layers[0].b].assign(&biases);
        Curve { params, layers, dropout: Dropout::new(dropout) }
    }

    /// What the second hidden layer says, (n × [`UNITS`]).
    fn hidden<'t>(&self, x: Var<'t>) -> Var<'t> {
        self.layers[1].forward(self.layers[0].forward(x).relu()).relu()
    }

    fn output<'t>(&self, x: Var<'t>, mode: &mut Mode) -> Var<'t> {
        self.layers[2].forward(self.dropout.forward(self.hidden(x), mode))
    }

    /// The function in use.
    pub fn at(&self, x: &MatrixRef) -> Matrix {
        let tape = Tape::new(&self.params);
        self.output(tape.constant(x.to_owned()), &mut Mode::Eval).value().into_owned()
    }

    /// The function of a thinned network: the same units are silent at every input.
    pub fn thinned(&self, x: &MatrixRef, rng: &mut Rng) -> Matrix {
        let tape = Tape::new(&self.params);
        let row = tape.constant(Matrix::ones((1, UNITS)));
        let mask = self.dropout.forward(row, &mut Mode::Train(rng)).value();
        let hidden = self.hidden(tape.constant(x.to_owned())).value();
        self.layers[2].forward(tape.constant(&*hidden * &*mask)).value().into_owned()
    }

    /// Half the sum of the squares of all weights.
    pub fn squares(&self) -> f64 {
        let squares = |layer: &Dense| self.params[layer.w].iter().map(|&w| f64::from(w).powi(2)).sum::<f64>();
        self.layers.iter().map(squares).sum::<f64>() / 2.0
    }
}

/// Trains on all points at once.
pub fn fit(task: &Task, l2: Real, dropout: Real, seed: u64) -> Fit {
    let mut rng = neural::rng(seed);
    let mut curve = Curve::new(dropout, &mut rng);
    let (x, y) = measure(task, &mut rng);
    let (penalty, mut optimizer) = (Penalty { l1: 0.0, l2 }, Adam::new(RATE));
    for _ in 0..STEPS {
        let tape = Tape::new(&curve.params);
        let output = curve.output(tape.constant(x.clone()), &mut Mode::Train(&mut rng));
        let mut loss = output.mse(&y);
        if l2 > 0.0 {
            loss = curve.layers.iter().fold(loss, |loss, layer| loss + penalty.of(tape.param(layer.w)));
        }
        let grads = loss.backward();
        optimizer.step(&mut curve.params, &grads);
    }
    let learned = curve.at(&everywhere());
    let truth = everywhere().mapv(task.truth);
    Fit { at_points: mse(&curve.at(&x), &y).into(), off_truth: mse(&learned, &truth).into(), x, y, curve }
}

/// A trained network, the points that it learned from, and mean square errors: against these
/// points, and against the truth everywhere.
pub struct Fit {
    pub x: Matrix,
    pub y: Matrix,
    pub curve: Curve,
    pub at_points: f64,
    pub off_truth: f64,
}

/// A learned or true function as points of a line.
pub fn along(y: &Matrix) -> Vec<(Real, Real)> {
    everywhere().iter().copied().zip(y.iter().copied()).collect()
}
