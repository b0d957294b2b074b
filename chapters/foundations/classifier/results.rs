//! What a training came to: curves, classes over time, confusions, the worst mistakes, and predictions as a file.

use crate::Problem;
use crate::input::Input;
use crate::watch::{Watch, bars};
use ndarray::Array2;
use neural::activation::softmax;
use neural::metrics::{accuracy, argmax_rows, confusion_matrix};
use neural::train::Epoch;
use neural::{Matrix, Real};
use report::Table;
use report::plot::{Chart, Figure, HeatMap, Images};
use std::fs;
use std::path::Path;

/// How the network judges the test rows.
pub struct Judged {
    /// n × classes.
    pub p: Matrix,
    pub predicted: Vec<usize>,
    pub accuracy: f64,
}

impl Judged {
    pub fn new(logits: &Matrix, input: &Input) -> Self {
        let predicted = argmax_rows(logits);
        Judged { p: softmax(logits), accuracy: accuracy(&input.test.labels, &predicted), predicted }
    }

    /// The mistakes, those first that the network was surest of.
    pub fn mistakes(&self, labels: &[usize]) -> Vec<usize> {
        let mut rows: Vec<usize> =
            (0..labels.len()).filter(|&row| self.predicted[row] != labels[row]).collect();
        let sure = |row: usize| self.p[[row, self.predicted[row]]];
        rows.sort_by(|&a, &b| sure(b).total_cmp(&sure(a)));
        rows
    }

    /// Actual × predicted, how often.
    pub fn confusions(&self, input: &Input) -> Array2<usize> {
        let classes = input.train.classes.len();
        let counts = confusion_matrix(&input.test.labels, &self.predicted, classes);
        Array2::from_shape_fn((classes, classes), |(actual, predicted)| counts[actual][predicted])
    }
}

/// Cost is no accuracy: only the latter has a scale that everybody knows, so it is what is drawn.
pub fn curves(history: &[Epoch]) -> String {
    let percent = |(epoch, accuracy): (usize, f64)| (epoch + 1, 100.0 * accuracy);
    let train = history.iter().map(|epoch| epoch.metric).enumerate().map(percent);
    let test = history.iter().enumerate().filter_map(|(i, epoch)| Some(percent((i, epoch.validation?.1))));
    Chart::new("epoch", "accuracy (%)").line("training rows", train).line("test rows", test).svg()
}

/// The predicted classes over time: a column for each of at most twelve measurements, evenly spread.
pub fn classes_over_time(watch: &Watch, history: &[Epoch], names: &[String]) -> String {
    let measured = history.iter().zip(1..).filter(|(epoch, _)| epoch.validation.is_some());
    let measured: Vec<(usize, &Vec<usize>)> = measured.map(|(_, epoch)| epoch).zip(&watch.counts).collect();
    let last = measured.len() - 1;
    let columns = measured.len().min(12);
    let shown: Vec<_> = (0..columns).map(|i| measured[i * last / (columns - 1).max(1)]).collect();
    let counts = Array2::from_shape_fn((names.len(), columns), |(class, i)| shown[i].1[class]);
    let epochs: Vec<String> = shown.iter().map(|(epoch, _)| epoch.to_string()).collect();
    let map = HeatMap::new("predicted class", "epoch", &counts).row_names(names.iter().map(String::as_str));
    map.column_names(epochs.iter().map(String::as_str)).svg()
}

pub fn confusion_map(judged: &Judged, input: &Input) -> String {
    let map = HeatMap::new("actual", "predicted", &judged.confusions(input));
    map.names(input.train.classes.iter().map(String::as_str)).svg()
}

/// The worst sixteen mistakes as pictures; `None` if the inputs are none.
pub fn mistakes_drawn(judged: &Judged, input: &Input) -> Option<String> {
    let width = input.width?;
    let name = |class: usize| &input.train.classes[class];
    let rows = judged.mistakes(&input.test.labels);
    let draw = |images: Images, &row: &usize| {
        let caption = format!("{} → {}", name(input.test.labels[row]), name(judged.predicted[row]));
        images.image(input.test.x.row(row).iter().copied(), &caption)
    };
    let images = Images::new(input.test.x.ncols() / width, width);
    (!rows.is_empty()).then(|| rows.iter().take(16).fold(images, draw).svg())
}

