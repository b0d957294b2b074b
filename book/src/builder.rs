//! One build: pages and records in, a checked folder of HTML out, put in place only when all of it is right.

use crate::bibliography::Bibliography;
use crate::check;
use crate::directive::{Directive, Source};
use crate::expand::{Context, expand};
use crate::layout::Layout;
use crate::maths::Maths;
use crate::page::Page;
use crate::problem::Problems;
use crate::record::Records;
use crate::render::Loaded;
use crate::showings::Showings;
use crate::slots::Slots;
use crate::source_pages;
use crate::sources::Sources;
use crate::warnings;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that marks a folder as a built book, which a later build may replace.
const MARK: &str = ".neural-network-book";

/// How the names of folders begin in which a book is being built.
const FRESH: &str = ".book-";

/// A finished build that waits to take its place; dropped, it leaves no trace.
#[must_use]
pub struct Ready {
    fresh: tempfile::TempDir,
    out: PathBuf,
}

/// Builds the book of `layout` from `records`, to be put into the folder `out`.
///
/// # Errors
/// With [`Problems`] when something on a page is wrong; otherwise when a file cannot be read or written. Either
/// way what stood in `out` before stays.
pub fn prepare(layout: &Layout, records: &Records, maths: &Maths, out: &Path) -> Result<Ready> {
    refuse_foreign(out)?;
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
    let context = Context {
        pages: &pages,
        sources: &sources,
        records,
        showings: &showings,
        bibliography: &bibliography,
        maths,
    };
    let mut slots = Slots::default();
    let numbers = 0..pages.len();
    let texts = numbers.map(|number| expand(&context, number, &mut slots, &mut problems)).collect();
    uncited_failures(records, &pages, &mut problems);
    problems.into_result()?;

    let title = loaded.title().to_string();
    let fresh = fresh_folder(layout, out)?;
    let (rendered, warnings) = warnings::collect(|| loaded.render(texts, &slots, layout, fresh.path()));
    rendered?;
    source_pages::write(fresh.path(), &sources, &title)?;
    let mut problems = Problems::default();
    for warning in warnings {
        problems.add("book/pages", 0, format!("mdBook warns: {warning}"), "");
    }
    check::site(fresh.path(), &pages, &mut problems)?;
    problems.into_result()?;
    fs::write(fresh.path().join(MARK), "This folder is replaced whenever the book is built.\n")?;
    Ok(Ready { fresh, out: out.to_path_buf() })
}

/// A claim that fails is a problem even when no sentence cites it.
fn uncited_failures(records: &Records, pages: &[Page], problems: &mut Problems) {
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
}

/// A new folder beside `out`, removed again unless it takes the place of `out`.
fn fresh_folder(layout: &Layout, out: &Path) -> Result<tempfile::TempDir> {
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    if parent == layout.work {
        remove_interrupted(parent);
    }
    Ok(tempfile::Builder::new().prefix(FRESH).tempdir_in(parent)?)
}

/// What builds that were interrupted left behind; the lock in [`crate::cli::prepare`] lets only one builder in.
fn remove_interrupted(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(FRESH) {
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
