//! The program of the appendix on speed: what a step of training waits for, and what was done about it.
//!
//! Times differ from run to run, so what is named `by-the-clock` is left out where two runs are compared.

mod peers;

use ndarray::{Array1, Array2, Axis, Zip, s};
use neural::data::{batches, deal, rows};
use neural::init::he_normal;
use neural::loss::one_hot;
use neural::optim::{Adam, Optimizer, Sgd};
use neural::{Dense, Gradients, Matrix, Params, Real, Shared, Tape, crew, matmul_into, rng};
use rand::RngExt;
use report::{Report, Table};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Counts every request for memory.
#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Inputs, hidden units and classes of the network that is timed.
const SIZES: [usize; 3] = [784, 128, 10];
/// Rows to train on, and rows in a batch.
const ROWS: usize = 6400;
const BATCH: usize = 64;
/// η.
const RATE: Real = 0.1;

fn main() -> ExitCode {
    let mut report = Report::from_args("speed");
    products(&mut report);
    steps(&mut report);
    lines(&mut report);
    exponentials(&mut report);
    waking(&mut report);
    tiny_numbers(&mut report);
    peers::beside_others(&mut report);
    report.finish()
}

/// The shortest and the middle time of `times` calls, after one that is not counted.
fn time(times: usize, mut run: impl FnMut()) -> [Duration; 2] {
    run();
    let mut taken: Vec<Duration> = (0..times)
        .map(|_| {
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .collect();
    taken.sort();
    [taken[0], taken[times / 2]]
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// `a · b` by its definition: a row of `a` times a column of `b` for each entry.
fn by_definition(a: &Matrix, b: &Matrix) -> Matrix {
    Matrix::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
        let mut sum = 0.0;
        for l in 0..a.ncols() {
            sum += a[[i, l]] * b[[l, j]];
        }
        sum
    })
}

fn uniform(rows: usize, columns: usize, seed: u64) -> Matrix {
    let mut rng = rng(seed);
    Matrix::from_shape_simple_fn((rows, columns), || rng.random())
}

/// What multiplies two matrices.
const WAYS: [&str; 4] = ["by its definition", "ndarray's dot", "matmul_into", "the same in a crew"];

/// A batch times a table of random weights (k × m): whether the results agree, and each way's time
/// and operations a second.
fn product(k: usize, m: usize, report: &mut Report, fact: &str) -> [[String; 2]; 4] {
    let (x, w) = (uniform(BATCH, k, report.seed()), uniform(k, m, report.seed() + 1));
    let mut y = Matrix::zeros((BATCH, m));
    let defined = by_definition(&x, &w);
    matmul_into(x.view(), w.view(), y.view_mut());
    let apart = Zip::from(&y).and(&defined).fold(0.0, |worst: Real, y, d| worst.max((y / d - 1.0).abs()));
    let same = Real::EPSILON * k as Real;
    report.fact(fact, apart < same, format!("relative difference {apart:.1e}, bound {same:.1e}"));
    let times = [
        time(3, || drop(black_box(by_definition(&x, &w)))),
        time(50, || drop(black_box(x.dot(&w)))),
        time(500, || matmul_into(x.view(), w.view(), y.view_mut())),
        crew(|| time(500, || matmul_into(x.view(), w.view(), y.view_mut()))),
    ];
    times.map(|[shortest, _]| {
        let speed = (2 * BATCH * k * m) as f64 / shortest.as_secs_f64() / 1e9;
        [microseconds(shortest), speed].map(|number| format!("{number:.1}"))
    })
}

/// The network's two products, four ways.
fn products(report: &mut Report) {
    let [inputs, hidden, classes] = SIZES;
    let [large, small] = [(inputs, hidden), (hidden, classes)].map(|(k, m)| format!("{BATCH} × {k} × {m}"));
    let of_large = product(inputs, hidden, report, "large-products-agree");
    let of_small = product(hidden, classes, report, "small-products-agree");
    let caption = "The two products of the network, four ways: the shortest time, and a thousand \
                   million operations in a second.";
    let columns = [large, small].map(|size| [format!("{size}: µs"), format!("{size}: GFLOP/s")]);
    let columns = ["way".to_string()].into_iter().chain(columns.into_iter().flatten());
    let mut table = Table::new("products-by-the-clock", caption, columns);
    for ((way, large), small) in WAYS.iter().zip(of_large).zip(of_small) {
        table.row([way.to_string()].into_iter().chain(large).chain(small));
    }
    report.table(table);
}

/// A network with one hidden layer, trained without the core crate's tape: each line makes a new matrix.
struct ByHand {
    w: [Matrix; 2],
    b: [Matrix; 2],
}

impl ByHand {
    /// A step of gradient descent; returns the loss.
    fn step(&mut self, x: &Matrix, y: &Matrix) -> Real {
        let n = x.nrows() as Real;
        let z = x.dot(&self.w[0]) + &self.b[0];
        let a = z.mapv(|z| z.max(0.0));
        let p = neural::activation::softmax(&(a.dot(&self.w[1]) + &self.b[1]));
        let loss = -(p.mapv(Real::ln) * y).sum() / n;
        let d2 = (p - y) / n;
        let d1 = d2.dot(&self.w[1].t()) * z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 });
        let grads = [(x.t().dot(&d1), d1.sum_axis(Axis(0))), (a.t().dot(&d2), d2.sum_axis(Axis(0)))];
        for ((w, b), (dw, db)) in self.w.iter_mut().zip(&mut self.b).zip(grads) {
            *w -= &(dw * RATE);
            *b -= &(db * RATE);
        }
        loss
    }
}

