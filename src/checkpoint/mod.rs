//! Checkpoints: a training, or a trained network, as a file of the format safetensors.
//!
//! | name in the file | holds | type, shape |
//! |---|---|---|
//! | `network.LAYER.WHAT` | a parameter or running statistics, under the network's name for it | F32, as in the network |
//! | `optimizer.learning_rate` | η | F32, (1, 1) |
//! | `optimizer.velocity.I`, `squares.I`, `m.I`, `v.I` | what the rule remembers for the `I`-th parameter | F32, as the parameter |
//! | `optimizer.parameters` | the places `I` of the parameters that it remembers something of | U64 |
//! | `optimizer.t.I` | how many gradients Adam has seen of it | U64, (1) |
//! | `callback.I.NAME` | what the `I`-th callback remembers | F32, U64 or F64 |
//! | `training.epoch`, `.step`, `.seed` | how far training got, and where its chance comes from | U64, (1) |
//! | `training.history` | five numbers for each epoch: loss, metric, both on validation rows (or NaN), η | F64, (5 · epochs) |
//!
//! The metadata have one key, `neural`: lines `NAME: VALUE`, of which the first is `format: 1`.

mod error;
mod file;

pub use error::CheckpointError;
pub use file::{load, save};

/// The version of the format that this crate writes; it reads this one and older ones.
pub const FORMAT: u64 = 1;

use crate::State;
use std::path::PathBuf;

/// What was read from a file.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// Where it lies.
    pub path: PathBuf,
    /// What the file says about the network, as it was given to [`save`].
    pub about: Vec<(String, String)>,
    /// The named numbers.
    pub state: State,
}

impl Checkpoint {
    /// What the file says about `name`.
    ///
    /// # Errors
    /// If it says nothing about it.
    pub fn about(&self, name: &str) -> Result<&str, CheckpointError> {
        let found = self.about.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| CheckpointError::Silent { path: self.path.clone(), name: name.to_string() })
    }

    /// That the file was saved with these settings: names and values, as they were given to [`save`].
    ///
    /// ```
    /// use neural::State;
    /// use neural::checkpoint::Checkpoint;
    /// let settings = |hidden: &str| vec![("hidden".to_string(), hidden.to_string())];
    /// let saved = Checkpoint { path: "a.safetensors".into(), about: settings("64"), state: State::default() };
    /// assert!(saved.agrees(&settings("64")).is_ok());
    /// let error = saved.agrees(&settings("32")).unwrap_err().to_string();
    /// assert!(error.starts_with("a.safetensors: was saved with hidden 64, and 32 was asked for."));
    /// ```
    ///
    /// # Errors
    /// If the file says something else about one of them, or nothing.
    pub fn agrees(&self, settings: &[(String, String)]) -> Result<(), CheckpointError> {
        for (name, asked) in settings {
            let found = self.about(name)?;
            if found != asked {
                let (path, found) = (self.path.clone(), found.to_string());
                return Err(CheckpointError::Other { path, name: name.clone(), found, asked: asked.clone() });
            }
        }
        Ok(())
    }
}
