//! Two explanations on trial: inputs that shift, and a landscape that is smooth.

use crate::digits::{Digits, Hidden, Network, Norm, Part, Setup, USUAL, train};
use crate::{length, told};
use neural::layer::Statistics;
use neural::optim::Sgd;
use neural::trials::{Spread, trials};
use neural::{Gradients, Matrix, Mode, ParamId, Real, Tape};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

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
    /// Cosine of the angle by which that layer's gradient turns when only the layers below take
    /// their step; and when they do not, so that nothing but new noise turns it.
    turn: f64,
    turn_by_noise: f64,
    /// The change of the loss at each [`REACH`] along the gradient.
    losses: Vec<f64>,
    /// The change of the gradient there, in its length at the start.
    changes: Vec<f64>,
}

/// With noise that is new for each `draw`, as it is at each step of the training.
fn gradients(network: &mut Network, rows: &Part, draw: u64) -> (f64, Gradients) {
    let (loss, grads) = network.gradients(rows, &mut Mode::Train(&mut neural::rng(draw)));
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

/// The cosine of the angle between two gradients of one parameter.
fn cosine(a: &Gradients, b: &Gradients, w: ParamId) -> f64 {
    let [a, b] = [a, b].map(|grads| grads.get(w).expect("a gradient"));
    f64::from((a * b).sum()) / (length(a) * length(b))
}

fn look(network: &Network, rows: &Part, always: &Part, rate: Real, t: usize) -> Look {
    let mut draws = (100 * t as u64)..;
    let mut draw = || draws.next().expect("numbers do not end");
    let mut here = network.clone();
    let (loss, grads) = gradients(&mut here, rows, draw());
    let start = flat(network, &grads);

    let w = network.layers.hidden[LAYER].dense.w;
    let mut below = lower_layers_moved(network, &grads, rate, LAYER);
    let turn = cosine(&grads, &gradients(&mut below, rows, draw()).1, w);
    let turn_by_noise = cosine(&grads, &gradients(&mut network.clone(), rows, draw()).1, w);

    let (mut losses, mut changes) = (Vec::new(), Vec::new());
    for reach in REACH {
        let mut there = network.clone();
        Sgd { learning_rate: reach * rate }.step(&mut there.params, &grads);
        let (away, grads) = gradients(&mut there, rows, draw());
        losses.push(away - loss);
        changes.push(length(&(flat(network, &grads) - &start)) / length(&start));
    }

    let tape = Tape::new(&network.params);
    let mut chance = neural::rng(draw());
    let stages = here.layers.stages(tape.constant(always.x.clone()), &mut Mode::Train(&mut chance));
    Look { inputs: Statistics::of(&stages[LAYER].value()), turn, turn_by_noise, losses, changes }
}

/// A run that is looked at every tenth step.
struct Walk {
    looks: Vec<Look>,
    accuracy: f64,
}

fn walk(digits: &Digits, norm: Norm, rate: Real, seed: u64) -> Walk {
    let always = digits.choose.rows(&(0..256).collect::<Vec<_>>());
    let mut looks = Vec::new();
    let (mut network, _) = train(&digits.train, &Setup { norm, rate, ..USUAL }, seed, |t, network, rows| {
        if t > 0 && t % 10 == 0 {
            looks.push(look(network, rows, &always, rate, t));
        }
    });
    Walk { looks, accuracy: network.score(&digits.test).accuracy }
}

impl Walk {
    fn mean(&self, of: impl Fn(&Look) -> f64) -> f64 {
        Spread::of(self.looks.iter().map(of)).mean
    }

    /// How far the inputs' means move in ten steps, root mean square over the units, in standard
    /// deviations.
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
    let walks = trials(&WALKS, report.seeds(), |&(norm, rate), seed| walk(digits, norm, rate, seed));
    let caption = format!(
        "Looks at every tenth of {} steps, means of five seeds. Inputs move: of the fourth \
         layer's ReLUs, in ten steps, in standard deviations. Gradient turns: the cosine between \
         that layer's gradient before and after the layers below take their step; in brackets, \
         after no step but with new noise. Loss range: the range of the losses on the way to \
         four times the step. Gradient changes: over one step, in its own length.",
        USUAL.steps
    );
    let columns = [
        "batch normalisation",
        "learning rate",
        "inputs move",
        "gradient turns (cosine)",
        "loss range",
        "gradient changes",
        "test accuracy (%)",
    ];
    let mut table = Table::new("why", caption, columns);
    for ((norm, rate), walks) in WALKS.iter().zip(&walks) {
        let mean = |of: &dyn Fn(&Walk) -> f64| Spread::of(walks.iter().map(of)).mean;
        let turn = mean(&|walk| walk.mean(|look| look.turn));
        let turned = match norm {
            Norm::Noisy => {
                format!("{turn:.2} ({:.2})", mean(&|walk| walk.mean(|look| look.turn_by_noise)))
            }
            _ => format!("{turn:.2}"),
        };
        table.row([
            norm.name().to_string(),
            rate.to_string(),
            format!("{:.3}", mean(&Walk::moves)),
            turned,
            format!("{:.2}", mean(&Walk::range)),
            format!("{:.2}", mean(&Walk::change)),
            told(walks.iter().map(|walk| walk.accuracy), 0),
        ]);
    }
    report.table(table);
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
        format!("without {:.2?}, with {:.3?} standard deviations", moves[0], moves[1]),
    );
    report.claim(
        "noise-moves-them-again",
        moves[1].iter().zip(&moves[2]).map(|(before, noisy)| *noisy > 10.0 * before),
        format!("with noise {:.2?}", moves[2]),
    );
    let turns = [2, 3, 4].map(|row| each(row, |walk| walk.mean(|look| look.turn)));
    report.claim(
        "noise-misleads-the-gradient",
        (0..turns[0].len()).map(|seed| turns[2][seed] < 0.5 && turns[1][seed] > 0.7),
        format!(
            "cosines at rate 0.1: without {:.2?}, with {:.2?}, with noise {:.2?}",
            turns[0], turns[1], turns[2]
        ),
    );
    for (name, row) in [("turn-without", 2), ("turn-before", 3), ("turn-noisy", 4)] {
        let turn = Spread::of(each(row, |walk| walk.mean(|look| look.turn))).mean;
        report.value(name, format!("{turn:.2}"));
    }
    let by_noise = Spread::of(each(4, |walk| walk.mean(|look| look.turn_by_noise))).mean;
    report.value("turn-by-noise", format!("{by_noise:.2}"));
    let accuracy = [2, 3, 4, 6].map(|row| each(row, |walk| walk.accuracy));
    report.claim(
        "misled-and-still-ahead",
        accuracy[0].iter().zip(&accuracy[3]).map(|(without, noisy)| noisy > without),
        format!(
            "at its best rate, without {:.0?} %; with noise at the same rate {:.0?} %, at rate 1 {:.0?} %",
            accuracy[0], accuracy[2], accuracy[3]
        ),
    );
    report.claim(
        "but-noise-is-not-free",
        accuracy[1].iter().zip(&accuracy[2]).map(|(before, noisy)| noisy < before),
        format!("at rate 0.1 {:.0?} %, {:.0?} % with noise", accuracy[1], accuracy[2]),
    );
}

