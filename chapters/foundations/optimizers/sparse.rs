//! Words of the census, one-hot: most of them are rare, and their weights seldom have a slope.

use crate::digits::{BATCH, STEPS, deal};
use crate::{RATES, RULES, Rule, least, tune, tuning_seeds};
use ndarray::{Axis, concatenate};
use neural::data::{Adult, Categories, DataError, Mixed, adult};
use neural::init::zeros;
use neural::loss::bce_with_logits;
use neural::trials::{Spread, trials};
use neural::{Dense, Matrix, Params, Real, Tape};
use rand::seq::index::sample;
use report::{Report, Table};
use std::collections::BTreeMap;

/// A word that fewer than one in so many training rows have is rare.
const RARE: Real = 100.0;
/// How many rows are drawn to train on; how many are chosen by; how many are tested on.
const ROWS: [usize; 3] = [4000, 2000, 6000];

/// Rows as words one-hot, with the labels as a column.
struct Rows {
    x: Matrix,
    y: Matrix,
}

/// Rows to learn from, to choose the rate by, to test on; of the last, those with a rare word.
struct Census {
    train: Rows,
    choose: Rows,
    test: Rows,
    rare: Vec<usize>,
    /// How many words there are, and how many of them are rare.
    words: [usize; 2],
}

impl Census {
    fn draw(adult: &Adult, seed: u64) -> Self {
        let n = adult.train.labels.len();
        let drawn = sample(&mut neural::rng(seed), n, ROWS[0] + ROWS[1]).into_vec();
        let (train, choose) = (adult.train.rows(&drawn[..ROWS[0]]), adult.train.rows(&drawn[ROWS[0]..]));
        let test = adult.test.rows(&(0..ROWS[2]).collect::<Vec<_>>());
        let words: Vec<Categories> = train.words.iter().map(|column| Categories::fit(column)).collect();
        let rows = |part: &Mixed| {
            let parts = words.iter().zip(&part.words).map(|(known, column)| known.one_hot(column));
            let parts: Vec<Matrix> = parts.collect();
            let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
            let x = concatenate(Axis(1), &views).expect("as many rows in each");
            let y = part.labels.iter().map(|&label| label as Real).collect::<Vec<_>>();
            Rows { x, y: Matrix::from_shape_vec((part.labels.len(), 1), y).expect("a label a row") }
        };
        let (train, choose, test) = (rows(&train), rows(&choose), rows(&test));
        let share = train.x.mean_axis(Axis(0)).expect("there are rows");
        let rare_columns: Vec<usize> = (0..share.len()).filter(|&j| share[j] < 1.0 / RARE).collect();
        let has = |&row: &usize| rare_columns.iter().any(|&j| test.x[[row, j]] == 1.0);
        let rare = (0..ROWS[2]).filter(has).collect();
        Census { words: [share.len(), rare_columns.len()], train, choose, test, rare }
    }
}

/// A neuron trained on batches of 64 for [`STEPS`] steps: its weights, from zero.
fn train(rows: &Rows, rule: Rule, rate: Real, seed: u64) -> (Params, Dense) {
    let (mut params, mut optimizer, mut rng) = (Params::default(), rule(rate), neural::rng(seed));
    let neuron = Dense::new(&mut params, rows.x.ncols(), 1, zeros, &mut rng);
    for batch in deal(rows.x.nrows(), BATCH, rng).take(STEPS) {
        let tape = Tape::new(&params);
        let z = neuron.forward(tape.constant(rows.x.select(Axis(0), &batch)));
        let grads = z.bce_with_logits(&rows.y.select(Axis(0), &batch)).backward();
        optimizer.step(&mut params, &grads);
    }
    (params, neuron)
}

/// The loss of that neuron on these rows.
fn loss((params, neuron): &(Params, Dense), x: &Matrix, y: &Matrix) -> f64 {
    let z = neuron.forward(Tape::new(params).constant(x.clone())).value();
    if z.iter().all(|z| z.is_finite()) { bce_with_logits(&z, y).into() } else { f64::INFINITY }
}

pub fn rare_words(report: &mut Report) -> Result<(), DataError> {
    let adult = adult()?;
    let rules = [0, 1, 3, 5].map(|place| RULES[place]); // SGD, momentum, Adagrad, Adam
    let seeds = report.seeds().chain(tuning_seeds(report));
    let drawn: BTreeMap<u64, Census> = seeds.map(|seed| (seed, Census::draw(&adult, seed))).collect();
    let grid = tune(report, &rules, &RATES, |(_, rule), rate, seed| {
        let census = &drawn[&seed];
        loss(&train(&census.train, *rule, rate, seed), &census.choose.x, &census.choose.y)
    });
    let best: Vec<(Rule, Real)> =
        rules.iter().zip(&grid).map(|((_, rule), losses)| (*rule, RATES[least(losses)])).collect();
    let scores = trials(&best, report.seeds(), |&(rule, rate), seed| {
        let Census { train: rows, test, rare, words, .. } = &drawn[&seed];
        let neuron = train(rows, rule, rate, seed);
        let [x, y] = [&test.x, &test.y].map(|part| part.select(Axis(0), rare));
        ([loss(&neuron, &test.x, &test.y), loss(&neuron, &x, &y)], *words)
    });
    let caption = format!(
        "A neuron on the words of the census, one-hot, after {STEPS} steps: test loss on all rows, and \
         on rows with a word that fewer than one in {RARE} rows have (mean ± standard deviation of five \
         seeds)."
    );
    let columns = ["rule", "best rate", "loss, all rows", "loss, rows with a rare word"];
    let mut table = Table::new("rare-words", caption, columns);
    for (((name, _), (_, rate)), runs) in rules.iter().zip(&best).zip(&scores) {
        let of = |part: usize| format!("{:.3}", Spread::of(runs.iter().map(|run| run.0[part])));
        table.row([name.to_string(), rate.to_string(), of(0), of(1)]);
    }
    report.table(table);
    let [words, rare] = scores[0][0].1;
    report.value("words", words);
    report.value("rare-words", rare);
    Ok(())
}
