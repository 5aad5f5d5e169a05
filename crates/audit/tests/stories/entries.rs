//! Documents that bring goods in or only refer to them; keys.

use audit::Kind;
use serde_json::json;

use crate::story::{Story, import, note, with};

#[test]
fn an_import_mints_its_lines() {
    let mut story = Story::with_lot();
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0").check(&[]);
}

#[test]
fn each_document_has_its_account() {
    let mut story = Story::default();
    let accounts = [
        ("import_application", "union_import", "bonded"),
        ("production_report", "production", "processing"),
        ("opening_balance", "opening", "temporary"),
        ("transit_declaration", "transit_in", "transit"),
    ];
    for (index, (kind, account, status)) in accounts.into_iter().enumerate() {
        let lot = format!("K{index}");
        let mut document = json!({"type": kind, "number": "7", "date": "2026-02-01", "principal": "bin:1", "holder": "bin:9",
            "place": "gln:1", "status": status,
            "lines": [{"line": 4, "code": "640391", "origin": "IT", "quantity": "3", "unit": "796"}]});
        if kind == "transit_declaration" {
            document.as_object_mut().expect("an object").remove("status");
        }
        story.recorded(document, json!({"lots": [lot]}));
        story.account(&format!("{lot} {account}"), "3 0 0 0 3");
        story.stock(&format!("{lot} bin:1 bin:9 gln:1 {status}"), "3 0 0 0 3", "0");
    }
    story.check(&[]);
}

#[test]
fn found_goods_are_a_discrepancy() {
    let mut story = Story::default();
    let found = json!({"type": "found", "number": "F", "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
        "lines": [{"line": 1, "code": "640391", "origin": "IT", "quantity": "0.000001", "unit": "MTR"}]});
    story.recorded(found, json!({"lots": ["K"], "discrepancies": [{"number": "X1", "kind": "found_goods"}]}));
    story.account("K found", "0.000001").stock("K bin:1 bin:1 store:a free", "0.000001", "0");
    story.recorded(
        json!({"type": "discrepancy", "discrepancy": "X1", "by": "bin:1", "resolution": "explained", "text": "t"}),
        json!({}),
    );
    story.check(&[]);
    story.documents[0]["answer"]["discrepancies"] = json!([]);
    story.check(&[Kind::DiscrepancyMissing, Kind::ReferenceUnknown]);
}

#[test]
fn invoices_and_applications_refer() {
    let mut story = Story::with_lot();
    let line = json!([{"line": 1, "document": "D-1", "document_line": 1, "quantity": "0.1", "unit": "TNE"}]);
    let invoice = json!({"type": "e_invoice", "number": "I", "date": "2026-02-02", "seller": "bin:1", "buyer": "bin:2",
        "lines": line});
    let application = json!({"type": "export_application", "number": "A", "date": "2026-02-03", "applicant": "bin:1",
        "destination": "RU", "e_invoices": ["I"], "declarations": ["D-1"], "lines": line});
    story.recorded(invoice, json!({})).recorded(application.clone(), json!({}));
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0").check(&[]);
    let more = json!({"number": "B", "e_invoices": ["J"],
        "lines": [{"line": 1, "lot": "L1", "quantity": "100.000001", "unit": "KGM"}]});
    story.recorded(with(application, more), json!({}));
    story.check(&[Kind::ReferenceUnknown, Kind::ShortBalance]);
}

#[test]
fn a_duplicate_has_no_effect_and_a_conflict_is_one() {
    let mut story = Story::with_lot();
    let other = with(import("D-1"), json!({"place": "store:z"}));
    story.answered("duplicate", import("D-1"), json!({"lots": ["L1"]}));
    story.answered("conflict", other.clone(), json!({}));
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0").check(&[]);
    story.answered("duplicate", import("D-2"), json!({})).check(&[Kind::DuplicateUnknown]);
    story.documents.pop();
    story.answered("conflict", import("D-1"), json!({})).check(&[Kind::ConflictUnknown]);
    story.documents.pop();
    story.recorded(import("D-1"), json!({"lots": ["L2"]})).check(&[Kind::PostedTwice]);
    story.documents.pop();
    story.recorded(other, json!({"lots": ["L2"]})).check(&[Kind::KeyConflict]);
}

