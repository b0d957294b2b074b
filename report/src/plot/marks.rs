//! What can be drawn between the axes of a chart.

use super::axis::alike;
use super::canvas::{Anchor, Area, Canvas};
use super::frame::Frame;
use super::theme::{self, Paint, SMALL, STROKE, TEXT, text_width};
use super::{contour, region};

type Value<'a> = Box<dyn Fn(f64, f64) -> f64 + 'a>;
type Class<'a> = Box<dyn Fn(f64, f64) -> usize + 'a>;

/// A mark; `series` is the place of its name among the chart's names, none for an unnamed mark.
pub(super) enum Mark<'a> {
    Line { series: Option<usize>, points: Vec<(f64, f64)>, faint: bool },
    Trail { series: Option<usize>, points: Vec<(f64, f64)> },
    Band { series: Option<usize>, low: Vec<(f64, f64)>, high: Vec<(f64, f64)> },
    Scatter { series: Option<usize>, points: Vec<(f64, f64)> },
    Bins { series: Option<usize>, width: f64, bins: Vec<(f64, f64)> },
    Regions(Class<'a>),
    Levels { series: Option<usize>, levels: Vec<f64>, value: Value<'a> },
    Note { at: (f64, f64), text: String },
    Arrow { from: (f64, f64), to: (f64, f64), text: String },
}

impl Mark<'_> {
    /// The points that the axes must reach.
    pub fn reach(&self) -> Vec<(f64, f64)> {
        match self {
            Mark::Line { points, .. } | Mark::Trail { points, .. } | Mark::Scatter { points, .. } => {
                points.clone()
            }
            Mark::Band { low, high, .. } => low.iter().chain(high).copied().collect(),
            Mark::Bins { width, bins, .. } => {
                bins.iter().flat_map(|&(x, count)| [(x, 0.0), (x + width, count)]).collect()
            }
            Mark::Note { at, .. } => vec![*at],
            Mark::Arrow { from, to, .. } => vec![*from, *to],
            Mark::Regions(_) | Mark::Levels { .. } => Vec::new(),
        }
    }

    /// Whether the mark covers the plane: it lies below all others, and stands in place of the grid.
    pub fn is_ground(&self) -> bool {
        matches!(self, Mark::Regions(_) | Mark::Levels { series: None, .. })
    }

    /// Places on the paper, a few units apart, that the mark covers.
    pub fn covers(&self, frame: &Frame) -> Vec<(f64, f64)> {
        let places: Vec<_> = self.reach().into_iter().map(|point| frame.at(point)).collect();
        if !matches!(self, Mark::Line { .. } | Mark::Trail { .. }) {
            return places;
        }
        let between = |pair: &[(f64, f64)]| {
            let (from, by) = (pair[0], (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1));
            let count = (by.0.hypot(by.1) / 8.0).clamp(1.0, 200.0).ceil();
            let place = move |i| (from.0 + by.0 * f64::from(i) / count, from.1 + by.1 * f64::from(i) / count);
            (0..count as u32).map(place)
        };
        places.windows(2).flat_map(between).chain(places.last().copied()).collect()
    }

    /// Draws the mark; where it writes numbers, it keeps away from the places in `taken`.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame, taken: &[(f64, f64)]) {
        match self {
            Mark::Line { series, points, faint: false } => draw_line(canvas, frame, *series, points),
            Mark::Line { series, points, faint: true } => draw_faint(canvas, frame, *series, points),
            Mark::Trail { series, points } => draw_trail(canvas, frame, *series, points),
            Mark::Band { series, low, high } => draw_band(canvas, frame, *series, low, high),
            Mark::Scatter { series, points } => draw_scatter(canvas, frame, *series, points),
            Mark::Bins { series, width, bins } => draw_bins(canvas, frame, *series, *width, bins),
            Mark::Regions(class) => draw_regions(canvas, frame, class),
            Mark::Levels { series, levels, value } => {
                draw_levels(canvas, frame, *series, (levels, value), taken)
            }
            Mark::Note { at, text } => draw_note(canvas, frame, *at, text),
            Mark::Arrow { from, to, text } => draw_arrow(canvas, frame, *from, *to, text),
        }
    }
}

