//! A network that reads a picture row by row explodes; clipped gradients save it.

use crate::digits::{BATCH, Digits, HIDDEN, Part, SIDE, STEPS, deal};
use ndarray::s;
use neural::init::he_normal;
use neural::metrics::{accuracy, argmax_rows};
use neural::optim::{Sgd, clip_norm, clip_value};
use neural::trials::trials;
use neural::{Dense, Gradients, Matrix, ParamId, Params, Real, Rng, Tape, Var};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// Reads the 14 rows of a picture one after the other with the same weights: `h ← relu(xW + b +
/// hU)`.
struct Reader {
    params: Params,
    input: Dense,   // W and b, 14 × 32
    again: ParamId, // U, 32 × 32
    output: Dense,  // 32 × 10
}

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

/// By how much the larger U is larger than He's rule says.
const TOO_LARGE: Real = 1.8;
/// A low and a high learning rate.
const RATES: [Real; 2] = [0.03, 0.3];
/// The greatest norm that clipping leaves, by norm and by value.
const LIMIT: Real = 1.0;

/// What is done to the gradients before a step; returns their norm as it was.
type Clip = fn(&mut Gradients) -> Real;

/// A name, the size of U, and a way to clip.
const WAYS: [(&str, Real, Clip); 5] = [
    ("large U, free", TOO_LARGE, unclipped),
    ("large U, by norm", TOO_LARGE, |grads| clip_norm(grads, LIMIT)),
    ("large U, by value", TOO_LARGE, |grads| {
        let norm = unclipped(grads);
        let entries: usize = grads.iter_mut().map(|g| g.len()).sum();
        clip_value(grads, LIMIT / (entries as Real).sqrt()); // were all entries at the limit, the norm would be too
        norm
    }),
    ("He's U, free", 1.0, unclipped),
    ("He's U, by norm", 1.0, |grads| clip_norm(grads, LIMIT)),
];

/// The norm of the gradients, which stay as they are.
fn unclipped(grads: &mut Gradients) -> Real {
    clip_norm(grads, Real::INFINITY)
}

/// Loss and norm of the gradient before clipping at each step, and the percentage of test digits
/// read at the end.
type Run = (Vec<Real>, Vec<Real>, f64);

fn train(digits: &Digits, seed: u64, rate: Real, factor: Real, clip: Clip) -> Run {
    let mut rng = neural::rng(seed);
    let mut reader = Reader::new(factor, &mut rng);
    let (mut losses, mut norms) = (Vec::new(), Vec::new());
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(STEPS) {
        let Part { x, y, .. } = digits.train.rows(&rows);
        let tape = Tape::new(&reader.params);
        let loss = reader.logits(&tape, &x).softmax_cross_entropy(&y);
        losses.push(loss.value()[[0, 0]]);
        if losses.len() > 5 && losses[losses.len() - 1].is_nan() {
            break; // nothing can come of it any more
        }
        let mut grads = loss.backward();
        norms.push(clip(&mut grads));
        Sgd { learning_rate: rate }.step(&mut reader.params, &grads);
    }
    (losses, norms, 100.0 * reader.read(digits))
}

pub fn an_explosion(report: &mut Report, digits: &Digits) {
    report.value("too-large", TOO_LARGE);
    report.value("clip-high-rate", RATES[1]);
    report.value("first-seed", report.seed());
    let [low, high] = RATES.map(|rate| {
        trials(&WAYS, report.seeds(), |&(_, factor, clip), seed| train(digits, seed, rate, factor, clip))
    });
    let caption = format!(
        "Norm of the gradient before clipping, in the first five steps of the first seed at the rate {}.",
        RATES[1]
    );
    let columns = ["matrix and clipping", "step 1", "step 2", "step 3", "step 4", "step 5"];
    let mut norms = Table::new("norms", caption, columns);
    for ((name, ..), runs) in WAYS.iter().zip(&high) {
        let cells = runs[0].1[..5].iter().map(|&norm| told(norm));
        norms.row([name.to_string()].into_iter().chain(cells));
    }
    report.table(norms);
    let read = [&low, &high].map(|runs| runs.iter().map(|runs| runs.iter().map(|run| run.2).collect()));
    let [low, high_read]: [Vec<Vec<f64>>; 2] = read.map(Iterator::collect);
    let caption = format!(
        "A network that uses one matrix {SIDE} times, with and without clipping: test accuracy on each of \
         five seeds."
    );
    let columns = ["matrix and clipping".to_string()].into_iter();
    let columns = columns.chain(RATES.map(|rate| format!("accuracy (%) at rate {rate}")));
    let mut table = Table::new("clipping", caption, columns);
    for (way, (name, ..)) in WAYS.iter().enumerate() {
        let list = |read: &[f64]| read.iter().map(|read| format!("{read:.0}")).collect::<Vec<_>>().join(", ");
        table.row([name.to_string(), list(&low[way]), list(&high_read[way])]);
    }
    report.table(table);
    state(report, &high_read);
    draw(report, &high);
}

/// A norm for a table.
fn told(norm: Real) -> String {
    match norm {
        norm if !norm.is_finite() => "–".to_string(),
        norm if (0.01..1e4).contains(&norm) => format!("{norm:.2}"),
        norm => report::scientific(norm),
    }
}

/// What the page says about the percentages read with the high rate, for each way and seed.
fn state(report: &mut Report, high: &[Vec<f64>]) {
    let [free, norm, value, right, right_norm] = [0, 1, 2, 3, 4].map(|way| &high[way]);
    report.claim(
        "free-gradients-explode",
        free.iter().map(|&read| read < 15.0),
        format!("{free:.0?} % read"),
    );
    report.claim(
        "clipped-gradients-learn",
        norm.iter().zip(value).map(|(norm, value)| norm.min(*value) > 25.0),
        format!("{norm:.0?} % read by norm, {value:.0?} % by value"),
    );
    report.claim(
        "the-right-size-is-the-cure",
        right_norm.iter().zip(norm).map(|(right, large)| right > large),
        format!("clipped by norm, {norm:.0?} % read with the large U, {right_norm:.0?} % with He's"),
    );
    report.value("exploded-at-the-high-rate", right.iter().filter(|&&read| read < 20.0).count());
    report.claim(
        "clipping-bears-a-higher-rate",
        right_norm.iter().map(|&clipped| clipped > 50.0),
        format!(
            "with He's U and the high rate {right:.0?} % read without clipping, {right_norm:.0?} % with it"
        ),
    );
}

/// Means over ten steps of what is finite, for the first seed.
fn draw(report: &mut Report, runs: &[Vec<Run>]) {
    let mut losses = Chart::new("step", "loss").height(300.0).log_y().y_range(0.7, 100);
    let mut norms = Chart::new("step", "norm before clipping").height(300.0).log_y().y_range(1e-2, 1e5);
    let means = |numbers: &[Real]| -> Vec<(usize, Real)> {
        let mean = |(i, ten): (usize, &[Real])| {
            let finite: Vec<Real> = ten.iter().copied().filter(|x| x.is_finite() && *x > 0.0).collect();
            (!finite.is_empty()).then(|| (10 * i + 5, finite.iter().sum::<Real>() / finite.len() as Real))
        };
        numbers.chunks(10).enumerate().filter_map(mean).collect()
    };
    for ((name, ..), runs) in WAYS.iter().zip(runs) {
        losses = losses.line(name, means(&runs[0].0));
        norms = norms.line(name, means(&runs[0].1));
    }
    report.figure("clipping", &Panels::new(1).add(losses).add(norms).svg());
}
