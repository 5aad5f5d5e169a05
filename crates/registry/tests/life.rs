//! The life of a registry: submitted, read, closed, opened again.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Place, balance, note, ok, parse, refused, submit, texts};
use registry::{AnswerOutcome, Fault, Registry};
use serde_json::json;
use store::entry::{GroupTag, verify_group};
use tlog::verify_inclusion;

#[test]
fn round_trip_and_reopen() {
    let place = Place::new();
    let registry = place.create();
    let first = ok(&registry, &balance("O-1", 3));
    assert_eq!((first.entry, first.lots.len()), (1, 3));
    let lots = texts(&first.lots);
    let mut sent = note("N-1", &lots, "100");
    sent["dispatched_at"] = json!("2026-03-02T08:00:00Z");
    let second = ok(&registry, &sent);
    assert_eq!(second.note, second.notes.first().copied());
    ok(
        &registry,
        &json!({"type": "note_action", "note": second.note, "action": "accept", "at": "2026-03-02T08:00:00Z"}),
    );
    refused(&registry, &note("N-2", &lots, "950"), "balance.short");
    let (root, digest, position) = (registry.root(), registry.state_digest().unwrap(), registry.position());
    let documents: Vec<_> = registry.documents().unwrap().map(Result::unwrap).collect();
    assert_eq!(position.seq, 4);
    registry.close().unwrap();
    let report = place.verify();
    assert_eq!((report.entries, report.root, report.state, report.fields_checked), (4, root, digest, 4));

    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.entries, opened.snapshot_seq, opened.replayed), (4, 0, 4));
    assert_eq!((registry.root(), registry.state_digest().unwrap()), (root, digest));
    let again: Vec<_> = registry.documents().unwrap().map(Result::unwrap).collect();
    assert_eq!(again, documents);
    assert_eq!(documents[1]["command"], trade::command::write(&parse(&sent)));
    assert_eq!(documents[1]["answer"], serde_json::to_value(&second).unwrap());
    assert_eq!(registry.snapshot().unwrap(), 4);
    ok(&registry, &note("N-3", &lots, "1"));
    let (root, digest) = (registry.root(), registry.state_digest().unwrap());
    registry.close().unwrap();

    let report = place.verify();
    assert!(report.snapshot_seq == 4 && report.pages > 5 && report.lineage > 0, "{report:?}");
    let (registry, opened) = place.try_open().unwrap();
    assert_eq!((opened.entries, opened.snapshot_seq, opened.replayed), (5, 4, 1));
    assert_eq!((registry.root(), registry.state_digest().unwrap()), (root, digest));
    let holds = registry.read(|books, moves| (books.state.lots.len(), moves.find(0).is_some())).unwrap();
    assert_eq!(holds, (3, true));
}

#[test]
fn a_key_answers_once() {
    let place = Place::new();
    let registry = place.create();
    let first = ok(&registry, &balance("O-1", 2));
    let again = submit(&registry, &balance("O-1", 2));
    assert_eq!((again.outcome, again.of, again.entry), (AnswerOutcome::Duplicate, Some(1), 1));
    assert_eq!(again.lots, first.lots);
    let other = submit(&registry, &balance("O-1", 3));
    assert_eq!((other.outcome, other.entry, other.problems.len()), (AnswerOutcome::Conflict, 1, 1));
    // In one batch, while the first is still under way.
    let batch = [balance("O-2", 1), balance("O-2", 1), balance("O-2", 2)].iter().map(parse).collect();
    let answers = registry.submit_many(batch).unwrap();
    let outcomes: Vec<_> = answers.iter().map(|answer| answer.outcome).collect();
    assert_eq!(outcomes, [AnswerOutcome::Recorded, AnswerOutcome::Duplicate, AnswerOutcome::Conflict]);
    assert_eq!(registry.position().seq, 2, "neither duplicates nor conflicts are entries");
    // Commands without a number: the content is the key.
    let clock = json!({"type": "clock", "now": "2026-03-02T09:00:00Z"});
    ok(&registry, &clock);
    assert_eq!(submit(&registry, &clock).outcome, AnswerOutcome::Duplicate);
    drop(registry);
    let registry = place.open();
    assert_eq!(submit(&registry, &balance("O-1", 2)).lots, first.lots);
}

