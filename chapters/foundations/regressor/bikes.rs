//! The real case: bicycles hired in each hour of a year.

use crate::Problem;
use crate::experiments::trained;
use crate::input::{self, Input};
use crate::results::{self, Judged};
use crate::settings::Settings;
use ndarray::{Axis, concatenate, s};
use neural::data::{Regression, data_file};
use neural::trials::{Spread, trials};
use neural::{Matrix, Real};
use report::plot::{Chart, Figure};
use report::{Report, Table};
use std::collections::BTreeMap;

/// What the page's command says about the table.
const TABLE: [&str; 4] = ["--target", "bikers", "--categories", "hr,weekday,weathersit"];

/// How it is trained.
const TRAINING: [&str; 6] = ["--batch", "128", "--lr", "0.003", "--epochs", "20"];

/// Hours in a week; a few hours are missing from the file, so that a week of rows is not always one of the calendar.
const WEEK: usize = 168;

/// Settings for the table with these columns ignored.
fn settings(ignored: &str, more: &[&str]) -> Settings {
    let path = data_file("bikeshare.csv.gz");
    let path = path.to_str().expect("a path in UTF-8");
    Settings::of(&[&["--data", path, "--ignore", ignored], &TABLE[..], &TRAINING, more].concat())
}

/// Tests on rows drawn at random and on the last ones, and with the answer among the inputs.
pub fn run(report: &mut Report) -> Result<(), Problem> {
    let known = "casual,registered,day,mnth,season";
    let rows = [
        ("rows drawn at random", settings(known, &[])),
        ("the last fifth of the year", settings(known, &["--ordered"])),
        ("the last fifth, answer given", settings("day,mnth,season", &["--ordered"])),
    ];
    let mut inputs = rows.iter().map(|(_, settings)| input::read(settings)).collect::<Result<Vec<_>, _>>()?;
    inputs.push(with_the_past(&inputs[1]));
    let rows = [&rows[..], &[("the last fifth, the past given", rows[1].1.clone())]].concat();
    let places: Vec<usize> = (0..rows.len()).collect();
    let mut runs = trials(&places, report.seeds(), |&place, seed| {
        trained(&Settings { seed, ..rows[place].1.clone() }, &inputs[place]).judged
    });
    let caption = "Bicycles hired in an hour: the mean absolute error of a table of means, and that of \
                   a network with its R² (mean of five seeds).";
    let columns = ["tested on", "table of means: MAE", "network: MAE", "network: R²"];
    let mut told = Table::new("bikes", caption, columns);
    let mut tables = Vec::new();
    for (((name, _), input), seen) in rows.iter().zip(&inputs).zip(&runs) {
        let table = table_of_means(input);
        let mae = Spread::of(seen.iter().map(|judged| judged.mae));
        let r2 = Spread::of(seen.iter().map(|judged| judged.r2));
        told.row([name, &*format!("{:.1}", table.mae), &*format!("{mae:.1}"), &*format!("{r2:.3}")]);
        tables.push(table.mae);
    }
    report.table(told);
    let mae = |place: usize| runs[place].iter().map(|judged: &Judged| judged.mae).collect::<Vec<_>>();
    let (random, last, given, past) = (mae(0), mae(1), mae(2), mae(3));
    for (name, seen) in [("random", &random), ("last", &last), ("given", &given), ("past", &past)] {
        report.value(&format!("bikes-{name}"), format!("{:.1}", Spread::of(seen.iter().copied())));
    }
    report.value("bikes-table", format!("{:.1}", tables[1]));
    report.claim(
        "random-rows-flatter",
        random.iter().zip(&last).map(|(random, last)| 1.2 * random < *last),
        format!("{random:.1?} at random, {last:.1?} at the end"),
    );
    report.claim(
        "answers-among-the-inputs",
        given.iter().zip(&last).map(|(given, last)| *given < 0.5 * last),
        format!("{given:.1?} with the answer, {last:.1?} without"),
    );
    let seen = format!("{last:.1?}, {:.1}", tables[1]);
    report.claim("network-does-not-beat-the-table", last.iter().map(|mae| *mae > 0.97 * tables[1]), seen);
    let week_ago = Judged::new(inputs[3].test.x.slice(s![.., ..1]).to_owned(), &inputs[3].test).mae;
    report.value("bikes-week-ago", format!("{week_ago:.1}"));
    report.claim(
        "the-past-helps",
        past.iter().map(|mae| *mae < 0.9 * tables[1].min(week_ago)),
        format!("{past:.1?}; a week ago {week_ago:.1}"),
    );
    let bias: Vec<f64> =
        runs[1].iter().map(|judged| judged.residuals.mapv(f64::from).mean().expect("rows")).collect();
    report.value("bikes-bias", format!("{:.1}", Spread::of(bias.iter().map(|bias| -bias))));
    report.claim("too-few-are-predicted", bias.iter().map(|&bias| bias < 0.0), format!("{bias:.1?}"));
    let judged = runs.swap_remove(1).swap_remove(0);
    draw(report, &judged, &inputs[1].test);
    Ok(())
}

