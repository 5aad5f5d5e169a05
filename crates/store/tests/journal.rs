//! The journal on a simulated disk: reading, rotation, limits, faults, damage.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::files::{FaultyFiles, Files, Plan, SimDisk};
use store::journal::{Encoder, Journal, Options, Position, RECORD_BYTES_MAX, Reader, Record, Writer};
use store::{Fault, Opened};

const DIR: &str = "/data/journal";
const REGISTRY: [u8; 16] = *b"registry-of-test";

fn options(segment_bytes: u64) -> Options {
    Options { segment_bytes, ..Options::default() }
}

fn create(disk: &SimDisk, segment_bytes: u64) -> Journal {
    Journal::create(disk.files(), Path::new(DIR), REGISTRY, 1, options(segment_bytes)).unwrap()
}

fn open(disk: &SimDisk, segment_bytes: u64) -> Result<(Journal, Opened), Fault> {
    Journal::open(disk.files(), Path::new(DIR), options(segment_bytes))
}

/// An entry whose bytes follow from its number.
fn record(seq: u64) -> Record {
    let part = |salt: u64, length: u64| (0..length).map(|n| (seq * 31 + salt + n) as u8 | 1).collect();
    Record { seq, header: part(1, seq % 17), body: part(2, seq * 7 % 90), openings: part(3, seq * 13 % 200) }
}

fn fill(journal: &mut Journal, groups: impl IntoIterator<Item = u64>) -> Position {
    for count in groups {
        for _ in 0..count {
            journal.push(&record(journal.next_seq())).unwrap();
        }
        journal.commit().unwrap();
    }
    journal.position()
}

fn all(journal: &Journal) -> Result<Vec<Record>, Fault> {
    journal.iter_from(1)?.collect()
}

fn segments(disk: &SimDisk) -> Vec<PathBuf> {
    disk.paths().into_iter().filter(|path| path.extension().is_some_and(|end| end == "seg")).collect()
}

#[test]
fn reads_back_what_was_committed() {
    let disk = SimDisk::new();
    let mut journal = create(&disk, 20_000);
    let position = fill(&mut journal, [1, 700, 3, 300, 1]);
    assert_eq!(position.seq, 1005);
    journal.push(&record(1006)).unwrap();
    assert_eq!(journal.read(1006).unwrap(), None, "not durable yet");
    assert_eq!(journal.read(0).unwrap(), None);
    for reopened in [false, true] {
        if reopened {
            let (again, opened) = open(&disk, 20_000).unwrap();
            journal = again;
            assert_eq!(opened, Opened { registry: REGISTRY, next_seq: 1006, epoch: 1, torn: None });
        }
        assert_eq!(all(&journal).unwrap(), (1..=1005).map(record).collect::<Vec<_>>());
        for seq in (1..=1005).rev().step_by(7) {
            assert_eq!(journal.read(seq).unwrap(), Some(record(seq)));
        }
        let from: Vec<Record> = journal.iter_from(990).unwrap().map(Result::unwrap).collect();
        assert_eq!(from, (990..=1005).map(record).collect::<Vec<_>>());
        assert_eq!(journal.iter_from(1006).unwrap().count(), 0);
        let report = journal.verify().unwrap();
        assert_eq!((report.entries, report.groups, report.chain), (1005, 5, position.chain));
        assert_eq!(report.segments as usize, segments(&disk).len());
        assert!(report.segments >= 3);
    }
    let (reader, opened) = Reader::open(disk.files(), Path::new(DIR)).unwrap();
    assert_eq!((reader.verify().unwrap().entries, opened.next_seq), (1005, 1006));
}

#[test]
fn a_lost_or_wrong_index_is_rebuilt() {
    let disk = SimDisk::new();
    let mut journal = create(&disk, 30_000);
    fill(&mut journal, [400, 400, 400, 400]);
    let indexes: Vec<PathBuf> =
        disk.paths().into_iter().filter(|path| path.extension().is_some_and(|end| end == "idx")).collect();
    assert!(indexes.len() >= 2, "{indexes:?}");
    disk.files().remove(&indexes[0]).unwrap();
    disk.tamper(&indexes[1], |bytes| bytes[30] ^= 1);
    let (journal, _) = open(&disk, 30_000).unwrap();
    for seq in [1, 255, 256, 257, 399, 400, 401, 700, 800, 1300] {
        assert_eq!(journal.read(seq).unwrap(), Some(record(seq)));
    }
}

