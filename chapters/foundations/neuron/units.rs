//! The puzzle of the chapter: one task in grams and millimetres and in standard deviations.

use crate::birds::{self, MEASUREMENTS, PAIRS, TWO};
use crate::bound::{bound, signed, widest_street};
use crate::perceptron::{Training, five_runs, train};
use ndarray::{Array1, Axis};
use neural::data::{Classification, Standardize};
use neural::{Matrix, Real, rng};
use report::plot::{Chart, Figure, Panels};
use report::{Report, Table};

pub fn grams_and_millimetres(report: &mut Report, birds: &Classification) {
    let (x, y) = birds::task(birds, PAIRS[0], &MEASUREMENTS);
    let (scaled, _) = birds::scaled_task(birds, PAIRS[0], &MEASUREMENTS);
    let (raw, scaled) = (five_runs(report, &x, &y, 1000), five_runs(report, &scaled, &y, 1000));
    let caption = format!(
        "One neuron learns to tell Adelies from Gentoos; an epoch shows it all {} birds once.",
        y.nrows()
    );
    let columns = [
        "run",
        "mistakes in 1000 epochs, g and mm",
        "of these in the last epoch",
        "mistakes in all, standardised",
        "epochs, standardised",
    ];
    let mut table = Table::new("units", caption, columns);
    let last = |run: &Training| run.epochs[run.epochs.len() - 1].len();
    for (number, (raw, scaled)) in raw.iter().zip(&scaled).enumerate() {
        let (all, epochs) = (scaled.mistakes(), scaled.epochs.len());
        table.row([number + 1, raw.mistakes(), last(raw), all, epochs]);
    }
    report.table(table);
    report.value("adelie-gentoo", y.nrows());
    report.value("raw-mistakes", raw[0].mistakes());
    report.value("scaled-mistakes", scaled[0].mistakes());
    let thousandfold = raw.iter().zip(&scaled).map(|(raw, scaled)| {
        let many = raw.mistakes() > 1000 * scaled.mistakes();
        many && scaled.settled() && !raw.settled()
    });
    let [in_grams, standardised] =
        [&raw, &scaled].map(|runs| runs.iter().map(Training::mistakes).collect::<Vec<_>>());
    let seen = format!("mistakes in each run: {in_grams:?} in g and mm, {standardised:?} standardised");
    report.claim("thousandfold", thousandfold, seen);
    let chart = Chart::new("epoch", "mistakes in the epoch").log_x().x_range(1, 1000);
    let chart = chart.line("grams and millimetres", raw[0].curve());
    report.figure("epochs", &chart.line("standardised", scaled[0].curve()).svg());
}

/// Measurements in some units, a plane that separates the species in these units, and the bound.
pub struct Way {
    name: &'static str,
    x: Matrix,
    plane: Array1<f64>,
    pub bound: f64,
}

