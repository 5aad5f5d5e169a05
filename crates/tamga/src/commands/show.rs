//! `tamga show`: everything about one number.

mod life;

use super::{discrepancies, lots, note};
use crate::cli::Common;
use crate::drawing::{Files, about};
use crate::resolve::Thing;
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::{DiscrepancyId, DocId, LotId, TransportId};
use serde_json::{Value, json};
use std::io;

const AFTER: &str = "\
Examples:
  tamga show KZ-L-7F3K-9Q2M-2     a lot
  tamga show DECL-7#2             the lot of line 2 of a document
  tamga show DECL-7               a document and its lots
  tamga show SNT-1                a note
  tamga show TR-1                 a transport
  tamga show KZ-D-0XKR-MZ31-7     a discrepancy
  tamga show 118                  entry 118: the document as it came and the answer to it
  tamga show SNT-1 --html n.html  a page with the life of a note from its first entry to the last

Next: `tamga trace up NAME` and `tamga trace down NAME` follow the goods.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Lot, note, NAME#LINE, document, transport, discrepancy, or number of an entry
    number: String,
    #[command(flatten)]
    picture: Files,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    let found = session.view(|view| view.thing(&options.number));
    if let (Err(_), Ok(seq)) = (&found, options.number.parse::<u64>()) {
        return if options.picture.are_wanted() { Err(no_note(options)) } else { entry(seq, &session, screen) };
    }
    let thing = found?;
    if options.picture.are_wanted() {
        return drawn(thing, options, &session, screen);
    }
    let document = if let Thing::Transport(id) = thing { transport_document(id, &session)? } else { None };
    let print = |view: &View| match thing {
        Thing::Lot(lot) => print_lot(lot, view, screen),
        Thing::Note(id) => note::print_note(id, view, screen),
        Thing::Line(line) => note::print_note(view.books.state.line(line).note, view, screen),
        Thing::Document(document) => print_document(document, view, screen),
        Thing::Transport(transport) => print_transport(transport, document.as_ref(), view, screen),
        Thing::Discrepancy(discrepancy) => print_discrepancy(discrepancy, view, screen),
    };
    session.view(|view| Ok(print(view)?))?;
    Ok(Ending::Done)
}

/// Draws the life of a note.
fn drawn(thing: Thing, options: &Options, session: &Session, screen: &Screen) -> Result<Ending, Trouble> {
    session.view(|view| {
        let note = match thing {
            Thing::Note(note) => note,
            Thing::Line(line) => view.books.state.line(line).note,
            Thing::Lot(_) | Thing::Document(_) | Thing::Transport(_) | Thing::Discrepancy(_) => {
                return Err(Trouble::input(format!(
                    "`{}` is no note, and only the life of a note is drawn",
                    options.number
                ))
                .next("`tamga trace down NAME --html FILE` draws where goods of a lot or document went"));
            }
        };
        let title = format!("Note {} ({})", view.note(note), view.numbers.note(note));
        let about = about(title, format!("tamga show {}", options.number), session);
        options.picture.write(&life::life(note, view, session)?.draw(), &about, screen)
    })?;
    Ok(Ending::Done)
}

fn no_note(options: &Options) -> Trouble {
    Trouble::input(format!("`{}` is no note, and only the life of a note is drawn", options.number))
        .next("`tamga trace down NAME --html FILE` draws where goods of a lot or document went")
}

fn entry(seq: u64, session: &Session, screen: &Screen) -> Result<Ending, Trouble> {
    let Some(value) = session.entry(seq)? else {
        return Err(Trouble::input(format!("there is no entry {seq}")).next("`tamga status` tells how many there are"));
    };
    if screen.is_json() {
        screen.json(&value)?;
    } else {
        screen.line(serde_json::to_string_pretty(&value).unwrap_or_else(|_| value.to_string()))?;
    }
    Ok(Ending::Done)
}

fn print_lot(lot: LotId, view: &View, screen: &Screen) -> io::Result<()> {
    let stock = || view.books.state.stock_of_lot(lot);
    if screen.is_json() {
        let mut value = lots::lot_value(view, lot);
        if let Some(map) = value.as_object_mut() {
            let rows = stock().map(|record| ledger::dump::stock_row(view.books, view.numbers, record));
            map.insert("stock".to_owned(), Value::Array(rows.collect()));
        }
        return screen.json(&value);
    }
    let record = view.books.state.lot(lot);
    let document = view.books.state.document(record.document);
    screen.line(view.lot(lot))?;
    screen.line(format!("  {} of {}", view.document_line(lot), words::day(document.day)))?;
    screen.line(format!(
        "  came in: {}, for {}",
        words::amount(record.minted.quantity, record.unit),
        view.party_name(document.principal)
    ))?;
    let entries = if record.chain == 1 { "entry" } else { "entries" };
    screen.line(format!("  {} {entries} touched it, the last is {}", record.chain, record.last_seq))?;
    for flag in words::lot_flags(record.flags) {
        screen.line(format!("  {}", screen.paint(Tone::Note, flag)))?;
    }
    whereabouts(lot, view, screen)?;
    let name = view.numbers.lot(lot);
    screen.line(format!("Next: tamga trace down {name}"))
}

