//! Copies the Rust fences of the pages into the documentation of generated modules, each line at its own number.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../pages");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = out.join("pages");
    fs::create_dir_all(&folder)?;
    let mut modules = String::new();
    let root = Path::new("../pages");
    for page in pages(root)? {
        let place = page.strip_prefix(root)?;
        let name = place.with_extension("").to_string_lossy().into_owned();
        // The generated file is called after the page: the names of failing tests show it.
        let generated = folder.join(place);
        fs::create_dir_all(generated.parent().ok_or("a page without a folder")?)?;
        fs::write(&generated, documentation(&fs::read_to_string(&page)?))?;
        // A page may be called like a keyword: crate.md.
        let module = format!("page_{}", name.replace(|c: char| !c.is_alphanumeric(), "_"));
        writeln!(modules, "#[path = {generated:?}] mod {module};")?;
    }
    fs::write(out.join("pages.rs"), modules)?;
    Ok(())
}

fn pages(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pages.extend(self::pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}

/// The page as inner doc comments in which everything but its Rust fences is blank.
fn documentation(page: &str) -> String {
    let mut fence: Option<Fence> = None;
    let lines = page.lines().map(|line| {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        match &fence {
            None => match Fence::opened_by(text, indent) {
                Some(opened) => {
                    let kept = if opened.rust { text } else { "" };
                    fence = Some(opened);
                    format!("//! {kept}\n")
                }
                None => "//!\n".to_string(),
            },
            Some(open) => {
                let kept = if open.rust { &line[indent.min(open.indent)..] } else { "" };
                if open.is_closed_by(text) {
                    fence = None;
                }
                format!("//! {kept}\n")
            }
        }
    });
    lines.collect()
}

struct Fence {
    mark: char,
    length: usize,
    indent: usize,
    rust: bool,
}

impl Fence {
    fn opened_by(text: &str, indent: usize) -> Option<Self> {
        let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = text.chars().take_while(|&c| c == mark).count();
        let info = text[length..].trim();
        let language = info.split(|c: char| c == ',' || c.is_whitespace()).next().unwrap_or_default();
        (length >= 3 && !info.contains(mark)).then(|| Self { mark, length, indent, rust: language == "rust" })
    }

    fn is_closed_by(&self, text: &str) -> bool {
        let length = text.chars().take_while(|&c| c == self.mark).count();
        length >= self.length && text[length..].trim().is_empty()
    }
}
