//! Lists and search beside a running registry: they follow, can be waited for, are built again, and forget the erased.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, all_bytes, balance, note, ok, parse, submit, texts};
use registry::{Lists, Registry, verify_lists};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use views::{Filter, List, Page, Reader};

const SOON: Duration = Duration::from_secs(20);

fn page(limit: usize) -> Page {
    Page { limit, ..Page::default() }
}

fn lists(place: &Place) -> Lists {
    Lists::open(&place.dir, &place.settings, &mut |_, _| {}).unwrap()
}

fn listed(registry: &Registry) -> Reader {
    assert!(registry.wait_listed(registry.status().entries, SOON), "the views do not follow");
    registry.lists().unwrap()
}

fn numbers(reader: &Reader, list: List, filter: &Filter) -> Vec<String> {
    let found = reader.list(list, filter, &page(100)).unwrap();
    found.ids.iter().map(|id| reader.number(list, *id).unwrap().unwrap()).collect()
}

/// The demonstration's documents.
fn story(registry: &Registry) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/story.ndjson");
    for line in std::fs::read_to_string(path).unwrap().lines() {
        submit(registry, &serde_json::from_str(line).unwrap());
    }
}

fn story_place() -> Place {
    let mut place = Place::new();
    let millis =
        std::sync::atomic::AtomicI64::new("2026-11-24T08:00:00Z".parse::<trade::date::Timestamp>().unwrap().millis());
    place.settings.clock = std::sync::Arc::new(move || {
        let now = millis.fetch_add(1000, std::sync::atomic::Ordering::Relaxed);
        trade::date::Timestamp::from_millis(now).unwrap()
    });
    place
}

#[test]
fn they_follow_and_answer() {
    let place = story_place();
    let registry = place.create();
    story(&registry);
    let reader = listed(&registry);
    assert_eq!(reader.position().unwrap(), registry.status().entries);
    let importer = Filter { party: Some("bin:020540003431".to_owned()), ..Filter::default() };
    let sent = numbers(&reader, List::Notes, &importer);
    assert!(sent.contains(&"SNT-101".to_owned()), "{sent:?}");
    let by_name = Filter { party: Some("altai imp".to_owned()), ..Filter::default() };
    assert_eq!(numbers(&reader, List::Notes, &by_name), sent);
    let motors = Filter { text: Some("electric mot".to_owned()), ..Filter::default() };
    assert_eq!(reader.list(List::Lots, &motors, &page(9)).unwrap().ids.len(), 1);
    let of_code = Filter { code: Some("8501".parse().unwrap()), ..Filter::default() };
    assert!(numbers(&reader, List::Notes, &of_code).contains(&"SNT-101".to_owned()));
    let refused = Filter { refused: true, ..Filter::default() };
    assert_eq!(reader.list(List::Entries, &refused, &page(9)).unwrap().ids.len(), 1);
    let hits = reader.find("SNT-101", 10).unwrap();
    assert!(hits[0].exact && hits[0].list == List::Notes, "{hits:?}");
    for list in List::ALL {
        let all = reader.list(list, &Filter::default(), &page(1000)).unwrap();
        assert!(!all.ids.is_empty() || list == List::Stock, "no {}", list.name());
    }
    registry.close().unwrap();
    let report = verify_lists(&place.dir, &place.settings, &mut |_, _| {}).unwrap();
    assert_eq!(report.kept, report.rebuilt);
}

#[test]
fn they_can_be_deleted() {
    let place = story_place();
    let registry = place.create();
    story(&registry);
    let before = listed(&registry).digest().unwrap();
    registry.close().unwrap();
    std::fs::remove_dir_all(place.dir.join("views")).unwrap();
    let mut told = Vec::new();
    let again = Lists::open(&place.dir, &place.settings, &mut |done, all| told.push((done, all))).unwrap();
    assert_eq!(again.reader.digest().unwrap(), before);
    assert!(told.last().is_some_and(|(done, all)| done == all), "{told:?}");
    std::fs::write(place.dir.join("views/views.sqlite"), b"no database at all").unwrap();
    assert_eq!(lists(&place).reader.digest().unwrap(), before);
}

