//! The loops that the rules share: one pass over memory, on several threads if it is long.

use crate::machine::crew::{part, share};
use crate::machine::entries::wide;
use crate::{Matrix, Real, Shared};

/// Applies `rule(w, g)` to every entry of a parameter and of its gradient.
pub(crate) fn update(w: &mut Shared, grad: &Matrix, rule: impl Fn(&mut Real, Real) + Sync) {
    let size = part(w.len(), w.len());
    let grad = grad.as_standard_layout();
    let pieces = entries(w).chunks_mut(size).zip(grad.as_slice().expect("it was just laid out").chunks(size));
    share(pieces, |(w, g)| wide(|| w.iter_mut().zip(g).for_each(|(w, &g)| rule(w, g))));
}

/// Applies `rule(w, m, v, g)`, with two numbers that are remembered for each entry.
pub(crate) fn update_with(
    w: &mut Shared,
    [m, v]: [&mut Matrix; 2],
    grad: &Matrix,
    rule: impl Fn(&mut Real, &mut Real, &mut Real, Real) + Sync,
) {
    let size = part(w.len(), w.len());
    let grad = grad.as_standard_layout();
    let [m, v] = [m, v].map(|memory| memory.as_slice_mut().expect("it was made row by row").chunks_mut(size));
    let pieces = entries(w).chunks_mut(size).zip(m).zip(v);
    let pieces = pieces.zip(grad.as_slice().expect("it was just laid out").chunks(size));
    share(pieces, |(((w, m), v), g)| {
        wide(|| w.iter_mut().zip(m).zip(v).zip(g).for_each(|(((w, m), v), &g)| rule(w, m, v, g)))
    });
}

/// The entries of a parameter row by row.
fn entries(w: &mut Shared) -> &mut [Real] {
    if !w.is_standard_layout() {
        *w = w.as_standard_layout().to_shared();
    }
    w.as_slice_mut().expect("it was just laid out")
}
