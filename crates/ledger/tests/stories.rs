//! Stories with balances computed by hand, and what the books refuse.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(unreachable_pub, clippy::needless_pass_by_value, reason = "shared test code reads best so")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers in tests")]

mod common;

use common::Run;
use ledger::lifecycle::Status;
use ledger::trace::{self, Direction, Start};
use ledger::{LotId, NoteId};
use serde_json::{Value, json};

const ALFA: &str = "id:KZ/alfa";
const BETA: &str = "id:KZ/beta";
const OMEGA: &str = "id:RU/omega";
const OFFICER: &str = "id:KZ/customs";
const ALMATY: &str = "locode:KZALA";
const DEPOT: &str = "place:KZ/depot";

fn declaration(number: &str, lines: &[Value]) -> Value {
    json!({
        "type": "import_declaration", "number": number, "date": "2026-03-01", "principal": ALFA, "place": ALMATY,
        "lines": lines,
    })
}

fn chips(line: u16, quantity: &str) -> Value {
    json!({
        "line": line, "code": "854231", "origin": "DE", "quantity": quantity, "unit": "KGM", "gross_mass_kg": quantity,
        "value": "1000", "currency": "EUR",
    })
}

fn note(number: &str, document: &str, quantity: &str) -> Value {
    json!({
        "type": "note", "number": number, "date": "2026-03-02", "supplier": ALFA, "recipient": BETA, "from": ALMATY,
        "to": DEPOT, "lines": [{"line": 1, "document": document, "document_line": 1, "quantity": quantity, "unit": "KGM"}],
    })
}

fn action(note: &str, action: &str, more: Value) -> Value {
    let mut value = json!({"type": "note_action", "note": note, "action": action});
    for (name, field) in more.as_object().unwrap() {
        value[name] = field.clone();
    }
    value
}

fn at() -> Value {
    json!({"at": "2026-03-02T08:00:00Z"})
}

/// `(owner, place, status, quantity, reserved, value)` of every stock record, in order.
fn stock(run: &Run) -> Vec<[String; 6]> {
    let mut rows: Vec<[String; 6]> = ledger::dump::rows(&run.books, &run.numbers)
        .filter(|row| row.get("owner").is_some())
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or("0").to_owned();
            [text("owner"), text("place"), text("status"), text("quantity"), text("reserved"), text("value")]
        })
        .collect();
    rows.sort();
    rows
}

fn account(run: &Run, lot: u32, name: &str) -> String {
    let number = run.numbers.lot(LotId(lot)).to_string();
    ledger::dump::rows(&run.books, &run.numbers)
        .find(|row| row["lot"] == number.as_str() && row["account"] == name)
        .map_or("none".to_owned(), |row| row["quantity"].as_str().unwrap().to_owned())
}

fn status(run: &Run, note: u32) -> Status {
    run.books.state.note(NoteId(note)).status
}

fn discrepancies(run: &Run) -> Vec<(&'static str, String)> {
    run.books.state.open_discrepancies().map(|(_, d)| (d.kind.name(), d.quantity.to_string())).collect()
}

