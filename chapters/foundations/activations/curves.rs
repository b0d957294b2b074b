//! Each function alone: where it goes, how steep it is, what becomes of its formula in floating point.

use crate::table::{Activation, TABLE, named};
use neural::Real;
use neural::activation::{gelu, gelu_tanh, normal_density};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table, scientific};

/// The mean of `g(z)` over standard normal numbers, by the midpoint rule.
fn normal_mean(g: impl Fn(Real) -> f64) -> f64 {
    let (width, places) = (0.001, (-9000..9000).map(|i| (f64::from(i) + 0.5) * 0.001));
    places.map(|z| width * f64::from(normal_density(z as Real)) * g(z as Real)).sum()
}

/// The least and the greatest of `g` between −`reach` and `reach`.
fn extent(g: fn(Real) -> Real, reach: Real) -> (Real, Real) {
    let seen = (-20_000..=20_000).map(|i| g(i as Real / 20_000.0 * reach));
    seen.fold((Real::INFINITY, Real::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)))
}

/// The share of standard normal sums, times `scale`, at which the slope is below a tenth in size.
fn flat(row: &Activation, scale: Real) -> f64 {
    normal_mean(|z| f64::from(u8::from((row.prime)(scale * z).abs() < 0.1)))
}

pub fn ranges(report: &mut Report) {
    let mut table = Table::new(
        "ranges",
        "Values and slopes between z = −100 and 100, and what becomes of standard normal sums: the \
         mean of the results, and the share of sums at which the slope is below a tenth in size, also \
         for sums five times as large.",
        [
            "activation",
            "least value",
            "greatest value",
            "least slope",
            "greatest slope",
            "mean",
            "flat (%)",
            "flat, sums × 5 (%)",
        ],
    );
    let mut means = Vec::new();
    for row in &TABLE {
        let ((low, high), (gentle, steep)) = (extent(row.f, 100.0), extent(row.prime, 100.0));
        // Without the sign that rounding leaves on a zero.
        let mean = (1e4 * normal_mean(|z| (row.f)(z).into())).round() / 1e4 + 0.0;
        let [near, far] = [1.0, 5.0].map(|scale| 100.0 * flat(row, scale));
        let two = |x: Real| format!("{:.2}", x + 0.0);
        let cells = [two(low), format!("{high:.0}"), two(gentle), two(steep)].into_iter();
        let shares = [format!("{mean:.2}"), format!("{near:.0}"), format!("{far:.0}")];
        table.row([row.name.to_string()].into_iter().chain(cells).chain(shares));
        means.push(mean);
    }
    report.table(table);
    report.fact(
        "only-tanh-and-selu-are-centred",
        TABLE
            .iter()
            .zip(&means)
            .all(|(row, mean)| (mean.abs() < 1e-3) == matches!(row.name, "tanh" | "SELU")),
        format!("means {means:.2?}"),
    );
    let ends = [("swish-low", "Swish"), ("gelu-low", "GELU")].map(|(value, name)| {
        let low = extent(named(name).f, 10.0).0;
        report.value(value, format!("{low:.3}"));
        low
    });
    // Where the slopes of Swish and GELU pass one.
    for (value, name) in [("swish-above-one", "Swish"), ("gelu-above-one", "GELU")] {
        let prime = named(name).prime;
        let from = (0..4000).map(|i| i as Real / 1000.0).find(|&z| prime(z) > 1.0);
        report.value(value, format!("{:.2}", from.expect("it does")));
    }
    report.fact(
        "swish-is-bounded-below",
        ends[0] > -0.279 && ends[1] > -0.171,
        format!("lowest values {ends:.3?}"),
    );
    let above = ["SELU", "Swish", "GELU"].map(|name| extent(named(name).prime, 10.0).1);
    report.fact("slopes-above-one", above.iter().all(|&slope| slope > 1.05), format!("{above:.2?}"));
    let times = extent(named("tanh").prime, 10.0).1 / extent(named("sigmoid").prime, 10.0).1;
    report.fact("tanh-is-four-times-as-steep", (times - 4.0).abs() < 1e-3, format!("{times:.3} times"));
    let (sigmoid, tanh) = (named("sigmoid"), named("tanh"));
    let saturated = [flat(&sigmoid, 1.0), flat(&tanh, 1.0), flat(&sigmoid, 5.0), flat(&tanh, 5.0)];
    report.fact(
        "tanh-saturates-sooner",
        saturated[1] > saturated[0] && saturated[3] > saturated[2],
        format!("shares with slope below a tenth: {saturated:.2?}"),
    );
}

/// The figures of curves: which functions stand in each.
const FIGURES: [(&str, &[&str]); 2] = [
    ("curves-four", &["sigmoid", "tanh", "ReLU", "GELU"]),
    ("curves-others", &["leaky ReLU", "ELU", "SELU", "Swish"]),
];

