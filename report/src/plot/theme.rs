//! How figures look: colours, dashes, marker shapes and sizes.

use plotters::style::RGBColor;

/// The width of a figure in page units; a page may show it larger or smaller.
pub(super) const WIDTH: f64 = 640.0;
/// The size of all ordinary text.
pub(super) const TEXT: f64 = 17.0;
/// The size of numbers inside a figure.
pub(super) const SMALL: f64 = 15.0;
/// The size that a page gives all text on a phone, which shows the figure at 54 %: texts have room for it.
const LARGEST: f64 = 20.5;
/// The height of one row of text.
pub(super) const ROW: f64 = 25.0;
/// The width of a data line.
pub(super) const STROKE: f64 = 2.4;
/// How many series one chart can show and keep distinguishable.
pub(super) const SERIES: usize = 6;

/// A colour by its role; the page decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Text and axes.
    Ink,
    /// Thin lines in the background.
    Grid,
    /// The page itself.
    Paper,
    /// Lines and markers of series 0 to 5.
    Strong(usize),
    /// Pale areas of series 0 to 5.
    Soft(usize),
}

/// CSS variable and fallback of each colour. The six strong colours are those of Okabe and Ito, "Color
/// universal design" (2008), which readers with any of the usual kinds of colour blindness can tell apart.
const COLOURS: [(&str, [u8; 3]); 15] = [
    ("ink", [0x22, 0x22, 0x22]),
    ("grid", [0xD8, 0xD8, 0xD8]),
    ("paper", [0xFF, 0xFF, 0xFF]),
    ("1", [0x00, 0x72, 0xB2]),
    ("2", [0xD5, 0x5E, 0x00]),
    ("3", [0x00, 0x9E, 0x73]),
    ("4", [0xCC, 0x79, 0xA7]),
    ("5", [0xE6, 0x9F, 0x00]),
    ("6", [0x56, 0xB4, 0xE9]),
    ("soft-1", [0xD3, 0xE6, 0xF1]),
    ("soft-2", [0xF8, 0xE1, 0xD1]),
    ("soft-3", [0xD2, 0xEE, 0xE5]),
    ("soft-4", [0xF6, 0xE6, 0xEE]),
    ("soft-5", [0xFB, 0xEE, 0xD0]),
    ("soft-6", [0xE1, 0xF2, 0xFC]),
];

/// `stroke-dasharray` of the lines of series 0 to 5, in page units.
const DASHES: [&[f64]; SERIES] =
    [&[], &[9.0, 5.0], &[2.5, 4.0], &[12.0, 4.0, 2.5, 4.0], &[16.0, 5.0], &[5.0, 3.0]];

impl Paint {
    pub(super) fn rgb(self) -> RGBColor {
        let place = match self {
            Paint::Ink => 0,
            Paint::Grid => 1,
            Paint::Paper => 2,
            Paint::Strong(series) => 3 + series % SERIES,
            Paint::Soft(series) => 3 + SERIES + series % SERIES,
        };
        let [red, green, blue] = COLOURS[place].1;
        RGBColor(red, green, blue)
    }
}

/// Replaces every colour of the table by its CSS variable: `#0072B2` becomes `var(--plot-1,#0072B2)`.
pub(super) fn name_colours(svg: &str) -> String {
    COLOURS.iter().fold(svg.to_string(), |svg, (name, [red, green, blue])| {
        let fixed = format!("#{red:02X}{green:02X}{blue:02X}");
        svg.replace(&format!("\"{fixed}\""), &format!("\"var(--plot-{name},{fixed})\""))
    })
}

/// The colour and the dashes of the lines of a series; an unnamed line is a plain one in ink.
pub(super) fn stroke(series: Option<usize>) -> (Paint, &'static [f64]) {
    series.map_or((Paint::Ink, &[]), |series| (Paint::Strong(series), DASHES[series % SERIES]))
}

/// The corners of the marker of a series, around (0, 0) and about one unit in radius; none stand for a
/// circle.
pub(super) fn marker(series: usize) -> &'static [(f64, f64)] {
    match series % SERIES {
        0 => &[],
        1 => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
        2 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        3 => &[(0.0, -1.4), (1.0, 0.0), (0.0, 1.4), (-1.0, 0.0)],
        4 => &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
        _ => &CROSS,
    }
}

/// The outline of a thick ×.
const CROSS: [(f64, f64); 12] = [
    (0.0, -0.45),
    (0.75, -1.2),
    (1.2, -0.75),
    (0.45, 0.0),
    (1.2, 0.75),
    (0.75, 1.2),
    (0.0, 0.45),
    (-0.75, 1.2),
    (-1.2, 0.75),
    (-0.45, 0.0),
    (-1.2, -0.75),
    (-0.75, -1.2),
];

/// The room that `text` needs where a page shows it largest: on a phone, at 20.5 units. Advances are
/// those of the book's font, Source Sans 3, in classes, rounded up.
pub(super) fn text_width(text: &str) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | ' ' | '(' | ')' | '\'' | '-' | '/' | '·' => 0.31,
        'c' | 'f' | 'r' | 's' | 't' | 'z' | '⁰'..='⁹' | '₀'..='₉' | '²' | '³' | '¹' => 0.46,
        'm' | 'w' | 'M' | 'W' | '%' | '½' | '→' | '⇒' | '√' => 0.84,
        '⋮' | '…' => 1.0,
        c if c.is_uppercase() => 0.67,
        c if c.is_ascii_digit() => 0.5,
        _ => 0.56,
    };
    LARGEST * text.chars().map(em).sum::<f64>()
}

/// The room that the widest of `texts` needs; 0 if there are none.
pub(super) fn widest(texts: impl IntoIterator<Item = impl AsRef<str>>) -> f64 {
    texts.into_iter().map(|text| text_width(text.as_ref())).fold(0.0, f64::max)
}
