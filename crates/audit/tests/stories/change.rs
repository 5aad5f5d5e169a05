//! Transformations, splits, losses, status, custody.

use audit::Kind;
use serde_json::{Value, json};

use crate::story::{Story, note, sent, with};

const HOME: &str = "L1 bin:1 bin:1 store:a free";
const PART: &str = "30 30 33 0 2.1 300";
const REST: &str = "70 70 77 0 4.9 700";

fn command(kind: &str, more: Value) -> Value {
    let head = json!({"type": kind, "number": "1", "date": "2026-02-10", "party": "bin:1", "place": "store:a"});
    with(head, more)
}

#[test]
fn inputs_are_consumed_and_lost() {
    let mut story = Story::with_lot();
    let made = command(
        "transformation",
        json!({
            "inputs": [{"document": "D-1", "document_line": 1, "document_type": "import_declaration", "quantity": "30",
                "unit": "KGM", "loss": "10"}],
            "outputs": [{"line": 1, "code": "732690", "origin": "KZ", "quantity": "4", "unit": "H87"},
                {"line": 2, "code": "720449", "origin": "KZ", "quantity": "2.5", "unit": "KGM"}]}),
    );
    story.recorded(made, json!({"lots": ["L2", "L3"]}));
    story.stock(HOME, REST, "0").account("L1 consumed", "20 20 22 0 1.4 200").account("L1 loss", "10 10 11 0 0.7 100");
    story.account("L2 transformed", "4 0 0 0 4").stock("L2 bin:1 bin:1 store:a free", "4 0 0 0 4", "0");
    story.account("L3 transformed", "2.5 2.5").stock("L3 bin:1 bin:1 store:a free", "2.5 2.5", "0").check(&[]);
}

#[test]
fn a_lot_is_split_one_part_after_the_other() {
    let mut story = Story::default();
    let line =
        json!([{"line": 1, "code": "640391", "origin": "CN", "quantity": "3", "unit": "NMP", "pieces": "0.00001"}]);
    story.recorded(
        json!({"type": "opening_balance", "number": "O", "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
            "lines": line}),
        json!({"lots": ["L1"]}),
    );
    let split =
        command("lot_split", json!({"lot": "L1", "parts": [{"quantity": "1"}, {"quantity": "1", "batch": "b"}]}));
    story.recorded(split, json!({"lots": ["L2", "L3"]}));
    // 10 micro-pieces: floor(10/3 + 1/2) = 3, then floor(7/2 + 1/2) = 4, 3 stay.
    story.account("L1 opening", "3 0 0 0 0.00001").account("L1 consumed", "2 0 0 0 0.000007").stock(
        HOME,
        "1 0 0 0 0.000003",
        "0",
    );
    story.account("L2 transformed", "1 0 0 0 0.000003").stock("L2 bin:1 bin:1 store:a free", "1 0 0 0 0.000003", "0");
    story.account("L3 transformed", "1 0 0 0 0.000004").stock("L3 bin:1 bin:1 store:a free", "1 0 0 0 0.000004", "0");
    story.check(&[]);
}

#[test]
fn a_loss_is_written_off() {
    let mut story = Story::with_lot();
    let line = |quantity: &str| json!([{"lot": "L1", "quantity": quantity, "unit": "KGM"}]);
    story.refused(command("write_off", json!({"reason": "fire", "lines": line("100.1")})));
    story.recorded(command("write_off", json!({"number": "2", "reason": "fire", "lines": line("30")})), json!({}));
    let fact = json!({"number": "3", "reason": "theft", "found_by": "bin:c", "lines": line("71")});
    let short = json!({"discrepancies": [{"number": "X", "kind": "short_balance", "quantity": "1"}]});
    story.recorded(command("write_off", fact), short);
    story.account("L1 write_off:fire", PART).account("L1 write_off:theft", REST).check(&[]);
}

