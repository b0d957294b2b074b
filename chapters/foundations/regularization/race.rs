//! Every cure with its best strength, on the same digits, beside no cure at all.

use crate::digits::*;
use crate::told;
use neural::activation::softmax;
use neural::data::augment::Augment;
use neural::metrics::{expected_calibration_error, overconfidence};
use neural::regularize::Penalty;
use neural::trials::{Spread, trials};
use neural::{Matrix, Mode, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// A cure, and the four strengths that it may try.
type Cure = (&'static str, [(String, Recipe); 4]);

/// Moves of up to a pixel, ten degrees and a tenth, and a little noise, all times `strength`.
pub const fn moved(strength: Real) -> Augment {
    Augment {
        shift: strength,
        turn: 10.0 * strength,
        zoom: 0.1 * strength,
        noise: 0.1 * strength,
        mirror: 0.0,
    }
}

/// L2 as a term of the loss.
pub fn l2_term(l2: Real) -> Penalty {
    Penalty { l1: 0.0, l2 }
}

/// Four recipes from four strengths.
fn grid<S: Copy + std::fmt::Display>(
    strengths: [S; 4],
    recipe: impl Fn(S) -> Recipe,
) -> [(String, Recipe); 4] {
    strengths.map(|strength| (strength.to_string(), recipe(strength)))
}

/// Every cure, each added to `plain`.
fn cures(plain: Recipe) -> Vec<Cure> {
    let together = Recipe { augment: moved(1.0), ..plain };
    vec![
        ("L1", grid([1e-4, 3e-4, 1e-3, 3e-3], |l1| Recipe { l1, ..plain })),
        ("L2", grid([1e-3, 3e-3, 1e-2, 3e-2], |l2| Recipe { term: l2_term(l2), ..plain })),
        (
            "elastic net", // λ₁, with ten times as much λ₂
            grid([1e-4, 2e-4, 4e-4, 8e-4], |l1| Recipe { l1, term: l2_term(10.0 * l1), ..plain }),
        ),
        ("dropout", grid([0.3, 0.5, 0.7, 0.9], |dropout| Recipe { dropout, ..plain })),
        ("early stopping", grid([1, 3, 8, 20], |patience| Recipe { patience, ..plain })),
        ("augmentation", grid([0.5, 1.0, 1.5, 2.0], |by| Recipe { augment: moved(by), ..plain })),
        ("max-norm", grid([1.0, 1.5, 2.0, 3.0], |max_norm| Recipe { max_norm, ..plain })),
        ("smoothing", grid([0.02, 0.05, 0.1, 0.2], |smoothing| Recipe { smoothing, ..plain })),
        ("smaller network", grid([4, 8, 16, 32], |hidden| Recipe { hidden, ..plain })),
        (
            "pairs", // of cures that leave the pictures as they are
            [
                ("dropout, L2".to_string(), Recipe { dropout: 0.5, term: l2_term(1e-3), ..plain }),
                ("dropout, max-norm".to_string(), Recipe { dropout: 0.5, max_norm: 2.0, ..plain }),
                ("dropout, stopping".to_string(), Recipe { dropout: 0.5, patience: 8, ..plain }),
                ("max-norm, L2".to_string(), Recipe { max_norm: 2.0, term: l2_term(1e-3), ..plain }),
            ],
        ),
        (
            "augmentation and more",
            [
                ("L2".to_string(), Recipe { term: l2_term(1e-3), ..together }),
                ("max-norm".to_string(), Recipe { max_norm: 2.0, ..together }),
                ("dropout".to_string(), Recipe { dropout: 0.5, ..together }),
                ("dropout, L2".to_string(), Recipe { dropout: 0.5, term: l2_term(1e-3), ..together }),
            ],
        ),
    ]
}

/// Losses and accuracies on training, validation and test digits after some number of steps, and
/// the mean confidence on the test digits.
pub struct Point {
    pub step: usize,
    pub train: Score,
    pub choose: Score,
    pub test: Score,
    pub confidence: f64,
}

/// One training with everything that later sections ask about.
pub struct Run {
    pub curve: Vec<Point>,
    pub network: Network,
    pub train: Score,
    pub test: Score,
}

/// After which looks a curve has a point: about equally far apart on a logarithmic axis.
const POINTS: [usize; 12] = [1, 2, 3, 4, 6, 8, 12, 17, 24, 33, 45, 60];

/// Trains with a recipe on the digits of a seed, and looks at the losses on the way.
fn run(digits: &Digits, recipe: &Recipe, seed: u64) -> Run {
    let (rows, mut curve) = (deal(digits, recipe, seed), Vec::new());
    let network = train(digits, &rows, recipe, seed, |now, network| {
        if POINTS.contains(&now) {
            let (train, choose) = (network.score(&rows), network.score(&digits.choose));
            let logits = network.answers(&digits.test, &mut Mode::Eval);
            let (test, confidence) =
                (Score::of(&logits, &digits.test), 100.0 * confidence(&softmax(&logits)));
            curve.push(Point { step: now * LOOK, train, choose, test, confidence });
        }
    });
    Run { curve, train: network.score(&rows), test: network.score(&digits.test), network }
}

/// The mean confidence: of the largest probability of each row.
fn confidence(p: &Matrix) -> f64 {
    Spread::of(p.rows().into_iter().map(|row| row.iter().copied().fold(0.0, Real::max).into())).mean
}

/// A cure with the strength that was chosen, and its runs, one for each of the report's seeds.
pub struct Entry {
    pub name: &'static str,
    pub strength: String,
    pub recipe: Recipe,
    pub runs: Vec<Run>,
}

/// No cure, each cure, cures in company, and ten times as many digits.
pub struct Race(Vec<Entry>);

impl Race {
    pub fn of(&self, name: &str) -> &Entry {
        self.0.iter().find(|entry| entry.name == name).expect("a cure of this name")
    }
}

impl Entry {
    /// A number of each run.
    pub fn each(&self, number: impl Fn(&Run) -> f64) -> Vec<f64> {
        self.runs.iter().map(number).collect()
    }

    /// The test accuracy of each run.
    pub fn accuracy(&self) -> Vec<f64> {
        self.each(|run| run.test.accuracy)
    }

    /// The test loss of each run.
    pub fn loss(&self) -> Vec<f64> {
        self.each(|run| run.test.loss)
    }
}

/// Each cure with the strength that has the lowest validation loss: the mean over `seeds` that decide
/// nothing else.
pub fn choose(
    seeds: &[u64],
    digits: &Digits,
    plain: Recipe,
    wanted: &[&str],
) -> Vec<(&'static str, String, Recipe)> {
    let cures: Vec<Cure> =
        cures(plain).into_iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name)).collect();
    let recipes: Vec<Recipe> =
        cures.iter().flat_map(|(_, tried)| tried.iter().map(|(_, recipe)| *recipe)).collect();
    let losses = trials(&recipes, seeds.iter().copied(), |recipe, seed| {
        result(digits, recipe, seed).1.score(&digits.choose).loss
    });
    let means: Vec<f64> = losses.into_iter().map(|losses| Spread::of(losses).mean).collect();
    let chosen = cures.into_iter().zip(means.chunks(4)).map(|((name, tried), means)| {
        let best = (0..4).min_by(|&a, &b| means[a].total_cmp(&means[b])).expect("four strengths");
        let (strength, recipe) = tried.into_iter().nth(best).expect("four strengths");
        (name, strength, recipe)
    });
    chosen.collect()
}

