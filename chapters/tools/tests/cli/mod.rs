//! Running the program that a test file is named after, in folders of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// The program of `tests/NAME_cli.rs`.
fn name() -> &'static str {
    env!("CARGO_CRATE_NAME").strip_suffix("_cli").expect("the file is called after the program")
}

/// A command that starts the program, without arguments.
pub fn program() -> Command {
    let test = env::current_exe().expect("the path of this test");
    let examples = test.ancestors().nth(2).expect("target/PROFILE/deps/TEST").join("examples");
    let mut command = Command::new(examples.join(name()).with_extension(env::consts::EXE_EXTENSION));
    command.env_remove("NEURAL_RECORD");
    command
}

/// A fresh folder for one test.
pub fn fresh(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name()).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a writable folder");
    folder
}

/// A fresh folder with one file in it.
pub fn folder_with(test: &str, file: &str, text: &str) -> PathBuf {
    let folder = fresh(test);
    fs::write(folder.join(file), text).expect("a writable folder");
    folder
}

/// Runs the program in the folder.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = program();
    command.args(["--figures", "figures"]).args(args).current_dir(folder);
    command.output().expect("cargo build --examples makes the program")
}

/// Runs, and returns what was printed.
#[track_caller]
pub fn done(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// That the program refuses, says all of `words`, and leaves the folder as it was.
#[track_caller]
pub fn refused(folder: &Path, args: &[&str], words: &[&str]) {
    let contents = || -> Vec<_> {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files.map(|path| (fs::read(&path).unwrap_or_default(), path)).collect();
        files.sort();
        files
    };
    let before = contents();
    let output = run(folder, args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
    for word in words {
        assert!(message.contains(word), "{args:?}: {word:?} is not in {message}");
    }
    assert_eq!(contents(), before, "{args:?} changed files");
}
