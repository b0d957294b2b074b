//! One number, or a few, for each of some names.

use super::Figure;
use super::axis::{Axis, alike, upwards};
use super::canvas::{Anchor, Area, Canvas};
use super::data::{self, Number};
use super::theme::{Paint, ROW, SMALL, TEXT, text_width, widest};

/// The room below the last row of text, for the letters that reach below it.
const BELOW: f64 = 3.0;

/// Bars from zero, with their values written at their ends.
///
/// ```
/// use report::plot::{Bars, Figure};
/// let svg = Bars::new("test accuracy (%)").bar("zeros", 11.2).bar("He", 97.1).svg();
/// assert!(svg.contains(">\n97.1\n<"));
/// ```
pub struct Bars {
    name: String,
    title: String,
    upright: bool,
    range: Option<(f64, f64)>,
    key: Vec<String>,
    groups: Vec<(String, Vec<f64>)>,
}

impl Bars {
    /// No bars yet; `name` says what their length means, with its unit.
    pub fn new(name: &str) -> Self {
        let name = name.to_string();
        Self { name, title: String::new(), upright: false, range: None, key: vec![], groups: vec![] }
    }

    /// A title above the bars.
    pub fn title(mut self, title: &str) -> Self {
        self.title = title.to_string();
        self
    }

    /// Bars that stand side by side, for short names such as digits, in place of bars below each other.
    pub fn upright(mut self) -> Self {
        self.upright = true;
        self
    }

    /// The ends of the axis, such as 0 and 100 for percentages.
    pub fn range(mut self, low: impl Number, high: impl Number) -> Self {
        self.range = Some((low.to_f64(), high.to_f64()));
        self
    }

    /// One bar.
    ///
    /// # Panics
    /// If the value is not finite.
    #[track_caller]
    pub fn bar(self, name: &str, value: impl Number) -> Self {
        self.group(name, [value])
    }

    /// Several bars for one name, in the order of the names given to [`Bars::key`].
    ///
    /// # Panics
    /// As [`Bars::bar`], or if there are no values.
    ///
    /// ```
    /// use report::plot::{Bars, Figure};
    /// let bars = Bars::new("loss").key(["train", "test"]);
    /// let bars = bars.group("plain", [0.01, 0.31]).group("dropout", [0.08, 0.19]);
    /// assert_eq!(bars.svg().matches("<rect").count(), 2 + 4);
    /// ```
    #[track_caller]
    pub fn group(mut self, name: &str, values: impl IntoIterator<Item = impl Number>) -> Self {
        self.groups.push((name.to_string(), data::values(name, values)));
        self
    }