pub fn run_all(report: &mut Report, digits: &Digits) -> Race {
    let plain = Recipe::default();
    let mut rows = choose(&[100, 101].map(|offset| report.seed() + offset), digits, plain, &[]);
    rows.insert(0, ("none", String::new(), plain));
    rows.push(("more data", (10 * ROWS).to_string(), Recipe { rows: 10 * ROWS, ..plain }));
    let runs = trials(&rows, report.seeds(), |(_, _, recipe), seed| run(digits, recipe, seed));
    let entries = rows.into_iter().zip(runs);
    Race(entries.map(|((name, strength, recipe), runs)| Entry { name, strength, recipe, runs }).collect())
}

pub fn table(report: &mut Report, race: &Race) {
    let caption = format!(
        "Each cure at the best of four strengths, {ROWS} digits and {} steps; mean and standard \
         deviation of five seeds.",
        LOOK * LOOKS
    );
    let columns =
        ["cure", "strength", "training accuracy (%)", "test accuracy (%)", "test loss", "gap in loss"];
    let mut table = Table::new("race", caption, columns);
    for entry in &race.0 {
        table.row([
            entry.name.to_string(),
            entry.strength.clone(),
            told(entry.each(|run| run.train.accuracy), 1),
            told(entry.accuracy(), 1),
            told(entry.loss(), 2),
            told(entry.each(|run| run.test.loss - run.train.loss), 2),
        ]);
    }
    report.table(table);
    state(report, race);
    draw_curves(report, race);
}

