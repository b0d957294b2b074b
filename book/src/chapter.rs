//! Chapters: a folder `PART/NAME` with a core page, `index.md`, and further pages below it in the
//! table of contents.

use crate::page::Page;

/// Folders of pages that are no chapters.
const NO_PART: [&str; 1] = ["library"];

/// The name of every core page's file.
pub const CORE: &str = "index.md";

impl Page {
    /// The chapter that the page belongs to, called after its folder; nothing outside the parts.
    ///
    /// ```
    /// use book::page::Page;
    /// let page = |path| Page::new(path, path, "A title", None, "# A title\n");
    /// assert_eq!(page("foundations/losses/index.md").chapter(), Some("losses"));
    /// assert_eq!(page("foundations/losses/huber.md").chapter(), Some("losses"));
    /// assert_eq!(page("library/speed.md").chapter(), None);
    /// ```
    pub fn chapter(&self) -> Option<&str> {
        match *self.path.split('/').collect::<Vec<_>>() {
            [part, chapter, _] if !NO_PART.contains(&part) => Some(chapter),
            _ => None,
        }
    }

    /// Whether it is the core page of its chapter.
    pub fn is_core(&self) -> bool {
        self.chapter().is_some() && self.path.ends_with(&format!("/{CORE}"))
    }

    /// Whether it is a further page of its chapter.
    pub fn is_further(&self) -> bool {
        self.chapter().is_some() && !self.is_core()
    }

    /// Whether both pages are one, or belong to one chapter.
    pub fn same_chapter(&self, other: &Page) -> bool {
        self.path == other.path || (self.chapter().is_some() && self.chapter() == other.chapter())
    }
}