/// With two more inputs, both known a week before: the target a week earlier, and its mean over the week that ended then.
fn with_the_past(input: &Input) -> Input {
    let parts = [&input.train, &input.validation, &input.test];
    let targets: Vec<Real> = parts.iter().flat_map(|part| part.y.iter().copied()).collect();
    let mut row = 0;
    let [train, validation, test] = parts.map(|part| {
        let mut past = Matrix::zeros((part.y.nrows(), 2));
        for mut inputs in past.rows_mut() {
            let now = row.max(2 * WEEK); // the first two weeks get what the third one begins with
            inputs[0] = targets[now - WEEK];
            inputs[1] = targets[now - 2 * WEEK..now - WEEK].iter().sum::<Real>() / WEEK as Real;
            row += 1;
        }
        let x = concatenate![Axis(1), past, part.x];
        let features = ["a week ago", "mean of the week until then"].map(String::from).into_iter();
        Regression { x, features: features.chain(part.features.clone()).collect(), ..part.clone() }
    });
    Input::new(train, [validation, test], input.indicators + 2, format!("{}, and the past", input.name))
}

/// What needs no network: the mean of the training rows with the same hour, on working days and on others.
fn table_of_means(input: &Input) -> Judged {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let train = &input.train;
    for (key, &y) in keys(train).into_iter().zip(&train.y) {
        let (sum, count) = sums.entry(key).or_default();
        (*sum, *count) = (*sum + f64::from(y), *count + 1.0);
    }
    let mean = |key| sums.get(&key).map_or(0.0, |(sum, count)| sum / count) as Real;
    let predicted: Vec<Real> = keys(&input.test).into_iter().map(mean).collect();
    let predicted = Matrix::from_shape_vec((predicted.len(), 1), predicted).expect("one column");
    Judged::new(predicted, &input.test)
}

/// For each row its hour, plus 24 on working days.
fn keys(rows: &Regression) -> Vec<usize> {
    let column =
        |name: &str| rows.features.iter().position(|feature| feature == name).expect("a column of the file");
    let hours: Vec<usize> = (0..24).map(|hour| column(&format!("hr {hour}"))).collect();
    let working = column("workingday");
    let key = |row: ndarray::ArrayView1<Real>| {
        let hour = hours.iter().position(|&hour| row[hour] == 1.0).expect("each row has an hour");
        hour + if row[working] == 1.0 { 24 } else { 0 }
    };
    rows.x.rows().into_iter().map(key).collect()
}

/// The first week of the test rows, and all predictions against what happened.
fn draw(report: &mut Report, judged: &Judged, test: &Regression) {
    let week = |of: &Matrix| of.iter().copied().take(WEEK).enumerate().collect::<Vec<(usize, Real)>>();
    let chart = Chart::new("hour of the test rows", "bicycles hired");
    let chart = chart.line("actual", week(&test.y)).line("predicted", week(&judged.predicted));
    report.figure("bikes-week", &chart.svg());
    report.figure("bikes-residuals", &results::residuals_over_predictions(judged).svg());
}
