//! The frame of a chart: the rectangle between its axes, where a point lies in it, ticks and names.

use super::axis::{Axis, upwards};
use super::canvas::{Anchor, Area, Canvas};
use super::theme::{Paint, ROW, TEXT, text_width, widest};

/// How much farther down the labels of the horizontal axis stand than those of the vertical one are to
/// its left: the lowest of these is as low as the axis.
const BELOW: f64 = 2.0;

/// The rectangle in which the data are drawn, and its two axes.
pub(super) struct Frame {
    pub area: Area,
    pub x: Axis,
    pub y: Axis,
}

impl Frame {
    /// The frame that fits into `outer` once its ticks and the names of the axes have room.
    pub fn fit(outer: Area, x: Axis, y: Axis, names: (&str, &str)) -> Self {
        let row = |name: &str| if name.is_empty() { 0.0 } else { ROW };
        let top = outer.top + row(names.1) + 0.7 * TEXT;
        let height = outer.bottom() - top - row(names.0) - BELOW - ROW;
        let frame = Self { area: Area { top, height, ..outer }, x, y };
        let left = frame.y_label_width();
        let area = Area { left: outer.left + left, width: outer.width - left, ..frame.area };
        let frame = Self { area, ..frame };
        let area = Area { width: area.width - frame.overhang(), ..area };
        Self { area, ..frame }
    }

    /// How far the label of the last tick reaches beyond the right end of its axis.
    fn overhang(&self) -> f64 {
        let reach =
            |(x, label): &(f64, String)| self.area.width * (self.x.place(*x) - 1.0) + widest([label]) / 2.0;
        self.x_ticks().last().map_or(0.0, reach).max(0.0)
    }

    /// The place of a data point on the paper.
    pub fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let Area { left, width, height, .. } = self.area;
        (left + width * self.x.place(x), self.area.bottom() - height * self.y.place(y))
    }

    /// The data point at a place on the paper: the inverse of [`Frame::at`].
    pub fn data(&self, (right, down): (f64, f64)) -> (f64, f64) {
        let Area { left, width, height, .. } = self.area;
        (self.x.value((right - left) / width), self.y.value((self.area.bottom() - down) / height))
    }

    /// Whether a place on the paper lies between the axes.
    pub fn holds(&self, (right, down): (f64, f64)) -> bool {
        let area = self.area;
        let inside = |v: f64, low: f64, high: f64| v >= low - 0.5 && v <= high + 0.5;
        inside(right, area.left, area.right()) && inside(down, area.top, area.bottom())
    }

    /// The parts of the line through `points` that lie between the axes, on the paper.
    pub fn clip(&self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let paper: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
        let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
        for pair in paper.windows(2) {
            let Some((from, to)) = self.clip_segment(pair[0], pair[1]) else { continue };
            match parts.last_mut() {
                Some(part) if part.last() == Some(&from) => part.push(to),
                _ => parts.push(vec![from, to]),
            }
        }
        parts
    }

    /// Liang and Barsky (1984): the share of the segment, from `start` to `end` in 0..1, inside all four
    /// sides.
    fn clip_segment(&self, from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        let area = self.area;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let sides = [
            (-dx, from.0 - area.left),
            (dx, area.right() - from.0),
            (-dy, from.1 - area.top),
            (dy, area.bottom() - from.1),
        ];
        let (mut start, mut end) = (0.0_f64, 1.0_f64);
        for (outwards, room) in sides {
            if outwards > 0.0 {
                end = end.min(room / outwards);
            } else if outwards < 0.0 {
                start = start.max(room / outwards);
            } else if room < 0.0 {
                return None;
            }
        }
        let along = |share: f64| if share == 1.0 { to } else { (from.0 + share * dx, from.1 + share * dy) };
        (start <= end).then(|| (along(start), along(end)))
    }

    /// Thin lines at the ticks of both axes.
    pub fn draw_grid(&self, canvas: &mut Canvas) {
        let area = self.area;
        for (x, _) in self.x_ticks() {
            let right = self.at((x, self.y.low)).0;
            canvas.polyline(&[(right, area.top), (right, area.bottom())], Paint::Grid, 1.0, &[]);
        }
        for (y, _) in self.y_ticks() {
            let down = self.at((self.x.low, y)).1;
            canvas.polyline(&[(area.left, down), (area.right(), down)], Paint::Grid, 1.0, &[]);
        }
    }

    /// Both axes with their ticks and names: the horizontal name below, the vertical one above its axis.
    pub fn draw_axes(&self, canvas: &mut Canvas, names: (&str, &str)) {
        let Area { left, top, .. } = self.area;
        let (right, bottom) = (self.area.right(), self.area.bottom());
        canvas.polyline(&[(left, top), (left, bottom), (right, bottom)], Paint::Ink, 1.2, &[]);
        let mut free = f64::NEG_INFINITY;
        for (x, label) in self.x_ticks() {
            let at = self.at((x, self.y.low)).0;
            canvas.polyline(&[(at, bottom), (at, bottom + 5.0)], Paint::Ink, 1.2, &[]);
            let half = text_width(&label) / 2.0;
            if at - half > free {
                canvas.text((at, bottom + 9.0 + BELOW), Anchor::Top, TEXT, &label);
                free = at + half + 4.0;
            }
        }
        for (y, label) in self.y_ticks() {
            let at = self.at((self.x.low, y)).1;
            canvas.polyline(&[(left - 5.0, at), (left, at)], Paint::Ink, 1.2, &[]);
            canvas.text((left - 8.0, at), Anchor::Right, TEXT, &label);
        }
        canvas.text(((left + right) / 2.0, bottom + 9.0 + BELOW + ROW), Anchor::Top, TEXT, names.0);
        canvas.text((left - self.y_label_width(), top - 1.4 * TEXT), Anchor::Left, TEXT, &upwards(names.1));
    }

    fn y_label_width(&self) -> f64 {
        widest(self.y_ticks().iter().map(|(_, label)| label)) + 9.0
    }

    fn x_ticks(&self) -> Vec<(f64, String)> {
        self.x.ticks(1.5 + self.area.width / 110.0)
    }

    fn y_ticks(&self) -> Vec<(f64, String)> {
        self.y.ticks(1.5 + self.area.height / 90.0)
    }
}
