//! What the page shows: the program, what it cannot beat, and what each of its parts is worth.

use crate::input::{self, Input};
use crate::learn::Session;
use crate::results::{self, Judged};
use crate::settings::Settings;
use crate::summary::summary;
use crate::synthetic::{self, FLOOR, LINE, NOISE, VARIANCE};
use crate::watch::line;
use crate::{Problem, bikes};
use neural::data::Regression;
use neural::train::Epoch;
use neural::trials::{Spread, over_seeds, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};
use std::f64::consts::PI;
use std::process::ExitCode;

/// The settings that the page ends with.
const OURS: [&str; 6] = ["--hidden", "128,64", "--dropout", "0.1", "--lr", "0.01"];

/// What the same network reached in PyTorch; recorded, see tests/reference/regressor.py.
const PYTORCH: &str = include_str!("../../../tests/reference/regressor.csv");

/// How many rows are often tested on.
const FEW: usize = 200;

pub fn run(seed: u64) -> Result<ExitCode, Problem> {
    let mut report = Report::with_seed("regressor", seed);
    exact_answers(&mut report);
    floor(&mut report);
    let guide = the_guide(&mut report);
    log(&mut report, &guide[0]);
    switched_off(&mut report, &guide);
    beside_pytorch(&mut report, &guide);
    ours(&mut report, &guide);
    bikes::run(&mut report)?;
    Ok(report.finish())
}

/// What one training came to.
pub struct Outcome {
    pub judged: Judged,
    /// MSE on the training rows, with the weights that were judged and nothing silenced.
    pub fit: f64,
    pub history: Vec<Epoch>,
    /// One unit of the scaled target.
    pub unit: f64,
}

impl Outcome {
    /// The number of the epoch with the lowest validation loss, and that loss in the target's unit.
    fn best(&self) -> (usize, f64) {
        let (epoch, loss) = results::best_epoch(&self.history).expect("rows to stop by");
        (epoch, loss * self.unit * self.unit)
    }
}

/// Trains in silence and tests.
pub fn trained(settings: &Settings, input: &Input) -> Outcome {
    let mut session = Session::new(settings, input);
    session.train().expect("rates that are not too large");
    let judged = session.judge().expect("the best weights are those of this network");
    let fit = Judged::new(session.predict(&input.train.x), &input.train).mse;
    Outcome { judged, fit, history: session.training.history, unit: input.unit() }
}

/// A training on new rows of the synthetic function.
fn synthetic_run(settings: &Settings, seed: u64) -> (Outcome, Input) {
    let settings = Settings { seed, ..settings.clone() };
    let input = input::read(&settings).expect("no file is read");
    (trained(&settings, &input), input)
}

/// The mean square of the numbers.
fn mean_square(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = numbers.len() as f64;
    numbers.map(|number| number * number).sum::<f64>() / n
}

/// The truth for each row.
fn truths(rows: &Regression) -> Vec<f64> {
    let truth = |row: ndarray::ArrayView1<Real>| synthetic::truth(&row.mapv(f64::from).to_vec());
    rows.x.rows().into_iter().map(truth).collect()
}

/// Mean and standard deviation of the targets.
fn moments(rows: &Regression) -> (f64, f64) {
    let y = rows.y.mapv(f64::from);
    (y.mean().expect("rows"), y.std(0.0))
}

