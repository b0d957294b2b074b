//! Several classes: the report, the averages, and a class taken from the wrong place.

use crate::network::{CLASSES, Model, Recipe, YES_OR_NO};
use crate::wines::Tested;
use crate::{TEST_SHARE, percent};
use ndarray::{Array2, Axis};
use neural::Matrix;
use neural::data::{Classification, Split, stratified_split};
use neural::loss::one_hot;
use neural::metrics::*;
use neural::trials::over_seeds;
use report::plot::{Figure, HeatMap};
use report::{Report, Table};

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

pub fn three_grades(report: &mut Report, wines: &Classification) {
    let names = ["poor", "ordinary", "good"];
    let runs = over_seeds(report.seeds(), |seed| three_tasted(wines, seed));
    let (labels, predicted) = &runs[0];
    let constant = vec![1; labels.len()];
    let caption = "Three kinds of wine on test rows: each class by itself, then three averages \
                   over the classes; the last column is what always answering “ordinary” gets.";
    let columns =
        ["class or average", "precision", "recall", "F1", "test wines", "F1 of the constant answer"];
    let mut table = Table::new("three-grades", caption, columns);
    let averages = [("macro", Average::Macro), ("micro", Average::Micro), ("weighted", Average::Weighted)];
    let classes = names.iter().enumerate().map(|(class, name)| (*name, Average::Binary(class)));
    for (name, average) in classes.chain(averages) {
        let scores = SCORES.map(|score| format!("{:.2}", score(labels, predicted, average, 0.0)));
        let rows = match average {
            Average::Binary(class) => labels.iter().filter(|&&label| label == class).count(),
            _ => labels.len(),
        };
        let dull = format!("{:.2}", f1_score(labels, &constant, average, 0.0));
        table.row([vec![name.to_string()], scores.to_vec(), vec![rows.to_string(), dull]].concat());
    }
    report.table(table);
    report.value("three-accuracy", format!("{:.2}", accuracy(labels, predicted)));
    let matrix = confusion_matrix(labels, predicted, 3);
    let matrix = Array2::from_shape_fn((3, 3), |(i, j)| matrix[i][j]);
    report.figure("confusion", &HeatMap::new("actual", "predicted", &matrix).names(names).svg());
    averages_hide(report, &runs);
}

/// From labels, predictions, an average and the value of zero divided by zero.
type Score = fn(&[usize], &[usize], Average, f64) -> f64;

/// In the order of the table.
const SCORES: [Score; 3] = [precision_score, recall_score, f1_score];

/// Which averages are accuracy, and which notice a rare class; `runs`: labels and predictions.
fn averages_hide(report: &mut Report, runs: &[(Vec<usize>, Vec<usize>)]) {
    let is_accuracy = |(labels, predicted): &(Vec<usize>, Vec<usize>)| {
        let micro = SCORES.map(|score| score(labels, predicted, Average::Micro, 0.0));
        let weighted = recall_score(labels, predicted, Average::Weighted, 0.0);
        let accuracy = accuracy(labels, predicted);
        micro.into_iter().chain([weighted]).all(|value| (value - accuracy).abs() < 1e-12)
    };
    let seen = "three micro averages and the weighted recall equal the accuracy";
    report.fact("four-times-accuracy", runs.iter().all(is_accuracy), seen);
    let gain = |(labels, predicted): &(Vec<usize>, Vec<usize>), average| {
        let constant = vec![1; labels.len()];
        let [ours, dull] = [predicted, &constant].map(|answers| f1_score(labels, answers, average, 0.0));
        ours - dull
    };
    let gains = |average| runs.iter().map(move |run| gain(run, average)).collect::<Vec<f64>>();
    let (rare, frequent) = (gains(Average::Macro), gains(Average::Weighted));
    let larger = rare.iter().zip(&frequent).map(|(rare, frequent)| rare > frequent);
    let seen = format!("F1 above the constant answer: macro {rare:.2?}, weighted {frequent:.2?}");
    report.claim("macro-sees-the-rare", larger, seen);
}

pub fn one_column(report: &mut Report, samples: &Classification) {
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tested = Tested::new(&samples.x, &samples.labels, one_layer, report.seed());
    let probabilities = Matrix::from_shape_vec((tested.chances.len(), 1), tested.chances.clone());
    let by_argmax = argmax_rows(&probabilities.expect("one column"));
    report.value("one-column-threshold", format!("{} %", percent(tested.accuracy(0.5))));
    let wrong = accuracy(&tested.labels(), &by_argmax);
    report.value("one-column-argmax", format!("{} %", percent(wrong)));
    let zeros = by_argmax.iter().all(|&label| label == 0);
    report.fact("largest-of-one", zeros, "the largest of one column is always column 0");
}
