//! An exponential for whole vectors.

use crate::Real;

/// `e^x` for `x` up to 88 (708 in double precision), in additions and multiplications that a compiler
/// can do for a whole vector at once; 0 below [`SMALLEST`], just before `e^x` would be subnormal;
/// NaN for NaN.
///
/// With `x = n ln 2 + r` and a whole `n`, `e^x = 2ⁿ e^r` and `|r|` is at most half of ln 2, so that
/// Taylor's series is soon exact. Adding [`ROUND`] rounds to `n` and leaves it in the last bits of the
/// sum, from where it is moved into the exponent of `2ⁿ`. To lose no digits of `r`, ln 2 is taken
/// off in two parts, of which the first has so few digits that `n` times it is exact (Cody and
/// Waite, 1980).
#[inline(always)]
pub(crate) fn exp(x: Real) -> Real {
    let shifted = x * std::f64::consts::LOG2_E as Real + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let e_to_r = TAYLOR.iter().rev().fold(0.0, |sum, c| sum * r + c);
    // A product, because a sum of exponents would turn some of the many bit patterns of NaN into
    // numbers.
    let two_to_n = Real::from_bits((shifted.to_bits() << EXPONENT).wrapping_add(Real::to_bits(1.0)));
    if x < SMALLEST { 0.0 } else { e_to_r * two_to_n }
}

/// ln 2 in two parts.
const LN_2_HIGH: Real = 355.0 / 512.0;
const LN_2_LOW: Real = -2.121_944_400_546_905_8e-4_f64 as Real;

/// Where `e^x` is twice the smallest number that is held in full.
const SMALLEST: Real = Real::MIN_EXP as Real * std::f64::consts::LN_2 as Real;

/// Where the exponent begins in the bits of a number.
const EXPONENT: u32 = Real::MANTISSA_DIGITS - 1;

/// A number so large that the last bit of a sum with it counts ones.
const ROUND: Real = 1.5 * (1u64 << EXPONENT) as Real;

/// How many terms of the series the precision can tell apart.
const TERMS: usize = if EXPONENT < 30 { 8 } else { 14 };

/// `1 / k!`.
const TAYLOR: [Real; TERMS] = {
    let mut each = [1.0; TERMS];
    let mut k = 1;
    while k < each.len() {
        each[k] = each[k - 1] / k as Real;
        k += 1;
    }
    each
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_exact_to_two_units_in_the_last_place() {
        for i in 0..=100_000 {
            let x = SMALLEST * i as Real / 100_000.0;
            let (y, exact) = (exp(x), x.exp());
            assert!((y / exact - 1.0).abs() <= 2.0 * Real::EPSILON, "e^{x} is {exact:e}, found {y:e}");
        }
    }

    #[test]
    fn exp_knows_its_limits() {
        assert_eq!((exp(0.0), exp(-1e4), exp(Real::NEG_INFINITY)), (1.0, 0.0, 0.0));
        for bits in (0..EXPONENT).map(|bit| Real::INFINITY.to_bits() | 1 << bit) {
            let nan = Real::from_bits(bits);
            assert!(nan.is_nan() && exp(nan).is_nan() && exp(-nan).is_nan(), "{bits:x}");
        }
        assert!((exp(1.0) - std::f64::consts::E as Real).abs() <= 2.0 * Real::EPSILON);
    }
}