#[test]
fn opening_never_creates_and_creating_never_opens() {
    let disk = SimDisk::new();
    assert!(matches!(open(&disk, 1000), Err(Fault::Missing { what: "journal", .. })));
    disk.files().create_dir(Path::new(DIR)).unwrap();
    assert!(matches!(open(&disk, 1000), Err(Fault::Missing { .. })), "an empty directory is no journal");
    fill(&mut create(&disk, 1000), [1]);
    let again = Journal::create(disk.files(), Path::new(DIR), REGISTRY, 1, options(1000));
    assert!(matches!(again, Err(Fault::Exists { .. })));
}

#[test]
fn wrong_numbers_and_lengths_are_refused() {
    let disk = SimDisk::new();
    let mut journal = create(&disk, 1 << 20);
    assert!(matches!(journal.push(&record(2)), Err(Fault::OutOfOrder { expected: 1, found: 2 })));
    let huge = Record { seq: 1, body: vec![0; RECORD_BYTES_MAX], ..Record::default() };
    assert!(matches!(journal.push(&huge), Err(Fault::TooLarge { .. })));
    let largest = Record { seq: 1, body: vec![7; RECORD_BYTES_MAX - 28], ..Record::default() };
    journal.push(&largest).unwrap();
    fill(&mut journal, [3]);
    assert_eq!(open(&disk, 1 << 20).unwrap().0.read(1).unwrap(), Some(largest));
    let (mut encoder, mut writer, _) = journal.split();
    encoder.push(&record(5)).unwrap();
    let (mut first, mut second) = (encoder.take_group(), encoder.take_group());
    assert_eq!(writer.write_group(&mut second).unwrap().seq, 4, "an empty group writes nothing");
    encoder.push(&record(6)).unwrap();
    let mut third = encoder.take_group();
    assert!(matches!(writer.write_group(&mut third), Err(Fault::OutOfOrder { expected: 5, found: 6 })));
    assert_eq!(writer.write_group(&mut first).unwrap().seq, 5);
    assert_eq!(writer.write_group(&mut third).unwrap().seq, 6);
}

#[test]
fn groups_fill_while_others_sync() {
    let disk = SimDisk::new();
    let (mut encoder, mut writer, reader): (Encoder, Writer, Reader) = create(&disk, 50_000).split();
    let (send, receive) = std::sync::mpsc::sync_channel(1);
    let syncing = std::thread::spawn(move || {
        while let Ok(mut group) = receive.recv() {
            writer.write_group(&mut group).unwrap();
        }
        writer.close().unwrap()
    });
    for seq in 1..=2000 {
        encoder.push(&record(seq)).unwrap();
        if seq % 23 == 0 || seq == 2000 {
            send.send(encoder.take_group()).unwrap();
        }
    }
    drop(send);
    assert_eq!(syncing.join().unwrap().seq, 2000);
    assert_eq!(reader.verify().unwrap().entries, 2000);
    assert_eq!(reader.read(1234).unwrap(), Some(record(1234)));
}

#[test]
fn epochs_only_grow() {
    let disk = SimDisk::new();
    let mut journal = create(&disk, 1 << 20);
    journal.begin_epoch(2).unwrap();
    fill(&mut journal, [3]);
    assert!(matches!(journal.begin_epoch(2), Err(Fault::OutOfOrder { .. })));
    journal.begin_epoch(7).unwrap();
    drop(journal);
    let (mut journal, opened) = open(&disk, 1 << 20).unwrap();
    assert_eq!((opened.epoch, opened.next_seq), (7, 4));
    fill(&mut journal, [2]);
    assert_eq!(journal.verify().unwrap().segments, 2);
    assert_eq!(all(&journal).unwrap().len(), 5);
}

fn faulty(disk: &SimDisk) -> FaultyFiles {
    let lose = disk.clone();
    FaultyFiles::new(disk.files(), Plan::default(), move |path| lose.lose_unsynced(path))
}

