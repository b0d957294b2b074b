//! Several figures in one, side by side and in rows.

use super::Figure;
use super::canvas::{Area, Canvas};

/// The room between two panels.
const GAP: f64 = 24.0;

/// A grid of figures of equal size, filled row by row.
///
/// Two beside each other are still readable on a phone; for more, several figures on the page are better.
///
/// ```
/// use report::plot::{Chart, Figure, Panels};
/// let panel = |title: &str| Chart::new("epoch", "loss").title(title).line("train", [(0, 1), (9, 0)]);
/// let svg = Panels::new(2).add(panel("sigmoid")).add(panel("ReLU")).svg();
/// assert_eq!(svg.matches("font-weight=\"bold\"").count(), 2);
/// ```
pub struct Panels<'a> {
    across: usize,
    figures: Vec<Box<dyn Figure + 'a>>,
}

impl<'a> Panels<'a> {
    /// No panels yet; `across` of them stand side by side.
    ///
    /// # Panics
    /// If `across` is 0.
    #[track_caller]
    pub fn new(across: usize) -> Self {
        assert!(across > 0, "plot: no panels side by side");
        Self { across, figures: Vec::new() }
    }

    /// The next panel.
    #[expect(clippy::should_implement_trait, reason = "adds a panel; nothing is summed")]
    pub fn add(mut self, figure: impl Figure + 'a) -> Self {
        self.figures.push(Box::new(figure));
        self
    }

    fn panel(&self, width: f64) -> (f64, f64) {
        let wide = (width - GAP * (self.across as f64 - 1.0)) / self.across as f64;
        (wide, self.figures.iter().map(|figure| figure.height(wide)).fold(0.0, f64::max))
    }
}

impl Figure for Panels<'_> {
    fn height(&self, width: f64) -> f64 {
        let rows = self.figures.len().div_ceil(self.across) as f64;
        rows * self.panel(width).1 + GAP * (rows - 1.0)
    }

    /// # Panics
    /// If there are no panels.
    fn draw(&self, canvas: &mut Canvas, area: Area) {
        assert!(!self.figures.is_empty(), "plot: there are no panels");
        let (width, height) = self.panel(area.width);
        for (i, figure) in self.figures.iter().enumerate() {
            let left = area.left + (width + GAP) * (i % self.across) as f64;
            let top = area.top + (height + GAP) * (i / self.across) as f64;
            figure.draw(canvas, Area { left, top, width, height });
        }
    }
}
