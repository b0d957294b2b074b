//! Formulas: LaTeX to HTML that looks like TeX, with MathML beside it for screen readers.

use crate::record::Finding;
use katex::macros::MacroDefinition;
use katex::{KatexContext, Settings, StrictMode, StrictSetting, render_to_string};
use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// katex-rs 0.3 sets the root of a bare letter or command without its line.
static BARE_ROOT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\\sqrt\s*(?:[^\s\[{]|$)").expect("the pattern is fixed"));

/// The abbreviations that every formula of the book may use.
pub const MACROS: [(&str, &str); 7] = [
    ("\\R", "\\mathbb{R}"),
    ("\\E", "\\mathbb{E}"),
    ("\\softmax", "\\operatorname{softmax}"),
    ("\\sign", "\\operatorname{sign}"),
    ("\\argmax", "\\operatorname*{arg\\,max}"),
    ("\\argmin", "\\operatorname*{arg\\,min}"),
    ("\\pd", "\\frac{\\partial #1}{\\partial #2}"),
];

/// Sets formulas, and remembers those it has set.
#[derive(Default)]
pub struct Maths {
    context: KatexContext,
    done: RefCell<HashMap<(String, bool), Result<String, Finding>>>,
}

impl Maths {
    /// The formula `tex` as HTML.
    ///
    /// # Errors
    /// What KaTeX says about a formula that does not parse, and the cure.
    pub fn render(&self, tex: &str, display: bool) -> Result<String, Finding> {
        let key = (tex.to_string(), display);
        if let Some(done) = self.done.borrow().get(&key) {
            return done.clone();
        }
        let rendered = self.set(tex, display).map_err(|error| {
            let message = format!("the formula `{}` does not parse: {error}", tex.trim());
            (message, "correct the LaTeX; a dollar sign is written `\\$`".to_string())
        });
        self.done.borrow_mut().insert(key, rendered.clone());
        rendered
    }

    fn set(&self, tex: &str, display: bool) -> Result<String, String> {
        if let Some(root) = BARE_ROOT.find(tex) {
            return Err(format!("`{}` needs braces around what is under the root", root.as_str()));
        }
        let settings =
            Settings::builder().display_mode(display).strict(StrictSetting::Mode(StrictMode::Ignore)).build();
        for (name, meaning) in MACROS {
            let meaning = MacroDefinition::StaticStr(meaning);
            settings.macros.borrow_mut().insert(name.to_string(), meaning);
        }
        render_to_string(&self.context, tex, &settings).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_html_and_mathml() {
        let html = Maths::default().render("w \\in \\R", false).unwrap();
        assert!(
            html.contains("<math") && html.contains("katex-html") && html.contains("double-struck"),
            "{html}"
        );
    }

    #[test]
    fn a_macro_with_arguments_works() {
        assert!(Maths::default().render("\\pd{L}{w}", true).unwrap().contains("mfrac"));
    }

    #[test]
    fn a_root_without_braces_is_refused() {
        let (error, _) = Maths::default().render("1 + \\sqrt x", false).unwrap_err();
        assert!(error.contains("\\sqrt x") && error.contains("braces"), "{error}");
        assert!(Maths::default().render("\\sqrt[3]{x} + \\sqrt {y}", false).is_ok());
    }

    #[test]
    fn a_broken_formula_says_what_is_wrong() {
        let (error, _) = Maths::default().render("\\frac{1}{", false).unwrap_err();
        assert!(error.contains("'}'"), "{error}");
    }
}
