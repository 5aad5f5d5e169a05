//! A person's texts end, and nothing else changes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, all_bytes, balance, note, ok, texts};
use registry::Registry;
use serde_json::{Value, json};
use trade::party::{PartyRef, PartyScheme};

const NAME: &str = "Aigul Smagulova";

fn person() -> String {
    // Not every beginning has a check digit.
    (0..10).find_map(|n| PartyRef::with_check_digit(PartyScheme::Iin, &format!("8501014{n}012"))).unwrap().to_string()
}

/// A life in which the person is met everywhere: registered, supplier, driver, submitter, in texts.
fn live(registry: &Registry) -> u64 {
    let (iin, number) = (person(), person().replace("iin:", ""));
    ok(
        registry,
        &json!({"type": "party", "id": iin, "name": NAME, "kind": "person", "address": "Abay 7", "founded": "1985-01-01"}),
    );
    let mut opening = balance("O-1", 1);
    opening["principal"] = json!(iin);
    opening["key"] = json!(format!("opening of {number}"));
    let lots = texts(&ok(registry, &opening).lots);
    let mut sent = note("N-1", &lots, "100");
    sent["supplier"] = json!(iin);
    sent["contract"] = json!(format!("with {NAME}"));
    ok(registry, &sent);
    ok(
        registry,
        &json!({"type": "transport", "number": "T-1", "at": "2026-03-02T08:00:00Z", "mode": "road",
        "carrier": "id:KZ/wheels", "vehicle": "123ABC02", "driver": iin, "driver_name": "Aigul S.", "seals": ["S1"],
        "loads": [{"note": "N-1", "supplier": iin, "line": 1, "quantity": "100"}]}),
    );
    let mut by = balance("O-2", 1);
    by["by"] = json!(iin);
    ok(registry, &by);
    let mut refused = note("N-2", &lots, "9999");
    refused["supplier"] = json!(iin);
    common::refused(registry, &refused, "balance.short");
    registry.position().seq
}

fn erase() -> Value {
    json!({"type": "erase", "party": person(), "reason": format!("court order about {NAME}"), "authority": "id:KZ/court"})
}

/// Everything that can be opened with the keys that are there, and the commands as they are shown.
fn opened(registry: &Registry) -> String {
    let entries = (1..=registry.position().seq).map(|seq| registry.entry(seq).unwrap().unwrap());
    let mut all = entries.map(|entry| format!("{entry:?}")).collect::<Vec<_>>().join("\n");
    for document in registry.documents().unwrap() {
        all.push_str(&document.unwrap().to_string());
        all.push('\n');
    }
    all
}

fn secrets() -> [String; 5] {
    let iin = person();
    [iin.replace("iin:", ""), iin, NAME.to_owned(), "Aigul S.".to_owned(), "Abay 7".to_owned()]
}

fn assert_absent_from_files(place: &Place) {
    for (path, bytes) in all_bytes(place.folder.path()) {
        for secret in secrets() {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} lies open in {}", path.display());
        }
    }
}

#[test]
fn no_text_of_an_erased_person_can_be_read() {
    let place = Place::new();
    let registry = place.create();
    let before = live(&registry);
    registry.snapshot().unwrap();
    assert_absent_from_files(&place);
    let shown = opened(&registry);
    assert!(secrets().iter().all(|secret| shown.contains(secret)), "before, everything can be read");
    let documents: Vec<Value> = registry.documents().unwrap().map(Result::unwrap).collect();
    assert_eq!(documents[3]["command"]["driver_name"], "Aigul S.");
    assert_eq!(documents[0]["command"]["address"], "Abay 7");

    let answer = ok(&registry, &erase());
    let shown = opened(&registry);
    for secret in secrets() {
        assert!(!shown.contains(&secret), "{secret} can still be read");
    }
    let documents: Vec<Value> = registry.documents().unwrap().map(Result::unwrap).collect();
    let erased = documents[2]["command"]["supplier"].as_str().unwrap();
    assert!(erased.starts_with("erased:"), "{erased}");
    assert_eq!(documents[2]["command"]["number"], "N-1", "what is not hers stays");
    assert_eq!(answer.entry, before + 1);
    let (root, digest) = (registry.root(), registry.state_digest().unwrap());
    drop(registry);
    assert_absent_from_files(&place);
    assert_eq!(place.verify().root, root);

    // From the snapshot that was taken before the erasure, and from the journal alone.
    for without_snapshots in [false, true] {
        if without_snapshots {
            std::fs::remove_dir_all(place.dir.join("snapshots")).unwrap();
        }
        let (registry, found) = place.try_open().unwrap();
        assert_eq!(found.snapshot_seq, if without_snapshots { 0 } else { before });
        assert_eq!((registry.root(), registry.state_digest().unwrap()), (root, digest));
        let known = registry.read(|books, _| books.directory.find_party(&person())).unwrap();
        assert_eq!(known, None);
        let shown = opened(&registry);
        assert!(secrets().iter().all(|secret| !shown.contains(secret)));
    }
    // Met again, she is somebody new.
    let registry = place.open();
    let mut opening = balance("O-9", 1);
    opening["principal"] = json!(person());
    ok(&registry, &opening);
    let known = registry.read(|books, _| books.directory.find_party(&person())).unwrap();
    assert!(known.is_some_and(|party| format!("erased:{}", party.0) != erased));
}

#[test]
fn a_key_that_outlived_its_erasure_is_destroyed_at_the_start() {
    let place = Place::new();
    let registry = place.create();
    live(&registry);
    let keys = place.dir.join("keys/subjects.key");
    let before = std::fs::read(&keys).unwrap();
    ok(&registry, &erase());
    drop(registry);
    // As if the power had gone between the entry and the end of the key.
    std::fs::write(&keys, before).unwrap();
    let broken = registry::verify(&place.dir, &place.settings.files).unwrap();
    assert!(broken.broken.iter().any(|words| words.contains("its key is still there")), "{broken}");
    let registry = place.open();
    let shown = opened(&registry);
    assert!(secrets().iter().all(|secret| !shown.contains(secret)));
    drop(registry);
    place.verify();
}

#[test]
fn what_is_unknown_or_no_person_is_not_erased() {
    let place = Place::new();
    let registry = place.create();
    common::refused(&registry, &erase(), "party.unknown");
    assert_absent_from_files(&place);
    ok(&registry, &balance("O-1", 1));
    let company = json!({"type": "erase", "party": "id:KZ/alfa", "reason": "x", "authority": "id:KZ/court"});
    common::refused(&registry, &company, "party.not_a_person");
    // The refusal named her, so she is known now, under a key that can be destroyed.
    let mut again = erase();
    again["reason"] = json!("once more");
    ok(&registry, &again);
    let shown = opened(&registry);
    assert!(secrets().iter().take(2).all(|secret| !shown.contains(secret)), "{shown}");
}
