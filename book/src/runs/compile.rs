//! Compiling programs with the same features as `cargo run` and `cargo test`, so that nothing compiles twice.

use super::child::{self, Stop};
use crate::layout::Layout;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How often somebody asks whether the work is still wanted.
const TICK: Duration = Duration::from_millis(50);

/// What cargo announces.
pub(super) enum News {
    /// One more crate is compiled.
    Unit,
    /// The program with this name is ready.
    Program(String, PathBuf),
    /// A warning or an error of the compiler, as it prints it.
    Message(String),
}

/// Why programs could not be compiled.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    /// By the name of the program.
    pub reasons: BTreeMap<String, String>,
    /// The program whose reason lies in what all programs share, so that no other can be compiled either.
    pub shared: Option<String>,
}

/// Compiles the programs `names`, tells `news`, and says why those that could not be compiled were not.
///
/// # Errors
/// When cargo cannot be started.
pub(super) fn programs(
    layout: &Layout,
    names: &[String],
    stop: &Stop,
    mut news: impl FnMut(News) -> Result<()>,
) -> Result<Failures> {
    let mut command = cargo(layout);
    command.args(["build", "--quiet", "--keep-going", "--message-format=json"]);
    command.args(names.iter().flat_map(|name| ["--example", name]));
    let mut cargo = child::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let output = BufReader::new(cargo.stdout.take().context("cargo has no output")?);
    let mut complaints = cargo.stderr.take().context("cargo has no error output")?;
    let complaints = thread::spawn(move || {
        let mut text = String::new();
        complaints.read_to_string(&mut text).map(|_| text).unwrap_or_default()
    });
    let (sender, lines) = channel();
    thread::spawn(move || {
        // The receiver goes away when the work is no longer wanted.
        output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    let mut wrong = Wrong::default();
    loop {
        let line = match lines.recv_timeout(TICK) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) if stop.is_stopped() => {
                child::end(&mut cargo);
                return Ok(Failures::default());
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        if let Some(rendered) = message["message"]["rendered"].as_str() {
            news(News::Message(rendered.to_string()))?;
            wrong.hear(&message, rendered);
        }
        if message["reason"] == "compiler-artifact" && message["fresh"] == false {
            news(News::Unit)?;
        }
        if let Some((name, path)) = example(&message) {
            wrong.ready.push(name.clone());
            news(News::Program(name, path))?;
        }
    }
    cargo.wait()?;
    Ok(wrong.reasons(names, &complaints.join().unwrap_or_default()))
}

/// The names of the programs that the workspace's default members hold.
///
/// # Errors
/// When cargo cannot be started or does not understand the workspace.
pub fn names(layout: &Layout) -> Result<Vec<String>> {
    let output = cargo(layout).args(["metadata", "--no-deps", "--format-version=1"]).output()?;
    let complaints = String::from_utf8_lossy(&output.stderr);
    let about: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("cargo cannot read the workspace\n{complaints}"))?;
    let packages = about["packages"].as_array().into_iter().flatten();
    let members = about["workspace_default_members"].as_array().cloned().unwrap_or_default();
    let targets = packages
        .filter(|package| members.contains(&package["id"]))
        .flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let names = targets.filter(|target| is_example(target)).filter_map(|target| target["name"].as_str());
    Ok(names.map(str::to_string).collect())
}

fn cargo(layout: &Layout) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&layout.root).stdin(Stdio::null());
    cargo
}

/// The name and the path of the program that this message of cargo announces.
fn example(message: &Value) -> Option<(String, PathBuf)> {
    let path = message["executable"].as_str().filter(|_| is_example(&message["target"]))?;
    Some((message["target"]["name"].as_str()?.to_string(), PathBuf::from(path)))
}

fn is_example(target: &Value) -> bool {
    target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "example"))
}

/// What went wrong while compiling, and where.
#[derive(Default)]
struct Wrong {
    ready: Vec<String>,
    own: BTreeMap<String, String>,
    general: String,
}

impl Wrong {
    fn hear(&mut self, message: &Value, rendered: &str) {
        if message["message"]["level"] != "error" {
            return;
        }
        let name = message["target"]["name"].as_str().filter(|_| is_example(&message["target"]));
        match name {
            Some(name) => self.own.entry(name.to_string()).or_default().push_str(rendered),
            None => self.general.push_str(rendered),
        }
    }

    /// Why each of `names` is not ready; what is wrong with what they share is told once.
    fn reasons(&self, names: &[String], complaints: &str) -> Failures {
        let shared = if self.general.is_empty() { complaints } else { &self.general };
        let missing = || names.iter().filter(|name| !self.ready.contains(name));
        let first = missing().find(|name| !self.own.contains_key(*name));
        let reason = |name: &String| match (self.own.get(name), first) {
            (Some(own), _) => format!("`{name}` does not compile\n{}", own.trim_end()),
            (None, Some(first)) if first != name => same_reason(name, first),
            (None, _) => format!("`{name}` does not compile\n{}", shared.trim_end()),
        };
        let reasons = missing().map(|name| (name.clone(), reason(name))).collect();
        Failures { reasons, shared: first.cloned() }
    }
}

/// Why `name` does not compile, where `first` has been told already.
pub(super) fn same_reason(name: &str, first: &str) -> String {
    format!("`{name}` does not compile, for the reason given for `{first}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(kind: &str) -> Value {
        let text = format!(
            r#"{{"reason":"compiler-artifact","target":{{"kind":["{kind}"],"name":"neuron"}},"executable":"/t/neuron"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn only_examples_are_programs() {
        assert_eq!(example(&artifact("example")), Some(("neuron".into(), "/t/neuron".into())));
        assert_eq!(example(&artifact("bin")), None);
    }

    #[test]
    fn a_program_that_does_not_compile_is_told_its_own_error_or_the_librarys() {
        let error = |kind: &str, name: &str| -> Value {
            let text = format!(
                r#"{{"reason":"compiler-message","target":{{"kind":["{kind}"],"name":"{name}"}},"message":{{"level":"error"}}}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        let mut wrong = Wrong::default();
        wrong.hear(&error("example", "losses"), "error: a loss\n");
        wrong.hear(&error("lib", "neural"), "error: the library\n");
        wrong.ready.push("preface".to_string());
        let names = ["preface", "losses", "neuron", "backprop"].map(String::from);
        let Failures { reasons, shared } = wrong.reasons(&names, "");
        assert_eq!((reasons.len(), shared.as_deref()), (3, Some("neuron")));
        assert_eq!(reasons["losses"], "`losses` does not compile\nerror: a loss");
        assert_eq!(reasons["neuron"], "`neuron` does not compile\nerror: the library");
        assert!(reasons["backprop"].ends_with("for the reason given for `neuron`"), "{reasons:?}");
        assert_eq!(wrong.reasons(&names[..2], "").shared, None, "the others may compile");
    }
}
