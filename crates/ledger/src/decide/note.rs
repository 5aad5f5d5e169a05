//! The accompanying note: saved, registered, dispatched; corrected by another; goods sent back.

use super::desk::{Desk, Raised, at_line};
use crate::account::End;
use crate::books::NameKind;
use crate::bug::must;
use crate::effect::Effect;
use crate::ids::{LineId, NoteId, PartyId};
use crate::lifecycle::{Action, Status};
use crate::records::{DiscrepancyKind, LineRecord, NoteRecord, note_flag};
use trade::command::{CustomsStatus, Note, NoteKind, NoteLine, NoteRef};
use trade::quantity::Quantity;

/// A note.
pub(super) fn note(desk: &mut Desk, document: &Note) {
    let record = head(desk, document);
    let supplier = record.supplier;
    if !desk.notes_of(document.number.as_str(), supplier).is_empty() {
        let text = format!("the supplier already has a note {}", document.number);
        desk.problem("number.taken", "/number", text);
    }
    if let Some(moment) = document.dispatched_at {
        desk.moment(moment, "/dispatched_at");
    }
    if document.draft && document.fixes.is_some() {
        desk.problem("note.draft_fixes", "/fixes", "a draft cannot take the place of a note; register the correction");
        return;
    }
    let replaced = document.fixes.as_ref().and_then(|fixes| replace(desk, fixes, &record));
    if document.fixes.is_some() && replaced.is_none() {
        // What the old note holds cannot be counted for the new one, so that its balances would be judged wrongly.
        return;
    }
    let returned = document.returns.as_ref().and_then(|returns| desk.note(returns, None, "/returns"));
    let id = NoteId::at(desk.state.notes.len());
    let earlier = returned.or(replaced.map(|(note, _)| note)).unwrap_or(NoteId::NONE);
    desk.name(NameKind::Note, id.0, PartyId::NONE, document.number.as_str());
    desk.emit(Effect::Note(NoteRecord { earlier, ..record }));
    for (position, line) in document.lines.iter().enumerate() {
        add_line(desk, id, line, document, &at_line(position, ""));
    }
    if desk.has_problems() || document.draft {
        return;
    }
    check_returns(desk, id);
    let was_dispatched = replaced.is_some_and(|(_, dispatched)| dispatched);
    if document.paper.is_some() || document.dispatched_at.is_some() || was_dispatched {
        if document.paper.is_none() && !was_dispatched && desk.state.note(id).status != Status::Released {
            let text = "an authority releases notes here; dispatch it when it is released";
            desk.problem("note.not_released", "/dispatched_at", text);
            return;
        }
        dispatch(desk, id);
    }
}

/// The note's record. It starts as a draft, released, or registered and waiting for a release.
fn head(desk: &mut Desk, document: &Note) -> NoteRecord {
    let supplier = desk.party(&document.supplier);
    let recipient = desk.party(&document.recipient);
    let consignor = desk.party_or(document.consignor.as_ref(), supplier);
    let consignee = desk.party_or(document.consignee.as_ref(), recipient);
    let carrier = desk.party_or(document.carrier.as_ref(), PartyId::NONE);
    let from = desk.place(&document.from);
    let to = desk.place(&document.to);
    let day = desk.day(document.date, "/date");
    check_parties(desk, document.kind, supplier, recipient, "/recipient");
    let (status, due) = if document.draft {
        (Status::Draft, None)
    } else {
        (registered(desk), Some(desk.term(desk.context.policy.dispatch_days)))
    };
    NoteRecord {
        kind: document.kind,
        status,
        supplier,
        recipient,
        consignor,
        consignee,
        carrier,
        from,
        to,
        destination: document.destination,
        day,
        seq: desk.context.seq,
        first_line: LineId::at(desk.state.lines.len()),
        lines: u16::try_from(document.lines.len()).unwrap_or(u16::MAX),
        due,
        earlier: NoteId::NONE,
        flags: if document.paper.is_some() { note_flag::PAPER } else { 0 },
    }
}

/// Mergers may have made two parties one since the document was read.
pub(super) fn check_parties(desk: &mut Desk, kind: NoteKind, supplier: PartyId, recipient: PartyId, at: &str) {
    match kind {
        NoteKind::Move if supplier != recipient => {
            desk.problem("note.parties", at, "a move keeps the owner: the recipient must be the supplier");
        }
        NoteKind::Transfer | NoteKind::Return if supplier == recipient => {
            desk.problem("note.parties", at, "the recipient is the supplier; use the kind move");
        }
        NoteKind::Transfer
        | NoteKind::Move
        | NoteKind::Export
        | NoteKind::TemporaryExport
        | NoteKind::Transit
        | NoteKind::Return => {}
    }
}

/// The status after registration, by policy.
fn registered(desk: &Desk) -> Status {
    if desk.context.policy.release_at_registration { Status::Released } else { Status::Registered }
}

