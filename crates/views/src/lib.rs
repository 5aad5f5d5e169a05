//! Lists and search: durable entries folded into tables of SQLite, beside the journal.
//!
//! [`Views`] is the one writer: it takes entries in order, as far as they can be opened, and keeps how far it came. [`Reader`] answers
//! lists and search, in any number and in any process. The file holds nothing that the journal does not: deleted, it is
//! built again row for row, which [`Reader::digest`] shows.
//!
//! Rows of numbers come from effects and never change their meaning; texts lie apart, by the entry that brought them, so
//! that the end of a person's key is the end of the texts here too. What a list can be filtered by are *facets*: one row
//! for each value of each record, ordered by day, so that every filter reads an index from where a page ends.
//!
//! What it deliberately does not do: it judges nothing, opens no seal, and knows no journal.
#![forbid(unsafe_code)]

mod facet;
mod fault;
mod fold;
mod item;
mod reader;
mod row;
mod schema;
mod text;
mod writer;

pub use facet::List;
pub use fault::{Ask, Fault};
pub use item::Item;
pub use reader::{Filter, FlowRow, Found, Hit, Page, Reader, Step};
pub use row::{
    ActRow, CrossingRow, DiscrepancyRow, DocumentRow, EntryRow, LineRow, LoadRow, LotRow, NoteRow, PartyRow, PlaceRow,
    StockRow, TransportRow, code, country, currency, day, quantity, unit,
};
pub use text::TextField;
pub use writer::{Opened, Views};
