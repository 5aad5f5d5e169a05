//! What is done with a note. Which action is allowed when stands in [`crate::lifecycle`].

use super::desk::{Desk, Raised, at_line};
use super::note::{check_parties, dispatch, give_back, register_draft, unload, withdraw_return};
use super::scale::scaled;
use crate::account::{Account, End, StockKey};
use crate::effect::Effect;
use crate::ids::{LineId, NoteId, PartyId};
use crate::lifecycle::{Action, Status};
use crate::records::{DiscrepancyKind, flag};
use trade::command::{self, AcceptLine, Explanation, NoteAction, NoteKind};
use trade::country::CountryCode;
use trade::measures::Measures;
use trade::party::PartyRef;
use trade::place::PlaceRef;
use trade::quantity::Quantity;

mod split;

/// An action on a note.
pub(super) fn note_action(desk: &mut Desk, document: &NoteAction) {
    if let Some(authority) = document.action.authority() {
        desk.party(authority);
    }
    if let Some(moment) = document.action.at() {
        desk.moment(moment, "/at");
    }
    let Some(note) = desk.note(&document.note, None, "/note") else { return };
    match &document.action {
        command::Action::Register {} => register_draft(desk, note),
        command::Action::Release { .. } => {
            if move_on(desk, note, Action::Release) {
                let due = Some(desk.term(desk.context.policy.dispatch_days));
                desk.emit(Effect::Due { note, due });
            }
        }
        command::Action::Hold { .. } => {
            stop(desk, note, Action::Hold);
        }
        command::Action::Refuse { .. } => end_before_dispatch(desk, note, Action::Refuse),
        command::Action::Cancel { .. } => end_before_dispatch(desk, note, Action::Cancel),
        command::Action::Dispatch { .. } => {
            if desk.step(note, Action::Dispatch, "/action").is_some() {
                dispatch(desk, note);
            }
        }
        command::Action::Deliver { .. } => {
            move_on(desk, note, Action::Deliver);
        }
        command::Action::Accept { lines, .. } => accept(desk, note, lines.as_deref()),
        command::Action::Reject { .. } => {
            move_on(desk, note, Action::Reject);
        }
        command::Action::Explain { line, quantity, explanation, .. } => {
            explain(desk, note, *line, *quantity, *explanation);
        }
        command::Action::Return { place, .. } => give_back_all(desk, note, place.as_ref()),
        command::Action::Divert { recipient, consignee, to, destination, .. } => {
            divert(desk, note, (recipient.as_ref(), consignee.as_ref()), to.as_ref(), *destination);
        }
        command::Action::Split { parts } => split::split(desk, note, parts),
        command::Action::Interrupt { .. } => {
            stop(desk, note, Action::Interrupt);
        }
        command::Action::Resume { .. } => {
            if move_on(desk, note, Action::Resume) {
                let due = Some(desk.term(desk.context.policy.answer_days));
                desk.emit(Effect::Due { note, due });
            }
        }
        command::Action::Close {} => close(desk, note),
    }
}

/// Takes the step when the table allows it.
fn move_on(desk: &mut Desk, note: NoteId, action: Action) -> bool {
    let Some(status) = desk.step(note, action, "/action") else { return false };
    desk.emit(Effect::Status { note, status });
    true
}

/// Stops a note: its deadline rests.
pub(super) fn stop(desk: &mut Desk, note: NoteId, action: Action) -> bool {
    let stopped = move_on(desk, note, action);
    if stopped {
        desk.emit(Effect::Due { note, due: None });
    }
    stopped
}

fn end_before_dispatch(desk: &mut Desk, note: NoteId, action: Action) {
    let Some(status) = desk.step(note, action, "/action") else { return };
    give_back(desk, note);
    desk.emit(Effect::Status { note, status });
    desk.emit(Effect::Due { note, due: None });
}

/// Where accepted goods of a line are put.
fn target(desk: &Desk, line: LineId) -> StockKey {
    let record = *desk.state.line(line);
    let note = *desk.state.note(record.note);
    StockKey {
        lot: record.lot,
        owner: desk.state.standing(note.recipient),
        holder: desk.state.standing(note.consignee),
        place: note.to,
        status: record.status,
    }
}

