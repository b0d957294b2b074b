//! What the program `regressor` says to input that it cannot use, and what it leaves behind.

mod cli;

use cli::{done, folder_with, fresh, refused};
use std::fs;

/// So many rows with two quantities, a category and a target.
fn houses(rows: usize) -> String {
    let row = |i: usize| {
        let (area, age, place) = (40 + 7 * i % 90, i * i % 50, ["town", "village", "lake"][i % 3]);
        format!("{area},{age},{place},{}\n", 3 * area - age + 50 * (i % 3))
    };
    (0..rows).fold("area,age,place,price\n".to_string(), |text, i| text + &row(i))
}

/// The options for the table, and more.
fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let table = ["--data", "houses.csv", "--target", "price", "--categories", "place"];
    [&table, &["--hidden", "4", "--epochs", "3"][..], more].concat()
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let folder = fresh("settings");
    let usage = "usage: cargo run --example regressor";
    let wrong: [(&[&str], &str); 11] = [
        (&["--lr", "nan"], "above 0"),
        (&["--lr", "inf"], "above 0"),
        (&["--min-lr", "0"], "above 0"),
        (&["--lr=-1"], "above 0"),
        (&["--hidden", "0"], "at least 1"),
        (&["--hidden", "64,0"], "at least 1"),
        (&["--epochs", "0"], "at least 1"),
        (&["--dropout", "1"], "from 0 to below 1"),
        (&["--dropout", "nan"], "from 0 to below 1"),
        (&["--patience", "0"], "at least 1"),
        (&["--data", "houses.csv"], "--target"),
    ];
    for (args, word) in wrong {
        refused(&folder, args, &[word, usage]);
    }
}

#[test]
fn files_that_are_missing_or_cannot_be_read_are_named() {
    let folder = fresh("files");
    refused(&folder, &["--data", "none.csv", "--target", "y"], &["none.csv", "no such file"]);
    refused(&folder, &["--data", ".", "--target", "y"], &["cannot be read"]);
    fs::write(folder.join("empty.csv"), "").unwrap();
    refused(&folder, &["--data", "empty.csv", "--target", "y"], &["empty.csv", "empty"]);
    fs::write(folder.join("binary.csv"), [0xff, 0xfe, 0x00]).unwrap();
    refused(&folder, &["--data", "binary.csv", "--target", "y"], &["binary.csv", "UTF-8"]);
}

#[test]
fn a_column_that_is_not_there_is_answered_with_near_names() {
    let folder = folder_with("columns", "houses.csv", &houses(60));
    let asked = |target| ["--data", "houses.csv", "--target", target];
    refused(&folder, &asked("prize"), &["no column `prize`", "Is `price` meant?"]);
    refused(&folder, &asked("Price"), &["no column `Price`", "Is `price` meant?"]);
    refused(&folder, &asked("weight"), &["no column `weight`", "area, age, place, price"]);
    refused(&folder, &with(&["--ignore", "aeg"]), &["no column `aeg`", "`age`"]);
}

#[test]
fn tables_that_nothing_can_be_learned_from_are_refused() {
    let refuse = |name: &str, table: &str, args: &[&str], words: &[&str]| {
        refused(&folder_with(name, "houses.csv", table), args, words);
    };
    let words = houses(60).replacen("47,1,", "47,one,", 1);
    refuse("words", &words, &with(&[]), &["houses.csv, row 3, column `age`", "`one`", "--categories"]);
    let target = houses(60).replacen(",village,190", ",village,much", 1);
    refuse("target", &target, &with(&[]), &["row 3, column `price`", "`much`"]);
    refuse("category", &houses(60), &with(&[])[..4], &["row 2, column `place`", "`town`", "--ignore"]);
    refuse("few", &houses(19), &with(&[]), &["has 19 rows", "at least 20"]);
    refuse("gaps", &houses(25).replace(",town,", ",,"), &with(&[]), &["has 16 rows", "after 9 with missing"]);
    refuse("nothing", &houses(60), &with(&["--ignore", "area,age"])[..4], &["column `place`"]);
    let args = ["--data", "houses.csv", "--target", "price", "--ignore", "area,age,place"];
    refuse("no-inputs", &houses(60), &args, &["no column to learn from"]);
    let same = (0..60).fold("a,price\n".to_string(), |text, i| text + &format!("{i},7\n"));
    let args = ["--data", "houses.csv", "--target", "price"];
    refuse("constant", &same, &args, &["`price` is 7 in all rows", "nothing to predict"]);
}

#[test]
fn rows_with_gaps_are_left_out_and_counted() {
    let folder = folder_with("counted", "houses.csv", &houses(60).replacen("47,1,", "47,?,", 1));
    let text = done(&folder, &with(&[]));
    assert!(text.contains("1 of 60 rows have a missing value and are left out"), "{text}");
    assert!(text.contains("37 rows to learn from, 10 to stop by, 12 to be tested on; 5 inputs"), "{text}");
}

