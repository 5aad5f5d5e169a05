//! Notes and what is done to them. 30 of L1's 100 carry 30 net, 33 gross, floor(2.1 + 1/2 in micro-units) = 2.1 pieces, 300 value.

use audit::Kind;
use serde_json::json;

use crate::story::{Story, act, note, sent, with};

const HOME: &str = "L1 bin:1 bin:1 store:a free";
const THERE: &str = "L1 bin:2 bin:2 store:b free";
const ALL: &str = "100 100 110 0 7 1000";
const PART: &str = "30 30 33 0 2.1 300";
const REST: &str = "70 70 77 0 4.9 700";

#[test]
fn registering_reserves() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 released").check(&[]);
}

#[test]
fn dispatch_accept_close() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "hold", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(act("N1", "release", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(act("N1", "dispatch", json!({"at": "2026-02-12T08:00:00Z"})), json!({}));
    story.recorded(act("1", "deliver", json!({})), json!({}));
    story.recorded(act("1", "accept", json!({"supplier": "bin:1"})), json!({}));
    story.stock(HOME, REST, "0").stock(THERE, PART, "0").note("N1 accepted").check(&[]);
    story.books.pop();
    story.recorded(act("N1", "close", json!({})), json!({})).note("N1 closed").check(&[]);
}

#[test]
fn shortage_is_explained() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    let lines = json!({"lines": [{"line": 1, "quantity": "20", "explanation": "some is missing"}]});
    let shortage = json!({"discrepancies": [{"number": "X", "kind": "shortage", "note_line": 1, "quantity": "10"}]});
    story.recorded(act("N1", "accept", lines), shortage);
    story.stock(HOME, REST, "0").stock(THERE, "20 20 22 0 1.4 200", "0");
    story.line("N1 1 L1", "10 10 11 0 0.7 100", "", "0").note("N1 accepted_in_part").check(&[]);

    let explain =
        |why: &str, quantity: &str| act("N1", "explain", json!({"line": 1, "quantity": quantity, "explanation": why}));
    story.recorded(explain("theft", "4"), json!({})).recorded(explain("not_sent", "6"), json!({}));
    story.books.truncate(1);
    story.stock(HOME, "76 76 83.6 0 5.32 760", "0").stock(THERE, "20 20 22 0 1.4 200", "0");
    story.account("L1 write_off:theft", "4 4 4.4 0 0.28 40").note("N1 accepted_in_part").check(&[]);
    story.recorded(explain("loss", "0.1"), json!({}));
    assert_eq!(story.report().count(Kind::ShortBalance), 1);
}

#[test]
fn excess_comes_from_its_account() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    let lines = json!({"lines": [{"line": 1, "quantity": "33", "explanation": "counted"}]});
    story.recorded(
        act("N1", "accept", lines),
        json!({"discrepancies": [{"number": "X", "kind": "excess", "quantity": "3"}]}),
    );
    story.stock(HOME, REST, "0").stock(THERE, "33 33 36.3 0 2.31 330", "0");
    story.account("L1 excess", "3 3 3.3 0 0.21 30").note("N1 accepted_in_part").check(&[]);
}

#[test]
fn rejected_goods_return() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "reject", json!({"reason": "r"})), json!({}));
    story.stock(HOME, REST, "0").line("N1 1 L1", PART, "", "0").note("N1 rejected").check(&[]);
    story.books.truncate(1);
    story.recorded(act("N1", "return", json!({"at": "2026-02-20", "place": "store:c"})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:1 store:c free", PART, "0").note("N1 returned").check(&[]);
}

#[test]
fn drafts_and_cancelling() {
    let mut story = Story::with_lot();
    story.recorded(with(note("1", "transfer", "300"), json!({"draft": true})), json!({"note": "N1"}));
    story.stock(HOME, ALL, "0").note("N1 draft").check(&[]);
    story.refused(act("N1", "register", json!({}))).check(&[]);
    story.documents[1]["command"]["lines"][0]["quantity"] = json!("30");
    story.documents.pop();
    story.recorded(act("N1", "register", json!({})), json!({}));
    story.recorded(act("N1", "cancel", json!({"reason": "r"})), json!({}));
    story.books.pop();
    story.note("N1 cancelled").check(&[]);
}

#[test]
fn refused_notes_give_back() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "100"), json!({"note": "N1"}));
    story.recorded(act("N1", "refuse", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(note("2", "transfer", "100"), json!({"note": "N2"}));
    story.stock(HOME, ALL, "100").line("N2 1 L1", "", "", "100").note("N1 refused").note("N2 released").check(&[]);
}

#[test]
fn paper_is_cut_to_what_is_there() {
    let mut story = Story::with_lot();
    let paper = with(note("1", "transfer", "130"), json!({"paper": {"date": "2026-02-10", "reason": "down_time"}}));
    let short = json!({"note": "N1", "discrepancies": [{"number": "X", "kind": "short_balance", "quantity": "30"}]});
    story.recorded(paper, short);
    story.line("N1 1 L1", ALL, "", "0").note("N1 dispatched").check(&[]);
}

#[test]
fn a_fix_replaces_what_was_sent() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "100"), json!({"note": "N1"}));
    story.recorded(with(note("2", "transfer", "30"), json!({"fixes": "1"})), json!({"note": "N2"}));
    story.stock(HOME, REST, "0").line("N2 1 L1", PART, "", "0").note("N1 replaced").note("N2 dispatched").check(&[]);
}

