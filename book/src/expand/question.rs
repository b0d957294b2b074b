//! Questions: what is asked, choices of which one is right, and for each the reason.
//!
//! A choice is a radio button in its label. Choosing it opens its reason: the style sheet does this,
//! so that it works without scripts; `theme/questions.js` keeps what was chosen.

use super::Expansion;
use crate::directive::Directive;
use crate::page::Page;
use crate::record::Finding;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// A question's parts, as ranges of the page.
#[derive(Default)]
struct Question {
    /// What is asked.
    asked: Range<usize>,
    choices: Vec<Choice>,
    /// Lines that are neither, with what is wrong with them.
    wrong: Vec<(usize, Finding)>,
}

struct Choice {
    right: bool,
    text: Range<usize>,
    why: Option<Range<usize>>,
}

const USAGE: &str = "write each choice as `- [ ] words` (`- [x]` is the right one) and below it its \
                     reason, `  : words`; indent lines that go on";

impl Expansion<'_> {
    /// The question at `at`, which is written `inside`.
    pub(super) fn question(&mut self, at: usize, inside: Range<usize>) -> String {
        let written = &self.page.text[inside.clone()];
        let hash = Sha256::digest(written.as_bytes());
        let key: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let question = parse(self.page, inside);
        self.check(&question, at);
        self.questions += 1;
        let (number, id) = (self.questions, format!("question-{}", self.questions));
        let asked = self.range(question.asked);
        let (asked, more) = asked.trim().split_once("\n\n").unwrap_or((asked.trim(), ""));
        let mut html = format!(
            "<fieldset class=\"question\" id=\"{id}\" data-key=\"{key}\">\n<legend>\n\n\
             <span class=\"count\">{number}.</span> {}\n\n</legend>\n\n{}\n\n",
            one_line(asked),
            more.trim()
        );
        for (value, choice) in (1..).zip(question.choices) {
            html.push_str(&self.choice(&id, value, choice));
        }
        html.push_str("</fieldset>\n");
        html
    }

    fn choice(&mut self, id: &str, value: usize, choice: Choice) -> String {
        let class = if choice.right { "choice right" } else { "choice wrong" };
        let verdict = if choice.right { "Right." } else { "Not so." };
        let text = self.range(choice.text);
        let why = choice.why.map(|why| self.range(why)).unwrap_or_default();
        format!(
            "<div class=\"{class}\">\n\n\
             <label><input type=\"radio\" name=\"{id}\" value=\"{value}\" autocomplete=\"off\"> \
             <span>{}</span></label>\n\n\
             <div class=\"answer\" aria-live=\"polite\">\n\n\
             <span class=\"verdict\">{verdict}</span> {}\n\n</div>\n</div>\n\n",
            one_line(&text),
            one_line(&why)
        )
    }

    /// Refuses what cannot be answered.
    fn check(&mut self, question: &Question, at: usize) {
        let is_empty = |range: &Range<usize>| self.page.text[range.clone()].trim().is_empty();
        let mut wrong = question.wrong.clone();
        let mut say = |at: usize, message: &str, cure: &str| {
            wrong.push((at, (message.to_string(), cure.to_string())));
        };
        if is_empty(&question.asked) {
            say(at, "a question that asks nothing", "write it before its choices");
        }
        if question.choices.len() < 2 {
            say(at, "a question with fewer than two choices", USAGE);
        }
        let mut right = question.choices.iter().filter(|choice| choice.right);
        if right.next().is_none() && !question.choices.is_empty() {
            say(at, "a question without a right answer", "mark the right choice with `- [x]`");
        }
        for second in right {
            let cure = "leave one `[x]`, and make the others wrong";
            say(second.text.start, "a second right answer to one question", cure);
        }
        for choice in &question.choices {
            if is_empty(&choice.text) {
                say(choice.text.start, "a choice without words", USAGE);
            }
            if choice.why.as_ref().is_none_or(is_empty) {
                let cure = "add the line `  : why it is right or wrong` below it";
                say(choice.text.start, "a choice without its explanation", cure);
            }
        }
        for placed in &self.page.directives {
            let within = |range: &Range<usize>| range.contains(&placed.range.start);
            let mut parts = question.choices.iter();
            let is_block = !matches!(
                placed.directive,
                Ok(Directive::Value(_) | Directive::Claim(_) | Directive::Cited { .. }) | Err(_)
            );
            if is_block && parts.any(|part| within(&part.text) || part.why.as_ref().is_some_and(within)) {
                let cure = "put it into the question, before the first choice";
                say(placed.range.start, "a choice that is more than words", cure);
            }
        }
        for (at, (message, cure)) in wrong {
            self.problem(at, message, cure);
        }
    }
}

/// Takes the text `inside` apart, line by line.
fn parse(page: &Page, inside: Range<usize>) -> Question {
    let mut question = Question { asked: inside.start..inside.start, ..Question::default() };
    let mut next = inside.start;
    for line in page.text[inside].split_inclusive('\n') {
        let start = next;
        next += line.len();
        let words = line.trim();
        let (from, to) = (start + line.len() - line.trim_start().len(), start + line.trim_end().len());
        let right = if page.is_code(start) { None } else { boxed(line) };
        let indented = from - start >= 2;
        match question.choices.last_mut() {
            _ if words.is_empty() => {}
            _ if right.is_some() => {
                let text = (from + "- [x]".len()).min(to)..to;
                question.choices.push(Choice { right: right == Some(true), text, why: None });
            }
            None => question.asked.end = to,
            Some(choice) if indented && words.starts_with(':') => match &mut choice.why {
                None => choice.why = Some(from + 1..to),
                Some(_) => {
                    let cure = "make one of the two".to_string();
                    question.wrong.push((start, ("a second explanation of one choice".into(), cure)));
                }
            },
            Some(choice) if indented => match &mut choice.why {
                Some(why) => why.end = to,
                None => choice.text.end = to,
            },
            Some(_) => {
                let message = "a line that is neither a choice nor its explanation".to_string();
                question.wrong.push((start, (message, USAGE.to_string())));
            }
        }
    }
    question
}

/// Whether a line begins a choice, and whether that is the right one.
fn boxed(line: &str) -> Option<bool> {
    let rest = line.strip_prefix("- [")?;
    match rest.as_bytes() {
        [b' ', b']', ..] => Some(false),
        [b'x' | b'X', b']', ..] => Some(true),
        _ => None,
    }
}

/// A paragraph in one line, so that none of its lines is taken for the beginning of a block.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
