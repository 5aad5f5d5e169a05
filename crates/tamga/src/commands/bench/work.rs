//! The documents of the benchmark, as text. The same call gives the same text.

use serde_json::{Value, json};

/// Firms that trade.
pub(super) const FIRMS: usize = 1000;
/// Lots of each firm.
const LOTS: usize = 20;
const DATE: &str = "2026-09-01";
const TIME: &str = "2026-09-01T08:00:00Z";

/// Identifier of a firm.
pub(super) fn firm(number: usize) -> String {
    format!("id:KZ/firm-{:04}", number % FIRMS)
}

fn balance_number(firm: usize) -> String {
    format!("OB-{:04}", firm % FIRMS)
}

/// Opening balances that give every firm its lots.
pub(super) fn balances() -> Vec<Value> {
    (0..FIRMS).map(|owner| balance(&balance_number(owner), owner, LOTS, "1000000000")).collect()
}

/// An opening balance with so many lots.
pub(super) fn balance(number: &str, owner: usize, lots: usize, quantity: &str) -> Value {
    let lines: Vec<Value> = (1..=lots)
        .map(|line| json!({"line": line, "code": "850152", "origin": "CN", "quantity": quantity, "unit": "KGM"}))
        .collect();
    json!({
        "type": "opening_balance", "number": number, "date": DATE, "principal": firm(owner), "place": "store:main",
        "lines": lines,
    })
}

/// A note with so many lines, registered and dispatched at once, as one line of text.
pub(super) fn note(number: usize, lines: usize) -> String {
    let supplier = number % FIRMS;
    let recipient = (number * 7 + 13) % FIRMS;
    let recipient = if recipient == supplier { recipient + 1 } else { recipient };
    let lines: Vec<Value> = (0..lines)
        .map(|line| {
            json!({
                "line": line + 1, "document": balance_number(supplier), "document_line": (number + line) % LOTS + 1,
                "quantity": format!("{}.{}", line + 1, number % 9 + 1), "unit": "KGM",
            })
        })
        .collect();
    json!({
        "type": "note", "number": format!("B-{number}"), "date": DATE, "supplier": firm(supplier),
        "recipient": firm(recipient), "from": "store:main", "to": "store:main", "dispatched_at": TIME, "lines": lines,
    })
    .to_string()
}

/// Changes of customs status of a part of each of so many lots: every line makes one stock record more, and nothing else.
pub(super) fn halves(number: usize, owner: usize, document: &str, lots: usize) -> Value {
    let lines: Vec<Value> = (1..=lots)
        .map(|line| {
            json!({
                "document": document, "document_line": line, "status": "free", "quantity": "1", "unit": "KGM",
            })
        })
        .collect();
    json!({
        "type": "status_change", "number": format!("SC-{number}"), "date": DATE, "party": firm(owner),
        "place": "store:main", "to_status": "bonded", "lines": lines,
    })
}

/// Goods that go on from firm to firm, `hops` times, in `width` streams: two nodes a hop and stream.
pub(super) fn streams(width: usize, hops: usize) -> Vec<Value> {
    let holder = |stream: usize, hop: usize| format!("id:KZ/stream-{stream}-{hop}");
    let mut documents = vec![json!({
        "type": "opening_balance", "number": "STREAM", "date": DATE, "principal": "id:KZ/source", "place": "store:main",
        "lines": [{"line": 1, "code": "850152", "origin": "CN", "quantity": "1000000", "unit": "KGM"}],
    })];
    for stream in 0..width {
        for hop in 0..hops {
            let number = format!("S-{stream}-{hop}");
            let supplier = if hop == 0 { "id:KZ/source".to_owned() } else { holder(stream, hop - 1) };
            documents.push(json!({
                "type": "note", "number": number, "date": DATE, "supplier": supplier, "recipient": holder(stream, hop),
                "from": "store:main", "to": "store:main", "dispatched_at": TIME,
                "lines": [{"line": 1, "document": "STREAM", "document_line": 1, "quantity": "10", "unit": "KGM"}],
            }));
            documents.push(json!({"type": "note_action", "note": number, "action": "accept", "at": TIME}));
        }
    }
    documents
}
