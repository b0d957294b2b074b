//! The program of the appendices on figures: why to draw at all, one figure of each kind, and how they are drawn.

use ndarray::{Array2, ArrayView1, Axis, array};
use neural::data::{self, Classification, DataError, Standardize, Table, data_file};
use neural::metrics::{accuracy, confusion_matrix};
use neural::{Matrix, Real};
use report::Report;
use report::plot::{Bars, Chart, Diagram, Figure, HeatMap, Images, Panels};
use std::process::ExitCode;

/// The share of the digits that is kept aside to test on.
const TEST_SHARE: f64 = 0.2;

fn main() -> Result<ExitCode, DataError> {
    let mut report = Report::from_args("figures");
    a_number_that_misleads(&mut report)?;
    charts(&mut report)?;
    digits(&mut report)?;
    report.figure("masses", &masses()?.svg());
    report.figure("network", &network().svg());
    a_picture_is_text(&mut report);
    report.figure("ticks", &ticks().svg());
    report.figure("palette", &palette().svg());
    report.figure("squares", &squares().svg());
    Ok(report.finish())
}

/// The straight line through points with the least squared error, and how close the points are to one.
struct Fit {
    slope: f64,
    intercept: f64,
    correlation: f64,
}

fn fit(points: &[(f64, f64)]) -> Fit {
    let mean = |value: fn(&(f64, f64)) -> f64| points.iter().map(value).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (xx, yy) = (mean(|p| p.0 * p.0) - x * x, mean(|p| p.1 * p.1) - y * y);
    let xy = mean(|p| p.0 * p.1) - x * y;
    Fit { slope: xy / xx, intercept: y - xy / xx * x, correlation: xy / (xx * yy).sqrt() }
}

/// Two columns as points, of one class or of all.
fn points(set: &Classification, columns: [usize; 2], class: Option<usize>) -> Vec<(f64, f64)> {
    let rows = (0..set.labels.len()).filter(|&row| class.is_none_or(|class| set.labels[row] == class));
    rows.map(|row| columns.map(|column| f64::from(set.x[(row, column)]))).map(|[x, y]| (x, y)).collect()
}

fn a_number_that_misleads(report: &mut Report) -> Result<(), DataError> {
    let penguins = data::penguins()?;
    let all = points(&penguins, [0, 1], None);
    let whole = fit(&all);
    let caption = "Correlation of bill length and bill depth, of all penguins and of each species.";
    let mut table = report::Table::new("correlation", caption, ["penguins", "how many", "correlation"]);
    let mut row = |name: &str, birds: &[(f64, f64)], fit: &Fit| {
        table.row([name, &birds.len().to_string(), &format!("{:.2}", fit.correlation)]);
    };
    row("all", &all, &whole);
    let axes = || Chart::new("bill length (mm)", "bill depth (mm)").height(340.0);
    let ends = [31.0, 60.0];
    let line = |fit: &Fit| ends.map(|x| (x, fit.intercept + fit.slope * x));
    let one = axes().scatter("all penguins", &all).line("", line(&whole));
    let mut three = axes();
    let mut signs = Vec::new();
    for (class, name) in penguins.classes.iter().enumerate() {
        let birds = points(&penguins, [0, 1], Some(class));
        let own = fit(&birds);
        row(name, &birds, &own);
        three = three.scatter(name, &birds).line(name, line(&own));
        signs.push(own.correlation > 0.0);
    }
    report.table(table);
    report.value("correlation", format!("{:.2}", whole.correlation).replace('-', "−"));
    let flips = whole.correlation < 0.0 && signs.iter().all(|&positive| positive);
    report.fact("the-sign-flips", flips, "negative over all, positive within each species");
    report.figure("one-cloud", &one.svg());
    report.figure("three-clouds", &three.y_range(12.5, 22.5).svg());
    Ok(())
}