/// The same network as the chapters write it.
struct Taped {
    params: Params,
    layers: [Dense; 2],
    optimizer: Sgd,
}

impl Taped {
    fn new(seed: u64) -> Self {
        let (mut params, mut rng) = (Params::default(), rng(seed));
        let [inputs, hidden, classes] = SIZES;
        let first = Dense::new(&mut params, inputs, hidden, he_normal, &mut rng);
        let second = Dense::new(&mut params, hidden, classes, he_normal, &mut rng);
        Taped { params, layers: [first, second], optimizer: Sgd { learning_rate: RATE } }
    }

    /// Loss and gradients of a batch.
    fn gradients(&self, x: Matrix, y: &Matrix) -> (Real, Gradients) {
        let tape = Tape::new(&self.params);
        let scores = self.layers[1].forward(self.layers[0].forward(tape.constant(x)).relu());
        let loss = scores.softmax_cross_entropy(y);
        (loss.value()[[0, 0]], loss.backward())
    }

    /// Starts [`ByHand`] with the same weights.
    fn by_hand(&self) -> ByHand {
        let copy = |id| self.params[id].to_owned();
        ByHand { w: self.layers.map(|layer| copy(layer.w)), b: self.layers.map(|layer| copy(layer.b)) }
    }
}

/// Inputs and one-hot targets.
fn data(seed: u64) -> (Shared, Shared) {
    let mut rng = rng(seed);
    let labels: Vec<usize> = (0..ROWS).map(|_| rng.random_range(0..SIZES[2])).collect();
    (uniform(ROWS, SIZES[0], seed + 1).into_shared(), one_hot(&labels, SIZES[2]).into_shared())
}

/// An epoch by hand: the loss of each step.
fn epoch_by_hand(network: &mut ByHand, (x, y): &(Shared, Shared), seed: u64) -> Vec<Real> {
    let each = batches(ROWS, BATCH, &mut rng(seed)).into_iter();
    each.map(|batch| network.step(&x.select(Axis(0), &batch), &y.select(Axis(0), &batch))).collect()
}

/// The same batches for the tape, each fetched when it is wanted.
fn when_wanted((x, y): &(Shared, Shared), seed: u64) -> impl Iterator<Item = (Matrix, Matrix)> {
    batches(ROWS, BATCH, &mut rng(seed)).into_iter().map(|batch| (rows(x, &batch), rows(y, &batch)))
}

/// The same batches, each fetched while the one before it is in use.
fn ahead((x, y): &(Shared, Shared), seed: u64) -> impl Iterator<Item = (Matrix, Matrix)> {
    deal(x, y, BATCH, &mut rng(seed))
}

/// An epoch on the tape: the loss of each step. Where its time went is added to `parts`: rows, gradients, update.
fn epoch(
    network: &mut Taped,
    batches: impl Iterator<Item = (Matrix, Matrix)>,
    parts: &mut [Duration; 3],
) -> Vec<Real> {
    let mut losses = Vec::new();
    let mut began = Instant::now();
    for (x, y) in batches {
        let fetched = Instant::now();
        let (loss, grads) = network.gradients(x, &y);
        let known = Instant::now();
        network.optimizer.step(&mut network.params, &grads);
        losses.push(loss);
        parts[0] += fetched - began;
        parts[1] += known - fetched;
        began = Instant::now();
        parts[2] += began - known;
    }
    losses
}

