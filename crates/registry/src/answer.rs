//! Answers to submitters, as they are written in JSON.

use ledger::books::{Made, Numbers};
use ledger::{DiscrepancyId, Effect, LotId, NoteId, TransportId};
use serde::Serialize;
use std::ops::Range;
use trade::public_number::PublicNumber;
use trade::quantity::Quantity;

/// What became of a submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerOutcome {
    /// Recorded.
    Recorded,
    /// Refused, and recorded as such; without an entry (0) where it is too large for one.
    Refused,
    /// The same command under the same key was answered before; nothing was added.
    Duplicate,
    /// Another command was answered under the same key; nothing was added.
    Conflict,
}

/// A problem in an answer. Answers are built again from the journal, so codes are texts here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AnswerProblem {
    /// Stable code.
    pub code: String,
    /// Place in the command: a JSON Pointer.
    pub at: String,
    /// Words for people.
    pub message: String,
}

/// A discrepancy that the command raised.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RaisedDiscrepancy {
    /// Public number.
    pub number: PublicNumber,
    /// Kind, such as `short_balance`.
    pub kind: &'static str,
    /// Line of the document concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// Quantity concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

/// The answer to a submission.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answer {
    /// The entry: the one that was added, for a duplicate or conflict the one that used the key. 0: none was added.
    pub entry: u64,
    /// Outcome.
    pub outcome: AnswerOutcome,
    /// For a duplicate: the entry that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Why it was refused.
    pub problems: Vec<AnswerProblem>,
    /// Lots minted, in order.
    pub lots: Vec<PublicNumber>,
    /// Notes opened, in order.
    pub notes: Vec<PublicNumber>,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<PublicNumber>,
    /// Transports opened, in order.
    pub transports: Vec<PublicNumber>,
    /// Discrepancies raised, in order.
    pub discrepancies: Vec<RaisedDiscrepancy>,
}

impl Answer {
    pub(crate) fn new(
        entry: u64,
        refused: bool,
        problems: Vec<AnswerProblem>,
        made: &Made,
        effects: &[Effect],
        numbers: &Numbers,
    ) -> Self {
        let notes = list(&made.notes, |id| numbers.note(NoteId(id)));
        Self {
            entry,
            outcome: if refused { AnswerOutcome::Refused } else { AnswerOutcome::Recorded },
            of: None,
            problems,
            lots: list(&made.lots, |id| numbers.lot(LotId(id))),
            note: notes.first().copied(),
            notes,
            transports: list(&made.transports, |id| numbers.transport(TransportId(id))),
            discrepancies: raised(&made.discrepancies, effects, numbers),
        }
    }

    /// The answer to a repetition.
    pub(crate) fn repeated(self) -> Self {
        Self { outcome: AnswerOutcome::Duplicate, of: Some(self.entry), ..self }
    }

    /// The answer to a command that no entry can hold. Nothing is recorded, its key is not used.
    pub(crate) fn too_large() -> Self {
        let message = "with what is kept beside its texts the document is longer than an entry; split the document";
        Self { outcome: AnswerOutcome::Refused, ..Self::unrecorded(0, "document.too_large", "", message.to_owned()) }
    }

    /// The answer to another command under a used key.
    pub(crate) fn conflict(entry: u64) -> Self {
        let message =
            format!("the key was used for another content by entry {entry}; send this command under a key of its own");
        Self::unrecorded(entry, "key.conflict", "/key", message)
    }

    fn unrecorded(entry: u64, code: &str, at: &str, message: String) -> Self {
        let problem = AnswerProblem { code: code.to_owned(), at: at.to_owned(), message };
        Self {
            entry,
            outcome: AnswerOutcome::Conflict,
            of: None,
            problems: vec![problem],
            lots: Vec::new(),
            notes: Vec::new(),
            note: None,
            transports: Vec::new(),
            discrepancies: Vec::new(),
        }
    }
}

fn list(ids: &Range<u32>, number: impl Fn(u32) -> PublicNumber) -> Vec<PublicNumber> {
    ids.clone().map(number).collect()
}

fn raised(ids: &Range<u32>, effects: &[Effect], numbers: &Numbers) -> Vec<RaisedDiscrepancy> {
    let records = effects.iter().filter_map(|effect| match effect {
        Effect::Discrepancy(record) => Some(record),
        _ => None,
    });
    let row = |(id, record): (u32, &ledger::records::DiscrepancyRecord)| RaisedDiscrepancy {
        number: numbers.discrepancy(DiscrepancyId(id)),
        kind: record.kind.name(),
        line: Some(record.document_line).filter(|line| *line != 0),
        quantity: Some(record.quantity).filter(|quantity| !quantity.is_zero()),
    };
    ids.clone().zip(records).map(row).collect()
}
