//! On the road: transports with parts of notes, crossings, returns from temporary export.

use super::desk::{Desk, Raised, at_line};
use super::entry::record_document;
use super::note::{dispatch, dispatch_line, dispatch_part};
use crate::account::{Account, End, StockKey};
use crate::books::NameKind;
use crate::effect::Effect;
use crate::ids::{LineId, NoteId, PartyId, TransportId};
use crate::lifecycle::{Action, Status};
use crate::records::{DiscrepancyKind, DocKind, note_flag};
use crate::stock::mix;
use trade::command::{
    Crossing, CustomsStatus, Direction, Load, NoteKind, Subject, TemporaryReturn, Transport, TransportHead, Transship,
};
use trade::party::PartyScheme;
use trade::quantity::Quantity;
use trade::text::SealNumber;

/// A transport with what it carries.
pub(super) fn transport(desk: &mut Desk, document: &Transport) {
    let transport = open_transport(desk, &document.head, "");
    for (position, load) in document.loads.iter().enumerate() {
        let at = format!("/loads/{position}");
        let Some(line) = find_load(desk, load, &at) else { continue };
        if room_for(desk, line, load.quantity, &at) {
            desk.emit(Effect::Load { transport, line, quantity: load.quantity });
        }
    }
}

fn open_transport(desk: &mut Desk, head: &TransportHead, at: &str) -> TransportId {
    let carrier = desk.party(&head.carrier);
    if let Some(driver) = &head.driver {
        // Who drives is a natural person, whatever register the number is from, unless it is one of companies.
        desk.party_of_kind(driver, matches!(driver.scheme(), PartyScheme::Id | PartyScheme::Eori));
    }
    if let Some(place) = &head.from {
        desk.place(place);
    }
    desk.moment(head.at, &format!("{at}/at"));
    if !desk.transports(head.number.as_str(), Some(carrier)).is_empty() {
        let text = format!("the carrier already has a transport {}", head.number);
        desk.problem("number.taken", format!("{at}/number"), text);
    }
    let id = TransportId::at(desk.state.transports.len());
    desk.name(NameKind::Transport, id.0, PartyId::NONE, head.number.as_str());
    desk.emit(Effect::Transport { carrier, seals: seal_mark(&head.seals) });
    id
}

/// A mark that is equal for equal sets of seals and not zero for any. It compares, it proves nothing.
fn seal_mark(seals: &[SealNumber]) -> u64 {
    let mut numbers: Vec<&str> = seals.iter().map(SealNumber::as_str).collect();
    numbers.sort_unstable();
    if numbers.is_empty() {
        return 0;
    }
    let bytes = numbers.join("\n");
    let words: Vec<u64> = bytes.bytes().map(u64::from).collect();
    mix(&words).max(1)
}

fn find_load(desk: &mut Desk, load: &Load, at: &str) -> Option<LineId> {
    let note = desk.note(&load.note, None, &format!("{at}/note"))?;
    desk.step(note, Action::Load, &format!("{at}/note"))?;
    desk.line_of(note, load.line, &format!("{at}/line"))
}

/// Loads of a line together are at most what is on it or promised to it.
fn room_for(desk: &mut Desk, line: LineId, quantity: Quantity, at: &str) -> bool {
    let open = desk.state.open_of(line).copied();
    let there = open.and_then(|open| open.on_line.quantity.checked_add(open.reserved)).unwrap_or(Quantity::ZERO);
    let loaded = desk.state.loads_of_line(line).try_fold(quantity, |sum, (_, load)| sum.checked_add(load.quantity));
    let fits = loaded.is_some_and(|loaded| loaded <= there);
    if !fits {
        let text = format!("the line holds {there}; the loads on open transports would be more");
        desk.problem("load.exceeds", format!("{at}/quantity"), text);
    }
    fits
}

/// Moves loads from one transport to a new one.
pub(super) fn transship(desk: &mut Desk, document: &Transship) {
    let carrier = desk.party(&document.carrier);
    desk.moment(document.at, "/at");
    desk.place(&document.place);
    let found = desk.transports(document.from.as_str(), Some(carrier));
    let to = open_transport(desk, &document.to, "/to");
    let Some(from) = newest(desk, &found).filter(|from| *from != to) else {
        let text = format!("the carrier has no transport {}", document.from);
        desk.problem("transport.unknown", "/from", text);
        return;
    };
    match &document.loads {
        None => {
            let loads: Vec<_> = desk.state.loads_of_transport(from).map(|(load, record)| (load, *record)).collect();
            for (load, record) in loads.into_iter().rev() {
                reload(desk, load, to, record.line, record.quantity);
            }
        }
        Some(loads) => {
            for (position, load) in loads.iter().enumerate() {
                let at = format!("/loads/{position}");
                let Some(line) = find_load(desk, load, &at) else { continue };
                transship_part(desk, (from, to), line, load.quantity, &at);
            }
        }
    }
}

