//! Few rows to learn from: does batch normalisation regularise?

use crate::digits::{Digits, Norm, Setup, USUAL, nothing, train};
use crate::greatest;
use neural::Real;
use neural::trials::{Spread, trials};
use report::Report;

/// How many rows a network learns from, a step sees, and how many steps there are.
const ROWS: usize = 500;
const BATCH: usize = 50;
const STEPS: usize = 400;

/// The networks, each with the rates that it may try.
const NETS: [(Norm, [Real; 4]); 2] =
    [(Norm::Without, [0.03, 0.1, 0.2, 0.3]), (Norm::Before, [0.1, 0.3, 1.0, 3.0])];

/// Scores on the rows that were trained on, on those to choose by, and on the test rows.
type Scores = [(f64, f64); 3];

fn scores(digits: &Digits, norm: Norm, rate: Real, seed: u64) -> Scores {
    let few = digits.train.rows(&(0..ROWS).collect::<Vec<_>>());
    let setup = Setup { norm, rate, batch: BATCH, steps: STEPS, ..USUAL };
    let (mut network, _) = train(&few, &setup, seed, nothing);
    [&few, &digits.choose, &digits.test].map(|part| network.score(part))
}

pub fn does_it_regularise(report: &mut Report, digits: &Digits) {
    report.section("few", "Learning from few digits: loss and share read, in training and on test rows");
    writeln!(report, "            rate    train              test                         gap of the losses");
    let rows: Vec<(Norm, Real)> =
        NETS.iter().flat_map(|(norm, rates)| rates.map(|rate| (*norm, rate))).collect();
    let runs = trials(&rows, report.seeds(), |&(norm, rate), seed| scores(digits, norm, rate, seed));
    for ((norm, rate), runs) in rows.iter().zip(&runs) {
        let mean = |of: &dyn Fn(&Scores) -> f64| Spread::of(runs.iter().map(of));
        writeln!(
            report,
            "{:<9} {rate:>6} {:>8.3} {:>7} {:>9} {:>15} {:>15}",
            norm.name(),
            mean(&|s| s[0].0).mean,
            format!("{:.0} %", mean(&|s| 100.0 * s[0].1).mean),
            format!("{:.2}", mean(&|s| s[2].0).mean),
            format!("{:.1} %", mean(&|s| 100.0 * s[2].1)),
            format!("{:.2}", mean(&|s| s[2].0 - s[0].0))
        );
    }
    let best = [0, 4].map(|from| {
        let shares = runs[from..from + 4].iter().map(|runs| Spread::of(runs.iter().map(|s| s[1].1)).mean);
        from + greatest(shares)
    });
    report.value("few-rows", ROWS);
    report.value("few-steps", STEPS);
    report.value("few-best-without", rows[best[0]].1);
    report.value("few-best-before", rows[best[1]].1);
    for (name, row) in [("few-loss-without", best[0]), ("few-loss-before", best[1])] {
        report.value(name, format!("{:.2}", Spread::of(runs[row].iter().map(|s| s[2].0)).mean));
    }
    let test = |row: usize| runs[row].iter().map(|s| 100.0 * s[2].1).collect::<Vec<f64>>();
    report.claim(
        "no-gain-at-one-rate",
        test(1).iter().zip(test(4)).map(|(without, before)| before < without + 3.0),
        format!("at rate 0.1 {:.0?} read without, {:.0?} before", test(1), test(4)),
    );
    report.claim(
        "hardly-a-gain-when-tuned",
        test(best[0]).iter().zip(test(best[1])).map(|(without, before)| (before - without).abs() < 10.0),
        format!("tuned {:.1?} without, {:.1?} before", test(best[0]), test(best[1])),
    );
    let learnt = |row: usize| runs[row].iter().map(|s| 100.0 * s[0].1).collect::<Vec<f64>>();
    report.claim(
        "both-know-their-rows",
        learnt(best[0]).iter().zip(learnt(best[1])).map(|(without, before)| without.min(before) > 90.0),
        format!(
            "tuned, of the rows trained on: {:.0?} without, {:.0?} before",
            learnt(best[0]),
            learnt(best[1])
        ),
    );
}