#[test]
fn after_a_fault_nothing_is_acknowledged() {
    let cut = Plan { space: Some(500), ..Plan::default() };
    let plans = [1, 2, 3].map(|nth| Plan { fail_sync: nth, ..Plan::default() }).into_iter();
    let plans = plans.chain([1, 2, 3].map(|nth| Plan { fail_write: nth, ..Plan::default() }));
    let plans = plans.chain([cut, Plan { space: Some(0), ..cut }, Plan { fail_sync_dir: 1, ..Plan::default() }]);
    for plan in plans {
        let disk = SimDisk::new();
        let files = faulty(&disk);
        let shared: Arc<dyn Files> = Arc::new(files.clone());
        let mut journal = Journal::create(shared, Path::new(DIR), REGISTRY, 1, options(2_000)).unwrap();
        let mut acknowledged = fill(&mut journal, [5]).seq;
        files.plan(plan);
        let mut failed = false;
        for _ in 0..20 {
            for _ in 0..4 {
                journal.push(&record(journal.next_seq())).unwrap();
            }
            match journal.commit() {
                Ok(position) => {
                    assert!(!failed, "{plan:?}: acknowledged after a fault");
                    acknowledged = position.seq;
                }
                Err(Fault::Io { .. }) => assert!(!std::mem::replace(&mut failed, true)),
                Err(Fault::Stopped { .. }) => assert!(failed),
                Err(other) => panic!("{plan:?}: {other}"),
            }
        }
        assert!(failed, "{plan:?} never struck");
        assert_eq!(journal.position().seq, acknowledged);
        assert!(matches!(journal.begin_epoch(9), Err(Fault::Stopped { .. } | Fault::OutOfOrder { .. })));
        for seed in 0..20 {
            let (journal, _) = open(&disk.crash(seed), 2_000).unwrap();
            let found = all(&journal).unwrap();
            assert!(found.len() as u64 >= acknowledged, "{plan:?}");
            assert_eq!(found, (1..=found.len() as u64).map(record).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_reserve_is_kept_and_the_group_waits() {
    let disk = SimDisk::new();
    let files = faulty(&disk);
    let shared: Arc<dyn Files> = Arc::new(files.clone());
    let mut journal = Journal::create(shared, Path::new(DIR), REGISTRY, 1, Options::default()).unwrap();
    files.plan(Plan { free: Some((64 << 20) + 100), ..Plan::default() });
    journal.push(&record(1)).unwrap();
    assert!(matches!(journal.commit(), Err(Fault::NoSpace { reserve: 67_108_864, .. })));
    journal.push(&record(2)).unwrap();
    assert!(matches!(journal.commit(), Err(Fault::NoSpace { .. })));
    assert_eq!(journal.position().seq, 0);
    files.plan(Plan { free: Some(65 << 20), ..Plan::default() });
    assert_eq!(journal.commit().unwrap().seq, 2);
    assert_eq!(all(&journal).unwrap(), [record(1), record(2)]);
}

/// Opens a journal that was changed behind its back and says what became of it: the entries that are served, or `None`
/// where it was refused. Wrong data ends the test.
fn served(disk: &SimDisk, options: Options) -> Option<(usize, bool)> {
    let (journal, opened) = Journal::open(disk.files(), Path::new(DIR), options).ok()?;
    let found = all(&journal).ok()?;
    assert_eq!(found, (1..=found.len() as u64).map(record).collect::<Vec<_>>(), "wrong data was served");
    journal.verify().ok()?;
    Some((found.len(), opened.torn.is_some()))
}

fn small(close: bool) -> SimDisk {
    let disk = SimDisk::new();
    let mut journal = create(&disk, 700);
    fill(&mut journal, [2, 3, 1, 2, 3]);
    if close {
        journal.close().unwrap();
    }
    disk
}

#[test]
fn each_flipped_byte_is_refused() {
    for close in [false, true] {
        let disk = small(close);
        assert_eq!(served(&disk, options(700)), Some((11, false)));
        assert!(segments(&disk).len() >= 3);
        for path in segments(&disk) {
            for place in 0..disk.content(&path).unwrap().len() {
                for bits in [0x01, 0x80, 0xff] {
                    let damaged = disk.copy();
                    damaged.tamper(&path, |bytes| bytes[place] ^= bits);
                    let answer = served(&damaged, options(700));
                    assert_eq!(answer, None, "{} byte {place} ^ {bits:#x}, closed: {close}", path.display());
                }
            }
        }
    }
}

#[test]
#[should_panic(expected = "wrong data was served")]
fn without_checksums_the_flip_test_fails() {
    let disk = small(true);
    let unchecked = Options { sabotage: store::journal::Sabotage::SkipChecksum, ..options(700) };
    let path = &segments(&disk)[0];
    for place in 76..disk.content(path).unwrap().len() {
        let damaged = disk.copy();
        damaged.tamper(path, |bytes| bytes[place] ^= 1);
        served(&damaged, unchecked);
    }
}

#[test]
fn each_cut_keeps_whole_groups_or_is_refused() {
    let disk = small(false);
    let paths = segments(&disk);
    let (last, older) = paths.split_last().unwrap();
    for path in older {
        for length in 0..disk.content(path).unwrap().len() {
            let damaged = disk.copy();
            damaged.tamper(path, |bytes| bytes.truncate(length));
            assert_eq!(served(&damaged, options(700)), None, "{} cut to {length}", path.display());
        }
    }
    for length in 0..disk.content(last).unwrap().len() {
        let damaged = disk.copy();
        damaged.tamper(last, |bytes| bytes.truncate(length));
        match served(&damaged, options(700)) {
            None => assert!(length < 76, "a segment without its header is refused"),
            Some((entries, torn)) => {
                assert_eq!((entries, torn), (8, length > 76));
                let aside = damaged.paths().iter().filter(|path| path.starts_with("/data/journal/torn")).count();
                assert_eq!(aside, usize::from(torn), "torn bytes are kept");
                let (mut journal, _) = open(&damaged, 700).unwrap();
                fill(&mut journal, [4]);
                assert_eq!(served(&damaged, options(700)), Some((12, false)));
            }
        }
    }
}

#[test]
fn a_missing_or_foreign_segment_is_refused() {
    let disk = small(true);
    let paths = segments(&disk);
    let removed = |path: &PathBuf| {
        let damaged = disk.copy();
        damaged.files().remove(path).unwrap();
        damaged
    };
    for path in &paths[..paths.len() - 1] {
        assert!(matches!(open(&removed(path), 700), Err(Fault::Corrupt { .. })), "{}", path.display());
    }
    // What a missing last segment looks like is a shorter journal; the guard beside the directory knows better.
    assert_eq!(served(&removed(paths.last().unwrap()), options(700)).unwrap().0, 8);
    let other = SimDisk::new();
    let mut journal = Journal::create(other.files(), Path::new(DIR), [9; 16], 1, options(700)).unwrap();
    fill(&mut journal, [2, 3, 1, 2, 3]);
    let damaged = disk.copy();
    let foreign = other.content(&paths[1]).unwrap();
    damaged.tamper(&paths[1], |bytes| *bytes = foreign);
    assert!(matches!(open(&damaged, 700), Err(Fault::Corrupt { .. })));
}

#[test]
fn another_version_is_named() {
    let disk = small(true);
    let path = &segments(&disk)[0];
    disk.tamper(path, |bytes| {
        bytes[8] = 3;
        let crc = crc32c::crc32c(&bytes[..72]).to_le_bytes();
        bytes[72..76].copy_from_slice(&crc);
    });
    let fault = open(&disk, 700).err().unwrap();
    assert!(matches!(fault, Fault::Version { found: 3, reads: 0, .. }));
    assert!(fault.to_string().contains("00000000000000000001.seg has format version 3"), "{fault}");
}

#[test]
fn damage_names_segment_offset_and_entry() {
    let disk = small(true);
    let path = segments(&disk)[1].clone();
    disk.tamper(&path, |bytes| bytes[76 + 40] ^= 1);
    let (journal, _) = open(&disk, 700).unwrap();
    let fault = all(&journal).unwrap_err();
    let text = fault.to_string();
    assert!(text.starts_with("/data/journal/0000000000000000") && text.contains(".seg is damaged at byte 76 (entry "));
    assert!(journal.verify().is_err());
}

#[test]
fn an_opening_holds_few_files_however_many_segments_there_are() {
    let disk = SimDisk::new();
    fill(&mut create(&disk, 100), [1; 40]);
    assert!(segments(&disk).len() >= 40);
    let files = FaultyFiles::new(disk.files(), Plan::default(), |_| {});
    Journal::open(Arc::new(files.clone()), Path::new(DIR), options(100)).unwrap();
    assert!(files.open_max() <= 4, "{} files were open at one time", files.open_max());
}

#[test]
fn what_a_killed_process_or_a_failed_sync_left_is_durable_after_an_opening() {
    for fail_sync in [0, 1] {
        for seed in 0..40 {
            let disk = SimDisk::new();
            fill(&mut create(&disk, 1 << 20), [3]);
            let lose = disk.clone();
            // Without a failing sync the power goes after the write, so the sync is never reached.
            let plan = Plan { fail_sync: fail_sync * 2, power: (fail_sync == 0).then_some(5), ..Plan::default() };
            let files = FaultyFiles::new(disk.files(), plan, move |path| lose.lose_unsynced(path));
            let (mut journal, _) = Journal::open(Arc::new(files), Path::new(DIR), options(1 << 20)).unwrap();
            for _ in 0..20 {
                journal.push(&record(journal.next_seq())).unwrap();
            }
            assert!(journal.commit().is_err());
            drop(journal);
            let seen = open(&disk, 1 << 20).unwrap().1.next_seq;
            assert_eq!(seen, 24, "the group is readable");
            assert_eq!(open(&disk.crash(seed), 1 << 20).unwrap().1.next_seq, seen, "seed {seed}");
        }
    }
}
