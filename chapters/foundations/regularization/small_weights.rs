//! What small weights do to the function that is learned, when too little, enough and too much.

use crate::one_input::*;
use crate::told;
use ndarray::Axis;
use neural::loss::mse;
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// The strengths of L2 that are tried, and the one that is drawn beside none.
const STRENGTHS: [Real; 5] = [0.0, 0.001, 0.01, 0.03, 0.1];
const GOOD: usize = 2;
const TOO_MUCH: usize = 4;

pub fn weight_decay(report: &mut Report) {
    let fits = trials(&STRENGTHS, report.seeds(), |&l2, seed| fit(&WAVE, l2, 0.0, seed));
    // The draw on which the fit without a penalty comes nearest to its points.
    let nearest = (0..fits[0].len())
        .min_by(|&a, &b| fits[0][a].at_points.total_cmp(&fits[0][b].at_points))
        .expect("five draws");
    draw_two(report, &fits[0][nearest], &fits[GOOD][nearest]);
    draw_strengths(report, &fits);
    draw_bias_and_variance(report, &fits);
    let of = |row: usize, number: fn(&Fit) -> f64| fits[row].iter().map(number).collect::<Vec<f64>>();
    report.value("points", FEW);
    report.value("good", STRENGTHS[GOOD]);
    for (name, row) in [("none", 0), ("good", GOOD)] {
        report
            .value(&format!("{name}-at-points"), format!("{:.3}", Spread::of(of(row, |f| f.at_points)).mean));
        report
            .value(&format!("{name}-off-truth"), format!("{:.3}", Spread::of(of(row, |f| f.off_truth)).mean));
        let squares = Spread::of(of(row, |fit| fit.curve.squares())).mean;
        report.value(&format!("{name}-squares"), format!("{squares:.0}"));
    }
    let (loose, held) = (of(0, |fit| fit.off_truth), of(GOOD, |fit| fit.off_truth));
    report.claim(
        "small-weights-are-nearer-the-truth",
        loose.iter().zip(&held).map(|(loose, held)| held < loose),
        format!("mean square error against the truth: {loose:.3?} without, {held:.3?} with L2"),
    );
    when(report, &fits);
}

/// The same draw of the points without a penalty, and with one.
fn draw_two(report: &mut Report, loose: &Fit, held: &Fit) {
    let grid = everywhere();
    let panel = |title: &str, fit: &Fit| {
        let points = fit.x.iter().copied().zip(fit.y.iter().copied());
        Chart::new("x", "y")
            .title(title)
            .height(330.0)
            .y_range(-2, 2)
            .line("truth", along(&grid.mapv(WAVE.truth)))
            .line("learned", along(&fit.curve.at(&grid)))
            .scatter("points", points)
    };
    let fits = Panels::new(2).add(panel("no penalty", loose)).add(panel("L2", held));
    report.figure("two-fits", &fits.svg());
    let panel = |title: &str, fit: &Fit| {
        let weights = fit.curve.params[fit.curve.layers[1].w].iter().copied();
        let inside = weights.filter(|w| w.abs() < 1.5);
        let chart = Chart::new("weight", "weights").title(title).height(250.0).x_range(-1.5, 1.5);
        chart.y_range(0, 250).histogram("second layer", inside, 41)
    };
    let weights = Panels::new(2).add(panel("no penalty", loose)).add(panel("L2", held));
    report.figure("two-weights", &weights.svg());
}

/// Errors against the strength: at the points they only rise, against the truth they fall first.
fn draw_strengths(report: &mut Report, fits: &[Vec<Fit>]) {
    let caption = format!(
        "L2 on {FEW} noisy points, for each strength: mean square error at these points and \
         against the truth; mean and standard deviation of five seeds."
    );
    let columns = ["λ₂", "error at the points", "error against the truth", "half the sum of squared weights"];
    let mut table = Table::new("strengths-one-input", caption, columns);
    for (l2, fits) in STRENGTHS.iter().zip(fits) {
        let spread = |number: fn(&Fit) -> f64, decimals| told(fits.iter().map(number), decimals);
        table.row([
            l2.to_string(),
            spread(|fit| fit.at_points, 3),
            spread(|fit| fit.off_truth, 3),
            spread(|fit| fit.curve.squares(), 1),
        ]);
    }
    report.table(table);
}

