//! A person's texts end, and nothing else changes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, all_bytes, balance, note, ok, texts};
use registry::Registry;
use serde_json::{Value, json};
use std::path::PathBuf;
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
    ok(registry, &succession(&iin));
    registry.position().seq
}

/// Her goods go to an heir: who still has some is not erased.
fn succession(party: &str) -> Value {
    json!({"type": "party_merge", "from": party, "into": "id:KZ/heir", "date": "2026-03-02", "kind": "succession",
        "reason": "will"})
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

/// Nothing of her lies open but in the lists, which are views of what the registry can read now.
fn assert_sealed_in_files(place: &Place) {
    assert_absent(
        all_bytes(place.folder.path()).into_iter().filter(|(path, _)| !path.starts_with(place.dir.join("views"))),
    );
}

fn assert_absent_from_files(place: &Place) {
    assert_absent(all_bytes(place.folder.path()).into_iter());
}

fn assert_absent(files: impl Iterator<Item = (PathBuf, Vec<u8>)>) {
    for (path, bytes) in files {
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
    assert_sealed_in_files(&place);
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
    assert_sealed_in_files(&place);
    ok(&registry, &balance("O-1", 1));
    let company = json!({"type": "erase", "party": "id:KZ/alfa", "reason": "x", "authority": "id:KZ/court"});
    common::refused(&registry, &company, "party.not_a_person");
    // The refusal named her, and has not made her known: neither in the books nor in what can be opened.
    let known = registry.read(|books, _| books.directory.find_party(&person())).unwrap();
    assert_eq!(known, None);
    let mut again = erase();
    again["reason"] = json!(format!("once more: {}", person()));
    again["by"] = json!(person());
    let refused = common::refused(&registry, &again, "party.unknown");
    let shown = opened(&registry);
    assert!(secrets().iter().take(2).all(|secret| !shown.contains(secret)), "{shown}");
    let entry = registry.entry(refused.entry).unwrap().unwrap();
    assert_eq!(entry.command().unwrap()["party"], "erased:0");
    drop(registry);
    place.verify();
}

#[test]
fn an_erased_person_is_not_admitted_by_a_second_erasure() {
    let place = Place::new();
    let registry = place.create();
    live(&registry);
    ok(&registry, &erase());
    let parties = registry.status().parties;
    let mut again = erase();
    again["reason"] = json!("once more");
    common::refused(&registry, &again, "party.unknown");
    assert_eq!(registry.status().parties, parties);
    let shown = opened(&registry);
    assert!(secrets().iter().take(2).all(|secret| !shown.contains(secret)), "{shown}");
}

#[test]
fn a_document_that_fits_no_entry_is_answered_and_nobody_else_is_stopped() {
    let place = Place::new();
    let registry = place.create();
    let number = person().replace("iin:", "");
    let mut long = balance("O-1", 999);
    long["principal"] = json!(person());
    for (row, line) in long["lines"].as_array_mut().unwrap().iter_mut().enumerate() {
        line["serials"] = (0..120).map(|n| format!("{number}-{}", row * 120 + n)).collect();
    }
    let root = registry.root();
    let answer = common::submit(&registry, &long);
    assert_eq!(answer.problems.first().map(|problem| problem.code.as_str()), Some("document.too_large"));
    assert_eq!((answer.entry, registry.root(), registry.position().seq), (0, root, 0));
    let both = [common::parse(&long), common::parse(&balance("O-2", 1))];
    let answers = registry.submit_many(both.to_vec()).unwrap();
    assert_eq!(answers[0].problems[0].code, "document.too_large");
    assert_eq!((answers[1].outcome, answers[1].entry), (registry::AnswerOutcome::Recorded, 1));
    // Its key was not used: in parts it is taken.
    long["lines"].as_array_mut().unwrap().truncate(300);
    assert_eq!(common::submit(&registry, &long).problems, []);
    drop(registry);
    place.verify();
}

/// Commands that name a person somewhere; after her end the words can no longer be read.
fn assert_ends(commands: &[Value], party: &str, words: &[&str]) {
    let place = Place::new();
    let registry = place.create();
    commands.iter().for_each(|command| drop(common::submit(&registry, command)));
    ok(&registry, &succession(party));
    let shown = opened(&registry);
    assert!(words.iter().all(|word| shown.contains(word)), "before, all can be read: {shown}");
    ok(&registry, &json!({"type": "erase", "party": party, "reason": "x", "authority": "id:KZ/court"}));
    let shown = opened(&registry);
    for word in words {
        assert!(!shown.contains(word), "`{word}` can still be read: {shown}");
    }
    let digest = registry.state_digest().unwrap();
    drop(registry);
    place.verify();
    let registry = place.open();
    assert_eq!(registry.state_digest().unwrap(), digest);
    assert_eq!(registry.read(|books, _| books.directory.find_party(party)).unwrap(), None);
}

fn transport(driver: &str) -> Value {
    json!({"type": "transport", "number": "T-1", "at": "2026-03-02T08:00:00Z", "mode": "road", "carrier": "id:KZ/wheels",
        "vehicle": "123ABC02", "driver": driver, "driver_name": "Aigul S.", "seals": ["S1"],
        "loads": [{"note": "N-1", "line": 1, "quantity": "1"}]})
}

#[test]
fn a_driver_is_a_person_whatever_her_identifier() {
    assert_ends(&[transport("id:RU/passport-1")], "id:RU/passport-1", &["id:RU/passport-1", "Aigul S."]);
}

#[test]
fn a_transport_may_name_very_many_persons() {
    let place = Place::new();
    let registry = place.create();
    let persons = (0..4000).filter_map(|n| PartyRef::with_check_digit(PartyScheme::Iin, &format!("8501014{n:04}")));
    let persons: Vec<String> = persons.map(|person| person.to_string()).take(999).collect();
    assert_eq!(persons.len(), 999);
    let mut sent = transport("id:RU/passport-1");
    let load = |person| json!({"note": format!("of {person}"), "supplier": person, "line": 1, "quantity": "1"});
    sent["loads"] = persons.iter().map(load).collect();
    common::refused(&registry, &sent, "note.unknown");
    assert_eq!(registry.status().parties, 1001);
}

#[test]
fn numbers_of_persons_inside_texts_are_theirs() {
    let number = person().replace("iin:", "");
    let mut opening = balance(&format!("ESF-{number}-1"), 1);
    opening["lines"][0]["serials"] = json!([format!("{number}/7")]);
    opening["lines"][0]["description"] = json!(format!("parcel of ИИН{number}"));
    let note =
        json!({"type": "note_action", "note": "N-1", "action": "cancel", "reason": format!("{} asked", person())});
    assert_ends(&[opening.clone()], &person(), &[&number]);
    assert_ends(&[note], &person(), &[&number]);
    // As long as she is not erased, what bears her number is found by it, after a start too.
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &opening);
    registry.snapshot().unwrap();
    drop(registry);
    assert_sealed_in_files(&place);
    let document = format!("opening_balance/ESF-{number}-1");
    let found = place.open().read(|books, _| books.directory.find_documents(&document).len()).unwrap();
    assert_eq!(found, 1);
}

#[test]
fn an_amount_is_nobodys() {
    let number = person().replace("iin:", "");
    let place = Place::new();
    let registry = place.create();
    let mut opening = balance("O-1", 1);
    opening["lines"][0]["value"] = json!(number);
    ok(&registry, &opening);
    assert_eq!(registry.read(|books, _| books.directory.find_party(&person())).unwrap(), None);
}

#[test]
fn a_party_that_turns_out_to_be_a_person_is_erased_from_then_on() {
    let id = "id:RU/passport-1";
    let place = Place::new();
    let registry = place.create();
    let mut opening = balance("O-1", 1);
    opening["principal"] = json!(id);
    ok(&registry, &opening);
    ok(&registry, &json!({"type": "party", "id": id, "name": NAME, "kind": "person", "address": "Abay 7"}));
    registry.snapshot().unwrap();
    let has_goods = json!({"type": "erase", "party": id, "reason": "too early", "authority": "id:KZ/court"});
    common::refused(&registry, &has_goods, "party.has_goods");
    ok(&registry, &succession(id));
    ok(&registry, &json!({"type": "erase", "party": id, "reason": "x", "authority": "id:KZ/court"}));
    let shown = opened(&registry);
    assert!(!shown.contains(NAME) && !shown.contains("Abay 7"), "{shown}");
    // A known limit: what was recorded before anybody said that this is a person stays as it was.
    let documents: Vec<String> = registry.documents().unwrap().map(|document| document.unwrap().to_string()).collect();
    assert_eq!(documents.iter().map(|text| text.contains(id)).collect::<Vec<_>>(), [true, false, false, false, false]);
    let digest = registry.state_digest().unwrap();
    drop(registry);
    place.verify();
    for without_snapshots in [false, true] {
        if without_snapshots {
            std::fs::remove_dir_all(place.dir.join("snapshots")).unwrap();
        }
        let registry = place.open();
        assert_eq!(registry.state_digest().unwrap(), digest);
        assert_eq!(registry.read(|books, _| books.directory.find_party(id)).unwrap(), None);
    }
}

#[test]
fn a_text_of_two_ends_with_either() {
    let other = PartyRef::with_check_digit(PartyScheme::Iin, "90020230001").unwrap().to_string();
    let note = json!({"type": "note_action", "note": "N-1", "action": "cancel",
        "reason": format!("{} met {other} in secret", person())});
    for party in [person(), other] {
        assert_ends(std::slice::from_ref(&note), &party, &["in secret"]);
    }
}
