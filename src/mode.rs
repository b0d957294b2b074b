//! Whether a network is being trained or used.

use crate::Rng;

/// What a network is run for, where that makes a difference: dropout silences units, and batch
/// normalisation looks at the batch, only while training.
///
/// Training carries the generator of random numbers, so that a layer that needs chance cannot run
/// without one: forgetting it does not compile.
pub enum Mode<'r> {
    /// To be trained: with chance from this generator.
    Train(&'r mut Rng),
    /// To be used: the same result each time.
    Eval,
}
