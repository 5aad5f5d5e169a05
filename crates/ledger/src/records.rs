//! The records the state is made of. Each is small and of fixed size: millions of them live in memory.

use crate::account::{Account, StockKey};
use crate::ids::{DocId, LineId, LotId, NoteId, PartyId, PlaceId, TransportId};
use crate::lifecycle::Status;
use minicbor::{Decode, Encode};
use trade::amount::Currency;
use trade::command::{CustomsStatus, EntryKind, NoteKind};
use trade::measures::Measures;
use trade::quantity::Quantity;
use trade::unit::Unit;

/// A party as the books know it; its name and identifier lie in the directory.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Encode, Decode)]
pub struct PartyRecord {
    /// A natural person: texts are kept under a key of their own and can be erased.
    #[n(0)]
    pub person: bool,
    /// The party that took this one's place (merge, succession), else none.
    #[n(1)]
    pub into: PartyId,
    /// Texts were erased.
    #[n(2)]
    pub erased: bool,
    /// First stock record owned (chain over [`StockRecord::next_of_owner`]; position plus one, zero: none).
    #[n(3)]
    pub first_stock: u32,
    /// Another party was merged into it.
    #[n(4)]
    pub absorbed: bool,
}

/// A place; its code and name lie in the directory.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Encode, Decode)]
pub struct PlaceRecord {
    /// Entry in which it was first named.
    #[n(0)]
    pub seq: u64,
}

/// What kind of document a [`DocRecord`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum DocKind {
    /// One of the five entry documents.
    #[n(0)]
    Entry(#[n(0)] EntryKind),
    /// E-invoice (ESF).
    #[n(1)]
    EInvoice,
    /// Export application.
    #[n(2)]
    ExportApplication,
    /// Transformation.
    #[n(3)]
    Transformation,
    /// Split of a lot into lots told apart.
    #[n(4)]
    LotSplit,
    /// Goods found.
    #[n(5)]
    Found,
    /// Write-off.
    #[n(6)]
    WriteOff,
    /// Change of customs status.
    #[n(7)]
    StatusChange,
    /// Custody act of an authority.
    #[n(8)]
    Custody,
    /// Act of inspection or examination.
    #[n(9)]
    Act,
    /// Return from temporary export.
    #[n(10)]
    TemporaryReturn,
}

impl DocKind {
    /// Name as in the `type` of the command.
    pub fn name(self) -> &'static str {
        match self {
            DocKind::Entry(kind) => kind.as_str(),
            DocKind::EInvoice => "e_invoice",
            DocKind::ExportApplication => "export_application",
            DocKind::Transformation => "transformation",
            DocKind::LotSplit => "lot_split",
            DocKind::Found => "found",
            DocKind::WriteOff => "write_off",
            DocKind::StatusChange => "status_change",
            DocKind::Custody => "custody",
            DocKind::Act => "act",
            DocKind::TemporaryReturn => "temporary_return",
        }
    }
}

/// A document other than a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct DocRecord {
    /// Kind.
    #[n(0)]
    pub kind: DocKind,
    /// Whose document it is.
    #[n(1)]
    pub principal: PartyId,
    /// Day of the document (days since 1970-01-01).
    #[n(2)]
    pub day: i32,
    /// Entry that recorded it.
    #[n(3)]
    pub seq: u64,
    /// First lot it minted, else none.
    #[n(4)]
    pub first_lot: LotId,
    /// Number of lots it minted (they follow each other).
    #[n(5)]
    pub lots: u16,
    /// Where its goods were put, with whom, under which status (entry documents).
    #[n(6)]
    pub holder: PartyId,
    /// Place of the goods.
    #[n(7)]
    pub place: PlaceId,
    /// Customs status of the goods.
    #[n(8)]
    pub status: CustomsStatus,
}

/// Bits of [`LotRecord::flags`].
pub mod flag {
    /// Carries contract clauses (their texts lie in the openings of the entry document).
    pub const CLAUSES: u16 = 1;
    /// A correction came after goods had been used.
    pub const CORRECTED_AFTER_USE: u16 = 2;
    /// More was accepted than sent.
    pub const EXCESS: u16 = 4;
    /// Descends from a lot that was corrected after use.
    pub const DOWNSTREAM: u16 = 8;
    /// Goods found without a document.
    pub const FOUND: u16 = 16;
    /// The code is checked by its six digits only (no national edition covers the day).
    pub const CODE_BY_HS6: u16 = 32;
}

