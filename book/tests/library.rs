//! The library part: each source file is a page, made from the file and nothing else.

mod common;

use common::TempBook;

/// A book with a room for the core crate; `optim` is the text of `src/optim.rs`.
fn library(one: &str, optim: &str) -> TempBook {
    let book = TempBook::new(one);
    book.write(
        "book/pages/SUMMARY.md",
        "# Summary\n\n- [One](one.md)\n\n---\n\n[The library](library/index.md)\n[Rates](library/rates.md)\n\
         [Bibliography](bibliography.md)\n",
    );
    book.write("book/pages/library/index.md", "# The library\n\n{{#room neural chapter}}\n");
    book.write("book/pages/library/rates.md", "# Rates\n\n{{#room neural::optim}}\n");
    book.write("src/optim.rs", optim);
    book
}

const OPTIM: &str = r#"//! How weights change; see [`Descent`].

use std::ops::Add;

/// Moves against the gradient: `θ ← θ − η g`.
///
/// # Panics
/// Never, as `[0, 1]` says.
///
/// ```
/// # use neural::optim::Descent;
/// let rate = 0.5;
/// ```
pub struct Descent {
    /// How far.
    pub rate: f32,
}

impl Descent {
    /// One step of [`Self`], not of [`std::vec::Vec`].
    pub fn step(&self, w: f32) -> f32 {
        // Downhill.
        w - self.rate
    }
}

impl Add for Descent {
    type Output = f32;

    fn add(self, other: Self) -> f32 {
        self.rate + other.rate
    }
}

#[cfg(test)]
mod tests {
    fn hidden() {}
}
"#;

#[test]
fn comments_are_prose_beside_the_code_they_explain() {
    let book = library("# One\n\n## Steps\n\n{{#code neural::optim::Descent::step}}\n", OPTIM);
    book.build().unwrap_or_else(|error| panic!("{error:#}"));
    let html = book.html("source/src/optim.rs.html");
    let holds = |part: &str| assert!(html.contains(part), "{part} is not in {html}");
    // The file's own comment, its links, and where a line of it was.
    holds(
        "<span id=\"L1\"></span><p>How weights change; see <a href=\"../../source/src/optim.rs.html#item-Descent\"",
    );
    // A formula is set, an example stands without its hidden line, and a heading begins its paragraph.
    holds("\\theta");
    holds(
        "<figcaption>Example</figcaption><pre class=\"source\"><code class=\"language-rust\">let rate = 0.5;<",
    );
    holds("<p class=\"run-in\"><strong>Panics</strong></p>");
    // The header of a block stands with its first member.
    holds("id=\"L19\" data-n=\"19\">impl Descent {\n</span><span class=\"l\" id=\"L21\"");
    holds("id=\"item-Add-for-Descent\"");
    // What no page of the library defines is no link.
    holds("not of <code>std::vec::Vec</code>");
    holds(
        "<p class=\"taught\">Shown in <a href=\"../../one.html#code-neural-optim-Descent-step\">1 One, “Steps”</a>",
    );
    holds("Its tests are lines 35 to 38 of the file.");
    assert!(!html.contains("hidden()"), "{html}");
}

#[test]
fn a_room_lists_its_files_and_they_stand_below_it() {
    let book = library("# One\n\nText.\n", OPTIM);
    book.build().unwrap_or_else(|error| panic!("{error:#}"));
    let room = book.html("library/rates.html");
    assert!(room.contains("<li><a href=\"../source/src/optim.rs.html\"><code>optim.rs</code></a>"), "{room}");
    let contents = book.html("toc.html");
    let below =
        "Rates</a><ol class=\"section\"><li class=\"chapter-item\"><a href=\"source/src/optim.rs.html\">";
    assert!(contents.contains(below), "{contents}");
    let index = book.html("library/index.html");
    let files = index.split("</ul>").next().unwrap_or_default();
    assert!(files.contains("source/src/lib.rs.html") && !files.contains("source/src/optim.rs"), "{index}");
    assert!(index.contains("source/chapters/foundations/demo/main.rs.html"), "{index}");
}

#[test]
fn a_comment_whose_formula_does_not_parse_is_refused_with_its_line() {
    let optim = OPTIM.replace("One step of", "One $\\sqrt x$ step, or 5 $, of");
    let problems = library("# One\n\nText.\n", &optim).build().unwrap_err().to_string();
    assert!(problems.contains("src/optim.rs:20: the formula `\\sqrt x` does not parse"), "{problems}");
    assert!(problems.contains("src/optim.rs:20: a stray `$` in a comment"), "{problems}");
}

#[test]
fn rooms_that_do_not_fit_the_sources_are_refused() {
    let book = library("# One\n\nText.\n", OPTIM);
    book.write("book/pages/library/index.md", "# The library\n\n{{#room neural::optin}}\n");
    let problems = book.build().unwrap_err().to_string();
    let wrong =
        "book/pages/library/index.md:3: there is no module `neural::optin`; did you mean `neural::optim`";
    assert!(problems.contains(wrong), "{problems}");
    assert!(problems.contains("src/lib.rs: no room of the library takes this file in; write"), "{problems}");
}

#[test]
fn the_opener_leads_to_the_program() {
    let book = library("# One\n\n{{#output demo training}}\n", OPTIM);
    book.build().unwrap_or_else(|error| panic!("{error:#}"));
    let html = book.html("one.html");
    let run =
        "<a href=\"source/chapters/foundations/demo/main.rs.html\"><code>cargo run --example demo</code></a>";
    assert!(html.contains(run), "{html}");
}
