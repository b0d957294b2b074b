//! One axis: where a value lies between the ends, and which round values are marked.

/// What a chart asks of an axis before its data are known.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub name: String,
    pub log: bool,
    /// Begin at zero if the data come near to it: the axis then shows sizes, not only differences.
    pub from_zero: bool,
    pub range: Option<(f64, f64)>,
}

/// An axis from `low` to `high`.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    log: bool,
}

/// Empty paper beyond the outermost data, as a share of the axis.
const AIR: f64 = 0.03;

impl Axis {
    /// The axis that shows values from `low` to `high`, or the range that was asked for.
    pub fn new(scale: &Scale, low: f64, high: f64) -> Self {
        let log = scale.log;
        if let Some((low, high)) = scale.range {
            return Self { low, high, log };
        }
        let (from, to) = if log { (low.log10(), high.log10()) } else { (low, high) };
        let air = if to > from { AIR * (to - from) } else { 0.5 };
        let from_zero = scale.from_zero && !log && low >= 0.0 && low <= 0.3 * high && high > 0.0;
        let (from, to) = (if from_zero { 0.0 } else { from - air }, to + air);
        if log {
            Self { low: 10f64.powf(from), high: 10f64.powf(to), log }
        } else {
            Self { low: from, high: to, log }
        }
    }

    /// An axis on which equal distances are equal differences.
    pub fn linear(low: f64, high: f64) -> Self {
        Self { low, high, log: false }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end.
    pub fn place(&self, value: f64) -> f64 {
        if self.log {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// The value at `place`: the inverse of [`Axis::place`].
    pub fn value(&self, place: f64) -> f64 {
        if self.log {
            self.low * (self.high / self.low).powf(place)
        } else {
            self.low + place * (self.high - self.low)
        }
    }

    /// About `wanted` round values and how they are written.
    pub fn ticks(&self, wanted: f64) -> Vec<(f64, String)> {
        if self.log && self.high / self.low >= 10.0 { self.decades(wanted) } else { self.steps(wanted) }
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    fn steps(&self, wanted: f64) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / wanted.max(1.0);
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= 0.7 * rough);
        let step = step.unwrap_or(10.0 * power);
        let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
        let largest = self.low.abs().max(self.high.abs());
        let (first, last) =
            ((self.low / step - 1e-6).ceil() as i64, (self.high / step + 1e-6).floor() as i64);
        (first..=last)
            .map(|i| i as f64 * step)
            .map(|value| (value, label(value, decimals, largest)))
            .collect()
    }

    /// Powers of ten, thinned out when there are many, with some values between when there are few.
    fn decades(&self, wanted: f64) -> Vec<(f64, String)> {
        let (low, high) = (self.low.log10(), self.high.log10());
        let every = ((high - low) / wanted.max(1.0)).round().max(1.0) as i32;
        let factors: &[f64] = match high - low {
            span if span < 1.6 => &[1.0, 2.0, 5.0],
            span if span < 2.8 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let decades =
            (low.floor() as i32..=high.ceil() as i32).filter(|decade| decade.rem_euclid(every) == 0);
        let plain = self.low > 5e-4 && self.high < 2e5;
        let all = decades.flat_map(|decade| factors.iter().map(move |&factor| (factor, decade)));
        all.map(|(factor, decade)| (factor * 10f64.powi(decade), power(factor, decade, plain)))
            .filter(|(value, _)| *value >= 0.999 * self.low && *value <= 1.001 * self.high)
            .collect()
    }
}

/// `value` with a true minus sign and thin spaces between thousands.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let whole = digits.split('.').next().unwrap_or_default().len();
    let mut text = String::from(if value < 0.0 && digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        "−"
    } else {
        ""
    });
    for (i, digit) in digits.chars().enumerate() {
        if whole > 4 && i > 0 && i < whole && (whole - i) % 3 == 0 {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// The name of a vertical axis, which stands above it, below the key: the arrow tells it from an entry.
pub(super) fn upwards(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("↑ {name}") }
}

/// All `values` with as many decimals as give the largest three digits; whole numbers stay whole.
pub(super) fn alike(values: &[f64]) -> Vec<String> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let whole = values.iter().all(|value| value.fract() == 0.0) || largest == 0.0;
    let decimals = if whole { 0 } else { (2.0 - largest.log10().floor()).max(0.0) as usize };
    values.iter().map(|&value| label(value, decimals, largest)).collect()
}

/// `value` beside others up to `largest`: very small and very large ones are written with a power of ten.
fn label(value: f64, decimals: usize, largest: f64) -> String {
    if (1e-3..1e6).contains(&largest) {
        return number(value, decimals);
    }
    if value == 0.0 {
        return number(0.0, 0);
    }
    let decade = (largest.log10() + 1e-9).floor() as i32;
    format!("{}·{}", number(value / 10f64.powi(decade), 1), ten_to(decade))
}

/// `factor` · 10^`decade`, as a `plain` number or as a power.
fn power(factor: f64, decade: i32, plain: bool) -> String {
    match factor {
        _ if plain || (0..=1).contains(&decade) => {
            number(factor * 10f64.powi(decade), (-decade).max(0) as usize)
        }
        1.0 => ten_to(decade),
        _ => format!("{factor}·{}", ten_to(decade)),
    }
}

fn ten_to(decade: i32) -> String {
    let raised = |c| match c {
        '-' => '⁻',
        digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
    };
    "10".chars().chain(decade.to_string().chars().map(raised)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, log: bool) -> Vec<String> {
        Axis { low, high, log }.ticks(5.0).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(0.0, 0.61, false), ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]);
        assert_eq!(labels(-1.0, 1.0, false), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(0.0, 72_000.0, false), ["0", "20\u{2009}000", "40\u{2009}000", "60\u{2009}000"]);
        assert_eq!(labels(-1e-6, 1e-6, false), ["−1.0·10⁻⁶", "−0.5·10⁻⁶", "0", "0.5·10⁻⁶", "1.0·10⁻⁶"]);
        assert_eq!(labels(1e-8, 1.0, true), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]);
        assert_eq!(labels(0.1, 3.0, true), ["0.1", "0.2", "0.5", "1", "2"]);
    }

    #[test]
    fn numbers_beside_each_other_have_equal_decimals() {
        assert_eq!(alike(&[0.31, -0.003]), ["0.310", "−0.003"]);
        assert_eq!(alike(&[97.5, 9.0]), ["97.5", "9.0"]);
        assert_eq!(alike(&[12_345.0, 0.0]), ["12\u{2009}345", "0"]);
    }

    #[test]
    fn value_undoes_place() {
        for log in [false, true] {
            let axis = Axis { low: 0.5, high: 800.0, log };
            assert!((axis.value(axis.place(37.0)) - 37.0).abs() < 1e-9);
        }
    }
}
