//! Goods that change or end: transformations, splits of lots, write-offs, changes of customs status.

use super::desk::{Desk, Raised, at_line};
use super::entry::{Put, mint, mint_line, name_serials, record_document};
use crate::account::{Account, End, StockKey};
use crate::effect::Effect;
use crate::ids::{LotId, PartyId, PlaceId};
use crate::records::{DiscrepancyKind, DocKind, LotRecord, flag};
use trade::command::{CustomsStatus, EntryLine, Input, LotRef, LotSplit, StatusChange, Transformation, WriteOff};
use trade::measures::Measures;
use trade::party::PartyRef;
use trade::place::PlaceRef;
use trade::quantity::Quantity;
use trade::unit::Unit;

mod share;

/// Whose goods, kept by whom, where.
#[derive(Clone, Copy)]
struct Whose {
    owner: PartyId,
    holder: PartyId,
    place: PlaceId,
}

impl Whose {
    fn of(desk: &mut Desk, owner: &PartyRef, holder: Option<&PartyRef>, place: &PlaceRef) -> Self {
        let owner = desk.party(owner);
        let holder = desk.party_or(holder, owner);
        Self { owner, holder, place: desk.place(place) }
    }

    fn key(self, lot: LotId, status: CustomsStatus) -> StockKey {
        StockKey { lot, owner: self.owner, holder: self.holder, place: self.place, status }
    }
}

/// What a line draws: the stock and the quantity in the lot's unit. Short balances are problems.
fn draws(
    desk: &mut Desk,
    whose: Whose,
    lot: &LotRef,
    status: CustomsStatus,
    (quantity, unit): (Quantity, Unit),
    at: &str,
) -> Option<(StockKey, Quantity)> {
    let usable = desk.free_to_use(status, at);
    let lot = desk.lot(lot, whose.owner, at)?;
    let quantity = desk.in_unit(lot, quantity, unit, at)?;
    let key = whose.key(lot, status);
    (usable && desk.enough(key, quantity, at)).then_some((key, quantity))
}

/// What one input gave: its lot, what of it was used up, what was lost.
struct Used {
    lot: LotId,
    consumed: Measures,
}

/// Lots in, lots out, declared loss.
pub(super) fn transformation(desk: &mut Desk, document: &Transformation) {
    let whose = Whose::of(desk, &document.party, document.holder.as_ref(), &document.place);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::Transformation, whose.owner, document.number.as_str());
    let processing = document.inputs.iter().any(|input| input.status == Some(CustomsStatus::Processing));
    let status = if processing { CustomsStatus::Processing } else { CustomsStatus::Free };
    let who = (whose.owner, whose.holder, whose.place);
    let id = record_document(desk, DocKind::Transformation, who, day, status, document.outputs.len());
    let mut used = Vec::new();
    for (position, input) in document.inputs.iter().enumerate() {
        used.extend(consume(desk, whose, input, &format!("/inputs/{position}")));
    }
    let flags = inherited(desk, used.iter().map(|used| used.lot));
    let Whose { owner, holder, place } = whose;
    let put = Put { document: id, source: Account::Transformed, owner, holder, place, status };
    let mut made = Vec::new();
    for (position, line) in document.outputs.iter().enumerate() {
        made.extend(mint_line(desk, &put, line, document.date, &format!("/outputs/{position}"), flags));
    }
    if !desk.has_problems() {
        link(desk, &used, &made, &document.outputs);
    }
}

fn consume(desk: &mut Desk, whose: Whose, input: &Input, at: &str) -> Option<Used> {
    let status = input.status.unwrap_or(CustomsStatus::Free);
    if status == CustomsStatus::Transit {
        let text = "foreign goods in transit cannot be worked; change their customs status first";
        desk.problem("stock.in_transit", format!("{at}/status"), text);
        return None;
    }
    let (key, quantity) = draws(desk, whose, &input.lot, status, (input.quantity, input.unit), at)?;
    let loss = match input.loss {
        // What of the quantity is lost converts when the quantity did, unless it is finer than can be counted.
        Some(loss) => desk.in_unit(key.lot, loss, input.unit, &format!("{at}/loss"))?,
        None => Quantity::ZERO,
    };
    let Some(used) = quantity.checked_sub(loss) else {
        desk.problem("loss.exceeds", format!("{at}/loss"), "more lost than was put in");
        return None;
    };
    let consumed = desk.draw(key, used, End::Account(Account::Consumed));
    desk.draw(key, loss, End::Account(Account::Loss));
    Some(Used { lot: key.lot, consumed })
}

/// What new lots take over from those they are made of: clauses stay with the goods.
fn inherited(desk: &Desk, lots: impl Iterator<Item = LotId>) -> u16 {
    let all = lots.fold(0, |bits, lot| bits | desk.state.lot(lot).flags);
    let downstream = all & (flag::CORRECTED_AFTER_USE | flag::DOWNSTREAM) != 0;
    (all & flag::CLAUSES) | if downstream { flag::DOWNSTREAM } else { 0 }
}

/// Edges from every input to every output, by the weights of [`share`]; they add up on both sides.
fn link(desk: &mut Desk, used: &[Used], made: &[LotId], outputs: &[EntryLine]) {
    let out_weights = share::weights(made.iter().map(|lot| {
        let record = desk.state.lot(*lot);
        (record.minted, record.currency)
    }));
    let in_weights = share::weights(used.iter().map(|used| (used.consumed, desk.state.lot(used.lot).currency)));
    let consumed: Vec<Vec<Quantity>> =
        used.iter().map(|used| share::split(used.consumed.quantity, &out_weights)).collect();
    let produced: Vec<Vec<Quantity>> = outputs.iter().map(|line| share::split(line.quantity, &in_weights)).collect();
    for (i, used) in used.iter().enumerate() {
        for (j, lot) in made.iter().enumerate() {
            let part = |table: &[Vec<Quantity>], row: usize, column: usize| {
                table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(Quantity::ZERO)
            };
            let (consumed, made) = (part(&consumed, i, j), part(&produced, j, i));
            if !consumed.is_zero() || !made.is_zero() {
                desk.emit(Effect::Edge { from: used.lot, to: *lot, consumed, made });
            }
        }
    }
}

