//! A registry in a temporary folder, and commands for it.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(unreachable_pub, reason = "shared by several test programs")]
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

use registry::{Answer, AnswerOutcome, Fault, Registry, Settings};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use trade::command::{self, Submission};
use trade::date::Timestamp;

pub const START: &str = "2026-03-02T08:00:00Z";

/// A folder for one registry, with a clock that moves by a second at each look.
pub struct Place {
    pub folder: TempDir,
    pub dir: PathBuf,
    pub settings: Settings,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        Self { dir, folder, settings: settings() }
    }

    pub fn create(&self) -> Registry {
        Registry::create(&self.dir, self.settings.clone()).unwrap()
    }

    pub fn open(&self) -> Registry {
        self.try_open().unwrap().0
    }

    pub fn try_open(&self) -> Result<(Registry, registry::Opened), Fault> {
        Registry::open(&self.dir, self.settings.clone())
    }

    #[track_caller]
    pub fn verify(&self) -> registry::VerifyReport {
        let report = registry::verify(&self.dir, &self.settings.files).unwrap();
        assert!(report.is_sound(), "{report}");
        report
    }
}

pub fn settings() -> Settings {
    let millis = AtomicI64::new(START.parse::<Timestamp>().unwrap().millis());
    let mut settings = Settings::new("KZ".parse().unwrap());
    settings.clock = Arc::new(move || Timestamp::from_millis(millis.fetch_add(1000, Ordering::Relaxed)).unwrap());
    settings.snapshot_every = 0;
    settings
}

pub fn parse(command: &Value) -> Submission {
    command::parse(&command.to_string()).unwrap_or_else(|problems| panic!("{command}: {problems:?}"))
}

#[track_caller]
pub fn submit(registry: &Registry, command: &Value) -> Answer {
    registry.submit(&parse(command)).unwrap()
}

#[track_caller]
pub fn ok(registry: &Registry, command: &Value) -> Answer {
    let answer = submit(registry, command);
    assert_eq!(answer.outcome, AnswerOutcome::Recorded, "{command}: {:?}", answer.problems);
    answer
}

#[track_caller]
pub fn refused(registry: &Registry, command: &Value, code: &str) -> Answer {
    let answer = submit(registry, command);
    assert_eq!(answer.outcome, AnswerOutcome::Refused, "{command}");
    assert_eq!(answer.problems.first().map(|problem| problem.code.as_str()), Some(code), "{:?}", answer.problems);
    answer
}

/// Opening balance of `lines` lots of 1000 kg each, of alfa at the depot.
pub fn balance(number: &str, lines: usize) -> Value {
    let line =
        |n| json!({"line": n, "code": "100199", "quantity": "1000", "unit": "KGM", "value": "5000", "currency": "USD"});
    json!({"type": "opening_balance", "number": number, "date": "2026-03-01", "principal": "id:KZ/alfa",
        "place": "place:KZ/depot", "lines": (1..=lines).map(line).collect::<Vec<_>>()})
}

/// Note of alfa to beta over `quantity` of each of the lots.
pub fn note(number: &str, lots: &[String], quantity: &str) -> Value {
    let line = |(n, lot): (usize, &String)| {
        json!({"line": n + 1, "lot": lot, "quantity": quantity, "unit": "KGM",
        "value": "10", "currency": "USD"})
    };
    json!({"type": "note", "number": number, "date": "2026-03-02", "supplier": "id:KZ/alfa", "recipient": "id:KZ/beta",
        "from": "place:KZ/depot", "to": "place:KZ/shop", "carrier": "id:KZ/wheels",
        "lines": lots.iter().enumerate().map(line).collect::<Vec<_>>()})
}

pub fn texts(numbers: &[trade::public_number::PublicNumber]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

/// Bytes of all files below a folder, by path.
pub fn all_bytes(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(all_bytes(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

pub fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_dir(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
