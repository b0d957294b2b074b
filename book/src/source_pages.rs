//! The sources as pages of the book, with an anchor on every line.

use crate::face;
use crate::slots::escape;
use crate::sources::{SourceFile, Sources};
use std::fs;
use std::io;
use std::path::Path;

/// The address of `line` of the source file `file` in the built book.
pub fn address(file: &str, line: usize) -> String {
    format!("source/{}.html#L{line}", tidy(file))
}

/// `tests/f64/../../chapters/a.rs` is `chapters/a.rs`.
fn tidy(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Writes a page for every source into `folder`, the root of the built book.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path, sources: &Sources, title: &str) -> io::Result<()> {
    for file in &sources.files {
        let path = folder.join("source").join(format!("{}.html", file.name));
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, page(file, title))?;
    }
    Ok(())
}

fn page(file: &SourceFile, title: &str) -> String {
    let up = "../".repeat(file.name.matches('/').count() + 1);
    let name = escape(&file.name);
    let numbers: String =
        (1..=file.text.lines().count()).map(|n| format!("<span id=\"L{n}\">{n}</span>\n")).collect();
    format!(
        r#"<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="UTF-8">
<title>{name} · {title}</title>
<meta name="description" content="The source file {name}, complete, with a number on every line.">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{up}favicon.svg" type="image/svg+xml">
<script src="{up}theme/early.js"></script>
<link rel="stylesheet" href="{up}css/variables.css">
<link rel="stylesheet" href="{up}css/general.css">
<link rel="stylesheet" href="{up}css/chrome.css">
<link rel="stylesheet" href="{up}fonts/fonts.css">
<link rel="stylesheet" href="{up}theme/blocks.css">
<link rel="stylesheet" href="{up}theme/print.css">
</head>
<body>
<header class="bar"><a class="title" href="{up}index.html">{title}</a></header>
<main id="main" class="source-page">
<h1>{name}</h1>
<div class="source-view">
<pre class="source-numbers">{numbers}</pre>
<pre class="source"><code class="language-rust" tabindex="0">{text}</code></pre>
</div>
</main>
</body>
</html>
"#,
        text = face::highlight(&file.text),
        title = escape(title),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_detours() {
        let file = "tests/f64/../../chapters/backprop.rs";
        assert_eq!(address(file, 7), "source/chapters/backprop.rs.html#L7");
    }
}
