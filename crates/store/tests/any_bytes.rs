//! No bytes on disk make the store panic or serve what was never written.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::path::Path;

use store::files::SimDisk;
use store::journal::{Journal, Options, Reader, Record};
use store::{Guard, Key, Keys, Snapshots};

const DIR: &str = "/data/journal";

fn record(seq: u64) -> Record {
    Record { seq, header: vec![1; 9], body: vec![seq as u8; 70], openings: vec![2; 30] }
}

fn journal() -> SimDisk {
    let disk = SimDisk::new();
    let options = Options { segment_bytes: 600, ..Options::default() };
    let mut journal = Journal::create(disk.files(), Path::new(DIR), [7; 16], 1, options).unwrap();
    for seq in 1..=12 {
        journal.push(&record(seq)).unwrap();
        if seq % 3 == 0 {
            journal.commit().unwrap();
        }
    }
    disk
}

/// Opens and reads everything that can be read; whatever is served must have been written.
fn look(disk: &SimDisk) {
    if let Ok((reader, _)) = Reader::open(disk.files(), Path::new(DIR)) {
        let _ = reader.verify();
        let _ = reader.read(5);
    }
    if let Ok((journal, _)) = Journal::open(disk.files(), Path::new(DIR), Options::default()) {
        let found = journal.iter_from(1).unwrap().map_while(Result::ok);
        found.zip(1..).for_each(|(found, seq)| assert_eq!(found, record(seq)));
    }
}

#[test]
fn fuzz_edited_segments() {
    let disk = journal();
    let paths: Vec<_> = disk.paths();
    bolero::check!().with_type::<(u8, u16, Vec<u8>, bool)>().for_each(|(file, place, bytes, cut)| {
        let damaged = disk.copy();
        damaged.tamper(&paths[usize::from(*file) % paths.len()], |content| {
            let place = usize::from(*place) % content.len();
            let end = (place + bytes.len()).min(content.len());
            content[place..end].copy_from_slice(&bytes[..end - place]);
            if *cut {
                content.truncate(end);
            }
        });
        look(&damaged);
    });
}

#[test]
fn arbitrary_files() {
    let names = [
        "/data/journal/00000000000000000001.seg",
        "/data/snapshots/00000000000000000001.manifest",
        "/data/keys/subjects.key",
        "/data/registry.checkpoint",
    ];
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
        let disk = SimDisk::new();
        for path in names.map(Path::new) {
            disk.files().create_dir(path.parent().unwrap()).unwrap();
            disk.files().create_new(path).unwrap().write_at(bytes, 0).unwrap();
        }
        assert!(Journal::open(disk.files(), Path::new(DIR), Options::default()).is_err());
        assert!(Snapshots::open(disk.files(), Path::new("/data/snapshots")).unwrap().latest().is_none());
        assert!(Keys::open(&*disk.files(), Path::new("/data/keys")).is_err());
        assert!(Guard::of(disk.files(), Path::new("/data/registry")).find().is_err());
        let _ = store::seal::open(&Key::new([0; 32]), b"", bytes).unwrap_err();
    });
}
