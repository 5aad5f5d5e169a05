//! Snapshots: increments, falling back from damage, room on disk, power losses.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::files::{FaultyFiles, Files, Plan, Random, SimDisk};
use store::snapshot::{PAGE_BYTES_MAX, Snapshots};
use store::{Fault, Page};

const DIR: &str = "/data/snapshots";
const ROOT: [u8; 32] = [8; 32];

fn open(disk: &SimDisk) -> Snapshots {
    Snapshots::open(disk.files(), Path::new(DIR)).unwrap()
}

fn page(arena: u8, index: u32, fill: u8) -> Page {
    Page { arena, index, bytes: vec![fill; 100 + usize::from(fill)] }
}

fn pages(snapshots: &Snapshots) -> Vec<Page> {
    snapshots.pages().map(Result::unwrap).collect()
}

fn with_ending(disk: &SimDisk, ending: &str) -> Vec<PathBuf> {
    disk.paths().into_iter().filter(|path| path.extension().is_some_and(|end| end == ending)).collect()
}

#[test]
fn only_dirty_pages_are_written() {
    let disk = SimDisk::new();
    let mut snapshots = open(&disk);
    assert!(snapshots.latest().is_none() && pages(&snapshots).is_empty());
    let all = [page(1, 0, 1), page(1, 1, 2), page(2, 0, 3)];
    snapshots.write(10, ROOT, b"first".to_vec(), all.clone(), &[(1, 2), (2, 1)]).unwrap();
    assert_eq!(pages(&snapshots), all);
    snapshots.write(20, ROOT, b"second".to_vec(), [page(1, 1, 9), page(1, 2, 4)], &[(1, 3), (2, 1)]).unwrap();
    let second = &with_ending(&disk, "part")[1];
    assert_eq!(disk.content(second).unwrap().len(), 16 + 109 + 104);
    let snapshots = open(&disk);
    let latest = snapshots.latest().unwrap();
    assert_eq!((latest.seq, latest.root, &latest.meta[..]), (20, ROOT, &b"second"[..]));
    assert_eq!(latest.counts, [(1, 3), (2, 1)]);
    assert_eq!(pages(&snapshots), [page(1, 0, 1), page(1, 1, 9), page(1, 2, 4), page(2, 0, 3)]);
}

#[test]
fn counts_drop_pages_and_call_for_them() {
    let disk = SimDisk::new();
    let mut snapshots = open(&disk);
    snapshots.write(1, ROOT, vec![], [page(1, 0, 1), page(1, 1, 2), page(2, 0, 3)], &[(1, 1), (2, 1)]).unwrap();
    assert_eq!(pages(&snapshots), [page(1, 0, 1), page(2, 0, 3)]);
    let lacking = snapshots.write(2, ROOT, vec![], [], &[(1, 2)]);
    assert!(matches!(lacking, Err(Fault::PageMissing { arena: 1, index: 1 })));
    let huge = Page { arena: 1, index: 0, bytes: vec![0; PAGE_BYTES_MAX + 1] };
    assert!(matches!(snapshots.write(2, ROOT, vec![], [huge], &[(1, 1)]), Err(Fault::TooLarge { .. })));
    assert_eq!(snapshots.latest().unwrap().seq, 1, "a failed snapshot changes nothing");
    snapshots.write(3, ROOT, vec![], [], &[(1, 1)]).unwrap();
    assert_eq!(pages(&open(&disk)), [page(1, 0, 1)]);
}

#[test]
fn room_on_disk_is_bounded() {
    let disk = SimDisk::new();
    let mut snapshots = open(&disk);
    let mut random = Random(4);
    let mut state: BTreeMap<u32, u8> = (0..200).map(|index| (index, 1)).collect();
    let all = |state: &BTreeMap<u32, u8>| state.iter().map(|(index, fill)| page(0, *index, *fill)).collect::<Vec<_>>();
    snapshots.write(0, ROOT, vec![], all(&state), &[(0, 200)]).unwrap();
    for seq in 1..120 {
        let dirty: Vec<Page> = (0..15).map(|_| page(0, random.below(200) as u32, random.below(250) as u8)).collect();
        state.extend(dirty.iter().map(|page| (page.index, page.bytes[0])));
        snapshots.write(seq, ROOT, vec![], dirty, &[(0, 200)]).unwrap();
        let held: usize = with_ending(&disk, "part").iter().map(|path| disk.content(path).unwrap().len()).sum();
        let live: usize = all(&state).iter().map(|page| page.bytes.len()).sum();
        assert!(held < live * 3, "{held} bytes are held for {live}");
        assert_eq!(with_ending(&disk, "manifest").len(), 2);
    }
    assert_eq!(pages(&open(&disk)), all(&state));
}

