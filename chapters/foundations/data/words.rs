//! Words: one-hot, or their codes as quantities.

use crate::census::{Census, Encoder, TEST_ROWS, TRAIN_ROWS, standardised};
use crate::costs::{differences, each, mean, points};
use crate::network::{Network, Recipe, YES_OR_NO, column};
use ndarray::{Axis, concatenate};
use neural::Matrix;
use neural::data::{Categories, Mixed, Standardize};
use neural::trials::over_seeds;
use report::{Report, Table};

/// Training and test features: quantities, and the codes of words as if they were quantities, all
/// standardised.
fn coded(train: &Mixed, test: &Mixed) -> (Matrix, Matrix) {
    let features = |rows: &Mixed| {
        train.words.iter().zip(&rows.words).fold(rows.x.clone(), |x, (known, column)| {
            concatenate![Axis(1), x, Categories::fit(known).codes(column)]
        })
    };
    let (train, test) = (features(train), features(test));
    let scaler = Standardize::fit(&train);
    (scaler.apply(&train), scaler.apply(&test))
}

/// How many test rows have a word that no training row has.
fn with_unseen(train: &Mixed, test: &Mixed) -> usize {
    let columns = train.words.iter().zip(&test.words);
    columns.map(|(known, column)| Categories::fit(known).unseen(column)).sum()
}

pub fn codes_or_one_hot(report: &mut Report, census: &Census) {
    let networks: [(&str, &[usize]); 2] = [("one neuron", &[]), ("16 hidden units", &[16])];
    let runs = over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let encoder = Encoder::fit(&train, standardised);
        let features = [coded(&train, &census.test), (encoder.apply(&train), encoder.apply(&census.test))];
        let y = column(&train.labels);
        let scores = networks.map(|(_, hidden)| {
            [0, 1].map(|way| {
                let (x, test) = &features[way];
                let recipe = Recipe { hidden, ..YES_OR_NO };
                let network = Network::train(x, &y, recipe, &mut neural::rng(seed));
                100.0 * network.accuracy(test, &census.test.labels)
            })
        });
        (scores, [0, 1].map(|way| features[way].0.ncols() as f64), with_unseen(&train, &census.test) as f64)
    });
    let columns = [0, 1].map(|way| format!("{:.0}", mean(&each(&runs, |run| run.1[way]))));
    let caption = format!(
        "Census: test accuracy (%) with words as codes ({} input columns) and one-hot ({}); mean \
         and deviation of five seeds.",
        columns[0], columns[1]
    );
    let mut table = Table::new("words", caption, ["network", "codes", "one-hot"]);
    let score = |network: usize, way: usize| each(&runs, |run| run.0[network][way]);
    for (i, (name, _)) in networks.iter().enumerate() {
        table.row([name.to_string(), points(&score(i, 0)), points(&score(i, 1))]);
    }
    report.table(table);
    report.value("train-rows", TRAIN_ROWS);
    report.value("test-rows", TEST_ROWS);
    report.value("unseen", format!("{:.0}", mean(&each(&runs, |run| run.2))));
    report.value("code-columns", &columns[0]);
    report.value("one-hot-columns", &columns[1]);
    let gained = [0, 1].map(|network| differences(&score(network, 1), &score(network, 0)));
    report.claim(
        "codes-cost-a-neuron",
        gained[0].iter().map(|&gained| gained > 0.8),
        format!("one neuron gains {:.1?} points by one-hot words", gained[0]),
    );
    report.claim(
        "a-hidden-layer-untangles-codes",
        gained[1].iter().zip(&gained[0]).map(|(hidden, neuron)| hidden < neuron),
        format!(
            "points gained by one-hot words: hidden units {:.1?}, one neuron {:.1?}",
            gained[1], gained[0]
        ),
    );
}
