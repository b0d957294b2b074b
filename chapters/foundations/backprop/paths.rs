//! One weight that reaches the loss on two paths, in a network so small that all its numbers can be
//! seen.

use crate::by_hand::{CLASSES, Pass, TANH, TwoLayers, backward, forward};
use crate::signed;
use ndarray::array;
use neural::activation::{softmax, tanh_prime};
use neural::loss::softmax_cross_entropy;
use neural::{Matrix, Params, Real};
use report::plot::{Diagram, Figure};
use report::{Report, Table, scientific};

/// One input, one hidden unit, two outputs; x = 2, w₁ = 0.5, W₂ = (2, 1), no biases, and the right
/// answer is the first.
struct Tiny {
    net: TwoLayers,
    params: Params,
    x: Matrix,
    y: Matrix,
}

fn tiny() -> Tiny {
    let mut params = Params::default();
    let start = [array![[0.5]], array![[0.0]], array![[2.0, 1.0]], array![[0.0, 0.0]]];
    let ids = start.map(|matrix| params.add(matrix));
    let net = TwoLayers { ids, activation: TANH, loss: CLASSES };
    Tiny { net, params, x: array![[2.0]], y: array![[1.0, 0.0]] }
}

/// How far w₁ is nudged.
const NUDGE: Real = 0.01;

pub fn two_paths(report: &mut Report) {
    let Tiny { net, mut params, x, y } = tiny();
    let before = forward(&net, &params, &x);
    let w1 = net.ids[0];
    let hand = backward(&net, &params, &x, &y, &before)[0][[0, 0]];
    let w2 = params[net.ids[2]].to_owned();
    params[w1][[0, 0]] += NUDGE;
    let after = forward(&net, &params, &x);
    stations(report, &y, &before, &after);

    // The slope of each step on the way, and of each path as a whole.
    let (into_z, into_a) = (x[[0, 0]], tanh_prime(before.a1[[0, 0]]));
    let delta = &softmax(&before.z2) - &y;
    let paths = [0, 1].map(|k| delta[[0, k]] * w2[[0, k]] * into_a * into_z);
    let loss = |z: &Matrix| softmax_cross_entropy(z, &y);
    // The loss when the nudge reaches only one of the two scores, and when it reaches both.
    let reaches = |which: [bool; 2]| {
        let mut z = before.z2.clone();
        (0..2).filter(|&k| which[k]).for_each(|k| z[[0, k]] = after.z2[[0, k]]);
        loss(&z) - loss(&before.z2)
    };
    let measured = [[true, false], [false, true], [true, true]].map(reaches);
    let both = paths[0] + paths[1];
    let mut table = Table::new(
        "paths",
        format!("How the nudge of w₁ by {NUDGE} moves the loss, by the path that it takes."),
        ["the nudge reaches", "product of slopes", "product × nudge", "loss moves by"],
    );
    let rows = ["score A only", "score B only", "both"].into_iter();
    for ((name, slope), moved) in rows.zip([paths[0], paths[1], both]).zip(measured) {
        let [predicted, moved] = [slope * NUDGE, moved].map(|by| format!("{by:.5}"));
        table.row([name.to_string(), format!("{slope:.3}"), predicted, moved]);
    }
    report.table(table);
    report.value("tiny-slope-a", signed(into_a));
    report.value("tiny-delta", signed(delta[[0, 1]]));
    report.value("deep-paths", scientific(32_f64.powi(7) * 10.0));
    let apart = (measured[2] - both * NUDGE).abs() / (both * NUDGE).abs();
    let sum = (measured[0] + measured[1] - measured[2]).abs() / measured[2].abs();
    let seen = format!("prediction {apart:.3} off, the two movements alone add up to {sum:.3}");
    report.fact("movements-add-up", apart < 0.02 && sum < 0.02, seen);
    let seen = format!("the sum over paths is {both:.5}, the program's gradient {hand:.5}");
    report.fact("the-sum-is-the-gradient", (hand - both).abs() < 1e-5, seen);
    draw(report, [into_z, into_a, w2[[0, 0]], w2[[0, 1]]], &delta);
}

/// Each station of the nudge on its way to the loss.
fn stations(report: &mut Report, y: &Matrix, before: &Pass, after: &Pass) {
    let mut table = Table::new(
        "stations",
        format!("A nudge of w₁ from 0.5 to {}, followed from station to station.", 0.5 + NUDGE),
        ["station", "before", "after", "moves by"],
    );
    let mut row = |name: &str, before: Real, after: Real| {
        let cells = [before, after, after - before].map(|number| format!("{number:.4}"));
        table.row([name.to_string()].into_iter().chain(cells));
    };
    row("weight w₁", 0.5, 0.5 + NUDGE);
    row("sum z₁", before.z1[[0, 0]], after.z1[[0, 0]]);
    row("activation a₁", before.a1[[0, 0]], after.a1[[0, 0]]);
    row("score A", before.z2[[0, 0]], after.z2[[0, 0]]);
    row("score B", before.z2[[0, 1]], after.z2[[0, 1]]);
    row("loss L", softmax_cross_entropy(&before.z2, y), softmax_cross_entropy(&after.z2, y));
    report.table(table);
}

/// The slopes on the way forward, and what has been added up at each station on the way back.
fn draw(report: &mut Report, [x, slope, wa, wb]: [Real; 4], delta: &Matrix) {
    let [da, db] = [delta[[0, 0]], delta[[0, 1]]];
    let times = |factor: Real| match factor.fract() == 0.0 {
        true => format!("× {factor}"),
        false => format!("× {}", signed(factor)),
    };
    let forward = Diagram::new(190.0)
        .node("w₁", (40.0, 95.0))
        .node("z₁", (165.0, 95.0))
        .node("a₁", (290.0, 95.0))
        .node("A", (435.0, 40.0))
        .node("B", (435.0, 150.0))
        .node("L", (590.0, 95.0))
        .arrow("w₁", "z₁", &times(x))
        .arrow("z₁", "a₁", &times(slope))
        .arrow("a₁", "A", &times(wa))
        .arrow("a₁", "B", &times(wb))
        .arrow("A", "L", &times(da))
        .arrow("B", "L", &times(db));
    report.figure("paths-forward", &forward.svg());
    let at_a = da * wa + db * wb;
    let station = |name: &str, slope: Real| format!("{name}: {}", signed(slope));
    let [score_a, score_b] = [station("A", da), station("B", db)];
    let [a1, z1] = [station("a₁", at_a), station("z₁", at_a * slope)];
    let w1 = station("w₁", at_a * slope * x);
    let back = Diagram::new(180.0)
        .block("L: 1", (600.0, 90.0))
        .block(&score_a, (475.0, 35.0))
        .block(&score_b, (475.0, 145.0))
        .block(&a1, (310.0, 90.0))
        .block(&z1, (180.0, 90.0))
        .block(&w1, (55.0, 90.0))
        .arrow("L: 1", &score_a, "")
        .arrow("L: 1", &score_b, "")
        .arrow(&score_a, &a1, &times(wa))
        .arrow(&score_b, &a1, &times(wb))
        .arrow(&a1, &z1, "")
        .arrow(&z1, &w1, "");
    report.figure("paths-back", &back.svg());
}
