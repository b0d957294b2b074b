//! What the builder asks of syn's different kinds of items.

use super::spans::Inside;
use syn::visit::Visit;
use syn::{Attribute, ImplItem, Item as Syntax, ItemImpl, ItemTrait, Signature, TraitItem, Visibility};

/// An item, or a member of one.
pub(super) trait Node {
    /// Lets `inside` look into it.
    fn accept(&self, inside: &mut Inside);
    /// Its attributes.
    fn attributes(&self) -> &[Attribute];
    /// Whether it is declared `pub`. Members of a trait say nothing of it: they are as public as it.
    fn is_public(&self) -> bool;
    /// How it is called, if it is a function.
    fn signature(&self) -> Option<&Signature> {
        None
    }
}

impl Node for Syntax {
    fn accept(&self, inside: &mut Inside) {
        inside.visit_item(self);
    }
    fn attributes(&self) -> &[Attribute] {
        attributes(self)
    }
    fn is_public(&self) -> bool {
        let visibility = match self {
            Syntax::Const(item) => &item.vis,
            Syntax::Enum(item) => &item.vis,
            Syntax::Fn(item) => &item.vis,
            Syntax::Mod(item) => &item.vis,
            Syntax::Static(item) => &item.vis,
            Syntax::Struct(item) => &item.vis,
            Syntax::Type(item) => &item.vis,
            Syntax::Union(item) => &item.vis,
            _ => return false,
        };
        matches!(visibility, Visibility::Public(_))
    }
    fn signature(&self) -> Option<&Signature> {
        match self {
            Syntax::Fn(function) => Some(&function.sig),
            _ => None,
        }
    }
}

impl Node for ItemImpl {
    fn accept(&self, inside: &mut Inside) {
        inside.visit_item_impl(self);
    }
    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }
    fn is_public(&self) -> bool {
        false
    }
}

impl Node for ItemTrait {
    fn accept(&self, inside: &mut Inside) {
        inside.visit_item_trait(self);
    }
    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }
    fn is_public(&self) -> bool {
        matches!(self.vis, Visibility::Public(_))
    }
}

impl Node for ImplItem {
    fn accept(&self, inside: &mut Inside) {
        inside.visit_impl_item(self);
    }
    fn attributes(&self) -> &[Attribute] {
        match self {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &[],
        }
    }
    fn is_public(&self) -> bool {
        let visibility = match self {
            ImplItem::Const(item) => &item.vis,
            ImplItem::Fn(item) => &item.vis,
            _ => return false,
        };
        matches!(visibility, Visibility::Public(_))
    }
    fn signature(&self) -> Option<&Signature> {
        match self {
            ImplItem::Fn(function) => Some(&function.sig),
            _ => None,
        }
    }
}

impl Node for TraitItem {
    fn accept(&self, inside: &mut Inside) {
        inside.visit_trait_item(self);
    }
    fn attributes(&self) -> &[Attribute] {
        match self {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            _ => &[],
        }
    }
    fn is_public(&self) -> bool {
        false
    }
    fn signature(&self) -> Option<&Signature> {
        match self {
            TraitItem::Fn(function) => Some(&function.sig),
            _ => None,
        }
    }
}

/// The name that an item declares.
pub(super) fn name_of(item: &Syntax) -> Option<String> {
    let ident = match item {
        Syntax::Const(item) => &item.ident,
        Syntax::Enum(item) => &item.ident,
        Syntax::Fn(item) => &item.sig.ident,
        Syntax::Macro(item) => item.ident.as_ref()?,
        Syntax::Static(item) => &item.ident,
        Syntax::Struct(item) => &item.ident,
        Syntax::TraitAlias(item) => &item.ident,
        Syntax::Type(item) => &item.ident,
        Syntax::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// The attributes of `item`.
pub(super) fn attributes(item: &Syntax) -> &[Attribute] {
    match item {
        Syntax::Const(item) => &item.attrs,
        Syntax::Enum(item) => &item.attrs,
        Syntax::ExternCrate(item) => &item.attrs,
        Syntax::Fn(item) => &item.attrs,
        Syntax::Impl(item) => &item.attrs,
        Syntax::Macro(item) => &item.attrs,
        Syntax::Mod(item) => &item.attrs,
        Syntax::Static(item) => &item.attrs,
        Syntax::Struct(item) => &item.attrs,
        Syntax::Trait(item) => &item.attrs,
        Syntax::Type(item) => &item.attrs,
        Syntax::Use(item) => &item.attrs,
        _ => &[],
    }
}
