//! What can be asked of any command: who, which number, when.

use super::{Command, Submission};
use crate::{
    date::{Day, Timestamp},
    party::PartyRef,
    text::DocumentNumber,
};

/// Milliseconds in a day of UTC.
const DAY_MILLIS: i64 = 86_400_000;

impl Command {
    /// The party whose command it is. None for a crossing without officer and for the clock, which are the registry's,
    /// and where only the books know it: for an action that is not one of an authority and for a return of temporarily
    /// exported goods, unless the command names the supplier.
    pub fn principal(&self) -> Option<&PartyRef> {
        match self {
            Self::Entry(c) => Some(&c.principal),
            Self::EInvoice(c) => Some(&c.seller),
            Self::ExportApplication(c) => Some(&c.applicant),
            Self::Note(c) => Some(&c.supplier),
            Self::NoteAction(c) => c.action.authority(),
            Self::Transport(c) => Some(&c.head.carrier),
            Self::Transship(c) => Some(&c.carrier),
            Self::Crossing(c) => c.officer.as_ref(),
            Self::TemporaryReturn(c) => c.note.supplier.as_ref(),
            Self::Act(c) => Some(&c.officer),
            Self::Transformation(c) => Some(&c.party),
            Self::LotSplit(c) => Some(&c.party),
            Self::WriteOff(c) => Some(&c.party),
            Self::Found(c) => Some(&c.principal),
            Self::StatusChange(c) => Some(&c.party),
            Self::Custody(c) => Some(&c.authority),
            Self::Correction(c) => Some(&c.principal),
            Self::Discrepancy(c) => Some(&c.by),
            Self::Party(c) => Some(&c.id),
            Self::PartyMerge(c) => Some(&c.into),
            Self::Clock(_) => None,
            Self::Erase(c) => Some(&c.authority),
        }
    }

    /// The command's own number.
    pub fn number(&self) -> Option<&DocumentNumber> {
        match self {
            Self::Entry(c) => Some(&c.number),
            Self::EInvoice(c) => Some(&c.number),
            Self::ExportApplication(c) => Some(&c.number),
            Self::Note(c) => Some(&c.number),
            Self::Transport(c) => Some(&c.head.number),
            Self::TemporaryReturn(c) => Some(&c.number),
            Self::Act(c) => Some(&c.number),
            Self::Transformation(c) => Some(&c.number),
            Self::LotSplit(c) => Some(&c.number),
            Self::WriteOff(c) => Some(&c.number),
            Self::Found(c) => Some(&c.number),
            Self::StatusChange(c) => Some(&c.number),
            Self::Custody(c) => Some(&c.number),
            Self::NoteAction(_)
            | Self::Transship(_)
            | Self::Crossing(_)
            | Self::Correction(_)
            | Self::Discrepancy(_)
            | Self::Party(_)
            | Self::PartyMerge(_)
            | Self::Clock(_)
            | Self::Erase(_) => None,
        }
    }

    /// The date of the document.
    pub fn date(&self) -> Option<Day> {
        match self {
            Self::Entry(c) => Some(c.date),
            Self::EInvoice(c) => Some(c.date),
            Self::ExportApplication(c) => Some(c.date),
            Self::Note(c) => Some(c.date),
            Self::Transformation(c) => Some(c.date),
            Self::LotSplit(c) => Some(c.date),
            Self::WriteOff(c) => Some(c.date),
            Self::Found(c) => Some(c.date),
            Self::StatusChange(c) => Some(c.date),
            Self::Correction(c) => Some(c.date),
            Self::PartyMerge(c) => Some(c.date),
            Self::NoteAction(_)
            | Self::Transport(_)
            | Self::Transship(_)
            | Self::Crossing(_)
            | Self::TemporaryReturn(_)
            | Self::Act(_)
            | Self::Custody(_)
            | Self::Discrepancy(_)
            | Self::Party(_)
            | Self::Clock(_)
            | Self::Erase(_) => None,
        }
    }

    /// The command's own time.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::NoteAction(c) => c.action.at(),
            Self::Transport(c) => Some(c.head.at),
            Self::Transship(c) => Some(c.at),
            Self::Crossing(c) => Some(c.at),
            Self::TemporaryReturn(c) => Some(c.at),
            Self::Act(c) => Some(c.at),
            Self::Custody(c) => Some(c.at),
            Self::Clock(c) => Some(c.now),
            Self::Entry(_)
            | Self::EInvoice(_)
            | Self::ExportApplication(_)
            | Self::Note(_)
            | Self::Transformation(_)
            | Self::LotSplit(_)
            | Self::WriteOff(_)
            | Self::Found(_)
            | Self::StatusChange(_)
            | Self::Correction(_)
            | Self::Discrepancy(_)
            | Self::Party(_)
            | Self::PartyMerge(_)
            | Self::Erase(_) => None,
        }
    }
}

impl Submission {
    /// When it happened, as claimed: the command's own time, else `at`, else the date of the document at 00:00 UTC.
    /// `None`: at the time of recording.
    pub fn effective_at(&self) -> Option<Timestamp> {
        let midnight = |day: Day| Timestamp::from_millis(i64::from(day.number()).checked_mul(DAY_MILLIS)?);
        self.command.at().or(self.at).or_else(|| self.command.date().and_then(midnight))
    }

    /// Who submits: `by`, else the principal of the command.
    pub fn submitter(&self) -> Option<&PartyRef> {
        self.by.as_ref().or_else(|| self.command.principal())
    }
}
