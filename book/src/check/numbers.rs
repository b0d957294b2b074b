//! Numbers that look measured must be measured: decimals and percentages typed into prose are refused.

use super::words::prose;
use crate::page::Page;
use crate::problem::Problems;
use regex::Regex;
use std::sync::LazyLock;

static TYPED: LazyLock<Regex> = LazyLock::new(|| {
    let percentage = r"\d[\d.,]*\s?(?:%|per\s?cent)";
    let power = r"\d+(?:\.\d+)?[eE][+-−]?\d+";
    let decimal = r"\d+\.\d+";
    Regex::new(&format!("(?:{percentage})|(?:{power})|(?:{decimal})")).expect("the pattern is fixed")
});

/// What a number after these words counts, rather than measures.
const NUMBERED: [&str; 14] = [
    "figure",
    "figures",
    "section",
    "sections",
    "chapter",
    "chapters",
    "table",
    "equation",
    "equations",
    "theorem",
    "algorithm",
    "part",
    "§",
    "eq.",
];

pub(super) fn typed_numbers(page: &Page, problems: &mut Problems) {
    let prose = prose(page);
    for (index, line) in prose.split('\n').enumerate() {
        for found in TYPED.find_iter(line) {
            if is_reference(line, found.start(), found.end()) {
                continue;
            }
            let message = format!("the number “{}” is typed into the text", found.as_str().trim());
            let cure = "let the program report it and write `{{#value PROGRAM NAME}}`; a number from the \
                        literature is `{{#cited KEY NUMBER}}`, a constant of the mathematics is `$…$`, a setting `code`";
            problems.add(&page.name, index + 1, message, cure);
        }
    }
}

/// Part of an address or a name of a document (`10.1000/xyz`, `arXiv:1412.6980`), or the number of a figure or section.
fn is_reference(line: &str, start: usize, end: usize) -> bool {
    let from = line[..start].rfind(char::is_whitespace).map_or(0, |i| i + 1);
    let to = line[end..].find(char::is_whitespace).map_or(line.len(), |i| end + i);
    let word = line[from..to].to_lowercase();
    let before = line[..from].split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let before = before.trim_start_matches(['(', '“', '"']);
    word.contains("arxiv:")
        || word.contains("://")
        || (word.contains("10.") && word.contains('/'))
        || word.starts_with('§')
        || NUMBERED.contains(&before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let page = Page::new("a.md", "a.md", "A", None, text);
        let mut problems = Problems::default();
        typed_numbers(&page, &mut problems);
        problems.iter().map(|problem| format!("{} {}", problem.line, problem.message)).collect()
    }

    #[test]
    fn measured_numbers_are_refused_wherever_they_stand() {
        for text in [
            "It reached 0.97.",
            "# About 96 %",
            "- *96*% of it",
            "| a |\n|---|\n| 1e-6 |",
            "![rose to 1.5](a.png)",
        ] {
            assert_eq!(found(text).len(), 1, "{text:?}: {:?}", found(text));
        }
        assert_eq!(found("fine\n\nand 3.5\nhere")[0], "3 the number “3.5” is typed into the text");
    }

    #[test]
    fn counted_and_quoted_numbers_are_not() {
        for text in [
            "In 1957, 3 layers of 64 units.",
            "Set `0.97` or $0.97$, see Figure 1.2 and (section 2.1).",
            "{{#cited rosenblatt1958 0.5}} and {{#value a b}}",
            "doi 10.1037/h0042519, arXiv:1412.6980, <https://doi.org/10.1162/neco.1997.9.8.1735>",
            "```text\n0.97\n```",
            "[a link](page-0.97.md)",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