/// Five draws of the points: the functions learned with no, a good, and far too strong a penalty.
fn draw_bias_and_variance(report: &mut Report, fits: &[Vec<Fit>]) {
    let grid = everywhere();
    let panels = [("λ₂ = 0", 0), ("a good λ₂", GOOD), ("too large a λ₂", TOO_MUCH)].into_iter().fold(
        Panels::new(3),
        |panels, (title, row)| {
            let chart = Chart::new("x", "y").title(title).height(330.0).y_range(-2, 2);
            let chart = fits[row]
                .iter()
                .fold(chart, |chart, fit| chart.line("learned", along(&fit.curve.at(&grid))).faint());
            panels.add(chart.line("truth", along(&grid.mapv(WAVE.truth))))
        },
    );
    report.figure("bias-variance", &panels.svg());
    let curves = |row: usize| fits[row].iter().map(|fit| fit.curve.at(&grid)).collect::<Vec<_>>();
    let truth = grid.mapv(WAVE.truth);
    let parts = |row: usize| {
        let curves = curves(row);
        let views: Vec<_> = curves.iter().map(|curve| curve.view()).collect();
        let all = ndarray::concatenate(Axis(1), &views).expect("equal lengths");
        let mean = all.mean_axis(Axis(1)).expect("five curves").insert_axis(Axis(1));
        let bias = f64::from(mse(&mean, &truth));
        let variance = f64::from(all.var_axis(Axis(1), 0.0).mean().expect("places"));
        [bias, variance]
    };
    let caption = "The error against the truth in two parts, from five draws of the points: \
                   squared bias, how far the mean of the five functions is from the truth; and \
                   variance, how far each of the five is from that mean.";
    let columns = ["λ₂", "squared bias", "variance", "error against the truth"];
    let mut table = Table::new("bias-variance", caption, columns);
    for row in [0, GOOD, TOO_MUCH] {
        let [bias, variance] = parts(row);
        let error = Spread::of(fits[row].iter().map(|fit| fit.off_truth)).mean;
        table.row([
            STRENGTHS[row].to_string(),
            format!("{bias:.3}"),
            format!("{variance:.3}"),
            format!("{error:.3}"),
        ]);
    }
    report.table(table);
    // Of each function: how far it is from the mean of the five, and how far that mean is from
    // the truth.
    let apart = |row: usize| {
        let (curves, n) = (curves(row), fits[row].len() as Real);
        let mean = curves.iter().fold(Matrix::zeros(grid.dim()), |sum, curve| sum + curve) / n;
        let bias = f64::from(mse(&mean, &truth));
        curves.iter().map(|curve| (f64::from(mse(curve, &mean)), bias)).collect::<Vec<_>>()
    };
    report.claim(
        "overfitting-is-variance",
        apart(0).iter().map(|(own, bias)| own > bias),
        format!("no penalty, each function from their mean, and the mean from the truth: {:.3?}", apart(0)),
    );
    report.claim(
        "underfitting-is-bias",
        apart(TOO_MUCH).iter().map(|(own, bias)| *bias > 3.0 * own),
        format!("too strong a penalty, the same: {:.3?}", apart(TOO_MUCH)),
    );
}

/// When a penalty does not help.
fn when(report: &mut Report, wave: &[Vec<Fit>]) {
    let caption = "When L2 helps: mean square error against the truth without a penalty and with \
                   one; mean and standard deviation of five seeds.";
    let strengths = [STRENGTHS[0], STRENGTHS[GOOD]];
    let columns = std::iter::once("what is learned".to_string())
        .chain(strengths.map(|l2| if l2 == 0.0 { "no penalty".to_string() } else { format!("λ₂ = {l2}") }));
    let mut table = Table::new("when", caption, columns);
    let known = [0, GOOD].map(|row| wave[row].iter().map(|fit| fit.off_truth).collect());
    let mut seen = vec![known.to_vec()];
    for task in [STEP, MANY] {
        seen.push(trials(&strengths, report.seeds(), |&l2, seed| fit(&task, l2, 0.0, seed).off_truth));
    }
    for (task, runs) in [WAVE, STEP, MANY].iter().zip(&seen) {
        let cells = runs.iter().map(|runs| told(runs.iter().copied(), 3));
        table.row(std::iter::once(task.name.to_string()).chain(cells));
    }
    report.table(table);
    report.claim(
        "nothing-is-gained-on-a-sharp-truth",
        seen[1][0].iter().zip(&seen[1][1]).map(|(none, good)| *good > 0.95 * none),
        format!("a step: {:.3?} without, {:.3?} with λ₂ = {}", seen[1][0], seen[1][1], strengths[1]),
    );
    report.claim(
        "many-points-outvote-noise",
        seen[2][0].iter().zip(&seen[0][0]).map(|(many, few)| *many < 2.0 / 3.0 * few),
        format!(
            "without a penalty, from {} points {:.4?}, from {FEW} {:.3?}",
            MANY.points, seen[2][0], seen[0][0]
        ),
    );
}
