//! What is wrong with the book: place, finding and cure, collected so that one build reports all of it.

use std::collections::BTreeSet;
use std::fmt;

/// One thing that is wrong, and how to make it right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the workspace.
    pub file: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What was found, and what was expected.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message)?,
            line => write!(f, "{}:{line}: {}", self.file, self.message)?,
        }
        if self.cure.is_empty() { Ok(()) } else { write!(f, "; {}", self.cure) }
    }
}

/// Every problem of one build, without repetitions, in the order of the files and their lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Problems(BTreeSet<Problem>);

impl Problems {
    /// Adds a problem found at `file:line`.
    pub fn add(
        &mut self,
        file: impl Into<String>,
        line: usize,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.0.insert(Problem { file: file.into(), line, message: message.into(), cure: cure.into() });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems, by file and line.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Takes over the problems of `other`.
    pub fn extend(&mut self, other: Problems) {
        self.0.extend(other.0);
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// The problems themselves, when there are any.
    pub fn into_result(self) -> Result<(), Problems> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        match self.0.len() {
            1 => write!(f, "1 problem"),
            n => write!(f, "{n} problems"),
        }
    }
}

impl std::error::Error for Problems {}

/// Words for a message about a name that does not exist: the nearest of the names that do.
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut near: Vec<(usize, &str)> = known.into_iter().map(|name| (distance(wanted, name), name)).collect();
    near.sort();
    near.dedup();
    let close = near.iter().filter(|(d, _)| *d <= wanted.len() / 2 + 1).take(3);
    let names: Vec<String> = close.map(|(_, name)| format!("`{name}`")).collect();
    match (names.as_slice(), near.first()) {
        ([], None) => "there is none yet".to_string(),
        ([], Some((_, nearest))) => format!("the nearest is `{nearest}`"),
        (names, _) => format!("did you mean {}?", names.join(" or ")),
    }
}

/// Edits from one name to another; a wrong module counts little when the last segment is right.
fn distance(wanted: &str, name: &str) -> usize {
    let last = |path: &str| path.rsplit("::").next().unwrap_or_default().to_string();
    let edits = strsim::damerau_levenshtein(wanted, name);
    if last(wanted) == last(name) { edits.min(2) } else { edits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        assert_eq!(did_you_mean("boundry", ["boundary", "loss"]), "did you mean `boundary`?");
        assert_eq!(did_you_mean("a::Adam", ["neural::optim::Adam"]), "did you mean `neural::optim::Adam`?");
        assert_eq!(did_you_mean("x", []), "there is none yet");
    }

    #[test]
    fn problems_are_listed_by_file_and_line_and_only_once() {
        let mut problems = Problems::default();
        problems.add("b.md", 2, "late", "");
        problems.add("a.md", 10, "ten", "fix it");
        problems.add("a.md", 9, "nine", "");
        problems.add("a.md", 9, "nine", "");
        assert_eq!(problems.to_string(), "a.md:9: nine\na.md:10: ten; fix it\nb.md:2: late\n3 problems");
    }
}