/// Adds a line and promises its goods. A paper note is a fact: what is missing is cut and raised.
fn add_line(desk: &mut Desk, note: NoteId, line: &NoteLine, document: &Note, at: &str) {
    let supplier = desk.state.note(note).supplier;
    let receipt = line.receipt.as_ref().map_or(Some(NoteId::NONE), |receipt| find_receipt(desk, receipt, supplier, at));
    let status = line.status.unwrap_or(document.kind.default_status());
    let in_custody = matches!(status, CustomsStatus::Detained | CustomsStatus::Seized);
    let usable = document.paper.is_some() || desk.free_to_use(status, at);
    let usable = check_transit(desk, document.kind, status, at) && usable;
    let Some(lot) = desk.lot(&line.lot, supplier, at) else { return };
    let Some(asked) = desk.in_unit(lot, line.quantity, line.unit, at) else { return };
    let (Some(receipt), true) = (receipt, usable) else { return };
    let head = *desk.state.note(note);
    let key = crate::account::StockKey { lot, owner: supplier, holder: head.consignor, place: head.from, status };
    let promised = if document.draft {
        asked
    } else if document.paper.is_some() {
        if in_custody { Quantity::ZERO } else { desk.available(key).min(asked) }
    } else if desk.enough(key, asked, at) {
        asked
    } else {
        return;
    };
    let id = LineId::at(desk.state.lines.len());
    desk.emit(Effect::Line(LineRecord {
        note,
        line: line.line,
        lot,
        status,
        quantity: promised,
        accepted: Quantity::ZERO,
        returned: Quantity::ZERO,
        receipt,
        open: 0,
    }));
    if !document.draft && !promised.is_zero() {
        desk.emit(Effect::Reserve { line: id, quantity: promised });
    }
    if let Some(short) = asked.checked_sub(promised).filter(|short| !short.is_zero()) {
        let raised = Raised {
            lot,
            line: id,
            quantity: short,
            document_line: line.line,
            ..Raised::of(DiscrepancyKind::ShortBalance, supplier)
        };
        desk.discrepancy(raised);
    }
}

/// Foreign goods in transit leave under transit notes, and nothing else does.
fn check_transit(desk: &mut Desk, kind: NoteKind, status: CustomsStatus, at: &str) -> bool {
    let fits = (kind == NoteKind::Transit) == (status == CustomsStatus::Transit);
    if !fits {
        let text = "goods in transit move under notes of the kind transit, and only they do";
        desk.problem("note.transit_status", format!("{at}/status"), text);
    }
    fits
}

/// The receipt a line draws from: a note that brought goods to this supplier.
fn find_receipt(desk: &mut Desk, receipt: &NoteRef, supplier: PartyId, at: &str) -> Option<NoteId> {
    let note = desk.note(receipt, None, &format!("{at}/receipt"))?;
    if desk.state.standing(desk.state.note(note).recipient) == supplier {
        return Some(note);
    }
    desk.problem("note.other_recipient", format!("{at}/receipt"), "that note did not bring goods to the supplier");
    None
}

/// Registers a draft.
pub(super) fn register_draft(desk: &mut Desk, note: NoteId) {
    if desk.step(note, Action::Register, "/action").is_none() {
        return;
    }
    let record = *desk.state.note(note);
    let standing = |party| desk.state.standing(party);
    let (supplier, recipient) = (standing(record.supplier), standing(record.recipient));
    check_parties(desk, record.kind, supplier, recipient, "/note");
    check_returns(desk, note);
    let lines: Vec<LineId> = desk.state.lines_of(note).collect();
    for (position, line) in lines.into_iter().enumerate() {
        let quantity = desk.state.line(line).quantity;
        if desk.enough(desk.state.source_of(line), quantity, &at_line(position, "")) {
            desk.emit(Effect::Reserve { line, quantity });
        }
    }
    let status = registered(desk);
    desk.emit(Effect::Status { note, status });
    let due = Some(desk.term(desk.context.policy.dispatch_days));
    desk.emit(Effect::Due { note, due });
}

/// Starts moving: promises become postings. The note must be one that may go (or a fact).
pub(super) fn dispatch(desk: &mut Desk, note: NoteId) {
    for line in desk.state.lines_of(note) {
        dispatch_line(desk, line);
    }
    desk.emit(Effect::Status { note, status: Status::Dispatched });
    desk.emit(Effect::NoteFlag { note, bits: note_flag::DISPATCHED });
    let due = Some(desk.term(desk.context.policy.answer_days));
    desk.emit(Effect::Due { note, due });
}

/// Puts what is promised to a line on the way.
pub(super) fn dispatch_line(desk: &mut Desk, line: LineId) {
    let promised = desk.state.open_of(line).map_or(Quantity::ZERO, |open| open.reserved);
    dispatch_part(desk, line, promised);
}

/// Puts a part of what is promised to a line on the way.
pub(super) fn dispatch_part(desk: &mut Desk, line: LineId, promised: Quantity) {
    if promised.is_zero() {
        return;
    }
    let key = desk.state.source_of(line);
    let on_hand = must(desk.state.stock.find(key), "promised goods are not there").on_hand;
    let (amount, _) = must(on_hand.take(promised), "promised goods are not there");
    let receipt = desk.state.line(line).receipt;
    desk.emit(Effect::Unreserve { line, quantity: promised });
    desk.emit(Effect::Post { lot: key.lot, from: End::stock(key), to: End::Line(line), amount, receipt });
}

