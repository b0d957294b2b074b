//! A page of a chapter asks no more of its reader than an evening has: the limits, and every page beside them.

use book::check::old_pages;
use book::layout::Layout;
use book::limits::{LINES, Load, WIDTH, measure, words};
use book::page::Page;
use book::problem::Problems;
use book::render::Loaded;
use book::showings::Showings;
use book::sources::Sources;

struct Book {
    pages: Vec<Page>,
    sources: Sources,
    loads: Vec<Load>,
    old: Vec<String>,
}

fn book() -> Book {
    let layout = Layout::find().unwrap();
    let mut problems = Problems::default();
    let pages = Loaded::new(&layout).unwrap().pages(&layout);
    let sources = Sources::load(&layout, &mut problems);
    let showings = Showings::collect(&pages, &sources, &mut problems);
    let old = old_pages(&layout, &pages, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    let loads = (0..pages.len()).map(|number| measure(&pages, number, &showings)).collect();
    Book { pages, sources, loads, old }
}

/// What `page` asks too much of.
fn excess(page: &Page, load: &Load) -> Vec<String> {
    let mut excess = Vec::new();
    let mut add = |line: usize, message: String| excess.push(format!("{}:{line}: {message}", page.name));
    let most = words(page).unwrap_or(usize::MAX);
    if load.words > most {
        add(1, format!("{} words of prose, not {most}; move a question to a further page", load.words));
    }
    if load.lines > LINES {
        add(1, format!("{} lines of listings, not {LINES}; show the lines that are the idea", load.lines));
    }
    for &at in load.second_marks.iter().filter(|_| page.is_core()) {
        add(page.line(at), "a second mark of a claim in one paragraph; keep the one that counts".to_string());
    }
    for &line in &load.long_lines {
        add(line, format!("a line of more than {WIDTH} characters; break it"));
    }
    excess
}

#[test]
fn no_page_asks_more_of_its_reader_than_it_may() {
    let book = book();
    let mut excesses = Vec::new();
    let mut table = String::new();
    for (page, load) in book.pages.iter().zip(&book.loads).filter(|(page, _)| page.chapter().is_some()) {
        let is_old = book.old.contains(&page.path);
        table.push_str(&format!("{load}  {}{}\n", page.path, if is_old { " (old)" } else { "" }));
        if !is_old {
            excesses.extend(excess(page, load));
        }
    }
    println!("{table}");
    assert!(!table.is_empty(), "no chapters");
    assert!(excesses.is_empty(), "{table}\n{}", excesses.join("\n"));
}

#[test]
#[ignore = "until all sources are formatted for lines of this width"]
fn no_line_of_a_source_is_wider_than_the_page() {
    let book = book();
    let mut long = Vec::new();
    for file in &book.sources.files {
        let lines = (1..).zip(file.text.lines().map(|line| line.chars().count()));
        for (number, characters) in lines.filter(|(_, characters)| *characters > WIDTH) {
            long.push(format!("{}:{number}: {characters} characters, not {WIDTH}; break it", file.name));
        }
    }
    assert!(!book.sources.files.is_empty(), "no sources");
    assert!(long.is_empty(), "{}", long.join("\n"));
}
