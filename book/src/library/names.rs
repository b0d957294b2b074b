//! Where the links of doc comments lead: `[`Tape`]` to the tape's place in the library.

use super::pieces::Piece;
use crate::sources::{Item, SourceFile, Sources};
use std::collections::BTreeMap;

/// The places of everything that a comment can name.
#[derive(Debug, Default)]
pub struct Names {
    /// By the last segment of the path: the whole path, the file and the anchor there.
    places: BTreeMap<String, Vec<Place>>,
}

/// Where something is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path, such as `neural::tape::Var::add`.
    path: String,
    /// The file, such as `src/tape.rs`.
    pub file: String,
    /// The anchor on the file's page; empty for the page itself.
    pub anchor: String,
}

impl Names {
    /// Everything in `sources`, whose files are cut into `pieces`.
    pub fn collect(sources: &Sources, pieces: &[Vec<Piece>]) -> Self {
        let mut names = Self::default();
        for (file, pieces) in sources.files.iter().zip(pieces) {
            names.add(&file.module, &file.name, "");
            for item in &file.items {
                let path = item.path.trim_start_matches('<').replace('>', "");
                names.add(path.split(" as ").next().unwrap_or_default(), &file.name, &anchor(item, pieces));
            }
        }
        names
    }

    fn add(&mut self, path: &str, file: &str, anchor: &str) {
        let last = path.rsplit("::").next().unwrap_or_default();
        let places = self.places.entry(last.to_string()).or_default();
        // What is written first is meant: the definition of a type comes before its impl blocks.
        if !places.iter().any(|place| place.path == path) {
            let (path, file, anchor) = (path.to_string(), file.to_string(), anchor.to_string());
            places.push(Place { path, file, anchor });
        }
    }

    /// What `name` means in a comment on `item` of `file`: the nearest place whose path ends with it.
    pub fn find(&self, file: &SourceFile, item: Option<&Item>, name: &str) -> Option<&Place> {
        let name = name.trim_matches('`').trim_end_matches("()").trim_end_matches('!');
        let owner = item.and_then(|item| item.path.rsplit_once("::")).map(|(owner, _)| owner);
        let name = match name.split_once("::") {
            Some(("Self", rest)) => format!("{}::{rest}", owner?),
            None if name == "Self" => owner?.to_string(),
            Some(("crate", rest)) => format!("{}::{rest}", file.module.split("::").next()?),
            Some(("self", rest)) => format!("{}::{rest}", file.module),
            Some(("super", rest)) => format!("{}::{rest}", file.module.rsplit_once("::")?.0),
            _ => name.to_string(),
        };
        let parts: Vec<&str> = name.split("::").collect();
        let places = self.places.get(*parts.last()?)?;
        let fits = |place: &&Place| ends_with(&place.path, &parts);
        places
            .iter()
            .filter(fits)
            .max_by_key(|place| (common(&place.path, &file.module), -length(&place.path)))
    }
}

/// The anchor of `item`: that of the piece it begins, or else its first line of code.
fn anchor(item: &Item, pieces: &[Piece]) -> String {
    let begins = |piece: &&Piece| piece.item.is_some_and(|first| first.path == item.path);
    match pieces.iter().find(begins) {
        Some(piece) => piece.id.clone(),
        None => format!("L{}", item.lines.start()),
    }
}

/// Whether the segments of `path` end with `parts`; what a module re-exports may lie deeper than its name says.
fn ends_with(path: &str, parts: &[&str]) -> bool {
    let mut segments = path.rsplit("::");
    let mut parts = parts.iter().rev();
    if segments.next() != parts.next().copied() {
        return false;
    }
    parts.all(|part| segments.any(|segment| segment == *part))
}

/// How many leading segments two paths share.
fn common(a: &str, b: &str) -> usize {
    a.split("::").zip(b.split("::")).take_while(|(a, b)| a == b).count()
}

fn length(path: &str) -> i64 {
    path.split("::").count() as i64
}
