//! Missing values: dropped, filled, and marked.

use crate::census::{Census, Encoder, TRAIN_ROWS, share, standardised};
use crate::costs::{differences, each, mean, points, repeated};
use crate::network::{CLASSES, Network, YES_OR_NO, column};
use ndarray::Axis;
use neural::data::{Classification, DataError, Fill, Impute, Mixed, Standardize, Table};
use neural::data::{data_file, penguins, stratified_split};
use neural::loss::one_hot;
use neural::trials::over_seeds;
use neural::{Matrix, Real, Rng};
use rand::RngExt;
use report::plot::{Chart, Figure};
use report::{Report, Table as PrintedTable};
use std::collections::BTreeMap;

/// The four measurements of a penguin.
pub const MEASURES: [&str; 4] = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

pub fn in_the_file(report: &mut Report) -> Result<(), DataError> {
    let mut table = Table::read(data_file("penguins.csv"))?;
    let caption = "Penguins of which something is not known.";
    let mut known = PrintedTable::new("gaps", caption, ["column", "birds without a value"]);
    for name in MEASURES {
        let gaps = table.numbers_with_gaps(&[name])?.iter().filter(|value| value.is_nan()).count();
        known.row([name.to_string(), gaps.to_string()]);
    }
    let sex = table.words("sex")?.iter().filter(|word| *word == "NA").count();
    known.row(["sex".to_string(), sex.to_string()]);
    report.table(known);
    report.value("birds", table.row_count());
    report.value("unmeasured", table.drop_missing_in(&MEASURES)?);
    report.value("unsexed", table.drop_missing());
    Ok(())
}

/// Ways to deal with gaps.
const WAYS: [&str; 4] = ["drop rows", "mean", "median", "mean, marked"];

/// Rows without a gap.
fn complete(x: &Matrix) -> Vec<usize> {
    (0..x.nrows()).filter(|&row| x.row(row).iter().all(|value| !value.is_nan())).collect()
}

/// Training and test features with the gaps filled in the way `WAYS[way]`, then standardised.
fn filled(way: usize, train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let impute = Impute::fit(train, if way == 2 { Fill::Median } else { Fill::Mean });
    let fill = |x: &Matrix| if way == 3 { impute.apply_with_indicators(x) } else { impute.apply(x) };
    let (train, test) = (fill(train), fill(test));
    let scaler = Standardize::fit(&train);
    (scaler.apply(&train), scaler.apply(&test))
}

/// The accuracy on all test rows, in percent, of a network that deals with gaps in the way
/// `WAYS[way]`.
fn with_gaps(way: usize, train: &Classification, test: &Classification, seed: u64) -> f64 {
    let train = if way == 0 { train.rows(&complete(&train.x)) } else { train.clone() };
    let (x, test_x) = filled(way, &train.x, &test.x);
    let y = one_hot(&train.labels, train.classes.len());
    let network = Network::train(&x, &y, CLASSES, &mut neural::rng(seed));
    100.0 * network.accuracy(&test_x, &test.labels)
}

/// Penguins to learn from and others, with values lost in both: how many rows to learn from are
/// complete, and then the accuracy with each of `WAYS`.
fn all_ways(birds: &Classification, seed: u64, lose: impl Fn(&Matrix, &mut Rng) -> Matrix) -> [f64; 5] {
    let mut rng = neural::rng(seed);
    let split = stratified_split(&birds.labels, 0.4, &mut rng);
    let mut part = |rows: &[usize]| {
        let rows = birds.rows(rows);
        Classification { x: lose(&rows.x, &mut rng), ..rows }
    };
    let (train, test) = (part(&split.train), part(&split.test));
    let [drop, mean, median, marked] = [0, 1, 2, 3].map(|way| with_gaps(way, &train, &test, seed));
    [complete(&train.x).len() as f64, drop, mean, median, marked]
}

