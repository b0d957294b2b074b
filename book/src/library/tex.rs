//! Mathematics as a doc comment writes it, `θ ← θ − η m̂ / (√v̂ + ε)`, as LaTeX: it reads well in the source, in
//! rustdoc, and typeset on a page, and is written once.

/// Whether the code `text` of a comment is a formula and no Rust: it holds a sign that only mathematics has, or
/// says what equals what.
pub fn is_formula(text: &str) -> bool {
    let rust = ["::", "==", "=>", "->", "..", "let ", "&", ";", "\"", "#", "fn "];
    if rust.iter().any(|sign| text.contains(sign)) {
        return false;
    }
    text.contains(" = ") || text.chars().any(|c| sign(c).is_some() || raised(c).is_some() || is_accent(c))
}

/// `text` as LaTeX.
///
/// ```
/// use book::library::tex::tex;
/// assert_eq!(tex("y = x·wᵀ"), "y = x\\cdot w^{T}");
/// assert_eq!(tex("√(s² + ε)"), "\\sqrt{s^{2} + \\varepsilon }");
/// assert_eq!(tex("Σ_k y_k ln p_k"), "\\sum _{k} y_{k} \\ln  p_{k}");
/// ```
pub fn tex(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    Writer { chars: &chars, at: 0 }.until(|_| false)
}

/// Functions with a sign of their own in LaTeX.
const FUNCTIONS: [&str; 8] = ["ln", "exp", "min", "max", "tanh", "sin", "cos", "log"];

struct Writer<'a> {
    chars: &'a [char],
    at: usize,
}

impl Writer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Everything before the first character that ends it.
    fn until(&mut self, ends: impl Fn(char) -> bool + Copy) -> String {
        let mut out = String::new();
        while let Some(c) = self.peek().filter(|&c| !ends(c)) {
            match c {
                '√' => {
                    self.at += 1;
                    out.push_str(&format!("\\sqrt{{{}}}", self.group()));
                }
                '^' | '_' => {
                    self.at += 1;
                    let inside = if c == '_' { self.index() } else { self.exponent() };
                    out.push_str(&format!("{c}{{{inside}}}"));
                }
                ' ' => {
                    self.at += 1;
                    out.push(' ');
                }
                _ => out.push_str(&self.atom()),
            }
        }
        out
    }

    /// One sign, number or name with what stands on it.
    fn atom(&mut self) -> String {
        let Some(c) = self.peek() else { return String::new() };
        if let Some((level, _)) = raised(c) {
            let mut inside = String::new();
            while let Some((_, plain)) = self.peek().and_then(raised).filter(|(l, _)| *l == level) {
                inside.push(plain);
                self.at += 1;
            }
            return format!("{level}{{{inside}}}");
        }
        if c.is_ascii_alphabetic() {
            return self.name();
        }
        self.at += 1;
        let sign = match sign(c) {
            Some(sign) => sign.to_string(),
            None if "{}%#&$".contains(c) => format!("\\{c}"),
            None => c.to_string(),
        };
        self.accented(sign)
    }

    /// A run of letters: a variable, a function, or a word.
    fn name(&mut self) -> String {
        let start = self.at;
        let is_part = |c: char| c.is_ascii_alphanumeric();
        while self.peek().is_some_and(|c| is_part(c) || self.joins_words(start)) {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if name.chars().count() == 1 {
            return self.accented(name);
        }
        match FUNCTIONS.contains(&&*name) {
            true => format!("\\{name} "),
            false if self.peek() == Some('(') => format!("\\operatorname{{{}}}", name.replace('_', "\\_")),
            false => format!("\\mathrm{{{}}}", name.replace('_', "\\_")),
        }
    }

    /// Whether an underscore here joins two words, as in `learning_rate`, and is no index.
    fn joins_words(&self, start: usize) -> bool {
        let letters = |at: usize| self.chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        self.peek() == Some('_') && self.at - start > 1 && letters(self.at + 1) > 2
    }

    /// What a root or a fraction applies to: brackets without themselves, or one atom.
    fn group(&mut self) -> String {
        match self.peek() {
            Some('(') => self.brackets('(', ')'),
            _ => {
                let mut one = self.atom();
                while self.peek().is_some_and(|c| raised(c).is_some()) {
                    one.push_str(&self.atom());
                }
                one
            }
        }
    }

    /// What stands between `open`, which is next, and its `close`.
    fn brackets(&mut self, open: char, close: char) -> String {
        let (start, mut depth) = (self.at + 1, 0);
        while let Some(c) = self.peek() {
            self.at += 1;
            depth += i32::from(c == open) - i32::from(c == close);
            if depth == 0 {
                let inside = &self.chars[start..self.at - 1];
                return Writer { chars: inside, at: 0 }.until(|_| false);
            }
        }
        Writer { chars: &self.chars[start..], at: 0 }.until(|_| false)
    }

    /// After `_`: braces, or a run of letters and digits; a word is upright.
    fn index(&mut self) -> String {
        if self.peek() == Some('{') {
            return self.brackets('{', '}');
        }
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        let index: String = self.chars[start..self.at].iter().collect();
        if index.len() > 2 { format!("\\mathrm{{{index}}}") } else { index }
    }

    /// After `^`: braces, brackets, or a sign and what belongs to it.
    fn exponent(&mut self) -> String {
        match self.peek() {
            Some('{') => return self.brackets('{', '}'),
            Some('(') => return self.brackets('(', ')'),
            Some('⌊') => return format!("\\lfloor {}\\rfloor ", self.brackets('⌊', '⌋')),
            _ => {}
        }
        let minus = if self.peek() == Some('−') { self.atom() } else { String::new() };
        if self.peek() == Some('|') {
            self.at += 1;
            let inside = self.until(|c| c == '|');
            self.at += 1;
            return format!("{minus}|{inside}|");
        }
        format!("{minus}{}", self.until(|c| !c.is_alphanumeric()))
    }

    /// `sign` with the accent that follows it.
    fn accented(&mut self, sign: String) -> String {
        let accent = match self.peek() {
            Some('\u{302}') => "hat",
            Some('\u{304}') => "bar",
            Some('\u{303}') => "tilde",
            _ => return sign,
        };
        self.at += 1;
        format!("\\{accent}{{{}}}", sign.trim_end())
    }
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..'\u{370}').contains(&c)
}

