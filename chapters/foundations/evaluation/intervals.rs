//! How far a score can be believed: intervals from the test rows, and what they do not know.

use crate::network::{Model, Recipe, YES_OR_NO, column};
use crate::rankings::measures;
use crate::sun::{LAST_YEARS, four_forecasts, last_numbers};
use crate::wines::{Tested, poor, tasted};
use crate::{LEVEL, RESAMPLES, TEST_SHARE, mean};
use ndarray::Axis;
use neural::Real;
use neural::data::{Classification, Split, stratified_split};
use neural::metrics::{bootstrap_interval, residuals};
use neural::trials::{Spread, over_seeds};
use rand::RngExt;
use report::plot::{Chart, Figure};
use report::{Report, Table};
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// A number that says how good the answers are.
type Score = fn(&Tested) -> f64;

/// Those rows of a test, once for each time that they were drawn.
fn drawn(tested: &Tested, rows: &[usize]) -> Tested {
    let positive = rows.iter().map(|&row| tested.positive[row]).collect();
    Tested { positive, chances: rows.iter().map(|&row| tested.chances[row]).collect() }
}

pub fn intervals(report: &mut Report, wines: &Classification, samples: &Classification, sun: &[Real]) {
    let rng = &mut neural::rng(report.seed());
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tumours = Tested::new(&samples.x, &samples.labels, one_layer, report.seed());
    let wines = tasted(wines, report.seed());
    let caption = "What the test rows say, and how surely: each score with the interval that \
                   holds 95 % of a thousand resamples of the test rows.";
    let columns = ["score", "test rows", "positives", "measured", "95 % interval"];
    let mut table = Table::new("intervals", caption, columns);
    let scores: [(&str, &Tested, Score); 4] = [
        ("tumours: accuracy", &tumours, |tested| tested.accuracy(0.5)),
        ("tumours: recall", &tumours, |tested| tested.counts(0.5).recall(0.0)),
        ("poor wines: area under the ROC", &wines, |tested| measures(tested).0),
        ("poor wines: average precision", &wines, |tested| measures(tested).1),
    ];
    for (name, tested, score) in scores {
        let n = tested.positive.len();
        let interval = bootstrap_interval(n, LEVEL, RESAMPLES, rng, |rows| score(&drawn(tested, rows)));
        let cells = [n, tested.counts(0.5).support()].map(|count| count.to_string());
        let measured = [format!("{:.2}", score(tested)), written(&interval)];
        table.row([vec![name.to_string()], cells.to_vec(), measured.to_vec()].concat());
    }
    report.table(table);
    let runs = over_seeds(report.seeds(), |seed| gain(sun, seed));
    let (measured, interval) = &runs[0];
    report.value("gain", format!("{measured:.1}"));
    report.value("gain-interval", format!("{:.1} to {:.1}", interval.start(), interval.end()));
    let from: Vec<f64> = runs.iter().map(|(_, interval)| *interval.start()).collect();
    let seen = format!("the intervals of the gain begin at {from:.1?} spots");
    report.claim("gain-is-above-zero", from.iter().map(|&from| from > 0.0), seen);
    let certain = bootstrap_interval(20, LEVEL, RESAMPLES, rng, |_| 1.0);
    report.fact("no-error-no-doubt", certain == (1.0..=1.0), "20 of 20 right: the interval has no width");
    draw_resamples(report, &wines);
}

fn written(interval: &RangeInclusive<f64>) -> String {
    format!("{:.2}–{:.2}", interval.start(), interval.end())
}

/// The area under the ROC of the first seed's wines in a thousand resamples.
fn draw_resamples(report: &mut Report, wines: &Tested) {
    let areas = RefCell::new(Vec::new());
    let of = |rows: &[usize]| {
        let area = measures(&drawn(wines, rows)).0;
        areas.borrow_mut().push(area);
        area
    };
    let rng = &mut neural::rng(report.seed());
    let interval = bootstrap_interval(wines.positive.len(), LEVEL, RESAMPLES, rng, of);
    let ends = [*interval.start(), *interval.end()];
    let mut chart = Chart::new("area under the ROC", "resamples").histogram("", areas.take(), 40);
    for end in ends {
        chart = chart.line("ends of the interval", [(end, 0.0), (end, 70.0)]);
    }
    report.figure("resamples", &chart.svg());
}

