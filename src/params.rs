//! Where trainable matrices live.

use crate::machine::buffers;
use crate::{Matrix, Shared};

/// Every trainable matrix of a network, in the order in which they were added.
///
/// A layer holds the [`ParamId`]s of its matrices, not the matrices: two layers share a weight by holding the
/// same id, and an optimiser needs one `&mut Params` to reach them all.
///
/// ```
/// use neural::{Params, Matrix};
/// let mut params = Params::default();
/// let w = params.add(Matrix::zeros((64, 10)));
/// let b = params.add(Matrix::zeros((1, 10)));
/// assert_eq!((params[w].dim(), params.count()), ((64, 10), 650));
/// # let _ = b;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<Shared>);

/// Names one matrix of a [`Params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParamId(pub(crate) usize);

impl Params {
    /// Adds a matrix of any shape with its starting values.
    pub fn add(&mut self, value: Matrix) -> ParamId {
        self.0.push(buffers::copy(&value).into_shared());
        ParamId(self.0.len() - 1)
    }

    /// The ids of all matrices.
    pub fn ids(&self) -> impl Iterator<Item = ParamId> + use<> {
        (0..self.0.len()).map(ParamId)
    }

    /// The number of trainable numbers.
    pub fn count(&self) -> usize {
        self.0.iter().map(|matrix| matrix.len()).sum()
    }
}

impl std::ops::Index<ParamId> for Params {
    type Output = Shared;

    #[track_caller]
    fn index(&self, id: ParamId) -> &Shared {
        self.0.get(id.0).unwrap_or_else(|| missing(id, self.0.len()))
    }
}

/// Writing to a matrix that a tape still holds copies it first; after `backward` no tape holds any.
impl std::ops::IndexMut<ParamId> for Params {
    #[track_caller]
    fn index_mut(&mut self, id: ParamId) -> &mut Shared {
        let count = self.0.len();
        self.0.get_mut(id.0).unwrap_or_else(|| missing(id, count))
    }
}

#[track_caller]
fn missing(id: ParamId, count: usize) -> ! {
    panic!("params: there is no parameter {} among {count}; the id comes from another Params", id.0)
}