#[test]
fn a_sale_with_a_shortage_then_an_export_by_two_trucks() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]]);

    run.ok(note("N-1", "D-1", "40"));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "40", "1000"]]);
    assert_eq!(status(&run, 1), Status::Released);

    run.ok(action("N-1", "dispatch", at()));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "60", "0", "600"]]);

    let mut counted = at();
    counted["lines"] = json!([{"line": 1, "quantity": "38.5", "explanation": "one box was open"}]);
    run.ok(action("N-1", "accept", counted));
    assert_eq!(status(&run, 1), Status::AcceptedInPart);
    assert_eq!(discrepancies(&run), [("shortage", "1.5".to_owned())]);
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "60", "0", "600"], [BETA, DEPOT, "free", "38.5", "0", "385"]]);

    run.refused(action("N-1", "close", json!({})), &["note.open"]);
    run.ok(action("N-1", "explain", json!({"line": 1, "quantity": "1", "explanation": "theft"})));
    run.ok(action("N-1", "explain", json!({"line": 1, "quantity": "0.5", "explanation": "not_sent"})));
    run.ok(action("N-1", "close", json!({"key": "close again"})));
    assert_eq!(account(&run, 1, "write_off:theft"), "1");
    assert_eq!(stock(&run)[0], [ALFA, ALMATY, "free", "60.5", "0", "605"]);

    // The buyer exports by two trucks; one passes the border, later the other.
    run.ok(json!({
        "type": "note", "number": "E-1", "date": "2026-03-02", "supplier": BETA, "recipient": OMEGA, "kind": "export",
        "from": DEPOT, "to": "place:RU/omsk", "destination": "RU", "dispatched_at": "2026-03-02T09:00:00Z",
        "lines": [{"line": 1, "document": "D-1", "document_line": 1, "quantity": "30", "unit": "KGM"}],
    }));
    for (number, quantity) in [("T-1", "20"), ("T-2", "10")] {
        run.ok(json!({
            "type": "transport", "number": number, "at": "2026-03-02T09:00:00Z", "mode": "road", "carrier": ALFA,
            "vehicle": "123ABC02", "seals": ["S1", "S2"], "loads": [{"note": "E-1", "line": 1, "quantity": quantity}],
        }));
    }
    run.refused(
        json!({
            "type": "transport", "number": "T-3", "at": "2026-03-02T09:00:00Z", "mode": "road", "carrier": ALFA,
            "vehicle": "999ABC02", "loads": [{"note": "E-1", "line": 1, "quantity": "0.000001"}],
        }),
        &["load.exceeds"],
    );
    let crossing = |transport: &str, seals: Value| {
        json!({
            "type": "crossing", "at": "2026-03-02T10:00:00Z", "post": "place:KZ/post", "direction": "out",
            "officer": OFFICER, "transport": transport, "seals": seals,
        })
    };
    run.ok(crossing("T-1", json!(["S2", "S1"])));
    assert_eq!(account(&run, 1, "export"), "20");
    assert_eq!(status(&run, 2), Status::Dispatched);
    run.ok(crossing("T-2", json!(["S1", "S9"])));
    assert_eq!(account(&run, 1, "export"), "30");
    assert_eq!(status(&run, 2), Status::Departed);
    assert!(discrepancies(&run).iter().any(|(kind, _)| *kind == "seal_mismatch"));
    run.ok(action("E-1", "accept", at()));
    assert_eq!(status(&run, 2), Status::Accepted);

    let up = trace::trace(&run.books, &run.moves, Start::Lot(LotId(1)), Direction::Up, 100);
    assert!(up.complete && up.sums_agree());
    let shares = trace::path::shares(&run.books, &run.moves, LotId(1));
    assert!(shares.iter().all(trace::path::Share::is_exact), "a single receipt at each stock is exact");
}

#[test]
fn goods_cannot_be_promised_or_taken_twice() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.refused(note("N-0", "D-1", "100.000001"), &["balance.short"]);
    run.ok(note("N-1", "D-1", "70"));
    run.refused(note("N-2", "D-1", "40"), &["balance.reserved"]);
    let mut twice = note("N-3", "D-1", "20");
    twice["lines"] = json!([
        {"line": 1, "document": "D-1", "document_line": 1, "quantity": "20", "unit": "KGM"},
        {"line": 2, "document": "D-1", "document_line": 1, "quantity": "11", "unit": "KGM"},
    ]);
    run.refused(twice, &["balance.reserved"]);
    run.ok(note("N-4", "D-1", "30"));
    run.ok(action("N-1", "cancel", json!({"reason": "sold elsewhere"})));
    run.ok(note("N-5", "D-1", "70"));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "100", "1000"]]);
}

