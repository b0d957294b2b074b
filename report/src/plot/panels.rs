//! Several figures in one, side by side and in rows.

use super::Figure;
use super::canvas::{Area, Canvas};
use super::key::Key;

/// The room between two panels.
const GAP: f64 = 24.0;

/// A grid of figures of equal size, filled row by row, with one key for all of them where they agree.
///
/// Two beside each other are still readable on a phone; for more, several figures on the page are better.
///
/// ```
/// use report::plot::{Chart, Figure, Panels};
/// let panel = |title: &str| Chart::new("epoch", "loss").title(title).line("train", [(0, 1), (9, 0)]);
/// let svg = Panels::new(2).add(panel("sigmoid")).add(panel("ReLU")).svg();
/// assert_eq!(svg.matches("font-weight=\"bold\"").count(), 2);
/// assert_eq!(svg.matches(">\ntrain\n<").count(), 1, "one key for both");
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

    fn shared_key(&self) -> Option<Key> {
        let keys: Vec<Key> = self.figures.iter().map(|figure| figure.key()).collect();
        Key::shared(&keys)
    }

    /// Width and height of one panel.
    fn panel(&self, width: f64) -> (f64, f64) {
        let wide = (width - GAP * (self.across as f64 - 1.0)) / self.across as f64;
        (wide, self.figures.iter().map(|figure| figure.height(wide)).fold(0.0, f64::max))
    }
}

impl Figure for Panels<'_> {
    fn height(&self, width: f64) -> f64 {
        let rows = self.figures.len().div_ceil(self.across) as f64;
        let key = self.shared_key().map_or(0.0, |key| key.height(width));
        key + rows * self.panel(width).1 + GAP * (rows - 1.0)
    }

    /// # Panics
    /// If there are no panels.
    fn draw(&self, canvas: &mut Canvas, area: Area) {
        assert!(!self.figures.is_empty(), "plot: there are no panels");
        let (width, height) = self.panel(area.width);
        let key = self.shared_key();
        let grid = key.as_ref().map_or(area, |key| area.below(key.height(area.width)));
        if let Some(key) = &key {
            key.draw_above(canvas, area);
        }
        for (i, figure) in self.figures.iter().enumerate() {
            let left = grid.left + (width + GAP) * (i % self.across) as f64;
            let top = grid.top + (height + GAP) * (i / self.across) as f64;
            let panel = Area { left, top, width, height };
            match key {
                Some(_) => figure.draw_without_key(canvas, panel),
                None => figure.draw(canvas, panel),
            }
        }
    }
}
