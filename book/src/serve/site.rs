//! What is being served: an edition of the book, how far its programs are, and what is wrong.

use crate::builder::Draft;
use crate::fill::{Filled, Filler};
use crate::maths::Maths;
use crate::record::Records;
use crate::slots::Hole;
use anyhow::Result;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// What open pages need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Another number for every edition: pages of another one are reloaded.
    pub build: u64,
    /// Another number whenever holes were filled.
    pub filled: u64,
    /// How far the programs are, while they are not all done.
    pub progress: Option<String>,
    /// What is wrong.
    pub problem: Option<String>,
}

impl State {
    /// As open pages are told it.
    pub fn json(&self) -> String {
        let Self { build, filled, progress, problem } = self;
        json!({ "build": build, "filled": filled, "progress": progress, "problem": problem }).to_string()
    }
}

/// The book as it stands between two changes of its pages: files in a folder, and holes that fill.
pub struct Edition {
    folder: PathBuf,
    live: Option<(Draft, RwLock<Filled>)>,
}

impl Edition {
    /// A finished book in `folder`.
    pub fn finished(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), live: None }
    }

    /// `draft`, its holes filled as far as `records` go.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn live(draft: Draft, records: &Records, maths: &Maths) -> Result<Self> {
        let filled = draft.filler(records, maths).all();
        draft.write(&filled, |_| true)?;
        draft.write_index(&filled)?;
        let folder = draft.folder().to_path_buf();
        Ok(Self { folder, live: Some((draft, RwLock::new(filled))) })
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The rendered pages, and what they were made from; nothing for a finished book.
    pub fn draft(&self) -> Option<&Draft> {
        self.live.as_ref().map(|(draft, _)| draft)
    }

    /// Fills the holes that `wanted` names once more, in the files and for pages that are open.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn refill(&self, filler: Filler, wanted: impl Fn(&Hole) -> bool) -> Result<()> {
        let Some((draft, filled)) = &self.live else { return Ok(()) };
        let mut filled = filled.write().unwrap_or_else(PoisonError::into_inner);
        let changed = filler.again(&mut filled, wanted);
        draft.write(&filled, |file| file.holes.iter().any(|hole| changed.contains(hole)))
    }

    /// Makes everything searchable that stands on the pages by now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_index(&self) -> Result<()> {
        let Some((draft, filled)) = &self.live else { return Ok(()) };
        draft.write_index(&filled.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What holes tell of problems.
    pub fn problems(&self) -> crate::problem::Problems {
        let filled = self.live.as_ref().map(|(_, filled)| filled.read());
        filled.map(|filled| filled.unwrap_or_else(PoisonError::into_inner).problems()).unwrap_or_default()
    }

    /// What stands in the holes of the file at `path` that wait no longer, as JSON: numbers to HTML.
    pub fn filled(&self, path: &str) -> Option<String> {
        let (draft, filled) = self.live.as_ref()?;
        let file = draft.open().iter().find(|file| file.path == path)?;
        let filled = filled.read().unwrap_or_else(PoisonError::into_inner);
        let pieces: serde_json::Map<String, serde_json::Value> =
            filled.finals(&file.holes).map(|(number, html)| (number.to_string(), html.into())).collect();
        Some(serde_json::Value::Object(pieces).to_string())
    }
}

/// What is served at this moment.
pub struct Site {
    edition: RwLock<Option<Arc<Edition>>>,
    state: watch::Sender<State>,
}

impl Default for Site {
    fn default() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let state = State { build: now.as_millis() as u64, filled: 0, progress: None, problem: None };
        Self { edition: RwLock::default(), state: watch::Sender::new(state) }
    }
}

impl Site {
    /// What is served, if anything is yet.
    pub fn edition(&self) -> Option<Arc<Edition>> {
        self.edition.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on serves `edition`, and makes open pages reload.
    pub fn publish(&self, edition: Edition) {
        *self.edition.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(edition));
        self.change(|state| {
            state.build += 1;
            state.problem = None;
        });
    }

    /// Changes what open pages are told.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(change);
    }

    /// Shows `problem` on open pages.
    pub fn report(&self, problem: String) {
        self.change(|state| state.problem = Some(problem));
    }

    /// What open pages are told.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Hears of every change of what open pages are told.
    pub(super) fn listen(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }
}