/// What the table shows on every seed, always in comparison with the run of the same seed without a
/// cure.
fn state(report: &mut Report, race: &Race) {
    let none = race.of("none");
    let calm = ["L2", "max-norm", "early stopping"].map(|name| race.of(name));
    let lower = (0..none.runs.len()).map(|i| calm.iter().all(|entry| entry.loss()[i] < none.loss()[i]));
    report.claim(
        "calm-lowers-the-loss",
        lower,
        format!(
            "{:.2?} without a cure; L2, max-norm, early stopping {:.2?}",
            none.loss(),
            calm.map(|entry| entry.loss())
        ),
    );
    let gained = |name: &str| -> Vec<f64> {
        let pairs = race.of(name).accuracy().into_iter().zip(none.accuracy());
        pairs.map(|(with, without)| with - without).collect()
    };
    let quiet = ["L1", "L2", "elastic net", "dropout", "max-norm", "early stopping", "smoothing", "pairs"];
    let most = |i: usize| quiet.map(|name| gained(name)[i]).into_iter().fold(f64::MIN, f64::max);
    let most: Vec<f64> = (0..none.runs.len()).map(most).collect();
    report.value("quiet-most", format!("{:.1}", most.iter().copied().fold(f64::MIN, f64::max)));
    report.claim(
        "penalties-hardly-teach",
        most.iter().map(|&gain| gain < 2.5),
        format!("the best of eight cures gains {most:.1?} points"),
    );
    let more: Vec<f64> = gained("augmentation and more")
        .iter()
        .zip(gained("augmentation"))
        .map(|(both, one)| both - one)
        .collect();
    report.claim(
        "combining-adds-little",
        more.iter().map(|gain| gain.abs() < 2.5),
        format!("{more:.1?} points more than augmentation alone"),
    );
    report.claim(
        "augmentation-teaches",
        gained("augmentation").into_iter().map(|gain| gain > 0.0),
        format!("{:.1?} points gained", gained("augmentation")),
    );
    let quiet_or = ["smaller network"].into_iter().chain(quiet).collect::<Vec<_>>();
    let data = race.of("more data").accuracy();
    let best = |i: usize| quiet_or.iter().map(|name| race.of(name).accuracy()[i]).fold(0.0, f64::max);
    report.claim(
        "data-teach",
        (0..data.len()).map(|i| data[i] > best(i) + 3.0),
        format!("{data:.1?} % with ten times the digits"),
    );
}

/// What the page says about the setting.
pub fn setting(report: &mut Report, digits: &Digits, race: &Race) {
    report.value("rows", ROWS);
    report.value("hidden", HIDDEN);
    report.value("batch", BATCH);
    report.value("choose-rows", digits.choose.labels.len());
    report.value("test-rows", digits.test.labels.len());
    report.value("steps", LOOK * LOOKS);
    report.value("rate", RATE);
    report.value("weights", race.of("none").runs[0].network.params.count());
}

/// Losses against steps for the six best-known cures.
fn draw_curves(report: &mut Report, race: &Race) {
    let panels = race.0[1..7].iter().fold(Panels::new(2), |panels, entry| {
        let none = curve(&race.of("none").runs, |point| point.test.loss);
        let chart = Chart::new("step", "loss").title(entry.name).height(330.0).log_x();
        let chart = chart.x_range(LOOK, LOOK * LOOKS).y_range(0, 1.6).line("test, no cure", none);
        panels.add(
            chart
                .line("training", curve(&entry.runs, |point| point.train.loss))
                .line("test", curve(&entry.runs, |point| point.test.loss)),
        )
    });
    report.figure("curves", &panels.svg());
}

/// The mean of a number over the runs, along the steps that all of them reached.
fn curve(runs: &[Run], number: impl Fn(&Point) -> f64) -> Vec<(usize, f64)> {
    let reached = runs.iter().map(|run| run.curve.len()).min().unwrap_or(0);
    let mean = |i: usize| Spread::of(runs.iter().map(|run| number(&run.curve[i]))).mean;
    (0..reached).map(|i| (runs[0].curve[i].step, mean(i))).collect()
}

/// How much each network believes in itself.
pub fn calibration_table(report: &mut Report, digits: &Digits, race: &Race) {
    let caption = "How sure the networks of the race are of their answers on test digits, and \
                   how rightly; mean and standard deviation of five seeds.";
    let columns = [
        "cure",
        "test accuracy (%)",
        "mean confidence (%)",
        "confidence − accuracy (points)",
        "calibration error (points)",
    ];
    let mut table = Table::new("believes", caption, columns);
    let mut errors = Vec::new();
    for entry in &race.0 {
        let believed: Vec<_> = entry.runs.iter().map(|run| run.network.probabilities(&digits.test)).collect();
        let labels = &digits.test.labels;
        let error: Vec<f64> =
            believed.iter().map(|p| 100.0 * expected_calibration_error(labels, p, 10)).collect();
        let over: Vec<f64> = believed.iter().map(|p| 100.0 * overconfidence(labels, p)).collect();
        if entry.name == "none" {
            report.claim(
                "overfitted-networks-are-overconfident",
                over.iter().map(|&over| over > 4.0),
                format!("without a cure the confidence is {over:.1?} points above the accuracy"),
            );
        }
        table.row([
            entry.name.to_string(),
            told(entry.accuracy(), 1),
            told(believed.iter().map(|p| 100.0 * confidence(p)), 1),
            told(over, 1),
            told(error.iter().copied(), 1),
        ]);
        errors.push((entry.name, error));
    }
    report.table(table);
    let of = |name: &str| &errors.iter().find(|(known, _)| *known == name).expect("a cure").1;
    let calm = ["L1", "L2", "elastic net", "early stopping", "augmentation"].map(of);
    report.claim(
        "most-cures-calibrate",
        (0..of("none").len()).map(|i| calm.iter().all(|error| error[i] < of("none")[i])),
        format!("calibration error without a cure {:.1?}, with L2 {:.1?}", of("none"), of("L2")),
    );
}
