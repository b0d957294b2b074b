//! What penalties do to weights: a pull in proportion, exact zeros or none, and how the weights are
//! spread.

use crate::digits::*;
use crate::race::{Race, l2_term};
use crate::told;
use neural::data::batches;
use neural::optim::Sgd;
use neural::regularize::Penalty;
use neural::trials::{Spread, over_seeds, trials};
use neural::{Gradients, ParamId, Params, Real};
use report::plot::{Chart, Figure, Images, Panels};
use report::{Report, Table, scientific};

/// The slope w that is best for `½ Σ (w x − y)² + λ₂/2 w²`.
fn best_slope(points: &[(f64, f64)], l2: f64) -> f64 {
    let [xx, xy] = [|(x, _)| x * x, |(x, y)| x * y]
        .map(|of: fn((f64, f64)) -> f64| points.iter().copied().map(of).sum::<f64>());
    xy / (xx + l2)
}

/// Two near points that differ by much, two distant ones: the same penalty on both.
pub fn neighbours(report: &mut Report) {
    let l2 = 0.02;
    let near = [(-0.1, -1.0), (0.1, 1.0)];
    let distant = [(-1.0, -2.0), (1.0, 2.0)];
    let caption = format!("The slope of a line through two points, without a penalty and with λ₂ = {l2}.");
    let columns = ["the two points", "Σ x²", "Σ x y", "slope without", "slope with L2"];
    let mut table = Table::new("neighbours", caption, columns);
    let mut slopes = Vec::new();
    for (name, points) in [("near each other", near), ("far apart", distant)] {
        let sum = |of: fn(&(f64, f64)) -> f64| format!("{:.2}", points.iter().map(of).sum::<f64>());
        let [without, with] = [0.0, l2].map(|l2| best_slope(&points, l2));
        let words = [without, with].map(|slope| format!("{slope:.2}"));
        table.row(vec![
            format!("{name}: {:?} and {:?}", points[0], points[1]),
            sum(|(x, _)| x * x),
            sum(|(x, y)| x * y),
            words[0].clone(),
            words[1].clone(),
        ]);
        slopes.push(with / without);
    }
    report.table(table);
    report.fact(
        "near-points-are-outvoted",
        (slopes[0] - 0.5).abs() < 1e-9 && slopes[1] > 0.98,
        format!("the slopes keep {:.3} and {:.3} of themselves", slopes[0], slopes[1]),
    );
}

/// A step of descent in which these weights first decay.
fn decayed_step(params: &mut Params, grads: &Gradients, weights: [ParamId; 2], rate: Real, l2: Real) {
    for w in weights {
        params[w] *= 1.0 - rate * l2;
    }
    Sgd { learning_rate: rate }.step(params, grads);
}

/// L2 as a term of the loss, and as a decay before a plain step: how far apart the weights end.
pub fn decay(report: &mut Report, digits: &Digits) {
    let l2 = 0.01;
    let apart = over_seeds(report.seeds(), |seed| {
        let (rows, mut rng) = (digits.sample(ROWS, seed), neural::rng(seed));
        let mut term = Network::new(HIDDEN, 0.0, &mut rng);
        let mut decayed = term.clone();
        for batch in (0..10).flat_map(|_| batches(ROWS, BATCH, &mut rng)).collect::<Vec<_>>() {
            let batch = rows.rows(&batch);
            step(&mut term, &Recipe { term: l2_term(l2), ..Recipe::default() }, &batch, &mut rng);
            let weights = decayed.weights();
            let grads = decayed.gradients(&batch);
            decayed_step(&mut decayed.params, &grads, weights, RATE, l2);
        }
        let [w, v] = [&term, &decayed].map(|network| &network.params[network.hidden.w]);
        w.iter().zip(v).map(|(w, v)| (w - v).abs()).fold(0.0, Real::max)
    });
    let worst = apart.iter().fold(0.0, |a: Real, &b| a.max(b));
    report.value("decay-apart", scientific(worst));
    report.claim(
        "l2-is-decay-under-descent",
        apart.iter().map(|&apart| apart < 1e-5),
        format!("after 100 steps no weight of the hidden layer differs by more than {worst:.0e}"),
    );
}

