//! More rows, or another network: the learning curve and the validation curve.

use crate::network::{CLASSES, Model, QUANTITY, Recipe};
use crate::sun::{LAST_YEARS, forecast, lagged};
use crate::{LEVEL, RESAMPLES, TEST_SHARE, greatest, least, mean, percent};
use ndarray::s;
use neural::data::{Classification, Split, stratified_split, time_series_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows, bootstrap_interval};
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Chart, Figure};

pub fn learning_curve(report: &mut Report, digits: &Classification) {
    const SIZES: [usize; 6] = [25, 50, 100, 200, 500, 1200];
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let split = stratified_split(&digits.labels, TEST_SHARE, &mut rng);
        let unseen = digits.rows(&split.test);
        SIZES.map(|size| {
            let seen = digits.rows(&split.train[..size]);
            let recipe = Recipe { hidden: 32, ..CLASSES };
            let model = Model::fit(&seen.x, &one_hot(&seen.labels, 10), recipe, &mut rng);
            [&seen, &unseen].map(|part| accuracy(&part.labels, &argmax_rows(&model.predict(&part.x))))
        })
    });
    report.section("learning-curve", "Digits: accuracy against the number of training rows");
    writeln!(report, "rows   on them   on others (mean of {} seeds)", runs.len());
    for (i, size) in SIZES.iter().enumerate() {
        let at = |part: usize| mean(&runs.iter().map(|run| run[i][part]).collect::<Vec<_>>());
        writeln!(report, "{size:4} {:>9} {:>11}", percent(at(0)), percent(at(1)));
    }
    let rising = runs.iter().map(|run| run[1][1] < run[3][1] && run[3][1] < run[5][1]);
    report.claim("more-rows-help", rising, "200 rows beat 50, 1200 beat 200");
    let points = |part: usize, of: fn(&[f64]) -> f64| {
        let at = |i: usize| of(&runs.iter().map(|run| 100.0 * run[i][part]).collect::<Vec<_>>());
        SIZES.iter().enumerate().map(|(i, &size)| (size, at(i))).collect::<Vec<_>>()
    };
    let chart = Chart::new("training rows", "accuracy (%)").log_x();
    let chart = chart
        .line("training rows", points(0, |all| mean(all)))
        .line("other rows", points(1, |all| mean(all)));
    report.figure("learning-curve", &chart.band("other rows", points(1, least), points(1, greatest)).svg());
}

/// The most past years that a forecast may see.
const MOST: usize = 20;

/// The absolute errors of a neuron that sees so many past years: of all years that the splits test, one by one.
fn errors(x: &Matrix, y: &Matrix, lags: usize, splits: &[Split], seed: u64) -> Vec<f64> {
    let (x, mut rng) = (x.slice(s![.., ..lags]).to_owned(), neural::rng(seed));
    let of_split = |split: &Split| {
        let predicted = forecast(&x, y, split, QUANTITY, &mut rng);
        let pairs = split.test.iter().zip(&predicted);
        pairs.map(|(&row, predicted)| f64::from((y[[row, 0]] - predicted).abs())).collect::<Vec<_>>()
    };
    splits.iter().flat_map(of_split).collect()
}

/// How far the error with `b` past years lies above that with `a`, year by year, and its interval.
fn worse_by(a: &[f64], b: &[f64], seed: u64) -> (f64, [f64; 2]) {
    let more: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    let of = |rows: &[usize]| rows.iter().map(|&row| more[row]).sum::<f64>() / rows.len() as f64;
    let interval = bootstrap_interval(more.len(), LEVEL, RESAMPLES, &mut neural::rng(seed), of);
    (mean(&more), [*interval.start(), *interval.end()])
}

