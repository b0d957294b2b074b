//! XOR, learned by hand from many random starts.

use crate::by_hand::{
    Activation, BINARY, Init, RELU, TANH, TwoLayers, backward, descend, forward, two_layers,
};
use crate::for_each_seed;
use crate::pictures::xor;
use ndarray::{Zip, array};
use neural::init::{he_normal, lecun_normal};
use neural::plot::{Chart, Figure, Panels};
use neural::report::Report;
use neural::{Matrix, Params, Real, Rng, rng};

pub const RATE: Real = 0.5;
const STEPS: usize = 400;
/// Starts for each seed; five times as many in all.
const STARTS: usize = 40;

/// A network after training on all four questions.
fn train(hidden: usize, activation: Activation, init: Init, rng: &mut Rng) -> (TwoLayers, Params) {
    let (x, y) = xor();
    let mut params = Params::default();
    let net = two_layers(&mut params, [2, hidden, 1], (activation, BINARY), init, rng);
    for _ in 0..STEPS {
        let pass = forward(&net, &params, &x);
        let gradients = backward(&net, &params, &x, &y, &pass);
        descend(&net, &mut params, &gradients, RATE);
    }
    (net, params)
}

/// Whether all four answers are on the right side of one half: z₂ > 0 where the answer is 1.
pub fn solved(net: &TwoLayers, params: &Params) -> bool {
    let (x, y) = xor();
    Zip::from(&forward(net, params, &x).z2).and(&y).all(|&z, &y| (z > 0.0) == (y > 0.5))
}

/// How many of the starts drawn from one seed solve XOR.
fn count_solved(hidden: usize, activation: Activation, init: Init, seed: u64) -> usize {
    let mut rng = rng(seed);
    (0..STARTS)
        .map(|_| train(hidden, activation, init, &mut rng))
        .filter(|(net, params)| solved(net, params))
        .count()
}

pub fn from_random_starts(report: &mut Report) {
    let seeds = report.seeds().count();
    report.section("xor", &format!("XOR by hand: how many of {} random starts solve it", seeds * STARTS));
    writeln!(report, "hidden units     tanh     ReLU");
    let counts = [2, 4, 8].map(|hidden| {
        let tanh = for_each_seed(report, |seed| count_solved(hidden, TANH, lecun_normal, seed));
        let relu = for_each_seed(report, |seed| count_solved(hidden, RELU, he_normal, seed));
        writeln!(report, "{hidden:12} {:8} {:8}", tanh.iter().sum::<usize>(), relu.iter().sum::<usize>());
        report.value(&format!("xor-tanh-{hidden}"), tanh.iter().sum::<usize>());
        report.value(&format!("xor-relu-{hidden}"), relu.iter().sum::<usize>());
        (tanh, relu)
    });
    report.value("xor-starts", seeds * STARTS);
    report.value("xor-steps", STEPS);
    report.value("xor-rate", RATE);
    let [(two, two_relus), _, (eight, _)] = counts;
    let seen = format!("of {STARTS}: tanh, 2 units {two:?}, 8 units {eight:?}; ReLU, 2 units {two_relus:?}");
    let most = STARTS * 9 / 10;
    let enough = eight.iter().zip(&two).map(|(&eight, &two)| eight > most && two < most);
    report.claim("eight-units-solve-what-two-often-miss", enough, &seen);
    let fewer = two_relus.iter().zip(&two).map(|(relu, tanh)| relu < tanh);
    report.claim("two-relus-fail-more-often-than-two-tanhs", fewer, &seen);
    draw(report);
}

/// The plane of inputs and the plane of the two hidden units, for the first start that solves XOR.
fn draw(report: &mut Report) {
    let mut rng = rng(report.seed());
    let mut tries = (0..1000).map(|_| train(2, TANH, lecun_normal, &mut rng));
    let (net, params) = tries.find(|(net, params)| solved(net, params)).expect("a start that solves XOR");
    let panel = |title, [across, up]: [&str; 2], points: &Matrix, (low, high): (f64, f64)| {
        let points = |rows: [usize; 2]| rows.map(|row| (points[[row, 0]], points[[row, 1]]));
        let chart = Chart::new(across, up).title(title).x_range(low, high).y_range(low, high);
        chart.scatter("answer 0", points([0, 3])).scatter("answer 1", points([1, 2]))
    };
    let (x, _) = xor();
    let hidden = forward(&net, &params, &x).a1;
    let [_, _, w2, b2] = net.ids.map(|id| &params[id]);
    let side = |a: &Matrix| usize::from((a.dot(w2) + b2)[[0, 0]] > 0.0);
    let inputs = panel("the inputs", ["x₁", "x₂"], &x, (-0.5, 1.5))
        .region(|x1, x2| side(&forward(&net, &params, &array![[x1 as Real, x2 as Real]]).a1));
    let units = panel("the hidden units", ["a₁", "a₂"], &hidden, (-1.2, 1.2))
        .region(|a1, a2| side(&array![[a1 as Real, a2 as Real]]));
    report.figure("xor", &Panels::new(2).add(inputs).add(units).svg());
}