pub fn at_random(report: &mut Report) -> Result<(), DataError> {
    let birds = penguins()?;
    let caption = "Penguins, each measurement lost with a chance: test accuracy (%) with four \
                   ways to treat the gaps (mean and deviation of five seeds, four runs each).";
    let columns = ["lost (%)", "complete training rows", WAYS[0], WAYS[1], WAYS[2], WAYS[3]];
    let mut printed = PrintedTable::new("at-random", caption, columns);
    let mut table = Vec::new();
    for chance in [0.1, 0.2, 0.3, 0.4, 0.5] {
        let lose = |x: &Matrix, rng: &mut Rng| {
            x.mapv(|value| if rng.random_bool(chance) { Real::NAN } else { value })
        };
        let runs = over_seeds(report.seeds(), |seed| repeated(4, seed, |seed| all_ways(&birds, seed, lose)));
        let ways = [1, 2, 3, 4].map(|way| each(&runs, |run| run[way]));
        let rows = format!("{:.0}", mean(&each(&runs, |run| run[0])));
        let cells = [format!("{:.0}", 100.0 * chance), rows];
        printed.row([cells.to_vec(), ways.iter().map(|way| points(way)).collect()].concat());
        table.push((chance, ways));
    }
    report.table(printed);
    let half = &table[4].1;
    let gained = differences(&half[1], &half[0]);
    report.claim(
        "dropping-wastes-rows",
        gained.iter().map(|&gained| gained > 2.0),
        format!("with half of the values lost, filling gains {gained:.0?} points"),
    );
    let apart = |a: usize, b: usize| -> Vec<f64> {
        (0..half[0].len())
            .map(|seed| mean(&each(&table, |(_, ways)| ways[a][seed] - ways[b][seed])))
            .collect()
    };
    report.claim(
        "mean-or-median",
        apart(1, 2).iter().map(|apart| apart.abs() < 2.0),
        format!("mean above median by {:.1?} points", apart(1, 2)),
    );
    report.claim(
        "marks-are-silent-here",
        apart(3, 1).iter().map(|apart| apart.abs() < 2.5),
        format!("marked above not marked by {:.1?} points", apart(3, 1)),
    );
    report.value("marks-gain", format!("{:.1}", mean(&apart(3, 1))));
    let mut chart = Chart::new("measurements lost (%)", "test accuracy (%)");
    for (way, name) in WAYS.iter().enumerate() {
        chart = chart.line(name, table.iter().map(|(chance, ways)| (100.0 * chance, mean(&ways[way]))));
    }
    report.figure("at-random", &chart.svg());
    Ok(())
}

/// The heaviest bird that the scales of this experiment can weigh, in grams.
const LIMIT: Real = 4500.0;

/// The mass of heavy birds is lost; bill length and mass are all that is left.
fn lose_heavy(x: &Matrix) -> Matrix {
    let mut x = x.select(Axis(1), &[0, 3]);
    x.column_mut(1).mapv_inplace(|mass| if mass > LIMIT { Real::NAN } else { mass });
    x
}

pub fn not_at_random(report: &mut Report) -> Result<(), DataError> {
    let birds = penguins()?;
    let masses: Vec<f64> = birds.x.column(3).iter().map(|&mass| mass.into()).collect();
    let weighed: Vec<f64> = masses.iter().copied().filter(|&mass| mass <= LIMIT.into()).collect();
    report.value("limit", LIMIT);
    report.value("mean-mass", format!("{:.0}", mean(&masses)));
    report.value("mean-weighed", format!("{:.0}", mean(&weighed)));
    report.value("too-heavy", masses.len() - weighed.len());
    let ways = |seed| all_ways(&birds, seed, |x, _| lose_heavy(x));
    let runs = over_seeds(report.seeds(), |seed| repeated(4, seed, ways));
    let caption = "Penguins told apart by bill length and mass, where birds above 4500 g have no \
                   mass (mean and deviation of five seeds, four runs each).";
    let mut table = PrintedTable::new("not-at-random", caption, ["treatment of gaps", "test accuracy (%)"]);
    for (way, name) in WAYS.iter().enumerate() {
        table.row([name.to_string(), points(&each(&runs, |run| run[way + 1]))]);
    }
    report.table(table);
    let gained = each(&runs, |run| run[4] - run[2]);
    report.claim(
        "a-gap-can-speak",
        gained.iter().map(|&gain| gain > 3.0),
        format!("marking gains {gained:.1?} points"),
    );
    report.claim(
        "complete-birds-are-light-birds",
        runs.iter().map(|run| run[1] < run[2] - 15.0),
        format!("filling gains {:.0?} points", each(&runs, |run| run[2] - run[1])),
    );
    Ok(())
}