#[test]
fn each_flipped_byte_is_named_and_the_one_before_is_used() {
    let disk = SimDisk::new();
    let mut snapshots = open(&disk);
    snapshots.write(1, ROOT, b"one".to_vec(), [page(0, 0, 1), page(0, 1, 2)], &[(0, 2)]).unwrap();
    snapshots.write(2, ROOT, b"two".to_vec(), [page(0, 1, 3)], &[(0, 2)]).unwrap();
    let (parts, manifests) = (with_ending(&disk, "part"), with_ending(&disk, "manifest"));
    for path in [&parts[1], &manifests[1]] {
        for place in 0..disk.content(path).unwrap().len() {
            let damaged = disk.copy();
            damaged.tamper(path, |bytes| bytes[place] ^= 0x20);
            let mut snapshots = open(&damaged);
            assert_eq!(snapshots.latest().unwrap().seq, 1, "{} byte {place}", path.display());
            assert_eq!(pages(&snapshots), [page(0, 0, 1), page(0, 1, 2)]);
            let text = snapshots.broken()[0].fault.to_string();
            assert!(text.starts_with(&format!("{} is damaged at byte", path.display())), "{text}");
            snapshots.write(5, ROOT, vec![], [page(0, 0, 7)], &[(0, 2)]).unwrap();
            let again = open(&damaged);
            assert_eq!((again.latest().unwrap().seq, again.broken().len()), (5, 0));
            assert_eq!(pages(&again), [page(0, 0, 7), page(0, 1, 2)]);
        }
    }
    for path in &parts {
        disk.tamper(path, |bytes| bytes.truncate(40));
    }
    let none = open(&disk);
    assert!(none.latest().is_none());
    assert_eq!(none.broken().iter().map(|broken| broken.generation).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_power_loss_leaves_the_old_or_the_new_snapshot() {
    for seed in 0..400 {
        let mut random = Random(seed);
        let mut disk = SimDisk::new();
        // All states that a snapshot was attempted of, by entry number, and the newest that was reported durable.
        let mut states: BTreeMap<u64, BTreeMap<u32, u8>> = BTreeMap::new();
        let mut durable = 0;
        let mut seq = 0;
        for _ in 0..5 {
            let plan = Plan { power: Some(random.below(40)), ..Plan::default() };
            let files: Arc<dyn Files> = Arc::new(FaultyFiles::new(disk.files(), plan, |_| {}));
            if let Ok(mut snapshots) = Snapshots::open(files, Path::new(DIR)) {
                let found = snapshots.latest().map_or(0, |latest| latest.seq);
                assert!(found >= durable, "seed {seed}: snapshot {durable} was lost, {found} is left");
                let mut state = states.get(&found).cloned().unwrap_or_default();
                let read: BTreeMap<u32, u8> =
                    pages(&snapshots).iter().map(|page| (page.index, page.bytes[0])).collect();
                assert_eq!(read, state, "seed {seed}");
                while snapshots.broken().is_empty() {
                    seq += 1;
                    let first = if state.is_empty() { 0..6 } else { 0..0 };
                    let dirty = first.chain((0..2).map(|_| random.below(6) as u32)).collect::<Vec<_>>();
                    let dirty: Vec<Page> = dirty.iter().map(|index| page(0, *index, random.below(200) as u8)).collect();
                    state.extend(dirty.iter().map(|page| (page.index, page.bytes[0])));
                    states.insert(seq, state.clone());
                    match snapshots.write(seq, ROOT, vec![], dirty, &[(0, 6)]) {
                        Ok(_) => durable = seq,
                        Err(_) => break,
                    }
                }
            }
            disk = disk.crash(random.number());
        }
    }
}

#[test]
fn an_attempt_that_fails_leaves_no_part_and_takes_no_reserve() {
    let disk = SimDisk::new();
    open(&disk).write(1, ROOT, vec![], [page(0, 0, 1)], &[(0, 1)]).unwrap();
    let before = disk.paths();
    let faulty = |plan| -> Arc<dyn Files> { Arc::new(FaultyFiles::new(disk.files(), plan, |_| {})) };
    let attempt = |files: Arc<dyn Files>| {
        let mut snapshots = Snapshots::open(files, Path::new(DIR)).unwrap().with_reserve(1000);
        snapshots.write(2, ROOT, vec![], [page(0, 0, 2)], &[(0, 1)]).map(drop)
    };
    let full = attempt(faulty(Plan { free: Some(1100), ..Plan::default() }));
    assert!(matches!(full, Err(Fault::NoSpace { reserve: 1000, .. })), "{full:?}");
    for plan in [
        Plan { fail_write: 1, ..Plan::default() },
        Plan { fail_sync: 1, ..Plan::default() },
        Plan { fail_sync: 2, ..Plan::default() },
        Plan { fail_sync_dir: 1, ..Plan::default() },
        Plan { fail_sync_dir: 2, ..Plan::default() },
    ] {
        assert!(attempt(faulty(plan)).is_err(), "{plan:?}");
        assert_eq!(disk.paths(), before, "{plan:?}");
    }
    let mut snapshots = open(&disk);
    let broken = [Ok(page(0, 0, 3)), Err(Fault::Unsealed)];
    assert!(matches!(snapshots.try_write(3, ROOT, vec![], broken, &[(0, 1)]), Err(Fault::Unsealed)));
    assert_eq!(
        (disk.paths(), snapshots.latest().unwrap().seq),
        (before, 1),
        "a page that cannot be made ends the attempt"
    );
    assert_eq!(pages(&open(&disk)), [page(0, 0, 1)]);
}
