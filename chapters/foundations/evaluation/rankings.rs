//! Every threshold at once: two curves, and one number for each.

use crate::network::{Recipe, YES_OR_NO};
use crate::wines::{Tested, tasted};
use crate::{percent, spread};
use neural::Real;
use neural::data::Classification;
use neural::metrics::{average_precision_score, precision_recall_curve, roc_auc_score, roc_curve};
use neural::trials::over_seeds;
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};
use std::cmp::Ordering;

pub fn rankings(report: &mut Report, wines: &Classification, samples: &Classification) {
    let one_layer = Recipe { hidden: 0, ..YES_OR_NO };
    let tumours =
        over_seeds(report.seeds(), |seed| Tested::new(&samples.x, &samples.labels, one_layer, seed));
    let wines = over_seeds(report.seeds(), |seed| tasted(wines, seed));
    let caption = "How well the positives come first on test rows: mean of five seeds, and from \
                   the worst to the best of them. Guessing gets an area of 0.5, and an average \
                   precision near the share of positives.";
    let columns = ["positives", "share of positives (%)", "area under the ROC", "average precision"];
    let mut table = Table::new("rankings", caption, columns);
    for (name, runs) in [("malignant samples", &tumours), ("poor wines", &wines)] {
        let share = runs[0].counts(0.5).support() as f64 / runs[0].positive.len() as f64;
        let (areas, precisions): (Vec<f64>, Vec<f64>) = runs.iter().map(measures).unzip();
        table.row([name.to_string(), percent(share), spread(&areas), spread(&precisions)]);
    }
    report.table(table);
    let gaps =
        |runs: &[Tested]| runs.iter().map(measures).map(|(area, precision)| area - precision).collect();
    let (of_tumours, of_wines): (Vec<f64>, Vec<f64>) = (gaps(&tumours), gaps(&wines));
    let apart = of_tumours.iter().zip(&of_wines).map(|(tumours, wines)| tumours.abs() < 0.03 && *wines > 0.3);
    let seen = format!("area less average precision: tumours {of_tumours:.2?}, wines {of_wines:.2?}");
    report.claim("roc-flatters-the-rare", apart, seen);
    let counted = |run: &Tested| (pairs_in_order(run) - measures(run).0).abs() < 1e-9;
    let all = tumours.iter().chain(&wines).all(counted);
    report.fact("area-counts-pairs", all, "pair by pair, the same number in all ten runs");
    draw_rankings(report, &tumours, &wines);
}

/// Area under the ROC and average precision.
pub fn measures(run: &Tested) -> (f64, f64) {
    (roc_auc_score(&run.positive, &run.chances), average_precision_score(&run.positive, &run.chances))
}

/// The chance that a random positive scores higher than a random negative, pair by pair; a tie is
/// one half.
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
        Chart::new("share of negatives with an alarm", "recall").height(400.0).x_range(0, 1).y_range(0, 1.02);
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
