//! One history: a rolled-back directory is refused, a copy goes on only by a restore that says so.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::{Place, balance, copy_dir, note, ok, texts};
use registry::{Fault, Registry, restore};
use serde_json::json;
use std::fs;
use std::sync::Arc;
use store::files::{FaultyFiles, Plan, RealFiles};

fn backup(place: &Place, to: &std::path::Path) -> Result<store::Receipt, Fault> {
    registry::backup(&place.dir, to, &place.settings, &registry::CopyOptions::default(), &mut |_, _| ())
}

fn is_fork<T>(result: &Result<T, Fault>) -> bool {
    matches!(result, Err(Fault::Store(store::Fault::Fork { .. })))
}

#[test]
fn an_older_directory_is_refused_until_it_is_restored() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &balance("O-1", 2));
    registry.snapshot().unwrap();
    drop(registry);
    let older = place.folder.path().join("older");
    copy_dir(&place.dir, &older);
    let registry = place.open();
    ok(&registry, &balance("O-2", 2));
    drop(registry);
    fs::remove_dir_all(&place.dir).unwrap();
    copy_dir(&older, &place.dir);
    assert!(is_fork(&place.try_open()), "the checkpoint beside it names two entries");

    let position = restore(&place.dir, &place.dir, &place.settings, &mut |_, _| ()).unwrap();
    assert_eq!(position.seq, 2);
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.entries, registry.status().epoch), (2, 2));
    let documents: Vec<_> = registry.documents().unwrap().map(Result::unwrap).collect();
    assert_eq!(documents[1]["command"]["type"], "restored");
    assert_eq!(documents[1]["command"]["stated"]["entries"], 2);
    ok(&registry, &balance("O-2", 2));
    drop(registry);
    place.verify();
    // The directory that was there before belongs to the past now.
    fs::remove_dir_all(&place.dir).unwrap();
    copy_dir(&older, &place.dir);
    assert!(is_fork(&place.try_open()));
}

#[test]
fn a_backup_of_a_running_registry_becomes_one() {
    let place = Place::new();
    let registry = place.create();
    let lots = texts(&ok(&registry, &balance("O-1", 3)).lots);
    ok(&registry, &note("N-1", &lots, "10"));
    let (root, digest) = (registry.root(), registry.state_digest().unwrap());
    let copy = place.folder.path().join("copy");
    assert_eq!(backup(&place, &copy).unwrap().position.seq, 2);
    ok(&registry, &note("N-2", &lots, "10"));
    assert!(backup(&place, &copy).is_err(), "a copy is not overwritten");
    drop(registry);

    let report = registry::verify(&copy, &place.settings.files).unwrap();
    assert!(report.is_sound() && (report.root, report.state) == (root, digest), "{report}");
    assert!(report.unchecked.iter().any(|words| words.starts_with("checkpoint")), "{report}");
    assert!(is_fork(&Registry::open(&copy, place.settings.clone())), "a copy is not the registry");

    fs::remove_dir_all(&place.dir).unwrap();
    restore(&copy, &place.dir, &place.settings, &mut |_, _| ()).unwrap();
    let registry = place.open();
    assert_eq!((registry.position().seq, registry.status().epoch), (3, 2));
    assert_eq!(registry.log(|tree| tree.root_at(2)), Some(root));
    let again = ok(&registry, &note("N-2", &lots, "10"));
    assert_eq!(again.entry, 4);
    drop(registry);
    let report = place.verify();
    assert_eq!(report.fields_checked, 4);
}

#[test]
fn a_missing_checkpoint_and_foreign_files_are_refused() {
    let place = Place::new();
    ok(&place.create(), &balance("O-1", 1));
    let other = Place::new();
    ok(&other.create(), &balance("O-1", 1));
    let checkpoint = |place: &Place| place.folder.path().join("data.checkpoint");
    let own = fs::read(checkpoint(&place)).unwrap();
    fs::copy(checkpoint(&other), checkpoint(&place)).unwrap();
    assert!(is_fork(&place.try_open()));
    fs::remove_file(checkpoint(&place)).unwrap();
    assert!(is_fork(&place.try_open()));
    fs::write(checkpoint(&place), own).unwrap();
    fs::copy(other.dir.join("registry.secret"), place.dir.join("registry.secret")).unwrap();
    assert!(matches!(place.try_open(), Err(Fault::Mixed { .. })));
}

#[test]
fn a_broken_snapshot_is_told_and_not_needed() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &balance("O-1", 3));
    registry.snapshot().unwrap();
    ok(&registry, &balance("O-2", 3));
    registry.snapshot().unwrap();
    let digest = registry.state_digest().unwrap();
    drop(registry);
    let parts = |ending: &str| {
        let names = fs::read_dir(place.dir.join("snapshots")).unwrap().map(|item| item.unwrap().path());
        let mut names: Vec<_> = names.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
        names.sort();
        names
    };
    let spoil = |path: &std::path::Path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    spoil(parts(".part").last().unwrap());
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.snapshot_seq, opened.replayed, opened.broken.len()), (1, 1, 1), "{opened:?}");
    assert_eq!(registry.state_digest().unwrap(), digest);
    drop(registry);
    parts(".manifest").iter().for_each(|path| spoil(path));
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.snapshot_seq, opened.replayed), (0, 2), "{opened:?}");
    assert_eq!(registry.state_digest().unwrap(), digest);
    registry.snapshot().unwrap();
    drop(registry);
    assert_eq!(place.try_open().unwrap().1.snapshot_seq, 2);
    // Without the lineage that the snapshot counts on, everything is read again.
    fs::remove_file(place.dir.join("lineage.map")).unwrap();
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.snapshot_seq, opened.broken.len()), (0, 1), "{opened:?}");
    assert_eq!(registry.state_digest().unwrap(), digest);
    registry.snapshot().unwrap();
    drop(registry);
    place.verify();
}

