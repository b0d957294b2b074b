//! Promise 5: every line of the core crate outside tests, and every function of a program, is shown on some page.

mod common;

use book::coverage::{Coverage, measure};
use book::layout::Layout;
use book::problem::Problems;
use book::render::Loaded;
use common::TempBook;

/// Files that need not be shown, each with its reason. Keep it empty, or short and argued.
const EXCEPTIONS: [(&str, &str); 0] = [];

fn coverage(layout: &Layout) -> Vec<Coverage> {
    let mut problems = Problems::default();
    let pages = Loaded::new(layout).unwrap().pages(layout);
    let coverage = measure(layout, &pages, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    coverage
}

#[test]
fn every_line_is_shown_on_some_page() {
    let coverage = coverage(&Layout::find().unwrap());
    assert!(!coverage.is_empty(), "there are no sources");
    let excepted = |file: &str| EXCEPTIONS.iter().any(|(name, _)| *name == file);
    let hidden: Vec<_> = coverage.iter().filter(|c| !c.missing.is_empty() && !excepted(&c.file)).collect();
    let report: String = coverage.iter().map(|file| format!("  {file}\n")).collect();
    assert!(
        hidden.is_empty(),
        "{} files have lines that no page shows; show them with {{{{#code ITEM}}}} where they are explained, or \
         move them into #[cfg(test)]:\n{report}",
        hidden.len()
    );
    for (file, reason) in EXCEPTIONS {
        let found = coverage.iter().find(|c| c.file == file);
        assert!(
            found.is_some_and(|c| !c.missing.is_empty()),
            "{file} ({reason}) is shown: drop the exception"
        );
    }
}

#[test]
fn what_is_not_shown_is_listed_by_line() {
    let book = TempBook::new("# One\n\n{{#code neural::optim::Descent::step}}\n");
    let coverage = coverage(&book.layout);
    let lines: Vec<String> = coverage.iter().map(Coverage::to_string).collect();
    assert_eq!(lines[0], "src/lib.rs: 0 % shown; no page shows 1–3");
    // Struct, trait impl, free function; not the test, the doc comments, or the impl around the method shown.
    assert_eq!(lines[1], "src/optim.rs: 27 % shown; no page shows 1–10, 20–31");
    assert_eq!(lines[2], "chapters/foundations/demo/main.rs: 0 % shown; no page shows 3–9");
}

#[test]
fn an_index_shows_the_frame_and_a_signature_hides_the_body() {
    let page = "# One\n\n{{#crate-index}}\n\n{{#code neural::optim::Descent neural::optim::half}}\n\n\
                {{#code <neural::optim::Descent> <neural::optim::Descent as Add> +signature}}\n\n\
                {{#code chapter::demo::main chapter::demo::train}}\n";
    let lines: Vec<String> = coverage(&TempBook::new(page).layout).iter().map(Coverage::to_string).collect();
    assert_eq!(lines[0], "src/lib.rs: 100 % shown");
    assert_eq!(lines[1], "src/optim.rs: 75 % shown; no page shows 15–17, 24–25");
    assert_eq!(lines[2], "chapters/foundations/demo/main.rs: 100 % shown");
}

#[test]
fn a_room_that_two_programs_share_has_one_name_and_is_shown_once() {
    let book = TempBook::new("# One\n\n{{#code chapter::shared::room::told chapter::demo::main}}\n");
    let program = |place: &str| format!("#[path = \"{place}\"]\nmod room;\n\nfn main() {{}}\n");
    book.write("chapters/foundations/demo/main.rs", &program("../../shared/room.rs"));
    book.write("chapters/other/main.rs", &program("../shared/room.rs"));
    book.write("chapters/shared/room.rs", "pub fn told() {\n    hidden();\n}\n\nfn hidden() {}\n");
    let lines: Vec<String> = coverage(&book.layout).iter().map(Coverage::to_string).collect();
    assert_eq!(lines[2], "chapters/foundations/demo/main.rs: 100 % shown");
    assert_eq!(lines[3], "chapters/shared/room.rs: 75 % shown; no page shows 5");
    assert_eq!(lines[4], "chapters/other/main.rs: 0 % shown; no page shows 4");
    assert_eq!(lines.len(), 5);
}
