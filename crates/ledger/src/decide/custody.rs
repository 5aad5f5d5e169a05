//! Goods under an authority's hand: detained, seized, released, sampled, destroyed, confiscated, auctioned. Facts: what
//! is not there becomes a discrepancy, and promises to notes give way.

use super::desk::{Desk, Raised, at_line};
use super::entry::record_document;
use crate::account::{Account, End, StockKey};
use crate::effect::Effect;
use crate::ids::{LineId, PartyId, PlaceId};
use crate::lifecycle::{self, Action};
use crate::records::{DiscrepancyKind, DocKind};
use trade::command::{Custody, CustodyLine, CustodyMeasure, CustodyTarget, CustomsStatus};
use trade::quantity::Quantity;

/// Where the goods of an act are kept from now on, where it says so.
#[derive(Clone, Copy)]
struct Keep {
    keeper: Option<PartyId>,
    place: Option<PlaceId>,
}

/// A custody act.
pub(super) fn custody(desk: &mut Desk, document: &Custody) {
    let authority = desk.party(&document.authority);
    desk.moment(document.at, "/at");
    desk.document_number(DocKind::Custody, authority, document.number.as_str());
    let keeper = document.keeper.as_ref().map(|party| desk.party(party));
    let place = document.keep_at.as_ref().map(|place| desk.place(place));
    let day = document.at.day().number();
    let who = (authority, keeper.unwrap_or(authority), place.unwrap_or(PlaceId::NONE));
    record_document(desk, DocKind::Custody, who, day, CustomsStatus::Free, 0);
    for (position, line) in document.lines.iter().enumerate() {
        take(desk, document.measure, line, Keep { keeper, place }, position);
    }
}

fn take(desk: &mut Desk, measure: CustodyMeasure, taken: &CustodyLine, keep: Keep, position: usize) {
    let at = at_line(position, "");
    match &taken.target {
        CustodyTarget::Line { note, line } => {
            let Some(note) = desk.note(note, None, &format!("{at}/note")) else { return };
            let Some(line) = desk.line_of(note, *line, &format!("{at}/line")) else { return };
            take_from_line(desk, measure, line, taken.quantity, keep, &at);
        }
        CustodyTarget::Stock { lot, owner, holder, place, status } => {
            let owner = desk.party(owner);
            let holder = desk.party_or(holder.as_ref(), owner);
            let place = desk.place(place);
            let Some(lot) = desk.lot(lot, owner, &at) else { return };
            let key = StockKey { lot, owner, holder, place, status: *status };
            take_from_stock(desk, measure, key, taken.quantity, keep, &at, document_line(position));
        }
    }
}

fn document_line(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX).saturating_add(1)
}

fn take_from_line(desk: &mut Desk, measure: CustodyMeasure, line: LineId, asked: Quantity, keep: Keep, at: &str) {
    if measure == CustodyMeasure::Release {
        let text = "goods on a note are stopped by interrupt and go on by resume; name the detained stock to release";
        desk.problem("custody.release_line", format!("{at}/note"), text);
        return;
    }
    let source = desk.state.source_of(line);
    let there = desk.state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity);
    let quantity = asked.min(there);
    let to = goal(measure, source, keep);
    desk.draw_line(line, quantity, to);
    trim_loads(desk, line);
    let number = desk.state.line(line).line;
    raise_missing(desk, source, line, asked, quantity, number);
}

/// Goods taken from a line leave its transports too, newest loads first.
fn trim_loads(desk: &mut Desk, line: LineId) {
    let there = desk.state.open_of(line).and_then(|open| open.on_line.quantity.checked_add(open.reserved));
    let mut room = there.unwrap_or(Quantity::ZERO);
    let mut loads: Vec<(u32, Quantity)> =
        desk.state.loads_of_line(line).map(|(load, record)| (load, record.quantity)).collect();
    loads.reverse();
    for (load, loaded) in loads {
        let kept = loaded.min(room);
        room = room.checked_sub(kept).unwrap_or(Quantity::ZERO);
        if let Some(quantity) = loaded.checked_sub(kept).filter(|quantity| !quantity.is_zero()) {
            desk.emit(Effect::Unload { load, quantity });
        }
    }
}

fn take_from_stock(
    desk: &mut Desk,
    measure: CustodyMeasure,
    key: StockKey,
    asked: Quantity,
    keep: Keep,
    at: &str,
    document_line: u16,
) {
    let in_custody = matches!(key.status, CustomsStatus::Detained | CustomsStatus::Seized);
    if measure == CustodyMeasure::Release && !in_custody {
        let text = "only goods that are detained or seized can be released";
        desk.problem("custody.not_held", format!("{at}/status"), text);
        return;
    }
    let there = desk.state.stock.find(key).map_or(Quantity::ZERO, |record| record.on_hand.quantity);
    let quantity = asked.min(there);
    let to = goal(measure, key, keep);
    if to == End::stock(key) {
        let text = "the goods are already kept there in that status";
        desk.problem("custody.no_change", format!("{at}/status"), text);
        return;
    }
    free_promises(desk, key, quantity);
    desk.draw(key, quantity, to);
    raise_missing(desk, key, LineId::NONE, asked, quantity, document_line);
}

fn goal(measure: CustodyMeasure, from: StockKey, keep: Keep) -> End {
    let kept =
        |status| End::Stock(from.owner, keep.keeper.unwrap_or(from.holder), keep.place.unwrap_or(from.place), status);
    match measure {
        CustodyMeasure::Detain => kept(CustomsStatus::Detained),
        CustodyMeasure::Seize => kept(CustomsStatus::Seized),
        CustodyMeasure::Release => kept(CustomsStatus::Free),
        CustodyMeasure::Sample => End::Account(Account::Sample),
        CustodyMeasure::Destroy => End::Account(Account::Destroyed),
        CustodyMeasure::Confiscate => End::Account(Account::Confiscated),
        CustodyMeasure::Auction => End::Account(Account::Auctioned),
    }
}

fn raise_missing(desk: &mut Desk, key: StockKey, line: LineId, asked: Quantity, taken: Quantity, document_line: u16) {
    let missing = asked.checked_sub(taken).unwrap_or(Quantity::ZERO);
    if !missing.is_zero() {
        let raised = Raised {
            lot: key.lot,
            line,
            quantity: missing,
            document_line,
            ..Raised::of(DiscrepancyKind::ShortBalance, key.owner)
        };
        desk.discrepancy(raised);
    }
}

/// Makes `quantity` of a stock available: promises to notes give way, newest lines first; such a note is held.
fn free_promises(desk: &mut Desk, key: StockKey, quantity: Quantity) {
    let mut missing = quantity.checked_sub(desk.available(key)).unwrap_or(Quantity::ZERO);
    if missing.is_zero() {
        return;
    }
    let mut promised: Vec<(LineId, Quantity)> = desk
        .state
        .open
        .iter()
        .filter(|(_, open)| !open.reserved.is_zero() && desk.state.source_of(open.line) == key)
        .map(|(_, open)| (open.line, open.reserved))
        .collect();
    promised.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    for (line, reserved) in promised {
        let part = reserved.min(missing);
        if part.is_zero() {
            break;
        }
        missing = missing.checked_sub(part).unwrap_or(Quantity::ZERO);
        desk.emit(Effect::Unreserve { line, quantity: part });
        trim_loads(desk, line);
        let record = *desk.state.line(line);
        raise_missing(desk, key, line, part, Quantity::ZERO, record.line);
        let status = desk.state.note(record.note).status;
        if lifecycle::next(status, Action::Hold).is_some() {
            super::action::stop(desk, record.note, Action::Hold);
        }
    }
}
