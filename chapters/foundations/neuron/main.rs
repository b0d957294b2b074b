//! The program of the chapter `neuron`: a weighted sum and a threshold, and what one layer of them can learn.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, array, concatenate, s};
use neural::activation::step;
use neural::data::{Classification, DataError, Standardize, penguins, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::{Matrix, MatrixRef, Real, Rng, affine, matmul, rng};
use rand::RngExt;
use rand::seq::SliceRandom;
use report::Report;
use report::plot::{Chart, Diagram, Figure, HeatMap, Panels};
use std::collections::BTreeSet;
use std::process::ExitCode;

const MEASUREMENTS: [&str; 4] = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
const PAIRS: [[&str; 2]; 3] = [["Adelie", "Gentoo"], ["Chinstrap", "Gentoo"], ["Adelie", "Chinstrap"]];

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("neuron");
    let birds = penguins()?;
    describe(&mut report, &birds);
    grams_and_millimetres(&mut report, &birds);
    logic_by_hand(&mut report);
    every_correction(&mut report, &birds);
    the_rate_is_a_unit(&mut report, &birds);
    let tasks = mistakes_against_bound(&mut report, &birds);
    let ways = shift_or_stretch(&mut report, &birds);
    draw_bound(&mut report, &tasks, &ways);
    new_birds(&mut report, &birds);
    never_settles(&mut report, &birds);
    four_birds(&mut report, &birds);
    exclusive_or(&mut report);
    every_truth_table(&mut report);
    two_layers(&mut report);
    without_the_threshold(&mut report, &birds);
    Ok(report.finish())
}

/// A layer of threshold units: each fires, 1, where its weighted sum reaches 0, and rests, 0, where not.
struct Perceptron {
    w: Matrix, // inputs × units
    b: Matrix, // 1 × units
}

impl Perceptron {
    fn zeros(inputs: usize, units: usize) -> Self {
        Self { w: Matrix::zeros((inputs, units)), b: Matrix::zeros((1, units)) }
    }

    /// What each unit answers to each row of `x`: rows × units.
    fn answers(&self, x: &MatrixRef) -> Matrix {
        affine(x, &self.w, &self.b).mapv(step)
    }

    /// Rosenblatt's rule for one example, `x` (1 × inputs) with targets `y` (1 × units): was it a mistake?
    fn correct(&mut self, x: &MatrixRef, y: &MatrixRef, rate: Real) -> bool {
        let error = y.to_owned() - self.answers(x); // 1 × units; each entry −1, 0 or 1
        let mistake = error.iter().any(|&e| e != 0.0);
        if mistake {
            self.w.scaled_add(rate, &matmul(x.t(), error.view()));
            self.b.scaled_add(rate, &error);
        }
        mistake
    }
}

/// What came of training: the layer, and for each epoch the rows that were mistaken, in order.
struct Training {
    layer: Perceptron,
    epochs: Vec<Vec<usize>>,
}

impl Training {
    fn mistakes(&self) -> usize {
        self.epochs.iter().map(Vec::len).sum()
    }

    /// Whether an epoch passed without a mistake: nothing can change any more.
    fn settled(&self) -> bool {
        self.epochs.last().is_some_and(Vec::is_empty)
    }
}

/// Shows all rows again and again, each epoch in a new order, until one passes without a mistake.
fn train(x: &Matrix, y: &Matrix, most_epochs: usize, rate: Real, rng: &mut Rng) -> Training {
    let mut training = Training { layer: Perceptron::zeros(x.ncols(), y.ncols()), epochs: Vec::new() };
    let mut order: Vec<usize> = (0..x.nrows()).collect();
    while training.epochs.len() < most_epochs && !training.settled() {
        order.shuffle(rng);
        let mut mistaken = order.clone();
        mistaken.retain(|&i| training.layer.correct(&row(x, i), &row(y, i), rate));
        training.epochs.push(mistaken);
    }
    training
}

/// One run for each of the report's seeds.
fn five_runs(report: &Report, x: &Matrix, y: &Matrix, most_epochs: usize) -> Vec<Training> {
    report.seeds().map(|seed| train(x, y, most_epochs, 1.0, &mut rng(seed))).collect()
}

/// Row `i` as a matrix of one row.
fn row(x: &Matrix, i: usize) -> ArrayView2<'_, Real> {
    x.slice(s![i..=i, ..])
}

/// Two species as a task: measurements (birds × k), and targets (birds × 1), 1 for the second species.
fn task(birds: &Classification, species: [&str; 2], measurements: &[&str]) -> (Matrix, Matrix) {
    let two = birds.keep_classes(&species).columns(measurements);
    let y = two.labels.iter().map(|&label| label as Real).collect::<Array1<Real>>();
    (two.x, y.insert_axis(Axis(1)))
}

/// As [`task`], each measurement in standard deviations from its mean.
fn scaled_task(birds: &Classification, species: [&str; 2], measurements: &[&str]) -> (Matrix, Matrix) {
    let (x, y) = task(birds, species, measurements);
    (Standardize::fit(&x).apply(&x), y)
}