#[test]
fn returns_stay_within_what_was_accepted() {
    let mut story = Story::with_lot();
    story
        .recorded(sent("1", "transfer", "30"), json!({"note": "N1"}))
        .recorded(act("N1", "accept", json!({})), json!({}));
    let back = |number: &str, quantity: &str| {
        json!({"type": "note", "number": number, "date": "2026-02-20", "supplier": "bin:2", "recipient": "bin:1", "kind": "return",
            "from": "store:b", "to": "store:a", "returns": "N1", "dispatched_at": "2026-02-20T00:00:00Z",
            "lines": [{"line": 1, "lot": "L1", "quantity": quantity, "unit": "KGM"}]})
    };
    story.recorded(back("R1", "20"), json!({"note": "N2"})).recorded(act("N2", "accept", json!({})), json!({}));
    story.refused(back("R2", "10.1"));
    story.stock(HOME, "90 90 99 0 6.3 900", "0").stock(THERE, "10 10 11 0 0.7 100", "0");
    story.note("N1 accepted").note("N2 accepted").check(&[]);
    // More goods of the lot at the recipient do not widen what may be returned of this note.
    story
        .recorded(sent("2", "transfer", "30"), json!({"note": "N3"}))
        .recorded(act("N3", "accept", json!({})), json!({}));
    story.recorded(back("R3", "10.1"), json!({"note": "N4"}));
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}

