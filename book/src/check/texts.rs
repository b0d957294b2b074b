//! The texts of a drawing have room, also on a phone, where a page sets them larger than they were
//! drawn.

use regex::Regex;
use std::sync::LazyLock;

/// The size of all text of a drawing on the narrowest page, in units of the drawing (`margin.css`).
const LARGEST: f64 = 20.5;
/// How far above and below its baseline ink reaches, in ems.
const ASCENT: f64 = 0.72;
const DESCENT: f64 = 0.21;
/// The height of a small letter, which the drawing calls `ex`.
const EX: f64 = 0.49;

static SIZE: LazyLock<Regex> = LazyLock::new(|| regex(r#"viewBox="0 0 ([\d.]+) ([\d.]+)""#));
static TEXT: LazyLock<Regex> = LazyLock::new(|| regex(r"<text ([^>]*)>\s*([^<]*?)\s*</text>"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| regex(r#"([\w-]+)="([^"]*)""#));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed")
}

/// Where the ink of a text lies, in units of the drawing.
struct Placed {
    words: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// What is wrong with the texts of the drawing `svg`, which `report::plot` made: two of them lie on
/// each other, or one leaves the drawing.
///
/// ```
/// use book::check::crowded_texts;
/// let at = |x, words| format!("<text x=\"{x}\" y=\"100\" dy=\"0.5ex\">\n{words}\n</text>");
/// let drawing = |right| format!("<svg viewBox=\"0 0 640 20\">{}{}</svg>", at(0, "SGD"), at(right, "Adam"));
/// assert_eq!(crowded_texts(&drawing(450)), [""; 0]);
/// assert_eq!(crowded_texts(&drawing(300)), ["“SGD” and “Adam” lie on each other"]);
/// ```
pub fn crowded_texts(svg: &str) -> Vec<String> {
    let size = SIZE.captures(svg).map(|size| (number(&size[1]), number(&size[2])));
    let Some((width, height)) = size else { return vec!["it has no size".to_string()] };
    let texts: Vec<Placed> = TEXT
        .captures_iter(svg)
        .filter(|text| !text[2].is_empty())
        .map(|text| placed(&text[1], &text[2]))
        .collect();
    let mut problems = Vec::new();
    for (i, one) in texts.iter().enumerate() {
        if one.left < 0.0 || one.right > width || one.top < 0.0 || one.bottom > height {
            problems.push(format!("“{}” leaves the drawing", one.words));
        }
        for other in texts[i + 1..].iter().filter(|other| one.meets(other)) {
            problems.push(format!("“{}” and “{}” lie on each other", one.words, other.words));
        }
    }
    problems
}

impl Placed {
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The text `words` with these attributes; coordinates are in tenths of a unit.
fn placed(attributes: &str, words: &str) -> Placed {
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let (mut right, mut down, mut anchor, mut lower, mut bold) = (0.0, 0.0, "start", 0.0, false);
    let all: Vec<_> = ATTRIBUTE.captures_iter(attributes).map(|found| found.extract().1).collect();
    for [name, value] in all {
        match name {
            "x" => right = number(value) / 10.0,
            "y" => down = number(value) / 10.0,
            "dy" => lower = ems(value),
            "text-anchor" => anchor = value,
            "font-weight" => bold = value == "bold",
            _ => {}
        }
    }
    let width = LARGEST * words.chars().map(advance).sum::<f64>() * if bold { 1.06 } else { 1.0 };
    let left = match anchor {
        "middle" => right - width / 2.0,
        "end" => right - width,
        _ => right,
    };
    let baseline = down + LARGEST * lower;
    let (top, bottom) = (baseline - ASCENT * LARGEST, baseline + DESCENT * LARGEST);
    Placed { words, left, right: left + width, top, bottom }
}

/// A length such as `0.76em` or `0.5ex`, in ems.
fn ems(length: &str) -> f64 {
    match length.strip_suffix("ex") {
        Some(exes) => EX * number(exes),
        None => number(length.trim_end_matches("em")),
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}

/// How wide a character is in the book's font, Source Sans 3, in ems, rounded up.
fn advance(c: char) -> f64 {
    const CLASSES: [(&str, f64); 11] = [
        ("\u{2009}", 0.1),
        (" ", 0.21),
        ("ijlI.,:;·'", 0.27),
        ("()-f", 0.32),
        ("/rt°", 0.35),
        ("¹²³⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", 0.41),
        ("sz", 0.43),
        ("cvxyJY", 0.48),
        ("0123456789+=−×±ekFL", 0.5),
        ("Mw", 0.73),
        ("mW%½→↑↓√", 0.84),
    ];
    let class = CLASSES.iter().find(|(members, _)| members.contains(c));
    class.map_or(if c.is_uppercase() { 0.67 } else { 0.56 }, |class| class.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(attributes: &str) -> String {
        format!("<svg viewBox=\"0 0 640 100\"><text {attributes}>\nloss\n</text></svg>")
    }

    #[test]
    fn a_text_that_is_cut_at_an_edge_is_found() {
        let inside = r#"x="6000" y="500" dy="0.5ex" text-anchor="middle""#;
        assert_eq!(crowded_texts(&drawing(inside)), [""; 0]);
        for outside in [
            r#"x="6200" y="500" dy="0.5ex""#,
            r#"x="300" y="500" dy="0.5ex" text-anchor="end""#,
            r#"x="3000" y="950" dy="0.76em" text-anchor="middle""#,
            r#"x="3000" y="100" dy="-0.5ex" text-anchor="middle""#,
        ] {
            assert_eq!(crowded_texts(&drawing(outside)), ["“loss” leaves the drawing"], "{outside}");
        }
    }

    #[test]
    fn a_text_below_another_has_room_in_the_next_row() {
        let texts = |down: u32| {
            let text = |y| format!("<text x=\"100\" y=\"{y}\" dy=\"0.5ex\">\nq\n</text>");
            format!("<svg viewBox=\"0 0 640 100\">{}{}</svg>", text(200), text(down))
        };
        assert_eq!(crowded_texts(&texts(450)), [""; 0]);
        assert_eq!(crowded_texts(&texts(380)), ["“q” and “q” lie on each other"]);
    }
}
