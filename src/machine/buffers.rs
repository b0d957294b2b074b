//! Memory that is used again: a fresh page from the system costs more than the arithmetic done in it.
//!
//! A training step needs matrices of the same shapes as the step before. What a tape and its gradients leave behind
//! waits here, by its length, for the next step of this thread.

use crate::{Matrix, MatrixRef, Real, Shared};
use ndarray::{Array1, Axis, Slice};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// No more entries than these wait in all (64 MB in single precision): past it, everything is given back to the system.
const LIMIT: usize = 1 << 24;

/// Entries in a line of the caches, 64 bytes on most processors: a vector that begins where a line does is read from one,
/// any other may need two.
const LINE: usize = LINE_BYTES / size_of::<Real>();
const LINE_BYTES: usize = 64;

/// Buffers of one length.
#[derive(Default)]
struct Shelf {
    /// Those that wait.
    free: Vec<Vec<Real>>,
    /// How many were asked for when none waited: more than these are not kept.
    missed: usize,
}

/// All shelves, by length, and how many entries wait on them.
#[derive(Default)]
struct Store {
    shelves: BTreeMap<usize, Shelf>,
    waiting: usize,
}

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
}

/// A matrix for results: what it holds is left over from earlier ones, and the caller writes over every entry.
///
/// It begins where a line of the caches does.
pub(crate) fn matrix(shape: (usize, usize)) -> Matrix {
    let entries = shape.0 * shape.1;
    let length = entries + LINE - 1;
    let used = STORE.with_borrow_mut(|store| {
        let shelf = store.shelves.entry(length).or_default();
        let used = shelf.free.pop();
        match used {
            Some(_) => store.waiting -= length,
            None => shelf.missed += 1,
        }
        used
    });
    let buffer = used.unwrap_or_else(|| vec![0.0; length]);
    let start = buffer.as_ptr().align_offset(LINE_BYTES).min(LINE - 1);
    let mut line = Array1::from_vec(buffer);
    line.slice_axis_inplace(Axis(0), Slice::from(start..start + entries));
    line.into_shape_with_order(shape).expect("the buffer has room for the shape")
}

/// Zeros in such a matrix.
pub(crate) fn zeros(shape: (usize, usize)) -> Matrix {
    let mut zeros = matrix(shape);
    zeros.fill(0.0);
    zeros
}

/// A copy in such a matrix.
pub(crate) fn copy(of: &MatrixRef) -> Matrix {
    let mut copy = matrix(of.dim());
    copy.assign(of);
    copy
}

/// Keeps the memory of a matrix that is done with.
pub(crate) fn keep(matrix: Matrix) {
    let (buffer, _) = matrix.into_raw_vec_and_offset();
    let length = buffer.len();
    STORE.with_borrow_mut(|store| {
        if store.waiting + length > LIMIT {
            *store = Store::default();
        }
        let Some(shelf) = store.shelves.get_mut(&length) else { return };
        if shelf.free.len() < shelf.missed {
            shelf.free.push(buffer);
            store.waiting += length;
        }
    });
}

/// [`keep`], unless somebody else still holds the matrix.
pub(crate) fn keep_unless_shared(matrix: Shared) {
    if let Ok(matrix) = matrix.try_into_owned_nocopy() {
        keep(matrix);
    }
}
