//! Two processes and the real disk.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use store::files::RealFiles;
use store::journal::{Journal, Options, Record};
use store::{DirLock, Fault};

const DIR: &str = "TAMGA_TEST_DIR";

/// Runs one of the tests below as another process, with `DIR` set.
fn child(test: &str, dir: &Path) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(DIR, dir).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().unwrap()
}

fn wait_for(child: &mut std::process::Child, wanted: &str) -> BufReader<std::process::ChildStdout> {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(wanted) {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "the other process ended without {wanted}");
    }
    output
}

/// The other process of the lock test; on its own it does nothing.
#[test]
fn holds_the_directory() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let _held = DirLock::acquire(Path::new(&dir)).unwrap();
    let mut output = std::io::stdout();
    writeln!(output, "held").unwrap();
    output.flush().unwrap();
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn a_directory_has_one_process() {
    if std::env::var_os(DIR).is_some() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut other = child("holds_the_directory", dir.path());
    let _output = wait_for(&mut other, "held");
    let fault = DirLock::acquire(dir.path()).unwrap_err();
    assert!(matches!(fault, Fault::InUse { pid: Some(pid), .. } if pid == other.id()));
    let expected = format!("is in use by process {}; stop it or choose another directory", other.id());
    assert!(fault.to_string().ends_with(&expected), "{fault}");
    other.kill().unwrap();
    other.wait().unwrap();
    DirLock::acquire(dir.path()).unwrap();
}

fn record(seq: u64) -> Record {
    Record { seq, header: seq.to_le_bytes().to_vec(), body: vec![seq as u8; 300], openings: vec![!seq as u8; 500] }
}

/// The other process of the kill test: it appends and says what it has been promised, until it is killed.
#[test]
fn appends_without_end() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let options = Options { segment_bytes: 100_000, ..Options::default() };
    let (mut journal, _) = Journal::open(RealFiles::shared(), &Path::new(&dir).join("journal"), options).unwrap();
    let mut output = std::io::stdout();
    loop {
        for _ in 0..5 {
            journal.push(&record(journal.next_seq())).unwrap();
        }
        writeln!(output, "durable {}", journal.commit().unwrap().seq).unwrap();
        output.flush().unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing_it_promised() {
    if std::env::var_os(DIR).is_some() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal");
    drop(Journal::create(RealFiles::shared(), &path, [1; 16], 1, Options::default()).unwrap());
    let mut promised = 0;
    for _ in 0..3 {
        let mut other = child("appends_without_end", dir.path());
        let mut output = wait_for(&mut other, &format!("durable {}", promised + 100));
        other.kill().unwrap();
        other.wait().unwrap();
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
        let last = whole.lines().last().and_then(|line| line.strip_prefix("durable "));
        promised = last.map_or(promised + 100, |number| number.parse().unwrap());
        let (journal, opened) = Journal::open(RealFiles::shared(), &path, Options::default()).unwrap();
        assert!(opened.next_seq > promised);
        promised = opened.next_seq - 1;
        assert_eq!(promised % 5, 0, "groups are whole");
        let found: Vec<Record> = journal.iter_from(1).unwrap().map(Result::unwrap).collect();
        assert_eq!(found, (1..=promised).map(record).collect::<Vec<_>>());
        assert_eq!(journal.verify().unwrap().entries, promised);
    }
}
