//! Rows by id, and what is not a list: lines of a note, its history, flows over the border.

use super::{Reader, list};
use crate::Fault;
use crate::fold::load;
use crate::row::{
    ActRow, CrossingRow, DiscrepancyRow, DocumentRow, EntryRow, LineRow, LoadRow, LotRow, NoteRow, PartyRow, PlaceRow,
    Row, StockRow, TransportRow,
};

macro_rules! by_id {
    ($($(#[doc = $doc:literal])* $name:ident $Row:ident,)*) => {
        impl Reader {
            $($(#[doc = $doc])*
            pub fn $name(&self, id: i64) -> Result<Option<$Row>, Fault> {
                self.ask(|sql| load(sql, id))
            })*
        }
    };
}

by_id! {
    /// A party.
    party_row PartyRow,
    /// A place.
    place_row PlaceRow,
    /// A document other than a note.
    document DocumentRow,
    /// A lot.
    lot LotRow,
    /// A stock record.
    stock StockRow,
    /// A note.
    note NoteRow,
    /// A line of a note.
    line LineRow,
    /// A transport.
    transport TransportRow,
    /// A crossing, by its entry.
    crossing CrossingRow,
    /// An inspection or examination, by its entry.
    act ActRow,
    /// A discrepancy.
    discrepancy DiscrepancyRow,
    /// An entry.
    entry EntryRow,
}

/// A step in the life of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Status that it got, as a number of the ledger.
    pub status: i64,
    /// Entry.
    pub seq: i64,
    /// Type of the entry, see [`Reader::kind`].
    pub kind: i64,
    /// Time of recording, in milliseconds since 1970.
    pub recorded_at: i64,
    /// When it happened, as claimed.
    pub effective_at: i64,
}

/// What crossed the border in a month. Sums are in millionths; corrections may take them below zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowRow {
    /// Year times twelve and month, from 0.
    pub month: i64,
    /// Out of the country, or into it.
    pub out: bool,
    /// Six digits, as a number of `trade::code::GoodsPrefix`.
    pub code: i64,
    /// Country of destination, or of origin.
    pub country: i64,
    /// Unit of the quantity.
    pub unit: i64,
    /// Currency of the value.
    pub currency: i64,
    /// Postings.
    pub postings: i64,
    /// Quantity.
    pub quantity: i128,
    /// Net mass in kilograms.
    pub net_mass: i128,
    /// Value.
    pub value: i128,
}

impl Reader {
    /// The type of a document or entry by its number in a row.
    pub fn kind(number: i64) -> &'static str {
        list::kind(number)
    }

    /// The lines of a note, in order.
    pub fn lines(&self, note: i64) -> Result<Vec<LineRow>, Fault> {
        self.rows("note = ?1 ORDER BY line, id", note)
    }

    /// The loads of a transport.
    pub fn loads(&self, transport: i64) -> Result<Vec<LoadRow>, Fault> {
        self.rows("transport = ?1 ORDER BY id", transport)
    }

    fn rows<R: Row>(&self, fits: &str, id: i64) -> Result<Vec<R>, Fault> {
        self.ask(|sql| {
            let text = format!("SELECT {} FROM {} WHERE {fits}", R::FIELDS.join(", "), R::TABLE);
            sql.prepare_cached(&text)?.query_map([id], R::read)?.collect()
        })
    }

    /// The statuses of a note, in order.
    pub fn history(&self, note: i64) -> Result<Vec<Step>, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT h.status, h.seq, e.kind, e.recorded_at, e.effective_at
                 FROM history h JOIN entries e ON e.id = h.seq WHERE h.note = ?1 ORDER BY h.seq, h.n",
            )?;
            let rows = find.query_map([note], |row| {
                Ok(Step {
                    status: row.get(0)?,
                    seq: row.get(1)?,
                    kind: row.get(2)?,
                    recorded_at: row.get(3)?,
                    effective_at: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// What crossed the border in the months `from` to `to` (year times twelve and month from 0), by month, code and country.
    pub fn flows(&self, from: i64, to: i64) -> Result<Vec<FlowRow>, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT month, direction, code, country, unit, currency, postings, quantity, net_mass, value
                 FROM flows WHERE month BETWEEN ?1 AND ?2 ORDER BY 1, 2, 3, 4, 5, 6",
            )?;
            let rows = find.query_map((from, to), |row| {
                let sum = |at: usize| row.get::<_, String>(at).map(|text| text.parse().unwrap_or(0));
                Ok(FlowRow {
                    month: row.get(0)?,
                    out: row.get::<_, i64>(1)? == crate::fold::OUT,
                    code: row.get(2)?,
                    country: row.get(3)?,
                    unit: row.get(4)?,
                    currency: row.get(5)?,
                    postings: row.get(6)?,
                    quantity: sum(7)?,
                    net_mass: sum(8)?,
                    value: sum(9)?,
                })
            })?;
            rows.collect()
        })
    }
}
