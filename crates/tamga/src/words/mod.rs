//! Records of the books in words for people.

pub(crate) mod answer;

use crate::session::View;
use ledger::dump::{party_text, place_text};
use ledger::records::{DiscrepancyKind, flag, note_flag};
use ledger::{DiscrepancyId, LineId, LotId, NoteId, PartyId, PlaceId};
use trade::date::Day;
use trade::unit::Unit;

/// A unit as people write it.
pub(crate) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::H87 => "pcs",
        Unit::KGM => "kg",
        Unit::GRM => "g",
        Unit::TNE => "t",
        Unit::LTR => "l",
        Unit::MTR => "m",
        Unit::MTK => "m2",
        Unit::MTQ => "m3",
        other => other.code(),
    }
}

/// A quantity with its unit.
pub(crate) fn amount(quantity: impl std::fmt::Display, of: Unit) -> String {
    format!("{quantity} {}", unit(of))
}

/// A day by its number.
pub(crate) fn day(number: i32) -> String {
    Day::from_number(number).map_or_else(|| "?".to_owned(), |day| day.to_string())
}

impl View<'_> {
    /// The identifier of a party as it stands today.
    pub(crate) fn party(&self, party: PartyId) -> String {
        party_text(self.books, self.books.state.standing(party))
    }

    /// What a party is called; its identifier where that was never told.
    pub(crate) fn party_name(&self, party: PartyId) -> String {
        let standing = self.books.state.standing(party);
        self.books.directory.title(standing).map_or_else(|| self.party(party), str::to_owned)
    }

    /// Code of a place.
    pub(crate) fn place(&self, place: PlaceId) -> String {
        place_text(self.books, place)
    }

    /// The supplier's number of a note, or its public number.
    pub(crate) fn note(&self, note: NoteId) -> String {
        self.books.directory.note(note).map_or_else(|| self.numbers.note(note).to_string(), str::to_owned)
    }

    /// `note SNT-1 line 2`.
    pub(crate) fn line(&self, line: LineId) -> String {
        let record = self.books.state.line(line);
        format!("note {} line {}", self.note(record.note), record.line)
    }

    /// `import_declaration 55302/… line 2`: where a lot comes from.
    pub(crate) fn document_line(&self, lot: LotId) -> String {
        let record = self.books.state.lot(lot);
        let text = self.books.directory.document(record.document).unwrap_or("document (number erased)");
        let (kind, number) = text.split_once('/').unwrap_or((text, ""));
        format!("{} {number} line {}", kind.replace('_', " "), record.line)
    }

    /// `lot KZ-L-… of 850152, origin CN`.
    pub(crate) fn lot(&self, lot: LotId) -> String {
        let record = self.books.state.lot(lot);
        let origin = record.origin.map(|origin| format!(", origin {origin}")).unwrap_or_default();
        format!("lot {} of {}{origin}", self.numbers.lot(lot), record.code)
    }

    /// What a discrepancy is about.
    pub(crate) fn discrepancy_subject(&self, id: DiscrepancyId) -> String {
        let Some(record) = id.position().and_then(|position| self.books.state.discrepancies.find(position)) else {
            return String::new();
        };
        let goods = record.lot.is_some().then(|| {
            let of = self.books.state.lot(record.lot).unit;
            format!("{} of lot {}", amount(record.quantity, of), self.numbers.lot(record.lot))
        });
        let line = record.line.is_some().then(|| self.line(record.line));
        [goods, line].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What a kind of discrepancy means.
pub(crate) fn discrepancy(kind: DiscrepancyKind) -> &'static str {
    match kind {
        DiscrepancyKind::ShortBalance => "the books held less than the fact needs",
        DiscrepancyKind::Shortage => "less was accepted than sent",
        DiscrepancyKind::Excess => "more was accepted than sent",
        DiscrepancyKind::CrossedAgainstHold => "crossed although held, refused or stopped",
        DiscrepancyKind::UnknownCrossing => "a crossing without a known note or transport",
        DiscrepancyKind::SealMismatch => "other seals than recorded",
        DiscrepancyKind::CountDifference => "an inspection counted another quantity",
        DiscrepancyKind::CorrectedAfterUse => "corrected after the goods had been used",
        DiscrepancyKind::FoundGoods => "goods found that no document names",
        DiscrepancyKind::Overdue => "a deadline passed",
    }
}

/// The flags of a lot in words.
pub(crate) fn lot_flags(flags: u16) -> Vec<&'static str> {
    let words = [
        (flag::CLAUSES, "carries contract clauses"),
        (flag::CORRECTED_AFTER_USE, "corrected after use"),
        (flag::EXCESS, "more was accepted than sent"),
        (flag::DOWNSTREAM, "made from a lot that was corrected after use"),
        (flag::FOUND, "found without a document"),
        (flag::CODE_BY_HS6, "code checked by its six digits only"),
    ];
    words.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, text)| *text).collect()
}

/// The flags of a note in words.
pub(crate) fn note_flags(flags: u8) -> Vec<&'static str> {
    let words = [
        (note_flag::PAPER, "entered from paper"),
        (note_flag::OVERDUE, "overdue"),
        (note_flag::DIVERTED, "destination changed"),
        (note_flag::CROSSED, "crossed a border"),
    ];
    words.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, text)| *text).collect()
}
