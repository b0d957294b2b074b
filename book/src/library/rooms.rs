//! Which file is in which room of the library: what `{{#room MODULE…}}` on a page takes in.

use crate::directive::Directive;
use crate::page::Page;
use crate::problem::{Problems, did_you_mean};
use crate::sources::{SourceFile, Sources};

/// The rooms of the library.
#[derive(Debug, Default)]
pub struct Rooms(Vec<Room>);

/// A directive that takes in modules.
#[derive(Debug)]
struct Room {
    page: usize,
    at: usize,
    modules: Vec<String>,
}

impl Rooms {
    /// The rooms on `pages`; a module that does not exist is a problem, and so is a file that no room takes in.
    pub fn collect(pages: &[Page], sources: &Sources, problems: &mut Problems) -> Self {
        let mut rooms = Self::default();
        for (number, page) in pages.iter().enumerate() {
            for placed in &page.directives {
                let Ok(Directive::Room(modules)) = &placed.directive else { continue };
                let at = placed.range.start;
                for module in modules {
                    if !sources.files.iter().any(|file| is_in(&file.module, module)) {
                        let known = sources.files.iter().map(|file| file.module.as_str());
                        let message = format!("there is no module `{module}`");
                        problems.add(&page.name, page.line(at), message, did_you_mean(module, known));
                    }
                }
                rooms.0.push(Room { page: number, at, modules: modules.clone() });
            }
        }
        for file in sources.files.iter().filter(|file| !rooms.0.is_empty() && rooms.of(file).is_none()) {
            let cure = format!("write {{{{#room {}}}}} on a page in book/pages/library", file.module);
            problems.add(&file.name, 0, "no room of the library takes this file in", cure);
        }
        rooms
    }

    /// The page with the room of `file`, and where its directive stands: the one that names its module most exactly.
    pub fn of(&self, file: &SourceFile) -> Option<(usize, usize)> {
        let depth = |room: &Room| {
            let fitting = room.modules.iter().filter(|module| is_in(&file.module, module));
            fitting.map(|module| module.len()).max()
        };
        let rooms = self.0.iter().filter_map(|room| Some((depth(room)?, room)));
        rooms.max_by_key(|(depth, _)| *depth).map(|(_, room)| (room.page, room.at))
    }
}

/// Whether `module` is `room` or lies in it.
fn is_in(module: &str, room: &str) -> bool {
    module.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
