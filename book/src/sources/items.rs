//! What a source file defines: every item that a page can name, with its place.

use super::assertions;
use super::nodes::{Node, attributes, name_of};
use super::spans::{Inside, bytes, is_cfg, is_doc, is_test, lines};
use super::{Child, Lines, SourceFile};
use quote::ToTokens;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, Item as Syntax, ItemImpl, ItemTrait, Meta, TraitItem, Type};

/// Something that a page can show by its name.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name: `neural::tape::Var::add`, `<neural::tape::Var as Add>::add`, `<neural::tape::Var>`.
    pub path: String,
    /// Other names that find it when no item has that very path.
    pub aliases: Vec<String>,
    /// Its lines, with attributes and the comment directly above.
    pub lines: Lines,
    /// The comment that describes it.
    pub doc: Option<Doc>,
    /// The lines of its doc comments, and of those inside it.
    pub docs: Vec<Lines>,
    /// The bodies of its functions, braces included, as bytes of the file.
    pub bodies: Vec<Range<usize>>,
    /// The impl or trait that it belongs to.
    pub owner: Option<Owner>,
    /// Whether it may share its name with neighbours: variants under `#[cfg]`, impl blocks, macro calls.
    pub shares_name: bool,
    /// The signature of a function, a blank between any two tokens.
    pub signature: Option<String>,
    /// Whether it is declared `pub`, to be used by other crates.
    pub is_public: bool,
}

/// A doc comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doc {
    /// Its Markdown.
    pub text: String,
    /// Where its first line stands.
    pub first: usize,
    /// Where its last line stands.
    pub last: usize,
}

/// The impl or trait around a method.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Its first line without the brace, such as `impl<'t> Var<'t>`.
    pub header: String,
    /// The lines up to the opening brace.
    pub open: Lines,
    /// The line of the closing brace.
    pub close: usize,
}

/// Parses `text` and lists its items; a failure names the line.
pub(super) fn take_apart(name: &str, module: &str, text: &str) -> Result<SourceFile, (usize, String)> {
    proc_macro2::extra::invalidate_current_thread_spans();
    let syntax = syn::parse_file(text).map_err(|error| (error.span().start().line, error.to_string()))?;
    let mut file = SourceFile {
        name: name.to_string(),
        module: module.to_string(),
        text: text.to_string(),
        items: Vec::new(),
        tests: Vec::new(),
        assertions: assertions::collect(&syntax),
        about: doc(&syntax.attrs).unwrap_or_default(),
        children: Vec::new(),
    };
    Walk { file: &mut file, text, lines: text.lines().collect() }.items(&syntax.items, module, true);
    Ok(file)
}

