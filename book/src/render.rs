//! mdBook as a library: pages in memory to HTML files, then the finished HTML into its slots.

use crate::accounts::AccountPage;
use crate::face::Face;
use crate::layout::Layout;
use crate::library::FilePage;
use crate::page::Page;
use crate::search::Index;
use crate::slots::{self, Slots};
use anyhow::{Context as _, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::{BookItem, Chapter};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The book as mdBook loaded it: `book.toml`, the table of contents and the pages.
pub struct Loaded(MDBook);

impl Loaded {
    /// Loads the book.
    ///
    /// # Errors
    /// When `book.toml`, `SUMMARY.md` or a page that it names cannot be read.
    pub fn new(layout: &Layout) -> Result<Self> {
        let mut book = MDBook::load(&layout.book).context("book/book.toml or book/pages/SUMMARY.md")?;
        book.book.items = below_their_index(std::mem::take(&mut book.book.items));
        Ok(Self(book))
    }

    /// The book's title.
    pub fn title(&self) -> &str {
        self.0.config.book.title.as_deref().unwrap_or("Book")
    }

    fn chapters(&self) -> impl Iterator<Item = &Chapter> {
        self.0.iter().filter_map(|item| match item {
            BookItem::Chapter(chapter) => Some(chapter),
            _ => None,
        })
    }

    /// The pages, in the order of the table of contents.
    pub fn pages(&self, layout: &Layout) -> Vec<Page> {
        self.chapters()
            .filter_map(|chapter| {
                let path = chapter.path.as_ref()?.to_string_lossy().replace('\\', "/");
                let number = chapter.number.as_ref().map(|n| n.to_string().trim_end_matches('.').to_string());
                let name = layout.name(&layout.pages().join(&path));
                Some(Page::new(&path, &name, &chapter.name, number, &chapter.content))
            })
            .collect()
    }

    /// The book with `texts`, which come in the order of [`Loaded::pages`], on its pages.
    #[must_use]
    pub fn with_texts(mut self, texts: Vec<String>) -> Self {
        // By path: mdBook changes the pages below a page before the page itself.
        let paths: Vec<PathBuf> = self.chapters().filter_map(|chapter| chapter.path.clone()).collect();
        let mut texts: BTreeMap<PathBuf, String> = paths.into_iter().zip(texts).collect();
        self.0.book.for_each_chapter_mut(|chapter| {
            let text = chapter.path.as_ref().and_then(|path| texts.remove(path));
            chapter.content = text.unwrap_or_default();
        });
        self
    }

    /// The book with a page for each source file, behind the page with its room; `pages` are those that were written.
    #[must_use]
    pub fn with_library(mut self, pages: &[Page], library: Vec<FilePage>, slots: &mut Slots) -> Self {
        for file in library {
            let slot = slots.keep(file.html);
            let content = format!("# `{}`\n\n<div class=\"library\">{slot}</div>\n", file.title);
            let mut chapter = Chapter::new(&file.title, content, &file.path, Vec::new());
            chapter.source_path = None;
            let item = BookItem::Chapter(chapter);
            let room = file.room.map(|room| Path::new(&pages[room].path));
            match room.and_then(|room| find(&mut self.0.book.items, room)) {
                Some(room) => room.sub_items.insert(own_files(room), item),
                None => self.0.book.items.push(item),
            }
        }
        self
    }

    /// Renders the book and the pages of `accounts` into `folder`, and says which files have holes, and what there is to be
    /// searched.
    ///
    /// # Errors
    /// When mdBook fails, or a file cannot be written.
    pub fn render(
        mut self,
        accounts: Vec<AccountPage>,
        slots: &mut Slots,
        layout: &Layout,
        folder: &Path,
    ) -> Result<(Vec<OpenFile>, Index)> {
        let face = Face::new(self.title(), &self.0.book);
        // Only now: they are pages of the book in all but the contents.
        for AccountPage { path, title, html } in accounts {
            let content = format!("# {title}\n\n<div class=\"accounts\">{}</div>\n", slots.keep(html));
            self.0.book.items.push(BookItem::Chapter(Chapter::new(&title, content, path, Vec::new())));
        }
        self.0.config.build.build_dir = folder.to_path_buf();
        self.0.build().context("mdBook could not render the book")?;
        let finished = finish(face, slots, folder)?;
        for name in ["katex/fonts", "fonts"] {
            let name = Path::new("third_party").join(name);
            copy_folder(&layout.book.join(&name), &folder.join(&name))?;
        }
        Ok(finished)
    }
}

/// How many of the pages below `room` are its own files, which come before other rooms.
fn own_files(room: &Chapter) -> usize {
    let is_file = |item: &BookItem| match item {
        BookItem::Chapter(chapter) => chapter.source_path.is_none(),
        _ => false,
    };
    room.sub_items.iter().take_while(|item| is_file(item)).count()
}

/// The chapter at `path`.
fn find<'a>(items: &'a mut [BookItem], path: &Path) -> Option<&'a mut Chapter> {
    items.iter_mut().find_map(|item| {
        let BookItem::Chapter(chapter) = item else { return None };
        match chapter.path.as_deref() == Some(path) {
            true => Some(chapter),
            false => find(&mut chapter.sub_items, path),
        }
    })
}

