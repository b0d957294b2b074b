//! CSV files, good and bad: what cannot be understood is an error that names file, row, column, and the cure.

use std::fs;
use std::path::PathBuf;

use ndarray::array;
use neural::Real;
use neural::data::{DataError, Table};

/// A file of this test's own with the given content.
fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("the folder for temporary files can be written to");
    path
}

/// The error's message, which begins with the file's name and holds all `parts`, in their order.
#[track_caller]
fn expect_error<T>(result: Result<T, DataError>, parts: &[&str]) {
    let message = result.err().expect("an error").to_string();
    let mut rest = message.as_str();
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} in order in: {message}"));
        rest = &rest[at + part.len()..];
    }
}

#[track_caller]
fn expect_unreadable(name: &str, content: impl AsRef<[u8]>, parts: &[&str]) {
    expect_error(Table::read(file(name, content)), &[&[name], parts].concat());
}

#[track_caller]
fn expect_no_number(name: &str, cell: &str, parts: &[&str]) {
    let table = Table::read(file(name, format!("a,b\n1,2\n3,{cell}\n"))).unwrap();
    let place = [name, ", row 3, column `b`: found "];
    expect_error(table.numbers(&["a", "b"]), &[&place, parts].concat());
    assert_eq!(table.numbers(&["a"]).unwrap(), array![[1.], [3.]], "the other column can still be used");
}

#[test]
fn a_missing_file_is_named() {
    expect_error(Table::read("no/such.csv"), &["no/such.csv", "no such file", "Check the path"]);
}

#[test]
fn a_folder_is_not_a_table() {
    expect_error(Table::read(env!("CARGO_TARGET_TMPDIR")), &[env!("CARGO_TARGET_TMPDIR"), "cannot be read"]);
}

#[test]
fn an_empty_file_is_an_error() {
    expect_unreadable("empty.csv", "", &["found an empty file"]);
    expect_unreadable("only_line_ends.csv", "\n\r\n", &["no rows of data", "expected at least one"]);
    expect_unreadable("only_a_mark.csv", "\u{feff}", &["no rows of data"]);
}

#[test]
fn a_header_without_rows_is_an_error() {
    expect_unreadable("header.csv", "a,b\n", &["no rows of data", "expected at least one"]);
}

#[test]
fn a_ragged_row_is_named() {
    let cells = |found| format!("found {found} cells");
    expect_unreadable("short.csv", "a,b\n1,2\n3\n", &["row 3", &cells(1), "expected 2, as in the header"]);
    expect_unreadable("long.csv", "a,b\n1,2\n3,4,5\n", &["row 3", &cells(3), "expected 2, as in the header"]);
    expect_unreadable("spaces.csv", "a,b\n1,2\n  \n3,4\n", &["row 3", &cells(1), "expected 2"]);
}

#[test]
fn a_blank_line_between_rows_is_not_skipped() {
    expect_unreadable("blank.csv", "a,b\n1,2\n\n3,4\n", &["row 3", "a blank line", "Delete the line"]);
    expect_unreadable("blank_crlf.csv", "a,b\r\n1,2\r\n\r\n3,4\r\n", &["row 3", "a blank line"]);
    expect_unreadable("blank_first.csv", "\u{feff}\na,b\n1,2\n", &["row 1", "a blank line"]);
    expect_unreadable("one_column.csv", "a\n1\n\n3\n", &["row 3", "a blank line"]);
}