/// The function itself takes the test, two hundred rows at a time: what does a perfect prediction score?
fn exact_answers(report: &mut Report) {
    let scores = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let tests = (0..200).map(|_| {
            let (train, test) = (synthetic::rows(1000, &mut rng), synthetic::rows(FEW, &mut rng));
            let ((mean, deviation), (test_mean, test_deviation)) = (moments(&train), moments(&test));
            let pairs: Vec<_> = truths(&test).into_iter().zip(test.y.iter().map(|&y| f64::from(y))).collect();
            // One scale for all rows, and, as is often written, one of its own for the test rows.
            let one = mean_square(pairs.iter().map(|(f, y)| (f - y) / deviation));
            let two = mean_square(
                pairs.iter().map(|(f, y)| (f - mean) / deviation - (y - test_mean) / test_deviation),
            );
            [one, two]
        });
        tests.collect::<Vec<_>>()
    });
    let caption = "Mean squared error of the function itself on 200 test rows, tested a thousand times; \
                   the variance of the targets is 1.";
    let columns = ["targets scaled by", "least", "1 in 20 below", "mean", "1 in 20 above", "greatest"];
    let mut table = Table::new("exact-answers", caption, columns);
    let scales = ["mean and deviation of training rows", "each set's own"];
    for (which, name) in scales.into_iter().enumerate() {
        let mut seen: Vec<f64> = scores.iter().flatten().map(|score| score[which]).collect();
        seen.sort_by(f64::total_cmp);
        let (n, mean) = (seen.len(), seen.iter().sum::<f64>() / seen.len() as f64);
        let (low, high) = (seen[n / 20], seen[n - 1 - n / 20]);
        let numbers = [seen[0], low, mean, high, seen[n - 1]].map(|mse| format!("{mse:.3}"));
        table.row([name.to_string()].into_iter().chain(numbers));
        let name = ["one", "own"][which];
        report.value(&format!("{name}-low"), format!("{low:.3}"));
        report.value(&format!("{name}-high"), format!("{high:.3}"));
    }
    report.table(table);
    let means = scores.iter().map(|tests| {
        [0, 1].map(|which| tests.iter().map(|test| test[which]).sum::<f64>() / tests.len() as f64)
    });
    let means: Vec<_> = means.collect();
    report.claim(
        "own-scales-cost",
        means.iter().map(|[one, own]| own > one),
        format!("{:.4?}: one scale, own scales", means),
    );
}

/// The variance of the targets, term by term, and what that means for predictions that need no network.
fn floor(report: &mut Report) {
    let rows = over_seeds(report.seeds(), |seed| {
        let rows = synthetic::rows(100_000, &mut neural::rng(seed));
        let loss = |predict: &dyn Fn(&[f64]) -> f64| {
            let pairs = rows.x.rows().into_iter().zip(&rows.y);
            let off = pairs.map(|(x, &y)| predict(&x.mapv(f64::from).to_vec()) - f64::from(y));
            mean_square(off.collect::<Vec<_>>().into_iter())
        };
        let line = |x: &[f64]| 0.2 - 0.5 * x[3] + 0.1 * x[4];
        [loss(&|_| 0.2), loss(&line), loss(&synthetic::truth)]
    });
    let caption = "Mean squared error that is expected, and measured on 100 000 rows (mean of five seeds).";
    let mut table = Table::new("floor", caption, ["prediction", "expected", "measured"]);
    let expected = [
        ("the mean of the targets", VARIANCE),
        ("the best straight line", LINE),
        ("the function itself", FLOOR),
    ];
    for (which, (name, expected)) in expected.iter().enumerate() {
        let measured = Spread::of(rows.iter().map(|seen| seen[which]));
        table.row([name, &*format!("{expected:.3}"), &*format!("{measured:.4}")]);
    }
    report.table(table);
    report.value("floor", format!("{FLOOR:.2}"));
    report.value("floor-share", format!("{:.4}", FLOOR / VARIANCE));
    report.value("mae-floor", format!("{:.3}", NOISE * (2.0 / PI).sqrt()));
    report.value("variance", format!("{VARIANCE:.2}"));
    report.value("line", format!("{LINE:.2}"));
    report.value("r2-limit", format!("{:.3}", 1.0 - FLOOR / VARIANCE));
    report.claim(
        "arithmetic-agrees",
        rows.iter().map(|seen| (0..3).all(|which| (seen[which] / expected[which].1 - 1.0).abs() < 0.05)),
        format!("{rows:.4?}"),
    );
}