/// A step by hand and on the tape: the same losses, memory asked for, and time.
fn steps(report: &mut Report) {
    let (seed, count) = (report.seed(), ROWS / BATCH);
    let data = data(seed);
    let mut taped = Taped::new(seed);
    let mut by_hand = taped.by_hand();
    let mut parts = [Duration::ZERO; 3];
    let hand = epoch_by_hand(&mut by_hand, &data, seed);
    let tape = epoch(&mut taped, when_wanted(&data, seed), &mut parts);
    let apart = hand.iter().zip(&tape).fold(0.0, |worst: Real, (a, b)| worst.max((a / b - 1.0).abs()));
    report.fact("the-losses-agree", apart < 1e-5, format!("over {count} steps at most {apart:.1e} apart"));
    let same = crew(|| ahead(&data, seed).eq(when_wanted(&data, seed)));
    report.fact("the-batches-are-the-same", same, format!("{count} batches, number by number"));
    report.value("steps", count);
    report.value("hidden", SIZES[1]);
    report.value("weights", SIZES[0] * SIZES[1]);

    let requests = |run: &mut dyn FnMut()| {
        let region = Region::new(MEMORY);
        run();
        let change = region.change();
        let total = (change.allocations + change.reallocations, change.bytes_allocated);
        (total.0 as f64 / count as f64, total.1 as f64 / count as f64 / 1024.0)
    };
    let asked = [
        ("by hand", requests(&mut || drop(epoch_by_hand(&mut by_hand, &data, seed)))),
        ("on the tape", requests(&mut || drop(epoch(&mut taped, when_wanted(&data, seed), &mut parts)))),
    ];
    let caption = "What a step of training asks the system for, on average over an epoch.";
    let mut table = Table::new("requests", caption, ["a step", "requests", "memory (KiB)"]);
    for (name, (requests, kilobytes)) in asked {
        table.row([name, &format!("{requests:.0}"), &format!("{kilobytes:.0}")]);
    }
    report.table(table);
    let (hand, tape) = (asked[0].1.1, asked[1].1.1);
    report.fact("the-tape-asks-for-less", tape < hand, format!("{tape:.0} KiB against {hand:.0}"));

    let best_of = |run: &mut dyn FnMut(&mut [Duration; 3])| {
        let total = |parts: &[Duration; 3]| parts.iter().sum::<Duration>();
        let each = (0..6).map(|_| {
            let mut parts = [Duration::ZERO; 3];
            run(&mut parts);
            parts
        });
        each.min_by_key(total).expect("there are six")
    };
    let alone = best_of(&mut |parts| drop(epoch(&mut taped, when_wanted(&data, seed), parts)));
    let crewed = crew(|| best_of(&mut |parts| drop(epoch(&mut taped, when_wanted(&data, seed), parts))));
    let fetched = crew(|| best_of(&mut |parts| drop(epoch(&mut taped, ahead(&data, seed), parts))));
    let caption = "The time of a step of training, and of its parts on the tape: fetching the rows, \
                   the gradients and the update. The fastest of several epochs.";
    let columns = ["a step", "all (µs)", "rows (µs)", "gradients (µs)", "update (µs)"];
    let mut table = Table::new("steps-by-the-clock", caption, columns);
    let [shortest, _] = time(5, || drop(epoch_by_hand(&mut by_hand, &data, seed)));
    let by_hand = format!("{:.1}", microseconds(shortest) / count as f64);
    table.row(["by hand", &by_hand, "", "", ""]);
    let ways =
        [("on the tape", alone), ("the same in a crew", crewed), ("and batches fetched ahead", fetched)];
    for (title, parts) in ways {
        let [a, b, c] = parts.map(|part| microseconds(part) / count as f64);
        let numbers = [a + b + c, a, b, c].map(|number| format!("{number:.1}"));
        table.row([title.to_string()].into_iter().chain(numbers));
    }
    report.table(table);
}

/// A matrix whose memory begins so many numbers behind the begin of a line of the caches.
fn behind_a_line(numbers: usize, shape: (usize, usize), seed: u64) -> Matrix {
    let length = shape.0 * shape.1;
    let buffer = uniform(1, length + 32, seed).into_raw_vec_and_offset().0;
    let begin = buffer.as_ptr().align_offset(64) + numbers;
    let entries = Array1::from_vec(buffer).slice_move(s![begin..begin + length]);
    entries.into_shape_with_order(shape).expect("it has so many entries")
}

/// One row times the network's largest weights, where matrices begin with a line of the caches and where they do not.
fn lines(report: &mut Report) {
    let [k, m, _] = SIZES;
    let x = uniform(1, k, report.seed());
    let caption = "The time of one row times all weights of the hidden layer, by where the matrices \
                   begin in memory.";
    let columns = ["weights and result", "time (µs)"];
    let mut table = Table::new("lines-by-the-clock", caption, columns);
    for (name, [of_w, of_y]) in [
        ("both begin with a line", [0, 0]),
        ("the weights do not", [4, 0]),
        ("the result does not", [0, 4]),
        ("neither does", [4, 4]),
    ] {
        let w = behind_a_line(of_w, (k, m), report.seed());
        let mut y = behind_a_line(of_y, (1, m), report.seed());
        let [shortest, _] = time(200, || matmul_into(x.view(), w.view(), y.view_mut()));
        table.row([name, &format!("{:.1}", microseconds(shortest))]);
    }
    report.table(table);
}