fn describe(report: &mut Report, birds: &Classification) {
    report.section("birds", "The birds");
    let (n, dropped) = (birds.labels.len(), birds.dropped);
    writeln!(report, "{n} penguins, four measurements each; {dropped} more lack a value and are left out.");
    for (label, name) in birds.classes.iter().enumerate() {
        writeln!(report, "{name:<10} {:>4}", birds.labels.iter().filter(|&&l| l == label).count());
    }
    report.value("birds", n);
    report.value("dropped", dropped);
}

fn grams_and_millimetres(report: &mut Report, birds: &Classification) {
    report.section("units", "One neuron, Adelie or Gentoo: the file's units against standardised ones");
    let (x, y) = task(birds, PAIRS[0], &MEASUREMENTS);
    let (scaled, _) = scaled_task(birds, PAIRS[0], &MEASUREMENTS);
    let (raw, scaled) = (five_runs(report, &x, &y, 1000), five_runs(report, &scaled, &y, 1000));
    writeln!(report, "Each epoch shows the neuron all {} birds once. It starts with weights 0.\n", y.nrows());
    writeln!(report, "        mistakes in g and mm       mistakes, standardised");
    writeln!(report, " run    1000 epochs  the last      all     epochs until none");
    for (run, (raw, scaled)) in raw.iter().zip(&scaled).enumerate() {
        let last = raw.epochs[raw.epochs.len() - 1].len();
        let (all, epochs) = (scaled.mistakes(), scaled.epochs.len());
        writeln!(report, "{:>4} {:>14} {last:>9} {all:>8} {epochs:>21}", run + 1, raw.mistakes());
    }
    report.value("adelie-gentoo", y.nrows());
    report.value("raw-mistakes", raw[0].mistakes());
    report.value("raw-last", raw[0].epochs[raw[0].epochs.len() - 1].len());
    report.value("scaled-mistakes", scaled[0].mistakes());
    let both = || raw.iter().zip(&scaled);
    let seen = format!("{} against {} mistakes in the first run", raw[0].mistakes(), scaled[0].mistakes());
    report.claim("raw-units-crawl", both().map(|(raw, scaled)| !raw.settled() && scaled.settled()), &seen);
    report.claim(
        "thousandfold",
        both().map(|(raw, scaled)| raw.mistakes() > 1000 * scaled.mistakes()),
        &seen,
    );
    draw_epochs(report, &raw[0], &scaled[0]);
}

fn logic_by_hand(report: &mut Report) {
    report.section("logic", "Four threshold units set by hand");
    let x = truth_table();
    // One column for each unit: AND, OR, NOT x₁, NAND.
    let units =
        Perceptron { w: array![[1., 1., -1., -1.], [1., 1., 0., -1.]], b: array![[-1.5, -0.5, 0.5, 1.5]] };
    let answers = units.answers(&x);
    writeln!(report, "x1 x2 |  AND   OR  NOT x1  NAND");
    for (x, a) in x.rows().into_iter().zip(answers.rows()) {
        writeln!(report, "{:>2} {:>2} | {:>4} {:>4} {:>7} {:>5}", x[0], x[1], a[0], a[1], a[2], a[3]);
    }
    let expected = array![[0., 0., 1., 1.], [0., 1., 1., 1.], [0., 1., 0., 1.], [1., 1., 0., 0.]];
    report.fact("gates", answers == expected, "the four truth tables");
    draw_neuron(report);
}

/// All inputs of two bits: 4 × 2.
fn truth_table() -> Matrix {
    array![[0., 0.], [0., 1.], [1., 0.], [1., 1.]]
}

fn every_correction(report: &mut Report, birds: &Classification) {
    report.section("corrections", "Every correction, with two measurements");
    let (x, y) = scaled_task(birds, PAIRS[0], &["bill_depth_mm", "body_mass_g"]);
    let training = train(&x, &y, 1000, 1.0, &mut rng(report.seed()));
    let mut unit = Perceptron::zeros(2, 1);
    let mut panels = Vec::new();
    writeln!(report, " epoch  mistaken for    depth   mass  |  w depth  w mass     b");
    for (epoch, mistaken) in training.epochs.iter().enumerate() {
        for &i in mistaken {
            unit.correct(&row(&x, i), &row(&y, i), 1.0);
            let name = PAIRS[0][1 - y[[i, 0]] as usize];
            let (depth, mass, w, b) = (x[[i, 0]], x[[i, 1]], &unit.w, unit.b[[0, 0]]);
            let (w1, w2) = (w[[0, 0]], w[[1, 0]]);
            writeln!(
                report,
                "{:>6}  {name:<12} {depth:>8.2} {mass:>6.2}  | {w1:>8.2} {w2:>7.2} {b:>5}",
                epoch + 1
            );
            panels.push((i, [w1, w2, b]));
        }
        writeln!(report, "        {} mistakes in epoch {}", mistaken.len(), epoch + 1);
    }
    report.value("corrections", training.mistakes());
    draw_corrections(report, &x, &y, &panels);
}