#[test]
fn all_problems_of_a_document_come_at_once() {
    let mut run = Run::new("2026-03-02T08:00:00Z");
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let bad = json!({
        "type": "note", "number": "N-1", "date": "2026-03-09", "supplier": ALFA, "recipient": BETA, "from": ALMATY,
        "to": DEPOT, "dispatched_at": "2026-04-01T00:00:00Z", "lines": [
            {"line": 1, "document": "D-1", "document_line": 1, "quantity": "500", "unit": "KGM"},
            {"line": 2, "document": "D-1", "document_line": 1, "quantity": "5", "unit": "H87"},
            {"line": 3, "document": "D-9", "document_line": 1, "quantity": "5", "unit": "KGM"},
            {"line": 4, "document": "D-1", "document_line": 7, "quantity": "5", "unit": "KGM"},
            {"line": 5, "document": "D-1", "document_line": 1, "quantity": "5", "unit": "KGM", "status": "seized"},
        ],
    });
    let decision = run.refused(
        bad,
        &[
            "date.future",
            "date.future",
            "balance.short",
            "unit.other",
            "document.unknown",
            "document.line_unknown",
            "stock.in_custody",
        ],
    );
    let places: Vec<&str> = decision.problems.iter().map(|p| p.at.as_str()).collect();
    assert_eq!(
        places,
        [
            "/date",
            "/dispatched_at",
            "/lines/0/quantity",
            "/lines/1/unit",
            "/lines/2/document",
            "/lines/3/document",
            "/lines/4/status"
        ]
    );
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]], "a refused note takes nothing");
}

#[test]
fn codes_must_exist_on_the_day_of_the_document() {
    let mut run = Run::new("2026-03-02T08:00:00Z");
    let with = |number: &str, date: &str, code: &str| {
        let mut document = declaration(number, &[chips(1, "1")]);
        document["date"] = date.into();
        document["lines"][0]["code"] = code.into();
        document
    };
    run.ok(with("D-1", "2021-06-01", "851712"));
    let retired = run.refused(with("D-2", "2022-06-01", "851712"), &["code.retired"]);
    assert!(retired.problems[0].message.contains("851713"), "{}", retired.problems[0].message);
    run.refused(with("D-3", "2021-06-01", "851713"), &["code.not_yet"]);
    run.refused(with("D-4", "2026-03-01", "777777"), &["code.unknown"]);
    run.refused(with("D-5", "2015-06-01", "851712"), &["code.not_covered"]);
}

#[test]
fn a_wrong_action_names_the_statuses_that_allow_it() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "10"));
    let refused = run.refused(action("N-1", "accept", at()), &["note.status"]);
    assert_eq!(
        refused.problems[0].message,
        "the note is released; accept is possible when it is dispatched, delivered, departed"
    );
    run.refused(action("N-77", "cancel", json!({"reason": "x"})), &["note.unknown"]);
}

#[test]
fn keys_make_repeats_harmless_and_conflicts_visible() {
    let mut run = Run::default();
    let document = declaration("D-1", &[chips(1, "100")]);
    run.ok(document.clone());
    assert!(run.submit(document.clone()).is_none(), "a repeat has the effect of once");
    let mut other = document;
    other["lines"][0]["quantity"] = "101".into();
    other["lines"][0]["gross_mass_kg"] = "101".into();
    assert!(run.submit(other.clone()).is_none(), "the same key with other content is a conflict");
    other["key"] = "another key".into();
    run.refused(other, &["number.taken"]);
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]]);
}

#[test]
fn facts_are_recorded_and_what_the_books_cannot_take_is_raised() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let mut paper = note("P-1", "D-1", "130");
    paper["kind"] = "export".into();
    paper["recipient"] = OMEGA.into();
    paper["destination"] = "RU".into();
    paper["paper"] = json!({"date": "2026-03-01", "reason": "down_time"});
    run.ok(paper);
    assert_eq!(discrepancies(&run), [("short_balance", "30".to_owned())]);
    assert_eq!(status(&run, 1), Status::Dispatched);
    run.ok(action("P-1", "interrupt", json!({"authority": OFFICER, "reason": "papers"})));
    run.ok(json!({
        "type": "crossing", "at": "2026-03-02T08:00:00Z", "post": "place:KZ/post", "direction": "out", "note": "P-1",
    }));
    run.ok(json!({
        "type": "crossing", "at": "2026-03-02T08:00:00Z", "post": "place:KZ/post", "direction": "out",
        "transport": "never seen",
    }));
    assert_eq!(
        discrepancies(&run),
        [("short_balance", "30".into()), ("crossed_against_hold", "0".into()), ("unknown_crossing", "0".into())]
    );
    assert_eq!((account(&run, 1, "export"), status(&run, 1)), ("100".into(), Status::Departed));

    // The import is annulled after its goods have left.
    run.ok(json!({
        "type": "correction", "document": "D-1", "principal": ALFA, "date": "2026-03-02", "reason": "forged",
        "annul": true,
    }));
    assert_eq!(discrepancies(&run).last().unwrap(), &("corrected_after_use", "100".to_owned()));
    assert_eq!(account(&run, 1, "import"), "100", "what left cannot be un-minted");
}

