//! Runs the program as a user does, in a directory of its own.
#![allow(dead_code, reason = "each test uses some of it")]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tamga");
pub(crate) const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/samples/story.ndjson");

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nout: {}\nerr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(
            self.out.contains(words) || self.err.contains(words),
            "no `{words}` in\nout: {}\nerr: {}",
            self.out,
            self.err
        );
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// A directory with, perhaps, a registry.
pub(crate) struct Place {
    pub(crate) dir: TempDir,
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory for the test") }
    }

    /// With an empty registry in the default place.
    pub(crate) fn with_registry() -> Self {
        let place = Self::empty();
        place.run(&["init", "--prefix", "KZ"]).code(0);
        place
    }

    /// With the story of the demo in the default place.
    pub(crate) fn with_story() -> Self {
        let place = Self::with_registry();
        place.run(&["import", STORY]).code(1).says("balance.reserved");
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).expect("a file of the test");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.dir.path()).env_remove("TAMGA_STORE").env("LANG", "C.UTF-8");
        command.env_remove("LC_ALL").env_remove("LC_CTYPE");
        command
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// Runs a command as it is typed: blanks part words, except between single quotes.
    #[track_caller]
    pub(crate) fn typed(&self, line: &str) -> Run {
        let words = words(line);
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// With a text on the standard input.
    #[track_caller]
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command(arguments);
        finish(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()), input)
    }
}

/// The words of a command; blanks between single quotes part nothing.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (position, part) in text.split('\'').enumerate() {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

pub(crate) fn finish(command: &mut Command, input: &str) -> Run {
    let mut child = command.spawn().expect("the program starts");
    // A program that ends before it has read everything is no fault of the test.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(crate) fn exists(path: &Path) -> bool {
    path.exists()
}

/// The directory of the auditor's program, which is built where it is not there yet.
pub(crate) fn auditor() -> PathBuf {
    let dir = Path::new(PROGRAM).parent().expect("the program is in a directory").to_owned();
    if !dir.join("tamga-audit").exists() {
        let target = dir.parent().expect("a target directory");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "-p", "audit", "--bin", "tamga-audit", "--target-dir"])
            .arg(target)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .status()
            .expect("cargo runs");
        assert!(status.success(), "the auditor was not built");
    }
    dir
}
