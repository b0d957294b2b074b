//! Data: from files to matrices, and from one matrix to training rows, test rows and mini-batches.
//!
//! ```text
//! file ──► table ──► numbers ──┐                ┌── train ──► scale ──► batches
//!   └────► idx  ──► images ────┴──► x, labels ──┤
//!                                               └── test ───► scale (fitted on train)
//! ```
//!
//! A reader never guesses and never skips: what it cannot understand is a [`DataError`].

pub mod augment;
mod batch;
mod dataset;
mod error;
mod file;
mod folds;
pub mod idx;
mod records;
mod scale;
mod sets;
mod split;
mod table;

pub use batch::batches;
pub use dataset::{Classification, Regression};
pub use error::DataError;
pub use folds::{k_fold, leave_one_out, stratified_k_fold, time_series_split};
pub use scale::{MinMax, Standardize};
pub use sets::{Mnist, auto_mpg, breast_cancer, data_file, digits, mnist, penguins, sunspots, wine_quality};
pub use split::{Split, stratified_split, train_test_split};
pub use table::Table;
