//! Outliers: a slip that is wrong, and an extreme that is right.

use crate::census::{Census, Fit, Scale, TRAIN_ROWS, ready, standardised};
use crate::costs::{differences, each, mean, points, repeated};
use crate::digits::SGD;
use crate::gaps::MEASURES;
use crate::network::{Network, Recipe, YES_OR_NO, column};
use ndarray::{Axis, s};
use neural::data::{DataError, MinMax, Robust, Table, data_file, stratified_split};
use neural::metrics::quantile;
use neural::trials::{Spread, over_seeds};
use neural::{Matrix, Real};
use report::{Report, Table as PrintedTable};

/// The scales that are compared.
const SCALES: [(&str, Fit); 3] = [("min-max", min_max), ("z-score", standardised), ("robust", robust)];

fn min_max(train: &Matrix) -> Scale {
    let scaler = MinMax::fit(train);
    Box::new(move |x| scaler.apply(x))
}

fn robust(train: &Matrix) -> Scale {
    let scaler = Robust::fit(train);
    Box::new(move |x| scaler.apply(x))
}

/// Measurements of penguins whose sex is known, and the sex (1 male).
fn sexed() -> Result<(Matrix, Vec<usize>), DataError> {
    let mut table = Table::read(data_file("penguins.csv"))?;
    table.drop_missing_in(&["sex"])?;
    Ok((table.numbers(&MEASURES)?, table.labels("sex", &["female", "male"])?))
}

/// The column of the mass.
const MASS: usize = 3;

/// Plain descent, which feels the scale of its inputs.
const SLOW: Recipe = Recipe { rule: SGD.1.rule, rate: 0.1, ..YES_OR_NO };

/// One training bird gets ten times its mass. For each of `SCALES`, without the slip and with it:
/// the test accuracy in percent, the range of the other birds' masses once scaled, and the scaled
/// mass of the bird.
fn slipped(x: &Matrix, sex: &[usize], seed: u64) -> [f64; 3 * 2 * SCALES.len()] {
    let split = stratified_split(sex, 0.4, &mut neural::rng(seed));
    let part =
        |rows: &[usize]| (x.select(Axis(0), rows), rows.iter().map(|&row| sex[row]).collect::<Vec<_>>());
    let ((train, labels), (test, test_labels)) = (part(&split.train), part(&split.test));
    let mut slip = train.clone();
    slip[(0, MASS)] *= 10.0;
    let score = |scale: Fit, train: &Matrix| {
        let scale = scale(train);
        let z = scale(train);
        let network = Network::train(&z, &column(&labels), SLOW, &mut neural::rng(seed));
        let others = z.slice(s![1.., MASS]);
        let range =
            others.fold(Real::NEG_INFINITY, |a, &b| a.max(b)) - others.fold(Real::INFINITY, |a, &b| a.min(b));
        [100.0 * network.accuracy(&scale(&test), &test_labels), f64::from(range), f64::from(z[(0, MASS)])]
    };
    let scores = SCALES.iter().flat_map(|&(_, scale)| [score(scale, &train), score(scale, &slip)]).flatten();
    scores.collect::<Vec<_>>().try_into().expect("three numbers for each scale, twice")
}

pub fn a_slip(report: &mut Report) -> Result<(), DataError> {
    let (x, sex) = sexed()?;
    let runs = over_seeds(report.seeds(), |seed| repeated(4, seed, |seed| slipped(&x, &sex, seed)));
    let of = |scale: usize, slip: usize, k: usize| each(&runs, |run| run[6 * scale + 3 * slip + k]);
    let caption = "The sex of penguins, with the mass of one training bird as it is and ten times \
                   as large: range of the other birds' scaled masses, the bird's own, and test \
                   accuracy (mean and deviation of five seeds, four runs each).";
    let columns = [
        "scale",
        "range of the others before",
        "range of the others after",
        "the bird after",
        "accuracy before (%)",
        "accuracy after (%)",
    ];
    let mut table = PrintedTable::new("slip", caption, columns);
    for (i, (name, _)) in SCALES.iter().enumerate() {
        let places = [(0, 1), (1, 1), (1, 2)].map(|(slip, k)| format!("{:.2}", mean(&of(i, slip, k))));
        let right = [0, 1].map(|slip| points(&of(i, slip, 0)));
        table.row([vec![name.to_string()], places.to_vec(), right.to_vec()].concat());
    }
    report.table(table);
    report.claim(
        "a-slip-squeezes-the-others",
        (0..runs.len()).map(|seed| of(0, 1, 1)[seed] < 0.15 && of(2, 1, 1)[seed] > 0.9 * of(2, 0, 1)[seed]),
        format!("min-max leaves the others a range of {:.2?}", of(0, 1, 1)),
    );
    let [min_max, robust] = [0, 2].map(|scale| differences(&of(scale, 0, 0), &of(scale, 1, 0)));
    report.claim(
        "min-max-pays-for-a-slip",
        differences(&min_max, &robust).iter().map(|&more| more > 0.0),
        format!("min-max loses {min_max:.1?} points, robust scaling {robust:.1?}"),
    );
    Ok(())
}

