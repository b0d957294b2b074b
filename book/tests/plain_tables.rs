//! What is a table is reported as one: no printed text on a page has its numbers in columns.

use book::check::columns;
use book::directive::{Directive, Source};
use book::layout::Layout;
use book::lock;
use book::page::Page;
use book::record::Records;
use book::render::Loaded;
use book::runs::{self, LIMIT, Order, Stop};
use std::collections::BTreeSet;

/// Outputs that are not tables yet, `PROGRAM/SECTION`, a line each. It only ever becomes shorter.
const TO_COME: &str = include_str!("plain_tables.txt");

/// What the programs printed, with their runs of the current build.
fn records(layout: &Layout, pages: &[Page]) -> Records {
    let _lock = lock::building(layout, || {}).unwrap();
    let programs = runs::in_order(layout, pages).unwrap();
    let stop = Stop::default();
    let order = Order { layout, programs: &programs, seed: 0, limit: LIMIT, stop: &stop };
    let records = runs::all(&order, &|_| {}).unwrap();
    let failed: Vec<(&str, &str)> = records.failed_programs().collect();
    assert!(failed.is_empty(), "without all programs nothing can be said: {failed:#?}");
    records
}

/// The outputs that `page` shows, with their lines.
fn outputs(page: &Page) -> impl Iterator<Item = (&Source, usize)> {
    page.directives.iter().filter_map(|placed| match &placed.directive {
        Ok(Directive::Output(source)) => Some((source, page.line(placed.range.start))),
        _ => None,
    })
}

#[test]
fn no_output_on_a_page_is_a_table() {
    let layout = Layout::find().unwrap();
    let pages = Loaded::new(&layout).unwrap().pages(&layout);
    let records = records(&layout, &pages);
    let to_come: BTreeSet<&str> = TO_COME.lines().filter(|line| !line.is_empty()).collect();
    let mut tables = BTreeSet::new();
    let mut problems = String::new();
    for page in &pages {
        for (source, line) in outputs(page) {
            // What is missing is told by the test that builds the book.
            let text = records.output(&source.program, &source.name).unwrap_or_default();
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
