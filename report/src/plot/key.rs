//! The key of a chart: which line or marker belongs to which name.

use super::canvas::{Anchor, Area, Canvas};
use super::marks::Mark;
use super::theme::{self, ROW, STROKE, TEXT, text_width, widest};

/// The room that a sample takes, with the gap to its name.
const SAMPLE: f64 = 38.0;
/// The room between two entries.
const GAP: f64 = 22.0;
/// The room between a chart and the key beside it.
const BESIDE: f64 = 8.0;
/// The room between the key and what stands below it.
const APART: f64 = 6.0;

/// What a sample in the key shows.
#[derive(Debug, Default, Clone, Copy)]
struct Sample {
    line: bool,
    marker: bool,
    area: bool,
}

/// The names of a figure's series with their samples.
#[derive(Debug, Default, Clone)]
pub struct Key {
    /// An entry for each series, in order.
    entries: Vec<(String, Sample)>,
}

impl Key {
    /// The key of the series `names`, as `marks` draw them.
    pub(super) fn new(names: &[String], marks: &[Mark]) -> Self {
        let mut entries: Vec<_> = names.iter().map(|name| (name.clone(), Sample::default())).collect();
        for mark in marks {
            match mark {
                Mark::Line { series: Some(i), .. } | Mark::Levels { series: Some(i), .. } => {
                    entries[*i].1.line = true
                }
                Mark::Trail { series: Some(i), .. } => {
                    (entries[*i].1.line, entries[*i].1.marker) = (true, true)
                }
                Mark::Band { series: Some(i), .. } | Mark::Bins { series: Some(i), .. } => {
                    entries[*i].1.area = true
                }
                Mark::Scatter { series: Some(i), .. } => entries[*i].1.marker = true,
                _ => {}
            }
        }
        Self { entries }
    }

    /// The one key that says what all `keys` say; none if fewer than two say anything, or if two of
    /// them have different names for one series.
    pub(super) fn shared(keys: &[Self]) -> Option<Self> {
        let mut all = Self::default();
        for key in keys {
            for (series, (name, sample)) in key.entries.iter().enumerate() {
                match all.entries.get_mut(series) {
                    Some((known, _)) if known != name => return None,
                    Some((_, known)) => {
                        known.line |= sample.line;
                        known.marker |= sample.marker;
                        known.area |= sample.area;
                    }
                    None => all.entries.push((name.clone(), *sample)),
                }
            }
        }
        (keys.iter().filter(|key| !key.is_empty()).count() > 1).then_some(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The height of the key above a chart of this width.
    pub(super) fn height(&self, width: f64) -> f64 {
        self.places(width).last().map_or(0.0, |&(_, top)| top + ROW + APART)
    }

    /// Draws the entries in rows from the upper left corner of `area`.
    pub(super) fn draw_above(&self, canvas: &mut Canvas, area: Area) {
        for (i, (left, top)) in self.places(area.width).into_iter().enumerate() {
            self.draw_entry(canvas, i, (area.left + left, area.top + top + ROW / 2.0));
        }
    }

    /// The room that the entries need beside a chart.
    pub(super) fn width(&self) -> f64 {
        BESIDE + SAMPLE + 1.0 + widest(self.entries.iter().map(|(name, _)| name))
    }

    /// Draws each entry beside the end of its line, where `ends` says how far down that is for each
    /// series.
    pub(super) fn draw_beside(&self, canvas: &mut Canvas, area: Area, ends: &[f64]) {
        let mut order: Vec<usize> = (0..ends.len()).collect();
        order.sort_by(|&a, &b| ends[a].total_cmp(&ends[b]));
        let wanted: Vec<f64> = order.iter().map(|&i| ends[i]).collect();
        for (&i, down) in order.iter().zip(apart(&wanted, ROW - 4.0, area.top, area.bottom())) {
            self.draw_entry(canvas, i, (area.right() + BESIDE, down));
        }
    }

    fn draw_entry(&self, canvas: &mut Canvas, series: usize, (left, down): (f64, f64)) {
        let (name, sample) = &self.entries[series];
        let (paint, dash) = theme::stroke(Some(series));
        let end = left + SAMPLE - 7.0;
        if sample.area {
            let swatch = Area { left, top: down - 7.0, width: end - left, height: 14.0 };
            canvas.rect(swatch, paint, 0.3);
        }
        if sample.line || sample.area {
            canvas.polyline(&[(left, down), (end, down)], paint, STROKE, dash);
        }
        if sample.marker {
            canvas.marker(((left + end) / 2.0, down), 5.0, series, 1.0);
        }
        canvas.text((left + SAMPLE, down), Anchor::Left, TEXT, name);
    }

    /// Where each entry begins, in rows no wider than `width`.
    fn places(&self, width: f64) -> Vec<(f64, f64)> {
        let (mut left, mut top) = (0.0, 0.0);
        let mut places = Vec::new();
        for (name, _) in &self.entries {
            let wide = SAMPLE + text_width(name);
            if left > 0.0 && left + wide > width {
                (left, top) = (0.0, top + ROW);
            }
            places.push((left, top));
            left += wide + GAP;
        }
        places
    }
}

/// Moves the rising numbers `wanted` until neighbours are at least `gap` apart, staying between `low`
/// and `high`.
fn apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut places = wanted.to_vec();
    let mut free = low;
    for place in &mut places {
        *place = place.max(free);
        free = *place + gap;
    }
    let mut free = high;
    for place in places.iter_mut().rev() {
        *place = place.min(free);
        free = *place - gap;
    }
    places
}
