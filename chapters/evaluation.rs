//! The program of the chapter `evaluation`: what a score says, what it hides, and how to come by one that is true.

use ndarray::{Array2, Axis, s};
use neural::activation::{sigmoid, softmax};
use neural::data::{Classification, DataError, Mnist, Split, Standardize};
use neural::data::{batches, breast_cancer, digits, mnist, sunspots, wine_quality};
use neural::data::{k_fold, leave_one_out, stratified_k_fold, stratified_split, time_series_split};
use neural::init::he_normal;
use neural::loss::one_hot;
use neural::metrics::*;
use neural::optim::Sgd;
use neural::plot::{Chart, Figure, HeatMap, Images, Panels};
use neural::report::Report;
use neural::trials::over_seeds;
use neural::{Dense, Matrix, MatrixRef, Params, Real, Rng, Tape, Var};
use rand::RngExt;
use rand::seq::SliceRandom;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::process::ExitCode;

/// The share of rows that single splits keep for testing.
const TEST_SHARE: f64 = 0.25;
/// How sure the intervals are to be.
const LEVEL: f64 = 0.95;
/// How many times an interval draws the test rows anew.
const RESAMPLES: usize = 1000;
/// How many past years a forecast of the sun looks at.
const LAGS: usize = 9;
/// How many of the last years are kept for testing.
const LAST_YEARS: usize = 60;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("evaluation");
    let all_wines = wine_quality()?;
    let wines = distinct(&all_wines);
    let samples = breast_cancer()?.keep_classes(&["benign", "malignant"]); // a malignant sample is a 1
    let sun: Vec<Real> = sunspots()?.y.into_raw_vec_and_offset().0;

    nothing_found(&mut report, &wines);
    thresholds(&mut report, &wines);
    three_grades(&mut report, &wines);
    one_column(&mut report, &samples);
    rankings(&mut report, &wines, &samples);
    sun_forecasts(&mut report, &sun);
    single_splits(&mut report, &samples);
    rare_class(&mut report, &wines);
    left_out(&mut report);
    twins(&mut report, &all_wines);
    dice(&mut report, &samples);
    years(&mut report, &sunspots()?.x, &sun);
    intervals(&mut report, &wines, &samples, &sun);
    learning_curve(&mut report, &digits()?);
    validation_curve(&mut report, &sun);
    wrong_digits(&mut report, &mnist()?);
    Ok(report.finish())
}

/// What is done to the inputs of a network before it sees them.
type Scale = Box<dyn Fn(&Matrix) -> Matrix>;

/// Standardises columns as the training rows ask for.
fn standardised(train: &Matrix) -> Scale {
    let scaler = Standardize::fit(train);
    Box::new(move |x| scaler.apply(x))
}

/// Brings pixels from 0..=255 to 0..=1, whatever the training rows.
fn pixels(_: &Matrix) -> Scale {
    Box::new(|x| x / 255.0)
}

/// What is trained and how: the scale, the units of a hidden layer (0 for none), the loss, and the descent.
#[derive(Clone, Copy)]
struct Recipe {
    scale: fn(&Matrix) -> Scale,
    hidden: usize,
    loss: for<'t> fn(Var<'t>, &MatrixRef) -> Var<'t>,
    learning_rate: Real,
    batch: usize,
    steps: usize,
}

/// One logit, for a class or its absence.
const YES_OR_NO: Recipe = Recipe {
    scale: standardised,
    hidden: 16,
    loss: |z, y| z.bce_with_logits(y),
    learning_rate: 0.1,
    batch: 32,
    steps: 1000,
};
/// One logit for each class.
const CLASSES: Recipe = Recipe { loss: |z, y| z.softmax_cross_entropy(y), ..YES_OR_NO };
/// A quantity, from a single neuron.
const QUANTITY: Recipe = Recipe { hidden: 0, loss: |z, y| z.mse(y), learning_rate: 0.02, ..YES_OR_NO };

/// A network with the scale of its inputs: all it knows, it knows from the rows it was trained on.
struct Model {
    scale: Scale,
    params: Params,
    layers: Vec<Dense>,
}

impl Model {
    /// Trains on `x` (n × d) and `y` (n × K).
    fn fit(x: &Matrix, y: &Matrix, recipe: Recipe, rng: &mut Rng) -> Self {
        let scale = (recipe.scale)(x);
        let x = scale(x);
        let sizes = [x.ncols(), recipe.hidden, y.ncols()];
        let sizes: Vec<usize> = sizes.into_iter().filter(|&size| size > 0).collect();
        let mut params = Params::default();
        let dense = |pair: &[usize]| Dense::new(&mut params, pair[0], pair[1], he_normal, rng);
        let layers: Vec<Dense> = sizes.windows(2).map(dense).collect();
        let mut descent = Sgd { learning_rate: recipe.learning_rate };
        let mut left = recipe.steps;
        while left > 0 {
            for rows in batches(x.nrows(), recipe.batch, rng).into_iter().take(left) {
                let tape = Tape::new(&params);
                let z = forward(&layers, tape.constant(x.select(Axis(0), &rows)));
                let gradients = (recipe.loss)(z, &y.select(Axis(0), &rows)).backward();
                descent.step(&mut params, &gradients);
                left -= 1;
            }
        }
        Model { scale, params, layers }
    }

    /// Logits or quantities, (n × K), of the rows of `x` (n × d).
    fn predict(&self, x: &Matrix) -> Matrix {
        let tape = Tape::new(&self.params);
        forward(&self.layers, tape.constant((self.scale)(x))).value().to_owned()
    }
}

/// The layers one after the other, with ReLU between them.
fn forward<'t>(layers: &[Dense], x: Var<'t>) -> Var<'t> {
    let (first, others) = layers.split_first().expect("at least one layer");
    others.iter().fold(first.forward(x), |z, layer| layer.forward(z.relu()))
}

/// A column of zeros and ones from labels 0 and 1.
fn column(labels: &[usize]) -> Matrix {
    Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real)
}