/// Pages without a number in the folder of an index page stand below it, as further pages stand below a chapter.
fn below_their_index(items: Vec<BookItem>) -> Vec<BookItem> {
    let mut nested: Vec<BookItem> = Vec::new();
    for item in items {
        if let (BookItem::Chapter(page), Some(BookItem::Chapter(index))) = (&item, nested.last_mut())
            && page.number.is_none()
            && index.number.is_none()
            && let (Some(page), Some(index_path)) = (&page.path, &index.path)
            && index_path.ends_with("index.md")
            && index_path.parent().is_some_and(|folder| folder != Path::new("") && page.starts_with(folder))
        {
            index.sub_items.push(item);
        } else {
            nested.push(item);
        }
    }
    nested
}

/// A rendered file with holes in it.
#[derive(Debug)]
pub struct OpenFile {
    /// Its path in the built book.
    pub path: String,
    /// The file, with the elements that stand for holes.
    pub html: String,
    /// The numbers of the holes' slots.
    pub holes: Vec<usize>,
}

/// What mdBook brings along and no page of ours asks for.
const UNUSED: [&str; 6] = [
    "ayu-highlight.css",
    "clipboard.min.js",
    "favicon.png",
    "highlight.css",
    "highlight.js",
    "tomorrow-night.css",
];

/// Fills and dresses the pages in `folder`, takes away what no page uses, and says which files have holes, and what there
/// is to be searched.
fn finish(face: Face, slots: &Slots, folder: &Path) -> Result<(Vec<OpenFile>, Index)> {
    let marks = slots.marks();
    let mut index = Index::new(face.clone());
    let mut open = Vec::new();
    for file in files_under(folder)? {
        if file.extension().is_some_and(|extension| extension == "html") {
            let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let html = face.dress(&slots.fill(&fs::read_to_string(&file)?), &path, &marks);
            let holes = slots::waiting(&html);
            index.learn(&path, &html);
            if holes.is_empty() {
                fs::write(&file, &html)?;
            } else {
                open.push(OpenFile { path, html, holes });
            }
        }
    }
    for name in ["toc.js", "toc.html"] {
        let file = folder.join(name);
        fs::write(&file, face.put_contents(&fs::read_to_string(&file)?))?;
    }
    for name in UNUSED {
        let file = folder.join(name);
        if file.is_file() {
            fs::remove_file(file)?;
        }
    }
    Ok((open, index))
}

/// Every file under `folder`, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn files_under(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for file in files_under(from)? {
        fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}
