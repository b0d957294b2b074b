//! A source file in pieces: each item's comment, and the code that it explains.

use crate::sources::{Doc, Item, SourceFile};
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of a file that stands beside its comment.
#[derive(Debug)]
pub struct Piece<'a> {
    /// The item that it begins with; none for what stands before the first one.
    pub item: Option<&'a Item>,
    /// Its anchor on the page; empty without an item.
    pub id: String,
    /// What it is called: `Adam::new`, `Optimizer for Adam`.
    pub name: String,
    /// The comment.
    pub doc: Option<&'a Doc>,
    /// The numbers of its lines of code, in order.
    pub lines: Vec<usize>,
}

/// The pieces of `file`: together all of its lines, but for blank ones between two pieces, the comments and what is
/// compiled only for tests.
pub fn pieces(file: &SourceFile) -> Vec<Piece<'_>> {
    let mut cuts: Vec<&Item> = file.items.iter().filter(|item| begins_a_piece(item)).collect();
    cuts.sort_by_key(|item| (*item.lines.start(), std::cmp::Reverse(*item.lines.end())));
    let commented = cuts.iter().filter_map(|item| item.doc.as_ref()).chain([&file.about]);
    let mut elsewhere: BTreeSet<usize> = file.tests.iter().cloned().flatten().collect();
    elsewhere.extend(commented.flat_map(|doc| doc.first..=doc.last));
    let last = file.text.lines().count();
    let ends = cuts.iter().skip(1).map(|item| item.lines.start() - 1).chain([last]);
    let first = cuts.first().map_or(last, |item| item.lines.start() - 1);
    let ranges = cuts.iter().zip(ends).map(|(item, end)| (Some(*item), *item.lines.start()..=end));
    let texts: Vec<&str> = file.text.lines().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    for (item, range) in std::iter::once((None, 1..=first)).chain(ranges) {
        let is_code = |line: &usize| !elsewhere.contains(line);
        let mut lines: Vec<usize> = range.filter(is_code).collect();
        let is_blank = |line: &usize| texts[line - 1].trim().is_empty();
        lines.truncate(lines.iter().rposition(|line| !is_blank(line)).map_or(0, |at| at + 1));
        lines.drain(..lines.iter().position(|line| !is_blank(line)).unwrap_or(0));
        let doc = item.and_then(|item| item.doc.as_ref());
        if lines.is_empty() && doc.is_none() {
            continue;
        }
        let name = item.map(|item| name(file, item)).unwrap_or_default();
        let piece = Piece { item, id: String::new(), name, doc, lines };
        match pieces.last_mut() {
            Some(before) if is_header(before, &piece) => {
                before.lines.extend(&piece.lines);
                *before = Piece { lines: std::mem::take(&mut before.lines), ..piece };
            }
            Some(before) if goes_on(before, &piece) => before.lines.extend(&piece.lines),
            _ => pieces.push(piece),
        }
    }
    let mut used = BTreeMap::new();
    for piece in pieces.iter_mut().filter(|piece| piece.item.is_some()) {
        piece.id = unique(anchor(&piece.name), &mut used);
    }
    pieces
}

/// A comment begins one, and so does whatever stands by itself in a file.
fn begins_a_piece(item: &Item) -> bool {
    item.doc.is_some() || item.owner.is_none()
}

/// Whether `before` is no more than the first line of the impl block whose first member is `piece`.
fn is_header(before: &Piece, piece: &Piece) -> bool {
    let Some(owner) = piece.item.and_then(|item| item.owner.as_ref()) else { return false };
    let is_block = before.item.is_some_and(|block| block.lines.end() == &owner.close);
    is_block && before.doc.is_none() && before.lines.last().is_some_and(|last| last <= owner.open.end())
}

/// Whether neither has a comment and they are not set apart.
fn goes_on(before: &Piece, piece: &Piece) -> bool {
    let adjacent = before.lines.last().zip(piece.lines.first()).is_some_and(|(a, b)| a + 1 == *b);
    before.item.is_some() && before.doc.is_none() && piece.doc.is_none() && adjacent
}

/// What `item` is called within its file.
pub fn name(file: &SourceFile, item: &Item) -> String {
    let local = |path: &str| path.strip_prefix(&format!("{}::", file.module)).unwrap_or(path).to_string();
    let Some(path) = item.path.strip_prefix('<') else { return local(&item.path) };
    let Some(end) = path.rfind('>') else { return local(path) };
    let (ty, tail) = (&path[..end], &path[end + 1..]);
    match (ty.split_once(" as "), tail) {
        (Some((ty, name)), "") => format!("{name} for {}", local(ty)),
        (None, "") => format!("impl {}", local(ty)),
        (parts, tail) => {
            let ty = parts.map_or(ty, |(ty, _)| ty);
            format!("{}{tail}", local(ty))
        }
    }
}

/// A name as an anchor that the page around it does not have.
fn anchor(name: &str) -> String {
    let plain = format!("item-{}", name.replace(' ', "-"));
    plain.chars().filter(|&c| c.is_alphanumeric() || "_-:".contains(c)).collect()
}

fn unique(id: String, used: &mut BTreeMap<String, usize>) -> String {
    let count = used.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}-{count}") }
}
