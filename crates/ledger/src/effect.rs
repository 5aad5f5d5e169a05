//! What an entry does to the state. Effects are recorded in the journal and are all that replay reads.

use crate::account::End;
use crate::ids::{DiscrepancyId, LineId, LotId, NoteId, PartyId, PlaceId, TransportId};
use crate::lifecycle::Status;
use crate::records::{DiscrepancyRecord, DocRecord, LineRecord, LotRecord, NoteRecord};
use minicbor::{Decode, Encode};
use trade::measures::Measures;
use trade::quantity::Quantity;

/// One change. Ids of new records are not written: they are the next free ones, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Effect {
    /// Admits the next party.
    #[n(0)]
    Party {
        /// A natural person.
        #[n(0)]
        person: bool,
    },
    /// Admits the next place.
    #[n(1)]
    Place,
    /// Records the next document.
    #[n(2)]
    Document(#[n(0)] DocRecord),
    /// Mints the next lot; its goods come by a [`Effect::Post`] from its source.
    #[n(3)]
    Mint(#[n(0)] LotRecord),
    /// Moves measures of a lot from one end to another.
    #[n(4)]
    Post {
        /// Lot.
        #[n(0)]
        lot: LotId,
        /// Taken from.
        #[n(1)]
        from: End,
        /// Put to.
        #[n(2)]
        to: End,
        /// How much.
        #[n(3)]
        amount: Measures,
        /// Receipt the goods are drawn from, when a note names one.
        #[n(4)]
        receipt: NoteId,
    },
    /// Promises a quantity of the supplier's stock to a line.
    #[n(5)]
    Reserve {
        /// Line.
        #[n(0)]
        line: LineId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Gives a promise back.
    #[n(6)]
    Unreserve {
        /// Line.
        #[n(0)]
        line: LineId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Opens the next note; its lines follow.
    #[n(7)]
    Note(#[n(0)] NoteRecord),
    /// Adds the next line to the last note.
    #[n(8)]
    Line(#[n(0)] LineRecord),
    /// Changes the status of a note.
    #[n(9)]
    Status {
        /// Note.
        #[n(0)]
        note: NoteId,
        /// New status.
        #[n(1)]
        status: Status,
    },
    /// Sets the day after which a note is overdue.
    #[n(10)]
    Due {
        /// Note.
        #[n(0)]
        note: NoteId,
        /// Day, none: no deadline.
        #[n(1)]
        due: Option<i32>,
    },
    /// Sets bits of a note ([`crate::records::note_flag`]).
    #[n(11)]
    NoteFlag {
        /// Note.
        #[n(0)]
        note: NoteId,
        /// Bits to set.
        #[n(1)]
        bits: u8,
    },
    /// Gives a note another destination.
    #[n(12)]
    Redirect {
        /// Note.
        #[n(0)]
        note: NoteId,
        /// New recipient.
        #[n(1)]
        recipient: PartyId,
        /// New consignee.
        #[n(2)]
        consignee: PartyId,
        /// New place of arrival.
        #[n(3)]
        to: PlaceId,
        /// New country of destination.
        #[n(4)]
        destination: Option<trade::country::CountryCode>,
    },
    /// Adds to what was accepted on a line.
    #[n(13)]
    Accepted {
        /// Line.
        #[n(0)]
        line: LineId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Adds to what was returned later of a line.
    #[n(14)]
    Returned {
        /// Line.
        #[n(0)]
        line: LineId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Takes back what a return had named, when the return does not take place.
    #[n(24)]
    ReturnWithdrawn {
        /// Line.
        #[n(0)]
        line: LineId,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Opens the next transport; its loads follow.
    #[n(15)]
    Transport {
        /// Carrier.
        #[n(0)]
        carrier: PartyId,
        /// Mark of the seals, see [`crate::records::TransportRecord::seals`].
        #[n(1)]
        seals: u64,
    },
    /// Puts a part of a line on a transport.
    #[n(16)]
    Load {
        /// Transport.
        #[n(0)]
        transport: TransportId,
        /// Line.
        #[n(1)]
        line: LineId,
        /// How much.
        #[n(2)]
        quantity: Quantity,
    },
    /// Takes a part of a load off (crossed, moved to another transport, given back).
    #[n(17)]
    Unload {
        /// Position of the load.
        #[n(0)]
        load: u32,
        /// How much.
        #[n(1)]
        quantity: Quantity,
    },
    /// Raises the next discrepancy.
    #[n(18)]
    Discrepancy(#[n(0)] DiscrepancyRecord),
    /// Resolves a discrepancy.
    #[n(19)]
    Resolve {
        /// Discrepancy.
        #[n(0)]
        discrepancy: DiscrepancyId,
    },
    /// Sets bits of a lot ([`crate::records::flag`]).
    #[n(20)]
    LotFlag {
        /// Lot.
        #[n(0)]
        lot: LotId,
        /// Bits to set.
        #[n(1)]
        bits: u16,
    },
    /// Names how much of a consumed lot went into a new one.
    #[n(21)]
    Edge {
        /// Consumed lot.
        #[n(0)]
        from: LotId,
        /// New lot.
        #[n(1)]
        to: LotId,
        /// Quantity of the consumed lot, in its unit.
        #[n(2)]
        consumed: Quantity,
        /// Quantity of the new lot that it stands for, in the new lot's unit.
        #[n(3)]
        made: Quantity,
    },
    /// One party takes the place of another.
    #[n(22)]
    Succeed {
        /// Who ends.
        #[n(0)]
        from: PartyId,
        /// Who goes on.
        #[n(1)]
        into: PartyId,
    },
    /// A party that was admitted as no person is a natural person: from now on its texts are kept under a key of its own.
    #[n(25)]
    Person {
        /// Party.
        #[n(0)]
        party: PartyId,
    },
    /// The party's texts were erased.
    #[n(23)]
    Erase {
        /// Party.
        #[n(0)]
        party: PartyId,
    },
}