fn transship_part(desk: &mut Desk, (from, to): (TransportId, TransportId), line: LineId, quantity: Quantity, at: &str) {
    let loads: Vec<_> = desk
        .state
        .loads_of_transport(from)
        .filter(|(_, record)| record.line == line)
        .map(|(load, record)| (load, record.quantity))
        .collect();
    let mut left = quantity;
    for (load, there) in loads.into_iter().rev() {
        let part = there.min(left);
        reload(desk, load, to, line, part);
        left = left.checked_sub(part).unwrap_or(Quantity::ZERO);
    }
    if !left.is_zero() {
        let text = format!("{left} more than that transport carries of this line");
        desk.problem("load.exceeds", format!("{at}/quantity"), text);
    }
}

fn reload(desk: &mut Desk, load: u32, transport: TransportId, line: LineId, quantity: Quantity) {
    if !quantity.is_zero() {
        desk.emit(Effect::Unload { load, quantity });
        desk.emit(Effect::Load { transport, line, quantity });
    }
}

/// A border post was passed: a fact, never refused for what the books hold.
pub(super) fn crossing(desk: &mut Desk, document: &Crossing) {
    let officer = desk.party_or(document.officer.as_ref(), PartyId::NONE);
    desk.place(&document.post);
    desk.moment(document.at, "/at");
    match find_subject(desk, &document.subject) {
        Found::Nothing => {
            desk.discrepancy(Raised::of(DiscrepancyKind::UnknownCrossing, officer));
        }
        Found::Transport(transport) => {
            check_seals(desk, transport, document.seals.as_deref());
            if document.direction == Direction::Out {
                cross_transport(desk, transport);
            }
        }
        Found::Note(note) => {
            if document.direction == Direction::Out {
                cross_note(desk, note);
            }
        }
    }
}

/// Of several transports the newest that still carries something, else the newest.
fn newest(desk: &Desk, found: &[TransportId]) -> Option<TransportId> {
    let loaded = |id: &&TransportId| !carried(desk, **id).is_empty();
    found.iter().rev().find(loaded).or(found.last()).copied()
}

/// What a crossing or an act is about.
pub(super) enum Found {
    Nothing,
    Transport(TransportId),
    Note(NoteId),
}

/// The transport (the newest of several that still carries something) or note named, when the books know one.
pub(super) fn find_subject(desk: &mut Desk, subject: &Subject) -> Found {
    match subject {
        Subject::Transport { number, carrier } => {
            let carrier = carrier.as_ref().map(|party| desk.party(party));
            let found = desk.transports(number.as_str(), carrier);
            newest(desk, &found).map_or(Found::Nothing, Found::Transport)
        }
        Subject::Note(note) => match desk.find_note(note, None).as_slice() {
            [note] => Found::Note(*note),
            _ => Found::Nothing,
        },
    }
}

fn check_seals(desk: &mut Desk, transport: TransportId, seen: Option<&[SealNumber]>) {
    let Some(record) = desk.state.transport(transport).copied() else { return };
    let Some(seen) = seen else { return };
    if record.seals != 0 && seal_mark(seen) != record.seals {
        let carrier = desk.state.standing(record.carrier);
        desk.discrepancy(Raised::of(DiscrepancyKind::SealMismatch, carrier));
    }
}

fn cross_transport(desk: &mut Desk, transport: TransportId) {
    let mut loads = carried(desk, transport);
    loads.reverse();
    let mut notes: Vec<NoteId> = loads.iter().map(|(_, line)| desk.state.line(*line).note).collect();
    notes.sort_unstable();
    notes.dedup();
    notes.iter().for_each(|note| start(desk, *note));
    for (load, line) in loads {
        let carried = desk.state.loads.at(load).quantity;
        if desk.state.note(desk.state.line(line).note).kind.leaves() && !carried.is_zero() {
            desk.emit(Effect::Unload { load, quantity: carried });
            bring(desk, line, carried);
            leave(desk, line, carried);
        }
    }
    notes.into_iter().for_each(|note| finish(desk, note));
}

