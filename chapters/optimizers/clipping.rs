//! A network that reads a picture row by row explodes; clipped gradients save it.

use crate::digits::{BATCH, Digits, HIDDEN, Part, SIDE, deal};
use crate::in_parallel;
use ndarray::s;
use neural::init::{he_normal, zeros};
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::{Sgd, clip_norm, clip_value};
use neural::plot::{Chart, Figure};
use neural::report::Report;
use neural::{Dense, Gradients, Matrix, ParamId, Params, Real, Rng, Tape, Var};

/// Reads the 14 rows of a picture one after the other, with the same weights: `h ← relu(xW + b + hU)`.
struct Reader {
    params: Params,
    input: Dense,
    again: ParamId, // U, 32 × 32
    output: Dense,
}

impl Reader {
    fn new(rng: &mut Rng) -> Self {
        let mut params = Params::default();
        let input = Dense::new(&mut params, SIDE, HIDDEN, he_normal, rng);
        let again = params.add(he_normal(HIDDEN, HIDDEN, rng));
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
}

/// What is done to the gradients before a step; returns their norm as it was.
type Clip = fn(&mut Gradients) -> Real;

fn run(digits: &Digits, seed: u64, rate: Real, steps: usize, clip: Clip) -> (Vec<Real>, Vec<Real>, f64) {
    let mut rng = neural::rng(seed);
    let mut reader = Reader::new(&mut rng);
    let (mut losses, mut norms) = (Vec::new(), Vec::new());
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(steps) {
        let (x, y) = digits.train.rows(&rows);
        let tape = Tape::new(&reader.params);
        let loss = reader.logits(&tape, &x).softmax_cross_entropy(&y);
        losses.push(loss.value()[[0, 0]]);
        let mut grads = loss.backward();
        norms.push(clip(&mut grads));
        Sgd { learning_rate: rate }.step(&mut reader.params, &grads);
    }
    let tape = Tape::new(&reader.params);
    let z = reader.logits(&tape, &digits.test.x).value();
    let acc = if z.iter().any(|z| !z.is_finite()) { 0.0 } else { accuracy(&digits.test.labels, &argmax_rows(&z)) };
    (losses, norms, acc)
}

pub fn an_explosion(report: &mut Report, digits: &Digits) {
    report.section("clipping", "x");
    let seeds: Vec<u64> = report.seeds().collect();
    for rate in [0.003, 0.01, 0.03, 0.1, 0.3] {
        let free: Clip = |g| clip_norm(g, Real::INFINITY);
        let norm: Clip = |g| clip_norm(g, 1.0);
        let value: Clip = |g| { let n = clip_norm(g, Real::INFINITY); clip_value(g, 0.05); n };
        for (name, clip) in [("free", free), ("norm", norm), ("value", value)] {
            let runs = in_parallel(&seeds, |&seed| run(digits, seed, rate, 300, clip));
            write!(report, "{rate} {name:<8}");
            for (losses, norms, acc) in &runs {
                let top = norms.iter().copied().fold(0.0, Real::max);
                write!(report, " {:.1e}/{top:.1e}/{:.2}", losses.last().unwrap(), acc);
            }
            writeln!(report, "");
        }
    }
}
