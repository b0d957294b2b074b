//! An item's source as a page shows it: dedented, without doc comments or bodies if so wished.

use super::{Item, SourceFile};
use std::collections::BTreeSet;

/// A piece of source, ready to be shown.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The item's name.
    pub path: String,
    /// The file it was cut from.
    pub file: String,
    /// `impl<'t> Var<'t>`, for a method.
    pub owner: Option<String>,
    /// Its first line in the file.
    pub first: usize,
    /// Its last line in the file.
    pub last: usize,
    /// Its lines, in order.
    pub lines: Vec<ShownLine>,
}

/// A line of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// Its number in the file; 0 when something of it is left out.
    pub number: usize,
    /// Its text, dedented.
    pub text: String,
}

impl Cut {
    /// Cuts `item` out of `file`.
    pub fn new(file: &SourceFile, item: &Item, doc: bool, signature: bool) -> Self {
        let dropped: BTreeSet<usize> = match doc {
            true => BTreeSet::new(),
            false => item.docs.iter().cloned().flatten().collect(),
        };
        let all = numbered(file, item);
        let all = if signature { without_bodies(file, item, all) } else { all };
        let kept: Vec<ShownLine> = all.into_iter().filter(|line| !dropped.contains(&line.number)).collect();
        Self {
            path: item.path.clone(),
            file: file.name.clone(),
            owner: item.owner.as_ref().map(|owner| owner.header.clone()),
            first: kept.iter().map(|line| line.number).find(|&n| n > 0).unwrap_or(*item.lines.start()),
            last: *item.lines.end(),
            lines: dedent(kept),
        }
    }

    /// The lines joined.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

fn numbered(file: &SourceFile, item: &Item) -> Vec<ShownLine> {
    let count = item.lines.end() - item.lines.start() + 1;
    let lines = file.text.lines().enumerate().skip(item.lines.start() - 1).take(count);
    lines.map(|(i, text)| ShownLine { number: i + 1, text: text.to_string() }).collect()
}

/// Puts `{ … }` in place of each body that spans several lines.
fn without_bodies(file: &SourceFile, item: &Item, lines: Vec<ShownLine>) -> Vec<ShownLine> {
    let line_of = |at: usize| file.text[..at].matches('\n').count() + 1;
    let mut kept: Vec<ShownLine> = Vec::new();
    let bodies: Vec<(usize, usize, usize)> = item
        .bodies
        .iter()
        .map(|body| {
            let start = file.text[..body.start].rfind('\n').map_or(0, |i| i + 1);
            (line_of(body.start), line_of(body.end - 1), body.start - start)
        })
        .filter(|(first, last, _)| last > first)
        .collect();
    for line in lines {
        let opens = bodies.iter().find(|(first, ..)| *first == line.number);
        let inside = bodies.iter().any(|(first, last, _)| (first + 1..=*last).contains(&line.number));
        match opens {
            Some((_, _, column)) => {
                kept.push(ShownLine {
                    number: line.number,
                    text: format!("{}{{ … }}", &line.text[..*column]),
                });
            }
            None if inside => {}
            None => kept.push(line),
        }
    }
    kept
}

fn dedent(mut lines: Vec<ShownLine>) -> Vec<ShownLine> {
    let indent = |line: &&ShownLine| line.text.len() - line.text.trim_start().len();
    let margin = lines.iter().filter(|line| !line.text.trim().is_empty()).map(|l| indent(&l)).min();
    for line in &mut lines {
        let start = margin.unwrap_or(0).min(line.text.len());
        line.text = line.text[start..].to_string();
    }
    lines
}