#[test]
fn a_refusal_posts_nothing_and_needs_a_reason() {
    let mut story = Story::with_lot();
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0");
    story.refused(note("1", "transfer", "100.5")).check(&[]);
    story.refused(note("2", "transfer", "99.5")).check(&[Kind::RefusedWithoutReason]);
    assert!(story.report().is_clean());
}

#[test]
fn what_commands_may_not_be() {
    let mut story = Story::with_lot();
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0");
    let mut wrong = |command, kind| {
        story.recorded(command, json!({}));
        story.check(&[kind]);
        story.documents.pop();
    };
    let parcel = json!({"type": "party", "id": "bin:5", "name": "n", "kind": "company"});
    wrong(with(parcel.clone(), json!({"colour": "red"})), Kind::Form);
    wrong(with(parcel.clone(), json!({"at": "2026-03-02T10:00:01Z"})), Kind::DateFuture);
    wrong(with(parcel, json!({"type": "parcel"})), Kind::Form);
    wrong(json!({"type": "clock"}), Kind::Form);
    wrong(
        json!({"type": "e_invoice", "number": "I", "date": "2026-02-02", "seller": "bin:1", "buyer": "bin:2",
            "lines": [{"line": 1, "lot": "L1", "quantity": "1", "unit": "LTR"}]}),
        Kind::Unit,
    );
}

#[test]
fn numbers_and_masses() {
    let mut story = Story::with_lot();
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0");
    let again = with(import("D-1"), json!({"key": "other"}));
    story.recorded(again, json!({"lots": ["L2"]})).account("L2 import", "100 100 110 0 7 1000");
    story.stock("L2 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0").check(&[Kind::NumberTaken]);
    story.documents[1]["command"]["number"] = json!("D-2");
    story.check(&[]);
    story.documents[1]["command"]["lines"][0]["net_mass_kg"] = json!("110.000001");
    for row in &mut story.books[2..] {
        row["net_mass"] = json!("110.000001");
    }
    story.check(&[Kind::RuleBroken]);
}

#[test]
fn an_application_counts_a_lot_once_and_only_what_is_free() {
    let mut story = Story::with_lot();
    story.stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "0");
    let application = |number: &str, quantities: [&str; 2]| {
        let line = |line: i32, quantity: &str| json!({"line": line, "lot": "L1", "quantity": quantity, "unit": "KGM"});
        json!({"type": "export_application", "number": number, "date": "2026-02-03", "applicant": "bin:1",
            "destination": "RU", "e_invoices": [], "declarations": ["D-1"],
            "lines": [line(1, quantities[0]), line(2, quantities[1])]})
    };
    story.recorded(application("A", ["60", "40"]), json!({})).refused(application("B", ["60", "41"])).check(&[]);
    story.documents[0]["command"]["status"] = json!("bonded");
    story.books[1]["status"] = json!("bonded");
    story.check(&[Kind::ShortBalance]);
}

#[test]
fn a_number_is_used_once_per_type_and_principal() {
    let mut story = Story::with_lot();
    story.recorded(note("1", "transfer", "1"), json!({"note": "N1"}));
    let again = with(note("1", "transfer", "1"), json!({"key": "again"}));
    story.refused(again).stock("L1 bin:1 bin:1 store:a free", "100 100 110 0 7 1000", "1");
    story.line("N1 1 L1", "", "", "1").note("N1 released").check(&[]);
    let transport = |carrier: &str, key: &str| {
        json!({"type": "transport", "number": "T", "at": "2026-02-12T00:00:00Z", "mode": "road", "carrier": carrier, "key": key,
            "vehicle": "A 1", "seals": [], "loads": [{"note": "N1", "line": 1, "quantity": "0.1"}]})
    };
    story.recorded(transport("bin:t", "a"), json!({})).recorded(transport("bin:u", "b"), json!({})).check(&[]);
    story.recorded(transport("bin:t", "c"), json!({})).check(&[Kind::NumberTaken]);
}
