//! The rendered book: links and fragments lead somewhere, names are used once, and nothing comes from elsewhere.

use super::html::{self, Rendered};
use crate::page::Page;
use crate::problem::Problems;
use crate::render::files_under;
use percent_encoding::percent_decode_str;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

static STYLE_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:url\(\s*|@import\s+)['"]?((?:[a-z]+:)?//[^'")\s;]+)"#).expect("the pattern is fixed")
});

/// Checks the rendered book in `folder`, whose pages were written as `pages`.
///
/// # Errors
/// When a file of the book cannot be read.
pub fn site(folder: &Path, pages: &[Page], problems: &mut Problems) -> io::Result<()> {
    let files = files_under(folder)?;
    let mut site = Site { files: BTreeSet::new(), rendered: BTreeMap::new(), pages, problems };
    for file in &files {
        let path = name(file.strip_prefix(folder).unwrap_or(file));
        if path.ends_with(".html") {
            site.rendered.insert(path.clone(), html::read(&fs::read_to_string(file)?));
        }
        if path.ends_with(".css") {
            site.style(&path, &fs::read_to_string(file)?);
        }
        site.files.insert(path);
    }
    let rendered = std::mem::take(&mut site.rendered);
    for (path, page) in &rendered {
        site.page(path, page, &rendered);
    }
    Ok(())
}

struct Site<'a> {
    files: BTreeSet<String>,
    rendered: BTreeMap<String, Rendered>,
    pages: &'a [Page],
    problems: &'a mut Problems,
}

impl Site<'_> {
    fn page(&mut self, path: &str, page: &Rendered, all: &BTreeMap<String, Rendered>) {
        for link in &page.links {
            self.link(path, link, all);
        }
        for image in &page.mute_images {
            self.problem(
                path,
                image,
                format!("the image `{image}` has no alt text"),
                "write ![what it shows](…)",
            );
        }
        for (element, address) in &page.fetched {
            self.fetched(path, element, address);
        }
        self.style(path, &page.styles);
        let mut seen = BTreeSet::new();
        // The id of a table's caption says no more than the table's.
        let caption = |id: &str| id.starts_with("table-") && id.ends_with("-caption");
        for id in page.ids.iter().filter(|id| !seen.insert(*id) && !caption(id)) {
            let message = format!("the id `{id}` occurs twice");
            let directive = |prefix: &str, name: &str| {
                let source = id.strip_prefix(prefix)?.replacen('-', " ", 1);
                Some(format!("{name} {source}"))
            };
            let directive = directive("fig-", "#figure").or_else(|| directive("table-", "#table"));
            let needle = directive.unwrap_or_else(|| id.clone());
            self.problem(path, &needle, message, "show it only once, or give one of them another name");
        }
        for leftover in ["{{#", "{{/"] {
            if let Some(at) = page.text.find(leftover) {
                let text: String = page.text[at..].chars().take(40).collect();
                let message = format!("the directive “{text}” was not replaced");
                self.problem(path, leftover, message, "check its spelling, or put it between backticks");
            }
        }
    }

    fn link(&mut self, path: &str, link: &str, all: &BTreeMap<String, Rendered>) {
        if link.trim().is_empty() {
            return self.problem(path, "]()", "a link that leads nowhere".to_string(), "give it an address");
        }
        if has_scheme(link) {
            return;
        }
        let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
        let Some(target) = self.target(path, address) else {
            let message = format!("the link `{link}` leads to a page that does not exist");
            return self.problem(path, link, message, "correct the address, relative to this page");
        };
        let fragment = percent_decode_str(fragment).decode_utf8_lossy();
        let has_fragment = all.get(&target).is_none_or(|page| page.ids.iter().any(|id| *id == fragment));
        if !fragment.is_empty() && !has_fragment {
            let known =
                all.get(&target).map(|page| page.ids.iter().map(String::as_str)).into_iter().flatten();
            let known = known.filter(|id| !id.starts_with("mdbook-"));
            let message = format!("the link `{link}` leads to a place that `{target}` does not have");
            self.problem(path, link, message, &crate::problem::did_you_mean(&fragment, known));
        }
    }

    /// What the browser fetches by itself lies in the book.
    fn fetched(&mut self, path: &str, element: &str, address: &str) {
        if address.starts_with("data:") || address.starts_with('#') {
            return;
        }
        if has_scheme(address) || address.starts_with("//") {
            let message = format!("<{element}> fetches `{address}` from another host");
            return self.problem(path, address, message, "put the file into the book");
        }
        let address_only = address.split(['#', '?']).next().unwrap_or_default();
        if self.target(path, address_only).is_none() {
            let message = format!("<{element}> names `{address}`, which does not exist");
            self.problem(path, address, message, "correct the address, or add the file");
        }
    }

    fn style(&mut self, path: &str, style: &str) {
        for found in STYLE_ADDRESS.captures_iter(style) {
            let message = format!("a style fetches `{}` from another host", &found[1]);
            self.problem(path, &found[1], message, "put the file into the book");
        }
    }

    /// The file of the book that `address` on the page `path` means.
    fn target(&self, path: &str, address: &str) -> Option<String> {
        let address = percent_decode_str(address).decode_utf8_lossy();
        let mut target = match address.strip_prefix('/') {
            // The 404 page is shown at any depth, so its addresses begin at the root.
            Some(_) => PathBuf::new(),
            None if path == "404.html" => PathBuf::new(),
            None => Path::new(path).parent().unwrap_or(Path::new("")).to_path_buf(),
        };
        for part in Path::new(address.trim_start_matches('/')).components() {
            match part {
                Component::ParentDir if !target.pop() => return None,
                Component::Normal(part) => target.push(part),
                _ => {}
            }
        }
        let mut target = name(&target);
        if address.is_empty() {
            target = path.to_string();
        } else if target.is_empty() || address.ends_with('/') {
            target = name(&Path::new(&target).join("index.html"));
        }
        self.files.contains(&target).then_some(target)
    }

    /// Notes a problem at the place in the written page where `needle` stands.
    fn problem(&mut self, path: &str, needle: &str, message: String, cure: &str) {
        match self.pages.iter().find(|page| page.html() == path) {
            Some(page) => {
                let written = needle.replace(".html", ".md");
                let line = page.find_line(&[written, needle.to_string()]);
                self.problems.add(&page.name, line, message, cure);
            }
            None => self.problems.add(path, 0, message, cure),
        }
    }
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+')
    })
}

fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
