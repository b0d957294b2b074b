//! Promise 5: no hidden machinery. Every line of the libraries is in the library part, what is public says what it
//! does, and what is an idea of the field is taught in a chapter.

mod common;

use book::builder::Manuscript;
use book::check;
use book::layout::Layout;
use book::library;
use book::maths::Maths;
use book::page::Page;
use book::problem::Problems;
use book::render::Loaded;
use book::showings::Showings;
use book::sources::{SourceFile, Sources};
use common::TempBook;
use std::collections::BTreeSet;

/// Files of `src/` that no chapter shows, each with its reason. Keep it short and argued.
const UNTAUGHT: [(&str, &str); 22] = [
    ("src/checkpoint/error.rs", "what can be wrong with a file: library/training"),
    ("src/checkpoint/file.rs", "bytes on a disk: library/training"),
    ("src/checkpoint/mod.rs", "keeping a training is a craft of programs: library/training"),
    ("src/data/dataset.rs", "a matrix with its targets and names: library/files"),
    ("src/data/error.rs", "what can be wrong with a file: library/files"),
    ("src/data/file.rs", "opening a file: library/files"),
    ("src/data/idx.rs", "a file format: library/files"),
    ("src/data/records.rs", "a file format: library/files"),
    ("src/data/sets.rs", "which files come with the book: library/files"),
    ("src/data/sets/adult.rs", "one of the data sets that come with the book"),
    ("src/data/shrink.rs", "makes images coarser, for runs that take seconds"),
    ("src/loss/mod.rs", "puts any loss on the tape, as one node"),
    ("src/optim/memory.rs", "the optimisers' state, written down and read back"),
    ("src/optim/mod.rs", "the trait that the rules have in common: library/optimisers"),
    ("src/optim/update.rs", "the loop over entries that the rules share"),
    ("src/state.rs", "what a training has to keep, by name: library/training"),
    ("src/train/callback.rs", "hooks of the loop: library/training"),
    ("src/train/diverged.rs", "how the loop notices NaN: library/training"),
    ("src/train/fit.rs", "the loop of the whole programs: library/training"),
    ("src/train/mod.rs", "what a training consists of: library/training"),
    ("src/train/plan.rs", "the settings of the loop: library/training"),
    ("src/trials.rs", "repeats a program with other seeds"),
];

fn read(layout: &Layout) -> (Vec<Page>, Sources) {
    let mut problems = Problems::default();
    let pages = Loaded::new(layout).unwrap().pages(layout);
    let sources = Sources::load(layout, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    (pages, sources)
}

/// The lines of `file` that have to stand on its page, as they are: all but blank ones and tests.
fn due(file: &SourceFile) -> Vec<(usize, &str)> {
    let tests: BTreeSet<usize> = file.tests.iter().cloned().flatten().collect();
    let lines = file.text.lines().enumerate().map(|(i, line)| (i + 1, line));
    lines.filter(|(number, line)| !line.trim().is_empty() && !tests.contains(number)).collect()
}

/// Which of these lines the page `html` has neither as code, byte for byte, nor as the place of a comment.
fn missing(file: &SourceFile, html: &str) -> Vec<usize> {
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let mut missing = Vec::new();
    for (number, line) in due(file) {
        let is_doc = line.trim_start().starts_with("//");
        let code = html.split_once(&format!("<span class=\"l\" id=\"L{number}\" data-n=\"{number}\">"));
        let holds = match code {
            Some((_, rest)) => {
                let shown = rest.split('\n').next().unwrap_or_default();
                let shown = tags.replace_all(shown, "").replace("&lt;", "<").replace("&gt;", ">");
                shown.replace("&quot;", "\"").replace("&amp;", "&") == line
            }
            None => is_doc && html.contains(&format!("<span id=\"L{number}\"></span>")),
        };
        if !holds {
            missing.push(number);
        }
    }
    missing
}

#[test]
fn every_line_of_every_source_is_on_its_page() {
    let layout = Layout::find().unwrap();
    let manuscript = Manuscript::read(&layout, &Maths::default()).unwrap();
    assert!(manuscript.problems.is_empty(), "{}", manuscript.problems);
    let (_, sources) = read(&layout);
    let mut lacking = Vec::new();
    for file in &sources.files {
        let page = manuscript.library.iter().find(|page| page.file == file.name);
        let missing = missing(file, page.map(|page| page.html.as_str()).unwrap_or_default());
        if !missing.is_empty() {
            lacking.push(format!("{}: {missing:?}", file.name));
        }
        assert!(page.is_some_and(|page| page.room.is_some()), "{} is in no room of the library", file.name);
    }
    assert!(lacking.is_empty(), "lines that the library part lacks:\n{}", lacking.join("\n"));
}

#[test]
fn what_is_public_says_what_it_does() {
    let (_, sources) = read(&Layout::find().unwrap());
    let mut problems = Problems::default();
    check::docs(&sources, &mut problems);
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn an_idea_of_the_field_is_taught_in_a_chapter() {
    let (pages, sources) = read(&Layout::find().unwrap());
    let showings = Showings::collect(&pages, &sources, &mut Problems::default());
    let taught = |file: &SourceFile| {
        let mut pages = showings.of_file(&file.name).map(|listing| &pages[listing.page]);
        pages.any(|page| page.number.is_some())
    };
    let is_idea =
        |file: &&SourceFile| file.module.starts_with("neural::") && !file.module.contains("::machine");
    let has_items = |file: &&SourceFile| !file.items.is_empty();
    let untaught = sources.files.iter().filter(is_idea).filter(has_items).filter(|file| !taught(file));
    let untaught: BTreeSet<&str> = untaught.map(|file| file.name.as_str()).collect();
    let excepted: BTreeSet<&str> = UNTAUGHT.iter().map(|(file, _)| *file).collect();
    let new: Vec<_> = untaught.difference(&excepted).collect();
    assert!(
        new.is_empty(),
        "no chapter shows anything of {new:#?}; show what it teaches with {{{{#code …}}}}, or argue in UNTAUGHT"
    );
    let taught: Vec<_> = excepted.difference(&untaught).collect();
    assert!(taught.is_empty(), "{taught:#?} are taught: drop the exceptions");
}

#[test]
fn what_a_page_lacks_is_found() {
    let book = TempBook::new("# One\n");
    let (_, sources) = read(&book.layout);
    let file = sources.file("src/optim.rs").unwrap();
    let page = |text: &str| {
        let mut changed = Sources::default();
        changed.files.push(file.clone());
        changed.files[0].text = text.to_string();
        let showings = Showings::default();
        let rooms = library::Rooms::default();
        let mut problems = Problems::default();
        library::file_pages(&[], &changed, &showings, &rooms, &Maths::default(), &mut problems).remove(0).html
    };
    assert!(missing(file, &page(&file.text)).is_empty());
    let other = file.text.replace("w - self.rate * g", "w - g");
    assert_eq!(missing(file, &page(&other)), [15 + 1]);
}
