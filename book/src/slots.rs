//! Finished HTML that mdBook must neither change nor index: a slot stands in the page while mdBook renders.
//!
//! An empty element carries the slot's number through mdBook; formulas, drawings and marks take their places
//! afterwards. Nothing of them enters the search index, which mdBook builds from the text between tags.

/// The pieces of HTML that wait, by number.
#[derive(Debug, Default)]
pub struct Slots(Vec<String>);

const OPEN: &str = "<span data-slot=\"";
const CLOSE: &str = "\"></span>";

impl Slots {
    /// Keeps `html` and returns the element that stands for it.
    pub fn keep(&mut self, html: String) -> String {
        self.0.push(html);
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// Puts what was kept into the places that wait for it.
    pub fn fill(&self, html: &str) -> String {
        let mut filled = String::with_capacity(html.len() * 2);
        let mut parts = html.split(OPEN);
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let slot = part
                .split_once(CLOSE)
                .and_then(|(number, rest)| Some((self.0.get(number.parse::<usize>().ok()?)?, rest)));
            match slot {
                Some((html, rest)) => filled.extend([html, rest]),
                None => filled.extend([OPEN, part]),
            }
        }
        filled
    }
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

    #[test]
    fn a_slot_is_filled_wherever_it_is_repeated() {
        let mut slots = Slots::default();
        let (a, b) = (slots.keep("<b>A</b>".into()), slots.keep("B".into()));
        assert_eq!(slots.fill(&format!("x{b}y{a}z{b}")), "xBy<b>A</b>zB");
    }

    #[test]
    fn what_only_looks_like_a_slot_stays() {
        let text = "<span data-slot=\"9\"></span>";
        assert_eq!(Slots::default().fill(text), text);
    }
}