/// The program's own settings, on five sets of rows.
fn the_guide(report: &mut Report) -> Vec<Outcome> {
    let mut runs = over_seeds(report.seeds(), |seed| synthetic_run(&Settings::of(&[]), seed));
    let caption = "The program's own settings on five sets of rows: its epochs, and the mean squared error of \
                   the best one's weights on the rows it learned from, as told in training and measured \
                   afterwards, on those to stop by, and on two sets of test rows.";
    let columns = [
        "seed",
        "epochs",
        "best epoch",
        "loss in training",
        "MSE on the same rows",
        "MSE, 200 to stop by",
        "MSE, 200 test rows",
        "MSE, 20 000 test rows",
        "R², 20 000 test rows",
    ];
    let mut table = Table::new("guide", caption, columns);
    let few = |outcome: &Outcome| {
        mean_square(
            outcome.judged.residuals.iter().take(FEW).map(|&r| f64::from(r)).collect::<Vec<_>>().into_iter(),
        )
    };
    for ((outcome, _), seed) in runs.iter().zip(report.seeds()) {
        let ((epoch, loss), judged) = (outcome.best(), &outcome.judged);
        let made = outcome.history.len();
        let in_training = outcome.history[epoch - 1].loss * outcome.unit.powi(2);
        let losses = [in_training, outcome.fit, loss, few(outcome), judged.mse];
        let counts = [seed.to_string(), made.to_string(), epoch.to_string()];
        let losses = losses.map(|loss| format!("{loss:.4}"));
        table.row(counts.into_iter().chain(losses).chain([format!("{:.3}", judged.r2)]));
    }
    report.table(table);
    let mse = Spread::of(runs.iter().map(|(outcome, _)| outcome.judged.mse));
    report.value("guide-mse", format!("{mse:.3}"));
    report.value("guide-floors", format!("{:.1}", mse.mean / FLOOR));
    report
        .value("guide-mae", format!("{:.3}", Spread::of(runs.iter().map(|(outcome, _)| outcome.judged.mae))));
    let lowest =
        |outcome: &Outcome| outcome.history.iter().map(|epoch| epoch.learning_rate).fold(1.0, f64::min);
    let lowest = runs.iter().map(|(outcome, _)| lowest(outcome)).fold(1.0, f64::min);
    report.value("lowest-rate", report::scientific(lowest));
    report.claim(
        "far-above-the-floor",
        runs.iter().map(|(outcome, _)| mse.mean > 2.0 * FLOOR && outcome.judged.mse < 0.7 * LINE),
        format!("{mse:.3}"),
    );
    let in_training = |outcome: &Outcome| outcome.history[outcome.best().0 - 1].loss * outcome.unit.powi(2);
    report.claim(
        "training-loss-is-too-high",
        runs.iter().map(|(outcome, _)| in_training(outcome) > 1.5 * outcome.fit),
        "the loss reported in training, and that of the same weights on the same rows without dropout",
    );
    report.claim(
        "training-rows-flatter",
        runs.iter().map(|(outcome, _)| outcome.judged.mse > 1.2 * outcome.fit),
        "the loss on new rows, and on those learned from",
    );
    let (outcome, input) = &runs[0];
    let end = outcome.history.len();
    let curves =
        results::loss_curves(&outcome.history, outcome.unit).line("noise floor", [(1, FLOOR), (end, FLOOR)]);
    report.figure("loss", &curves.svg());
    let mae = NOISE * (2.0 / PI).sqrt();
    let curves =
        results::mae_curves(&outcome.history, outcome.unit).line("noise floor", [(1, mae), (end, mae)]);
    report.figure("mae", &curves.svg());
    report.figure("predicted", &results::predicted_against_actual(&outcome.judged, &input.test).svg());
    report.figure("residuals", &results::residuals_over_predictions(&outcome.judged).svg());
    report.figure("histogram", &results::residual_histogram(&outcome.judged).svg());
    let rates = outcome.history.iter().zip(1..).map(|(epoch, i)| (i, epoch.learning_rate));
    report.figure("rate", &Chart::new("epoch", "learning rate").height(260.0).log_y().steps("", rates).svg());
    let largest = |of: &Matrix, rows: &mut Vec<usize>| {
        rows.sort_by(|&a, &b| of[[b, 0]].abs().total_cmp(&of[[a, 0]].abs()))
    };
    let shares: Vec<f64> = runs
        .iter()
        .map(|(outcome, _)| {
            let (r, mut rows) = (&outcome.judged.residuals, (0..outcome.judged.residuals.len()).collect());
            largest(r, &mut rows);
            let square = |&row: &usize| f64::from(r[[row, 0]]).powi(2);
            100.0 * rows[..rows.len() / 20].iter().map(square).sum::<f64>()
                / rows.iter().map(square).sum::<f64>()
        })
        .collect();
    report.value("worst-share", format!("{:.0} %", Spread::of(shares.iter().copied()).mean));
    report.claim(
        "few-rows-make-most-of-the-loss",
        shares.iter().map(|&share| share > 30.0),
        format!("{shares:.0?} %"),
    );
    runs.drain(..).map(|(outcome, _)| outcome).collect()
}