fn state_landscape(report: &mut Report, walks: &[Vec<Walk>]) {
    let each = |row: usize, of: fn(&Walk) -> f64| walks[row].iter().map(of).collect::<Vec<f64>>();
    for (name, row) in [("careful-change-without", 0), ("careful-change-before", 1)] {
        report.value(name, format!("{:.2}", Spread::of(each(row, Walk::change)).mean));
    }
    report.value("careful-rate", WALKS[0].1);
    report.value("quick-rate", WALKS[5].1);
    let changes = [0, 1, 2, 3].map(|row| each(row, Walk::change));
    report.claim(
        "gradients-last-longer",
        changes[2].iter().zip(&changes[3]).map(|(without, before)| *without > 1.3 * before),
        format!("at rate 0.1: without {:.2?}, with {:.2?}", changes[2], changes[3]),
    );
    let times = |careful: usize| -> Vec<f64> {
        let pairs = changes[careful].iter().zip(&changes[careful + 1]);
        pairs.map(|(without, before)| without / before).collect()
    };
    report.claim(
        "less-so-for-careful-steps",
        times(0).iter().zip(times(2)).map(|(careful, usual)| *careful < 0.8 * usual),
        format!("without against with: {:.2?} at rate 0.03, {:.2?} at 0.1", times(0), times(2)),
    );
    let accuracy = [3, 5].map(|row| each(row, |walk| walk.accuracy));
    let best = each(5, Walk::change);
    report.claim(
        "better-where-gradients-turn",
        (0..best.len()).map(|seed| accuracy[1][seed] > accuracy[0][seed] && best[seed] > 0.8),
        format!(
            "at rate 1 {:.0?} % instead of {:.0?} %, and the gradient changes by {best:.2?}",
            accuracy[1], accuracy[0]
        ),
    );
    let ranges = [2, 3].map(|row| each(row, Walk::range));
    report.claim(
        "losses-lie-closer",
        ranges[0].iter().zip(&ranges[1]).map(|(without, before)| *without > 2.0 * before),
        format!("at rate 0.1: without {:.2?}, with {:.2?}", ranges[0], ranges[1]),
    );
}

fn draw(report: &mut Report, walks: &[Vec<Walk>]) {
    let mut losses = Chart::new("step", "change of the loss").height(330.0).y_range(-1, 4);
    let mut changes = Chart::new("distance (steps)", "change of the gradient").log_x().height(330.0);
    for (name, row) in [("without", 2), ("with", 3)] {
        let looks = &walks[row][0].looks;
        let ends = |end: fn(f64, f64) -> f64| {
            looks.iter().enumerate().map(move |(i, look)| {
                (10 * i + 10, look.losses.iter().copied().fold(0.0, end).clamp(-1.0, 4.0))
            })
        };
        losses = losses.line(name, ends(f64::max)).band(name, ends(f64::min), ends(f64::max));
    }
    for (name, row) in
        [("without, 0.03", 0), ("with, 0.03", 1), ("without, 0.1", 2), ("with, 0.1", 3), ("with, 1", 5)]
    {
        let mean =
            |i: usize| Spread::of(walks[row].iter().map(|walk| walk.mean(|look| look.changes[i]))).mean;
        changes = changes.line(name, REACH.iter().enumerate().map(|(i, &reach)| (reach, mean(i))));
    }
    report.figure("landscape", &Panels::new(2).add(losses).add(changes).svg());
}