pub fn validation_curve(report: &mut Report, sun: &[Real]) {
    let (x, y) = lagged(sun, MOST);
    let history = y.nrows() - LAST_YEARS; // the last years stay untouched: they are for testing
    let splits = time_series_split(history, 5);
    let on_itself = |split: &Split| Split { train: split.train.clone(), test: split.train.clone() };
    let training: Vec<Split> = splits.iter().map(on_itself).collect();
    let runs = over_seeds(report.seeds(), |seed| {
        let with = |lags: usize| [&training, &splits].map(|splits| errors(&x, &y, lags, splits, seed));
        (1..=MOST).map(with).collect::<Vec<_>>()
    });
    let error = |run: &Vec<[Vec<f64>; 2]>, lags: usize, part: usize| mean(&run[lags - 1][part]);
    let at = |lags: usize, part: usize| Spread::of(runs.iter().map(|run| error(run, lags, part)));
    report.section("validation-curve", "Sunspots: how many past years should the neuron see?");
    writeln!(report, "years   error in training   in validation");
    for lags in [1, 2, 3, 6, 9, 12, 16, MOST] {
        writeln!(report, "{lags:5} {:19.1} {:15.1}", at(lags, 0).mean, at(lags, 1).mean);
    }
    let falls = runs.iter().map(|run| error(run, MOST, 0) < error(run, 2, 0));
    report.claim("training-error-falls", falls, format!("{:.1} and {:.1}", at(2, 0), at(MOST, 0)));
    let no_better = runs.iter().map(|run| error(run, MOST, 1) > error(run, 2, 1));
    report.claim("twenty-is-no-better", no_better, format!("{:.1} and {:.1}", at(2, 1), at(MOST, 1)));
    report.section("valley", "Validation error above that with two years, year by year");
    writeln!(report, "years   more   95 of 100 resamples");
    for lags in [1, 9, MOST] {
        let (more, [low, high]) = worse_by(&runs[0][1][1], &runs[0][lags - 1][1], report.seed());
        writeln!(report, "{lags:5} {more:6.2}   {low:.2} to {high:.2}");
    }
    let against_two = |lags: usize| {
        runs.iter()
            .zip(report.seeds())
            .map(move |(run, seed)| worse_by(&run[1][1], &run[lags - 1][1], seed).1)
    };
    let [one, nine] = [1, 9].map(|lags| against_two(lags).collect::<Vec<_>>());
    report.claim("one-year-is-too-few", one.iter().map(|[low, _]| *low > 0.0), format!("{one:.1?}"));
    let either = nine.iter().map(|[low, high]| *low < 0.0 && *high > 0.0);
    report.claim("nine-may-be-no-better", either, format!("{nine:.1?}"));
    let chosen: Vec<usize> = runs
        .iter()
        .map(|run| (1..=MOST).min_by(|&a, &b| error(run, a, 1).total_cmp(&error(run, b, 1))).expect("lags"))
        .collect();
    let last = [Split { train: (0..history).collect(), test: (history..y.nrows()).collect() }];
    report.section("chosen-years", "The least error in validation, and then on the last years");
    writeln!(report, "seed   years   in validation   on the last years");
    for ((seed, run), &lags) in report.seeds().zip(&runs).zip(&chosen) {
        let tested = mean(&errors(&x, &y, lags, &last, seed));
        writeln!(report, "{seed:4} {lags:7} {:15.1} {tested:19.1}", error(run, lags, 1));
    }
    let repeated = |rows: &[usize]| {
        mean(&rows.iter().map(|&row| f64::from((y[[row, 0]] - x[[row, 0]]).abs())).collect::<Vec<_>>())
    };
    let validated: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
    writeln!(report, "as last year {:15.1} {:19.1}", repeated(&validated), repeated(&last[0].test));
    let paired = over_seeds(report.seeds(), |seed| {
        let [two, nine] = [2, 9].map(|lags| errors(&x, &y, lags, &last, seed));
        worse_by(&two, &nine, seed)
    });
    writeln!(report, "\nseed   nine years above two, on the last years");
    for (seed, (more, [low, high])) in report.seeds().zip(&paired) {
        writeln!(report, "{seed:4}   {more:.1} ({low:.1} to {high:.1})");
    }
    let better = paired.iter().map(|(more, _)| *more < 0.0);
    report.claim("nine-was-better", better, "less error on the last years");
    draw_validation(report, &runs, splits[0].test.len());
}

/// Means of the seeds; the band reaches from the easiest to the hardest of the parts in validation.
fn draw_validation(report: &mut Report, runs: &[Vec<[Vec<f64>; 2]>], part: usize) {
    let points = |of: &dyn Fn(&[Vec<f64>; 2]) -> f64| {
        let at = |lags: usize| mean(&runs.iter().map(|run| of(&run[lags - 1])).collect::<Vec<_>>());
        (1..=MOST).map(|lags| (lags, at(lags))).collect::<Vec<_>>()
    };
    let parts = |errors: &[f64]| errors.chunks(part).map(mean).collect::<Vec<_>>();
    let chart = Chart::new("past years that the neuron sees", "mean absolute error")
        .line("training", points(&|[train, _]| mean(train)))
        .line("validation", points(&|[_, validation]| mean(validation)))
        .band(
            "validation",
            points(&|[_, validation]| least(&parts(validation))),
            points(&|[_, validation]| greatest(&parts(validation))),
        );
    report.figure("validation-curve", &chart.svg());
}