fn charts(report: &mut Report) -> Result<(), DataError> {
    let (penguins, cars) = (data::penguins()?, data::auto_mpg()?);
    report.figure("flippers", &flippers(&penguins).svg());
    report.figure("regions", &regions(&penguins).svg());
    let column =
        |name: &str| -> Vec<f64> { cars.columns(&[name]).x.iter().map(|&value| f64::from(value)).collect() };
    let mpg: Vec<f64> = cars.y.iter().map(|&value| f64::from(value)).collect();
    report.figure("years", &years(&column("year"), &mpg).svg());
    let power = power_law(report, &column("displacement"), &mpg);
    report.figure("power", &power.svg());
    report.figure("shares", &shares(&mpg).svg());
    report.figure("valley", &valley(&column("weight"), &mpg).svg());
    Ok(())
}

fn flippers(penguins: &Classification) -> Chart<'static> {
    let flippers = penguins.columns(&["flipper_length_mm"]);
    let chart = Chart::new("flipper length (mm)", "penguins");
    flippers.classes.iter().enumerate().fold(chart, |chart, (class, name)| {
        let rows: Vec<usize> =
            (0..flippers.labels.len()).filter(|&row| flippers.labels[row] == class).collect();
        chart.histogram(name, flippers.rows(&rows).x.iter(), 12)
    })
}

/// The mean of each class: classes × features.
fn class_means(set: &Classification) -> Matrix {
    let mut means = Matrix::zeros((set.classes.len(), set.x.ncols()));
    for (class, mut mean) in means.rows_mut().into_iter().enumerate() {
        let rows: Vec<usize> = (0..set.labels.len()).filter(|&row| set.labels[row] == class).collect();
        mean.assign(&set.x.select(Axis(0), &rows).mean_axis(Axis(0)).expect("each class has rows"));
    }
    means
}

/// The class whose mean is nearest to `row`.
fn nearest(means: &Matrix, row: ArrayView1<Real>) -> usize {
    let distance = |class: &usize| (&means.row(*class) - &row).mapv(|d| f64::from(d * d)).sum();
    (0..means.nrows()).min_by(|a, b| distance(a).total_cmp(&distance(b))).expect("there are classes")
}

fn regions(penguins: &Classification) -> Chart<'static> {
    let mut two = penguins.columns(&["bill_length_mm", "flipper_length_mm"]);
    let birds = two.clone();
    let scaler = Standardize::fit(&two.x);
    two.x = scaler.apply(&two.x);
    let means = class_means(&two);
    let classes = birds.classes.iter().enumerate();
    let chart = classes
        .fold(Chart::new("bill length (mm)", "flipper length (mm)"), |chart, (class, name)| {
            chart.scatter(name, points(&birds, [0, 1], Some(class)))
        });
    chart.region(move |x, y| nearest(&means, scaler.apply(&array![[x as Real, y as Real]]).row(0)))
}

/// Mean and standard deviation of the mileage in each year.
fn years(year: &[f64], mpg: &[f64]) -> Chart<'static> {
    let (mut mean, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for y in 70..=82 {
        let of_year: Vec<f64> =
            mpg.iter().zip(year).filter(|(_, at)| **at == f64::from(y)).map(|p| *p.0).collect();
        let m = of_year.iter().sum::<f64>() / of_year.len() as f64;
        let s = (of_year.iter().map(|v| (v - m).powi(2)).sum::<f64>() / of_year.len() as f64).sqrt();
        mean.push((1900 + y, m));
        low.push((1900 + y, m - s));
        high.push((1900 + y, m + s));
    }
    let best = mean.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).expect("there are years");
    let chart = Chart::new("model year", "miles per gallon").band("mean ± one deviation", low, high);
    chart.line("mean ± one deviation", mean).arrow((best.0, best.1 + 9.0), best, "the best year")
}

fn power_law(report: &mut Report, displacement: &[f64], mpg: &[f64]) -> Chart<'static> {
    let cars: Vec<(f64, f64)> = displacement.iter().copied().zip(mpg.iter().copied()).collect();
    let logs: Vec<(f64, f64)> = cars.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let Fit { slope, intercept, .. } = fit(&logs);
    report.value("exponent", format!("{slope:.2}").replace('-', "−"));
    let chart = Chart::new("displacement (cubic inches)", "miles per gallon").log_x().log_y();
    chart.scatter("cars", &cars).curve("power law", 65.0..=460.0, move |x| (intercept + slope * x.ln()).exp())
}