/// The first run as the reader sees it: what is learned, and the lines in which something happens.
fn log(report: &mut Report, guide: &Outcome) {
    let settings = Settings { seed: report.seed(), ..Settings::of(&[]) };
    let input = input::read(&settings).expect("no file is read");
    report.table(summary("summary", &Session::new(&settings, &input).training));
    report.section("log", "Some of the lines of the first run");
    let (epochs, best) = (guide.history.len(), guide.best().0);
    for epoch in 1..=epochs {
        let rate = |epoch: usize| guide.history[epoch - 1].learning_rate;
        let lowered = epoch > 1 && rate(epoch) < rate(epoch - 1);
        if [1, 2, 3, 10, best, epochs].contains(&epoch) || lowered {
            let text = line(&guide.history[..epoch], guide.unit);
            writeln!(report, "epoch {epoch} of {}: {text}", settings.epochs);
        }
    }
}

/// The program without one of its parts, on the same rows from the same start.
fn switched_off(report: &mut Report, guide: &[Outcome]) {
    let rows: [(&str, &[&str]); 7] = [
        ("best weights not restored", &["--last"]),
        ("never stopped, best restored", &["--patience", "1000"]),
        ("rate never lowered", &["--plateau", "1000"]),
        ("none of the three", &["--plateau", "1000", "--patience", "1000", "--last"]),
        ("no dropout", &["--dropout", "0"]),
        ("no batch normalisation", &["--plain"]),
        ("neither of the two", &["--plain", "--dropout", "0"]),
    ];
    let settings = rows.map(|(_, options)| Settings::of(options));
    let runs = trials(&settings, report.seeds(), |settings, seed| {
        let (outcome, _) = synthetic_run(settings, seed);
        (outcome.judged.mse, outcome.history.len())
    });
    let caption = "The program with one part switched off: mean squared error on 20 000 test \
                   rows, and what that cost beside the whole on the same seed (mean of five seeds).";
    let columns = ["switched off", "MSE", "cost (%)", "cost of each seed (%)", "epochs"];
    let mut table = Table::new("switched-off", caption, columns);
    let whole = Spread::of(guide.iter().map(|outcome| outcome.judged.mse));
    let epochs = guide.iter().map(|outcome| outcome.history.len()).sum::<usize>() / guide.len();
    table.row(["nothing", &format!("{whole:.4}"), "", "", &epochs.to_string()]);
    let mut costs = Vec::new();
    for ((name, _), seen) in rows.iter().zip(&runs) {
        let cost: Vec<f64> = seen
            .iter()
            .zip(guide)
            .map(|((mse, _), outcome)| 100.0 * (mse / outcome.judged.mse - 1.0))
            .collect();
        let each: Vec<String> = cost.iter().map(|cost| format!("{cost:+.0}")).collect();
        let epochs = seen.iter().map(|(_, made)| made).sum::<usize>() / seen.len();
        let mse = format!("{:.4}", Spread::of(seen.iter().map(|(mse, _)| *mse)));
        let mean = format!("{:.1}", Spread::of(cost.iter().copied()));
        table.row([name, mse.as_str(), &mean, &each.join(" "), &epochs.to_string()]);
        costs.push(cost);
    }
    report.table(table);
    let seen = |which: usize| format!("{:+.0?} %", costs[which]);
    let mean = |which: usize| Spread::of(costs[which].iter().copied()).mean;
    report.claim("restoring-changes-little", costs[0].iter().map(|&cost| cost.abs() < 10.0), seen(0));
    report.claim("stopping-saves-time-only", costs[1].iter().map(|&cost| cost < 6.0), seen(1));
    report.claim(
        "lowering-the-rate-bought-nothing",
        costs[2].iter().map(|&cost| cost < 6.0 && mean(2) < 0.0),
        seen(2),
    );
    report.value("rate-cost", format!("{:.0} %", -mean(2)));
    for (name, which) in [("last-cost", 0), ("dropout-cost", 4), ("norm-cost", 5)] {
        report.value(name, format!("{:.0} %", mean(which)));
    }
}