#[test]
fn an_authority_establishes_a_loss_and_takes_nothing_twice() {
    let mut story = Story::with_lot();
    let taken = json!({"lot": "L1", "owner": "bin:1", "place": "store:a", "status": "free", "quantity": "30"});
    story.recorded(custody("1", "detain", &taken, json!({})), json!({}));
    let lost = |number: &str, who: &str, more: Value| {
        let line = json!([{"lot": "L1", "status": "detained", "quantity": "10", "unit": "KGM"}]);
        with(command("write_off", json!({"number": number, "reason": "fire", "found_by": who, "lines": line})), more)
    };
    story.refused(lost("1", "bin:1", json!({}))).refused(lost("2", "bin:k", json!({"holder": "bin:k"})));
    let short = json!({"discrepancies": [{"number": "X", "kind": "short_balance", "quantity": "10"}]});
    story.recorded(lost("3", "bin:c", json!({})), short);
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:1 store:a detained", PART, "0").check(&[]);
    story.documents[4]["command"]["found_by"] = json!("bin:1");
    story.check(&[Kind::RuleBroken]);
}

#[test]
fn goods_in_transit_are_not_transformed() {
    let mut story = Story::default();
    let line = json!([{"line": 1, "code": "640391", "origin": "CN", "quantity": "5", "unit": "KGM"}]);
    let declared = json!({"type": "transit_declaration", "number": "T", "date": "2026-02-01", "principal": "bin:1",
        "place": "store:a", "lines": line});
    let made = json!({"inputs": [{"lot": "L1", "status": "transit", "quantity": "5", "unit": "KGM"}], "outputs": []});
    story.recorded(declared, json!({"lots": ["L1"]})).refused(command("transformation", made));
    story.account("L1 transit_in", "5 5").stock("L1 bin:1 bin:1 store:a transit", "5 5", "0").check(&[]);
    story.documents[1]["answer"]["outcome"] = json!("recorded");
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}

#[test]
fn status_changes() {
    let mut story = Story::with_lot();
    let line = json!([{"lot": "L1", "status": "free", "quantity": "30", "unit": "KGM"}]);
    story.recorded(command("status_change", json!({"to_status": "processing", "lines": line})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:1 store:a processing", PART, "0").check(&[]);
    // Goods made of goods in processing are in processing.
    let input = json!([{"lot": "L1", "status": "processing", "quantity": "30", "unit": "KGM"}]);
    let output = json!([{"line": 1, "code": "732690", "origin": "KZ", "quantity": "4", "unit": "H87"}]);
    story.recorded(command("transformation", json!({"inputs": input, "outputs": output})), json!({"lots": ["L2"]}));
    story.books.pop();
    story.account("L1 consumed", PART).account("L2 transformed", "4 0 0 0 4");
    story.stock("L2 bin:1 bin:1 store:a processing", "4 0 0 0 4", "0").check(&[]);
}

fn custody(number: &str, measure: &str, line: &Value, more: Value) -> Value {
    let head = json!({"type": "custody", "number": number, "at": "2026-02-15T00:00:00Z", "authority": "bin:c", "measure": measure,
        "reason": "r", "lines": [line]});
    with(head, more)
}

#[test]
fn goods_are_taken_and_freed() {
    let mut story = Story::with_lot();
    let held = |status: &str, quantity: &str| json!({"lot": "L1", "owner": "bin:1", "place": "store:a", "status": status, "quantity": quantity});
    story.recorded(custody("1", "seize", &held("free", "30"), json!({})), json!({}));
    story.recorded(custody("2", "release", &held("seized", "10"), json!({})), json!({}));
    story.recorded(custody("3", "destroy", &held("seized", "10"), json!({})), json!({}));
    let short = json!({"discrepancies": [{"number": "X", "kind": "short_balance", "quantity": "1"}]});
    story.recorded(custody("4", "auction", &held("seized", "11"), json!({})), short);
    story.stock(HOME, "80 80 88 0 5.6 800", "0");
    story.account("L1 destroyed", "10 10 11 0 0.7 100").account("L1 auctioned", "10 10 11 0 0.7 100").check(&[]);
}

#[test]
fn goods_are_taken_on_the_road() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "30"), json!({"note": "N1"}));
    let line = json!({"note": "N1", "line": 1, "quantity": "10"});
    story.recorded(custody("1", "detain", &line, json!({"keeper": "bin:k", "keep_at": "store:k"})), json!({}));
    story.recorded(custody("2", "sample", &json!({"note": "N1", "line": 1, "quantity": "5"}), json!({})), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:k store:k detained", "10 10 11 0 0.7 100", "0");
    story.account("L1 sample", "5 5 5.5 0 0.35 50").line("N1 1 L1", "15 15 16.5 0 1.05 150", "", "0");
    story.note("N1 dispatched").check(&[]);
    let mut drawn = note("2", "export", "5");
    drawn["lines"][0]["status"] = json!("detained");
    story.recorded(drawn, json!({"note": "N2"}));
    assert_eq!(story.report().count(Kind::RuleBroken), 1);
}