/// The loads that have not ended.
pub(super) fn carried(desk: &Desk, transport: TransportId) -> Vec<(u32, LineId)> {
    let loads = desk.state.loads_of_transport(transport).filter(|(_, load)| !load.quantity.is_zero());
    loads.map(|(load, record)| (load, record.line)).collect()
}

fn cross_note(desk: &mut Desk, note: NoteId) {
    start(desk, note);
    if desk.state.note(note).kind.leaves() {
        for line in desk.state.lines_of(note) {
            super::note::unload(desk, line);
            dispatch_line(desk, line);
            let there = desk.state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity);
            leave(desk, line, there);
        }
    }
    finish(desk, note);
}

/// Makes the books follow what was seen: goods that pass a border are on the way.
fn start(desk: &mut Desk, note: NoteId) {
    let record = *desk.state.note(note);
    if record.status == Status::Released {
        dispatch(desk, note);
    } else if record.status.crosses_against_hold() {
        let supplier = desk.state.standing(record.supplier);
        let line = record.first_line;
        desk.discrepancy(Raised { line, ..Raised::of(DiscrepancyKind::CrossedAgainstHold, supplier) });
    }
    desk.emit(Effect::NoteFlag { note, bits: note_flag::CROSSED });
}

/// What is carried out although its note never left: that much of the promise is on the way after all.
fn bring(desk: &mut Desk, line: LineId, carried: Quantity) {
    let Some(open) = desk.state.open_of(line) else { return };
    let missing = carried.checked_sub(open.on_line.quantity).unwrap_or(Quantity::ZERO);
    let part = missing.min(open.reserved);
    dispatch_part(desk, line, part);
}

/// Takes at most `quantity` of a line out of the country.
fn leave(desk: &mut Desk, line: LineId, quantity: Quantity) {
    let there = desk.state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity);
    let to = match desk.state.note(desk.state.line(line).note).kind {
        NoteKind::Export => End::Account(Account::Export),
        NoteKind::Transit => End::Account(Account::TransitOut),
        NoteKind::TemporaryExport => End::Abroad(line),
        NoteKind::Transfer | NoteKind::Move | NoteKind::Return => return,
    };
    desk.draw_line(line, quantity.min(there), to);
}

/// An export note with nothing left on its lines has departed.
fn finish(desk: &mut Desk, note: NoteId) {
    let record = *desk.state.note(note);
    let on_the_way = matches!(
        record.status,
        Status::Registered
            | Status::Held
            | Status::Dispatched
            | Status::Delivered
            | Status::Rejected
            | Status::Interrupted
    );
    let empty = desk
        .state
        .lines_of(note)
        .all(|line| desk.state.open_of(line).is_none_or(|open| open.on_line.is_zero() && open.reserved.is_zero()));
    if record.kind.leaves() && on_the_way && empty {
        desk.emit(Effect::Status { note, status: Status::Departed });
        desk.emit(Effect::Due { note, due: None });
    }
}

/// Goods come back from temporary export.
pub(super) fn temporary_return(desk: &mut Desk, document: &TemporaryReturn) {
    desk.moment(document.at, "/at");
    let Some(note) = desk.note(&document.note, None, "/note") else { return };
    let record = *desk.state.note(note);
    let (supplier, consignor) = (desk.state.standing(record.supplier), desk.state.standing(record.consignor));
    let place = desk.place(&document.place);
    desk.document_number(DocKind::TemporaryReturn, supplier, document.number.as_str());
    let day = document.at.day().number();
    let who = (supplier, consignor, place);
    record_document(desk, DocKind::TemporaryReturn, who, day, CustomsStatus::Free, 0);
    if desk.step(note, Action::ComeBack, "/note").is_none() {
        return;
    }
    for (position, part) in document.lines.iter().enumerate() {
        let Some(line) = desk.line_of(note, part.line, &at_line(position, "line")) else { continue };
        let abroad = desk.state.open_of(line).map_or(trade::measures::Measures::ZERO, |open| open.abroad);
        let Some((amount, _)) = abroad.take(part.quantity) else {
            let text = format!("only {} of this line is abroad", abroad.quantity);
            desk.problem("return.exceeds", at_line(position, "quantity"), text);
            continue;
        };
        let source = StockKey { place, ..desk.state.source_of(line) };
        desk.post(source.lot, End::Abroad(line), End::stock(source), amount);
    }
}
