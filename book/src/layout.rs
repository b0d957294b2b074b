//! Where everything lies: the workspace, the pages, and what is built from them.

use std::path::{Path, PathBuf};

/// The folders of one book.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The folder with the workspace's `Cargo.toml`, `src/` and `chapters/`.
    pub root: PathBuf,
    /// The folder with `book.toml`, `pages/`, `theme/` and `third_party/`.
    pub book: PathBuf,
    /// Where the builder keeps what it makes: runs, and the built book unless `--out` says otherwise.
    pub work: PathBuf,
}

impl Layout {
    /// The book around the current folder, or else the one that this program was compiled in.
    ///
    /// # Errors
    /// When neither place holds `book/book.toml`.
    pub fn find() -> anyhow::Result<Self> {
        let compiled = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf);
        let current = std::env::current_dir()?;
        let candidates = current.ancestors().map(Path::to_path_buf).chain(compiled.clone());
        let root = candidates.into_iter().find(|root| root.join("book/book.toml").is_file());
        let root = root.ok_or_else(|| {
            anyhow::anyhow!(
                "no book/book.toml in {} or above it; run this inside the book's folder",
                current.display()
            )
        })?;
        let own = compiled.is_some_and(|compiled| compiled == root);
        Ok(Self::of(&root, &target_dir(&root, own)))
    }

    /// The book under `root`, with its compiled programs under `target`.
    pub fn of(root: &Path, target: &Path) -> Self {
        Self { root: root.to_path_buf(), book: root.join("book"), work: target.join("book") }
    }

    /// The folder of the pages.
    pub fn pages(&self) -> PathBuf {
        self.book.join("pages")
    }

    /// Where the built book goes when `--out` does not say otherwise.
    pub fn html(&self) -> PathBuf {
        self.work.join("html")
    }

    /// `path` relative to the workspace, with forward slashes, for messages and links.
    pub fn name(&self, path: &Path) -> String {
        let short = path.strip_prefix(&self.root).unwrap_or(path);
        short.to_string_lossy().replace('\\', "/")
    }
}

/// Cargo's target folder: what the reader's environment says; for the book that this program was compiled in, the
/// folder it was compiled into; for any other, `target` beside it.
fn target_dir(root: &Path, own: bool) -> PathBuf {
    if let Some(folder) = std::env::var_os("CARGO_TARGET_DIR") {
        return root.join(folder);
    }
    let program = std::env::current_exe().unwrap_or_default();
    let marked = program.ancestors().find(|folder| own && folder.join("CACHEDIR.TAG").is_file());
    marked.map_or_else(|| root.join("target"), Path::to_path_buf)
}
