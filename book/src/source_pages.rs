//! The sources as pages of the book, with an anchor on every line.

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
    let numbers: String = (1..=file.text.lines().count())
        .map(|n| format!("<a id=\"L{n}\" href=\"#L{n}\" aria-label=\"Line {n}\">{n}</a>\n"))
        .collect();
    format!(
        r#"<!DOCTYPE html>
<html lang="en" class="light" dir="ltr">
<head>
<meta charset="UTF-8">
<title>{name} - {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{up}favicon.svg">
<link rel="stylesheet" href="{up}css/variables.css">
<link rel="stylesheet" href="{up}css/general.css">
<link rel="stylesheet" href="{up}fonts/fonts.css">
<link rel="stylesheet" id="mdbook-highlight-css" href="{up}highlight.css">
<link rel="stylesheet" id="mdbook-tomorrow-night-css" href="{up}tomorrow-night.css">
<link rel="stylesheet" id="mdbook-ayu-highlight-css" href="{up}ayu-highlight.css">
<link rel="stylesheet" href="{up}theme/book.css">
<script src="{up}theme/source.js"></script>
</head>
<body class="source-page">
<header><nav aria-label="Book"><a href="{up}index.html">{title}</a></nav><h1>{name}</h1></header>
<main class="source-view">
<pre class="source-numbers">{numbers}</pre>
<pre class="source-text"><code class="language-rust">{text}</code></pre>
</main>
<script src="{up}highlight.js"></script>
<script>document.querySelectorAll("code").forEach((code) => hljs.highlightBlock(code));</script>
</body>
</html>
"#,
        text = escape(&file.text),
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
