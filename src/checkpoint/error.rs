//! What can be wrong with a checkpoint, and the cure.

use super::FORMAT;
use crate::StateError;
use std::io;
use std::path::PathBuf;

/// A checkpoint that cannot be written, read or used.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant means")]
pub enum CheckpointError {
    #[error(
        "{}: cannot be written ({error}); what was saved before is untouched. \
         Make room, or choose another place",
        path.display()
    )]
    Write { path: PathBuf, error: io::Error },
    #[error("{}: cannot be read ({error}). Check the path, starting from the current folder", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error(
        "{}: breaks off after {found} bytes; its beginning promises {expected}. \
         Copy the file again, or use an older one",
        path.display()
    )]
    Truncated { path: PathBuf, found: u64, expected: u64 },
    #[error(
        "{}: is no checkpoint of this crate ({reason}). \
         Give a file that was saved by one of its programs",
        path.display()
    )]
    Foreign { path: PathBuf, reason: String },
    #[error(
        "{}: has format {found}; this program reads formats up to {FORMAT}. \
         Use a newer version of the program",
        path.display()
    )]
    Newer { path: PathBuf, found: u64 },
    #[error("{}: does not say its `{name}`. Give a file that was saved by this program", path.display())]
    Silent { path: PathBuf, name: String },
    #[error(
        "{}: was saved with {name} {found}, and {asked} was asked for. \
         Give the settings and the data that it was saved with",
        path.display()
    )]
    Other { path: PathBuf, name: String, found: String, asked: String },
    #[error(
        "{}: does not fit the network: {error}. \
         Build the network with the settings that it was saved with",
        path.display()
    )]
    Mismatch { path: PathBuf, error: StateError },
}
