//! A new build takes the place of the old one as a whole, or not at all.

mod common;

use book::builder;
use book::maths::Maths;
use book::record::Records;
use common::TempBook;
use std::fs;

#[test]
fn a_failing_build_leaves_the_one_before() {
    let book = TempBook::new("# One\n\nThe first words.\n");
    book.build().unwrap();
    book.write("book/pages/one.md", "# One\n\n{{#value demo nothing}}\n");
    book.build().unwrap_err();
    assert!(book.html("one.html").contains("The first words."));
    book.write("book/pages/one.md", "# One\n\n[broken](nowhere.md)\n");
    book.build().unwrap_err();
    assert!(book.html("one.html").contains("The first words."));
    assert_eq!(leftovers(&book), Vec::<String>::new());
}

#[test]
fn a_new_build_replaces_all_of_the_one_before() {
    let book = TempBook::new("# One\n\nThe first words.\n");
    book.build().unwrap();
    fs::write(book.layout.html().join("old.html"), "from before").unwrap();
    book.write("book/pages/one.md", "# One\n\nOther words.\n");
    book.build().unwrap();
    assert!(book.html("one.html").contains("Other words."));
    assert!(!book.layout.html().join("old.html").exists());
    assert_eq!(leftovers(&book), Vec::<String>::new());
}

#[test]
fn a_build_that_is_ready_but_not_put_in_place_changes_nothing() {
    let book = TempBook::new("# One\n\nThe first words.\n");
    book.build().unwrap();
    book.write("book/pages/one.md", "# One\n\nOther words.\n");
    let out = book.layout.html();
    let ready = builder::prepare(&book.layout, &Records::default(), &Maths::default(), &out).unwrap();
    assert!(book.html("one.html").contains("The first words."));
    drop(ready);
    assert_eq!(leftovers(&book), Vec::<String>::new());
}

#[test]
fn a_folder_with_other_things_in_it_is_not_replaced() {
    let book = TempBook::new("# One\n\nThe first words.\n");
    book.write("target/book/html/thesis.txt", "the only copy");
    let error = book.build().unwrap_err().to_string();
    assert!(error.contains("is not a book built by this program"), "{error}");
    assert_eq!(book.html("thesis.txt"), "the only copy");
}

/// What lies beside the built book.
fn leftovers(book: &TempBook) -> Vec<String> {
    let entries = fs::read_dir(&book.layout.work).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "html").collect()
}
