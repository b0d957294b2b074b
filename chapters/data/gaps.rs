//! Missing values: dropped, filled, and marked.

use crate::census::{Census, TRAIN_ROWS, ready, standardised};
use crate::network::{CLASSES, Network, YES_OR_NO, column};
use crate::points;
use ndarray::Axis;
use neural::data::{
    DataError, Fill, Impute, Mixed, Standardize, Table, data_file, penguins, stratified_split,
};
use neural::loss::one_hot;
use neural::metrics::accuracy;
use neural::report::Report;
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real, Rng};
use rand::RngExt;

/// The four measurements of a penguin.
const MEASURES: [&str; 4] = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

pub fn in_the_file(report: &mut Report) -> Result<(), DataError> {
    let table = Table::read(data_file("penguins.csv"))?;
    report.section("gaps", "How many penguins lack a value");
    for name in MEASURES {
        let gaps = table.numbers_with_gaps(&[name])?.iter().filter(|value| value.is_nan()).count();
        writeln!(report, "{name:<18} {gaps:>3}");
    }
    let sex = table.words("sex")?.iter().filter(|word| *word == "NA").count();
    writeln!(report, "{:<18} {sex:>3}", "sex");
    let mut measured = table.clone();
    let dropped = measured.drop_missing_in(&MEASURES)?;
    let mut complete = table;
    report.value("gaps-anywhere", complete.drop_missing());
    report.value("gaps-in-measures", dropped);
    Ok(())
}

/// `x` with each value lost with this chance.
fn lose(x: &Matrix, chance: f64, rng: &mut Rng) -> Matrix {
    x.mapv(|value| if rng.random_bool(chance) { Real::NAN } else { value })
}

/// Rows without a gap.
fn complete(x: &Matrix) -> Vec<usize> {
    (0..x.nrows()).filter(|&row| x.row(row).iter().all(|value| !value.is_nan())).collect()
}

/// Ways to deal with gaps.
const WAYS: [&str; 4] = ["drop rows", "mean", "median", "mean, marked"];

/// The features of training and test rows, once gaps are filled in the way `WAYS[way]`; standardised.
fn filled(way: usize, train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let impute = Impute::fit(train, if way == 2 { Fill::Median } else { Fill::Mean });
    let fill = |x: &Matrix| if way == 3 { impute.apply_with_indicators(x) } else { impute.apply(x) };
    let (train, test) = (fill(train), fill(test));
    let scaler = Standardize::fit(&train);
    (scaler.apply(&train), scaler.apply(&test))
}

/// The accuracy on all test rows of a network that deals with gaps in the way `WAYS[way]`.
fn with_gaps(way: usize, train: (&Matrix, &[usize]), test: (&Matrix, &[usize]), seed: u64) -> f64 {
    let kept = if way == 0 { complete(train.0) } else { (0..train.1.len()).collect() };
    let labels: Vec<usize> = kept.iter().map(|&row| train.1[row]).collect();
    let (x, test_x) = filled(way, &train.0.select(Axis(0), &kept), test.0);
    let classes = 1 + train.1.iter().max().expect("labels");
    let network = Network::train(&x, &one_hot(&labels, classes), CLASSES, &mut neural::rng(seed));
    100.0 * network.accuracy(&test_x, test.1)
}

pub fn at_random(report: &mut Report) -> Result<(), DataError> {
    let birds = penguins()?;
    report.section("at-random", "Penguins of which each measurement is lost with a chance: test accuracy in %");
    writeln!(report, "lost    complete rows   {:<14}{:<14}{:<14}{}", WAYS[0], WAYS[1], WAYS[2], WAYS[3]);
    let mut all = Vec::new();
    for chance in [0.1, 0.3, 0.5] {
        let runs = over_seeds(report.seeds(), |seed| {
            let mut rng = neural::rng(seed);
            let split = stratified_split(&birds.labels, 0.4, &mut rng);
            let (train, test) = (birds.rows(&split.train), birds.rows(&split.test));
            let (x, test_x) = (lose(&train.x, chance, &mut rng), lose(&test.x, chance, &mut rng));
            let run = |way| with_gaps(way, (&x, &train.labels), (&test_x, &test.labels), seed);
            (complete(&x).len() as f64, [0, 1, 2, 3].map(run))
        });
        let rows = Spread::of(runs.iter().map(|run| run.0)).mean;
        write!(report, "{:>3.0} % {rows:>14.0}  ", 100.0 * chance);
        for way in 0..4 {
            write!(report, "{:<14}", points(&runs.iter().map(|run| run.1[way]).collect::<Vec<_>>(), 1));
        }
        writeln!(report);
        all.push(runs);
    }
    Ok(())
}

/// The heaviest bird that the scales of this experiment can weigh, in grams.
const SCALES_END: Real = 4500.0;

