//! Is a gradient right?

use crate::by_hand::{
    Activation, BINARY, CLASSES, RELU, TANH, TwoLayers, backward, forward, loss_of, two_layers,
};
use crate::nudging::{by_nudging, nudge};
use crate::pictures::{Digits, deal, take, xor};
use crate::{SIZES, percent_sign};
use neural::activation::{relu, relu_prime};
use neural::data::Classification;
use neural::gradcheck::relative_error;
use neural::init::{he_normal, lecun_normal};
use neural::{Matrix, MatrixRef, Params, Real, rng};
use report::plot::{Chart, Figure};
use report::{Report, Table, scientific};

/// How far a right gradient may be from central differences; single precision cannot see finely.
pub const TOLERANCE: Real = if cfg!(feature = "f64") { 1e-6 } else { 1e-2 };

/// A small batch: nudging 4810 numbers takes 9620 forward passes.
pub const FEW_ROWS: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// The relative error of each of the four gradients.
pub fn disagreement(one: &[Matrix; 4], other: &[Matrix; 4]) -> [Real; 4] {
    [0, 1, 2, 3].map(|i| relative_error(&one[i], &other[i]))
}

/// A relative error for a table: as a power of ten where it is small.
pub fn short(error: Real) -> String {
    if error < 0.1 { scientific(error) } else { format!("{error:.2}") }
}

/// The largest; NaN if one is NaN.
pub fn worst(errors: [Real; 4]) -> Real {
    errors.into_iter().fold(0.0, |worst, error| if error <= worst { worst } else { error })
}

/// ReLU with the mean of its two slopes at the corner, which is what nudging to both sides finds.
const RELU_HALF: Activation =
    Activation { f: relu, derivative: |z, _| if z == 0.0 { 0.5 } else { relu_prime(z) } };

pub fn hand_against_nudging(report: &mut Report, pictures: &Classification) {
    let mut rng = rng(report.seed());
    let Digits { train, .. } = deal(pictures, &mut rng);
    let batch = take(&train, &FEW_ROWS);
    let precision = if cfg!(feature = "f64") { "double" } else { "single" };
    let mut table = Table::new(
        "check",
        format!(
            "Relative error of gradients derived by hand against central differences, in {precision} \
             precision."
        ),
        ["network", "∂L/∂W₁", "∂L/∂b₁", "∂L/∂W₂", "∂L/∂b₂"],
    );
    let [xor_tanh, digits_tanh, digits_relu, xor_relu] = [
        ("XOR, tanh", xor(), [2, 4, 1], (TANH, BINARY)),
        ("digits, tanh", batch.clone(), SIZES, (TANH, CLASSES)),
        ("digits, ReLU", batch, SIZES, (RELU, CLASSES)),
        ("XOR, ReLU", xor(), [2, 4, 1], (RELU, BINARY)),
    ]
    .map(|(name, (x, y), sizes, functions)| {
        let mut params = Params::default();
        let net = two_layers(&mut params, sizes, functions, he_normal, &mut rng);
        let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
        let nudged = by_nudging(&net, &mut params, &x, &y, nudge());
        let errors = disagreement(&hand, &nudged);
        table.row([name.to_string()].into_iter().chain(errors.map(short)));
        let half = TwoLayers { activation: RELU_HALF, ..net };
        let at_corners = backward(&half, &params, &x, &y, &forward(&half, &params, &x));
        (worst(errors), worst(disagreement(&at_corners, &nudged)))
    });
    report.table(table);
    report.value("nudge", scientific(nudge()));
    report.value("check-tanh", scientific(digits_tanh.0));
    report.value("check-relu", scientific(digits_relu.0));
    report.value("check-kink", percent_sign(xor_relu.0.into()));
    let smooth = xor_tanh.0.max(digits_tanh.0);
    let seen = format!("relative error at most {smooth:.0e} with tanh, {:.0e} with ReLU", digits_relu.0);
    report.fact("hand-agrees-with-nudging", smooth < TOLERANCE, &seen);
    if cfg!(feature = "f64") {
        report.fact("relu-agrees-away-from-kinks", digits_relu.0 < TOLERANCE, seen);
        // Off by the order of the nudge, as from one side; in single precision its larger nudge
        // may push other sums across their corners.
        let seen = format!(
            "relative error {:.2} with slope 0 at the corner, {:.0e} with the mean of both slopes",
            xor_relu.0, xor_relu.1
        );
        let mean = xor_relu.0 > 0.1 && xor_relu.1 < 10.0 * TOLERANCE;
        report.fact("nudging-sees-the-mean-of-both-slopes", mean, seen);
    }
}

pub fn size_of_the_nudge(report: &mut Report) {
    let (x, y) = xor();
    let mut params = Params::default();
    let mut rng = rng(report.seed());
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng);
    let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
    let error = |gradients: [Matrix; 4]| disagreement(&hand, &gradients)[0];
    let (mut both, mut one) = (Vec::new(), Vec::new());
    let smallest = if cfg!(feature = "f64") { 13 } else { 6 };
    for half in 0..=2 * smallest {
        let h = Real::powf(10.0, -(half as Real) / 2.0);
        both.push((h, error(by_nudging(&net, &mut params, &x, &y, h))));
        one.push((h, error(from_one_side(&net, &mut params, &x, &y, h))));
    }
    let lowest =
        |curve: &[(Real, Real)]| *curve.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("there are points");
    let ((h, least), (_, one_sided)) = (lowest(&both), lowest(&one));
    report.value("best-nudge", scientific(h));
    report.value("best-error", scientific(least));
    report.value("best-one-sided-error", scientific(one_sided));
    report.value("too-large-error", percent_sign(both[0].1.into()));
    report.value("too-small-error", percent_sign(both[2 * smallest].1.into()));
    let seen = format!("smallest error {least:.0e} from both sides, {one_sided:.0e} from one");
    report.fact("two-sides-come-ten-times-closer", 10.0 * least < one_sided, seen);
    let ends = both[0].1.min(both[2 * smallest].1);
    let seen = format!("{least:.0e} at the best nudge, {ends:.0e} or more at both ends");
    report.fact("neither-too-large-nor-too-small", ends > 100.0 * least, seen);
    let chart = Chart::new("nudge h", "relative error of ∂L/∂W₁").log_x().log_y();
    report.figure("nudge", &chart.line("both sides", &both).line("one side", &one).svg());
}

/// Differences to one side only, (L(θ + h) − L(θ)) / h.
fn from_one_side(net: &TwoLayers, params: &mut Params, x: &MatrixRef, y: &MatrixRef, h: Real) -> [Matrix; 4] {
    let start = loss_of(net, params, x, y);
    net.ids.map(|id| {
        let mut gradient = Matrix::zeros(params[id].dim());
        for (place, slope) in gradient.indexed_iter_mut() {
            let before = params[id][place];
            params[id][place] = before + h;
            *slope = (loss_of(net, params, x, y) - start) / (params[id][place] - before);
            params[id][place] = before;
        }
        gradient
    })
}