fn draw_line(canvas: &mut Canvas, frame: &Frame, series: Option<usize>, points: &[(f64, f64)]) {
    let (paint, dash) = theme::stroke(series);
    let width = if series.is_some() { STROKE } else { 1.4 };
    for part in frame.clip(points) {
        canvas.polyline(&part, paint, width, dash);
    }
}

/// Thin and without dashes, which many lines of one series would make a thicket of.
fn draw_faint(canvas: &mut Canvas, frame: &Frame, series: Option<usize>, points: &[(f64, f64)]) {
    for part in frame.clip(points) {
        canvas.polyline(&part, theme::stroke(series).0, 0.7, &[]);
    }
}

/// A line with a marker at each step and an arrow head at the end.
fn draw_trail(canvas: &mut Canvas, frame: &Frame, series: Option<usize>, points: &[(f64, f64)]) {
    draw_line(canvas, frame, series, points);
    let paint = theme::stroke(series).0;
    let places: Vec<_> = points.iter().map(|&point| frame.at(point)).collect();
    for &place in places.iter().filter(|&&place| frame.holds(place)) {
        draw_marker(canvas, place, 3.6, series, 1.0);
    }
    if let [.., from, to] = places[..]
        && frame.holds(to)
        && (to.0 - from.0).hypot(to.1 - from.1) > 14.0
    {
        canvas.arrow(from, to, paint, STROKE);
    }
}

fn draw_marker(canvas: &mut Canvas, place: (f64, f64), radius: f64, series: Option<usize>, opacity: f64) {
    match series {
        Some(series) => canvas.marker(place, radius, series, opacity),
        None => canvas.disc(place, 0.8 * radius, Paint::Ink, opacity),
    }
}

fn draw_band(
    canvas: &mut Canvas,
    frame: &Frame,
    series: Option<usize>,
    low: &[(f64, f64)],
    high: &[(f64, f64)],
) {
    let Area { left, top, .. } = frame.area;
    let inside = |&point: &(f64, f64)| {
        let (right, down) = frame.at(point);
        (right.clamp(left, frame.area.right()), down.clamp(top, frame.area.bottom()))
    };
    let outline: Vec<_> = low.iter().chain(high.iter().rev()).map(inside).collect();
    canvas.polygon(&outline, theme::stroke(series).0, 0.22);
}

fn draw_scatter(canvas: &mut Canvas, frame: &Frame, series: Option<usize>, points: &[(f64, f64)]) {
    // Many points are drawn smaller and paler, so that heaps of them show.
    let (radius, opacity) = if points.len() > 400 { (3.0, 0.5) } else { (4.6, 0.8) };
    for place in points.iter().map(|&point| frame.at(point)).filter(|&place| frame.holds(place)) {
        draw_marker(canvas, place, radius, series, opacity);
    }
}

/// Bars that touch, and their outline, which keeps overlapping histograms apart.
fn draw_bins(canvas: &mut Canvas, frame: &Frame, series: Option<usize>, width: f64, bins: &[(f64, f64)]) {
    let mut outline = vec![(bins[0].0, 0.0)];
    for &(x, count) in bins {
        outline.extend([(x, count), (x + width, count)]);
    }
    outline.push((bins[bins.len() - 1].0 + width, 0.0));
    draw_band(canvas, frame, series, &outline, &[]);
    let (paint, dash) = theme::stroke(series);
    for part in frame.clip(&outline) {
        canvas.polyline(&part, paint, 1.6, dash);
    }
}

fn draw_regions(canvas: &mut Canvas, frame: &Frame, class: &Class) {
    let area = frame.area;
    let class = |place| {
        let (x, y) = frame.data(place);
        class(x, y)
    };
    let division = region::divide((area.left, area.top), (area.right(), area.bottom()), &class);
    for strip in &division.strips {
        let mut corners: Vec<_> = strip.left.iter().chain(strip.right.iter().rev()).copied().collect();
        // A hair of overlap with the strips above, so that no paper shines through between them.
        let last = corners.len() - 1;
        for corner in [0, last] {
            corners[corner].1 = (corners[corner].1 - 0.4).max(area.top);
        }
        canvas.polygon(&corners, Paint::Soft(strip.class), 1.0);
    }
    let inner = |strip: &&region::Strip| strip.left.iter().any(|&(right, _)| right > area.left);
    for strip in division.strips.iter().filter(inner) {
        canvas.polyline(&strip.left, Paint::Ink, 1.0, &[]);
    }
    for ledge in &division.ledges {
        canvas.polyline(ledge, Paint::Ink, 1.0, &[]);
    }
}