/// A lot becomes several that are told apart.
pub(super) fn lot_split(desk: &mut Desk, document: &LotSplit) {
    let whose = Whose::of(desk, &document.party, document.holder.as_ref(), &document.place);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::LotSplit, whose.owner, document.number.as_str());
    let status = document.status.unwrap_or(CustomsStatus::Free);
    let usable = desk.free_to_use(status, "");
    let Some(lot) = desk.lot(&document.lot, whose.owner, "") else { return };
    let key = whose.key(lot, status);
    let total = document.parts.iter().map(|part| part.quantity).try_fold(Quantity::ZERO, Quantity::checked_add);
    let Some(total) = total else {
        desk.problem("quantity.too_large", "/parts", "the parts together are too large");
        return;
    };
    if !desk.enough(key, total, "/parts") || !usable {
        return;
    }
    let who = (whose.owner, whose.holder, whose.place);
    let id = record_document(desk, DocKind::LotSplit, who, day, status, document.parts.len());
    let old = *desk.state.lot(lot);
    let flags = inherited(desk, std::iter::once(lot));
    let Whose { owner, holder, place } = whose;
    let put = Put { document: id, source: Account::Transformed, owner, holder, place, status };
    for (line, part) in (1..).zip(&document.parts) {
        let amount = desk.draw(key, part.quantity, End::Account(Account::Consumed));
        let (minted, zero) = (Measures::ZERO, 0);
        let record = LotRecord {
            document: id,
            line,
            source: Account::Transformed,
            flags: flags | (old.flags & flag::CODE_BY_HS6),
            minted,
            chain: zero,
            last_seq: 0,
            first_stock: zero,
            first_account: zero,
            last_move: zero,
            ..old
        };
        let new = mint(desk, &put, record, amount);
        name_serials(desk, new, &part.serials, &format!("/parts/{}", line.saturating_sub(1)));
        desk.emit(Effect::Edge { from: lot, to: new, consumed: part.quantity, made: part.quantity });
    }
}

/// Goods end for one of the official reasons. Established by an authority, it is a fact.
pub(super) fn write_off(desk: &mut Desk, document: &WriteOff) {
    let whose = Whose::of(desk, &document.party, document.holder.as_ref(), &document.place);
    let day = desk.day(document.date, "/date");
    let found_by = document.found_by.as_ref().map(|party| desk.party(party));
    let fact = found_by.is_some();
    if found_by.is_some_and(|party| party == whose.owner || party == whose.holder) {
        let text = "an authority establishes facts, not the party that has the goods; leave found_by out";
        desk.problem("write_off.found_by", "/found_by", text);
    }
    desk.document_number(DocKind::WriteOff, whose.owner, document.number.as_str());
    let who = (whose.owner, whose.holder, whose.place);
    record_document(desk, DocKind::WriteOff, who, day, CustomsStatus::Free, 0);
    let to = End::Account(Account::WriteOff(document.reason));
    for (position, line) in document.lines.iter().enumerate() {
        let at = at_line(position, "");
        let status = line.status.unwrap_or(CustomsStatus::Free);
        let asked = (line.quantity, line.unit);
        if !fact {
            if let Some((key, quantity)) = draws(desk, whose, &line.lot, status, asked, &at) {
                desk.draw(key, quantity, to);
            }
            continue;
        }
        let Some(lot) = desk.lot(&line.lot, whose.owner, &at) else { continue };
        let Some(asked) = desk.in_unit(lot, line.quantity, line.unit, &at) else { continue };
        let key = whose.key(lot, status);
        let in_custody = matches!(status, CustomsStatus::Detained | CustomsStatus::Seized);
        let quantity = if in_custody { Quantity::ZERO } else { asked.min(desk.available(key)) };
        desk.draw(key, quantity, to);
        if let Some(missing) = asked.checked_sub(quantity).filter(|missing| !missing.is_zero()) {
            let document_line = u16::try_from(position).unwrap_or(u16::MAX).saturating_add(1);
            let raised = Raised {
                lot,
                quantity: missing,
                document_line,
                ..Raised::of(DiscrepancyKind::ShortBalance, whose.owner)
            };
            desk.discrepancy(raised);
        }
    }
}

/// Another customs status.
pub(super) fn status_change(desk: &mut Desk, document: &StatusChange) {
    let whose = Whose::of(desk, &document.party, document.holder.as_ref(), &document.place);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::StatusChange, whose.owner, document.number.as_str());
    let who = (whose.owner, whose.holder, whose.place);
    record_document(desk, DocKind::StatusChange, who, day, document.to_status, 0);
    for (position, line) in document.lines.iter().enumerate() {
        let at = at_line(position, "");
        if line.status == document.to_status {
            let text = format!("the goods are already {}", line.status.as_str());
            desk.problem("status.same", format!("{at}/status"), text);
            continue;
        }
        if let Some((key, quantity)) = draws(desk, whose, &line.lot, line.status, (line.quantity, line.unit), &at) {
            desk.draw(key, quantity, End::stock(StockKey { status: document.to_status, ..key }));
        }
    }
}