fn shares(mpg: &[f64]) -> Chart<'static> {
    let mut sorted = mpg.to_vec();
    sorted.sort_by(f64::total_cmp);
    let share = |(i, &mpg): (usize, &f64)| (mpg, 100.0 * (i + 1) as f64 / sorted.len() as f64);
    Chart::new("miles per gallon", "cars with at most that (%)")
        .steps("", sorted.iter().enumerate().map(share))
}

/// The mean squared error of mileage = intercept + slope · weight, and a descent on it.
fn valley(weight: &[f64], mpg: &[f64]) -> Chart<'static> {
    let n = mpg.len() as f64;
    let tonnes = weight.iter().map(|pounds| pounds * 0.000_453_6);
    let cars: Vec<(f64, f64)> = tonnes.zip(mpg.iter().copied()).collect();
    let errors = |slope: f64, intercept: f64| cars.iter().map(move |(x, y)| (x, intercept + slope * x - y));
    let (mut at, mut path) = ((0.0, 0.0), vec![(0.0, 0.0)]);
    for _ in 0..40 {
        let (by_slope, by_intercept) =
            errors(at.0, at.1).fold((0.0, 0.0), |(s, i), (x, e)| (s + 2.0 * e * x / n, i + 2.0 * e / n));
        at = (at.0 - 0.15 * by_slope, at.1 - 0.15 * by_intercept);
        path.push(at);
    }
    let best = fit(&cars);
    let chart = Chart::new("slope (mpg per tonne)", "intercept (mpg)").x_range(-26, 22).y_range(-5, 60);
    let chart = chart.trail("descent", path).note((best.slope, best.intercept), "best");
    let cars = cars.clone();
    chart.contours([25.0, 50.0, 100.0, 200.0, 400.0], move |slope, intercept| {
        cars.iter().map(|(x, y)| (intercept + slope * x - y).powi(2)).sum::<f64>() / n
    })
}

/// Digits, each given the class of the nearest mean; a test set of a fifth.
fn digits(report: &mut Report) -> Result<(), DataError> {
    let digits = data::digits()?;
    let tested = |seed| {
        let split = data::stratified_split(&digits.labels, TEST_SHARE, &mut neural::rng(seed));
        let (train, test) = (digits.rows(&split.train), digits.rows(&split.test));
        let means = class_means(&train);
        let predicted: Vec<usize> = test.x.rows().into_iter().map(|row| nearest(&means, row)).collect();
        (means, test, predicted)
    };
    let (means, test, predicted) = tested(report.seed());
    let right = test.labels.iter().zip(&predicted).filter(|(label, given)| label == given).count();
    report.section("digits", "Digits by the nearest mean");
    writeln!(report, "{right} of {} test digits are right", test.labels.len());
    report.value("accuracy", format!("{:.1} %", 100.0 * accuracy(&test.labels, &predicted)));
    let good =
        |(_, test, predicted): (Matrix, Classification, Vec<usize>)| accuracy(&test.labels, &predicted) > 0.8;
    let each: Vec<bool> = report.seeds().map(tested).map(good).collect();
    report.claim("nearest-mean-is-no-guess", each, "more than 80 % right, where guessing gets 10 %");

    report.figure("means", &mean_digits(&means).svg());
    let counts = confusion_matrix(&test.labels, &predicted, 10);
    let counts = Array2::from_shape_fn((10, 10), |(actual, given)| counts[actual][given]);
    report.figure("confusion", &HeatMap::new("actual digit", "nearest mean", &counts).svg());
    report.figure("counts", &digit_counts(&digits).svg());
    Ok(())
}

fn mean_digits(means: &Matrix) -> Images {
    let captions = means.rows().into_iter().enumerate();
    captions.fold(Images::new(8, 8).across(5), |images, (digit, mean)| images.image(mean, &digit.to_string()))
}

fn digit_counts(digits: &Classification) -> Bars {
    digits.classes.iter().enumerate().fold(Bars::new("pictures").upright(), |bars, (class, name)| {
        bars.bar(name, digits.labels.iter().filter(|&&label| label == class).count())
    })
}

