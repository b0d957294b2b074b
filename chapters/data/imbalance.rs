//! Mistake 6: one class is rare.

use crate::Cost;
use crate::census::{Census, Encoder, standardised};
use crate::leaks::{balanced, rare};
use crate::network::{CLASSES, Network, Recipe, column};
use crate::points;
use ndarray::{Axis, s};
use neural::activation::softmax;
use neural::data::{over_sample, under_sample};
use neural::loss::{balanced_weights, one_hot, weigh};
use neural::metrics::{Average, accuracy, precision_score, recall_score, roc_auc_score};
use neural::report::Report;
use neural::trials::over_seeds;
use neural::{Matrix, Real};

const CURES: [&str; 6] = ["nothing", "class weights", "over-sampling", "under-sampling", "threshold moved", "always no"];

pub fn cures(report: &mut Report, census: &Census) -> Cost {
    let share = 0.04;
    let recipe = Recipe { hidden: &[16], steps: 200, ..CLASSES };
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let train = rare(&census.train, 3000, share, &mut rng);
        let test = rare(&census.test, 3000, share, &mut rng);
        let encoder = Encoder::fit(&train, standardised);
        let (x, y, test_x) = (encoder.apply(&train), one_hot(&train.labels, 2), encoder.apply(&test));
        let positive: Vec<bool> = test.labels.iter().map(|&label| label == 1).collect();
        let fit = |x: &Matrix, y: &Matrix| {
            let network = Network::train(x, y, recipe, &mut neural::rng(seed));
            softmax(&network.logits(&test_x)).slice(s![.., 1]).to_vec()
        };
        let rows = |rows: Vec<usize>| fit(&x.select(Axis(0), &rows), &y.select(Axis(0), &rows));
        let plain = fit(&x, &y);
        let tested = [
            (plain.clone(), 0.5),
            (fit(&x, &weigh(&y, &balanced_weights(&y))), 0.5),
            (rows(over_sample(&train.labels, &mut rng)), 0.5),
            (rows(under_sample(&train.labels, &mut rng)), 0.5),
            (plain.clone(), share as Real),
            (vec![0.0; 3000], 0.5),
        ];
        tested.map(|(chances, threshold)| {
            let said: Vec<usize> = chances.iter().map(|&chance| usize::from(chance > threshold)).collect();
            let one = Average::Binary(1);
            [
                100.0 * accuracy(&test.labels, &said),
                100.0 * precision_score(&test.labels, &said, one, 0.0),
                100.0 * recall_score(&test.labels, &said, one, 0.0),
                balanced(&test.labels, &said),
                100.0 * roc_auc_score(&positive, &chances),
                100.0 * f64::from(chances.iter().sum::<Real>()) / 3000.0,
            ]
        })
    });
    report.section("cures", "Census with 4 in 100 above 50K");
    writeln!(report, "                  accuracy    precision     recall      mean recall   area     mean chance");
    let of = |i: usize, k: usize| runs.iter().map(|run| run[i][k]).collect::<Vec<f64>>();
    for (i, name) in CURES.iter().enumerate() {
        write!(report, "{name:<16}");
        for k in 0..6 {
            write!(report, "  {:<11}", points(&of(i, k), 1));
        }
        writeln!(report);
    }
    let _ = column;
    Cost::new(6, "imbalance ignored", "census, rare", &of(0, 3), &of(1, 3))
}
