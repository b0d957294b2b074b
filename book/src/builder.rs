//! One build: pages and sources become a draft with holes, records fill the holes, checks decide.

use crate::accounts::{self, AccountPage, Assertions};
use crate::bibliography::Bibliography;
use crate::check;
use crate::directive::{Directive, Source};
use crate::expand::{Context, expand};
use crate::expected::Expected;
use crate::fill::{Filled, Filler};
use crate::layout::Layout;
use crate::library::{self, FilePage, Rooms};
use crate::maths::Maths;
use crate::page::Page;
use crate::problem::Problems;
use crate::record::Records;
use crate::render::{Loaded, OpenFile};
use crate::search::Index;
use crate::showings::Showings;
use crate::slots::{self, Slots};
use crate::sources::Sources;
use crate::warnings;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file that marks a folder as a built book, which a later build may replace.
const MARK: &str = ".neural-network-book";

/// How the names of folders begin in which a book is being built.
const FRESH: &str = ".book-";

/// The pages with every directive replaced, and holes where the programs have something to say.
pub struct Manuscript {
    /// The pages as they were written.
    pub pages: Vec<Page>,
    /// What is wrong with them.
    pub problems: Problems,
    /// The pages of the source files.
    pub library: Vec<FilePage>,
    slots: Slots,
    texts: Vec<String>,
    accounts: Vec<AccountPage>,
    assertions: Assertions,
    loaded: Loaded,
    expected: Expected,
}

impl Manuscript {
    /// Reads and expands the pages of `layout`.
    ///
    /// # Errors
    /// When a file cannot be read; what is wrong with its contents is in [`Manuscript::problems`].
    pub fn read(layout: &Layout, maths: &Maths) -> Result<Self> {
        let mut problems = Problems::default();
        let loaded = Loaded::new(layout)?;
        let pages = loaded.pages(layout);
        let sources = Sources::load(layout, &mut problems);
        let showings = Showings::collect(&pages, &sources, &mut problems);
        let bibliography = Bibliography::collect(&pages, &mut problems);
        for page in &pages {
            check::page(page, &mut problems);
        }
        check::contents(layout, &pages, &mut problems)?;
        check::shape(layout, &pages, &mut problems);
        let rooms = Rooms::collect(&pages, &sources, &mut problems);
        let library = library::file_pages(&pages, &sources, &showings, &rooms, maths, &mut problems);
        let context = Context {
            pages: &pages,
            sources: &sources,
            showings: &showings,
            rooms: &rooms,
            bibliography: &bibliography,
            maths,
        };
        let mut slots = Slots::default();
        let numbers = 0..pages.len();
        let texts = numbers.map(|n| expand(&context, n, &mut slots, &mut problems)).collect();
        let accounts = accounts::pages(&context, &mut slots);
        let assertions = Assertions::collect(&sources);
        let expected = Expected::load(layout);
        Ok(Self { pages, problems, slots, texts, library, accounts, assertions, loaded, expected })
    }

    /// Fills the pages' holes from `records`.
    pub fn filler<'a>(&'a self, records: &'a Records, maths: &'a Maths) -> Filler<'a> {
        let Self { pages, slots, assertions, expected, .. } = self;
        Filler { pages, slots, records, maths, assertions, expected }
    }

    /// Renders the pages into the folder `fresh`.
    ///
    /// # Errors
    /// With [`Problems`] when mdBook warns; otherwise when a file cannot be written.
    pub fn typeset(self, layout: &Layout, fresh: TempDir) -> Result<Draft> {
        let Self { pages, mut slots, texts, library, accounts, assertions, loaded, expected, .. } = self;
        let loaded = loaded.with_texts(texts).with_library(&pages, library, &mut slots);
        let (rendered, warnings) =
            warnings::collect(|| loaded.render(accounts, &mut slots, layout, fresh.path()));
        let (open, index) = rendered?;
        let mut problems = Problems::default();
        for warning in warnings {
            problems.add("book/pages", 0, format!("mdBook warns: {warning}"), "");
        }
        problems.into_result()?;
        Ok(Draft { pages, slots, assertions, expected, open, index, fresh })
    }
}

/// A rendered book in a folder of its own, with holes.
pub struct Draft {
    pages: Vec<Page>,
    slots: Slots,
    assertions: Assertions,
    expected: Expected,
    open: Vec<OpenFile>,
    index: Index,
    fresh: TempDir,
}

impl Draft {
    /// Where the files are.
    pub fn folder(&self) -> &Path {
        self.fresh.path()
    }

    /// The files with holes.
    pub fn open(&self) -> &[OpenFile] {
        &self.open
    }

