//! Whether everything happens that the guide promises.

use super::{country, settings};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use trade::command::Command;
use trade::date::Day;

/// How often each type, action, measure, mode, direction, result and kind stands in the documents.
fn counts(documents: &[Value]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for document in documents {
        for field in ["type", "action", "measure", "mode", "direction", "result", "kind", "reason", "to_status", "form"]
        {
            if let Some(word) = document[field].as_str() {
                *counts.entry(format!("{field} {word}")).or_default() += 1;
            }
        }
    }
    counts
}

/// A country of some size, made once.
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut documents = Vec::new();
    for batch in country(settings(120_000, 41)) {
        documents.extend(batch.text().lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()));
    }
    documents
});

#[test]
fn everything_happens() {
    let counts = counts(&DOCUMENTS);
    let never = ["discrepancy", "party_merge"];
    for kind in Command::TYPES.iter().filter(|kind| !never.contains(*kind)) {
        assert!(counts.contains_key(&format!("type {kind}")), "no {kind}: {counts:?}");
    }
    let actions = "register release hold refuse dispatch deliver accept reject explain return cancel divert split \
                   interrupt resume close";
    let words = [
        ("action", actions),
        ("measure", "sample detain release destroy confiscate"),
        ("mode", "road rail"),
        ("direction", "in out"),
        ("result", "pass hold"),
        ("form", "inspection examination"),
        ("kind", "transfer move export temporary_export transit return company"),
        ("reason", "sold_in_retail_or_coupons damage theft loss natural_decrease_in_norm technical_needs manufacture"),
        ("to_status", "free"),
    ];
    for (field, words) in words {
        for word in words.split_whitespace() {
            assert!(counts.contains_key(&format!("{field} {word}")), "no {field} {word}: {counts:?}");
        }
    }
    let ships = DOCUMENTS.iter().filter(|document| document["to"]["mode"] == "sea").count();
    assert!(ships > 20, "{ships} ships");
}

#[test]
fn a_heavy_note_goes_by_a_train_of_sixty_wagons() {
    let mut wagons: BTreeMap<String, u64> = BTreeMap::new();
    for document in DOCUMENTS.iter().filter(|document| document["mode"] == "rail") {
        *wagons.entry(document["loads"][0]["note"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert!(wagons.values().any(|count| *count == 60), "{:?}", wagons.values().max());
}

#[test]
fn weekends_are_quiet() {
    let mut days = [0_u64; 7];
    for document in DOCUMENTS.iter().filter(|document| document["type"] == "import_declaration") {
        let day: Day = document["date"].as_str().unwrap().parse().unwrap();
        days[usize::try_from(day.date().weekday().to_monday_zero_offset()).unwrap()] += 1;
    }
    assert!(days[6] * 4 < days[0] && days[5] * 2 < days[1] && days[2] > 50, "{days:?}");
}
