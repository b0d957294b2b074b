//! Rust in colour, at build time: keywords, literals with attributes, comments, and the names that are defined.
//!
//! The lexer is the one that the builder cuts sources with, so that what it colours is Rust as the compiler reads it.
//! Comments are what lies between two tokens.

use crate::slots::escape;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::ops::Range;

const KEYWORDS: [&str; 39] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false",
    "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "Self", "self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
    "yield",
];
/// A name after one of these is being defined.
const DEFINES: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "mod", "const", "static"];

/// The classes of `theme/blocks.css`.
const KEYWORD: char = 'k';
const LITERAL: char = 's';
const COMMENT: char = 'c';
const DEFINED: char = 'd';

/// `text` as HTML in which tokens have their class; what is no Rust stays as it is.
///
/// ```
/// let html = book::face::highlight("let x = 1; // one");
/// assert_eq!(
///     html,
///     "<span class=\"k\">let</span> x = <span class=\"s\">1</span>; <span class=\"c\">// one</span>"
/// );
/// ```
pub fn rust(text: &str) -> String {
    proc_macro2::extra::invalidate_current_thread_spans();
    let Ok(tokens) = text.parse::<TokenStream>() else { return escape(text) };
    let mut painter = Painter { text, done: 0, html: String::new() };
    painter.stream(tokens);
    painter.gap(text.len());
    painter.html
}

struct Painter<'a> {
    text: &'a str,
    /// How far the text is painted.
    done: usize,
    html: String,
}

impl Painter<'_> {
    fn stream(&mut self, tokens: TokenStream) {
        let mut before = String::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let range = token.span().byte_range();
            if range.start < self.done {
                continue; // the tokens that a doc comment stands for lie all in its own place
            }
            match &token {
                TokenTree::Group(group) => {
                    self.plain(group.span_open().byte_range());
                    self.stream(group.stream());
                    self.plain(group.span_close().byte_range());
                }
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    let class = match () {
                        () if before == "'" => None,
                        () if KEYWORDS.contains(&&*ident) => Some(KEYWORD),
                        () if DEFINES.contains(&&*before) => Some(DEFINED),
                        () => None,
                    };
                    self.token(range, class);
                    before = ident;
                    continue;
                }
                TokenTree::Literal(_) => self.token(range, Some(LITERAL)),
                TokenTree::Punct(_) if self.text[range.clone()].starts_with('/') => {
                    self.doc_or_slash(range);
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let mut end = range.end;
                    while let Some(next) = tokens.next_if(attribute) {
                        end = next.span().byte_range().end;
                    }
                    let class = (end > range.end).then_some(LITERAL);
                    self.token(range.start..end, class);
                }
                TokenTree::Punct(_) => self.plain(range),
            }
            before = match &token {
                TokenTree::Punct(punct) => punct.as_char().to_string(),
                _ => String::new(),
            };
        }
    }

    /// A doc comment comes as `#[doc = …]` with the comment's own span; a slash as itself.
    fn doc_or_slash(&mut self, range: Range<usize>) {
        let comment = range.len() > 1;
        self.token(range, comment.then_some(COMMENT));
    }

    fn plain(&mut self, range: Range<usize>) {
        self.token(range, None);
    }

    fn token(&mut self, range: Range<usize>, class: Option<char>) {
        self.gap(range.start);
        self.paint(&self.text[range.clone()], class);
        self.done = range.end.max(self.done);
    }

    /// What lies between two tokens: blanks and comments.
    fn gap(&mut self, end: usize) {
        let mut gap = &self.text[self.done..end.max(self.done)];
        while let Some(at) = gap.find("//").into_iter().chain(gap.find("/*")).min() {
            let (blank, rest) = gap.split_at(at);
            let length = match rest.starts_with("//") {
                true => rest.find('\n').unwrap_or(rest.len()),
                false => rest.find("*/").map_or(rest.len(), |at| at + 2),
            };
            self.paint(blank, None);
            self.paint(&rest[..length], Some(COMMENT));
            gap = &rest[length..];
        }
        self.paint(gap, None);
        self.done = end.max(self.done);
    }

    fn paint(&mut self, text: &str, class: Option<char>) {
        let text = escape(text);
        match class {
            Some(class) => self.html.push_str(&format!("<span class=\"{class}\">{text}</span>")),
            None => self.html.push_str(&text),
        }
    }
}

/// What may follow the `#` of an attribute.
fn attribute(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == '!',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of `text` that got the class.
    fn words(text: &str, class: char) -> Vec<String> {
        let html = rust(text);
        let open = format!("<span class=\"{class}\">");
        html.split(&open).skip(1).map(|rest| rest.split("</span>").next().unwrap().to_string()).collect()
    }

    #[test]
    fn every_character_of_the_source_is_kept_in_its_order() {
        let text =
            "/// Doc.\n#[derive(Debug)]\npub fn f<'a>(x: &'a str) -> u8 {\n    /* a */ b'x' / 2 // end\n}\n";
        let html = rust(text);
        let plain = regex::Regex::new("<[^>]*>").unwrap().replace_all(&html, "").into_owned();
        assert_eq!(plain, escape(text));
    }

    #[test]
    fn tokens_have_the_class_of_their_kind() {
        let text = "/// Doc.\n#[inline]\nconst fn five() -> u8 { 5 } // five\nstruct S<'static>;";
        assert_eq!(words(text, COMMENT), ["/// Doc.", "// five"]);
        assert_eq!(words(text, LITERAL), ["#[inline]", "5"]);
        assert_eq!(words(text, KEYWORD), ["const", "fn", "struct"]);
        assert_eq!(words(text, DEFINED), ["five", "S"]);
    }

    #[test]
    fn what_is_no_rust_is_only_escaped() {
        assert_eq!(rust("fn f( { <"), "fn f( { &lt;");
    }
}
