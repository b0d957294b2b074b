//! From the reader's file, or the synthetic function, to rows to learn from, to stop by and to be tested on.

use crate::settings::Settings;
use crate::{Problem, synthetic};
use ndarray::{Axis, concatenate};
use neural::data::{Regression, Standardize, Table, train_test_split};
use neural::loss::one_hot;
use neural::{Matrix, Real};
use std::fs;
use std::path::Path;

/// How many rows of the synthetic function are tested on: enough that the test adds next to no noise of its own.
const TEST_ROWS: usize = 20_000;

/// What is learned.
pub struct Input {
    pub train: Regression,
    /// Rows that decide when to stop, and when the rate falls.
    pub validation: Regression,
    pub test: Regression,
    /// What features, and what targets are scaled by.
    pub scale: [Scale; 2],
    /// What is known about the rows, for a checkpoint.
    pub name: String,
    /// From which column on the inputs are indicators of categories.
    pub indicators: usize,
}

/// Subtracted from a column, and then divided by: both 1 × columns.
#[derive(Clone, Debug)]
pub struct Scale {
    pub mean: Matrix,
    pub deviation: Matrix,
}

impl Scale {
    /// Mean 0 and standard deviation 1 for these rows; the columns from `indicators` on, which are 0 or 1, stay as they
    /// are: a rare category would become a huge number.
    fn fit(x: &Matrix, indicators: usize) -> Self {
        let (standardize, columns) = (Standardize::fit(x), (1, x.ncols()));
        let mut mean = standardize.undo(&Matrix::zeros(columns));
        let mut deviation = standardize.undo(&Matrix::ones(columns)) - &mean;
        for column in indicators..x.ncols() {
            (mean[[0, column]], deviation[[0, column]]) = (0.0, 1.0);
        }
        Scale { mean, deviation }
    }

    pub fn apply(&self, x: &Matrix) -> Matrix {
        (x - &self.mean) / &self.deviation
    }

    pub fn undo(&self, z: &Matrix) -> Matrix {
        z * &self.deviation + &self.mean
    }
}

impl Input {
    /// Scales are those of the training rows, for all rows: a row that is yet to come has no mean of its own.
    pub fn new(
        train: Regression,
        [validation, test]: [Regression; 2],
        indicators: usize,
        name: String,
    ) -> Self {
        let scale = [Scale::fit(&train.x, indicators), Scale::fit(&train.y, 1)];
        Input { train, validation, test, scale, name, indicators }
    }

    /// One unit of the scaled target in the target's own unit.
    pub fn unit(&self) -> f64 {
        self.scale[1].deviation[[0, 0]].into()
    }

    pub fn told(&self) -> String {
        let [train, validation, test] =
            [&self.train, &self.validation, &self.test].map(|part| part.y.nrows());
        format!(
            "{train} rows to learn from, {validation} to stop by, {test} to be tested on; {} inputs, target `{}`",
            self.train.x.ncols(),
            self.train.target
        )
    }
}

/// Reads what the settings name.
pub fn read(settings: &Settings) -> Result<Input, Problem> {
    let (Some(path), Some(target)) = (&settings.data, &settings.target) else {
        let rng = &mut neural::rng(settings.seed);
        let train = synthetic::rows(settings.rows, rng);
        let others = [settings.rows / 5, TEST_ROWS].map(|rows| synthetic::rows(rows, rng));
        let name = format!("{} synthetic rows of seed {}", settings.rows, settings.seed);
        return Ok(Input::new(train, others, synthetic::FEATURES, name));
    };
    let mut table = Table::read(path)?;
    let named = [std::slice::from_ref(target), &settings.categories, &settings.ignore].concat();
    if let Some(name) = named.iter().find(|name| !table.columns().contains(name)) {
        return Err(unknown(path, name, table.columns()).into());
    }
    let rows = table.row_count();
    let looked_at: Vec<_> =
        table.columns().iter().filter(|name| !settings.ignore.contains(name)).cloned().collect();
    let dropped = table.drop_missing_in(&looked_at.iter().map(String::as_str).collect::<Vec<_>>())?;
    if dropped > 0 {
        println!("{dropped} of {rows} rows have a missing value and are left out");
    }
    let (all, indicators) = numbers(&table, target, settings)?;
    check(path, &all, dropped)?;
    let [train, validation, test] = parts(&all, settings.ordered);
    let name = format!("{target} of {}", all.features.join(","));
    Ok(Input::new(train, [validation, test], indicators, name))
}