/// The mean mass of females and males of each species, from the table itself: the data set leaves the sex out.
fn masses() -> Result<Bars, DataError> {
    let mut table = Table::read(data_file("penguins.csv"))?;
    let _incomplete = table.drop_missing();
    let (species, species_names) = table.classes("species")?;
    let (sex, sexes) = table.classes("sex")?;
    let mass = table.numbers(&["body_mass_g"])?;
    let mean = |kind: usize, of: usize| {
        let birds = (0..sex.len()).filter(|&row| species[row] == kind && sex[row] == of);
        let masses: Vec<f64> = birds.map(|row| f64::from(mass[(row, 0)])).collect();
        (masses.iter().sum::<f64>() / masses.len() as f64).round()
    };
    let bars = Bars::new("mean body mass (g)").key(sexes.iter().map(String::as_str));
    Ok(species_names
        .iter()
        .enumerate()
        .fold(bars, |bars, (kind, name)| bars.group(name, [mean(kind, 0), mean(kind, 1)])))
}

fn network() -> Diagram {
    let inputs = ("measurements", vec!["x₁", "x₂", "x₃", "x₄"]);
    let hidden = ("hidden neurons", vec!["h₁", "h₂", "…", "h₈"]);
    Diagram::layers([inputs, hidden, ("species", vec!["ŷ₁", "ŷ₂", "ŷ₃"])])
}

fn a_picture_is_text(report: &mut Report) {
    let dot = Diagram::new(60.0).node("x", (320.0, 30.0));
    report.section("svg", "A node, as text");
    writeln!(report, "{}", dot.svg().trim_end());
}

/// Four axes with nothing but their ticks.
fn ticks() -> Panels<'static> {
    let axis =
        |name: &str, low: f64, high: f64| Chart::new(name, "").height(150.0).x_range(low, high).y_range(0, 1);
    Panels::new(2)
        .add(axis("0 to 0.61", 0.0, 0.61))
        .add(axis("−1 to 1", -1.0, 1.0))
        .add(axis("0 to 72 000", 0.0, 72_000.0))
        .add(axis("a millionth to 1, logarithmic", 1e-6, 1.0).log_x())
}

/// The six series: colours, dashes and markers.
fn palette() -> Chart<'static> {
    let names = ["series 1", "series 2", "series 3", "series 4", "series 5", "series 6"];
    let chart = Chart::new("", "").height(300.0).y_range(0, 7);
    names.iter().enumerate().fold(chart, |chart, (i, name)| {
        let height = 6.0 - i as f64;
        let points: Vec<(f64, f64)> = (0..=8).map(|x| (f64::from(x), height)).collect();
        chart.line(name, &points).scatter(name, &points[1..8])
    })
}

/// A level set on a coarse grid: which corners are above the level, and where it crosses the sides.
fn squares() -> Chart<'static> {
    let f = |x: f64, y: f64| x * x + y * y - 9.0;
    let grid = || (0..=5).flat_map(|x| (0..=5).map(move |y| (f64::from(x), f64::from(y))));
    let (below, above): (Vec<_>, Vec<_>) = grid().partition(|&(x, y)| f(x, y) <= 0.0);
    let mut crossings = Vec::new();
    for (from, right) in grid().flat_map(|point| [(point, true), (point, false)]) {
        let to = if right { (from.0 + 1.0, from.1) } else { (from.0, from.1 + 1.0) };
        let (here, there) = (f(from.0, from.1), f(to.0, to.1));
        if to.0 <= 5.0 && to.1 <= 5.0 && (here > 0.0) != (there > 0.0) {
            let share = here / (here - there);
            crossings.push((from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1)));
        }
    }
    crossings.sort_by(|a, b| a.1.atan2(a.0).total_cmp(&b.1.atan2(b.0)));
    let chart = Chart::new("x", "y").x_range(0, 5).y_range(0, 5).height(440.0);
    let chart = chart.scatter("at or below the level", below).scatter("above it", above);
    chart.trail("crossings", crossings).boundary("the curve itself", f)
}
