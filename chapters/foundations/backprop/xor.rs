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
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

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
    let starts = trained(hidden, activation, init, seed).take(STARTS);
    starts.filter(|(net, params)| solved(net, params)).count()
}

pub fn from_random_starts(report: &mut Report) {
    let starts = report.seeds().count() * STARTS;
    let mut table = Table::new(
        "xor",
        format!("How many of {starts} random starts solve XOR in {STEPS} steps, learned by hand."),
        ["hidden units", "solved (tanh)", "solved (ReLU)"],
    );
    let counts = [2, 4, 8].map(|hidden| {
        let tanh = over_seeds(report.seeds(), |seed| count_solved(hidden, TANH, lecun_normal, seed));
        let relu = over_seeds(report.seeds(), |seed| count_solved(hidden, RELU, he_normal, seed));
        let sums = [&tanh, &relu].map(|counts| counts.iter().sum::<usize>());
        table.row([hidden, sums[0], sums[1]]);
        report.value(&format!("xor-tanh-{hidden}"), sums[0]);
        report.value(&format!("xor-relu-{hidden}"), sums[1]);
        (tanh, relu)
    });
    report.table(table);
    report.value("xor-starts", starts);
    report.value("xor-steps", STEPS);
    report.value("xor-rate", RATE);
    let [(two, two_relus), _, (eight, _)] = counts;
    let seen = format!(
        "solved of {STARTS} on each seed: tanh, 2 units {two:?}, 8 units {eight:?}; ReLU, 2 units \
         {two_relus:?}"
    );
    let half = |two: usize| (STARTS / 4..=STARTS * 3 / 4).contains(&two);
    report.claim("two-tanh-units-solve-about-half", two.iter().map(|&two| half(two)), &seen);
    let nearly_all = eight.iter().map(|&eight| eight * 20 >= STARTS * 19);
    report.claim("eight-units-solve-nearly-all", nearly_all, &seen);
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
    let (x, y) = xor();
    let half = (2.0 as Real).ln() / 2.0;
    let seeds = over_seeds(report.seeds(), failures);
    // For each seed: failures, those saved by the further steps, those with half of ln 2 as loss.
    let counts = seeds.iter().map(|failures| {
        let saved = failures.iter().filter(|(net, params)| solved(net, params)).count();
        let near_half = |loss: Real| (loss - half).abs() < 0.01;
        let losses = failures.iter().map(|(net, params)| loss_of(net, params, &x, &y));
        [failures.len(), saved, losses.filter(|&loss| near_half(loss)).count()]
    });
    let counts: Vec<[usize; 3]> = counts.collect();
    let mut table = Table::new(
        "longer",
        "The first four starts with two tanh units that still fail after ten times as many steps.",
        ["loss", "answer to (0, 0)", "answer to (0, 1)", "answer to (1, 0)", "answer to (1, 1)"],
    );
    for (net, params) in seeds[0].iter().filter(|(net, params)| !solved(net, params)).take(4) {
        let chances = forward(net, params, &x).z2.mapv(sigmoid);
        let chances = chances.iter().map(|chance| format!("{chance:.2}"));
        let loss = format!("{:.3}", loss_of(net, params, &x, &y));
        table.row([loss].into_iter().chain(chances));
    }
    report.table(table);
    let total = |which: usize| counts.iter().map(|count| count[which]).sum::<usize>();
    report.value("half-ln-2", format!("{half:.3}"));
    report.value("failed", total(0));
    report.value("rescued", total(1));
    report.value("halfway", total(2));
    let seen = format!("failed, solved later, ended at half of ln 2: {counts:?}");
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
