//! The convergence theorem: its bound, the widest street, and mistakes against the bound.

use crate::birds::{self, MEASUREMENTS, PAIRS};
use crate::perceptron::{Training, five_runs};
use crate::units::Way;
use ndarray::{Array1, Array2, Axis, concatenate};
use neural::Matrix;
use neural::data::Classification;
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// Rows `t·(x, 1)` with t = 1 where the target is 1, else −1: the unit is right on all of them
/// when every `w̃·v > 0`.
pub fn signed(x: &Matrix, y: &Matrix) -> Array2<f64> {
    let ones = Matrix::ones((x.nrows(), 1));
    let t = y.mapv(|y| 2.0 * f64::from(y) - 1.0);
    concatenate![Axis(1), *x, ones].mapv(f64::from) * t
}

/// The bound `(R/ρ)²` of the convergence theorem, from a direction that separates the classes;
/// none if it does not.
///
/// R is the largest `‖v‖`, ρ the smallest `v·direction/‖direction‖`.
pub fn bound(v: &Array2<f64>, direction: &Array1<f64>) -> Option<f64> {
    let margin = v.dot(direction).fold(f64::INFINITY, |a, &b| a.min(b)) / norm(direction);
    let radius = v.rows().into_iter().map(|v| v.dot(&v).sqrt()).fold(0.0, f64::max);
    (margin > 0.0).then(|| (radius / margin).powi(2))
}

fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// The mixture of rows of `v` that is nearest to 0: the direction of the widest street, if there
/// is a street.
///
/// Moves weight from the row that lies farthest along the mixture to the one that lies least far,
/// until they lie equally far (Mitchell, Demyanov and Malozemov, 1974).
pub fn widest_street(v: &Array2<f64>) -> Array1<f64> {
    let mut share = Array1::<f64>::zeros(v.nrows()); // never negative; their sum is 1
    share[0] = 1.0;
    for _ in 0..10_000 {
        let mixture = share.dot(v);
        let along = v.dot(&mixture);
        let by_place = |&i: &usize, &j: &usize| along[i].total_cmp(&along[j]);
        let least = (0..v.nrows()).min_by(by_place).expect("rows");
        let most = (0..v.nrows()).filter(|&i| share[i] > 0.0).max_by(by_place).expect("shares");
        let apart = &v.row(most) - &v.row(least);
        if mixture.dot(&apart) <= 1e-9 * mixture.dot(&mixture) || norm(&mixture) < 1e-9 {
            break;
        }
        let moved = (mixture.dot(&apart) / apart.dot(&apart)).min(share[most]);
        share[least] += moved;
        share[most] -= moved;
    }
    share.dot(v)
}

/// All ways to choose two or more of the four measurements.
fn choices() -> impl Iterator<Item = Vec<&'static str>> {
    let chosen = |bits: usize| (0..4).filter(|i| bits >> i & 1 == 1).map(|i| MEASUREMENTS[i]).collect();
    (0..16).map(chosen).filter(|chosen: &Vec<_>| chosen.len() >= 2)
}

/// One task: the number of the pair of species, the theorem's bound, and five runs.
pub struct Task {
    pair: usize,
    bound: f64,
    runs: Vec<Training>,
}

impl Task {
    /// Whether run `i` settled within `share` of the bound, and within the epochs that follow
    /// from it: each epoch but the last has a mistake.
    fn kept(&self, i: usize, share: f64) -> bool {
        let (run, most) = (&self.runs[i], share * self.bound);
        let in_time = run.epochs.len() as f64 <= self.bound + 1.0;
        run.settled() && run.mistakes() as f64 <= most && in_time
    }
}

/// Every pair of species and choice of measurements that a plane can separate.
pub fn mistakes_against_bound(report: &mut Report, birds: &Classification) -> Vec<Task> {
    let caption = "Perceptrons on standardised measurements: how many mistakes the theorem \
                   allows, and how many five runs made until they settled.";
    let columns = ["species", "measurements", "bound", "fewest mistakes", "most mistakes", "most epochs"];
    let mut table = Table::new("bound", caption, columns);
    let mut tasks = Vec::new();
    for (pair, species) in PAIRS.into_iter().enumerate() {
        for measurements in choices() {
            let (x, y) = birds::scaled_task(birds, species, &measurements);
            let v = signed(&x, &y);
            let Some(bound) = bound(&v, &widest_street(&v)) else { continue };
            let runs = five_runs(report, &x, &y, 10_000);
            let mistakes = || runs.iter().map(Training::mistakes);
            table.row([
                species.join(", "),
                in_words(&measurements),
                bound.floor().to_string(),
                mistakes().min().expect("five runs").to_string(),
                mistakes().max().expect("five runs").to_string(),
                runs.iter().map(|run| run.epochs.len()).max().expect("five runs").to_string(),
            ]);
            tasks.push(Task { pair, bound, runs });
        }
    }
    report.table(table);
    report.value("tasks", tasks.len());
    report.value("choices", PAIRS.len() * choices().count());
    let within = |share: f64| -> Vec<bool> {
        (0..5).map(|run| tasks.iter().all(|task| task.kept(run, share))).collect()
    };
    report.claim("below-the-bound", within(1.0), format!("each of {} tasks", tasks.len()));
    report.claim("far-below-the-bound", within(0.5), "no more than half of it, for every task");
    let hardest = tasks.iter().max_by(|a, b| a.bound.total_cmp(&b.bound)).expect("tasks");
    report.value("hardest-bound", hardest.bound.floor());
    report.value("hardest-most", hardest.runs.iter().map(Training::mistakes).max().unwrap_or(0));
    first_showing(report, birds);
    tasks
}

/// In the first epoch every bird is new: mistakes on birds that the neuron has not seen before.
fn first_showing(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::scaled_task(birds, PAIRS[0], &MEASUREMENTS);
    let runs = five_runs(report, &x, &y, 1);
    let mistakes: Vec<usize> = runs.iter().map(|run| run.epochs[0].len()).collect();
    report.value("first-showing-most", mistakes.iter().max().expect("five runs"));
    let few = mistakes.iter().map(|&m| 100 * m < 3 * y.nrows());
    let seen = format!("{mistakes:?} of {} birds, each seen for the first time", y.nrows());
    report.claim("few-at-first-sight", few, seen);
}

fn in_words(chosen: &[&str]) -> String {
    let word = |name: &&str| match *name {
        "bill_length_mm" => "bill length",
        "bill_depth_mm" => "bill depth",
        "flipper_length_mm" => "flippers",
        _ => "mass",
    };
    chosen.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// What the theorem allows and what happened, for all tasks and for four systems of units.
pub fn draw(report: &mut Report, tasks: &[Task], ways: &[(Way, Training)]) {
    let chart = Chart::new("bound on the mistakes", "mistakes until the last one");
    let mut chart = chart.log_x().log_y().x_range(10, 1e10).y_range(0.9, 1e7);
    for (pair, species) in PAIRS.iter().enumerate() {
        let tasks = tasks.iter().filter(|task| task.pair == pair);
        let points = tasks.flat_map(|task| task.runs.iter().map(|run| (task.bound, run.mistakes())));
        chart = chart.scatter(&species.join(", "), points);
    }
    let chart = chart
        .scatter("four units", ways.iter().map(|(way, run)| (way.bound, run.mistakes())))
        .line("", [(10, 10), (10_000_000, 10_000_000)]);
    report.figure("bound", &chart.note((3e4, 1e6), "mistakes = bound").svg());
}
