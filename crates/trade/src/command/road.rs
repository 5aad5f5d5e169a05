//! On the road: transports, crossings, temporary exports that come back, and acts of the two border forms.

use super::{
    action::PartLine,
    limit,
    refer::{NoteRef, Subject},
    word::{ActForm, ActResult, Direction, TransportMode},
};
use crate::{
    date::Timestamp,
    field::{Lines, MORE_THAN_ZERO, document},
    party::PartyRef,
    place::PlaceRef,
    quantity::Quantity,
    text::{DocumentNumber, Plate, SealNumber, Text},
};

document! {
    /// A transport: a truck, wagon, container, ship or flight with its seals and what it carries.
    pub struct Transport {
        /// The transport itself.
        pub head: TransportHead as flat,
        /// What it carries.
        pub loads: Vec<Load> [limit::LOADS],
    }
}

document! {
    /// What is known of a transport without its loads.
    pub struct TransportHead {
        /// The carrier's number of the transport.
        pub number: DocumentNumber,
        /// When it was loaded or left.
        pub at: Timestamp,
        /// Mode of transport.
        pub mode: TransportMode,
        /// Who carries.
        pub carrier: PartyRef,
        /// Plate, wagon, container, vessel or flight.
        pub vehicle: Plate,
        /// Plates of the trailers.
        pub trailers: Vec<Plate> [limit::TRAILERS],
        /// The driver as a party.
        pub driver: Option<PartyRef>,
        /// Name of the driver, who must be named as `driver` too.
        pub driver_name: Option<Text<{ limit::NAME }>>,
        /// Numbers of the seals.
        pub seals: Vec<SealNumber> [limit::SEALS],
        /// Where it starts.
        pub from: Option<PlaceRef>,
    }
    check(object, problems) {
        if driver.as_ref().is_some_and(Option::is_none) && driver_name.as_ref().is_some_and(Option::is_some) {
            let message = "name the driver as a party too (`driver`), so that the name can be erased with the person's texts";
            object.problem("driver.unnamed", "driver_name", message, problems);
        }
    }
}

document! {
    /// A quantity of one line of a note on a transport.
    pub struct Load {
        /// The note.
        pub note: NoteRef as flat,
        /// The line of the note.
        pub line: u16 [limit::LINE],
        /// Quantity, in the lot's ledger unit.
        pub quantity: Quantity [MORE_THAN_ZERO],
    }
}

document! {
    /// Loads move from one transport to another.
    pub struct Transship {
        /// Number of the transport that the loads leave.
        pub from: DocumentNumber,
        /// Carrier of that transport.
        pub carrier: PartyRef,
        /// The transport that takes them.
        pub to: TransportHead,
        /// When.
        pub at: Timestamp,
        /// Where.
        pub place: PlaceRef,
        /// What moves; absent: everything.
        pub loads: Option<Vec<Load>> [limit::LOADS],
    }
}

document! {
    /// A transport or a note passes a border post. A fact: it is never refused for what the books hold.
    pub struct Crossing {
        /// When.
        pub at: Timestamp,
        /// The border post.
        pub post: PlaceRef,
        /// Out of the country or into it.
        pub direction: Direction,
        /// The officer; default: the registry.
        pub officer: Option<PartyRef>,
        /// What passes.
        pub subject: Subject as flat,
        /// Plate, wagon or container as seen.
        pub vehicle: Option<Plate>,
        /// Seals as seen; absent: not looked at.
        pub seals: Option<Vec<SealNumber>> [limit::SEALS],
    }
}

document! {
    /// Temporarily exported goods come back.
    pub struct TemporaryReturn {
        /// Number of the document.
        pub number: DocumentNumber,
        /// When.
        pub at: Timestamp,
        /// The note under which they left.
        pub note: NoteRef as flat,
        /// Where they then lie.
        pub place: PlaceRef,
        /// What comes back.
        pub lines: Vec<PartLine> [Lines(limit::LINES)],
    }
}

document! {
    /// An act of inspection or examination at the border. A fact.
    pub struct Act {
        /// Number of the act.
        pub number: DocumentNumber,
        /// When.
        pub at: Timestamp,
        /// Which of the two forms of Order 295 of 27 March 2023.
        pub form: ActForm,
        /// The post.
        pub post: PlaceRef,
        /// The officer who signs.
        pub officer: PartyRef,
        /// What was looked at.
        pub subject: Subject as flat,
        /// What was found, in words.
        pub findings: Vec<Text<{ limit::FINDING }>> [limit::FINDINGS],
        /// What follows.
        pub result: ActResult,
        /// What was counted.
        pub lines: Option<Vec<ActLine>> [limit::LOADS],
    }
}

document! {
    /// What was counted of one line of a note.
    pub struct ActLine {
        /// The note.
        pub note: NoteRef as flat,
        /// The line of the note.
        pub line: u16 [limit::LINE],
        /// Quantity found, in the lot's ledger unit; zero where nothing was.
        pub quantity_found: Quantity,
    }
}
