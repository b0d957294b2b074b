//! What a claim rests on: its verdict, what was seen, and the lines that assert it.

use super::ROOT;
use crate::face;
use crate::record::Claim;
use crate::slots::escape;
use crate::source_pages;
use crate::sources::{Assertion, Sources};
use std::collections::BTreeMap;

/// The assertions of all programs, by file and line.
#[derive(Debug, Default)]
pub struct Assertions(BTreeMap<String, Vec<Piece>>);

/// The lines of an assertion.
#[derive(Debug)]
struct Piece {
    line: usize,
    /// First line, last line and text of each part.
    parts: Vec<(usize, usize, String)>,
}

impl Assertions {
    /// Takes the assertions out of `sources`.
    pub fn collect(sources: &Sources) -> Self {
        let files = sources.files.iter().filter(|file| !file.assertions.is_empty());
        let cut = |text: &str, assertion: &Assertion| {
            let parts = assertion.lines.iter().map(|lines| {
                let count = lines.end() - lines.start() + 1;
                let text: Vec<&str> = text.lines().skip(lines.start() - 1).take(count).collect();
                (*lines.start(), *lines.end(), text.join("\n"))
            });
            Piece { line: assertion.line, parts: parts.collect() }
        };
        let files = files.map(|file| {
            let pieces = file.assertions.iter().map(|assertion| cut(&file.text, assertion));
            (file.name.clone(), pieces.collect())
        });
        Self(files.collect())
    }

    /// What `claim` rests on.
    pub fn evidence(&self, claim: &Claim) -> String {
        let (class, mark, verdict) = match (claim.holds, claim.evidence.strip_prefix("seeds ")) {
            (true, None) => ("", "✓", "It holds; nothing here is left to chance.".to_string()),
            (true, Some(seeds)) => ("", "✓", format!("It holds on {seeds} seeds.")),
            (false, None) => (" failed", "✗", "It no longer holds.".to_string()),
            (false, Some(seeds)) => (" failed", "✗", format!("It no longer holds: on {seeds} seeds.")),
        };
        format!(
            "<p class=\"verdict{class}\"><span class=\"tick\" aria-hidden=\"true\">{mark}</span> {verdict} \
             <span class=\"seen\">Seen: {}</span></p>{}",
            escape(&claim.seen),
            self.listing(claim)
        )
    }

    /// The lines that assert `claim`, or where they are.
    fn listing(&self, claim: &Claim) -> String {
        let file = Sources::name_of(&claim.file);
        let place = |first: usize, last: usize| {
            let lines = if first == last { first.to_string() } else { format!("{first}–{last}") };
            format!("<a href=\"{ROOT}{}\">{lines}</a>", source_pages::address(&file, first))
        };
        let piece = self.0.get(&file).and_then(|pieces| pieces.iter().find(|piece| piece.line == claim.line));
        let (places, text) = match piece {
            Some(piece) => {
                let places = piece.parts.iter().map(|(first, last, _)| place(*first, *last));
                let texts = piece.parts.iter().map(|(_, _, text)| text.as_str());
                (places.collect::<Vec<_>>().join(", "), dedent(&texts.collect::<Vec<_>>().join("\n")))
            }
            None => (place(claim.line, claim.line), String::new()),
        };
        let code = if text.is_empty() { String::new() } else { face::listing(&text) };
        let file = escape(&file);
        let caption = format!("<figcaption><code>{file}</code> {places}</figcaption>");
        format!("<figure class=\"listing\">{caption}{code}</figure>")
    }
}

/// `text` moved to the left as far as all of its lines allow.
fn dedent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let margin = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines = text.lines().map(|line| line.get(margin..).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}
