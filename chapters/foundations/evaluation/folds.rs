//! Which rows to test on: single splits, folds, strata, one row at a time.

use crate::network::{Model, Recipe, YES_OR_NO, column};
use crate::wines::{Tested, poor};
use crate::{greatest, least, mean, percent, spread};
use ndarray::Axis;
use neural::Rng;
use neural::data::{Classification, Split};
use neural::data::{k_fold, leave_one_out, stratified_k_fold, stratified_split};
use neural::metrics::accuracy;
use neural::trials::{Spread, over_seeds};
use report::{Report, Table};

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
    let caption = "Tumours: accuracy (%) of one neuron in ten single splits, and averaged over \
                   five parts in ten dealings; the deviation is over the ten.";
    let columns = [
        "seed",
        "single splits (%)",
        "deviation of single splits",
        "means of five parts (%)",
        "deviation of the means",
    ];
    let mut table = Table::new("splits", caption, columns);
    let deviation = |shares: &[f64]| Spread::of(shares.iter().map(|share| 100.0 * share)).deviation;
    let span = |shares: &[f64]| format!("{}–{}", percent(least(shares)), percent(greatest(shares)));
    for (seed, [singles, folds]) in report.seeds().zip(&runs) {
        let (few, many) = (format!("{:.1}", deviation(singles)), format!("{:.1}", deviation(folds)));
        table.row([seed.to_string(), span(singles), few, span(folds), many]);
    }
    report.table(table);
    let [single, folds] = [0, 1].map(|i| runs.iter().map(|run| deviation(&run[i])).collect::<Vec<f64>>());
    report.value("single-deviation", format!("{:.1}", mean(&single)));
    report.value("fold-deviation", format!("{:.1}", mean(&folds)));
    let steadier = single.iter().zip(&folds).map(|(single, folds)| single > folds);
    report.claim(
        "folds-are-steadier",
        steadier,
        format!("deviation in points: single splits {single:.1?}, means {folds:.1?}"),
    );
}

/// For each part how many of its wines are poor, and which share of them a network finds that calls
/// a wine poor from one tenth upwards; NaN where there is none to be found.
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
    let caption = "Poor wines in each of ten parts, and the share of them that is found, when the \
                   parts are dealt at random and class by class (first seed).";
    let columns = ["part", "poor, at random", "found, at random", "poor, stratified", "found, stratified"];
    let mut table = Table::new("rare-class", caption, columns);
    let [at_random, stratified] = &runs[0];
    for (part, ((few, found), (poor, seen))) in at_random.iter().zip(stratified).enumerate() {
        let cells = [(part + 1).to_string(), few.to_string(), format!("{found:.2}")];
        table.row([cells.to_vec(), vec![poor.to_string(), format!("{seen:.2}")]].concat());
    }
    report.table(table);
    let deviation = |parts: &[(usize, f64)]| {
        Spread::of(parts.iter().map(|(_, recall)| *recall).filter(|recall| !recall.is_nan())).deviation
    };
    let of = |i: usize| runs.iter().map(|run| deviation(&run[i])).collect::<Vec<f64>>();
    report.value("recall-at-random", spread(&of(0)));
    report.value("recall-stratified", spread(&of(1)));

    let differ = |parts: &[usize]| parts.iter().max().unwrap_or(&0) - parts.iter().min().unwrap_or(&0);
    let counts = |run: &[(usize, f64)]| run.iter().map(|(count, _)| *count).collect::<Vec<_>>();
    let even = runs.iter().all(|run| differ(&counts(&run[1])) <= 1);
    let seen = "poor wines in the parts differ by one at most";
    report.fact("strata-are-even", even, seen);
    let uneven = runs.iter().map(|run| differ(&counts(&run[0])) >= 3);
    let seen = "poor wines in the parts differ by three or more";
    report.claim("chance-is-uneven", uneven.collect::<Vec<_>>(), seen);
    let empty = |splits: Vec<Split>| {
        splits.iter().filter(|split| split.test.iter().all(|&row| labels[row] == 0)).count()
    };
    let random = over_seeds(report.seeds(), |s| empty(k_fold(labels.len(), PARTS, &mut neural::rng(s))));
    let strata =
        over_seeds(report.seeds(), |s| empty(stratified_k_fold(&labels, PARTS, &mut neural::rng(s))));
    report.value(
        "empty-parts",
        format!("{}–{}", random.iter().min().unwrap_or(&0), random.iter().max().unwrap_or(&0)),
    );
    let some = random.iter().zip(&strata).map(|(&random, &strata)| random > 0 && strata == 0);
    let seen = format!("parts of forty without a poor wine: at random {random:?}, stratified {strata:?}");
    report.claim("some-parts-are-empty", some, seen);
}

pub fn left_out(report: &mut Report) {
    let labels: Vec<usize> = (0..50).map(|row| row % 2).collect();
    let most_frequent =
        |rows: &[usize]| usize::from(2 * rows.iter().map(|&row| labels[row]).sum::<usize>() > rows.len());
    let right = leave_one_out(labels.len())
        .iter()
        .filter(|split| most_frequent(&split.train) == labels[split.test[0]])
        .count();
    report.value("left-out-right", right);
    let seen = "right on none of fifty: the class of the row left out is always in the minority";
    report.fact("left-out-is-outvoted", right == 0, seen);
}
