//! What the search of the book knows: every section's heading, prose, the terms that it introduces, and the names in
//! its listings, each by itself, so that prose can count for more than code.
//!
//! The index is the text; `theme/search.js` makes it searchable when a reader first asks. Formulas, drawings and
//! numbers of printouts and tables are left out; a table's caption and the names of its columns are prose.

use crate::face::Face;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// One section of a page; the text before the first heading belongs to the page's title.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Section {
    /// The fragment that leads to it; empty for the page itself.
    pub id: String,
    /// Its heading; empty for the page itself.
    pub heading: String,
    /// Its prose.
    pub text: String,
    /// What is set in bold: the terms that it introduces.
    pub terms: String,
    /// The names in its listings, each once.
    pub names: BTreeSet<String>,
}

/// The sections of all pages in the contents, by address.
#[derive(Debug, Clone)]
pub struct Index {
    face: Face,
    pages: BTreeMap<String, Vec<Section>>,
}

impl Index {
    /// An index of the book with this face, which knows no page yet.
    pub fn new(face: Face) -> Self {
        Self { face, pages: BTreeMap::new() }
    }

    /// Learns what the dressed page `html` at `path` says, in the place of what it said before.
    pub fn learn(&mut self, path: &str, html: &str) {
        if self.face.place(path).is_some() {
            self.pages.insert(path.to_string(), sections(html));
        }
    }

    /// The index as a script for the browser.
    pub fn script(&self) -> String {
        let section = |section: &Section| {
            let Section { id, heading, text, terms, names } = section;
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            serde_json::json!([id, heading, text, terms, names.join(" ")])
        };
        let page = |(path, sections): (&String, &Vec<Section>)| {
            let place = self.face.place(path)?;
            Some(serde_json::json!({
                "path": path,
                "title": place.title,
                "number": place.number,
                "sections": sections.iter().map(section).collect::<Vec<_>>(),
            }))
        };
        let pages: Vec<_> = self.pages.iter().filter_map(page).collect();
        format!("window.bookIndex = {};\n", serde_json::Value::from(pages))
    }
}

/// The sections of the page `html`.
///
/// ```
/// let sections = book::search::sections(
///     "<main><h1>A</h1><p>Before.</p><h2 id=\"b\">B</h2><p>The <strong>bias</strong>.</p><pre>let w;</pre></main>",
/// );
/// assert_eq!(sections[0].text, "Before.");
/// assert_eq!((sections[1].heading.as_str(), sections[1].terms.as_str()), ("B", "bias"));
/// assert!(!sections[1].text.contains("let w"));
/// ```
pub fn sections(html: &str) -> Vec<Section> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // A page cannot ask for more input: it is complete.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut sections = tokenizer.sink.0.into_inner().sections;
    for section in &mut sections {
        for text in [&mut section.heading, &mut section.text, &mut section.terms] {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    sections.retain(|section| !section.text.is_empty() || !section.heading.is_empty());
    sections
}

/// What is no prose, and classes of elements that are none.
const SILENT: [&str; 7] = ["script", "style", "svg", "math", "nav", "summary", "h1"];
const SILENT_CLASSES: [&str; 9] =
    ["katex", "in-chapter", "facts", "legend", "claim", "map", "question", "command", "wait"];

#[derive(Default)]
struct Reader(RefCell<State>);

#[derive(Default)]
struct State {
    sections: Vec<Section>,
    main: bool,
    /// The element whose content is passed over, and how many of its name are open inside it.
    silent: Option<(String, usize)>,
    /// Inside a listing or a printout, whose caption is no prose.
    block: bool,
    /// Inside a table that a program made, whose cells are no prose.
    table: bool,
    code: bool,
    heading: bool,
    strong: bool,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => state.tag(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) {
        let (name, opens) = (&*tag.name, tag.kind == TagKind::StartTag);
        if name == "main" {
            self.main = opens;
            self.sections.push(Section::default());
        }
        if !self.main || tag.self_closing {
            return;
        }
        if let Some((silent, depth)) = &mut self.silent {
            if silent == name {
                *depth = if opens { *depth + 1 } else { *depth - 1 };
            }
            if *depth == 0 {
                self.silent = None;
            }
            return;
        }
        let class = attribute(tag, "class");
        let silent = |class: &str| class.split(' ').any(|class| SILENT_CLASSES.contains(&class));
        let cells = self.table && name == "tbody";
        if opens && (SILENT.contains(&name) || silent(&class) || cells) {
            self.silent = Some((name.to_string(), 1));
            return;
        }
        match name {
            "h2" | "h3" => {
                self.heading = opens;
                if opens {
                    let section = Section { id: attribute(tag, "id"), ..Section::default() };
                    self.sections.push(section);
                }
            }
            "pre" => self.code = opens,
            "strong" | "dfn" => {
                self.strong = opens;
                self.blank();
            }
            "figure" => {
                let block = |class| class == "output" || class == "listing";
                self.block = opens && class.split(' ').any(block);
                self.table = opens && class.split(' ').any(|class| class == "table");
            }
            "a" | "em" | "code" | "span" | "sub" | "sup" => {}
            _ => self.blank(),
        }
    }

    /// Words of two blocks do not run together.
    fn blank(&mut self) {
        if let Some(section) = self.sections.last_mut() {
            section.text.push(' ');
            section.terms.push(' ');
        }
    }

    fn text(&mut self, text: &str) {
        let Some(section) = self.sections.last_mut().filter(|_| self.main) else { return };
        match () {
            () if self.silent.is_some() => {}
            () if self.code => section.names.extend(names(text)),
            () if self.block => {}
            () if self.heading => section.heading.push_str(text),
            () => {
                section.text.push_str(text);
                if self.strong {
                    section.terms.push_str(text);
                }
            }
        }
    }
}

/// The names of three letters and more in a listing.
fn names(code: &str) -> impl Iterator<Item = String> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words = words.filter(|word| word.len() > 2 && !word.starts_with(|c: char| c.is_numeric()));
    words.map(str::to_string)
}

fn attribute(tag: &Tag, name: &str) -> String {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_formulas_nor_drawings_nor_printouts_are_searched() {
        let sections = sections(
            "<main><p>Here <span class=\"katex\"><span>alpha</span><math>beta</math></span> is \
             <svg><text>axis</text></svg>it.</p><figure class=\"output\"><pre>0.5</pre>\
             <figcaption>cargo run</figcaption></figure><p>After</p></main><p>Foot</p>",
        );
        assert_eq!(sections[0].text, "Here is it. After");
        assert!(sections[0].names.is_empty());
    }

    #[test]
    fn of_a_table_caption_and_header_are_searched_and_of_one_in_the_text_everything() {
        let rows =
            "<table><thead><tr><th>best rate</th></tr></thead><tbody><tr><td>Adam</td></tr></tbody></table>";
        let sections = sections(&format!(
            "<main><p>One.</p><figure class=\"table\"><figcaption>Rules.</figcaption><div><p class=\"command\">\
             cargo run</p>{rows}</div></figure><p>Two.</p>{rows}</main>",
        ));
        assert_eq!(sections[0].text, "One. Rules. best rate Two. best rate Adam");
    }

    #[test]
    fn names_of_a_listing_are_kept_once() {
        let page = "<main><pre>let rate = rate * 0.5;</pre></main>";
        assert!(sections(page).is_empty(), "a page without words has no sections");
        let page = "<main><p>Text</p><pre>let rate = rate * 0.5;</pre></main>";
        let names: Vec<_> = sections(page)[0].names.iter().cloned().collect();
        assert_eq!(names, ["let", "rate"]);
    }
}
