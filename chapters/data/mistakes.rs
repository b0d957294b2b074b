//! The mistakes of the guide that no other file commits: 1, 2, 3, 4, 7, 8, 9.

use crate::Cost;
use crate::census::{Census, Encoder, Scale, TRAIN_ROWS, ready, standardised};
use crate::network::{CLASSES, Network, Recipe, YES_OR_NO, column};
use crate::points;
use neural::data::{Classification, batches, stratified_split};
use neural::loss::one_hot;
use neural::metrics::accuracy;
use neural::optim::{Adam, Sgd};
use neural::report::Report;
use neural::trials::{Spread, over_seeds, trials};
use neural::{Matrix, Real};

const SGD: fn(Real) -> Box<dyn neural::optim::Optimizer> = |rate| Box::new(Sgd { learning_rate: rate });
const ADAM: fn(Real) -> Box<dyn neural::optim::Optimizer> = |rate| Box::new(Adam::new(rate));

fn raw(_: &Matrix) -> Scale {
    Box::new(|x| x.clone())
}

pub fn unscaled(report: &mut Report, census: &Census) -> Cost {
    report.section("unscaled", "1 raw or standardised");
    let mut kept = Vec::new();
    for (name, rule) in [("SGD", SGD), ("Adam", ADAM)] {
        for (how, scale) in [("raw", raw as fn(&Matrix) -> Scale), ("standardised", standardised)] {
            let rates: Vec<Real> = [0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-5, 1e-6].to_vec();
            let runs = trials(&rates, report.seeds(), |&rate, seed| {
                let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
                let ready = ready(&train, &census.test, scale);
                let recipe = Recipe { rule, rate, ..YES_OR_NO };
                100.0 * Network::train(&ready.x, &ready.y, recipe, &mut neural::rng(seed)).accuracy(&ready.test_x, &ready.test_labels)
            });
            write!(report, "{name:<5} {how:<13}");
            runs.iter().for_each(|runs| write!(report, " {}", points(runs, 1)));
            writeln!(report);
            kept.push(runs);
        }
    }
    Cost::new(1, "inputs not scaled (Adam)", "census", &kept[2][3], &kept[3][3])
}

fn digits_split(set: &Classification, seed: u64) -> (Matrix, Vec<usize>, Matrix, Vec<usize>) {
    let split = stratified_split(&set.labels, 0.25, &mut neural::rng(seed));
    let (train, test) = (set.rows(&split.train), set.rows(&split.test));
    (train.x / 16.0, train.labels, test.x / 16.0, test.labels)
}

pub fn wrong_loss(report: &mut Report, set: &Classification, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| {
        let (x, labels, test_x, test_labels) = digits_split(set, seed);
        let y = one_hot(&labels, 10);
        let with = |loss: crate::network::Loss, y: &Matrix| Network::train(&x, y, Recipe { loss, ..CLASSES }, &mut neural::rng(seed));
        let number = Matrix::from_shape_fn((labels.len(), 1), |(row, _)| labels[row] as Real);
        let as_number = with(|z, y| z.mse(y), &number);
        let said: Vec<usize> = as_number.logits(&test_x).iter().map(|&z| z.round().clamp(0.0, 9.0) as usize).collect();
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let ready = ready(&train, &census.test, standardised);
        let bin = |loss| 100.0 * Network::train(&ready.x, &ready.y, Recipe { loss, ..YES_OR_NO }, &mut neural::rng(seed)).accuracy(&ready.test_x, &ready.test_labels);
        [
            100.0 * with(|z, y| z.softmax_cross_entropy(y), &y).accuracy(&test_x, &test_labels),
            100.0 * with(|z, y| z.softmax().mse(y), &y).accuracy(&test_x, &test_labels),
            100.0 * with(|z, y| z.mse(y), &y).accuracy(&test_x, &test_labels),
            100.0 * with(|z, y| z.bce_with_logits(y), &y).accuracy(&test_x, &test_labels),
            100.0 * accuracy(&test_labels, &said),
            bin(|z, y| z.bce_with_logits(y)),
            bin(|z, y| z.sigmoid().mse(y)),
        ]
    });
    report.section("loss", "2 losses");
    let of = |i: usize| runs.iter().map(|run| run[i]).collect::<Vec<f64>>();
    for (i, name) in ["softmax CE", "MSE of softmax", "MSE of logits", "BCE each", "MSE of class number", "census BCE", "census MSE"].iter().enumerate() {
        writeln!(report, "{name:<22} {}", points(&of(i), 1));
    }
    Cost::new(2, "class number as a quantity", "digits", &of(4), &of(0))
}