/// The rows that no earlier row repeats.
fn distinct(set: &Classification) -> Classification {
    let mut seen = HashSet::new();
    let is_new = |&row: &usize| seen.insert(bits(set, row));
    set.rows(&(0..set.labels.len()).filter(is_new).collect::<Vec<_>>())
}

/// The measurements of a row, as something that can be looked up.
fn bits(set: &Classification, row: usize) -> Vec<u64> {
    set.x.row(row).iter().map(|&value| f64::from(value).to_bits()).collect()
}

/// The rows of two classes, tested: for each whether it is positive, and the chance that the network gives it.
#[derive(Clone)]
struct Tested {
    positive: Vec<bool>,
    chances: Vec<Real>,
}

impl Tested {
    /// Trains on three quarters of the rows and tests on the others; label 1 is positive.
    fn new(x: &Matrix, labels: &[usize], recipe: Recipe, seed: u64) -> Self {
        let mut rng = neural::rng(seed);
        let Split { train, test } = stratified_split(labels, TEST_SHARE, &mut rng);
        let y = column(labels);
        let model = Model::fit(&x.select(Axis(0), &train), &y.select(Axis(0), &train), recipe, &mut rng);
        let chances = model.predict(&x.select(Axis(0), &test)).mapv(sigmoid);
        Tested {
            positive: test.iter().map(|&row| labels[row] == 1).collect(),
            chances: chances.into_iter().collect(),
        }
    }

    fn labels(&self) -> Vec<usize> {
        self.positive.iter().map(|&positive| usize::from(positive)).collect()
    }

    /// 1 from the threshold upwards, else 0.
    fn predicted(&self, threshold: Real) -> Vec<usize> {
        self.chances.iter().map(|&chance| usize::from(chance >= threshold)).collect()
    }

    /// The counts of the positive class.
    fn counts(&self, threshold: Real) -> Counts {
        class_counts(&self.labels(), &self.predicted(threshold), 2)[1]
    }

    fn accuracy(&self, threshold: Real) -> f64 {
        accuracy(&self.labels(), &self.predicted(threshold))
    }
}

/// 1 for a wine that the tasters graded 3 or 4 of 10, else 0.
fn poor(wines: &Classification) -> Vec<usize> {
    wines.labels.iter().map(|&label| usize::from(label <= 1)).collect()
}

