//! Noticing that something the book is made from was saved.

use crate::layout::Layout;
use anyhow::{Context as _, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Editors save in several steps; what comes within this time belongs together.
const TOGETHER: Duration = Duration::from_millis(40);

/// Changes to the files that the book is made from.
pub(super) struct Changes {
    events: Receiver<()>,
    _watcher: RecommendedWatcher,
}

/// Watches the pages, the theme, the sources and the data of `layout`.
pub(super) fn changes(layout: &Layout) -> Result<Changes> {
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(|path| matters(path))) {
            // The receiver only goes away when the program ends.
            sender.send(()).unwrap_or_default();
        }
    })?;
    let (root, book) = (&layout.root, &layout.book);
    let deep = [book.join("pages"), book.join("theme"), root.join("src"), root.join("chapters")];
    let more = [root.join("report/src"), root.join("data"), root.join("tests/f64")];
    let deep = deep.into_iter().chain(more);
    for folder in deep.filter(|folder| folder.is_dir()) {
        let watched = watcher.watch(&folder, RecursiveMode::Recursive);
        watched.with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    for folder in [book, root] {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(Changes { events, _watcher: watcher })
}

impl Changes {
    /// Waits for the next change and for the rest of what belongs to it; `false` when there will be none.
    pub(super) fn wait(&self) -> bool {
        if self.events.recv().is_err() {
            return false;
        }
        loop {
            match self.events.recv_timeout(TOGETHER) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }
}

/// Editors' temporary files do not.
fn matters(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kind = path.extension().unwrap_or_default().to_string_lossy();
    let kinds = ["md", "rs", "css", "js", "hbs", "toml", "lock", "csv", "gz", "svg", "png", "woff2"];
    !name.starts_with('.') && kinds.contains(&&*kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::thread;

    #[test]
    fn a_saved_page_is_noticed_and_an_editors_swap_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        // Some systems report paths of a temporary folder by another name.
        let root = folder.path().canonicalize().unwrap();
        let layout = Layout::of(&root, &root.join("target"));
        fs::create_dir_all(layout.pages()).unwrap();
        let changes = changes(&layout).unwrap();
        fs::write(layout.pages().join(".one.md.swp"), "half a").unwrap();
        assert!(changes.events.recv_timeout(TOGETHER * 5).is_err());
        fs::write(layout.pages().join("one.md"), "# One").unwrap();
        let (sender, noticed) = channel();
        thread::spawn(move || sender.send(changes.wait()));
        assert!(noticed.recv_timeout(Duration::from_secs(20)).unwrap());
    }
}
