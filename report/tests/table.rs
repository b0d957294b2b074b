//! What a table prints, and what it refuses.

use report::Table;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic in `make` says.
fn refused(make: impl FnOnce()) -> String {
    let told = catch_unwind(AssertUnwindSafe(make)).expect_err("it should panic");
    told.downcast_ref::<String>().expect("the message is formatted").clone()
}

fn rates() -> Table {
    Table::new("rates", "The best rate of each rule.", ["rule", "rate"])
}

#[test]
fn a_bad_table_is_refused_with_its_name_and_the_cure() {
    let new = |caption: &str, columns: &[&str]| refused(|| drop(Table::new("t", caption, columns)));
    let all = [
        (new(" ", &["a"]), r#"table "t": the caption is empty; say what"#),
        (new("C.", &[]), r#"table "t": there are no columns; name each"#),
        (new("C.", &["a", ""]), r#"table "t": the name of column 2 is empty; say what it holds"#),
        (new("C.", &["a", "b", "a"]), r#"table "t": two columns are called "a"; say how they"#),
        (new("C.\nD.", &["a"]), r#"table "t": the caption, "C.\nD.", holds a tab or a line break"#),
        (new("C.", &["a\tb"]), r#"table "t": the name of column 1, "a\tb", holds a tab"#),
    ];
    for (told, expected) in all {
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn a_ragged_row_and_a_cell_of_two_lines_are_refused() {
    let told = refused(|| rates().row(["SGD"]));
    assert!(told.contains("row 1 has 1 cells for 2 columns (rule, rate); give one for each"), "{told}");
    let told = refused(|| rates().row(["SGD", "0.1\n0.2"]));
    assert!(told.contains(r#"the cell of "rate" in row 1, "0.1\n0.2", holds a tab"#), "{told}");
}

#[test]
fn a_refusal_names_the_line_of_the_program() {
    let (sender, places) = std::sync::mpsc::channel();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().expect("a panic has a place");
        let _ = sender.send((place.file().to_string(), place.line()));
    }));
    let (row, new) = (line!() + 1, line!() + 2);
    refused(|| rates().row(["SGD", "\t"]));
    refused(|| drop(Table::new("t", "C.", [""])));
    std::panic::set_hook(before);
    let here: Vec<u32> = places.iter().filter(|(file, _)| file == file!()).map(|place| place.1).collect();
    assert!(here.contains(&row) && here.contains(&new), "{here:?}");
}

#[test]
fn numbers_end_below_each_other_and_words_begin_there() {
    let mut table = rates();
    for row in [["SGD", "0.1 ± 0.02"], ["Adam", "3 × 10⁻⁴"], ["none", "–"]] {
        table.row(row);
    }
    let lines = "rule        rate\n────────────────\nSGD   0.1 ± 0.02\nAdam   3 × 10⁻⁴\nnone           –\n";
    assert!(table.to_string().ends_with(&lines.replace("Adam   3", "Adam    3")), "{table}");
}

#[test]
fn columns_are_aligned_by_the_width_of_their_characters() {
    let mut table = Table::new("words", "Words.", ["word", "in English"]);
    table.row(["学習", "learning"]);
    table.row(["e\u{301}tude", "study"]);
    let lines: Vec<String> = table.to_string().lines().map(str::to_string).collect();
    assert_eq!(lines[4..], ["学習   learning".to_string(), "e\u{301}tude  study".to_string()]);
}

#[test]
fn the_words_of_a_wide_table_are_wrapped_and_its_numbers_are_not() {
    let mut table = Table::new("wide", "Wide.", ["what was tried, and for how long", "the loss"]);
    table.row(["word ".repeat(40), "1234567890.25".to_string()]);
    let printed = table.to_string();
    let widest = printed.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 100, "{printed}");
    assert!(printed.contains("1234567890.25") && printed.lines().count() >= 6, "{printed}");
}