fn the_rate_is_a_unit(report: &mut Report, birds: &Classification) {
    report.section("rate", "The learning rate, from weights of 0");
    let (x, y) = scaled_task(birds, PAIRS[1], &["bill_length_mm", "body_mass_g"]);
    let rates = [0.125, 1.0, 8.0];
    let runs = rates.map(|rate| train(&x, &y, 1000, rate, &mut rng(report.seed())));
    for (rate, run) in rates.iter().zip(&runs) {
        let w = run.layer.w.column(0);
        writeln!(report, "rate {rate:>5}: {} mistakes, weights {:.3} and {:.3}", run.mistakes(), w[0], w[1]);
    }
    let same = runs.iter().all(|run| run.epochs == runs[0].epochs);
    report.fact("rate-only-rescales", same, "the same birds mistaken in the same order at three rates");
}

/// Rows `t·(x, 1)` with t = 1 where the target is 1, else −1: the unit is right on all of them when every `w̃·v > 0`.
fn signed(x: &Matrix, y: &Matrix) -> Array2<f64> {
    let ones = Matrix::ones((x.nrows(), 1));
    let t = y.mapv(|y| 2.0 * f64::from(y) - 1.0);
    concatenate![Axis(1), *x, ones].mapv(f64::from) * t
}

/// The bound `(R/ρ)²` of the convergence theorem, from a direction that parts the classes; none if it does not.
///
/// R is the largest `‖v‖`, ρ the smallest `v·direction/‖direction‖`.
fn bound(v: &Array2<f64>, direction: &Array1<f64>) -> Option<f64> {
    let margin = v.dot(direction).fold(f64::INFINITY, |a, &b| a.min(b)) / norm(direction);
    let radius = v.rows().into_iter().map(|v| v.dot(&v).sqrt()).fold(0.0, f64::max);
    (margin > 0.0).then(|| (radius / margin).powi(2))
}

fn norm(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// The mixture of rows of `v` that is nearest to 0: the direction of the widest street, if there is a street.
///
/// Moves weight from the row that lies farthest along the mixture to the one that lies least far, until they lie equally
/// far (Mitchell, Demyanov and Malozemov, 1974).
fn widest_street(v: &Array2<f64>) -> Array1<f64> {
    let mut share = Array1::<f64>::zeros(v.nrows()); // never negative; their sum is 1
    share[0] = 1.0;
    for _ in 0..10_000 {
        let mixture = share.dot(v);
        let along = v.dot(&mixture);
        let by_place = |&i: &usize, &j: &usize| along[i].total_cmp(&along[j]);
        let least = (0..v.nrows()).min_by(by_place).expect("rows");
        let most = (0..v.nrows()).filter(|&i| share[i] > 0.0).max_by(by_place).expect("shares");
        let apart = &v.row(most) - &v.row(least);
        if mixture.dot(&apart) <= 1e-9 * mixture.dot(&mixture) || norm(&mixture) < 1e-9 {
            break;
        }
        let moved = (mixture.dot(&apart) / apart.dot(&apart)).min(share[most]);
        share[least] += moved;
        share[most] -= moved;
    }
    share.dot(v)
}

/// All ways to choose two or more of the four measurements.
fn choices() -> impl Iterator<Item = Vec<&'static str>> {
    let chosen = |bits: usize| (0..4).filter(|i| bits >> i & 1 == 1).map(|i| MEASUREMENTS[i]).collect();
    (0..16).map(chosen).filter(|chosen: &Vec<_>| chosen.len() >= 2)
}

/// One task: the number of the pair of species, the theorem's bound, and five runs.
struct Task {
    pair: usize,
    bound: f64,
    runs: Vec<Training>,
}

fn mistakes_against_bound(report: &mut Report, birds: &Classification) -> Vec<Task> {
    report.section("bound", "Mistakes until the last one, against the theorem's bound");
    writeln!(report, "L length, D depth of the bill; F length of the flippers; M body mass.\n");
    writeln!(report, "species                       bound   mistakes in five runs");
    let mut tasks = Vec::new();
    for (pair, species) in PAIRS.into_iter().enumerate() {
        for measurements in choices() {
            let (x, y) = scaled_task(birds, species, &measurements);
            let v = signed(&x, &y);
            let Some(bound) = bound(&v, &widest_street(&v)) else { continue };
            let runs = five_runs(report, &x, &y, 10_000);
            let mistakes: Vec<usize> = runs.iter().map(Training::mistakes).collect();
            let (species, chosen) = (species.join(", "), letters(&measurements));
            writeln!(report, "{species:<17}  {chosen} {:>11.0}   {mistakes:?}", bound.floor());
            tasks.push(Task { pair, bound, runs });
        }
    }
    report.value("tasks", tasks.len());
    report.value("choices", PAIRS.len() * choices().count());
    let within = |share: f64| -> Vec<bool> {
        let kept = |run: &Training, bound: f64| run.settled() && run.mistakes() as f64 <= share * bound;
        (0..5).map(|run| tasks.iter().all(|task| kept(&task.runs[run], task.bound))).collect()
    };
    report.claim("below-the-bound", within(1.0), format!("{} tasks", tasks.len()));
    report.claim("far-below-the-bound", within(0.5), "no more than half of it, for every task");
    let hardest = tasks.iter().max_by(|a, b| a.bound.total_cmp(&b.bound)).expect("tasks");
    report.value("hardest-bound", hardest.bound.floor());
    report.value("hardest-most", hardest.runs.iter().map(Training::mistakes).max().expect("five runs"));
    tasks
}

