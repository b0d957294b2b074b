//! XOR, learned by hand from many random starts.

use crate::by_hand::{
    Activation, BINARY, Init, RELU, TANH, TwoLayers, backward, descend, forward, loss_of, two_layers,
};
use crate::pictures::xor;
use ndarray::{Zip, array};
use neural::activation::sigmoid;
use neural::init::{he_normal, lecun_normal};
use neural::trials::over_seeds;
use neural::{Matrix, Params, Real, rng};
use report::Report;
use report::plot::{Chart, Figure, Panels};

pub const RATE: Real = 0.5;
const STEPS: usize = 400;
/// Starts for each seed; five times as many in all.
const STARTS: usize = 40;

/// Steps of descent on all four questions.
fn train(net: &TwoLayers, params: &mut Params, steps: usize) {
    let (x, y) = xor();
    for _ in 0..steps {
        let pass = forward(net, params, &x);
        let gradients = backward(net, params, &x, &y, &pass);
        descend(net, params, &gradients, RATE);
    }
}

/// Whether all four answers are on the right side of one half: z₂ > 0 where the answer is 1.
pub fn solved(net: &TwoLayers, params: &Params) -> bool {
    let (x, y) = xor();
    Zip::from(&forward(net, params, &x).z2).and(&y).all(|&z, &y| (z > 0.0) == (y > 0.5))
}

/// Networks after training, from as many random starts as anyone asks for.
fn trained(
    hidden: usize,
    activation: Activation,
    init: Init,
    seed: u64,
) -> impl Iterator<Item = (TwoLayers, Params)> {
    let mut rng = rng(seed);
    std::iter::repeat_with(move || {
        let mut params = Params::default();
        let net = two_layers(&mut params, [2, hidden, 1], (activation, BINARY), init, &mut rng);
        train(&net, &mut params, STEPS);
        (net, params)
    })
}

fn count_solved(hidden: usize, activation: Activation, init: Init, seed: u64) -> usize {
    trained(hidden, activation, init, seed).take(STARTS).filter(|(net, params)| solved(net, params)).count()
}

pub fn from_random_starts(report: &mut Report) {
    let seeds = report.seeds().count();
    report.section("xor", &format!("XOR by hand: how many of {} random starts solve it", seeds * STARTS));
    writeln!(report, "hidden units     tanh     ReLU");
    let counts = [2, 4, 8].map(|hidden| {
        let tanh = over_seeds(report.seeds(), |seed| count_solved(hidden, TANH, lecun_normal, seed));
        let relu = over_seeds(report.seeds(), |seed| count_solved(hidden, RELU, he_normal, seed));
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
    ten_times_as_long(report);
}

/// The starts with two tanh units that fail, after ten times as many steps.
fn failures(seed: u64) -> Vec<(TwoLayers, Params)> {
    let mut failures: Vec<_> = trained(2, TANH, lecun_normal, seed).take(STARTS).collect();
    failures.retain(|(net, params)| !solved(net, params));
    failures.iter_mut().for_each(|(net, params)| train(net, params, 9 * STEPS));
    failures
}

fn ten_times_as_long(report: &mut Report) {
    report.section("longer", "The starts with two tanh units that failed, after ten times as many steps");
    let (x, y) = xor();
    let half = (2.0 as Real).ln() / 2.0;
    let seeds = over_seeds(report.seeds(), failures);
    // For each seed: failures, those saved by the further steps, and those with half of ln 2 as their loss.
    let counts = seeds.iter().map(|failures| {
        let saved = failures.iter().filter(|(net, params)| solved(net, params)).count();
        let near_half = |loss: Real| (loss - half).abs() < 0.01;
        let halfway = failures.iter().filter(|(net, params)| near_half(loss_of(net, params, &x, &y))).count();
        [failures.len(), saved, halfway]
    });
    let counts: Vec<[usize; 3]> = counts.collect();
    writeln!(report, "{} of {} solve it now; of the others, the first four:", counts[0][1], counts[0][0]);
    writeln!(report, " loss    chances that the answers are 1");
    for (net, params) in seeds[0].iter().filter(|(net, params)| !solved(net, params)).take(4) {
        let chances = forward(net, params, &x).z2.mapv(sigmoid);
        let chances = chances.iter().map(|chance| format!("{chance:8.2}")).collect::<String>();
        writeln!(report, "{:5.3} {chances}", loss_of(net, params, &x, &y));
    }
    report.value("half-ln-2", format!("{half:.3}"));
    report.value("rescued", counts[0][1]);
    report.value("failed", counts[0][0]);
    let seen = format!("failures, saved later, at half of ln 2: {counts:?}");
    report.claim("more-steps-rescue-few", counts.iter().map(|[all, saved, _]| 4 * saved < *all), &seen);
    let most = counts.iter().map(|[all, saved, halfway]| 4 * halfway > 3 * (all - saved));
    report.claim("most-stop-halfway", most, seen);
}

/// The plane of inputs and the plane of the two hidden units, for the first start that solves XOR.
fn draw(report: &mut Report) {
    let mut tries = trained(2, TANH, lecun_normal, report.seed());
    let (net, params) = tries.find(|(net, params)| solved(net, params)).expect("tries without end");
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
