//! Figures: charts, bars, tables of shades, small grey pictures and diagrams of networks, each as one SVG
//! text.
//!
//! A figure is drawn 640 units wide and scales with the page. Its colours are CSS variables, so it follows
//! the theme of the page; a series also differs from the others by its dashes or by the shape of its markers,
//! so that it can be told apart without colour.
//!
//! | figure | shows |
//! |---|---|
//! | [`Chart`] | numbers along two axes: lines, bands, points, regions, level sets, histograms |
//! | [`Bars`] | one number for each of a few names |
//! | [`HeatMap`] | a matrix, such as a confusion matrix |
//! | [`Images`] | small grey pictures with captions |
//! | [`Diagram`] | a network: nodes and edges |
//! | [`Panels`] | several of these side by side |

mod axis;
mod bars;
mod canvas;
mod chart;
mod contour;
mod data;
mod diagram;
mod frame;
mod heatmap;
mod images;
mod key;
mod layout;
mod marks;
mod panels;
mod region;
mod theme;

pub use bars::Bars;
pub use canvas::{Area, Canvas};
pub use chart::Chart;
pub use data::{Number, Point};
pub use diagram::Diagram;
pub use heatmap::HeatMap;
pub use images::Images;
pub use key::Key;
pub use panels::Panels;
pub use theme::Paint;

/// Something that can be drawn into a rectangle of paper.
pub trait Figure {
    /// The height that suits a figure of this `width`, in page units.
    fn height(&self, width: f64) -> f64;

    /// Draws the figure into `area`.
    fn draw(&self, canvas: &mut Canvas, area: Area);

    /// Which line or marker belongs to which name; empty for a figure that has no such key.
    fn key(&self) -> Key {
        Key::default()
    }

    /// As [`Figure::draw`], for a figure whose [`Figure::key`] stands elsewhere.
    fn draw_without_key(&self, canvas: &mut Canvas, area: Area) {
        self.draw(canvas, area);
    }

    /// The whole figure as the text of one SVG picture.
    ///
    /// ```
    /// use report::plot::{Chart, Figure};
    /// let svg = Chart::new("epoch", "loss").line("train", [(0, 2.0), (1, 0.5)]).svg();
    /// assert!(svg.starts_with("<svg ") && svg.contains("viewBox=\"0 0 640 400\""));
    /// ```
    fn svg(&self) -> String {
        let area =
            Area { left: 0.0, top: 0.0, width: theme::WIDTH, height: self.height(theme::WIDTH).round() };
        canvas::paint(area.width, area.height, |canvas| self.draw(canvas, area))
    }
}
