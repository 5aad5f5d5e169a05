//! Corrections, mergers, time and erasure.

use audit::Kind;
use serde_json::{Value, json};

use crate::story::{Story, act, note, sent, with};

const HOME: &str = "L1 bin:1 bin:1 store:a free";

fn correction(more: Value) -> Value {
    let head =
        json!({"type": "correction", "document": "D-1", "principal": "bin:1", "date": "2026-02-20", "reason": "r"});
    with(head, more)
}

#[test]
fn corrections_go_down_and_up() {
    let mut story = Story::with_lot();
    story.books.clear();
    story.recorded(correction(json!({"lines": [{"line": 1, "quantity": "70"}]})), json!({}));
    story.stock(HOME, "70 70 77 0 4.9 700", "0").account("L1 import", "70 70 77 0 4.9 700").check(&[]);
    story.books.clear();
    story.recorded(correction(json!({"lines": [{"line": 1, "quantity": "110"}]})), json!({}));
    story.stock(HOME, "110 110 121 0 7.7 1100", "0").account("L1 import", "110 110 121 0 7.7 1100").check(&[]);
}

#[test]
fn an_annulment_after_use_is_a_discrepancy() {
    let mut story = Story::with_lot();
    story.books.clear();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    let after_use = json!({"discrepancies": [{"number": "X", "kind": "corrected_after_use", "quantity": "30"}]});
    story.recorded(correction(json!({"annul": true})), after_use);
    story.account("L1 import", "30 30 33 0 2.1 300").line("N1 1 L1", "30 30 33 0 2.1 300", "", "0");
    story.note("N1 dispatched").check(&[]);
}

#[test]
fn a_merged_party_is_the_other() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    let merge = json!({"type": "party_merge", "from": "bin:1", "into": "bin:7", "date": "2026-02-20", "kind": "merge", "reason": "r"});
    story.recorded(merge, json!({}));
    story.stock("L1 bin:7 bin:7 store:a free", "100 100 110 0 7 1000", "30");
    story.line("N1 1 L1", "", "", "30").note("N1 released").check(&[]);
    story.books.truncate(1);
    story.recorded(act("N1", "dispatch", json!({})), json!({}));
    story.recorded(act("N1", "accept", json!({"supplier": "bin:7"})), json!({}));
    story.recorded(with(note("2", "transfer", "70"), json!({"supplier": "bin:1"})), json!({"note": "N2"}));
    story.stock("L1 bin:7 bin:7 store:a free", "70 70 77 0 4.9 700", "70").line("N2 1 L1", "", "", "70");
    story
        .stock("L1 bin:2 bin:2 store:b free", "30 30 33 0 2.1 300", "0")
        .note("N1 accepted")
        .note("N2 released")
        .check(&[]);
}

#[test]
fn parties_time_and_erasure_post_nothing() {
    let mut story = Story::with_lot();
    story.stock(HOME, "100 100 110 0 7 1000", "0");
    story.recorded(json!({"type": "party", "id": "bin:1", "name": "n", "kind": "company"}), json!({}));
    let overdue = json!({"discrepancies": [{"number": "X", "kind": "overdue"}]});
    story.recorded(json!({"type": "clock", "now": "2026-03-01T10:00:00Z"}), overdue);
    story
        .recorded(json!({"type": "erase", "party": "bin:1", "reason": "r", "authority": "bin:c"}), json!({}))
        .check(&[]);
    story.recorded(correction(json!({"document": "D-9", "annul": true})), json!({})).check(&[Kind::ReferenceUnknown]);
}

