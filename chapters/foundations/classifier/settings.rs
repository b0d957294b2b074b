//! What may be asked for on the command line.

use crate::network::Activation;
use clap::{Parser, ValueEnum};
use neural::Real;
use neural::optim::{Adam, Momentum, Optimizer, Sgd};
use std::path::PathBuf;

/// Trains a network that tells classes apart; without options, on handwritten digits.
#[derive(Clone, Debug, Parser)]
#[command(name = "classifier", override_usage = "cargo run --example classifier -- [OPTIONS]")]
pub struct Settings {
    /// A CSV file with a label column, or a folder with MNIST's four IDX files [default: the book's digits]
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// The column of a CSV file that names the class
    #[arg(long, default_value = "label")]
    pub label: String,
    /// Columns of a CSV file that are not looked at
    #[arg(long, value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Neurons of each hidden layer, as in 64 or 128,64
    #[arg(long, value_delimiter = ',', default_value = "256,128", value_parser = positive)]
    pub hidden: Vec<usize>,
    /// What hidden neurons do
    #[arg(long, value_enum, default_value = "relu")]
    pub activation: Activation,
    /// The rule for the steps
    #[arg(long, value_enum, default_value = "adam")]
    pub optimizer: Rule,
    /// The learning rate, at its highest
    #[arg(long, default_value_t = 0.004, value_parser = rate)]
    pub lr: Real,
    /// Keep the learning rate instead of letting it fall to 0 along a cosine
    #[arg(long)]
    pub constant: bool,
    /// How often all rows are seen
    #[arg(long, default_value_t = 20, value_parser = positive)]
    pub epochs: usize,
    /// Rows of a step; 0 for all of them
    #[arg(long, default_value_t = 200)]
    pub batch: usize,
    /// By how many pixels square pictures are moved at random in training, at most
    #[arg(long, default_value_t = 1.5, value_parser = amount)]
    pub shift: Real,
    /// By how many degrees they are turned, at most
    #[arg(long, default_value_t = 10.0, value_parser = amount)]
    pub turn: Real,
    /// By which share they grow or shrink, at most
    #[arg(long, default_value_t = 0.1, value_parser = share)]
    pub zoom: Real,
    /// Normalise each hidden layer's sums over the batch
    #[arg(long)]
    pub batch_norm: bool,
    /// The share of hidden neurons that are silenced at random in training
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    pub dropout: Real,
    /// Test on a fifth of the training rows, and leave the test rows alone: for choosing settings
    #[arg(long)]
    pub validate: bool,
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
    /// Where figures are written
    #[arg(long, default_value = "target/figures/classifier")]
    pub figures: PathBuf,
}

/// The rules to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rule {
    Sgd,
    Momentum,
    Adam,
}

impl Rule {
    pub fn with(self, rate: Real) -> Box<dyn Optimizer> {
        match self {
            Rule::Sgd => Box::new(Sgd { learning_rate: rate }),
            Rule::Momentum => Box::new(Momentum::new(rate, 0.9)),
            Rule::Adam => Box::new(Adam::new(rate)),
        }
    }
}

impl Settings {
    /// These options, which must be right.
    pub fn of(options: &[&str]) -> Self {
        Settings::parse_from([&["classifier"], options].concat())
    }

    /// The settings that go into a checkpoint, and without which it cannot be continued.
    pub fn about(&self, classes: &[String]) -> Vec<(String, String)> {
        let hidden: Vec<String> = self.hidden.iter().map(usize::to_string).collect();
        let entries = [
            ("hidden", hidden.join(",")),
            ("activation", format!("{:?}", self.activation)),
            ("batch_norm", self.batch_norm.to_string()),
            ("optimizer", format!("{:?}", self.optimizer)),
            ("classes", classes.join(",")),
        ];
        entries.map(|(name, value)| (name.to_string(), value)).to_vec()
    }
}

fn positive(word: &str) -> Result<usize, String> {
    match word.parse() {
        Ok(0) => Err("should be at least 1".to_string()),
        Ok(number) => Ok(number),
        Err(_) => Err("should be a whole number, at least 1".to_string()),
    }
}

fn rate(word: &str) -> Result<Real, String> {
    let rate: Option<Real> = word.parse().ok();
    rate.filter(|rate| rate.is_finite() && *rate > 0.0)
        .ok_or("should be a number above 0, such as 0.1".to_string())
}

fn amount(word: &str) -> Result<Real, String> {
    let amount: Option<Real> = word.parse().ok();
    amount
        .filter(|amount| amount.is_finite() && *amount >= 0.0)
        .ok_or("should be a number, 0 or above, such as 1.5".to_string())
}

fn share(word: &str) -> Result<Real, String> {
    let share = amount(word).ok().filter(|share| *share < 1.0);
    share.ok_or("should be a number from 0 to below 1, such as 0.1".to_string())
}
