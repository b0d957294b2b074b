//! The library, annotated: each source file as a page of the book, its comments as prose beside the code that they
//! explain. Nothing of a file is left out but what is compiled only for tests.

mod names;
mod pieces;
mod prose;
mod rooms;
mod sheet;
pub mod tex;

pub use pieces::{Piece, pieces};
pub use prose::sentence;
pub use rooms::Rooms;

use crate::maths::Maths;
use crate::page::Page;
use crate::problem::Problems;
use crate::showings::Showings;
use crate::sources::{SourceFile, Sources};
use names::Names;
use prose::Setter;

/// The page of a source file.
#[derive(Debug, Clone)]
pub struct FilePage {
    /// The file.
    pub file: String,
    /// Its path among the pages, such as `source/src/tape.rs.md`.
    pub path: String,
    /// What it is called in the contents.
    pub title: String,
    /// The page with its room.
    pub room: Option<usize>,
    /// What stands below its title.
    pub html: String,
}

/// Sets a page for each file of `sources`; what is wrong with their comments is added to `problems`.
pub fn file_pages(
    pages: &[Page],
    sources: &Sources,
    showings: &Showings,
    rooms: &Rooms,
    maths: &Maths,
    problems: &mut Problems,
) -> Vec<FilePage> {
    let cut: Vec<Vec<Piece>> = sources.files.iter().map(pieces).collect();
    let names = Names::collect(sources, &cut);
    let mut setter = Setter { names: &names, maths, problems };
    let files = sources.files.iter().zip(&cut);
    files
        .map(|(file, cut)| {
            let room = rooms.of(file).map(|(page, _)| page);
            let html = sheet::html(file, cut, &sheet::Around { pages, showings, room }, &mut setter);
            let path = format!("source/{}.md", file.name);
            FilePage { file: file.name.clone(), path, title: title(file), room, html }
        })
        .collect()
}

/// `optim/adam.rs` for `src/optim/adam.rs`; `neuron/main.rs` for a program.
pub fn title(file: &SourceFile) -> String {
    let name = file.name.as_str();
    let name = name.strip_prefix("src/").or_else(|| name.strip_prefix("chapters/")).unwrap_or(name);
    let name = name.replacen("report/src/", "report/", 1);
    match (file.is_core(), name.split_once('/')) {
        (false, Some((_, inner))) if inner.contains('/') => inner.to_string(),
        _ => name,
    }
}