/// Where the goods of a lot are now: stock, notes, and the accounts they went to.
fn whereabouts(lot: LotId, view: &View, screen: &Screen) -> io::Result<()> {
    let state = &view.books.state;
    let unit = state.lot(lot).unit;
    let mut table = Table::new([Column::Right("quantity"), Column::Text("where")]);
    for record in state.stock_of_lot(lot) {
        let (owner, place) = (view.party_name(record.key.owner), view.place(record.key.place));
        let status = record.key.status.as_str();
        table.row([words::amount(record.on_hand.quantity, unit), format!("stock of {owner} at {place} ({status})")]);
    }
    for (_, open) in state.open.iter().filter(|(_, open)| state.line(open.line).lot == lot) {
        if !open.on_line.quantity.is_zero() {
            table.row([words::amount(open.on_line.quantity, unit), format!("on the way, {}", view.line(open.line))]);
        }
        if !open.abroad.quantity.is_zero() {
            table.row([words::amount(open.abroad.quantity, unit), format!("abroad, {}", view.line(open.line))]);
        }
    }
    for account in state.accounts_of_lot(lot) {
        table.row([words::amount(account.total.quantity, unit), format!("account {}", account.account.name())]);
    }
    table.print(screen)
}

fn print_document(document: DocId, view: &View, screen: &Screen) -> io::Result<()> {
    let record = view.books.state.document(document);
    let number = view.books.directory.document(document).unwrap_or("(number erased)");
    let lots: Vec<LotId> = view.books.state.lots_of(document).collect();
    if screen.is_json() {
        let rows: Vec<Value> = lots.iter().map(|lot| lots::lot_value(view, *lot)).collect();
        return screen.json(&json!({
            "document": number, "principal": view.party(record.principal), "date": words::day(record.day),
            "entry": record.seq, "lots": rows,
        }));
    }
    let (principal, day) = (view.party_name(record.principal), words::day(record.day));
    screen.line(format!("{number} of {day}, {principal}, entry {}", record.seq))?;
    for lot in lots {
        let one = view.books.state.lot(lot);
        let amount = words::amount(one.minted.quantity, one.unit);
        screen.line(format!("  line {}: {}, {amount}", one.line, view.lot(lot)))?;
    }
    screen.line(format!("Next: tamga show {}", record.seq))
}

/// The document that tells of a transport, or the part of it that does.
fn transport_document(transport: TransportId, session: &Session) -> Result<Option<Value>, Trouble> {
    let seq = session.view(|view| Ok(view.books.state.transport(transport).map_or(0, |record| record.seq)))?;
    let Some(mut entry) = session.entry(seq)? else { return Ok(None) };
    let command = entry["command"].take();
    Ok(Some(command.get("to").cloned().unwrap_or(command)))
}

/// Vehicle, trailers, driver and seals, as far as the document names them.
fn on_the_road(document: &Value) -> String {
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let list = |name: &str| {
        let items = document.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let parts = [
        (text("mode"), text("vehicle").to_owned()),
        ("trailers", list("trailers")),
        ("driver", driver(text("driver_name"), text("driver"))),
        ("seals", list("seals")),
    ];
    let named = parts.iter().filter(|(_, value)| !value.is_empty());
    named.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
}

/// Name and number of a driver; an erased text stands as `erased:` and a number.
fn driver(name: &str, party: &str) -> String {
    if party.starts_with("erased:") { "(erased)".to_owned() } else { format!("{name} {party}").trim().to_owned() }
}

fn print_transport(transport: TransportId, document: Option<&Value>, view: &View, screen: &Screen) -> io::Result<()> {
    let Some(record) = view.books.state.transport(transport) else { return Ok(()) };
    let number = view.books.directory.transport(transport).unwrap_or_default();
    let mut loads: Vec<_> = view.books.state.loads_of_transport(transport).map(|(_, load)| *load).collect();
    loads.reverse();
    if screen.is_json() {
        let rows: Vec<Value> = loads
            .iter()
            .map(|load| {
                let line = view.books.state.line(load.line);
                json!({
                    "note": view.numbers.note(line.note).to_string(), "line": line.line,
                    "quantity": load.quantity.to_string(),
                })
            })
            .collect();
        return screen.json(&json!({
            "transport": view.numbers.transport(transport).to_string(), "number": number,
            "carrier": view.party(record.carrier), "entry": record.seq, "sealed": record.seals != 0, "loads": rows,
            "document": document,
        }));
    }
    screen.line(format!(
        "transport {number} ({}) of {}, entry {}, {}",
        view.numbers.transport(transport),
        view.party_name(record.carrier),
        record.seq,
        if record.seals == 0 { "no seals named" } else { "sealed" }
    ))?;
    if let Some(document) = document {
        screen.text("  ", &on_the_road(document))?;
    }
    loads.retain(|load| !load.quantity.is_zero());
    if loads.is_empty() {
        screen.line("  carries nothing any more: it has crossed, or its loads moved on")?;
    }
    for load in loads {
        let unit = view.books.state.lot(view.books.state.line(load.line).lot).unit;
        screen.line(format!("  {} of {}", words::amount(load.quantity, unit), view.line(load.line)))?;
    }
    screen.line(format!("Next: tamga show {} shows the whole document", record.seq))
}

fn print_discrepancy(id: DiscrepancyId, view: &View, screen: &Screen) -> io::Result<()> {
    let value = discrepancies::value(view, id);
    if screen.is_json() {
        return screen.json(&value);
    }
    let Some(record) = id.position().and_then(|position| view.books.state.discrepancies.find(position)) else {
        return Ok(());
    };
    screen.line(format!("discrepancy {}: {}", view.numbers.discrepancy(id), words::discrepancy(record.kind)))?;
    let subject = view.discrepancy_subject(id);
    if !subject.is_empty() {
        screen.line(format!("  about {subject}"))?;
    }
    let owner = if record.owner.is_some() { view.party_name(record.owner) } else { "the registry".to_owned() };
    screen.line(format!("  {owner} must answer it until {}", words::day(record.due)))?;
    let state = if record.resolved == 0 { "open".to_owned() } else { format!("answered by entry {}", record.resolved) };
    screen.line(format!("  raised by entry {}; {state}", record.seq))?;
    screen.line(format!("Next: tamga show {} shows the document that raised it", record.seq))
}
