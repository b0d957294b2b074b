//! What the chapters' programs recorded when they ran: outputs, tables, values, figures and claims.

use crate::problem::did_you_mean;
use crate::table::Table;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A message and a cure, for a caller that knows the place.
pub type Finding = (String, String);

/// The recorded runs of all programs, as far as they have run.
#[derive(Debug, Default, Clone)]
pub struct Records {
    programs: BTreeMap<String, Run>,
}

/// How far the run of one program is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Not finished yet.
    Waiting,
    /// Recorded in this folder.
    Done(PathBuf),
    /// Ended without a record, for this reason.
    Failed(String),
}

/// Why something recorded cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The program has not finished.
    Waiting,
    /// The program failed, for this reason.
    Failed(String),
    /// It does not exist: somebody has to correct a page or a program.
    Wrong(Finding),
}

/// A statement that a program checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The claim's name.
    pub name: String,
    /// Whether it held.
    pub holds: bool,
    /// `exact`, or `seeds N of M`.
    pub evidence: String,
    /// The source file of the assertion.
    pub file: String,
    /// The line of the assertion.
    pub line: usize,
    /// What was seen.
    pub seen: String,
}

impl Records {
    /// What has been recorded of `programs` when none of them has run.
    pub fn waiting_for(programs: &[String]) -> Self {
        Self { programs: programs.iter().map(|name| (name.clone(), Run::Waiting)).collect() }
    }

    /// Sets how far the run of `program` is.
    pub fn set(&mut self, program: &str, run: Run) {
        self.programs.insert(program.to_string(), run);
    }

    /// How far the run of `program` is; `None` when there is no such program.
    pub fn run(&self, program: &str) -> Option<&Run> {
        self.programs.get(program)
    }

    /// Every program, and how far its run is.
    pub fn programs(&self) -> impl Iterator<Item = (&str, &Run)> {
        self.programs.iter().map(|(name, run)| (name.as_str(), run))
    }

    /// Every program that failed, with the reason.
    pub fn failed_programs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.programs.iter().filter_map(|(name, run)| match run {
            Run::Failed(reason) => Some((name.as_str(), reason.as_str())),
            _ => None,
        })
    }

    /// What `program` printed in the section `name`.
    ///
    /// # Errors
    /// When there is no such program or section, or not yet.
    pub fn output(&self, program: &str, name: &str) -> Result<String, Missing> {
        self.read(program, "output", name, "txt")
    }

    /// The number or word that `program` recorded as `name`.
    ///
    /// # Errors
    /// When there is no such program or value, or not yet.
    pub fn value(&self, program: &str, name: &str) -> Result<String, Missing> {
        Ok(self.read(program, "value", name, "txt")?.trim().to_string())
    }

    /// The SVG that `program` drew as `name`.
    ///
    /// # Errors
    /// When there is no such program or figure, or not yet.
    pub fn figure(&self, program: &str, name: &str) -> Result<String, Missing> {
        self.read(program, "figure", name, "svg")
    }

    /// The claim `name` of `program`.
    ///
    /// # Errors
    /// When there is no such program or claim, or not yet, or its record is not of the form that `Report` writes.
    pub fn claim(&self, program: &str, name: &str) -> Result<Claim, Missing> {
        let text = self.read(program, "claim", name, "txt")?;
        parse_claim(name, &text).ok_or_else(|| damaged(program, "claim", name, &text))
    }

    /// The table `name` of `program`.
    ///
    /// # Errors
    /// As [`Records::claim`].
    pub fn table(&self, program: &str, name: &str) -> Result<Table, Missing> {
        let text = self.read(program, "table", name, "txt")?;
        Table::parse(&text).ok_or_else(|| damaged(program, "table", name, &text))
    }

    /// Every claim that does not hold, with its program.
    pub fn failed_claims(&self) -> Vec<(&str, Claim)> {
        let claims = self.programs.iter().flat_map(|(name, run)| match run {
            Run::Done(folder) => failed_claims(folder).into_iter().map(|c| (name.as_str(), c)).collect(),
            _ => Vec::new(),
        });
        claims.collect()
    }

    fn read(&self, program: &str, kind: &str, name: &str, extension: &str) -> Result<String, Missing> {
        let folder = match self.programs.get(program) {
            Some(Run::Done(folder)) => folder,
            Some(Run::Waiting) => return Err(Missing::Waiting),
            Some(Run::Failed(reason)) => return Err(Missing::Failed(reason.clone())),
            None => {
                let message = format!("there is no program `{program}`");
                let known = self.programs.keys().map(String::as_str);
                return Err(Missing::Wrong((message, did_you_mean(program, known))));
            }
        };
        let path = folder.join(kind).join(format!("{name}.{extension}"));
        fs::read_to_string(&path).map_err(|_| {
            let names = names_in(&folder.join(kind));
            let message = format!("the program `{program}` reports no {kind} `{name}`");
            Missing::Wrong((message, did_you_mean(name, names.iter().map(String::as_str))))
        })
    }
}

fn damaged(program: &str, kind: &str, name: &str, text: &str) -> Missing {
    let message = format!("the record of the {kind} `{name}` of `{program}` is damaged: {text:?}");
    Missing::Wrong((message, "remove target/book/runs and build again".to_string()))
}

/// The claims recorded in `folder` that do not hold.
pub fn failed_claims(folder: &Path) -> Vec<Claim> {
    let names = names_in(&folder.join("claim"));
    let claims = names.iter().filter_map(|name| {
        let text = fs::read_to_string(folder.join("claim").join(format!("{name}.txt"))).ok()?;
        parse_claim(name, &text)
    });
    claims.filter(|claim| !claim.holds).collect()
}

fn parse_claim(name: &str, text: &str) -> Option<Claim> {
    let mut lines = text.lines();
    let holds = match lines.next()? {
        "holds" => true,
        "fails" => false,
        _ => return None,
    };
    let evidence = lines.next()?.to_string();
    let (file, line) = lines.next()?.rsplit_once(':')?;
    let (file, line) = (file.to_string(), line.parse().ok()?);
    let seen = lines.collect::<Vec<_>>().join("\n");
    Some(Claim { name: name.to_string(), holds, evidence, file, line, seen })
}

/// The names of the files in `folder` without their endings, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let stems = entries.filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_string()));
    let mut names: Vec<String> = stems.collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_read_as_report_writes_it() {
        let claim = parse_claim("wins", "fails\nseeds 4 of 5\nchapters/a.rs:88\n4 of 5 seeds\n").unwrap();
        assert!(!claim.holds);
        assert_eq!((claim.file.as_str(), claim.line), ("chapters/a.rs", 88));
        assert_eq!((claim.evidence.as_str(), claim.seen.as_str()), ("seeds 4 of 5", "4 of 5 seeds"));
        assert_eq!(parse_claim("wins", "perhaps\nexact\na:1\nx\n"), None);
    }
}