/// The class that most training rows have, and its share of the test rows: what always saying it gets.
pub fn most_frequent(input: &Input) -> (&str, f64) {
    let count = |labels: &[usize], class| labels.iter().filter(|&&label| label == class).count();
    let classes = 0..input.train.classes.len();
    let most = classes.max_by_key(|&class| count(&input.train.labels, class)).expect("a class");
    let share = count(&input.test.labels, most) as f64 / input.test.labels.len() as f64;
    (&input.train.classes[most], share)
}

/// How often each class was taken for which.
pub fn confusions(name: &str, judged: &Judged, input: &Input) -> Table {
    let names = &input.train.classes;
    let caption = "Confusions: how often each class of the test rows was taken for which.";
    let columns = names.iter().map(|name| format!("as {name}"));
    let mut table = Table::new(name, caption, ["actual".to_string()].into_iter().chain(columns));
    for (name, row) in names.iter().zip(judged.confusions(input).rows()) {
        table.row([name.clone()].into_iter().chain(row.iter().map(usize::to_string)));
    }
    table
}

/// Accuracy and mistakes as text.
pub fn told(judged: &Judged, input: &Input, watch: &Watch) -> String {
    let names = &input.train.classes;
    let mut text =
        format!("test accuracy {:.2} % of {} rows\n", 100.0 * judged.accuracy, input.test.labels.len());
    let (most, share) = most_frequent(input);
    text += &format!("always saying {most} would get {:.2} %\n", 100.0 * share);
    let mistakes = judged.mistakes(&input.test.labels);
    text += if mistakes.is_empty() { "no mistakes\n" } else { "the worst mistakes:\n" };
    for &row in mistakes.iter().take(5) {
        let (actual, predicted) = (input.test.labels[row], judged.predicted[row]);
        let sure = 100.0 * judged.p[[row, predicted]];
        text +=
            &format!("test row {row}: {} taken for {}, {sure:.1} % sure\n", names[actual], names[predicted]);
    }
    if let (Some(first), Some(last)) = (watch.counts.first(), watch.counts.last()) {
        text += &format!(
            "predicted classes: {} after the first epoch, {} after the last\n",
            bars(first),
            bars(last)
        );
    }
    text
}

/// Writes all figures to a folder.
pub fn draw(
    folder: &Path,
    history: &[Epoch],
    watch: &Watch,
    judged: &Judged,
    input: &Input,
) -> Result<(), Problem> {
    let names = &input.train.classes;
    let mut figures =
        vec![("accuracy", curves(history)), ("classes", classes_over_time(watch, history, names))];
    figures.push(("confusion", confusion_map(judged, input)));
    figures.extend(mistakes_drawn(judged, input).map(|svg| ("mistakes", svg)));
    fs::create_dir_all(folder).map_err(|error| format!("{}: cannot be made ({error})", folder.display()))?;
    for (name, svg) in figures {
        let path = folder.join(name).with_extension("svg");
        fs::write(&path, svg).map_err(|error| format!("{}: cannot be written ({error})", path.display()))?;
        println!("[figure] {}", path.display());
    }
    Ok(())
}

/// A line for each test row: its number, what it is, what it was taken for, and how sure the network was.
pub fn write_predictions(path: &Path, judged: &Judged, input: &Input) -> Result<(), Problem> {
    let names = &input.train.classes;
    let written = csv::Writer::from_path(path).and_then(|mut file| {
        file.write_record(["row", "actual", "predicted", "probability"])?;
        for (row, (&actual, &predicted)) in input.test.labels.iter().zip(&judged.predicted).enumerate() {
            let p: Real = judged.p[[row, predicted]];
            file.write_record([&row.to_string(), &names[actual], &names[predicted], &format!("{p:.6}")])?;
        }
        Ok(file.flush()?)
    });
    written
        .map_err(|error| format!("{}: cannot be written ({error}). Choose another place", path.display()))?;
    println!("predictions are in {}", path.display());
    Ok(())
}
