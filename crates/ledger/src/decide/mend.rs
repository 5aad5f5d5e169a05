//! Mending: corrections of entry documents and answers to discrepancies. Nothing is edited: a correction is a new entry
//! with postings of its own.

use super::desk::{Desk, Raised, at_line};
use super::scale::scaled;
use crate::account::{End, StockKey};
use crate::effect::Effect;
use crate::ids::{DocId, LotId};
use crate::moves::Stop;
use crate::records::{DiscrepancyKind, DocKind, flag};
use std::collections::BTreeSet;
use trade::command::{Amendment, Correction, Discrepancy};
use trade::measures::Measures;
use trade::quantity::Quantity;

/// A correction of an entry document.
pub(super) fn correction(desk: &mut Desk, document: &Correction) {
    let principal = desk.party(&document.principal);
    desk.day(document.date, "/date");
    let found = desk.own_documents(document.document.as_str(), document.document_type, principal);
    let target = match found.as_slice() {
        [target] => *target,
        [] => {
            let text = format!("this party has no document {}", document.document);
            desk.problem("document.unknown", "/document", text);
            return;
        }
        _ => {
            desk.problem("document.ambiguous", "/document", "several documents have this number; name document_type");
            return;
        }
    };
    let kind = desk.state.document(target).kind;
    if !matches!(kind, DocKind::Entry(_) | DocKind::Found) {
        let text = format!("a {} is not corrected; what it made is transformed back or written off", kind.name());
        desk.problem("correction.document", "/document", text);
        return;
    }
    match &document.amendment {
        Amendment::Annul => {
            desk.state.lots_of(target).for_each(|lot| correct(desk, target, lot, Quantity::ZERO, ""));
        }
        Amendment::Lines(lines) => {
            for (position, line) in lines.iter().enumerate() {
                let at = at_line(position, "");
                if let Some(lot) = desk.lot_of(target, line.line, &format!("{at}/line")) {
                    correct(desk, target, lot, line.quantity, &at);
                }
            }
        }
    }
}

fn correct(desk: &mut Desk, document: DocId, lot: LotId, wanted: Quantity, at: &str) {
    let lot_record = *desk.state.lot(lot);
    let record = *desk.state.document(document);
    let key = StockKey {
        lot,
        owner: desk.state.standing(record.principal),
        holder: desk.state.standing(record.holder),
        place: record.place,
        status: record.status,
    };
    let minted = lot_record.minted;
    let source = End::Account(lot_record.source);
    if let Some(more) = wanted.checked_sub(minted.quantity) {
        match scaled(minted, more) {
            Some(amount) => {
                if desk.countable(lot, amount, &format!("{at}/quantity")) {
                    desk.post(lot, source, End::stock(key), amount);
                }
            }
            None => desk.problem("quantity.too_large", format!("{at}/quantity"), "the corrected quantity is too large"),
        }
        return;
    }
    let less = minted.quantity.checked_sub(wanted).unwrap_or(Quantity::ZERO);
    let back = less.min(desk.available(key));
    let on_hand = desk.state.stock.find(key).map_or(Measures::ZERO, |record| record.on_hand);
    if let Some((amount, _)) = on_hand.take(back) {
        desk.post(lot, End::stock(key), source, at_most(amount, minted));
    }
    let rest = less.checked_sub(back).unwrap_or(Quantity::ZERO);
    if !rest.is_zero() {
        let raised = Raised {
            lot,
            quantity: rest,
            document_line: lot_record.line,
            ..Raised::of(DiscrepancyKind::CorrectedAfterUse, key.owner)
        };
        desk.discrepancy(raised);
        desk.emit(Effect::LotFlag { lot, bits: flag::CORRECTED_AFTER_USE });
        flag_downstream(desk, lot);
    }
}

/// A balance that took in an excess may hold more of a measure than was minted; an un-minting stops there.
fn at_most(amount: Measures, minted: Measures) -> Measures {
    Measures {
        quantity: amount.quantity.min(minted.quantity),
        net_mass: amount.net_mass.min(minted.net_mass),
        gross_mass: amount.gross_mass.min(minted.gross_mass),
        supplementary: amount.supplementary.min(minted.supplementary),
        pieces: amount.pieces.min(minted.pieces),
        value: amount.value.min(minted.value),
    }
}

/// Flags every lot made of this one, directly or through others.
fn flag_downstream(desk: &mut Desk, lot: LotId) {
    let mut seen = BTreeSet::from([lot]);
    let mut open = vec![lot];
    while let Some(lot) = open.pop() {
        let mut next = desk.state.lot(lot).last_move;
        while let Some(found) = next.checked_sub(1).and_then(|index| desk.find_move(index)) {
            // What is flagged already has flagged all below it, and flags what is made of it at birth.
            if let Stop::Lot(made) = found.to
                && found.from == Stop::Lot(lot)
                && desk.state.lot(made).flags & flag::DOWNSTREAM == 0
                && seen.insert(made)
            {
                desk.emit(Effect::LotFlag { lot: made, bits: flag::DOWNSTREAM });
                open.push(made);
            }
            next = found.previous;
        }
    }
}

/// An answer to a discrepancy.
pub(super) fn discrepancy(desk: &mut Desk, document: &Discrepancy) {
    desk.party(&document.by);
    let found = desk.context.numbers.find_discrepancy(&document.discrepancy);
    let record = found.and_then(|id| desk.state.discrepancies.find(id.position()?)).copied();
    match (found, record) {
        (Some(discrepancy), Some(record)) if record.resolved == 0 => desk.emit(Effect::Resolve { discrepancy }),
        (Some(_), Some(record)) => {
            let text = format!("it was resolved by entry {}", record.resolved);
            desk.problem("discrepancy.resolved", "/discrepancy", text);
        }
        _ => {
            let text = format!("no discrepancy has the number {}", document.discrepancy);
            desk.problem("discrepancy.unknown", "/discrepancy", text);
        }
    }
}
