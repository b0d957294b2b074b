//! Work that is shared between threads.

use std::sync::{Mutex, PoisonError};

/// Does `work` on each piece: this thread and the others of the pool take the next piece whenever they are free, so
/// that a thread that is late, or slowed down by other programs, holds up nobody.
pub(crate) fn share<P: Send>(pieces: impl Iterator<Item = P> + Send, work: impl Fn(P) + Sync) {
    let pieces = Mutex::new(pieces);
    let take = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
    let help = || {
        while let Some(piece) = take() {
            work(piece);
        }
    };
    rayon::in_place_scope(|scope| {
        (1..rayon::current_num_threads()).for_each(|_| scope.spawn(|_| help()));
        help();
    });
}