#[test]
fn any_flipped_byte_of_the_journal_is_found() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &balance("O-1", 1));
    drop(registry);
    let segment = place.dir.join("journal/00000000000000000001.seg");
    let bytes = fs::read(&segment).unwrap();
    for at in (0..bytes.len()).step_by(37) {
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 0x20;
        fs::write(&segment, spoilt).unwrap();
        let report = registry::verify(&place.dir, &place.settings.files);
        assert!(report.is_err() || report.is_ok_and(|report| !report.is_sound()), "byte {at}");
    }
}

#[test]
fn a_lineage_that_is_not_what_the_snapshot_saw_is_rebuilt() {
    let place = Place::new();
    let registry = place.create();
    for n in 1..4 {
        ok(&registry, &balance(&format!("O-{n}"), 3));
        registry.snapshot().unwrap();
    }
    let digest = registry.state_digest().unwrap();
    drop(registry);
    assert_eq!(place.try_open().unwrap().1.snapshot_seq, 3, "the checksum goes on from snapshot to snapshot");
    let path = place.dir.join("lineage.map");
    let mut bytes = fs::read(&path).unwrap();
    bytes[48 * 2 + 5] ^= 1;
    fs::write(&path, bytes).unwrap();
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.snapshot_seq, opened.broken.len()), (0, 1), "{opened:?}");
    assert_eq!(registry.state_digest().unwrap(), digest);
    registry.snapshot().unwrap();
    drop(registry);
    assert_eq!(place.try_open().unwrap().1.snapshot_seq, 3);
    place.verify();
}

#[test]
fn an_empty_registry_has_no_snapshot() {
    let place = Place::new();
    assert_eq!(place.create().snapshot().unwrap(), 0);
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.broken, registry.status().snapshot_fault), (Vec::<String>::new(), None));
}

#[test]
fn a_snapshot_whose_pages_cannot_be_made_is_none() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &balance("O-1", 1));
    ok(&registry, &json!({"type": "party", "id": "iin:850314300172", "name": "Aidar S.", "kind": "person"}));
    let path = place.dir.join("keys/subjects.key");
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len();
    // The person's key: the last slot.
    bytes[end - 30] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(registry.snapshot().is_err());
    assert!(registry.status().snapshot_fault.is_some());
    assert_eq!(fs::read_dir(place.dir.join("snapshots")).unwrap().count(), 0, "neither manifest nor part");
    bytes[end - 30] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert_eq!(registry.snapshot().unwrap(), 2);
    assert_eq!(registry.status().snapshot_fault, None);
}

#[test]
fn a_snapshot_leaves_the_journal_its_room() {
    let mut place = Place::new();
    let plan = Plan { free: Some(100 << 20), ..Plan::default() };
    place.settings.files = Arc::new(FaultyFiles::new(RealFiles::shared(), plan, |_| {}));
    let registry = place.create();
    ok(&registry, &balance("O-1", 1));
    assert!(matches!(registry.snapshot(), Err(Fault::Store(store::Fault::NoSpace { .. }))));
    assert_eq!(fs::read_dir(place.dir.join("snapshots")).unwrap().count(), 0);
    ok(&registry, &balance("O-2", 1));
}

/// Another program took the place of this one: within seconds nothing is answered any more, and nobody waits for ever.
#[test]
fn a_registry_whose_place_was_taken_stops() {
    let place = Place::new();
    let registry = Arc::new(place.create());
    ok(&registry, &balance("O-0", 1));
    let guard = store::Guard::of(RealFiles::shared(), &place.dir);
    let moved = |known: &store::guard::Checkpoint| store::guard::Checkpoint { epoch: known.epoch + 1, ..*known };
    guard.restore(&moved(&guard.find().unwrap().unwrap())).unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    for client in 0..4 {
        let (registry, told) = (Arc::clone(&registry), told.clone());
        std::thread::spawn(move || {
            for n in 0..1_000_000 {
                let command = common::parse(&balance(&format!("C-{client}-{n}"), 1));
                if let Err(fault) = registry.submit(&command) {
                    let _ = told.send(fault.to_string());
                    return;
                }
            }
        });
    }
    for _ in 0..4 {
        let why =
            heard.recv_timeout(std::time::Duration::from_mins(1)).expect("a stopped registry answers with a fault");
        assert!(why.contains("stopped"), "{why}");
    }
    assert!(registry.submit(&common::parse(&balance("late", 1))).is_err());
}
