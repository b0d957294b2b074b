//! IDX, the format of MNIST: a magic number, the dimensions, then one byte for each value.
//!
//! ```text
//! 00 00 08 03   00 00 27 10   00 00 00 1c   00 00 00 1c   00 00 00 …
//! └────┬────┘   └────┬────┘   └────┬────┘   └────┬────┘   └────┬───
//!   magic:       10 000          28            28           pixels of
//!   08 = bytes   images        rows each    columns each    image 0, …
//!   03 = three dimensions
//! ```
//!
//! All numbers are big-endian. Source: LeCun, Cortes and Burges, *The MNIST database*, "File formats".

use std::path::Path;

use super::DataError;
use super::file::read_bytes;
use crate::{Matrix, Real};

/// Pictures of one size: one a row, its pixels row after row.
#[derive(Clone, Debug)]
pub struct Images {
    /// Pictures × (height · width), values 0 to 255.
    pub pixels: Matrix,
    /// Rows of pixels in a picture.
    pub height: usize,
    /// Columns of pixels in a picture.
    pub width: usize,
}

/// Reads a file of pictures (three dimensions), plain or compressed (`.gz`).
///
/// # Errors
/// If the file cannot be read, has another magic number, or is longer or shorter than its dimensions say.
pub fn images(path: &Path) -> Result<Images, DataError> {
    let ([count, height, width], bytes) = values(path)?;
    let pixels = bytes.iter().map(|&byte| Real::from(byte)).collect();
    let pixels = Matrix::from_shape_vec((count, height * width), pixels).expect("the length was checked");
    Ok(Images { pixels, height, width })
}

/// Reads a file of labels (one dimension), plain or compressed (`.gz`), each below `classes`.
///
/// # Errors
/// As [`images`], and if a label is not below `classes`.
pub fn labels(path: &Path, classes: usize) -> Result<Vec<usize>, DataError> {
    let ([_], bytes) = values(path)?;
    let labels: Vec<usize> = bytes.into_iter().map(usize::from).collect();
    if let Some(at) = labels.iter().position(|&label| label >= classes) {
        let found = format!("the label {} for image {at}, counted from 0", labels[at]);
        let expected = format!("labels below {classes}, the number of classes");
        return Err(DataError::new(
            path,
            found,
            expected,
            "Use the file of labels that goes with the classes.",
        ));
    }
    Ok(labels)
}

/// Reads pictures and the labels that go with them.
///
/// # Errors
/// As [`images`] and [`labels`], and if there are more of one than of the other.
pub fn labelled_images(
    images_path: &Path,
    labels_path: &Path,
    classes: usize,
) -> Result<(Images, Vec<usize>), DataError> {
    let (images, labels) = (images(images_path)?, labels(labels_path, classes)?);
    if images.pixels.nrows() != labels.len() {
        let found = format!("{} labels", labels.len());
        let expected = format!("{}, one for each image of {}", images.pixels.nrows(), images_path.display());
        let cure = "Use two files that belong together.";
        return Err(DataError::new(labels_path, found, expected, cure));
    }
    Ok((images, labels))
}

/// The `N` dimensions and the values of an IDX file of bytes.
fn values<const N: usize>(path: &Path) -> Result<([usize; N], Vec<u8>), DataError> {
    let mut bytes = read_bytes(path)?;
    let magic = [0, 0, 8, N as u8];
    if !bytes.starts_with(&magic) {
        let found = format!("the magic number {:02x?}", &bytes[..bytes.len().min(4)]);
        let expected =
            format!("{magic:02x?}, an IDX file of bytes with {N} dimension{}", ["s", ""][(N == 1) as usize]);
        let cure = "Check that images and labels are not exchanged and that the file is IDX.";
        return Err(DataError::new(path, found, expected, cure));
    }
    let header = 4 + 4 * N;
    let mut sizes = [0; N];
    for (size, word) in sizes.iter_mut().zip(bytes[4..].chunks_exact(4)) {
        *size = u32::from_be_bytes(word.try_into().expect("four bytes")) as usize;
    }
    // u128: three 32-bit sizes of a corrupt header may multiply to more than 64 bits.
    let expected = header as u128 + sizes.iter().map(|&size| size as u128).product::<u128>();
    if bytes.len() as u128 != expected {
        let length = if (bytes.len() as u128) < expected { "too short" } else { "too long" };
        let found = format!("{} bytes, {length}", bytes.len());
        let expected = format!("{expected} for the dimensions {sizes:?} of its header");
        return Err(DataError::new(path, found, expected, "Copy or download the file again."));
    }
    if bytes.len() == header {
        let found = format!("the dimensions {sizes:?}, which hold no values");
        return Err(DataError::new(path, found, "at least one value", "Copy or download the file again."));
    }
    bytes.drain(..header);
    Ok((sizes, bytes))
}
