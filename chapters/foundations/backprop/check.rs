//! Is a gradient right?

use crate::by_hand::{BINARY, CLASSES, RELU, TANH, TwoLayers, backward, forward, loss_of, two_layers};
use crate::nudging::{by_nudging, nudge};
use crate::pictures::{Digits, deal, take, xor};
use crate::{SIZES, percent};
use neural::data::Classification;
use neural::gradcheck::relative_error;
use neural::init::{he_normal, lecun_normal};
use neural::{Matrix, MatrixRef, Params, Real, rng};
use report::plot::{Chart, Figure};
use report::{Report, scientific};

/// How far a right gradient may be from central differences; single precision cannot see finely.
pub const TOLERANCE: Real = if cfg!(feature = "f64") { 1e-6 } else { 1e-2 };

/// A small batch: nudging 4810 numbers takes 9620 forward passes.
pub const FEW_ROWS: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// The relative error of each of the four gradients.
pub fn disagreement(one: &[Matrix; 4], other: &[Matrix; 4]) -> [Real; 4] {
    [0, 1, 2, 3].map(|i| relative_error(&one[i], &other[i]))
}

/// The largest; NaN if one is NaN.
pub fn worst(errors: [Real; 4]) -> Real {
    errors.into_iter().fold(0.0, |worst, error| if error <= worst { worst } else { error })
}

pub fn hand_against_nudging(report: &mut Report, pictures: &Classification) {
    report.section("check", "Is the gradient right? Its relative error against nudging");
    let mut rng = rng(report.seed());
    let Digits { train, .. } = deal(pictures, &mut rng);
    let batch = take(&train, &FEW_ROWS);
    writeln!(report, "                         W₁        b₁        W₂        b₂");
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
        let errors = disagreement(&hand, &by_nudging(&net, &mut params, &x, &y, nudge()));
        writeln!(
            report,
            "{name:16} {}",
            errors.map(|error| format!("{:>10}", format!("{error:.0e}"))).concat()
        );
        worst(errors)
    });
    report.value("nudge", scientific(nudge()));
    report.value("check-tanh", scientific(digits_tanh));
    report.value("check-relu", scientific(digits_relu));
    report.value("check-kink", percent(xor_relu.into()));
    let seen = format!("tanh: {xor_tanh:.0e}, {digits_tanh:.0e}; ReLU: {digits_relu:.0e}");
    report.fact("hand-agrees-with-nudging", xor_tanh.max(digits_tanh) < TOLERANCE, &seen);
    report.fact("a-kink-spoils-the-check", xor_relu > 10.0 * TOLERANCE, format!("{xor_relu:.2}"));
    if cfg!(feature = "f64") {
        report.fact("relu-agrees-away-from-kinks", digits_relu < TOLERANCE, seen);
    }
}

pub fn size_of_the_nudge(report: &mut Report) {
    report.section("nudge", "How large should the nudge be? The relative error of the gradient of W₁");
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, 4, 1], (TANH, BINARY), lecun_normal, &mut rng(report.seed()));
    let hand = backward(&net, &params, &x, &y, &forward(&net, &params, &x));
    let error = |gradients: [Matrix; 4]| disagreement(&hand, &gradients)[0];
    writeln!(report, "   nudge    both sides    one side");
    let (mut both, mut one) = (Vec::new(), Vec::new());
    let smallest = if cfg!(feature = "f64") { 13 } else { 6 };
    for half in 0..=2 * smallest {
        let h = Real::powf(10.0, -(half as Real) / 2.0);
        both.push((h, error(by_nudging(&net, &mut params, &x, &y, h))));
        one.push((h, error(from_one_side(&net, &mut params, &x, &y, h))));
        writeln!(report, "{h:8.0e} {:13.0e} {:11.0e}", both[half].1, one[half].1);
    }
    let lowest = |curve: &[(Real, Real)]| *curve.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("points");
    let ((h, least), (_, one_sided)) = (lowest(&both), lowest(&one));
    report.value("best-nudge", scientific(h));
    report.value("best-error", scientific(least));
    report.value("best-one-sided-error", scientific(one_sided));
    report.fact("two-sides-are-better-than-one", least < one_sided, format!("{least:.0e} < {one_sided:.0e}"));
    let ends = both[0].1.min(both[2 * smallest].1);
    report.fact("neither-too-large-nor-too-small", ends > 100.0 * least, format!("{ends:.0e} at the ends"));
    let chart = Chart::new("nudge h", "relative error").log_x().log_y();
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
