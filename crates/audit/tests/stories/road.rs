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
    story.stock(HOME, REST, "0").line("N1 1 L1", "", PART, "0").note("N1 departed").check(&[]);
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
    story.note("N1 departed").check(&[]);
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
    story.account("L1 transit_in", "5").account("L1 transit_out", "5").note("N1 departed").check(&[]);
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
        "lines": [{"note": "N1", "line": 1, "quantity_found": "20"}]});
    story.recorded(inspection, json!({"discrepancies": [{"number": "X", "kind": "count_difference"}]}));
    story.stock(HOME, REST, "0").line("N1 1 L1", PART, "", "0").note("N1 interrupted").check(&[]);
    story.documents[3]["command"]["lines"][0]["quantity_found"] = json!("30");
    story.check(&[Kind::DiscrepancyUnexpected]);
}

#[test]
fn a_held_note_leaves_load_by_load() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "export", "100"), json!({"note": "N1"}));
    story.recorded(transport("T1", "30"), json!({}));
    story.recorded(act("N1", "hold", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.refused(transport("T2", "1"));
    let against =
        |number: &str| json!({"discrepancies": [{"number": number, "kind": "crossed_against_hold", "quantity": "0"}]});
    story.recorded(crossing(json!({"transport": "T1"})), against("X1"));
    story.account("L1 export", PART).stock(HOME, REST, "70").line("N1 1 L1", "", "", "70").note("N1 held").check(&[]);
    story.books.truncate(1);
    story.recorded(crossing(json!({"note": "N1"})), against("X2"));
    story.account("L1 export", ALL).note("N1 departed").check(&[]);
    // Against no decision: goods that have left already, of a note that departed.
    story.recorded(crossing(json!({"note": "N1", "post": "post:2"})), json!({})).check(&[]);
}

#[test]
fn a_held_transfer_is_only_recorded() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "hold", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    let against = json!({"discrepancies": [{"number": "X", "kind": "crossed_against_hold"}]});
    story.recorded(crossing(json!({"note": "N1"})), against);
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 held").check(&[]);
    // It has no quantity of its own.
    story.documents[3]["answer"]["discrepancies"][0]["quantity"] = json!("30");
    story.check(&[Kind::DiscrepancyMissing, Kind::DiscrepancyUnexpected]);
}

#[test]
fn a_truck_sets_the_whole_note_going() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "100"), json!({"note": "N1"})).recorded(transport("T1", "30"), json!({}));
    story.recorded(crossing(json!({"transport": "T1", "direction": "in"})), json!({}));
    story.stock(HOME, ALL, "100").line("N1 1 L1", "", "", "100").note("N1 released").check(&[]);
    story.books.truncate(1);
    story.recorded(crossing(json!({"transport": "T1"})), json!({}));
    story.line("N1 1 L1", ALL, "", "0").note("N1 dispatched").check(&[]);
}

#[test]
fn what_crosses_after_its_end() {
    let against = json!({"discrepancies": [{"number": "X", "kind": "crossed_against_hold", "quantity": "0"}]});
    let mut story = Story::with_lot();
    story.recorded(with(note("1", "export", "30"), json!({"draft": true})), json!({"note": "N1"}));
    story.recorded(crossing(json!({"note": "N1"})), against.clone()).stock(HOME, ALL, "0").note("N1 draft").check(&[]);
    story.books.pop();
    story.recorded(act("N1", "cancel", json!({"reason": "r"})), json!({}));
    story.recorded(crossing(json!({"note": "N1", "post": "post:2"})), against).note("N1 cancelled").check(&[]);
    story.documents.pop();
    story.recorded(crossing(json!({"note": "N1", "post": "post:2"})), json!({})).check(&[Kind::DiscrepancyMissing]);
}

#[test]
fn an_act_about_the_unknown_is_a_discrepancy() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "export", "100"), json!({"note": "N1"})).recorded(transport("T1", "20"), json!({}));
    let inspection = |number: &str, more: Value| {
        let head = json!({"type": "act", "number": number, "at": "2026-02-13T00:00:00Z", "form": "examination", "post": "post:1",
            "officer": "iin:1", "findings": [], "result": "pass"});
        with(head, more)
    };
    let unknown = |number: &str| json!({"discrepancies": [{"number": number, "kind": "unknown_crossing"}]});
    story.recorded(inspection("1", json!({"transport": "T9"})), unknown("X1"));
    story.recorded(inspection("2", json!({"note": "N9"})), unknown("X2"));
    let line = json!([{"note": "N1", "line": 2, "quantity_found": "1"}]);
    story.recorded(inspection("3", json!({"note": "N1", "lines": line})), unknown("X3"));
    // The count is of the whole line, reserved before dispatch, however little of it is on the truck.
    let whole = json!([{"note": "N1", "line": 1, "quantity_found": "100"}]);
    story.recorded(inspection("4", json!({"transport": "T1", "lines": whole, "result": "hold"})), json!({}));
    story.stock(HOME, ALL, "100").line("N1 1 L1", "", "", "100").note("N1 held").check(&[]);
}

