//! What penalties do to weights: exact zeros or none, decay, and how the weights are spread.

use crate::digits::*;
use crate::race::{Race, l2_term};
use crate::told;
use neural::Real;
use neural::data::batches;
use neural::regularize::Penalty;
use neural::trials::{Spread, over_seeds, trials};
use report::Report;
use report::plot::{Chart, Figure, Images, Panels};

/// λ₁ of the experiment with zeros.
const L1: Real = 1e-3;

/// The share of the hidden layer's weights, in percent, that are no further from zero than `limit`.
fn near_zero(network: &Network, limit: Real) -> f64 {
    let w = &network.params[network.hidden.w];
    100.0 * w.iter().filter(|w| w.abs() <= limit).count() as f64 / w.len() as f64
}

/// Of pixels, in percent: blank in all digits that the network learned from; of the others, those whose
/// weights are all exactly zero.
fn unseen(network: &Network, rows: &Part) -> [f64; 2] {
    let dropped = |row: ndarray::ArrayView1<Real>| row.iter().all(|&w| w == 0.0);
    let dropped: Vec<bool> = network.params[network.hidden.w].rows().into_iter().map(dropped).collect();
    let blank: Vec<bool> = rows.x.columns().into_iter().map(|p| p.iter().all(|&ink| ink == 0.0)).collect();
    let blanks = blank.iter().filter(|&&blank| blank).count();
    let left_out = dropped.iter().zip(&blank).filter(|&(&dropped, &blank)| dropped && !blank).count();
    [blanks as f64 / blank.len() as f64, left_out as f64 / (blank.len() - blanks) as f64].map(|s| 100.0 * s)
}