/// Rows whose occupation is not known, and the others.
fn by_occupation(rows: &Mixed) -> (Vec<usize>, Vec<usize>) {
    let place = rows.categories.iter().position(|name| name == "occupation").expect("a column of the census");
    (0..rows.labels.len()).partition(|&row| rows.words[place][row] == "?")
}

/// Each unknown word replaced by the most frequent word of its column among the training rows.
fn most_frequent(train: &Mixed, rows: &Mixed) -> Mixed {
    let mut rows = rows.clone();
    for (column, train) in rows.words.iter_mut().zip(&train.words) {
        let mut counts = BTreeMap::new();
        train.iter().filter(|word| *word != "?").for_each(|word| *counts.entry(word).or_insert(0) += 1);
        let frequent = counts.into_iter().max_by_key(|&(_, count)| count).expect("a known word").0;
        column.iter_mut().filter(|word| *word == "?").for_each(|word| word.clone_from(frequent));
    }
    rows
}

pub fn occupations(report: &mut Report, census: &Census) {
    let gone = census.train.rows(&by_occupation(&census.train).0);
    report.value("no-occupation", gone.labels.len());
    report.value("no-occupation-rich", format!("{:.0} %", 100.0 * share(&gone)));
    report.value("all-rich", format!("{:.0} %", 100.0 * share(&census.train)));
    let test = census.all_test.rows(&by_occupation(&census.all_test).0);
    report.value("no-occupation-rich-in-test", format!("{:.0} %", 100.0 * share(&test)));
    let tried = |seed| {
        let (train, others) = census.draw_and_others(TRAIN_ROWS, &mut neural::rng(seed));
        let kept = train.rows(&by_occupation(&train).1);
        let others = others.rows(&by_occupation(&others).0);
        let tested = |train: &Mixed, fill: &dyn Fn(&Mixed) -> Mixed| {
            let encoder = Encoder::fit(train, standardised);
            let (x, y) = (encoder.apply(train), column(&train.labels));
            let network = Network::train(&x, &y, YES_OR_NO, &mut neural::rng(seed));
            let chances = [&test, &others].map(|rows| network.chances(&encoder.apply(&fill(rows))));
            100.0 * mean(&each(&chances.concat(), |&chance| chance.into()))
        };
        let same = |rows: &Mixed| rows.clone();
        let filled = tested(&most_frequent(&train, &train), &|rows| most_frequent(&train, rows));
        let labels = [&test.labels[..], &others.labels].concat();
        [
            tested(&kept, &same),
            filled,
            tested(&train, &same),
            100.0 * mean(&each(&labels, |&label| label as f64)),
        ]
    };
    let runs = over_seeds(report.seeds(), |seed| repeated(5, seed, tried));
    let caption = "Census, people whose occupation is not known: the mean chance that they earn \
                   more than 50 000 dollars, by how such people were treated in training (mean \
                   and deviation of five seeds, five runs each).";
    let columns = ["treatment in training", "mean chance (%)"];
    let mut table = PrintedTable::new("occupations", caption, columns);
    let names = ["dropped", "given the most frequent word", "given a word of their own", "(share in truth)"];
    for (way, name) in names.iter().enumerate() {
        table.row([name.to_string(), points(&each(&runs, |run| run[way]))]);
    }
    report.table(table);
    report.claim(
        "the-dropped-are-misjudged",
        runs.iter().map(|run| run[0] > run[3] + 0.5),
        format!(
            "{:.1?} % after dropping, {:.1?} % in truth",
            each(&runs, |run| run[0]),
            each(&runs, |run| run[3])
        ),
    );
}