#[test]
fn of_two_trucks_with_one_number_the_loaded_one_is_meant() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "100"), json!({"note": "N1"})).recorded(transport("T1", "30"), json!({}));
    story.recorded(with(transport("T1", "70"), json!({"carrier": "bin:u"})), json!({}));
    story.recorded(crossing(json!({"transport": "T1"})), json!({}));
    story.account("L1 export", REST).line("N1 1 L1", PART, "", "0").note("N1 dispatched").check(&[]);
    story.books.truncate(1);
    story.recorded(crossing(json!({"transport": "T1", "post": "post:2"})), json!({}));
    story.account("L1 export", ALL).note("N1 departed").check(&[]);
}

#[test]
fn an_act_stops_only_what_the_truck_still_carries() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "70"), json!({"note": "N1"}));
    story.recorded(sent("2", "transfer", "30"), json!({"note": "N2"}));
    let mut both = transport("T1", "20");
    both["loads"] = json!([both["loads"][0], {"note": "N2", "line": 1, "quantity": "30"}]);
    story.recorded(both, json!({})).recorded(act("N2", "reject", json!({"reason": "r"})), json!({}));
    story.recorded(act("N2", "return", json!({})), json!({}));
    let inspection = |number: &str| {
        json!({"type": "act", "number": number, "at": "2026-02-13T00:00:00Z", "form": "inspection", "post": "post:1",
            "officer": "iin:1", "transport": "T1", "findings": [], "result": "detain"})
    };
    story.recorded(inspection("1"), json!({}));
    story.stock(HOME, PART, "0").line("N1 1 L1", REST, "", "0").note("N1 interrupted").note("N2 returned").check(&[]);
    // An empty truck is known, and concerns no note.
    let resume = act("N1", "resume", json!({"authority": "bin:c", "reason": "r"}));
    story.recorded(resume, json!({})).recorded(crossing(json!({"transport": "T1"})), json!({}));
    story.recorded(inspection("2"), json!({}));
    story.books.clear();
    story.account("L1 import", ALL).account("L1 export", "20 20 22 0 1.4 200").stock(HOME, PART, "0");
    story.line("N1 1 L1", "50 50 55 0 3.5 500", "", "0").note("N1 dispatched").note("N2 returned").check(&[]);
}

#[test]
fn goods_in_transit_move_under_transit_notes_only() {
    let mut story = Story::default();
    let line = json!([{"line": 1, "code": "640391", "origin": "CN", "quantity": "5", "unit": "KGM"}]);
    let declared = |kind: &str, lot: &str| {
        let document = json!({"type": kind, "number": "T", "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
            "lines": line});
        (document, json!({"lots": [lot]}))
    };
    for (document, answer) in [declared("transit_declaration", "L1"), declared("opening_balance", "L2")] {
        story.recorded(document, answer);
    }
    let drawn = |number: &str, kind: &str, (lot, status): (&str, &str), more: Value| {
        let mut note = with(note(number, kind, "5"), more);
        note["lines"][0]["lot"] = json!(lot);
        note["lines"][0]["status"] = json!(status);
        note
    };
    let ways = [json!({}), json!({"draft": true}), json!({"paper": {"date": "2026-02-10", "reason": "down_time"}})];
    for (way, more) in ways.into_iter().enumerate() {
        story.refused(drawn(&format!("a{way}"), "export", ("L1", "transit"), more.clone()));
        story.refused(drawn(&format!("b{way}"), "transit", ("L2", "free"), more));
    }
    story.recorded(drawn("1", "transit", ("L1", "transit"), json!({})), json!({"note": "N1"}));
    story
        .account("L1 transit_in", "5 5")
        .stock("L1 bin:1 bin:1 store:a transit", "5 5", "5")
        .line("N1 1 L1", "", "", "5");
    story.account("L2 opening", "5 5").stock("L2 bin:1 bin:1 store:a free", "5 5", "0").note("N1 released").check(&[]);
    story.documents[2]["answer"]["outcome"] = json!("recorded");
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}
