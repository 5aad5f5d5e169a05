//! Registries that earlier versions of the program wrote must replay to the state and the root that they had then.
//!
//! Each folder of `fixtures` is a copy as `tamga backup` makes it, with what was computed from it in `expected.json`. A new
//! format adds a folder; none is ever written again. `TAMGA_WRITE_FIXTURE=NAME` adds one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, all_bytes, copy_dir, parse};
use registry::{CopyOptions, Registry};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The demonstration's documents, and an erasure.
fn documents() -> Vec<Value> {
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/story.ndjson");
    let story = fs::read_to_string(story).unwrap();
    let driver = json!({"type": "party", "id": "iin:850314300172", "name": "Aidar S.", "kind": "person"});
    let erase =
        json!({"type": "erase", "party": "iin:850314300172", "reason": "order 2-117", "authority": "id:KZ/court-3"});
    story.lines().map(|line| serde_json::from_str(line).unwrap()).chain([driver, erase]).collect()
}

fn expected(dir: &Path) -> Value {
    let files = registry::Settings::new("KZ".parse().unwrap()).files;
    let report = registry::verify(dir, &files).unwrap();
    assert!(report.is_sound(), "{report}");
    let state = report.state.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    json!({"entries": report.entries, "root": report.root.to_string(), "state": state, "lots": report.lots,
        "moves": report.moves, "effects": report.effects})
}

fn write(name: &str) {
    let mut place = Place::new();
    let millis =
        std::sync::atomic::AtomicI64::new("2026-11-24T08:00:00Z".parse::<trade::date::Timestamp>().unwrap().millis());
    place.settings.clock = std::sync::Arc::new(move || {
        let now = millis.fetch_add(1000, std::sync::atomic::Ordering::Relaxed);
        trade::date::Timestamp::from_millis(now).unwrap()
    });
    let registry: Registry = place.create();
    for command in documents() {
        registry.submit(&parse(&command)).unwrap();
    }
    let target = fixtures().join(name);
    registry.close().unwrap();
    registry::backup(&place.dir, &target, &place.settings, &CopyOptions::default(), &mut |_, _| {}).unwrap();
    let text = serde_json::to_string_pretty(&expected(&target)).unwrap();
    fs::write(target.join("expected.json"), text + "\n").unwrap();
}

#[test]
fn what_was_written_before_replays_to_what_it_was() {
    if let Ok(name) = std::env::var("TAMGA_WRITE_FIXTURE") {
        write(&name);
    }
    let mut count = 0;
    for item in fs::read_dir(fixtures()).unwrap() {
        let source = item.unwrap().path();
        let place = Place::new();
        copy_dir(&source, &place.dir);
        let then: Value = serde_json::from_slice(&fs::read(source.join("expected.json")).unwrap()).unwrap();
        let before = all_bytes(&place.dir);
        assert_eq!(expected(&place.dir), then, "{}", source.display());
        assert_eq!(all_bytes(&place.dir), before, "looking changes nothing");
        count += 1;
    }
    assert!(count > 0, "there are no fixtures");
}

#[test]
fn a_changed_byte_of_a_fixture_is_noticed() {
    let source = fs::read_dir(fixtures()).unwrap().next().unwrap().unwrap().path();
    let then: Value = serde_json::from_slice(&fs::read(source.join("expected.json")).unwrap()).unwrap();
    let files = registry::Settings::new("KZ".parse().unwrap()).files;
    for place_of_byte in 0..20 {
        let place = Place::new();
        copy_dir(&source, &place.dir);
        let segment = fs::read_dir(place.dir.join("journal")).unwrap().next().unwrap().unwrap().path();
        let mut bytes = fs::read(&segment).unwrap();
        let at = bytes.len() / 20 * place_of_byte + 70;
        bytes[at] ^= 1;
        fs::write(&segment, bytes).unwrap();
        let same = registry::verify(&place.dir, &files).is_ok_and(|report| {
            report.is_sound() && report.root.to_string() == then["root"] && report.entries == then["entries"]
        });
        assert!(!same, "byte {at} of {}", segment.display());
    }
}
