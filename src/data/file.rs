//! The bytes of a file, plain or compressed.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::DataError;

/// Every gzip file begins with these two bytes (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The bytes of the file at `path`, unpacked when its name ends in `.gz`.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let bytes = fs::read(path).map_err(|error| {
        let found = match error.kind() {
            ErrorKind::NotFound => "no such file".to_string(),
            _ => format!("that it cannot be read ({error})"),
        };
        DataError::new(path, found, "a readable file", "Check the path, starting from the current folder.")
    })?;
    let bytes = if path.extension().is_some_and(|end| end == "gz") { unpack(path, &bytes)? } else { bytes };
    if bytes.is_empty() {
        let cure = "Copy or download the file again.";
        return Err(DataError::new(path, "an empty file", "data", cure));
    }
    Ok(bytes)
}

/// The text of the file at `path`, without the byte order mark that some spreadsheets put first.
pub(super) fn read_text(path: &Path) -> Result<String, DataError> {
    let mut text = String::from_utf8(read_bytes(path)?).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let row = 1 + bytes[..good].iter().filter(|&&byte| byte == b'\n').count();
        let found = format!("the byte 0x{:02x}, which is not UTF-8", bytes[good]);
        DataError::new(path, found, "text in UTF-8", "Save the file again with the encoding UTF-8.").row(row)
    })?;
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

fn unpack(path: &Path, packed: &[u8]) -> Result<Vec<u8>, DataError> {
    if !packed.starts_with(&GZIP) {
        let found = format!("first bytes {:02x?}, which is not gzip", &packed[..packed.len().min(2)]);
        let cure = "If the file is not compressed, take `.gz` off its name.";
        return Err(DataError::new(path, found, format!("gzip, which begins with {GZIP:02x?}"), cure));
    }
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed).read_to_end(&mut bytes).map_err(|error| {
        let found = match error.kind() {
            ErrorKind::UnexpectedEof => {
                format!("gzip data that break off after {} unpacked bytes (truncated)", bytes.len())
            }
            _ => format!("corrupt gzip data ({error})"),
        };
        DataError::new(path, found, "a complete gzip file", "Copy or download the file again.")
    })?;
    Ok(bytes)
}
