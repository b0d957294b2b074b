//! A doc comment as prose: Markdown with typeset formulas and links that lead into the library; its examples stand
//! by themselves, to be shown beside the code.

use super::names::Names;
use super::tex::{is_formula, tex};
use crate::face;
use crate::maths::Maths;
use crate::page::options;
use crate::problem::Problems;
use crate::slots::escape;
use crate::source_pages;
use crate::sources::{Doc, Item, SourceFile};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

/// What comments are set with.
pub struct Setter<'a> {
    /// What their links may mean.
    pub names: &'a Names,
    /// Sets formulas.
    pub maths: &'a Maths,
    /// What is wrong with them.
    pub problems: &'a mut Problems,
}

/// A comment, set.
#[derive(Debug, Default)]
pub struct Prose {
    /// The text.
    pub html: String,
    /// The examples: Rust without the lines that only make it compile.
    pub examples: Vec<String>,
}

impl Setter<'_> {
    /// Sets the comment `doc` on `item` of `file`; without an item, it is the comment on the file itself.
    pub fn set(&mut self, file: &SourceFile, item: Option<&Item>, doc: &Doc) -> Prose {
        let mut broken = |link: BrokenLink| {
            let name = link.reference.to_string();
            is_name(&name).then(|| (CowStr::from(name), CowStr::from("")))
        };
        let parser = Parser::new_with_broken_link_callback(&doc.text, options(), Some(&mut broken));
        let mut prose = Prose::default();
        let mut events: Vec<Event> = Vec::new();
        let mut fence: Option<(String, String)> = None;
        let mut links = Vec::new();
        for (event, range) in parser.into_offset_iter() {
            let line = doc.first + doc.text[..range.start].matches('\n').count();
            match event {
                Event::Start(Tag::CodeBlock(kind)) => fence = Some((language(&kind), String::new())),
                Event::Text(text) if fence.is_some() => {
                    fence.iter_mut().for_each(|(_, body)| body.push_str(&text));
                }
                Event::End(TagEnd::CodeBlock) => {
                    let (language, body) = fence.take().unwrap_or_default();
                    match language.as_str() {
                        "rust" => prose.examples.push(without_hidden(&body)),
                        _ => events.push(Event::Html(face::sheet(body.trim_end()).into())),
                    }
                }
                Event::Code(text) if is_formula(&text) => {
                    events.push(self.formula(file, line, &tex(&text), false));
                }
                Event::InlineMath(tex) => events.push(self.formula(file, line, &tex, false)),
                Event::DisplayMath(tex) => events.push(self.formula(file, line, &tex, true)),
                Event::Start(Tag::Heading { level, .. }) => events.push(open_heading(item.is_some(), level)),
                Event::End(TagEnd::Heading(level)) => events.push(close_heading(item.is_some(), level)),
                Event::Start(Tag::Link { dest_url, title, link_type, id }) => {
                    let address = self.address(file, item, &dest_url);
                    links.push(address.is_some());
                    if let Some(dest_url) = address.map(CowStr::from) {
                        events.push(Event::Start(Tag::Link { dest_url, title, link_type, id }));
                    }
                }
                Event::End(TagEnd::Link) if links.pop() == Some(false) => {}
                other => {
                    if matches!(&other, Event::Text(text) if text.contains('$')) {
                        let cure = "close the formula with `$`, its braces too, or put the sign in backticks";
                        self.problems.add(&file.name, line, "a stray `$` in a comment", cure);
                    }
                    events.push(other);
                }
            }
        }
        html::push_html(&mut prose.html, events.into_iter());
        prose
    }

    fn formula<'e>(&mut self, file: &SourceFile, line: usize, tex: &str, display: bool) -> Event<'e> {
        match self.maths.render(tex, display) {
            Ok(html) => Event::InlineHtml(html.into()),
            Err((message, cure)) => {
                self.problems.add(&file.name, line, message, cure);
                Event::Text("".into())
            }
        }
    }

    /// Where a link leads that names an item or another site; what the library does not have leads nowhere.
    fn address(&self, file: &SourceFile, item: Option<&Item>, name: &str) -> Option<String> {
        if name.contains("://") || name.starts_with('#') {
            return Some(name.to_string());
        }
        let place = self.names.find(file, item, name)?;
        Some(format!("{}{}", source_pages::root(&file.name), source_pages::place(&place.file, &place.anchor)))
    }
}

/// A name between brackets is a link; what else stands there is a list or an interval.
fn is_name(text: &str) -> bool {
    let text = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text);
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_:!()".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_part)
}

/// What a fence holds; without a word it is Rust.
fn language(kind: &CodeBlockKind) -> String {
    let info = match kind {
        CodeBlockKind::Fenced(info) => info.split(',').next().unwrap_or_default(),
        CodeBlockKind::Indented => "text",
    };
    match info {
        "" | "should_panic" | "no_run" | "compile_fail" => "rust".to_string(),
        other => other.to_string(),
    }
}

/// Of an item, a heading such as `# Panics` begins its paragraph; of a file, it is a heading of the page.
fn open_heading<'e>(run_in: bool, level: HeadingLevel) -> Event<'e> {
    match run_in {
        true => Event::Html("<p class=\"run-in\"><strong>".into()),
        false => Event::Html(format!("<h{}>", heading(level)).into()),
    }
}

fn close_heading<'e>(run_in: bool, level: HeadingLevel) -> Event<'e> {
    match run_in {
        true => Event::Html("</strong></p>\n".into()),
        false => Event::Html(format!("</h{}>\n", heading(level)).into()),
    }
}

/// The page's title is its own; what the comment calls a title or a section is a section of the page.
fn heading(level: HeadingLevel) -> usize {
    (level as usize).max(2)
}

/// An example without the lines that a reader does not need.
fn without_hidden(text: &str) -> String {
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        line != "#" && !line.starts_with("# ")
    });
    lines.map(|line| line.replacen("##", "#", 1)).collect::<Vec<_>>().join("\n")
}

/// An example as it stands on a page.
pub fn example(text: &str) -> String {
    format!(
        "<figure class=\"example\"><figcaption>Example</figcaption><pre class=\"source\"><code \
         class=\"language-rust\">{}</code></pre></figure>\n",
        face::highlight(text)
    )
}

/// A sentence of a comment on one line, its code marked up.
pub fn sentence(text: &str) -> String {
    let parts = text.replace("[`", "`").replace("`]", "`");
    let parts = parts.split('`').enumerate();
    parts
        .map(|(i, part)| if i % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) })
        .collect()
}