#[test]
fn released_goods_may_get_a_new_keeper() {
    let mut story = Story::with_lot();
    let of =
        |status: &str| json!({"lot": "L1", "owner": "bin:1", "place": "store:a", "status": status, "quantity": "30"});
    story.recorded(custody("1", "detain", &of("free"), json!({})), json!({}));
    story.refused(custody("2", "release", &of("free"), json!({})));
    let kept = json!({"keeper": "bin:k", "keep_at": "store:k"});
    story.recorded(custody("3", "release", &of("detained"), kept), json!({}));
    story.stock(HOME, REST, "0").stock("L1 bin:1 bin:k store:k free", PART, "0").check(&[]);
}

#[test]
fn reservations_give_way_to_an_authority() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "60"), json!({"note": "N1"}));
    story.recorded(note("2", "transfer", "30"), json!({"note": "N2"}));
    let all = json!({"lot": "L1", "owner": "bin:1", "place": "store:a", "status": "free", "quantity": "50"});
    // 10 are free of promises; N2 gives 30, N1 the last 10.
    let gives = |quantity: &str| json!({"number": quantity, "kind": "short_balance", "quantity": quantity});
    story.recorded(custody("1", "seize", &all, json!({})), json!({"discrepancies": [gives("30"), gives("10")]}));
    let half = "50 50 55 0 3.5 500";
    story.stock(HOME, half, "50").stock("L1 bin:1 bin:1 store:a seized", half, "0");
    story.line("N1 1 L1", "", "", "50").line("N2 1 L1", "", "", "0").note("N1 held").note("N2 held").check(&[]);
    // What is not there at all is short besides: 50 on hand, 51 wanted.
    let more = with(all, json!({"quantity": "51"}));
    story.recorded(custody("2", "destroy", &more, json!({})), json!({"discrepancies": [gives("1"), gives("50")]}));
    story.books.clear();
    story.account("L1 import", "100 100 110 0 7 1000").account("L1 destroyed", half);
    story.stock("L1 bin:1 bin:1 store:a seized", half, "0").note("N1 held").note("N2 held").check(&[]);
}

#[test]
fn what_is_taken_leaves_the_newest_loads() {
    let mut story = Story::with_lot();
    story.recorded(sent("1", "export", "100"), json!({"note": "N1"}));
    let transport = |number: &str, quantity: &str| {
        json!({"type": "transport", "number": number, "at": "2026-02-12T00:00:00Z", "mode": "road", "carrier": "bin:t",
            "vehicle": "A 1", "seals": [], "loads": [{"note": "N1", "line": 1, "quantity": quantity}]})
    };
    story.recorded(transport("T1", "60"), json!({})).recorded(transport("T2", "30"), json!({}));
    let line = json!({"note": "N1", "line": 1, "quantity": "30"});
    story.refused(custody("0", "release", &line, json!({})));
    story.recorded(custody("1", "sample", &line, json!({})), json!({}));
    // 70 are left on the line, so 10 on T2.
    story.recorded(
        json!({"type": "crossing", "at": "2026-02-13T00:00:00Z", "post": "post:1", "direction": "out", "transport": "T2"}),
        json!({}),
    );
    story.account("L1 sample", PART).account("L1 export", "10 10 11 0 0.7 100");
    story.line("N1 1 L1", "60 60 66 0 4.2 600", "", "0").note("N1 dispatched").check(&[]);
}
