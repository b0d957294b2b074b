//! Where a program asserts something: the lines of each `report.claim(…)` and `report.fact(…)`, and of
//! what is computed right before for its condition.

use super::Lines;
use super::spans::lines;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Block, ExprMethodCall, Local, PatIdent, Stmt};

/// The methods of `Report` that assert.
const METHODS: [&str; 2] = ["claim", "fact"];

/// A `let` with more lines than this is a story of its own, which the account of a claim leaves out.
const SHORT: usize = 8;

/// One assertion of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The line that a record names: that of the method.
    pub line: usize,
    /// The short `let`s that its condition names, in their order, then the assertion.
    pub lines: Vec<Lines>,
}

/// The assertions of a file.
pub(super) fn collect(file: &syn::File) -> Vec<Assertion> {
    let mut walk = Walk::default();
    walk.visit_file(file);
    walk.found
}

#[derive(Default)]
struct Walk<'ast> {
    /// The `let`s before, of the blocks around.
    before: Vec<&'ast Local>,
    found: Vec<Assertion>,
}

impl<'ast> Visit<'ast> for Walk<'ast> {
    fn visit_block(&mut self, block: &'ast Block) {
        let around = self.before.len();
        for statement in &block.stmts {
            self.visit_stmt(statement);
            if let Stmt::Local(local) = statement {
                self.before.push(local);
            }
        }
        self.before.truncate(around);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let before = std::mem::take(&mut self.before);
        visit::visit_item_fn(self, function);
        self.before = before;
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if METHODS.iter().any(|method| call.method == method) {
            let condition = call.args.iter().nth(1).map(ToTokens::to_token_stream);
            let mut names = BTreeSet::new();
            identifiers(condition.unwrap_or_default(), &mut names);
            let mut cut: Vec<Lines> = self.bindings(&names).collect();
            cut.push(lines(call));
            self.found.push(Assertion { line: *lines(&call.method).start(), lines: cut });
        }
        visit::visit_expr_method_call(self, call);
    }
}

impl Walk<'_> {
    /// The lines of the short `let`s that bind `names`, of several with one name the last.
    fn bindings(&self, names: &BTreeSet<String>) -> impl Iterator<Item = Lines> {
        let mut open = names.clone();
        let mut kept = Vec::new();
        for local in self.before.iter().rev() {
            let mut bound = Bound::default();
            bound.visit_pat(&local.pat);
            let hit = bound.0.iter().filter(|name| open.remove(*name)).count() > 0;
            let cut = lines(*local);
            if hit && cut.end() - cut.start() < SHORT {
                kept.push(cut);
            }
        }
        kept.into_iter().rev()
    }
}

/// The names that a pattern binds.
#[derive(Default)]
struct Bound(Vec<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, name: &'ast PatIdent) {
        self.0.push(name.ident.to_string());
    }
}

/// Every name in `tokens`, also inside macros.
fn identifiers(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(names.insert(name.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), names),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assertions(text: &str) -> Vec<(usize, Vec<Lines>)> {
        let found = collect(&syn::parse_file(text).unwrap());
        found.into_iter().map(|assertion| (assertion.line, assertion.lines)).collect()
    }

    #[test]
    fn an_assertion_comes_with_the_lets_that_its_condition_names() {
        let text = "fn f(report: &mut Report) {\n    let other = 1;\n    let low = 2;\n    \
                    let is_low = |x: i32| x < low;\n    report.claim(\n        \"a\",\n        \
                    all.map(|x| is_low(x)),\n        format!(\"{other}\"),\n    );\n}\n";
        assert_eq!(assertions(text), [(5, vec![4..=4, 5..=9])]);
    }

    #[test]
    fn the_last_of_several_lets_counts_and_those_of_inner_blocks_end() {
        let text = "fn f() {\n    let x = 1;\n    {\n        let x = 3;\n    }\n    let x = x + 1;\n    \
                    for r in all {\n        r.fact(\"b\", x > 1, \"\");\n    }\n}\n";
        assert_eq!(assertions(text), [(8, vec![6..=6, 8..=8])]);
    }

    #[test]
    fn a_long_let_is_left_out() {
        let body = "\n        1;".repeat(9);
        let text = format!("fn f() {{\n    let x = {{{body}\n    }};\n    r.fact(\"b\", x, \"\");\n}}\n");
        assert_eq!(assertions(&text), [(13, vec![13..=13])]);
    }
}