/// The loss of the same network in PyTorch, on the same rows.
fn beside_pytorch(report: &mut Report, guide: &[Outcome]) {
    let recorded = |start: &str| {
        let rows = PYTORCH.lines().filter_map(|line| line.strip_prefix(start)?.strip_prefix(','));
        let mse = rows.map(|row| row.split(',').nth(2).and_then(|cell| cell.parse().ok()).expect("a number"));
        mse.collect::<Vec<f64>>()
    };
    let (same, default) = (recorded("same"), recorded("default"));
    let here = match report.seed() {
        0 => guide.iter().map(|outcome| outcome.judged.mse).collect(),
        _ => over_seeds(0..same.len() as u64, |seed| synthetic_run(&Settings::of(&[]), seed).0.judged.mse),
    };
    let caption = "Mean squared error on the same 20 000 rows after training on the same 1000, here and \
                   in PyTorch (recorded), which begins as we do or in its own way.";
    let columns = ["seed", "here", "PyTorch, same start", "PyTorch, its own start"];
    let mut table = Table::new("pytorch", caption, columns);
    let mut row = |name: String, losses: [f64; 3]| {
        table.row([name].into_iter().chain(losses.map(|loss| format!("{loss:.4}"))));
    };
    for (seed, ((here, same), default)) in here.iter().zip(&same).zip(&default).enumerate() {
        row(seed.to_string(), [*here, *same, *default]);
    }
    let [here, same, default] = [here, same, default].map(Spread::of);
    row("mean".to_string(), [here.mean, same.mean, default.mean]);
    report.table(table);
    let off = here.mean / same.mean - 1.0;
    report.value("here", format!("{:.4}", here.mean));
    report.value("pytorch", format!("{:.4}", same.mean));
    report.value("pytorch-default", format!("{:.4}", default.mean));
    report.value("pytorch-off", format!("{:.1} %", 100.0 * off.abs()));
    report.fact(
        "within-a-tenth-of-pytorch",
        off.abs() < 0.1,
        format!("{:.4} and {:.4}", here.mean, same.mean),
    );
}