/// As in the file, only shifted by the mean, only stretched to a standard deviation of one, and
/// both.
fn four_ways(x: &Matrix, y: &Matrix) -> [Way; 4] {
    let scaler = Standardize::fit(x);
    let plane = widest_street(&signed(&scaler.apply(x), y));
    let (zero, one) = (Matrix::zeros((1, x.ncols())), Matrix::ones((1, x.ncols())));
    let mean = scaler.undo(&zero);
    let deviation = scaler.undo(&one) - &mean;
    let way = |name, shift: &Matrix, stretch: &Matrix| {
        let x = (x - shift) / stretch;
        let plane = same_plane(&plane, &((shift - &mean) / &deviation), &(stretch / &deviation));
        // A search in the changed units may find a smaller bound.
        let v = signed(&x, y);
        let found = widest_street(&v);
        let [one, other] = [&plane, &found].map(|plane| bound(&v, plane).unwrap_or(f64::INFINITY));
        Way { name, x, plane, bound: one.min(other) }
    };
    [
        way("grams and millimetres", &zero, &one),
        way("only shifted", &mean, &one),
        way("only stretched", &zero, &deviation),
        way("standardised", &mean, &deviation),
    ]
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

/// The bound and the first run in four systems of units.
pub fn shift_or_stretch(report: &mut Report, birds: &Classification) -> Vec<(Way, Training)> {
    let (x, y) = birds::task(birds, PAIRS[0], &MEASUREMENTS);
    let caption = "The first run, continued to its end in four systems of units. The bound and \
                   the angle are known before training.";
    let columns =
        ["measurements", "angle between the mean birds (°)", "bound on the mistakes", "mistakes", "epochs"];
    let mut table = Table::new("ways", caption, columns);
    let mut found = Vec::new();
    for way in four_ways(&x, &y) {
        let run = train(&way.x, &y, 1_000_000, 1.0, &mut rng(report.seed()));
        table.row([
            way.name.to_string(),
            format!("{:.1}", angle(&way.x, &y)),
            way.bound.floor().to_string(),
            run.mistakes().to_string(),
            run.epochs.len().to_string(),
        ]);
        found.push((way, run));
    }
    report.table(table);
    let (way, run) = &found[0];
    report.value("angle-raw", format!("{:.1}", angle(&way.x, &y)));
    report.value("angle-scaled", format!("{:.0}", angle(&found[3].0.x, &y)));
    report.value("grams-epochs", run.epochs.len());
    report.value("grams-mistakes", run.mistakes());
    report.value("grams-bound", format!("{:.1}", way.bound / 1e9)); // in 10⁹
    report.value("scaled-bound", found[3].0.bound.floor());
    let settled = run.settled() && run.epochs.len() > 10_000;
    report.fact("late-but-settled", settled, format!("the last epoch is {}", run.epochs.len()));
    let kept = found.iter().all(|(way, run)| run.settled() && run.mistakes() as f64 <= way.bound);
    report.fact("below-all-bounds", kept, "all four runs end within their bounds");
    let same = found.iter().all(|(way, _)| bound(&signed(&way.x, &y), &way.plane).is_some());
    report.fact("one-plane-for-all-units", same, "one plane, rewritten, separates the species in each");
    both_parts_help(report, &found, &y);
    found
}

fn both_parts_help(report: &mut Report, ways: &[(Way, Training)], y: &Matrix) {
    let mistakes = |way: &Way| -> Vec<usize> {
        five_runs(report, &way.x, y, 4000).iter().map(Training::mistakes).collect()
    };
    let counts: Vec<Vec<usize>> = ways.iter().map(|(way, _)| mistakes(way)).collect();
    let better = (0..counts[0].len()).map(|run| {
        let [raw, shifted, stretched, both] = [0, 1, 2, 3].map(|way: usize| counts[way][run]);
        10 * shifted < raw && 10 * stretched < shifted && both < stretched
    });
    let seen = format!(
        "mistakes within 4000 epochs: {:?} as measured, {:?} shifted, {:?} stretched, {:?} both",
        counts[0], counts[1], counts[2], counts[3]
    );
    report.claim("both-parts-help", better, seen);
}

/// The angle, in degrees, between the means of the two classes, as arrows `(x, 1)`.
fn angle(x: &Matrix, y: &Matrix) -> f64 {
    let [a, b] = [0.0, 1.0].map(|class| mean_arrow(x, y, class));
    (a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()).acos().to_degrees()
}

fn mean_arrow(x: &Matrix, y: &Matrix, class: Real) -> Array1<f64> {
    let rows: Vec<usize> = (0..y.nrows()).filter(|&i| y[[i, 0]] == class).collect();
    let mean = x.select(Axis(0), &rows).mapv(f64::from).mean_axis(Axis(0)).expect("birds");
    mean.into_iter().chain([1.0]).collect()
}

/// Birds as arrows, from an origin far away and from one in their middle.
pub fn draw_arrows(report: &mut Report, birds: &Classification) {
    let (scaled, y) = birds::scaled_task(birds, PAIRS[0], &TWO);
    let (raw, _) = birds::task(birds, PAIRS[0], &TWO);
    let stretched = &raw / &raw.std_axis(Axis(0), 0.0);
    let with_means = |mut chart: Chart<'static>, x: &Matrix| {
        for class in [0.0, 1.0] {
            let mean = mean_arrow(x, &y, class);
            chart = chart.arrow((0, 0), (mean[0], mean[1]), "");
        }
        chart
    };
    let far = birds::plane("zero is no penguin", &stretched, &y, 1).x_range(0, 12).y_range(0, 12);
    let near = birds::plane("zero is the mean penguin", &scaled, &y, 1);
    let panels = Panels::new(2).add(with_means(far, &stretched)).add(with_means(near, &scaled));
    report.figure("arrows", &panels.svg());
}