/// The level and the plain form of a raised or lowered character.
fn raised(c: char) -> Option<(char, char)> {
    const RAISED: &str = "⁻-⁺+⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9ⁿnᵗtᵀTᵏkᵐmⁱi";
    const LOWERED: &str = "₋-₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ₙnₜtₖkₘmᵢiⱼj";
    let in_table = |table: &str| {
        let mut pairs = table.chars();
        while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
            if from == c {
                return Some(to);
            }
        }
        None
    };
    in_table(RAISED).map(|to| ('^', to)).or_else(|| in_table(LOWERED).map(|to| ('_', to)))
}

/// The LaTeX of a sign that is no letter, digit or bracket of ASCII.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => "\\alpha ",
        'β' => "\\beta ",
        'γ' => "\\gamma ",
        'δ' => "\\delta ",
        'ε' => "\\varepsilon ",
        'ζ' => "\\zeta ",
        'η' => "\\eta ",
        'θ' => "\\theta ",
        'κ' => "\\kappa ",
        'λ' => "\\lambda ",
        'μ' => "\\mu ",
        'π' => "\\pi ",
        'ρ' => "\\rho ",
        'σ' => "\\sigma ",
        'τ' => "\\tau ",
        'φ' => "\\varphi ",
        'ω' => "\\omega ",
        'Δ' => "\\Delta ",
        'Φ' => "\\Phi ",
        'Σ' => "\\sum ",
        'Π' => "\\prod ",
        '∂' => "\\partial ",
        '∇' => "\\nabla ",
        '∞' => "\\infty ",
        '√' => "\\sqrt ",
        '−' => "-",
        '·' => "\\cdot ",
        '×' => "\\times ",
        '⊙' => "\\odot ",
        '±' => "\\pm ",
        '←' => "\\leftarrow ",
        '→' => "\\to ",
        '≈' => "\\approx ",
        '≤' => "\\le ",
        '≥' => "\\ge ",
        '≠' => "\\ne ",
        '∈' => "\\in ",
        '½' => "\\tfrac12 ",
        '…' => "\\ldots ",
        '‖' => "\\|",
        '⌊' => "\\lfloor ",
        '⌋' => "\\rfloor ",
        'ŷ' => "\\hat{y}",
        'ȳ' => "\\bar{y}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maths::Maths;

    #[test]
    fn indices_exponents_and_accents_find_their_place() {
        assert_eq!(tex("β₁ᵗ"), "\\beta _{1}^{t}");
        assert_eq!(tex("x\u{302}_ij"), "\\hat{x}_{ij}");
        assert_eq!(tex("p_drop"), "p_{\\mathrm{drop}}");
        assert_eq!(tex("e^−|z|"), "e^{-|z|}");
        assert_eq!(
            tex("learning_rate · factor(t)"),
            "\\mathrm{learning\\_rate} \\cdot  \\operatorname{factor}(t)"
        );
    }

    #[test]
    fn every_way_of_writing_in_the_sources_can_be_set() {
        let maths = Maths::default();
        for text in [
            "θ ← θ − η m\u{302} / (√v\u{302} + ε)",
            "∂x = γ / √(s² + ε) ⊙ (∂y − (∂β + x\u{302} ⊙ ∂γ) / n)",
            "L = −1/n Σ_rows Σ_k y_k ln p_k",
            "Σ_i (recall_i − recall_{i+1}) · precision_i",
            "Φ'(z) = e^{−z²/2} / √(2π)",
            "q^⌊t / period⌋",
            "½(v − w)² + η(λ₁|v| + λ₂/2 v²)",
            "‖a − b‖ / (‖a‖ + ‖b‖)",
            "x_ij ∈ {−1, 1}",
            "3 × 10⁻⁵",
        ] {
            assert!(is_formula(text), "{text}");
            let set = maths.render(&tex(text), false);
            assert!(set.is_ok(), "{text}: {set:?}");
        }
    }

    #[test]
    fn rust_is_no_formula() {
        for text in ["x", "gamma", "Mode::Eval", "let x = 1;", "seed + epoch", "a == b", "0..n"] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