/// Tests a network that is to find poor wines.
fn tasted(wines: &Classification, seed: u64) -> Tested {
    Tested::new(&wines.x, &poor(wines), YES_OR_NO, seed)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn nothing_found(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| tasted(wines, seed));
    let nobody = Tested { chances: vec![0.0; runs[0].chances.len()], ..runs[0].clone() };
    report.section("nothing-found", "A network that looks for poor wines, on wines that it has not seen");
    writeln!(report, "                    accuracy   poor wines found");
    let named = report.seeds().map(|seed| format!("network, seed {seed}"));
    for (name, run) in named.zip(&runs).chain([("always \"fine\"".to_string(), &nobody)]) {
        let (right, counts) = (percent(run.accuracy(0.5)), run.counts(0.5));
        writeln!(report, "{name:18} {right:>9}   {} of {}", counts.true_positives, counts.support());
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

fn thresholds(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| tasted(wines, seed));
    report.section("thresholds", "The same network, called upon earlier");
    writeln!(report, "poor from   TP   FP   FN   TN   accuracy   precision   recall      F1");
    for threshold in [0.5, 0.2, 0.1, 0.05, 0.02] {
        let counts = runs[0].counts(threshold);
        let (tp, fp, miss) = (counts.true_positives, counts.false_positives, counts.false_negatives);
        let tn = runs[0].positive.len() - tp - fp - miss;
        let (right, precision) = (runs[0].accuracy(threshold), counts.precision(f64::NAN));
        let (recall, f1) = (counts.recall(0.0), counts.f1(0.0));
        write!(report, "{threshold:9} {tp:4} {fp:4} {miss:4} {tn:4} ");
        writeln!(report, "{right:10.3} {precision:11.3} {recall:8.3} {f1:7.3}");
    }
    let early = |run: &Tested| {
        let baseline = 1.0 - run.counts(0.5).support() as f64 / run.positive.len() as f64;
        run.counts(0.05).recall(0.0) > run.counts(0.5).recall(0.0) && run.accuracy(0.05) < baseline
    };
    let found: Vec<usize> = runs.iter().map(|run| run.counts(0.05).true_positives).collect();
    report.claim("less-accurate-more-useful", runs.iter().map(early), format!("from 0.05 found: {found:?}"));
}

/// 0 for the grades 3 and 4, 1 for 5 and 6, 2 for 7 and 8.
fn three_classes(wines: &Classification) -> Vec<usize> {
    wines.labels.iter().map(|&label| label / 2).collect()
}

/// Labels of three classes and what a network said, for rows that it was not trained on.
fn three_tasted(wines: &Classification, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let (mut rng, labels) = (neural::rng(seed), three_classes(wines));
    let Split { train, test } = stratified_split(&labels, TEST_SHARE, &mut rng);
    let y = one_hot(&labels, 3);
    let model = Model::fit(&wines.x.select(Axis(0), &train), &y.select(Axis(0), &train), CLASSES, &mut rng);
    let predicted = argmax_rows(&model.predict(&wines.x.select(Axis(0), &test)));
    (test.iter().map(|&row| labels[row]).collect(), predicted)
}

fn three_grades(report: &mut Report, wines: &Classification) {
    let names = ["poor", "ordinary", "good"];
    let runs = over_seeds(report.seeds(), |seed| three_tasted(wines, seed));
    let (labels, predicted) = &runs[0];
    report.section("three-grades", "Poor, ordinary or good");
    writeln!(report, "{}", classification_report(labels, predicted, &names));
    let matrix = confusion_matrix(labels, predicted, 3);
    let matrix = Array2::from_shape_fn((3, 3), |(i, j)| matrix[i][j]);
    report.figure("confusion", &HeatMap::new("actual", "predicted", &matrix).names(names).svg());
    averages(report, &runs);
}

/// From labels, predictions, an average and the value of zero divided by zero.
type Score = fn(&[usize], &[usize], Average, f64) -> f64;

/// Precision, recall and F1, each with its name.
const SCORES: [(&str, Score); 3] =
    [("precision", precision_score), ("recall", recall_score), ("F1", f1_score)];

/// The averages of a network and of the constant answer "ordinary"; `runs`: labels and predictions.
fn averages(report: &mut Report, runs: &[(Vec<usize>, Vec<usize>)]) {
    let (labels, predicted) = &runs[0];
    let constant = vec![1; labels.len()];
    report.section("averages", "One number instead of nine");
    writeln!(report, "                        network   always \"ordinary\"");
    for average in [Average::Macro, Average::Micro, Average::Weighted] {
        for (name, score) in SCORES {
            let [ours, theirs] = [predicted, &constant].map(|answers| score(labels, answers, average, 0.0));
            let title = format!("{average:?} {name}").to_lowercase();
            writeln!(report, "{title:20} {ours:10.3} {theirs:20.3}");
        }
    }
    let [ours, theirs] = [predicted, &constant].map(|answers| accuracy(labels, answers));
    writeln!(report, "{:20} {ours:10.3} {theirs:20.3}", "accuracy");

    let is_accuracy = |(labels, predicted): &(Vec<usize>, Vec<usize>)| {
        let micro = SCORES.map(|(_, score)| score(labels, predicted, Average::Micro, 0.0));
        let weighted = recall_score(labels, predicted, Average::Weighted, 0.0);
        let accuracy = accuracy(labels, predicted);
        micro.into_iter().chain([weighted]).all(|value| (value - accuracy).abs() < 1e-12)
    };
    let seen = "three micro averages and the weighted recall";
    report.fact("four-times-accuracy", runs.iter().all(is_accuracy), seen);
    let gain = |(labels, predicted): &(Vec<usize>, Vec<usize>), average| {
        let [ours, theirs] = [predicted, &constant].map(|answers| f1_score(labels, answers, average, 0.0));
        ours - theirs
    };
    let gains = |average| runs.iter().map(move |run| gain(run, average)).collect::<Vec<f64>>();
    let (rare, frequent) = (gains(Average::Macro), gains(Average::Weighted));
    let larger = rare.iter().zip(&frequent).map(|(rare, frequent)| rare > frequent);
    let seen = format!("F1 above the constant: macro {rare:.2?}, weighted {frequent:.2?}");
    report.claim("macro-sees-the-rare", larger, seen);
}

fn one_column(report: &mut Report, samples: &Classification) {
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let runs = over_seeds(report.seeds(), |seed| Tested::new(&samples.x, &samples.labels, one_layer, seed));
    let probabilities = Matrix::from_shape_vec((runs[0].chances.len(), 1), runs[0].chances.clone());
    let by_argmax = argmax_rows(&probabilities.expect("one column"));
    report.section("one-column", "Malignant or benign, with one output");
    writeln!(report, "from one half upwards   accuracy {}", percent(runs[0].accuracy(0.5)));
    let wrong = accuracy(&runs[0].labels(), &by_argmax);
    writeln!(report, "largest of its row      accuracy {}", percent(wrong));
    let zeros = by_argmax.iter().all(|&label| label == 0);
    report.fact("largest-of-one", zeros, "the largest of one column is always column 0");
}

/// The chance that a random positive scores higher than a random negative, pair by pair; a tie is one half.
fn pairs_in_order(tested: &Tested) -> f64 {
    let scores = |wanted: bool| {
        let rows = tested.positive.iter().zip(&tested.chances);
        rows.filter(move |&(&positive, _)| positive == wanted).map(|(_, &chance)| chance)
    };
    let point = |a: Real, b: Real| match a.total_cmp(&b) {
        Ordering::Greater => 1.0,
        Ordering::Equal => 0.5,
        Ordering::Less => 0.0,
    };
    let points: f64 = scores(true).flat_map(|a| scores(false).map(move |b| point(a, b))).sum();
    points / (scores(true).count() * scores(false).count()) as f64
}

fn rankings(report: &mut Report, wines: &Classification, samples: &Classification) {
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tumours =
        over_seeds(report.seeds(), |seed| Tested::new(&samples.x, &samples.labels, one_layer, seed));
    let wines = over_seeds(report.seeds(), |seed| tasted(wines, seed));
    report.section("rankings", "How well the positives come first");
    writeln!(report, "                   positives   area under ROC, seeds   average precision, seeds");
    for (name, runs) in [("malignant samples", &tumours), ("poor wines", &wines)] {
        let share = runs[0].counts(0.5).support() as f64 / runs[0].positive.len() as f64;
        let (areas, precisions): (Vec<f64>, Vec<f64>) = runs.iter().map(measures).unzip();
        let (share, areas, precisions) = (percent(share), spread(&areas), spread(&precisions));
        writeln!(report, "{name:18} {share:>9} {areas:>23} {precisions:>26}");
    }
    let gap = |runs: &[Tested]| runs.iter().map(measures).map(|(area, precision)| area - precision).collect();
    let (of_tumours, of_wines): (Vec<f64>, Vec<f64>) = (gap(&tumours), gap(&wines));
    let wider = of_tumours.iter().zip(&of_wines).map(|(tumours, wines)| wines > &(tumours + 0.2));
    report.claim(
        "roc-flatters-the-rare",
        wider,
        format!("area − precision: {of_tumours:.2?} and {of_wines:.2?}"),
    );
    let counted = |run: &Tested| (pairs_in_order(run) - measures(run).0).abs() < 1e-9;
    report.fact(
        "area-counts-pairs",
        tumours.iter().chain(&wines).all(counted),
        "pair by pair, the same number",
    );
    draw_rankings(report, &tumours[0], &wines[0]);
}

/// Area under the ROC and average precision.
fn measures(run: &Tested) -> (f64, f64) {
    (roc_auc_score(&run.positive, &run.chances), average_precision_score(&run.positive, &run.chances))
}

fn draw_rankings(report: &mut Report, tumours: &Tested, wines: &Tested) {
    let mut roc =
        Chart::new("false positives / negatives", "recall").height(400.0).x_range(0, 1).y_range(0, 1.02);
    let mut curve = Chart::new("recall", "precision").height(400.0).x_range(0, 1).y_range(0, 1.02);
    for (name, run) in [("malignant samples", tumours), ("poor wines", wines)] {
        let points = roc_curve(&run.positive, &run.chances);
        roc = roc.line(name, points.fpr.into_iter().zip(points.tpr));
        let points = precision_recall_curve(&run.positive, &run.chances);
        curve = curve.line(name, points.recall.into_iter().zip(points.precision));
    }
    let share = wines.counts(0.5).support() as f64 / wines.positive.len() as f64;
    let roc = roc.line("by chance", [(0, 0), (1, 1)]);
    let curve = curve.line("wines by chance", [(0.0, share), (1.0, share)]);
    report.figure("rankings", &Panels::new(2).add(roc).add(curve).svg());
}

/// Each year's number (n × 1), and the `lags` numbers before it, the last one first (n × lags).
fn lagged(series: &[Real], lags: usize) -> (Matrix, Matrix) {
    let rows = series.len() - lags;
    let x = Matrix::from_shape_fn((rows, lags), |(row, lag)| series[row + lags - 1 - lag]);
    (x, Matrix::from_shape_fn((rows, 1), |(row, _)| series[row + lags]))
}

/// Between −1 and 1: how closely two columns rise and fall together.
fn correlation(a: &Matrix, b: &Matrix) -> f64 {
    let centred = |x: &Matrix| x.mapv(f64::from) - mean(&x.mapv(f64::from));
    let (a, b) = (centred(a), centred(b));
    (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt()
}

/// Trains on some rows of a series and predicts others (n × 1).
fn forecast(x: &Matrix, y: &Matrix, split: &Split, recipe: Recipe, rng: &mut Rng) -> Matrix {
    let (x_train, y_train) = (x.select(Axis(0), &split.train), y.select(Axis(0), &split.train));
    let unit = Standardize::fit(&y_train);
    let model = Model::fit(&x_train, &unit.apply(&y_train), recipe, rng);
    unit.undo(&model.predict(&x.select(Axis(0), &split.test)))
}

/// The last years for testing, all before them for training.
fn last_years(rows: usize) -> Split {
    Split { train: (0..rows - LAST_YEARS).collect(), test: (rows - LAST_YEARS..rows).collect() }
}

/// Forecasts of the last years (n × 1): a neuron's, a network's, last year's number, and the mean of the past.
fn four_forecasts(sun: &[Real], seed: u64) -> [(&'static str, Matrix); 4] {
    let (x, y) = lagged(sun, LAGS);
    let (split, mut rng) = (last_years(x.nrows()), neural::rng(seed));
    let mean = y.select(Axis(0), &split.train).mean().expect("years to train on");
    [
        ("mean of the past", Matrix::from_elem((LAST_YEARS, 1), mean)),
        ("as last year", x.slice(s![split.test[0].., ..1]).to_owned()),
        ("one neuron", forecast(&x, &y, &split, QUANTITY, &mut rng)),
        ("network", forecast(&x, &y, &split, Recipe { hidden: 16, ..QUANTITY }, &mut rng)),
    ]
}

/// The true numbers of the last years (n × 1).
fn last_numbers(sun: &[Real]) -> Matrix {
    Matrix::from_shape_fn((LAST_YEARS, 1), |(row, _)| sun[sun.len() - LAST_YEARS + row])
}

fn sun_forecasts(report: &mut Report, sun: &[Real]) {
    let (runs, y) = (over_seeds(report.seeds(), |seed| four_forecasts(sun, seed)), last_numbers(sun));
    report.section("forecasts", "Sunspots, one year ahead");
    report.value("last-years", LAST_YEARS);
    writeln!(report, "forecast              MAE      MSE     RMSE       R²");
    for (name, predicted) in &runs[0] {
        let (mae, mse) = (mean_absolute_error(&y, predicted), mean_squared_error(&y, predicted));
        let (rmse, r2) = (root_mean_squared_error(&y, predicted), r2_score(&y, predicted));
        writeln!(report, "{name:17} {mae:7.1} {mse:8.0} {rmse:8.1} {r2:8.3}");
    }
    let r2 = |run: &[(&str, Matrix); 4], i: usize| r2_score(&y, &run[i].1);
    report.fact("the-mean-of-the-past-is-not-zero", r2(&runs[0], 0) < 0.0, "R² of a constant, below 0");
    let better = runs.iter().map(|run| r2(run, 2) > r2(run, 1));
    let seen: Vec<f64> = runs.iter().map(|run| r2(run, 2)).collect();
    report.claim("neuron-beats-last-year", better, format!("R² of the neuron: {seen:.3?}"));

    let against = |run: &[(&str, Matrix); 4]| {
        let (r, forecast) = (residuals(&y, &run[2].1), &run[2].1);
        [mean(&r.mapv(f64::from)), correlation(&r, forecast), correlation(&r, &y)]
    };
    report.section("residuals", "What the neuron's residuals go with");
    writeln!(report, "seed   mean residual   correlation with the forecast   with the observed number");
    let found: Vec<[f64; 3]> = runs.iter().map(against).collect();
    for (seed, [bias, forecast, observed]) in report.seeds().zip(&found) {
        writeln!(report, "{seed:4} {bias:15.1} {forecast:31.2} {observed:26.2}");
    }
    let too_low = found.iter().map(|&[bias, ..]| bias < 0.0);
    report.claim("forecasts-are-too-low", too_low, "the mean residual is negative");
    let tilted = found.iter().map(|&[_, forecast, observed]| forecast.abs() < 0.15 && observed < -0.2);
    report.claim("observed-tilts-residuals", tilted, "a correlation with the observed number only");
    draw_forecasts(report, &y, &runs[0][2].1, sun.len());
}

fn draw_forecasts(report: &mut Report, y: &Matrix, predicted: &Matrix, years: usize) {
    let r = residuals(y, predicted);
    let first = 1700 + years - LAST_YEARS;
    let series =
        |numbers: &Matrix| numbers.iter().enumerate().map(|(i, &n)| (first + i, n)).collect::<Vec<_>>();
    let chart = Chart::new("year", "sunspot number").line("observed", series(y));
    report.figure("forecasts", &chart.line("forecast by one neuron", series(predicted)).svg());
    let cloud = |axis: &str, across: &Matrix| {
        let cloud = Chart::new(axis, "residual").height(400.0).scatter("a year", across.iter().zip(&r));
        cloud.line("", [(0, 0), (190, 0)])
    };
    let clouds = Panels::new(2).add(cloud("forecast", predicted)).add(cloud("observed", y));
    report.figure("residuals", &clouds.svg());
    let bins = Chart::new("residual", "years").histogram("last years", &r, 12);
    report.figure("residual-histogram", &bins.svg());
}

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

fn mean<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    let (sum, count) = numbers.into_iter().fold((0.0, 0), |(sum, count), number| (sum + number, count + 1));
    sum / f64::from(count)
}

/// The mean, and from where to where they go.
fn spread(numbers: &[f64]) -> String {
    format!("{:.2} ({:.2} to {:.2})", mean(numbers), least(numbers), greatest(numbers))
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::INFINITY, |least, number| number.min(least))
}

fn greatest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(f64::NEG_INFINITY, |greatest, number| number.max(greatest))
}

