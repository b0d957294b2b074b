//! The book itself builds: every page, every claim, every link.

use book::cli::Build;
use book::layout::Layout;
use book::progress::Progress;
use book::runs::{LIMIT, Stop};
use std::fs;

#[test]
fn the_book_builds_without_a_problem() {
    let layout = Layout::find().unwrap();
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("html");
    let stop = Stop::default();
    let build =
        Build { layout: &layout, out: &out, seed: 0, limit: LIMIT, stop: &stop, keeps_expected: false };
    let ready = build.prepare(Progress::Silent);
    ready.and_then(|ready| ready.put_in_place()).unwrap_or_else(|error| panic!("{error:#}"));
    let index = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("Neural Networks You Can Run"), "{index}");
    assert!(!index.contains("data-hole"), "a finished book has no holes: {index}");
}
