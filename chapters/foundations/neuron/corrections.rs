//! Rosenblatt's rule step by step: every correction, one of them as a picture, and the rate.

use crate::birds::{self, PAIRS, TWO};
use crate::perceptron::{Perceptron, Training, row, train};
use crate::vote::signed;
use neural::data::Classification;
use neural::{Matrix, Real, rng};
use report::plot::{Figure, Panels};
use report::{Report, Table};

/// One correction: weights and bias before it and after it, and the bird with its target.
struct Correction {
    epoch: usize,
    bird: [Real; 2],
    target: Real,
    before: [Real; 3],
    after: [Real; 3],
}

impl Correction {
    /// The weighted sum of the bird, with the weights `[w₁, w₂, b]`.
    fn sum(&self, w: [Real; 3]) -> f64 {
        f64::from(self.bird[0] * w[0] + self.bird[1] * w[1] + w[2])
    }
}

/// A run with two measurements, and all that was corrected in it.
pub fn every_correction(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::scaled_task(birds, PAIRS[0], &TWO);
    let training = train(&x, &y, 1000, 1.0, &mut rng(report.seed()));
    let corrections = replay(&training, &x, &y);
    let columns = ["epoch", "bird", "depth", "mass", "its sum z", "answer", "new w₁", "new w₂", "new b"];
    let caption = "Every correction of one run from weights of 0, with bill depth and body mass in \
                   standard deviations. A mistaken Gentoo is added, a mistaken Adelie subtracted.";
    let mut table = Table::new("corrections", caption, columns);
    for correction in &corrections {
        let [depth, mass] = correction.bird.map(signed);
        let (z, [w1, w2, b]) = (signed(correction.sum(correction.before)), correction.after);
        let (species, answer) = match correction.target {
            0.0 => ("Adelie", "Gentoo"),
            _ => ("Gentoo", "Adelie"),
        };
        let [w1, w2, b] = [signed(w1), signed(w2), format!("{b:.0}").replace('-', "−")];
        let epoch = correction.epoch.to_string();
        table.row([&epoch, species, &depth, &mass, &z, answer, &w1, &w2, &b]);
    }
    report.table(table);
    report.value("corrections", corrections.len());
    report.value("correction-epochs", training.epochs.len());
    let missed = corrections.iter().skip(1).find(|c| c.target == 1.0);
    one_correction(report, missed.unwrap_or(&corrections[0]), &x, &y);
}

/// The corrections of `training`, found by doing them once more.
fn replay(training: &Training, x: &Matrix, y: &Matrix) -> Vec<Correction> {
    let mut unit = Perceptron::zeros(2, 1);
    let weights = |unit: &Perceptron| [unit.w[[0, 0]], unit.w[[1, 0]], unit.b[[0, 0]]];
    let mut corrections = Vec::new();
    for (epoch, mistaken) in training.epochs.iter().enumerate() {
        for &i in mistaken {
            let before = weights(&unit);
            unit.correct(&row(x, i), &row(y, i), 1.0);
            corrections.push(Correction {
                epoch: epoch + 1,
                bird: [x[[i, 0]], x[[i, 1]]],
                target: y[[i, 0]],
                before,
                after: weights(&unit),
            });
        }
    }
    corrections
}

/// A missed Gentoo, in numbers and as a picture: it is added to the arrow, and the line turns.
fn one_correction(report: &mut Report, correction: &Correction, x: &Matrix, y: &Matrix) {
    let [depth, mass] = correction.bird;
    let [w1, w2, b] = correction.before;
    let (before, after) = (correction.sum(correction.before), correction.sum(correction.after));
    let length = f64::from(depth * depth + mass * mass) + 1.0;
    for (name, value) in [("depth", depth), ("mass", mass), ("w1", w1), ("w2", w2), ("b", b)] {
        report.value(&format!("missed-{name}"), signed(value));
    }
    report.value("missed-before", signed(before));
    report.value("missed-after", signed(after));
    report.value("missed-change", format!("{length:.2}"));
    let moved = (after - before).abs();
    report.fact(
        "its-own-sum",
        (moved - length).abs() < 1e-4,
        format!("the sum of the missed bird moves by {moved:.4}; ‖x‖² + 1 is {length:.4}"),
    );
    let panel = |title: &str, [w1, w2, b]: [Real; 3]| {
        let fires = move |depth: f64, mass: f64| w1 * depth as Real + w2 * mass as Real + b >= 0.0;
        let plane = birds::plane(title, x, y, 6).height(425.0); // the key has a row more
        let plane = plane.scatter("missed", [correction.bird]);
        plane.region(move |depth, mass| usize::from(fires(depth, mass)))
    };
    let sign = 2.0 * correction.target - 1.0;
    let tip = [w1 + sign * depth, w2 + sign * mass];
    let old = panel("before", correction.before)
        .arrow([0.0, 0.0], [w1, w2], "")
        .note([w1 / 2.0, w2 / 2.0 + 0.35], "w");
    let new = panel("after", correction.after)
        .arrow([0.0, 0.0], [w1, w2], "")
        .arrow([w1, w2], tip, "")
        .arrow([0.0, 0.0], tip, "")
        .note([w1 / 2.0 + 0.2, w2 / 2.0 + 0.35], "w")
        .note([w1 + 0.5 * sign * depth, w2 + 0.5 * sign * mass + 0.35], "x")
        .note([tip[0] - 0.1, tip[1] - 0.8], "w + x");
    report.figure("correction", &Panels::new(2).add(old).add(new).svg());
}

/// Three learning rates, from weights of 0.
pub fn the_rate_is_a_unit(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::scaled_task(birds, PAIRS[1], &["bill_length_mm", "body_mass_g"]);
    let rates = [0.125, 1.0, 8.0];
    let caption = "Three learning rates on Chinstraps and Gentoos, by bill length and body mass, \
                   from weights of 0 and with the birds in the same order.";
    let columns = ["learning rate", "mistakes", "w₁ at the end", "w₂ at the end"];
    let mut table = Table::new("rate", caption, columns);
    let runs = rates.map(|rate| train(&x, &y, 1000, rate, &mut rng(report.seed())));
    for (rate, run) in rates.iter().zip(&runs) {
        let w = run.layer.w.column(0);
        let [w1, w2] = [w[0], w[1]].map(|w| format!("{w:.3}").replace('-', "−"));
        table.row([rate.to_string(), run.mistakes().to_string(), w1, w2]);
    }
    report.table(table);
    let same = runs.iter().all(|run| run.epochs == runs[0].epochs);
    let seen = format!("{} mistakes, on the same birds in the same order", runs[0].mistakes());
    report.fact("rate-only-rescales", same, seen);
}
