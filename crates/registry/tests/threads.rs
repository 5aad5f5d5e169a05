//! Many clients at once: group commit, order, readers in between.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, balance, note, ok, parse, texts};
use registry::Fault;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn concurrent_clients_share_groups() {
    const CLIENTS: usize = 8;
    const EACH: usize = 60;
    let mut place = Place::new();
    place.settings.snapshot_every = 100;
    let registry = place.create();
    let lots = texts(&ok(&registry, &balance("O-1", 5)).lots);
    let done = AtomicBool::new(false);
    let entries: Vec<Vec<u64>> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (registry, lots) = (&registry, &lots);
                scope.spawn(move || {
                    let one = |n| ok(registry, &note(&format!("N-{client}-{n}"), lots, "0.5")).entry;
                    (0..EACH).map(one).collect()
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !done.load(Ordering::Relaxed) {
                let seq = registry.read(|books, _| books.state.seq()).unwrap();
                assert!(seq >= seen && registry.position().seq >= seq, "what was seen is durable");
                seen = seq;
            }
        });
        let entries = clients.into_iter().map(|client| client.join().unwrap()).collect();
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        entries
    });
    let all: BTreeSet<u64> = entries.iter().flatten().copied().collect();
    assert_eq!(all, (2..=(CLIENTS * EACH + 1) as u64).collect(), "each entry is given once");
    assert!(entries.iter().all(|of_client| of_client.is_sorted()));
    drop(registry);
    let report = place.verify();
    assert!(report.groups < report.entries, "{} groups for {} entries", report.groups, report.entries);
    assert!(report.snapshot_seq >= 100, "snapshots were taken meanwhile: {report}");
}

#[test]
fn tickets_are_answered_after_the_close() {
    let place = Place::new();
    let registry = place.create();
    let submit = |n| registry.submit_async(parse(&balance(&format!("O-{n}"), 1))).unwrap();
    let tickets: Vec<_> = (0..50).map(submit).collect();
    registry.close().unwrap();
    let entries: Vec<u64> = tickets.into_iter().map(|ticket| ticket.wait().unwrap().entry).collect();
    assert_eq!(entries, (1..=50).collect::<Vec<_>>());
    place.verify();
}

#[test]
fn many_at_once_keep_their_order() {
    let place = Place::new();
    let registry = place.create();
    let batch: Vec<_> = (0..3000).map(|n| parse(&balance(&format!("O-{n}"), 3))).collect();
    let answers = registry.submit_many(batch).unwrap();
    assert!((1..).zip(&answers).all(|(seq, answer)| answer.entry == seq && answer.lots.len() == 3));
    assert_eq!(registry.submit_many(Vec::new()).unwrap(), Vec::new());
}

#[test]
fn who_met_a_bug_is_told_so() {
    let mut place = Place::new();
    place.settings.clock = Arc::new(|| panic!("a bug, on purpose"));
    let registry = place.create();
    for n in 0..2 {
        let fault = registry.submit(&parse(&balance(&format!("O-{n}"), 1))).unwrap_err();
        assert!(matches!(&fault, Fault::Stopped { why } if why.contains("decider met a bug")), "{fault}");
    }
    let fault = registry.close().unwrap_err();
    assert!(fault.to_string().contains("decider met a bug"), "{fault}");
}

#[test]
fn who_met_a_fault_is_told_which() {
    let place = Place::new();
    let registry = place.create();
    ok(&registry, &person("party-1", "iin:850314300172"));
    // The slot that the next person's key is to go to.
    let path = place.dir.join("keys/subjects.key");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.resize(64 * 4, 0);
    bytes[64 * 3] = 9;
    std::fs::write(&path, bytes).unwrap();
    let fault = registry.submit(&parse(&person("party-2", "iin:900101300017"))).unwrap_err();
    assert!(matches!(&fault, Fault::Stopped { why } if why.contains("subjects.key is damaged")), "{fault}");
}

fn person(key: &str, id: &str) -> serde_json::Value {
    serde_json::json!({"type": "party", "key": key, "id": id, "name": "Aidar S.", "kind": "person"})
}
