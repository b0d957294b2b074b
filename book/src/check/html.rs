//! A rendered page, read as a browser would read it: its ids, its links, its headings and what it would fetch.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};
use std::cell::RefCell;

/// What was found on a rendered page.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// Every `id`, as often as it occurs.
    pub ids: Vec<String>,
    /// Every `href` of a link.
    pub links: Vec<String>,
    /// Every address that the browser fetches by itself, with the element that asks for it.
    pub fetched: Vec<(String, String)>,
    /// The text outside code, scripts and styles.
    pub text: String,
    /// The text of styles and of `style` attributes.
    pub styles: String,
    /// Images without words for those who do not see them.
    pub mute_images: Vec<String>,
}

/// Reads the page `html`.
pub(super) fn read(html: &str) -> Rendered {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // A page cannot ask for more input: it is complete.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.state.into_inner().rendered
}

#[derive(Default)]
struct Reader {
    state: RefCell<ReaderState>,
}

#[derive(Default)]
struct ReaderState {
    rendered: Rendered,
    /// How deep inside `code`, `pre`, `script`, `style` and MathML's copy of the LaTeX.
    silent: usize,
    style: bool,
}

const SILENT: [&str; 6] = ["code", "pre", "script", "style", "annotation", "title"];

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) if state.style => state.rendered.styles.push_str(&text),
            Token::CharacterTokens(text) if state.silent == 0 => state.rendered.text.push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl ReaderState {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if SILENT.contains(&name) && !tag.self_closing {
            match tag.kind {
                TagKind::StartTag => self.silent += 1,
                TagKind::EndTag => self.silent = self.silent.saturating_sub(1),
            }
        }
        self.style = name == "style" && tag.kind == TagKind::StartTag;
        if tag.kind == TagKind::EndTag {
            self.rendered.text.push(' ');
            return TokenSinkResult::Continue;
        }
        self.attributes(tag);
        match name {
            "script" => TokenSinkResult::RawData(states::RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(states::RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(states::RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn attributes(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let mut alt = None;
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match (name, &*attribute.name.local) {
                (_, "id") => self.rendered.ids.push(value),
                ("a" | "area", "href") => self.rendered.links.push(value),
                (
                    _,
                    "href" | "xlink:href" | "src" | "srcset" | "data" | "poster" | "action" | "background",
                ) => {
                    self.rendered.fetched.push((name.to_string(), value));
                }
                (_, "style") => self.rendered.styles.push_str(&value),
                ("img", "alt") => alt = Some(value),
                _ => {}
            }
        }
        if name == "img" && alt.is_none_or(|alt| alt.trim().is_empty()) {
            let source = tag.attrs.iter().find(|attribute| &*attribute.name.local == "src");
            self.rendered.mute_images.push(source.map(|source| source.value.to_string()).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_without_its_code() {
        let page = read(
            "<h1 id=a>T</h1><p>one <code>{{#x}} $</code> <a href='b.html#c'>two</a> <img src=i.png></p>\
             <script>if (a < b) { '$' }</script><style>p{background:url(https://x.org/i)}</style>",
        );
        assert_eq!(page.ids, ["a"]);
        assert_eq!(page.links, ["b.html#c"]);
        assert_eq!(page.fetched, [("img".to_string(), "i.png".to_string())]);
        assert_eq!(page.mute_images, ["i.png"]);
        assert!(!page.text.contains('$') && !page.text.contains('{'), "{:?}", page.text);
        assert!(page.styles.contains("https://x.org"));
    }
}
