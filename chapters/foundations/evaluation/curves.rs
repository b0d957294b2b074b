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
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// How many training rows the networks of the learning curves see.
const SIZES: [usize; 6] = [25, 50, 100, 200, 500, 1200];
/// Accuracy on training rows and on others, for each size.
type Curve = [[f64; 2]; SIZES.len()];

/// A new network for each number of training rows.
fn learning_curve(digits: &Classification, hidden: usize, seed: u64) -> Curve {
    let mut rng = neural::rng(seed);
    let split = stratified_split(&digits.labels, TEST_SHARE, &mut rng);
    let unseen = digits.rows(&split.test);
    SIZES.map(|size| {
        let seen = digits.rows(&split.train[..size]);
        let recipe = Recipe { hidden, ..CLASSES };
        let model = Model::fit(&seen.x, &one_hot(&seen.labels, 10), recipe, &mut rng);
        let right = |part: &Classification| accuracy(&part.labels, &argmax_rows(&model.predict(&part.x)));
        [right(&seen), right(&unseen)]
    })
}

pub fn learning_curves(report: &mut Report, digits: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| [2, 32].map(|hidden| learning_curve(digits, hidden, seed)));
    let caption = "Digits: accuracy (%) on the rows trained on and on other rows, for a network \
                   with 2 hidden units and one with 32 (mean of five seeds).";
    let columns = [
        "training rows",
        "2 units, on them",
        "2 units, on others",
        "32 units, on them",
        "32 units, on others",
    ];
    let mut table = Table::new("learning-curves", caption, columns);
    let at = |network: usize, size: usize, part: usize| {
        mean(&runs.iter().map(|run| run[network][size][part]).collect::<Vec<_>>())
    };
    for (i, size) in SIZES.iter().enumerate() {
        let cells = [at(0, i, 0), at(0, i, 1), at(1, i, 0), at(1, i, 1)].map(percent);
        table.row([vec![size.to_string()], cells.to_vec()].concat());
    }
    report.table(table);
    let rising = runs.iter().map(|[_, run]| run[1][1] < run[3][1] && run[3][1] < run[5][1]);
    let seen = "32 units: more right on others with 200 rows than with 50, and with 1200 than 200";
    report.claim("more-rows-help", rising, seen);
    let ends = |network: usize| runs.iter().map(move |run| run[network][5]).collect::<Vec<_>>();
    let (small, large) = (ends(0), ends(1));
    let stuck = small.iter().zip(&large).map(|([small, _], [_, large])| *small < large - 0.1);
    let seen = format!("with 1200 rows, on them and on others: 2 units {small:.2?}, 32 units {large:.2?}");
    report.claim("two-units-underfit", stuck, seen);
    let gap = |[on_them, others]: &[f64; 2]| on_them - others;
    let met = runs.iter().map(|[run, _]| gap(&run[5]) < 0.5 * gap(&run[1]));
    let gaps: Vec<[f64; 2]> = runs.iter().map(|[run, _]| [gap(&run[1]), gap(&run[5])]).collect();
    report.claim("two-units-lines-meet", met, format!("gap with 50 and with 1200 rows: {gaps:.2?}"));
    draw_learning(report, &runs);
}

/// Means of the seeds; the band reaches from the worst seed to the best.
fn draw_learning(report: &mut Report, runs: &[[Curve; 2]]) {
    let panel = |network: usize, title: &str| {
        let points = |part: usize, of: fn(&[f64]) -> f64| {
            let at = |i: usize| of(&runs.iter().map(|run| 100.0 * run[network][i][part]).collect::<Vec<_>>());
            SIZES.iter().enumerate().map(|(i, &size)| (size, at(i))).collect::<Vec<_>>()
        };
        Chart::new("training rows", "accuracy (%)")
            .title(title)
            .height(420.0)
            .log_x()
            .y_range(0, 102)
            .line("training rows", points(0, |all| mean(all)))
            .line("other rows", points(1, |all| mean(all)))
            .band("other rows", points(1, least), points(1, greatest))
    };
    let panels = Panels::new(2).add(panel(0, "2 hidden units")).add(panel(1, "32 hidden units"));
    report.figure("learning-curves", &panels.svg());
}

/// The most past years that a forecast may see.
const MOST: usize = 20;

/// The absolute errors of a neuron that sees so many past years: of all years that the splits test,
/// one by one.
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
    let runs: Vec<Run> = over_seeds(report.seeds(), |seed| {
        let with = |lags: usize| [&training, &splits].map(|splits| errors(&x, &y, lags, splits, seed));
        (1..=MOST).map(with).collect()
    });
    let error = |run: &Run, lags: usize, part: usize| mean(&run[lags - 1][part]);
    let at = |lags: usize, part: usize| Spread::of(runs.iter().map(|run| error(run, lags, part)));
    let falls = runs.iter().map(|run| error(run, MOST, 0) < error(run, 2, 0));
    let seen = format!("error in training with two years {:.1}, with twenty {:.1}", at(2, 0), at(MOST, 0));
    report.claim("training-error-falls", falls, seen);
    let no_better = runs.iter().map(|run| error(run, MOST, 1) > error(run, 2, 1));
    let seen = format!("error in validation with two years {:.1}, with twenty {:.1}", at(2, 1), at(MOST, 1));
    report.claim("twenty-is-no-better", no_better, seen);
    report.value("two-years-error", format!("{:.1}", at(2, 1).mean));

    let seeds: Vec<u64> = report.seeds().collect();
    let above_two = |lags: usize| {
        let pairs = runs.iter().zip(seeds.iter().copied());
        pairs.map(|(run, seed)| worse_by(&run[1][1], &run[lags - 1][1], seed)).collect::<Vec<_>>()
    };
    let clearly_worse = |lags: usize| above_two(lags).into_iter().map(|(_, [low, _])| low > 0.0);
    let lows = |lags: usize| above_two(lags).into_iter().map(|(_, [low, _])| low).collect::<Vec<_>>();
    let seen = format!("one year more than two, interval from {:.1?} spots", lows(1));
    report.claim("one-year-is-too-few", clearly_worse(1), seen);
    let seen = format!("five years more than two, interval from {:.1?} spots", lows(5));
    report.claim("five-years-are-worse", clearly_worse(5), seen);
    let either = above_two(9).into_iter().map(|(_, [low, high])| low < 0.0 && high > 0.0);
    let nine: Vec<[f64; 2]> = above_two(9).into_iter().map(|(_, interval)| interval).collect();
    report.claim("nine-may-be-no-better", either, format!("nine years more than two: {nine:.1?}"));
    draw_validation(report, &runs, splits[0].test.len());
    draw_valley(report, &runs);
    chosen_years(report, &runs, &x, &y, &splits);
}