/// Gives back what a note promised or carries, to where it came from.
pub(super) fn give_back(desk: &mut Desk, note: NoteId) {
    withdraw_return(desk, note);
    for line in desk.state.lines_of(note) {
        unload(desk, line);
        let Some(open) = desk.state.open_of(line).copied() else { continue };
        if !open.reserved.is_zero() {
            desk.emit(Effect::Unreserve { line, quantity: open.reserved });
        }
        let to = End::stock(desk.state.source_of(line));
        desk.draw_line(line, open.on_line.quantity, to);
    }
}

/// Takes a line off all transports.
pub(super) fn unload(desk: &mut Desk, line: LineId) {
    let loads: Vec<(u32, Quantity)> =
        desk.state.loads_of_line(line).map(|(load, record)| (load, record.quantity)).collect();
    for (load, quantity) in loads.into_iter().filter(|(_, quantity)| !quantity.is_zero()) {
        desk.emit(Effect::Unload { load, quantity });
    }
}

/// Takes the place of a note that was not yet received. Returns it, and whether it was on the way.
fn replace(desk: &mut Desk, fixes: &NoteRef, new: &NoteRecord) -> Option<(NoteId, bool)> {
    let note = desk.note(fixes, Some(new.supplier), "/fixes")?;
    let old = *desk.state.note(note);
    let status = desk.step(note, Action::Fix, "/fixes")?;
    let standing = |desk: &Desk, party| desk.state.standing(party);
    let same = old.kind == new.kind
        && standing(desk, old.supplier) == new.supplier
        && standing(desk, old.recipient) == new.recipient;
    if !same {
        let text =
            "a corrected note keeps kind, supplier and recipient; divert the note, or cancel it and write another";
        desk.problem("note.fix_other", "/fixes", text);
        return None;
    }
    if old.flags & note_flag::CROSSED != 0 {
        desk.problem("note.crossed", "/fixes", "goods already crossed a border under that note; it cannot be replaced");
        return None;
    }
    let on_the_way = old.flags & note_flag::DISPATCHED != 0;
    give_back(desk, note);
    desk.emit(Effect::Status { note, status });
    desk.emit(Effect::Due { note, due: None });
    Some((note, on_the_way))
}

/// Goods sent back under a note of kind `return` were accepted under the earlier one, and not sent back before.
fn check_returns(desk: &mut Desk, note: NoteId) {
    let record = *desk.state.note(note);
    if record.kind != NoteKind::Return || !record.earlier.is_some() {
        return;
    }
    let earlier = *desk.state.note(record.earlier);
    if desk.step(record.earlier, Action::ReturnLater, "/returns").is_none() {
        return;
    }
    let (from, to) = (desk.state.standing(earlier.recipient), desk.state.standing(earlier.supplier));
    if (record.supplier, record.recipient) != (from, to) {
        let text = "a return goes from the recipient of the earlier note to its supplier";
        desk.problem("note.return_parties", "/returns", text);
        return;
    }
    let lines: Vec<LineId> = desk.state.lines_of(note).collect();
    for (position, line) in lines.into_iter().enumerate() {
        let LineRecord { lot, quantity, .. } = *desk.state.line(line);
        return_of_lot(desk, record.earlier, lot, quantity, position);
    }
}

/// A return that does not take place: what it named may be returned again.
pub(super) fn withdraw_return(desk: &mut Desk, note: NoteId) {
    let record = *desk.state.note(note);
    if record.kind != NoteKind::Return || !record.earlier.is_some() || record.status == Status::Draft {
        return;
    }
    for line in desk.state.lines_of(note) {
        let LineRecord { lot, quantity, .. } = *desk.state.line(line);
        let mut left = quantity;
        for line in desk.state.lines_of(record.earlier) {
            let earlier = *desk.state.line(line);
            let part = earlier.returned.min(left);
            if earlier.lot == lot && !part.is_zero() {
                desk.emit(Effect::ReturnWithdrawn { line, quantity: part });
                left = left.checked_sub(part).unwrap_or(Quantity::ZERO);
            }
        }
    }
}

fn return_of_lot(desk: &mut Desk, earlier: NoteId, lot: crate::ids::LotId, quantity: Quantity, position: usize) {
    let mut left = quantity;
    for line in desk.state.lines_of(earlier) {
        let record = *desk.state.line(line);
        let open = record.accepted.checked_sub(record.returned).unwrap_or(Quantity::ZERO);
        let part = open.min(left);
        if record.lot == lot && !part.is_zero() {
            desk.emit(Effect::Returned { line, quantity: part });
            left = left.checked_sub(part).unwrap_or(Quantity::ZERO);
        }
    }
    if !left.is_zero() {
        let unit = desk.state.lot(lot).unit.code();
        let text = format!("{left} {unit} more than was accepted under the earlier note and not yet sent back");
        desk.problem("note.return_exceeds", at_line(position, "quantity"), text);
    }
}
