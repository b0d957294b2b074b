//! The Rust sources that the book shows: the core crate, the package `report`, and the chapters' programs.

mod assertions;
mod cut;
mod find;
mod items;
mod nodes;
mod spans;

pub use assertions::Assertion;
pub use cut::{Cut, ShownLine};
pub use items::{Doc, Item};

use crate::layout::Layout;
use crate::problem::Problems;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Component, Path, PathBuf};

/// Line numbers, from 1, both ends included.
pub type Lines = RangeInclusive<usize>;

/// One source file, taken apart.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name under the workspace, such as `src/tape.rs`.
    pub name: String,
    /// The module it is: `neural::tape`, `report::plot::chart`, or `chapter::neuron`.
    pub module: String,
    /// Its text.
    pub text: String,
    /// What it defines, outside tests.
    pub items: Vec<Item>,
    /// What is compiled only for tests.
    pub tests: Vec<Lines>,
    /// Where it asserts something.
    pub assertions: Vec<Assertion>,
    /// Its `//!` comments.
    pub about: Doc,
    /// The modules that live in files of their own.
    children: Vec<Child>,
}

/// A module declared with `mod name;`, and the file that a `#[path]` above it names.
#[derive(Debug, Clone)]
struct Child {
    name: String,
    place: Option<String>,
}

impl SourceFile {
    /// The first sentence of the file's own documentation.
    pub fn purpose(&self) -> String {
        let lines = self.about.text.lines().map(str::trim).skip_while(|line| line.is_empty());
        let paragraph = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let sentence = paragraph.split_inclusive(". ").next().unwrap_or_default();
        sentence.trim().trim_start_matches("# ").to_string()
    }

    /// The text of line `number`, from 1.
    pub fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number - 1).unwrap_or_default()
    }

    /// Whether it belongs to the libraries that the book builds, `neural` and `report`, and not to a program.
    pub fn is_core(&self) -> bool {
        ["neural", "report"].contains(&self.module.split("::").next().unwrap_or_default())
    }
}

/// All sources of the book.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    /// The core crate and the package `report` in the order of their modules, then the programs by name.
    pub files: Vec<SourceFile>,
}

impl Sources {
    /// Reads `src/` and `report/src/` by following their modules from `lib.rs`, and every program in `chapters/` likewise
    /// from its `main.rs`: `chapters/PART/NAME/main.rs`, or `chapters/NAME/main.rs`, is `chapter::NAME`.
    ///
    /// What a `#[path]` names is called after its place, `chapters/shared/parts.rs` is `chapter::shared::parts`: one name
    /// for all programs that take it in.
    ///
    /// What cannot be read or parsed is added to `problems`.
    pub fn load(layout: &Layout, problems: &mut Problems) -> Self {
        let mut sources = Self::default();
        for (lib, module) in [("src/lib.rs", "neural"), ("report/src/lib.rs", "report")] {
            let lib = layout.root.join(lib);
            if lib.is_file() {
                sources.load_module(layout, &lib, module, problems);
            }
        }
        for folder in programs(layout) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            sources.load_module(layout, &folder.join("main.rs"), &format!("chapter::{name}"), problems);
        }
        sources
    }

    /// The file called `name`.
    pub fn file(&self, name: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The name of the file at `place`, which may make detours: `tests/f64/../../chapters/a.rs`.
    pub fn name_of(place: &str) -> String {
        without_detours(Path::new(place)).to_string_lossy().replace('\\', "/")
    }

    fn load_module(&mut self, layout: &Layout, path: &Path, module: &str, problems: &mut Problems) {
        let name = layout.name(path);
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return problems.add(&name, 0, format!("cannot be read: {error}"), ""),
        };
        let file = match items::take_apart(&name, module, &text) {
            Ok(file) => file,
            Err((line, message)) => {
                return problems.add(&name, line, format!("does not parse: {message}"), "run `cargo check`");
            }
        };
        let children = file.children.clone();
        self.files.push(file);
        let folder = match path.file_name().and_then(|name| name.to_str()) {
            Some("lib.rs" | "mod.rs" | "main.rs") => path.parent().unwrap_or(path).to_path_buf(),
            _ => path.with_extension(""),
        };
        for Child { name: child, place } in children {
            if let Some(place) = place {
                let path = without_detours(&path.parent().unwrap_or(path).join(place));
                let name = layout.name(&path);
                if self.file(&name).is_none() {
                    self.load_module(layout, &path, &module_at(&name), problems);
                }
                continue;
            }
            let flat = folder.join(format!("{child}.rs"));
            let nested = folder.join(&child).join("mod.rs");
            let path = if flat.is_file() { flat } else { nested };
            self.load_module(layout, &path, &format!("{module}::{child}"), problems);
        }
    }
}

/// The folders with a program, by the name of the program.
fn programs(layout: &Layout) -> Vec<PathBuf> {
    let parts = folders(&layout.root.join("chapters"));
    let mut folders: Vec<_> = parts.iter().flat_map(|part| folders(part)).chain(parts.clone()).collect();
    folders.retain(|folder| folder.join("main.rs").is_file());
    folders.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    folders
}

/// The folders in a folder; none if it cannot be read.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// `a/c` for `a/b/../c`.
fn without_detours(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// `chapter::shared::parts` for `chapters/shared/parts.rs`.
fn module_at(name: &str) -> String {
    let name = name.strip_suffix(".rs").unwrap_or(name);
    name.replacen("chapters/", "chapter/", 1).replace('/', "::")
}
