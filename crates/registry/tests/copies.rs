//! Copies hold no key of anybody whose erasure they hold, and none of them lacks a key that it needs.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, balance, ok};
use registry::{CopyOptions, backup, restore};
use serde_json::json;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::files::{FaultyFiles, Plan, RealFiles};

fn copy(place: &Place, name: &str) -> std::path::PathBuf {
    let to = place.folder.path().join(name);
    backup(&place.dir, &to, &place.settings, &CopyOptions::default(), &mut |_, _| ()).unwrap();
    to
}

#[test]
fn an_erasure_whose_key_still_lies_there_is_made_good_in_the_copy() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &json!({"type": "party", "id": "iin:850314300172", "name": "Aidar S.", "kind": "person"}));
    let keys = place.dir.join("keys/subjects.key");
    let before = fs::read(&keys).unwrap();
    ok(
        &registry,
        &json!({"type": "erase", "party": "iin:850314300172", "authority": "id:KZ/court", "reason": "order"}),
    );
    // As in the moment between the durable entry and the end of the key.
    fs::write(&keys, before).unwrap();
    let to = copy(&place, "copy");
    let report = registry::verify(&to, &place.settings.files).unwrap();
    assert!(report.is_sound(), "{report}");
}

#[test]
fn copies_made_while_persons_come_and_go_are_sound() {
    let place = Place::new();
    let registry = Arc::new(place.create());
    let ends = Arc::new(AtomicBool::new(false));
    let worker = {
        let (registry, ends) = (Arc::clone(&registry), Arc::clone(&ends));
        std::thread::spawn(move || {
            for n in 0.. {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let id = format!("id:KZ/person-{n}");
                ok(&registry, &json!({"type": "party", "id": id, "name": "Somebody", "kind": "person"}));
                if n % 3 == 0 {
                    let erase = json!({"type": "erase", "party": id, "authority": "id:KZ/court", "reason": "order"});
                    ok(&registry, &erase);
                }
            }
        })
    };
    for n in 0..8 {
        let to = copy(&place, &format!("copy-{n}"));
        let report = registry::verify(&to, &place.settings.files).unwrap();
        assert!(report.is_sound(), "{report}");
    }
    ends.store(true, Ordering::Relaxed);
    worker.join().unwrap();
    let other = place.folder.path().join("other");
    let last = place.folder.path().join("copy-7");
    restore(&last, &other, &place.settings, &mut |_, _| ()).unwrap();
    assert!(registry::verify(&other, &place.settings.files).unwrap().is_sound());
}

#[test]
fn intake_stops_before_the_disk_is_full_and_goes_on_when_there_is_room() {
    let mut place = Place::new();
    ok(&place.create(), &balance("O-1", 1));
    let plan = Plan { free: Some(10 << 20), ..Plan::default() };
    place.settings.files = Arc::new(FaultyFiles::new(RealFiles::shared(), plan, |_| {}));
    let refused = place.open().submit(&common::parse(&balance("O-2", 1))).unwrap_err();
    assert!(refused.to_string().contains("less than the reserve"), "{refused}");
    // A smaller reserve is room, too.
    place.settings.reserve_bytes = 1 << 20;
    assert_eq!(ok(&place.open(), &balance("O-2", 1)).entry, 2);
    place.verify();
}