struct Walk<'a> {
    file: &'a mut SourceFile,
    text: &'a str,
    lines: Vec<&'a str>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Syntax], module: &str, top: bool) {
        for item in items {
            if is_test(attributes(item)) {
                self.file.tests.push(lines(item));
                continue;
            }
            match item {
                Syntax::Use(_) | Syntax::ExternCrate(_) => {}
                Syntax::Mod(declared) if declared.content.is_none() => {
                    if top {
                        let place = declared.attrs.iter().find_map(place);
                        self.file.children.push(Child { name: declared.ident.to_string(), place });
                    }
                }
                Syntax::Impl(block) => self.implementation(block, module),
                Syntax::Trait(definition) => self.definition(definition, module),
                Syntax::Macro(call) if call.ident.is_none() => {
                    let path = format!("{module}::{}!", compact(&call.mac.path));
                    self.push(item, path, |item| item.shares_name = true);
                }
                Syntax::Mod(inline) => {
                    let path = format!("{module}::{}", inline.ident);
                    self.push(item, path.clone(), |_| {});
                    let inner = inline.content.as_ref().map(|(_, items)| items.as_slice());
                    self.items(inner.unwrap_or_default(), &path, false);
                }
                _ => {
                    if let Some(name) = name_of(item) {
                        let under_cfg = attributes(item).iter().any(is_cfg);
                        let path = format!("{module}::{name}");
                        self.push(item, path, |item| item.shares_name = under_cfg);
                    }
                }
            }
        }
    }

    fn implementation(&mut self, block: &ItemImpl, module: &str) {
        let ty = type_name(&block.self_ty);
        let owner = self.owner(block.span().byte_range(), block.brace_token.span.open().byte_range(), block);
        let (path, loose) = match &block.trait_ {
            None => (format!("<{module}::{ty}>"), None),
            Some((name, _)) => {
                let last = name.segments.last().map(|segment| segment.ident.to_string());
                let plain = format!("<{module}::{ty} as {}>", last.unwrap_or_default());
                (format!("<{module}::{ty} as {}>", compact(name)), Some(plain))
            }
        };
        let inherent = block.trait_.is_none();
        self.push(block, path.clone(), |item| {
            item.shares_name = inherent;
            item.aliases.extend(loose.clone());
        });
        for member in &block.items {
            let (name, attributes) = match member {
                ImplItem::Fn(function) => (function.sig.ident.to_string(), &function.attrs),
                ImplItem::Const(constant) => (constant.ident.to_string(), &constant.attrs),
                ImplItem::Type(ty) => (ty.ident.to_string(), &ty.attrs),
                _ => continue,
            };
            if is_test(attributes) {
                self.file.tests.push(lines(member));
                continue;
            }
            let plain = format!("{module}::{ty}::{name}");
            let path = if inherent { plain.clone() } else { format!("{path}::{name}") };
            self.push(member, path, |item| {
                item.owner = Some(owner.clone());
                item.aliases.extend(loose.iter().map(|loose| format!("{loose}::{name}")));
                item.aliases.push(plain.clone());
            });
        }
    }

    fn definition(&mut self, definition: &ItemTrait, module: &str) {
        let path = format!("{module}::{}", definition.ident);
        let open = definition.brace_token.span.open().byte_range();
        let owner = self.owner(definition.span().byte_range(), open, definition);
        self.push(definition, path.clone(), |_| {});
        for member in &definition.items {
            let name = match member {
                TraitItem::Fn(function) => &function.sig.ident,
                TraitItem::Const(constant) => &constant.ident,
                TraitItem::Type(ty) => &ty.ident,
                _ => continue,
            };
            let path = format!("{path}::{name}");
            self.push(member, path, |item| item.owner = Some(owner.clone()));
        }
    }

    /// The header of an impl or trait: from its keyword to its brace.
    fn owner(&self, all: Range<usize>, brace: Range<usize>, node: &impl Spanned) -> Owner {
        let head = &self.text[all.start..brace.start];
        let code =
            head.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('#'));
        let header = code.collect::<Vec<_>>().join(" ").trim().to_string();
        let all = lines(node);
        let head_lines = head.matches('\n').count();
        Owner { header, open: *all.start()..=all.start() + head_lines, close: *all.end() }
    }

    fn push<T: Spanned + Node>(&mut self, node: &T, path: String, adjust: impl FnOnce(&mut Item)) {
        let mut inside = Inside::default();
        node.accept(&mut inside);
        inside.bodies.sort_by_key(|body| body.start);
        let mut item = Item {
            path,
            aliases: Vec::new(),
            lines: self.with_comment_above(lines(node)),
            doc: doc(node.attributes()),
            docs: inside.docs,
            bodies: inside.bodies,
            owner: None,
            shares_name: false,
            signature: node.signature().map(|signature| signature.to_token_stream().to_string()),
            is_public: node.is_public(),
        };
        adjust(&mut item);
        debug_assert!(bytes(node).end <= self.text.len());
        self.file.items.push(item);
    }

    /// A comment directly above an item belongs to it.
    fn with_comment_above(&self, lines: Lines) -> Lines {
        let all = &self.lines[..*lines.start() - 1];
        let is_comment = |line: &&&str| {
            let line = line.trim();
            line.starts_with("//") && !line.starts_with("///") && !line.starts_with("//!")
        };
        let above = all.iter().rev().take_while(is_comment).count();
        lines.start() - above..=*lines.end()
    }
}

/// The last word of a type's path; other types as they are written.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default(),
        Type::Reference(reference) => type_name(&reference.elem),
        other => compact(other),
    }
}

/// Tokens without blanks: `Add < Var < 't > >` becomes `Add<Var<'t>>`.
fn compact(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string().split_whitespace().collect()
}

/// The doc comment among `attributes`.
fn doc(attributes: &[Attribute]) -> Option<Doc> {
    let docs: Vec<&Attribute> = attributes.iter().filter(|attribute| is_doc(attribute)).collect();
    let texts = docs.iter().filter_map(|attribute| text_of(attribute));
    let texts: Vec<String> = texts.map(|text| text.strip_prefix(' ').unwrap_or(&text).to_string()).collect();
    let (first, last) = (docs.first()?, docs.last()?);
    let (first, last) = (*lines(first).start(), *lines(last).end());
    Some(Doc { text: texts.join("\n"), first, last })
}

/// The file that a `#[path = "…"]` names.
fn place(attribute: &Attribute) -> Option<String> {
    if attribute.path().is_ident("path") { text_of(attribute) } else { None }
}

/// The text of an attribute such as `#[doc = "…"]`.
fn text_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
