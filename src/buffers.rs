//! Memory that is used again: a fresh page from the system costs more than the arithmetic done in it.
//!
//! A training step needs matrices of the same shapes as the step before. What a tape and its gradients leave behind
//! waits here, by its length, for the next step of this thread.

use crate::{Matrix, Real, Shared};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// No more entries than these wait in all (64 MB in single precision): past it, everything is given back to the system.
const LIMIT: usize = 1 << 24;

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
pub(crate) fn matrix(shape: (usize, usize)) -> Matrix {
    let length = shape.0 * shape.1;
    let used = STORE.with_borrow_mut(|store| {
        let shelf = store.shelves.entry(length).or_default();
        let used = shelf.free.pop();
        match used {
            Some(_) => store.waiting -= length,
            None => shelf.missed += 1,
        }
        used
    });
    let entries = used.unwrap_or_else(|| vec![0.0; length]);
    Matrix::from_shape_vec(shape, entries).expect("the buffer has the length of the shape")
}

/// Keeps the memory of a matrix that is done with.
pub(crate) fn keep(matrix: Matrix) {
    let (entries, _) = matrix.into_raw_vec_and_offset();
    let length = entries.len();
    STORE.with_borrow_mut(|store| {
        if store.waiting + length > LIMIT {
            *store = Store::default();
        }
        let Some(shelf) = store.shelves.get_mut(&length) else { return };
        if shelf.free.len() < shelf.missed {
            shelf.free.push(entries);
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
