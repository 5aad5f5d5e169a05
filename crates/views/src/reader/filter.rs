//! What a list is filtered by: words of the question into facets and sets of records.

use super::Reader;
use crate::facet::{Field, List};
use crate::fold::kind_number;
use crate::row::{self, DAY_MILLIS};
use crate::text::TextField;
use crate::{Ask, Fault};
use ledger::lifecycle::Status;
use ledger::records::DiscrepancyKind;
use std::collections::BTreeSet;
use trade::code::GoodsPrefix;
use trade::command::{Command, CustomsStatus, NoteKind};
use trade::country::CountryCode;

/// Records that one text leads to, at most; of more the newest are taken.
pub(super) const CANDIDATES_MAX: usize = 4_000;
/// Records of another list that lead to those asked for, at most.
const VIA_MAX: usize = 1_000;

/// What the rows of a list must all fit. A filter that the list does not know is refused.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Filter {
    /// A party in any role: its identifier, or words of its name where only one has them.
    pub party: Option<String>,
    /// A place: its code.
    pub place: Option<String>,
    /// Status of notes, customs status of stock, result of acts.
    pub status: Option<String>,
    /// Type of documents and entries, kind of notes, parties, discrepancies, form of acts.
    pub kind: Option<String>,
    /// First day.
    pub from: Option<i32>,
    /// Last day.
    pub to: Option<i32>,
    /// Beginning of the goods code.
    pub code: Option<GoodsPrefix>,
    /// Country of origin.
    pub origin: Option<CountryCode>,
    /// Country of destination.
    pub destination: Option<CountryCode>,
    /// Number of the document that goods came in by.
    pub document: Option<String>,
    /// Id of a lot.
    pub lot: Option<u32>,
    /// Id of a note.
    pub note: Option<u32>,
    /// Vehicle or trailer, whole.
    pub vehicle: Option<String>,
    /// Seal, whole.
    pub seal: Option<String>,
    /// Direction of crossings: `out` or `in`.
    pub direction: Option<String>,
    /// Words, or the beginning of a number.
    pub text: Option<String>,
    /// Only what is open.
    pub open: bool,
    /// Only what was refused.
    pub refused: bool,
    /// Only what is overdue.
    pub overdue: bool,
    /// Only what somebody should look at.
    pub flagged: bool,
}

/// A filter as the tables have it.
#[derive(Default, Debug)]
pub(super) struct Plan {
    /// Facets that all rows have.
    pub(super) facets: Vec<(Field, i64)>,
    /// Records among which all rows are; none: all records.
    pub(super) among: Option<BTreeSet<i64>>,
    /// More than [`CANDIDATES_MAX`] fitted a text; the newest were taken.
    pub(super) cut: bool,
}

impl Plan {
    fn narrow(&mut self, found: BTreeSet<i64>) {
        self.among = Some(match self.among.take() {
            Some(before) => before.intersection(&found).copied().collect(),
            None => found,
        });
    }
}

