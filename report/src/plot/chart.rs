//! Numbers along two axes.

use std::ops::RangeInclusive;

use super::axis::Scale;
use super::data::{self, Number, Point};
use super::marks::Mark;
use super::theme::SERIES;

/// A chart with two axes, built mark by mark and then drawn by [`super::Figure::svg`].
///
/// Marks are told apart by their names: marks with one name share colour, dashes and marker, and one entry in
/// the key. A mark whose name is empty is drawn in ink and has no entry. The axes grow to hold all data.
///
/// ```
/// use report::plot::{Chart, Figure};
/// let svg = Chart::new("bill length (mm)", "flipper length (mm)")
///     .scatter("Adelie", [(38.9, 181.0), (39.2, 195.0)])
///     .scatter("Gentoo", [(46.1, 211.0)])
///     .line("border", [(36.0, 205.0), (48.0, 200.0)])
///     .svg();
/// // Adelie are circles and Gentoo triangles: two points and one in the key, one point and one in the key.
/// assert_eq!((svg.matches("<circle").count(), svg.matches("<polygon").count()), (3, 2));
/// ```
pub struct Chart<'a> {
    pub(super) title: String,
    pub(super) height: Option<f64>,
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) names: Vec<String>,
    pub(super) marks: Vec<Mark<'a>>,
}

impl<'a> Chart<'a> {
    /// An empty chart; the names of the axes include their units.
    pub fn new(x: &str, y: &str) -> Self {
        let scale = |name: &str| Scale { name: name.to_string(), log: false, from_zero: true, range: None };
        Self { title: String::new(), height: None, x: scale(x), y: scale(y), names: vec![], marks: vec![] }
    }

    /// A title above the chart, for one of several [`super::Panels`].
    pub fn title(mut self, title: &str) -> Self {
        self.title = title.to_string();
        self
    }

    /// The height of the chart in page units; it is 640 wide, and 400 high if not told.
    pub fn height(mut self, height: f64) -> Self {
        self.height = Some(height);
        self
    }

    /// A horizontal axis on which equal distances are equal factors.
    pub fn log_x(mut self) -> Self {
        self.x.log = true;
        self
    }

    /// A vertical axis on which equal distances are equal factors.
    pub fn log_y(mut self) -> Self {
        self.y.log = true;
        self
    }

    /// The ends of the horizontal axis; what lies outside is not drawn.
    ///
    /// # Panics
    /// If the ends are not finite and rising.
    #[track_caller]
    pub fn x_range(mut self, low: impl Number, high: impl Number) -> Self {
        self.x.range = Some(range(&self.x.name, low.to_f64(), high.to_f64()));
        self
    }

    /// The ends of the vertical axis; what lies outside is not drawn.
    ///
    /// # Panics
    /// As [`Chart::x_range`].
    #[track_caller]
    pub fn y_range(mut self, low: impl Number, high: impl Number) -> Self {
        self.y.range = Some(range(&self.y.name, low.to_f64(), high.to_f64()));
        self
    }

    /// A line through `points`.
    ///
    /// # Panics
    /// If there are no points, if one is not finite, or if the chart has more than six names. The same holds
    /// for all other marks.
    #[track_caller]
    pub fn line(mut self, name: &str, points: impl IntoIterator<Item = impl Point>) -> Self {
        let (series, points) = (self.series(name), data::points(name, points));
        self.mark(Mark::Line { series, points, faint: false })
    }

    /// The curve of a function.
    ///
    /// # Panics
    /// If a number is not finite, or this is one series too many.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("z", "σ(z)").curve("", -6.0..=6.0, |z| 1.0 / (1.0 + (-z).exp())).svg();
    /// assert!(svg.contains(">\n−4\n<"), "a tick at z = −4");
    /// ```
    #[track_caller]
    pub fn curve<N: Number>(self, name: &str, along: RangeInclusive<f64>, f: impl Fn(f64) -> N) -> Self {
        let (from, to) = along.into_inner();
        self.line(name, (0..=240).map(|i| from + (to - from) * i as f64 / 240.0).map(|x| (x, f(x))))
    }

