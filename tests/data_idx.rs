//! IDX and gzip files, good and bad.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use ndarray::array;
use neural::data::{DataError, Table, idx};

const IMAGES: [u8; 4] = [0, 0, 8, 3];
const LABELS: [u8; 4] = [0, 0, 8, 1];

/// A file of this test's own with the given content.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("the folder for temporary files can be written to");
    path
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn idx_bytes(magic: [u8; 4], sizes: &[u32], values: &[u8]) -> Vec<u8> {
    let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_be_bytes()).collect();
    [&magic, sizes.as_slice(), values].concat()
}

#[track_caller]
fn expect_error<T>(result: Result<T, DataError>, parts: &[&str]) {
    let message = result.err().expect("an error").to_string();
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

#[test]
fn images_and_labels_are_read_plain_and_compressed() {
    let bytes = idx_bytes(IMAGES, &[2, 1, 3], &[0, 1, 2, 253, 254, 255]);
    let labels = idx_bytes(LABELS, &[2], &[4, 0]);
    for (images, labels) in [
        (file("plain.idx3", &bytes), file("plain.idx1", &labels)),
        (file("packed.idx3.gz", &gzip(&bytes)), file("packed.idx1.gz", &gzip(&labels))),
    ] {
        let (images, labels) = idx::labelled_images(&images, &labels, 5).unwrap();
        assert_eq!((images.height, images.width), (1, 3));
        assert_eq!(images.pixels, array![[0., 1., 2.], [253., 254., 255.]]);
        assert_eq!(labels, [4, 0]);
    }
}

#[test]
fn a_missing_file_is_named() {
    expect_error(idx::images(Path::new("no/such.idx3")), &["no/such.idx3", "no such file"]);
}

#[test]
fn an_empty_file_is_an_error() {
    expect_error(idx::images(&file("empty.idx3", b"")), &["empty.idx3", "an empty file"]);
    expect_error(idx::labels(&file("empty.idx1.gz", &gzip(b"")), 10), &["empty.idx1.gz", "an empty file"]);
}

#[test]
fn a_wrong_magic_number_is_an_error() {
    let floats = file("floats.idx3", &idx_bytes([0, 0, 0x0d, 3], &[1, 1, 1], &[0; 4]));
    expect_error(idx::images(&floats), &["floats.idx3", "[00, 00, 0d, 03]", "expected [00, 00, 08, 03]"]);
    let text = file("text.idx1", b"a,b");
    expect_error(idx::labels(&text, 10), &["text.idx1", "[61, 2c, 62]", "expected [00, 00, 08, 01]"]);
}

#[test]
fn images_and_labels_that_are_exchanged_are_noticed() {
    let images = file("exchanged.idx3", &idx_bytes(IMAGES, &[1, 1, 1], &[7]));
    let labels = file("exchanged.idx1", &idx_bytes(LABELS, &[1], &[7]));
    expect_error(idx::labelled_images(&labels, &images, 10), &["exchanged.idx1", "not exchanged"]);
}

#[test]
fn a_length_other_than_the_header_says_is_an_error() {
    let short = file("short.idx3", &idx_bytes(IMAGES, &[2, 2, 2], &[0; 7]));
    let dimensions = "expected 24 for the dimensions [2, 2, 2] of its header";
    expect_error(idx::images(&short), &["short.idx3", "23 bytes, too short", dimensions]);
    let long = file("long.idx3", &idx_bytes(IMAGES, &[2, 2, 2], &[0; 9]));
    expect_error(idx::images(&long), &["long.idx3", "25 bytes, too long", dimensions]);
    let long = file("long.idx1", &idx_bytes(LABELS, &[2], &[0; 3]));
    expect_error(idx::labels(&long, 10), &["long.idx1", "11 bytes, too long", "expected 10"]);
}

#[test]
fn a_header_that_breaks_off_is_an_error() {
    for length in 4..16 {
        let bytes = idx_bytes(IMAGES, &[1, 1, 1], &[9]);
        let path = file(&format!("header{length}.idx3"), &bytes[..length]);
        expect_error(
            idx::images(&path),
            &[&format!("header{length}.idx3"), &format!("{length} bytes, too short")],
        );
    }
}

#[test]
fn dimensions_beyond_all_memory_are_an_error() {
    let path = file("vast.idx3", &idx_bytes(IMAGES, &[u32::MAX; 3], &[0; 8]));
    expect_error(idx::images(&path), &["vast.idx3", "24 bytes, too short", "79228162458924105385300197391"]);
}

#[test]
fn dimensions_that_hold_nothing_are_an_error() {
    let path = file("nothing.idx3", &idx_bytes(IMAGES, &[0, 28, 28], &[]));
    expect_error(idx::images(&path), &["nothing.idx3", "[0, 28, 28], which hold no values"]);
}

#[test]
fn another_number_of_labels_than_images_is_an_error() {
    let images = file("two.idx3", &idx_bytes(IMAGES, &[2, 1, 1], &[0; 2]));
    let labels = file("three.idx1", &idx_bytes(LABELS, &[3], &[0; 3]));
    let result = idx::labelled_images(&images, &labels, 10);
    expect_error(result, &["three.idx1: found 3 labels", "expected 2, one for each image of", "two.idx3"]);
}

#[test]
fn a_label_outside_the_classes_is_named() {
    let path = file("outside.idx1", &idx_bytes(LABELS, &[3], &[9, 10, 0]));
    let parts = ["outside.idx1", "the label 10 for image 1, counted from 0", "expected labels below 10"];
    expect_error(idx::labels(&path, 10), &parts);
    assert_eq!(idx::labels(&path, 11).unwrap(), [9, 10, 0]);
}

#[test]
fn a_compressed_table_is_read_as_a_plain_one() {
    let table = Table::read(file("table.csv.gz", &gzip(b"a,b\n1,2\n"))).unwrap();
    assert_eq!(table.numbers(&["a", "b"]).unwrap(), array![[1., 2.]]);
}

#[test]
fn a_compressed_file_in_two_members_is_read_to_the_end() {
    let both = [gzip(b"a,b\n1,2\n"), gzip(b"3,4\n")].concat();
    assert_eq!(Table::read(file("members.csv.gz", &both)).unwrap().row_count(), 2);
}

#[test]
fn a_truncated_gzip_is_an_error_wherever_it_breaks_off() {
    let whole = gzip("a,b\n1,2\n".repeat(50).as_bytes());
    for length in 2..whole.len() {
        let path = file("truncated.csv.gz", &whole[..length]);
        expect_error(
            Table::read(path),
            &["truncated.csv.gz", "break off", "Copy or download the file again"],
        );
    }
}

#[test]
fn a_corrupt_gzip_is_an_error() {
    let mut bytes = gzip("a,b\n1,2\n".repeat(50).as_bytes());
    let checksum = bytes.len() - 8;
    bytes[checksum] ^= 1;
    expect_error(Table::read(file("corrupt.csv.gz", &bytes)), &["corrupt.csv.gz", "corrupt gzip data"]);
    let trailing = [gzip(b"a,b\n1,2\n").as_slice(), b"rest of another file"].concat();
    expect_error(Table::read(file("trailing.csv.gz", &trailing)), &["trailing.csv.gz", "corrupt gzip data"]);
}

#[test]
fn a_plain_file_named_gz_is_an_error() {
    let parts = ["plain.csv.gz", "[61, 2c]", "expected gzip, which begins with [1f, 8b]", "take `.gz` off"];
    expect_error(Table::read(file("plain.csv.gz", b"a,b\n1,2\n")), &parts);
    expect_error(Table::read(file("tiny.csv.gz", b"")), &["tiny.csv.gz", "not gzip"]);
}