/// λ₁ of the experiment with zeros.
const L1: Real = 1e-3;

/// The share of the hidden layer's weights, in percent, that are no further from zero than `limit`.
fn near_zero(network: &Network, limit: Real) -> f64 {
    let w = &network.params[network.hidden.w];
    100.0 * w.iter().filter(|w| w.abs() <= limit).count() as f64 / w.len() as f64
}

/// Of pixels, in percent: blank in all digits that the network learned from; of the others, those
/// whose weights are all exactly zero.
fn unseen(network: &Network, rows: &Part) -> [f64; 2] {
    let dropped = |row: ndarray::ArrayView1<Real>| row.iter().all(|&w| w == 0.0);
    let dropped: Vec<bool> = network.params[network.hidden.w].rows().into_iter().map(dropped).collect();
    let blank: Vec<bool> =
        rows.x.columns().into_iter().map(|pixel| pixel.iter().all(|&ink| ink == 0.0)).collect();
    let blanks = blank.iter().filter(|&&blank| blank).count();
    let left_out = dropped.iter().zip(&blank).filter(|&(&dropped, &blank)| dropped && !blank).count();
    [blanks as f64 / blank.len() as f64, left_out as f64 / (blank.len() - blanks) as f64].map(|s| 100.0 * s)
}

pub fn zeros(report: &mut Report, digits: &Digits, race: &Race) {
    let plain = Recipe::default();
    let ways = [
        ("L1 as a term", Recipe { term: Penalty { l1: L1, l2: 0.0 }, ..plain }),
        ("L1, proximal steps", Recipe { l1: L1, ..plain }),
    ];
    let trained = trials(&ways, report.seeds(), |(_, recipe), seed| result(digits, recipe, seed).1);
    let step = RATE * L1;
    let kept = ["none", "L2"]
        .map(|name| (name, race.of(name).runs.iter().map(|run| run.network.clone()).collect::<Vec<_>>()));
    let l1 = ways.iter().map(|(name, _)| *name).zip(trained);
    let all: Vec<(&str, Vec<Network>)> = kept.into_iter().chain(l1).collect();
    let caption = format!(
        "L1 with λ₁ = {L1} in two ways, beside L2 and no penalty: the hidden layer's weights \
         that are exactly zero, and those within one step's pull, ηλ₁ = {step}, of it. Mean and \
         standard deviation of five seeds."
    );
    let columns = ["penalty", "exactly zero (%)", "within one step (%)", "test accuracy (%)"];
    let mut table = Table::new("zeros", caption, columns);
    for (name, networks) in &all {
        let near = |limit| told(networks.iter().map(|network| near_zero(network, limit)), 1);
        let accuracy = told(networks.iter().map(|network| network.score(&digits.test).accuracy), 1);
        table.row([name.to_string(), near(0.0), near(step), accuracy]);
    }
    report.table(table);
    let exact = |way: usize| all[way].1.iter().map(|network| near_zero(network, 0.0)).collect::<Vec<f64>>();
    report.claim(
        "proximal-steps-make-zeros",
        exact(3).into_iter().map(|share| share > 50.0),
        format!("{:.1?} % of the weights", exact(3)),
    );
    report.claim(
        "subgradients-make-none",
        exact(1).into_iter().zip(exact(2)).map(|(l2, l1)| l2 == 0.0 && l1 == 0.0),
        format!("{:.2?} % with L2, {:.2?} % with L1 as a term of the loss", exact(1), exact(2)),
    );
    let within: Vec<f64> = all[2].1.iter().map(|network| near_zero(network, step)).collect();
    report.claim(
        "they-swing-about-zero",
        within.iter().map(|&share| share > 50.0),
        format!("{within:.1?} % lie within one step of zero"),
    );
    let accuracy = |way: usize| all[way].1.iter().map(|network| network.score(&digits.test).accuracy);
    let apart: Vec<f64> = accuracy(2).zip(accuracy(3)).map(|(term, proximal)| proximal - term).collect();
    report.claim(
        "zeros-cost-little",
        apart.iter().map(|points| points.abs() < 1.0),
        format!("with proximal steps {apart:.1?} points more"),
    );
    let unseen: Vec<[f64; 2]> = report
        .seeds()
        .zip(&all[3].1)
        .map(|(seed, network)| unseen(network, &digits.sample(ROWS, seed)))
        .collect();
    for (i, name) in ["pixels-blank", "pixels-left-out"].into_iter().enumerate() {
        report.value(name, format!("{:.0}\u{a0}%", Spread::of(unseen.iter().map(|u| u[i])).mean));
    }
    report.value("l1", L1);
    report.value("l1-step", step);
    draw_swing(report, [&all[2].1[0], &all[3].1[0]], step);
    let [subgradient, proximal] = [&all[2].1[0], &all[3].1[0]];
    let [none, l2] = [&all[0].1[0], &all[1].1[0]];
    draw_maps(report, [("none", none), ("L2", l2), ("L1, term", subgradient), ("L1, proximal", proximal)]);
}

