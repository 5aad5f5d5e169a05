//! Parties, the clock, and the end of a person's texts.

use super::desk::{Desk, Raised};
use crate::account::{End, StockKey};
use crate::books::NameKind;
use crate::effect::Effect;
use crate::ids::{LineId, PartyId};
use crate::records::{DiscrepancyKind, note_flag};
use trade::command::{Clock, Erase, Party, PartyKind, PartyMerge};
use trade::measures::Measures;
use trade::quantity::Quantity;

/// Renews what is known of a party.
pub(super) fn party(desk: &mut Desk, document: &Party) {
    let id = desk.party_of_kind(&document.id, document.kind == PartyKind::Person);
    let person = id.position().is_some_and(|position| desk.state.parties.at(position).person);
    let subject = if person { id } else { PartyId::NONE };
    desk.name(NameKind::Title, id.0, subject, document.name.as_str());
}

/// One party takes the place of another: all its stock goes over, its open notes follow.
pub(super) fn party_merge(desk: &mut Desk, document: &PartyMerge) {
    desk.day(document.date, "/date");
    let from = desk.party(&document.from);
    let into = desk.party(&document.into);
    if from == into {
        desk.problem("party.same", "/into", "these two are already one party");
        return;
    }
    let promises = promises_of(desk, from);
    for (line, quantity) in &promises {
        desk.emit(Effect::Unreserve { line: *line, quantity: *quantity });
    }
    let moved = |party: PartyId| if party == from { into } else { party };
    for (key, amount) in stock_of(desk, from) {
        let to = StockKey { owner: moved(key.owner), holder: moved(key.holder), ..key };
        desk.post(key.lot, End::stock(key), End::stock(to), amount);
    }
    desk.emit(Effect::Succeed { from, into });
    for (line, quantity) in promises {
        desk.emit(Effect::Reserve { line, quantity });
    }
}

/// The promises that stand on stock a party owns or holds.
fn promises_of(desk: &Desk, party: PartyId) -> Vec<(LineId, Quantity)> {
    desk.state
        .open
        .iter()
        .filter(|(_, open)| !open.reserved.is_zero())
        .filter(|(_, open)| {
            let source = desk.state.source_of(open.line);
            source.owner == party || source.holder == party
        })
        .map(|(_, open)| (open.line, open.reserved))
        .collect()
}

fn stock_of(desk: &Desk, party: PartyId) -> Vec<(StockKey, Measures)> {
    desk.state
        .stock
        .records
        .iter()
        .filter(|(_, record)| record.key.owner == party || record.key.holder == party)
        .map(|(_, record)| (record.key, record.on_hand))
        .collect()
}

/// Notes that become overdue in one entry; whoever tells the time repeats it until nothing is due.
const OVERDUE_MAX: usize = 5_000;

/// Whether stock or an open note would be left without a name.
fn has_goods(desk: &Desk, party: PartyId) -> bool {
    desk.state.engaged().contains(&party)
}

/// Time passes: notes whose deadline lies before today are overdue.
pub(super) fn clock(desk: &mut Desk, document: &Clock) {
    desk.moment(document.now, "/now");
    if desk.has_problems() {
        return;
    }
    for note in desk.state.due_before(document.now.day().number()).into_iter().take(OVERDUE_MAX) {
        let record = *desk.state.note(note);
        let dispatched = record.flags & note_flag::DISPATCHED != 0;
        let owner = desk.state.standing(if dispatched { record.recipient } else { record.supplier });
        let line = record.first_line;
        desk.emit(Effect::NoteFlag { note, bits: note_flag::OVERDUE });
        desk.emit(Effect::Due { note, due: None });
        desk.discrepancy(Raised { line, ..Raised::of(DiscrepancyKind::Overdue, owner) });
    }
}

/// A person's texts end; what the books hold stays under the person's number.
pub(super) fn erase(desk: &mut Desk, document: &Erase) {
    // Only to end her texts a person is not admitted, not even when she asks herself.
    if document.authority != document.party {
        desk.party(&document.authority);
    }
    let Some(party) = desk.known_party(&document.party) else {
        desk.problem("party.unknown", "/party", "this party is not known here; there is nothing to erase");
        return;
    };
    let person = party.position().is_some_and(|position| desk.state.parties.at(position).person);
    if !person {
        let text = "only the texts of natural persons are kept under a key of their own";
        desk.problem("party.not_a_person", "/party", text);
        return;
    }
    if has_goods(desk, party) {
        let text = "this person still has goods or open notes; they must be moved, closed or taken over first, or nobody could name them";
        desk.problem("party.has_goods", "/party", text);
        return;
    }
    desk.emit(Effect::Erase { party });
}