/// A lot: the goods of one line of one document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct LotRecord {
    /// Document that minted it.
    #[n(0)]
    pub document: DocId,
    /// Line in the document.
    #[n(1)]
    pub line: u16,
    /// Goods code on the day of the document.
    #[n(2)]
    pub code: trade::code::GoodsCode,
    /// Country of origin, none for an opening balance without one.
    #[n(3)]
    pub origin: Option<trade::country::CountryCode>,
    /// Ledger unit.
    #[n(4)]
    pub unit: Unit,
    /// Supplementary unit.
    #[n(5)]
    pub supplementary_unit: Option<Unit>,
    /// Currency of the value.
    #[n(6)]
    pub currency: Option<Currency>,
    /// Account it came from.
    #[n(7)]
    pub source: Account,
    /// Bits, see [`flag`].
    #[n(8)]
    pub flags: u16,
    /// What came from [`Self::source`] less what a correction took back.
    #[n(9)]
    pub minted: Measures,
    /// Running number of the last entry that touched this lot (from 1).
    #[n(10)]
    pub chain: u32,
    /// That entry.
    #[n(11)]
    pub last_seq: u64,
    /// First stock record (position plus one, zero: none).
    #[n(12)]
    pub first_stock: u32,
    /// First [`AccountRecord`] (position plus one).
    #[n(13)]
    pub first_account: u32,
    /// Last move in the lineage (index plus one).
    #[n(14)]
    pub last_move: u32,
}

/// What one lot gave to, or took from, an account other than its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct AccountRecord {
    /// Account.
    #[n(0)]
    pub account: Account,
    /// Total.
    #[n(1)]
    pub total: Measures,
    /// Next record of the lot (position plus one).
    #[n(2)]
    pub next: u32,
}

/// Stock on hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct StockRecord {
    /// Key. In a free slot the lot is none and `next_of_lot` links the free slots.
    #[n(0)]
    pub key: StockKey,
    /// On hand.
    #[n(1)]
    pub on_hand: Measures,
    /// Of this, promised to registered notes.
    #[n(2)]
    pub reserved: Quantity,
    /// Chain of the lot.
    #[n(3)]
    pub next_of_lot: u32,
    /// Chain of the lot, backwards.
    #[n(4)]
    pub prev_of_lot: u32,
    /// Chain of the owner.
    #[n(5)]
    pub next_of_owner: u32,
    /// Chain of the owner, backwards.
    #[n(6)]
    pub prev_of_owner: u32,
}

impl StockRecord {
    /// On hand and not promised.
    pub fn available(&self) -> Quantity {
        self.on_hand.quantity.checked_sub(self.reserved).unwrap_or(Quantity::ZERO)
    }
}

/// Bits of [`NoteRecord::flags`].
pub mod note_flag {
    /// Entered from paper.
    pub const PAPER: u8 = 1;
    /// Its deadline passed.
    pub const OVERDUE: u8 = 2;
    /// Destination was changed.
    pub const DIVERTED: u8 = 4;
    /// Goods were dispatched at some time.
    pub const DISPATCHED: u8 = 8;
    /// Goods crossed a border under it.
    pub const CROSSED: u8 = 16;
}

/// A note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct NoteRecord {
    /// Kind.
    #[n(0)]
    pub kind: NoteKind,
    /// Status.
    #[n(1)]
    pub status: Status,
    /// Who sends.
    #[n(2)]
    pub supplier: PartyId,
    /// Who receives.
    #[n(3)]
    pub recipient: PartyId,
    /// Who holds the goods before.
    #[n(4)]
    pub consignor: PartyId,
    /// Who holds them after.
    #[n(5)]
    pub consignee: PartyId,
    /// Who carries.
    #[n(6)]
    pub carrier: PartyId,
    /// Place of departure.
    #[n(7)]
    pub from: PlaceId,
    /// Place of arrival.
    #[n(8)]
    pub to: PlaceId,
    /// Country of destination.
    #[n(9)]
    pub destination: Option<trade::country::CountryCode>,
    /// Day of the note.
    #[n(10)]
    pub day: i32,
    /// Entry that opened it.
    #[n(11)]
    pub seq: u64,
    /// First line; the lines follow each other.
    #[n(12)]
    pub first_line: LineId,
    /// Number of lines.
    #[n(13)]
    pub lines: u16,
    /// Day after which it is overdue.
    #[n(14)]
    pub due: Option<i32>,
    /// Note it replaces, came out of by a split, or returns.
    #[n(15)]
    pub earlier: NoteId,
    /// Bits, see [`note_flag`].
    #[n(16)]
    pub flags: u8,
}

/// A line of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct LineRecord {
    /// Note.
    #[n(0)]
    pub note: NoteId,
    /// Number of the line in the note.
    #[n(1)]
    pub line: u16,
    /// Lot.
    #[n(2)]
    pub lot: LotId,
    /// Customs status of the stock drawn from.
    #[n(3)]
    pub status: CustomsStatus,
    /// Quantity noted.
    #[n(4)]
    pub quantity: Quantity,
    /// Quantity accepted, with excess.
    #[n(5)]
    pub accepted: Quantity,
    /// Quantity returned later under notes of kind `return`.
    #[n(6)]
    pub returned: Quantity,
    /// Receipt the goods are drawn from, when named.
    #[n(7)]
    pub receipt: NoteId,
    /// What is still open (position in the open lines plus one, zero: nothing).
    #[n(8)]
    pub open: u32,
}

