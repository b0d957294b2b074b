//! The core crate at a glance: the map at the end of a chapter, and the files of a room of the library.

use super::Expansion;
use crate::library;
use crate::slots::escape;
use crate::source_pages;
use crate::sources::SourceFile;
use std::collections::BTreeSet;

impl Expansion<'_> {
    /// The files of the core crate: those shown for the first time in this chapter, those known, those to come.
    pub(super) fn map(&mut self) -> String {
        let root = self.root();
        let core = || self.context.sources.files.iter().filter(|file| file.is_core());
        let first = |file: &SourceFile| self.context.showings.first_page(&file.name);
        let here = |page: usize| self.context.pages[page].same_chapter(self.page);
        let new: String = core()
            .filter(|file| first(file).is_some_and(here))
            .map(|file| room(file, "new", &root))
            .collect();
        let known: String = core()
            .filter(|file| first(file).is_some_and(|page| page < self.index && !here(page)))
            .map(|file| room(file, "known", &root))
            .collect();
        let later: String = core()
            .filter(|file| first(file).is_none_or(|page| page > self.index && !here(page)))
            .map(|file| room(file, "later", &root))
            .collect();
        let groups = [("new", "New in this chapter", new), ("known", "Built before", known)];
        let groups = groups.into_iter().chain([("later", "Still to come", later)]);
        let groups: String = groups
            .filter(|(.., rooms)| !rooms.is_empty())
            .map(|(class, title, rooms)| format!("<p>{title}</p><ul class=\"rooms {class}\">{rooms}</ul>"))
            .collect();
        let slot = self.slots.keep(groups);
        format!("<nav class=\"map\" aria-label=\"Map of the core crate\">{slot}</nav>\n")
    }

    /// The files of the room whose directive stands at `at`: what each is for, and where it is taught.
    pub(super) fn room(&mut self, at: usize) -> String {
        let place = Some((self.index, at));
        let files = self.context.sources.files.iter().filter(|file| self.context.rooms.of(file) == place);
        let files: String = files.map(|file| self.file(file)).collect();
        let slot = self.slots.keep(format!("<ul class=\"files\">{files}</ul>"));
        format!("<nav class=\"room\" aria-label=\"Files\">{slot}</nav>\n")
    }

    fn file(&self, file: &SourceFile) -> String {
        let root = self.root();
        let pages: BTreeSet<usize> =
            self.context.showings.of_file(&file.name).map(|listing| listing.page).collect();
        let pages = pages.iter().map(|&page| &self.context.pages[page]);
        let taught: Vec<String> = pages
            .filter_map(|page| {
                let number = page.number.as_ref()?;
                Some(format!("<a href=\"{root}{}\">{number}</a>", page.html()))
            })
            .collect();
        let taught = match taught.is_empty() {
            true => String::new(),
            false => format!(" <span class=\"in\">Chapter {}</span>", taught.join(", ")),
        };
        format!(
            "<li><a href=\"{root}{}\"><code>{}</code></a> {}{taught}</li>",
            source_pages::place(&file.name, ""),
            escape(&library::title(file)),
            library::sentence(&file.purpose()),
        )
    }
}

/// A file on the map; only what is new says what it is for, the others when asked.
fn room(file: &SourceFile, class: &str, root: &str) -> String {
    let purpose = file.purpose();
    let link = format!(
        "<a href=\"{root}{}\" title=\"{}\"><code>{}</code></a>",
        source_pages::address(&file.name, 1),
        escape(&purpose),
        escape(&file.name)
    );
    let words = if class == "new" { format!("<br>{}", library::sentence(&purpose)) } else { String::new() };
    format!("<li>{link}{words}</li>")
}