fn single_splits(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let rng = &mut neural::rng(seed);
        let singles: Vec<Split> = (0..10).map(|_| stratified_split(&samples.labels, 0.2, rng)).collect();
        let singles = accuracies(samples, &singles, rng);
        let five_fold = |_| mean(&accuracies(samples, &stratified_k_fold(&samples.labels, 5, rng), rng));
        (singles, (0..5).map(five_fold).collect::<Vec<f64>>())
    });
    report.section("splits", "Tumours: ten single splits, and the mean of five parts, five times");
    writeln!(report, "seed   accuracy (%) of single splits{:32}of five-fold splits", "");
    let listed =
        |shares: &[f64]| shares.iter().map(|share| format!("{:6.1}", 100.0 * share)).collect::<String>();
    for (seed, (singles, folds)) in report.seeds().zip(&runs) {
        writeln!(report, "{seed:4}  {:60}  {:30}", listed(singles), listed(folds));
    }
    let range = |shares: &Vec<f64>| 100.0 * (greatest(shares) - least(shares));
    let (singles, folds): (Vec<f64>, Vec<f64>) = runs.iter().map(|(s, f)| (range(s), range(f))).unzip();
    report.value("single-range", format!("{:.1}", mean(&singles)));
    report.value("fold-range", format!("{:.1}", mean(&folds)));
    let steadier = singles.iter().zip(&folds).map(|(singles, folds)| singles > folds);
    report.claim("folds-are-steadier", steadier, format!("ranges in points: {singles:.1?} and {folds:.1?}"));
}