/// A name that is not in the file, and those that are nearly the same.
fn unknown(path: &Path, name: &str, columns: &[String]) -> String {
    let far = |column: &String| strsim::osa_distance(&column.to_lowercase(), &name.to_lowercase());
    let nearest = columns.iter().map(far).min().filter(|&nearest| nearest <= 1 + name.len() / 4);
    let near = columns.iter().filter(|column| Some(far(column)) == nearest);
    let near: Vec<_> = near.map(|near| format!("`{near}`")).collect();
    let cure = match near.is_empty() {
        true => format!("It has {}", columns.join(", ")),
        false => format!("Is {} meant?", near.join(" or ")),
    };
    format!("{}: has no column `{name}`. {cure}", path.display())
}

/// The table as matrices, quantities first, and from which column on there are indicators of categories.
fn numbers(table: &Table, target: &String, settings: &Settings) -> Result<(Regression, usize), Problem> {
    let quantity = |name: &&String| {
        *name != target && !settings.ignore.contains(name) && !settings.categories.contains(name)
    };
    let mut features: Vec<String> = table.columns().iter().filter(quantity).cloned().collect();
    let names: Vec<&str> = features.iter().map(String::as_str).collect();
    let cure =
        |error| format!("{error} A column of words can be one of --categories, or be left out with --ignore");
    let mut blocks = vec![table.numbers(&names).map_err(cure)?];
    let indicators = features.len();
    for column in &settings.categories {
        let (labels, classes) = table.classes(column)?;
        blocks.push(one_hot(&labels, classes.len()));
        features.extend(classes.iter().map(|class| format!("{column} {class}")));
    }
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    let x = concatenate(Axis(1), &views).expect("all blocks have the table's rows");
    Ok((Regression { x, y: table.numbers(&[target])?, features, target: target.clone() }, indicators))
}

/// What no network can learn from.
fn check(path: &Path, all: &Regression, dropped: usize) -> Result<(), String> {
    let (path, rows) = (path.display(), all.y.nrows());
    if rows < 20 {
        let gaps = if dropped > 0 {
            format!(", after {dropped} with missing values were left out")
        } else {
            String::new()
        };
        return Err(format!(
            "{path}: has {rows} rows{gaps}; at least 20 are needed to learn from, to stop by and to be tested on. \
             Collect more, or fill what is missing"
        ));
    }
    if all.x.ncols() == 0 {
        return Err(format!(
            "{path}: beside the target there is no column to learn from. Ignore fewer columns"
        ));
    }
    if all.y.iter().all(|y| *y == all.y[[0, 0]]) {
        return Err(format!(
            "{path}: `{}` is {} in all rows, so there is nothing to predict. Check that it is the column meant",
            all.target,
            all.y[[0, 0]]
        ));
    }
    Ok(())
}

/// 64 % of the rows to learn from, 16 % to stop by, 20 % to be tested on: the latest ones if they are `ordered`, else drawn
/// at random, the same ones whatever the seed, so that a training that is continued is tested on the same.
fn parts(all: &Regression, ordered: bool) -> [Regression; 3] {
    let n = all.y.nrows();
    let mut order: Vec<usize> = (0..n).collect();
    if !ordered {
        let split = train_test_split(n, 0.2, &mut neural::rng(0));
        order = [split.train, split.test].concat();
    }
    let (learned, seen) = (n * 64 / 100, n * 80 / 100);
    [&order[..learned], &order[learned..seen], &order[seen..]].map(|rows| all.rows(rows))
}

/// Writes the three parts as tables, unscaled.
pub fn export(folder: &Path, input: &Input) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: cannot be made ({error})", folder.display()))?;
    for (name, part) in [("train", &input.train), ("validation", &input.validation), ("test", &input.test)] {
        let path = folder.join(name).with_extension("csv");
        let names = part.features.iter().chain([&part.target]).cloned();
        let rows = part.x.rows().into_iter().zip(&part.y);
        let rows = rows.map(|(x, y)| x.iter().chain([y]).map(Real::to_string).collect());
        write_table(&path, std::iter::once(names.collect()).chain(rows))?;
    }
    println!("the rows are in {}", folder.display());
    Ok(())
}

/// Writes rows of cells as CSV.
pub fn write_table(path: &Path, rows: impl Iterator<Item = Vec<String>>) -> Result<(), String> {
    let written = csv::Writer::from_path(path).and_then(|mut file| {
        for row in rows {
            file.write_record(row)?;
        }
        Ok(file.flush()?)
    });
    written.map_err(|error| format!("{}: cannot be written ({error}). Choose another place", path.display()))
}