#[test]
fn pages_stay_where_they_are_while_others_come_in() {
    let place = Place::new();
    let registry = place.create();
    let lot = texts(&ok(&registry, &balance("O-1", 1)).lots);
    for number in 0..20 {
        ok(&registry, &note(&format!("N-{number}"), &lot, "1"));
    }
    let reader = listed(&registry);
    let (mut seen, mut next) = (Vec::new(), None);
    loop {
        let page = Page { after: next, limit: 3, oldest_first: false };
        let found = reader.list(List::Notes, &Filter::default(), &page).unwrap();
        seen.extend(found.ids);
        ok(&registry, &note(&format!("M-{}", seen.len()), &lot, "1"));
        assert!(registry.wait_listed(registry.status().entries, SOON));
        next = found.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=20).rev().collect::<Vec<i64>>());
    let other = Filter { open: true, ..Filter::default() };
    let first = reader.list(List::Notes, &Filter::default(), &page(3)).unwrap();
    let wrong = reader.list(List::Notes, &other, &Page { after: first.next, limit: 3, oldest_first: false });
    assert!(matches!(wrong, Err(views::Fault::Ask(views::Ask::Cursor(_)))), "{wrong:?}");
}

#[test]
fn the_erased_are_forgotten() {
    let place = Place::new();
    let registry = place.create();
    let driver = "iin:850314300172";
    ok(
        &registry,
        &json!({"type": "party", "id": driver, "name": "Zhanibek Unmistakable", "address": "Uniqueville 7",
        "kind": "person"}),
    );
    let lot = texts(&ok(&registry, &balance("O-1", 1)).lots);
    let sent = ok(&registry, &note("N-1", &lot, "1"));
    let truck = json!({"type": "transport", "number": "T-1", "at": "2026-03-02T09:00:00Z", "mode": "road",
        "carrier": "id:KZ/wheels", "vehicle": "123ABC02", "driver": driver, "driver_name": "Zhanibek Unmistakable",
        "seals": ["S-77"], "loads": [{"note": texts(&sent.notes)[0], "line": 1, "quantity": "1"}]});
    ok(&registry, &truck);
    ok(
        &registry,
        &json!({"type": "note_action", "note": texts(&sent.notes)[0], "action": "dispatch",
        "at": "2026-03-02T09:30:00Z"}),
    );
    ok(
        &registry,
        &json!({"type": "note_action", "note": texts(&sent.notes)[0], "action": "accept",
        "at": "2026-03-02T10:00:00Z"}),
    );
    let reader = listed(&registry);
    let seal = Filter { seal: Some("s77".to_owned()), ..Filter::default() };
    assert_eq!(numbers(&reader, List::Notes, &seal), ["N-1"]);
    let of_driver = Filter { party: Some(driver.to_owned()), ..Filter::default() };
    assert_eq!(numbers(&reader, List::Transports, &of_driver), ["T-1"]);
    assert_eq!(reader.find("unmistak", 9).unwrap().len(), 2);
    drop(reader);
    ok(&registry, &json!({"type": "erase", "party": driver, "reason": "order", "authority": "id:KZ/court"}));
    let reader = listed(&registry);
    assert_eq!(reader.find("unmistak", 9).unwrap(), []);
    assert_eq!(reader.find("850314300172", 9).unwrap(), []);
    assert_eq!(numbers(&reader, List::Notes, &seal), ["N-1"]);
    let now = reader.digest().unwrap();
    drop(reader);
    registry.close().unwrap();
    for (path, bytes) in all_bytes(&place.dir.join("views")) {
        for text in ["Unmistakable", "unmistakable", "Uniqueville", "850314300172"] {
            let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!found, "`{text}` is in {}", path.display());
        }
    }
    std::fs::remove_dir_all(place.dir.join("views")).unwrap();
    assert_eq!(lists(&place).reader.digest().unwrap(), now);
}

#[test]
fn others_read_while_the_registry_runs() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &balance("O-1", 2));
    assert!(registry.wait_listed(registry.status().entries, SOON));
    let beside = lists(&place);
    assert!(beside.is_running);
    let later: Value = note("N-1", &texts(&ok(&registry, &balance("O-2", 1)).lots), "1");
    registry.submit(&parse(&later)).unwrap();
    assert!(beside.wait(registry.status().entries, SOON).unwrap());
    assert_eq!(numbers(&beside.reader, List::Notes, &Filter::default()), ["N-1"]);
}