    /// A staircase: each value holds until the next point.
    ///
    /// # Panics
    /// If a number is not finite, or this is one series too many.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("z", "step(z)").steps("threshold", [(-1, 0), (0, 1), (1, 1)]).svg();
    /// let lines = svg.split(" points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    /// let corners = lines.map(|points| points.split_whitespace().count()).max();
    /// assert_eq!(corners, Some(5), "three points, and a corner between each two");
    /// ```
    #[track_caller]
    pub fn steps(self, name: &str, points: impl IntoIterator<Item = impl Point>) -> Self {
        let points = data::points(name, points);
        let corners = points.windows(2).flat_map(|pair| [pair[0], (pair[1].0, pair[0].1)]);
        let stairs: Vec<_> = corners.chain(points.last().copied()).collect();
        self.line(name, stairs)
    }

    /// Draws the line that came last thinly and without dashes, as one of several runs.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let run = |loss| [(0, 2.0), (1, loss)];
    /// let svg = Chart::new("epoch", "loss").line("Adam", run(0.5)).line("Adam", run(0.8)).faint().svg();
    /// assert_eq!(svg.matches(">\nAdam\n<").count(), 1, "two runs, one entry in the key");
    /// ```
    pub fn faint(mut self) -> Self {
        if let Some(Mark::Line { faint, .. }) = self.marks.last_mut() {
            *faint = true;
        }
        self
    }

    /// A line with a marker at each point and an arrow head at its end, such as the path of a descent.
    ///
    /// # Panics
    /// If a number is not finite, or this is one series too many.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let (mut w, mut path) = ((9.0, 3.0), vec![(9.0, 3.0)]);
    /// for _ in 0..10 {
    ///     w = (w.0 - 0.2 * w.0, w.1 - 0.2 * 4.0 * w.1); // the gradient of (w₁² + 4w₂²) / 2 is (w₁, 4w₂)
    ///     path.push(w);
    /// }
    /// let chart = Chart::new("w₁", "w₂").contours([1, 5, 20], |x, y| (x * x + 4.0 * y * y) / 2.0);
    /// let svg = chart.trail("descent", &path).x_range(-10, 10).y_range(-5, 5).svg();
    /// assert_eq!(svg.matches("<circle").count(), 11 + 1, "a marker at each point and one in the key");
    /// ```
    #[track_caller]
    pub fn trail(mut self, name: &str, points: impl IntoIterator<Item = impl Point>) -> Self {
        let (series, points) = (self.series(name), data::points(name, points));
        self.mark(Mark::Trail { series, points })
    }

    /// The area between two lines, such as one standard deviation around a mean.
    ///
    /// # Panics
    /// If a number is not finite, the two edges differ in their x, or this is one series too many.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("epoch", "loss")
    ///     .line("Adam", [(0, 2.0), (1, 0.5)])
    ///     .band("Adam", [(0, 1.8), (1, 0.4)], [(0, 2.2), (1, 0.6)])
    ///     .svg();
    /// assert_eq!(svg.matches(">\nAdam\n<").count(), 1, "line and band are one series");
    /// ```
    #[track_caller]
    pub fn band(
        mut self,
        name: &str,
        low: impl IntoIterator<Item = impl Point>,
        high: impl IntoIterator<Item = impl Point>,
    ) -> Self {
        let (series, low, high) = (self.series(name), data::points(name, low), data::points(name, high));
        self.mark(Mark::Band { series, low, high })
    }

    /// A marker at each point; the shape belongs to the name.
    ///
    /// # Panics
    /// As [`Chart::line`].
    #[track_caller]
    pub fn scatter(mut self, name: &str, points: impl IntoIterator<Item = impl Point>) -> Self {
        let (series, points) = (self.series(name), data::points(name, points));
        self.mark(Mark::Scatter { series, points })
    }

    /// How many of `values` fall into each of `bins` equal intervals between the least and the greatest.
    ///
    /// # Panics
    /// As [`Chart::scatter`], or if `bins` is 0.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("residual", "examples").histogram("test", [10, 20, 20, 10, 90], 3).svg();
    /// assert!(svg.contains(">\n4\n<"), "four of the values lie in the first interval");
    /// ```
    #[track_caller]
    pub fn histogram(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = impl Number>,
        bins: usize,
    ) -> Self {
        assert!(bins > 0, "plot: the histogram {name:?} has no bins");
        let (series, values) = (self.series(name), data::values(name, values));
        let (width, bins) = data::bins(&values, bins);
        self.mark(Mark::Bins { series, width, bins })
    }