/// What is still open on a line: promised, on the way, abroad.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct OpenRecord {
    /// Line; in a free slot none, and `next_free` links the free slots.
    #[n(0)]
    pub line: LineId,
    /// Promised at the supplier's stock.
    #[n(1)]
    pub reserved: Quantity,
    /// What was dispatched.
    #[n(2)]
    pub sent: Measures,
    /// What is on the way.
    #[n(3)]
    pub on_line: Measures,
    /// What is temporarily abroad.
    #[n(4)]
    pub abroad: Measures,
    /// First load that carries a part (chain over [`LoadRecord::next_of_line`]; position plus one).
    #[n(5)]
    pub first_load: u32,
    /// Next free slot (position plus one).
    #[n(6)]
    pub next_free: u32,
}

impl OpenRecord {
    /// Whether nothing is open.
    pub fn is_settled(&self) -> bool {
        self.reserved.is_zero() && self.on_line.is_zero() && self.abroad.is_zero()
    }
}

/// A transport.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct TransportRecord {
    /// Who carries.
    #[n(0)]
    pub carrier: PartyId,
    /// Entry that opened it.
    #[n(1)]
    pub seq: u64,
    /// First load (position plus one).
    #[n(2)]
    pub first_load: u32,
    /// A mark of the seals named, the same for the same numbers in any order; zero: none named.
    #[n(3)]
    pub seals: u64,
}

/// A part of a note line on a transport.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct LoadRecord {
    /// Transport.
    #[n(0)]
    pub transport: TransportId,
    /// Line carried.
    #[n(1)]
    pub line: LineId,
    /// Quantity still on this transport.
    #[n(2)]
    pub quantity: Quantity,
    /// Next load of the transport (position plus one).
    #[n(3)]
    pub next_of_transport: u32,
    /// Next load of the line (position plus one).
    #[n(4)]
    pub next_of_line: u32,
}

/// Kinds of discrepancy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum DiscrepancyKind {
    /// Less there than a fact needs.
    #[n(1)]
    ShortBalance,
    /// Less accepted than sent.
    #[n(2)]
    Shortage,
    /// More accepted than sent.
    #[n(3)]
    Excess,
    /// Crossed although held, refused or stopped.
    #[n(4)]
    CrossedAgainstHold,
    /// A crossing without a known note or transport.
    #[n(5)]
    UnknownCrossing,
    /// Other seals than recorded.
    #[n(6)]
    SealMismatch,
    /// An inspection counted another quantity.
    #[n(7)]
    CountDifference,
    /// A correction came after the goods had been used.
    #[n(8)]
    CorrectedAfterUse,
    /// Goods found that no document names.
    #[n(9)]
    FoundGoods,
    /// A deadline passed.
    #[n(10)]
    Overdue,
}

impl DiscrepancyKind {
    /// All kinds with their names.
    pub const ALL: [(DiscrepancyKind, &'static str); 10] = [
        (DiscrepancyKind::ShortBalance, "short_balance"),
        (DiscrepancyKind::Shortage, "shortage"),
        (DiscrepancyKind::Excess, "excess"),
        (DiscrepancyKind::CrossedAgainstHold, "crossed_against_hold"),
        (DiscrepancyKind::UnknownCrossing, "unknown_crossing"),
        (DiscrepancyKind::SealMismatch, "seal_mismatch"),
        (DiscrepancyKind::CountDifference, "count_difference"),
        (DiscrepancyKind::CorrectedAfterUse, "corrected_after_use"),
        (DiscrepancyKind::FoundGoods, "found_goods"),
        (DiscrepancyKind::Overdue, "overdue"),
    ];

    /// Name in answers.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// A fact the books could not take (design law L4), with who must answer it and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct DiscrepancyRecord {
    /// Kind.
    #[n(0)]
    pub kind: DiscrepancyKind,
    /// Who must answer.
    #[n(1)]
    pub owner: PartyId,
    /// Lot concerned, when one is.
    #[n(2)]
    pub lot: LotId,
    /// Note line concerned, when one is.
    #[n(3)]
    pub line: LineId,
    /// Quantity concerned.
    #[n(4)]
    pub quantity: Quantity,
    /// Day until which it must be answered.
    #[n(5)]
    pub due: i32,
    /// Entry that raised it.
    #[n(6)]
    pub seq: u64,
    /// Entry that resolved it, zero: open.
    #[n(7)]
    pub resolved: u64,
    /// Line of the document or place of the load it concerns, for the answer; zero: none.
    #[n(8)]
    pub document_line: u16,
}

/// A business key (design law L3): a keyed digest of submitter and key, and the entry that answered it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct KeyRecord {
    /// Keyed digest.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub tag: [u8; 16],
    /// Entry.
    #[n(1)]
    pub seq: u64,
}
