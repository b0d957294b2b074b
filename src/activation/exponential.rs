//! Rectifiers that end in an exponential below zero.

use crate::{Real, Var};

/// The exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016): `z` above 0, else `α(e^z − 1)`, which
/// falls to `−α`.
///
/// The exponential is only taken below 0, where it cannot overflow, and `e^z − 1` in one piece (`exp_m1`), because
/// near 0 the subtraction would leave only rounding.
///
/// ```
/// use neural::activation::elu;
/// assert_eq!((elu(3.0, 1.0), elu(-1e4, 1.0)), (3.0, -1.0));
/// assert_eq!(elu(-1e-8, 1.0), -1e-8);
/// ```
pub fn elu(z: Real, alpha: Real) -> Real {
    if z > 0.0 { z } else { alpha * z.exp_m1() }
}

/// `elu'(z)`: 1 above 0, else `αe^z`. With `α = 1` there is no corner at 0; otherwise the slope there is taken to
/// be `α`.
pub fn elu_prime(z: Real, alpha: Real) -> Real {
    if z > 0.0 { 1.0 } else { alpha * z.exp() }
}

/// SELU's factor `λ`, for which a standard normal sum leaves with mean square 1.
pub const SELU_LAMBDA: Real = 1.050_700_987_355_480_5_f64 as Real;
/// SELU's `α`, for which a standard normal sum leaves with mean 0.
pub const SELU_ALPHA: Real = 1.673_263_242_354_377_2_f64 as Real;

/// The scaled exponential linear unit (Klambauer et al., 2017, eq. 2): `λ·elu(z, α)` with the constants of its
/// equation 14, [`SELU_LAMBDA`] and [`SELU_ALPHA`].
///
/// ```
/// use neural::activation::{SELU_LAMBDA, selu};
/// assert_eq!(selu(2.0), SELU_LAMBDA * 2.0);
/// assert!((selu(-100.0) + 1.7581).abs() < 1e-4); // the lowest value, −λα
/// ```
pub fn selu(z: Real) -> Real {
    SELU_LAMBDA * elu(z, SELU_ALPHA)
}

/// `selu'(z)`: `λ` above 0, else `λαe^z`; at 0 itself, where there is a corner, `λα`.
pub fn selu_prime(z: Real) -> Real {
    SELU_LAMBDA * elu_prime(z, SELU_ALPHA)
}

impl<'t> Var<'t> {
    /// [`elu`] of every entry.
    pub fn elu(self, alpha: Real) -> Var<'t> {
        self.map(move |z| elu(z, alpha), move |z, _| elu_prime(z, alpha))
    }

    /// [`selu`] of every entry.
    pub fn selu(self) -> Var<'t> {
        self.map(selu, |z, _| selu_prime(z))
    }
}
