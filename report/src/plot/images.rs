//! Small grey pictures, such as handwritten digits, in a grid with captions.

use super::Figure;
use super::canvas::{Anchor, Area, Canvas};
use super::data::{self, Number};
use super::theme::{Paint, ROW, TEXT};

/// How many shades a picture has: as many as the eye needs, so that neighbours often share one rectangle.
const SHADES: f64 = 8.0;
/// The room between two pictures.
const GAP: f64 = 10.0;

/// Pictures of one size, row by row; the least value of all of them is paper, the greatest is ink.
///
/// ```
/// use report::plot::{Figure, Images};
/// let svg = Images::new(2, 3).image([0, 9, 9, 0, 0, 9], "4 → 9").svg();
/// // Two dark pixels in a row are one rectangle.
/// assert_eq!(svg.matches("<rect").count(), 2);
/// ```
pub struct Images {
    rows: usize,
    columns: usize,
    across: usize,
    images: Vec<(Vec<f64>, String)>,
}

impl Images {
    /// No pictures yet, each `rows` pixels high and `columns` wide, eight of them side by side.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self { rows, columns, across: 8, images: Vec::new() }
    }

    /// How many pictures stand side by side.
    ///
    /// # Panics
    /// If `across` is 0.
    #[track_caller]
    pub fn across(mut self, across: usize) -> Self {
        assert!(across > 0, "plot: no pictures side by side");
        self.across = across;
        self
    }

    /// A picture from its pixels, row by row, with a caption.
    ///
    /// # Panics
    /// If there are not as many pixels as the size asks for, or one is not finite.
    #[track_caller]
    pub fn image(mut self, pixels: impl IntoIterator<Item = impl Number>, caption: &str) -> Self {
        let pixels = data::values(caption, pixels);
        let (rows, columns) = (self.rows, self.columns);
        assert!(
            pixels.len() == rows * columns,
            "plot: the picture {caption:?} has {} pixels, not {rows} × {columns}",
            pixels.len()
        );
        self.images.push((pixels, caption.to_string()));
        self
    }

    fn has_captions(&self) -> bool {
        self.images.iter().any(|(_, caption)| !caption.is_empty())
    }

    /// The width of one picture.
    fn side(&self, width: f64) -> f64 {
        let across = self.across as f64;
        ((width - 2.0 - GAP * (across - 1.0)) / across).min(150.0)
    }

    /// From the top of one row of pictures to the next.
    fn pitch(&self, width: f64) -> f64 {
        let high = self.side(width) * self.rows as f64 / self.columns as f64;
        high + if self.has_captions() { ROW + 4.0 } else { GAP }
    }
}

impl Figure for Images {
    fn height(&self, width: f64) -> f64 {
        self.images.len().div_ceil(self.across) as f64 * self.pitch(width) + 2.0
    }

    /// # Panics
    /// If there are no pictures.
    fn draw(&self, canvas: &mut Canvas, area: Area) {
        assert!(!self.images.is_empty(), "plot: there are no pictures");
        let (low, high) = data::ends(self.images.iter().flat_map(|(pixels, _)| pixels.iter().copied()));
        let side = self.side(area.width);
        canvas.crisp();
        for (i, (pixels, caption)) in self.images.iter().enumerate() {
            let left = area.left + 1.0 + (side + GAP) * (i % self.across) as f64;
            let top = area.top + 1.0 + self.pitch(area.width) * (i / self.across) as f64;
            let shades: Vec<f64> = pixels.iter().map(|pixel| shade((pixel - low) / (high - low))).collect();
            let bottom = draw_pixels(canvas, (left, top), side / self.columns as f64, &shades, self.columns);
            canvas.outline(Area { left, top, width: side, height: bottom - top }, Paint::Grid, 1.0);
            canvas.text((left + side / 2.0, bottom + 4.0), Anchor::Top, TEXT, caption);
        }
    }
}

/// The nearest of the shades; a picture of one value only is paper.
fn shade(share: f64) -> f64 {
    if share.is_finite() { (share * SHADES).round() / SHADES } else { 0.0 }
}

/// Draws neighbours of one shade as one rectangle; returns the lower edge.
fn draw_pixels(
    canvas: &mut Canvas,
    (left, top): (f64, f64),
    size: f64,
    shades: &[f64],
    columns: usize,
) -> f64 {
    let mut down = top;
    for row in shades.chunks(columns) {
        let mut column = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] > 0.0 {
                let from = left + size * column as f64;
                let pixels = Area { left: from, top: down, width: size * run.len() as f64, height: size };
                canvas.rect(pixels, Paint::Ink, (run[0] * 100.0).round() / 100.0);
            }
            column += run.len();
        }
        down += size;
    }
    down
}