/// Named levels look like their series; unnamed ones are thin, with their value written where there is room.
fn draw_levels(
    canvas: &mut Canvas,
    frame: &Frame,
    series: Option<usize>,
    (levels, value): (&[f64], &Value),
    taken: &[(f64, f64)],
) {
    let area = frame.area;
    let value = |place| {
        let (x, y) = frame.data(place);
        let height = value(x, y);
        assert!(height.is_finite(), "plot: the function behind the level sets is {height} at ({x}, {y})");
        height
    };
    let (paint, dash) = theme::stroke(series);
    let width = if series.is_some() { STROKE } else { 0.8 };
    let all = contour::lines((area.left, area.top), (area.right(), area.bottom()), levels, &value);
    for line in all.iter().flatten() {
        canvas.polyline(line, paint, width, dash);
    }
    let mut taken = taken.to_vec();
    for (lines, label) in all.iter().zip(alike(levels)).filter(|_| series.is_none()) {
        if let Some(place) = roomiest(lines, area, &taken) {
            label_level(canvas, place, &label);
            taken.push(place);
        }
    }
}

/// The place on the lines, away from the borders, that is farthest from all places taken; 60 units are far enough.
fn roomiest(lines: &[Vec<(f64, f64)>], area: Area, taken: &[(f64, f64)]) -> Option<(f64, f64)> {
    let inside = |&(right, down): &(f64, f64)| {
        (area.left + 24.0..area.right() - 24.0).contains(&right)
            && (area.top + 10.0..area.bottom() - 10.0).contains(&down)
    };
    let room = |place: &(f64, f64)| {
        let distances = taken.iter().map(|other| (place.0 - other.0).hypot(place.1 - other.1));
        distances.fold(60.0, f64::min)
    };
    let places = lines.iter().flatten().filter(|place| inside(place));
    places.map(|place| (room(place), *place)).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place)| place)
}

fn label_level(canvas: &mut Canvas, (right, down): (f64, f64), text: &str) {
    let (width, height) = (text_width(text), SMALL);
    let back = Area { left: right - width / 2.0, top: down - height / 2.0, width, height };
    canvas.rect(back, Paint::Paper, 0.85);
    canvas.text((right, down), Anchor::Middle, SMALL, text);
}

fn draw_note(canvas: &mut Canvas, frame: &Frame, at: (f64, f64), text: &str) {
    write(canvas, frame, frame.at(at), Anchor::Middle, text);
}

/// The text stands at the tail of the arrow, on the side away from its head.
fn draw_arrow(canvas: &mut Canvas, frame: &Frame, from: (f64, f64), to: (f64, f64), text: &str) {
    let (tail, head) = (frame.at(from), frame.at(to));
    canvas.arrow(tail, head, Paint::Ink, 1.4);
    let (across, down) = (head.0 - tail.0, head.1 - tail.1);
    match across.abs() > 2.5 * down.abs() {
        true if across > 0.0 => canvas.text((tail.0 - 5.0, tail.1), Anchor::Right, TEXT, text),
        true => canvas.text((tail.0 + 5.0, tail.1), Anchor::Left, TEXT, text),
        false if down > 0.0 => write(canvas, frame, (tail.0, tail.1 - 1.0), Anchor::Bottom, text),
        false => write(canvas, frame, (tail.0, tail.1 + 4.0), Anchor::Top, text),
    }
}

/// Centred text, moved sideways until it lies between the axes.
fn write(canvas: &mut Canvas, frame: &Frame, (right, down): (f64, f64), anchor: Anchor, text: &str) {
    let half = text_width(text) / 2.0;
    let middle = right.max(frame.area.left + half + 4.0).min(frame.area.right() - half);
    canvas.text((middle, down), anchor, TEXT, text);
}