fn rare_class(report: &mut Report, wines: &Classification) {
    let (labels, mut rng) = (poor(wines), neural::rng(report.seed()));
    let in_each = |folds: &[Split]| -> Vec<usize> {
        folds.iter().map(|fold| fold.test.iter().map(|&row| labels[row]).sum()).collect()
    };
    let plain = in_each(&k_fold(labels.len(), 10, &mut rng));
    let stratified = in_each(&stratified_k_fold(&labels, 10, &mut rng));
    report.section("rare-class", "Poor wines in each of ten parts");
    writeln!(report, "at random    {plain:3?}\nstratified   {stratified:3?}");
    let differ = |counts: &[usize]| counts.iter().max().unwrap_or(&0) - counts.iter().min().unwrap_or(&0);
    report.fact("strata-are-even", differ(&stratified) <= 1, "they differ by one at most");
    let uneven =
        report.seeds().map(|seed| differ(&in_each(&k_fold(labels.len(), 10, &mut neural::rng(seed)))) >= 3);
    report.claim("chance-is-uneven", uneven.collect::<Vec<_>>(), "they differ by three or more");
}

fn left_out(report: &mut Report) {
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

/// For each test row the label of the training row that is nearest to it.
fn nearest(train: &Classification, test: &Classification) -> Vec<usize> {
    let scaler = Standardize::fit(&train.x);
    let (known, asked) = (scaler.apply(&train.x), scaler.apply(&test.x));
    let distance = |row: usize, x: &ndarray::ArrayView1<Real>| {
        known.row(row).iter().zip(x).map(|(a, b)| (a - b).powi(2)).sum::<Real>()
    };
    let copied = |x: ndarray::ArrayView1<Real>| {
        let by_distance = |&a: &usize, &b: &usize| distance(a, &x).total_cmp(&distance(b, &x));
        train.labels[(0..train.labels.len()).min_by(by_distance).expect("training rows")]
    };
    asked.rows().into_iter().map(copied).collect()
}

/// The share of right grades among wines with an exact twin in training, and among the others.
fn with_and_without(twin: &[bool], labels: &[usize], predicted: &[usize]) -> [f64; 2] {
    [true, false].map(|wanted| {
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| twin[row] == wanted).collect();
        rows.iter().filter(|&&row| labels[row] == predicted[row]).count() as f64 / rows.len() as f64
    })
}

/// Predictions of the grades of `test` by a network trained on `train`.
fn learnt(train: &Classification, test: &Classification, rng: &mut Rng) -> Vec<usize> {
    let recipe = Recipe { hidden: 128, steps: 8000, ..CLASSES };
    let model = Model::fit(&train.x, &one_hot(&train.labels, 6), recipe, rng);
    argmax_rows(&model.predict(&test.x))
}