/// The column of the capital gains.
const GAIN: usize = 3;

/// Capital gains as they are, the other quantities standardised.
fn only_gain(how: Fit, train: &Matrix) -> Scale {
    let (rest, gain) = (standardised(train), how(&train.select(Axis(1), &[GAIN])));
    Box::new(move |x| {
        let mut z = rest(x);
        z.column_mut(GAIN).assign(&gain(&x.select(Axis(1), &[GAIN])).column(0));
        z
    })
}

fn logarithm(train: &Matrix) -> Scale {
    let scale = standardised(&train.mapv(Real::ln_1p));
    Box::new(move |x| scale(&x.mapv(Real::ln_1p)))
}

/// Ways to scale capital gains.
const GAINS: [(&str, Fit); 5] = [
    ("min-max", |train| only_gain(min_max, train)),
    ("z-score", |train| only_gain(standardised, train)),
    ("robust", |train| only_gain(robust, train)),
    ("logarithm, z-score", |train| only_gain(logarithm, train)),
    ("left out", |train| only_gain(|_| Box::new(|x| Matrix::zeros(x.dim())), train)),
];

pub fn capital_gains(report: &mut Report, census: &Census) {
    let mut gains: Vec<f64> = census.train.x.column(GAIN).iter().map(|&gain| gain.into()).collect();
    let top: Vec<usize> = (0..gains.len()).filter(|&row| gains[row] == 99_999.0).collect();
    let rich = top.iter().filter(|&&row| census.train.labels[row] == 1).count();
    let caption = "Census: capital gains; so many people of a hundred have at most this much.";
    let mut table = PrintedTable::new("gains", caption, ["people of a hundred", "at most (dollars)"]);
    for percent in [25, 50, 75, 90, 95, 99, 100] {
        let most = quantile(&mut gains, f64::from(percent) / 100.0);
        table.row([percent.to_string(), format!("{most:.0}")]);
    }
    report.table(table);
    report.value("top-gains", top.len());
    report.value("top-gains-rich", rich);
    report.fact(
        "the-wildest-values-tell-most",
        rich == top.len(),
        format!("{rich} of {} earn more", top.len()),
    );
    let tried = |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let scores = GAINS.map(|(_, scale)| {
            let ready = ready(&train, &census.test, scale);
            let network = Network::train(&ready.x, &ready.y, YES_OR_NO, &mut neural::rng(seed));
            let right = 100.0 * network.accuracy(&ready.test_x, &ready.test_labels);
            [right, network.loss(&ready.test_x, &ready.test_labels)]
        });
        let scores = scores.as_flattened().try_into();
        scores.expect("two scores for each way")
    };
    let runs: Vec<[f64; 2 * GAINS.len()]> = over_seeds(report.seeds(), |seed| repeated(3, seed, tried));
    let caption = "Census: five treatments of the capital gains (mean and deviation of five \
                   seeds, three runs each).";
    let columns = ["treatment", "test accuracy (%)", "test loss"];
    let mut table = PrintedTable::new("gains-scaled", caption, columns);
    for (way, (name, _)) in GAINS.iter().enumerate() {
        let loss = Spread::of(each(&runs, |run| run[2 * way + 1]));
        table.row([name.to_string(), points(&each(&runs, |run| run[2 * way])), format!("{loss:.2}")]);
    }
    report.table(table);
    let kept = each(&runs, |run| run[2] - run[8]);
    report.claim(
        "extremes-inform",
        kept.iter().map(|&kept| kept > 0.5),
        format!("{kept:.1?} points gained by keeping them"),
    );
    let wild = each(&runs, |run| run[5] / run[3]);
    report.claim(
        "robust-scaling-needs-a-width",
        wild.iter().map(|&wild| wild > 1.0),
        format!("test loss with the robust scale over that with the z-score: {wild:.1?}"),
    );
}
