//! Keys that are destroyed stay so; a registry that forks is stopped.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::path::Path;
use std::sync::Arc;

use store::files::{FaultyFiles, Files, Plan, SimDisk};
use store::guard::Checkpoint;
use store::{Fault, Guard, Key, Keys};

const DIR: &str = "/data/keys";
const FILE: &str = "/data/keys/subjects.key";

fn key(fill: u8) -> Key {
    Key::new([fill; 32])
}

#[test]
fn keys_are_found_until_destroyed() {
    let disk = SimDisk::new();
    let files = disk.files();
    assert!(matches!(Keys::open(&*files, Path::new(DIR)), Err(Fault::Missing { .. })));
    let mut keys = Keys::create(&*files, Path::new(DIR)).unwrap();
    assert!(matches!(Keys::create(&*files, Path::new(DIR)), Err(Fault::Exists { .. })));
    for subject in [0, 1, 5, 70_000] {
        keys.create_key(subject, &key(subject as u8 + 1)).unwrap();
    }
    keys.sync().unwrap();
    keys.create_key(5, &key(6)).unwrap();
    assert!(matches!(keys.create_key(5, &key(7)), Err(Fault::KeyExists { subject: 5 })));
    keys.destroy(5).unwrap();
    keys.destroy(5).unwrap();
    keys.destroy(6).unwrap();
    let mut keys = Keys::open(&*files, Path::new(DIR)).unwrap();
    assert_eq!(keys.find(0).unwrap(), Some(key(1)));
    assert_eq!(keys.find(70_000).unwrap(), Some(key(70_000_u32 as u8 + 1)));
    for absent in [2, 5, 6, 80_000, u32::MAX] {
        assert_eq!(keys.find(absent).unwrap(), None);
    }
    assert!(keys.is_destroyed(5).unwrap() && keys.is_destroyed(6).unwrap() && !keys.is_destroyed(2).unwrap());
    assert!(matches!(keys.create_key(5, &key(6)), Err(Fault::KeyDestroyed { subject: 5 })));
    let bytes = disk.content(Path::new(FILE)).unwrap();
    assert!(!bytes.windows(32).any(|window| window == [6; 32]), "the destroyed key is not in the file");
    assert_eq!(format!("{:?}", key(1)), "Key(..)");
}

#[test]
fn a_crash_keeps_what_was_synced_and_the_rest_can_be_cleared() {
    for seed in 0..100 {
        let disk = SimDisk::new();
        let mut keys = Keys::create(&*disk.files(), Path::new(DIR)).unwrap();
        keys.create_key(0, &key(1)).unwrap();
        keys.create_key(1, &key(2)).unwrap();
        keys.sync().unwrap();
        keys.destroy(1).unwrap();
        keys.create_key(2, &key(3)).unwrap();
        keys.create_key(90, &key(4)).unwrap();
        let after = disk.crash(seed);
        let mut keys = Keys::open(&*after.files(), Path::new(DIR)).unwrap();
        assert_eq!(keys.find(0).unwrap(), Some(key(1)));
        assert!(keys.is_destroyed(1).unwrap());
        keys.clear_from(2).unwrap();
        keys.create_key(2, &key(5)).unwrap();
        assert_eq!((keys.find(2).unwrap(), keys.find(90).unwrap()), (Some(key(5)), None));
    }
}

#[test]
fn a_flipped_key_is_refused_and_named() {
    let disk = SimDisk::new();
    let mut keys = Keys::create(&*disk.files(), Path::new(DIR)).unwrap();
    keys.create_key(0, &key(1)).unwrap();
    for place in 0..128 {
        let damaged = disk.copy();
        damaged.tamper(Path::new(FILE), |bytes| bytes[place] ^= 2);
        let fault = Keys::open(&*damaged.files(), Path::new(DIR)).and_then(|keys| keys.find(0)).unwrap_err();
        assert!(matches!(fault, Fault::Corrupt { offset: 0 | 64, .. }), "byte {place}: {fault}");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys");
    Keys::create(&store::files::RealFiles, &path).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path.join("subjects.key")), mode(&path)), (0o600, 0o700));
}

fn mark(size: u64) -> Checkpoint {
    Checkpoint { registry: [1; 16], epoch: 1, size, root: root(size) }
}

fn guard(disk: &SimDisk) -> Guard {
    disk.files().create_dir(Path::new("/data")).unwrap();
    Guard::of(disk.files(), Path::new("/data/registry"))
}

/// The root that the test gives a log of this size.
fn root(size: u64) -> [u8; 32] {
    [size as u8; 32]
}

#[test]
fn a_journal_must_continue_its_checkpoint() {
    let disk = SimDisk::new();
    let guard = guard(&disk);
    let forked = |now: &Checkpoint| {
        let fault = guard.check(now, |size| Some(root(size))).unwrap_err();
        assert!(matches!(fault, Fault::Fork { .. }));
        fault.to_string()
    };
    assert!(forked(&mark(5)).contains("there is no checkpoint"));
    guard.create(&mark(0)).unwrap();
    assert!(matches!(guard.create(&mark(0)), Err(Fault::Exists { .. })), "a lost directory is not begun anew");
    guard.advance(&mark(0), &mark(100)).unwrap();
    guard.check(&mark(100), |size| Some(root(size))).unwrap();
    guard.check(&mark(180), |size| Some(root(size))).unwrap();
    let text = forked(&mark(99));
    assert_eq!(
        text,
        "the directory does not continue its checkpoint /data/registry.checkpoint: the checkpoint names 100 entries, the \
         journal holds 99; if an older copy was put back on purpose, move the directory away and restore it from there"
    );
    assert!(forked(&Checkpoint { root: [7; 32], ..mark(100) }).contains("another root at 100"));
    assert!(forked(&Checkpoint { epoch: 2, ..mark(100) }).contains("of epoch 1, the journal of 2"));
    assert!(forked(&Checkpoint { registry: [2; 16], ..mark(100) }).contains("another registry"));
    assert!(guard.check(&mark(180), |_| Some([0; 32])).is_err());
    assert!(guard.check(&mark(180), |_| None).is_err());
}

