//! Few rows to learn from: does batch normalisation regularise?

use crate::digits::{Digits, Norm, Score, Setup, USUAL, nothing, train};
use crate::{greatest, told};
use neural::Real;
use neural::trials::{Spread, trials};
use report::{Report, Table};

/// How many rows a network learns from, a step sees, and how many steps there are.
const ROWS: usize = 500;
const BATCH: usize = 50;
const STEPS: usize = 400;

/// The networks, each with the rates that it may try.
const NETS: [(Norm, [Real; 4]); 2] =
    [(Norm::Without, [0.03, 0.1, 0.2, 0.3]), (Norm::Before, [0.1, 0.3, 1.0, 3.0])];

/// Scores on the rows that were trained on, on those to choose by, and on the test rows.
type Scores = [Score; 3];

fn scores(digits: &Digits, norm: Norm, rate: Real, seed: u64) -> Scores {
    let few = digits.train.rows(&(0..ROWS).collect::<Vec<_>>());
    let setup = Setup { norm, rate, batch: BATCH, steps: STEPS, ..USUAL };
    let (mut network, _) = train(&few, &setup, seed, nothing);
    [&few, &digits.choose, &digits.test].map(|part| network.score(part))
}

pub fn does_it_regularise(report: &mut Report, digits: &Digits) {
    let rows: Vec<(Norm, Real)> =
        NETS.iter().flat_map(|(norm, rates)| rates.map(|rate| (*norm, rate))).collect();
    let runs = trials(&rows, report.seeds(), |&(norm, rate), seed| scores(digits, norm, rate, seed));
    let caption = format!(
        "Learning from {ROWS} digits for {STEPS} steps, without and with batch normalisation; \
         mean and standard deviation of five seeds."
    );
    let columns = [
        "batch normalisation",
        "learning rate",
        "training accuracy (%)",
        "training loss",
        "test accuracy (%)",
        "test loss",
    ];
    let mut table = Table::new("few", caption, columns);
    for ((norm, rate), runs) in rows.iter().zip(&runs) {
        let name = if *norm == Norm::Without { "without" } else { "with" };
        table.row([
            name.to_string(),
            rate.to_string(),
            told(runs.iter().map(|s| s[0].accuracy), 0),
            told(runs.iter().map(|s| s[0].loss), 3),
            told(runs.iter().map(|s| s[2].accuracy), 1),
            told(runs.iter().map(|s| s[2].loss), 2),
        ]);
    }
    report.table(table);
    let best = [0, 4].map(|from| {
        let of = |runs: &Vec<Scores>| Spread::of(runs.iter().map(|s| s[1].accuracy)).mean;
        from + greatest(runs[from..from + 4].iter().map(of))
    });
    report.value("few-rows", ROWS);
    report.value("few-steps", STEPS);
    report.value("few-best-without", rows[best[0]].1);
    report.value("few-best-before", rows[best[1]].1);
    let test = |row: usize| runs[row].iter().map(|s| s[2].accuracy).collect::<Vec<f64>>();
    for (name, row) in [("few-without", best[0]), ("few-before", best[1])] {
        report.value(name, format!("{:.1}\u{a0}%", Spread::of(test(row)).mean));
        let loss = Spread::of(runs[row].iter().map(|s| s[2].loss)).mean;
        report.value(&format!("{name}-loss"), format!("{loss:.2}"));
    }
    report.claim(
        "no-gain-at-one-rate",
        test(1).iter().zip(test(4)).map(|(without, before)| before < *without),
        format!("at rate 0.1 {:.0?} without, {:.0?} with", test(1), test(4)),
    );
    report.claim(
        "no-clear-gain-when-tuned",
        test(best[0]).iter().zip(test(best[1])).map(|(without, before)| before - without < 5.0),
        format!("tuned {:.1?} without, {:.1?} with", test(best[0]), test(best[1])),
    );
}
