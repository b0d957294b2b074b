//! What the chapters' programs recorded when they ran: outputs, values, figures and claims.

use crate::problem::did_you_mean;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A message and a cure, for a caller that knows the place.
pub type Finding = (String, String);

/// The recorded runs of all programs.
#[derive(Debug, Default, Clone)]
pub struct Records {
    folders: BTreeMap<String, PathBuf>,
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
    /// Adds the run of `program` recorded in `folder`.
    pub fn insert(&mut self, program: &str, folder: &Path) {
        self.folders.insert(program.to_string(), folder.to_path_buf());
    }

    /// What `program` printed in the section `name`.
    ///
    /// # Errors
    /// When there is no such program or section.
    pub fn output(&self, program: &str, name: &str) -> Result<String, Finding> {
        self.read(program, "output", name, "txt")
    }

    /// The number or word that `program` recorded as `name`.
    ///
    /// # Errors
    /// When there is no such program or value.
    pub fn value(&self, program: &str, name: &str) -> Result<String, Finding> {
        Ok(self.read(program, "value", name, "txt")?.trim().to_string())
    }

    /// The SVG that `program` drew as `name`.
    ///
    /// # Errors
    /// When there is no such program or figure.
    pub fn figure(&self, program: &str, name: &str) -> Result<String, Finding> {
        self.read(program, "figure", name, "svg")
    }

    /// The claim `name` of `program`.
    ///
    /// # Errors
    /// When there is no such program or claim, or its record is not of the form that `Report` writes.
    pub fn claim(&self, program: &str, name: &str) -> Result<Claim, Finding> {
        let text = self.read(program, "claim", name, "txt")?;
        parse_claim(name, &text).ok_or_else(|| {
            let message = format!("the record of the claim `{name}` of `{program}` is damaged: {text:?}");
            (message, "remove target/book/runs and build again".to_string())
        })
    }

    /// Every claim that does not hold, with its program.
    pub fn failed_claims(&self) -> Vec<(&str, Claim)> {
        let programs = self.folders.iter();
        programs
            .flat_map(|(name, folder)| failed_claims(folder).into_iter().map(move |c| (name.as_str(), c)))
            .collect()
    }

    fn read(&self, program: &str, kind: &str, name: &str, extension: &str) -> Result<String, Finding> {
        let Some(folder) = self.folders.get(program) else {
            let message = format!("there is no program `{program}`");
            return Err((message, did_you_mean(program, self.folders.keys().map(String::as_str))));
        };
        let path = folder.join(kind).join(format!("{name}.{extension}"));
        fs::read_to_string(&path).map_err(|_| {
            let names = names_in(&folder.join(kind));
            let message = format!("the program `{program}` reports no {kind} `{name}`");
            (message, did_you_mean(name, names.iter().map(String::as_str)))
        })
    }
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

fn names_in(folder: &Path) -> Vec<String> {
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
