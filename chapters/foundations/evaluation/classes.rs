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
use report::Report;
use report::plot::{Figure, HeatMap};

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
    writeln!(report, "                     network   constant");
    for average in [Average::Macro, Average::Micro, Average::Weighted] {
        for (name, score) in SCORES {
            let [ours, theirs] = [predicted, &constant].map(|answers| score(labels, answers, average, 0.0));
            let title = format!("{average:?} {name}").to_lowercase();
            writeln!(report, "{title:20} {ours:7.3} {theirs:10.3}");
        }
    }
    let [ours, theirs] = [predicted, &constant].map(|answers| accuracy(labels, answers));
    writeln!(report, "{:20} {ours:7.3} {theirs:10.3}", "accuracy");

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

pub fn one_column(report: &mut Report, samples: &Classification) {
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