fn accept(desk: &mut Desk, note: NoteId, lines: Option<&[AcceptLine]>) {
    let Some(full) = desk.step(note, Action::Accept, "/action") else { return };
    let record = *desk.state.note(note);
    if record.kind.leaves() && record.status != Status::Departed {
        let text = "goods of this note leave the country: it can be accepted after they crossed the border";
        desk.problem("note.not_departed", "/action", text);
        return;
    }
    let status = match lines {
        Some(_) if record.kind.leaves() => {
            desk.problem("accept.lines", "/lines", "the goods have left the books; accept the note as a whole");
            return;
        }
        Some(lines) => {
            let differs = accept_lines(desk, note, lines);
            if differs { Status::AcceptedInPart } else { full }
        }
        None => {
            desk.state.lines_of(note).for_each(|line| accept_all(desk, line));
            full
        }
    };
    if desk.has_problems() {
        return;
    }
    desk.emit(Effect::Status { note, status });
    desk.emit(Effect::Due { note, due: None });
}

fn accept_all(desk: &mut Desk, line: LineId) {
    let on_line = on_line(desk, line);
    take_in(desk, line, on_line);
}

fn on_line(desk: &Desk, line: LineId) -> Quantity {
    desk.state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity)
}

/// Moves goods from the line into the recipient's stock.
fn take_in(desk: &mut Desk, line: LineId, quantity: Quantity) {
    unload(desk, line);
    let to = End::stock(target(desk, line));
    desk.draw_line(line, quantity, to);
    if !quantity.is_zero() {
        desk.emit(Effect::Accepted { line, quantity });
    }
}

/// Takes in what was counted, line by line. Returns whether anything differs from what was sent.
fn accept_lines(desk: &mut Desk, note: NoteId, counted: &[AcceptLine]) -> bool {
    let lines: Vec<LineId> = desk.state.lines_of(note).collect();
    for line in &lines {
        let number = desk.state.line(*line).line;
        if !counted.iter().any(|counted| counted.line == number) {
            desk.problem(
                "accept.line_missing",
                "/lines",
                format!("line {number} is not named; give what was received"),
            );
        }
    }
    let mut differs = false;
    for (position, counted) in counted.iter().enumerate() {
        let at = at_line(position, "");
        let Some(line) = desk.line_of(note, counted.line, &format!("{at}/line")) else { continue };
        let sent = on_line(desk, line);
        if counted.quantity == sent {
            take_in(desk, line, sent);
            continue;
        }
        differs = true;
        if counted.explanation.is_none() {
            let text = format!("{sent} was sent, {} received; explain the difference", counted.quantity);
            desk.problem("accept.unexplained", format!("{at}/explanation"), text);
            continue;
        }
        accept_other(desk, line, counted.quantity, sent, &at);
    }
    differs
}

fn accept_other(desk: &mut Desk, line: LineId, counted: Quantity, sent: Quantity, at: &str) {
    let record = *desk.state.line(line);
    let supplier = desk.state.standing(desk.state.note(record.note).supplier);
    let (kind, difference) = match sent.checked_sub(counted) {
        Some(short) => (DiscrepancyKind::Shortage, short),
        None => (DiscrepancyKind::Excess, counted.checked_sub(sent).unwrap_or(Quantity::ZERO)),
    };
    let dispatched = desk.state.open_of(line).map_or(Measures::ZERO, |open| open.sent);
    take_in(desk, line, counted.min(sent));
    if kind == DiscrepancyKind::Excess {
        let Some(amount) = scaled(dispatched, difference) else {
            desk.problem("quantity.too_large", format!("{at}/quantity"), "the excess is too large to be kept");
            return;
        };
        let key = target(desk, line);
        if !desk.countable(key.lot, amount, &format!("{at}/quantity")) {
            return;
        }
        desk.post(key.lot, End::Account(Account::Excess), End::stock(key), amount);
        desk.emit(Effect::Accepted { line, quantity: difference });
        desk.emit(Effect::LotFlag { lot: key.lot, bits: flag::EXCESS });
    }
    let raised = Raised {
        lot: record.lot,
        line,
        quantity: difference,
        document_line: record.line,
        ..Raised::of(kind, supplier)
    };
    desk.discrepancy(raised);
}

