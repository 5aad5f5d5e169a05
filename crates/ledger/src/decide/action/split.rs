//! Splitting a consignment on the way (EMCS IE825): the parts together are exactly what is on the lines.

use super::{Goal, check_goal, goal, on_line};
use crate::account::End;
use crate::books::NameKind;
use crate::decide::desk::Desk;
use crate::effect::Effect;
use crate::ids::{LineId, NoteId, PartyId};
use crate::lifecycle::{Action, Status};
use crate::records::{LineRecord, NoteRecord, note_flag};
use trade::command::{NoteKind, NotePart};
use trade::quantity::Quantity;

pub(super) fn split(desk: &mut Desk, note: NoteId, parts: &[NotePart]) {
    let Some(status) = desk.step(note, Action::Split, "/action") else { return };
    check_sums(desk, note, parts);
    let supplier = desk.state.standing(desk.state.note(note).supplier);
    for (position, part) in parts.iter().enumerate() {
        if !desk.notes_of(part.number.as_str(), supplier).is_empty() {
            let text = format!("the supplier already has a note {}", part.number);
            desk.problem("number.taken", format!("/parts/{position}/number"), text);
        }
    }
    if desk.has_problems() {
        return;
    }
    for (position, part) in parts.iter().enumerate() {
        open_part(desk, note, part, position);
    }
    desk.emit(Effect::Status { note, status });
    desk.emit(Effect::Due { note, due: None });
}

/// Every line is given away exactly.
fn check_sums(desk: &mut Desk, note: NoteId, parts: &[NotePart]) {
    for (position, part) in parts.iter().enumerate() {
        for (index, line) in part.lines.iter().enumerate() {
            desk.line_of(note, line.line, &format!("/parts/{position}/lines/{index}/line"));
        }
    }
    for line in desk.state.lines_of(note) {
        let number = desk.state.line(line).line;
        let given = parts.iter().flat_map(|part| &part.lines).filter(|line| line.line == number);
        let sum = given.map(|line| line.quantity).try_fold(Quantity::ZERO, Quantity::checked_add);
        let there = on_line(desk, line);
        if sum != Some(there) {
            let sum = sum.map_or_else(|| "too much".to_owned(), |sum| sum.to_string());
            let text = format!("the parts of line {number} add up to {sum}, on the line are {there}");
            desk.problem("split.sum", "/parts", text);
        }
    }
}

fn open_part(desk: &mut Desk, note: NoteId, part: &NotePart, position: usize) {
    let old = *desk.state.note(note);
    let goal = goal(desk, note, (part.recipient.as_ref(), part.consignee.as_ref()), part.to.as_ref(), part.destination);
    check_goal(desk, note, &goal, &format!("/parts/{position}/recipient"));
    let Goal { recipient, consignee, to, destination } = goal;
    let id = NoteId::at(desk.state.notes.len());
    desk.name(NameKind::Note, id.0, PartyId::NONE, part.number.as_str());
    desk.emit(Effect::Note(NoteRecord {
        status: Status::Dispatched,
        recipient,
        consignee,
        to,
        destination,
        seq: desk.context.seq,
        first_line: LineId::at(desk.state.lines.len()),
        lines: u16::try_from(part.lines.len()).unwrap_or(u16::MAX),
        // A part of a return still answers to the note whose goods it brings back.
        earlier: if old.kind == NoteKind::Return { old.earlier } else { note },
        // What crossed under the old note is not on its lines any more, so not in the parts.
        flags: (old.flags | note_flag::DISPATCHED) & !note_flag::CROSSED,
        ..old
    }));
    for line in &part.lines {
        move_line(desk, note, id, line.line, line.quantity);
    }
}

fn move_line(desk: &mut Desk, from: NoteId, to: NoteId, number: u16, quantity: Quantity) {
    let Some(old) = desk.line_of(from, number, "/parts") else { return };
    let record = *desk.state.line(old);
    let new = LineId::at(desk.state.lines.len());
    let (accepted, returned) = (Quantity::ZERO, Quantity::ZERO);
    desk.emit(Effect::Line(LineRecord { note: to, quantity, accepted, returned, open: 0, ..record }));
    desk.draw_line(old, quantity, End::Line(new));
    reload(desk, old, new, quantity);
}

/// Parts of the old line that are on transports stay there, under the new line: oldest loads first.
fn reload(desk: &mut Desk, old: LineId, new: LineId, quantity: Quantity) {
    let mut loads: Vec<_> = desk.state.loads_of_line(old).map(|(load, record)| (load, *record)).collect();
    loads.reverse();
    let mut left = quantity;
    for (load, record) in loads {
        let part = record.quantity.min(left);
        if part.is_zero() {
            continue;
        }
        desk.emit(Effect::Unload { load, quantity: part });
        desk.emit(Effect::Load { transport: record.transport, line: new, quantity: part });
        left = left.checked_sub(part).unwrap_or(Quantity::ZERO);
    }
}
