//! Bytes of entries: golden ones, and any.
#![allow(clippy::unwrap_used, reason = "tests")]

use ledger::account::{Account, End};
use ledger::state::Link;
use ledger::{Effect, LotId, Name, NameKind, NoteId, PartyId, PlaceId};
use serde_json::json;
use store::entry::{
    Body, GroupTag, Header, Made, Outcome, PersonOpening, RegistryOpening, decode_openings, encode_openings,
    fields_root, fragments, groups, leaf, open_group, verify_group,
};
use trade::command::CustomsStatus;
use trade::measures::Measures;
use trade::quantity::Quantity;

fn body() -> Body {
    let amount = Measures { quantity: Quantity::from_micros(1_500_000), ..Measures::ZERO };
    let to = End::Stock(PartyId(1), PartyId(1), PlaceId(1), CustomsStatus::Free);
    Body {
        salt: [1; 16],
        effects: vec![
            Effect::Party { person: true },
            Effect::Place,
            Effect::Post { lot: LotId(1), from: End::Account(Account::Opening), to, amount, receipt: NoteId::NONE },
        ],
        links: vec![Link { lot: LotId(1), number: 1, before: 0 }],
        problems: vec!["balance.short".to_owned()],
        made: Made { lots: 1..2, notes: 1..1, transports: 1..1, discrepancies: 1..1 },
    }
}

fn header() -> Header {
    Header {
        epoch: 1,
        seq: 7,
        recorded_at: 1_772_438_400_000,
        effective_at: None,
        kind: 4,
        outcome: Outcome::Recorded,
        tag: [2; 16],
        content: [3; 32],
        body: Header::digest_of_body(&body().encode()),
        fields: [4; 32],
        semantics: 1,
        editions: 0,
        policy: 0,
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn golden_bytes() {
    let mut bytes = Vec::new();
    header().encode(&mut bytes);
    let page = include_str!("../../../docs/reference/entry-format.md").replace(['\n', ' '], "");
    for (what, bytes) in [("header", bytes.as_slice()), ("body", &body().encode()), ("leaf", &leaf(&bytes).0)] {
        assert!(page.contains(&hex(bytes)), "{what} of the example is {}", hex(bytes));
    }
    assert_eq!(Header::decode(&bytes), Ok(header()));
    assert_eq!(Body::decode(&body().encode()), Ok(body()));
}

#[test]
fn openings_come_back() {
    let name = Name { kind: NameKind::Party, id: 1, subject: PartyId(1), text: "iin:x".into() };
    let own = RegistryOpening {
        secret: [5; 16],
        command: "{}".to_owned(),
        names: vec![name.clone()],
        problems: "[]".to_owned(),
    };
    assert_eq!(RegistryOpening::decode(&own.encode()), Ok(own));
    let person = PersonOpening { secret: [6; 16], texts: vec!["Айгуль".to_owned()], names: vec![name] };
    assert_eq!(PersonOpening::decode(&person.encode()), Ok(person));
    let mut bytes = Vec::new();
    encode_openings(&mut bytes, [(0, &b"ab"[..]), (9, b"")].into_iter());
    assert_eq!(decode_openings(&bytes), Ok(vec![(0, &b"ab"[..]), (9, b"")]));
    bytes.push(0);
    assert!(decode_openings(&bytes).is_err());
}

#[test]
fn every_field_is_in_one_group_and_each_can_be_shown() {
    use GroupTag::{Findings, Goods, Lot, Parties, Transport, Value};
    let command = json!({"type": "note", "number": "N-1", "supplier": "bin:1", "from": "place:KZ/a", "reason": "r",
        "lines": [{"line": 1, "quantity": "2", "value": "3", "currency": "KZT"}, {"line": 2, "quantity": "4"}]});
    let groups = groups(&fragments(&command), &body().effects, &body().links, 1, |_| None);
    let tags: Vec<GroupTag> = groups.iter().map(|group| group.tag).collect();
    assert_eq!(tags, [Parties, Transport, Findings, Goods, Value, Goods, Value, Lot]);
    let text = |place: usize| String::from_utf8_lossy(&groups[place].content).into_owned();
    assert_eq!(text(0), r#"{"type":"note","number":"N-1","supplier":"bin:1"}"#);
    assert_eq!((text(1), text(2)), (r#"{"from":"place:KZ/a"}"#.to_owned(), r#"{"reason":"r"}"#.to_owned()));
    assert!(text(3).contains(r#"{"line":1,"quantity":"2"}"#));
    assert_eq!(text(4), r#"{"value":"3","currency":"KZT"}"#);
    let secret = [9; 16];
    let header = Header { fields: fields_root(&secret, &groups), ..header() };
    for index in 0..groups.len() {
        let open = open_group(&secret, &groups, u32::try_from(index).unwrap()).unwrap();
        assert_eq!(verify_group(&header, &open), Ok(()));
        let more = store::entry::OpenGroup { count: open.count + 1, ..open.clone() };
        assert!(verify_group(&header, &more).is_err(), "the number of groups is bound");
        let other = store::entry::OpenGroup { salt: [0; 16], ..open };
        assert!(verify_group(&header, &other).is_err());
    }
    assert!(open_group(&secret, &groups, 8).is_none());
    assert_ne!(fields_root(&[8; 16], &groups), header.fields, "the secret salts all");
}

#[test]
fn fuzz_any_bytes_are_refused_or_written_back() {
    let mut good = Vec::new();
    header().encode(&mut good);
    for seed in [good, body().encode()] {
        for place in 0..seed.len() {
            let mut bytes = seed.clone();
            bytes[place] ^= 0x41;
            written_back(&bytes);
            written_back(&seed[..place]);
        }
    }
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| written_back(bytes));
}

fn written_back(bytes: &[u8]) {
    if let Ok(header) = Header::decode(bytes) {
        let mut again = Vec::new();
        header.encode(&mut again);
        assert_eq!(again, bytes);
    }
    if let Ok(body) = Body::decode(bytes) {
        assert_eq!(body.encode(), bytes);
    }
    let _ = decode_openings(bytes);
    let _ = RegistryOpening::decode(bytes);
    let _ = PersonOpening::decode(bytes);
}
