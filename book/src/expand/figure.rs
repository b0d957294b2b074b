//! Figures: drawings of a program with their number, their caption and the words that stand for them.

use super::Expansion;
use crate::slots::{Kind, Part};
use std::ops::Range;

impl Expansion<'_> {
    pub(super) fn figure(
        &mut self,
        program: &str,
        names: &[String],
        at: usize,
        inside: Range<usize>,
    ) -> String {
        let Some((alt, caption)) = self.words(at, inside) else { return String::new() };
        if self.page.text[alt.clone()].trim().is_empty() {
            self.problem(at, "a figure with an empty `alt:`", "say in words what the figure shows");
        }
        let alt = self.read_aloud(alt);
        let drawings = Kind::Drawings { program: program.to_string(), names: names.to_vec(), alt };
        let slot = self.hole(at, drawings);
        let caption = self.range(caption);
        self.figures += 1;
        let number = self.number("Figure", self.figures);
        let id = format!("fig-{program}-{}", names.join("-"));
        format!(
            "<figure class=\"figure\" id=\"{id}\">\n{slot}\n<figcaption>\n\n**{number}.** {}\n\n</figcaption>\n</figure>\n",
            caption.trim()
        )
    }

    /// The ranges of the alt text and the caption.
    fn words(&mut self, at: usize, inside: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let text = &self.page.text[inside.clone()];
        let find = |word: &str| {
            let mut lines = text.split_inclusive('\n').scan(0, |offset, line| {
                *offset += line.len();
                Some((*offset - line.len(), line))
            });
            lines.find(|(_, line)| line.trim_start().starts_with(word)).map(|(offset, line)| {
                let indent = line.len() - line.trim_start().len();
                (inside.start + offset, inside.start + offset + indent + word.len())
            })
        };
        let usage = "write `alt: what it shows` and then `caption: what to see` before `{{/figure}}`";
        let (alt, caption) = (find("alt:"), find("caption:"));
        match (alt, caption) {
            (Some((_, alt)), Some((caption_line, caption))) if alt <= caption_line => {
                Some((alt..caption_line, caption..inside.end))
            }
            (None, _) => {
                self.problem(at, "a figure without `alt:`", usage);
                None
            }
            (_, None) => {
                self.problem(at, "a figure without `caption:`", usage);
                None
            }
            _ => {
                self.problem(at, "a figure with its caption before its alt text", usage);
                None
            }
        }
    }

    /// Text that is read aloud: values are put in, nothing else is allowed.
    fn read_aloud(&mut self, place: Range<usize>) -> Vec<Part> {
        let page = self.page;
        if let Some(formula) = page.formulas.iter().find(|f| place.contains(&f.range.start)) {
            let cure = "say it in words: it is read aloud";
            self.problem(formula.range.start, "a formula in an alt text", cure);
        }
        self.parts(place, ("only `{{#value}}` may stand in an alt text", "move it to the caption"))
    }
}