#[test]
fn checkpoints_move_only_forward_and_from_what_is_known() {
    let disk = SimDisk::new();
    let guard = guard(&disk);
    guard.create(&mark(0)).unwrap();
    guard.advance(&mark(0), &mark(10)).unwrap();
    for (from, to) in [
        (mark(0), mark(20)),
        (mark(10), mark(9)),
        (mark(10), Checkpoint { root: [0; 32], ..mark(10) }),
        (mark(10), Checkpoint { epoch: 2, ..mark(20) }),
    ] {
        assert!(matches!(guard.advance(&from, &to), Err(Fault::Fork { .. })), "{from:?} to {to:?}");
    }
    guard.advance(&mark(10), &mark(10)).unwrap();
    assert!(guard.restore(&mark(5)).is_err(), "a restore begins a new epoch");
    let restored = Checkpoint { epoch: 2, ..mark(5) };
    guard.restore(&restored).unwrap();
    assert_eq!(guard.find().unwrap(), Some(restored));
    guard.check(&restored, |size| Some(root(size))).unwrap();
}

#[test]
fn a_damaged_checkpoint_is_named_and_a_crash_keeps_one() {
    let disk = SimDisk::new();
    guard(&disk).create(&mark(3)).unwrap();
    let path = Path::new("/data/registry.checkpoint");
    for place in 0..disk.content(path).unwrap().len() {
        let damaged = disk.copy();
        damaged.tamper(path, |bytes| bytes[place] ^= 1);
        assert!(matches!(guard(&damaged).find(), Err(Fault::Checkpoint { .. })));
        damaged.tamper(path, |bytes| bytes.truncate(place));
        assert!(guard(&damaged).find().is_err());
    }
    // The directory itself lies there since before the registry.
    disk.files().sync_dir(Path::new("/")).unwrap();
    for power in 0..8 {
        for seed in 0..20 {
            let plan = Plan { power: Some(power), ..Plan::default() };
            let copy = disk.copy();
            let files: Arc<dyn Files> = Arc::new(FaultyFiles::new(copy.files(), plan, |_| {}));
            let moved = Guard::of(files, Path::new("/data/registry")).advance(&mark(3), &mark(4)).is_ok();
            let found = guard(&copy.crash(seed)).find().unwrap();
            assert!(found == Some(mark(4)) || (!moved && found == Some(mark(3))), "power {power}: {found:?}");
        }
    }
}

#[test]
fn one_directory_has_one_checkpoint_however_it_is_written() {
    let disk = SimDisk::new();
    disk.files().create_dir(Path::new("/data")).unwrap();
    Guard::of(disk.files(), Path::new("/data/one")).create(&mark(1)).unwrap();
    for written in ["/data/one/", "/data/./one", "/data//one"] {
        let found = Guard::of(disk.files(), Path::new(written)).find().unwrap();
        assert_eq!(found.map(|found| found.size), Some(1), "{written}");
    }
    assert!(Guard::of(disk.files(), Path::new("/data/one.two")).find().unwrap().is_none());
}

#[test]
fn wrapped_keys_open_with_their_key_alone_and_a_crash_leaves_one_file() {
    use store::WrappingKey;
    use store::keys::Image;
    let dir = Path::new(DIR);
    let disk = SimDisk::new();
    let mut keys = Keys::create(&*disk.files(), dir).unwrap();
    for subject in [0, 1, 2, 90] {
        keys.create_key(subject, &key(subject as u8 + 1)).unwrap();
    }
    keys.destroy(1).unwrap();
    let (one, two) = (WrappingKey::new([7; 32]), WrappingKey::new([8; 32]));
    let image = |disk: &SimDisk| Image::read(&*disk.files(), dir).unwrap();
    image(&disk).rewrap(&*disk.files(), None, Some(&one), [1; 16]).unwrap();
    for power in 0..12 {
        for seed in 0..20 {
            let copy = disk.copy();
            let plan = Plan { power: Some(power), ..Plan::default() };
            let files = FaultyFiles::new(copy.files(), plan, |_| {});
            let done = image(&copy).rewrap(&files, Some(&one), Some(&two), [2; 16]).is_ok();
            let after = copy.crash(seed);
            let now = image(&after).wrapped_under();
            assert!(now == Some(two.id()) || (!done && now == Some(one.id())), "power {power}: {now:?}");
            let right = if now == Some(two.id()) { &two } else { &one };
            let wrong = if now == Some(two.id()) { &one } else { &two };
            let keys = Keys::open_with(&*after.files(), dir, Some(right)).unwrap();
            for subject in [0, 2, 90] {
                assert_eq!(keys.find(subject).unwrap(), Some(key(subject as u8 + 1)));
            }
            assert!(keys.is_destroyed(1).unwrap() && keys.find(50).unwrap().is_none());
            assert!(matches!(Keys::open_with(&*after.files(), dir, Some(wrong)), Err(Fault::WrongKey { .. })));
            let mut locked = Keys::open(&*after.files(), dir).unwrap();
            assert!(matches!(locked.find(2), Err(Fault::Locked { .. })));
            assert!(matches!(locked.create_key(60, &key(9)), Err(Fault::Locked { .. })));
            locked.destroy(2).unwrap();
            assert_eq!(Keys::open_with(&*after.files(), dir, Some(right)).unwrap().find(2).unwrap(), None);
        }
    }
}
