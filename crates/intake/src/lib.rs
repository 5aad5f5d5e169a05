//! Files as they come into commands: NDJSON, and CSV through a mapping; plain or gzip.
//!
//! [`open`] gives the rows of a file one after the other, each as a command or as a [`Reject`] with all its problems in
//! words and the columns they came from. Nothing is dropped, guessed or silently rounded: what a mapping does to a
//! value it declares, and what it did to a row stands in the row's [`Notes`]. [`Totals`] adds everything up exactly,
//! rejected rows too, so that the sums can be held against the file.
//!
//! The crate does not know the registry: it judges nothing that needs the books, and records nothing. It reads files
//! and writes one, the file of rejects.

#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::print_stdout
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a test that goes wrong should stop"
    )
)]

mod cells;
mod codes;
mod convert;
mod encoding;
mod exact;
mod explain;
mod fault;
mod group;
mod header;
pub mod mapping;
mod ndjson;
mod plan;
pub mod propose;
mod rejects;
mod row;
mod rows;
mod sheet;
mod source;
mod split;
mod totals;
mod workbook;

pub use exact::{Exact, Mode, Round};
pub use explain::{ExplainError, Explained, Explanation, explain};
pub use fault::OpenError;
pub use mapping::{Mapping, MappingError, MappingProblem};
pub use rejects::{RejectFile, Rejects, beside, beside_rows};
pub use row::{DeclaredLine, Notes, Reject, Rounding, Row, RowProblem, SourceRow};
pub use rows::{Options, Rows, open, open_with};
pub use source::{Form, Packing};
pub use split::LINE_BYTES_MAX;
pub use totals::{ChapterTotals, Sums, Totals, ValueSum};
