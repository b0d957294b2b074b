//! A network that reads a picture row by row explodes; clipped gradients save it.

use crate::digits::{BATCH, Digits, HIDDEN, SIDE, STEPS, deal};
use ndarray::s;
use neural::init::he_normal;
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::{Sgd, clip_norm, clip_value};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;
use neural::trials::trials;
use neural::{Dense, Gradients, Matrix, ParamId, Params, Real, Rng, Tape, Var};

/// Reads the 14 rows of a picture one after the other with the same weights: `h ← relu(xW + b + hU)`.
struct Reader {
    params: Params,
    input: Dense,   // W and b, 14 × 32
    again: ParamId, // U, 32 × 32
    output: Dense,  // 32 × 10
}

/// By how much U is larger than He's rule says.
const TOO_LARGE: Real = 1.8;

impl Reader {
    /// With `factor` times the U of He's rule.
    fn new(factor: Real, rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let input = Dense::new(&mut params, SIDE, HIDDEN, he_normal, rng);
        let again = params.add(he_normal(HIDDEN, HIDDEN, rng) * factor);
        let output = Dense::new(&mut params, HIDDEN, 10, he_normal, rng);
        Reader { params, input, again, output }
    }

    /// Shapes: `x` (n × 196), result (n × 10).
    fn logits<'t>(&self, tape: &'t Tape<'t>, x: &Matrix) -> Var<'t> {
        let mut h = tape.constant(Matrix::zeros((x.nrows(), HIDDEN)));
        for row in 0..SIDE {
            let pixels = tape.constant(x.slice(s![.., row * SIDE..(row + 1) * SIDE]).to_owned());
            h = (self.input.forward(pixels) + h.matmul(tape.param(self.again))).relu();
        }
        self.output.forward(h)
    }

    /// The share of test digits read rightly; none after an explosion.
    fn read(&self, digits: &Digits) -> f64 {
        let tape = Tape::new(&self.params);
        let z = self.logits(&tape, &digits.test.x).value();
        if z.iter().all(|z| z.is_finite()) { accuracy(&digits.test.labels, &argmax_rows(&z)) } else { 0.0 }
    }
}

/// What is done to the gradients before a step; returns their norm as it was.
type Clip = fn(&mut Gradients) -> Real;

/// A name, the size of U, and a way to clip.
const WAYS: [(&str, Real, Clip); 4] = [
    ("no clipping", TOO_LARGE, |grads| clip_norm(grads, Real::INFINITY)),
    ("by norm", TOO_LARGE, |grads| clip_norm(grads, 1.0)),
    ("by value", TOO_LARGE, |grads| {
        let norm = clip_norm(grads, Real::INFINITY);
        clip_value(grads, 0.05);
        norm
    }),
    ("none, He's U", 1.0, |grads| clip_norm(grads, Real::INFINITY)),
];

/// Loss and norm of the gradient at each step, and the share of test digits read at the end.
type Run = (Vec<Real>, Vec<Real>, f64);

fn train(digits: &Digits, seed: u64, factor: Real, clip: Clip) -> Run {
    let mut rng = neural::rng(seed);
    let mut reader = Reader::new(factor, &mut rng);
    let (mut losses, mut norms) = (Vec::new(), Vec::new());
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(STEPS) {
        let (x, y) = digits.train.rows(&rows);
        let tape = Tape::new(&reader.params);
        let loss = reader.logits(&tape, &x).softmax_cross_entropy(&y);
        losses.push(loss.value()[[0, 0]]);
        let mut grads = loss.backward();
        norms.push(clip(&mut grads));
        Sgd { learning_rate: 0.1 }.step(&mut reader.params, &grads);
    }
    (losses, norms, reader.read(digits))
}

pub fn an_explosion(report: &mut Report, digits: &Digits) {
    report.value("too-large", TOO_LARGE);
    report.value("first-seed", report.seed());
    report.section("clipping", "A network that uses one matrix 14 times, with and without clipping");
    let runs = trials(&WAYS, report.seeds(), |(_, factor, clip), seed| train(digits, seed, *factor, *clip));
    writeln!(report, "             first steps: norm of the gradient              digits read, five seeds");
    for ((name, ..), runs) in WAYS.iter().zip(&runs) {
        write!(report, "{name:<12}");
        runs[0].1[..5].iter().for_each(|norm| write!(report, " {norm:>9.1e}"));
        runs.iter().for_each(|run| write!(report, " {:>4.0} %", 100.0 * run.2));
        writeln!(report);
    }
    let read = |i: usize| runs[i].iter().map(|run| run.2).collect::<Vec<_>>();
    report.claim(
        "free-gradients-explode",
        read(0).into_iter().map(|read| read < 0.2),
        format!("{:.2?} read", read(0)),
    );
    let clipped = read(1).into_iter().zip(read(2)).map(|(norm, value)| norm.min(value) > 0.2);
    report.claim("clipped-gradients-learn", clipped, format!("{:.2?} and {:.2?} read", read(1), read(2)));
    let right = read(3).into_iter().map(|read| read > 0.2);
    report.claim("the-right-size-needs-none", right, format!("{:.2?} read", read(3)));
    draw(report, &runs);
}

fn draw(report: &mut Report, runs: &[Vec<Run>]) {
    let mut loss_chart = Chart::new("step", "loss").log_y().y_range(0.5, 100).height(320.0);
    let mut norm_chart = Chart::new("step", "norm of the gradient").log_y().y_range(0.03, 1e5).height(320.0);
    for ((name, ..), runs) in WAYS.iter().zip(runs).take(3) {
        let (losses, norms, _) = &runs[0];
        let finite = |numbers: &[Real]| -> Vec<(usize, Real)> {
            numbers.iter().copied().enumerate().filter(|(_, x)| x.is_finite() && *x > 0.0).collect()
        };
        loss_chart = loss_chart.line(name, finite(losses));
        norm_chart = norm_chart.line(name, finite(norms));
    }
    report.figure("clipping", &Panels::new(2).add(loss_chart).add(norm_chart).svg());
}
