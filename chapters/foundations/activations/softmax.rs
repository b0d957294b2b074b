//! Softmax: what a constant, a temperature and a small change of one logit do to it.

use crate::digits::{Network, Part, deal};
use crate::table::named;
use ndarray::{Axis, array};
use neural::activation::softmax;
use neural::data::Classification;
use neural::loss::softmax_cross_entropy;
use neural::trials::trials;
use neural::{Matrix, MatrixRef, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table, scientific};

/// As the formula is printed.
fn naive(z: &MatrixRef) -> Matrix {
    let e = z.mapv(Real::exp);
    let total = e.sum_axis(Axis(1)).insert_axis(Axis(1));
    e / total
}

fn farthest(a: &MatrixRef, b: &MatrixRef) -> Real {
    a.iter()
        .zip(b.iter())
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |most, d| if d > most || d.is_nan() { d } else { most })
}

pub fn shifts(report: &mut Report) {
    let mut table = Table::new(
        "shifts",
        "Softmax of the logits 2, 1 and 0 with a constant c added, in single precision.",
        ["c", "as printed", "ours", "largest change from c = 0"],
    );
    let z = array![[2.0, 1.0, 0.0]];
    let p = softmax(&z);
    let mut moved = Vec::new();
    for c in [0.0, 50.0, 100.0, -150.0, 1e4, 1e8] {
        let (theirs, ours) = (naive(&(&z + c)), softmax(&(&z + c)));
        let told = |p: &Matrix| p.iter().map(|p| format!("{p:.3}")).collect::<Vec<_>>().join(", ");
        moved.push((theirs.iter().any(|p| p.is_nan()), farthest(&ours, &p)));
        table.row([c.to_string(), told(&theirs), told(&ours), scientific(farthest(&ours, &p))]);
    }
    report.table(table);
    report.fact(
        "naive-softmax-overflows",
        moved[2..].iter().all(|moved| moved.0) && moved[..2].iter().all(|moved| !moved.0),
        format!("{moved:?}"),
    );
    report.fact(
        "ours-moves-only-by-rounding",
        moved[..4].iter().all(|moved| moved.1 < 1e-5) && moved[5].1 > 0.1,
        format!("{moved:?}"),
    );
}

/// `∂p_k/∂z_j = p_k([j = k] − p_j)` for one row of probabilities: row k, column j.
fn jacobian(p: &MatrixRef) -> Matrix {
    Matrix::from_shape_fn((p.ncols(), p.ncols()), |(k, j)| {
        p[[0, k]] * (if j == k { 1.0 } else { 0.0 } - p[[0, j]])
    })
}

pub fn slopes(report: &mut Report) {
    let (z, h): (Matrix, Real) = (array![[2.0, 1.0, 0.0]], 1.0 / 64.0);
    let ours = jacobian(&softmax(&z));
    let differences = Matrix::from_shape_fn((3, 3), |(k, j)| {
        let nudged = |by: Real| {
            let mut z = z.clone();
            z[[0, j]] += by;
            softmax(&z)[[0, k]]
        };
        (nudged(h) - nudged(-h)) / (2.0 * h)
    });
    let mut table = Table::new(
        "jacobian",
        "How the probabilities of three classes move with the logits 2, 1 and 0: by the formula, and by \
         central differences in brackets.",
        ["slope of", "with z₁", "with z₂", "with z₃"],
    );
    for k in 0..3 {
        let cells = (0..3).map(|j| format!("{:.4} ({:.4})", ours[[k, j]], differences[[k, j]]));
        table.row([format!("p{}", ["₁", "₂", "₃"][k])].into_iter().chain(cells));
    }
    report.table(table);
    let sums =
        ours.sum_axis(Axis(0)).iter().chain(&ours.sum_axis(Axis(1))).map(|s| s.abs()).fold(0.0, Real::max);
    report.fact("jacobian-rows-sum-to-zero", sums < 1e-6, format!("sums at most {sums:.0e}"));
    let apart = farthest(&ours, &differences);
    report.fact("jacobian-is-right", apart < 1e-4, format!("at most {apart:.0e} from differences"));
}

/// The temperatures of the table and of the figure.
const TEMPERATURES: [Real; 5] = [0.25, 0.5, 1.0, 2.0, 8.0];

/// A trained network's logits for the test pictures, and these pictures.
fn trained(pictures: &Classification, seed: u64) -> (Matrix, Part) {
    let mut rng = neural::rng(seed);
    let digits = deal(pictures, &mut rng);
    let relu = named("ReLU");
    let mut network = Network::new(2, 32, relu.bend, relu.init, &mut rng);
    network.train(&digits.train, 0.1, 10, &mut rng, |_| ());
    (network.logits(&digits.test.x), digits.test)
}

/// The loss of all pictures if their logits are divided by `temperature`.
fn loss_at(z: &Matrix, part: &Part, temperature: Real) -> f64 {
    softmax_cross_entropy(&(z / temperature), &part.y).into()
}

pub fn temperatures(report: &mut Report, pictures: &Classification) {
    let runs = trials(&[()], report.seeds(), |_, seed| trained(pictures, seed)).remove(0);
    let (z, part) = &runs[0];
    let p = softmax(z);
    let top = |i: usize| p.row(i).fold(0.0, |a: Real, &b| a.max(b));
    let doubtful = (0..p.nrows()).min_by(|&a, &b| top(a).total_cmp(&top(b))).expect("there are pictures");
    let digits = (0..10).map(|digit| format!("digit {digit} (%)"));
    let mut table = Table::new(
        "temperature",
        "The test picture that a trained network doubts most, at five temperatures, and the mean loss \
         of all test pictures.",
        ["temperature".to_string()].into_iter().chain(digits).chain(["mean loss".to_string()]),
    );
    for temperature in TEMPERATURES {
        let p = softmax(&(z.row(doubtful).to_owned().insert_axis(Axis(0)) / temperature));
        let chances = p.iter().map(|p| format!("{:.0}", 100.0 * p));
        let loss = format!("{:.3}", loss_at(z, part, temperature));
        table.row([temperature.to_string()].into_iter().chain(chances).chain([loss]));
    }
    report.table(table);
    report.value("doubted", part.labels[doubtful]);
    let losses: Vec<[f64; 2]> =
        runs.iter().map(|(z, part)| [0.25, 1.0].map(|temperature| loss_at(z, part, temperature))).collect();
    report.claim(
        "sharpening-costs",
        losses.iter().map(|[sharp, plain]| sharp > &(1.2 * plain)),
        format!("mean losses at T = 0.25 and 1: {losses:.2?}"),
    );
    let flat = runs.iter().map(|(z, part)| loss_at(z, part, 1e4));
    report.claim(
        "heat-ends-in-guessing",
        flat.map(|loss| (loss - 10_f64.ln()).abs() < 0.01),
        "a loss of ln 10 at T = 10000",
    );
    let mut chart = Chart::new("temperature T", "mean loss of the test set").log_x();
    for (i, (z, part)) in runs.iter().enumerate().take(3) {
        let places = (-20..=40).map(|i| 10_f64.powf(f64::from(i) / 20.0));
        let points: Vec<_> = places.map(|t| (t, loss_at(z, part, t as Real))).collect();
        chart = chart.line(&format!("network {}", i + 1), points);
    }
    report.figure("temperature", &chart.height(300.0).svg());
}