#[test]
fn diverted_goods_arrive_elsewhere() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "divert", json!({"recipient": "bin:3", "to": "store:d", "reason": "r"})), json!({}));
    story.recorded(act("N1", "accept", json!({})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:3 bin:3 store:d free", PART, "0").note("N1 accepted").check(&[]);
}

#[test]
fn a_split_shares_one_part_after_the_other() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "3"), json!({"note": "N1"}));
    let part = |number: &str, quantity: &str| json!({"number": number, "lines": [{"line": 1, "quantity": quantity}]});
    story.recorded(
        act("N1", "split", json!({"parts": [part("1a", "1"), part("1b", "2")]})),
        json!({"notes": ["N2", "N3"]}),
    );
    story.recorded(act("1a", "interrupt", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(act("1b", "interrupt", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(act("1b", "resume", json!({"authority": "bin:c", "reason": "s"})), json!({}));
    story.stock(HOME, "97 97 106.7 0 6.79 970", "0");
    story.line("N2 1 L1", "1 1 1.1 0 0.07 10", "", "0").line("N3 1 L1", "2 2 2.2 0 0.14 20", "", "0");
    story.note("N1 split").note("N2 interrupted").note("N3 dispatched").check(&[]);
    story.documents[2]["command"]["parts"][1]["lines"][0]["quantity"] = json!("1.999999");
    assert_eq!(story.report().count(Kind::NotExact), 1);
}

#[test]
fn a_move_stays_with_its_owner() {
    let mut story = Story::with_lot();
    let moved = with(sent("1", "move", "30"), json!({"recipient": "bin:1", "consignee": "bin:8"}));
    story.recorded(moved, json!({"note": "N1"})).recorded(act("N1", "accept", json!({})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:8 store:b free", PART, "0").note("N1 accepted").check(&[]);
    story.documents[1]["command"]["kind"] = json!("transfer");
    story.check(&[Kind::RuleBroken]);
}

#[test]
fn every_difference_is_explained_and_every_line_answered() {
    let mut story = Story::with_lot();
    let mut two = sent("1", "transfer", "20");
    two["lines"] = json!([two["lines"][0], {"line": 2, "lot": "L1", "quantity": "10", "unit": "KGM"}]);
    story.recorded(two, json!({"note": "N1"}));
    let accept = |lines: serde_json::Value| act("N1", "accept", json!({"lines": lines}));
    let line = |line: i32, quantity: &str| json!({"line": line, "quantity": quantity});
    let told = |line: i32, quantity: &str| json!({"line": line, "quantity": quantity, "explanation": "counted"});
    story.refused(accept(json!([line(1, "20")])));
    story.refused(accept(json!([line(1, "20"), line(2, "9")])));
    story.refused(accept(json!([line(1, "20"), line(2, "11")])));
    let short = json!({"discrepancies": [{"number": "X", "kind": "shortage", "quantity": "10"}]});
    story.recorded(accept(json!([line(1, "20"), told(2, "0")])), short);
    // Once answered, in part or in full, a note is not accepted again.
    story.refused(act("N1", "accept", json!({"key": "again"})));
    story.stock(HOME, REST, "0").stock(THERE, "20 20 22 0 1.4 200", "0");
    story.line("N1 1 L1", "", "", "0").line("N1 2 L1", "10 10 11 0 0.7 100", "", "0");
    story.note("N1 accepted_in_part").check(&[]);
}

#[test]
fn what_leaves_is_accepted_after_it_left() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "30"), json!({"note": "N1"}));
    let early = act("N1", "accept", json!({"key": "early"}));
    story.refused(early);
    let crossing =
        json!({"type": "crossing", "at": "2026-02-13T00:00:00Z", "post": "post:1", "direction": "out", "note": "N1"});
    story.recorded(crossing, json!({}));
    story.refused(act("N1", "accept", json!({"lines": [{"line": 1, "quantity": "0"}]})));
    story.recorded(act("N1", "accept", json!({})), json!({}));
    story.stock(HOME, REST, "0").account("L1 export", PART).note("N1 accepted").check(&[]);
}

#[test]
fn actions_lead_where_the_table_says() {
    let stop = json!({"authority": "bin:c", "reason": "r"});
    let divert = |key: &str| act("N1", "divert", json!({"key": key, "to": "store:d", "reason": "r"}));
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "hold", stop.clone()), json!({})).recorded(divert("a"), json!({}));
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 held").check(&[]);
    story.books.truncate(1);
    story.recorded(act("N1", "release", stop.clone()), json!({})).recorded(act("N1", "dispatch", json!({})), json!({}));
    story.recorded(act("N1", "deliver", json!({})), json!({})).refused(divert("b"));
    let part = |number: &str| json!({"number": number, "lines": [{"line": 1, "quantity": "15"}]});
    story.refused(act("N1", "split", json!({"parts": [part("1a"), part("1b")]}))).refused(act(
        "N1",
        "close",
        json!({}),
    ));
    // Whatever was stopped is on the way when it goes on.
    story.recorded(act("N1", "interrupt", stop.clone()), json!({})).recorded(act("N1", "resume", stop), json!({}));
    story.stock(HOME, REST, "0").line("N1 1 L1", PART, "", "0").note("N1 dispatched").check(&[]);
    story.books.pop();
    story.recorded(act("N1", "reject", json!({"reason": "r"})), json!({})).recorded(divert("c"), json!({}));
    story.note("N1 dispatched").check(&[]);
}

#[test]
fn what_crossed_is_not_fixed() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "30"), json!({"note": "N1"}));
    story.recorded(
        json!({"type": "transport", "number": "T", "at": "2026-02-12T00:00:00Z", "mode": "road", "carrier": "bin:t",
            "vehicle": "A 1", "seals": [], "loads": [{"note": "N1", "line": 1, "quantity": "10"}]}),
        json!({}),
    );
    let fix = |number: &str| with(note(number, "export", "20"), json!({"fixes": "N1"}));
    story.recorded(
        json!({"type": "crossing", "at": "2026-02-13T00:00:00Z", "post": "post:1", "direction": "out", "transport": "T"}),
        json!({}),
    );
    story.refused(fix("2")).stock(HOME, REST, "0").account("L1 export", "10 10 11 0 0.7 100");
    story.line("N1 1 L1", "20 20 22 0 1.4 200", "", "0").note("N1 dispatched").check(&[]);
    story.recorded(fix("3"), json!({"note": "N2"}));
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}