#[test]
fn a_refusal_uses_its_key_and_can_be_superseded() {
    let place = Place::new();
    let registry = place.create();
    let lots = texts(&ok(&registry, &balance("O-1", 1)).lots);
    let too_much = note("N-1", &lots, "5000");
    let refusal = refused(&registry, &too_much, "balance.short");
    let again = submit(&registry, &too_much);
    assert_eq!((again.outcome, &again.problems), (AnswerOutcome::Duplicate, &refusal.problems));
    let mut mended = note("N-1", &lots, "500");
    assert_eq!(submit(&registry, &mended).outcome, AnswerOutcome::Conflict);
    mended["key"] = json!("N-1/mended");
    let mut wrong = mended.clone();
    wrong["key"] = json!("N-1/wrong");
    wrong["supersedes"] = json!("note/N-9");
    refused(&registry, &wrong, "supersedes.not_refused");
    mended["supersedes"] = json!("note/N-1");
    ok(&registry, &mended);
    let mut late = note("N-2", &lots, "1");
    late["supersedes"] = json!("N-1/mended");
    refused(&registry, &late, "supersedes.not_refused");
    drop(registry);
    place.verify();
}

#[test]
fn one_group_of_one_line_can_be_shown() {
    let place = Place::new();
    let registry = place.create();
    let lots = texts(&ok(&registry, &balance("O-1", 2)).lots);
    let mut sent = note("N-1", &lots, "100");
    sent["dispatched_at"] = json!("2026-03-02T08:00:00Z");
    ok(&registry, &sent);
    let entry = registry.entry(2).unwrap().unwrap();
    // Parties, transport, findings; goods and value of line 1; goods of line 2.
    let open = registry.open_group(2, 5).unwrap().unwrap();
    assert_eq!((open.group.tag, open.count), (GroupTag::Goods, 7));
    let text = String::from_utf8_lossy(&open.group.content).into_owned();
    assert!(
        text.contains(&lots[1]) && !text.contains(&lots[0]) && !text.contains("alfa") && !text.contains("USD"),
        "{text}"
    );
    let leaf_before = registry.entry(1).unwrap().unwrap().leaf();
    assert!(open.group.content.windows(32).any(|bytes| bytes == leaf_before.0), "the lot's entry before is named");
    assert_eq!(verify_group(&entry.header, &open), Ok(()));
    let proof = registry.log(|tree| tree.inclusion_proof(1, 2)).unwrap();
    assert_eq!(verify_inclusion(entry.leaf(), 1, 2, &proof, registry.root()), Ok(()));

    let spoilt = |change: fn(&mut store::entry::OpenGroup)| {
        let mut open = open.clone();
        change(&mut open);
        assert!(verify_group(&entry.header, &open).is_err());
    };
    spoilt(|open| open.group.content[3] ^= 1);
    spoilt(|open| open.salt[0] ^= 1);
    spoilt(|open| open.index = 3);
    spoilt(|open| open.count = 8);
    spoilt(|open| open.group.tag = GroupTag::Value);
    spoilt(|open| open.path.truncate(1));
    spoilt(|open| open.path[0].0[0] ^= 1);
    let other = registry.entry(1).unwrap().unwrap();
    assert!(verify_group(&other.header, &open).is_err(), "it belongs to one entry");
    assert!(registry.open_group(2, 7).unwrap().is_none() && registry.open_group(9, 0).unwrap().is_none());
}

#[test]
fn what_is_there_is_not_created_and_what_is_not_is_not_opened() {
    let place = Place::new();
    assert!(matches!(place.try_open(), Err(Fault::Store(store::Fault::Missing { .. }))));
    let registry = place.create();
    let second = Registry::open(&place.dir, place.settings.clone());
    assert!(matches!(second, Err(Fault::Store(store::Fault::InUse { .. }))));
    drop(registry);
    assert!(matches!(
        Registry::create(&place.dir, place.settings.clone()),
        Err(Fault::Store(store::Fault::Exists { .. }))
    ));
    std::fs::remove_dir_all(&place.dir).unwrap();
    let again = Registry::create(&place.dir, place.settings.clone());
    assert!(matches!(again, Err(Fault::Gone { .. })), "its checkpoint is still beside it");
    assert!(matches!(place.try_open(), Err(Fault::Gone { .. })));
}
