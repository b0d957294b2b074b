//! Ten wines by hand: every number of the chapter's first sections on one small table.

use neural::Real;
use neural::metrics::{average_precision_score, class_counts, roc_auc_score, roc_curve};
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// What a network might say about ten wines, from the highest chance down, and whether each is
/// poor.
const TEN: [(Real, bool); 10] = [
    (0.9, true),
    (0.8, false),
    (0.7, true),
    (0.6, true),
    (0.5, false),
    (0.4, false),
    (0.3, true),
    (0.2, false),
    (0.1, false),
    (0.0, false),
];

pub fn ten_wines(report: &mut Report) {
    let caption = "Ten wines made up for counting, ordered by the chance of being poor that a \
                   network gives them; an alarm is raised from 0.5 upwards.";
    let columns = ["chance of being poor", "tasters say", "alarm", "counts as"];
    let mut table = Table::new("ten", caption, columns);
    for (chance, poor) in TEN {
        let (truth, alarm) = (if poor { "poor" } else { "fine" }, chance >= 0.5);
        let counts_as = match (poor, alarm) {
            (true, true) => "true positive",
            (true, false) => "false negative",
            (false, true) => "false positive",
            (false, false) => "true negative",
        };
        let alarm = if alarm { "yes" } else { "no" };
        table.row([format!("{chance:.1}").as_str(), truth, alarm, counts_as]);
    }
    report.table(table);

    let (chances, poor): (Vec<Real>, Vec<bool>) = TEN.into_iter().unzip();
    let labels: Vec<usize> = poor.iter().map(|&poor| usize::from(poor)).collect();
    let alarms: Vec<usize> = chances.iter().map(|&chance| usize::from(chance >= 0.5)).collect();
    let counts = class_counts(&labels, &alarms, 2)[1];
    report.value("ten-f1", format!("{:.2}", counts.f1(0.0)));
    let (area, precision) = (roc_auc_score(&poor, &chances), average_precision_score(&poor, &chances));
    report.value("ten-area", format!("{area:.2}"));
    report.value("ten-average-precision", format!("{precision:.2}"));
    let boxes = 24.0 * area;
    report.fact("boxes-are-pairs", (boxes - 19.0).abs() < 1e-9, "19 of 24 boxes, 19 of 24 pairs");
    draw_stairs(report, &poor, &chances);
}

/// The ROC of the ten wines; each box of the grid is a pair of a poor and a fine wine.
fn draw_stairs(report: &mut Report, poor: &[bool], chances: &[Real]) {
    let roc = roc_curve(poor, chances);
    let stairs: Vec<(f64, f64)> = roc.fpr.into_iter().zip(roc.tpr).collect();
    let ground: Vec<(f64, f64)> = stairs.iter().map(|&(x, _)| (x, 0.0)).collect();
    let mut chart = Chart::new("share of the fine wines with an alarm", "share of the poor wines found")
        .x_range(0, 1)
        .y_range(0, 1.04)
        .line("ten wines", stairs.clone())
        .band("ten wines", ground, stairs)
        .line("guessing", [(0, 0), (1, 1)]);
    for sixth in 1..=6 {
        let x = f64::from(sixth) / 6.0;
        chart = chart.line("", [(x, 0.0), (x, 1.0)]).faint();
    }
    for quarter in 1..=4 {
        let y = f64::from(quarter) / 4.0;
        chart = chart.line("", [(0.0, y), (1.0, y)]).faint();
    }
    report.figure("stairs", &chart.svg());
}
