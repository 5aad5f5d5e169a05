//! What the demo shows after a step.

use super::story::DECLARATION;
use crate::screen::{Screen, Tone};
use crate::session::View;
use crate::words;
use ledger::{LotId, PartyId};
use serde_json::Value;
use std::io;

/// Something to look at.
pub(super) enum Look {
    /// Stock of a party, by its name.
    Stock(&'static str),
    /// A note, by its own number.
    Note(&'static str),
    /// A transport, by its own number.
    Transport(&'static str),
    /// Where the goods of a line of the declaration are.
    Lot(u16),
    /// Lots that somebody should look at.
    Flagged,
}

/// A document in a few words: `note_action accept SNT-101`.
pub(super) fn document(document: &Value) -> String {
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    let kind = field("type").unwrap_or_default().replace('_', " ");
    let rest = ["action", "number", "note", "document", "transport"].map(field);
    std::iter::once(kind.as_str()).chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(" ")
}

/// Prints it.
pub(super) fn print(look: &Look, view: &View, screen: &Screen) -> io::Result<()> {
    match look {
        Look::Stock(name) => stock(name, view, screen),
        Look::Note(number) => note(number, view, screen),
        Look::Transport(number) => transport(number, view, screen),
        Look::Lot(line) => lot(*line, view, screen),
        Look::Flagged => flagged(view, screen),
    }
}

fn fact(screen: &Screen, text: &str) -> io::Result<()> {
    screen.text("    ", text)
}

fn stock(name: &str, view: &View, screen: &Screen) -> io::Result<()> {
    let state = &view.books.state;
    let parties = (0..state.parties.len()).map(PartyId::at);
    let Some(party) = parties.into_iter().find(|party| view.books.directory.title(*party) == Some(name)) else {
        return Ok(());
    };
    let mut records: Vec<_> = state.stock_of_owner(party).collect();
    records.sort_unstable_by_key(|record| record.key);
    for record in records {
        let lot = state.lot(record.key.lot);
        let reserved =
            if record.reserved.is_zero() { String::new() } else { format!(", {} of them reserved", record.reserved) };
        let amount = words::amount(record.on_hand.quantity, lot.unit);
        fact(screen, &format!("{name} has {amount} of {} ({}){reserved}", lot.code, view.numbers.lot(record.key.lot)))?;
    }
    Ok(())
}

fn note(number: &str, view: &View, screen: &Screen) -> io::Result<()> {
    let state = &view.books.state;
    let Some(note) = view.books.directory.find_notes(number).last().copied() else { return Ok(()) };
    for line in state.lines_of(note) {
        let record = state.line(line);
        let unit = state.lot(record.lot).unit;
        let mut parts = vec![format!("{} noted", words::amount(record.quantity, unit))];
        if let Some(open) = state.open_of(line) {
            for (quantity, what) in [(open.reserved, "reserved"), (open.on_line.quantity, "on the way")] {
                if !quantity.is_zero() {
                    parts.push(format!("{} {what}", words::amount(quantity, unit)));
                }
            }
        }
        if !record.accepted.is_zero() {
            parts.push(format!("{} accepted", words::amount(record.accepted, unit)));
        }
        fact(screen, &format!("{number} line {}: {}", record.line, parts.join(", ")))?;
    }
    Ok(())
}

fn transport(number: &str, view: &View, screen: &Screen) -> io::Result<()> {
    let state = &view.books.state;
    let Some(transport) = view.books.directory.find_transports(number).last().copied() else { return Ok(()) };
    let mut loads: Vec<_> = state.loads_of_transport(transport).map(|(_, load)| *load).collect();
    loads.reverse();
    for load in loads {
        let unit = state.lot(state.line(load.line).lot).unit;
        fact(screen, &format!("{number} carries {} of {}", words::amount(load.quantity, unit), view.line(load.line)))?;
    }
    Ok(())
}

/// The lot of a line of the declaration.
fn declared(line: u16, view: &View) -> Option<LotId> {
    let name = format!("import_declaration/{DECLARATION}");
    let document = view.books.directory.find_documents(&name).last().copied()?;
    view.books.state.lots_of(document).find(|lot| view.books.state.lot(*lot).line == line)
}

fn lot(line: u16, view: &View, screen: &Screen) -> io::Result<()> {
    let Some(lot) = declared(line, view) else { return Ok(()) };
    let state = &view.books.state;
    let record = state.lot(lot);
    let amount = |quantity| words::amount(quantity, record.unit);
    fact(screen, &format!("lot {}: {} came in", view.numbers.lot(lot), amount(record.minted.quantity)))?;
    let mut parts: Vec<String> = state
        .stock_of_lot(lot)
        .map(|stock| format!("{} in stock of {}", stock.on_hand.quantity, view.party_name(stock.key.owner)))
        .collect();
    let lines = state.open.iter().filter(|(_, open)| state.line(open.line).lot == lot && !open.on_line.is_zero());
    parts.extend(lines.map(|(_, open)| format!("{} on {}", open.on_line.quantity, view.line(open.line))));
    parts.extend(
        state.accounts_of_lot(lot).map(|account| format!("{} {}", account.total.quantity, account.account.name())),
    );
    fact(screen, &format!("= {}", parts.join(" + ")))
}

fn flagged(view: &View, screen: &Screen) -> io::Result<()> {
    use ledger::records::flag::{CORRECTED_AFTER_USE, DOWNSTREAM};
    let state = &view.books.state;
    for lot in (0..state.lots.len()).map(LotId::at) {
        if state.lot(lot).flags & (CORRECTED_AFTER_USE | DOWNSTREAM) != 0 {
            let flags = words::lot_flags(state.lot(lot).flags).join(", ");
            fact(screen, &format!("{}: {}", view.lot(lot), screen.paint(Tone::Note, &flags)))?;
        }
    }
    Ok(())
}
