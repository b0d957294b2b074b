//! The paper: shapes and text in page units, drawn by plotters' SVG backend and finished for the book's
//! pages.

use plotters::backend::SVGBackend;
use plotters::prelude::{Color, DrawingBackend, FontDesc, FontFamily, FontStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::theme::{self, Paint};

/// The backend knows whole-number coordinates only; drawing ten times too large gives tenths of a page unit.
const TENTHS: f64 = 10.0;

/// A rectangle of paper, in page units; `top` is measured downwards from the top of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Area {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// What is left below a strip of this height.
    pub(super) fn below(self, height: f64) -> Self {
        Self { top: self.top + height, height: self.height - height, ..self }
    }
}

/// Which point of a text lies at the given place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The middle of the left edge.
    Left,
    /// The middle of the right edge.
    Right,
    /// The middle of the text.
    Middle,
    /// The middle of the upper edge.
    Top,
    /// The middle of the lower edge.
    Bottom,
}

/// What the figures draw on. Points are (right, down) in page units.
pub struct Canvas<'svg> {
    backend: SVGBackend<'svg>,
    /// The dash pattern of each polyline so far: the backend draws none, so they are put in at the end.
    dashes: Vec<&'static [f64]>,
    crisp: bool,
}

/// The SVG text of what `draw` draws on a paper of this size.
pub(super) fn paint(width: f64, height: f64, draw: impl FnOnce(&mut Canvas)) -> String {
    let mut raw = String::new();
    let size = ((width * TENTHS) as u32, (height * TENTHS) as u32);
    let (dashes, crisp) = {
        let backend = SVGBackend::with_string(&mut raw, size);
        let mut canvas = Canvas { backend, dashes: Vec::new(), crisp: false };
        draw(&mut canvas);
        (canvas.dashes, canvas.crisp) // the backend closes the picture here
    };
    finish(&raw, (width, height), &dashes, crisp)
}

