//! Every threshold at once: two curves, and one number for each.

use crate::network::{Recipe, YES_OR_NO};
use crate::wines::{Tested, tasted};
use crate::{percent, spread};
use neural::Real;
use neural::data::Classification;
use neural::metrics::{average_precision_score, precision_recall_curve, roc_auc_score, roc_curve};
use neural::trials::over_seeds;
use report::Report;
use report::plot::{Chart, Figure, Panels};
use std::cmp::Ordering;

pub fn rankings(report: &mut Report, wines: &Classification, samples: &Classification) {
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
    draw_rankings(report, &tumours, &wines);
}

/// Area under the ROC and average precision.
pub fn measures(run: &Tested) -> (f64, f64) {
    (roc_auc_score(&run.positive, &run.chances), average_precision_score(&run.positive, &run.chances))
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

fn draw_rankings(report: &mut Report, tumours: &[Tested], wines: &[Tested]) {
    let mut roc =
        Chart::new("false positives / negatives", "recall").height(400.0).x_range(0, 1).y_range(0, 1.02);
    let mut curve = Chart::new("recall", "precision").height(400.0).x_range(0, 1).y_range(0, 1.02);
    for (name, runs) in [("malignant samples", tumours), ("poor wines", wines)] {
        for (i, run) in runs.iter().enumerate() {
            let points = roc_curve(&run.positive, &run.chances);
            roc = roc.line(name, points.fpr.into_iter().zip(points.tpr));
            let points = precision_recall_curve(&run.positive, &run.chances);
            curve = curve.steps(name, points.recall.into_iter().zip(points.precision));
            if i > 0 {
                (roc, curve) = (roc.faint(), curve.faint()); // bold: the seed of the tables
            }
        }
    }
    let share = wines[0].counts(0.5).support() as f64 / wines[0].positive.len() as f64;
    let roc = roc.line("by chance", [(0, 0), (1, 1)]);
    let curve = curve.line("wines by chance", [(0.0, share), (1.0, share)]);
    report.figure("rankings", &Panels::new(2).add(roc).add(curve).svg());
}