#[test]
fn a_transformation_keeps_lineage_clauses_and_sums() {
    let mut run = Run::default();
    let mut first = chips(1, "60");
    first["clauses"] = json!(["no-re-export-ru"]);
    run.ok(declaration("D-1", &[first, chips(2, "40")]));
    run.ok(json!({
        "type": "transformation", "number": "X-1", "date": "2026-03-02", "party": ALFA, "place": ALMATY,
        "inputs": [
            {"document": "D-1", "document_line": 1, "quantity": "30", "unit": "KGM", "loss": "3"},
            {"document": "D-1", "document_line": 2, "quantity": "10", "unit": "KGM"},
        ],
        "outputs": [
            {"line": 1, "code": "853400", "origin": "KZ", "quantity": "500", "unit": "H87", "net_mass_kg": "20"},
            {"line": 2, "code": "853400", "origin": "KZ", "quantity": "250", "unit": "H87", "net_mass_kg": "10"},
        ],
    }));
    assert_eq!(account(&run, 1, "consumed"), "27");
    assert_eq!(account(&run, 1, "loss"), "3");
    assert_eq!(account(&run, 2, "consumed"), "10");
    for lot in [3, 4] {
        let flags = run.books.state.lot(LotId(lot)).flags;
        assert_ne!(flags & ledger::records::flag::CLAUSES, 0, "clauses stay with the goods");
    }
    let up = trace::trace(&run.books, &run.moves, Start::Lot(LotId(3)), Direction::Up, 100);
    assert!(up.sums_agree() && up.complete);
    let consumed: Vec<String> =
        up.edges.iter().filter(|edge| edge.quantity != edge.made).map(|edge| edge.quantity.to_string()).collect();
    assert_eq!(consumed, ["18", "6.666667"], "two thirds of each input went into the first output");
    let down = trace::trace(&run.books, &run.moves, Start::Lot(LotId(1)), Direction::Down, 100);
    assert!(down.sums_agree());
    assert!(down.nodes.iter().any(|node| node.place.lot == LotId(4)));
    let short = trace::trace(&run.books, &run.moves, Start::Lot(LotId(1)), Direction::Down, 3);
    assert!(!short.complete, "a limit that was reached is announced");

    // A later correction of the first lot flags what was made of it.
    run.ok(json!({
        "type": "correction", "document": "D-1", "principal": ALFA, "date": "2026-03-02", "reason": "recount",
        "lines": [{"line": 1, "quantity": "5"}],
    }));
    assert_ne!(run.books.state.lot(LotId(4)).flags & ledger::records::flag::DOWNSTREAM, 0);
}

#[test]
fn temporary_export_comes_back_and_no_more() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let mut out = note("N-1", "D-1", "50");
    out["kind"] = "temporary_export".into();
    out["destination"] = "KG".into();
    out["recipient"] = OMEGA.into();
    out["dispatched_at"] = "2026-03-02T08:00:00Z".into();
    run.ok(out);
    run.ok(json!({
        "type": "crossing", "at": "2026-03-02T08:00:00Z", "post": "place:KZ/post", "direction": "out", "note": "N-1",
    }));
    run.refused(action("N-1", "close", json!({})), &["note.open"]);
    let back = |number: &str, quantity: &str| {
        json!({
            "type": "temporary_return", "number": number, "at": "2026-03-02T08:00:00Z", "note": "N-1", "place": ALMATY,
            "lines": [{"line": 1, "quantity": quantity}],
        })
    };
    run.ok(back("R-1", "30"));
    run.refused(back("R-2", "20.5"), &["return.exceeds"]);
    run.ok(back("R-3", "20"));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]]);
    run.ok(action("N-1", "close", json!({"key": "closing"})));
}