#[test]
fn a_correction_moves_no_more_of_a_measure_than_was_minted() {
    let mut story = Story::with_lot();
    story.books.clear();
    let moved = with(sent("1", "move", "100"), json!({"recipient": "bin:1", "to": "store:a"}));
    let counted = json!({"lines": [{"line": 1, "quantity": "130", "explanation": "counted"}]});
    let excess = json!({"discrepancies": [{"number": "X", "kind": "excess", "quantity": "30"}]});
    story.recorded(moved, json!({"note": "N1"})).recorded(act("N1", "accept", counted), excess);
    // 130 130 143 0 9.1 1300 are there; the annulment takes the share of 100.
    story.recorded(correction(json!({"annul": true})), json!({}));
    story.account("L1 excess", "30 30 33 0 2.1 300").stock(HOME, "30 30 33 0 2.1 300", "0");
    story.note("N1 accepted_in_part").check(&[]);
    // Nothing is minted now, so nothing but the quantity comes up.
    let ten = correction(json!({"lines": [{"line": 1, "quantity": "10"}]}));
    story.books.clear();
    story.recorded(ten, json!({})).account("L1 excess", "30 30 33 0 2.1 300").account("L1 import", "10");
    story.stock(HOME, "40 30 33 0 2.1 300", "0").note("N1 accepted_in_part").check(&[]);
    // 6 of these 40 carry 4.5 net, but no net mass is minted.
    let four = correction(json!({"lines": [{"line": 1, "quantity": "4"}]}));
    story.books.clear();
    story.recorded(four, json!({})).account("L1 excess", "30 30 33 0 2.1 300").account("L1 import", "4");
    story.stock(HOME, "34 30 33 0 2.1 300", "0").note("N1 accepted_in_part").check(&[]);
}

#[test]
fn a_restored_directory_posts_nothing() {
    let mut story = Story::with_lot();
    story.recorded(
        json!({"type": "restored", "epoch": 2, "entries": 1, "stated": {"epoch": 1, "entries": 1}}),
        json!({}),
    );
    story.stock(HOME, "100 100 110 0 7 1000", "0").check(&[]);
}

#[test]
fn only_what_came_in_is_corrected() {
    let mut story = Story::with_lot();
    let made = |kind: &str, number: &str, more: Value| {
        let head = json!({"type": kind, "number": number, "date": "2026-02-10", "party": "bin:1", "place": "store:a"});
        with(head, more)
    };
    let parts = json!({"lot": "L1", "parts": [{"quantity": "10"}, {"quantity": "20"}]});
    story.recorded(made("lot_split", "S", parts), json!({"lots": ["L2", "L3"]}));
    let input = json!({"inputs": [{"lot": "L1", "quantity": "70", "unit": "KGM"}],
        "outputs": [{"line": 1, "code": "732690", "origin": "KZ", "quantity": "4", "unit": "KGM"}]});
    story.recorded(made("transformation", "W", input), json!({"lots": ["L4"]}));
    let found = json!({"type": "found", "number": "F", "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
        "lines": [{"line": 1, "code": "640391", "origin": "IT", "quantity": "3", "unit": "MTR"}]});
    story
        .recorded(found, json!({"lots": ["L5"], "discrepancies": [{"number": "X", "kind": "found_goods"}]}))
        .refused(correction(json!({"document": "S", "annul": true})))
        .refused(correction(json!({"document": "W", "lines": [{"line": 1, "quantity": "3"}]})))
        .recorded(correction(json!({"document": "F", "lines": [{"line": 1, "quantity": "2"}]})), json!({}));
    story.account("L1 consumed", "100 100 110 0 7 1000").account("L2 transformed", "10 10 11 0 0.7 100");
    story.stock("L2 bin:1 bin:1 store:a free", "10 10 11 0 0.7 100", "0");
    story.account("L3 transformed", "20 20 22 0 1.4 200");
    story.stock("L3 bin:1 bin:1 store:a free", "20 20 22 0 1.4 200", "0");
    story.account("L4 transformed", "4 4").stock("L4 bin:1 bin:1 store:a free", "4 4", "0");
    story.account("L5 found", "2").stock("L5 bin:1 bin:1 store:a free", "2", "0").check(&[]);
    story.documents[5]["answer"]["outcome"] = json!("recorded");
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}
