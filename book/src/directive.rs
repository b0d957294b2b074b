//! The directives of a page, `{{#name …}}` and `{{/name}}`: what they say, and where.

use std::ops::Range;

/// What stands between `{{` and `}}`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Directive {
    /// `{{#code ITEM… +doc +signature +folded}}`: source, cut by name.
    Code {
        /// The items, in the order of the listing.
        items: Vec<String>,
        /// Keep the doc comments.
        doc: bool,
        /// Show `{ … }` instead of the bodies of functions.
        signature: bool,
        /// Show only the names until the reader unfolds the listing.
        folded: bool,
    },
    /// `{{#output PROGRAM SECTION}}`: what the program printed.
    Output(Source),
    /// `{{#table PROGRAM NAME}}`: a table, with number and caption.
    Table(Source),
    /// `{{#value PROGRAM NAME}}`: one number or word.
    Value(Source),
    /// `{{#claim PROGRAM NAME}}`: a mark that links to the assertion.
    Claim(Source),
    /// `{{#figure PROGRAM NAME…}}`: the drawings that begin a figure.
    Figure {
        /// The chapter's program.
        program: String,
        /// One drawing, or several side by side.
        names: Vec<String>,
    },
    /// `{{#cited KEY TEXT}}`: a number from the literature.
    Cited {
        /// The key of the entry in the bibliography.
        key: String,
        /// The words quoted; may be empty.
        text: String,
    },
    /// `{{#entry KEY Label}}`: the head of an entry of the bibliography.
    Entry {
        /// What `{{#cited}}` names.
        key: String,
        /// How citations of it read.
        label: String,
    },
    /// `{{#aside Title}}`: begins an aside.
    Aside(String),
    /// `{{#able}}`: begins what the reader of a core page will be able to do.
    Able,
    /// `{{#needs CHAPTER…}}`: the chapters to be read before, by folder; none when Rust is enough.
    Needs(Vec<String>),
    /// `{{#question}}`: begins a question with its choices.
    Question,
    /// `{{#map}}`: the files of the core crate, those shown for the first time on this page lit.
    Map,
    /// `{{#room MODULE…}}`: the files of these modules, whose pages lie behind this one.
    Room(Vec<String>),
    /// `{{/name}}`.
    End(String),
}

impl Directive {
    /// The program whose run it needs.
    pub fn program(&self) -> Option<&str> {
        match self {
            Self::Output(source) | Self::Table(source) => Some(&source.program),
            Self::Value(source) | Self::Claim(source) => Some(&source.program),
            Self::Figure { program, .. } => Some(program),
            _ => None,
        }
    }
}

/// Something that a program recorded, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The chapter's program.
    pub program: String,
    /// The section, table, value, figure or claim.
    pub name: String,
}

/// A directive and its place in the page.
#[derive(Debug, Clone)]
pub struct Placed {
    /// From `{{` to after `}}`.
    pub range: Range<usize>,
    /// What it says, or what is wrong with it and how to put it right.
    pub directive: Result<Directive, (String, String)>,
}

/// Finds the directives of `text` outside the ranges of code, where they are literal text.
pub fn find(text: &str, is_code: impl Fn(usize) -> bool) -> Vec<Placed> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|i| at + i) {
        at = start + 2;
        if is_code(start) || !text[at..].starts_with(['#', '/']) {
            continue;
        }
        let paragraph_end = text[at..].find("\n\n").map_or(text.len(), |i| at + i);
        let Some(end) = text[at..paragraph_end].find("}}").map(|i| at + i) else {
            let problem = ("`{{` without `}}`".to_string(), "close the directive with `}}`".to_string());
            found.push(Placed { range: start..at, directive: Err(problem) });
            continue;
        };
        found.push(Placed { range: start..end + 2, directive: parse(&text[at..end]) });
        at = end + 2;
    }
    found
}