#[test]
fn a_return_cannot_exceed_what_was_accepted() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let mut sale = note("N-1", "D-1", "50");
    sale["dispatched_at"] = "2026-03-02T08:00:00Z".into();
    run.ok(sale);
    run.ok(action("N-1", "accept", at()));
    let back = |number: &str, quantity: &str| {
        json!({
            "type": "note", "number": number, "date": "2026-03-02", "supplier": BETA, "recipient": ALFA, "kind": "return",
            "returns": {"note": "N-1", "supplier": ALFA}, "from": DEPOT, "to": ALMATY,
            "lines": [{"line": 1, "document": "D-1", "document_line": 1, "quantity": quantity, "unit": "KGM"}],
        })
    };
    run.refused(back("R-0", "50.5"), &["balance.short"]);
    run.ok(back("R-1", "30"));
    run.refused(back("R-2", "30"), &["balance.reserved"]);
    run.ok(json!({
        "type": "note_action", "note": "R-1", "action": "cancel", "reason": "wrong goods",
    }));
    run.ok(back("R-3", "50"));
    run.ok(action("R-3", "dispatch", at()));
    let mut accept = at();
    accept["key"] = "accept the return".into();
    run.ok(action("R-3", "accept", accept));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]]);
}

#[test]
fn seized_goods_break_promises_and_are_released_again() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "60"));
    let custody = |number: &str, measure: &str, status: &str, quantity: &str| {
        json!({
            "type": "custody", "number": number, "at": "2026-03-02T08:00:00Z", "authority": OFFICER, "measure": measure,
            "reason": "case 17", "lines": [{
                "document": "D-1", "document_line": 1, "owner": ALFA, "place": ALMATY, "status": status,
                "quantity": quantity,
            }],
        })
    };
    run.ok(custody("C-1", "seize", "free", "80"));
    assert_eq!(status(&run, 1), Status::Held);
    assert_eq!(discrepancies(&run), [("short_balance", "40".to_owned())]);
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "20", "20", "200"], [ALFA, ALMATY, "seized", "80", "0", "800"]]);
    run.ok(custody("C-2", "sample", "seized", "1"));
    run.ok(custody("C-3", "release", "seized", "49"));
    run.ok(custody("C-4", "confiscate", "seized", "999"));
    assert_eq!(account(&run, 1, "confiscated"), "30");
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "69", "20", "690"]]);
}

#[test]
fn after_a_merger_open_notes_follow() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "60"));
    run.ok(json!({
        "type": "party_merge", "from": ALFA, "into": OMEGA, "date": "2026-03-02", "kind": "merge", "reason": "court",
    }));
    assert_eq!(stock(&run), [[OMEGA, ALMATY, "free", "100", "60", "1000"]]);
    run.ok(action("N-1", "dispatch", at()));
    run.ok(action("N-1", "accept", at()));
    assert_eq!(stock(&run), [[BETA, DEPOT, "free", "60", "0", "600"], [OMEGA, ALMATY, "free", "40", "0", "400"]]);
    // The old name means the new party.
    run.ok(note("N-2", "D-1", "40"));
    run.refused(
        json!({"type": "party_merge", "from": ALFA, "into": OMEGA, "date": "2026-03-02", "kind": "merge", "reason": "x"}),
        &["party.same"],
    );
}

#[test]
fn deadlines_pass_by_the_clock_and_business_days() {
    let mut run = Run::new("2026-03-02T08:00:00Z");
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "10"));
    run.ok(action("N-1", "dispatch", at()));
    // Twenty business days after Monday 2 March 2026 is Monday 30 March.
    run.now = "2026-03-30T08:00:00Z".parse().unwrap();
    run.ok(json!({"type": "clock", "now": "2026-03-30T08:00:00Z"}));
    assert!(discrepancies(&run).is_empty());
    run.now = "2026-03-31T08:00:00Z".parse().unwrap();
    run.ok(json!({"type": "clock", "now": "2026-03-31T08:00:00Z"}));
    assert_eq!(discrepancies(&run), [("overdue", "0".to_owned())]);
    run.ok(action("N-1", "accept", json!({"at": "2026-03-31T08:00:00Z"})));
}