fn twins(report: &mut Report, wines: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let Split { train, test } = stratified_split(&wines.labels, TEST_SHARE, &mut rng);
        let keys = |rows: &[usize]| rows.iter().map(|&row| bits(wines, row)).collect::<HashSet<_>>();
        let (known, asked) = (keys(&train), keys(&test));
        let without: Vec<usize> =
            train.iter().copied().filter(|&row| !asked.contains(&bits(wines, row))).collect();
        let twin: Vec<bool> = test.iter().map(|&row| known.contains(&bits(wines, row))).collect();
        let (train, without, test) = (wines.rows(&train), wines.rows(&without), wines.rows(&test));
        let answers =
            [nearest(&train, &test), learnt(&train, &test, &mut rng), learnt(&without, &test, &mut rng)];
        let scores = answers.map(|p| (accuracy(&test.labels, &p), with_and_without(&twin, &test.labels, &p)));
        (twin.iter().filter(|&&twin| twin).count(), scores)
    });
    let (count, scores) = &runs[0];
    report.section("twins", "The grade of a wine, from 3 to 8");
    writeln!(report, "{count} of the wines tested have a twin among those trained on");
    writeln!(report, "                                       all     twins   others");
    let names = ["copied from the most similar", "network", "network, twins kept from it"];
    for (name, (all, [twins, others])) in names.iter().zip(scores) {
        writeln!(report, "{name:30} {:>11} {:>9} {:>8}", percent(*all), percent(*twins), percent(*others));
    }
    report.value("all-wines", wines.labels.len());
    report.value("repeats", wines.labels.len() - distinct(wines).labels.len());
    let on_twins = |i: usize| runs.iter().map(|(_, scores)| scores[i].1[0]).collect::<Vec<f64>>();
    let (copied, seen, unseen) = (on_twins(0), on_twins(1), on_twins(2));
    report.fact("a-copyist-knows-twins", least(&copied) == 1.0, "every twin has the grade of its twin");
    let easier = runs.iter().map(|(_, scores)| scores[1].1[0] > scores[1].1[1]);
    let remembered = seen.iter().zip(&unseen).map(|(seen, unseen)| seen - unseen > 0.05);
    let remembered = remembered.zip(easier).map(|(remembered, easier)| remembered && easier);
    report.claim("twins-flatter", remembered, format!("on twins: {seen:.2?}; kept from it: {unseen:.2?}"));
}

/// The numbers of those columns (of `x`, n × d) that go best with the labels: largest |Σ (y − ȳ) z|, scaled.
fn best_columns(x: &Matrix, labels: &[usize], count: usize) -> Vec<usize> {
    let z = Standardize::fit(x).apply(x);
    let share = labels.iter().sum::<usize>() as Real / labels.len() as Real;
    let relation = |column: usize| -> Real {
        z.column(column).iter().zip(labels).map(|(z, &label)| (label as Real - share) * z).sum()
    };
    let mut columns: Vec<usize> = (0..x.ncols()).collect();
    columns.sort_by(|&a, &b| relation(b).abs().total_cmp(&relation(a).abs()));
    columns[..count].to_vec()
}

/// The five-fold accuracy of one neuron on the best 20 of 1000 columns: chosen once from all rows, or anew from
/// the training rows of each split.
fn chosen(x: &Matrix, labels: &[usize], before_the_split: bool, rng: &mut Rng) -> f64 {
    let folds = stratified_k_fold(labels, 5, rng);
    let recipe = Recipe { hidden: 0, steps: 200, ..YES_OR_NO };
    let tested = |Split { train, test }: &Split| {
        let seen: Vec<usize> = if before_the_split { (0..labels.len()).collect() } else { train.clone() };
        let of = |rows: &[usize]| rows.iter().map(|&row| labels[row]).collect::<Vec<_>>();
        let best = best_columns(&x.select(Axis(0), &seen), &of(&seen), 20);
        let x = x.select(Axis(1), &best);
        let model = Model::fit(&x.select(Axis(0), train), &column(&of(train)), recipe, rng);
        let z = model.predict(&x.select(Axis(0), test));
        accuracy(&of(test), &z.iter().map(|&z| usize::from(z >= 0.0)).collect::<Vec<_>>())
    };
    mean(&folds.iter().map(tested).collect::<Vec<_>>())
}

fn dice(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let mut patients: Vec<usize> = Vec::new();
        for class in [0, 1] {
            let mut rows: Vec<usize> =
                (0..samples.labels.len()).filter(|&r| samples.labels[r] == class).collect();
            rows.shuffle(&mut rng);
            patients.extend(&rows[..25]);
        }
        let labels: Vec<usize> = patients.iter().map(|&row| samples.labels[row]).collect();
        let x = Matrix::from_shape_simple_fn((50, 1000), || rng.random_range(1..=6) as Real);
        [true, false].map(|before| chosen(&x, &labels, before, &mut rng))
    });
    report.section("dice", "The diagnoses of 50 patients, from 1000 throws of a die for each");
    writeln!(report, "seed   20 best columns chosen before the split   chosen within each");
    for (seed, [before, within]) in report.seeds().zip(&runs) {
        writeln!(report, "{seed:4} {:>43} {:>20}", percent(*before), percent(*within));
    }
    let [before, within] = [0, 1].map(|i| mean(&runs.iter().map(|run| run[i]).collect::<Vec<_>>()));
    report.value("dice-before", format!("{:.0} %", 100.0 * before));
    report.value("dice-within", format!("{:.0} %", 100.0 * within));
    let inflated = runs.iter().map(|[before, within]| before - within > 0.15 && *before > 0.7);
    report.claim("choosing-first-flatters", inflated, format!("{before:.2} and {within:.2} on average"));
}

