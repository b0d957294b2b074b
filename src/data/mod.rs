//! Data: from files to matrices, and from one matrix to training rows, test rows and mini-batches.
//!
//! ```text
//! file ──► table ──► numbers ─┐               ┌─ train ──► fitted and applied
//!   │        └─────► words ───┤               │
//!   └────► idx  ───► images ──┴─► x, labels ──┤
//!                                             └─ test ───► applied only
//! ```
//!
//! What is fitted on the training rows, and applied to all, imputes, scales and makes words columns.
//! A reader never guesses and never skips: what it cannot understand is a [`DataError`].

pub mod augment;
mod batch;
mod categories;
mod dataset;
mod error;
mod file;
mod folds;
pub mod idx;
mod impute;
mod records;
mod resample;
mod scale;
mod sets;
mod shrink;
mod split;
mod table;

pub use batch::{Deal, batches, deal, rows};
pub use categories::Categories;
pub use dataset::{Classification, Mixed, Regression};
pub use error::DataError;
pub use folds::{k_fold, leave_one_out, stratified_k_fold, time_series_split};
pub use impute::{Fill, Impute};
pub use resample::{over_sample, under_sample};
pub use scale::{MinMax, Robust, Standardize};
pub use sets::{
    Adult, Mnist, adult, auto_mpg, breast_cancer, data_file, digits, mnist, penguins, sunspots, wine_quality,
};
pub use shrink::shrink;
pub use split::{Split, stratified_split, train_test_split};
pub use table::Table;
