//! Looking for poor wines: what accuracy hides, and what a threshold decides.

use crate::network::{Model, Recipe, YES_OR_NO, column};
use crate::{TEST_SHARE, mean, percent};
use ndarray::Axis;
use neural::activation::sigmoid;
use neural::data::{Classification, Split, stratified_split};
use neural::metrics::{Counts, accuracy, class_counts};
use neural::trials::over_seeds;
use neural::{Matrix, Real};
use report::Report;
use std::collections::HashSet;

/// The rows that no earlier row repeats.
pub fn distinct(set: &Classification) -> Classification {
    let mut seen = HashSet::new();
    let is_new = |&row: &usize| seen.insert(bits(set, row));
    set.rows(&(0..set.labels.len()).filter(is_new).collect::<Vec<_>>())
}

/// The measurements of a row, as something that can be looked up.
pub fn bits(set: &Classification, row: usize) -> Vec<u64> {
    set.x.row(row).iter().map(|&value| f64::from(value).to_bits()).collect()
}

/// The rows of two classes, tested: for each whether it is positive, and the chance that the network gives it.
#[derive(Clone)]
pub struct Tested {
    pub positive: Vec<bool>,
    pub chances: Vec<Real>,
}

impl Tested {
    /// Trains on three quarters of the rows and tests on the others; label 1 is positive.
    pub fn new(x: &Matrix, labels: &[usize], recipe: Recipe, seed: u64) -> Self {
        let mut rng = neural::rng(seed);
        let Split { train, test } = stratified_split(labels, TEST_SHARE, &mut rng);
        let y = column(labels);
        let model = Model::fit(&x.select(Axis(0), &train), &y.select(Axis(0), &train), recipe, &mut rng);
        Tested::of(&model, x, labels, &test)
    }

    /// What a network says about some of the rows.
    pub fn of(model: &Model, x: &Matrix, labels: &[usize], rows: &[usize]) -> Self {
        let chances = model.predict(&x.select(Axis(0), rows)).mapv(sigmoid);
        Tested {
            positive: rows.iter().map(|&row| labels[row] == 1).collect(),
            chances: chances.into_iter().collect(),
        }
    }

    pub fn labels(&self) -> Vec<usize> {
        self.positive.iter().map(|&positive| usize::from(positive)).collect()
    }

    /// 1 from the threshold upwards, else 0.
    pub fn predicted(&self, threshold: Real) -> Vec<usize> {
        self.chances.iter().map(|&chance| usize::from(chance >= threshold)).collect()
    }

    /// The counts of the positive class.
    pub fn counts(&self, threshold: Real) -> Counts {
        class_counts(&self.labels(), &self.predicted(threshold), 2)[1]
    }

    pub fn accuracy(&self, threshold: Real) -> f64 {
        accuracy(&self.labels(), &self.predicted(threshold))
    }
}

/// 1 for a wine that the tasters graded 3 or 4 of 10, else 0.
pub fn poor(wines: &Classification) -> Vec<usize> {
    wines.labels.iter().map(|&label| usize::from(label <= 1)).collect()
}

/// Tests a network that is to find poor wines.
pub fn tasted(wines: &Classification, seed: u64) -> Tested {
    Tested::new(&wines.x, &poor(wines), YES_OR_NO, seed)
}

pub fn nothing_found(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| tasted(wines, seed));
    let nobody = Tested { chances: vec![0.0; runs[0].chances.len()], ..runs[0].clone() };
    report.section("nothing-found", "A network that looks for poor wines, on wines that it has not seen");
    writeln!(report, "                  accuracy    found");
    let named = report.seeds().map(|seed| format!("network, seed {seed}"));
    for (name, run) in named.zip(&runs).chain([("always \"fine\"".to_string(), &nobody)]) {
        let (right, counts) = (percent(run.accuracy(0.5)), run.counts(0.5));
        writeln!(report, "{name:16} {right:>9} {:>2} of {}", counts.true_positives, counts.support());
    }
    report.value("wines", wines.labels.len());
    report.value("poor-wines", poor(wines).iter().sum::<usize>());
    report.value("wines-tested", nobody.positive.len());
    report.value("poor-tested", nobody.counts(0.5).support());
    let useless = |run: &Tested| {
        (run.accuracy(0.5) - nobody.accuracy(0.5)).abs() < 0.015 && run.counts(0.5).recall(0.0) < 0.25
    };
    report.claim(
        "accuracy-hides-the-misses",
        runs.iter().map(useless),
        "the share is right, the wines are missed",
    );
}