#[test]
fn blank_lines_at_the_end_are_allowed() {
    let table = Table::read(file("blank_end.csv", "a,b\n1,2\n\n\n")).unwrap();
    assert_eq!(table.numbers(&["a", "b"]).unwrap(), array![[1., 2.]]);
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_rows() {
    expect_unreadable(
        "open_quote.csv",
        "a,b\n1,2\n3,\"4\n5,6\n",
        &["row 3", "a line break between quotes", "Close"],
    );
}

#[test]
fn a_name_given_twice_is_an_error() {
    let parts = ["column `x`", "twice in the header", "Rename"];
    expect_unreadable("twice.csv", "x,y,x\n1,2,3\n", &parts);
    let path = file("twice_headless.csv", "1,2\n");
    expect_error(
        Table::read_headless(path, 1, &["x", "x"]),
        &["twice_headless.csv", "column `x`", "twice in the list"],
    );
}

#[test]
fn bytes_that_are_not_utf8_are_an_error() {
    let latin1 = b"a,name\n1,Alice\n2,Ren\xe9\n";
    expect_unreadable(
        "latin1.csv",
        latin1,
        &["row 3", "the byte 0xe9", "expected text in UTF-8", "encoding"],
    );
}

#[test]
fn a_word_is_no_number() {
    expect_no_number("word.csv", "four", &["`four`", "expected a finite number", "Correct the cell"]);
    expect_no_number("comma.csv", "\"3,5\"", &["`3,5`", "expected a finite number"]);
}

#[test]
fn a_missing_value_is_no_number() {
    for (name, cell) in [("na.csv", "NA"), ("gap.csv", ""), ("mark.csv", "?")] {
        let found = format!("a missing value (`{cell}`)");
        expect_no_number(name, cell, &[&found, "expected a finite number", "Table::drop_missing"]);
    }
}

#[test]
fn nan_and_infinities_are_no_numbers() {
    for (name, cell) in
        [("nan.csv", "nan"), ("NaN.csv", "NaN"), ("inf.csv", "inf"), ("minus.csv", "-infinity")]
    {
        expect_no_number(name, cell, &[&format!("`{cell}`"), "expected a finite number", "Correct the cell"]);
    }
}

#[test]
fn a_number_too_large_for_the_number_type_is_an_error() {
    let real = std::any::type_name::<Real>();
    expect_no_number("huge.csv", "1e999", &["`1e999`, too large for", real, "expected a finite number"]);
    expect_no_number("minus_huge.csv", "-1e999", &["`-1e999`, too large for", real]);
}

#[test]
fn a_column_that_is_not_there_is_named_and_the_others_listed() {
    let table = Table::read(file("columns.csv", "length,depth\n1,2\n")).unwrap();
    let parts = ["columns.csv, column `lenght`", "no such column", "one of the columns length, depth"];
    expect_error(table.numbers(&["depth", "lenght"]), &parts);
    expect_error(table.labels("lenght", &["1"]), &parts);
    expect_error(table.classes("lenght"), &parts);
}

#[test]
fn a_label_outside_the_classes_is_named() {
    let table = Table::read(file("labels.csv", "class\nyes\nno\nmaybe\n")).unwrap();
    let parts = ["labels.csv, row 4, column `class`: found `maybe`", "one of the classes no, yes"];
    expect_error(table.labels("class", &["no", "yes"]), &parts);
    assert_eq!(table.labels("class", &["no", "yes", "maybe"]).unwrap(), [1, 0, 2]);
}

#[test]
fn a_missing_label_is_no_class() {
    let table = Table::read(file("no_label.csv", "x,class\n1,a\n2,NA\n3,b\n")).unwrap();
    let parts = ["no_label.csv, row 3, column `class`: found a missing value (`NA`)", "a, b", "drop_missing"];
    expect_error(table.classes("class"), &parts);
    expect_error(table.labels("class", &["a", "b", "NA"]), &["row 3", "a missing value (`NA`)"]);
}

#[test]
fn classes_are_numbered_in_the_order_of_their_names() {
    let table = Table::read(file("classes.csv", "class\nb\nc\na\nb\n")).unwrap();
    assert_eq!(
        table.classes("class").unwrap(),
        (vec![1, 2, 0, 1], ["a", "b", "c"].map(String::from).to_vec())
    );
}

#[test]
fn dropping_rows_says_how_many_and_keeps_the_row_numbers() {
    let mut table = Table::read(file("drop.csv", "a,b\n1,NA\n2,x\n,y\n3,?\nfour,z\n")).unwrap();
    assert_eq!((table.drop_missing(), table.row_count()), (3, 2));
    expect_error(table.numbers(&["a"]), &["drop.csv, row 6, column `a`: found `four`"]);
}

#[test]
fn gaps_become_nan_and_other_words_are_still_refused() {
    let table = Table::read(file("gappy.csv", "a,b,c\n1,,x\n?,NA,y\n3,4,z\n")).unwrap();
    let x = table.numbers_with_gaps(&["a", "b"]).unwrap();
    assert_eq!(x.mapv(|value| value.is_nan()), array![[false, true], [true, true], [false, false]]);
    assert_eq!((x[(0, 0)], x[(2, 1)]), (1.0, 4.0));
    let cure = "Correct the cell, or leave it empty";
    let place = ["gappy.csv, row 2, column `c`: found `x`; expected a finite number", cure];
    expect_error(table.numbers_with_gaps(&["a", "c"]), &place);
    expect_error(
        table.numbers_with_gaps(&["d"]),
        &["gappy.csv", "column `d`", "a, b, c", "Check the spelling"],
    );
    let infinite = Table::read(file("infinite.csv", "a\n1\ninf\n")).unwrap();
    expect_error(
        infinite.numbers_with_gaps(&["a"]),
        &["infinite.csv, row 3, column `a`: found `inf`", "Correct"],
    );
}

#[test]
fn rows_are_dropped_for_gaps_in_the_asked_columns_only() {
    let mut table = Table::read(file("dropped_in.csv", "a,b\n1,\n,2\nx,3\n")).unwrap();
    expect_error(
        table.drop_missing_in(&["a", "d"]),
        &["dropped_in.csv", "column `d`", "a, b", "Check the spelling"],
    );
    assert_eq!(table.row_count(), 3, "a column that is not there drops no rows");
    assert_eq!((table.drop_missing_in(&["a"]).unwrap(), table.row_count()), (1, 2));
    expect_error(table.numbers(&["a"]), &["dropped_in.csv, row 4, column `a`: found `x`"]);
}

#[test]
fn words_are_kept_as_they_stand_missing_ones_too() {
    let table = Table::read(file("words.csv", "a,b\nx,1\n?,2\n,3\n")).unwrap();
    assert_eq!(table.words("a").unwrap(), ["x", "?", ""]);
    expect_error(table.words("d"), &["words.csv", "column `d`", "a, b", "Check the spelling"]);
}

#[test]
fn quoted_commas_and_quoted_quotes_belong_to_the_cell() {
    let table = Table::read(file("quotes.csv", "name,x\n\"Doe, Jane\",1\n\"a \"\"b\"\"\",2\n")).unwrap();
    assert_eq!(table.classes("name").unwrap().1, ["Doe, Jane", "a \"b\""]);
    assert_eq!(table.numbers(&["x"]).unwrap(), array![[1.], [2.]]);
}

#[test]
fn windows_line_ends_and_the_byte_order_mark_are_understood() {
    let table = Table::read(file("windows.csv", "\u{feff}a,b\r\n1,2\r\n3,x\r\n")).unwrap();
    assert_eq!(table.columns(), ["a", "b"]);
    assert_eq!(table.numbers(&["a"]).unwrap(), array![[1.], [3.]]);
    expect_error(table.numbers(&["b"]), &["windows.csv, row 3, column `b`: found `x`"]);
}

#[test]
fn space_around_cells_does_not_count() {
    let table = Table::read(file("space.csv", "a, b \n 1 ,\t2\n")).unwrap();
    assert_eq!(table.numbers(&["b", "a"]).unwrap(), array![[2., 1.]]);
}

#[test]
fn rows_of_a_file_without_header_are_counted_from_its_first_line() {
    let path = file("headless.csv", "a note, of\r\nany, length, at all\r\n1,2\r\n3,x\r\n");
    let table = Table::read_headless(&path, 3, &["a", "b"]).unwrap();
    assert_eq!(table.numbers(&["a"]).unwrap(), array![[1.], [3.]]);
    expect_error(table.numbers(&["b"]), &["headless.csv, row 4, column `b`: found `x`"]);
    let ragged = Table::read_headless(&path, 2, &["a", "b"]);
    expect_error(ragged, &["headless.csv, row 2: found 3 cells", "expected 2, as in the list of columns"]);
    expect_error(Table::read_headless(&path, 5, &["a", "b"]), &["headless.csv", "no rows of data"]);
}

#[test]
#[should_panic(expected = "rows are counted from 1")]
fn there_is_no_row_0() {
    let _ = Table::read_headless("any.csv", 0, &["a"]);
}

#[test]
fn unwrap_prints_the_same_sentence() {
    let error = Table::read("no/such.csv").unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
}
