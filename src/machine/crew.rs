//! Several threads on one operation.

use rayon::Yield;
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How much work, counted in multiplications, an operation must be before threads that are awake share it.
const WORTH_SHARING: usize = 500_000;
/// The same where they have to be woken first.
const WORTH_WAKING: usize = 50_000_000;

thread_local! {
    /// The crew that works for this thread.
    static CREW: RefCell<Option<Arc<Crew>>> = const { RefCell::new(None) };
}

/// Work that can wait: each call does a small piece of it, and returns whether there is more.
type Errand = Box<dyn FnMut() -> bool + Send>;

/// The threads that stand by.
#[derive(Default)]
struct Crew {
    done: AtomicBool,
    /// What they do while they are not needed.
    errand: Mutex<Option<Errand>>,
}

impl Crew {
    /// Looks for operations to share until all is done; finds none, does a piece of the errand.
    fn stand_by(&self) {
        while !self.done.load(Ordering::Acquire) {
            if rayon::yield_now() == Some(Yield::Executed) {
                continue;
            }
            if let Ok(mut errand) = self.errand.try_lock()
                && let Some(piece) = errand.as_mut()
                && !piece()
            {
                *errand = None;
            }
        }
    }
}

/// Runs `work` while the other threads of the pool stay awake to help with its larger operations.
///
/// A thread that sleeps takes longer to wake than a small network's whole step takes, so those that would be idle
/// look for work all the time instead, as long as `work` runs. Inside of [`crate::trials`] the other threads are busy
/// with other trials, and nothing is done.
///
/// # Panics
/// If `work` does; the other threads then go back to sleep.
///
/// ```
/// assert_eq!(neural::crew(|| 6 * 7), 42);
/// ```
pub fn crew<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if rayon::current_num_threads() == 1 || rayon::current_thread_index().is_some() {
        return work();
    }
    let crew = Arc::new(Crew::default());
    rayon::scope(|scope| {
        let owner = rayon::current_thread_index();
        let others = Arc::clone(&crew);
        // A task for each thread: one for anybody might be taken by the owner, who leaves it at once,
        // and nobody stands by.
        scope.spawn_broadcast(move |_, thread| {
            if Some(thread.index()) != owner {
                others.stand_by();
            }
        });
        let _watch = Watch::begin(crew);
        work()
    })
}

/// While it lives, this thread knows that the others stand by; its end, in a panic too, lets them go.
struct Watch {
    crew: Arc<Crew>,
    /// A thread that waits for another may run the work of a second crew within that of its first.
    before: Option<Arc<Crew>>,
}

impl Watch {
    fn begin(crew: Arc<Crew>) -> Self {
        let before = CREW.replace(Some(Arc::clone(&crew)));
        Watch { crew, before }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        CREW.set(self.before.take());
        self.crew.done.store(true, Ordering::Release);
    }
}

/// Whether an operation of so many multiplications should be given to [`share`]: not where the other threads of the pool
/// have work of their own, because each has to come for its part.
pub(crate) fn is_worth_sharing(multiplications: usize) -> bool {
    let in_crew = CREW.with_borrow(Option::is_some);
    let worth = match (in_crew, rayon::current_thread_index()) {
        (true, _) => WORTH_SHARING,
        (false, None) => WORTH_WAKING,
        (false, Some(_)) => return false,
    };
    multiplications >= worth && rayon::current_num_threads() > 1
}

/// How much it costs to move an entry through memory, in multiplications of a product: most of it is waiting.
const COST: usize = 16;

/// How many of `length` rows or entries, each of `entries / length`, a thread takes: all, unless it is worth sharing.
pub(crate) fn part(length: usize, entries: usize) -> usize {
    let threads = if is_worth_sharing(entries * COST) { rayon::current_num_threads() } else { 1 };
    length.div_ceil(threads).max(1)
}

/// Gives the crew something to do in its idle moments, instead of what it was given before, if there is a crew, and the
/// errand moves so many `entries` that it pays.
pub(crate) fn meanwhile(entries: usize, errand: impl FnMut() -> bool + Send + 'static) {
    CREW.with_borrow(|crew| {
        if let Some(crew) = crew
            && is_worth_sharing(entries * COST)
        {
            *crew.errand.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(errand));
        }
    });
}

/// Does `work` on each piece, the first on the first thread of the pool, and so on: the same thread meets the same part
/// of a matrix each time, and finds it in its own cache.
pub(crate) fn share<P: Send>(mut pieces: impl ExactSizeIterator<Item = P>, work: impl Fn(P) + Sync) {
    if pieces.len() < 2 {
        return pieces.next().into_iter().for_each(work);
    }
    if rayon::current_num_threads() == 2 {
        // The second piece goes to the other thread, or stays here if that is late: less to agree on
        // than in a broadcast.
        let (first, second) = (pieces.next(), pieces.next());
        rayon::join(|| first.into_iter().for_each(&work), || second.into_iter().for_each(&work));
        return;
    }
    let pieces: Vec<Mutex<Option<P>>> = pieces.map(|piece| Mutex::new(Some(piece))).collect();
    let do_own = |index: usize| {
        let own =
            pieces.get(index).and_then(|piece| piece.lock().unwrap_or_else(PoisonError::into_inner).take());
        own.into_iter().for_each(&work);
    };
    rayon::in_place_scope(|scope| scope.spawn_broadcast(|_, thread| do_own(thread.index())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_panic_in_a_crew_comes_out_and_lets_the_others_go() {
        for _ in 0..3 {
            assert!(catch_unwind(AssertUnwindSafe(|| crew(|| panic!("the work failed")))).is_err());
        }
        assert_eq!(crew(|| 6 * 7), 42);
    }

    #[test]
    fn a_second_crew_takes_nothing_from_the_first() {
        for _ in 0..20 {
            let kept = crew(|| {
                std::thread::scope(|scope| {
                    let second = scope.spawn(|| crew(|| 6 * 7));
                    while !second.is_finished() {
                        rayon::yield_now(); // may run all of it here
                    }
                });
                is_worth_sharing(WORTH_SHARING)
            });
            assert_eq!(kept, rayon::current_num_threads() > 1);
        }
    }

    #[test]
    fn within_a_pool_whose_threads_have_work_nothing_is_shared() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads can be had");
        assert!(!pool.install(|| is_worth_sharing(usize::MAX)));
        assert_eq!(crew(|| is_worth_sharing(WORTH_SHARING)), rayon::current_num_threads() > 1);
        assert!(!crew(|| is_worth_sharing(WORTH_SHARING - 1)));
    }
}
