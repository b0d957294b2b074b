//! Networks with one input, so that the function that is learned can be drawn.

use crate::told;
use ndarray::Axis;
use neural::init::he_normal;
use neural::loss::mse;
use neural::optim::{Adam, Optimizer};
use neural::regularize::Penalty;
use neural::trials::{Spread, over_seeds, trials};
use neural::{Dense, Dropout, Matrix, MatrixRef, Mode, Params, Real, Rng, Tape, Var};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// What is to be learned, from how many points, with how much noise.
#[derive(Clone, Copy)]
struct Task {
    name: &'static str,
    truth: fn(Real) -> Real,
    points: usize,
    noise: Real,
}

const NOISE: Real = 0.3;
const FEW: usize = 20;

/// The task of most pictures.
const WAVE: Task =
    Task { name: "a wave, few noisy points", truth: |x| (3.0 * x).sin(), points: FEW, noise: NOISE };
const MANY: Task = Task { name: "the same wave, many noisy points", points: 200, ..WAVE };
const STEP: Task = Task {
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
fn everywhere() -> Matrix {
    Matrix::from_shape_fn((181, 1), |(i, _)| i as Real / 100.0 - 0.9)
}

const UNITS: usize = 30;
const STEPS: usize = 1500;
const RATE: Real = 0.005;

/// One input, two hidden layers of ReLU units, dropout after the second if wanted, one output.
#[derive(Clone)]
struct Curve {
    params: Params,
    layers: [Dense; 3],
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
    fn at(&self, x: &MatrixRef) -> Matrix {
        let tape = Tape::new(&self.params);
        self.output(tape.constant(x.to_owned()), &mut Mode::Eval).value().into_owned()
    }

    /// The function of a thinned network: the same units are silent at every input.
    fn thinned(&self, x: &MatrixRef, rng: &mut Rng) -> Matrix {
        let tape = Tape::new(&self.params);
        let row = tape.constant(Matrix::ones((1, UNITS)));
        let mask = self.dropout.forward(row, &mut Mode::Train(rng)).value();
        let hidden = self.hidden(tape.constant(x.to_owned())).value();
        self.layers[2].forward(tape.constant(&*hidden * &*mask)).value().into_owned()
    }

    /// Half the sum of the squares of all weights.
    fn squares(&self) -> f64 {
        let squares = |layer: &Dense| self.params[layer.w].iter().map(|&w| f64::from(w).powi(2)).sum::<f64>();
        self.layers.iter().map(squares).sum::<f64>() / 2.0
    }
}

/// Trains on all points at once.
fn fit(task: &Task, l2: Real, dropout: Real, seed: u64) -> Fit {
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

/// A trained network, the points that it learned from, and mean square errors: against these points,
/// and against the truth everywhere.
struct Fit {
    x: Matrix,
    y: Matrix,
    curve: Curve,
    at_points: f64,
    off_truth: f64,
}

/// The strengths of L2 that are tried, and the one that is drawn beside none.
const STRENGTHS: [Real; 5] = [0.0, 0.001, 0.01, 0.03, 0.1];
const GOOD: usize = 2;
const TOO_MUCH: usize = 4;

pub fn weight_decay(report: &mut Report) {
    let fits = trials(&STRENGTHS, report.seeds(), |&l2, seed| fit(&WAVE, l2, 0.0, seed));
    draw_two(report, &fits[0][0], &fits[GOOD][0]);
    draw_strengths(report, &fits);
    draw_bias_and_variance(report, &fits);
    let of = |row: usize, number: fn(&Fit) -> f64| fits[row].iter().map(number).collect::<Vec<f64>>();
    report.value("points", FEW);
    report.value("good", STRENGTHS[GOOD]);
    for (name, row) in [("none", 0), ("good", GOOD)] {
        report
            .value(&format!("{name}-at-points"), format!("{:.3}", Spread::of(of(row, |f| f.at_points)).mean));
        report
            .value(&format!("{name}-off-truth"), format!("{:.3}", Spread::of(of(row, |f| f.off_truth)).mean));
        let squares = Spread::of(of(row, |fit| fit.curve.squares())).mean;
        report.value(&format!("{name}-squares"), format!("{squares:.0}"));
    }
    let (loose, held) = (of(0, |fit| fit.off_truth), of(GOOD, |fit| fit.off_truth));
    report.claim(
        "small-weights-are-nearer-the-truth",
        loose.iter().zip(&held).map(|(loose, held)| held < loose),
        format!("mean square error against the truth: {loose:.3?} without, {held:.3?} with L2"),
    );
    let (loose, held) = (of(0, |fit| fit.at_points), of(GOOD, |fit| fit.at_points));
    report.claim(
        "large-weights-are-nearer-the-points",
        loose.iter().zip(&held).map(|(loose, held)| *loose < 0.5 * held),
        format!("mean square error at the points: {loose:.3?} without, {held:.3?} with L2"),
    );
    let far = of(TOO_MUCH, |fit| fit.off_truth);
    report.claim(
        "too-much-underfits",
        far.iter().zip(of(GOOD, |fit| fit.off_truth)).map(|(much, good)| *much > 1.5 * good),
        format!("with λ₂ = {} the error against the truth is {far:.3?}", STRENGTHS[TOO_MUCH]),
    );
    when(report, &fits);
}

/// One draw of the points: without a penalty, and with one.
fn draw_two(report: &mut Report, loose: &Fit, held: &Fit) {
    let grid = everywhere();
    let along = |y: &Matrix| grid.iter().copied().zip(y.iter().copied()).collect::<Vec<_>>();
    let panel = |title: &str, fit: &Fit| {
        let points = fit.x.iter().copied().zip(fit.y.iter().copied());
        Chart::new("x", "y")
            .title(title)
            .height(330.0)
            .y_range(-2, 2)
            .line("truth", along(&grid.mapv(WAVE.truth)))
            .line("learned", along(&fit.curve.at(&grid)))
            .scatter("points", points)
    };
    let fits = Panels::new(2).add(panel("no penalty", loose)).add(panel("L2", held));
    report.figure("two-fits", &fits.svg());
    let panel = |title: &str, fit: &Fit| {
        let weights = fit.curve.params[fit.curve.layers[1].w].iter().copied();
        let inside = weights.filter(|w| w.abs() < 1.5);
        let chart = Chart::new("weight", "weights").title(title).height(250.0).x_range(-1.5, 1.5);
        chart.y_range(0, 250).histogram("second layer", inside, 41)
    };
    let weights = Panels::new(2).add(panel("no penalty", loose)).add(panel("L2", held));
    report.figure("two-weights", &weights.svg());
}

/// Errors against the strength: at the points they only rise, against the truth they fall first.
fn draw_strengths(report: &mut Report, fits: &[Vec<Fit>]) {
    let caption = format!(
        "L2 on {FEW} noisy points, for each strength: mean square error at these points and against the \
         truth; mean and standard deviation of five seeds."
    );
    let columns = ["λ₂", "error at the points", "error against the truth", "half the sum of squared weights"];
    let mut table = Table::new("strengths-one-input", caption, columns);
    for (l2, fits) in STRENGTHS.iter().zip(fits) {
        let spread = |number: fn(&Fit) -> f64, decimals| told(fits.iter().map(number), decimals);
        table.row([
            l2.to_string(),
            spread(|fit| fit.at_points, 3),
            spread(|fit| fit.off_truth, 3),
            spread(|fit| fit.curve.squares(), 1),
        ]);
    }
    report.table(table);
}

/// Five draws of the points: the functions learned with no, a good, and far too strong a penalty.
fn draw_bias_and_variance(report: &mut Report, fits: &[Vec<Fit>]) {
    let grid = everywhere();
    let along = |y: &Matrix| grid.iter().copied().zip(y.iter().copied()).collect::<Vec<_>>();
    let panels = [("λ₂ = 0", 0), ("a good λ₂", GOOD), ("too large a λ₂", TOO_MUCH)].into_iter().fold(
        Panels::new(3),
        |panels, (title, row)| {
            let chart = Chart::new("x", "y").title(title).height(330.0).y_range(-2, 2);
            let chart = fits[row]
                .iter()
                .fold(chart, |chart, fit| chart.line("learned", along(&fit.curve.at(&grid))).faint());
            panels.add(chart.line("truth", along(&grid.mapv(WAVE.truth))))
        },
    );
    report.figure("bias-variance", &panels.svg());
    let curves = |row: usize| fits[row].iter().map(|fit| fit.curve.at(&grid)).collect::<Vec<_>>();
    let truth = grid.mapv(WAVE.truth);
    let parts = |row: usize| {
        let curves = curves(row);
        let views: Vec<_> = curves.iter().map(|curve| curve.view()).collect();
        let all = ndarray::concatenate(Axis(1), &views).expect("equal lengths");
        let mean = all.mean_axis(Axis(1)).expect("five curves").insert_axis(Axis(1));
        let bias = f64::from(mse(&mean, &truth));
        let variance = f64::from(all.var_axis(Axis(1), 0.0).mean().expect("places"));
        [bias, variance]
    };
    let caption = "The error against the truth in two parts, from five draws of the points: squared bias, \
                   how far the mean of the five functions is from the truth; and variance, how far each of \
                   the five is from that mean.";
    let columns = ["λ₂", "squared bias", "variance", "error against the truth"];
    let mut table = Table::new("bias-variance", caption, columns);
    for row in [0, GOOD, TOO_MUCH] {
        let [bias, variance] = parts(row);
        let error = Spread::of(fits[row].iter().map(|fit| fit.off_truth)).mean;
        table.row([
            STRENGTHS[row].to_string(),
            format!("{bias:.3}"),
            format!("{variance:.3}"),
            format!("{error:.3}"),
        ]);
    }
    report.table(table);
    // Of each function: how far it is from the mean of the five, and how far that mean is from the truth.
    let apart = |row: usize| {
        let (curves, n) = (curves(row), fits[row].len() as Real);
        let mean = curves.iter().fold(Matrix::zeros(grid.dim()), |sum, curve| sum + curve) / n;
        let bias = f64::from(mse(&mean, &truth));
        curves.iter().map(|curve| (f64::from(mse(curve, &mean)), bias)).collect::<Vec<_>>()
    };
    report.claim(
        "overfitting-is-variance",
        apart(0).iter().map(|(own, bias)| own > bias),
        format!("no penalty, each function from their mean, and the mean from the truth: {:.3?}", apart(0)),
    );
    report.claim(
        "underfitting-is-bias",
        apart(TOO_MUCH).iter().map(|(own, bias)| *bias > 3.0 * own),
        format!("too strong a penalty, the same: {:.3?}", apart(TOO_MUCH)),
    );
}

/// When a penalty does not help.
fn when(report: &mut Report, wave: &[Vec<Fit>]) {
    let caption = "When L2 helps: mean square error against the truth without a penalty and with one; mean \
                   and standard deviation of five seeds.";
    let strengths = [STRENGTHS[0], STRENGTHS[GOOD]];
    let columns = std::iter::once("what is learned".to_string())
        .chain(strengths.map(|l2| if l2 == 0.0 { "no penalty".to_string() } else { format!("λ₂ = {l2}") }));
    let mut table = Table::new("when", caption, columns);
    let known = [0, GOOD].map(|row| wave[row].iter().map(|fit| fit.off_truth).collect());
    let mut seen = vec![known.to_vec()];
    for task in [STEP, MANY] {
        seen.push(trials(&strengths, report.seeds(), |&l2, seed| fit(&task, l2, 0.0, seed).off_truth));
    }
    for (task, runs) in [WAVE, STEP, MANY].iter().zip(&seen) {
        let cells = runs.iter().map(|runs| told(runs.iter().copied(), 3));
        table.row(std::iter::once(task.name.to_string()).chain(cells));
    }
    report.table(table);
    report.value("many-points", MANY.points);
    report.claim(
        "a-sharp-truth-is-blunted",
        seen[1][0].iter().zip(&seen[1][1]).map(|(none, good)| good > none),
        format!("a step: {:.3?} without, {:.3?} with λ₂ = {}", seen[1][0], seen[1][1], strengths[1]),
    );
    report.claim(
        "many-points-outvote-noise",
        seen[2][0].iter().zip(&seen[0][1]).map(|(many, good)| many < good),
        format!(
            "{} points without a penalty: {:.4?}; {FEW} points with a good one: {:.3?}",
            MANY.points, seen[2][0], seen[0][1]
        ),
    );
}

/// How often a thinned function is drawn for a mean, and its dropout.
const THINNED: usize = 100;
const HALF: Real = 0.5;

/// Errors against the truth: without dropout; with it, a thinned function, the mean of many, in use.
fn thinning(seed: u64) -> ([f64; 4], Vec<Matrix>, Matrix, Fit) {
    let (plain, fit) = (fit(&WAVE, 0.0, 0.0, seed), fit(&WAVE, 0.0, HALF, seed));
    let (grid, mut rng) = (everywhere(), neural::rng(seed));
    let truth = grid.mapv(WAVE.truth);
    let thin: Vec<Matrix> = (0..THINNED).map(|_| fit.curve.thinned(&grid, &mut rng)).collect();
    let single = Spread::of(thin.iter().map(|y| mse(y, &truth).into())).mean;
    let mean = thin.iter().fold(Matrix::zeros(grid.dim()), |sum, y| sum + y) / THINNED as Real;
    ([plain.off_truth, single, mse(&mean, &truth).into(), fit.off_truth], thin, mean, fit)
}

pub fn thinned(report: &mut Report) {
    let runs = over_seeds(report.seeds(), thinning);
    let caption = format!(
        "Dropout on {FEW} noisy points: mean square error against the truth; mean and standard deviation of \
         five seeds."
    );
    let mut table = Table::new("thinned", caption, ["function", "error against the truth"]);
    let names = [
        "trained without dropout".to_string(),
        "trained with it: one thinned network".to_string(),
        format!("the mean of {THINNED} thinned networks"),
        "the whole network, in use".to_string(),
    ];
    for (i, name) in names.into_iter().enumerate() {
        table.row([name, told(runs.iter().map(|run| run.0[i]), 3)]);
    }
    report.table(table);
    report.claim(
        "the-mean-of-thinned-networks-errs-less",
        runs.iter().map(|([_, single, mean, used], ..)| mean < &(0.8 * single) && used < &(0.8 * single)),
        format!(
            "without dropout, one thinned, their mean, in use: {:.3?}",
            runs.iter().map(|run| run.0).collect::<Vec<_>>()
        ),
    );
    let (_, thin, mean, fit) = &runs[0];
    let grid = everywhere();
    let along = |y: &Matrix| grid.iter().copied().zip(y.iter().copied()).collect::<Vec<_>>();
    let chart = Chart::new("x", "y").y_range(-2, 2);
    let chart = thin[..4].iter().fold(chart, |chart, y| chart.line("thinned networks", along(y)).faint());
    let chart = chart
        .line("mean of many", along(mean))
        .line("in use", along(&fit.curve.at(&grid)))
        .line("truth", along(&grid.mapv(WAVE.truth)));
    report.figure("thinned", &chart.svg());
}
