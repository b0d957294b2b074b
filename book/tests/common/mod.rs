//! A small book in a temporary folder, built from files that the test writes.

#![allow(dead_code, reason = "each test file uses a part of this")]

use book::builder;
use book::layout::Layout;
use book::maths::Maths;
use book::record::{Records, Run};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub struct TempBook {
    folder: TempDir,
    pub layout: Layout,
}

const LIB: &str = "//! The core crate.\n\npub mod optim;\n";

const OPTIM: &str = r#"//! How weights change.

use std::ops::Add;

/// Moves against the gradient.
#[derive(Debug)]
pub struct Descent {
    /// How far.
    pub rate: f32,
}

impl Descent {
    /// One step.
    pub fn step(&self, w: f32, g: f32) -> f32 {
        // Downhill.
        w - self.rate * g
    }
}

impl Add for Descent {
    type Output = f32;

    fn add(self, other: Self) -> f32 {
        self.rate + other.rate
    }
}

// Half of it.
pub fn half(x: f32) -> f32 {
    x / 2.0
}

#[cfg(test)]
mod tests {
    fn hidden() {}
}
"#;

const DEMO: &str =
    "//! The program.\n\nfn main() {\n    train();\n}\n\nfn train() {\n    println!(\"trained\");\n}\n";

const RATES: &str = "The best rate of each rule.\nrule\tbest rate\ttest loss\n\
                     text\tnumber\tnumber\nSGD\t0.1\t0.25\nAdam\t0.001\t0.19\n";

const SVG: &str = "<svg width=\"64\" height=\"40\" viewBox=\"0 0 64 40\"><text>axis</text></svg>";

impl TempBook {
    /// A book whose only chapter is `page`, with a bibliography and the records of a program `demo`.
    pub fn new(page: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book = Self { layout: Layout::of(folder.path(), &folder.path().join("target")), folder };
        // Without the old addresses of pages that this book does not have.
        let settings = include_str!("../../book.toml").split("[output.html.redirect]").next().unwrap();
        book.write("book/book.toml", settings);
        for folder in ["theme", "third_party"] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &book.root().join("book").join(folder));
        }
        book.write(
            "book/pages/SUMMARY.md",
            "# Summary\n\n- [One](one.md)\n- [Bibliography](bibliography.md)\n",
        );
        book.write("book/pages/one.md", page);
        book.write(
            "book/pages/bibliography.md",
            "# Bibliography\n\n- {{#entry ros58 Rosenblatt 1958}} A paper.\n",
        );
        book.write("src/lib.rs", LIB);
        book.write("src/optim.rs", OPTIM);
        book.write("chapters/foundations/demo/main.rs", DEMO);
        book.record("output/training.txt", "epoch 1: 0.5\nepoch 2: 0.25\n");
        book.record("table/rates.txt", RATES);
        book.record("value/accuracy.txt", "97.5 %");
        book.record("value/rate.txt", "1e-3");
        book.record("figure/curve.svg", SVG);
        book.record(
            "claim/falls.txt",
            "holds\nseeds 5 of 5\nchapters/foundations/demo/main.rs:8\nevery loss fell\n",
        );
        book.record("claim/exact.txt", "holds\nexact\nchapters/foundations/demo/main.rs:4\n2 = 2\n");
        book
    }

    /// A book of two chapters in the part `foundations`: `first`, in the shape of chapters, and `demo`, whose core page
    /// is `core` and which has a further page.
    pub fn of_chapters(core: &str) -> Self {
        let book = Self::new("# One\n\nText.\n");
        book.write(
            "book/pages/SUMMARY.md",
            "# Summary\n\n[One](one.md)\n\n# Part I\n\n- [First](foundations/first/index.md)\n\
             - [Demo](foundations/demo/index.md)\n  - [More of it](foundations/demo/more.md)\n\
             - [Last](foundations/last/index.md)\n\n---\n\n[Bibliography](bibliography.md)\n",
        );
        book.write("book/pages/foundations/first/index.md", &core_page(""));
        book.write("book/pages/foundations/demo/index.md", core);
        book.write("book/pages/foundations/demo/more.md", "# More of it\n\nIt is so.\n");
        book.write("book/pages/foundations/last/index.md", &core_page(""));
        book
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn record(&self, path: &str, text: &str) {
        self.write(&format!("record/{path}"), text);
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Builds the book and puts it in place.
    pub fn build(&self) -> anyhow::Result<()> {
        let mut records = Records::default();
        records.set("demo", Run::Done(self.folder.path().join("record")));
        builder::prepare(&self.layout, &records, &Maths::default(), &self.layout.html())?.put_in_place()
    }

    /// A page of the book as it is read before any program has run.
    pub fn waiting(&self, path: &str) -> String {
        let maths = Maths::default();
        let manuscript = builder::Manuscript::read(&self.layout, &maths).unwrap();
        let draft = manuscript.typeset(&self.layout, tempfile::tempdir().unwrap()).unwrap();
        let records = Records::waiting_for(&["demo".to_string()]);
        draft.write(&draft.filler(&records, &maths).all(), |_| true).unwrap();
        fs::read_to_string(draft.folder().join(path)).unwrap()
    }

    /// A file of the built book, its listings without their colours.
    pub fn html(&self, path: &str) -> String {
        let html = fs::read_to_string(self.layout.html().join(path)).unwrap();
        let coloured = regex::Regex::new(r#"<span class="[ksdc]">([^<]*)</span>"#).unwrap();
        coloured.replace_all(&html, "$1").into_owned()
    }
}

/// The face of the book is part of every page, so a page is tested with it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A question whose second choice is right.
pub const QUESTION: &str = "{{#question}}\nWhy is it *so*?\n\n\
    - [ ] It is not\n  so.\n  : It is {{#value demo accuracy}},\n    see.\n\
    - [x] Because $x$.\n  : That is it.\n{{/question}}\n\n";

/// A core page in the shape of chapters, with `text` in its middle.
pub fn core_page(text: &str) -> String {
    format!(
        "# A chapter\n\n{{{{#able}}}}\ndo it\n{{{{/able}}}}\n\n{{{{#needs}}}}\n\nText.\n\n{text}\n\n\
         ## To remember\n\n- One.\n- Two.\n- Three.\n\n\
         ## Exercises\n\n1. One.\n2. Two.\n3. Three.\n\n\
         ## Questions\n\n{}\
         ## Where to go on\n\nOn.\n\n\
         ## Further reading\n\nA book.\n",
        QUESTION.repeat(5)
    )
}

/// The built chapter `page`.
pub fn rendered(page: &str) -> String {
    let book = TempBook::new(page);
    book.build().unwrap_or_else(|error| panic!("{error:#}"));
    book.html("one.html")
}

/// What the build says is wrong with `page`.
pub fn problems(page: &str) -> String {
    TempBook::new(page).build().expect_err("the build should fail").to_string()
}
