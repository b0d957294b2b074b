//! Adam for one weight, number by number, and why it divides.

use crate::digits::{BATCH, Digits, Network, Part, deal};
use ndarray::arr2;
use neural::optim::{Adam, Optimizer};
use neural::{Params, Real, Tape};
use rand::RngExt;
use report::plot::{Chart, Figure};
use report::{Report, Table};

const BETA1: Real = 0.9;
const BETA2: Real = 0.999;
const EPSILON: Real = 1e-8;

/// What Adam remembers of one weight: how many slopes it has seen, and two running means.
#[derive(Clone, Copy, Default)]
pub struct OneWeight {
    t: i32,
    m: Real,
    v: Real,
}

impl OneWeight {
    /// How far the weight moves, in units of the learning rate; then times −η.
    pub fn step(&mut self, g: Real) -> Real {
        self.t += 1;
        self.m = BETA1 * self.m + (1.0 - BETA1) * g; // which way, of late
        self.v = BETA2 * self.v + (1.0 - BETA2) * g * g; // how large, for a longer while
        let m_hat = self.m / (1.0 - BETA1.powi(self.t)); // both began at zero:
        let v_hat = self.v / (1.0 - BETA2.powi(self.t)); // divide by the share that is filled
        m_hat / (v_hat.sqrt() + EPSILON)
    }

    /// The step if nothing made up for the means' start at zero.
    fn uncorrected(self) -> Real {
        self.m / (self.v.sqrt() + EPSILON)
    }
}

/// The typical slope of each weight between pixels and hidden units: the root mean square over some
/// batches.
fn slopes(digits: &Digits, seed: u64) -> Vec<Real> {
    let mut rng = neural::rng(seed);
    let network = Network::new(&mut rng);
    let (mut squares, batches) = (None, 50);
    for rows in deal(digits.train.x.nrows(), BATCH, rng).take(batches) {
        let Part { x, y, .. } = digits.train.rows(&rows);
        let (_, grads) = network.gradients(x, &y);
        let g = grads.get(network.hidden.w).expect("the loss depends on every weight");
        squares = Some(squares.map_or_else(|| g * g, |sum| sum + g * g));
    }
    let squares = squares.expect("there are batches");
    squares.iter().map(|sum| (sum / batches as Real).sqrt()).collect()
}

pub fn unequal_slopes(report: &mut Report, digits: &Digits) {
    let tenths = |seed| {
        let mut slopes: Vec<Real> = slopes(digits, seed).into_iter().filter(|&s| s > 0.0).collect();
        slopes.sort_by(Real::total_cmp);
        let at = |share: usize| slopes[share * (slopes.len() - 1) / 10];
        (at(9) / at(1), slopes)
    };
    let ratios: Vec<Real> = report.seeds().map(|seed| tenths(seed).0).collect();
    report.claim(
        "slopes-differ-from-weight-to-weight",
        ratios.iter().map(|&ratio| ratio > 100.0),
        format!("the steepest tenth against the flattest tenth: {ratios:.0?} times"),
    );
    let (ratio, slopes) = tenths(report.seed());
    report.value("slope-ratio", format!("{ratio:.0}"));
    let n = slopes.len();
    let points = slopes.iter().enumerate().step_by(20);
    let points = points.map(|(i, &slope)| (slope, 100.0 * i as f64 / n as f64));
    let chart = Chart::new("typical slope of a weight", "weights with a smaller slope (%)");
    let chart = chart.log_x().height(300.0).x_range(1e-5, 0.1).y_range(0, 100);
    let chart = chart.line("", points.filter(|point| point.0 > 1e-5));
    let chart =
        [(1, "flattest tenth"), (9, "steepest tenth")].iter().fold(chart, |chart, &(tenths, name)| {
            let (slope, share) = (slopes[tenths * (n - 1) / 10], 10 * tenths);
            chart.scatter("", [(slope, share)]).note((slope / 3.0, share + 5), name)
        });
    report.figure("slopes", &chart.svg());
}

/// Four slopes of one weight, with all that Adam computes from them.
pub fn by_hand(report: &mut Report) {
    let caption = "Adam for one weight: two slopes that agree, then two that do not.";
    let columns = [
        "t",
        "slope g",
        "mean m",
        "mean square v",
        "corrected m̂",
        "corrected v̂",
        "step (in η)",
        "step without correction (in η)",
    ];
    let mut table = Table::new("adam-by-hand", caption, columns);
    let mut weight = OneWeight::default();
    for g in [4.0, 4.0, -4.0, -4.0] {
        let step = weight.step(g);
        let OneWeight { t, m, v } = weight;
        let (m_hat, v_hat) = (m / (1.0 - BETA1.powi(t)), v / (1.0 - BETA2.powi(t)));
        let [m, v, m_hat, v_hat] = [m, v, m_hat, v_hat].map(|x| format!("{x:.3}"));
        let [step, raw] = [step, weight.uncorrected()].map(|x| format!("{x:.2}"));
        table.row([t.to_string(), g.to_string(), m, v, m_hat, v_hat, step, raw]);
    }
    report.table(table);
}

/// The slope at step `t`, given a random number from −1 to 1.
type Slopes = fn(usize, Real) -> Real;

/// Streams of slopes, by name.
const STREAMS: [(&str, Slopes); 3] = [
    ("always 0.001", |_, _| 0.001),
    ("anything from −500 to 1500", |_, chance| 1000.0 * chance + 500.0),
    ("1000, −1000, in turn", |t, _| if t.is_multiple_of(2) { 1000.0 } else { -1000.0 }),
];

/// Steps of Adam where slopes agree, agree on the whole, and cancel.
pub fn agreement(report: &mut Report) {
    let mut chart = Chart::new("step", "step (in η)").height(320.0).y_range(-1.2, 1.2);
    let mut means = Vec::new();
    let mut apart: Real = 0.0;
    for (name, slope) in STREAMS {
        let (mut weight, mut rng) = (OneWeight::default(), neural::rng(report.seed()));
        let slopes: Vec<Real> = (0..200).map(|t| slope(t, rng.random_range(-1.0..1.0))).collect();
        let steps: Vec<Real> = slopes.iter().map(|&g| weight.step(g)).collect();
        apart = apart.max(from_the_library(&slopes, &steps));
        let late = &steps[100..];
        means.push(late.iter().map(|step| step.abs()).sum::<Real>() / late.len() as Real);
        chart = chart.line(name, steps.iter().enumerate().skip(1).take(100).map(|(t, &s)| (t, s)));
    }
    report.figure("agreement", &chart.svg());
    report.fact(
        "six-lines-are-adam",
        apart < 1e-5,
        format!("the crate's Adam moves a weight by the same steps, to {apart:.0e} of the rate"),
    );
    report.fact(
        "steps-measure-agreement",
        means[0] > 0.999 && means[2] < 0.1,
        format!("mean lengths of steps 100 to 200, in units of the rate: {means:.2?}"),
    );
}

/// How far these steps are from those of the library's rule, in units of the learning rate.
fn from_the_library(slopes: &[Real], steps: &[Real]) -> Real {
    let (mut params, mut adam) = (Params::default(), Adam::new(1.0));
    let w = params.add(arr2(&[[0.0]]));
    let mut apart: Real = 0.0;
    for (&slope, step) in slopes.iter().zip(steps) {
        params[w].fill(0.0);
        let grads = Tape::new(&params).param(w).sum().scale(slope).backward();
        adam.step(&mut params, &grads);
        apart = apart.max((params[w][[0, 0]] + step).abs());
    }
    apart
}
