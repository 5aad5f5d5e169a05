//! Planted faults: each must be seen by the laws or by the independent auditor, and the same story without it must not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(unreachable_pub, clippy::needless_pass_by_value, reason = "shared test code reads best so")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers in tests")]

mod common;

use common::Run;
use ledger::state::Sabotage;
use serde_json::{Value, json};

/// Runs a small story under a planted fault: what the auditor and the laws find.
fn story(fault: Option<Sabotage>) -> (Vec<String>, Vec<String>) {
    let mut run = Run::default();
    run.books.state.sabotage = fault;
    let line = |line: u16| json!({"line": line, "code": "854231", "origin": "DE", "quantity": "100", "unit": "KGM"});
    run.submit(json!({
        "type": "import_declaration", "number": "D-1", "date": "2026-03-01", "principal": "id:KZ/alfa",
        "place": "locode:KZALA", "lines": [line(1), line(2)],
    }));
    let note = |number: &str| -> Value {
        json!({
            "type": "note", "number": number, "date": "2026-03-02", "supplier": "id:KZ/alfa", "recipient": "id:KZ/beta",
            "from": "locode:KZALA", "to": "place:KZ/depot",
            "lines": [{"line": 1, "document": "D-1", "document_line": 1, "quantity": "70", "unit": "KGM"}],
        })
    };
    run.submit(note("N-1"));
    run.submit(note("N-2"));
    let audit = audit::run(run.document_stream().as_bytes(), run.dump().as_bytes());
    let found = audit.findings().map(|finding| format!("{:?}", finding.kind)).collect();
    (found, ledger::laws::check(&run.books.state).broken)
}

#[test]
fn without_a_fault_nothing_is_found() {
    assert_eq!(story(None), (vec![], vec![]));
}

#[test]
fn a_lost_line_is_found_by_the_auditor() {
    let (audit, _) = story(Some(Sabotage::LostLine));
    assert!(!audit.is_empty());
}

#[test]
fn a_double_reserve_is_found_by_both() {
    let (audit, laws) = story(Some(Sabotage::DoubleReserve));
    assert!(!audit.is_empty());
    assert!(laws.iter().any(|broken| broken.starts_with("L2")), "{laws:?}");
}

#[test]
fn a_leak_is_found_by_both() {
    let (audit, laws) = story(Some(Sabotage::Leak));
    assert!(!audit.is_empty());
    assert!(laws.iter().any(|broken| broken.starts_with("L1")), "{laws:?}");
}
