//! The truth file: what it says is so.

use super::{country, settings};
use serde_json::Value;
use sim::{Kind, Settings};
use std::collections::{BTreeMap, BTreeSet};

fn planted() -> (Vec<Value>, Vec<Value>) {
    let plant = Kind::ALL.iter().map(|kind| (*kind, 3)).collect();
    let (mut documents, mut truth) = (Vec::new(), Vec::new());
    for batch in country(Settings { plant, ..settings(6_000, 31) }) {
        let lines = |text: &str| {
            text.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect::<Vec<Value>>()
        };
        documents.extend(lines(batch.text()));
        truth.extend(lines(batch.truth()));
    }
    (documents, truth)
}

#[test]
fn every_scheme_is_told_with_its_documents() {
    let (documents, truth) = planted();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for scheme in truth.iter().filter(|row| !row["scheme"].is_null()) {
        *kinds.entry(scheme["kind"].as_str().unwrap()).or_default() += 1;
        let sent = scheme["documents"].as_array().unwrap();
        assert!(sent.len() >= 3, "{scheme}");
        let mut text = String::new();
        for told in sent {
            let line = usize::try_from(told["line"].as_u64().unwrap()).unwrap();
            let document = &documents[line - 1];
            assert_eq!(document["type"], told["type"], "{told}");
            text += &document.to_string();
        }
        for lot in scheme["lots"].as_array().unwrap() {
            assert!(text.contains(lot["document"].as_str().unwrap()), "{lot}");
        }
        for party in scheme["parties"].as_array().unwrap() {
            assert!(text.contains(party["party"].as_str().unwrap()), "{party} in {scheme}");
        }
    }
    let wanted: BTreeMap<&str, u32> = Kind::ALL.iter().map(|kind| (kind.word(), 3)).collect();
    assert_eq!(kinds, wanted);
}

#[test]
fn mistakes_are_told_with_the_answer_expected() {
    let (documents, truth) = planted();
    let expected: Vec<&Value> = truth.iter().filter(|row| !row["expect"].is_null()).collect();
    let words: BTreeSet<&str> = expected.iter().map(|row| row["expect"].as_str().unwrap()).collect();
    assert_eq!(words, BTreeSet::from(["conflict", "refused", "rejected", "repeated"]));
    let codes: BTreeSet<&str> = expected.iter().filter_map(|row| row["code"].as_str()).collect();
    assert!(codes.len() >= 6, "{codes:?}");
    for row in expected.iter().filter(|row| row["expect"] != "rejected") {
        let line = usize::try_from(row["line"].as_u64().unwrap()).unwrap();
        assert_eq!(documents[line - 1]["type"], row["type"], "{row}");
    }
}

#[test]
fn re_exports_leave_within_days_of_their_import() {
    let (documents, truth) = planted();
    for scheme in truth.iter().filter(|row| row["kind"] == "re_export") {
        let sent = scheme["documents"].as_array().unwrap();
        let document = |told: &Value| &documents[usize::try_from(told["line"].as_u64().unwrap()).unwrap() - 1];
        let (first, last) = (document(&sent[0]), document(&sent[sent.len() - 1]));
        assert_eq!((&first["type"], &last["type"]), (&"import_declaration".into(), &"crossing".into()));
        assert_eq!(first["lines"][0]["clauses"][0], "no-re-export-ru");
        assert!(first["date"].as_str() <= last["at"].as_str());
    }
}