#[test]
fn what_a_return_gave_up_may_be_returned_again() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "accept", json!({})), json!({}));
    let back = |number: &str, more: serde_json::Value| {
        let note = json!({"type": "note", "number": number, "date": "2026-02-20", "supplier": "bin:2", "recipient": "bin:1",
            "kind": "return", "from": "store:b", "to": "store:a", "returns": "N1",
            "lines": [{"line": 1, "lot": "L1", "quantity": "30", "unit": "KGM"}]});
        with(note, more)
    };
    let why = json!({"authority": "bin:c", "reason": "r"});
    story.recorded(back("R1", json!({})), json!({"note": "R1"})).refused(back("R2", json!({})));
    story.recorded(act("R1", "cancel", json!({"supplier": "bin:2", "reason": "r"})), json!({}));
    story.recorded(back("R3", json!({})), json!({"note": "R3"})).recorded(act("R3", "refuse", why), json!({}));
    story.recorded(back("R4", json!({"dispatched_at": "2026-02-20"})), json!({"note": "R4"}));
    story.recorded(back("R5", json!({"fixes": "R4"})), json!({"note": "R5"}));
    story.recorded(act("R5", "reject", json!({"reason": "r"})), json!({}));
    story.refused(back("R6", json!({}))).recorded(act("R5", "return", json!({})), json!({}));
    story.recorded(back("R7", json!({})), json!({"note": "R7"}));
    story.stock(HOME, REST, "0").stock(THERE, PART, "30").line("R7 1 L1", "", "", "30").note("N1 accepted");
    story
        .note("R1 cancelled")
        .note("R3 refused")
        .note("R4 replaced")
        .note("R5 returned")
        .note("R7 released")
        .check(&[]);
    // Nobody returns to himself.
    story.recorded(back("R8", json!({"recipient": "bin:2"})), json!({"note": "R8"}));
    assert!(story.report().count(Kind::RuleBroken) > 0);
}

#[test]
fn paper_takes_nothing_from_an_authority() {
    let mut story = Story::with_lot();
    let line = json!([{"lot": "L1", "owner": "bin:1", "place": "store:a", "status": "free", "quantity": "30"}]);
    story.recorded(
        json!({"type": "custody", "number": "1", "at": "2026-02-05T00:00:00Z", "authority": "bin:c", "measure": "detain",
            "reason": "r", "lines": line}),
        json!({}),
    );
    let mut paper = with(note("1", "transfer", "10"), json!({"paper": {"date": "2026-02-10", "reason": "down_time"}}));
    paper["lines"][0]["status"] = json!("detained");
    let short = json!({"note": "N1", "discrepancies": [{"number": "X", "kind": "short_balance", "quantity": "10"}]});
    story.recorded(paper, short).stock(HOME, REST, "0").stock("L1 bin:1 bin:1 store:a detained", PART, "0");
    story.line("N1 1 L1", "", "", "0").note("N1 dispatched").check(&[]);
}

#[test]
fn a_policy_may_register_without_release() {
    let mut story = Story::with_lot();
    let waits = json!({"note": "N1", "status": "registered"});
    story.recorded(sent("1", "transfer", "30"), waits);
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 registered").check(&[]);
    story.refused(act("N1", "dispatch", json!({"key": "early"})));
    story.books.truncate(1);
    let why = json!({"authority": "bin:c", "reason": "r"});
    story.recorded(act("N1", "release", why), json!({})).recorded(act("N1", "dispatch", json!({})), json!({}));
    story.stock(HOME, REST, "0").line("N1 1 L1", PART, "", "0").note("N1 dispatched").check(&[]);
}

#[test]
fn what_is_stopped_waits_for_its_authority() {
    let why = json!({"authority": "bin:c", "reason": "r"});
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "hold", why.clone()), json!({}));
    story.refused(act("N1", "cancel", json!({"reason": "r"})));
    story.refused(with(note("2", "transfer", "20"), json!({"fixes": "N1"})));
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 held").check(&[]);
    story.documents[3]["answer"]["outcome"] = json!("recorded");
    assert_eq!(story.report().count(Kind::WrongStatus), 1);
    // Interrupted goods go back after they went on.
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "interrupt", why.clone()), json!({}));
    story.refused(act("N1", "return", json!({"key": "early"}))).recorded(act("N1", "resume", why), json!({}));
    story.recorded(act("N1", "reject", json!({"reason": "r"})), json!({}));
    story.recorded(act("N1", "return", json!({})), json!({})).stock(HOME, ALL, "0").note("N1 returned").check(&[]);
}

