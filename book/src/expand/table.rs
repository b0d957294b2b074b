//! Tables of a program: number and caption above, rows on the paper of a printout.

use super::Expansion;
use crate::directive::Source;
use crate::fill::command;
use crate::slots::{Kind, escape};

impl Expansion<'_> {
    pub(super) fn table(&mut self, source: &Source, at: usize) -> String {
        self.tables += 1;
        let number = self.number("Table", self.tables);
        let (program, name) = (&source.program, escape(&source.name));
        let id = format!("table-{}-{name}", escape(program));
        let label = format!("{id}-caption");
        let caption = self.hole(at, Kind::Caption(source.clone()));
        let table = self.hole(at, Kind::Table { source: source.clone(), label: label.clone() });
        let block = format!(
            "<figure class=\"table\" id=\"{id}\">\n\
             <figcaption><p id=\"{label}\"><strong>{number}.</strong> {caption}</p></figcaption>\n\
             <div class=\"output\">\n\
             <p class=\"command\"><code>{}</code> <span class=\"section\">{name}</span></p>\n\
             {table}\n</div>\n</figure>\n",
            command(program),
        );
        self.indented(&block, at)
    }
}
