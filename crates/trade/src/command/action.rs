//! What is done with a note: one command, one variant of [`Action`] an action.

use super::{limit, refer::NoteRef, word::Explanation};
use crate::{
    country::CountryCode,
    date::Timestamp,
    field::{Lines, MORE_THAN_ZERO, Unique, actions, document},
    party::PartyRef,
    place::PlaceRef,
    quantity::Quantity,
    text::{DocumentNumber, Text},
};

document! {
    /// Something done with an accompanying note.
    pub struct NoteAction {
        /// The note.
        pub note: NoteRef as flat,
        /// What is done, with its own fields.
        pub action: Action as flat,
    }
}

actions! {
    /// What is done with a note.
    pub enum Action by "action" {
        /// A draft is registered.
        Register "register" {},
        /// An authority lets a held note go.
        Release "release" {
            /// The authority that decides.
            authority: PartyRef,
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// An authority holds the note.
        Hold "hold" {
            /// The authority that decides.
            authority: PartyRef,
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// An authority refuses the note; reservations are given back.
        Refuse "refuse" {
            /// The authority that decides.
            authority: PartyRef,
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// The goods leave.
        Dispatch "dispatch" {
            /// When.
            at: Timestamp,
        },
        /// The goods arrived, or the recipient has seen the note.
        Deliver "deliver" {
            /// When.
            at: Timestamp,
        },
        /// The recipient accepts the goods.
        Accept "accept" {
            /// When.
            at: Timestamp,
            /// What arrived, line by line; absent: everything as sent.
            lines: Option<Vec<AcceptLine>> [Lines(limit::LINES)],
        },
        /// The recipient rejects the goods.
        Reject "reject" {
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// A shortage on a line is explained.
        Explain "explain" {
            /// The line of the note.
            line: u16 [limit::LINE],
            /// Quantity explained, in the lot's ledger unit.
            quantity: Quantity [MORE_THAN_ZERO],
            /// What happened to the goods.
            explanation: Explanation,
            /// In words.
            text: Option<Text<{ limit::REASON }>>,
        },
        /// Rejected or interrupted goods come back to the supplier.
        Return "return" {
            /// When.
            at: Timestamp,
            /// Where to; default: where they left from.
            place: Option<PlaceRef>,
        },
        /// The note is cancelled before dispatch.
        Cancel "cancel" {
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// The goods go elsewhere: a new destination and a new verdict.
        Divert "divert" {
            /// The new recipient.
            recipient: Option<PartyRef>,
            /// The new consignee.
            consignee: Option<PartyRef>,
            /// The new place of delivery.
            to: Option<PlaceRef>,
            /// The new country of destination.
            destination: Option<CountryCode>,
            /// Why.
            reason: Text<{ limit::REASON }>,
        } check(object, problems) {
            object.any_of(&["recipient", "consignee", "to", "destination"], problems);
        },
        /// The note is split into notes of their own.
        Split "split" {
            /// The parts; together exactly what is on the lines.
            parts: Vec<NotePart> [Unique("number", limit::NOTE_PARTS)],
        },
        /// An authority stops the goods on the way.
        Interrupt "interrupt" {
            /// The authority that decides.
            authority: PartyRef,
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// An authority lets interrupted goods go on.
        Resume "resume" {
            /// The authority that decides.
            authority: PartyRef,
            /// Why.
            reason: Text<{ limit::REASON }>,
        },
        /// The note is closed; nothing is left open on it.
        Close "close" {},
    }
}

impl Action {
    /// When it happened, where the action says so.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Dispatch { at } | Self::Deliver { at } | Self::Accept { at, .. } | Self::Return { at, .. } => {
                Some(*at)
            }
            Self::Register {}
            | Self::Release { .. }
            | Self::Hold { .. }
            | Self::Refuse { .. }
            | Self::Reject { .. }
            | Self::Explain { .. }
            | Self::Cancel { .. }
            | Self::Divert { .. }
            | Self::Split { .. }
            | Self::Interrupt { .. }
            | Self::Resume { .. }
            | Self::Close {} => None,
        }
    }

    /// The authority that decides, where the action is one of an authority.
    pub fn authority(&self) -> Option<&PartyRef> {
        match self {
            Self::Release { authority, .. }
            | Self::Hold { authority, .. }
            | Self::Refuse { authority, .. }
            | Self::Interrupt { authority, .. }
            | Self::Resume { authority, .. } => Some(authority),
            Self::Register {}
            | Self::Dispatch { .. }
            | Self::Deliver { .. }
            | Self::Accept { .. }
            | Self::Reject { .. }
            | Self::Explain { .. }
            | Self::Return { .. }
            | Self::Cancel { .. }
            | Self::Divert { .. }
            | Self::Split { .. }
            | Self::Close {} => None,
        }
    }
}

document! {
    /// What arrived of one line of a note.
    pub struct AcceptLine {
        /// The line of the note.
        pub line: u16 [limit::LINE],
        /// Quantity that arrived, in the unit of the line; zero where nothing did.
        pub quantity: Quantity,
        /// Why it differs from what was sent; required where less arrived.
        pub explanation: Option<Text<{ limit::REASON }>>,
    }
}

document! {
    /// One of the notes that a note is split into.
    pub struct NotePart {
        /// Number of the new note.
        pub number: DocumentNumber,
        /// Its recipient; default: that of the old note.
        pub recipient: Option<PartyRef>,
        /// Its consignee; default: that of the old note.
        pub consignee: Option<PartyRef>,
        /// Its place of delivery; default: that of the old note.
        pub to: Option<PlaceRef>,
        /// Its country of destination; default: that of the old note.
        pub destination: Option<CountryCode>,
        /// What goes to it.
        pub lines: Vec<PartLine> [Lines(limit::LINES)],
    }
}

document! {
    /// A quantity of one line of a note.
    pub struct PartLine {
        /// The line of the note.
        pub line: u16 [limit::LINE],
        /// Quantity, in the lot's ledger unit.
        pub quantity: Quantity [MORE_THAN_ZERO],
    }
}