/// The softmax with the exponential of the standard library.
fn softmax_one_by_one(z: &Matrix) -> Matrix {
    let mut p = z.clone();
    for mut row in p.rows_mut() {
        let largest = row.fold(Real::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|z| (z - largest).exp());
        row /= row.sum();
    }
    p
}

/// The chances of a batch, with exponentials one by one and a vector at a time.
fn exponentials(report: &mut Report) {
    let scores = uniform(BATCH, SIZES[2], report.seed()) * 20.0;
    let (one_by_one, vectors) = (softmax_one_by_one(&scores), neural::activation::softmax(&scores));
    let apart = Zip::from(&one_by_one).and(&vectors).fold(0.0, |worst: Real, a, b| worst.max((a - b).abs()));
    let same = 4.0 * Real::EPSILON;
    report.fact("exponentials-agree", apart <= same, format!("at most {apart:.1e} apart, bound {same:.1e}"));
    let [slow, _] = time(200, || drop(black_box(softmax_one_by_one(&scores))));
    let [fast, _] = time(200, || drop(black_box(neural::activation::softmax(&scores))));
    let caption = format!("The time of the softmax of {BATCH} rows of {} scores.", SIZES[2]);
    let columns = ["exponentials", "time (µs)"];
    let mut table = Table::new("exponentials-by-the-clock", caption, columns);
    for (name, time) in [("one by one", slow), ("a vector at a time", fast)] {
        table.row([name, &format!("{:.1}", microseconds(time))]);
    }
    report.table(table);
}

/// The middle time until every thread of the pool has answered, when they were last asked two milliseconds ago.
fn waiting_for_answers() -> Duration {
    let mut taken: Vec<Duration> = (0..50)
        .map(|_| {
            let pause = Instant::now();
            while pause.elapsed() < Duration::from_millis(2) {}
            let began = Instant::now();
            rayon::broadcast(|_| ());
            began.elapsed()
        })
        .collect();
    taken.sort();
    taken[taken.len() / 2]
}

fn waking(report: &mut Report) {
    let asleep = waiting_for_answers();
    let standing_by = crew(waiting_for_answers);
    let caption = "The time until every thread of the pool has answered a question.";
    let mut table = Table::new("waking-by-the-clock", caption, ["threads", "time (µs)"]);
    for (name, time) in [("asleep", asleep), ("standing by", standing_by)] {
        table.row([name, &format!("{:.1}", microseconds(time))]);
    }
    report.table(table);
}

/// Adam's running mean of a gradient that has become zero, as the formula says it.
fn forget(m: &mut Array2<f32>) {
    m.mapv_inplace(|m| 0.9 * m + (1.0 - 0.9) * 0.0);
}

/// What is remembered for a unit that fell silent.
fn tiny_numbers(report: &mut Report) {
    let shape = (SIZES[0], SIZES[1]);
    let start = Array2::<f32>::from_elem(shape, 1.0);
    let (mut m, mut steps) = (start.clone(), 0);
    while m[[0, 0]].is_normal() {
        forget(&mut m);
        steps += 1;
    }
    report.value("steps-to-subnormal", steps);
    (0..2000).for_each(|_| forget(&mut m));
    let left = m[[0, 0]];
    report.value("left", report::scientific(left));
    report.fact(
        "the-mean-never-reaches-zero",
        left > 0.0 && left.is_subnormal(),
        format!("{left:e} is left"),
    );

    let mut ordinary = start;
    let [fast, _] = time(20, || forget(&mut ordinary));
    let [slow, _] = time(20, || forget(&mut m));

    let mut params = Params::default();
    let w = params.add(Matrix::zeros(shape));
    let gradient = |params: &Params, size: Real| {
        let tape = Tape::new(params);
        tape.param(w).scale(size).sum().backward()
    };
    let mut adam = Adam::new(0.001);
    let loud = gradient(&params, 1.0);
    adam.step(&mut params, &loud);
    let silent = gradient(&params, 0.0);
    let [awake, _] = time(20, || adam.step(&mut params, &silent));
    (0..2000).for_each(|_| adam.step(&mut params, &silent));
    let [forgotten, _] = time(20, || adam.step(&mut params, &silent));
    let weights = shape.0 * shape.1;
    let caption = format!("The time of an update of {weights} weights whose gradient has become zero.");
    let columns = ["update", "early (µs)", "much later (µs)"];
    let mut table = Table::new("tiny-by-the-clock", caption, columns);
    let rows = [("0.9 m, as written", fast, slow), ("a whole step of Adam", awake, forgotten)];
    for (name, early, later) in rows {
        let [early, later] = [early, later].map(|time| format!("{:.1}", microseconds(time)));
        table.row([name, &early, &later]);
    }
    report.table(table);
}
