//! Search leads to records by number, plate or word, and parties that change lead to what was theirs.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::Journal;
use common::ledger_run::Run;
use serde_json::{Value, json};
use views::{Filter, List, Page, Reader, TextField};

fn opening(number: &str, principal: &str) -> Value {
    json!({"type": "import_declaration", "number": number, "date": "2026-03-01", "principal": principal,
        "place": "place:KZ/depot", "lines": [{"line": 1, "code": "854231", "quantity": "100", "unit": "H87",
        "origin": "DE", "description": "Ёлочные электродвигатели"}]})
}

fn note(number: &str, document: &str, supplier: &str) -> Value {
    json!({"type": "note", "number": number, "date": "2026-03-02", "supplier": supplier, "recipient": "id:KZ/beta",
        "kind": "export", "destination": "RU", "from": "place:KZ/depot", "to": "place:KZ/shop",
        "lines": [{"line": 1, "document": document, "document_type": "import_declaration", "document_line": 1,
        "quantity": "10", "unit": "H87"}]})
}

/// Two owners of goods, a note of each, a truck for the first.
fn story() -> Run {
    let mut run = Run::default();
    for (name, party) in [("1", "id:KZ/alfa"), ("2", "id:KZ/old")] {
        run.ok(opening(&format!("D-{name}"), party));
        run.ok(note(&format!("N-{name}"), &format!("D-{name}"), party));
    }
    let public = run.numbers.note(ledger::NoteId(1)).to_string();
    run.ok(json!({"type": "transport", "number": "T-1", "at": "2026-03-02T08:00:00Z", "mode": "road",
        "carrier": "id:KZ/wheels", "vehicle": "123 ABC 02", "seals": ["S-77"],
        "loads": [{"note": public, "line": 1, "quantity": "10"}]}));
    run
}

fn notes(reader: &Reader, filter: &Filter) -> Vec<i64> {
    reader.list(List::Notes, filter, &Page { limit: 50, ..Page::default() }).unwrap().ids
}

fn of(party: &str) -> Filter {
    Filter { party: Some(party.to_owned()), ..Filter::default() }
}

#[test]
fn a_word_or_a_plate_is_found_however_it_is_typed() {
    let place = Journal::of(story()).views(3);
    let reader = place.reader();
    let hits = |text: &str| -> Vec<(List, i64)> {
        reader.find(text, 10).unwrap().into_iter().map(|hit| (hit.list, hit.id)).collect()
    };
    assert_eq!(hits("елочные ЭЛЕКТРО"), [(List::Lots, 2), (List::Lots, 1)]);
    assert_eq!(hits("123авс"), [(List::Transports, 1)]);
    assert_eq!(hits("n-2").first(), Some(&(List::Notes, 2)));
    assert_eq!(hits("alfa"), []);
    assert_eq!(hits("id:KZ/alfa"), [(List::Parties, 1)]);
    assert_eq!(hits("\" -- *"), []);
    let hit = reader.find("D-2", 1).unwrap().remove(0);
    assert_eq!((hit.field, hit.text.as_str(), hit.exact), (TextField::Number, "D-2", true));
    for text in ["s77", "S-77"] {
        assert_eq!(notes(&reader, &Filter { seal: Some(text.to_owned()), ..Filter::default() }), [1]);
    }
    assert_eq!(notes(&reader, &Filter { vehicle: Some("123авс02".to_owned()), ..Filter::default() }), [1]);
}

