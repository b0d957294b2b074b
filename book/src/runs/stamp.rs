//! Knowing what changed: a stamp over the inputs' sizes and times, keys over the contents.

use super::Program;
use crate::layout::Layout;
use crate::render::files_under;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What the programs are made from and read.
const INPUTS: [&str; 10] = [
    "src",
    "report",
    "chapters",
    "tests/f64",
    "tests/reference",
    "benches/peers/recorded.csv",
    "data",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];

/// A stamp of every input's name, size and time of change: cheap to compute, and when it is the same, nothing needs
/// compiling.
///
/// # Errors
/// When an input cannot be read.
pub fn of_inputs(layout: &Layout, seed: u64) -> Result<String> {
    let mut hash = Sha256::new();
    for variable in ["RUSTFLAGS", "RUSTUP_TOOLCHAIN", "CARGO"] {
        hash.update(format!("{variable}={:?}\n", std::env::var_os(variable)));
    }
    hash.update(format!("seed {seed}\n"));
    for input in INPUTS {
        for file in files_at(&layout.root.join(input))? {
            hash.update(format!("{} {}\n", layout.name(&file), traits(&file)?));
        }
    }
    Ok(hex(hash))
}

/// The hash of the data's names and contents.
pub(super) fn of_data(layout: &Layout) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files_at(&layout.root.join("data"))? {
        hash.update(format!("{}\n", layout.name(&file)));
        hash.update(fs::read(&file)?);
    }
    Ok(hex(hash))
}

/// The key of the program at `path` run on `data` with `seed`.
pub(super) fn of_program(path: &Path, data: &str, seed: u64) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
    hash.update(format!("{data} {seed}"));
    Ok(hex(hash))
}

/// The programs of the last build, if nothing they depend on has changed and they are still there.
pub(super) fn unchanged(layout: &Layout, stamp: &str) -> Option<Vec<Program>> {
    let kept: Value = serde_json::from_str(&fs::read_to_string(file(layout)).ok()?).ok()?;
    if kept["stamp"] != stamp {
        return None;
    }
    let programs = kept["programs"].as_array()?.iter().map(|program| {
        let path = PathBuf::from(program["path"].as_str()?);
        let same = traits(&path).ok()? == program["traits"].as_str()?;
        let (name, key) = (program["name"].as_str()?.to_string(), program["key"].as_str()?.to_string());
        same.then_some(Program { name, path, key })
    });
    programs.collect()
}

/// Whether the programs were compiled before.
pub(super) fn exists(layout: &Layout) -> bool {
    file(layout).is_file()
}

/// Remembers the programs under `stamp`.
pub(super) fn keep(layout: &Layout, stamp: &str, programs: &[Program]) -> Result<()> {
    let programs = programs.iter().map(|program| {
        Ok(json!({
            "name": program.name,
            "path": program.path,
            "traits": traits(&program.path)?,
            "key": program.key,
        }))
    });
    let programs = programs.collect::<Result<Vec<Value>>>()?;
    fs::create_dir_all(&layout.work)?;
    fs::write(file(layout), json!({ "stamp": stamp, "programs": programs }).to_string())?;
    Ok(())
}

fn file(layout: &Layout) -> PathBuf {
    layout.work.join("programs.json")
}

fn files_at(path: &Path) -> Result<Vec<PathBuf>> {
    match path {
        path if path.is_dir() => Ok(files_under(path)?),
        path if path.is_file() => Ok(vec![path.to_path_buf()]),
        _ => Ok(Vec::new()),
    }
}

/// Size and time of change.
fn traits(path: &Path) -> Result<String> {
    let about = fs::metadata(path)?;
    let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{} {}", about.len(), changed.as_nanos()))
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_or_another_seed_is_another_key() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "binary").unwrap();
        let key = |data: &str, seed| of_program(&program, data, seed).unwrap();
        assert_eq!(key("a", 0), key("a", 0));
        assert_ne!(key("a", 0), key("b", 0));
        assert_ne!(key("a", 0), key("a", 1));
    }

    #[test]
    fn a_changed_source_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(folder.path(), &folder.path().join("target"));
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), "//! One").unwrap();
        let before = of_inputs(&layout, 0).unwrap();
        keep(&layout, &before, &[]).unwrap();
        assert_eq!(unchanged(&layout, &before), Some(Vec::new()));
        fs::write(folder.path().join("src/lib.rs"), "//! Other").unwrap();
        assert_eq!(unchanged(&layout, &of_inputs(&layout, 0).unwrap()), None);
    }
}