    /// What the bars of each group stand for, in order.
    pub fn key<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.key = names.into_iter().map(str::to_string).collect();
        self
    }

    fn head(&self) -> f64 {
        let rows = usize::from(!self.title.is_empty()) + usize::from(!self.key.is_empty());
        ROW * rows as f64 + 4.0
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.groups.iter().flat_map(|(_, values)| values.iter().copied())
    }

    /// The values as they are written at the ends of the bars, in order.
    fn numbers(&self) -> Vec<String> {
        alike(&self.values().collect::<Vec<_>>())
    }

    /// The room for all bars and for the gap of half a bar after each group, in bars.
    fn slots(&self) -> f64 {
        self.groups.iter().map(|(_, values)| values.len() as f64 + 0.5).sum()
    }

    fn axis(&self) -> Axis {
        let (low, high) = data::ends(self.values().chain([0.0]));
        let (low, high) = if low < high { (low, high) } else { (0.0, 1.0) };
        // Room for the numbers at the ends; those of lying positive bars stand beyond the axis.
        let air = 0.12 * (high - low);
        let below = if low < 0.0 { air } else { 0.0 };
        let above = if self.upright && high > 0.0 { air } else { 0.0 };
        let (low, high) = self.range.unwrap_or((low - below, high + above));
        Axis::linear(low, high)
    }

    fn draw_head(&self, canvas: &mut Canvas, area: Area) {
        let mut down = area.top + ROW / 2.0;
        if !self.title.is_empty() {
            canvas.title(area, &self.title);
            down += ROW;
        }
        let mut left = area.left;
        for (series, name) in self.key.iter().enumerate() {
            draw_bar(canvas, Area { left, top: down - 7.0, width: 24.0, height: 14.0 }, series);
            canvas.text((left + 31.0, down), Anchor::Left, TEXT, name);
            left += 53.0 + text_width(name);
        }
    }

    /// Names on the left, bars to the right, the axis below.
    fn draw_lying(&self, canvas: &mut Canvas, area: Area) {
        let names = widest(self.groups.iter().map(|(name, _)| name)) + 10.0;
        let room = widest(self.numbers());
        let mut numbers = self.numbers().into_iter();
        let (left, bottom) = (area.left + names, area.bottom() - 2.0 * ROW - BELOW);
        let (width, axis) = (area.right() - room - 6.0 - left, self.axis());
        let at = |value: f64| left + width * axis.place(value).clamp(0.0, 1.0);
        for (value, label) in axis.ticks(1.5 + width / 110.0) {
            canvas.polyline(&[(at(value), area.top), (at(value), bottom)], Paint::Grid, 1.0, &[]);
            canvas.text((at(value), bottom + 6.0), Anchor::Top, TEXT, &label);
        }
        let (thick, mut top) = ((bottom - area.top) / self.slots(), area.top);
        for (name, values) in &self.groups {
            let middle = top + thick * (values.len() as f64 + 0.5) / 2.0;
            canvas.text((left - 8.0, middle), Anchor::Right, TEXT, name);
            for (series, &value) in values.iter().enumerate() {
                let (from, to) = (at(value.min(0.0)), at(value.max(0.0)));
                let down = top + thick * (series as f64 + 0.25);
                draw_bar(
                    canvas,
                    Area { left: from, top: down + 1.0, width: to - from, height: thick - 2.0 },
                    series,
                );
                let (place, anchor) =
                    if value < 0.0 { (from - 5.0, Anchor::Right) } else { (to + 5.0, Anchor::Left) };
                canvas.text((place, down + thick / 2.0), anchor, SMALL, &numbers.next().unwrap_or_default());
            }
            top += thick * (values.len() as f64 + 0.5);
        }
        canvas.polyline(&[(at(0.0), area.top), (at(0.0), bottom)], Paint::Ink, 1.2, &[]);
        canvas.text((left + width / 2.0, bottom + 6.0 + ROW), Anchor::Top, TEXT, &self.name);
    }

    /// Names below, bars upwards, the axis on the left.
    fn draw_upright(&self, canvas: &mut Canvas, area: Area) {
        let (top, bottom, axis) = (area.top + 1.7 * ROW, area.bottom() - ROW - BELOW, self.axis());
        let ticks = axis.ticks(1.5 + (bottom - top) / 90.0);
        let mut numbers = self.numbers().into_iter();
        let labels = widest(ticks.iter().map(|(_, label)| label)) + 8.0;
        let (mut left, right) = (area.left + labels, area.right() - 4.0);
        let at = |value: f64| bottom - (bottom - top) * axis.place(value).clamp(0.0, 1.0);
        canvas.text((area.left, area.top + ROW / 2.0), Anchor::Left, TEXT, &upwards(&self.name));
        for (value, label) in &ticks {
            canvas.polyline(&[(left, at(*value)), (right, at(*value))], Paint::Grid, 1.0, &[]);
            canvas.text((left - 8.0, at(*value)), Anchor::Right, TEXT, label);
        }
        canvas.polyline(&[(left, at(0.0)), (right, at(0.0))], Paint::Ink, 1.2, &[]);
        let wide = (right - left) / self.slots();
        for (name, values) in &self.groups {
            let middle = left + wide * (values.len() as f64 + 0.5) / 2.0;
            canvas.text((middle, bottom + 6.0), Anchor::Top, TEXT, name);
            for (series, &value) in values.iter().enumerate() {
                let (high, low) = (at(value.max(0.0)), at(value.min(0.0)));
                let across = left + wide * (series as f64 + 0.25);
                draw_bar(
                    canvas,
                    Area { left: across + 1.0, top: high, width: wide - 2.0, height: low - high },
                    series,
                );
                let (place, anchor) =
                    if value < 0.0 { (low + 3.0, Anchor::Top) } else { (high - 1.0, Anchor::Bottom) };
                canvas.text((across + wide / 2.0, place), anchor, SMALL, &numbers.next().unwrap_or_default());
            }
            left += wide * (values.len() as f64 + 0.5);
        }
    }
}

/// Every second bar of a group is pale with an outline: the bars differ in more than their colour.
fn draw_bar(canvas: &mut Canvas, area: Area, series: usize) {
    let paint = if series.is_multiple_of(2) { Paint::Strong(series) } else { Paint::Soft(series) };
    canvas.rect(area, paint, 1.0);
    canvas.outline(area, Paint::Strong(series), 1.4);
}

impl Figure for Bars {
    fn height(&self, width: f64) -> f64 {
        let body = if self.upright {
            if width > 500.0 { 330.0 } else { 0.75 * width }
        } else {
            24.0 * self.slots() + 2.0 * ROW
        };
        self.head() + body + BELOW + 6.0
    }

    /// # Panics
    /// If there are no bars.
    fn draw(&self, canvas: &mut Canvas, area: Area) {
        assert!(!self.groups.is_empty(), "plot: the bars of {:?} have no values", self.name);
        self.draw_head(canvas, area);
        let body = area.below(self.head());
        if self.upright { self.draw_upright(canvas, body) } else { self.draw_lying(canvas, body) }
    }
}
