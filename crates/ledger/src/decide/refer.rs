//! Documents that refer to goods and move none: the e-invoice and the export application.

use super::desk::{Desk, at_line};
use super::entry::record_document;
use crate::ids::{LotId, PartyId, PlaceId};
use crate::records::DocKind;
use trade::command::{CustomsStatus, EInvoice, ExportApplication, LotRef};
use trade::quantity::Quantity;
use trade::unit::Unit;

/// An e-invoice (ESF).
pub(super) fn e_invoice(desk: &mut Desk, document: &EInvoice) {
    let seller = desk.party(&document.seller);
    desk.party(&document.buyer);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::EInvoice, seller, document.number.as_str());
    for (position, line) in document.lines.iter().enumerate() {
        refer(desk, &line.lot, seller, (line.quantity, line.unit), position);
    }
    record(desk, DocKind::EInvoice, seller, day);
}

/// An export application: it may only name what is recorded and what the applicant has available. Two lines that name
/// one lot are counted together.
pub(super) fn export_application(desk: &mut Desk, document: &ExportApplication) {
    let applicant = desk.party(&document.applicant);
    let day = desk.day(document.date, "/date");
    desk.document_number(DocKind::ExportApplication, applicant, document.number.as_str());
    for (position, number) in document.e_invoices.iter().enumerate() {
        if desk.documents_of(DocKind::EInvoice, number.as_str()).is_empty() {
            let text = format!("no e-invoice {number} is recorded");
            desk.problem("document.unknown", format!("/e_invoices/{position}"), text);
        }
    }
    for (position, number) in document.declarations.iter().enumerate() {
        if desk.documents(number.as_str(), None).is_empty() {
            let text = format!("no entry document {number} is recorded");
            desk.problem("document.unknown", format!("/declarations/{position}"), text);
        }
    }
    let mut asked: Vec<(LotId, Quantity)> = Vec::new();
    for (position, line) in document.lines.iter().enumerate() {
        let Some((lot, quantity)) = refer(desk, &line.lot, applicant, (line.quantity, line.unit), position) else {
            continue;
        };
        let before =
            asked.iter().filter(|(named, _)| *named == lot).try_fold(quantity, |sum, (_, q)| sum.checked_add(*q));
        asked.push((lot, quantity));
        let available = available_to(desk, lot, applicant);
        if before.is_none_or(|sum| sum > available) {
            let unit = desk.state.lot(lot).unit.code();
            let text = format!("the application asks more than the {available} {unit} the applicant has available");
            desk.problem("balance.short", at_line(position, "quantity"), text);
        }
    }
    record(desk, DocKind::ExportApplication, applicant, day);
}

/// What a party has available of a lot, at all places, in free circulation.
fn available_to(desk: &Desk, lot: LotId, owner: PartyId) -> Quantity {
    desk.state
        .stock_of_lot(lot)
        .filter(|record| record.key.owner == owner && record.key.status == CustomsStatus::Free)
        .fold(Quantity::ZERO, |sum, record| sum.checked_add(record.available()).unwrap_or(sum))
}

fn refer(
    desk: &mut Desk,
    lot: &LotRef,
    owner: PartyId,
    (quantity, unit): (Quantity, Unit),
    position: usize,
) -> Option<(LotId, Quantity)> {
    let at = at_line(position, "");
    let lot = desk.lot(lot, owner, &at)?;
    Some((lot, desk.in_unit(lot, quantity, unit, &at)?))
}

fn record(desk: &mut Desk, kind: DocKind, principal: PartyId, day: i32) {
    record_document(desk, kind, (principal, principal, PlaceId::NONE), day, CustomsStatus::Free, 0);
}
