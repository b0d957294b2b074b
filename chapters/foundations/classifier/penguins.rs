//! A table of a reader's own, as small as it can be: from a file of penguins to an answer about a new bird.

use crate::input::{self, Input};
use crate::network::Mlp;
use crate::results::{self, Judged};
use crate::settings::Settings;
use crate::summary::summary;
use crate::watch::{Watch, line};
use crate::{Problem, learn};
use ndarray::arr2;
use neural::activation::softmax;
use neural::data::data_file;
use neural::train::Training;
use neural::trials::Spread;
use neural::{Matrix, Real};
use report::plot::{Diagram, Figure};
use report::{Report, Table};

/// A bird that is in no file: bill length, bill depth, flipper length, mass.
const NEW_BIRD: [Real; 4] = [46.0, 15.5, 205.0, 4600.0];

/// What the page's command asks for.
fn settings(seed: u64) -> Settings {
    let path = data_file("penguins.csv");
    let path = path.to_str().expect("a path in UTF-8");
    let table = ["--data", path, "--label", "species", "--ignore", "island,sex,year"];
    Settings { seed, ..Settings::of(&[&table[..], &["--hidden", "16", "--epochs", "100"]].concat()) }
}

/// The probability of each class for rows in the units of the file: rows × classes.
pub fn ask(training: &mut Training<Mlp>, x: &Matrix) -> Matrix {
    let scaled = training.network.scaled(x); // with the mean and deviation of the training rows
    let logits = training.predict(&scaled.into_shared());
    softmax(&logits)
}

/// One training as the reader sees it, and what it says about birds that are in no file.
pub fn run(report: &mut Report) -> Result<(), Problem> {
    let input = input::read(&settings(0))?;
    report.figure("steps", &steps());
    let train = |seed| {
        let settings = settings(seed);
        let mut training = learn::begin(&settings, &input);
        let mut watch = Watch::silent(input.train.classes.len());
        let ending = learn::train(&settings, &input, &mut training, &mut watch, 1);
        ending.expect("rates that are not too large");
        let x = training.network.scaled(&input.test.x).into();
        let judged = Judged::new(&training.predict(&x), &input);
        (training, judged, watch)
    };
    let mut runs: Vec<_> = report.seeds().map(train).collect();
    let read = Spread::of(runs.iter().map(|(_, judged, _)| 100.0 * judged.accuracy));
    report.value("penguins-accuracy", format!("{read:.1} %"));
    let (name, share) = results::most_frequent(&input);
    report.value("penguins-baseline", format!("{:.1} %", 100.0 * share));
    report.value("penguins-baseline-name", name);
    report.value("penguins-train", input.train.labels.len());
    report.value("penguins-test", input.test.labels.len());
    report.claim(
        "penguins-far-above-the-baseline",
        runs.iter().map(|(_, judged, _)| judged.accuracy > 0.9 && share < 0.5),
        format!("{read:.1} % right on the held-out birds, {:.1} % by always saying {name}", 100.0 * share),
    );
    let giant = arr2(&[NEW_BIRD.map(|measured| 10.0 * measured)]);
    let certain: Vec<f64> = runs
        .iter_mut()
        .map(|(training, ..)| 100.0 * f64::from(ask(training, &giant).iter().copied().fold(0.0, Real::max)))
        .collect();
    let least = certain.iter().copied().fold(100.0, f64::min);
    report.value("penguins-giant", format!("{least:.1} %"));
    let (training, judged, watch) = &mut runs[0];
    log(report, training);
    report.table(summary("summary", training));
    report.table(results::confusions("penguin-confusions", judged, &input));
    report.section("penguins", "What the program says in the end");
    for text in results::told(judged, &input, watch).lines() {
        writeln!(report, "{text}");
    }
    new_bird(report, training, &input);
    Ok(())
}

/// What the rows are used for.
fn steps() -> String {
    Diagram::new(220.0)
        .node("file", (40.0, 110.0))
        .block("training rows", (165.0, 50.0))
        .block("test rows", (165.0, 170.0))
        .block("scale", (310.0, 25.0))
        .block("weights", (310.0, 85.0))
        .block("network", (440.0, 110.0))
        .node("new row", (440.0, 30.0))
        .block("score", (580.0, 170.0))
        .block("answer", (580.0, 50.0))
        .arrow("file", "training rows", "")
        .arrow("file", "test rows", "")
        .arrow("training rows", "scale", "")
        .arrow("training rows", "weights", "")
        .arrow("scale", "network", "")
        .arrow("weights", "network", "")
        .arrow("test rows", "network", "")
        .arrow("new row", "network", "")
        .arrow("network", "score", "")
        .arrow("network", "answer", "")
        .svg()
}

/// Some of the lines that the program writes while it trains.
fn log(report: &mut Report, training: &Training<Mlp>) {
    report.section("log", "Some of the lines while it trains");
    let epochs = training.history.len();
    for epoch in [1, 2, 5, 10, 20, 50, epochs] {
        writeln!(report, "epoch {epoch} of {epochs}: {}", line(&training.history[epoch - 1]));
    }
}

/// A bird that somebody has measured today, from its four numbers to its three probabilities.
fn new_bird(report: &mut Report, training: &mut Training<Mlp>, input: &Input) {
    let bird = arr2(&[NEW_BIRD]);
    let scaled = training.network.scaled(&bird);
    let caption = "A new bird: its measurements, the mean and the standard deviation of the training \
                   rows, and what the network is given.";
    let columns = ["column", "measured", "training mean", "standard deviation", "given"];
    let mut table = Table::new("new-bird", caption, columns);
    let (mean, deviation) = &training.network.scale;
    for (column, name) in input.train.features.iter().enumerate() {
        let of = |row: &Matrix| row[[0, column]];
        let numbers = [format!("{:.1}", of(mean)), format!("{:.1}", of(deviation))];
        let given = format!("{:.2}", of(&scaled));
        if column == 0 {
            report.value("bill-mean", &numbers[0]);
            report.value("bill-deviation", &numbers[1]);
            report.value("bill-given", &given);
        }
        table.row([name.clone(), of(&bird).to_string(), numbers[0].clone(), numbers[1].clone(), given]);
    }
    report.table(table);
    let logits = training.predict(&scaled.into_shared());
    let p = ask(training, &bird);
    let caption = "The network's answer about the new bird: logits, and the probabilities that softmax \
                   makes of them.";
    let mut table = Table::new("answer", caption, ["species", "logit", "probability (%)"]);
    for (class, name) in input.train.classes.iter().enumerate() {
        let (logit, p) = (logits[[0, class]], 100.0 * p[[0, class]]);
        table.row([name.clone(), format!("{logit:.2}"), format!("{p:.1}")]);
    }
    report.table(table);
}