#[test]
fn predictions_are_a_table_with_a_line_for_each_test_row() {
    let folder = folder_with("predictions", "houses.csv", &houses(60));
    done(&folder, &with(&["--ordered", "--predict", "out.csv"]));
    let text = fs::read_to_string(folder.join("out.csv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines.len()), ("row,actual,predicted,residual", 13));
    let cells: Vec<f64> = lines[1].split(',').map(|cell| cell.parse().unwrap()).collect();
    let last: f64 = houses(60).lines().nth(49).unwrap().rsplit(',').next().unwrap().parse().unwrap();
    assert_eq!(cells[1], last, "the first test row of a table in order is the 49th");
    assert!((cells[2] - cells[1] - cells[3]).abs() < 1e-3, "the residual is predicted − actual");
    for name in ["loss", "mae", "predicted", "residuals", "histogram"] {
        assert!(folder.join("figures").join(name).with_extension("svg").is_file(), "{name}");
    }
}

#[test]
fn a_last_batch_of_a_single_row_is_avoided() {
    let folder = folder_with("single", "houses.csv", &houses(52)); // 33 rows to learn from
    done(&folder, &with(&["--batch", "32"]));
    done(&folder, &with(&["--batch", "2"]));
    done(&folder, &with(&["--batch", "0"]));
    done(&folder, &with(&["--batch", "1", "--plain"]));
    fs::remove_dir_all(folder.join("figures")).unwrap();
    refused(&folder, &with(&["--batch", "1"]), &["33 rows in batches of 1", "batch size"]);
}

#[test]
fn checkpoints_that_cannot_be_used_are_refused() {
    let folder = folder_with("checkpoints", "houses.csv", &houses(60));
    done(&folder, &with(&["--save", "good.safetensors"]));
    let whole = fs::read(folder.join("good.safetensors")).unwrap();
    fs::remove_dir_all(folder.join("figures")).unwrap();

    refused(&folder, &with(&["--load", "none.safetensors"]), &["none.safetensors", "cannot be read"]);
    fs::write(folder.join("cut.safetensors"), &whole[..whole.len() / 2]).unwrap();
    refused(&folder, &with(&["--load", "cut.safetensors", "--save", "good.safetensors"]), &["breaks off"]);
    let other = [&with(&[])[..6], &["--hidden", "5", "--load", "good.safetensors"]].concat();
    refused(&folder, &other, &["saved with hidden 4, and 5 was asked for"]);
    refused(&folder, &with(&["--plain", "--load", "good.safetensors"]), &["norm batch, and none"]);
    let other = with(&["--ignore", "age", "--load", "good.safetensors"]);
    refused(&folder, &other, &["saved with data price of area,age,", "and price of area,place"]);
    let place = whole.windows(9).position(|window| window == b"format: 1").unwrap();
    let mut newer = whole;
    newer[place + 8] = b'9';
    fs::write(folder.join("newer.safetensors"), newer).unwrap();
    refused(&folder, &with(&["--load", "newer.safetensors"]), &["has format 9", "newer version"]);
}

#[test]
fn a_loss_that_is_no_number_ends_the_training_and_keeps_the_checkpoint() {
    let folder = folder_with("diverged", "houses.csv", &houses(60));
    done(&folder, &with(&["--save", "good.safetensors"]));
    fs::remove_dir_all(folder.join("figures")).unwrap();
    let args = with(&["--save", "good.safetensors", "--lr", "1e30", "--batch", "10"]);
    let words = ["epoch 1, step 2", "the layer `norm1`", "learning rate a tenth", "good.safetensors"];
    refused(&folder, &args, &words);
}

#[test]
fn a_stopped_training_goes_on_to_the_same_bits() {
    let folder = folder_with("resumed", "houses.csv", &houses(80));
    let args =
        |more: &[&'static str]| [&with(&[])[..6], &["--hidden", "8,4", "--plateau", "1"], more].concat();
    done(&folder, &args(&["--epochs", "30", "--save", "whole.safetensors", "--predict", "whole.csv"]));
    done(&folder, &args(&["--epochs", "11", "--save", "half.safetensors"]));
    let rest = ["--epochs", "30", "--load", "half.safetensors", "--save", "half.safetensors"];
    done(&folder, &args(&[&rest[..], &["--predict", "half.csv"]].concat()));
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes("whole.safetensors"), bytes("half.safetensors"));
    assert_eq!(bytes("whole.csv"), bytes("half.csv"));
}

#[test]
fn a_training_that_early_stopping_ended_is_used_and_not_continued() {
    let folder = folder_with("ended", "houses.csv", &houses(80));
    let args = |more: &[&'static str]| {
        [&with(&[])[..6], &["--epochs", "500", "--patience", "3", "--lr", "0.05"], more].concat()
    };
    let text = done(&folder, &args(&["--save", "kept.safetensors", "--predict", "first.csv"]));
    assert!(text.contains("stopped by early stopping after epoch"), "{text}");
    assert!(text.contains(", best so far\n") && text.contains("are put back"), "{text}");
    assert!(text.contains("norm1.gamma"), "{text}");
    let kept = fs::read(folder.join("kept.safetensors")).unwrap();
    let text = done(&folder, &args(&["--load", "kept.safetensors", "--predict", "second.csv"]));
    assert!(!text.contains("\nepoch "), "{text}");
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes("first.csv"), bytes("second.csv"));
    assert_eq!(bytes("kept.safetensors"), kept);
}

#[test]
fn exported_rows_read_as_a_table_are_the_same_problem() {
    let folder = fresh("exported");
    let text = done(&folder, &["--rows", "40", "--epochs", "1", "--export", "rows"]);
    assert!(text.contains("40 rows to learn from, 8 to stop by, 20000 to be tested on"), "{text}");
    let text = done(&folder, &["--data", "rows/train.csv", "--target", "y", "--epochs", "1"]);
    assert!(text.contains("25 rows to learn from, 7 to stop by, 8 to be tested on; 10 inputs"), "{text}");
}
