//! What may be asked for on the command line.

use clap::Parser;
use neural::Real;
use std::path::PathBuf;

/// Trains a network that predicts a number; without options, the value of a synthetic function.
#[derive(Clone, Debug, Parser)]
#[command(name = "regressor", override_usage = "cargo run --example regressor -- [OPTIONS]")]
pub struct Settings {
    /// A CSV file whose first row names the columns [default: rows of the synthetic function]
    #[arg(long, requires = "target")]
    pub data: Option<PathBuf>,
    /// The column of the file that is to be predicted
    #[arg(long, requires = "data")]
    pub target: Option<String>,
    /// Columns of the file that hold categories, not quantities
    #[arg(long, value_delimiter = ',')]
    pub categories: Vec<String>,
    /// Columns of the file that are not looked at
    #[arg(long, value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The rows are in the order of time: test on the last ones, not on some drawn at random
    #[arg(long)]
    pub ordered: bool,
    /// Rows of the synthetic function to learn from
    #[arg(long, default_value_t = 1000, value_parser = at_least::<20>)]
    pub rows: usize,
    /// Neurons of each hidden layer, as in 64 or 128,64
    #[arg(long, value_delimiter = ',', default_value = "64,32", value_parser = at_least::<1>)]
    pub hidden: Vec<usize>,
    /// Leave out batch normalisation
    #[arg(long)]
    pub plain: bool,
    /// The share of hidden neurons that dropout silences
    #[arg(long, default_value_t = 0.2, value_parser = share)]
    pub dropout: Real,
    /// The learning rate before it falls
    #[arg(long, default_value_t = 0.001, value_parser = rate)]
    pub lr: Real,
    /// How often all rows are seen at most
    #[arg(long, default_value_t = 100, value_parser = at_least::<1>)]
    pub epochs: usize,
    /// Rows of a step; 0 for all of them
    #[arg(long, default_value_t = 32)]
    pub batch: usize,
    /// How many epochs without a lower validation loss end the training
    #[arg(long, default_value_t = 20, value_parser = at_least::<1>)]
    pub patience: usize,
    /// How many epochs without a lower validation loss are borne before the rate falls to a fifth
    #[arg(long, default_value_t = 5)]
    pub plateau: usize,
    /// How far the rate falls at most
    #[arg(long, default_value_t = 1e-6, value_parser = rate)]
    pub min_lr: Real,
    /// Use the weights of the last epoch, not those with the lowest validation loss
    #[arg(long)]
    pub last: bool,
    /// What chance comes from
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Where the training is saved after each epoch
    #[arg(long)]
    pub save: Option<PathBuf>,
    /// A saved training to go on with, or to use when it is complete
    #[arg(long)]
    pub load: Option<PathBuf>,
    /// Where predictions for the test rows are written, as CSV
    #[arg(long)]
    pub predict: Option<PathBuf>,
    /// A folder for the rows as they are learned from and tested on, as CSV
    #[arg(long)]
    pub export: Option<PathBuf>,
    /// Where figures are written
    #[arg(long, default_value = "target/figures/regressor")]
    pub figures: PathBuf,
}

impl Settings {
    /// These options, which must be right.
    pub fn of(options: &[&str]) -> Self {
        Settings::parse_from([&["regressor"], options].concat())
    }
}

fn at_least<const LEAST: usize>(word: &str) -> Result<usize, String> {
    let number: Option<usize> = word.parse().ok();
    number.filter(|&number| number >= LEAST).ok_or(format!("should be a whole number, at least {LEAST}"))
}

fn rate(word: &str) -> Result<Real, String> {
    let rate: Option<Real> = word.parse().ok();
    rate.filter(|rate| rate.is_finite() && *rate > 0.0)
        .ok_or("should be a number above 0, such as 0.001".to_string())
}

fn share(word: &str) -> Result<Real, String> {
    let share: Option<Real> = word.parse().ok();
    share
        .filter(|share| (0.0..1.0).contains(share))
        .ok_or("should be from 0 to below 1, such as 0.2".to_string())
}
