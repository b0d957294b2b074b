//! What must be kept so that a computation can be continued later: named numbers.

use crate::{Matrix, ParamId, Real};
use std::collections::BTreeMap;

/// One entry of a [`State`].
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A matrix of the network or of its optimiser.
    Reals(Matrix),
    /// Whole numbers, such as how many steps were made.
    Counts(Vec<u64>),
    /// Measurements, in double precision whatever [`Real`] is.
    Measures(Vec<f64>),
}

/// Named entries, sorted by name; a dot in a name separates an owner from what it owns.
///
/// ```
/// use ndarray::array;
/// use neural::{Entry, State};
/// let mut velocity = State::default();
/// velocity.put("velocity.0", Entry::Reals(array![[0.5, -0.5]]));
/// let mut all = State::default();
/// all.nest("optimizer", velocity.clone());
/// assert_eq!(all.reals("optimizer.velocity.0", (1, 2))?, array![[0.5, -0.5]]);
/// assert_eq!(all.part("optimizer"), velocity);
/// # Ok::<(), neural::StateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State(BTreeMap<String, Entry>);

/// Why a [`State`] does not fit what it is to be put into.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StateError {
    /// There is no entry of this name and kind.
    #[error("there is no `{0}`")]
    Missing(String),
    /// The entry has another shape.
    #[error("`{name}` is {} × {}, and {} × {} is needed", found.0, found.1, expected.0, expected.1)]
    Shape {
        /// The name of the entry.
        name: String,
        /// Its shape, rows and columns.
        found: (usize, usize),
        /// The shape asked for.
        expected: (usize, usize),
    },
}

/// Something that changes while it is used, and that can be brought back to where it was.
///
/// After `b.set_state(&a.state())`, `b` goes on exactly as `a` would.
pub trait Stateful {
    /// Everything that changes.
    fn state(&self) -> State;

    /// Puts back what [`Stateful::state`] returned.
    ///
    /// # Errors
    /// If an entry is missing or has another shape.
    fn set_state(&mut self, state: &State) -> Result<(), StateError>;
}

impl State {
    /// Adds an entry, or replaces the one of this name.
    pub fn put(&mut self, name: impl Into<String>, entry: Entry) {
        self.0.insert(name.into(), entry);
    }

    /// Adds all entries of `owned`, called `OWNER.NAME` from now on.
    pub fn nest(&mut self, owner: &str, owned: State) {
        self.0.extend(owned.0.into_iter().map(|(name, entry)| (format!("{owner}.{name}"), entry)));
    }

    /// The entries that belong to `owner`, without its name.
    pub fn part(&self, owner: &str) -> State {
        let own = |(name, entry): (&String, &Entry)| {
            let name = name.strip_prefix(owner)?.strip_prefix('.')?;
            Some((name.to_string(), entry.clone()))
        };
        State(self.0.iter().filter_map(own).collect())
    }

    /// All entries, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// The matrix called `name`.
    ///
    /// # Errors
    /// If there is none, or its shape is not `shape`.
    pub fn reals(&self, name: &str, shape: (usize, usize)) -> Result<Matrix, StateError> {
        match self.0.get(name) {
            Some(Entry::Reals(matrix)) if matrix.dim() == shape => Ok(matrix.clone()),
            Some(Entry::Reals(matrix)) => {
                Err(StateError::Shape { name: name.to_string(), found: matrix.dim(), expected: shape })
            }
            _ => Err(StateError::Missing(name.to_string())),
        }
    }

    /// A single number, stored as a 1 × 1 matrix.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn real(&self, name: &str) -> Result<Real, StateError> {
        Ok(self.reals(name, (1, 1))?[[0, 0]])
    }

    /// The whole number called `name`.
    ///
    /// # Errors
    /// If there is none.
    pub fn count(&self, name: &str) -> Result<u64, StateError> {
        match self.0.get(name) {
            Some(Entry::Counts(counts)) if counts.len() == 1 => Ok(counts[0]),
            _ => Err(StateError::Missing(name.to_string())),
        }
    }

    /// The measurements called `name`.
    ///
    /// # Errors
    /// If there are none.
    pub fn measures(&self, name: &str) -> Result<&[f64], StateError> {
        match self.0.get(name) {
            Some(Entry::Measures(measures)) => Ok(measures),
            _ => Err(StateError::Missing(name.to_string())),
        }
    }
}

/// One matrix for each of some parameters, as entries `NAME.0`, `NAME.1` and so on, by the parameter's place.
pub(crate) fn put_by_param<'m>(
    state: &mut State,
    name: &str,
    matrices: impl IntoIterator<Item = (&'m ParamId, &'m Matrix)>,
) {
    for (id, matrix) in matrices {
        state.put(format!("{name}.{}", id.0), Entry::Reals(matrix.clone()));
    }
}

/// What [`put_by_param`] put; parameters that had no entry have none again.
pub(crate) fn by_param(state: &State, name: &str) -> BTreeMap<ParamId, Matrix> {
    let entries = state.part(name).0.into_iter();
    let matrix = |(place, entry): (String, Entry)| match (place.parse(), entry) {
        (Ok(place), Entry::Reals(matrix)) => Some((ParamId(place), matrix)),
        _ => None,
    };
    entries.filter_map(matrix).collect()
}
