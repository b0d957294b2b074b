//! Compiling the programs with the same features as `cargo run` and `cargo test`, so that nothing compiles twice.

use super::{Program, stamp};
use crate::layout::Layout;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Compiles the examples of the default members and says where they are.
pub(super) fn examples(layout: &Layout, seed: u64) -> Result<Vec<Program>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["build", "--examples", "--message-format=json"])
        .current_dir(&layout.root)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let output = BufReader::new(child.stdout.take().context("cargo has no output")?);
    let (mut programs, mut errors) = (Vec::new(), String::new());
    for line in output.lines() {
        let Ok(message) = serde_json::from_str::<Value>(&line?) else { continue };
        if let Some(rendered) = message["message"]["rendered"].as_str() {
            eprint!("{rendered}");
            if message["message"]["level"] == "error" {
                errors.push_str(rendered);
            }
        }
        programs.extend(example(&message));
    }
    if !child.wait()?.success() {
        bail!("the chapters' programs do not compile\n{errors}");
    }
    let data = stamp::of_data(layout)?;
    programs.sort();
    let keyed = programs.into_iter().map(|(name, path)| {
        let key = stamp::of_program(&path, &data, seed)?;
        Ok(Program { name, path, key })
    });
    keyed.collect()
}

/// The name and the path of the program that this message of cargo announces.
fn example(message: &Value) -> Option<(String, PathBuf)> {
    let is_example = message["target"]["kind"].as_array()?.iter().any(|kind| kind == "example");
    let path = message["executable"].as_str().filter(|_| is_example)?;
    Some((message["target"]["name"].as_str()?.to_string(), PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_examples_are_programs() {
        let message = |kind: &str| {
            let text = format!(
                r#"{{"reason":"compiler-artifact","target":{{"kind":["{kind}"],"name":"neuron"}},"executable":"/t/neuron"}}"#
            );
            serde_json::from_str::<Value>(&text).unwrap()
        };
        assert_eq!(example(&message("example")), Some(("neuron".into(), "/t/neuron".into())));
        assert_eq!(example(&message("bin")), None);
    }
}
