//! Transports, crossings, temporary export, acts.

use audit::Kind;
use serde_json::{Value, json};

use crate::story::{Story, act, note, sent, with};

const HOME: &str = "L1 bin:1 bin:1 store:a free";
const ALL: &str = "100 100 110 0 7 1000";
const PART: &str = "30 30 33 0 2.1 300";
const REST: &str = "70 70 77 0 4.9 700";

fn transport(number: &str, quantity: &str) -> Value {
    json!({"type": "transport", "number": number, "at": "2026-02-12T00:00:00Z", "mode": "road", "carrier": "bin:t",
        "vehicle": "A 1", "seals": ["S1", "S2"], "loads": [{"note": "N1", "line": 1, "quantity": quantity}]})
}

fn crossing(more: Value) -> Value {
    with(json!({"type": "crossing", "at": "2026-02-13T00:00:00Z", "post": "post:1", "direction": "out"}), more)
}

#[test]
fn an_export_leaves_in_part_loads() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "export", "100"), json!({"note": "N1"}));
    story.recorded(transport("T1", "30"), json!({})).recorded(transport("T2", "70"), json!({}));
    story.refused(transport("T3", "0.1"));
    let mismatch = json!({"discrepancies": [{"number": "X", "kind": "seal_mismatch"}]});
    story.recorded(crossing(json!({"transport": "T1", "seals": ["S1"]})), mismatch);
    story.account("L1 export", PART).line("N1 1 L1", REST, "", "0").note("N1 dispatched").check(&[]);
    story.books.truncate(1);
    story.recorded(crossing(json!({"transport": "T2", "seals": ["S2", "S1"]})), json!({}));
    story.account("L1 export", ALL).note("N1 departed").check(&[]);
}

#[test]
fn loads_change_trucks() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "100"), json!({"note": "N1"})).recorded(transport("T1", "100"), json!({}));
    let to = json!({"number": "T2", "at": "2026-02-12T05:00:00Z", "mode": "rail", "carrier": "bin:r", "vehicle": "W 1", "seals": []});
    let transship = |quantity: &str| {
        json!({"type": "transship", "from": "T1", "carrier": "bin:t", "to": to, "at": "2026-02-12T05:00:00Z", "place": "store:x",
            "loads": [{"note": "N1", "line": 1, "quantity": quantity}]})
    };
    story.refused(transship("101")).recorded(transship("30"), json!({}));
    story.recorded(crossing(json!({"transport": "T2", "carrier": "bin:r"})), json!({}));
    story.account("L1 export", PART).line("N1 1 L1", REST, "", "0").note("N1 dispatched").check(&[]);
    story.books.truncate(1);
    story.recorded(crossing(json!({"transport": "T1"})), json!({}));
    story.account("L1 export", ALL).note("N1 departed").check(&[]);
}

#[test]
fn goods_of_a_split_note_stay_on_their_trucks() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "100"), json!({"note": "N1"})).recorded(transport("T1", "30"), json!({}));
    let part = |number: &str, quantity: &str| json!({"number": number, "lines": [{"line": 1, "quantity": quantity}]});
    let parts = json!({"parts": [part("1a", "20"), part("1b", "80")]});
    story.recorded(act("N1", "split", parts), json!({"notes": ["N2", "N3"]}));
    // All of 1a and 10 of 1b are on T1.
    story.recorded(crossing(json!({"transport": "T1"})), json!({}));
    story.account("L1 export", PART).line("N3 1 L1", REST, "", "0");
    story.note("N1 split").note("N2 departed").note("N3 dispatched").check(&[]);
}

#[test]
fn temporary_exports_return() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "temporary_export", "30"), json!({"note": "N1"}));
    story.recorded(crossing(json!({"note": "N1"})), json!({}));
    story.stock(HOME, REST, "0").line("N1 1 L1", "", PART, "0").note("N1 dispatched").check(&[]);
    let back = |quantity: &str| {
        json!({"type": "temporary_return", "number": quantity, "at": "2026-02-20T00:00:00Z", "note": "N1", "place": "store:c",
            "lines": [{"line": 1, "quantity": quantity}]})
    };
    story.refused(back("31")).recorded(back("20"), json!({}));
    story.books.truncate(2);
    story.line("N1 1 L1", "", "10 10 11 0 0.7 100", "0").stock(
        "L1 bin:1 bin:1 store:c free",
        "20 20 22 0 1.4 200",
        "0",
    );
    story.note("N1 dispatched").check(&[]);
}

#[test]
fn transit_goes_through() {
    let mut story = Story::default();
    let line = json!([{"line": 1, "code": "640391", "origin": "CN", "quantity": "5", "unit": "NPR"}]);
    story.recorded(
        json!({"type": "transit_declaration", "number": "T", "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
            "lines": line}),
        json!({"lots": ["L1"]}),
    );
    let mut through = note("1", "transit", "5");
    through["lines"][0]["unit"] = json!("PR");
    story.recorded(through, json!({"note": "N1"})).recorded(crossing(json!({"note": "1"})), json!({}));
    story.account("L1 transit_in", "5").account("L1 transit_out", "5").note("N1 dispatched").check(&[]);
}

#[test]
fn what_is_held_still_crosses() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "export", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "hold", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    let against = json!({"discrepancies": [{"number": "X", "kind": "crossed_against_hold"}]});
    story.recorded(crossing(json!({"note": "N1"})), against);
    story.recorded(
        crossing(json!({"note": "N9"})),
        json!({"discrepancies": [{"number": "Y", "kind": "unknown_crossing"}]}),
    );
    story.stock(HOME, REST, "0").account("L1 export", PART).note("N1 departed").check(&[]);
}

#[test]
fn an_act_stops_and_counts() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "30"), json!({"note": "N1"})).recorded(transport("T1", "20"), json!({}));
    let inspection = json!({"type": "act", "number": "A", "at": "2026-02-13T00:00:00Z", "form": "inspection", "post": "post:1",
        "officer": "iin:1", "transport": "T1", "findings": ["f"], "result": "hold",
        "lines": [{"note": "N1", "line": 1, "quantity_found": "19"}]});
    story.recorded(inspection, json!({"discrepancies": [{"number": "X", "kind": "count_difference"}]}));
    story.stock(HOME, REST, "0").line("N1 1 L1", PART, "", "0").note("N1 interrupted").check(&[]);
    story.documents[3]["command"]["lines"][0]["quantity_found"] = json!("20");
    story.check(&[Kind::DiscrepancyUnexpected]);
}