/// For each number of past years the errors in training and in validation, year by year.
type Run = Vec<[Vec<f64>; 2]>;

/// The number of years with the least error in validation, measured once more on the last years.
fn chosen_years(report: &mut Report, runs: &[Run], x: &Matrix, y: &Matrix, splits: &[Split]) {
    let history = y.nrows() - LAST_YEARS;
    let error = |run: &Run, lags: usize| mean(&run[lags - 1][1]);
    let best = |run: &Run| (1..=MOST).min_by(|&a, &b| error(run, a).total_cmp(&error(run, b))).expect("lags");
    let last = [Split { train: (0..history).collect(), test: (history..y.nrows()).collect() }];
    let caption = "Sunspots: the number of past years with the least error in validation, its \
                   error there and on the last sixty years, and how far nine years err beyond \
                   two on these, with its interval.";
    let columns = [
        "seed",
        "past years chosen",
        "error in validation (spots)",
        "error on the last years (spots)",
        "nine years above two (spots)",
        "95 % interval",
    ];
    let mut table = Table::new("chosen-years", caption, columns);
    let paired = over_seeds(report.seeds(), |seed| {
        let [two, nine] = [2, 9].map(|lags| errors(x, y, lags, &last, seed));
        worse_by(&two, &nine, seed)
    });
    for ((seed, run), (more, [low, high])) in report.seeds().zip(runs).zip(&paired) {
        let lags = best(run);
        let tested = mean(&errors(x, y, lags, &last, seed));
        let numbers = [error(run, lags), tested, *more].map(|number| format!("{number:.1}"));
        let cells = [seed.to_string(), lags.to_string()];
        table.row([cells.to_vec(), numbers.to_vec(), vec![format!("{low:.1} to {high:.1}")]].concat());
    }
    report.table(table);
    let repeated = |rows: &[usize]| {
        mean(&rows.iter().map(|&row| f64::from((y[[row, 0]] - x[[row, 0]]).abs())).collect::<Vec<_>>())
    };
    let validated: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
    report.value("last-year-validation", format!("{:.1}", repeated(&validated)));
    report.value("last-year-last-years", format!("{:.1}", repeated(&last[0].test)));
    let better = paired.iter().map(|(more, _)| *more < 0.0);
    let more: Vec<f64> = paired.iter().map(|(more, _)| *more).collect();
    report.claim("nine-was-better", better, format!("nine years above two on the last years: {more:.1?}"));
}

/// Means of the seeds; the band reaches from the easiest to the hardest of the parts in validation.
fn draw_validation(report: &mut Report, runs: &[Run], part: usize) {
    let points = |of: &dyn Fn(&[Vec<f64>; 2]) -> f64| {
        let at = |lags: usize| mean(&runs.iter().map(|run| of(&run[lags - 1])).collect::<Vec<_>>());
        (1..=MOST).map(|lags| (lags, at(lags))).collect::<Vec<_>>()
    };
    let parts = |errors: &[f64]| errors.chunks(part).map(mean).collect::<Vec<_>>();
    let chart = Chart::new("past years that the neuron sees", "mean absolute error (spots)")
        .line("training", points(&|[train, _]| mean(train)))
        .line("validation", points(&|[_, validation]| mean(validation)))
        .band(
            "validation",
            points(&|[_, validation]| least(&parts(validation))),
            points(&|[_, validation]| greatest(&parts(validation))),
        );
    report.figure("validation-curve", &chart.svg());
}

/// The error in validation above that with two years, of the first seed, and its interval.
fn draw_valley(report: &mut Report, runs: &[Run]) {
    let above: Vec<(usize, f64, [f64; 2])> = (1..=MOST)
        .map(|lags| {
            let (more, interval) = worse_by(&runs[0][1][1], &runs[0][lags - 1][1], report.seed());
            (lags, more, interval)
        })
        .collect();
    let mut chart = Chart::new("past years that the neuron sees", "error above that with two years (spots)")
        .scatter("mean", above.iter().map(|(lags, more, _)| (*lags, *more)));
    for (lags, _, [low, high]) in above {
        chart = chart.line("95 % interval", [(lags, low), (lags, high)]).faint();
    }
    report.figure("valley", &chart.line("", [(1, 0), (MOST, 0)]).svg());
}
