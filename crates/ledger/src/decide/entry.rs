//! Documents that bring goods in: each line mints a lot.

use super::desk::{Desk, Raised, at_line};
use crate::account::{Account, End};
use crate::books::NameKind;
use crate::effect::Effect;
use crate::ids::{DocId, LotId, PartyId, PlaceId};
use crate::records::{DiscrepancyKind, DocKind, DocRecord, LotRecord, flag};
use std::collections::BTreeSet;
use trade::amount::Amount;
use trade::command::{CustomsStatus, EntryDocument, EntryKind, EntryLine, Found};
use trade::date::Day;
use trade::measures::Measures;
use trade::nomenclature::Standing;
use trade::quantity::Quantity;
use trade::text::SerialNumber;
use trade::unit::Unit;

/// Whose goods come in and where they are put.
#[derive(Clone, Copy)]
pub(super) struct Put {
    pub(super) document: DocId,
    pub(super) source: Account,
    pub(super) owner: PartyId,
    pub(super) holder: PartyId,
    pub(super) place: PlaceId,
    pub(super) status: CustomsStatus,
}

/// The account an entry document draws from.
pub(super) fn source(kind: EntryKind) -> Account {
    match kind {
        EntryKind::ImportDeclaration => Account::Import,
        EntryKind::ImportApplication => Account::UnionImport,
        EntryKind::ProductionReport => Account::Production,
        EntryKind::OpeningBalance => Account::Opening,
        EntryKind::TransitDeclaration => Account::TransitIn,
    }
}

/// An entry document.
pub(super) fn entry(desk: &mut Desk, document: &EntryDocument) {
    let owner = desk.party(&document.principal);
    for party in [&document.declarant, &document.seller].into_iter().flatten() {
        desk.party(party);
    }
    let holder = desk.party_or(document.holder.as_ref(), owner);
    let place = desk.place(&document.place);
    let day = desk.day(document.date, "/date");
    let kind = DocKind::Entry(document.kind);
    let status = document.stock_status();
    desk.document_number(kind, owner, document.number.as_str());
    let id = record_document(desk, kind, (owner, holder, place), day, status, document.lines.len());
    let put = Put { document: id, source: source(document.kind), owner, holder, place, status };
    let lines = document.lines.as_slice();
    #[cfg(feature = "sabotage")]
    let lines = without_last(desk, lines);
    for (position, line) in lines.iter().enumerate() {
        mint_line(desk, &put, line, document.date, &at_line(position, ""), 0);
    }
}

#[cfg(feature = "sabotage")]
fn without_last<'a>(desk: &Desk, lines: &'a [EntryLine]) -> &'a [EntryLine] {
    match lines.split_last() {
        Some((_, rest)) if !rest.is_empty() && desk.state.sabotaged(crate::state::Sabotage::LostLine) => rest,
        _ => lines,
    }
}

/// Goods found that no document names.
pub(super) fn found(desk: &mut Desk, document: &Found) {
    let owner = desk.party(&document.principal);
    let holder = desk.party_or(document.holder.as_ref(), owner);
    let place = desk.place(&document.place);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::Found, owner, document.number.as_str());
    let status = CustomsStatus::Free;
    let id = record_document(desk, DocKind::Found, (owner, holder, place), day, status, document.lines.len());
    let put = Put { document: id, source: Account::Found, owner, holder, place, status };
    for (position, line) in document.lines.iter().enumerate() {
        if let Some(lot) = mint_line(desk, &put, line, document.date, &at_line(position, ""), flag::FOUND) {
            let raised = Raised {
                lot,
                quantity: line.quantity,
                document_line: line.line,
                ..Raised::of(DiscrepancyKind::FoundGoods, owner)
            };
            desk.discrepancy(raised);
        }
    }
}

