//! Early stopping: the path from the start, what late steps learn, patience, and going back.

use crate::digits::*;
use crate::told;
use neural::Real;
use neural::train::EarlyStopping;
use neural::trials::{Spread, over_seeds};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// How steep the loss is along each of two weights: data speak loudly for one, softly for the
/// other.
const CURVATURES: [f64; 2] = [1.0, 0.05];
/// Where the training loss is lowest, and where the loss on all digits of the world would be.
const LOWEST: [f64; 2] = [2.0, 2.0];
const TRUTH: [f64; 2] = [1.9, 0.6];
const PATH_RATE: f64 = 0.5;
/// After which step the path is stopped.
const STOP: usize = 12;

/// The training loss of the two weights.
fn valley(w: [f64; 2]) -> f64 {
    let part = |i: usize| CURVATURES[i] * (w[i] - LOWEST[i]).powi(2) / 2.0;
    part(0) + part(1)
}

/// Plain descent from zero.
fn path(steps: usize) -> Vec<[f64; 2]> {
    let step = |w: [f64; 2]| [0, 1].map(|i| w[i] - PATH_RATE * CURVATURES[i] * (w[i] - LOWEST[i]));
    std::iter::successors(Some([0.0, 0.0]), |&w| Some(step(w))).take(steps + 1).collect()
}

/// The lowest point with L2: each weight keeps the share h / (h + λ₂).
fn penalised(l2: f64) -> [f64; 2] {
    [0, 1].map(|i| LOWEST[i] * CURVATURES[i] / (CURVATURES[i] + l2))
}

pub fn leash(report: &mut Report) {
    let all = path(200);
    let l2 = 1.0 / (PATH_RATE * STOP as f64);
    let with_l2 = penalised(l2);
    let caption = format!(
        "Two weights from zero with η = {PATH_RATE}: the loss is lowest at 2 for both, with \
         curvature 1 along the first and 0.05 along the second. Below, the lowest point with \
         L2."
    );
    let mut table = Table::new("path", caption, ["place", "first weight", "second weight"]);
    for step in [1, 2, 5, STOP, 50, 200] {
        table.row([
            format!("after step {step}"),
            format!("{:.2}", all[step][0]),
            format!("{:.2}", all[step][1]),
        ]);
    }
    let words = with_l2.map(|w| format!("{w:.2}"));
    table.row([format!("L2, λ₂ = {l2:.2}"), words[0].clone(), words[1].clone()]);
    report.table(table);
    report.fact(
        "loud-directions-come-first",
        all[5][0] > 0.95 * LOWEST[0] && all[5][1] < 0.15 * LOWEST[1],
        format!("after five steps {:.2?} of {LOWEST:?}", all[5]),
    );
    let near = |a: [f64; 2], b: [f64; 2]| ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
    report.fact(
        "stopping-is-like-l2",
        near(all[STOP], with_l2) < 0.35 && near(all[STOP], LOWEST) > 1.0,
        format!("stopped at {:.2?}, with L2 at {with_l2:.2?}, and lowest at {LOWEST:?}", all[STOP]),
    );
    let point = |w: [f64; 2]| [(w[0], w[1])];
    let chart = Chart::new("first weight", "second weight")
        .x_range(-0.2, 2.6)
        .y_range(-0.2, 2.4)
        .contours([0.02, 0.1, 0.5, 1.5], |x, y| valley([x, y]))
        .trail("descent", all[..=60].iter().map(|w| (w[0], w[1])).collect::<Vec<_>>())
        .scatter("stopped", point(all[STOP]))
        .scatter("L2", point(with_l2))
        .scatter("lowest training loss", point(LOWEST))
        .scatter("lowest loss on new data", point(TRUTH));
    report.figure("path", &chart.svg());
}

/// The share of wrong labels.
const WRONG: f64 = 0.2;

/// What a network says, at some step, of the digits whose labels are wrong: the share, in percent,
/// that are given this label, and that are read as what they are; and the test accuracy.
struct Learned {
    step: usize,
    given: f64,
    real: f64,
    test: f64,
}

fn with_wrong_labels(digits: &Digits, seed: u64) -> Vec<Learned> {
    let recipe = Recipe { wrong: WRONG, ..Recipe::default() };
    let (honest, rows) = (digits.sample(ROWS, seed), deal(digits, &recipe, seed));
    let wrong: Vec<usize> = (0..ROWS).filter(|&i| honest.labels[i] != rows.labels[i]).collect();
    let (given, real) = (rows.rows(&wrong), honest.rows(&wrong));
    let mut seen = Vec::new();
    train(digits, &rows, &recipe, seed, |now, network| {
        if [1, 2, 3, 4, 6, 8, 12, 17, 24, 33, 45, 60].contains(&now) {
            let of = |part: &Part| network.score(part).accuracy;
            seen.push(Learned {
                step: now * LOOK,
                given: of(&given),
                real: of(&real),
                test: of(&digits.test),
            });
        }
    });
    seen
}