pub fn draw_curves(report: &mut Report) {
    for (figure, names) in FIGURES {
        let mut panels = Panels::new(2);
        for row in names.iter().map(|name| named(name)) {
            let chart = Chart::new("z", "f(z), f'(z)").title(row.name).height(330.0);
            let chart = chart.x_range(-4, 4).y_range(-2, 4).curve("f", -4.0..=4.0, |z| (row.f)(z as Real));
            panels = panels.add(chart.curve("f'", -4.0..=4.0, |z| (row.prime)(z as Real)));
        }
        report.figure(figure, &panels.svg());
    }
    let error = |z: f64| f64::from(gelu_tanh(z as Real) - gelu(z as Real));
    let worst = (-8000..8000)
        .map(|i| f64::from(i) / 1000.0)
        .max_by(|&a, &b| error(a).abs().total_cmp(&error(b).abs()));
    let worst = worst.expect("there are places");
    report.value("gelu-error", scientific(error(worst).abs()));
    report.value("gelu-error-at", format!("{:.1}", worst.abs()));
    report.fact(
        "gelu-approximation-is-close",
        error(worst).abs() < 5e-4,
        format!("at most {:.2e}, at {worst:.2}", error(worst).abs()),
    );
    let chart = Chart::new("z", "approximation − exact GELU").height(300.0);
    report.figure("gelu-error", &chart.curve("", -6.0..=6.0, error).svg());
}

/// A place where the formula as printed goes wrong, and the formula.
type Trap = (&'static str, Real, &'static str, fn(Real) -> Real);

const TRAPS: [Trap; 6] = [
    ("sigmoid", 100.0, "e^z / (1 + e^z)", |z| z.exp() / (1.0 + z.exp())),
    ("tanh", 100.0, "(e^z - e^-z) / (e^z + e^-z)", |z| (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())),
    ("tanh", 1e-4, "(e^z - e^-z) / (e^z + e^-z)", |z| (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())),
    ("ELU", -1e-4, "e^z - 1", |z| z.exp() - 1.0),
    ("ELU", 100.0, "[z>0] z + [z<=0] (e^z - 1)", |z| {
        let [above, below] = [z > 0.0, z <= 0.0].map(|holds| if holds { 1.0 } else { 0.0 });
        above * z + below * (z.exp() - 1.0)
    }),
    ("GELU", -6.0, "z (1 + erf(z / sqrt 2)) / 2", |z| {
        let erf = libm::erf(f64::from(z) / 2_f64.sqrt()) as Real;
        z * (1.0 + erf) / 2.0
    }),
];

pub fn formulas_as_printed(report: &mut Report) {
    let mut table = Table::new(
        "traps",
        "Formulas as they are printed, and this book's functions, in single precision.",
        ["function", "z", "as printed", "gives", "ours"],
    );
    let mut apart = Vec::new();
    for (name, z, formula, naive) in TRAPS {
        let (theirs, ours) = (naive(z), (named(name).f)(z));
        let results = [theirs, ours].map(|result| format!("{result:.6e}"));
        let cells = [name.to_string(), z.to_string(), formula.to_string()];
        table.row(cells.into_iter().chain(results));
        apart.push(((theirs - ours) / ours).abs());
    }
    report.table(table);
    report.fact(
        "printed-formulas-break",
        apart.iter().all(|apart| apart.is_nan() || *apart > 1e-4),
        format!("relative errors {apart:?}"),
    );
}

pub fn corners(report: &mut Report) {
    let h: Real = 1.0 / 64.0;
    let mut table = Table::new(
        "corners",
        "The slopes in the code and central differences with the step h = 1/64, at a corner and beside \
         it.",
        [
            "activation",
            "slope at 0",
            "difference at 0",
            "slope at h/2",
            "difference at h/2",
            "slope at 2h",
            "difference at 2h",
        ],
    );
    let mut halfway = Vec::new();
    for row in &TABLE {
        let difference = |z: Real| ((row.f)(z + h) - (row.f)(z - h)) / (2.0 * h);
        let slopes = [0.0, h / 2.0, 2.0 * h].map(|z| [(row.prime)(z), difference(z)]);
        let slopes = slopes.concat().into_iter().map(|slope| format!("{slope:.3}"));
        table.row([row.name.to_string()].into_iter().chain(slopes));
        let mean = ((row.prime)(-1e-6) + (row.prime)(1e-6)) / 2.0;
        halfway.push((difference(0.0) - mean).abs());
    }
    report.table(table);
    report.fact(
        "differences-see-the-mean-of-both-slopes",
        halfway.iter().all(|&apart| apart < 0.01),
        format!(
            "at most {:.0e} from the mean of the slopes on both sides",
            halfway.iter().fold(0.0, |a: Real, &b| a.max(b))
        ),
    );
    let bends = TABLE.map(|row| ((row.prime)(-1e-6) - (row.prime)(1e-6)).abs() > 0.01);
    let cornered = ["ReLU", "leaky ReLU", "PReLU", "SELU"];
    report.fact(
        "four-have-corners",
        TABLE.iter().zip(bends).all(|(row, bent)| bent == cornered.contains(&row.name)),
        format!("{bends:?}"),
    );
}
