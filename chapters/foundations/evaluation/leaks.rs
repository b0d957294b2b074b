//! Choices made too early: columns chosen, or scaled, with the test rows in sight.

use crate::network::{Model, Recipe, YES_OR_NO, column, unchanged};
use crate::{mean, percent};
use ndarray::Axis;
use neural::data::{Classification, Split, Standardize, stratified_k_fold};
use neural::metrics::accuracy;
use neural::trials::over_seeds;
use neural::{Matrix, Real, Rng};
use rand::RngExt;
use rand::seq::SliceRandom;
use report::plot::{Chart, Figure};
use report::{Report, Table};

/// The numbers of those columns (of `x`, n × d) that go best with the labels: largest |Σ (y − ȳ)
/// z|, scaled.
fn best_columns(x: &Matrix, labels: &[usize], count: usize) -> Vec<usize> {
    let z = Standardize::fit(x).apply(x);
    let share = labels.iter().sum::<usize>() as Real / labels.len() as Real;
    let relation = |column: usize| -> Real {
        z.column(column).iter().zip(labels).map(|(z, &label)| (label as Real - share) * z).sum()
    };
    let mut columns: Vec<usize> = (0..x.ncols()).collect();
    columns.sort_by(|&a, &b| relation(b).abs().total_cmp(&relation(a).abs()));
    columns[..count].to_vec()
}

/// The five-fold accuracy of one neuron on the best 20 of 1000 columns: chosen once from all rows,
/// or anew from the training rows of each split.
fn chosen(x: &Matrix, labels: &[usize], before_the_split: bool, rng: &mut Rng) -> f64 {
    let folds = stratified_k_fold(labels, 5, rng);
    let recipe = Recipe { hidden: 0, steps: 200, ..YES_OR_NO };
    let tested = |Split { train, test }: &Split| {
        let seen: Vec<usize> = if before_the_split { (0..labels.len()).collect() } else { train.clone() };
        let of = |rows: &[usize]| rows.iter().map(|&row| labels[row]).collect::<Vec<_>>();
        let best = best_columns(&x.select(Axis(0), &seen), &of(&seen), 20);
        let x = x.select(Axis(1), &best);
        let model = Model::fit(&x.select(Axis(0), train), &column(&of(train)), recipe, rng);
        let z = model.predict(&x.select(Axis(0), test));
        accuracy(&of(test), &z.iter().map(|&z| usize::from(z >= 0.0)).collect::<Vec<_>>())
    };
    mean(&folds.iter().map(tested).collect::<Vec<_>>())
}

/// The numbers of 25 benign and 25 malignant samples.
fn fifty(samples: &Classification, rng: &mut Rng) -> Vec<usize> {
    let of_class = |class| {
        let mut rows: Vec<usize> =
            (0..samples.labels.len()).filter(|&row| samples.labels[row] == class).collect();
        rows.shuffle(rng);
        rows.truncate(25);
        rows
    };
    [0, 1].map(of_class).concat()
}

/// How many groups of fifty patients each seed draws.
const GROUPS: usize = 10;

pub fn dice(report: &mut Report, samples: &Classification) {
    let runs = over_seeds(report.seeds(), |seed| {
        let mut rng = neural::rng(seed);
        let groups = (0..GROUPS).map(|_| {
            let patients = fifty(samples, &mut rng);
            let labels: Vec<usize> = patients.iter().map(|&row| samples.labels[row]).collect();
            let x = Matrix::from_shape_simple_fn((50, 1000), || rng.random_range(1..=6) as Real);
            [true, false].map(|before| chosen(&x, &labels, before, &mut rng))
        });
        let groups: Vec<[f64; 2]> = groups.collect();
        [0, 1].map(|i| mean(&groups.iter().map(|group| group[i]).collect::<Vec<_>>()))
    });
    let caption = "Diagnoses of fifty patients from the best twenty of a thousand throws of a die \
                   each: five-fold accuracy (mean of ten groups of patients).";
    let columns = ["seed", "chosen before the split (%)", "chosen within each split (%)"];
    let mut table = Table::new("dice", caption, columns);
    for (seed, [before, within]) in report.seeds().zip(&runs) {
        table.row([seed.to_string(), percent(*before), percent(*within)]);
    }
    report.table(table);
    let [before, within] = [0, 1].map(|i| runs.iter().map(|run| run[i]).collect::<Vec<_>>());
    report.value("dice-before", format!("{:.0} %", 100.0 * mean(&before)));
    report.value("dice-within", format!("{:.0} %", 100.0 * mean(&within)));
    let flattered = before.iter().map(|&before| before > 0.85);
    let seen = format!("right when chosen before the split: {before:.2?}");
    report.claim("choosing-first-flatters", flattered, seen);
    let honest = within.iter().map(|within| (within - 0.5).abs() < 0.1);
    report.claim("dice-know-nothing", honest, format!("right when chosen within: {within:.2?}"));
    draw_dice(report, samples);
}

