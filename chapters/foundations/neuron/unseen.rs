//! Three species, three units, and birds that were held out.

use crate::birds::MEASUREMENTS;
use crate::perceptron::{Perceptron, train};
use ndarray::{Axis, array};
use neural::activation::step;
use neural::data::{Classification, Standardize, stratified_split};
use neural::loss::one_hot;
use neural::metrics::{accuracy, argmax_rows};
use neural::{Matrix, Real, rng};
use report::plot::{Chart, Figure};
use report::{Report, Table};

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

    /// The species whose unit has the largest sum.
    fn predict(&self, x: &Matrix) -> Vec<usize> {
        argmax_rows(&self.layer.sums(&self.scaler.apply(x)))
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
        let sums = self.layer.sums(&self.scaler.apply(&self.test.x));
        let fired = sums.mapv(step).sum_axis(Axis(1));
        fired.iter().filter(|&&units| units == 1.0).count() as f64 / fired.len() as f64
    }
}

pub fn new_birds(report: &mut Report, birds: &Classification) {
    let bills = birds.columns(&MEASUREMENTS[..2]);
    let learn = |birds: &Classification| -> Vec<Lesson> {
        report.seeds().map(|seed| Lesson::learn(birds, 100, seed)).collect()
    };
    let (two, four) = (learn(&bills), learn(birds));
    let each = |lessons: &[Lesson], measure: fn(&Lesson) -> f64| -> Vec<f64> {
        lessons.iter().map(|lesson| 100.0 * measure(lesson)).collect()
    };
    let columns =
        [each(&four, Lesson::baseline), each(&two, Lesson::accuracy), each(&four, Lesson::accuracy)];
    let tested = four[0].test.labels.len();
    let caption =
        format!("Accuracy on the {tested} test birds of three species; each run holds out another quarter.");
    let names = ["run", "always “Adelie” (%)", "two bill measurements (%)", "four measurements (%)"];
    let mut table = Table::new("new-birds", caption, names);
    let mut row = |name: String, cells: [f64; 3]| {
        let [always, two, four] = cells.map(|cell| format!("{cell:.1}"));
        table.row([name, always, two, four]);
    };
    for run in 0..two.len() {
        row((run + 1).to_string(), columns.each_ref().map(|column| column[run]));
    }
    let means = columns.each_ref().map(|column| column.iter().sum::<f64>() / column.len() as f64);
    row("mean".to_string(), means);
    report.table(table);
    for (name, mean) in ["always-adelie", "two-measures", "four-measures"].iter().zip(&means) {
        report.value(name, format!("{mean:.1} %"));
    }
    let agreed = each(&four, Lesson::agreed);
    report.value("agreed", format!("{:.1} %", agreed.iter().sum::<f64>() / agreed.len() as f64));
    report.value("test-birds", tested);
    let [always, with_two, with_four] = &columns;
    let better = (0..two.len()).map(|run| {
        let (least, most) = (with_two[run].min(with_four[run]), with_two[run].max(with_four[run]));
        least > always[run] + 30.0 && most == with_four[run]
    });
    let seen = format!("{with_two:.1?} % with two, {with_four:.1?} % with four, {:.1} % always", always[0]);
    report.claim("better-than-always-adelie", better, seen);
    draw_species(report, &bills, &two[0]);
}

fn draw_species(report: &mut Report, bills: &Classification, lesson: &Lesson) {
    let chart = Chart::new("bill length (mm)", "bill depth (mm)");
    let mut chart = chart.x_range(30, 62).y_range(12, 23);
    for (label, name) in bills.classes.iter().enumerate() {
        let birds = (0..bills.labels.len()).filter(|&i| bills.labels[i] == label);
        chart = chart.scatter(name, birds.map(|i| [bills.x[[i, 0]], bills.x[[i, 1]]]));
    }
    let bird = |length: f64, depth: f64| array![[length as Real, depth as Real]];
    let region = |length, depth| lesson.predict(&bird(length, depth))[0];
    report.figure("species", &chart.region(region).svg());
}
