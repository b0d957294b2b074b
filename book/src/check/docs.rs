//! What a public item says of itself: what it is for, what makes it fail, and in which shapes numbers come and go.

use crate::problem::Problems;
use crate::sources::{Item, SourceFile, Sources};

/// Checks the comment of every public item of the libraries; equation and source are for a reader to judge.
pub fn docs(sources: &Sources, problems: &mut Problems) {
    for file in sources.files.iter().filter(|file| file.is_core()) {
        if file.about.text.trim().is_empty() {
            problems.add(&file.name, 1, "the file does not say what it is about", "begin it with `//! …`");
        }
        for item in file.items.iter().filter(|item| item.is_public) {
            for (message, cure) in lacking(file, item) {
                let line = item.doc.as_ref().map_or(*item.lines.start(), |doc| doc.first);
                problems.add(&file.name, line, format!("`{}` {message}", item.path), cure);
            }
        }
    }
}

/// What the comment on `item` does not say, and how to say it.
fn lacking(file: &SourceFile, item: &Item) -> Vec<(&'static str, &'static str)> {
    let doc = item.doc.as_ref().map(|doc| doc.text.as_str()).unwrap_or_default();
    if doc.trim().is_empty() {
        return vec![("is public and has no comment", "say what it is for")];
    }
    let Some(signature) = &item.signature else { return Vec::new() };
    let text: Vec<&str> = item.lines.clone().map(|number| file.line(number)).collect();
    let panics = ["#[track_caller]", " assert!(", " assert_eq!(", " assert_ne!(", " panic!("];
    let code = |line: &&&str| !line.trim_start().starts_with("//");
    let panics =
        text.iter().filter(code).any(|line| panics.iter().any(|sign| format!(" {line}").contains(sign)));
    let words =
        |name: &str| signature.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    let numbers = ["Matrix", "MatrixRef", "Shared", "Var"].iter().any(|name| words(name));
    let fails = signature.split_once("->").is_some_and(|(_, result)| result.contains("Result"));
    let mut lacking = Vec::new();
    if panics && !doc.contains("# Panics") {
        lacking.push(("can panic, and its comment does not say when", "add `# Panics`"));
    }
    if fails && !doc.contains("# Errors") {
        lacking.push(("returns a `Result`, and its comment does not say when it fails", "add `# Errors`"));
    }
    let shapes = ["×", "shape", "Shape", "row", "column", "entry", "entries"];
    if numbers && !shapes.iter().any(|word| doc.contains(word)) {
        let cure = "say them, such as `Shapes: x (n × d), result (n × 1)`";
        lacking.push(("takes or returns matrices, and its comment does not say in which shapes", cure));
    }
    lacking
}