fn explain(desk: &mut Desk, note: NoteId, number: u16, quantity: Quantity, explanation: Explanation) {
    if desk.step(note, Action::Explain, "/action").is_none() {
        return;
    }
    let Some(line) = desk.line_of(note, number, "/line") else { return };
    let missing = on_line(desk, line);
    if quantity > missing {
        desk.problem("explain.exceeds", "/quantity", format!("only {missing} of this line is missing"));
        return;
    }
    let to = match explanation.write_off_reason() {
        Some(reason) => End::Account(Account::WriteOff(reason)),
        None => End::stock(desk.state.source_of(line)),
    };
    desk.draw_line(line, quantity, to);
}

fn give_back_all(desk: &mut Desk, note: NoteId, place: Option<&PlaceRef>) {
    let Some(status) = desk.step(note, Action::Return, "/action") else { return };
    let place = place.map(|place| desk.place(place));
    withdraw_return(desk, note);
    for line in desk.state.lines_of(note) {
        unload(desk, line);
        let source = desk.state.source_of(line);
        let to = StockKey { place: place.unwrap_or(source.place), ..source };
        let quantity = on_line(desk, line);
        desk.draw_line(line, quantity, End::stock(to));
    }
    desk.emit(Effect::Status { note, status });
    desk.emit(Effect::Due { note, due: None });
}

fn divert(
    desk: &mut Desk,
    note: NoteId,
    (recipient, consignee): (Option<&PartyRef>, Option<&PartyRef>),
    to: Option<&PlaceRef>,
    destination: Option<CountryCode>,
) {
    let Some(status) = desk.step(note, Action::Divert, "/action") else { return };
    let record = *desk.state.note(note);
    let goal = goal(desk, note, (recipient, consignee), to, destination);
    check_goal(desk, note, &goal, "/recipient");
    let Goal { recipient, consignee, to, destination } = goal;
    desk.emit(Effect::Redirect { note, recipient, consignee, to, destination });
    if status != record.status {
        desk.emit(Effect::Status { note, status });
    }
    if status == Status::Dispatched {
        let due = Some(desk.term(desk.context.policy.answer_days));
        desk.emit(Effect::Due { note, due });
    }
}

/// Where goods go to.
#[derive(Clone, Copy)]
struct Goal {
    recipient: PartyId,
    consignee: PartyId,
    to: crate::ids::PlaceId,
    destination: Option<CountryCode>,
}

/// The goal of a note with what is named replaced. A new recipient holds the goods itself unless a consignee is named.
fn goal(
    desk: &mut Desk,
    note: NoteId,
    (recipient, consignee): (Option<&PartyRef>, Option<&PartyRef>),
    to: Option<&PlaceRef>,
    destination: Option<CountryCode>,
) -> Goal {
    let old = *desk.state.note(note);
    let new_recipient = recipient.map(|party| desk.party(party));
    let default_consignee = new_recipient.unwrap_or(desk.state.standing(old.consignee));
    let consignee = desk.party_or(consignee, default_consignee);
    Goal {
        recipient: new_recipient.unwrap_or(desk.state.standing(old.recipient)),
        consignee,
        to: to.map_or(old.to, |place| desk.place(place)),
        destination: destination.or(old.destination),
    }
}

/// A new goal keeps the rules of the kind; a return goes back to whom the goods came from.
fn check_goal(desk: &mut Desk, note: NoteId, goal: &Goal, at: &str) {
    let record = *desk.state.note(note);
    let (supplier, recipient) = (desk.state.standing(record.supplier), desk.state.standing(record.recipient));
    if goal.recipient == recipient {
        return;
    }
    if record.kind == NoteKind::Return {
        desk.problem("note.parties", at, "a return goes back to whom the goods came from");
    } else {
        check_parties(desk, record.kind, supplier, goal.recipient, at);
    }
}

fn close(desk: &mut Desk, note: NoteId) {
    let Some(status) = desk.step(note, Action::Close, "/action") else { return };
    for line in desk.state.lines_of(note) {
        if desk.state.open_of(line).is_some_and(|open| !open.is_settled()) {
            let number = desk.state.line(line).line;
            let text = format!("line {number} still has goods on the way or abroad; explain or return them first");
            desk.problem("note.open", "/action", text);
        }
    }
    if !desk.has_problems() {
        desk.emit(Effect::Status { note, status });
    }
}