/// From the program's own settings to better ones, one change at a time, and both with fewer and more rows.
fn ours(report: &mut Report, guide: &[Outcome]) {
    let steps: [(&str, &[&str]); 3] = [
        ("hidden layers twice as wide", &["--hidden", "128,64"]),
        ("and half the dropout", &["--hidden", "128,64", "--dropout", "0.1"]),
        ("and ten times the rate", &OURS),
    ];
    let runs = trials(&steps, report.seeds(), |(_, options), seed| {
        let (outcome, _) = synthetic_run(&Settings::of(options), seed);
        (outcome.best().1, outcome.judged.mse, outcome.judged.mae)
    });
    let caption = "Mean squared error from the program's own settings to better ones, one change on top of the other \
                   (mean of five seeds).";
    let columns = ["settings", "rows to stop by", "20 000 test rows"];
    let mut table = Table::new("ours", caption, columns);
    let mut row = |name: &str, seen: &[(f64, f64)]| {
        let [stop, test] = [0, 1].map(|which| {
            let losses = seen.iter().map(|pair| [pair.0, pair.1][which]);
            format!("{:.4}", Spread::of(losses))
        });
        table.row([name, &stop, &test]);
    };
    let first: Vec<_> = guide.iter().map(|outcome| (outcome.best().1, outcome.judged.mse)).collect();
    row("the program's own", &first);
    for ((name, _), seen) in steps.iter().zip(&runs) {
        row(name, &seen.iter().map(|run| (run.0, run.1)).collect::<Vec<_>>());
    }
    report.table(table);
    let mse = Spread::of(runs[2].iter().map(|run| run.1));
    report.value("ours-mse", format!("{mse:.4}"));
    report.value("ours-mae", format!("{:.3}", Spread::of(runs[2].iter().map(|run| run.2))));
    report.claim(
        "better-settings-win",
        runs[2].iter().zip(guide).map(|(run, guide)| run.1 < 0.95 * guide.judged.mse),
        format!("{mse:.4}"),
    );
    by_rows(report, [first.iter().map(|run| run.1).collect(), runs[2].iter().map(|run| run.1).collect()]);
}

/// The program's own settings and better ones with fewer and more rows; with a thousand, both have been run.
fn by_rows(report: &mut Report, at_1000: [Vec<f64>; 2]) {
    let sizes = [250, 1000, 2000];
    let [theirs, own] = [(&[][..], 0), (&OURS[..], 1)].map(|(options, which)| {
        let other = [sizes[0], sizes[2]].map(|rows| Settings { rows, ..Settings::of(options) });
        let mut runs =
            trials(&other, report.seeds(), |settings, seed| synthetic_run(settings, seed).0.judged.mse);
        runs.insert(1, at_1000[which].clone());
        runs
    });
    let caption = "Mean squared error on 20 000 test rows, by the number of rows to learn from (mean of \
                   five seeds).";
    let columns = ["rows to learn from", "the program's own settings", "better settings"];
    let mut table = Table::new("rows", caption, columns);
    let spread = |seen: &[f64]| Spread::of(seen.iter().copied());
    for ((rows, theirs), own) in sizes.iter().zip(&theirs).zip(&own) {
        let [theirs, own] = [theirs, own].map(|seen| format!("{:.4}", spread(seen)));
        table.row([rows.to_string(), theirs, own]);
    }
    report.table(table);
    let points = |losses: &[Vec<f64>]| {
        let means: Vec<f64> = losses.iter().map(|seen| spread(seen).mean).collect();
        sizes.into_iter().zip(means)
    };
    let chart = Chart::new("rows to learn from", "mean squared error").log_x().log_y();
    let chart =
        chart.line("the program's own settings", points(&theirs)).line("better settings", points(&own));
    report.figure("rows", &chart.line("noise floor", [(250, FLOOR), (2000, FLOOR)]).svg());
    let falls =
        |losses: &[Vec<f64>], seed: usize| losses.windows(2).all(|pair| pair[1][seed] < pair[0][seed]);
    report.claim(
        "more-rows-lower-the-loss",
        (0..own[0].len()).map(|seed| falls(&theirs, seed) && falls(&own, seed)),
        format!("{theirs:.3?}, {own:.3?}"),
    );
    report.value("ours-more-rows", format!("{:.3}", spread(&own[2]).mean));
}
