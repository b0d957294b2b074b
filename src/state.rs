//! What must be kept so that a computation can be continued later: named numbers.

use crate::{Matrix, ParamId, Params, Real};
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
    /// There is no entry of this name.
    #[error("there is no `{0}`")]
    Missing(String),
    /// There is an entry that nothing asks for.
    #[error("`{0}` belongs to nothing here")]
    Extra(String),
    /// The entry cannot be read as what it should be.
    #[error("`{name}` is not {expected}")]
    Unreadable {
        /// The name of the entry.
        name: String,
        /// What it should be.
        expected: &'static str,
    },
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

impl StateError {
    /// The same, of an entry that belongs to `owner`.
    pub(crate) fn within(self, owner: &str) -> Self {
        let owned = |name| format!("{owner}.{name}");
        match self {
            StateError::Missing(name) => StateError::Missing(owned(name)),
            StateError::Extra(name) => StateError::Extra(owned(name)),
            StateError::Unreadable { name, expected } => {
                StateError::Unreadable { name: owned(name), expected }
            }
            StateError::Shape { name, found, expected } => {
                StateError::Shape { name: owned(name), found, expected }
            }
        }
    }
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
    /// If an entry is missing, or is not what it should be. Call [`Stateful::replace_state`] where
    /// nothing may be half changed then, and nothing may be left over.
    fn set_state(&mut self, state: &State) -> Result<(), StateError>;

    /// [`Stateful::set_state`], all or nothing: the state is now the one that was given, entry by
    /// entry, or after an error what it was before.
    ///
    /// # Errors
    /// As [`Stateful::set_state`], and if the state holds an entry that nothing asks for.
    fn replace_state(&mut self, state: &State) -> Result<(), StateError> {
        let before = self.state();
        let set = self.set_state(state).and_then(|()| state.same_entries(&self.state()));
        if set.is_err() {
            self.set_state(&before).expect("its own state fits");
        }
        set
    }
}

impl State {
    /// Adds an entry, or replaces the one of this name.
    pub fn put(&mut self, name: impl Into<String>, entry: Entry) {
        self.0.insert(name.into(), entry);
    }

    /// Takes out the entries that belong to `owner`; without its name, as [`State::part`] gives them.
    pub(crate) fn take(&mut self, owner: &str) -> State {
        let part = self.part(owner);
        part.0.keys().for_each(|name| self.remove(&format!("{owner}.{name}")));
        part
    }

    /// Takes out the entry of this name, if there is one.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
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

    /// That `now`, the state after this one was put back, has the same entries: names, kinds and
    /// shapes.
    pub(crate) fn same_entries(&self, now: &State) -> Result<(), StateError> {
        if let Some(name) = self.0.keys().find(|name| !now.0.contains_key(*name)) {
            return Err(StateError::Extra(name.clone()));
        }
        now.0.iter().try_for_each(|(name, entry)| {
            let as_long = match entry {
                Entry::Reals(matrix) => self.matrix(name, Some(matrix.dim())).map(|_| true),
                Entry::Counts(counts) => self.counts(name).map(|own| own.len() == counts.len()),
                Entry::Measures(measures) => self.measures(name).map(|own| own.len() == measures.len()),
            };
            if as_long? { Ok(()) } else { Err(unreadable(name, "as long as it should be")) }
        })
    }

    fn entry(&self, name: &str) -> Result<&Entry, StateError> {
        self.0.get(name).ok_or_else(|| StateError::Missing(name.to_string()))
    }

    /// The matrix called `name`, of this shape if there is one to have.
    fn matrix(&self, name: &str, shape: Option<(usize, usize)>) -> Result<&Matrix, StateError> {
        let Entry::Reals(matrix) = self.entry(name)? else { return Err(unreadable(name, "a matrix")) };
        match shape.filter(|&shape| shape != matrix.dim()) {
            None => Ok(matrix),
            Some(expected) => {
                Err(StateError::Shape { name: name.to_string(), found: matrix.dim(), expected })
            }
        }
    }

    /// The matrix called `name`.
    ///
    /// # Errors
    /// If there is none, or its shape is not `shape`.
    pub fn reals(&self, name: &str, shape: (usize, usize)) -> Result<Matrix, StateError> {
        self.matrix(name, Some(shape)).cloned()
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
        match self.counts(name)? {
            [count] => Ok(*count),
            _ => Err(unreadable(name, "one whole number")),
        }
    }

    /// The whole numbers called `name`.
    ///
    /// # Errors
    /// If there are none.
    pub fn counts(&self, name: &str) -> Result<&[u64], StateError> {
        match self.entry(name)? {
            Entry::Counts(counts) => Ok(counts),
            _ => Err(unreadable(name, "whole numbers")),
        }
    }

    /// The measurements called `name`.
    ///
    /// # Errors
    /// If there are none.
    pub fn measures(&self, name: &str) -> Result<&[f64], StateError> {
        match self.entry(name)? {
            Entry::Measures(measures) => Ok(measures),
            _ => Err(unreadable(name, "measurements")),
        }
    }
}

/// Puts what `read` makes of a copy into the place of `target`, if the copy then has all entries of
/// `state` and no others; else nothing is changed.
pub(crate) fn replace<T: Stateful + Clone>(
    target: &mut T,
    state: &State,
    read: impl FnOnce(&mut T) -> Result<(), StateError>,
) -> Result<(), StateError> {
    let mut next = target.clone();
    read(&mut next)?;
    state.same_entries(&next.state())?;
    *target = next;
    Ok(())
}

/// The error of an entry that is something else than it should be.
pub(crate) fn unreadable(name: &str, expected: &'static str) -> StateError {
    StateError::Unreadable { name: name.to_string(), expected }
}

/// Which parameters there are entries of: their places.
const PARAMETERS: &str = "parameters";

/// A matrix for each of some parameters, as entries `NAME.0`, `NAME.1` and so on, by the
/// parameter's place; beside them the list of these places, so that none can be lost unnoticed.
pub(crate) fn put_by_param<'m>(
    state: &mut State,
    name: &str,
    matrices: impl IntoIterator<Item = (&'m ParamId, &'m Matrix)>,
) {
    let mut places = Vec::new();
    for (id, matrix) in matrices {
        state.put(format!("{name}.{}", id.0), Entry::Reals(matrix.clone()));
        places.push(id.0 as u64);
    }
    state.put(PARAMETERS, Entry::Counts(places));
}

/// What [`put_by_param`] put; parameters that had no entry have none again.
pub(crate) fn by_param(state: &State, name: &str) -> Result<BTreeMap<ParamId, Matrix>, StateError> {
    let matrix = |&place: &u64| {
        let id = usize::try_from(place).map_err(|_| unreadable(PARAMETERS, "places of parameters"))?;
        Ok((ParamId(id), state.matrix(&format!("{name}.{place}"), None)?.clone()))
    };
    state.counts(PARAMETERS)?.iter().map(matrix).collect()
}

/// That every matrix in `state` which is called `NAME.I` has the shape of the parameter at place
/// `I`.
pub(crate) fn fits_params(state: &State, params: &Params) -> Result<(), StateError> {
    for (name, entry) in &state.0 {
        let place = name.rsplit_once('.').and_then(|(_, place)| place.parse().ok());
        if let (Entry::Reals(_), Some(place)) = (entry, place) {
            let id = params.ids().nth(place).ok_or_else(|| StateError::Extra(name.clone()))?;
            state.matrix(name, Some(params[id].dim()))?;
        }
    }
    Ok(())
}