/// One letter for each measurement that was chosen, a dot for each other.
fn letters(chosen: &[&str]) -> String {
    let letter = |(letter, m): (char, &&str)| if chosen.contains(m) { letter } else { '.' };
    "LDFM".chars().zip(&MEASUREMENTS).map(letter).collect()
}

/// The bound and the first run in four systems of units.
fn shift_or_stretch(report: &mut Report, birds: &Classification) -> Vec<(f64, Training)> {
    report.section("ways", "The first run to its end: what standardising does, in two parts");
    let (x, y) = task(birds, PAIRS[0], &MEASUREMENTS);
    let ways = four_ways(&x, &y);
    let mut found = Vec::new();
    writeln!(report, "                            bound   mistakes   epochs");
    for Way { name, x, plane } in &ways {
        let v = signed(x, &y);
        let [one, other] = [plane, &widest_street(&v)].map(|plane| bound(&v, plane).unwrap_or(f64::INFINITY));
        let (bound, run) = (one.min(other), train(x, &y, 1_000_000, 1.0, &mut rng(report.seed())));
        let (mistakes, epochs) = (run.mistakes(), run.epochs.len());
        writeln!(report, "{name:<21} {:>11.0} {mistakes:>10} {epochs:>8}", bound.floor());
        found.push((bound, run));
    }
    let (bound, run) = &found[0];
    report.value("grams-epochs", run.epochs.len());
    report.value("grams-mistakes", run.mistakes());
    report.value("grams-bound", format!("{:.1}", bound / 1e9)); // in 10⁹
    report.fact("late-but-settled", run.settled() && run.epochs.len() > 10_000, "more than 10000 epochs");
    let kept = found.iter().all(|(bound, run)| run.settled() && run.mistakes() as f64 <= *bound);
    report.fact("below-all-bounds", kept, "four runs");
    which_part_helps(report, &ways, &y);
    found
}

/// Measurements in some units, and a plane that parts the species in these units.
struct Way {
    name: &'static str,
    x: Matrix,
    plane: Array1<f64>,
}

/// As in the file, only shifted by the mean, only stretched to a standard deviation of one, and both.
fn four_ways(x: &Matrix, y: &Matrix) -> [Way; 4] {
    let scaler = Standardize::fit(x);
    let plane = widest_street(&signed(&scaler.apply(x), y));
    let (zero, one) = (Matrix::zeros((1, x.ncols())), Matrix::ones((1, x.ncols())));
    let mean = scaler.undo(&zero);
    let deviation = scaler.undo(&one) - &mean;
    let way = |name, shift: &Matrix, stretch: &Matrix| {
        let plane = same_plane(&plane, &((shift - &mean) / &deviation), &(stretch / &deviation));
        Way { name, x: (x - shift) / stretch, plane }
    };
    [
        way("grams and millimetres", &zero, &one),
        way("only shifted", &mean, &one),
        way("only stretched", &zero, &deviation),
        way("standardised", &mean, &deviation),
    ]
}

fn which_part_helps(report: &mut Report, ways: &[Way; 4], y: &Matrix) {
    let [raw, shifted, stretched, both] = ways.each_ref().map(|way| -> Vec<usize> {
        five_runs(report, &way.x, y, 4000).iter().map(Training::mistakes).collect()
    });
    let less = |a: &[usize], b: &[usize]| a.iter().zip(b).map(|(a, b)| a < b).collect::<Vec<bool>>();
    let seen =
        format!("mistakes in 4000 epochs at most: {} {} {} {}", raw[0], shifted[0], stretched[0], both[0]);
    let tenfold: Vec<usize> = shifted.iter().map(|mistakes| 10 * mistakes).collect();
    report.claim("shifting-helps", less(&tenfold, &raw), &seen);
    report.claim("stretching-helps-more", less(&stretched, &shifted), &seen);
    report.claim("both-help-most", less(&both, &stretched), &seen);
}

/// A plane for measurements u, written for measurements x with `u = offset + slope·x`.
fn same_plane(plane: &Array1<f64>, offset: &Matrix, slope: &Matrix) -> Array1<f64> {
    let bias = plane.len() - 1;
    let mut moved = plane.clone();
    for j in 0..bias {
        moved[j] = plane[j] * f64::from(slope[[0, j]]);
        moved[bias] += plane[j] * f64::from(offset[[0, j]]);
    }
    moved
}

