//! The book itself builds: every page, every claim, every link.

use book::cli;
use book::layout::Layout;
use book::maths::Maths;
use book::progress::Progress;
use std::fs;

#[test]
fn the_book_builds_without_a_problem() {
    let layout = Layout::find().unwrap();
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("html");
    let ready = cli::prepare(&layout, 0, &Maths::default(), &out, Progress::Silent);
    ready.and_then(|ready| ready.put_in_place()).unwrap_or_else(|error| panic!("{error:#}"));
    let index = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("Neural Networks You Can Run"), "{index}");
}
