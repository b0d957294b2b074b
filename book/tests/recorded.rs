//! What the programs recorded has the form that pages need: what is a table is reported as one, and
//! the texts of figures have room.

use book::check::{columns, crowded_texts};
use book::directive::{Directive, Source};
use book::layout::Layout;
use book::lock;
use book::page::Page;
use book::record::{Records, Run};
use book::render::Loaded;
use book::runs::{self, LIMIT, Order, Stop};
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

/// Outputs that are not tables yet, `PROGRAM/SECTION`, a line each. It only ever becomes shorter.
const TO_COME: &str = include_str!("plain_tables.txt");

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let layout = Layout::find().unwrap();
    Loaded::new(&layout).unwrap().pages(&layout)
});

/// What the programs recorded, with their runs of the current build; whichever test comes first has
/// them run.
static RECORDS: LazyLock<Records> = LazyLock::new(|| {
    let layout = Layout::find().unwrap();
    let _lock = lock::building(&layout, || {}).unwrap();
    let programs = runs::in_order(&layout, &PAGES).unwrap();
    let stop = Stop::default();
    let order = Order { layout: &layout, programs: &programs, seed: 0, limit: LIMIT, stop: &stop };
    let records = runs::all(&order, &|_| {}).unwrap();
    let failed: Vec<(&str, &str)> = records.failed_programs().collect();
    assert!(failed.is_empty(), "without all programs nothing can be said: {failed:#?}");
    records
});

/// The outputs that `page` shows, with their lines.
fn outputs(page: &Page) -> impl Iterator<Item = (&Source, usize)> {
    page.directives.iter().filter_map(|placed| match &placed.directive {
        Ok(Directive::Output(source)) => Some((source, page.line(placed.range.start))),
        _ => None,
    })
}

#[test]
fn no_output_on_a_page_is_a_table() {
    let to_come: BTreeSet<&str> = TO_COME.lines().filter(|line| !line.is_empty()).collect();
    let mut tables = BTreeSet::new();
    let mut problems = String::new();
    for page in PAGES.iter() {
        for (source, line) in outputs(page) {
            // What is missing is told by the test that builds the book.
            let text = RECORDS.output(&source.program, &source.name).unwrap_or_default();
            let Some(row) = columns(&text) else { continue };
            let name = format!("{}/{}", source.program, source.name);
            if !to_come.contains(name.as_str()) {
                let shown: Vec<&str> = text.lines().skip(row - 1).take(2).collect();
                problems += &format!(
                    "{}:{line}: the output `{name}` is a table from its line {row} on; report it with \
                     `report.table` and write `{{{{#table {} NAME}}}}`\n  {}\n",
                    page.name,
                    source.program,
                    shown.join("\n  "),
                );
            }
            tables.insert(name);
        }
    }
    for name in to_come.iter().filter(|name| !tables.contains(**name)) {
        problems += &format!(
            "book/tests/plain_tables.txt: no page shows `{name}` as a printed table any more; \
             take its line out\n"
        );
    }
    assert!(problems.is_empty(), "\n{problems}");
}

#[test]
fn the_texts_of_a_figure_have_room_on_a_phone() {
    let (mut figures, mut problems) = (0, String::new());
    for (program, run) in RECORDS.programs() {
        let Run::Done(folder) = run else { continue };
        // A program without figures has no such folder.
        let files = fs::read_dir(folder.join("figure")).into_iter().flatten();
        for path in files.map(|file| file.unwrap().path()) {
            let name = path.file_stem().unwrap().to_string_lossy();
            for problem in crowded_texts(&fs::read_to_string(&path).unwrap()) {
                problems += &format!("{program}: figure {name}: {problem}\n");
            }
            figures += 1;
        }
    }
    assert!(figures > 0, "no program drew anything");
    assert!(problems.is_empty(), "\n{problems}give these figures shorter words, fewer of them, or more room");
}