    /// As [`Manuscript::filler`].
    pub fn filler<'a>(&'a self, records: &'a Records, maths: &'a Maths) -> Filler<'a> {
        let Self { pages, slots, assertions, expected, .. } = self;
        Filler { pages, slots, records, maths, assertions, expected }
    }

    /// The pages as they were written.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Writes the open files that `wanted` names with their holes filled, each in one step.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, filled: &Filled, wanted: impl Fn(&OpenFile) -> bool) -> Result<()> {
        for file in self.open.iter().filter(|file| wanted(file)) {
            self.put(&file.path, &slots::fill(&file.html, |number| filled.html(number)))?;
        }
        Ok(())
    }

    /// Writes what the search knows, with what the holes hold by now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_index(&self, filled: &Filled) -> Result<()> {
        let mut index = self.index.clone();
        for file in &self.open {
            index.learn(&file.path, &slots::fill(&file.html, |number| filled.html(number)));
        }
        self.put("searchindex.js", &index.script())
    }

    /// Writes a file in one step.
    fn put(&self, name: &str, text: &str) -> Result<()> {
        let path = self.fresh.path().join(name);
        let folder = path.parent().unwrap_or(self.fresh.path());
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(text.as_bytes())?;
        beside.persist(&path).with_context(|| format!("cannot write {name}"))?;
        Ok(())
    }

    /// Checks the book as it stands in its folder: links, fragments, names.
    ///
    /// # Errors
    /// With [`Problems`] when something is wrong; otherwise when a file cannot be read.
    pub fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        check::site(self.fresh.path(), &self.pages, &mut problems)?;
        Ok(problems.into_result()?)
    }
}

/// A finished build that waits to take its place; dropped, it leaves no trace.
#[must_use]
pub struct Ready {
    fresh: TempDir,
    out: PathBuf,
}

/// Builds the book of `layout` from `records`, to be put into the folder `out`.
///
/// # Errors
/// With [`Problems`] when something on a page is wrong; otherwise when a file cannot be read or written. Either
/// way what stood in `out` before stays.
pub fn prepare(layout: &Layout, records: &Records, maths: &Maths, out: &Path) -> Result<Ready> {
    refuse_foreign(out)?;
    let mut manuscript = Manuscript::read(layout, maths)?;
    let filled = manuscript.filler(records, maths).all();
    let mut problems = std::mem::take(&mut manuscript.problems);
    problems.extend(filled.problems());
    unwritten(records, &manuscript.pages, &mut problems);
    problems.into_result()?;
    let draft = manuscript.typeset(layout, fresh_folder(layout, out)?)?;
    draft.write(&filled, |_| true)?;
    draft.write_index(&filled)?;
    draft.check()?;
    fs::write(draft.folder().join(MARK), "This folder is replaced whenever the book is built.\n")?;
    Ok(Ready { fresh: draft.fresh, out: out.to_path_buf() })
}

/// What is a problem even though no page tells of it: a claim that fails, a program that does.
pub fn unwritten(records: &Records, pages: &[Page], problems: &mut Problems) {
    let placed = pages.iter().flat_map(|page| &page.directives);
    let cited: Vec<&Source> = placed
        .filter_map(|placed| match &placed.directive {
            Ok(Directive::Claim(source)) => Some(source),
            _ => None,
        })
        .collect();
    for (program, claim) in records.failed_claims() {
        if !cited.iter().any(|source| source.program == program && source.name == claim.name) {
            let message = format!(
                "the claim `{}` of `{program}` no longer holds ({}, seen: {}); no page cites it",
                claim.name, claim.evidence, claim.seen
            );
            problems.add(claim.file, claim.line, message, "correct the program, or drop the claim");
        }
    }
    for (program, reason) in records.failed_programs() {
        problems.add("chapters", 0, reason, format!("to see it alone: {}", crate::fill::command(program)));
    }
}

/// A new folder beside `out`, removed again unless it takes the place of `out`.
fn fresh_folder(layout: &Layout, out: &Path) -> Result<TempDir> {
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    if parent == layout.work {
        remove_interrupted(parent, FRESH);
    }
    let fresh = tempfile::Builder::new().prefix(FRESH).tempdir_in(parent);
    fresh.with_context(|| format!("cannot write into {}", parent.display()))
}

/// What builders left behind in `folder` that were interrupted: folders whose names begin with `prefix`. The locks of
/// [`crate::lock`] see to it that nobody uses them.
pub fn remove_interrupted(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            fs::remove_dir_all(entry.path()).unwrap_or_default();
        }
    }
}

/// `--out` must not name a folder with other things in it.
fn refuse_foreign(out: &Path) -> Result<()> {
    let holds_something = fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if out.is_file() || (holds_something && !out.join(MARK).is_file()) {
        bail!(
            "{} is not a book built by this program, and building would replace it; name another folder",
            out.display()
        );
    }
    Ok(())
}

impl Ready {
    /// Puts the build in the place of the one before; if that fails, the one before comes back.
    ///
    /// # Errors
    /// When the folders cannot be renamed.
    pub fn put_in_place(self) -> Result<()> {
        let Self { fresh, out } = self;
        let fresh = fresh.keep();
        let old = fresh.with_extension("old");
        let had_old = out.exists();
        if had_old {
            fs::rename(&out, &old).with_context(|| format!("cannot move {} aside", out.display()))?;
        }
        if let Err(error) = fs::rename(&fresh, &out) {
            if had_old {
                fs::rename(&old, &out)?;
            }
            fs::remove_dir_all(&fresh)?;
            return Err(error).with_context(|| format!("cannot put the new build at {}", out.display()));
        }
        if had_old {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }
}
