//! Gradients that are wrong, and what becomes of them.

use crate::by_hand::{
    CLASSES, Pass, TANH, TwoLayers, accuracy_by_hand, epoch_by_hand, forward, hidden_error, slope,
    two_layers, weight_gradients,
};
use crate::check::disagreement;
use crate::nudging::{by_nudging, nudge};
use crate::pictures::{Digits, deal, take};
use crate::{BATCH, EPOCHS, RATE, SIZES, percent};
use neural::activation::tanh_prime;
use neural::data::Classification;
use neural::init::glorot_uniform;
use neural::trials::over_seeds;
use neural::{Matrix, MatrixRef, Params, Real, matmul, rng};
use report::{Report, scientific};

/// A rule for Δ₁, right or wrong.
type HiddenError = fn(&TwoLayers, &Params, &Pass, &Matrix) -> Matrix;

/// The right rule and six that are not, each with a name for the page and one for the table.
const RULES: [(&str, &str, HiddenError); 7] = [
    ("none", "none", hidden_error),
    ("early", "W₂ updated before it is used", |net, params, pass, delta2| {
        let mut updated = params.clone();
        updated[net.ids[2]].scaled_add(-RATE, &matmul(pass.a1.t(), delta2.view()));
        hidden_error(net, &updated, pass, delta2)
    }),
    ("transpose", "W₂ in place of its transpose", |net, params, pass, delta2| {
        matmul(delta2.view(), params[net.ids[2]].view()) * slope(net, pass)
    }),
    ("slope", "f′ left out", |net, params, _, delta2| matmul(delta2.view(), params[net.ids[2]].t())),
    ("nothing", "nothing sent back", |_, _, pass, _| Matrix::zeros(pass.z1.dim())),
    ("sign", "the wrong sign", |net, params, pass, delta2| -hidden_error(net, params, pass, delta2)),
    ("variable", "1 − z² in place of 1 − a²", |net, params, pass, delta2| {
        matmul(delta2.view(), params[net.ids[2]].t()) * pass.z1.mapv(tanh_prime)
    }),
];

/// The backward pass with any rule for Δ₁.
fn backward_with(
    rule: HiddenError,
    net: &TwoLayers,
    params: &Params,
    (x, y): (&MatrixRef, &MatrixRef),
    pass: &Pass,
) -> [Matrix; 4] {
    let delta2 = (net.loss.gradient)(&pass.z2, y);
    weight_gradients(x, pass, &rule(net, params, pass, &delta2), &delta2)
}

/// For each rule the relative error of ∂L/∂W₁ at the start, and the test accuracy after training with it.
fn try_all(pictures: &Classification, seed: u64) -> [(Real, f64); 7] {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut start = Params::default();
    // As many hidden units as classes: W₂ is square, and no shape gives a forgotten transpose away.
    let sizes = [SIZES[0], SIZES[2], SIZES[2]];
    let net = two_layers(&mut start, sizes, (TANH, CLASSES), glorot_uniform, &mut rng);
    let (x, y) = take(&train, &(0..BATCH).collect::<Vec<_>>());
    let nudged = by_nudging(&net, &mut start, &x, &y, nudge());
    RULES.map(|(_, _, rule)| {
        let (mut params, mut rng) = (start.clone(), rng.clone());
        let first = backward_with(rule, &net, &params, (&x, &y), &forward(&net, &params, &x));
        for _ in 0..EPOCHS {
            let gradients = |net: &TwoLayers, params: &Params, x: &MatrixRef, y: &MatrixRef, pass: &Pass| {
                backward_with(rule, net, params, (x, y), pass)
            };
            epoch_by_hand(&net, &mut params, &train, gradients, &mut rng);
        }
        (disagreement(&first, &nudged)[0], accuracy_by_hand(&net, &params, &test))
    })
}

pub fn six_wrong_gradients(report: &mut Report, pictures: &Classification) {
    report.section("mistakes", "Wrong gradients: what the check says, and what training says");
    writeln!(report, "mistake                         relative error    test right after {EPOCHS} epochs");
    let runs = over_seeds(report.seeds(), |seed| try_all(pictures, seed));
    for ((key, name, _), (error, right)) in RULES.into_iter().zip(runs[0]) {
        writeln!(report, "{name:32} {:>13} {:>29}", format!("{error:.0e}"), percent(right));
        report.value(&format!("mistake-{key}-error"), scientific(error));
        report.value(&format!("mistake-{key}"), percent(right));
    }
    let of = |key: &str| RULES.iter().position(|rule| rule.0 == key).expect("a known rule");
    let right = |run: &[(Real, f64); 7], key: &str| run[of(key)].1;
    let seen = format!("{runs:.3?}");
    let same = |run: &_| (right(run, "early") - right(run, "none")).abs() < 0.02;
    report.claim("updating-early-trains-as-well", runs.iter().map(same), &seen);
    let better = |run: &_, key: &str| right(run, key) > right(run, "nothing") + 0.1;
    report.claim("a-missing-transpose-still-learns", runs.iter().map(|run| better(run, "transpose")), &seen);
    report.claim("a-missing-slope-still-learns", runs.iter().map(|run| better(run, "slope")), &seen);
    let fails = |run: &_, key: &str| right(run, key).is_nan() || right(run, key) < 0.5;
    let two = runs.iter().map(|run| fails(run, "sign") && fails(run, "variable"));
    report.claim("two-mistakes-give-themselves-away", two, &seen);
    let caught = |run: &[(Real, f64); 7]| run[1..].iter().all(|wrong| wrong.0 > 3.0 * run[0].0);
    report.claim("the-check-sees-every-mistake", runs.iter().map(caught), &seen);
}
