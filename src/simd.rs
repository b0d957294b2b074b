//! The widest instructions that the machine has.

/// Does `work` in a copy that was compiled for the widest vectors of this processor: a plain loop over numbers in a row
/// then takes eight or sixteen at a time instead of four. No number changes by it.
#[inline(always)]
pub(crate) fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}
