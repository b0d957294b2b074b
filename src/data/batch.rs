//! Mini-batches: each epoch visits every row once, in a new order, a few rows at a time.

use crate::machine::buffers;
use crate::machine::crew::{meanwhile, part, share};
use crate::{Matrix, MatrixRef, Real, Rng, Shared};
use ndarray::{ArrayView1, ArrayViewMut1, ArrayViewMut2, Axis, s};
use rand::seq::SliceRandom;
use std::sync::{Arc, Mutex, PoisonError};

/// The rows `0..rows` in random order, dealt into batches of `size`; the last one may be smaller.
///
/// The rows of a batch are taken with [`rows`]:
///
/// ```
/// use ndarray::array;
/// use neural::data::{batches, rows};
/// let (x, y) = (array![[1.], [2.], [3.], [4.], [5.]], array![[2.], [4.], [6.], [8.], [10.]]);
/// let mut rng = neural::rng(0);
/// for batch in batches(x.nrows(), 2, &mut rng) {
///     let (x, y) = (rows(&x, &batch), rows(&y, &batch));
///     assert_eq!(y, x * 2.0);
/// }
/// assert_eq!(batches(5, 2, &mut rng).len(), 3);
/// ```
///
/// # Panics
/// If `size` is 0.
#[track_caller]
pub fn batches(rows: usize, size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    assert!(size > 0, "batches: a batch needs at least one row, but the size is 0");
    let mut order: Vec<usize> = (0..rows).collect();
    order.shuffle(rng);
    order.chunks(size).map(<[usize]>::to_vec).collect()
}

/// The rows of `x` at the places `chosen`, in that order: what ndarray's `select` does, into memory that is used again.
///
/// ```
/// use ndarray::array;
/// let x = array![[1., 2.], [3., 4.], [5., 6.]];
/// assert_eq!(neural::data::rows(&x, &[2, 0]), array![[5., 6.], [1., 2.]]);
/// ```
///
/// # Panics
/// If `x` has no such row.
#[track_caller]
pub fn rows(x: &MatrixRef, chosen: &[usize]) -> Matrix {
    if let Some(missing) = chosen.iter().find(|&&row| row >= x.nrows()) {
        panic!("rows: there is no row {missing} among {}", x.nrows());
    }
    let mut taken = buffers::matrix((chosen.len(), x.ncols()));
    copy_rows(x, chosen, taken.view_mut());
    taken
}

/// Copies the chosen rows, on several threads if that pays.
fn copy_rows(x: &MatrixRef, chosen: &[usize], mut taken: ArrayViewMut2<Real>) {
    let size = part(chosen.len(), taken.len());
    let parts = taken.axis_chunks_iter_mut(Axis(0), size).zip(chosen.chunks(size));
    share(parts, |(mut taken, chosen)| {
        taken.outer_iter_mut().zip(chosen).for_each(|(taken, &row)| copy(x.row(row), taken));
    });
}

#[inline(always)]
fn copy(from: ArrayView1<Real>, mut to: ArrayViewMut1<Real>) {
    match (from.to_slice(), to.as_slice_mut()) {
        (Some(from), Some(to)) => to.copy_from_slice(from),
        _ => to.assign(&from),
    }
}

/// The rows of `x` and of `y` in [`batches`] of `size`: inputs with their targets.
///
/// While a batch is in use, threads of a [`crew`](crate::crew()) that have nothing else to do fetch
/// the rows of the next.
///
/// ```
/// use ndarray::array;
/// let (x, y) = (array![[1.], [2.], [3.], [4.], [5.]], array![[2.], [4.], [6.], [8.], [10.]]);
/// for (x, y) in neural::data::deal(&x.into_shared(), &y.into_shared(), 2, &mut neural::rng(0)) {
///     assert_eq!(y, x * 2.0);
/// }
/// ```
///
/// # Panics
/// If `size` is 0, or `x` and `y` have not as many rows.
#[track_caller]
pub fn deal(x: &Shared, y: &Shared, size: usize, rng: &mut Rng) -> Deal {
    assert!(x.nrows() == y.nrows(), "deal: x has {} rows, y has {}", x.nrows(), y.nrows());
    let mut deal =
        Deal { from: [x.clone(), y.clone()], batches: batches(x.nrows(), size, rng).into_iter(), next: None };
    deal.fetch_next();
    deal
}

/// The batches of an epoch: what [`deal`] returns.
pub struct Deal {
    from: [Shared; 2],
    batches: std::vec::IntoIter<Vec<usize>>,
    next: Option<Arc<Mutex<Fetch>>>,
}

impl Deal {
    /// Leaves the next batch to the crew, as far as it comes with it.
    fn fetch_next(&mut self) {
        let Some(chosen) = self.batches.next() else { return };
        let fetch = Fetch::new(self.from.clone(), chosen);
        let entries = fetch.taken[0].len();
        let next = Arc::new(Mutex::new(fetch));
        self.next = Some(Arc::clone(&next));
        meanwhile(entries, move || next.try_lock().ok().is_none_or(|mut next| next.some(Fetch::AT_ONCE)));
    }
}

impl Iterator for Deal {
    type Item = (Matrix, Matrix);

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next.take()?;
        let [x, y] = next.lock().unwrap_or_else(PoisonError::into_inner).all();
        self.fetch_next();
        Some((x, y))
    }
}

/// A batch whose rows are being fetched.
struct Fetch {
    from: [Shared; 2],
    chosen: Vec<usize>,
    taken: [Matrix; 2],
    /// How many of the chosen rows were fetched so far.
    done: usize,
}

impl Fetch {
    /// So many rows at a time: whoever needs the thread that fetches them waits a few microseconds at most.
    const AT_ONCE: usize = 4;

    fn new(from: [Shared; 2], chosen: Vec<usize>) -> Self {
        let taken = from.each_ref().map(|from| buffers::matrix((chosen.len(), from.ncols())));
        Fetch { from, chosen, taken, done: 0 }
    }

    /// Fetches at most so many of the rows that are left; whether any still are.
    fn some(&mut self, most: usize) -> bool {
        let rows = self.done..self.chosen.len().min(self.done.saturating_add(most));
        if rows.is_empty() {
            return false; // `taken` may be gone
        }
        for (from, taken) in self.from.iter().zip(&mut self.taken) {
            copy_rows(from, &self.chosen[rows.clone()], taken.slice_mut(s![rows.clone(), ..]));
        }
        self.done = rows.end;
        self.done < self.chosen.len()
    }

    /// The batch, with the rows that were left.
    fn all(&mut self) -> [Matrix; 2] {
        self.some(usize::MAX);
        self.taken.each_mut().map(std::mem::take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{crew, rng};
    use std::time::{Duration, Instant};

    #[test]
    fn a_crew_that_is_idle_fetches_the_next_batch() {
        if rayon::current_num_threads() == 1 {
            return; // nobody is idle
        }
        let x = Matrix::from_shape_fn((200, 500), |(i, j)| (500 * i + j) as Real).into_shared();
        crew(|| {
            let mut deal = deal(&x, &x, 100, &mut rng(0));
            for _ in 0..2 {
                let began = Instant::now();
                let done = |deal: &Deal| deal.next.as_ref().map(|next| next.lock().unwrap().done);
                while done(&deal) != Some(100) {
                    assert!(began.elapsed() < Duration::from_secs(60), "nothing was fetched");
                    rayon::yield_now(); // other tests may wait for this thread
                }
                let (x, y) = deal.next().unwrap();
                assert_eq!((x.dim(), x), ((100, 500), y));
            }
            assert!(deal.next().is_none());
        });
    }
}
