//! Lineage: every posting and every edge between lots as a fixed record, chained by lot.
//!
//! The chain runs backwards: a lot knows its last move, each move knows the one before. The records live outside the
//! state (a mapped file in a running registry, a vector in tests), so that a trace does not compete with posting.

use crate::account::{Account, End};
use crate::ids::{LineId, LotId, NoteId, PartyId, PlaceId};
use trade::quantity::Quantity;

/// Length of a move in bytes.
pub const MOVE_BYTES: usize = 48;

/// Where a move starts or ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stop {
    /// An account.
    Account(Account),
    /// Stock of an owner at a place.
    Stock(PartyId, PlaceId),
    /// On the way on a line.
    Line(LineId),
    /// Temporarily abroad under a line.
    Abroad(LineId),
    /// Another lot (an edge of a transformation or split).
    Lot(LotId),
}

impl From<End> for Stop {
    fn from(end: End) -> Self {
        match end {
            End::Account(account) => Stop::Account(account),
            End::Stock(owner, _, place, _) => Stop::Stock(owner, place),
            End::Line(line) => Stop::Line(line),
            End::Abroad(line) => Stop::Abroad(line),
        }
    }
}

/// One move of a lot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    /// Lot.
    pub lot: LotId,
    /// Entry.
    pub seq: u64,
    /// From.
    pub from: Stop,
    /// To.
    pub to: Stop,
    /// Quantity, in the unit of `lot`.
    pub quantity: Quantity,
    /// Receipt the goods are drawn from, when named.
    pub receipt: NoteId,
    /// The move of this lot before (index plus one, zero: none).
    pub previous: u32,
}

/// Where moves are kept.
pub trait Moves {
    /// The move at `index`.
    fn find(&self, index: u32) -> Option<Move>;
}

impl Moves for Vec<Move> {
    fn find(&self, index: u32) -> Option<Move> {
        self.get(usize::try_from(index).ok()?).copied()
    }
}

impl Stop {
    pub(crate) fn parts(self) -> (u8, u32, u32) {
        match self {
            Stop::Account(account) => (0, u32::from(account.number()), 0),
            Stop::Stock(owner, place) => (1, owner.0, place.0),
            Stop::Line(line) => (2, line.0, 0),
            Stop::Abroad(line) => (3, line.0, 0),
            Stop::Lot(lot) => (4, lot.0, 0),
        }
    }

    fn from_parts(kind: u8, a: u32, b: u32) -> Option<Self> {
        match kind {
            0 => Some(Stop::Account(Account::from_number(u8::try_from(a).ok()?)?)),
            1 => Some(Stop::Stock(PartyId(a), PlaceId(b))),
            2 => Some(Stop::Line(LineId(a))),
            3 => Some(Stop::Abroad(LineId(a))),
            4 => Some(Stop::Lot(LotId(a))),
            _ => None,
        }
    }
}

impl Move {
    /// The record: little endian lot, previous, from (two words), to (two words), receipt, kinds (two bytes) and zero
    /// (two bytes), entry, quantity.
    pub fn to_bytes(&self) -> [u8; MOVE_BYTES] {
        let (from_kind, from_a, from_b) = self.from.parts();
        let (to_kind, to_a, to_b) = self.to.parts();
        let words = [self.lot.0, self.previous, from_a, from_b, to_a, to_b, self.receipt.0];
        let bytes = words
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .chain([from_kind, to_kind, 0, 0])
            .chain(self.seq.to_le_bytes())
            .chain(self.quantity.micros().to_le_bytes());
        let mut record = [0; MOVE_BYTES];
        record.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        record
    }

    /// Reads a record; `None` when it is not one.
    pub fn from_bytes(bytes: &[u8; MOVE_BYTES]) -> Option<Self> {
        let word = |n: usize| -> Option<u32> {
            let start = n.checked_mul(4)?;
            Some(u32::from_le_bytes(bytes.get(start..start.checked_add(4)?)?.try_into().ok()?))
        };
        let long = |start: usize| -> Option<u64> {
            Some(u64::from_le_bytes(bytes.get(start..start.checked_add(8)?)?.try_into().ok()?))
        };
        Some(Self {
            lot: LotId(word(0)?),
            previous: word(1)?,
            from: Stop::from_parts(*bytes.get(28)?, word(2)?, word(3)?)?,
            to: Stop::from_parts(*bytes.get(29)?, word(4)?, word(5)?)?,
            receipt: NoteId(word(6)?),
            seq: long(32)?,
            quantity: Quantity::from_micros(long(40)?),
        })
    }
}
