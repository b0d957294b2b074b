//! Gradients that are wrong, and what becomes of them.

use crate::by_hand::{
    CLASSES, Pass, TANH, TwoLayers, accuracy_by_hand, descend, forward, hidden_error, slope, two_layers,
    weight_gradients,
};
use crate::check::{disagreement, short};
use crate::nudging::{by_nudging, nudge};
use crate::pictures::{Digits, deal, take};
use crate::{BATCH, EPOCHS, RATE, SIZES, mean, percent, percent_sign};
use neural::activation::tanh_prime;
use neural::data::{Classification, batches};
use neural::init::glorot_uniform;
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, MatrixRef, Params, Real, matmul, rng};
use report::{Report, Table, scientific};

/// A rule for Δ₁, right or wrong; the last argument is the learning rate.
type HiddenError = fn(&TwoLayers, &Params, &Pass, &Matrix, Real) -> Matrix;

/// The right rule and six that are not, each with a name for the page and one for the table.
const RULES: [(&str, &str, HiddenError); 7] = [
    ("none", "none", |net, params, pass, delta2, _| hidden_error(net, params, pass, delta2)),
    ("early", "W₂ updated before it is used", |net, params, pass, delta2, rate| {
        let mut updated = params.clone();
        updated[net.ids[2]].scaled_add(-rate, &matmul(pass.a1.t(), delta2.view()));
        hidden_error(net, &updated, pass, delta2)
    }),
    ("transpose", "W₂ in place of its transpose", |net, params, pass, delta2, _| {
        matmul(delta2.view(), params[net.ids[2]].view()) * slope(net, pass)
    }),
    ("slope", "f′ left out", |net, params, _, delta2, _| matmul(delta2.view(), params[net.ids[2]].t())),
    ("nothing", "nothing sent back", |_, _, pass, _, _| Matrix::zeros(pass.z1.dim())),
    ("sign", "the wrong sign", |net, params, pass, delta2, _| -hidden_error(net, params, pass, delta2)),
    ("variable", "1 − z² in place of 1 − a²", |net, params, pass, delta2, _| {
        matmul(delta2.view(), params[net.ids[2]].t()) * pass.z1.mapv(tanh_prime)
    }),
];

/// The backward pass with any rule for Δ₁.
fn backward_with(
    (rule, rate): (HiddenError, Real),
    net: &TwoLayers,
    params: &Params,
    (x, y): (&MatrixRef, &MatrixRef),
    pass: &Pass,
) -> [Matrix; 4] {
    let delta2 = (net.loss.gradient)(&pass.z2, y);
    weight_gradients(x, pass, &rule(net, params, pass, &delta2, rate), &delta2)
}

/// For each rule and rate the relative error of ∂L/∂W₁ at the start, and the test accuracy after
/// training with it.
fn try_all(rules: &[(HiddenError, Real)], pictures: &Classification, seed: u64) -> Vec<(Real, f64)> {
    let mut rng = rng(seed);
    let Digits { train, test } = deal(pictures, &mut rng);
    let mut start = Params::default();
    // As many hidden units as classes: W₂ is square, and no shape betrays a forgotten transpose.
    let sizes = [SIZES[0], SIZES[2], SIZES[2]];
    let net = two_layers(&mut start, sizes, (TANH, CLASSES), glorot_uniform, &mut rng);
    let (x, y) = take(&train, &(0..BATCH).collect::<Vec<_>>());
    let nudged = by_nudging(&net, &mut start, &x, &y, nudge());
    let tried = rules.iter().map(|&rule| {
        let (mut params, mut rng) = (start.clone(), rng.clone());
        let first = backward_with(rule, &net, &params, (&x, &y), &forward(&net, &params, &x));
        for _ in 0..EPOCHS {
            for batch in batches(train.x.nrows(), BATCH, &mut rng) {
                let (x, y) = take(&train, &batch);
                let pass = forward(&net, &params, &x);
                let gradients = backward_with(rule, &net, &params, (&x, &y), &pass);
                descend(&net, &mut params, &gradients, rule.1);
            }
        }
        (disagreement(&first, &nudged)[0], accuracy_by_hand(&net, &params, &test))
    });
    tried.collect()
}

/// How many times further off a wrong gradient is than the right one, at least.
const FURTHER: Real = if cfg!(feature = "f64") { 1000.0 } else { 3.0 };