#[test]
fn applications_name_what_is_recorded_and_available() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let line = json!([{"line": 1, "document": "D-1", "document_line": 1, "quantity": "60", "unit": "KGM"}]);
    let application = |number: &str, invoices: Value, lines: Value| {
        json!({
            "type": "export_application", "number": number, "date": "2026-03-02", "applicant": ALFA, "destination": "RU",
            "e_invoices": invoices, "declarations": ["D-1"], "lines": lines,
        })
    };
    run.refused(application("A-1", json!(["E-1"]), line.clone()), &["document.unknown"]);
    run.ok(json!({
        "type": "e_invoice", "number": "E-1", "date": "2026-03-02", "seller": ALFA, "buyer": OMEGA, "lines": line.clone(),
    }));
    run.ok(application("A-2", json!(["E-1"]), line));
    let two = json!([
        {"line": 1, "document": "D-1", "document_line": 1, "quantity": "60", "unit": "KGM"},
        {"line": 2, "document": "D-1", "document_line": 1, "quantity": "60", "unit": "KGM"},
    ]);
    run.refused(application("A-3", json!(["E-1"]), two), &["balance.short"]);
}

#[test]
fn a_hold_is_not_shaken_off_by_paper() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "60"));
    run.ok(action("N-1", "hold", json!({"authority": OFFICER, "reason": "look"})));
    run.refused(action("N-1", "cancel", json!({"reason": "sold elsewhere"})), &["note.status"]);
    let mut fix = note("N-2", "D-1", "60");
    fix["fixes"] = "N-1".into();
    run.refused(fix, &["note.status"]);
    run.ok(action("N-1", "refuse", json!({"authority": OFFICER, "reason": "forged"})));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "free", "100", "0", "1000"]]);
}

#[test]
fn a_draft_takes_no_place_of_a_note_on_the_way() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "60"));
    run.ok(action("N-1", "dispatch", at()));
    let mut fix = note("N-2", "D-1", "60");
    fix["fixes"] = "N-1".into();
    fix["draft"] = true.into();
    run.refused(fix, &["note.draft_fixes"]);
    assert_eq!(status(&run, 1), Status::Dispatched);
}

#[test]
fn seized_goods_do_not_leave_by_a_write_off() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(json!({
        "type": "custody", "number": "C-1", "at": "2026-03-02T08:00:00Z", "authority": OFFICER, "measure": "seize",
        "reason": "case 17", "lines": [{
            "document": "D-1", "document_line": 1, "owner": ALFA, "place": ALMATY, "status": "free", "quantity": "100",
        }],
    }));
    let write_off = |number: &str, found_by: &str| {
        json!({
            "type": "write_off", "number": number, "date": "2026-03-02", "party": ALFA, "place": ALMATY, "reason": "loss",
            "found_by": found_by,
            "lines": [{"document": "D-1", "document_line": 1, "status": "seized", "quantity": "10", "unit": "KGM"}],
        })
    };
    run.refused(write_off("W-1", ALFA), &["write_off.found_by"]);
    run.ok(write_off("W-2", OFFICER));
    assert_eq!(stock(&run), [[ALFA, ALMATY, "seized", "100", "0", "1000"]]);
    assert_eq!(discrepancies(&run), [("short_balance", "10".to_owned())]);
}

#[test]
fn what_a_split_made_is_not_corrected() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(json!({
        "type": "lot_split", "number": "L-1", "date": "2026-03-02", "party": ALFA, "place": ALMATY, "document": "D-1",
        "document_line": 1, "parts": [{"quantity": "50"}, {"quantity": "50"}],
    }));
    run.refused(
        json!({
            "type": "correction", "document": "L-1", "principal": ALFA, "date": "2026-03-02", "reason": "x",
            "lines": [{"line": 1, "quantity": "1000"}],
        }),
        &["correction.document"],
    );
}

