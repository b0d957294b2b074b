//! Strengths as curves, not only the winner; and several networks together.

use crate::digits::*;
use crate::race::{Race, l2_term};
use crate::told;
use neural::metrics::{accuracy, argmax_rows, overconfidence};
use neural::trials::{Spread, over_seeds, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

/// L1, L2 and dropout: accuracy and loss against the strength, not only the winner.
pub fn strengths(report: &mut Report, digits: &Digits, race: &Race) {
    type Make = fn(Real) -> Recipe;
    let cures: [(&str, [Real; 6], Make); 3] = [
        ("L1", [1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2], |l1| Recipe { l1, ..Recipe::default() }),
        ("L2", [1e-3, 3e-3, 1e-2, 3e-2, 6e-2, 1e-1], |l2| Recipe { term: l2_term(l2), ..Recipe::default() }),
        ("dropout", [0.1, 0.3, 0.5, 0.7, 0.8, 0.9], |dropout| Recipe { dropout, ..Recipe::default() }),
    ];
    let mut panels = Panels::new(2);
    let none = race.of("none");
    let plain = [Spread::of(none.accuracy()).mean, Spread::of(none.loss()).mean];
    let mut falls = Vec::new();
    for (name, strengths, make) in cures {
        let runs = trials(&strengths, report.seeds(), |&strength, seed| {
            result(digits, &make(strength), seed).1.score(&digits.test)
        });
        let mean = |of: fn(&Score) -> f64| {
            strengths.iter().zip(&runs).map(move |(s, runs)| (*s, Spread::of(runs.iter().map(of)).mean))
        };
        let (from, to) = (strengths[0], strengths[5]);
        let chart = |y: &str| {
            let x =
                if name == "dropout" { "dropout rate".to_string() } else { format!("{name}: strength λ") };
            let chart = Chart::new(&x, y).height(300.0);
            if name == "dropout" { chart } else { chart.log_x() }
        };
        let accuracy =
            chart("test accuracy (%)").y_range(0, 100).line("none", [(from, plain[0]), (to, plain[0])]);
        let loss = chart("test loss").y_range(0, 2.4).line("none", [(from, plain[1]), (to, plain[1])]);
        panels = panels.add(accuracy.line(name, mean(|s| s.accuracy))).add(loss.line(name, mean(|s| s.loss)));
        falls.push(runs[5].iter().map(|score| score.accuracy).collect::<Vec<f64>>());
    }
    report.figure("strengths", &panels.svg());
    report.claim(
        "too-strong-a-cure-underfits",
        (0..none.runs.len()).map(|i| falls.iter().all(|fall| fall[i] < none.accuracy()[i] - 5.0)),
        format!("test accuracy at the greatest strength of L1, L2 and dropout: {falls:.0?}"),
    );
}

/// Networks from different starts, trained on the same digits, whose probabilities are averaged.
const MEMBERS: u64 = 5;

pub fn ensemble(report: &mut Report, digits: &Digits) {
    let members = over_seeds(report.seeds(), |seed| {
        let rows = digits.sample(ROWS, seed);
        let start = |member: u64| {
            let network = train(digits, &rows, &Recipe::default(), 1000 + 100 * seed + member, |_, _| {});
            network.probabilities(&digits.test)
        };
        (0..MEMBERS).map(start).collect::<Vec<Matrix>>()
    });
    let labels = &digits.test.labels;
    let score = |p: &Matrix| {
        let right = 100.0 * accuracy(labels, &argmax_rows(p));
        let loss = f64::from(neural::loss::categorical_cross_entropy(p, &digits.test.y));
        [right, loss, 100.0 * overconfidence(labels, p)]
    };
    let singles: Vec<Vec<[f64; 3]>> = members.iter().map(|all| all.iter().map(score).collect()).collect();
    let together: Vec<[f64; 3]> = members
        .iter()
        .map(|all| {
            let sum = all.iter().fold(Matrix::zeros(all[0].dim()), |sum, p| sum + p);
            score(&(sum / MEMBERS as Real))
        })
        .collect();
    let mean_of = |i: usize| -> Vec<f64> {
        singles.iter().map(|all| Spread::of(all.iter().map(|seen| seen[i])).mean).collect()
    };
    let whole = |i: usize| -> Vec<f64> { together.iter().map(|seen| seen[i]).collect() };
    let caption = format!(
        "{MEMBERS} networks from different starts on the same {ROWS} digits, no other cure: one \
         of them on average, and the average of their probabilities. Mean and standard deviation \
         of five draws of the digits."
    );
    let columns = ["answer of", "test accuracy (%)", "test loss", "confidence − accuracy (points)"];
    let mut table = Table::new("ensemble", caption, columns);
    type Row<'a> = &'a dyn Fn(usize) -> Vec<f64>;
    let rows: [(&str, Row); 2] = [("one network", &mean_of), ("five networks together", &whole)];
    for (name, of) in rows {
        table.row([name.to_string(), told(of(0), 1), told(of(1), 2), told(of(2), 1)]);
    }
    report.table(table);
    let gain: Vec<f64> = whole(0).iter().zip(mean_of(0)).map(|(all, one)| all - one).collect();
    report.claim(
        "an-ensemble-errs-less",
        gain.iter().zip(whole(1).iter().zip(mean_of(1))).map(|(gain, (all, one))| *gain > 0.0 && *all < one),
        format!(
            "{gain:.1?} points more than one of them, loss {:.2?} instead of {:.2?}",
            whole(1),
            mean_of(1)
        ),
    );
}
