//! Two explanations on trial: inputs that shift, and a landscape that is smooth.

use crate::digits::{Digits, Hidden, Network, Norm, Part, Setup, USUAL, train};
use crate::length;
use neural::layer::Statistics;
use neural::optim::Sgd;
use neural::trials::{Spread, trials};
use neural::{Gradients, Matrix, Mode, Real, Tape};
use report::Report;
use report::plot::{Chart, Figure, Panels};

/// The layer whose inputs and gradients are watched, the fourth.
const LAYER: usize = 3;

/// Networks and rates: the same rate, one that is careful, and the best of each.
const WALKS: [(Norm, Real); 7] = [
    (Norm::Without, 0.03),
    (Norm::Before, 0.03),
    (Norm::Without, 0.1),
    (Norm::Before, 0.1),
    (Norm::Noisy, 0.1),
    (Norm::Before, 1.0),
    (Norm::Noisy, 1.0),
];

/// How far along the gradient one looks, in units of the step that is taken.
const REACH: [Real; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What is seen at one step.
struct Look {
    /// Means of what the fourth layer's ReLU is given, over rows that never change.
    inputs: Statistics,
    /// Cosine of the angle by which that layer's gradient turns when only the layers below take their step.
    turn: f64,
    /// The change of the loss at each [`REACH`] along the gradient.
    losses: Vec<f64>,
    /// The change of the gradient there, in its length at the start.
    changes: Vec<f64>,
}

/// The same noise each time that a step's gradient is asked for.
fn gradients(network: &mut Network, rows: &Part, t: usize) -> (f64, Gradients) {
    let (loss, grads) = network.gradients(rows, &mut Mode::Train(&mut neural::rng(t as u64)));
    (loss.into(), grads)
}

fn flat(network: &Network, grads: &Gradients) -> Matrix {
    let all = network.params.ids().flat_map(|id| grads.get(id).expect("a gradient").iter().copied());
    Matrix::from_shape_vec((1, network.params.count()), all.collect()).expect("as many numbers as parameters")
}

/// `network` after its first `layers` hidden layers took a step.
fn lower_layers_moved(network: &Network, grads: &Gradients, rate: Real, layers: usize) -> Network {
    let mut there = network.clone();
    for id in network.layers.hidden[..layers].iter().flat_map(Hidden::ids) {
        there.params[id].scaled_add(-rate, grads.get(id).expect("a gradient"));
    }
    there
}

fn look(network: &Network, rows: &Part, always: &Part, rate: Real, t: usize) -> Look {
    let mut here = network.clone();
    let (loss, grads) = gradients(&mut here, rows, t);
    let start = flat(network, &grads);

    let w = network.layers.hidden[LAYER].dense.w;
    let mut below = lower_layers_moved(network, &grads, rate, LAYER);
    let (_, turned) = gradients(&mut below, rows, t);
    let [old, new] = [&grads, &turned].map(|grads| grads.get(w).expect("a gradient"));
    let turn = f64::from((old * new).sum()) / (length(old) * length(new));

    let (mut losses, mut changes) = (Vec::new(), Vec::new());
    for reach in REACH {
        let mut there = network.clone();
        Sgd { learning_rate: reach * rate }.step(&mut there.params, &grads);
        let (away, grads) = gradients(&mut there, rows, t);
        losses.push(away - loss);
        changes.push(length(&(flat(network, &grads) - &start)) / length(&start));
    }

    let tape = Tape::new(&network.params);
    let mut mode_rng = neural::rng(t as u64);
    let stages = here.layers.stages(tape.constant(always.x.clone()), &mut Mode::Train(&mut mode_rng));
    Look { inputs: Statistics::of(&stages[LAYER].value()), turn, losses, changes }
}

/// A run that is looked at every tenth step.
struct Walk {
    looks: Vec<Look>,
    read: f64,
}

fn walk(digits: &Digits, norm: Norm, rate: Real, seed: u64) -> Walk {
    let always = digits.choose.rows(&(0..256).collect::<Vec<_>>());
    let mut looks = Vec::new();
    let (mut network, _) = train(&digits.train, &Setup { norm, rate, ..USUAL }, seed, |t, network, rows| {
        if t > 0 && t % 10 == 0 {
            looks.push(look(network, rows, &always, rate, t));
        }
    });
    Walk { looks, read: 100.0 * network.score(&digits.test).1 }
}

impl Walk {
    fn mean(&self, of: impl Fn(&Look) -> f64) -> f64 {
        Spread::of(self.looks.iter().map(of)).mean
    }

    /// How far the inputs' means move in ten steps, root mean square over the units, in standard deviations.
    fn moves(&self) -> f64 {
        let steps = self.looks.windows(2).map(|pair| {
            let moved = (&pair[1].inputs.mean - &pair[0].inputs.mean).mapv(|by| by * by);
            f64::from((moved / (&pair[0].inputs.variance + 1e-9)).mean().expect("units")).sqrt()
        });
        Spread::of(steps).mean
    }

    /// How far apart the losses along the gradient lie.
    fn range(&self) -> f64 {
        self.mean(|look| {
            look.losses.iter().copied().fold(0.0, f64::max) - look.losses.iter().copied().fold(0.0, f64::min)
        })
    }

    /// The change of the gradient after the step that is taken.
    fn change(&self) -> f64 {
        self.mean(|look| look.changes[2])
    }
}

pub fn two_explanations(report: &mut Report, digits: &Digits) {
    report.section("why", "Every tenth step: what moves, and how far a gradient can be trusted; five seeds");
    let walks = trials(&WALKS, report.seeds(), |&(norm, rate), seed| walk(digits, norm, rate, seed));
    writeln!(report, "                     inputs    gradient    loss along   change of the");
    writeln!(report, "            rate       move    turns to  the gradient        gradient       read");
    for ((norm, rate), walks) in WALKS.iter().zip(&walks) {
        let mean = |of: fn(&Walk) -> f64| Spread::of(walks.iter().map(of)).mean;
        writeln!(
            report,
            "{:<11} {rate:>4} {:>10.3} {:>11.2} {:>13.2} {:>15.2} {:>10}",
            norm.name(),
            mean(Walk::moves),
            mean(|walk| walk.mean(|look| look.turn)),
            mean(Walk::range),
            mean(Walk::change),
            format!("{:.0} %", Spread::of(walks.iter().map(|walk| walk.read)))
        );
    }
    state_shift(report, &walks);
    state_landscape(report, &walks);
    draw(report, &walks);
}

fn state_shift(report: &mut Report, walks: &[Vec<Walk>]) {
    let each = |row: usize, of: fn(&Walk) -> f64| walks[row].iter().map(of).collect::<Vec<f64>>();
    let moves = [2, 3, 4].map(|row| each(row, Walk::moves));
    report.claim(
        "inputs-move-less",
        moves[0].iter().zip(&moves[1]).map(|(without, before)| *without > 10.0 * before),
        format!("without {:.2?}, before {:.3?} standard deviations", moves[0], moves[1]),
    );
    report.claim(
        "noise-moves-them-again",
        moves[1].iter().zip(&moves[2]).map(|(before, noisy)| *noisy > 10.0 * before),
        format!("with noise {:.2?}", moves[2]),
    );
    let careful = [0, 1].map(|row| each(row, |walk| walk.mean(|look| look.turn)));
    report.claim(
        "careful-steps-mislead-little",
        careful[0].iter().zip(&careful[1]).map(|(without, before)| without.min(*before) > 0.6),
        format!("cosines at rate 0.03: without {:.2?}, before {:.2?}", careful[0], careful[1]),
    );
    let read = [2, 3, 4, 5, 6].map(|row| each(row, |walk| walk.read));
    report.claim(
        "noise-does-no-harm",
        read[0].iter().zip(&read[4]).map(|(without, noisy)| noisy > without),
        format!("at its best rate {:.0?}, with noise at rate 1 {:.0?}", read[0], read[4]),
    );
    report.claim(
        "but-it-is-not-free",
        read[1].iter().zip(&read[2]).map(|(before, noisy)| noisy < before),
        format!("at rate 0.1 {:.0?} read, {:.0?} with noise", read[1], read[2]),
    );
    let turns = [2, 3, 4].map(|row| each(row, |walk| walk.mean(|look| look.turn)));
    report.claim(
        "noise-misleads-no-gradient",
        (0..turns[0].len())
            .map(|seed| turns[2][seed] > turns[0][seed] && (turns[2][seed] - turns[1][seed]).abs() < 0.1),
        format!(
            "cosines at rate 0.1: without {:.2?}, before {:.2?}, with noise {:.2?}",
            turns[0], turns[1], turns[2]
        ),
    );
}

fn state_landscape(report: &mut Report, walks: &[Vec<Walk>]) {
    let each = |row: usize, of: fn(&Walk) -> f64| walks[row].iter().map(of).collect::<Vec<f64>>();
    for (name, row) in [("careful-change-without", 0), ("careful-change-before", 1)] {
        report.value(name, format!("{:.2}", Spread::of(each(row, Walk::change)).mean));
    }
    report.value("careful-rate", WALKS[0].1);
    let turn = Spread::of(each(5, |walk| walk.mean(|look| look.turn))).mean;
    report.value("quick-turn", format!("{turn:.2}"));
    report.value("quick-rate", WALKS[5].1);
    let changes = [0, 1, 2, 3].map(|row| each(row, Walk::change));
    report.claim(
        "gradients-last-longer",
        changes[2].iter().zip(&changes[3]).map(|(without, before)| *without > 1.3 * before),
        format!("at rate 0.1: without {:.2?}, before {:.2?}", changes[2], changes[3]),
    );
    let times = |careful: usize| {
        changes[careful]
            .iter()
            .zip(&changes[careful + 1])
            .map(|(without, before)| without / before)
            .collect::<Vec<f64>>()
    };
    report.claim(
        "less-so-for-careful-steps",
        times(0).iter().zip(times(2)).map(|(careful, usual)| *careful < 0.9 * usual),
        format!("without against before: {:.2?} at rate 0.03, {:.2?} at 0.1", times(0), times(2)),
    );
    let (read, best) = ([3, 5].map(|row| each(row, |walk| walk.read)), each(5, Walk::change));
    report.claim(
        "no-worse-where-gradients-turn",
        (0..best.len())
            .map(|seed| read[1][seed] > read[0][seed] - 5.0 && best[seed] > changes[3][seed] + 0.1),
        format!(
            "at rate 1 {:.0?} read instead of {:.0?}, and the gradient changes by {best:.2?}",
            read[1], read[0]
        ),
    );
    let ranges = [2, 3].map(|row| each(row, Walk::range));
    report.claim(
        "losses-lie-closer",
        ranges[0].iter().zip(&ranges[1]).map(|(without, before)| *without > 2.0 * before),
        format!("at rate 0.1: without {:.2?}, before {:.2?}", ranges[0], ranges[1]),
    );
}

fn draw(report: &mut Report, walks: &[Vec<Walk>]) {
    let mut losses = Chart::new("step", "change of the loss").height(330.0).y_range(-1, 4);
    let mut changes = Chart::new("distance, in steps", "change of the gradient").log_x().height(330.0);
    for (name, row) in [("without", 2), ("before", 3)] {
        let looks = &walks[row][0].looks;
        let ends = |end: fn(f64, f64) -> f64| {
            looks.iter().enumerate().map(move |(i, look)| {
                (10 * i + 10, look.losses.iter().copied().fold(0.0, end).clamp(-1.0, 4.0))
            })
        };
        losses = losses.line(name, ends(f64::max)).band(name, ends(f64::min), ends(f64::max));
    }
    for (name, row) in
        [("without, 0.03", 0), ("before, 0.03", 1), ("without, 0.1", 2), ("before, 0.1", 3), ("before, 1", 5)]
    {
        let mean =
            |i: usize| Spread::of(walks[row].iter().map(|walk| walk.mean(|look| look.changes[i]))).mean;
        changes = changes.line(name, REACH.iter().enumerate().map(|(i, &reach)| (reach, mean(i))));
    }
    report.figure("landscape", &Panels::new(2).add(losses).add(changes).svg());
}
