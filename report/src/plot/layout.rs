//! How a chart is laid out: its ends, its key, its frame, and then its marks.

use super::axis::{Axis, Scale};
use super::canvas::{Area, Canvas};
use super::chart::Chart;
use super::frame::Frame;
use super::key::Key;
use super::marks::Mark;
use super::theme::ROW;
use super::{Figure, data};

impl Figure for Chart<'_> {
    fn height(&self, width: f64) -> f64 {
        self.height.unwrap_or(if width > 500.0 { 400.0 } else { 0.7 * width + 90.0 })
    }

    /// # Panics
    /// If nothing fixes the ends of an axis, or a logarithmic axis meets a value that is not positive.
    fn draw(&self, canvas: &mut Canvas, area: Area) {
        self.lay_out(canvas, area, &self.key());
    }

    fn key(&self) -> Key {
        Key::new(&self.names, &self.marks)
    }

    fn draw_without_key(&self, canvas: &mut Canvas, area: Area) {
        self.lay_out(canvas, area, &Key::default());
    }
}

impl Chart<'_> {
    fn lay_out(&self, canvas: &mut Canvas, area: Area, key: &Key) {
        let mut outer = Area { width: area.width - 14.0, height: area.height - 6.0, ..area };
        if !self.title.is_empty() {
            canvas.title(area, &self.title);
            outer = outer.below(ROW);
        }
        let (x, y) = (self.axis(&self.x, |point| point.0), self.axis(&self.y, |point| point.1));
        let beside = !key.is_empty() && key.width() < 0.3 * area.width;
        let ends = self.ends(&x, &y).filter(|_| beside);
        if ends.is_some() {
            outer.width = area.width - key.width();
        } else {
            key.draw_above(canvas, outer);
            outer = outer.below(key.height(outer.width));
        }
        let names = (self.x.name.as_str(), self.y.name.as_str());
        let frame = Frame::fit(outer, x, y, names);
        self.draw_marks(canvas, &frame, names);
        if let Some(ends) = ends {
            let down: Vec<f64> = ends.iter().map(|&end| frame.at(end).1).collect();
            key.draw_beside(canvas, frame.area, &down);
        }
    }

    fn draw_marks(&self, canvas: &mut Canvas, frame: &Frame, names: (&str, &str)) {
        let (ground, figure): (Vec<_>, Vec<_>) = self.marks.iter().partition(|mark| mark.is_ground());
        let taken: Vec<_> = figure.iter().flat_map(|mark| mark.covers(frame)).collect();
        ground.iter().for_each(|mark| mark.draw(canvas, frame, &taken));
        if ground.is_empty() {
            frame.draw_grid(canvas);
        }
        frame.draw_axes(canvas, names);
        figure.iter().for_each(|mark| mark.draw(canvas, frame, &[]));
    }

    /// One axis: it reaches all marks, or the range that was asked for.
    fn axis(&self, scale: &Scale, pick: fn((f64, f64)) -> f64) -> Axis {
        let values: Vec<f64> = self.marks.iter().flat_map(Mark::reach).map(pick).collect();
        if scale.log {
            let ends = scale.range.map(|(low, _)| low);
            let bad = values.iter().copied().chain(ends).find(|value| *value <= 0.0);
            assert!(
                bad.is_none(),
                "plot: {:?} has a logarithmic axis, but there is a value {}; it needs positive ones",
                scale.name,
                bad.unwrap_or_default()
            );
        }
        assert!(
            !values.is_empty() || scale.range.is_some(),
            "plot: no data fix the ends of {:?}; give it a range",
            scale.name
        );
        let (low, high) = data::ends(values);
        Axis::new(scale, low, high)
    }

    /// Where each line ends, if the chart consists of lines that all end at its right edge.
    fn ends(&self, x: &Axis, y: &Axis) -> Option<Vec<(f64, f64)>> {
        let mut ends = vec![None; self.names.len()];
        for mark in &self.marks {
            match mark {
                Mark::Line { series: Some(series), points, .. } => ends[*series] = points.last().copied(),
                Mark::Scatter { .. } | Mark::Bins { .. } | Mark::Trail { .. } | Mark::Levels { .. } => {
                    return None;
                }
                _ => {}
            }
        }
        let ends: Option<Vec<(f64, f64)>> = ends.into_iter().collect();
        let at_edge = |&(across, up): &(f64, f64)| {
            (0.93..=1.001).contains(&x.place(across)) && (0.0..=1.0).contains(&y.place(up))
        };
        ends.filter(|ends| ends.iter().all(at_edge))
    }
}