    /// Colours each place by its class: class `k` in the pale colour of the `k`-th name, with a line between
    /// classes.
    ///
    /// Give the classes their [`Chart::scatter`] first and in order, so that points and regions match.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("x₁", "x₂")
    ///     .x_range(0, 1)
    ///     .y_range(0, 1)
    ///     .region(|x1, x2| usize::from(x1 + x2 > 1.0))
    ///     .svg();
    /// assert!(svg.contains("--plot-soft-1") && svg.contains("--plot-soft-2"));
    /// ```
    pub fn region(mut self, class: impl Fn(f64, f64) -> usize + 'a) -> Self {
        (self.x.from_zero, self.y.from_zero) = (false, false);
        self.mark(Mark::Regions(Box::new(class)))
    }

    /// The line on which `f` is zero, such as a decision boundary.
    ///
    /// # Panics
    /// If this is one series too many.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let circle = |x: f64, y: f64| x * x + y * y - 1.0;
    /// let svg = Chart::new("x", "y").x_range(-2, 2).y_range(-2, 2).boundary("unit circle", circle).svg();
    /// // The curve, and its sample in the key, are the only blue lines.
    /// assert_eq!(svg.matches("stroke=\"var(--plot-1,").count(), 2);
    /// ```
    #[track_caller]
    pub fn boundary<N: Number>(mut self, name: &str, f: impl Fn(f64, f64) -> N + 'a) -> Self {
        let series = self.series(name);
        self.mark(Mark::Levels { series, levels: vec![0.0], value: Box::new(move |x, y| f(x, y).to_f64()) })
    }

    /// Thin lines on which `f` has each of the values `levels`, which are written on them.
    ///
    /// # Panics
    /// If a level is not finite.
    #[track_caller]
    pub fn contours<N: Number>(
        self,
        levels: impl IntoIterator<Item = impl Number>,
        f: impl Fn(f64, f64) -> N + 'a,
    ) -> Self {
        let levels = data::values("contours", levels);
        self.mark(Mark::Levels { series: None, levels, value: Box::new(move |x, y| f(x, y).to_f64()) })
    }

    /// A word at a place.
    ///
    /// # Panics
    /// If the place is not finite.
    #[track_caller]
    pub fn note(self, at: impl Point, text: &str) -> Self {
        let at = data::points(text, [at])[0];
        self.mark(Mark::Note { at, text: text.to_string() })
    }

    /// An arrow, with a word at its tail.
    ///
    /// # Panics
    /// If an end is not finite.
    #[track_caller]
    pub fn arrow(self, from: impl Point, to: impl Point, text: &str) -> Self {
        let (from, to) = (data::points(text, [from])[0], data::points(text, [to])[0]);
        self.mark(Mark::Arrow { from, to, text: text.to_string() })
    }

    fn mark(mut self, mark: Mark<'a>) -> Self {
        self.marks.push(mark);
        self
    }

    #[track_caller]
    fn series(&mut self, name: &str) -> Option<usize> {
        (!name.is_empty()).then(|| self.named(name))
    }

    /// The place of `name` among the names, where it is added if it is new.
    #[track_caller]
    fn named(&mut self, name: &str) -> usize {
        if let Some(series) = self.names.iter().position(|known| known == name) {
            return series;
        }
        assert!(
            self.names.len() < SERIES,
            "plot: {name:?} is series {}; more than {SERIES} cannot be told apart: use several panels",
            SERIES + 1
        );
        self.names.push(name.to_string());
        self.names.len() - 1
    }
}

#[track_caller]
fn range(name: &str, low: f64, high: f64) -> (f64, f64) {
    assert!(
        low.is_finite() && high.is_finite() && low < high,
        "plot: {name:?} cannot run from {low} to {high}"
    );
    (low, high)
}
