//! A trace as JSON, with the names behind the ids.

use super::path::{Draw, Receipt, Share};
use super::{Node, Trace};
use crate::books::{Books, Numbers};
use crate::dump::{party_text, place_text};
use crate::ids::LotId;
use crate::moves::Stop;
use serde_json::{Value, json};

/// A trace as one JSON object: `nodes`, `edges` (by position of nodes), `starts`, `complete`, `sums_agree`.
pub fn trace(books: &Books, numbers: &Numbers, trace: &Trace) -> Value {
    let nodes: Vec<Value> = trace.nodes.iter().map(|one| node(books, numbers, one)).collect();
    let edges: Vec<Value> = trace
        .edges
        .iter()
        .map(|edge| {
            json!({
                "from": edge.from, "to": edge.to, "quantity": edge.quantity.to_string(), "made": edge.made.to_string(),
                "first_entry": edge.first, "last_entry": edge.last, "postings": edge.count,
            })
        })
        .collect();
    json!({
        "nodes": nodes, "edges": edges, "starts": trace.starts, "complete": trace.complete,
        "sums_agree": trace.sums_agree(),
    })
}

fn node(books: &Books, numbers: &Numbers, node: &Node) -> Value {
    let lot = books.state.lot(node.place.lot);
    let mut value = json!({
        "lot": numbers.lot(node.place.lot).to_string(), "unit": lot.unit.code(),
        "came": node.came.to_string(), "went": node.went.to_string(), "there": node.there.to_string(),
        "sums_agree": node.sums_agree, "stop": stop_text(books, numbers, node.place.stop),
    });
    if let (Some(map), Stop::Account(account)) = (value.as_object_mut(), node.place.stop)
        && account == lot.source
    {
        map.insert("document".into(), document_text(books, node.place.lot).into());
    }
    value
}

/// The document and line a lot came from, e.g. `import_declaration/55301/… line 2`.
pub fn document_text(books: &Books, lot: LotId) -> String {
    let record = books.state.lot(lot);
    let number = books.directory.document(record.document).unwrap_or("(number not at hand)");
    format!("{number} line {}", record.line)
}

/// A stop in words that a person and a program can read: `account import`, `stock bin:… at locode:…`, `note N… line 1`.
pub fn stop_text(books: &Books, numbers: &Numbers, stop: Stop) -> String {
    let line_text = |line| {
        let record = books.state.line(line);
        format!("{} line {}", numbers.note(record.note), record.line)
    };
    match stop {
        Stop::Account(account) => format!("account {}", account.name()),
        Stop::Stock(owner, place) => format!("stock {} at {}", party_text(books, owner), place_text(books, place)),
        Stop::Line(line) => format!("note {}", line_text(line)),
        Stop::Abroad(line) => format!("abroad under note {}", line_text(line)),
        Stop::Lot(lot) => format!("lot {}", numbers.lot(lot)),
    }
}

/// Shares as JSON; `exact` tells where the bounds meet, `first_in_first_out` is a convention.
pub fn share(books: &Books, numbers: &Numbers, share: &Share) -> Value {
    let receipt = match share.receipt {
        Receipt::Note(note) => format!("note {}", numbers.note(note)),
        Receipt::Account(account) => format!("account {}", account.name()),
        Receipt::Stock(owner, place) => stop_text(books, numbers, Stop::Stock(owner, place)),
    };
    let draw = match share.draw {
        Draw::Line(line) => stop_text(books, numbers, Stop::Line(line)),
        Draw::Account(account) => stop_text(books, numbers, Stop::Account(account)),
        Draw::Stock(owner, place) => stop_text(books, numbers, Stop::Stock(owner, place)),
    };
    json!({
        "stock": stop_text(books, numbers, Stop::Stock(share.owner, share.place)), "receipt": receipt, "draw": draw,
        "entry": share.seq, "min": share.min.to_string(), "max": share.max.to_string(), "exact": share.is_exact(),
        "first_in_first_out": share.fifo.to_string(),
    })
}
