//! What every chapter's program promises: its claims hold on seeds it was not written with, and one seed gives one result.

use std::collections::BTreeMap;
use std::env::consts::EXE_EXTENSION;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs, thread};

/// The program of every chapter, as cargo built it for this test run: each lies in a folder of its name.
fn programs() -> Vec<PathBuf> {
    let chapters = Path::new(env!("CARGO_MANIFEST_DIR"));
    let test = env::current_exe().expect("the path of this test");
    let examples = test.ancestors().nth(2).expect("target/PROFILE/deps/TEST").join("examples");
    let folders =
        folders(chapters).into_iter().flat_map(|part| [vec![part.clone()], folders(&part)].concat());
    let programs: Vec<PathBuf> = folders
        .filter(|folder| folder.join("main.rs").is_file())
        .map(|folder| examples.join(folder.file_name().expect("a name")).with_extension(EXE_EXTENSION))
        .collect();
    assert!(!programs.is_empty());
    programs
}

/// The folders in a folder.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.is_dir()).collect()
}

/// Runs `program` from `seed` on and records its report under `record`.
fn run(program: &Path, seed: u64, record: &Path) -> Output {
    let mut command = Command::new(program);
    command.args(["--seed", &seed.to_string()]).env("NEURAL_RECORD", record);
    command
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; cargo build --examples makes it", program.display()))
}

/// A fresh folder for one test, under cargo's own temporary folder.
fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Every file recorded in a folder, by its path from there, but those whose name says that they hold times.
fn contents(folder: &Path, from: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        let name = from.join(path.file_name().expect("a name"));
        if path.is_dir() {
            found.extend(contents(&path, &name));
        } else if !path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("by-the-clock")) {
            found.insert(name, fs::read(&path).expect("a readable file"));
        }
    }
    found
}

/// What a program did in two runs with a seed that the pages do not show.
struct Twice {
    program: PathBuf,
    first: Output,
    records: [BTreeMap<PathBuf, Vec<u8>>; 2],
}

/// Every program, run twice at once; whichever test comes first does it.
fn runs() -> &'static [Twice] {
    static RUNS: OnceLock<Vec<Twice>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let twice = |program: PathBuf| {
            let name = program.file_stem().expect("a name");
            let folders = ["first-run", "second-run"].map(|run| fresh(run).join(name));
            let [first, _] = thread::scope(|scope| {
                let [first, second] =
                    folders.each_ref().map(|folder| scope.spawn(|| run(&program, 1000, folder)));
                [first, second].map(|run| run.join().expect("the run was started"))
            });
            let records = folders.each_ref().map(|folder| contents(folder, Path::new("")));
            Twice { program, first, records }
        };
        programs().into_iter().map(twice).collect()
    })
}

#[test]
fn claims_hold_on_seeds_that_the_pages_do_not_show() {
    for Twice { program, first, .. } in runs() {
        let problems = String::from_utf8_lossy(&first.stderr);
        assert!(first.status.success(), "{} --seed 1000: {}\n{problems}", program.display(), first.status);
    }
}

#[test]
fn two_runs_with_one_seed_give_the_same_bits() {
    for Twice { program, records: [first, second], .. } in runs() {
        assert!(!first.is_empty(), "{} recorded nothing", program.display());
        let differs = first.iter().find(|(path, bytes)| second.get(*path) != Some(bytes));
        assert!(
            differs.is_none(),
            "{}: {} differs between two runs",
            program.display(),
            differs.unwrap().0.display()
        );
        assert_eq!(first.len(), second.len(), "{} recorded other files the second time", program.display());
    }
}

#[test]
fn an_unknown_argument_is_refused_with_the_usage() {
    for program in programs() {
        let output = Command::new(&program).arg("--sede").output().expect("the program starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains("--sede") && message.contains("usage: cargo run --example"), "{message}");
    }
}
