//! The core crate at a glance: the map at the end of a chapter, and the index of where everything is explained.

use super::Expansion;
use crate::showings::Listing;
use crate::slots::escape;
use crate::source_pages;
use crate::sources::{Item, SourceFile};

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

    /// Every file of the core crate: its own words, its frame, and where its items are explained.
    pub(super) fn crate_index(&mut self) -> String {
        let core = self.context.sources.files.iter().filter(|file| file.is_core());
        core.map(|file| self.file_entry(file)).collect::<Vec<_>>().join("\n\n")
    }

    fn file_entry(&self, file: &SourceFile) -> String {
        let anchor = file.name.replace(['/', '.'], "-");
        let source = format!("{}{}", self.root(), source_pages::address(&file.name, 1));
        let mut entry = format!("## {} {{#file-{anchor}}}\n\n{}\n\n", file.name, about(file));
        let frame: Vec<&str> = file
            .frame
            .iter()
            .flat_map(|lines| lines.clone().map(|number| file.line(number)))
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        if !frame.is_empty() {
            entry.push_str(&format!(
                "<figure class=\"listing\">\n<figcaption><a href=\"{source}\">{}</a></figcaption>\n\n```rust\n{}\n```\n\n</figure>\n\n",
                file.name,
                frame.join("\n"),
            ));
        }
        let rows: Vec<String> = file.items.iter().filter_map(|item| self.item_entry(file, item)).collect();
        entry.push_str(&rows.join("\n"));
        entry
    }

    /// One line for an item; none for a method that its impl block already covers, or for a block shown in parts.
    fn item_entry(&self, file: &SourceFile, item: &Item) -> Option<String> {
        let places: Vec<String> = self.places(file, item).map(|listing| self.link(listing)).collect();
        let covered = item
            .owner
            .as_ref()
            .is_some_and(|owner| self.context.showings.of_line(&file.name, owner.close).next().is_some());
        let block = item.path.starts_with('<') && item.owner.is_none();
        if covered || (block && places.is_empty()) {
            return None;
        }
        let places = if places.is_empty() { "not shown".to_string() } else { places.join("; ") };
        Some(format!("- `{}`: {places}", item.path))
    }

    fn places(&self, file: &SourceFile, item: &Item) -> impl Iterator<Item = &Listing> {
        let (file, line) = (file.name.clone(), *item.lines.end());
        self.context.showings.listings.iter().filter(move |listing| {
            let mut cuts = listing.cuts.iter().filter(|cut| cut.file == file);
            cuts.any(|cut| cut.lines.iter().any(|shown| shown.number == line))
        })
    }

    fn link(&self, listing: &Listing) -> String {
        let page = &self.context.pages[listing.page];
        let section = page.section(listing.at).replace(['[', ']', '`', '*', '_', '$', '\\'], "");
        format!("[{}, “{}”]({}{}#{})", page.title, section, self.root(), page.html(), listing.id)
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
    let words = if class == "new" { format!("<br>{}", with_code(&purpose)) } else { String::new() };
    format!("<li>{link}{words}</li>")
}

/// The file's `//!` text as Markdown: headings become bold, links between items become code.
fn about(file: &SourceFile) -> String {
    let mut fenced = false;
    let lines = file.about.lines().map(|line| {
        let was_fenced = fenced;
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            return if !was_fenced && line.trim() == "```" {
                "```rust".to_string()
            } else {
                line.to_string()
            };
        }
        match line.strip_prefix('#') {
            Some(heading) if !fenced => format!("**{}**", heading.trim_start_matches('#').trim()),
            _ if fenced => line.to_string(),
            _ => line.replace("[`", "`").replace("`]", "`"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Text with its `code` marked up.
fn with_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(i, part)| if i % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) })
        .collect()
}
