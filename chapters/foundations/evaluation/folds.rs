//! Which rows to test on: single splits, folds, strata, one row at a time.

use crate::network::{Model, Recipe, YES_OR_NO, column};
use crate::wines::{Tested, poor};
use crate::{greatest, least, mean};
use ndarray::Axis;
use neural::Rng;
use neural::data::{Classification, Split};
use neural::data::{k_fold, leave_one_out, stratified_k_fold, stratified_split};
use neural::metrics::accuracy;
use neural::trials::{Spread, over_seeds};
use report::Report;

/// The accuracy of one neuron on each of several splits.
fn accuracies(samples: &Classification, splits: &[Split], rng: &mut Rng) -> Vec<f64> {
    let recipe = Recipe { hidden: 0, steps: 300, ..YES_OR_NO };
    let y = column(&samples.labels);
    let tested = |split: &Split| {
        let (train, test) = (samples.rows(&split.train), samples.rows(&split.test));
        let model = Model::fit(&train.x, &y.select(Axis(0), &split.train), recipe, rng);
        let predicted: Vec<usize> = model.predict(&test.x).iter().map(|&z| usize::from(z >= 0.0)).collect();
        accuracy(&test.labels, &predicted)
    };
    splits.iter().map(tested).collect()
}

pub fn single_splits(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let rng = &mut neural::rng(seed);
        let singles: Vec<Split> = (0..10).map(|_| stratified_split(&samples.labels, 0.2, rng)).collect();
        let singles = accuracies(samples, &singles, rng);
        let five_fold = |_| mean(&accuracies(samples, &stratified_k_fold(&samples.labels, 5, rng), rng));
        [singles, (0..10).map(five_fold).collect::<Vec<f64>>()]
    });
    report.section("splits", "Tumours: accuracy (%) in ten single splits, and in ten rounds of five parts");
    writeln!(report, "seed   single splits     deviation   means of five     deviation");
    let deviation = |shares: &[f64]| Spread::of(shares.iter().map(|share| 100.0 * share)).deviation;
    let span = |shares: &[f64]| format!("{:.1} to {:.1}", 100.0 * least(shares), 100.0 * greatest(shares));
    for (seed, [singles, folds]) in report.seeds().zip(&runs) {
        let (few, many) = (deviation(singles), deviation(folds));
        writeln!(report, "{seed:4}   {:16} {few:10.1}   {:16} {many:10.1}", span(singles), span(folds));
    }
    let [single, folds] = [0, 1].map(|i| runs.iter().map(|run| deviation(&run[i])).collect::<Vec<f64>>());
    report.value("single-deviation", format!("{:.1}", mean(&single)));
    report.value("fold-deviation", format!("{:.1}", mean(&folds)));
    let steadier = single.iter().zip(&folds).map(|(single, folds)| single > folds);
    report.claim("folds-are-steadier", steadier, format!("deviations: {single:.1?} and {folds:.1?}"));
}

/// For each part how many of its wines are poor, and which share of them a network finds that calls a wine poor
/// from one tenth upwards; NaN where there is none to be found.
fn recalls(wines: &Classification, splits: &[Split], rng: &mut Rng) -> Vec<(usize, f64)> {
    let (labels, y) = (poor(wines), column(&poor(wines)));
    let tested = |Split { train, test }: &Split| {
        let model = Model::fit(&wines.x.select(Axis(0), train), &y.select(Axis(0), train), YES_OR_NO, rng);
        let counts = Tested::of(&model, &wines.x, &labels, test).counts(0.1);
        (counts.support(), counts.recall(f64::NAN))
    };
    splits.iter().map(tested).collect()
}

pub fn rare_class(report: &mut Report, wines: &Classification) {
    const PARTS: usize = 40;
    let labels = poor(wines);
    let runs = over_seeds(report.seeds(), |seed| {
        let rng = &mut neural::rng(seed);
        let dealt = [k_fold(labels.len(), 10, rng), stratified_k_fold(&labels, 10, rng)];
        dealt.map(|splits| recalls(wines, &splits, rng))
    });
    report.section("rare-class", "Poor wines in each of ten parts, and the share of them that is found");
    for (name, parts) in ["at random", "stratified"].iter().zip(&runs[0]) {
        let counts: String = parts.iter().map(|(count, _)| format!("{count:5}")).collect();
        let found: String = parts.iter().map(|(_, recall)| format!("{recall:5.2}")).collect();
        writeln!(report, "{name:11} poor  {counts}\n{:11} found {found}", "");
    }
    let deviation = |parts: &[(usize, f64)]| {
        Spread::of(parts.iter().map(|(_, recall)| *recall).filter(|recall| !recall.is_nan())).deviation
    };
    let of = |i: usize| runs.iter().map(|run| deviation(&run[i])).collect::<Vec<f64>>();
    let [random, strata] = [of(0), of(1)];
    writeln!(report, "\ndeviation of the share found over the parts, five seeds");
    writeln!(report, "at random   {random:.2?}\nstratified  {strata:.2?}");

    let differ = |parts: &[usize]| parts.iter().max().unwrap_or(&0) - parts.iter().min().unwrap_or(&0);
    let counts = |run: &[(usize, f64)]| run.iter().map(|(count, _)| *count).collect::<Vec<_>>();
    let even = runs.iter().all(|run| differ(&counts(&run[1])) <= 1);
    report.fact("strata-are-even", even, "they differ by one at most");
    let uneven = runs.iter().map(|run| differ(&counts(&run[0])) >= 3);
    report.claim("chance-is-uneven", uneven.collect::<Vec<_>>(), "they differ by three or more");
    let empty = |splits: Vec<Split>| {
        splits.iter().filter(|split| split.test.iter().all(|&row| labels[row] == 0)).count()
    };
    let random = over_seeds(report.seeds(), |s| empty(k_fold(labels.len(), PARTS, &mut neural::rng(s))));
    let strata =
        over_seeds(report.seeds(), |s| empty(stratified_k_fold(&labels, PARTS, &mut neural::rng(s))));
    report.section("empty", "Parts without a single poor wine, of forty");
    writeln!(report, "five seeds, at random    {random:?}\nfive seeds, stratified   {strata:?}");
    let some = random.iter().zip(&strata).map(|(&random, &strata)| random > 0 && strata == 0);
    report.claim("some-parts-are-empty", some, "at random some, stratified none");
}

pub fn left_out(report: &mut Report) {
    let labels: Vec<usize> = (0..50).map(|row| row % 2).collect();
    let most_frequent =
        |rows: &[usize]| usize::from(2 * rows.iter().map(|&row| labels[row]).sum::<usize>() > rows.len());
    let right = leave_one_out(labels.len())
        .iter()
        .filter(|split| most_frequent(&split.train) == labels[split.test[0]])
        .count();
    report.section("left-out", "Guessing the more frequent class, each row left out once");
    writeln!(report, "25 rows of one class, 25 of the other: {right} of {} right", labels.len());
    report.fact(
        "left-out-is-outvoted",
        right == 0,
        "the class of the row left out is always in the minority",
    );
}