/// How strongly each of a thousand columns of throws goes with the diagnoses of one group.
fn draw_dice(report: &mut Report, samples: &Classification) {
    let mut rng = neural::rng(report.seed());
    let patients = fifty(samples, &mut rng);
    let labels: Vec<usize> = patients.iter().map(|&row| samples.labels[row]).collect();
    let x = Matrix::from_shape_simple_fn((50, 1000), || rng.random_range(1..=6) as Real);
    let z = Standardize::fit(&x).apply(&x);
    let correlation = |column: usize| {
        let signs = labels.iter().map(|&label| 2.0 * label as Real - 1.0);
        f64::from(z.column(column).iter().zip(signs).map(|(z, sign)| z * sign).sum::<Real>() / 50.0)
    };
    let all: Vec<f64> = (0..x.ncols()).map(correlation).collect();
    let mut sizes: Vec<f64> = all.iter().map(|correlation| correlation.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let (border, tall) = (sizes[19], 60.0);
    let chart = Chart::new("correlation of a column of throws with the diagnosis", "columns")
        .histogram("", &all, 41)
        .line("the best twenty lie outside", [(border, 0.0), (border, tall)])
        .line("the best twenty lie outside", [(-border, 0.0), (-border, tall)]);
    report.figure("dice", &chart.svg());
    report.value("dice-border", format!("{border:.2}"));
}

pub fn scaled_first(report: &mut Report, samples: &Classification) {
    let right = |seed: u64| {
        let mut rng = neural::rng(seed);
        let patients = samples.rows(&fifty(samples, &mut rng));
        let folds = stratified_k_fold(&patients.labels, 5, &mut rng);
        let y = column(&patients.labels);
        let within = Recipe { hidden: 0, steps: 200, ..YES_OR_NO };
        let first = Standardize::fit(&patients.x).apply(&patients.x);
        let both = [(first, Recipe { scale: unchanged, ..within }), (patients.x, within)];
        both.map(|(x, recipe)| {
            let rng = &mut neural::rng(seed); // the same start and the same batches
            let right = |Split { train, test }: &Split| {
                let (seen, unseen) = (x.select(Axis(0), train), x.select(Axis(0), test));
                let z = Model::fit(&seen, &y.select(Axis(0), train), recipe, rng).predict(&unseen);
                let truths = test.iter().map(|&row| patients.labels[row] == 1);
                z.iter().zip(truths).filter(|&(&z, truth)| (z >= 0.0) == truth).count()
            };
            folds.iter().map(right).sum::<usize>()
        })
    };
    let runs = over_seeds(report.seeds(), |seed| {
        let groups = (0..GROUPS as u64).map(|group| right(GROUPS as u64 * seed + group));
        groups.fold([0, 0], |[first, within], [a, b]| [first + a, within + b])
    });
    let [first, within] = [0, 1].map(|i| runs.iter().map(|run| run[i]).collect::<Vec<_>>());
    let share = |counts: &[usize]| {
        let answers = (50 * GROUPS * counts.len()) as f64;
        format!("{} %", percent(counts.iter().sum::<usize>() as f64 / answers))
    };
    report.value("scaled-first", share(&first));
    report.value("scaled-within", share(&within));
    let alike = first.iter().zip(&within).map(|(first, within)| first.abs_diff(*within) < 10);
    let seen = format!("right of 500: standardised first {first:?}, within each split {within:?}");
    report.claim("scaling-first-hardly-flatters", alike, seen);
}