impl Canvas<'_> {
    /// Edges that fall between two pixels of the screen are not blurred: neighbouring rectangles join without
    /// a seam.
    pub fn crisp(&mut self) {
        self.crisp = true;
    }

    /// A line through `points`; `dash` holds the lengths of strokes and gaps, none for a solid line.
    pub fn polyline(&mut self, points: &[(f64, f64)], paint: Paint, width: f64, dash: &'static [f64]) {
        let style = paint.rgb().stroke_width((width * TENTHS).round() as u32);
        self.dashes.push(dash);
        drawn(self.backend.draw_path(points.iter().map(tenths), &style));
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: &[(f64, f64)], paint: Paint, opacity: f64) {
        drawn(self.backend.fill_polygon(points.iter().map(tenths), &paint.rgb().mix(opacity)));
    }

    /// A filled rectangle.
    pub fn rect(&mut self, area: Area, paint: Paint, opacity: f64) {
        let (from, to) = (tenths(&(area.left, area.top)), tenths(&(area.right(), area.bottom())));
        drawn(self.backend.draw_rect(from, to, &paint.rgb().mix(opacity), true));
    }

    /// The outline of a rectangle.
    pub fn outline(&mut self, area: Area, paint: Paint, width: f64) {
        let (left, top, right, bottom) = (area.left, area.top, area.right(), area.bottom());
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.polyline(&corners, paint, width, &[]);
    }

    /// A disc.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, paint: Paint, opacity: f64) {
        let radius = (radius * TENTHS).round() as u32;
        drawn(self.backend.draw_circle(tenths(&centre), radius, &paint.rgb().mix(opacity), true));
    }

    /// The outline of a circle.
    pub fn ring(&mut self, centre: (f64, f64), radius: f64, paint: Paint, width: f64) {
        let style = paint.rgb().stroke_width((width * TENTHS).round() as u32);
        drawn(self.backend.draw_circle(tenths(&centre), (radius * TENTHS).round() as u32, &style, false));
    }

    /// The marker of `series`.
    pub fn marker(&mut self, centre: (f64, f64), radius: f64, series: usize, opacity: f64) {
        let corners = theme::marker(series);
        if corners.is_empty() {
            return self.disc(centre, radius, Paint::Strong(series), opacity);
        }
        let corners: Vec<_> =
            corners.iter().map(|(x, y)| (centre.0 + radius * x, centre.1 + radius * y)).collect();
        self.polygon(&corners, Paint::Strong(series), opacity);
    }

    /// A straight arrow whose point lies at `to`.
    pub fn arrow(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint, width: f64) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
        let (dx, dy) = (dx / length, dy / length);
        let (head, half) = (5.0 + 2.5 * width, 2.0 + 1.2 * width);
        let neck = (to.0 - head * dx, to.1 - head * dy);
        if length > head {
            self.polyline(&[from, neck], paint, width, &[]);
        }
        let wings = [(neck.0 - half * dy, neck.1 + half * dx), (neck.0 + half * dy, neck.1 - half * dx)];
        self.polygon(&[to, wings[0], wings[1]], paint, 1.0);
    }

    /// One row of text.
    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, size: f64, text: &str) {
        self.write(at, anchor, size, text, FontStyle::Normal);
    }

    /// A title in bold, centred in the uppermost row of `area`.
    pub fn title(&mut self, area: Area, text: &str) {
        let at = (area.left + area.width / 2.0, area.top + theme::ROW / 2.0);
        self.write(at, Anchor::Middle, theme::TEXT, text, FontStyle::Bold);
    }

    fn write(&mut self, at: (f64, f64), anchor: Anchor, size: f64, text: &str, style: FontStyle) {
        let (h_pos, v_pos) = match anchor {
            Anchor::Left => (HPos::Left, VPos::Center),
            Anchor::Right => (HPos::Right, VPos::Center),
            Anchor::Middle => (HPos::Center, VPos::Center),
            Anchor::Top => (HPos::Center, VPos::Top),
            Anchor::Bottom => (HPos::Center, VPos::Bottom),
        };
        // The backend writes sizes divided by 1.24.
        let font = FontDesc::new(FontFamily::SansSerif, size * TENTHS * 1.24, style);
        let ink = Paint::Ink.rgb();
        let style = TextStyle::from(font).color(&ink).pos(Pos { h_pos, v_pos });
        drawn(self.backend.draw_text(text, &style, tenths(&at)));
    }
}

fn tenths(&(x, y): &(f64, f64)) -> (i32, i32) {
    ((x * TENTHS).round() as i32, (y * TENTHS).round() as i32)
}

fn drawn<E: std::fmt::Debug>(result: Result<(), E>) {
    result.expect("writing to a string does not fail");
}

/// Attributes that say what holds anyway: the picture below sets ink and font for all its parts.
const NEEDLESS: [&str; 4] =
    [" opacity=\"1\"", " stroke=\"none\"", " font-family=\"sans-serif\"", " fill=\"#222222\""];

/// Gives the backend's picture a size that follows the page, its dashes, and colours that follow the theme.
fn finish(raw: &str, (width, height): (f64, f64), dashes: &[&[f64]], crisp: bool) -> String {
    let (_, body) = raw.split_once(">\n").expect("the backend opens the picture");
    let body = body.trim_end().trim_end_matches("</svg>").to_string();
    let body = NEEDLESS.iter().fold(body, |body, attribute| body.replace(attribute, ""));
    let mut lines = body.split("<polyline");
    let rendering = if crisp { " shape-rendering=\"crispEdges\"" } else { "" };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"system-ui, sans-serif\">\n\
         <g transform=\"scale(0.1)\" fill=\"#222222\" stroke-linejoin=\"round\"{rendering}>\n"
    );
    svg += lines.next().unwrap_or_default();
    for (line, dash) in lines.zip(dashes) {
        svg += "<polyline";
        if !dash.is_empty() {
            let lengths: Vec<_> = dash.iter().map(|length| (length * TENTHS).to_string()).collect();
            svg += &format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        svg += line;
    }
    theme::name_colours(&(svg + "</g>\n</svg>\n"))
}