/// Trains on half of the wines; what the network says about a quarter that chooses and a quarter that tests.
fn validated(wines: &Classification, seed: u64) -> [Tested; 2] {
    let (labels, mut rng) = (poor(wines), neural::rng(seed));
    let Split { train: others, test } = stratified_split(&labels, TEST_SHARE, &mut rng);
    let of_others: Vec<usize> = others.iter().map(|&row| labels[row]).collect();
    let inner = stratified_split(&of_others, TEST_SHARE / (1.0 - TEST_SHARE), &mut rng);
    let [train, validation] =
        [inner.train, inner.test].map(|places| places.iter().map(|&place| others[place]).collect::<Vec<_>>());
    let y = column(&labels).select(Axis(0), &train);
    let model = Model::fit(&wines.x.select(Axis(0), &train), &y, YES_OR_NO, &mut rng);
    [validation, test].map(|rows| Tested::of(&model, &wines.x, &labels, &rows))
}

pub fn thresholds(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| validated(wines, seed)[0].clone());
    report.section("thresholds", "The same network, called upon earlier: validation wines");
    writeln!(report, "poor from   TP   FP   FN   TN   accuracy  precision  recall     F1");
    for threshold in [0.5, 0.2, 0.1, 0.05, 0.02] {
        let counts = runs[0].counts(threshold);
        let (tp, fp, miss) = (counts.true_positives, counts.false_positives, counts.false_negatives);
        let tn = runs[0].positive.len() - tp - fp - miss;
        let (right, precision) = (runs[0].accuracy(threshold), counts.precision(f64::NAN));
        let (recall, f1) = (counts.recall(0.0), counts.f1(0.0));
        write!(report, "{threshold:9} {tp:4} {fp:4} {miss:4} {tn:4} ");
        writeln!(report, "{right:10.3} {precision:10.3} {recall:7.3} {f1:6.3}");
    }
    let early = |run: &Tested| {
        let baseline = 1.0 - run.counts(0.5).support() as f64 / run.positive.len() as f64;
        run.counts(0.05).recall(0.0) > run.counts(0.5).recall(0.0) && run.accuracy(0.05) < baseline
    };
    let found: Vec<usize> = runs.iter().map(|run| run.counts(0.05).true_positives).collect();
    report.claim("less-accurate-more-useful", runs.iter().map(early), format!("from 0.05 found: {found:?}"));
}

/// The threshold with the highest F1 among the chances that occur.
fn best_threshold(rows: &Tested) -> Real {
    let f1 = |&threshold: &Real| rows.counts(threshold).f1(0.0);
    *rows.chances.iter().max_by(|a, b| f1(a).total_cmp(&f1(b))).expect("rows that choose")
}

pub fn chosen_thresholds(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let [validation, test] = validated(wines, seed);
        let chosen = best_threshold(&validation);
        let f1 = |rows: &Tested, threshold| rows.counts(threshold).f1(0.0);
        (chosen, [f1(&validation, chosen), f1(&test, chosen), f1(&test, best_threshold(&test))])
    });
    report.section("chosen", "The threshold with the best F1, chosen in validation, then tested");
    writeln!(report, "seed   chosen   F1 where chosen   F1 on test   best that test rows allow");
    for (seed, (threshold, [there, here, hindsight])) in report.seeds().zip(&runs) {
        writeln!(report, "{seed:4} {threshold:8.3} {there:17.2} {here:12.2} {hindsight:27.2}");
    }
    let [there, here, hindsight] = [0, 1, 2].map(|i| mean(runs.iter().map(|(_, f1)| &f1[i])));
    writeln!(report, "mean {there:26.2} {here:12.2} {hindsight:27.2}");
    let flattered = runs.iter().map(|(_, [_, here, hindsight])| hindsight > here);
    report.claim("hindsight-flatters", flattered, format!("means: {here:.2} and {hindsight:.2}"));
}