#[test]
fn a_draft_fixes_nothing() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "30"), json!({"note": "N1"}));
    story.refused(with(note("2", "transfer", "20"), json!({"fixes": "N1", "draft": true})));
    story.stock(HOME, ALL, "30").line("N1 1 L1", "", "", "30").note("N1 released").check(&[]);
    story.documents[2]["answer"] = json!({"outcome": "recorded", "note": "N2"});
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}

#[test]
fn a_fix_of_what_is_on_the_way_is_on_the_way_under_any_policy() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "100"), json!({"note": "N1", "status": "registered"}));
    story.recorded(act("N1", "release", json!({"authority": "bin:c", "reason": "r"})), json!({}));
    story.recorded(act("N1", "dispatch", json!({})), json!({}));
    let waits = json!({"note": "N2", "status": "registered"});
    story.recorded(with(note("2", "transfer", "30"), json!({"fixes": "1"})), waits);
    story.stock(HOME, REST, "0").line("N2 1 L1", PART, "", "0").note("N1 replaced").note("N2 dispatched").check(&[]);
}

/// 30 of L1 accepted by bin:2 under N1, and all of it on the way back under R1, split in 10 (R2) and 20 (R3).
fn split_return() -> Story {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "30"), json!({"note": "N1"}));
    story.recorded(act("N1", "accept", json!({})), json!({})).recorded(sent_back("R1", "30"), json!({"note": "R1"}));
    let part = |number: &str, quantity: &str, more: serde_json::Value| {
        with(json!({"number": number, "lines": [{"line": 1, "quantity": quantity}]}), more)
    };
    let elsewhere = part("R2", "10", json!({"recipient": "bin:3"}));
    story.refused(act("R1", "split", json!({"parts": [elsewhere, part("R3", "20", json!({}))]})));
    let same = part("R2", "10", json!({"recipient": "bin:1"}));
    let parts = json!({"parts": [same, part("R3", "20", json!({}))]});
    story.recorded(act("R1", "split", parts), json!({"notes": ["R2", "R3"]}));
    story
}

fn sent_back(number: &str, quantity: &str) -> serde_json::Value {
    json!({"type": "note", "number": number, "date": "2026-02-20", "supplier": "bin:2", "recipient": "bin:1",
        "kind": "return", "from": "store:b", "to": "store:a", "returns": "N1", "dispatched_at": "2026-02-20",
        "lines": [{"line": 1, "lot": "L1", "quantity": quantity, "unit": "KGM"}]})
}

#[test]
fn parts_of_a_return_free_their_own_share() {
    let mut story = split_return();
    story.refused(sent_back("R4", "0.1"));
    story.recorded(act("R2", "reject", json!({"reason": "r"})), json!({}));
    story.recorded(act("R2", "return", json!({})), json!({}));
    story.refused(sent_back("R5", "10.1")).recorded(sent_back("R6", "10"), json!({"note": "R6"}));
    story.stock(HOME, REST, "0").line("R3 1 L1", "20 20 22 0 1.4 200", "", "0");
    story.line("R6 1 L1", "10 10 11 0 0.7 100", "", "0").note("N1 accepted").note("R1 split");
    story.note("R2 returned").note("R3 dispatched").note("R6 dispatched").check(&[]);
    // A part that is fixed gives up its own share as well.
    let fix = with(sent_back("R7", "20"), json!({"fixes": "R3"}));
    story.recorded(fix, json!({"note": "R7"}));
    story.books.truncate(2);
    story.line("R6 1 L1", "10 10 11 0 0.7 100", "", "0").line("R7 1 L1", "20 20 22 0 1.4 200", "", "0");
    story.note("N1 accepted").note("R1 split").note("R2 returned").note("R3 replaced");
    story.note("R6 dispatched").note("R7 dispatched").check(&[]);
}

#[test]
fn a_return_keeps_its_recipient() {
    let mut story = split_return();
    let divert = |more: serde_json::Value| act("R3", "divert", with(json!({"to": "store:c", "reason": "r"}), more));
    story.refused(divert(json!({"recipient": "bin:3"}))).recorded(divert(json!({"recipient": "bin:1"})), json!({}));
    story.recorded(act("R3", "accept", json!({})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:1 store:c free", "20 20 22 0 1.4 200", "0");
    story.line("R2 1 L1", "10 10 11 0 0.7 100", "", "0").note("N1 accepted").note("R1 split");
    story.note("R2 dispatched").note("R3 accepted").check(&[]);
    story.documents[4]["answer"] = json!({"outcome": "recorded", "notes": ["R8", "R9"]});
    assert!(story.report().count(Kind::RuleBroken) > 0);
}
