//! Smooth relatives of ReLU: the sum times a gate between 0 and 1 that the sum itself opens.

use super::sigmoid;
use crate::{Real, Var};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Swish, also SiLU: `z·σ(z)` (Elfwing et al., 2018; Ramachandran et al., 2017, with `β = 1`). Its lowest value is
/// near −0.278.
///
/// ```
/// use neural::activation::swish;
/// assert_eq!(swish(0.0), 0.0);
/// assert!((swish(-1.2785) + 0.27846).abs() < 1e-5); // its lowest point
/// ```
pub fn swish(z: Real) -> Real {
    z.max(-FAR) * sigmoid(z)
}

/// `swish'(z) = σ(z) + z·σ(z)σ(−z)`.
pub fn swish_prime(z: Real) -> Real {
    sigmoid(z) * (1.0 + z.clamp(-FAR, FAR) * sigmoid(-z))
}

/// So far out each gate is shut, or its slope zero, in either precision. A factor `z` may be taken
/// from here: zero times infinity is no number.
const FAR: Real = 1e3;

/// `Φ(z)`: the chance that a standard normal number is below `z`.
///
/// From the complementary error function, `Φ(z) = erfc(−z/√2) / 2`: with `1 + erf` the digits far below 0 would be
/// lost.
///
/// ```
/// use neural::activation::normal_cdf;
/// assert_eq!(normal_cdf(0.0), 0.5);
/// assert!((normal_cdf(1.959964) - 0.975).abs() < 1e-6);
/// ```
pub fn normal_cdf(z: Real) -> Real {
    (libm::erfc(-f64::from(z) * FRAC_1_SQRT_2) / 2.0) as Real
}

/// `Φ'(z) = e^{−z²/2} / √(2π)`: the standard normal density.
pub fn normal_density(z: Real) -> Real {
    (-z * z / 2.0).exp() / (2.0 * PI as Real).sqrt()
}

/// The Gaussian error linear unit, `z·Φ(z)` (Hendrycks and Gimpel, 2016). Its lowest value is near −0.170.
///
/// ```
/// use neural::activation::gelu;
/// assert!((gelu(1.0) - 0.841345).abs() < 1e-6);
/// ```
pub fn gelu(z: Real) -> Real {
    z.max(-FAR) * normal_cdf(z)
}

/// `gelu'(z) = Φ(z) + z·Φ'(z)`.
pub fn gelu_prime(z: Real) -> Real {
    normal_cdf(z) + z.clamp(-FAR, FAR) * normal_density(z)
}

/// The same authors' approximation: `z (1 + tanh u) / 2` with `u = √(2/π) (z + 0.044715 z³)`.
///
/// ```
/// use neural::activation::{gelu, gelu_tanh};
/// assert!((gelu_tanh(2.2) - gelu(2.2)).abs() < 5e-4);
/// ```
pub fn gelu_tanh(z: Real) -> Real {
    0.5 * z.max(-FAR) * (1.0 + gate(z).0.tanh())
}

/// `gelu_tanh'(z) = (1 + tanh u) / 2 + z (1 − tanh² u) u' / 2`.
pub fn gelu_tanh_prime(z: Real) -> Real {
    let z = z.clamp(-FAR, FAR); // beyond, z² could overflow too
    let (u, slope) = gate(z);
    let t = u.tanh();
    0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * slope
}

/// `u` and `u'`.
fn gate(z: Real) -> (Real, Real) {
    let root = (2.0 / PI as Real).sqrt();
    (root * (z + 0.044715 * z * z * z), root * (1.0 + 3.0 * 0.044715 * z * z))
}

impl<'t> Var<'t> {
    /// [`swish`] of every entry.
    pub fn swish(self) -> Var<'t> {
        self.map(swish, |z, _| swish_prime(z))
    }

    /// [`gelu`] of every entry, exact.
    pub fn gelu(self) -> Var<'t> {
        self.map(gelu, |z, _| gelu_prime(z))
    }

    /// [`gelu_tanh`] of every entry: the approximation.
    pub fn gelu_tanh(self) -> Var<'t> {
        self.map(gelu_tanh, |z, _| gelu_tanh_prime(z))
    }
}