fn parse(inner: &str) -> Result<Directive, (String, String)> {
    let (name, rest) = match inner.split_once(char::is_whitespace) {
        Some((name, rest)) => (name, rest.trim()),
        None => (inner.trim(), ""),
    };
    let words = words(rest);
    let wrong =
        |usage: &str| (format!("`{{{{{inner}}}}}` is incomplete"), format!("write `{{{{{usage}}}}}`"));
    let source = |usage| match words.as_slice() {
        [program, name] => Ok(Source { program: program.clone(), name: name.clone() }),
        _ => Err(wrong(usage)),
    };
    match name {
        "#code" => code(words).ok_or_else(|| wrong("#code ITEM… +doc +signature +folded")),
        "#output" => source("#output PROGRAM SECTION").map(Directive::Output),
        "#table" => source("#table PROGRAM NAME").map(Directive::Table),
        "#value" => source("#value PROGRAM NAME").map(Directive::Value),
        "#claim" => source("#claim PROGRAM NAME").map(Directive::Claim),
        "#figure" => match words.split_first() {
            Some((program, names)) if !names.is_empty() => {
                Ok(Directive::Figure { program: program.clone(), names: names.to_vec() })
            }
            _ => Err(wrong("#figure PROGRAM NAME")),
        },
        "#cited" => match split_key(rest) {
            Some((key, text)) => Ok(Directive::Cited { key, text }),
            None => Err(wrong("#cited KEY TEXT")),
        },
        "#entry" => match split_key(rest) {
            Some((key, label)) if !label.is_empty() => Ok(Directive::Entry { key, label }),
            _ => Err(wrong("#entry KEY Label")),
        },
        "#aside" if !rest.is_empty() => Ok(Directive::Aside(rest.to_string())),
        "#aside" => Err(wrong("#aside Title")),
        "#able" if rest.is_empty() => Ok(Directive::Able),
        "#able" => Err(wrong("#able")),
        "#needs" => Ok(Directive::Needs(words)),
        "#question" if rest.is_empty() => Ok(Directive::Question),
        "#question" => Err(wrong("#question")),
        "#map" if rest.is_empty() => Ok(Directive::Map),
        "#room" if !words.is_empty() => Ok(Directive::Room(words)),
        "#room" => Err(wrong("#room MODULE…")),
        "/figure" | "/aside" | "/able" | "/question" => Ok(Directive::End(name[1..].to_string())),
        "#live" | "#exercise" => {
            let message = format!("the directive `{{{{{name}}}}}` is not yet available");
            Err((message, "leave it out for now".to_string()))
        }
        _ => {
            let known = ["#code", "#output", "#table", "#value", "#claim", "#figure", "/figure"];
            let more = ["#cited", "#entry", "#aside", "/aside", "#map", "#room"];
            let known = known.into_iter().chain(more);
            let known = known.chain(["#able", "/able", "#needs", "#question", "/question"]);
            let message = format!("unknown directive `{{{{{name}}}}}`");
            Err((message, crate::problem::did_you_mean(name, known)))
        }
    }
}

fn code(words: Vec<String>) -> Option<Directive> {
    let (options, items): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| word.starts_with('+'));
    let known = options.iter().all(|option| ["+doc", "+signature", "+folded"].contains(&option.as_str()));
    let has = |wanted: &str| options.iter().any(|option| option == wanted);
    (known && !items.is_empty()).then(|| Directive::Code {
        doc: has("+doc"),
        signature: has("+signature"),
        folded: has("+folded"),
        items,
    })
}

fn split_key(rest: &str) -> Option<(String, String)> {
    let (key, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    (!key.is_empty()).then(|| (key.to_string(), text.trim().to_string()))
}

/// Splits at blanks, except between `<` and `>`.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut depth) = (Vec::new(), String::new(), 0_i32);
    for c in text.chars() {
        depth += i32::from(c == '<') - i32::from(c == '>');
        if c.is_whitespace() && depth <= 0 {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else {
            word.push(if c.is_whitespace() { ' ' } else { c });
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trait_impl_is_one_word() {
        let text = "{{#code <neural::tape::Var as Add> neural::rng +doc}}";
        let found = find(text, |_| false);
        let items = vec!["<neural::tape::Var as Add>".to_string(), "neural::rng".to_string()];
        assert_eq!(
            found[0].directive,
            Ok(Directive::Code { items, doc: true, signature: false, folded: false })
        );
        assert_eq!(found[0].range, 0..text.len());
    }

    #[test]
    fn code_is_left_alone_and_a_missing_end_is_found() {
        assert!(find("`{{#value a b}}`", |at| at == 1).is_empty());
        let found = find("{{#value a b\n\nnext", |_| false);
        assert!(found[0].directive.as_ref().is_err_and(|(message, _)| message.contains("without")));
    }

    #[test]
    fn an_unknown_directive_names_its_neighbour() {
        let found = find("{{#valeu a b}} {{#exercise losses}}", |_| false);
        let (message, cure) = found[0].directive.clone().unwrap_err();
        assert_eq!(message, "unknown directive `{{#valeu}}`");
        assert!(cure.contains("`#value`"), "{cure}");
        assert!(found[1].directive.as_ref().is_err_and(|(message, _)| message.contains("not yet available")));
    }
}
