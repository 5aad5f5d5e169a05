//! Commands: what a registry is told (`docs/reference/commands.md`).
//!
//! A command is one JSON object. [`parse`] reads its text, strictly and with all problems at once; [`write()`] gives the
//! canonical form back. What needs no books is checked here; what needs them is checked where they are kept.
//!
//! ```
//! use trade::command::{self, Command};
//! let text = r#"{"type":"note_action","note":"SNT-1","action":"cancel","reason":"order withdrawn"}"#;
//! let submission = command::parse(text).map_err(|problems| problems[0].to_string())?;
//! assert!(matches!(submission.command, Command::NoteAction(_)));
//! assert_eq!(submission.canonical(), text);
//!
//! let problems = command::parse(r#"{"type":"note_action","action":"cancel"}"#).unwrap_err();
//! let places: Vec<&str> = problems.iter().map(|problem| problem.at.as_str()).collect();
//! assert_eq!(places, ["/note", "/reason"]);
//! # Ok::<(), String>(())
//! ```

mod action;
mod change;
mod entry;
mod fact;
mod limit;
mod mend;
mod note;
mod party;
mod read;
mod refer;
mod road;
mod schema;
mod word;

pub use action::{AcceptLine, Action, NoteAction, NotePart, PartLine};
pub use change::{
    Custody, CustodyLine, Found, Input, LotPart, LotSplit, StatusChange, StatusLine, Transformation, WriteOff,
    WriteOffLine,
};
pub use entry::{EInvoice, EInvoiceLine, EntryDocument, EntryLine, ExportApplication, ExportApplicationLine};
pub use mend::{Correction, CorrectionLine, Discrepancy};
pub use note::{Note, NoteLine, Paper};
pub use party::{Clock, Erase, Party, PartyMerge};
pub use read::{parse, read, write};
pub use refer::{Amendment, CustodyTarget, LotRef, NoteRef, Subject};
pub use road::{Act, ActLine, Crossing, Load, TemporaryReturn, Transport, TransportHead, Transship};
pub use schema::schemas;
pub use word::{
    ActForm, ActResult, CustodyMeasure, CustomsStatus, Direction, DocumentType, EntryKind, Explanation, MergeKind,
    NoteKind, PaperReason, PartyKind, Resolution, TransportMode, WriteOffReason,
};

use crate::{
    date::Timestamp,
    field::{Fields, Form, Object},
    party::PartyRef,
    problem::Problems,
    text::Key,
};
use serde_json::{Map, Value};

/// A command with what the submitter says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The submitter's business key; where absent, the registry makes one.
    pub key: Option<Key>,
    /// Who submits; where absent, the command's principal. Always absent for [`Discrepancy`], whose own `by` it is.
    pub by: Option<PartyRef>,
    /// The key of the refused command that this one mends.
    pub supersedes: Option<Key>,
    /// When it happened, as claimed. Always absent for commands with a time of their own; see [`Submission::effective_at`].
    pub at: Option<Timestamp>,
    /// What is told.
    pub command: Command,
}

/// The enum of all commands, and what is told apart by their type: reader, writer and schema.
macro_rules! commands {
    (
        entry { $($entry:literal $entry_doc:literal,)* }
        $($(#[doc = $doc:literal])* $Variant:ident($Type:ident) $word:literal,)*
    ) => {
        /// What a registry can be told.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Command {
            /// A document that brings goods in.
            Entry(EntryDocument),
            $($(#[doc = $doc])* $Variant($Type),)*
        }

        impl Command {
            /// The values of `type`.
            pub const TYPES: &'static [&'static str] = &[$($entry,)* $($word,)*];

            /// Type, description and fields of every command, for the schemas.
            const FORMS: &'static [(&'static str, &'static str, Form)] = &[
                $(($entry, $entry_doc, EntryDocument::describe),)*
                $(($word, concat!($($doc),*), $Type::describe),)*
            ];

            /// The value of `type`.
            pub fn kind(&self) -> &'static str {
                match self {
                    Self::Entry(entry) => entry.kind.as_str(),
                    $(Self::$Variant(_) => $word,)*
                }
            }

            /// Takes the fields of the command with that `type`.
            fn take(word: &str, object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
                match word {
                    $($word => $Type::take(object, problems).map(Self::$Variant),)*
                    _ => EntryDocument::take(object, problems).map(Self::Entry),
                }
            }

            /// Puts the fields of the command.
            fn put(&self, object: &mut Map<String, Value>) {
                match self {
                    Self::Entry(entry) => entry.put(object),
                    $(Self::$Variant(command) => command.put(object),)*
                }
            }
        }
    };
}

commands! {
    entry {
        "import_declaration" "A goods declaration for import. Every line mints a lot.",
        "import_application" "An application for goods from an EAEU state (form 328.00). Every line mints a lot.",
        "production_report" "Goods made in the country. Every line mints a lot.",
        "opening_balance" "Goods that were there when the books began. Every line mints a lot.",
        "transit_declaration" "Foreign goods that only pass through. Every line mints a lot.",
    }
    /// An electronic invoice.
    EInvoice(EInvoice) "e_invoice",
    /// An application to check e-invoices before an export.
    ExportApplication(ExportApplication) "export_application",
    /// An accompanying note.
    Note(Note) "note",
    /// Something done with a note.
    NoteAction(NoteAction) "note_action",
    /// A transport and its loads.
    Transport(Transport) "transport",
    /// Loads move to another transport.
    Transship(Transship) "transship",
    /// A border post is passed.
    Crossing(Crossing) "crossing",
    /// Temporarily exported goods come back.
    TemporaryReturn(TemporaryReturn) "temporary_return",
    /// An act of inspection or examination.
    Act(Act) "act",
    /// Lots in, other lots out.
    Transformation(Transformation) "transformation",
    /// A lot is told apart.
    LotSplit(LotSplit) "lot_split",
    /// Goods leave the books for an official reason.
    WriteOff(WriteOff) "write_off",
    /// Goods are found.
    Found(Found) "found",
    /// Goods change their customs status.
    StatusChange(StatusChange) "status_change",
    /// An authority takes or gives back goods.
    Custody(Custody) "custody",
    /// An entry document is corrected.
    Correction(Correction) "correction",
    /// A discrepancy is answered.
    Discrepancy(Discrepancy) "discrepancy",
    /// A party is told or renewed.
    Party(Party) "party",
    /// One party goes into another.
    PartyMerge(PartyMerge) "party_merge",
    /// The time.
    Clock(Clock) "clock",
    /// A party's texts are destroyed.
    Erase(Erase) "erase",
}