/// By how much one neuron's mean absolute error is below that of last year's number, with its
/// interval.
fn gain(sun: &[Real], seed: u64) -> (f64, RangeInclusive<f64>) {
    let [_, last_year, neuron, _] =
        four_forecasts(sun, seed).map(|(_, forecast)| residuals(&last_numbers(sun), &forecast));
    let gains: Vec<f64> = last_year.iter().zip(&neuron).map(|(a, b)| f64::from(a.abs() - b.abs())).collect();
    let of = |rows: &[usize]| rows.iter().map(|&row| gains[row]).sum::<f64>() / rows.len() as f64;
    (mean(&gains), bootstrap_interval(LAST_YEARS, LEVEL, RESAMPLES, &mut neural::rng(seed), of))
}

/// The test rows of a split, scored by a network that was trained on all training rows, or on rows
/// drawn from them anew.
fn tested(wines: &Classification, split_seed: u64, start: u64, draw_anew: bool) -> Tested {
    let (labels, mut rng) = (poor(wines), neural::rng(start));
    let Split { train, test } = stratified_split(&labels, TEST_SHARE, &mut neural::rng(split_seed));
    let rows: Vec<usize> = match draw_anew {
        true => train.iter().map(|_| train[rng.random_range(0..train.len())]).collect(),
        false => train,
    };
    let y = column(&labels).select(Axis(0), &rows);
    let model = Model::fit(&wines.x.select(Axis(0), &rows), &y, YES_OR_NO, &mut rng);
    Tested::of(&model, &wines.x, &labels, &test)
}

/// How many splits, and for some questions runs of each seed, the last table rests on.
const RUNS: u64 = 40;

pub fn other_splits(report: &mut Report, wines: &Classification) {
    let from = report.seed();
    let runs = over_seeds(from..from + RUNS, |seed| {
        let run = tasted(wines, seed);
        let of = |rows: &[usize]| measures(&drawn(&run, rows)).0;
        let rng = &mut neural::rng(seed);
        (measures(&run).0, bootstrap_interval(run.positive.len(), LEVEL, RESAMPLES, rng, of))
    });
    let all = Spread::of(runs.iter().map(|(area, _)| *area));
    report.value("splits-mean", format!("{:.2}", all.mean));
    report.value("first-area", format!("{:.2}", runs[0].0));
    report.value("first-interval", written(&runs[0].1));
    let holds = |(_, interval): &&(f64, RangeInclusive<f64>)| interval.contains(&all.mean);
    let held: Vec<usize> = runs.chunks(8).map(|eight| eight.iter().filter(holds).count()).collect();
    report.value("intervals-that-hold", held.iter().sum::<usize>());
    report.value("splits-tried", RUNS);
    let seen = format!("intervals that hold the mean of all forty, in five groups of eight: {held:?}");
    report.claim("intervals-mostly-hold", held.iter().map(|&held| held > 4), seen);

    let implied = Spread::of(runs.iter().map(|(_, interval)| (interval.end() - interval.start()) / 3.92));
    // For each seed's split eight networks: the deviation of their areas, and the mean of five
    // splits.
    let within = |draw_anew: bool| {
        over_seeds(report.seeds(), |split| {
            let areas = (0..RUNS / 5).map(|run| measures(&tested(wines, split, 100 + run, draw_anew)).0);
            Spread::of(areas).deviation
        })
    };
    let (starts, rows) = (within(false), within(true));
    let pooled = |deviations: &[f64]| mean(&deviations.iter().map(|d| d * d).collect::<Vec<_>>()).sqrt();
    let caption = "Poor wines: how far the area under the ROC strays from run to run, by what \
                   differs between the runs.";
    let mut table =
        Table::new("chance", caption, ["what is drawn anew", "how it was measured", "deviation of the area"]);
    for (what, how, deviation) in [
        ("the start and the batches", "five splits, eight networks each", pooled(&starts)),
        ("these, and the training rows", "five splits, eight networks each", pooled(&rows)),
        ("the test rows", "the bootstrap, mean of forty intervals", implied.mean),
        ("the whole split, and the start", "forty splits", all.deviation),
    ] {
        table.row([what, how, &format!("{deviation:.3}")]);
    }
    report.table(table);
    let less = starts.iter().map(|deviation| *deviation < implied.mean);
    let seen =
        format!("starts, split by split: {starts:.3?}; test rows by the bootstrap: {:.3}", implied.mean);
    report.claim("starts-matter-less-than-rows", less, seen);
}
