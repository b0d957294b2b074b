//! Why it matters whether a layer's results have mean zero: a unit whose inputs are all positive.

use ndarray::{Array1, array};
use neural::trials::{Spread, over_seeds};
use neural::{Real, rng};
use rand::RngExt;
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// What the two weights should become, and where they start: at zero.
const GOAL: [Real; 2] = [1.0, -1.0];
const RATES: [Real; 8] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8];
/// A single path is short, so that its length depends much on chance.
const SEEDS: u64 = 20;
const NEAR: Real = 0.1;
const PATIENCE: usize = 5_000;

/// The weights of a unit with two inputs between `low` and `low + 1`, after each step of descent on
/// one example, until they are near the goal.
fn path(low: Real, rate: Real, seed: u64) -> Vec<(Real, Real)> {
    let mut rng = rng(seed);
    let goal = Array1::from_vec(GOAL.to_vec());
    let (mut w, mut path) = (array![0.0, 0.0], vec![(0.0, 0.0)]);
    let far = |w: &Array1<Real>| (w - &goal).mapv(|d| d * d).sum().sqrt() > NEAR;
    while far(&w) && path.len() <= PATIENCE && w.iter().all(|w| w.is_finite()) {
        let x = array![low + rng.random::<Real>(), low + rng.random::<Real>()];
        let error = x.dot(&(&w - &goal)); // prediction minus target
        w.scaled_add(-rate * error, &x);
        path.push((w[0], w[1]));
    }
    path
}

/// The rate with the fewest steps on average over the seeds, and these steps.
fn best(low: Real, seeds: impl Iterator<Item = u64> + Clone) -> (Real, f64) {
    let steps = |rate: Real| {
        let steps = over_seeds(seeds.clone(), |seed| path(low, rate, seed).len() as f64 - 1.0);
        Spread::of(steps).mean
    };
    let tried = RATES.into_iter().map(|rate| (rate, steps(rate)));
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).expect("there are rates")
}

pub fn positive_inputs(report: &mut Report) {
    let first = report.seed();
    let cases = [("inputs from −½ to ½", -0.5), ("inputs from 0 to 1", 0.0)].map(|(name, low)| {
        let (rate, _) = best(low, first + 100..first + 100 + SEEDS);
        let paths = over_seeds(first..first + SEEDS, |seed| path(low, rate, seed));
        (name, rate, paths)
    });
    let mut table = Table::new(
        "centre",
        format!(
            "Steps until both weights of one unit are within {NEAR} of their goal, at the best of {} \
             rates (mean ± standard deviation of {SEEDS} seeds).",
            RATES.len()
        ),
        ["inputs", "best rate", "steps"],
    );
    let mut chart = Chart::new("w₁", "w₂").x_range(-0.2, 1.4).y_range(-1.2, 0.4).height(440.0);
    let steps =
        |paths: &[Vec<(Real, Real)>]| paths.iter().map(|path| path.len() as f64 - 1.0).collect::<Vec<_>>();
    for (name, rate, paths) in &cases {
        let spread = Spread::of(steps(paths));
        table.row([name.to_string(), rate.to_string(), format!("{spread:.0}")]);
        chart = chart.trail(name, paths[0].iter().take(40).copied());
    }
    report.table(table);
    report.figure("centre", &chart.note((GOAL[0], GOAL[1] - 0.1), "goal").svg());
    let [centred, positive] = [0, 1].map(|case| Spread::of(steps(&cases[case].2)));
    report.value("centre-factor", format!("{:.1}", positive.mean / centred.mean));
    report.fact(
        "positive-inputs-take-more-steps",
        positive.mean > 1.3 * centred.mean,
        format!("steps, both signs {centred:.1}, positive {positive:.1}"),
    );
}
