//! The rows of numbers. Each has an `id`; 0 stands for "none" where another record, a day or a country is named.

use crate::facet::{Field, List, prefixes};
use ledger::records::note_flag;
use rusqlite::Row as SqlRow;
use trade::amount::Currency;
use trade::code::GoodsCode;
use trade::country::CountryCode;
use trade::date::Day;
use trade::quantity::Quantity;
use trade::unit::Unit;

/// A row of a table of whole numbers.
pub(crate) trait Row: Sized + Clone + PartialEq {
    const TABLE: &'static str;
    const FIELDS: &'static [&'static str];

    fn values(&self) -> Vec<i64>;
    fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self>;
    fn id(&self) -> i64;
}

macro_rules! rows {
    ($($(#[doc = $doc:literal])* $Name:ident $table:literal { $($(#[doc = $field_doc:literal])* $field:ident,)* })*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
        pub struct $Name {
            /// Id.
            pub id: i64,
            $($(#[doc = $field_doc])* pub $field: i64,)*
        }

        impl Row for $Name {
            const TABLE: &'static str = $table;
            const FIELDS: &'static [&'static str] = &["id", $(stringify!($field),)*];

            fn values(&self) -> Vec<i64> {
                vec![self.id, $(self.$field,)*]
            }

            fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self> {
                Ok(Self { id: row.get("id")?, $($field: row.get(stringify!($field))?,)* })
            }

            fn id(&self) -> i64 {
                self.id
            }
        }
    )* };
}

rows! {
    /// A party.
    PartyRow "parties" {
        /// 1: a natural person.
        person,
        /// The party that took its place.
        into_party,
        /// 1: its texts were erased.
        erased,
        /// Entry that admitted it.
        seq,
    }
    /// A place.
    PlaceRow "places" {
        /// Entry that first named it.
        seq,
    }
    /// A document other than a note.
    DocumentRow "documents" {
        /// Its type, as a position in the types of commands.
        kind,
        /// Whose document it is.
        principal,
        /// Day of the document.
        day,
        /// Entry that recorded it.
        seq,
        /// First lot that it minted.
        first_lot,
        /// Number of lots.
        lots,
        /// Who keeps its goods.
        holder,
        /// Where they were put.
        place,
    }
    /// A lot.
    LotRow "lots" {
        /// Document that minted it.
        document,
        /// Line in the document.
        line,
        /// Day of the document.
        day,
        /// Whose document it is.
        principal,
        /// Goods code.
        code,
        /// Country of origin.
        origin,
        /// Ledger unit.
        unit,
        /// Currency of the value.
        currency,
        /// Account it came from.
        source,
        /// Bits of `ledger::records::flag`.
        flags,
        /// Quantity that came in, less what a correction took back.
        quantity,
        /// Net mass, likewise.
        net_mass,
        /// Value, likewise.
        value,
    }
    /// Stock on hand: whose goods of which lot lie where, with whom, under which customs status.
    StockRow "stock" {
        /// Lot.
        lot,
        /// Owner.
        owner,
        /// Who keeps it.
        holder,
        /// Place.
        place,
        /// Customs status.
        status,
        /// Goods code of the lot.
        code,
        /// Country of origin of the lot.
        origin,
        /// Ledger unit of the lot.
        unit,
        /// On hand.
        quantity,
        /// Of this, promised to notes.
        reserved,
        /// Net mass.
        net_mass,
        /// Gross mass.
        gross_mass,
        /// Supplementary quantity.
        supplementary,
        /// Pieces.
        pieces,
        /// Value.
        value,
    }
    /// A note.
    NoteRow "notes" {
        /// Kind.
        kind,
        /// Status.
        status,
        /// Who sends.
        supplier,
        /// Who receives.
        recipient,
        /// Who holds the goods before.
        consignor,
        /// Who holds them after.
        consignee,
        /// Who carries.
        carrier,
        /// Place of departure.
        from_place,
        /// Place of arrival.
        to_place,
        /// Country of destination.
        destination,
        /// Day of the note.
        day,
        /// Entry that opened it.
        seq,
        /// Entry that touched it last.
        last_seq,
        /// First line.
        first_line,
        /// Number of lines.
        lines,
        /// Day after which it is overdue.
        due,
        /// Note it replaces, came out of, or returns.
        earlier,
        /// Bits of `ledger::records::note_flag`.
        flags,
    }
    /// A line of a note.
    LineRow "lines" {
        /// Note.
        note,
        /// Number in the note.
        line,
        /// Lot.
        lot,
        /// Customs status of the stock drawn from.
        status,
        /// Quantity noted.
        quantity,
        /// Accepted.
        accepted,
        /// Returned later.
        returned,
        /// Promised at the supplier's stock.
        reserved,
        /// On the way.
        on_line,
        /// Temporarily abroad.
        abroad,
    }
    /// A transport.
    TransportRow "transports" {
        /// Who carries.
        carrier,
        /// Day.
        day,
        /// Entry that opened it.
        seq,
        /// Driver.
        driver,
    }
    /// A part of a note line on a transport.
    LoadRow "loads" {
        /// Transport.
        transport,
        /// Line.
        line,
        /// Quantity still on it.
        quantity,
    }
    /// A border crossing; its id is its entry.
    CrossingRow "crossings" {
        /// Day.
        day,
        /// When, in milliseconds since 1970.
        at,
        /// Border post.
        post,
        /// Officer.
        officer,
        /// 1: out, 2: in.
        direction,
        /// Transport.
        transport,
        /// The first of the notes that crossed.
        note,
    }
    /// An inspection or examination; its id is its entry.
    ActRow "acts" {
        /// Day.
        day,
        /// When, in milliseconds since 1970.
        at,
        /// Post.
        post,
        /// Officer.
        officer,
        /// 1: inspection, 2: examination.
        form,
        /// 1: pass, 2: hold, 3: detain.
        result,
        /// Its document.
        document,
        /// The first of the notes concerned.
        note,
    }
    /// A discrepancy.
    DiscrepancyRow "discrepancies" {
        /// Kind, as a number of the ledger.
        kind,
        /// Who must answer.
        owner,
        /// Lot.
        lot,
        /// Note line.
        line,
        /// Quantity.
        quantity,
        /// Day until which.
        due,
        /// Entry that raised it.
        seq,
        /// Entry that resolved it.
        resolved,
    }
    /// An entry; its id is its number.
    EntryRow "entries" {
        /// Its type, as a position in the types of commands; 0: the entry of a restore.
        kind,
        /// 1: refused.
        refused,
        /// Time of recording, in milliseconds since 1970.
        recorded_at,
        /// When it happened, as claimed.
        effective_at,
    }
}

/// A row that is shown in a list.
pub(crate) trait Listed: Row {
    const LIST: List;

    /// The day that the list is ordered by.
    fn listed_day(&self) -> i64;

    /// What it can be found by, with the party that stands for each today. 0 is none: numbers that begin with 0 are raised by one.
    fn found_by(&self, standing: &dyn Fn(i64) -> i64, out: &mut Vec<(Field, i64)>);
}

macro_rules! listed {
    ($Row:ident $list:ident, $day:expr, $($field:ident: $values:expr),* $(,)?) => {
        impl Listed for $Row {
            const LIST: List = List::$list;

            fn listed_day(&self) -> i64 {
                let day: fn(&Self) -> i64 = $day;
                day(self)
            }

            fn found_by(&self, _standing: &dyn Fn(i64) -> i64, out: &mut Vec<(Field, i64)>) {
                out.push((Field::All, 0));
                $({
                    let values: fn(&Self) -> Vec<i64> = $values;
                    let is_party = Field::$field == Field::Party;
                    let values = values(self).into_iter().filter(|value| *value != 0);
                    out.extend(values.map(|value| (Field::$field, if is_party { _standing(value) } else { value })));
                })*
            }
        }
    };
}

listed!(PartyRow Parties, |_| 0, Kind: |row| vec![if row.person == 1 { 2 } else { 1 }]);
listed!(PlaceRow Places, |_| 0,);
listed!(DocumentRow Documents, |row| row.day,
    Party: |row| vec![row.principal, row.holder], Place: |row| vec![row.place], Kind: |row| vec![row.kind]);
listed!(LotRow Lots, |row| row.day,
    Party: |row| vec![row.principal], Code: |row| prefixes(row.code), Origin: |row| vec![row.origin],
    Document: |row| vec![row.document], Flagged: |row| vec![i64::from(row.flags != 0)]);
listed!(StockRow Stock, |_| 0,
    Party: |row| vec![row.owner, row.holder], Place: |row| vec![row.place], Status: |row| vec![row.status],
    Code: |row| prefixes(row.code), Origin: |row| vec![row.origin], Lot: |row| vec![row.lot]);
listed!(NoteRow Notes, |row| row.day,
    Party: |row| vec![row.supplier, row.recipient, row.consignor, row.consignee, row.carrier],
    Place: |row| vec![row.from_place, row.to_place], Status: |row| vec![row.status + 1], Kind: |row| vec![row.kind],
    Destination: |row| vec![row.destination],
    Overdue: |row| vec![i64::from(row.flags & i64::from(note_flag::OVERDUE) != 0)],
    Open: |row| vec![i64::from(row.is_open())]);
listed!(TransportRow Transports, |row| row.day, Party: |row| vec![row.carrier, row.driver]);
listed!(CrossingRow Crossings, |row| row.day,
    Party: |row| vec![row.officer], Place: |row| vec![row.post], Direction: |row| vec![row.direction]);
listed!(ActRow Acts, |row| row.day,
    Party: |row| vec![row.officer], Place: |row| vec![row.post], Kind: |row| vec![row.form], Status: |row| vec![row.result]);
listed!(DiscrepancyRow Discrepancies, |row| row.due,
    Party: |row| vec![row.owner], Kind: |row| vec![row.kind + 1], Open: |row| vec![i64::from(row.resolved == 0)],
    Lot: |row| vec![row.lot]);
listed!(EntryRow Entries, |row| row.recorded_at.div_euclid(DAY_MILLIS),
    Kind: |row| vec![row.kind], Refused: |row| vec![row.refused]);

/// Milliseconds of a day.
pub(crate) const DAY_MILLIS: i64 = 86_400_000;

impl NoteRow {
    /// Whether something can still happen with it.
    fn is_open(&self) -> bool {
        let status = ledger::lifecycle::Status::ALL.iter().find(|status| i64::from(**status as u8) == self.status);
        status.is_some_and(|status| !status.is_final())
    }
}

/// Bytes as digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A quantity, mass or value of a row.
pub fn quantity(micros: i64) -> Quantity {
    Quantity::from_micros(micros.cast_unsigned())
}

/// A day of a row; empty for none.
pub fn day(number: i64) -> String {
    let day = i32::try_from(number).ok().filter(|number| *number != 0).and_then(Day::from_number);
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// A goods code of a row.
pub fn code(number: i64) -> String {
    let code = u64::try_from(number).ok().and_then(GoodsCode::from_number);
    code.map(|code| code.to_string()).unwrap_or_default()
}

/// A unit of a row.
pub fn unit(number: i64) -> Option<Unit> {
    u8::try_from(number).ok().and_then(Unit::from_number)
}

/// A country of a row; empty for none.
pub fn country(number: i64) -> String {
    letters(number)
}

/// A currency of a row; empty for none.
pub fn currency(number: i64) -> String {
    letters(number)
}

fn letters(number: i64) -> String {
    let bytes = number.to_be_bytes();
    bytes.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
}

fn packed(text: &str) -> i64 {
    text.bytes().fold(0, |number, byte| (number << 8) | i64::from(byte))
}

pub(crate) fn of_country(country: Option<CountryCode>) -> i64 {
    country.map_or(0, |country| packed(country.as_str()))
}

pub(crate) fn of_currency(currency: Option<Currency>) -> i64 {
    currency.map_or(0, |currency| packed(currency.as_str()))
}

pub(crate) fn of_code(code: GoodsCode) -> i64 {
    code.number().cast_signed()
}