#[test]
fn a_return_goes_back_and_its_parts_remember_what_they_return() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let mut sale = note("N-1", "D-1", "50");
    sale["dispatched_at"] = "2026-03-02T08:00:00Z".into();
    run.ok(sale);
    run.ok(action("N-1", "accept", at()));
    let back = |number: &str, quantity: &str| {
        json!({
            "type": "note", "number": number, "date": "2026-03-02", "supplier": BETA, "recipient": ALFA, "kind": "return",
            "returns": {"note": "N-1", "supplier": ALFA}, "from": DEPOT, "to": ALMATY,
            "dispatched_at": "2026-03-02T08:00:00Z",
            "lines": [{"line": 1, "document": "D-1", "document_line": 1, "quantity": quantity, "unit": "KGM"}],
        })
    };
    run.ok(back("R-1", "50"));
    run.refused(action("R-1", "divert", json!({"recipient": OMEGA, "reason": "sold"})), &["note.parties"]);
    run.ok(action(
        "R-1",
        "split",
        json!({"parts": [
            {"number": "R-2", "lines": [{"line": 1, "quantity": "30"}]},
            {"number": "R-3", "lines": [{"line": 1, "quantity": "20"}]},
        ]}),
    ));
    run.ok(action("R-2", "reject", json!({"reason": "not ordered"})));
    run.ok(action("R-2", "return", at()));
    run.ok(back("R-4", "30"));
    run.refused(back("R-5", "1"), &["balance.short"]);
}

#[test]
fn an_act_stops_only_what_the_transport_still_carries() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(note("N-1", "D-1", "60"));
    run.ok(action("N-1", "dispatch", at()));
    let head = |number: &str| {
        json!({
            "number": number, "at": "2026-03-02T08:00:00Z", "mode": "road", "carrier": ALFA, "vehicle": "123ABC02",
        })
    };
    let mut first = head("T-1");
    first["type"] = "transport".into();
    first["loads"] = json!([{"note": "N-1", "line": 1, "quantity": "60"}]);
    run.ok(first);
    run.ok(json!({
        "type": "transship", "from": "T-1", "carrier": ALFA, "to": head("T-2"), "at": "2026-03-02T08:00:00Z",
        "place": DEPOT,
    }));
    let act = |number: &str, transport: &str| {
        json!({
            "type": "act", "number": number, "at": "2026-03-02T08:00:00Z", "form": "inspection", "post": "place:KZ/post",
            "officer": OFFICER, "transport": transport, "findings": ["looked"], "result": "hold",
        })
    };
    run.ok(act("I-1", "T-1"));
    assert_eq!(status(&run, 1), Status::Dispatched);
    run.ok(act("I-2", "T-2"));
    assert_eq!(status(&run, 1), Status::Interrupted);
}

#[test]
fn another_suppliers_number_is_never_taken_for_ones_own() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    let mut other = declaration("D-2", &[chips(1, "100")]);
    other["principal"] = OMEGA.into();
    run.ok(other);
    run.ok(note("N-1", "D-1", "10"));
    let mut theirs = note("N-1", "D-2", "10");
    theirs["supplier"] = OMEGA.into();
    run.ok(theirs);
    run.ok(action("N-1", "cancel", json!({"supplier": ALFA, "reason": "mistake"})));
    run.refused(action("N-1", "cancel", json!({"reason": "again"})), &["note.ambiguous"]);
    assert_eq!(status(&run, 2), Status::Released);
}

#[test]
fn transit_goods_move_under_transit_notes_only() {
    let mut run = Run::default();
    let mut transit = declaration("D-1", &[chips(1, "100")]);
    transit["type"] = "transit_declaration".into();
    run.ok(transit);
    let mut sale = note("N-1", "D-1", "10");
    sale["lines"][0]["status"] = "transit".into();
    run.refused(sale.clone(), &["note.transit_status"]);
    sale["kind"] = "transit".into();
    sale["destination"] = "UZ".into();
    sale["number"] = "N-2".into();
    run.ok(sale);
    run.refused(
        json!({
            "type": "transformation", "number": "X-1", "date": "2026-03-02", "party": ALFA, "place": ALMATY,
            "inputs": [{"document": "D-1", "document_line": 1, "status": "transit", "quantity": "5", "unit": "KGM"}],
            "outputs": [],
        }),
        &["stock.in_transit"],
    );
}

