//! Mistake 4: no validation rows.

use crate::census::{Census, Encoder, standardised};
use crate::costs::{Cost, differences, each, mean, points, repeated};
use crate::network::{Network, Recipe, YES_OR_NO, column};
use neural::Matrix;
use neural::trials::over_seeds;
use report::{Report, Table};

/// Networks to choose from.
fn candidates() -> Vec<Recipe> {
    let hidden: [&'static [usize]; 4] = [&[], &[4], &[16], &[64]];
    let steps = |hidden| [20, 60, 200].map(|steps| Recipe { hidden, steps, ..YES_OR_NO });
    hidden.into_iter().flat_map(steps).collect()
}

/// The rows that may choose.
const BY: [&str; 3] = ["training rows", "test rows", "validation rows"];

/// Accuracy in percent on the training, test and validation rows, and on many new ones.
type Scores = [f64; 4];

/// Each candidate is trained on 300 rows and scored; 100 rows are for testing, 100 for validation.
fn scored(census: &Census, seed: u64) -> Vec<Scores> {
    let rows = census.draw(500, &mut neural::rng(seed));
    let part = |from: usize, to: usize| rows.rows(&(from..to).collect::<Vec<_>>());
    let (train, test, validation) = (part(0, 300), part(300, 400), part(400, 500));
    let encoder = Encoder::fit(&train, standardised);
    let parts = [&train, &test, &validation, &census.test];
    let encoded: [Matrix; 4] = parts.map(|part| encoder.apply(part));
    let score = |recipe: &Recipe| {
        let y = column(&train.labels);
        let network = Network::train(&encoded[0], &y, *recipe, &mut neural::rng(seed));
        [0, 1, 2, 3].map(|i| 100.0 * network.accuracy(&encoded[i], &parts[i].labels))
    };
    candidates().iter().map(score).collect()
}

/// The scores of the candidate that is best by one of its scores.
fn best(candidates: &[Scores], by: usize) -> Scores {
    *candidates.iter().rev().max_by(|a, b| a[by].total_cmp(&b[by])).expect("candidates")
}

/// For each of `BY`: what is reported for the chosen candidate, and how good it is on new rows.
/// Those who choose by validation rows report the test rows, the others report the score they chose
/// by.
fn reported(census: &Census, seed: u64) -> [f64; 6] {
    let candidates = scored(census, seed);
    let [train, test, validation] = [0, 1, 2].map(|by| best(&candidates, by));
    [train[0], train[3], test[1], test[3], validation[1], validation[3]]
}

pub fn no_validation(report: &mut Report, census: &Census) -> [Cost; 2] {
    let runs = over_seeds(report.seeds(), |seed| repeated(10, seed, |seed| reported(census, seed)));
    report.value("candidates", candidates().len());
    let caption = "Census: the best of twelve networks, chosen by different rows: its accuracy \
                   (%) as reported and on new rows (mean and deviation of five seeds, ten runs \
                   each).";
    let mut table = Table::new("choice", caption, ["chosen by", "reported", "on new rows"]);
    let of = |k: usize| each(&runs, |run| run[k]);
    for (by, name) in BY.iter().enumerate() {
        table.row([name.to_string(), points(&of(2 * by)), points(&of(2 * by + 1))]);
    }
    report.table(table);
    let promised = differences(&of(0), &of(1));
    report.claim(
        "training-rows-promise-too-much",
        promised.iter().map(|&promised| promised > 10.0),
        format!("{promised:.1?} points too much"),
    );
    let honest = differences(&of(4), &of(5));
    report.value("honest-promise", format!("{:.1}", mean(&honest)));
    let raised = differences(&of(2), &of(4));
    let gained = differences(&of(3), &of(5));
    report.claim(
        "choosing-by-test-rows-raises-the-score-only",
        raised.iter().zip(&gained).map(|(raised, gained)| *raised > gained + 0.3),
        format!("the score rises by {raised:.1?} points, the network gains {gained:.1?}"),
    );
    [
        Cost::promised(4, "chosen by training rows", "census", &promised, &honest),
        Cost::promised(4, "chosen by test rows", "census", &differences(&of(2), &of(3)), &honest),
    ]
}