pub fn rates(report: &mut Report, set: &Classification) -> Cost {
    let rates: [Real; 8] = [1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
    report.section("rate", "3 rates");
    let mut all = Vec::new();
    for (name, rule) in [("SGD", SGD), ("Adam", ADAM)] {
        let runs = trials(&rates, report.seeds(), |&rate, seed| {
            let (x, labels, test_x, test_labels) = digits_split(set, seed);
            let network = Network::train(&x, &one_hot(&labels, 10), Recipe { rule, rate, ..CLASSES }, &mut neural::rng(seed));
            100.0 * network.accuracy(&test_x, &test_labels)
        });
        for (rate, runs) in rates.iter().zip(&runs) {
            writeln!(report, "{name} {rate:<6} {}", points(runs, 1));
        }
        all.push(runs);
    }
    Cost::new(3, "SGD with the rate 0.01", "digits", &all[0][2], &all[0][5])
}

pub fn no_validation(report: &mut Report, census: &Census) -> Cost {
    let hidden: [&'static [usize]; 4] = [&[], &[4], &[16], &[64]];
    let steps = [20, 60, 200];
    let candidates: Vec<Recipe> = hidden.iter().flat_map(|&hidden| steps.map(|steps| Recipe { hidden, steps, ..YES_OR_NO })).collect();
    let runs = over_seeds(report.seeds(), |seed| {
        let rows = census.draw(500, &mut neural::rng(seed));
        let part = |from: usize, to: usize| rows.rows(&(from..to).collect::<Vec<_>>());
        let (train, choose, test) = (part(0, 300), part(300, 400), part(400, 500));
        let encoder = Encoder::fit(&train, standardised);
        let scores: Vec<[f64; 4]> = candidates.iter().enumerate().map(|(i, &recipe)| {
            let network = Network::train(&encoder.apply(&train), &column(&train.labels), recipe, &mut neural::rng(100 * seed + i as u64));
            [&train, &choose, &test, &census.test].map(|rows| 100.0 * network.accuracy(&encoder.apply(rows), &rows.labels))
        }).collect();
        let best = |by: usize| (0..scores.len()).max_by(|&a, &b| scores[a][by].total_cmp(&scores[b][by]).then(b.cmp(&a))).expect("candidates");
        [0, 1, 2].map(|by| (scores[best(by)][by], scores[best(by)][3], scores[best(by)][2]))
    });
    report.section("validation", "4 twelve candidates; chosen by training, validation, test rows");
    for (i, name) in ["training", "validation", "test"].iter().enumerate() {
        let seen: Vec<f64> = runs.iter().map(|run| run[i].0).collect();
        let truth: Vec<f64> = runs.iter().map(|run| run[i].1).collect();
        writeln!(report, "{name:<12} seen {}   true {}", points(&seen, 1), points(&truth, 1));
    }
    let of = |i: usize| runs.iter().map(|run| run[i].1).collect::<Vec<f64>>();
    Cost::new(4, "chosen by training rows", "census", &of(0), &of(1))
}

pub fn too_complex(report: &mut Report, census: &Census) -> Cost {
    let nets: [&'static [usize]; 5] = [&[], &[16], &[64, 64], &[128, 128, 128], &[64; 8]];
    let runs = trials(&nets, report.seeds(), |&hidden, seed| {
        let train = census.draw(TRAIN_ROWS, &mut neural::rng(seed));
        let ready = ready(&train, &census.test, standardised);
        let network = Network::train(&ready.x, &ready.y, Recipe { hidden, ..YES_OR_NO }, &mut neural::rng(seed));
        (100.0 * network.accuracy(&ready.test_x, &ready.test_labels), network.params.count())
    });
    report.section("complex", "7 size");
    for (hidden, runs) in nets.iter().zip(&runs) {
        writeln!(report, "{hidden:?} {} {}", runs[0].1, points(&runs.iter().map(|run| run.0).collect::<Vec<_>>(), 1));
    }
    let of = |i: usize| runs[i].iter().map(|run| run.0).collect::<Vec<f64>>();
    Cost::new(7, "three layers of 128 at once", "census", &of(3), &of(0))
}

pub fn overfitting(report: &mut Report, census: &Census) -> Cost {
    let runs = over_seeds(report.seeds(), |seed| {
        let rows = census.draw(500, &mut neural::rng(seed));
        let part = |from: usize, to: usize| rows.rows(&(from..to).collect::<Vec<_>>());
        let (train, choose) = (part(0, 300), part(300, 500));
        let encoder = Encoder::fit(&train, standardised);
        let (x, choose_x, test_x) = (encoder.apply(&train), encoder.apply(&choose), encoder.apply(&census.test));
        let mut curve = Vec::new();
        Network::train_watched(&x, &column(&train.labels), Recipe { hidden: &[64], steps: 401, ..YES_OR_NO }, &mut neural::rng(seed),
            |rng| batches(300, 64, rng),
            |t, network| if t % 20 == 0 {
                curve.push([network.loss(&x, &train.labels), network.loss(&choose_x, &choose.labels), network.loss(&test_x, &census.test.labels),
                    100.0 * network.accuracy(&test_x, &census.test.labels)]);
            });
        curve
    });
    report.section("overfit", "8");
    for (i, c) in runs[0].iter().enumerate() {
        writeln!(report, "{} {:.3?}", 20 * i, c);
    }
    let stop: Vec<[f64; 4]> = runs.iter().map(|c| *c.iter().min_by(|a, b| a[1].total_cmp(&b[1])).unwrap()).collect();
    let end: Vec<[f64; 4]> = runs.iter().map(|c| *c.last().unwrap()).collect();
    for k in 0..4 {
        writeln!(report, "{} {}", Spread::of(stop.iter().map(|s| s[k])), Spread::of(end.iter().map(|s| s[k])));
    }
    let of = |v: &[[f64; 4]]| v.iter().map(|s| s[3]).collect::<Vec<_>>();
    Cost::new(8, "trained to the end", "census, 300", &of(&end), &of(&stop))
}

pub fn batch_sizes(report: &mut Report, set: &Classification) -> Cost {
    let sizes = [4, 16, 31, 32, 33, 64, 256, 1347];
    report.section("batch", "9 ten epochs each");
    let mut all = Vec::new();
    for (name, rule, rate) in [("SGD", SGD, 0.1), ("Adam", ADAM, 0.01)] {
        let runs = trials(&sizes, report.seeds(), |&batch, seed| {
            let (x, labels, test_x, test_labels) = digits_split(set, seed);
            let steps = 10 * labels.len().div_ceil(batch);
            let network = Network::train(&x, &one_hot(&labels, 10), Recipe { batch, steps, rule, rate, ..CLASSES }, &mut neural::rng(seed));
            100.0 * network.accuracy(&test_x, &test_labels)
        });
        for (batch, runs) in sizes.iter().zip(&runs) {
            writeln!(report, "{name} {batch:<6} {}", points(runs, 1));
        }
        all.push(runs);
    }
    Cost::new(9, "all rows in one batch", "digits", &all[1][7], &all[1][3])
}
