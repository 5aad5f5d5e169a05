//! Acts of inspection and examination (the two forms of the Finance Ministry's Order 295 of 27 March 2023): facts that
//! may stop notes and count differently.

use super::action::stop;
use super::desk::{Desk, Raised};
use super::entry::record_document;
use super::road::{Found, carried, find_subject};
use crate::ids::NoteId;
use crate::lifecycle::{self, Action};
use crate::records::{DiscrepancyKind, DocKind};
use trade::command::{Act, ActLine, ActResult, CustomsStatus};
use trade::quantity::Quantity;

/// An act.
pub(super) fn act(desk: &mut Desk, document: &Act) {
    let officer = desk.party(&document.officer);
    let post = desk.place(&document.post);
    desk.moment(document.at, "/at");
    desk.document_number(DocKind::Act, officer, document.number.as_str());
    let day = document.at.day().number();
    record_document(desk, DocKind::Act, (officer, officer, post), day, CustomsStatus::Free, 0);
    let notes = match find_subject(desk, &document.subject) {
        Found::Nothing => {
            desk.discrepancy(Raised::of(DiscrepancyKind::UnknownCrossing, officer));
            Vec::new()
        }
        Found::Note(note) => vec![note],
        Found::Transport(transport) => {
            let carried = carried(desk, transport);
            let mut notes: Vec<NoteId> = carried.into_iter().map(|(_, line)| desk.state.line(line).note).collect();
            notes.sort_unstable();
            notes.dedup();
            notes
        }
    };
    for line in document.lines.iter().flatten() {
        count(desk, line, officer);
    }
    if document.result != ActResult::Pass {
        notes.into_iter().for_each(|note| halt(desk, note));
    }
}

/// Stops a note in whatever way its status allows; one that is past stopping stays as it is.
fn halt(desk: &mut Desk, note: NoteId) {
    let status = desk.state.note(note).status;
    for action in [Action::Interrupt, Action::Hold] {
        if lifecycle::next(status, action).is_some() {
            stop(desk, note, action);
            return;
        }
    }
}

/// Compares a count with what is on the line (or promised to it, before dispatch).
fn count(desk: &mut Desk, counted: &ActLine, officer: crate::ids::PartyId) {
    let found = match desk.find_note(&counted.note, None).as_slice() {
        [note] => desk.state.lines_of(*note).find(|line| desk.state.line(*line).line == counted.line),
        _ => None,
    };
    let Some(line) = found else {
        let document_line = counted.line;
        desk.discrepancy(Raised { document_line, ..Raised::of(DiscrepancyKind::UnknownCrossing, officer) });
        return;
    };
    let there = desk
        .state
        .open_of(line)
        .and_then(|open| open.on_line.quantity.checked_add(open.reserved))
        .unwrap_or(Quantity::ZERO);
    let (more, less) = (counted.quantity_found.max(there), counted.quantity_found.min(there));
    let quantity = more.checked_sub(less).unwrap_or(Quantity::ZERO);
    if !quantity.is_zero() {
        let record = *desk.state.line(line);
        let owner = desk.state.standing(desk.state.note(record.note).supplier);
        let raised = Raised {
            lot: record.lot,
            line,
            quantity,
            document_line: counted.line,
            ..Raised::of(DiscrepancyKind::CountDifference, owner)
        };
        desk.discrepancy(raised);
    }
}