impl Filter {
    /// Refuses filters that the list does not know.
    fn check(&self, list: List) -> Result<(), Ask> {
        use List::{
            Acts, Crossings, Discrepancies, Documents, Entries, Lots, Notes, Parties, Places, Stock, Transports,
        };
        let known: [(&'static str, bool, &[List]); 20] = [
            (
                "party",
                self.party.is_some(),
                &[Documents, Lots, Stock, Notes, Transports, Crossings, Acts, Discrepancies],
            ),
            ("place", self.place.is_some(), &[Documents, Stock, Notes, Crossings, Acts]),
            ("status", self.status.is_some(), &[Stock, Notes, Acts]),
            ("kind", self.kind.is_some(), &[Parties, Documents, Notes, Acts, Discrepancies, Entries]),
            ("from", self.from.is_some(), DATED),
            ("to", self.to.is_some(), DATED),
            ("code", self.code.is_some(), &[Documents, Lots, Stock, Notes]),
            ("origin", self.origin.is_some(), &[Lots, Stock, Notes]),
            ("destination", self.destination.is_some(), &[Notes]),
            ("document", self.document.is_some(), &[Lots, Notes]),
            ("lot", self.lot.is_some(), &[Documents, Stock, Notes, Discrepancies]),
            ("note", self.note.is_some(), &[Transports, Crossings, Acts]),
            ("vehicle", self.vehicle.is_some(), &[Notes, Transports, Crossings]),
            ("seal", self.seal.is_some(), &[Notes, Transports, Crossings]),
            ("direction", self.direction.is_some(), &[Crossings]),
            (
                "text",
                self.text.is_some(),
                &[Parties, Places, Documents, Lots, Stock, Notes, Transports, Crossings, Entries],
            ),
            ("open", self.open, &[Notes, Discrepancies]),
            ("refused", self.refused, &[Entries]),
            ("overdue", self.overdue, &[Notes]),
            ("flagged", self.flagged, &[Lots]),
        ];
        let wrong = known.iter().find(|(_, is_asked, lists)| *is_asked && !lists.contains(&list));
        wrong.map_or(Ok(()), |(filter, ..)| Err(Ask::Filter { list, filter }))
    }

    /// The facets and records that fit.
    pub(super) fn plan(&self, list: List, reader: &Reader) -> Result<Plan, Fault> {
        self.check(list)?;
        let mut plan = Plan::default();
        let mut put = |field, value| plan.facets.push((field, value));
        if let Some(party) = &self.party {
            put(Field::Party, reader.party_named(party)?);
        }
        if let Some(place) = &self.place {
            put(Field::Place, reader.place_named(place)?);
        }
        if let Some(text) = &self.status {
            put(Field::Status, word(list, "status", text, &statuses(list))?);
        }
        if let Some(text) = &self.kind {
            put(Field::Kind, word(list, "kind", text, &kinds(list))?);
        }
        if let Some(code) = self.code {
            put(Field::Code, code.number().cast_signed());
        }
        for (field, country) in [(Field::Origin, self.origin), (Field::Destination, self.destination)] {
            if country.is_some() {
                put(field, row::of_country(country));
            }
        }
        if let Some(text) = &self.document {
            put(Field::Document, reader.document_named(text)?);
        }
        for (field, id) in [(Field::Lot, self.lot), (Field::Note, self.note)] {
            id.into_iter().for_each(|id| put(field, i64::from(id)));
        }
        if let Some(text) = &self.direction {
            put(Field::Direction, word(list, "direction", text, &[("out", 1), ("in", 2)])?);
        }
        for (field, is_asked) in [
            (Field::Open, self.open),
            (Field::Refused, self.refused),
            (Field::Overdue, self.overdue),
            (Field::Flagged, self.flagged),
        ] {
            if is_asked {
                put(field, 1);
            }
        }
        self.plan_texts(list, reader, &mut plan)?;
        Ok(plan)
    }

    fn plan_texts(&self, list: List, reader: &Reader, plan: &mut Plan) -> Result<(), Fault> {
        for (text, field) in [(&self.vehicle, TextField::Vehicle), (&self.seal, TextField::Seal)] {
            let Some(text) = text else { continue };
            let mut found = reader.marked(list, field, text, CANDIDATES_MAX)?;
            if list == List::Notes {
                let transports = reader.marked(List::Transports, field, text, VIA_MAX)?;
                found.extend(reader.having(list, Field::Transport, &transports, CANDIDATES_MAX)?);
            }
            plan.cut |= found.len() >= CANDIDATES_MAX;
            plan.narrow(found);
        }
        let Some(text) = &self.text else { return Ok(()) };
        let mut found = reader.worded(list, text, CANDIDATES_MAX)?;
        if matches!(list, List::Notes | List::Stock | List::Documents) {
            let lots = reader.worded(List::Lots, text, VIA_MAX)?;
            plan.cut |= lots.len() >= VIA_MAX;
            found.extend(reader.having(list, Field::Lot, &lots, CANDIDATES_MAX)?);
        }
        plan.cut |= found.len() >= CANDIDATES_MAX;
        plan.narrow(found);
        Ok(())
    }
}

/// Lists whose records have a day.
const DATED: &[List] = &[
    List::Documents,
    List::Lots,
    List::Notes,
    List::Transports,
    List::Crossings,
    List::Acts,
    List::Discrepancies,
    List::Entries,
];

fn word(list: List, filter: &'static str, text: &str, known: &[(&str, i64)]) -> Result<i64, Ask> {
    let found = known.iter().find(|(name, _)| *name == text);
    found.map(|(_, number)| *number).ok_or_else(|| Ask::Word {
        list,
        filter,
        text: text.to_owned(),
        known: known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
    })
}

fn statuses(list: List) -> Vec<(&'static str, i64)> {
    match list {
        List::Stock => CustomsStatus::ALL.iter().map(|one| (one.as_str(), i64::from(one.number()))).collect(),
        List::Acts => vec![("pass", 1), ("hold", 2), ("detain", 3)],
        _ => Status::ALL.iter().map(|one| (one.name(), i64::from(*one as u8) + 1)).collect(),
    }
}

fn kinds(list: List) -> Vec<(&'static str, i64)> {
    match list {
        List::Parties => vec![("company", 1), ("person", 2)],
        List::Notes => NoteKind::ALL.iter().map(|one| (one.as_str(), i64::from(one.number()))).collect(),
        List::Acts => vec![("inspection", 1), ("examination", 2)],
        List::Discrepancies => {
            DiscrepancyKind::ALL.iter().map(|(one, name)| (*name, i64::from(*one as u8) + 1)).collect()
        }
        _ => Command::TYPES.iter().map(|name| (*name, kind_number(name))).collect(),
    }
}

/// The column that has the day of a list's records, as SQL.
pub(super) fn day_column(list: List) -> String {
    match list {
        List::Parties | List::Places | List::Stock => "0".to_owned(),
        List::Discrepancies => "due".to_owned(),
        List::Entries => format!("recorded_at / {DAY_MILLIS}"),
        _ => "day".to_owned(),
    }
}
