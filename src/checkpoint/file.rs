//! The bytes of a checkpoint, and how they get onto the disk whole or not at all.

use super::{Checkpoint, CheckpointError, FORMAT};
use crate::{Entry, Matrix, Real, State};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The type of [`Real`] in the file.
const REAL: Dtype = if size_of::<Real>() == 4 { Dtype::F32 } else { Dtype::F64 };

/// Writes `state`, with what is to be said about it, to `path`: afterwards the file holds all of it, or, if the
/// program is killed or the disk is full, what it held before.
///
/// Equal states give equal bytes.
///
/// # Errors
/// If the file cannot be written.
///
/// ```
/// use ndarray::array;
/// use neural::{Entry, State, checkpoint};
/// let mut state = State::default();
/// state.put("network.w", Entry::Reals(array![[1.0, 2.0]]));
/// let path = std::env::temp_dir().join(format!("doctest-{}.safetensors", std::process::id()));
/// checkpoint::save(&path, &[("hidden".into(), "64".into())], &state)?;
/// let back = checkpoint::load(&path)?;
/// assert_eq!((back.about("hidden")?, &back.state), ("64", &state));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), neural::checkpoint::CheckpointError>(())
/// ```
pub fn save(path: &Path, about: &[(String, String)], state: &State) -> Result<(), CheckpointError> {
    let written = replace(path, &bytes(about, state));
    written.map_err(|error| CheckpointError::Write { path: path.to_path_buf(), error })
}

/// The content of the file.
fn bytes(about: &[(String, String)], state: &State) -> Vec<u8> {
    let mut text = format!("format: {FORMAT}\n");
    for (name, value) in about {
        text += &format!("{name}: {}\n", value.replace('\n', " "));
    }
    // One key: a map with several would be written in an order that changes from run to run.
    let metadata = HashMap::from([("neural".to_string(), text)]);
    let entries: Vec<_> =
        state.iter().map(|(name, entry)| (name, shape(entry), little_endian(entry))).collect();
    let views = entries.iter().map(|(name, (dtype, shape), data)| {
        (*name, TensorView::new(*dtype, shape.clone(), data).expect("as many bytes as the shape asks for"))
    });
    safetensors::serialize(views, Some(metadata)).expect("the header is far below the limit of 100 MB")
}

fn shape(entry: &Entry) -> (Dtype, Vec<usize>) {
    match entry {
        Entry::Reals(matrix) => (REAL, matrix.shape().to_vec()),
        Entry::Counts(counts) => (Dtype::U64, vec![counts.len()]),
        Entry::Measures(measures) => (Dtype::F64, vec![measures.len()]),
    }
}

/// The numbers of an entry, a matrix row after row, each with its lowest byte first.
fn little_endian(entry: &Entry) -> Vec<u8> {
    match entry {
        Entry::Reals(matrix) => matrix.iter().flat_map(|number| number.to_le_bytes()).collect(),
        Entry::Counts(counts) => counts.iter().flat_map(|count| count.to_le_bytes()).collect(),
        Entry::Measures(measures) => measures.iter().flat_map(|measure| measure.to_le_bytes()).collect(),
    }
}

/// Puts `bytes` in the place of what `path` held, in one step: they are written beside it and forced onto the disk
/// under another name, and only then take the name. A file that was begun and not finished is overwritten next time.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
    name.push(".unfinished");
    let unfinished = path.with_file_name(name);
    let written = write_through(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        fs::remove_file(&unfinished).unwrap_or_default(); // room for others; the first error is the one to tell
    }
    written?;
    // The new name, too, is only safe once the folder is on the disk. Windows has no such call.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Reads what [`save`] wrote.
///
/// # Errors
/// If the file cannot be read, is cut off, is no checkpoint, or comes from a newer version.
pub fn load(path: impl Into<PathBuf>) -> Result<Checkpoint, CheckpointError> {
    let path = path.into();
    let bytes = fs::read(&path).map_err(|error| CheckpointError::Read { path: path.clone(), error })?;
    let foreign = |reason: String| CheckpointError::Foreign { path: path.clone(), reason };
    if let Some(expected) = promised(&bytes).filter(|&expected| (bytes.len() as u64) < expected) {
        return Err(CheckpointError::Truncated { path, found: bytes.len() as u64, expected });
    }
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| foreign(error.to_string()))?;
    let text = header.metadata().as_ref().and_then(|metadata| metadata.get("neural"));
    let text = text.ok_or_else(|| foreign("it is safetensors, without the key `neural`".to_string()))?;
    let mut about = Vec::new();
    for line in text.lines() {
        let (name, value) =
            line.split_once(": ").ok_or_else(|| foreign(format!("`{line}` is no setting")))?;
        about.push((name.to_string(), value.to_string()));
    }
    let format = about.first().filter(|(name, _)| name == "format").and_then(|(_, value)| value.parse().ok());
    let format = format.ok_or_else(|| foreign("it does not say its format".to_string()))?;
    if format > FORMAT {
        return Err(CheckpointError::Newer { path, found: format });
    }
    about.remove(0);
    let tensors = SafeTensors::deserialize(&bytes).map_err(|error| foreign(error.to_string()))?;
    let mut state = State::default();
    for (name, tensor) in tensors.iter() {
        state.put(name, entry(&tensor).ok_or_else(|| foreign(format!("`{name}` is {:?}", tensor.dtype())))?);
    }
    Ok(Checkpoint { path, about, state })
}

/// How long a file with this beginning should be; `None` if it is not safetensors at all.
///
/// Eight bytes say how long the header is; in the header, each tensor says where it ends.
fn promised(bytes: &[u8]) -> Option<u64> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let header = u64::from_le_bytes(*length);
    if header > 100_000_000 || !rest.starts_with(b"{") {
        return None;
    }
    let Some(text) = rest.get(..header as usize) else { return Some(8 + header) };
    let ends = std::str::from_utf8(text).ok()?.split("\"data_offsets\":[").skip(1);
    let end = |offsets: &str| offsets.split_once(']')?.0.split_once(',')?.1.parse::<u64>().ok();
    Some(8 + header + ends.filter_map(end).max().unwrap_or(0))
}

/// A tensor as an entry; `None` if it has a type that [`save`] never writes.
fn entry(tensor: &TensorView) -> Option<Entry> {
    let (data, shape) = (tensor.data(), tensor.shape());
    match (tensor.dtype(), shape) {
        (REAL, &[rows, columns]) => {
            let numbers = words(data).map(Real::from_le_bytes).collect();
            Some(Entry::Reals(Matrix::from_shape_vec((rows, columns), numbers).ok()?))
        }
        (Dtype::U64, [_]) => Some(Entry::Counts(words(data).map(u64::from_le_bytes).collect())),
        (Dtype::F64, [_]) => Some(Entry::Measures(words(data).map(f64::from_le_bytes).collect())),
        _ => None,
    }
}

/// The bytes, `N` at a time.
fn words<const N: usize>(data: &[u8]) -> impl Iterator<Item = [u8; N]> {
    data.chunks_exact(N).map(|word| word.try_into().expect("as many bytes as asked for"))
}