pub fn noise_comes_later(report: &mut Report, digits: &Digits) {
    let runs = over_seeds(report.seeds(), |seed| with_wrong_labels(digits, seed));
    type Number = fn(&Learned) -> f64;
    let chart = [
        ("wrong labels repeated", (|seen| seen.given) as Number),
        ("true digit seen instead", |seen| seen.real),
        ("test accuracy", |seen| seen.test),
    ]
    .into_iter()
    .fold(Chart::new("step", "share of digits (%)").log_x().y_range(0, 102), |chart, (name, number)| {
        let mean = |i: usize| Spread::of(runs.iter().map(|run| number(&run[i]))).mean;
        chart.line(name, (0..runs[0].len()).map(|i| (runs[0][i].step, mean(i))))
    });
    report.figure("wrong-labels", &chart.svg());
    let early = |run: &[Learned]| (run[2].real, run[2].given);
    let late = |run: &[Learned]| run.last().map(|seen| (seen.real, seen.given)).expect("looks");
    let mean = |of: &dyn Fn(&[Learned]) -> f64| {
        format!("{:.0}\u{a0}%", Spread::of(runs.iter().map(|run| of(run))).mean)
    };
    report.value("early-step", runs[0][2].step);
    report.value("early-real", mean(&|run| early(run).0));
    report.value("late-given", mean(&|run| late(run).1));
    report.claim(
        "noise-is-learned-last",
        runs.iter().map(|run| {
            let ((real, given), (late_real, late_given)) = (early(run), late(run));
            real > 2.0 * given && late_given > 90.0 && late_real < 10.0
        }),
        format!(
            "true digit and wrong label, in percent: early {:.0?}, at the end {:.0?}",
            runs.iter().map(|run| early(run)).collect::<Vec<_>>(),
            runs.iter().map(|run| late(run)).collect::<Vec<_>>()
        ),
    );
    let falls = runs.iter().map(|run| {
        let best = run.iter().map(|seen| seen.test).fold(0.0, f64::max);
        best - run.last().expect("looks").test
    });
    let falls: Vec<f64> = falls.collect();
    report.value("wrong-costs", format!("{:.0}", Spread::of(falls.iter().copied()).mean));
    report.claim(
        "wrong-labels-cost-accuracy",
        falls.iter().map(|&points| points > 1.0),
        format!("at the end the test accuracy is {falls:.1?} points below its best"),
    );
}

/// The patiences, in looks of [`LOOK`] steps.
const PATIENCES: [usize; 4] = [1, 3, 8, 20];

/// When a run would have been stopped: after which step, and the test scores there and at the best
/// place.
#[derive(Clone, Copy)]
struct Stop {
    step: usize,
    there: Score,
    restored: Score,
}

/// Where each patience would have stopped a run.
fn watch(digits: &Digits, seed: u64) -> Vec<Option<Stop>> {
    let mut watchers = PATIENCES.map(EarlyStopping::new);
    let mut watched = vec![None; PATIENCES.len()];
    train(digits, &digits.sample(ROWS, seed), &Recipe::default(), seed, |now, network| {
        if now == 0 {
            return;
        }
        let loss = network.score(&digits.choose).loss;
        for (watcher, stop) in watchers.iter_mut().zip(&mut watched) {
            let stops = watcher.observe(loss as Real, &network.params) || now == LOOKS;
            if stops && stop.is_none() {
                let mut best = network.clone();
                watcher.restore(&mut best.params);
                let (there, restored) = (network.score(&digits.test), best.score(&digits.test));
                *stop = Some(Stop { step: now * LOOK, there, restored });
            }
        }
    });
    watched
}

pub fn patience(report: &mut Report, digits: &Digits) {
    let runs = over_seeds(report.seeds(), |seed| watch(digits, seed));
    let stops = |patience: usize| {
        runs.iter().map(move |run| run[patience].expect("every run ends")).collect::<Vec<_>>()
    };
    let caption = format!(
        "Early stopping with different patience, in looks of {LOOK} steps: where it stops, and \
         the test scores of the best weights (restored) and of the last ones. Mean and standard \
         deviation of five seeds."
    );
    let columns = [
        "patience (looks)",
        "stops at step",
        "accuracy, best weights (%)",
        "loss, best weights",
        "accuracy, last weights (%)",
        "loss, last weights",
    ];
    let mut table = Table::new("stopping", caption, columns);
    for (i, patience) in PATIENCES.iter().enumerate() {
        let spread = |number: fn(&Stop) -> f64, decimals| told(stops(i).iter().map(number), decimals);
        table.row([
            patience.to_string(),
            spread(|stop| stop.step as f64, 0),
            spread(|stop| stop.restored.accuracy, 1),
            spread(|stop| stop.restored.loss, 2),
            spread(|stop| stop.there.accuracy, 1),
            spread(|stop| stop.there.loss, 2),
        ]);
    }
    report.table(table);
    let most = PATIENCES.len() - 1;
    let dearer: Vec<f64> = stops(most).iter().map(|stop| stop.there.loss / stop.restored.loss).collect();
    report.claim(
        "not-restoring-costs",
        dearer.iter().map(|&times| times > 1.0),
        format!(
            "with patience {} the last weights have {dearer:.2?} times the loss of the best",
            PATIENCES[most]
        ),
    );
}
