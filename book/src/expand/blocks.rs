//! What stands on lines of its own: listings, outputs and asides.

use super::Expansion;
use crate::directive::Source;
use crate::fill::command;
use crate::showings::Listing;
use crate::slots::{Kind, escape};
use crate::source_pages;
use crate::sources::Cut;
use std::ops::Range;

impl Expansion<'_> {
    pub(super) fn code(&mut self, at: usize) -> String {
        let listing = self.context.showings.listing(self.index, at);
        listing.map(|listing| self.indented(&listing_markdown(listing, &self.root()), at)).unwrap_or_default()
    }

    pub(super) fn output(&mut self, source: &Source, at: usize) -> String {
        let hole = self.hole(at, Kind::Output(source.clone()));
        let caption = format!(
            "<figcaption><code>{}</code> <span class=\"section\">{}</span></figcaption>",
            command(&source.program),
            escape(&source.name)
        );
        self.indented(&format!("<figure class=\"output\">\n{caption}\n{hole}\n</figure>\n"), at)
    }

    pub(super) fn aside(&mut self, title: &str, place: Range<usize>, inside: Range<usize>) -> String {
        let at = place.start + self.page.text[place.clone()].find(title).unwrap_or(0);
        let title = self.range(at..at + title.len());
        let body = self.range(inside);
        format!("<aside class=\"aside\" role=\"note\">\n\n**{title}**\n\n{}\n\n</aside>\n", body.trim())
    }

    /// Indents a block as its directive is indented, so that it stays in its list.
    pub(super) fn indented(&self, block: &str, at: usize) -> String {
        let line = self.page.text[..at].rsplit('\n').next().unwrap_or_default();
        let indent = &line[..line.len() - line.trim_start().len()];
        let lines =
            block.lines().map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
        let block = lines.collect::<Vec<_>>().join("\n");
        format!("{}\n", block.trim_start())
    }
}

fn listing_markdown(listing: &Listing, root: &str) -> String {
    let texts: Vec<String> = listing.cuts.iter().map(Cut::text).collect();
    let text = texts.join("\n\n");
    let fence = fence_around(&text);
    let captions: Vec<String> = listing.cuts.chunk_by(together).map(|cuts| caption(cuts, root)).collect();
    let figure = format!(
        "<figure class=\"listing\" id=\"{}\">\n<figcaption>{}</figcaption>\n\n{fence}rust\n{}\n{fence}\n\n</figure>\n",
        listing.id,
        captions.join(" · "),
        text.lines().map(shown_as_it_is).collect::<Vec<_>>().join("\n"),
    );
    match listing.folded {
        true => format!(
            "<details class=\"folded\">\n<summary>The code: {}</summary>\n\n{figure}\n</details>\n",
            names(&listing.cuts)
        ),
        false => figure,
    }
}

/// The last words of the items' paths, in the order of the listing.
fn names(cuts: &[Cut]) -> String {
    let last = |cut: &Cut| match cut.path.strip_prefix('<').and_then(|path| path.strip_suffix('>')) {
        Some(path) => format!("impl {}", last_word(path)),
        None => last_word(&cut.path).to_string(),
    };
    let names: Vec<String> = cuts.iter().map(|cut| format!("<code>{}</code>", escape(&last(cut)))).collect();
    names.join(", ")
}

/// `Adam as Optimizer` of `neural::optim::adam::Adam as Optimizer`.
fn last_word(path: &str) -> &str {
    let end = path.find(" as ").unwrap_or(path.len());
    path[..end].rfind("::").map_or(path, |at| &path[at + 2..])
}

/// Whether two pieces share a line of the caption.
fn together(a: &Cut, b: &Cut) -> bool {
    a.file == b.file && a.owner == b.owner
}

/// Where pieces of one file stand in it: the file's name, then their lines.
fn caption(cuts: &[Cut], root: &str) -> String {
    let places: Vec<String> = cuts.iter().map(|cut| place(cut, root)).collect();
    let owner = cuts[0].owner.as_ref().map(|owner| format!(" in <code>{}</code>", escape(owner)));
    format!("<code>{}</code> {}{}", cuts[0].file, places.join(", "), owner.unwrap_or_default())
}

fn place(cut: &Cut, root: &str) -> String {
    let lines = match cut.first == cut.last {
        true => cut.first.to_string(),
        false => format!("{}–{}", cut.first, cut.last),
    };
    let address = source_pages::address(&cut.file, cut.first);
    format!("<a href=\"{root}{address}\" title=\"{}\">{lines}</a>", escape(&cut.path))
}

/// mdBook hides lines that begin with `# `; doubling the sign keeps them.
fn shown_as_it_is(line: &str) -> String {
    let start = line.trim_start();
    if start == "#" || start.starts_with("# ") || start.starts_with("##") {
        let indent = &line[..line.len() - start.len()];
        return format!("{indent}#{start}");
    }
    line.to_string()
}

/// A fence longer than any in `text`.
fn fence_around(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