pub fn not_at_random(report: &mut Report) -> Result<(), DataError> {
    let birds = penguins()?;
    let mass = birds.columns(&["body_mass_g"]).x;
    let lose = |x: &Matrix| {
        let mut x = x.clone();
        x.column_mut(3).mapv_inplace(|mass| if mass > SCALES_END { Real::NAN } else { mass });
        x
    };
    let known: Vec<f64> = mass.iter().filter(|&&mass| mass <= SCALES_END).map(|&mass| mass.into()).collect();
    let true_mean = Spread::of(mass.iter().map(|&mass| mass.into())).mean;
    let known_mean = Spread::of(known.iter().copied()).mean;
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let split = stratified_split(&birds.labels, 0.4, &mut rng);
        let (train, test) = (birds.rows(&split.train), birds.rows(&split.test));
        // Bill depth and mass alone, or the bills would tell the species without any scales.
        let only = |x: &Matrix| x.select(Axis(1), &[0, 3]);
        let (x, test_x) = (only(&lose(&train.x)), only(&lose(&test.x)));
        [0, 1, 2, 3].map(|way| with_gaps(way, (&x, &train.labels), (&test_x, &test.labels), seed))
    });
    report.section("not-at-random", "Scales that end at 4500 g: what is lost depends on what it was");
    writeln!(report, "mean mass of all birds {true_mean:.0} g, of the weighed ones {known_mean:.0} g");
    for (way, name) in WAYS.iter().enumerate() {
        writeln!(report, "{name:<14} {}", points(&runs.iter().map(|run| run[way]).collect::<Vec<_>>(), 1));
    }
    Ok(())
}

/// Where an occupation is not known.
fn unknown(rows: &Mixed) -> Vec<usize> {
    let place = rows.categories.iter().position(|name| name == "occupation").expect("a column of the census");
    (0..rows.labels.len()).filter(|&row| rows.words[place][row] == "?").collect()
}

/// The share of rows with label 1.
fn share(rows: &Mixed) -> f64 {
    rows.labels.iter().sum::<usize>() as f64 / rows.labels.len() as f64
}

/// Each unknown word replaced by the most frequent word of its column among the training rows.
fn most_frequent(train: &Mixed, rows: &Mixed) -> Mixed {
    let mut rows = rows.clone();
    for (column, train) in rows.words.iter_mut().zip(&train.words) {
        let count = |word: &String| train.iter().filter(|known| *known == word).count();
        let known: std::collections::BTreeSet<&String> = train.iter().filter(|word| *word != "?").collect();
        let frequent = known.into_iter().max_by_key(|word| count(word)).expect("a known word").clone();
        column.iter_mut().filter(|word| *word == "?").for_each(|word| *word = frequent.clone());
    }
    rows
}

pub fn occupations(report: &mut Report, census: &Census) {
    let gone = unknown(&census.train);
    let known = census.train.rows(&gone);
    report.section("occupations", "Census: rows whose occupation is not known");
    writeln!(report, "rows {} of {}", gone.len(), census.train.labels.len());
    writeln!(report, "above 50K: {:.3} of these, {:.3} of all", share(&known), share(&census.train));
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let train = census.draw(TRAIN_ROWS, &mut rng);
        let unknown_train = unknown(&train);
        let kept: Vec<usize> = (0..TRAIN_ROWS).filter(|row| unknown_train.binary_search(row).is_err()).collect();
        let gone = unknown(&census.test);
        let test = |train: &Mixed, test: &Mixed| {
            let ready = ready(train, test, standardised);
            let network = Network::train(&ready.x, &ready.y, YES_OR_NO, &mut neural::rng(seed));
            let z = network.logits(&ready.test_x);
            let said: Vec<usize> = gone.iter().map(|&row| usize::from(z[(row, 0)] > 0.0)).collect();
            let labels: Vec<usize> = gone.iter().map(|&row| ready.test_labels[row]).collect();
            let chance = gone.iter().map(|&row| f64::from(neural::activation::sigmoid(z[(row, 0)]))).sum::<f64>();
            [
                100.0 * accuracy(&labels, &said),
                100.0 * network.accuracy(&ready.test_x, &ready.test_labels),
                100.0 * chance / gone.len() as f64,
                network.loss(&ready.test_x.select(Axis(0), &gone), &labels),
            ]
        };
        let _ = column;
        [
            test(&train.rows(&kept), &census.test),
            test(&most_frequent(&train, &train), &most_frequent(&train, &census.test)),
            test(&train, &census.test),
        ]
    });
    for (way, name) in ["drop rows", "most frequent", "a word of its own"].iter().enumerate() {
        write!(report, "{name:<18}");
        for what in 0..4 {
            write!(report, "   {}", points(&runs.iter().map(|run| run[way][what]).collect::<Vec<_>>(), 2));
        }
        writeln!(report);
    }
}
