//! Outliers: a slip that is wrong, and an extreme that is right.

use crate::census::{Census, Scale, TRAIN_ROWS, ready, standardised};
use crate::network::{Network, YES_OR_NO, column};
use crate::points;
use ndarray::Axis;
use neural::data::{DataError, MinMax, Robust, Standardize, Table, data_file, stratified_split};
use neural::metrics::quantile;
use neural::optim::Sgd;
use neural::report::Report;
use neural::trials::over_seeds;
use neural::{Matrix, Real};

/// The scales that are compared.
const SCALES: [(&str, fn(&Matrix) -> Scale); 3] =
    [("min-max", min_max), ("z-score", standardised), ("robust", robust)];

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
    let measures = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
    let _ = table.drop_missing_in(&["sex"])?;
    Ok((table.numbers(&measures)?, table.labels("sex", &["female", "male"])?))
}

pub fn a_slip(report: &mut Report) -> Result<(), DataError> {
    let (x, sex) = sexed()?;
    let recipe = crate::network::Recipe {
        rule: |rate| Box::new(Sgd { learning_rate: rate }),
        rate: 0.1,
        ..YES_OR_NO
    };
    let runs = over_seeds(report.seeds(), |seed| {
        let split = stratified_split(&sex, 0.4, &mut neural::rng(seed));
        let take = |rows: &[usize]| (x.select(Axis(0), rows), rows.iter().map(|&row| sex[row]).collect::<Vec<_>>());
        let ((train, labels), (test, test_labels)) = (take(&split.train), take(&split.test));
        let mut slipped = train.clone();
        slipped[(0, 3)] *= 10.0;
        SCALES.map(|(_, scale)| {
            [&train, &slipped].map(|train| {
                let scale = scale(train);
                let z = scale(train);
                let network = Network::train(&z, &column(&labels), recipe, &mut neural::rng(seed));
                let others = z.column(3).iter().skip(1).copied().map(f64::from).collect::<Vec<_>>();
                let (low, high) = others.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
                (100.0 * network.accuracy(&scale(&test), &test_labels), high - low, z[(0, 3)])
            })
        })
    });
    report.section("slip", "One mass of a penguin times ten: test accuracy of the sex, and what the column looks like");
    writeln!(report, "scale     range of others, right/slipped   slip at    accuracy right   slipped   cost");
    for (i, (name, _)) in SCALES.iter().enumerate() {
        let accuracy = |slip: usize| runs.iter().map(|run| run[i][slip].0).collect::<Vec<_>>();
        let cost: Vec<f64> = accuracy(0).iter().zip(accuracy(1)).map(|(a, b)| a - b).collect();
        let [right, slipped] = runs[0][i];
        writeln!(
            report,
            "{name:<9} {:>6.2} {:>6.2} {:>6.1}   {}   {}   {}",
            right.1, slipped.1, slipped.2,
            points(&accuracy(0), 1),
            points(&accuracy(1), 1),
            points(&cost, 1)
        );
    }
    Ok(())
}

/// The column of the capital gains.
const GAIN: usize = 3;

/// Capital gains as they are, the other quantities standardised.
fn only_gain(how: fn(&Matrix) -> Scale, train: &Matrix) -> Scale {
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

const GAINS: [(&str, fn(&Matrix) -> Scale); 5] = [
    ("min-max", |train| only_gain(min_max, train)),
    ("z-score", |train| only_gain(standardised, train)),
    ("robust", |train| only_gain(robust, train)),
    ("logarithm, z-score", |train| only_gain(logarithm, train)),
    ("left out", |train| only_gain(|_| Box::new(|x| Matrix::zeros(x.dim())), train)),
];

pub fn capital_gains(report: &mut Report, census: &Census) {
    let mut gains: Vec<f64> = census.train.x.column(GAIN).iter().map(|&gain| gain.into()).collect();
    report.section("gains", "Census: capital gains in dollars");
    let top = (0..gains.len()).filter(|&row| gains[row] == 99_999.0).collect::<Vec<_>>();
    let rich = top.iter().filter(|&&row| census.train.labels[row] == 1).count();
    writeln!(report, "99999: {} rows, {rich} of them above 50K", top.len());
    let shares = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0].map(|q| (q, quantile(&mut gains, q)));
    for (q, gain) in shares {
        writeln!(report, "{q:>5} {gain:>8.0}");
    }
    gains.retain(|gain| *gain < 99_999.0);
    writeln!(report, "largest below: {}", gains.iter().fold(0.0, |a: f64, &b| a.max(b)));
    let runs = over_seeds(report.seeds(), |seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        GAINS.map(|(_, scale)| {
            let ready = ready(&train, &census.test, scale);
            let network = Network::train(&ready.x, &ready.y, YES_OR_NO, &mut neural::rng(seed));
            [100.0 * network.accuracy(&ready.test_x, &ready.test_labels), network.loss(&ready.test_x, &ready.test_labels)]
        })
    });
    for (i, (name, _)) in GAINS.iter().enumerate() {
        let [a, l] = [0, 1].map(|j| runs.iter().map(|run| run[i][j]).collect::<Vec<_>>());
        writeln!(report, "{name:<20} {}   {}", points(&a, 1), points(&l, 3));
    }
    let _ = Standardize::fit;
}