#[test]
fn who_is_told_to_be_a_person_becomes_one() {
    let mut run = Run::default();
    run.ok(declaration("D-1", &[chips(1, "100")]));
    run.ok(json!({
        "type": "write_off", "number": "W-1", "date": "2026-03-02", "party": ALFA, "place": ALMATY, "reason": "other",
        "lines": [{"document": "D-1", "document_line": 1, "quantity": "100", "unit": "KGM"}],
    }));
    let decision = run.ok(json!({"type": "party", "id": ALFA, "name": "Alfa", "kind": "person"}));
    let party = run.books.directory.find_party(ALFA).unwrap();
    assert!(decision.effects.contains(&ledger::Effect::Person { party }));
    let again = run.ok(json!({"type": "party", "id": ALFA, "name": "Alfa A.", "kind": "person"}));
    assert!(again.effects.is_empty(), "once is enough");
    let subjects = run.books.directory.names().filter(|name| name.subject == party).count();
    assert_eq!(subjects, 3, "identifier and both titles");
    run.ok(json!({"type": "erase", "party": ALFA, "reason": "order", "authority": OFFICER}));
    assert_eq!(run.books.directory.find_party(ALFA), None);
    let parties = run.books.state.parties.len();
    run.refused(json!({"type": "erase", "party": ALFA, "reason": "once more", "authority": ALFA}), &["party.unknown"]);
    assert_eq!(run.books.state.parties.len(), parties, "nobody is admitted only to be erased");
}

#[test]
fn a_driver_is_a_natural_person_and_a_number_may_be_hers() {
    let mut run = Run::default();
    let driver = "iin:850314300172";
    run.ok(declaration("ESF-850314300172-1", &[chips(1, "100")]));
    run.ok(note("N-1", "ESF-850314300172-1", "10"));
    let party = run.books.directory.find_party(driver).unwrap();
    let hers: Vec<&str> =
        run.books.directory.names().filter(|name| name.subject == party).map(|name| &*name.text).collect();
    assert_eq!(hers, [driver, "import_declaration/ESF-850314300172-1"]);
    let transport = |number: &str, driver: &str| {
        json!({"type": "transport", "number": number, "at": "2026-03-02T08:00:00Z", "mode": "road", "carrier": BETA,
            "vehicle": "123ABC02", "driver": driver, "seals": [],
            "loads": [{"note": "N-1", "line": 1, "quantity": "1"}]})
    };
    let decision = run.ok(transport("T-1", "id:RU/passport-1"));
    assert!(decision.effects.contains(&ledger::Effect::Party { person: true }));
    let decision = run.ok(transport("T-2", "bin:020540003431"));
    assert!(decision.effects.contains(&ledger::Effect::Party { person: false }), "a company's register");
}

#[test]
fn who_still_has_goods_is_not_erased() {
    let mut run = Run::default();
    let person = a_person();
    let mut document = declaration("D-1", &[chips(1, "100")]);
    document["principal"] = person.clone().into();
    run.ok(document);
    let erase =
        |key: &str| json!({"type": "erase", "party": person, "reason": "asked", "authority": OFFICER, "key": key});
    run.refused(erase("1"), &["party.has_goods"]);
    run.ok(json!({
        "type": "write_off", "number": "W-1", "date": "2026-03-02", "party": person, "place": ALMATY, "reason": "other",
        "lines": [{"document": "D-1", "document_line": 1, "quantity": "100", "unit": "KGM"}],
    }));
    run.ok(erase("2"));
}

/// Some IIN with a right check digit.
fn a_person() -> String {
    let scheme = trade::party::PartyScheme::Iin;
    let found = (0..10).find_map(|n| trade::party::PartyRef::with_check_digit(scheme, &format!("8501013001{n}")));
    found.expect("one of ten has a check digit").to_string()
}