pub fn six_wrong_gradients(report: &mut Report, pictures: &Classification) {
    let rules = RULES.map(|(_, _, rule)| (rule, RATE));
    let runs = over_seeds(report.seeds(), |seed| try_all(&rules, pictures, seed));
    let mut table = Table::new(
        "mistakes",
        format!(
            "A wrong gradient of the first layer: what the check says before training, and the \
             accuracy on the test set after {EPOCHS} epochs (mean of five seeds)."
        ),
        ["mistake", "relative error of ∂L/∂W₁", "accuracy (%)"],
    );
    for (i, (key, name, _)) in RULES.into_iter().enumerate() {
        let (error, right) = (runs[0][i].0, mean(runs.iter().map(|run| run[i].1)));
        table.row([name.to_string(), short(error), percent(right)]);
        report.value(&format!("mistake-{key}-error"), scientific(error));
        report.value(&format!("mistake-{key}"), percent_sign(right));
    }
    report.table(table);
    let of = |key: &str| RULES.iter().position(|rule| rule.0 == key).expect("a known rule");
    let right = |run: &[(Real, f64)], key: &str| run[of(key)].1;
    let all = |key: &str| runs.iter().map(|run| right(run, key)).map(percent).collect::<Vec<_>>();
    let seen = |keys: &[&str]| {
        keys.iter().map(|key| format!("{key} {}", all(key).join(", "))).collect::<Vec<_>>().join("; ")
            + " % right"
    };
    for (claim, key) in
        [("a-missing-transpose-still-learns", "transpose"), ("a-missing-slope-still-learns", "slope")]
    {
        let better = runs.iter().map(|run| right(run, key) > right(run, "nothing") + 0.1);
        report.claim(claim, better, seen(&[key, "nothing"]));
    }
    let fails = |right: f64| right.is_nan() || right < 0.3;
    let two = runs.iter().map(|run| {
        let failed = |(key, _, _): &(&str, &str, HiddenError)| fails(right(run, key));
        RULES.iter().all(|rule| failed(rule) == matches!(rule.0, "sign" | "variable"))
    });
    let keys = RULES.map(|rule| rule.0);
    report.claim("two-mistakes-give-themselves-away", two, seen(&keys));
    let nearest = |run: &Vec<(Real, f64)>| run[1..].iter().map(|run| run.0).fold(1.0, Real::min);
    let caught = runs.iter().map(|run| nearest(run) > FURTHER * run[0].0);
    let errors = runs.iter().map(|run| format!("{:.0e} and {:.0e}", run[0].0, nearest(run)));
    let seen = "the right gradient's error and the least of the wrong ones: ".to_string()
        + &errors.collect::<Vec<_>>().join(", ");
    report.claim("the-check-sees-every-mistake", caught, seen);
}

/// The rates at which the early update is compared with the right gradient, and the seeds for that.
const EARLY_RATES: [Real; 4] = [0.1, 0.3, 1.0, 3.0];
const EARLY_SEEDS: u64 = 20;

/// A published mistake, at larger and larger rates.
pub fn updating_early(report: &mut Report, pictures: &Classification) {
    let rules: Vec<_> =
        EARLY_RATES.iter().flat_map(|&rate| [(RULES[0].2, rate), (RULES[1].2, rate)]).collect();
    let first = report.seed();
    let runs = over_seeds(first..first + EARLY_SEEDS, |seed| try_all(&rules, pictures, seed));
    let mut table = Table::new(
        "early",
        format!(
            "Updating W₂ before it is used, at four learning rates: mean error of the gradient before \
             training, and mean accuracy on the test set (paired runs, {EARLY_SEEDS} seeds)."
        ),
        [
            "learning rate",
            "relative error of ∂L/∂W₁ (%)",
            "accuracy (%), right gradient",
            "accuracy (%), early update",
            "difference (points)",
        ],
    );
    let mut differences = Vec::new();
    for (i, rate) in EARLY_RATES.into_iter().enumerate() {
        let [right, early] = [2 * i, 2 * i + 1].map(|rule| mean(runs.iter().map(|run| run[rule].1)));
        let error = mean(runs.iter().map(|run| f64::from(run[2 * i + 1].0)));
        let difference = Spread::of(runs.iter().map(|run| 100.0 * (run[2 * i + 1].1 - run[2 * i].1)));
        let difference_told = format!("{difference:.1}").replace("-0.0", "0.0");
        table.row([format!("{rate}"), percent(error), percent(right), percent(early), difference_told]);
        differences.push(difference);
    }
    report.table(table);
    report.value("early-seeds", EARLY_SEEDS);
    let seen = format!("early minus right, mean ± deviation: {differences:.2?}");
    report.fact("updating-early-costs-less-than-half-a-point", differences[0].mean.abs() < 0.5, seen);
}