/// Histograms of weights near zero.
fn draw_swing(report: &mut Report, [term, proximal]: [&Network; 2], step: Real) {
    let panel = |name: &str, network: &Network| {
        let weights = network.params[network.hidden.w].iter();
        let near = weights.map(|w| w / step).filter(|w| w.abs() < 5.0);
        let chart = Chart::new("weight / (ηλ₁)", "weights").title(name).height(330.0);
        chart.x_range(-5, 5).histogram("hidden layer", near, 41)
    };
    let panels = Panels::new(2).add(panel("L1 as a term", term)).add(panel("proximal steps", proximal));
    report.figure("swing", &panels.svg());
}

/// Which pixels a network looks at: the share of each pixel's weights that is not exactly zero.
fn draw_maps(report: &mut Report, networks: [(&str, &Network); 4]) {
    let images = networks.into_iter().fold(Images::new(SIDE, SIDE).across(4), |images, (name, network)| {
        let used = |row: ndarray::ArrayView1<Real>| row.iter().filter(|w| **w != 0.0).count() as f64;
        let rows = network.params[network.hidden.w].rows();
        images.image(rows.into_iter().map(used).collect::<Vec<_>>(), name)
    });
    report.figure("looks-at", &images.svg());
}

pub fn histograms(report: &mut Report, race: &Race) {
    let penalties = ["none", "L2", "L1", "elastic net"];
    let panels = penalties.into_iter().fold(Panels::new(2), |panels, name| {
        let network = &race.of(name).runs[0].network;
        let weights = network.params[network.hidden.w].iter().copied().filter(|w| w.abs() < 0.5);
        let chart = Chart::new("weight", "weights").title(name).height(330.0).x_range(-0.5, 0.5);
        panels.add(chart.y_range(0, 2500).histogram("hidden layer", weights, 41))
    });
    report.figure("weights", &panels.svg());
    let caption = "The hidden layer's weights after training with each penalty at the strength \
                   that was chosen for it; mean and standard deviation of five seeds.";
    let columns = ["penalty", "exactly zero (%)", "Σ w² / 2", "Σ |w|"];
    let mut table = Table::new("sizes", caption, columns);
    for name in penalties {
        let entry = race.of(name);
        let zeros = told(entry.each(|run| near_zero(&run.network, 0.0)), 1);
        let sum = |of: fn(f64) -> f64, decimals| {
            let sum = |network: &Network| {
                network.params[network.hidden.w].iter().map(|&w| of(w.into())).sum::<f64>()
            };
            told(entry.each(|run| sum(&run.network)), decimals)
        };
        table.row([name.to_string(), zeros, sum(|w| w * w / 2.0, 1), sum(f64::abs, 0)]);
    }
    report.table(table);
}