/// Three units that learned to know one species each, and birds they have not seen.
struct Lesson {
    layer: Perceptron,
    scaler: Standardize,
    test: Classification,
}

impl Lesson {
    /// Learns from three quarters of the birds for `epochs`, one unit for each species.
    fn learn(birds: &Classification, epochs: usize, seed: u64) -> Self {
        let mut rng = rng(seed);
        let split = stratified_split(&birds.labels, 0.25, &mut rng);
        let (known, test) = (birds.rows(&split.train), birds.rows(&split.test));
        let scaler = Standardize::fit(&known.x);
        let y = one_hot(&known.labels, birds.classes.len()); // birds × species
        let layer = train(&scaler.apply(&known.x), &y, epochs, 1.0, &mut rng).layer;
        Self { layer, scaler, test }
    }

    /// The weighted sum of each unit: birds × species.
    fn sums(&self, x: &Matrix) -> Matrix {
        affine(&self.scaler.apply(x), &self.layer.w, &self.layer.b)
    }

    /// The species whose unit has the largest sum.
    fn predict(&self, x: &Matrix) -> Vec<usize> {
        argmax_rows(&self.sums(x))
    }

    fn accuracy(&self) -> f64 {
        accuracy(&self.test.labels, &self.predict(&self.test.x))
    }

    /// The accuracy of saying the first species, Adelie, whatever the bird.
    fn baseline(&self) -> f64 {
        accuracy(&self.test.labels, &vec![0; self.test.labels.len()])
    }

    /// The share of birds for which exactly one unit fires.
    fn agreed(&self) -> f64 {
        let fired = self.sums(&self.test.x).mapv(step).sum_axis(Axis(1));
        fired.iter().filter(|&&units| units == 1.0).count() as f64 / fired.len() as f64
    }
}

