//! What a figure accepts: numbers of any kind, points as pairs, owned or borrowed.

/// A number that can be drawn.
///
/// ```
/// use report::plot::Number;
/// assert_eq!((3_usize.to_f64(), (&0.5_f32).to_f64()), (3.0, 0.5));
/// ```
pub trait Number {
    /// The nearest `f64`.
    fn to_f64(&self) -> f64;
}

macro_rules! numbers {
    ($($number:ty),*) => { $(impl Number for $number {
        fn to_f64(&self) -> f64 {
            *self as f64
        }
    })* };
}
numbers!(f32, f64, u8, u32, u64, usize, i32, i64);

impl<N: Number> Number for &N {
    fn to_f64(&self) -> f64 {
        (**self).to_f64()
    }
}

/// A place in a chart: a pair or an array of two numbers.
///
/// ```
/// use report::plot::Point;
/// let losses: Vec<f32> = vec![2.0, 0.5];
/// let epochs: Vec<_> = losses.iter().enumerate().map(|point| point.xy()).collect();
/// assert_eq!(epochs, [(0.0, 2.0), (1.0, 0.5)]);
/// ```
pub trait Point {
    /// The two coordinates.
    fn xy(&self) -> (f64, f64);
}

impl<X: Number, Y: Number> Point for (X, Y) {
    fn xy(&self) -> (f64, f64) {
        (self.0.to_f64(), self.1.to_f64())
    }
}

impl<N: Number> Point for [N; 2] {
    fn xy(&self) -> (f64, f64) {
        (self[0].to_f64(), self[1].to_f64())
    }
}

impl<P: Point> Point for &P {
    fn xy(&self) -> (f64, f64) {
        (**self).xy()
    }
}

/// The points of the series `name`, which must exist and be finite.
#[track_caller]
pub(super) fn points(name: &str, points: impl IntoIterator<Item = impl Point>) -> Vec<(f64, f64)> {
    let points = points.into_iter().map(|point| point.xy()).collect();
    finite_points(name, points)
}

/// Compiled once, and not for each kind of points.
#[track_caller]
fn finite_points(name: &str, points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    assert!(!points.is_empty(), "plot: the series {name:?} has no points");
    for (i, &(x, y)) in points.iter().enumerate() {
        assert!(
            x.is_finite() && y.is_finite(),
            "plot: point {i} of {name:?} is ({x}, {y}); only finite numbers can be drawn"
        );
    }
    points
}

/// The values of `name`, which must exist and be finite.
#[track_caller]
pub(super) fn values(name: &str, values: impl IntoIterator<Item = impl Number>) -> Vec<f64> {
    let values = values.into_iter().map(|value| value.to_f64()).collect();
    finite_values(name, values)
}

/// As [`finite_points`].
#[track_caller]
fn finite_values(name: &str, values: Vec<f64>) -> Vec<f64> {
    assert!(!values.is_empty(), "plot: {name:?} has no values");
    for (i, value) in values.iter().enumerate() {
        assert!(
            value.is_finite(),
            "plot: value {i} of {name:?} is {value}; only finite numbers can be drawn"
        );
    }
    values
}

/// The least and the greatest of `values`.
pub(super) fn ends(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// The width of the intervals, and the left end of each with the number of values in it.
pub(super) fn bins(values: &[f64], bins: usize) -> (f64, Vec<(f64, f64)>) {
    let (low, high) = ends(values.iter().copied());
    let width = if high > low { (high - low) / bins as f64 } else { 1.0 };
    let mut counts = vec![0.0; bins];
    for value in values {
        counts[(((value - low) / width) as usize).min(bins - 1)] += 1.0;
    }
    (width, counts.into_iter().enumerate().map(|(i, count)| (low + i as f64 * width, count)).collect())
}