/// The mean absolute error over several splits of predictions that are copied from the nearest year.
fn by_nearest_year(years: &Matrix, y: &Matrix, splits: &[Split]) -> f64 {
    let copied = |split: &Split, row: usize| {
        let distance = |&other: &usize| (years[[other, 0]] - years[[row, 0]]).abs() as u32;
        let near = *split.train.iter().min_by_key(|other| distance(other)).expect("training rows");
        y[[near, 0]]
    };
    let error = |split: &Split| {
        let predicted: Vec<Real> = split.test.iter().map(|&row| copied(split, row)).collect();
        let predicted = Matrix::from_shape_vec((predicted.len(), 1), predicted).expect("one column");
        mean_absolute_error(&y.select(Axis(0), &split.test), &predicted)
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

/// The same for the mean of the training years.
fn by_mean(y: &Matrix, splits: &[Split]) -> f64 {
    let error = |split: &Split| {
        let mean = y.select(Axis(0), &split.train).mean().expect("training rows");
        mean_absolute_error(&y.select(Axis(0), &split.test), &Matrix::from_elem((split.test.len(), 1), mean))
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

/// The same for one neuron that sees the years before.
fn by_neuron(x: &Matrix, y: &Matrix, splits: &[Split], rng: &mut Rng) -> f64 {
    let error = |split: &Split| {
        let predicted = forecast(x, y, split, QUANTITY, rng);
        mean_absolute_error(&y.select(Axis(0), &split.test), &predicted)
    };
    mean(&splits.iter().map(error).collect::<Vec<_>>())
}

fn years(report: &mut Report, years: &Matrix, sun: &[Real]) {
    let (x, y) = lagged(sun, LAGS);
    let years = years.slice(s![LAGS.., ..]).to_owned();
    let rows = y.nrows();
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        [k_fold(rows, 5, &mut rng), time_series_split(rows, 5)].map(|splits| {
            [by_nearest_year(&years, &y, &splits), by_mean(&y, &splits), by_neuron(&x, &y, &splits, &mut rng)]
        })
    });
    report.section("years", "Sunspots again: mean absolute error under two ways to split");
    writeln!(report, "                              at random   forward in time");
    let names = ["as in the nearest year", "mean of the training years", "one neuron, past years"];
    for (i, name) in names.iter().enumerate() {
        writeln!(report, "{name:28} {:10.1} {:17.1}", runs[0][0][i], runs[0][1][i]);
    }
    let reversed =
        runs.iter().map(|[random, forward]| random[0] < 0.75 * random[1] && forward[0] > forward[1]);
    report.claim(
        "random-years-flatter",
        reversed,
        "the nearest year beats the mean only when split at random",
    );
    let ratios: Vec<f64> = runs.iter().map(|[random, forward]| random[2] / forward[2]).collect();
    let honest = ratios.iter().map(|ratio| (0.8..1.2).contains(ratio));
    report.claim("lags-are-not-fooled", honest, format!("random over forward: {ratios:.2?}"));
}

fn intervals(report: &mut Report, wines: &Classification, samples: &Classification, sun: &[Real]) {
    let rng = &mut neural::rng(report.seed());
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tumours = Tested::new(&samples.x, &samples.labels, one_layer, report.seed());
    let wines = tasted(wines, report.seed());
    report.section("intervals", "What the test rows can say, and how surely");
    writeln!(report, "                               rows   measured   95 of 100 resamples");
    let rows = [
        ("tumours: accuracy", &tumours, Tested::accuracy as fn(&Tested, Real) -> f64),
        ("tumours: recall", &tumours, |tested, from| tested.counts(from).recall(0.0)),
        ("poor wines: area under ROC", &wines, |tested, _| measures(tested).0),
        ("poor wines: average precision", &wines, |tested, _| measures(tested).1),
    ];
    for (name, tested, measure) in rows {
        let of = |rows: &[usize]| {
            let positive = rows.iter().map(|&row| tested.positive[row]).collect();
            measure(&Tested { positive, chances: rows.iter().map(|&row| tested.chances[row]).collect() }, 0.5)
        };
        let n = tested.positive.len();
        let interval = bootstrap_interval(n, LEVEL, RESAMPLES, rng, of);
        let (low, high) = interval.into_inner();
        writeln!(report, "{name:29} {n:5} {:10.3}   {low:.3} to {high:.3}", measure(tested, 0.5));
    }
    let name = "sun: MAE gained over last year";
    let runs = over_seeds(report.seeds(), |seed| gain(sun, seed));
    let (measured, (low, high)) = (runs[0].0, runs[0].1.clone().into_inner());
    writeln!(report, "{name:30} {LAST_YEARS:4} {measured:10.2}   {low:.2} to {high:.2}");
    let from: Vec<f64> = runs.iter().map(|(_, interval)| *interval.start()).collect();
    report.claim("gain-is-above-zero", from.iter().map(|&from| from > 0.0), format!("from {from:.1?}"));
    report.value("level", format!("{:.0} %", 100.0 * LEVEL));
    let certain = bootstrap_interval(20, LEVEL, RESAMPLES, rng, |_| 1.0);
    report.fact("no-error-no-doubt", certain == (1.0..=1.0), "20 of 20 right: the interval has no width");
}

/// By how much one neuron's mean absolute error is below that of last year's number, with its interval.
fn gain(sun: &[Real], seed: u64) -> (f64, RangeInclusive<f64>) {
    let [_, last_year, neuron, _] =
        four_forecasts(sun, seed).map(|(_, forecast)| residuals(&last_numbers(sun), &forecast));
    let gains: Vec<f64> = last_year.iter().zip(&neuron).map(|(a, b)| f64::from(a.abs() - b.abs())).collect();
    let of = |rows: &[usize]| rows.iter().map(|&row| gains[row]).sum::<f64>() / rows.len() as f64;
    (mean(&gains), bootstrap_interval(LAST_YEARS, LEVEL, RESAMPLES, &mut neural::rng(seed), of))
}

fn learning_curve(report: &mut Report, digits: &Classification) {
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

fn validation_curve(report: &mut Report, sun: &[Real]) {
    const MOST: usize = 20;
    let (x, y) = lagged(sun, MOST);
    let history = y.nrows() - LAST_YEARS; // the last years stay untouched: they are for testing
    let runs = over_seeds(report.seeds(), |seed| {
        let splits = time_series_split(history, 5);
        let with = |lags: usize| {
            let x = x.slice(s![.., ..lags]).to_owned();
            let mut rng = neural::rng(seed);
            let train: Vec<Split> =
                splits.iter().map(|split| Split { test: split.train.clone(), ..split.clone() }).collect();
            [by_neuron(&x, &y, &train, &mut rng), by_neuron(&x, &y, &splits, &mut rng)]
        };
        (1..=MOST).map(with).collect::<Vec<_>>()
    });
    let at = |lags: usize, part: usize| mean(&runs.iter().map(|run| run[lags - 1][part]).collect::<Vec<_>>());
    report.section("validation-curve", "Sunspots: how many past years should the neuron see?");
    writeln!(report, "years   error in training   in validation");
    for lags in [1, 2, 3, 6, 9, 12, 16, MOST] {
        writeln!(report, "{lags:5} {:19.1} {:15.1}", at(lags, 0), at(lags, 1));
    }
    let few = |run: &Vec<[f64; 2]>| (run[1][1] < run[MOST - 1][1]) && (run[1][0] > run[MOST - 1][0]);
    let seen = format!(
        "validation {:.1} and {:.1}, training {:.1} and {:.1}",
        at(2, 1),
        at(MOST, 1),
        at(2, 0),
        at(MOST, 0)
    );
    report.claim("training-error-only-falls", runs.iter().map(few), seen);
    let level = runs.iter().map(|run| (run[LAGS - 1][1] / run[1][1] - 1.0).abs() < 0.1);
    report.claim("nine-is-as-good-as-two", level, format!("{:.1} and {:.1}", at(LAGS, 1), at(2, 1)));
    let points = |part: usize| (1..=MOST).map(|lags| (lags, at(lags, part))).collect::<Vec<_>>();
    let chart =
        Chart::new("past years that the neuron sees", "mean absolute error").line("training", points(0));
    report.figure("validation-curve", &chart.line("validation", points(1)).svg());
}

/// The chances (n × 10) that a network gives MNIST's test pictures, and its accuracy on unseen pictures by the
/// writers that it was trained on.
fn read_digits(mnist: &Mnist, seed: u64) -> (Matrix, f64) {
    let mut rng = neural::rng(seed);
    let split = stratified_split(&mnist.train.labels, 0.6, &mut rng);
    let (train, others) = (mnist.train.rows(&split.train), mnist.train.rows(&split.test));
    let recipe = Recipe { scale: pixels, hidden: 64, steps: 2000, ..CLASSES };
    let model = Model::fit(&train.x, &one_hot(&train.labels, 10), recipe, &mut rng);
    let familiar = accuracy(&others.labels, &argmax_rows(&model.predict(&others.x)));
    (softmax(&model.predict(&mnist.test.x)), familiar)
}

fn wrong_digits(report: &mut Report, mnist: &Mnist) {
    let labels = &mnist.test.labels;
    let runs = over_seeds(report.seeds(), |seed| read_digits(mnist, seed));
    let (chances, _) = &runs[0];
    let predicted = argmax_rows(chances);
    let wrong: Vec<usize> = (0..labels.len()).filter(|&row| predicted[row] != labels[row]).collect();
    report.section("wrong-digits", "Which digits are taken for which");
    writeln!(report, "{} of {} wrong", wrong.len(), labels.len());
    let mut pairs: HashMap<(usize, usize), usize> = HashMap::new();
    for &row in &wrong {
        *pairs.entry((labels[row], predicted[row])).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    for ((label, predicted), count) in &pairs[..6] {
        writeln!(report, "a {label} taken for a {predicted}: {count}");
    }

    report.section("unsure", "Other writers, the same writers, and passing on the tenth that is least sure");
    let scores: Vec<(f64, f64)> = runs.iter().map(|(chances, _)| all_and_sure(chances, labels)).collect();
    writeln!(report, "seed   test pictures   by writers seen in training   nine tenths of the test");
    for ((seed, (all, sure)), (_, familiar)) in report.seeds().zip(&scores).zip(&runs) {
        writeln!(report, "{seed:4} {:>15} {:>29} {:>25}", percent(*all), percent(*familiar), percent(*sure));
    }
    let easier = scores.iter().zip(&runs).map(|((all, _), (_, familiar))| familiar > all);
    report.claim("known-writers-are-easier", easier, "more right among pictures by writers seen in training");
    let fewer = scores.iter().map(|(all, sure)| 1.0 - sure < 0.7 * (1.0 - all));
    report.claim(
        "doubt-is-informative",
        fewer,
        "passing on a tenth removes more than three tenths of the errors",
    );
    draw_wrong_digits(report, mnist, chances, wrong);
}

/// The accuracy on all rows, and on the nine tenths whose largest chance is largest.
fn all_and_sure(chances: &Matrix, labels: &[usize]) -> (f64, f64) {
    let predicted = argmax_rows(chances);
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| chances[[b, predicted[b]]].total_cmp(&chances[[a, predicted[a]]]));
    let right = |rows: &[usize]| {
        rows.iter().filter(|&&row| predicted[row] == labels[row]).count() as f64 / rows.len() as f64
    };
    (right(&order), right(&order[..labels.len() * 9 / 10]))
}

/// The wrong answers that the network was surest of, and all of them as a table.
fn draw_wrong_digits(report: &mut Report, mnist: &Mnist, chances: &Matrix, mut wrong: Vec<usize>) {
    let (labels, predicted) = (&mnist.test.labels, argmax_rows(chances));
    wrong.sort_by(|&a, &b| chances[[b, predicted[b]]].total_cmp(&chances[[a, predicted[a]]]));
    let mut pictures = Images::new(28, 28);
    for &row in &wrong[..16] {
        pictures = pictures.image(mnist.test.x.row(row), &format!("{} → {}", labels[row], predicted[row]));
    }
    report.figure("wrong-digits", &pictures.svg());
    let matrix = confusion_matrix(labels, &predicted, 10);
    let errors = Array2::from_shape_fn((10, 10), |(i, j)| if i == j { 0 } else { matrix[i][j] });
    report.figure("digit-confusion", &HeatMap::new("actual", "predicted", &errors).svg());
}
