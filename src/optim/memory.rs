//! What each rule remembers, as a [`State`]: nothing, a velocity, squares, or moments and their number.

use super::adam::Moments;
use super::{Adagrad, Adam, AdamW, Momentum, Nesterov, ReduceOnPlateau, RmsProp, Sgd};
use crate::state::{by_param, put_by_param, replace, unreadable};
use crate::{Entry, Matrix, Real, State, StateError, Stateful};

/// The learning rate, which schedules change, and the matrices of a memory.
macro_rules! remembers {
    ($rule:ident $(, $memory:ident)?) => {
        impl Stateful for $rule {
            fn state(&self) -> State {
                let mut state = State::default();
                state.put("learning_rate", number(self.learning_rate));
                $(put_by_param(&mut state, stringify!($memory), &self.$memory);)?
                state
            }

            fn set_state(&mut self, state: &State) -> Result<(), StateError> {
                replace(self, state, |next| {
                    next.learning_rate = state.real("learning_rate")?;
                    $(next.$memory = by_param(state, stringify!($memory))?;)?
                    Ok(())
                })
            }
        }
    };
}

remembers!(Sgd);
remembers!(Momentum, velocity);
remembers!(Nesterov, velocity);
remembers!(Adagrad, squares);
remembers!(RmsProp, squares);

/// Of each parameter that had a gradient: how many it had, and the two running means.
impl Stateful for Adam {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("learning_rate", number(self.learning_rate));
        put_by_param(&mut state, "m", self.moments.iter().map(|(id, moments)| (id, &moments.m)));
        put_by_param(&mut state, "v", self.moments.iter().map(|(id, moments)| (id, &moments.v)));
        for (id, moments) in &self.moments {
            state.put(format!("t.{}", id.0), Entry::Counts(vec![moments.t as u64]));
        }
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        let moments = by_param(state, "m")?.into_iter().map(|(id, m)| {
            let v = state.reals(&format!("v.{}", id.0), m.dim())?;
            let name = format!("t.{}", id.0);
            let t = i32::try_from(state.count(&name)?).map_err(|_| unreadable(&name, "a number of steps"))?;
            Ok((id, Moments { t, m, v }))
        });
        replace(self, state, |next| {
            next.moments = moments.collect::<Result<_, _>>()?;
            next.learning_rate = state.real("learning_rate")?;
            Ok(())
        })
    }
}

impl Stateful for AdamW {
    fn state(&self) -> State {
        self.adam.state()
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        self.adam.set_state(state)
    }
}

/// The best loss, the factor, and how long nothing has improved.
impl Stateful for ReduceOnPlateau {
    fn state(&self) -> State {
        let mut state = State::default();
        state.put("best", number(self.best));
        state.put("factor", number(self.factor));
        state.put("waited", Entry::Counts(vec![self.waited as u64]));
        state
    }

    fn set_state(&mut self, state: &State) -> Result<(), StateError> {
        replace(self, state, |next| {
            (next.best, next.factor) = (state.real("best")?, state.real("factor")?);
            next.waited = state.count("waited")? as usize;
            Ok(())
        })
    }
}

fn number(number: Real) -> Entry {
    Entry::Reals(Matrix::from_elem((1, 1), number))
}