pub fn zeros(report: &mut Report, digits: &Digits, race: &Race) {
    report.section("zeros", "The hidden layer's weights with L1 in two ways, and with L2: shares in percent");
    let plain = Recipe::default();
    let ways = [
        ("L1, term", Recipe { term: Penalty { l1: L1, l2: 0.0 }, ..plain }),
        ("L1, proximal", Recipe { l1: L1, ..plain }),
    ];
    let trained = trials(&ways, report.seeds(), |(_, recipe), seed| result(digits, recipe, seed).1);
    let step = RATE * L1;
    writeln!(report, "way               exactly 0   within one step   within 0.01      read (%)");
    let kept = ["none", "L2"]
        .map(|name| (name, race.of(name).runs.iter().map(|run| run.network.clone()).collect::<Vec<_>>()));
    let l1 = ways.iter().map(|(name, _)| *name).zip(trained);
    let all: Vec<(&str, Vec<Network>)> = kept.into_iter().chain(l1).collect();
    for (name, networks) in &all {
        let near = |limit| told(networks.iter().map(|network| near_zero(network, limit)), 1);
        let read = told(networks.iter().map(|network| network.score(&digits.test).read), 1);
        let (exact, within, hundredth) = (near(0.0), near(step), near(0.01));
        writeln!(report, "{name:<15} {exact:>11} {within:>17} {hundredth:>13} {read:>13}");
    }
    let exact = |way: usize| all[way].1.iter().map(|network| near_zero(network, 0.0)).collect::<Vec<f64>>();
    report.claim(
        "proximal-steps-make-zeros",
        exact(3).into_iter().map(|share| share > 50.0),
        format!("{:.1?} % of the weights", exact(3)),
    );
    report.claim(
        "subgradients-make-none",
        exact(1).into_iter().zip(exact(2)).map(|(l2, l1)| l2 < 0.1 && l1 < 0.1),
        format!("{:.2?} % with L2, {:.2?} % with L1 as a term of the loss", exact(1), exact(2)),
    );
    let within: Vec<f64> = all[2].1.iter().map(|network| near_zero(network, step)).collect();
    report.claim(
        "they-swing-about-zero",
        within.iter().map(|&share| share > 50.0),
        format!("{within:.1?} % lie within one step of zero"),
    );
    let read = |way: usize| all[way].1.iter().map(|network| network.score(&digits.test).read);
    let apart: Vec<f64> = read(2).zip(read(3)).map(|(term, proximal)| proximal - term).collect();
    report.claim(
        "zeros-cost-little",
        apart.iter().map(|&points| points > -3.0),
        format!("with proximal steps {apart:.1?} points more"),
    );
    let most = apart.iter().map(|points| -points).fold(0.0, f64::max);
    report.value("zeros-cost", format!("{most:.1}"));
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
        let near = network.params[network.hidden.w].iter().map(|w| w / step).filter(|w| w.abs() < 5.0);
        let chart = Chart::new("weight / (ηλ₁)", "weights").title(name).height(330.0);
        chart.x_range(-5, 5).histogram("hidden layer", near, 41)
    };
    let panels = Panels::new(2).add(panel("L1 as a term", term)).add(panel("proximal step", proximal));
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
    let panels = ["none", "L2", "L1", "elastic net"].into_iter().fold(Panels::new(2), |panels, name| {
        let network = &race.of(name).runs[0].network;
        let weights = network.params[network.hidden.w].iter().copied().filter(|w| w.abs() < 0.5);
        let chart = Chart::new("weight", "weights").title(name).height(330.0).x_range(-0.5, 0.5);
        panels.add(chart.y_range(0, 2500).histogram("hidden layer", weights, 41))
    });
    report.figure("weights", &panels.svg());
    report.section("sizes", "The hidden layer's weights after training, five seeds");
    writeln!(report, "penalty      exactly 0 (%)      Σ w² / 2      Σ |w|");
    for name in ["none", "L2", "L1", "elastic net"] {
        let entry = race.of(name);
        let w = |i: usize| entry.runs[i].network.params[entry.runs[i].network.hidden.w].clone();
        let runs = 0..entry.runs.len();
        let zeros = told(entry.each(|run| near_zero(&run.network, 0.0)), 1);
        let squares = told(runs.clone().map(|i| w(i).iter().map(|&w| f64::from(w).powi(2) / 2.0).sum()), 1);
        let sizes = told(runs.map(|i| w(i).iter().map(|&w| f64::from(w.abs())).sum()), 0);
        writeln!(report, "{name:<12} {zeros:>13} {squares:>13} {sizes:>10}");
    }
}

/// L2 as a term of the loss, and as a shrinking of the weights before a plain step; how far apart the weights end.
pub fn decay(report: &mut Report, digits: &Digits) {
    report.section("decay", "L2 in the loss, and decay: the greatest difference between two weights");
    let l2 = 0.01;
    let apart = over_seeds(report.seeds(), |seed| {
        let (rows, mut rng) = (digits.sample(ROWS, seed), neural::rng(seed));
        let mut term = Network::new(HIDDEN, 0.0, &mut rng);
        let mut decayed = term.clone();
        for batch in (0..10).flat_map(|_| batches(ROWS, BATCH, &mut rng)).collect::<Vec<_>>() {
            let batch = rows.rows(&batch);
            step(&mut term, &Recipe { term: l2_term(l2), ..Recipe::default() }, &batch, &mut rng);
            let before = decayed.params.clone();
            step(&mut decayed, &Recipe::default(), &batch, &mut rng);
            for w in decayed.weights() {
                decayed.params[w].scaled_add(-RATE * l2, &before[w]);
            }
        }
        let [w, v] = [&term, &decayed].map(|network| &network.params[network.hidden.w]);
        w.iter().zip(v).map(|(w, v)| (w - v).abs()).fold(0.0, Real::max)
    });
    let worst = apart.iter().fold(0.0, |a: Real, &b| a.max(b));
    writeln!(report, "after 100 steps, the worst of five seeds: {worst:.0e}");
    report.claim(
        "l2-is-decay-under-descent",
        apart.iter().map(|&apart| apart < 1e-3),
        format!("at most {worst:.0e} apart"),
    );
}