fn new_birds(report: &mut Report, birds: &Classification) {
    report.section("new-birds", "Three species, three units: accuracy on birds that were held out");
    let bills = birds.columns(&MEASUREMENTS[..2]);
    let learn = |birds: &Classification| -> Vec<Lesson> {
        report.seeds().map(|seed| Lesson::learn(birds, 100, seed)).collect()
    };
    let (two, four) = (learn(&bills), learn(birds));
    let each = |lessons: &[Lesson], measure: fn(&Lesson) -> f64| -> Vec<f64> {
        lessons.iter().map(measure).collect()
    };
    let columns = [
        each(&four, Lesson::baseline),
        each(&two, Lesson::accuracy),
        each(&four, Lesson::accuracy),
        each(&four, Lesson::agreed),
    ];
    writeln!(report, "run   always Adelie   two bill measures   all four   exactly one unit fires");
    for run in 0..5 {
        let [always, two, four, agreed] = columns.each_ref().map(|column| percent(column[run]));
        writeln!(report, "{:>3} {always:>15} {two:>19} {four:>10} {agreed:>24}", run + 1);
    }
    let means = columns.each_ref().map(|column| percent(column.iter().sum::<f64>() / 5.0));
    writeln!(report, "mean {:>14} {:>19} {:>10} {:>24}", means[0], means[1], means[2], means[3]);
    for (name, mean) in ["always-adelie", "two-measures", "four-measures", "agreed"].iter().zip(&means) {
        report.value(name, mean);
    }
    report.value("test-birds", four[0].test.labels.len());
    let [always, with_two, with_four, _] = &columns;
    let better = (0..5).map(|run| with_two[run].min(with_four[run]) > always[run] + 0.3);
    report.claim("better-than-always-adelie", better, means.join(", "));
    let never_worse = (0..5).map(|run| with_four[run] >= with_two[run]);
    report.claim("four-measures-are-better", never_worse, means.join(", "));
    draw_species(report, &bills, &two[0]);
    draw_confusion(report, &four[0]);
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn never_settles(report: &mut Report, birds: &Classification) {
    report.section("never-settles", "Adelie or Chinstrap, from length and depth of the bill");
    let (bill, y) = scaled_task(birds, PAIRS[2], &MEASUREMENTS[..2]);
    let (wider, _) = scaled_task(birds, PAIRS[2], &["bill_length_mm", "bill_depth_mm", "body_mass_g"]);
    let (two, three) = (five_runs(report, &bill, &y, 1000), five_runs(report, &wider, &y, 1000));
    writeln!(report, "      mistakes in an epoch, 101 to 1000    with body mass:");
    writeln!(report, "run              fewest          most    epochs until none");
    for (run, (two, three)) in two.iter().zip(&three).enumerate() {
        let counts = || two.epochs.iter().skip(100).map(Vec::len);
        let (fewest, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
        writeln!(report, "{:>3} {fewest:>19} {most:>13} {:>20}", run + 1, three.epochs.len());
    }
    let unsettled = two.iter().map(|run| !run.settled());
    report.claim("never-settles", unsettled, "1000 epochs, none without a mistake");
    report.claim("a-third-measurement-settles", three.iter().map(Training::settled), "each run settles");
    draw_settling(report, &two[0], &three[0]);
}

fn four_birds(report: &mut Report, birds: &Classification) {
    report.section("four-birds", "Why: four birds, in standard deviations from the mean");
    let (x, y) = scaled_task(birds, PAIRS[2], &MEASUREMENTS[..2]);
    let four = crossing_birds(&x, &y);
    let places = four.map(|i| [x[[i, 0]], x[[i, 1]]]);
    for ([length, depth], name) in places.iter().zip(["Adelie", "Adelie", "Chinstrap", "Chinstrap"]) {
        writeln!(report, "{name:<10} bill length {length:>5.2}   bill depth {depth:>5.2}");
    }
    let seen = "the segment between the Adelies crosses that between the Chinstraps";
    report.fact("four-birds-cross", crossing(places) > 0.0, seen);
    draw_four_birds(report, &x, &y, four);
}

/// Of all two birds resting and two firing, those that lie most clearly crosswise.
fn crossing_birds(x: &Matrix, y: &Matrix) -> [usize; 4] {
    let of = |class: Real| -> Vec<usize> { (0..y.nrows()).filter(|&i| y[[i, 0]] == class).collect() };
    let (resting, firing) = (of(0.0), of(1.0));
    let mut best = (0.0, [0; 4]);
    for (i, &a) in resting.iter().enumerate() {
        for &b in &resting[..i] {
            for (j, &c) in firing.iter().enumerate() {
                for &d in &firing[..j] {
                    let clear = crossing([a, b, c, d].map(|i| [x[[i, 0]], x[[i, 1]]]));
                    if clear > best.0 {
                        best = (clear, [a, b, c, d]);
                    }
                }
            }
        }
    }
    best.1
}

/// How clearly the segment a–b crosses the segment c–d: above 0 if each one's ends lie on both sides of the other.
fn crossing([a, b, c, d]: [[Real; 2]; 4]) -> Real {
    let side = |from: [Real; 2], to: [Real; 2], p: [Real; 2]| {
        (to[0] - from[0]) * (p[1] - from[1]) - (to[1] - from[1]) * (p[0] - from[0])
    };
    let (c_side, d_side, a_side, b_side) = (side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b));
    if c_side * d_side >= 0.0 || a_side * b_side >= 0.0 {
        return 0.0;
    }
    c_side.abs().min(d_side.abs()).min(a_side.abs()).min(b_side.abs())
}

fn exclusive_or(report: &mut Report) {
    report.section("xor", "Rosenblatt's rule on exclusive or, rows in order");
    let (x, y) = (truth_table(), array![[0.], [1.], [1.], [0.]]);
    let mut unit = Perceptron::zeros(2, 1);
    let mut after = Vec::new();
    writeln!(report, "epoch   mistakes   w1   w2    b");
    for epoch in 1..=6 {
        let mistakes = (0..4).filter(|&i| unit.correct(&row(&x, i), &row(&y, i), 1.0)).count();
        let weights = [unit.w[[0, 0]], unit.w[[1, 0]], unit.b[[0, 0]]];
        writeln!(report, "{epoch:>5} {mistakes:>10} {:>4} {:>4} {:>4}", weights[0], weights[1], weights[2]);
        after.push(weights);
    }
    report.fact("xor-goes-in-circles", after[4] == after[5], "epoch 6 ends with the weights of epoch 5");
}

fn every_truth_table(report: &mut Report) {
    report.section("truth-tables", "What one unit can compute from two bits");
    let answers = every_unit(50).answers(&truth_table()); // 4 × units
    let table = |unit: ArrayView1<Real>| unit.iter().map(Real::to_string).collect::<String>();
    let tables: BTreeSet<String> = answers.columns().into_iter().map(table).collect();
    let found: Vec<&str> = tables.iter().map(String::as_str).collect();
    writeln!(report, "{} units; their answers to 00, 01, 10, 11:", answers.ncols());
    writeln!(report, "{}", found.join(" "));
    writeln!(report, "{} of 16 tables; 0110, exclusive or, and its opposite 1001 are missing.", found.len());
    report.value("units-tried", answers.ncols());
    report.value("tables", found.len());
    let missing = !tables.contains("0110") && !tables.contains("1001");
    report.fact("one-unit-cannot-xor", missing && found.len() == 14, format!("{} of 16", found.len()));
}

/// One layer of all units with two weights and a bias that are whole numbers up to `most`.
fn every_unit(most: usize) -> Perceptron {
    let side = 2 * most + 1;
    let number = |unit: usize, place: u32| (unit / side.pow(place) % side) as Real - most as Real;
    let w = Matrix::from_shape_fn((2, side.pow(3)), |(input, unit)| number(unit, input as u32));
    let b = Matrix::from_shape_fn((1, side.pow(3)), |(_, unit)| number(unit, 2));
    Perceptron { w, b }
}

/// OR and AND of two bits, and then "the first but not the second".
fn xor_by_hand() -> [Perceptron; 2] {
    let hidden = Perceptron { w: array![[1., 1.], [1., 1.]], b: array![[-0.5, -1.5]] };
    let output = Perceptron { w: array![[1.], [-1.]], b: array![[-0.5]] };
    [hidden, output]
}

fn two_layers(report: &mut Report) {
    report.section("two-layers", "Exclusive or with two layers, set by hand");
    let [hidden, output] = xor_by_hand();
    let x = truth_table();
    let h = hidden.answers(&x); // 4 × 2
    let y = output.answers(&h); // 4 × 1
    writeln!(report, "x1 x2 |  or and | xor");
    for ((x, h), y) in x.rows().into_iter().zip(h.rows()).zip(&y) {
        writeln!(report, "{:>2} {:>2} | {:>3} {:>3} | {y:>3}", x[0], x[1], h[0], h[1]);
    }
    report.fact("two-layers-xor", y == array![[0.], [1.], [1.], [0.]], "all four rows");
    draw_xor(report, &hidden, &output);
}

/// The one layer that computes what two layers compute when nothing stands between them.
fn merged(first: &Perceptron, second: &Perceptron) -> Perceptron {
    Perceptron { w: matmul(first.w.view(), second.w.view()), b: affine(&first.b, &second.w, &second.b) }
}

fn without_the_threshold(report: &mut Report, birds: &Classification) {
    report.section("merged", "Layers without a threshold between them");
    let mut rng = rng(report.seed());
    let mut random = |inputs, units| Perceptron {
        w: Matrix::from_shape_simple_fn((inputs, units), || rng.random_range(-1.0..1.0)),
        b: Matrix::from_shape_simple_fn((1, units), || rng.random_range(-1.0..1.0)),
    };
    let layers = [random(4, 16), random(16, 16), random(16, 16), random(16, 3)];
    let x = Standardize::fit(&birds.x).apply(&birds.x);
    let sums = |z: Matrix, layer: &Perceptron| affine(&z, &layer.w, &layer.b);
    let deep = layers.iter().fold(x.clone(), sums); // birds × 3
    let one = merged(&merged(&merged(&layers[0], &layers[1]), &layers[2]), &layers[3]);
    let shallow = sums(x, &one);
    let apart = largest(&(&deep - &shallow)) / largest(&deep);
    writeln!(report, "Four random layers, 4-16-16-16-3, and the one layer they merge into, on all birds:");
    writeln!(report, "largest difference of the sums, relative to the largest sum: {apart:.0e}");
    report.fact("layers-collapse", apart < 1e-5, format!("relative difference {apart:.0e}"));
    let [hidden, output] = xor_by_hand();
    let xor = merged(&hidden, &output);
    writeln!(
        report,
        "The two layers of exclusive or merge into w = {}, {} and b = {}: it always fires.",
        xor.w[[0, 0]],
        xor.w[[1, 0]],
        xor.b[[0, 0]]
    );
    report.fact(
        "merged-xor-always-fires",
        xor.answers(&truth_table()) == Matrix::ones((4, 1)),
        "four times 1",
    );
}

fn largest(x: &Matrix) -> Real {
    x.fold(0.0, |a, &b| a.max(b.abs()))
}

fn draw_epochs(report: &mut Report, raw: &Training, scaled: &Training) {
    let mistakes = |run: &Training| -> Vec<(usize, usize)> {
        run.epochs.iter().enumerate().map(|(epoch, mistaken)| (epoch + 1, mistaken.len())).collect()
    };
    let chart = Chart::new("epoch", "mistakes in the epoch").log_x().x_range(1, 1000);
    let chart = chart.line("grams and millimetres", mistakes(raw)).line("standardised", mistakes(scaled));
    report.figure("epochs", &chart.svg());
}

fn draw_neuron(report: &mut Report) {
    let diagram = Diagram::new(230.0)
        .node("x₁", (60.0, 40.0))
        .node("x₂", (60.0, 115.0))
        .node("1", (60.0, 190.0))
        .block("z = Σ", (300.0, 115.0))
        .block("step", (440.0, 115.0))
        .node("ŷ", (570.0, 115.0))
        .arrow("x₁", "z = Σ", "w₁")
        .arrow("x₂", "z = Σ", "w₂")
        .arrow("1", "z = Σ", "b")
        .arrow("z = Σ", "step", "z")
        .arrow("step", "ŷ", "");
    report.figure("neuron", &diagram.svg());
}

/// One panel for each correction: the birds, the bird that was mistaken, and the line after the correction.
fn draw_corrections(report: &mut Report, x: &Matrix, y: &Matrix, corrections: &[(usize, [Real; 3])]) {
    let of =
        |class: Real| (0..y.nrows()).filter(move |&i| y[[i, 0]] == class).map(|i| [x[[i, 0]], x[[i, 1]]]);
    let mut panels = Panels::new(2);
    for (k, &(i, [w1, w2, b])) in corrections.iter().enumerate() {
        let chart = Chart::new("bill depth", "body mass")
            .title(&format!("correction {}", k + 1))
            .height(400.0)
            .x_range(-3, 3)
            .y_range(-3, 3)
            .scatter("Adelie", of(0.0))
            .scatter("Gentoo", of(1.0))
            .scatter("wrong", [[x[[i, 0]], x[[i, 1]]]])
            .region(move |depth, mass| {
                usize::from(f64::from(w1) * depth + f64::from(w2) * mass + f64::from(b) >= 0.0)
            });
        panels = panels.add(chart);
    }
    report.figure("corrections", &panels.svg());
}

fn draw_bound(report: &mut Report, tasks: &[Task], ways: &[(f64, Training)]) {
    let mut chart = Chart::new("bound", "mistakes").log_x().log_y().x_range(10, 1e10).y_range(0.9, 1e7);
    for (pair, species) in PAIRS.iter().enumerate() {
        let tasks = tasks.iter().filter(|task| task.pair == pair);
        let points = tasks.flat_map(|task| task.runs.iter().map(|run| (task.bound, run.mistakes())));
        chart = chart.scatter(&species.join(", "), points);
    }
    let chart = chart
        .scatter("four units", ways.iter().map(|(bound, run)| (*bound, run.mistakes())))
        .line("", [(10, 10), (10_000_000, 10_000_000)]);
    report.figure("bound", &chart.note((3e4, 1e6), "mistakes = bound").svg());
}

fn draw_species(report: &mut Report, bills: &Classification, lesson: &Lesson) {
    let mut chart = Chart::new("bill length (mm)", "bill depth (mm)").x_range(30, 62).y_range(12, 23);
    for (label, name) in bills.classes.iter().enumerate() {
        let birds = (0..bills.labels.len()).filter(|&i| bills.labels[i] == label);
        chart = chart.scatter(name, birds.map(|i| [bills.x[[i, 0]], bills.x[[i, 1]]]));
    }
    let species = |length: f64, depth: f64| lesson.predict(&array![[length as Real, depth as Real]])[0];
    report.figure("species", &chart.region(species).svg());
}

fn draw_confusion(report: &mut Report, lesson: &Lesson) {
    let names = &lesson.test.classes;
    let counts = confusion_matrix(&lesson.test.labels, &lesson.predict(&lesson.test.x), names.len());
    let counts = Array2::from_shape_fn((names.len(), names.len()), |(i, j)| counts[i][j]);
    let map = HeatMap::new("species", "predicted", &counts).names(names.iter().map(String::as_str));
    report.figure("confusion", &map.svg());
}

fn draw_settling(report: &mut Report, two: &Training, three: &Training) {
    let mistakes = |run: &Training| -> Vec<(usize, usize)> {
        run.epochs.iter().take(100).enumerate().map(|(epoch, mistaken)| (epoch + 1, mistaken.len())).collect()
    };
    let chart = Chart::new("epoch", "mistakes in the epoch");
    let chart = chart.line("two measurements", mistakes(two)).line("with body mass", mistakes(three));
    report.figure("settling", &chart.svg());
}

fn draw_four_birds(report: &mut Report, x: &Matrix, y: &Matrix, four: [usize; 4]) {
    let at = |i: usize| [x[[i, 0]], x[[i, 1]]];
    let of = |class: Real| (0..y.nrows()).filter(move |&i| y[[i, 0]] == class).map(at);
    let chart = Chart::new("bill length (standardised)", "bill depth (standardised)")
        .scatter("Adelie", of(0.0))
        .scatter("Chinstrap", of(1.0))
        .line("Adelie", [at(four[0]), at(four[1])])
        .line("Chinstrap", [at(four[2]), at(four[3])]);
    report.figure("four-birds", &chart.svg());
}

/// Left the inputs, right what the hidden layer makes of them, each with the lines of the units that look at it.
fn draw_xor(report: &mut Report, hidden: &Perceptron, output: &Perceptron) {
    let fires = |unit: &Perceptron, x: &Matrix| unit.answers(x)[[0, 0]] as usize;
    let point = |x: f64, y: f64| array![[x as Real, y as Real]];
    let panel = |x: &str, y: &str| Chart::new(x, y).height(360.0).x_range(-0.5, 1.5).y_range(-0.5, 1.5);
    let inputs = panel("x₁", "x₂")
        .title("inputs")
        .scatter("0", [(0, 0), (1, 1)])
        .scatter("1", [(0, 1), (1, 0)])
        .region(|x1, x2| fires(output, &hidden.answers(&point(x1, x2))));
    let inside = panel("or", "and")
        .title("hidden layer")
        .scatter("0", [(0, 0), (1, 1)])
        .scatter("1", [(1, 0)])
        .region(|h1, h2| fires(output, &point(h1, h2)));
    report.figure("xor", &Panels::new(2).add(inputs).add(inside).svg());
}
