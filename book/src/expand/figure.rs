//! Figures: drawings of a program with their number, their caption and the words that stand for them.

use super::Expansion;
use crate::directive::Directive;
use crate::slots::escape;
use crate::svg;
use std::ops::Range;

impl Expansion<'_> {
    pub(super) fn figure(
        &mut self,
        program: &str,
        names: &[String],
        at: usize,
        inside: Range<usize>,
    ) -> String {
        let Some((alt, caption)) = self.parts(at, inside) else { return String::new() };
        let alt = self.plain(alt);
        if alt.trim().is_empty() {
            self.problem(at, "a figure with an empty `alt:`", "say in words what the figure shows");
        }
        let caption = self.range(caption);
        let mut drawings = String::new();
        for name in names {
            let drawing = self.context.records.figure(program, name);
            let Some(drawing) = self.noted(drawing, at) else { continue };
            match svg::inline(&drawing, &format!("{program}-{name}")) {
                Ok(svg) => drawings.push_str(&svg),
                Err(message) => {
                    let message = format!("the figure `{name}` of `{program}` {message}");
                    self.problem(at, message, "draw it with the core crate's `plot`");
                }
            }
        }
        self.figures += 1;
        let number = match &self.page.number {
            Some(chapter) => format!("Figure {chapter}.{}", self.figures),
            None => format!("Figure {}", self.figures),
        };
        let drawings =
            format!("<div class=\"plots\" role=\"img\" aria-label=\"{}\">{drawings}</div>", escape(&alt));
        let slot = self.slots.keep(drawings);
        let id = format!("fig-{program}-{}", names.join("-"));
        format!(
            "<figure class=\"figure\" id=\"{id}\">\n{slot}\n<figcaption>\n\n**{number}.** {}\n\n</figcaption>\n</figure>\n",
            caption.trim()
        )
    }

    /// The ranges of the alt text and the caption.
    fn parts(&mut self, at: usize, inside: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
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
    fn plain(&mut self, place: Range<usize>) -> String {
        let page = self.page;
        if let Some(formula) = page.formulas.iter().find(|f| place.contains(&f.range.start)) {
            self.problem(
                formula.range.start,
                "a formula in an alt text",
                "say it in words: it is read aloud",
            );
        }
        let mut plain = String::new();
        let mut at = place.start;
        for placed in page.directives.iter().filter(|d| place.contains(&d.range.start)) {
            plain.push_str(&page.text[at..placed.range.start]);
            at = placed.range.end;
            match &placed.directive {
                Ok(Directive::Value(source)) => {
                    let value = self.context.records.value(&source.program, &source.name);
                    plain.push_str(&self.noted(value, placed.range.start).unwrap_or_default());
                }
                Ok(_) => {
                    let start = placed.range.start;
                    self.problem(
                        start,
                        "only `{{#value}}` may stand in an alt text",
                        "move it to the caption",
                    );
                }
                Err((message, cure)) => self.problem(placed.range.start, message, cure),
            }
        }
        plain.push_str(&page.text[at..place.end]);
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
