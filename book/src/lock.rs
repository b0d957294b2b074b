//! Two builders in one folder: one waits while the other builds, and only one serves.

use crate::layout::Layout;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;

/// Holds as long as it lives; given back by the system when the program ends, however it ends.
#[must_use]
pub struct Lock {
    _file: File,
}

/// Only one builds at a time: if another does, calls `waiting` and waits.
///
/// # Errors
/// When the folder cannot be written to.
pub fn building(layout: &Layout, waiting: impl FnOnce()) -> Result<Lock> {
    let file = open(layout, "lock")?;
    if file.try_lock().is_err() {
        waiting();
        file.lock()?;
    }
    Ok(Lock { _file: file })
}

/// Only one serves the book of a folder.
///
/// # Errors
/// When another does, with its address; or when the folder cannot be written to.
pub fn serving(layout: &Layout, address: SocketAddr) -> Result<Lock> {
    let file = open(layout, "serving")?;
    let place = layout.work.join("served-at.txt");
    match file.try_lock() {
        Ok(()) => {
            fs::write(&place, address.to_string())
                .with_context(|| format!("cannot write {}", place.display()))?;
            Ok(Lock { _file: file })
        }
        Err(TryLockError::WouldBlock) => {
            let there = fs::read_to_string(&place).unwrap_or_default();
            bail!(
                "the book of this folder is already being served at http://{there}/; read it there, or stop that \
                 `cargo run` first"
            )
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock target/book/serving"),
    }
}

fn open(layout: &Layout, name: &str) -> Result<File> {
    let cure = "the folder must be writable: give yourself the right, or set CARGO_TARGET_DIR";
    let place = layout.work.join(name);
    fs::create_dir_all(&layout.work)
        .and_then(|()| File::options().create(true).write(true).truncate(false).open(&place))
        .with_context(|| format!("cannot write {}; {cure}", place.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_where_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(folder.path(), &folder.path().join("target"));
        let first = serving(&layout, ([127, 0, 0, 1], 3007).into()).unwrap();
        let refused = serving(&layout, ([127, 0, 0, 1], 3008).into()).err().unwrap().to_string();
        assert!(refused.contains("http://127.0.0.1:3007/"), "{refused}");
        drop(first);
        assert!(serving(&layout, ([127, 0, 0, 1], 3008).into()).is_ok());
    }
}
