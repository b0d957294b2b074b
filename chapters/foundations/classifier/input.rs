//! From the reader's files to rows to learn from and rows to be tested on.

use crate::Problem;
use crate::settings::Settings;
use neural::Matrix;
use neural::data::{Classification, Standardize, Table, idx, mnist, stratified_split};
use std::path::{Path, PathBuf};

/// What is learned, and what the inputs look like.
pub struct Input {
    pub train: Classification,
    pub test: Classification,
    /// Subtracted from the inputs, then divided by: both 1 × inputs.
    pub scale: (Matrix, Matrix),
    /// Pixels in a row of a picture, if the inputs are pictures.
    pub width: Option<usize>,
    /// The same, if they are square; only such are moved in training.
    pub side: Option<usize>,
}

/// Reads what the settings name; with `validate`, a fifth of the training rows stands for the test rows.
pub fn read(settings: &Settings) -> Result<Input, Problem> {
    let mut input = all(settings)?;
    if settings.validate {
        let split = stratified_split(&input.train.labels, 0.2, &mut neural::rng(0));
        (input.train, input.test) = (input.train.rows(&split.train), input.train.rows(&split.test));
    }
    Ok(input)
}

fn all(settings: &Settings) -> Result<Input, Problem> {
    let Some(path) = &settings.data else {
        let mnist = mnist()?;
        return Ok(pictures(mnist.train, mnist.test, 28));
    };
    let input = if path.is_dir() { folder(path)? } else { table(path, settings)? };
    check(path, &input)?;
    Ok(input)
}

fn pictures(train: Classification, test: Classification, width: usize) -> Input {
    let inputs = (1, train.x.ncols());
    Input {
        train,
        test,
        scale: (Matrix::zeros(inputs), Matrix::from_elem(inputs, 255.0)),
        width: Some(width),
        side: Some(width).filter(|width| width * width == inputs.1),
    }
}

/// The four files of MNIST and of the sets made after it, under the names that they are published with.
fn folder(path: &Path) -> Result<Input, Problem> {
    let mut sizes = Vec::new();
    let mut part = |name: &str| -> Result<Classification, Problem> {
        let (images, labels) = (find(path, name, "images", 3)?, find(path, name, "labels", 1)?);
        let (images, labels) = idx::labelled_images(&images, &labels, 256)?;
        sizes.push((images.height, images.width));
        let (x, features, classes) = (images.pixels, Vec::new(), Vec::new());
        Ok(Classification { x, labels, features, classes, dropped: 0 })
    };
    let (mut train, mut test) = (part("train")?, part("t10k")?);
    if sizes[0] != sizes[1] {
        let [a, b] = [sizes[0], sizes[1]].map(|(height, width)| format!("{height} × {width}"));
        return Err(format!(
            "{}: pictures to learn from are {a}, those to be tested on {b}. Use files that belong together",
            path.display()
        )
        .into());
    }
    let last = train.labels.iter().chain(&test.labels).max().expect("idx has at least one value");
    let names: Vec<String> = (0..=*last).map(|label| label.to_string()).collect();
    (train.classes, test.classes) = (names.clone(), names);
    Ok(pictures(train, test, sizes[0].1))
}

fn find(folder: &Path, part: &str, what: &str, dimensions: usize) -> Result<PathBuf, Problem> {
    let name = format!("{part}-{what}-idx{dimensions}-ubyte");
    let paths = [folder.join(&name), folder.join(format!("{name}.gz"))];
    let found = paths.into_iter().find(|path| path.is_file());
    found.ok_or_else(|| {
        let folder = folder.display();
        format!(
            "{folder}: holds neither `{name}` nor `{name}.gz`. \
             Give the folder with the four files as downloaded"
        )
        .into()
    })
}

fn table(path: &Path, settings: &Settings) -> Result<Input, Problem> {
    let mut table = Table::read(path)?;
    let used = |name: &&String| **name != settings.label && !settings.ignore.contains(name);
    let features: Vec<String> = table.columns().iter().filter(used).cloned().collect();
    let inputs: Vec<&str> = features.iter().map(String::as_str).collect();
    let rows = table.row_count();
    let dropped = table.drop_missing_in(&[&inputs[..], &[&settings.label]].concat())?;
    if dropped > 0 {
        println!("left out for a missing value: {dropped} of {rows} rows");
    }
    if dropped == rows {
        return Err(format!(
            "{}: each row has a missing value. Fill them, or take columns out of the file",
            path.display()
        )
        .into());
    }
    let (labels, classes) = table.classes(&settings.label)?;
    if features.is_empty() {
        return Err(format!("{}: beside the label there is no column to learn from", path.display()).into());
    }
    let x = table
        .numbers(&inputs)
        .map_err(|error| format!("{error} A column of words can be left out: --ignore COLUMN"))?;
    let counts = (0..classes.len()).map(|class| labels.iter().filter(|&&label| label == class).count());
    let least = counts.min().unwrap_or(0);
    if classes.len() > 1 && least < 5 {
        return Err(format!(
            "{}: {} rows for {} classes, and one class has only {least}. Each class needs at least five rows: \
             collect more, or check that `{}` is the label column",
            path.display(), labels.len(), classes.len(), settings.label
        )
        .into());
    }
    let all = Classification { x, labels, features, classes, dropped };
    // The same rows are held out whatever the seed, so that a training that is continued is tested on the same.
    let split = stratified_split(&all.labels, 0.2, &mut neural::rng(0));
    let (train, test) = (all.rows(&split.train), all.rows(&split.test));
    let standardize = Standardize::fit(&train.x);
    let inputs = (1, train.x.ncols());
    let mean = standardize.undo(&Matrix::zeros(inputs));
    let deviation = standardize.undo(&Matrix::ones(inputs)) - &mean;
    let deviation = deviation.mapv(|deviation| if deviation > 0.0 { deviation } else { 1.0 });
    Ok(Input { train, test, scale: (mean, deviation), width: None, side: None })
}

/// What no network can learn from.
fn check(path: &Path, input: &Input) -> Result<(), Problem> {
    let (rows, classes) = (input.train.labels.len(), input.train.classes.len());
    let first = input.train.labels[0];
    if input.train.labels.iter().all(|&label| label == first) {
        let (path, name) = (path.display(), &input.train.classes[first]);
        return Err(format!(
            "{path}: all rows have the class `{name}`. To tell classes apart there must be two at least"
        )
        .into());
    }
    if rows < classes {
        return Err(format!(
            "{}: {rows} rows for {classes} classes. Use more rows than classes",
            path.display()
        )
        .into());
    }
    Ok(())
}
