//! What the program `classifier` says to input that it cannot use, and what a kill leaves behind.

mod cli;

use cli::{done, folder_with, fresh, program, refused, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use neural::checkpoint;
use rand::RngExt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

/// Sixty rows of two classes that a straight line tells apart.
fn points() -> String {
    let row = |i: usize| format!("{},{},{}\n", i % 7, i % 5, ["low", "high"][usize::from(i % 7 > 3)]);
    (0..60).fold("a,b,label\n".to_string(), |text, i| text + &row(i))
}

const SMALL: [&str; 6] = ["--data", "points.csv", "--hidden", "4", "--epochs", "3"];

fn with(args: &[&'static str]) -> Vec<&'static str> {
    [&SMALL, args].concat()
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let folder = fresh("settings");
    let usage = "usage: cargo run --example classifier";
    refused(&folder, &["--lr", "nan"], &["--lr", "above 0", usage]);
    refused(&folder, &["--lr", "inf"], &["--lr", usage]);
    refused(&folder, &["--lr=-1"], &["--lr", usage]);
    refused(&folder, &["--hidden", "0"], &["--hidden", "at least 1", usage]);
    refused(&folder, &["--hidden", "64,0"], &["--hidden", "at least 1", usage]);
    refused(&folder, &["--epochs", "0"], &["--epochs", usage]);
    refused(&folder, &["--activation", "step"], &["--activation", "sigmoid", usage]);
}

#[test]
fn files_that_are_missing_or_cannot_be_read_are_named() {
    let folder = fresh("files");
    refused(&folder, &["--data", "none.csv"], &["none.csv", "no such file"]);
    refused(&folder, &["--data", "."], &["train-images-idx3-ubyte", "as downloaded"]);
    fs::write(folder.join("empty.csv"), "").unwrap();
    refused(&folder, &["--data", "empty.csv"], &["empty.csv", "empty"]);
    fs::write(folder.join("binary.csv"), [0xff, 0xfe, 0x00]).unwrap();
    refused(&folder, &["--data", "binary.csv"], &["binary.csv", "UTF-8"]);
    fs::write(folder.join("train-images-idx3-ubyte"), "no pictures").unwrap();
    fs::write(folder.join("train-labels-idx1-ubyte"), "no labels").unwrap();
    refused(&folder, &["--data", "."], &["train-images-idx3-ubyte", "magic number"]);
}

#[test]
fn tables_that_nothing_can_be_learned_from_are_refused() {
    let folder = fresh("tables");
    let table = |text: &str| fs::write(folder.join("points.csv"), text).unwrap();
    table(&points());
    refused(&folder, &with(&["--label", "species"]), &["species", "no such column", "a, b, label"]);
    table(&points().replacen("0,0,low", "0,zero,low", 1));
    refused(&folder, &with(&[]), &["row 2", "column `b`", "`zero`", "--ignore COLUMN"]);
    table(&points().replace("high", "low"));
    refused(&folder, &with(&[]), &["all rows have the class `low`", "two at least"]);
    table("a,label\n1,x\n2,y\n3,z\n");
    refused(&folder, &with(&[]), &["3 rows for 3 classes", "at least five rows"]);
    table("label\nx\ny\n");
    refused(&folder, &with(&[]), &["no column to learn from"]);
    table("a,label\n,x\n,y\n");
    refused(&folder, &with(&[]), &["each row has a missing value"]);
}

/// The bytes of an IDX file.
fn idx(sizes: &[u32], values: &[u8]) -> Vec<u8> {
    let sizes_in_bytes = sizes.iter().flat_map(|size| size.to_be_bytes());
    [0, 0, 8, sizes.len() as u8].into_iter().chain(sizes_in_bytes).chain(values.iter().copied()).collect()
}

#[test]
fn fewer_pictures_than_classes_are_refused() {
    let folder = fresh("pictures");
    for part in ["train", "t10k"] {
        fs::write(folder.join(format!("{part}-images-idx3-ubyte")), idx(&[3, 1, 1], &[9, 8, 7])).unwrap();
        fs::write(folder.join(format!("{part}-labels-idx1-ubyte")), idx(&[3], &[0, 1, 9])).unwrap();
    }
    refused(&folder, &["--data", "."], &["3 rows for 10 classes"]);
}

#[test]
fn rows_with_gaps_are_left_out_and_counted_and_each_epoch_is_a_line() {
    let folder = fresh("gaps");
    fs::write(folder.join("points.csv"), points().replacen("0,0,low", ",0,low", 1)).unwrap();
    let text = done(&folder, &with(&[]));
    assert!(text.contains("left out for a missing value: 1 of 60 rows"), "{text}");
    assert!(text.contains("\nepoch 1 of 3: cost ") && text.contains("\nepoch 3 of 3: cost "), "{text}");
}

#[test]
fn the_matrices_and_what_no_network_is_needed_for_are_told() {
    let folder = folder_with("told", "points.csv", &points());
    let text = done(&folder, &with(&[]));
    assert!(text.contains("layer1.weight") && text.contains("layer2.bias"), "{text}");
    assert!(text.contains("\nalways saying low would get "), "{text}");
}

#[test]
fn predictions_are_a_table_with_a_line_for_each_test_row() {
    let folder = folder_with("predictions", "points.csv", &points());
    done(&folder, &["--data", "points.csv", "--predict", "out.csv"]);
    let text = fs::read_to_string(folder.join("out.csv")).unwrap();
    assert!(text.starts_with("row,actual,predicted,probability\n0,"), "{text}");
    assert_eq!(text.lines().count(), 13);
    assert!(folder.join("figures/classes.svg").is_file());
}

/// The file was saved by this program, and `checkpoint.py` beside it read it with Python and predicted with NumPy.
#[test]
fn numpy_predicts_the_same_from_the_saved_file() {
    let folder = fresh("numpy");
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference");
    fs::copy(reference.join("checkpoint.safetensors"), folder.join("saved.safetensors")).unwrap();
    let network = ["--hidden", "6,4", "--batch-norm", "--optimizer", "sgd", "--lr", "0.1", "--epochs", "3"];
    done(&folder, &[&network[..], &["--load", "saved.safetensors", "--predict", "out.csv"]].concat());
    let ours = fs::read_to_string(folder.join("out.csv")).unwrap();
    let theirs = fs::read_to_string(reference.join("checkpoint.csv")).unwrap();
    for (ours, theirs) in ours.lines().skip(1).zip(theirs.lines()) {
        let (ours, theirs): (Vec<_>, Vec<_>) = (ours.split(',').collect(), theirs.split(',').collect());
        assert_eq!((ours[0], ours[2]), (theirs[0], theirs[1]));
        let [p, q]: [f64; 2] = [ours[3], theirs[2]].map(|p| p.parse().unwrap());
        assert!((p - q).abs() < 1e-5, "row {}: {p} and {q}", ours[0]);
    }
    assert_eq!((ours.lines().count(), theirs.lines().count()), (2001, 50));
}

/// Full MNIST and Fashion-MNIST: sixty thousand pictures and ten thousand, under the names of the download.
#[test]
fn a_folder_of_the_full_size_is_read_plain_and_compressed() {
    let folder = fresh("full-size");
    for (part, count) in [("train", 60_000), ("t10k", 10_000_usize)] {
        // Each class has a stripe of its own.
        let labels: Vec<u8> = (0..count).map(|i| (i * 7 % 10) as u8).collect();
        let picture =
            |&label: &u8| (0..784).map(move |pixel| if pixel / 78 == usize::from(label) { 200 } else { 9 });
        let pixels: Vec<u8> = labels.iter().flat_map(picture).collect();
        let images = idx(&[count as u32, 28, 28], &pixels);
        let path = folder.join(format!("{part}-images-idx3-ubyte"));
        if part == "train" {
            let mut file = GzEncoder::new(
                fs::File::create(format!("{}.gz", path.display())).unwrap(),
                Compression::fast(),
            );
            file.write_all(&images).unwrap();
            file.finish().unwrap();
        } else {
            fs::write(path, images).unwrap();
        }
        fs::write(folder.join(format!("{part}-labels-idx1-ubyte")), idx(&[count as u32], &labels)).unwrap();
    }
    let args =
        ["--data", ".", "--hidden", "16", "--epochs", "1", "--turn", "0", "--shift", "0", "--zoom", "0"];
    let text = done(&folder, &args);
    assert!(text.contains("60000 rows to learn from, 10000 to be tested on, 10 classes"), "{text}");
    assert!(text.contains("test accuracy 100.00 % of 10000 rows"), "{text}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_last_batch_that_cannot_be_normalised_is_refused() {
    let folder = folder_with("single", "points.csv", &points());
    refused(
        &folder,
        &with(&["--batch-norm", "--batch", "47"]),
        &["48 rows", "47 leave 1", "single row", "batch size"],
    );
    refused(&folder, &with(&["--dropout", "1"]), &["--dropout", "below 1"]);
    refused(&folder, &with(&["--turn", "nan"]), &["--turn", "0 or above"]);
}

#[test]
fn checkpoints_that_cannot_be_used_are_refused() {
    let folder = folder_with("checkpoints", "points.csv", &points());
    done(&folder, &with(&["--save", "good.safetensors"]));
    let whole = fs::read(folder.join("good.safetensors")).unwrap();
    fs::remove_dir_all(folder.join("figures")).unwrap();

    refused(&folder, &with(&["--load", "none.safetensors"]), &["none.safetensors", "cannot be read"]);
    fs::write(folder.join("cut.safetensors"), &whole[..whole.len() / 2]).unwrap();
    refused(&folder, &with(&["--load", "cut.safetensors", "--save", "good.safetensors"]), &["breaks off"]);
    let other = ["--data", "points.csv", "--hidden", "5", "--load", "good.safetensors"];
    refused(&folder, &other, &["saved with hidden 4, and 5 was asked for"]);
    refused(&folder, &with(&["--ignore", "b", "--load", "good.safetensors"]), &["does not fit", "needed"]);
    let mut newer = whole.clone();
    let place = whole.windows(9).position(|window| window == b"format: 1").unwrap();
    newer[place + 8] = b'9';
    fs::write(folder.join("newer.safetensors"), newer).unwrap();
    refused(&folder, &with(&["--load", "newer.safetensors"]), &["has format 9", "newer version"]);
}

#[test]
fn a_loss_that_is_no_number_ends_the_training_and_keeps_the_checkpoint() {
    let folder = folder_with("diverged", "points.csv", &points());
    done(&folder, &with(&["--save", "good.safetensors", "--optimizer", "sgd"]));
    fs::remove_dir_all(folder.join("figures")).unwrap();
    let args = ["--save", "good.safetensors", "--optimizer", "sgd", "--lr", "1e38", "--batch", "10"];
    refused(
        &folder,
        &with(&args),
        &["epoch 1, step 2", "the layer `layer", "learning rate a tenth", "good.safetensors"],
    );
}

/// That nine epochs, and four epochs continued to nine, leave the same file.
fn goes_on_to_the_same_bits(name: &str, network: &[&str]) {
    let folder = folder_with(name, "points.csv", &points());
    for (epochs, files) in [
        ("9", &["--save", "whole.safetensors"][..]),
        ("4", &["--save", "half.safetensors"]),
        ("9", &["--load", "half.safetensors", "--save", "half.safetensors"]),
    ] {
        let args = [&["--data", "points.csv", "--constant", "--epochs", epochs], network, files].concat();
        done(&folder, &args);
    }
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes("whole.safetensors"), bytes("half.safetensors"));
}

#[test]
fn a_stopped_training_goes_on_to_the_same_bits() {
    goes_on_to_the_same_bits("resumed", &["--hidden", "4"]);
}

#[test]
fn dropout_and_running_statistics_go_on_to_the_same_bits() {
    let network = ["--hidden", "6,4", "--batch-norm", "--dropout", "0.2", "--batch", "16"];
    goes_on_to_the_same_bits("resumed-normalised", &network);
}

#[test]
fn killed_at_any_moment_the_last_checkpoint_loads_and_resumes() {
    let folder = folder_with("killed", "points.csv", &points());
    let path = folder.join("kept.safetensors");
    done(&folder, &with(&["--constant", "--save", "kept.safetensors"]));
    let epoch = || checkpoint::load(&path).unwrap().state.count("training.epoch").unwrap();
    let (mut rng, mut reached) = (neural::rng(1), epoch());
    let first = reached;
    for kill in 0..50 {
        let mut command = program();
        command.args(["--data", "points.csv", "--hidden", "4", "--constant", "--epochs", "1000000"]);
        command.args(["--save", "kept.safetensors", "--load", "kept.safetensors"]).current_dir(&folder);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        thread::sleep(Duration::from_micros(rng.random_range(0..150_000)));
        assert!(child.try_wait().unwrap().is_none(), "kill {kill}: {:?}", child.wait_with_output());
        child.kill().unwrap();
        child.wait().unwrap();
        let now = epoch();
        assert!(now >= reached, "kill {kill}: epoch {now} after epoch {reached}");
        reached = now;
    }
    assert!(reached > first, "no run got as far as an epoch");
    let last = (reached + 1).to_string();
    let rest = ["--data", "points.csv", "--hidden", "4", "--constant", "--load", "kept.safetensors"];
    done(&folder, &[&rest[..], &["--epochs", &last]].concat());
}

/// `/dev/full` answers every writing with "no space left on device".
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_checkpoint_whole() {
    let folder = folder_with("full", "points.csv", &points());
    done(&folder, &with(&["--save", "kept.safetensors"]));
    let before = fs::read(folder.join("kept.safetensors")).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.join(".kept.safetensors.unfinished")).unwrap();
    let output = run(&folder, &with(&["--save", "kept.safetensors", "--seed", "1"]));
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("untouched") && message.contains("No space left"), "{message}");
    assert_eq!(fs::read(folder.join("kept.safetensors")).unwrap(), before);
}

/// The signal that Ctrl-C sends.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_the_epoch_saves_and_says_where() {
    let folder = folder_with("interrupted", "points.csv", &points());
    let mut command = program();
    command.args([
        "--data",
        "points.csv",
        "--epochs",
        "1000000",
        "--save",
        "kept.safetensors",
        "--figures",
        "f",
    ]);
    let child = command.current_dir(&folder).stdout(Stdio::piped()).spawn().unwrap();
    while !folder.join("kept.safetensors").exists() {
        thread::sleep(Duration::from_millis(10));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("stopped by Ctrl-C after epoch"), "{text}");
    assert!(text.contains("the training is in kept.safetensors"), "{text}");
    checkpoint::load(folder.join("kept.safetensors")).unwrap();
}
