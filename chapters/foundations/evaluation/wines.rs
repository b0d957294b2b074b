//! Looking for poor wines: what accuracy hides, and what a threshold decides.

use crate::network::{Model, Recipe, YES_OR_NO, column};
use crate::{TEST_SHARE, mean, percent};
use ndarray::Axis;
use neural::activation::sigmoid;
use neural::data::{Classification, Split, stratified_split};
use neural::metrics::{Counts, accuracy, class_counts};
use neural::trials::over_seeds;
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The rows of two classes, tested: for each whether it is positive, and the chance that the
/// network gives it.
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
    let caption = "A network that looks for poor wines, on test wines: five runs, and the answer \
                   that never raises an alarm.";
    let columns = ["who answers", "accuracy (%)", "poor wines found"];
    let mut table = Table::new("nothing-found", caption, columns);
    let named = report.seeds().map(|seed| format!("network, seed {seed}"));
    for (name, run) in named.zip(&runs).chain([("always “fine”".to_string(), &nobody)]) {
        let counts = run.counts(0.5);
        let found = format!("{} of {}", counts.true_positives, counts.support());
        table.row([name, percent(run.accuracy(0.5)), found]);
    }
    report.table(table);
    report.value("wines", wines.labels.len());
    report.value("poor-wines", poor(wines).iter().sum::<usize>());
    report.value("wines-tested", nobody.positive.len());
    report.value("poor-tested", nobody.counts(0.5).support());
    report.value("never-wrong-about-fine", format!("{} %", percent(nobody.accuracy(0.5))));
    let useless = |run: &Tested| {
        let gain = run.accuracy(0.5) - nobody.accuracy(0.5);
        gain.abs() < 0.015 && run.counts(0.5).recall(0.0) < 0.25
    };
    let found: Vec<usize> = runs.iter().map(|run| run.counts(0.5).true_positives).collect();
    let seen = format!("poor wines found: {found:?} of {}", nobody.counts(0.5).support());
    report.claim("accuracy-hides-the-misses", runs.iter().map(useless), seen);
}

/// Trains on half of the wines; what the network says about a quarter that chooses and a quarter
/// that tests.
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
    let caption = "The network of the first seed on validation wines, with an alarm from several \
                   chances upwards: true positives (TP) are poor wines found, false positives \
                   (FP) false alarms, false negatives (FN) poor wines missed, true negatives \
                   (TN) the rest.";
    let columns = ["alarm from", "TP", "FP", "FN", "TN", "accuracy", "precision", "recall", "F1"];
    let mut table = Table::new("thresholds", caption, columns);
    for threshold in [0.5, 0.2, 0.1, 0.05, 0.02] {
        let counts = runs[0].counts(threshold);
        let [tp, fp, miss] = [counts.true_positives, counts.false_positives, counts.false_negatives];
        let tn = runs[0].positive.len() - tp - fp - miss;
        let shares = [runs[0].accuracy(threshold), counts.precision(0.0), counts.recall(0.0), counts.f1(0.0)];
        let cells = [tp, fp, miss, tn].map(|count| count.to_string());
        let shares = shares.map(|share| format!("{share:.2}"));
        table.row([vec![threshold.to_string()], cells.to_vec(), shares.to_vec()].concat());
    }
    report.table(table);
    let early = |run: &Tested| {
        let baseline = 1.0 - run.counts(0.5).support() as f64 / run.positive.len() as f64;
        run.counts(0.05).recall(0.0) > run.counts(0.5).recall(0.0) && run.accuracy(0.05) < baseline
    };
    let found = |from| runs.iter().map(|run| run.counts(from).true_positives).collect::<Vec<_>>();
    let seen = format!("poor wines found from 0.5: {:?}, from 0.05: {:?}", found(0.5), found(0.05));
    report.claim("less-accurate-more-useful", runs.iter().map(early), seen);
    draw_areas(report, &runs[0]);
}

/// The four counts as areas: across stand the wines, upwards the share of them with an alarm.
fn draw_areas(report: &mut Report, run: &Tested) {
    let counts = run.counts(0.1);
    let (poor, all) = (counts.support() as f64, run.positive.len() as f64);
    let alarms = counts.false_positives as f64 / (all - poor);
    let [recall, alarms] = [counts.recall(0.0), alarms].map(|share| 100.0 * share);
    let block = |chart: Chart<'static>, name: &str, [left, right]: [f64; 2], [low, high]: [f64; 2]| {
        chart.band(name, [(left, low), (right, low)], [(left, high), (right, high)])
    };
    let mut chart =
        Chart::new("validation wines: first the poor ones, then the fine ones", "alarm raised (%)")
            .x_range(0, all)
            .y_range(0, 100);
    chart = block(chart, "poor, found (TP)", [0.0, poor], [0.0, recall]);
    chart = block(chart, "fine, false alarm (FP)", [poor, all], [0.0, alarms]);
    chart = chart
        .line("", [(poor, 0.0), (poor, 100.0)])
        .line("", [(0.0, recall), (poor, recall)])
        .line("", [(poor, alarms), (all, alarms)])
        .arrow(
            (0.2 * all, 0.5 * recall + 15.0),
            (0.6 * poor, 0.5 * recall),
            &format!("found: {}", counts.true_positives),
        )
        .arrow((0.2 * all, 80.0), (0.6 * poor, 80.0), &format!("missed: {}", counts.false_negatives))
        .note((0.6 * all, 0.45 * alarms), &format!("false alarms: {}", counts.false_positives))
        .note(
            (0.6 * all, 60.0),
            &format!("rightly left alone: {}", all - poor - counts.false_positives as f64),
        );
    report.figure("areas", &chart.svg());
    report.value("area-recall", format!("{} of {}", counts.true_positives, counts.support()));
    let raised = counts.true_positives + counts.false_positives;
    report.value("area-precision", format!("{} of {raised}", counts.true_positives));
    let half = recall / (recall + alarms);
    report.value("area-precision-share", format!("{:.0} %", 100.0 * counts.precision(0.0)));
    report.value("area-precision-if-half", format!("{:.0} %", 100.0 * half));
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
        let best = best_threshold(&test);
        (chosen, [f1(&validation, chosen), f1(&test, chosen), f1(&test, best)])
    });
    let caption = "Poor wines: the threshold with the highest F1 in validation, and what F1 it \
                   and the best threshold in hindsight get on the test wines.";
    let columns = ["seed", "threshold chosen", "F1 in validation", "F1 on test", "F1 on test in hindsight"];
    let mut table = Table::new("chosen", caption, columns);
    for (seed, (threshold, f1)) in report.seeds().zip(&runs) {
        let f1 = f1.map(|f1| format!("{f1:.2}"));
        table.row([vec![seed.to_string(), format!("{threshold:.3}")], f1.to_vec()].concat());
    }
    let means = [0, 1, 2].map(|i| mean(runs.iter().map(|(_, f1)| &f1[i])));
    let cells = means.map(|f1| format!("{f1:.2}"));
    table.row([vec!["mean".to_string(), String::new()], cells.to_vec()].concat());
    report.table(table);
    let [_, here, hindsight] = means;
    report.value("hindsight-gain", format!("{:.2}", hindsight - here));
    let flattered = runs.iter().map(|(_, [_, here, hindsight])| hindsight >= here);
    let seen = format!("mean F1 on test: {here:.2} as chosen, {hindsight:.2} in hindsight");
    report.claim("hindsight-flatters", flattered, seen);
}
