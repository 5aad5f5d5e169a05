//! Finding what a command refers to: lots, notes, transports, and quantities in the lot's unit.

use std::iter;

use crate::amount;
use crate::books::{Books, LotId, NoteId};
use crate::case::{Case, Object, line_number, text};
use crate::names::Name;
use crate::report::Kind;
use crate::road;
use crate::units::{self, Trouble};

/// Commands whose documents bring goods in, the first meaning of a `document` in a reference.
pub(crate) const ENTRY_TYPES: [(&str, &str); 5] = [
    ("import_declaration", "import"),
    ("import_application", "union_import"),
    ("production_report", "production"),
    ("opening_balance", "opening"),
    ("transit_declaration", "transit_in"),
];

/// The lot of a reference. `principal` decides where several documents fit.
pub(crate) fn lot(books: &Books, object: &Object, principal: Option<Name>, case: &mut Case<'_>) -> Option<LotId> {
    if let Some(number) = text(object, "lot") {
        let found = books.names.find(number).and_then(|name| books.lot_numbers.get(&name)).copied();
        if found.is_none() {
            case.object(Kind::ReferenceUnknown, format!("lot {number} is not recorded"));
        }
        return found;
    }
    let number = case.text(object, "document")?;
    let line = case.line_number(object, "document_line")?;
    document_line(books, (number, text(object, "document_type")), line, principal, case)
}

/// The lot of a line of a document, given as number and type.
pub(crate) fn document_line(
    books: &Books,
    (number, kind): (&str, Option<&str>),
    line: i128,
    principal: Option<Name>,
    case: &mut Case<'_>,
) -> Option<LotId> {
    let name = books.names.find(number);
    let mut fitting: Vec<(bool, Name, LotId)> = Vec::new();
    for (document, lot) in name.into_iter().flat_map(|name| books.document_lots(name, line)) {
        let type_name = books.names.text(document.kind);
        if kind.is_none_or(|kind| kind == type_name) {
            let is_entry = ENTRY_TYPES.iter().any(|(entry, _)| *entry == type_name);
            fitting.push((is_entry, books.names.party(document.principal), lot));
        }
    }
    if fitting.iter().any(|(is_entry, ..)| *is_entry) {
        fitting.retain(|(is_entry, ..)| *is_entry);
    }
    let principal = principal.map(|name| books.names.party(name));
    if fitting.len() > 1 && fitting.iter().any(|(_, owner, _)| Some(*owner) == principal) {
        fitting.retain(|(_, owner, _)| Some(*owner) == principal);
    }
    let what = format!("line {line} of document {number}");
    match fitting.as_slice() {
        [(_, _, lot)] => return Some(*lot),
        [] => case.object(Kind::ReferenceUnknown, format!("{what} is not recorded")),
        _ => case.object(Kind::ReferenceAmbiguous, format!("{what} fits {} documents", fitting.len())),
    }
    None
}

/// A quantity of a line with its `unit`, in the lot's ledger unit.
pub(crate) fn quantity(books: &Books, lot: LotId, object: &Object, name: &str, case: &mut Case<'_>) -> Option<i128> {
    let quantity = case.quantity(object, name)?;
    in_unit(books, lot, quantity, object, case)
}

/// An amount told in the line's `unit`, in the lot's ledger unit.
pub(crate) fn in_unit(books: &Books, lot: LotId, amount: i128, object: &Object, case: &mut Case<'_>) -> Option<i128> {
    let unit = case.text(object, "unit")?;
    let ledger_unit = books.names.text(books.lots[lot].unit);
    match units::convert(amount, unit, ledger_unit) {
        Ok(converted) => return Some(converted),
        Err(Trouble::Unknown) => case.object(Kind::Unit, format!("no conversion known from {unit} to {ledger_unit}")),
        Err(Trouble::Dimension) => case.object(Kind::Unit, format!("{unit} does not convert to {ledger_unit}")),
        Err(Trouble::Inexact) => {
            case.object(Kind::Unit, format!("{} {unit} is no exact quantity in {ledger_unit}", amount::show(amount)));
        }
    }
    None
}

/// The note of a reference: public number, else the supplier's own number. `hint` is the party that decides where
/// suppliers share a number.
pub(crate) fn note(
    books: &Books,
    number: &str,
    supplier: Option<&str>,
    hint: Option<Name>,
    case: &mut Case<'_>,
) -> Option<NoteId> {
    match find_note(books, number, supplier, hint) {
        Found::One(note) => return Some(note),
        Found::None => case.object(Kind::ReferenceUnknown, format!("note {number} is not recorded")),
        Found::Several => {
            case.object(Kind::ReferenceAmbiguous, format!("note number {number} belongs to several suppliers"));
        }
    }
    None
}

/// What a reference fits.
pub(crate) enum Found {
    None,
    One(NoteId),
    Several,
}

pub(crate) fn find_note(books: &Books, number: &str, supplier: Option<&str>, hint: Option<Name>) -> Found {
    let Some(name) = books.names.find(number) else { return Found::None };
    if let Some(note) = books.note_numbers.get(&name) {
        return Found::One(*note);
    }
    let supplier_of = |note: &NoteId| books.names.party(books.notes[*note].supplier);
    let mut fitting = books.own_numbers.get(&name).cloned().unwrap_or_default();
    if let Some(supplier) = supplier {
        let supplier = books.names.find(supplier).map(|name| books.names.party(name));
        fitting.retain(|note| Some(supplier_of(note)) == supplier);
    } else if let Some(hint) = hint.map(|name| books.names.party(name))
        && fitting.iter().any(|note| supplier_of(note) == hint)
    {
        fitting.retain(|note| supplier_of(note) == hint);
    }
    // A supplier may use a number again for a note that replaces another: the newest is meant.
    let Some(newest) = fitting.last().copied() else { return Found::None };
    if fitting.iter().any(|note| supplier_of(note) != supplier_of(&newest)) {
        Found::Several
    } else {
        Found::One(newest)
    }
}

/// The note of a command's `note` and `supplier` fields.
pub(crate) fn note_of(books: &Books, object: &Object, case: &mut Case<'_>) -> Option<NoteId> {
    let number = case.text(object, "note")?;
    note(books, number, text(object, "supplier"), None, case)
}

/// The line of a note that an object's `line` names.
pub(crate) fn note_line(books: &Books, note: NoteId, object: &Object, case: &mut Case<'_>) -> Option<usize> {
    let number = line_number(object, "line");
    let found = books.notes[note].lines.iter().position(|line| Some(line.number) == number);
    if found.is_none() {
        let own = books.names.text(books.notes[note].number);
        case.object(Kind::ReferenceUnknown, format!("note {own} has no such line"));
    }
    found
}

/// The transport with the number, of the carrier when one is named: of several the newest that still carries something,
/// else the newest.
pub(crate) fn transport(books: &Books, number: &str, carrier: Option<&str>) -> Option<usize> {
    let numbered = books.transport_numbers.get(&books.names.find(number)?)?;
    let carrier = carrier.map(|text| books.names.find(text).map(|name| books.names.party(name)));
    let fits = |index: &&usize| {
        carrier.is_none_or(|carrier| Some(books.names.party(books.transports[**index].carrier)) == carrier)
    };
    let mut fitting = numbered.iter().rev().filter(fits).copied();
    let newest = fitting.next()?;
    Some(iter::once(newest).chain(fitting).find(|index| road::carries(books, *index)).unwrap_or(newest))
}
