//! The same cures in four settings: few digits, wrong labels, many digits, a large network.

use crate::digits::*;
use crate::race::{Race, choose};
use crate::told;
use neural::metrics::overconfidence;
use neural::trials::{Spread, trials};
use report::{Report, Table};

/// The cures that are compared, in the order of the rows.
const CURES: [&str; 5] = ["none", "L2", "dropout", "early stopping", "augmentation"];

const PLAIN: Recipe = Recipe {
    rows: ROWS,
    wrong: 0.0,
    hidden: HIDDEN,
    l1: 0.0,
    term: neural::regularize::Penalty { l1: 0.0, l2: 0.0 },
    dropout: 0.0,
    patience: LOOKS,
    looks: LOOKS,
    augment: crate::race::moved(0.0),
    max_norm: neural::Real::INFINITY,
    smoothing: 0.0,
};

/// What a setting changes.
const SETTINGS: [(&str, Recipe); 3] = [
    ("one label in five wrong", Recipe { wrong: 0.2, ..PLAIN }),
    ("3000 digits", Recipe { rows: 3000, ..PLAIN }),
    ("large network, long run", Recipe { rows: 1000, hidden: 192, looks: 3 * LOOKS, ..PLAIN }),
];

/// The test accuracies of each cure, one for each seed.
fn accuracies(report: &Report, digits: &Digits, plain: Recipe) -> Vec<Vec<f64>> {
    let mut rows = vec![("none", String::new(), plain)];
    rows.extend(choose(&[report.seed() + 100], digits, plain, &CURES));
    assert!(rows.iter().map(|row| row.0).eq(CURES), "the cures come in the order of the rows");
    trials(&rows, report.seeds(), |(_, _, recipe), seed| {
        result(digits, recipe, seed).1.score(&digits.test).accuracy
    })
}

pub fn verdict(report: &mut Report, digits: &Digits, race: &Race) {
    let few: Vec<Vec<f64>> = CURES.iter().map(|name| race.of(name).accuracy()).collect();
    let over: Vec<Vec<f64>> = CURES
        .iter()
        .map(|name| {
            let of = |network: &Network| {
                100.0 * overconfidence(&digits.test.labels, &network.probabilities(&digits.test))
            };
            race.of(name).each(|run| of(&run.network))
        })
        .collect();
    let others = SETTINGS.map(|(_, plain)| accuracies(report, digits, plain));
    let caption = format!(
        "Test accuracy (%) with each cure in four settings, strengths chosen on validation \
         digits for each: {ROWS} digits, and how far the confidence is above the accuracy there; \
         {ROWS} digits of which one in five has a wrong label; 3000 digits; 1000 digits, 192 \
         units and three times the steps. Mean and standard deviation of five seeds."
    );
    let columns = ["cure".to_string(), format!("{ROWS} digits"), "overconfident by (points)".to_string()]
        .into_iter()
        .chain(SETTINGS.map(|(name, _)| name.to_string()));
    let mut table = Table::new("verdict", caption, columns);
    let cell = |seen: &[f64]| told(seen.iter().copied(), 1);
    for (i, cure) in CURES.iter().enumerate() {
        let rest = others.iter().map(|setting| cell(&setting[i]));
        table.row([cure.to_string(), cell(&few[i]), cell(&over[i])].into_iter().chain(rest));
    }
    report.table(table);
    let gain = |setting: &[Vec<f64>], cure: usize| -> Vec<f64> {
        setting[cure].iter().zip(&setting[0]).map(|(with, without)| with - without).collect()
    };
    let noisy = [1, 2, 3].map(|cure| gain(&others[0], cure));
    report.claim(
        "with-wrong-labels-calm-helps",
        (0..few[0].len()).map(|seed| noisy[1][seed] > 0.0 && noisy[2][seed] > 0.0),
        format!("points gained with L2, dropout, early stopping: {noisy:.1?}"),
    );
    for (name, cure) in [("noisy-l2", 0), ("noisy-dropout", 1), ("noisy-stopping", 2)] {
        report.value(name, format!("{:.0}", Spread::of(noisy[cure].iter().copied()).mean));
    }
    let large = gain(&others[2], 2);
    report.claim(
        "dropout-pays-in-large-networks",
        large.iter().map(|&gain| gain > 0.0),
        format!("{large:.1?} points in the large network, {:.1?} in the small one", gain(&few, 2)),
    );
    report.value("large-dropout", format!("{:.1}", Spread::of(large.iter().copied()).mean));
}