/// Records the next document, which mints `lots` lots (or none).
pub(super) fn record_document(
    desk: &mut Desk,
    kind: DocKind,
    (principal, holder, place): (PartyId, PartyId, PlaceId),
    day: i32,
    status: CustomsStatus,
    lots: usize,
) -> DocId {
    let id = DocId::at(desk.state.documents.len());
    let first_lot = if lots == 0 { LotId::NONE } else { LotId::at(desk.state.lots.len()) };
    let lots = u16::try_from(lots).unwrap_or(u16::MAX);
    let seq = desk.context.seq;
    desk.emit(Effect::Document(DocRecord { kind, principal, day, seq, first_lot, lots, holder, place, status }));
    id
}

/// Mints the lot of a line and puts its goods where they belong. A line with problems mints nothing.
pub(super) fn mint_line(desk: &mut Desk, put: &Put, line: &EntryLine, on: Day, at: &str, flags: u16) -> Option<LotId> {
    let by_hs6 = check_code(desk, line, on, at)?;
    let clauses = if line.clauses.is_empty() { 0 } else { flag::CLAUSES };
    let by_hs6 = if by_hs6 { flag::CODE_BY_HS6 } else { 0 };
    let lot = LotId::at(desk.state.lots.len());
    name_serials(desk, lot, &line.serials, at);
    mint(desk, put, line_record(put, line, flags | clauses | by_hs6), measures(line));
    Some(lot)
}

/// Names the serial numbers of a lot; one piece has one, so none stands twice.
pub(super) fn name_serials(desk: &mut Desk, lot: LotId, serials: &[SerialNumber], at: &str) {
    let mut seen = BTreeSet::new();
    for serial in serials {
        if seen.insert(serial.as_str()) {
            desk.name(NameKind::Serial, lot.0, PartyId::NONE, serial.as_str());
        } else {
            desk.problem("serial.twice", format!("{at}/serials"), format!("serial number {serial} stands twice"));
        }
    }
}

/// Mints a lot and posts its measures from the source to the stock.
pub(super) fn mint(desk: &mut Desk, put: &Put, record: LotRecord, amount: Measures) -> LotId {
    let lot = LotId::at(desk.state.lots.len());
    desk.emit(Effect::Mint(record));
    let to = End::Stock(put.owner, put.holder, put.place, put.status);
    desk.post(lot, End::Account(put.source), to, amount);
    lot
}

fn line_record(put: &Put, line: &EntryLine, flags: u16) -> LotRecord {
    LotRecord {
        document: put.document,
        line: line.line,
        code: line.code,
        origin: line.origin,
        unit: line.unit,
        supplementary_unit: line.supplementary_unit,
        currency: line.currency,
        source: put.source,
        flags,
        minted: Measures::ZERO,
        chain: 0,
        last_seq: 0,
        first_stock: 0,
        first_account: 0,
        last_move: 0,
    }
}

/// The measures of a line. In kilograms the quantity is the net mass, in pieces it is the count, unless said otherwise.
fn measures(line: &EntryLine) -> Measures {
    let or = |given: Option<Quantity>, unit: Unit| {
        given.unwrap_or(if line.unit == unit { line.quantity } else { Quantity::ZERO })
    };
    Measures {
        quantity: line.quantity,
        net_mass: or(line.net_mass_kg, Unit::KGM),
        gross_mass: line.gross_mass_kg.unwrap_or(Quantity::ZERO),
        supplementary: line.supplementary_quantity.unwrap_or(Quantity::ZERO),
        pieces: or(line.pieces, Unit::H87),
        value: line.value.unwrap_or(Amount::ZERO),
    }
}

/// The code must exist on the day. `Some(true)`: only its six digits could be checked. `None`: a problem was noted.
fn check_code(desk: &mut Desk, line: &EntryLine, on: Day, at: &str) -> Option<bool> {
    match desk.context.policy.tables.standing(line.code, on.date()) {
        Standing::Whole => Some(false),
        Standing::BySixDigits => Some(true),
        Standing::Refused(code, words) => {
            desk.problem(code, format!("{at}/code"), words);
            None
        }
    }
}
