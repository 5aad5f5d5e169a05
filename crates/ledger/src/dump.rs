//! The books as rows, for the independent auditor and for people who want to compare.

use crate::books::{Books, Numbers};
use crate::ids::{LotId, PartyId, PlaceId};
use crate::records::{LineRecord, NoteRecord, StockRecord};
use serde_json::{Map, Value, json};
use trade::measures::Measures;
use trade::quantity::Quantity;

/// The identifier of a party; of an erased one the number that is left.
pub fn party_text(books: &Books, party: PartyId) -> String {
    if !party.is_some() {
        return "registry".to_owned();
    }
    books.directory.party(party).map_or_else(|| format!("erased:{}", party.0), str::to_owned)
}

/// The code of a place.
pub fn place_text(books: &Books, place: PlaceId) -> String {
    books.directory.place(place).unwrap_or("(name not at hand)").to_owned()
}

/// Every row: stock, lines of notes with anything open, accounts, notes. One JSON object each.
pub fn rows<'a>(books: &'a Books, numbers: &'a Numbers) -> impl Iterator<Item = Value> + 'a {
    let state = &books.state;
    let stock = state.stock.records.iter().map(move |(_, record)| stock_row(books, numbers, record));
    let lines = state.open.iter().filter(|(_, open)| !open.is_settled()).map(move |(_, open)| {
        let record = state.line(open.line);
        json!({
            "lot": numbers.lot(record.lot).to_string(), "note": numbers.note(record.note).to_string(),
            "line": record.line, "on_line": measures(open.on_line), "abroad": measures(open.abroad),
            "reserved": open.reserved.to_string(),
        })
    });
    let lots = (0..state.lots.len()).map(LotId::at);
    let accounts = lots.flat_map(move |lot| account_rows(books, numbers, lot));
    let notes = (0..).zip(state.notes.iter()).map(move |(position, record)| {
        let number = numbers.note(crate::ids::NoteId::at(position));
        json!({"note": number.to_string(), "status": record.status.name()})
    });
    stock.chain(lines).chain(accounts).chain(notes)
}

/// One stock record.
pub fn stock_row(books: &Books, numbers: &Numbers, record: &StockRecord) -> Value {
    let mut row = Map::new();
    let mut put = |name: &str, text: String| row.insert(name.to_owned(), text.into());
    put("lot", numbers.lot(record.key.lot).to_string());
    put("owner", party_text(books, record.key.owner));
    put("holder", party_text(books, record.key.holder));
    put("place", place_text(books, record.key.place));
    put("status", record.key.status.as_str().to_owned());
    put("reserved", record.reserved.to_string());
    row.append(&mut measures(record.on_hand));
    Value::Object(row)
}

fn account_rows(books: &Books, numbers: &Numbers, lot: LotId) -> Vec<Value> {
    let record = books.state.lot(lot);
    let others = books.state.accounts_of_lot(lot).map(|found| (found.account, found.total));
    std::iter::once((record.source, record.minted))
        .chain(others)
        .map(|(account, total)| {
            let mut row = Map::new();
            row.insert("lot".to_owned(), numbers.lot(lot).to_string().into());
            row.insert("account".to_owned(), account.name().into());
            row.append(&mut measures(total));
            Value::Object(row)
        })
        .collect()
}

/// Measures by name; what is zero is left out, but for the quantity.
pub fn measures(measures: Measures) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("quantity".to_owned(), measures.quantity.to_string().into());
    let rest = [
        ("net_mass", measures.net_mass),
        ("gross_mass", measures.gross_mass),
        ("supplementary", measures.supplementary),
        ("pieces", measures.pieces),
        ("value", Quantity::from_micros(measures.value.micros())),
    ];
    for (name, measure) in rest.into_iter().filter(|(_, measure)| !measure.is_zero()) {
        row.insert(name.to_owned(), measure.to_string().into());
    }
    row
}

/// One note with its lines, for a person or a program.
pub fn note(books: &Books, numbers: &Numbers, id: crate::ids::NoteId) -> Value {
    let record: &NoteRecord = books.state.note(id);
    let lines: Vec<Value> = books.state.lines_of(id).map(|line| line_value(books, numbers, line)).collect();
    let party = |party| party_text(books, books.state.standing(party));
    json!({
        "note": numbers.note(id).to_string(),
        "number": books.directory.note(id),
        "kind": record.kind.as_str(),
        "status": record.status.name(),
        "snt_status": record.status.snt().name(),
        "supplier": party(record.supplier),
        "recipient": party(record.recipient),
        "from": place_text(books, record.from),
        "to": place_text(books, record.to),
        "destination": record.destination.map(|country| country.to_string()),
        "entry": record.seq,
        "lines": lines,
    })
}

fn line_value(books: &Books, numbers: &Numbers, line: crate::ids::LineId) -> Value {
    let record: &LineRecord = books.state.line(line);
    let lot = books.state.lot(record.lot);
    let open = books.state.open_of(line);
    let quantity = |pick: fn(&crate::records::OpenRecord) -> Quantity| open.map_or(Quantity::ZERO, pick).to_string();
    json!({
        "line": record.line,
        "lot": numbers.lot(record.lot).to_string(),
        "code": lot.code.to_string(),
        "unit": lot.unit.code(),
        "quantity": record.quantity.to_string(),
        "reserved": quantity(|open| open.reserved),
        "on_the_way": quantity(|open| open.on_line.quantity),
        "abroad": quantity(|open| open.abroad.quantity),
        "accepted": record.accepted.to_string(),
    })
}
