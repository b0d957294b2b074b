//! Finished HTML that mdBook must neither change nor index: a slot stands in the page while mdBook renders.
//!
//! An empty element carries the slot's number through mdBook. Formulas, marks and maps take their places as soon as
//! mdBook has rendered; what a program has to say, a [`Hole`], as soon as the program has run. Nothing of them enters
//! the search index, which mdBook builds from the text between tags.

use crate::directive::Source;
use std::collections::BTreeSet;

/// What waits for its place in a rendered page.
#[derive(Debug)]
pub enum Piece {
    /// Finished.
    Html(String),
    /// To be had from the record of a run.
    Hole(Hole),
}

/// A place that the record of a run fills.
#[derive(Debug, Clone)]
pub struct Hole {
    /// The page's place in the book.
    pub page: usize,
    /// Where its directive stands in the page.
    pub at: usize,
    /// What belongs there.
    pub kind: Kind,
}

/// What belongs into a [`Hole`].
#[derive(Debug, Clone)]
pub enum Kind {
    /// A number or word.
    Value(Source),
    /// What a program printed.
    Output(Source),
    /// A table that a program made.
    Table {
        /// The table.
        source: Source,
        /// The element with its caption.
        label: String,
    },
    /// The words above that table.
    Caption(Source),
    /// The mark of a claim.
    Claim {
        /// The claim.
        source: Source,
        /// The sentence that it stands for.
        sentence: String,
        /// Its anchor on the page.
        id: String,
    },
    /// What a claim rests on, in its account.
    Evidence(Source),
    /// The drawings of a figure.
    Drawings {
        /// The chapter's program.
        program: String,
        /// One drawing, or several side by side.
        names: Vec<String>,
        /// What they show, in words.
        alt: Vec<Part>,
    },
    /// A formula with values in it.
    Formula {
        /// Its LaTeX.
        tex: Vec<Part>,
        /// Whether it stands on a line of its own.
        display: bool,
    },
}

/// A part of a text that holds values.
#[derive(Debug, Clone)]
pub enum Part {
    /// As written.
    Text(String),
    /// A value, and where its directive stands in the page.
    Value(Source, usize),
}

/// The pieces that wait, by number.
#[derive(Debug, Default)]
pub struct Slots(Vec<Piece>);

const OPEN: &str = "<span data-slot=\"";
const CLOSE: &str = "\"></span>";

impl Slots {
    /// Keeps `html` and returns the element that stands for it.
    pub fn keep(&mut self, html: String) -> String {
        self.add(Piece::Html(html))
    }

    /// Keeps a place for `hole` and returns the element that stands for it.
    pub fn hole(&mut self, hole: Hole) -> String {
        self.add(Piece::Hole(hole))
    }

    fn add(&mut self, piece: Piece) -> String {
        self.0.push(piece);
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// The holes, with the numbers of their slots.
    pub fn holes(&self) -> impl Iterator<Item = (usize, &Hole)> {
        self.0.iter().enumerate().filter_map(|(number, piece)| match piece {
            Piece::Hole(hole) => Some((number, hole)),
            Piece::Html(_) => None,
        })
    }

    /// The numbers of the holes that marks of claims fill.
    pub fn marks(&self) -> BTreeSet<usize> {
        let marks = self.holes().filter(|(_, hole)| matches!(hole.kind, Kind::Claim { .. }));
        marks.map(|(number, _)| number).collect()
    }

    /// Puts finished HTML into the places that wait for it; holes stay.
    pub fn fill(&self, html: &str) -> String {
        fill(html, |number| match self.0.get(number) {
            Some(Piece::Html(html)) => Some(html),
            _ => None,
        })
    }
}

/// `html` with each slot replaced by what `piece` has for its number; where it has nothing, the slot stays.
pub fn fill<'a>(html: &str, piece: impl Fn(usize) -> Option<&'a String>) -> String {
    let mut filled = String::with_capacity(html.len() * 2);
    let mut parts = html.split(OPEN);
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let slot =
            part.split_once(CLOSE).and_then(|(number, rest)| Some((piece(number.parse().ok()?)?, rest)));
        match slot {
            Some((html, rest)) => filled.extend([html, rest]),
            None => filled.extend([OPEN, part]),
        }
    }
    filled
}

/// The numbers of the slots that wait in `html`.
pub fn waiting(html: &str) -> Vec<usize> {
    let parts = html.split(OPEN).skip(1);
    parts.filter_map(|part| part.split_once(CLOSE)?.0.parse().ok()).collect()
}

/// `text` with the characters that mean something in HTML escaped.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value() -> Hole {
        let source = Source { program: "demo".into(), name: "rate".into() };
        Hole { page: 0, at: 0, kind: Kind::Value(source) }
    }

    #[test]
    fn a_slot_is_filled_wherever_it_is_repeated() {
        let mut slots = Slots::default();
        let (a, b) = (slots.keep("<b>A</b>".into()), slots.keep("B".into()));
        assert_eq!(slots.fill(&format!("x{b}y{a}z{b}")), "xBy<b>A</b>zB");
    }

    #[test]
    fn a_hole_stays_until_it_can_be_filled() {
        let mut slots = Slots::default();
        let (a, b) = (slots.keep("A".into()), slots.hole(value()));
        let draft = slots.fill(&format!("{a} and {b}"));
        assert_eq!(draft, format!("A and {b}"));
        assert_eq!(waiting(&draft), [1]);
        assert_eq!(slots.holes().map(|(number, _)| number).collect::<Vec<_>>(), [1]);
        let seven = "7".to_string();
        assert_eq!(fill(&draft, |number| (number == 1).then_some(&seven)), "A and 7");
    }

    #[test]
    fn what_only_looks_like_a_slot_stays() {
        let text = "<span data-slot=\"9\"></span>";
        assert_eq!(Slots::default().fill(text), text);
    }
}
