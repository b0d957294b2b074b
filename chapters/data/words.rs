//! Words: one-hot, or their codes as quantities.

use crate::census::{Census, Encoder, TRAIN_ROWS, standardised};
use crate::network::{Network, Recipe, YES_OR_NO, column};
use crate::points;
use ndarray::{Axis, concatenate};
use neural::data::{Categories, Mixed, Standardize};
use neural::report::Report;
use neural::trials::over_seeds;
use neural::Matrix;

/// Quantities, and the codes of words as if they were quantities; all standardised.
fn coded(train: &Mixed, test: &Mixed) -> (Matrix, Matrix) {
    let known: Vec<Categories> = train.words.iter().map(|column| Categories::fit(column)).collect();
    let features = |rows: &Mixed| {
        let mut x = rows.x.clone();
        for (known, column) in known.iter().zip(&rows.words) {
            x = concatenate![Axis(1), x, known.codes(column)];
        }
        x
    };
    let (train, test) = (features(train), features(test));
    let scaler = Standardize::fit(&train);
    (scaler.apply(&train), scaler.apply(&test))
}

pub fn codes_or_one_hot(report: &mut Report, census: &Census) {
    report.section("words", "Census: words one-hot, or as codes; test accuracy in %, and loss");
    let nets: [(&str, Recipe); 2] = [("one neuron", Recipe { hidden: &[], ..YES_OR_NO }), ("16 hidden", YES_OR_NO)];
    let runs = over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let encoder = Encoder::fit(&train, standardised);
        let one_hot = (encoder.apply(&train), encoder.apply(&census.test));
        let unseen: usize = train.words.iter().zip(&census.test.words).map(|(a, b)| Categories::fit(a).unseen(b)).sum();
        let coded = coded(&train, &census.test);
        let y = column(&train.labels);
        let scores = nets.map(|(_, recipe)| {
            [&coded, &one_hot].map(|(x, test)| {
                let network = Network::train(x, &y, recipe, &mut neural::rng(seed));
                [100.0 * network.accuracy(test, &census.test.labels), network.loss(test, &census.test.labels)]
            })
        });
        (scores, unseen, one_hot.0.ncols(), coded.0.ncols())
    });
    for (i, (name, _)) in nets.iter().enumerate() {
        for (j, way) in ["codes", "one-hot"].iter().enumerate() {
            let [a, l] = [0, 1].map(|k| runs.iter().map(|run| run.0[i][j][k]).collect::<Vec<_>>());
            writeln!(report, "{name:<12} {way:<9} {}   {}", points(&a, 1), points(&l, 3));
        }
    }
    writeln!(report, "unseen {:?}", runs.iter().map(|run| (run.1, run.2, run.3)).collect::<Vec<_>>());
}
