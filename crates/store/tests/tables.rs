//! Imported tables are whole or absent after a crash, and never replaced.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use std::path::Path;
use store::Fault;
use store::files::SimDisk;
use store::tables::{keep, list};

const DIR: &str = "/data";

#[test]
fn a_table_is_kept_once() {
    let disk = SimDisk::new();
    let files = disk.files();
    let keep = |name: &str, bytes: &[u8]| keep(&*files, Path::new(DIR), name, bytes);
    assert!(list(&*files, Path::new(DIR)).unwrap().is_empty());
    assert!(keep("2027-01-01", b"one").unwrap());
    assert!(!keep("2027-01-01", b"one").unwrap(), "the same table changes nothing");
    assert!(matches!(keep("2027-01-01", b"two"), Err(Fault::Exists { .. })));
    assert!(keep("2026-01-01", b"two").unwrap());
    let tables = list(&*files, Path::new(DIR)).unwrap();
    let found: Vec<_> = tables.iter().map(|one| (one.name.as_str(), one.bytes.as_slice())).collect();
    assert_eq!(found, [("2026-01-01", b"two".as_slice()), ("2027-01-01", b"one")]);
}

#[test]
fn a_crash_keeps_what_was_answered_for() {
    for seed in 0..100 {
        let disk = SimDisk::new();
        let bytes = vec![7; 100_000];
        assert!(keep(&*disk.files(), Path::new(DIR), "cn-2027-01-01", &bytes).unwrap());
        let after = disk.crash(seed);
        let tables = list(&*after.files(), Path::new(DIR)).unwrap();
        assert_eq!(tables.len(), 1, "seed {seed}");
        assert!(tables.iter().all(|one| one.bytes == bytes), "seed {seed}");
    }
}
