//! From syn's spans to lines and bytes, and the questions about attributes that the builder asks.

use super::Lines;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Meta};

pub(super) fn lines(node: &impl Spanned) -> Lines {
    let span = node.span();
    span.start().line..=span.end().line
}

pub(super) fn bytes(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

pub(super) fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

pub(super) fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}

/// `#[test]` and `#[cfg(test)]`: not part of what the book shows.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let words = list.tokens.to_string();
            let mut words = words.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word == "test") && !list.tokens.to_string().contains("not")
        }
        _ => false,
    })
}

/// The doc comments and the bodies of functions inside one item.
#[derive(Default)]
pub(super) struct Inside {
    pub docs: Vec<Lines>,
    pub bodies: Vec<Range<usize>>,
}

impl<'ast> Visit<'ast> for Inside {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if is_doc(attribute) {
            self.docs.push(lines(attribute));
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.visit_body(&function.block, |inside| visit::visit_item_fn(inside, function));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.visit_body(&function.block, |inside| visit::visit_impl_item_fn(inside, function));
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        match &function.default {
            Some(body) => self.visit_body(body, |inside| visit::visit_trait_item_fn(inside, function)),
            None => visit::visit_trait_item_fn(self, function),
        }
    }
}

impl Inside {
    fn visit_body(&mut self, body: &Block, deeper: impl FnOnce(&mut Self)) {
        let before = self.bodies.len();
        deeper(self);
        self.bodies.truncate(before);
        self.bodies.push(bytes(body));
    }
}