/// A long beginning of a word finds every word that begins so, whether few begin so or many, and however it is accented.
#[test]
fn a_long_beginning_finds_all_words_that_begin_so() {
    let names: Vec<String> = (10..50).map(|n| format!("Караван{n}")).collect();
    let others = ["Nestlé", "Nestling", "Караван", "Караванная дорога", "Карасай"].map(str::to_owned);
    let mut run = Run::default();
    for (n, name) in names.iter().chain(&others).enumerate() {
        run.ok(json!({"type": "party", "id": format!("id:KZ/p{n}"), "name": name, "kind": "company"}));
    }
    let place = Journal::of(run).views(7);
    let reader = place.reader();
    let found = |text: &str| reader.find(text, 100).unwrap().len();
    assert_eq!(found("караван"), names.len() + 2, "too many to be asked for one by one");
    assert_eq!(found("караван1"), 10);
    assert_eq!(found("караванн"), 1);
    assert_eq!(found("дорога караван"), 1);
    for (text, count) in [("nestle", 1), ("nestlé", 1), ("nestl", 2), ("nestlings", 0)] {
        assert_eq!(found(text), count, "{text}");
    }
}

/// Texts are found after the file was written anew behind an erasure, too.
#[test]
fn search_goes_on_after_an_erasure() {
    let mut run = story();
    run.ok(json!({"type": "party", "id": "id:KZ/person-1", "name": "Aigul Smagulova", "kind": "person"}));
    run.ok(json!({"type": "party", "id": "id:KZ/other", "name": "Almaty Traders", "kind": "company"}));
    run.ok(json!({"type": "erase", "party": "id:KZ/person-1", "reason": "asked", "authority": "id:KZ/court"}));
    run.ok(opening("D-3", "id:KZ/alfa"));
    let place = Journal::of(run).views(2);
    let reader = place.reader();
    assert_eq!(reader.find("aigul", 5).unwrap(), []);
    assert_eq!(reader.find("almaty tr", 5).unwrap()[0].text, "Almaty Traders");
    assert_eq!(reader.find("электродвигатели", 5).unwrap().len(), 3);
}

#[test]
fn what_was_a_partys_is_its_successors() {
    let mut run = story();
    let merge = json!({"type": "party_merge", "from": "id:KZ/old", "into": "id:KZ/alfa", "date": "2026-03-02",
        "kind": "merge", "reason": "court"});
    run.ok(merge);
    for batch in [1, 100] {
        let journal = Journal::of(std::mem::take(&mut run));
        let reader = journal.views(batch).reader();
        assert_eq!(notes(&reader, &of("id:KZ/alfa")), [2, 1]);
        assert_eq!(notes(&reader, &of("id:KZ/old")), [2, 1]);
        assert_eq!(reader.party_identifier(reader.note(2).unwrap().unwrap().supplier).unwrap(), "id:KZ/alfa");
        run = journal.run;
    }
}

#[test]
fn a_company_may_turn_out_to_be_a_person() {
    let mut run = story();
    run.ok(json!({"type": "party", "id": "id:KZ/wheels", "name": "Serik", "kind": "person"}));
    let reader = Journal::of(run).views(2).reader();
    let kind = |kind: &str| Filter { kind: Some(kind.to_owned()), ..Filter::default() };
    let page = Page { limit: 50, ..Page::default() };
    let persons = reader.list(List::Parties, &kind("person"), &page).unwrap().ids;
    assert_eq!(persons.len(), 1);
    assert_eq!(reader.party(persons[0]).unwrap(), "Serik");
    assert!(!reader.list(List::Parties, &kind("company"), &page).unwrap().ids.contains(&persons[0]));
}

#[test]
fn a_correction_changes_lot_and_flows() {
    let mut run = story();
    run.ok(json!({"type": "correction", "document": "D-1", "document_type": "import_declaration",
        "principal": "id:KZ/alfa", "date": "2026-03-02", "reason": "counted again", "key": "K-1",
        "lines": [{"line": 1, "quantity": "90"}]}));
    let reader = Journal::of(run).views(2).reader();
    assert_eq!(reader.lot(1).unwrap().unwrap().quantity, 90_000_000);
    let inwards: i128 = reader.flows(0, i64::MAX).unwrap().iter().filter(|row| !row.out).map(|row| row.quantity).sum();
    assert_eq!(inwards, 190_000_000);
}
