//! Mending: a correction of an entry document, and the answer to a discrepancy.

use super::{
    limit,
    refer::Amendment,
    word::{DocumentType, Resolution},
};
use crate::{
    date::Day,
    field::document,
    party::PartyRef,
    public_number::PublicNumber,
    quantity::Quantity,
    text::{DocumentNumber, Text},
};

document! {
    /// Corrects the quantities of an entry document, or annuls it.
    pub struct Correction {
        /// Number of the document corrected.
        pub document: DocumentNumber,
        /// Its type; needed where two documents carry the number.
        pub document_type: Option<DocumentType>,
        /// The principal of that document.
        pub principal: PartyRef,
        /// Date of the correction.
        pub date: Day,
        /// Why.
        pub reason: Text<{ limit::REASON }>,
        /// The right quantities, or that all lines are annulled.
        pub amendment: Amendment as flat,
    }
}

document! {
    /// The right quantity of one line.
    pub struct CorrectionLine {
        /// The line of the document corrected.
        pub line: u16 [limit::LINE],
        /// The right quantity, in the lot's ledger unit; zero annuls the line.
        pub quantity: Quantity,
    }
}

document! {
    /// Answers a discrepancy.
    pub struct Discrepancy {
        /// Public number of the discrepancy.
        pub discrepancy: PublicNumber,
        /// Who answers it. It is the submitter of the command too.
        pub by: PartyRef,
        /// How it is resolved.
        pub resolution: Resolution,
        /// In words.
        pub text: Text<{ limit::REASON }>,
    }
}
